"""The `sources.yaml` that ships is whole, broad, and free of what was measured dead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from bot.model import Channel

Read = Callable[..., Any]

DEAD_FEEDS = {
    *(
        "eurasianet.org/rss.xml",
        "tengrinews.kz/rss",
        "www.zakon.kz/rss",
        "vlast.kz/rss",
        "kun.uz/en/rss",
        "daryo.uz/en/rss",
    ),
    *("turkmenportal.com/en/rss", "apa.az/en/rss", "en.trend.az/rss/business", "en.akipress.com/rss.php"),
    *("ecns.cn/rss/business.xml", "www.ecns.cn/rss/business.xml", "en.people.cn/rss/business.xml"),
    *("www.globaltimes.cn/rss/outbound.xml", "www.trtworld.com/rss"),
}
DEAD_HOUSES = (
    *("caliber.az", "arabnews", "reuters", "carnegie", "brookings", "cnas.org"),
    *("iiss.org", "chathamhouse", "rusi.org"),
)


def test_it_works_with_nothing_but_a_chat_in_the_environment(shipped: str, read: Read) -> None:
    assert read(shipped, {"TELEGRAM_CHAT": "@my_channel"}).channels == (Channel(id="@my_channel", chat="@my_channel"),)
    assert read(shipped).channels == (Channel(id="stdout", chat=None),)


def test_it_speaks_the_languages_of_the_region(shipped: str, read: Read) -> None:
    sources = read(shipped).sources
    languages = Counter(source.language for source in sources)
    assert len(sources) >= 70
    assert languages.keys() >= {"ar", "en", "ru", "zh", "kk", "ky", "uz", "tg", "tk", "fa", "tr"}
    assert min(languages[code] for code in ("ar", "en", "ru", "zh")) >= 10


def test_what_is_switched_on_covers_the_four_languages_of_the_digests(shipped: str, read: Read) -> None:
    on = Counter(source.language for source in read(shipped).sources if source.enabled)
    assert all(on[code] >= 5 for code in ("ar", "en", "ru", "zh"))
    assert sum(on.values()) >= 42


def test_every_source_says_its_name_its_language_and_whose_clock_it_means(shipped: str, read: Read) -> None:
    for source in read(shipped).sources:
        assert source.name
        assert source.language
        assert source.zone != "UTC" or source.kind == "google_news", source.id


def test_no_source_was_seen_live_without_a_date_or_switched_on_unseen(shipped: str, read: Read) -> None:
    for source in read(shipped).sources:
        assert not source.enabled or "seen live 20" in source.note or source.kind == "google_news", source.id


def test_the_searches_in_arabic_are_on_and_polite(shipped: str, read: Read) -> None:
    searches = [source for source in read(shipped).sources if source.kind == "google_news" and source.enabled]
    assert len(searches) >= 5
    for source in searches:
        assert source.language == "ar"
        assert source.url.endswith("&hl=ar&gl=SA&ceid=SA:ar")
        assert source.every is not None
        assert source.every.total_seconds() >= 300


def test_nothing_measured_dead_is_shipped(shipped: str, read: Read) -> None:
    for parts in (urlsplit(source.url) for source in read(shipped).sources):
        assert f"{parts.netloc}{parts.path}".rstrip("/") not in DEAD_FEEDS
        assert not any(house in parts.netloc for house in DEAD_HOUSES)


def test_the_teaching_comments_stand_in_arabic_and_english(shipped: str) -> None:
    comments = "\n".join(line for line in shipped.splitlines() if line.lstrip().startswith("#"))
    assert "Add a source" in comments
    assert "لإضافة مصدر" in comments


def test_the_commented_examples_are_right_too(shipped: str, read: Read) -> None:
    """Taking the marks off every example of a key must give a file that reads."""
    text = shipped.split("\nsources:")[0] + "\nsources: []\n"
    examples = (
        "chat:",
        "only:",
        "exclude:",
        "audit_chat:",
        "on_ambiguous:",
        "thread:",
        "sections:",
        "max_late:",
        "style:",
    )
    top = ("poll:", "  every:", "  concurrency:", "  user_agent:", "  allow_private:", "watch:", "  mute:")
    for key in examples:
        text = text.replace(f"    # {key}", f"    {key}")
    for key in top:
        text = text.replace(f"\n# {key}", f"\n{key}")
    settings = read(text)
    assert settings.channels[0].chat == "@my_channel"
    assert settings.channels[0].full_items == 25
    assert settings.poll.concurrency == 50
    assert settings.watch_mute == ("place.shanghai",)
