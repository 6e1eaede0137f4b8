"""Numbers, dates and the names of languages, as the readers of a language write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal
from hijridate import Gregorian

_LARGE = 1_000_000  # from here on a figure is told in millions and billions
_LONG = frozenset({"ar", "en"})  # the others write млрд and 亿; babel declines миллиарда wrongly
# One system of digits per message: Arabic posts count in Arabic-Indic digits (babel writes Latin ones for "ar").
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_DATES = {"ar": "EEEE d MMMM y 'م'", "en": "EEEE, d MMMM y"}  # others: babel's full form
_SHORT_DATES = {"ar": "d MMMM y", "en": "d MMMM y"}  # others: babel's long form


def digits(text: str, language: str) -> str:
    """Write the digits of `text` in the system of `language`."""
    return text.translate(_ARABIC_INDIC) if language == "ar" else text


def number(value: int, language: str) -> str:
    """A whole number, grouped as the language groups."""
    return digits(_decimal(value, language), language)


def counted(value: int, forms: Mapping[str, str], language: str) -> str:
    """`value` with its noun: the form of its plural category, "{n}" replaced by the number.

    `forms` holds a form per category of the language (CLDR: zero, one, two, few, many, other).
    """
    form = forms[Locale.parse(language).plural_form(value)]
    return form.replace("{n}", number(value, language))


def figure(value: float, forms: Mapping[str, str], language: str) -> str:
    """A figure of the news with its noun, a large one short: ١٫٣ مليار دولار, 1.3 billion dollars, 1,3 млрд долларов.

    `forms` as for `counted`.
    """
    if value < _LARGE:
        exact = int(value) if value == int(value) else round(value, 2)
        form = forms[Locale.parse(language).plural_form(exact)]
        return form.replace("{n}", digits(_decimal(exact, language), language))
    system = "arab" if language == "ar" else "latn"
    width: Literal["short", "long"] = "long" if language in _LONG else "short"
    short = format_compact_decimal(
        value, format_type=width, locale=language, fraction_digits=2, numbering_system=system
    )
    if language == "ar":
        short = digits(short, language).removeprefix("١ ")  # مليون دولار
    form = forms[Locale.parse(language).plural_form(_LARGE)]  # as after a million
    return form.replace("{n}", short)


def _decimal(value: float, language: str) -> str:
    return str(format_decimal(value, locale=language, numbering_system="arab" if language == "ar" else "latn"))


def long_date(day: date, language: str) -> str:
    """The day of the week and the Gregorian date; for Arabic the Hijri date too, where the calendar is defined.

    `hijridate` follows Umm al-Qura, 1343-1500 AH (1924-2077); outside of it the Gregorian date stands alone.
    """
    written = digits(format_date(day, _DATES.get(language, "full"), locale=language), language)
    hijri = _hijri(day) if language == "ar" else ""
    return f"{written} · {hijri}" if hijri else written


def short_date(day: date, language: str) -> str:
    """The date alone, Gregorian."""
    return digits(format_date(day, _SHORT_DATES.get(language, "long"), locale=language), language)


def clock(at: time, language: str) -> str:
    """Hours and minutes."""
    return digits(at.isoformat("minutes"), language)


def language_name(code: str, language: str) -> str:
    """Name of language `code` in `language`; empty for a code that babel does not know (feeds say all sorts)."""
    return str(Locale.parse(language).languages.get(code.split("-")[0].lower(), ""))


def _hijri(day: date) -> str:
    try:
        converted = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return ""
    return digits(f"{converted.day} {converted.month_name('ar')} {converted.year} هـ", "ar")
