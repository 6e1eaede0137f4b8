"""Numbers, dates and names of languages read as each language writes them."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.digest.numbers import clock, counted, language_name, long_date, number, short_date
from bot.digest.words import load_words

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("ar", "الأحد ٢٢ نوفمبر ٢٠٢٦ م · ١٢ جمادى الآخرة ١٤٤٨ هـ"),
        ("en", "Sunday, 22 November 2026"),
        ("ru", "воскресенье, 22 ноября 2026\u202fг."),
        ("zh", "2026年11月22日星期日"),
    ],
)
def test_a_day_is_written_in_full(language: str, written: str) -> None:
    assert long_date(DAY, language) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("ar", "٢٢ نوفمبر ٢٠٢٦"), ("en", "22 November 2026"), ("ru", "22 ноября 2026\u202fг."), ("zh", "2026年11月22日")],
)
def test_a_date_is_written_short(language: str, written: str) -> None:
    assert short_date(DAY, language) == written


def test_beyond_the_hijri_tables_the_gregorian_date_stands_alone() -> None:
    assert long_date(date(2100, 1, 1), "ar") == "الجمعة ١ يناير ٢١٠٠ م"


def test_arabic_counts_in_arabic_digits_only() -> None:
    assert number(1_234_567, "ar") == "١٬٢٣٤٬٥٦٧"
    assert number(1_234_567, "en") == "1,234,567"
    assert clock(time(8, 5), "ar") == "٠٨:٠٥"


_COUNTS = [
    ("ar", 1, "قصة واحدة"),
    ("ar", 2, "قصتان"),
    ("ar", 3, "٣ قصص"),
    ("ar", 10, "١٠ قصص"),
    ("ar", 11, "١١ قصة"),
    ("ar", 99, "٩٩ قصة"),
    ("ar", 100, "١٠٠ قصة"),
    ("ar", 103, "١٠٣ قصص"),
    ("en", 1, "1 story"),
    ("en", 2, "2 stories"),
    ("ru", 1, "1 сюжет"),
    ("ru", 3, "3 сюжета"),
    ("ru", 5, "5 сюжетов"),
    ("ru", 11, "11 сюжетов"),
    ("ru", 21, "21 сюжет"),
    ("zh", 7, "7 个事件"),
]


@pytest.mark.parametrize(("language", "value", "written"), _COUNTS)
def test_a_noun_stands_in_the_right_plural(language: str, value: int, written: str) -> None:
    assert counted(value, load_words(language).catalog["stories"], language) == written


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [("ru", "ar", "الروسية"), ("zh-Hans", "en", "Chinese"), ("kk", "ru", "казахский"), ("ar", "zh", "阿拉伯语")],
)
def test_a_language_has_a_name_in_the_readers_words(code: str, language: str, name: str) -> None:
    assert language_name(code, language) == name


@pytest.mark.parametrize("code", ["", "xx", "<b>", "und-x"])
def test_a_code_that_is_no_language_has_no_name(code: str) -> None:
    assert language_name(code, "en") in {"", "Unknown language"}


@pytest.mark.parametrize(
    ("unit", "value", "language", "written"),
    [
        ("killed", 15, "ar", "١٥ قتيلًا"),
        ("killed", 2, "ar", "قتيلان"),
        ("killed", 15, "zh", "死亡15人"),
        ("dollars", 1.3e9, "ar", "١٫٣ مليار دولار"),
        ("dollars", 1e6, "ar", "مليون دولار"),
        ("dollars", 1.3e9, "en", "1.3 billion dollars"),
        ("dollars", 516e6, "ru", "516 млн долларов"),
        ("dollars", 1.3e9, "zh", "13亿美元"),
        ("people", 17_000, "en", "17,000 people"),
        ("roubles", 81.27, "ru", "81,27 рубля"),
        ("magnitude", 5.4, "ar", "بقوة ٥٫٤"),
        ("documents", 21, "ru", "21 документ"),
        ("moons", 3, "en", None),
    ],
)
def test_a_figure_is_told_with_what_it_counts(unit: str, value: float, language: str, written: str | None) -> None:
    told = load_words(language).figure(unit, value)
    assert (told and told.replace("\xa0", " ")) == written
