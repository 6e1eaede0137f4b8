"""What a digest says of itself, in each language of readers: catalogues of words that ship with the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML

from bot.digest import numbers
from bot.errors import ConfigError
from bot.text.script import is_rtl

LANGUAGES = ("ar", "en", "ru", "zh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One catalogue. Asking for a word it lacks raises KeyError: a test holds all catalogues complete."""

    language: str
    rtl: bool
    catalog: Mapping[str, Any]

    def say(self, key: str, **values: str) -> str:
        """The phrase `key` with its places filled."""
        phrase: str = self.catalog[key]
        return phrase.format(**values) if values else phrase

    def count(self, key: str, value: int) -> str:
        """`value` and its noun, in the right plural form."""
        return numbers.counted(value, self.catalog[key], self.language)

    def number(self, value: int) -> str:
        return numbers.number(value, self.language)

    def section(self, id: str) -> str:
        """Heading of a section, with its emoji."""
        heading: str = self.catalog["sections"][id]
        return heading

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


@cache
def load_words(language: str) -> Words:
    """Read the catalogue of `language` once. Raises ConfigError for a language that digests are not written in."""
    if language not in LANGUAGES:
        raise ConfigError((f'language: digests are not written in "{language}"; use one of {", ".join(LANGUAGES)}',))
    text = resources.files("bot.digest").joinpath("catalog", f"{language}.yaml").read_text(encoding="utf-8")
    return Words(language=language, rtl=is_rtl(language), catalog=YAML(typ="safe", pure=True).load(text))
