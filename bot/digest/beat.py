"""The two sides of the beat, and which names already say which country."""

from __future__ import annotations

from collections.abc import Iterable

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

# A reader who sees the name on the left needs no hashtag for the countries on the right. Said here and not in the
# gazetteer, whose `implies` adds tags: a text that names Tokayev is not thereby tagged with his country.
_SAYS: dict[str, tuple[str, ...]] = {
    "person.xi_jinping": (CHINA,),
    "person.wang_yi": (CHINA,),
    "person.tokayev": ("place.kazakhstan",),
    "person.nazarbayev": ("place.kazakhstan",),
    "person.japarov": ("place.kyrgyzstan",),
    "person.rahmon": ("place.tajikistan",),
    "person.berdimuhamedov_serdar": ("place.turkmenistan",),
    "person.berdimuhamedov_gurbanguly": ("place.turkmenistan",),
    "person.mirziyoyev": ("place.uzbekistan",),
    "place.beijing": (CHINA,),
    "place.astana": ("place.kazakhstan",),
    "place.almaty": ("place.kazakhstan",),
    "place.bishkek": ("place.kyrgyzstan",),
    "place.dushanbe": ("place.tajikistan",),
    "place.ashgabat": ("place.turkmenistan",),
    "place.tashkent": ("place.uzbekistan",),
    "place.samarkand": ("place.uzbekistan",),
    "topic.belt_and_road": (CHINA,),
    "topic.china_central_asia_summit": (CHINA, "place.central_asia"),
    "topic.cku_railway": (CHINA, "place.kyrgyzstan", "place.uzbekistan"),
}


def implied(ids: Iterable[str], gazetteer: Gazetteer) -> frozenset[str]:
    """What some other of `ids` already says: the country of a person or city, and what the gazetteer implies."""
    found: set[str] = set()
    for id in ids:
        entry = gazetteer.entries.get(id)
        found.update(_SAYS.get(id, ()), entry.implies if entry else ())
    return frozenset(found)


def both_sides(ids: Iterable[str], gazetteer: Gazetteer) -> bool:
    """Is China there, by name or implied, and a country of Central Asia too?"""
    there = frozenset(ids)
    countries = there | implied(there, gazetteer)
    return CHINA in countries and not countries.isdisjoint(CENTRAL_ASIA)
