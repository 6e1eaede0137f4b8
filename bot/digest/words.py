"""What a digest says of itself, in each language of readers: catalogues of words that ship with the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML

from bot.digest import numbers
from bot.errors import ConfigError
from bot.model import Channel
from bot.text.script import is_rtl

LANGUAGES = ("ar", "en", "ru", "zh")
LAYOUT = "layout"
_SETS = 64  # of phrases that are remembered: more than there are channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One catalogue. Asking for a word it lacks raises KeyError: a test holds all catalogues complete."""

    language: str
    rtl: bool
    catalog: Mapping[str, Any]

    def say(self, key: str, **values: str) -> str:
        """The phrase `key` with its places filled."""
        phrase: str = self.catalog[key]
        return phrase.format(**values)

    def count(self, key: str, value: int) -> str:
        """`value` and its noun, in the right plural form."""
        return numbers.counted(value, self.catalog[key], self.language)

    def number(self, value: int) -> str:
        return numbers.number(value, self.language)

    def section(self, id: str) -> str:
        """Heading of a section, with its emoji."""
        heading: str = self.catalog["sections"][id]
        return heading

    def layout(self, key: str) -> tuple[str, ...]:
        """The lines of a layout, their places unfilled."""
        lines: str = self.catalog[LAYOUT][key]
        return tuple(lines.split("\n"))

    def act(self, id: str) -> str | None:
        """The word for what happened, by the story room's name of it; None for one without a word."""
        word: str | None = self.catalog["acts"].get(id)
        return word

    def figure(self, unit: str, value: float) -> str | None:
        """`value` and what it counts, by the story room's name of it; None for a unit without a word."""
        forms: Mapping[str, str] | None = self.catalog["figures"].get(unit)
        return numbers.figure(value, forms, self.language) if forms else None

    def edit(self, id: str) -> str | None:
        """The word for what an edit changed; None for one without a word."""
        word: str | None = self.catalog["edits"].get(id)
        return word


def words_of(channel: Channel) -> Words:
    """The words of a channel: its language's, and the operator's own in their place."""
    return load_words(channel.language, channel.phrases)


@lru_cache(maxsize=_SETS)
def load_words(language: str, phrases: tuple[tuple[str, str], ...] = ()) -> Words:
    """The catalogue of `language` with `phrases` (dotted key, text) in place of its own; these were checked before.

    Raises ConfigError for a language that digests are not written in.
    """
    if language not in LANGUAGES:
        raise ConfigError((f'language: digests are not written in "{language}"; use one of {", ".join(LANGUAGES)}',))
    catalog = {**_read(language), LAYOUT: _read(LAYOUT)}
    for key, text in phrases:
        catalog = _with(catalog, key, text)
    return Words(language=language, rtl=is_rtl(language), catalog=catalog)


def _with(catalog: Mapping[str, Any], key: str, text: str) -> dict[str, Any]:
    outer, _, inner = key.partition(".")
    return {**catalog, outer: _with(catalog[outer], inner, text) if inner else text}


@cache
def _read(name: str) -> Mapping[str, Any]:
    text = resources.files("bot.digest").joinpath("catalog", f"{name}.yaml").read_text(encoding="utf-8")
    catalog: Mapping[str, Any] = YAML(typ="safe", pure=True).load(text)
    return catalog
