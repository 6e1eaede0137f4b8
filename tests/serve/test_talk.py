"""What the bot says to a reader, in four languages."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest

from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Action, Article, Found, Item, Placement, Slot, Source, SourceState
from bot.pipeline.amend import Editor
from bot.serve.talk import Talk, catalogue
from bot.store.sql import SqlStore, open_store
from tests.standin.strict import check_text, parse

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
RLM = "\u200f"
LANGUAGES = ("ar", "en", "ru", "zh")
COMMANDS = (
    *("/start", "/help", "/latest", "/today", "/topics", "/sources", "/status", "/nonsense", "hello", "", "أحدث"),
    *("/search", "/search Токаев", "/search nowhere at all", "بحث توكاييف", "/latest@marsad_bot", "/LATEST"),
)
SOURCES = (
    Source(id="a", url="https://a.example/feed", name="Газета <b>&", language="ru"),
    Source(id="b", url="https://b.example/feed", name="وكالة", language="ar"),
    Source(id="off", url="https://off.example/feed", name="Never", enabled=False),
)
TITLES = (
    ("ru", "Токаев встретился с <b>Си Цзиньпином</b> & подписал договор"),
    ("ar", "توكاييف يلتقي شي جين بينغ في أستانا"),
    ("en", "Family bakery wins prize"),
)


@cache
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@cache
def matcher() -> Matcher:
    return Matcher(gazetteer())


def talk(store: SqlStore, language: str = "ar") -> Talk:
    return Talk(archive=store, gazetteer=gazetteer(), sources=SOURCES, match=matcher().match, language=language)


@pytest.fixture
def empty() -> Iterator[SqlStore]:
    store = open_store("sqlite://")
    store.remember_sources(SOURCES, NOW)
    yield store
    store.close()


@pytest.fixture
def full(empty: SqlStore) -> SqlStore:
    found = []
    for number, (language, title) in enumerate(TITLES):
        article = Article(id=f"{number:020x}", source="a", title=title, seen=NOW, published=NOW, language=language,
                          url=f"https://a.example/?n={number}&x=\"<'>")  # fmt: skip
        matched = matcher().match(title, "", language)
        placed = Placement(article=article.id, story="one", relation="new" if number == 0 else "joined", because="test")
        found.append(Found(article=article, matched=matched, placement=placed if matched.tags else None))
    empty.ingest(SourceState(source="a", url=SOURCES[0].url, last_polled=NOW, last_ok=NOW), found, (), NOW)
    return empty


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_taken_by_telegram_and_right_to_left_where_the_language_is(
    full: SqlStore, language: str, command: str
) -> None:
    answer = talk(full).answer(command, language)
    check_text(answer)
    assert "{" not in answer
    for line in answer.split("\n"):
        assert line.startswith(RLM) == (language == "ar"), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_yet_is_said(empty: SqlStore, language: str) -> None:
    said = talk(empty).answer("/latest", language).strip(RLM)
    assert said == catalogue()[language]["nothing"]
    assert "0" in talk(empty).answer("/status", language)


def test_the_readers_language_is_spoken_where_we_know_it_else_the_channels(full: SqlStore) -> None:
    unknown = {code: words["unknown"] for code, words in catalogue().items()}
    assert talk(full).answer("/x", "ru-RU") == unknown["ru"]
    assert talk(full).answer("/x", "zh-hans") == unknown["zh"]
    assert talk(full, "en").answer("/x", "fr") == unknown["en"]
    assert talk(full, "en").answer("/x", None) == unknown["en"]
    assert talk(full).answer("/x", None) == RLM + unknown["ar"]


def test_what_a_reader_writes_comes_back_escaped(full: SqlStore) -> None:
    for query in ("<b>nowhere</b>", "<a href='x'>", "&amp;", "{query} {0}", "\u202eesrever", "\u200f\u200f", "x" * 300):
        answer = talk(full).answer(f"/search {query}", "en")
        check_text(answer)
        text, entities = parse(answer)
        assert all(one["type"]["@type"] != "textEntityTypeTextUrl" for one in entities), query
        assert len(text) < 200


def test_a_russian_article_is_found_by_an_arabic_spelling(full: SqlStore) -> None:
    for query in ("توكاييف", "托卡耶夫", "Tokayev", "Токаев"):
        answer = talk(full).answer(f"/search {query}", "en")
        assert parse(answer)[0].count("•") == 1, "two articles of one story are one line"
        assert "https://a.example/" in answer


def test_a_headline_stands_in_its_own_direction_and_cannot_write_markup(full: SqlStore) -> None:
    answer = talk(full).answer("/latest", "ar")
    assert "<b>Си" not in answer
    assert answer.count("\u2068") == answer.count("\u2069") >= 1
    _, entities = parse(answer)
    urls = [one["type"]["url"] for one in entities if "url" in one["type"]]
    assert len(urls) == 1


def test_a_story_that_was_taken_back_is_struck_through(full: SqlStore) -> None:
    assert "<s>" not in talk(full).answer("/latest", "en")
    slot = Slot(channel="@c", day=NOW.date(), time=NOW.time(), due=NOW)
    action = Action(key="k", channel="@c", chat="@c", kind="send", text="1. Head")
    item = Item(action="k", place=1, story="one", lead="", html="1. Head", head="Head")
    assert full.make_slot(slot, 1, [action], {"one": "k"}, NOW, [item])
    editor = Editor(store=full, channels=())
    editor.retract(editor.find("k"), None, "denied", NOW)
    answer = talk(full).answer("/latest", "en")
    check_text(answer)
    assert "• ⚠️ <s><a href=" in answer


def test_only_sources_that_are_watched_are_named(full: SqlStore) -> None:
    answer = talk(full).answer("/sources", "en")
    assert "Газета &lt;b&gt;&amp;" in answer
    assert "Never" not in answer


def test_topics_are_told_in_the_readers_language(full: SqlStore) -> None:
    assert gazetteer().label("topic.belt_and_road", "zh") in talk(full).answer("/topics", "zh")
    assert gazetteer().label("topic.belt_and_road", "ru") in talk(full).answer("/topics", "ru")


def test_a_command_changes_nothing(full: SqlStore) -> None:
    before = full.counts()
    for command in COMMANDS:
        talk(full).answer(command, "en")
    assert full.counts() == before


def test_every_language_has_every_line_with_the_same_blanks() -> None:
    words = catalogue()
    assert set(words) == set(LANGUAGES)
    for name, text in words["en"].items():
        for language in LANGUAGES:
            assert words[language][name].strip(), (language, name)
            assert _blanks(words[language][name]) == _blanks(text), (language, name)
            check_text(words[language][name].format(**dict.fromkeys(_blanks(text), "7")))
    assert all(set(one) == set(words["en"]) for one in words.values())


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_welcome_names_every_command_that_works(full: SqlStore, language: str) -> None:
    named = set(re.findall(r"/[a-z]+", catalogue()[language]["start"]))
    assert named == {"/latest", "/search", "/topics", "/sources", "/status"}
    unknown = talk(full).answer("/nonsense", language)
    for command in named | set(re.findall(r"/[a-z]+", unknown)):
        assert talk(full).answer(command, language) != unknown
