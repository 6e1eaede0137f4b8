"""A small newsroom, a gazetteer of a few names, and Telegram's own parser."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zlib import crc32

import pytest
from tdjson import td_execute

from bot.digest.compose import Digest, compose
from bot.gazetteer import Entry, Gazetteer
from bot.model import Article, Channel, Kind, Mention, Slot, Story, Tag

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)

_NAMES: dict[str, tuple[Any, ...]] = {
    "place.china": ("الصين", "China", "Китай", "中国", "other", 1.0),
    "place.kazakhstan": ("كازاخستان", "Kazakhstan", "Казахстан", "哈萨克斯坦", "other", 1.0),
    "place.kyrgyzstan": ("قرغيزستان", "Kyrgyzstan", "Кыргызстан", "吉尔吉斯斯坦", "other", 1.0),
    "place.uzbekistan": ("أوزبكستان", "Uzbekistan", "Узбекистан", "乌兹别克斯坦", "other", 1.0),
    "place.afghanistan": ("أفغانستان", "Afghanistan", "Афганистан", "阿富汗", "other", 1.0),
    "place.russia": ("روسيا", "Russia", "Россия", "俄罗斯", "other", 0.3),
    "person.xi_jinping": ("شي جين بينغ", "Xi Jinping", "Си Цзиньпин", "习近平", "other", 1.2),
    "person.tokayev": ("توكاييف", "Tokayev", "Токаев", "托卡耶夫", "other", 1.0),
    "person.wang_yi": ("وانغ يي", "Wang Yi", "Ван И", "王毅", "other", 1.0),
    "org.sco": ("منظمة شنغهاي", "SCO", "ШОС", "上合组织", "security", 1.3),
    "topic.belt_and_road": ("الحزام والطريق", "Belt and Road", "Один пояс один путь", "一带一路", "economy", 1.5),
    "topic.cku_railway": ("سكة حديد الصين وأوزبكستان", "CKU railway", "Дорога ККУ", "中吉乌铁路", "transport", 2.0),
    "topic.china_central_asia_summit": ("قمة الصين وآسيا الوسطى", "Summit", "Саммит", "中国中亚峰会", "politics", 2.0),
    "topic.energy": ("الطاقة", "Energy", "Энергетика", "能源", "energy", 1.0),
}
_LANGUAGES = ("ar", "en", "ru", "zh")


FEW = Gazetteer(
    {
        id: Entry(
            id=id, label=dict(zip(_LANGUAGES, row, strict=False)), section=row[4], weight=row[5], context="russia" in id
        )
        for id, row in _NAMES.items()
    }
)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """A gazetteer of a few names."""
    return FEW


@pytest.fixture(scope="session")
def tag() -> Callable[..., Tag]:
    def make(id: str, weight: float | None = None) -> Tag:
        """As the matcher weighs: the entry's own weight is in the tag's."""
        weight = 1.5 * FEW.weight(id) if weight is None else weight
        kind: Kind = id.split(".")[0]  # type: ignore[assignment]
        mention = Mention(id=id, field="title", start=0, end=1, text="x", because="alias")
        return Tag(id=id, kind=kind, weight=weight, mentions=(mention,))

    return make


@pytest.fixture(scope="session")
def article() -> Callable[..., Article]:
    def make(title: str, language: str = "ar", source: str = "xinhua", **more: Any) -> Article:
        id = more.pop("id", f"{source}-{crc32(title.encode(errors='replace'))}")
        more.setdefault("url", f"https://{source}.example/{id}")
        return Article(id=id, source=source, title=title, language=language, seen=more.pop("seen", NOW), **more)

    return make


@pytest.fixture(scope="session")
def story(tag: Callable[..., Tag]) -> Callable[..., Story]:
    def make(id: str, *articles: Article, tags: Sequence[str | Tag] = ("place.china",), **more: Any) -> Story:
        return Story(
            id=id,
            articles=articles,
            tags=tuple(tag(one) if isinstance(one, str) else one for one in tags),
            first_seen=more.pop("first_seen", NOW - timedelta(hours=2)),
            last_seen=NOW,
            **more,
        )

    return make


SLOT = Slot(channel="@marsad", day=date(2026, 11, 22), time=time(8), due=NOW)


@pytest.fixture(scope="session")
def slot() -> Slot:
    return SLOT


@pytest.fixture(scope="session")
def digest(gazetteer: Gazetteer) -> Callable[..., Digest]:
    """Compose the morning digest of 22 November 2026, number 128."""

    def make(*stories: Story, language: str = "ar", **more: Any) -> Digest:
        channel = Channel(id="@marsad", chat="@marsad", language=language, **more.pop("channel", {}))
        given = {
            "slot": SLOT,
            "number": 128,
            "gazetteer": gazetteer,
            "names": {},
            "priorities": {},
            "now": NOW,
            "previous": None,
        }
        return compose(channel=channel, stories=stories, **{**given, **more})

    return make


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A post as Telegram's server would read it."""

    text: str
    entities: list[tuple[str, str, str]] = field(default_factory=list)  # kind, text, address


class Telegram:
    """TDLib's parser, which the official server runs too; offline."""

    def __init__(self) -> None:
        self._ask("setLogVerbosityLevel", new_verbosity_level=0)

    def read(self, html: str) -> Seen:
        """Parse HTML; raises AssertionError with Telegram's words where it is refused."""
        answer = self._ask("parseTextEntities", text=html, parse_mode={"@type": "textParseModeHTML"})
        assert answer["@type"] == "formattedText", answer
        return Seen(text=answer["text"], entities=self._entities(answer["text"], answer["entities"]))

    def detects(self, text: str) -> list[tuple[str, str, str]]:
        """What the server finds in plain text by itself."""
        return self._entities(text, self._ask("getTextEntities", text=text)["entities"])

    @staticmethod
    def _ask(what: str, **values: Any) -> dict[str, Any]:
        answer = td_execute(json.dumps({"@type": what, **values}).encode())
        assert answer is not None
        return dict(json.loads(answer))

    @staticmethod
    def _entities(text: str, entities: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
        units = text.encode("utf-16-le")
        return [
            (
                one["type"]["@type"].removeprefix("textEntityType"),
                units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le"),
                one["type"].get("url", ""),
            )
            for one in entities
        ]


@pytest.fixture(scope="session")
def telegram() -> Telegram:
    return Telegram()
