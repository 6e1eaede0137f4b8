"""The two sides of the beat, and which names already say which country."""

from __future__ import annotations

from collections.abc import Iterable

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

# A reader who sees the name on the left needs no hashtag for the countries on the right.
_IMPLIES: dict[str, tuple[str, ...]] = {
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


def implied(ids: Iterable[str]) -> frozenset[str]:
    """The countries that some other of `ids` already names."""
    return frozenset(country for id in ids for country in _IMPLIES.get(id, ()))


def both_sides(ids: Iterable[str]) -> bool:
    """Is China there, by name or implied, and a country of Central Asia too?"""
    there = frozenset(ids)
    countries = there | implied(there)
    return CHINA in countries and not countries.isdisjoint(CENTRAL_ASIA)
