"""What the digest says of the gazetteer and of the story room holds for the data that ship."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.digest.beat import both_sides, named_by
from bot.digest.choose import SECTIONS
from bot.digest.words import LANGUAGES, load_words
from bot.gazetteer import Gazetteer, load_gazetteer


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return load_gazetteer()


def test_every_name_that_speaks_for_a_country_is_known(shipped: Gazetteer) -> None:
    ids = {id for names in named_by().values() for id in names} | named_by().keys()
    assert ids - shipped.entries.keys() == set()


def test_every_section_of_the_gazetteer_has_a_place(shipped: Gazetteer) -> None:
    assert {shipped.section(id) for id in shipped.ids()} <= set(SECTIONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hashtag_is_whole_to_telegram(shipped: Gazetteer, telegram: Any, language: str) -> None:
    for id in sorted(shipped.ids()):
        tag = f"#{shipped.hashtag(id, language)}"
        assert telegram.detects(f"\u200f{tag} #x1") == [("Hashtag", tag, ""), ("Hashtag", "#x1", "")], id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stage_that_a_development_can_reach_has_a_word(language: str) -> None:
    table = YAML(typ="safe", pure=True).load(resources.files("bot.story.data").joinpath("acts.yaml").read_text("utf-8"))
    words = load_words(language)
    stages = [act for act, told in table["acts"].items() if "stage" in told]
    assert stages
    assert [act for act in stages if not words.act(act)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_whose_count_is_news_has_a_word(language: str) -> None:
    text = resources.files("bot.story.data").joinpath("units.yaml").read_text("utf-8")
    units = YAML(typ="safe", pure=True).load(text)["units"]
    quiet = {"percent", "span", "countries"}
    assert load_words(language).catalog["figures"].keys() == units.keys() - quiet


@pytest.mark.parametrize(
    ("ids", "both"),
    [
        (("person.wang_yi", "person.tokayev"), True),
        (("topic.cku_railway",), True),
        (("place.beijing", "place.tashkent"), True),
        (("place.china", "place.afghanistan"), False),
        (("person.rahmon", "place.kazakhstan"), False),
    ],
)
def test_both_sides_are_seen_through_persons_cities_and_projects(
    shipped: Gazetteer, ids: tuple[str, ...], both: bool
) -> None:
    assert both_sides(ids, shipped) is both
