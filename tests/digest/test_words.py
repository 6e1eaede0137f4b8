"""Every language of readers has all the words."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from bot.digest.choose import SECTIONS
from bot.digest.phrases import problems
from bot.digest.words import LANGUAGES, LAYOUT, load_words
from bot.errors import ConfigError

_PLURALS = ("stories", "articles", "sources", "source_label", "further_sources", "left_stories")


def _flat(catalog: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{key}.{inner}" if inner else key: phrase
        for key, value in catalog.items()
        if key not in _PLURALS and key != "figures"
        for inner, phrase in (value.items() if isinstance(value, dict) else [("", value)])
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_missing_and_none_is_left_over(language: str) -> None:
    assert _flat(load_words(language).catalog).keys() == _flat(load_words("en").catalog).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_has_the_same_places_to_fill(language: str) -> None:
    own, english = _flat(load_words(language).catalog), _flat(load_words("en").catalog)
    for key, phrase in own.items():
        assert sorted(re.findall(r"\{\w*\}", phrase)) == sorted(re.findall(r"\{\w*\}", english[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("noun", _PLURALS)
def test_a_noun_has_every_plural_form_of_its_language(language: str, noun: str) -> None:
    assert set(load_words(language).catalog[noun]) >= {*Locale.parse(language).plural_form.rules, "other"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_figures_count_has_a_name_in_every_plural_form(language: str) -> None:
    figures = load_words(language).catalog["figures"]
    assert figures.keys() == load_words("en").catalog["figures"].keys()
    for unit, forms in figures.items():
        assert set(forms) >= {*Locale.parse(language).plural_form.rules, "other"}, unit
        assert all("{n}" in forms[category] for category in ("few", "many", "other") if category in forms), unit


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_has_a_heading_that_begins_with_an_emoji(language: str) -> None:
    words = load_words(language)
    for section in SECTIONS:
        emoji, _, name = words.section(section).partition(" ")
        assert not any(char.isalnum() for char in emoji)
        assert name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_needs_escaping_or_carries_a_mark(language: str) -> None:
    for key, phrase in _flat(load_words(language).catalog).items():
        if key.startswith(f"{LAYOUT}."):  # how phrases stand together: markup and lines are its work
            continue
        assert not set(phrase) & set('<>&"\u200e\u200f\u2066\u2067\u2068\u2069')


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_editions_hashtags_are_whole_to_telegram(telegram: Any, language: str) -> None:
    words = load_words(language)
    tags = [
        f"#{words.say('daily_tag')}",
        f"#{words.say('edition_tag', day='2026_11_22')}",
        f"#{words.say('number_tag', n='128')}",
    ]
    assert telegram.detects("\u200f" + " ".join(tags)) == [("Hashtag", tag, "") for tag in tags]


def test_a_language_without_words_is_refused_with_the_cure() -> None:
    with pytest.raises(ConfigError, match='not written in "kk"; use one of ar, en, ru, zh'):
        load_words("kk")


def _literals() -> tuple[set[str], set[str]]:
    """Keys that the house says by name, and every text that stands in its code."""
    said, texts = set(), set()
    for file in (Path(__file__).parents[2] / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                key = node.args[0]
                spoken = node.func.attr in ("say", "count") and "words" in ast.unparse(node.func.value)
                if spoken and isinstance(key, ast.Constant):
                    said.add(str(key.value))
    return said, texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_said_by_name_has_a_phrase_and_no_phrase_is_never_said(language: str) -> None:
    said, texts = _literals()
    assert len(said) > 25, "or the search finds nothing"
    keys = set(load_words(language).catalog)
    assert said <= keys
    assert keys <= texts | {"alert_title", "reply_title"}  # said as f"{kind}_title"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_that_ship_keep_the_rules_that_an_operators_own_must(language: str) -> None:
    assert list(problems(load_words(language).catalog, language)) == []
