"""How a query is read, and that one finds the same in every spelling and language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Article, Found, Placement, Source, SourceState
from bot.serve.query import Query, look_up, understand
from bot.store.sql import SqlStore, open_store

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SPELLINGS = {
    "person.tokayev": "توكاييف توقايف توكايف Токаев Токаева 托卡耶夫 Tokayev tokayev",
    "person.xi_jinping": "شي_جين_بينغ شي_جينبينغ شي_جين_بنغ Си_Цзиньпин 习近平 習近平 Xi_Jinping xi",
    "person.mirziyoyev": "ميرضيائيف ميرزيوييف Мирзиёев 米尔济约耶夫 Mirziyoyev",
    "person.japarov": "جاباروف جباروف Жапаров 扎帕罗夫 Japarov",
    "person.rahmon": "رحمن رحمون إمام_علي_رحمن Рахмон 拉赫蒙 Rahmon",
    "person.putin": "بوتين Путин 普京 Putin",
    "topic.belt_and_road": "#الحزام_والطريق 一带一路 «Один_пояс,_один_путь»",
}
HEADLINES = (
    ("s1", "ru", "Токаев встретился с Си Цзиньпином в Астане"),
    ("s1", "ar", "توكاييف يلتقي شي جين بينغ في أستانا"),
    ("s1", "zh", "习近平同托卡耶夫在阿斯塔纳会谈"),
    ("s2", "en", "Tokayev opens a uranium mine"),
    ("s3", "ar", "الرئيس القيرغيزي صدير جاباروف يزور الصين"),
    ("s4", "ru", "Эмомали Рахмон прибыл в Пекин"),
    (None, "en", "Putin speaks about uranium"),
)


@cache
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@cache
def matcher() -> Matcher:
    return Matcher(gazetteer())


def read(query: str) -> Query:
    return understand(query, matcher().match, gazetteer())


@pytest.fixture
def store() -> Iterator[SqlStore]:
    store = open_store("sqlite://")
    store.remember_sources([Source(id="a", url="https://a.example", name="A")], NOW)
    found = []
    for number, (story, language, title) in enumerate(HEADLINES):
        at = NOW - timedelta(hours=number)
        article = Article(id=f"{number}", source="a", title=title, seen=at, published=at, language=language)
        placed = Placement(article=article.id, story=story, relation="joined", because="test") if story else None
        found.append(Found(article=article, matched=matcher().match(title, "", language), placement=placed))
    store.ingest(SourceState(source="a", url="https://a.example"), found[::-1], (), NOW)
    yield store
    store.close()


def stories(store: SqlStore, query: str) -> list[str | None]:
    return [filed.story for filed in look_up(store, read(query), limit=10)]


@pytest.mark.parametrize(
    ("id", "query"), [(id, one.replace("_", " ")) for id, ones in SPELLINGS.items() for one in ones.split()]
)
def test_a_name_is_read_in_every_spelling(id: str, query: str) -> None:
    understood = read(query)
    assert (understood.tags, understood.words) == ((id,), ())


@pytest.mark.parametrize(
    ("queries", "found"),
    [
        (("توكاييف", "توقايف", "Токаев", "托卡耶夫", "Tokayev"), {"s1", "s2"}),
        (("شي جين بينغ", "Си Цзиньпин", "习近平"), {"s1"}),
        (("جباروف", "Жапаров", "扎帕罗夫"), {"s3"}),
        (("رحمون", "Рахмон", "拉赫蒙"), {"s4"}),
        (("بوتين", "Путин", "普京"), {None}),
        (("توكاييف uranium", "Токаев в uranium mines"), {"s2"}),
        (("جاباروف والصين", "Жапаров Китай"), {"s3"}),
    ],
)
def test_one_question_finds_the_same_stories_in_every_language(
    store: SqlStore, queries: tuple[str, ...], found: set[str | None]
) -> None:
    for query in queries:
        assert set(stories(store, query)) == found, query


def test_what_stands_beside_the_names_is_looked_for_as_words() -> None:
    assert read("Токаев в Пекине: уран") == Query(
        tags=("person.tokayev", "place.beijing"), words=("уран",), all_words=("токаев", "пекине", "уран")
    )
    assert read("习近平在阿斯塔纳").words == ()
    assert read("uranium mine") == Query(words=("uranium", "mine"), all_words=("uranium", "mine"))
    assert read("in").words == ("in",)


def test_words_decide_where_the_names_find_nothing(store: SqlStore) -> None:
    assert look_up(store, Query(tags=("person.nobody",), all_words=("uranium",)), limit=9)
    assert look_up(store, read("Tokayev"), limit=9, offset=9) == (), "the page behind the last one is empty"


def test_what_was_understood_can_be_told() -> None:
    assert read("توكاييف uranium").told(gazetteer(), "ru").endswith("Токаев + “uranium”")
