"""The room's table of months and countries is what CLDR says."""

from __future__ import annotations

from babel import Locale

from bot.story.features import month_names, table


def test_months_are_those_of_cldr() -> None:
    known = month_names()
    assert {known["november"], known["ноября"], known["نوفمبر"], known["kasim"], known["қараша".replace("қ", "к")]} == {
        11
    }
    for number, name in Locale.parse("ru").months["format"]["wide"].items():
        assert known[name] == number


def test_countries_are_those_of_cldr() -> None:
    codes = table("cldr.json")["countries"]
    assert codes["KZ"] == "kazakhstan"
    assert {code for code in Locale.parse("en").territories if len(code) == 2} == set(codes)
