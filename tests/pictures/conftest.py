"""A real browser, at the width of a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from bot.digest.bulletin import Bulletin
from bot.digest.page import Shown, page
from bot.gazetteer import load_gazetteer
from bot.model import Article, Channel, Story, Tag

WIDTH, HEIGHT = 390, 844
DIGESTS = Path(__file__).parents[1] / "digest" / "golden"
_CHROMIUM, _DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-quic", "--force-color-profile=srgb",
    "--font-render-hinting=none", "--disable-lcd-text",
)  # fmt: skip
_LINK = re.compile(r"\{\{link:[^}]+\}\}")
_AT = datetime(2026, 11, 22, 8, 0, tzinfo=ZoneInfo("Asia/Riyadh"))


class Phone:
    """Chromium at 390 px, in one of its two colour schemes."""

    def __init__(self, driver: Chrome, folder: Path) -> None:
        self._driver = driver
        self._folder = folder

    def show(self, html: str, scheme: str = "light", height: int = HEIGHT) -> None:
        """Open a page; nothing of it may be fetched from anywhere."""
        file = self._folder / "page.html"
        file.write_text(html, encoding="utf-8")
        self._command(
            "Emulation.setDeviceMetricsOverride",
            {"width": WIDTH, "height": height, "deviceScaleFactor": 1, "mobile": True},
        )
        self._command("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        self._driver.get(file.as_uri())

    def ask(self, script: str, *given: Any) -> Any:
        """The value of a JavaScript body."""
        return self._driver.execute_script(script, *given)  # type: ignore[no-untyped-call]

    def picture(self) -> bytes:
        """What the screen shows, as PNG."""
        return self._driver.get_screenshot_as_png()

    def _command(self, name: str, given: dict[str, Any]) -> None:
        self._driver.execute_cdp_cmd(name, given)  # type: ignore[no-untyped-call]


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    if _CHROMIUM is None or _DRIVER is None:
        pytest.skip("pictures need a browser: install Debian's packages chromium and chromium-driver")
    options = ChromeOptions()
    options.binary_location = _CHROMIUM
    for word in (*_QUIET, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(word)
    driver = Chrome(options=options, service=Service(_DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def phone(driver: Chrome, tmp_path: Path) -> Phone:
    return Phone(driver, tmp_path)


_SIGNED = {
    "ar": ("توكاييف وشي يوقعان معاهدة لحسن الجوار", "افتتاح مركز التعاون في مكافحة الفقر بعد توقيع المعاهدة"),
    "en": ("Tokayev and Xi sign a treaty of good neighbours", "Poverty centre opens after the treaty was signed"),
    "ru": ("Токаев и Си подписали договор о добрососедстве", "После подписания договора открыт центр сотрудничества"),
    "zh": ("托卡耶夫同习近平签署睦邻友好条约", "条约签署后减贫合作中心揭牌"),
}


def _articles(language: str) -> list[Article]:
    """A treaty in the channel's language and in two others, and what came of it."""
    signed, opened = _SIGNED[language]
    told = [(signed, language, "xinhua"), ("Xi, Tokayev sign treaty in Astana", "en", "reuters")]
    told += [("Си и Токаев подписали договор", "ru", "tass"), (opened, language, "xinhua")]
    return [
        Article(
            id=str(at), source=source, title=title, seen=_AT, url=f"https://{source}.example/{at}", language=spoken,
            title_key=title, content_key=title,
        )
        for at, (title, spoken, source) in enumerate(told)
    ]  # fmt: skip


def _alert(language: str) -> list[Shown]:
    """An alert as it stands after an edit, and a development that replies to it."""
    channel = Channel(id="@marsad", chat="@marsad", language=language)
    bulletin = Bulletin(channel=channel, gazetteer=load_gazetteer(), names={"tass": "ТАСС"}, priorities={})
    articles = _articles(language)
    ids = ("person.tokayev", "person.xi_jinping", "place.kazakhstan")
    tags = tuple(Tag(id=id, kind="person", weight=2.0, mentions=()) for id in ids)
    story = Story(id="s", articles=tuple(articles[:3]), tags=tags, first_seen=_AT, last_seen=_AT)
    later = replace(story, articles=tuple(articles[3:]), adds="act:opened", told_before="@marsad|alert|s")
    return [
        Shown(id=2, text_html=bulletin.alert(story, _AT).text, at=_AT, silent=False, edited=True),
        Shown(id=3, text_html=bulletin.reply(later, _AT).text, at=_AT + timedelta(hours=3), reply_to=2),
    ]


@pytest.fixture
def channel() -> Callable[[str], str]:
    """The page of a channel in a language: a morning's digest, an alert that was edited, and a reply to it."""

    def made(language: str) -> str:
        digest = (DIGESTS / f"{language}.html").read_text(encoding="utf-8")
        posts = [Shown(id=1, text_html=_LINK.sub("https://t.me/marsad/1", digest), at=_AT), *_alert(language)]
        return page(posts, title="مرصد" if language == "ar" else "Marsad", language=language, zone="Asia/Riyadh")

    return made
