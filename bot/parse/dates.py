"""When an entry was published, from whatever its feed calls a date.

Our own reader, because the usual one is silently wrong where our sources write: `2026年11月21日` becomes the first of
the month, CST means Chicago, MSK is ignored, 1405 is taken for a year of our era. The rule here: every number of the
text must be accounted for, else there is no date. A missing date costs little (the article counts from when it was
first seen), a wrong one hides news.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from bot.parse.calendars import calendars, gregorian
from bot.text.fold import fold_text

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
LATEST_AHEAD: Final = timedelta(days=2)  # some outlets date ahead; more is a wrong clock or a wrong reading
LONGEST: Final = 100  # characters of a date
FRESH: Final = timedelta(days=45)  # 5/11/2026 is May or November: news is recent, when only one of them would be

_RFC_MONTHS = {"janfebmaraprmayjunjulaugsepoctnovdec"[i : i + 3]: i // 3 + 1 for i in range(0, 36, 3)}
_RFC = re.compile(
    r"(?:[a-z]{3}, ?)?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:([+-])(\d\d)(\d\d)|gmt|utc|z)", re.IGNORECASE
)
_ISO = re.compile(r"(?:19|20)\d\d-(?:\d\d-\d\d|W\d\d-[1-7])(?:[Tt ]|$)")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:[t ]?(\d\d)(\d\d)(\d\d)?)?(?!\d)")
_ORDINAL = re.compile(r"(?<!\d)(\d{4})-(\d{3})(?!\d)")
_YMD = re.compile(r"(?<!\d)(\d{4})\s?([-./:年])\s?(\d{1,2})\s?(?:\2|月)\s?(\d{1,2})(?!\d)\s?[日号]?")
_DMY = re.compile(r"(?<!\d)(\d{1,2})([-./])(\d{1,2})\2(\d{4})(?!\d)")
_CLOCK = re.compile(
    r"(?P<before>上午|中午|下午|晚上|凌晨|早上)?\s?(?<![\d:+-])(?P<hour>\d{1,2})\s?[:时点]\s?(?P<minute>\d\d)(?!\d)"
    r"(?:\s?[:分]\s?(?P<second>\d\d)(?!\d)(?:[.,]\d+)?)?\s?[分秒]?"
    r"\s?(?P<after>[ap]\.?m\b\.?|[صم](?!\w)|صباحا|مساء|ق\.ظ|ب\.ظ)?"
)
_AFTERNOON = re.compile(r"p|م|ب|中|下|晚")
# An offset directly behind the clock or the name of its zone: +0300, +03:00, UTC+3; +03 only where nothing follows,
# since in "10:00 -20 Nov" it is no offset.
_OFFSET = re.compile(
    r"[\s,(]*(?:(?:gmt|utc)\s?([+-])(\d{1,2})(?::?(\d\d))?(?![\d:])"
    r"|(?:[a-z]{2,5}[\s(]*)?([+-])(?:(\d\d):?(\d\d)(?![\d:])|(\d\d)\)?$))"
)
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{1,5}(?![A-Za-z])")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_NO_ZONES = frozenset(["mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "am", "pm", "t"])


def read_date(raw: str | None, *, zone: str, now: datetime) -> datetime | None:
    """The moment `raw` names, in UTC; None when missing, unreadable, ambiguous, before 1990 or more than 2 days ahead.

    `zone` (IANA) is the source's own: for dates that name none, and for names of zones that mean several (CST).
    Where clocks go back the first of the two moments is meant; where they jump, the offset before the jump holds.
    """
    if not raw or len(raw) > LONGEST:
        return None
    readers: tuple[Callable[[str, ZoneInfo, datetime], datetime | None], ...] = (_read_rfc, _read_iso, _read_loose)
    for reader in readers:
        try:
            moment = reader(raw.strip(), ZoneInfo(zone), now)
        except (ValueError, OverflowError):  # a 31st of February, an hour 25, an offset of 40 hours: not a date
            continue
        if moment is not None and EARLIEST <= moment <= now + LATEST_AHEAD:
            return moment
    return None


# --- the two standards, read fast ----------------------------------------------------------------------------------


def _read_rfc(raw: str, home: ZoneInfo, now: datetime) -> datetime | None:
    """RFC 822 with a numeric offset, as most feeds have it."""
    found = _RFC.fullmatch(raw)
    if not found or found[2].lower() not in _RFC_MONTHS:
        return None
    clock = time(int(found[4]), int(found[5]), min(59, int(found[6])))
    zone = _fixed(found[7], found[8], found[9]) if found[7] else UTC
    return datetime.combine(date(int(found[3]), _RFC_MONTHS[found[2].lower()], int(found[1])), clock, zone).astimezone(
        UTC
    )


def _read_iso(raw: str, home: ZoneInfo, now: datetime) -> datetime | None:
    """ISO 8601 as Python reads it, calendar weeks included. Years of other calendars are left to the loose reader."""
    if not _ISO.match(raw):
        return None
    moment = datetime.fromisoformat(raw)
    offset = moment.utcoffset()
    if offset is None:
        moment = moment.replace(tzinfo=home)
    elif not _is_offset(offset):
        return None
    return moment.astimezone(UTC)


# --- everything else -----------------------------------------------------------------------------------------------


def _read_loose(raw: str, home: ZoneInfo, now: datetime) -> datetime | None:
    """Take the text apart into a day, a clock and a zone. A number that is left over makes it no date."""
    text = " ".join(fold_text(raw).split())
    if epoch := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(epoch[1]) if epoch[1] else int(epoch[2]) / 1000, UTC)
    text = _COMPACT.sub(_spread, text)
    day, text = _day_in_numbers(text, home, now)
    clocks = list(_CLOCK.finditer(text))
    if len(clocks) > 1:
        return None
    zones: tuple[tzinfo, ...] = (home,)
    if clocks:
        tail = text[clocks[0].end() :]
        offset = _OFFSET.match(tail)
        zones = (_offset_of(offset),) if offset else _zones_named(raw, text, home)
        text = f"{text[: clocks[0].start()]} {tail[offset.end() :] if offset else tail}"
    if day is None:
        day = _day_in_words(text)
    elif _NUMBER.search(text):
        return None
    if day is None:
        return None
    hour, minute, second = _hands(clocks[0]) if clocks else (0, 0, 0)
    moments = [_moment(day, hour, minute, second, zone) for zone in zones]
    # A name that means several zones and a source that does not say where it lives: news is not from the future.
    return next((moment for moment in moments if moment <= now), moments[0] if moments else None)


def _spread(found: re.Match[str]) -> str:
    """20261120T100000 -> 2026-11-20 10:00:00"""
    year, month, day, hour, minute, second = found.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}:{second or '00'} " if hour else "")


def _moment(day: date, hour: int, minute: int, second: int, zone: tzinfo) -> datetime:
    if (hour, minute, second) == (24, 0, 0):
        day, hour = day + timedelta(days=1), 0
    return datetime.combine(day, time(hour, minute, min(59, second)), zone).astimezone(UTC)


# --- the day -------------------------------------------------------------------------------------------------------


def _day_in_numbers(text: str, home: ZoneInfo, now: datetime) -> tuple[date | None, str]:
    """The day written in numbers, if it is, and the text without it."""
    if found := _YMD.search(text):
        day = gregorian(int(found[1]), int(found[3]), int(found[4]))
    elif found := _DMY.search(text):
        day = _day_first(int(found[1]), int(found[3]), int(found[4]), found[2], home, now)
    elif found := _ORDINAL.search(text):
        day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
    else:
        return None, text
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return day, re.sub(r"(?<![^\W\d_])t(?=\d)", " ", rest)


def _day_first(first: int, second: int, year: int, separator: str, home: ZoneInfo, now: datetime) -> date:
    """20.11.2026, 21/11/2026; and 11/21/2026, the American way. Raises ValueError where both could be meant."""
    if separator != "/" or second == first or first > 12 or year < EARLIEST.year:
        return gregorian(year, second, first)
    american = date(year, first, second)
    if second > 12 or home.key.startswith(("America/", "US/")):
        return american
    latest = (now + LATEST_AHEAD).date()
    possible = [day for day in (date(year, second, first), american) if day <= latest]
    recent = [day for day in possible if day >= (now - FRESH).date()]
    for days in (possible, recent):
        if len(days) == 1:
            return days[0]
    raise ValueError(f"{first}/{second}/{year} may be either of two days")


def _day_in_words(text: str) -> date | None:
    """20 ноября 2026, Nov 21 2026, ۳۰ آبان ۱۴۰۵, 20 تشرين الثاني/نوفمبر 2026, 2026-yil 20-noyabr, 20 Nov 26."""
    table = calendars()
    months = table.months_in(text)
    numbers = _NUMBER.findall(text)
    if len(months) != 1 or len(numbers) != 2:
        return None
    calendar, month = months.pop()
    day, year = sorted(numbers, key=len)
    if len(year) == 4 and len(day) <= 2:
        return gregorian(int(year), month, int(day), calendar)
    short = re.search(rf"\b(\d{{1,2}})[ -]?{table.pattern.pattern}[ -]?(\d\d)\b", text)  # RFC 822 as it was in 1982
    return gregorian(2000 + int(short[2]), month, int(short[1]), calendar) if short else None


# --- the clock -----------------------------------------------------------------------------------------------------


def _hands(found: re.Match[str]) -> tuple[int, int, int]:
    """Hour, minute and second, out of twelve hours or twenty-four."""
    hour, half = int(found["hour"]), found["after"] or found["before"]
    if half and hour <= 12:
        afternoon = bool(_AFTERNOON.match(half))
        hour = hour % 12 + 12 * afternoon
    return hour, int(found["minute"]), int(found["second"] or 0)


def _zones_named(raw: str, text: str, home: ZoneInfo) -> tuple[tzinfo, ...]:
    """The zones that the names in a date may mean, `home` where it names none, nothing where one is unknown."""
    table = calendars()
    words = set(_WORD.findall(text))
    names = {word for word in words if word in ("utc", "gmt", "z") or (not word.isascii() and word in table.zones)}
    capitals = {fold_text(name) for name in _CAPITALS.findall(raw)} & words
    names |= {name for name in capitals - _NO_ZONES if not table.months_in(name)}
    if not names:
        return (home,)
    return table.clocks(names.pop(), home.key) if len(names) == 1 else ()


def _offset_of(found: re.Match[str]) -> timezone:
    sign, hours = found[1] or found[4], found[2] or found[5] or found[7]
    return _fixed(sign, hours, found[3] or found[6] or "0")


def _fixed(sign: str, hours: str, minutes: str) -> timezone:
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    if not _is_offset(offset):
        raise ValueError(f"no clock on Earth is {offset} from UTC")
    return timezone(offset)


def _is_offset(offset: timedelta) -> bool:
    """Whole quarters of an hour, 14 hours at most. `+00:03` is a `+03` that something misread before us."""
    return abs(offset) <= timedelta(hours=14) and not offset % timedelta(minutes=15)
