"""Unknown names beside known ones, and near-spellings; never a known one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.gazetteer import load_gazetteer
from bot.match.distance import distance
from bot.match.matcher import Matcher
from bot.match.suggest import Suggestion, suggest
from bot.model import Article

GAZETTEER = load_gazetteer()
MATCHER = Matcher(GAZETTEER)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def suggested(*titles: str, language: str = "en") -> dict[str, Suggestion]:
    """By text; every title comes from a source of its own."""
    articles = [
        Article(id=f"a{at}", source=f"s{at}", title=title, seen=NOW, language=language)
        for at, title in enumerate(titles)
    ]
    pairs = [(one, MATCHER.match(one.title, "", one.language)) for one in articles]
    return {one.text: one for one in suggest(pairs, GAZETTEER)}


BESIDE = [
    # language, unknown name, titles: two or more that name it beside somebody known
    (
        "en",
        "Bolat Zhumanov",
        ["Tokayev met the investor Bolat Zhumanov in Astana", "In Astana investor Bolat Zhumanov spoke of China"],
    ),
    (
        "ru",
        "Кужугетову",
        ["Токаев поручил министру Кужугетову доклад о Китае", "Си Цзиньпин ответил министру Кужугетову из Казахстана"],
    ),
    (
        "ar",
        "زرعوني",
        ["بحث الوزير زرعوني مع توكاييف التجارة مع الصين", "التقى الوزير زرعوني في كازاخستان وفدا من الصين"],
    ),
    ("zh", "别尔克诺", ["托卡耶夫会见部长别尔克诺并谈到中国", "哈萨克斯坦部长别尔克诺在中国签署文件"]),
]


@pytest.mark.parametrize(("language", "name", "titles"), BESIDE, ids=[one[0] for one in BESIDE])
def test_an_unknown_name_beside_known_ones_is_proposed(language: str, name: str, titles: list[str]) -> None:
    found = suggested(*titles, language=language)
    assert name in found, list(found)
    one = found[name]
    assert (one.documents, one.sources, one.near) == (2, 2, "")
    assert one.company
    assert one.score > 0


def test_a_proposal_is_yaml_that_the_gazetteer_takes() -> None:
    for language, name, titles in BESIDE:
        written = YAML(typ="safe").load(suggested(*titles, language=language)[name].yaml)
        gazetteer = load_gazetteer(written)
        assert {tag.id for tag in Matcher(gazetteer).match(titles[0], "", language).tags} >= set(written)


def test_a_near_spelling_is_proposed_for_the_entity_it_is_nearly_spelt_as() -> None:
    found = suggested("China and Kazahkstan sign an accord", "Officials of China visit Kazahkstan today")
    assert found["Kazahkstan"].id == "place.kazakhstan"
    assert found["Kazahkstan"].near == "Kazakstan"


def test_known_names_lone_names_and_names_without_company_are_not_proposed() -> None:
    assert suggested("Tokayev met Xi Jinping in Astana", "Tokayev met Xi Jinping in Beijing") == {}
    assert suggested("Tokayev met the investor Bolat Zhumanov in Astana") == {}
    assert suggested("the investor Bolat Zhumanov bought bread", "the investor Bolat Zhumanov sold bread") == {}


def test_what_more_sources_tell_beside_more_known_names_comes_first() -> None:
    rare = ["Tokayev praised the painter Anna Belova", "Tokayev thanked the painter Anna Belova"]
    often = [f"In Astana the builder Karl Oster opened {what} with China" for what in ("a road", "a mill", "a farm")]
    assert list(suggested(*rare, *often)) == ["Karl Oster", "Anna Belova"]


NO_NAMES = [
    # language, what must not be proposed, titles that hold it twice beside somebody known
    ("en", "Tuesday", ["Tokayev flew to China on Tuesday evening", "Talks in Astana began on Tuesday evening"]),
    ("en", "November", ["China and Kazakhstan meet in November again", "Astana talks set for November again"]),
    ("en", "Prime Minister", ["Tokayev met the Prime Minister in Astana", "In China the Prime Minister spoke"]),
    (
        "en",
        "Security Council",
        ["The Security Council heard of China again", "China asks the Security Council again", "a council on security"],
    ),
    ("ru", "Совета", ["Токаев открыл заседание Совета в Астане", "Китай на сессии Совета в Астане", "без совета"]),
    ("zh", "夫人", ["托卡耶夫会见总统夫人并谈到中国", "习近平和总统夫人在哈萨克斯坦"]),
    (
        "zh",
        "强调",
        [
            "习近平主席强调中国的发展",
            "习近平主席强调哈萨克斯坦合作",
            *["中国强调合作，哈萨克斯坦强调发展，强调中亚"] * 8,
        ],
    ),
    ("kk", "Президентінің", ["Бүгін Президентінің Қытай сапары", "Кеше Президентінің Қытай сапары"]),
]


@pytest.mark.parametrize(("language", "text", "titles"), NO_NAMES, ids=[one[1] for one in NO_NAMES])
def test_days_offices_and_common_words_are_not_proposed(language: str, text: str, titles: list[str]) -> None:
    found = suggested(*titles, language=language)
    assert [one for one in found if text.casefold() in one.casefold()] == []


def test_a_name_that_stands_beside_its_small_homonym_once_is_still_proposed() -> None:
    titles = [f"In Astana the builder Karl Oster opened a {what} with China" for what in ("road", "mill", "farm")]
    assert "Karl Oster" in suggested(*titles, "China hears of karl")


def plain_distance(first: str, second: str) -> int:
    row = list(range(len(second) + 1))
    for at, letter in enumerate(first, 1):
        above, row = row, [at]
        for to, other in enumerate(second, 1):
            row.append(min(above[to] + 1, row[-1] + 1, above[to - 1] + (letter != other)))
    return row[-1]


@settings(max_examples=200, deadline=None)
@given(st.text("abc", max_size=8), st.text("abc", max_size=8), st.integers(0, 3))
def test_the_band_gives_the_distance_or_says_that_it_is_more(first: str, second: str, bound: int) -> None:
    exact = plain_distance(first, second)
    assert distance(first, second, bound) == (exact if exact <= bound else None)
