"""The words and calendars of dates: months in fifteen languages, zones by name, solar and lunar years. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from hijridate import Hijri

from bot.text.fold import fold_text

Month = tuple[str, int]  # calendar and number: ("gregorian", 11)
Clock = float | str  # hours from UTC, or the place whose clock is meant

_FIRST_HIJRI: Final = 1430  # the year 1430 was 2009 by the moon and 2051 by the sun
_NOWRUZ: Final = date(2021, 3, 21)  # 1 Farvardin 1400


@dataclass(frozen=True, slots=True)
class Calendars:
    """Folded names of months and zones. `pattern` finds names of months, the longest first."""

    months: Mapping[str, Month]
    pattern: re.Pattern[str]
    zones: Mapping[str, Clock]
    shared: Mapping[str, Mapping[str, Clock]]

    def months_in(self, text: str) -> set[Month]:
        """The months a folded text names."""
        return {self.months[name] for name in self.pattern.findall(text)}

    def clocks(self, name: str, home: str) -> tuple[tzinfo, ...]:
        """What a zone's name may mean to a source that lives in `home`, the likeliest first; empty when unknown."""
        if name in self.zones:
            return (_clock(self.zones[name]),)
        meanings = self.shared.get(name, {})
        for region, meaning in meanings.items():
            if home.startswith(region):
                return (_clock(meaning),)
        return tuple(map(_clock, meanings.values())) if "usual" in meanings else ()


@cache
def calendars() -> Calendars:
    """The tables that ship with the package (calendars.toml)."""
    data = tomllib.loads(files("bot.parse").joinpath("calendars.toml").read_text(encoding="utf-8"))
    months = {
        fold_text(name): (calendar, int(number))
        for calendar in ("hijri", "jalali", "gregorian")
        for number, names in data[calendar].items()
        for name in names
    }
    longest_first = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    return Calendars(
        months=months,
        pattern=re.compile(rf"(?<![^\W\d_])(?:{longest_first})(?![^\W\d_])"),
        zones={fold_text(name): clock for name, clock in data["zones"].items()},
        shared=data["shared"],
    )


def gregorian(year: int, month: int, day: int, calendar: str | None = None) -> date:
    """The day in our calendar; without a `calendar` the year tells which one is meant.

    Raises ValueError (OverflowError) for a day that does not exist.
    """
    if calendar is None:
        calendar = "gregorian" if year > 1500 else "hijri" if year >= _FIRST_HIJRI else "jalali"
    if calendar == "hijri":
        return date(*Hijri(year, month, day).to_gregorian().datetuple())
    if calendar == "jalali":
        return _from_jalali(year, month, day)
    return date(year, month, day)


def _from_jalali(year: int, month: int, day: int) -> date:
    """Six months of 31 days, five of 30, then 29, or 30 in a leap year."""
    lengths = [31] * 6 + [30] * 5 + [29 + _is_leap(year)]
    if not (1300 <= year <= 1500 and 1 <= month <= 12 and 1 <= day <= lengths[month - 1]):
        raise ValueError(f"no such day in the solar calendar: {year}-{month}-{day}")
    years = range(1400, year) if year >= 1400 else range(year, 1400)
    days = sum(365 + _is_leap(y) for y in years) * (1 if year >= 1400 else -1)
    return _NOWRUZ + timedelta(days=days + sum(lengths[: month - 1]) + day - 1)


def _is_leap(year: int) -> bool:
    """The cycle of 33 years with 8 leap years, which agrees with the astronomers from 1206 to 1498."""
    return (25 * year + 11) % 33 < 8


def _clock(meaning: Clock) -> tzinfo:
    return ZoneInfo(meaning) if isinstance(meaning, str) else timezone(timedelta(hours=meaning))
