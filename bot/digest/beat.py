"""The two sides of the beat, and which names already say which country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from ruamel.yaml import YAML

from bot.gazetteer import Gazetteer

CHINA = "place.china"
CENTRAL_ASIA = frozenset(
    {
        "place.central_asia",
        "place.kazakhstan",
        "place.kyrgyzstan",
        "place.tajikistan",
        "place.turkmenistan",
        "place.uzbekistan",
    }
)


@cache
def named_by() -> Mapping[str, frozenset[str]]:
    """Country -> the names that already say it; read once from `beat.yaml`."""
    text = resources.files("bot.digest").joinpath("beat.yaml").read_text(encoding="utf-8")
    return {country: frozenset(names) for country, names in YAML(typ="safe", pure=True).load(text).items()}


def implied(ids: Iterable[str], gazetteer: Gazetteer) -> frozenset[str]:
    """What some other of `ids` already says: the country of a person or city, and what the gazetteer implies."""
    there = frozenset(ids)
    countries = {country for country, names in named_by().items() if not names.isdisjoint(there)}
    entries = (gazetteer.entries[id] for id in there if id in gazetteer.entries)
    return frozenset(countries).union(*(entry.implies for entry in entries))


def both_sides(ids: Iterable[str], gazetteer: Gazetteer) -> bool:
    """Is China there, by name or implied, and a country of Central Asia too?"""
    there = frozenset(ids)
    countries = there | implied(there, gazetteer)
    return CHINA in countries and not countries.isdisjoint(CENTRAL_ASIA)
