"""What is fuzzed, and what must hold for any bytes at all. Each target takes bytes and raises when something does not.

No target needs a fuzzer: the kept corpus is replayed through them as a plain test.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from bot.config.edit import add_source, import_opml
from bot.config.load import read_settings
from bot.digest.bulletin import Bulletin
from bot.digest.compose import compose
from bot.digest.contents import Contents, index_post
from bot.digest.words import load_words
from bot.errors import ConfigError
from bot.gazetteer import Gazetteer, load_gazetteer
from bot.model import Alert, Article, Channel, Mention, Slot, Source, Story, Tag
from bot.parse.entries import GUID, NAME, SUMMARY, TITLE
from bot.parse.feed import read_feed
from bot.parse.identity import article_of
from bot.text.fold import fold, fold_text
from bot.text.links import fill_links
from bot.text.urls import LONGEST
from tests.standin.strict import check_text, detected

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LANGUAGES = ("ar", "en", "ru", "zh")
_TAGGED = ("topic.security", "place.kazakhstan", "org.sco")  # the first is known by no name but its own
_SEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_KINDS = (
    *("application/rss+xml", "text/xml; charset=windows-1251", "application/json", "text/html; charset=gb18030"),
    *("", "application/atom+xml; charset=utf-16"),
)


def parse(data: bytes) -> None:
    """A feed document: never an exception, nothing beyond its bounds, and nothing read twice."""
    kind, body = _KINDS[data[0] % len(_KINDS)] if data else "", data[1:]
    source = Source(id="s", url="https://a.example/feed", name="S", zone="Asia/Almaty")
    headers = {"content-type": kind}
    parsed = read_feed(source, body, headers, source.url, known=frozenset(), now=NOW)
    assert len(parsed.title) <= NAME
    assert "\n" not in parsed.problem
    for entry in parsed.entries:
        assert len(entry.title) <= TITLE
        assert len(entry.summary) <= SUMMARY
        assert len(entry.guid or "") <= GUID
        assert len(entry.link or "") <= LONGEST
        assert entry.link is None or entry.link.startswith(("http://", "https://"))
        for text in (entry.title, entry.summary, entry.publisher or "", parsed.title):
            assert not _SEEN.search(text), text
            assert unicodedata.is_normalized("NFC", text)
        article = article_of(entry, source, parsed.language, NOW)
        assert len(article.id) == 20
    again = read_feed(source, body, headers, source.url, known=parsed.entry_keys, now=NOW)
    assert not parsed.entry_keys or not again.entries or len(again.entries) < len(parsed.entries)


def folding(data: bytes) -> None:
    """Any text: folding is done at once, and every folded character says where it came from."""
    text = data.decode("utf-8", "surrogatepass") if _decodes(data) else data.decode("utf-8", "replace")
    folded = fold(text)
    assert folded.text == fold_text(text)
    assert fold_text(folded.text) == folded.text
    composed = unicodedata.normalize("NFC", text)
    last = 0
    for place in range(len(folded.text)):
        start, end = folded.start(place), folded.end(place + 1)
        assert last <= start < end <= len(composed)
        last = start


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def settings(data: bytes) -> None:
    """The text of `sources.yaml` and of an OPML file: settings, or sentences with their cures."""
    head, _, tail = data.decode("utf-8", "replace").partition("\0")
    known = frozenset({"place.kazakhstan", "topic.security"})
    try:
        read_settings(head, environment={"KEY": "swordfish"}, known_ids=known)
    except ConfigError as error:
        _told(error)
    for change in (
        lambda: add_source(head, "https://new.example/feed", name=tail[:200], language=tail[:5]),
        lambda: import_opml(head, tail),
    ):
        try:
            change()
        except ConfigError as error:
            _told(error)


def _told(error: ConfigError) -> None:
    assert error.problems
    for sentence in error.problems:
        assert sentence.strip()
        assert "swordfish" not in sentence


@cache
def _gazetteer() -> Gazetteer:
    return load_gazetteer()


@cache
def _hashtags(language: str) -> frozenset[str]:
    return frozenset(f"#{_gazetteer().hashtag(id, language)}" for id in (*_gazetteer().ids(), *_TAGGED))


def render(data: bytes) -> None:
    """Articles of any words: posts that Telegram takes, in which it finds nothing but our own hashtags."""
    fields = data.decode("utf-8", "surrogatepass" if _decodes(data) else "replace").split("\x1e")
    stories = tuple(_stories(fields))
    for language in LANGUAGES:
        channel = Channel(id="c", chat=None, language=language, full_items=3, lead_items=2, brief_items=3)
        slot = Slot(channel="c", day=date(2026, 11, 22), time=time(8), due=NOW)
        digest = compose(
            channel=channel,
            slot=slot,
            number=7,
            stories=stories,
            gazetteer=_gazetteer(),
            names={"s": fields[0][:200]},
            priorities={},
            now=NOW,
            previous=None,
        )
        assert len(digest.told) == min(len(stories), 6)
        bulletin = Bulletin(channel=channel, gazetteer=_gazetteer(), names={"s": fields[0][:200]}, priorities={})
        between = [write(story, NOW) for story in stories for write in (bulletin.alert, bulletin.reply)]
        contents = Contents(
            digests=((slot, 7),), sections={"politics": "c|2026-11-22|08:00|1"}, alerts=_alerts(stories)
        )
        index = index_post(contents, channel, _gazetteer(), {})
        for post in (*digest.posts, *between, index):
            _is_ours(fill_links(post.text, {}), language)


def _alerts(stories: tuple[Story, ...]) -> tuple[Alert, ...]:
    return tuple(
        Alert(key=f"a{number}", story=story, at=NOW, because="", text="", latest="", state="sent", shown=NOW)
        for number, story in enumerate(stories)
    )


def _is_ours(text: str, language: str) -> None:
    """Telegram takes it, and finds nothing but our own hashtags in it."""
    check_text(text)
    words = load_words(language)
    ours = {words.say(name) for name in ("daily_tag", "alert_tag")} | {words.say("number_tag", n="7")}
    ours.add(words.say("edition_tag", day="2026_11_22"))
    for find in detected(text):
        kind, _, said = find.partition(" ")
        if find == "MediaTimestamp 08:00":  # the hour of a digest in the index
            continue
        assert kind == "Hashtag", find
        assert said in _hashtags(language) or said[1:] in ours, find


def _stories(fields: list[str]) -> Iterator[Story]:
    for number, begin in enumerate(range(1, min(len(fields), 33), 4)):
        title, summary, url, adds = (*fields[begin : begin + 4], "", "", "", "")[:4]
        article = Article(
            id=f"{number:020x}",
            source="s",
            title=title[:1_000],
            summary=summary[:2_000],
            url=url[:5_000] or None,
            publisher=adds[:300] or None,
            seen=NOW - timedelta(minutes=number),
            language=("en", "ar", "zh", "und")[number % 4],
        )
        id = _TAGGED[number % 3]
        mention = Mention(id=id, field="title", start=0, end=1, text="x", because="x")
        kind: Mapping[str, str] = {"t": "topic", "p": "place", "o": "org"}
        tag = Tag(id=id, kind=kind[id[0]], weight=1.0, mentions=(mention,))  # type: ignore[arg-type]
        told = "@c|2026-11-21|08:00|1" if number % 2 else None
        yield Story(
            id=f"st{number}",
            articles=(article,),
            tags=(tag,),
            first_seen=article.seen,
            last_seen=article.seen,
            adds=adds[:300],
            told_before=told,
        )


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "parse": parse,
    "fold": folding,
    "settings": settings,
    "render": render,
}
