"""Surnames behind an office, helpers at home, and ways that lead both ways."""

from __future__ import annotations

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.match.ways import both_ways

_MINISTER = {
    "label": {"ar": "a", "en": "Davron Khojazoda", "ru": "a", "zh": "a"},
    "home": "place.tajikistan",
    "names": {"en": ["Davron Khojazoda"], "ru": ["Даврон Ходжазода"]},
}
_MATCHER = Matcher(load_gazetteer({"person.test_minister": _MINISTER}))


def _found(text: str, language: str) -> set[str]:
    return {tag.id for tag in _MATCHER.match(text, "", language).tags}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Секретарь Совбеза Таджикистана Ходжазода прибыл", "ru"),
        ("Министр Ходжазода осмотрел Рогунскую ГЭС", "ru"),  # at home there helps as the country does
        ("Khojazoda, Tajikistan's energy minister, spoke", "en"),
        ("Тәжікстан министрі Ходжазодамен кездесу", "kk"),  # the Russian spelling, the endings of Kazakh
    ],
)
def test_a_surname_counts_behind_an_office_beside_its_home(text: str, language: str) -> None:
    assert "person.test_minister" in _found(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Ходжазода из Таджикистана выиграл лотерею",  # no office
        "Министр Ходжазода выступил в Вене",  # no home
        "Министр Таджикистана сказал. Ходжазода промолчал",  # another sentence's office
    ],
)
def test_a_surname_alone_is_anybodys(text: str) -> None:
    assert "person.test_minister" not in _found(text, "ru")


def test_weak_names_of_a_country_and_its_official_vouch_for_each_other() -> None:
    assert {"place.kyrgyzstan", "person.kasymaliev"} <= _found("Вице-премьер КР Касымалиев", "ru")


@pytest.mark.parametrize(
    ("alias", "other"),
    [
        ("автодорога Бишкек — Ош", "автодорога Ош — Бишкек"),
        ("Ayagoz–Tacheng railway", "Tacheng — Ayagoz railway"),
        ("سكة حديد خواف – هرات", "سكة حديد هرات – خواف"),
        ("阿亚古兹—塔城铁路", "塔城—阿亚古兹铁路"),
    ],
)
def test_a_way_is_found_in_either_direction(alias: str, other: str) -> None:
    assert both_ways(alias) == (alias, other)


@pytest.mark.parametrize("alias", ["Один пояс — один путь", "Samruk-Kazyna", "=А — Б", "Kara-Balta"])
def test_other_dashes_turn_nothing_round(alias: str) -> None:
    assert both_ways(alias) == (alias,)


def test_a_road_asks_for_both_its_ends() -> None:
    assert "project.bishkek_osh_road" in _found("A new highway from Osh to Bishkek opens", "en")
    assert "project.bishkek_osh_road" not in _found("A new highway in Bishkek opens", "en")


def test_the_genitive_stands_inside_a_name() -> None:
    assert "org.china_exim_bank" in _found("Хитойнинг «Eximbank»и кредит берди", "uz")


def test_a_river_in_front_of_a_surname_is_somebody() -> None:
    assert "place.naryn" not in _found("Нарын Ибраимова мелдеште жеңди", "ky")
    assert "place.naryn" in _found("Нарын дарыясы ташкындады", "ky")
