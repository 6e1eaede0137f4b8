"""What a word of the file means: durations, times, zones, languages, chats. Each raises `Wrong` with a cure."""

from __future__ import annotations

import re
import zoneinfo
from datetime import time, timedelta
from functools import cache

from babel import Locale

from bot.config.wrong import Wrong, did_you_mean, nearest, shown

# --- plain kinds ---------------------------------------------------------------------------------------------------


def text(value: object) -> str:
    """Return a text on one line, not empty."""
    if isinstance(value, bool | int | float):
        raise Wrong(f'{shown(value)} is not text; write it in quotes: "{shown(value)}"')
    if not isinstance(value, str):
        raise Wrong(f"{shown(value)} stands where text belongs; write one value after the colon, on the same line")
    if not value.strip():
        raise Wrong("the value is empty; write one or remove the line")
    if re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", value.strip()):
        raise Wrong("the text holds line breaks or invisible direction marks; write it on one line without them")
    return value.strip()


def yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    cure = meant.get(str(value).strip().lower(), "true or false")
    raise Wrong(f"{shown(value)} is neither true nor false; write {cure}, without quotes")


def whole(value: object, *, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`."""
    if isinstance(value, int) and not isinstance(value, bool):
        if low <= value <= high:
            return value
        raise Wrong(f"{value if abs(value) < 10**15 else 'this number'} is out of range; write {low} to {high}")
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip()):
        raise Wrong(f"{shown(value)} is text; write {int(value)} without quotes")
    raise Wrong(f"{shown(value)} is not a whole number; write {low} to {high}")


# --- time ----------------------------------------------------------------------------------------------------------

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_DURATION = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?")
_UNIT_WORDS = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minute": "m", "minutes": "m",
    "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d", "w": "w", "week": "w", "weeks": "w",
}  # fmt: skip


def duration(value: object, *, low: timedelta = timedelta(0), high: timedelta = timedelta(days=7)) -> timedelta:
    """Return how long `15m`, `2h`, `1d`, `90s` or `1h30m` is, from `low` to `high`."""
    if isinstance(value, int) and not isinstance(value, bool):
        raise Wrong(f"{shown(value)} has no unit; write {_meant_number(value)}")
    match = _DURATION.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if not match or not any(match.groups()):
        raise Wrong(f"{shown(value)} is not a duration; write {_meant_duration(value)}")
    seconds = sum(int(number or 0) * unit for number, unit in zip(match.groups(), _UNITS.values(), strict=True))
    found = timedelta(seconds=seconds)
    if found < low:
        raise Wrong(f"{shown(value)} is too short; write {said(low)} or more")
    if found > high:
        raise Wrong(f"{shown(value)} is too long; write {said(high)} or less")
    return found


def duration_or_forever(value: object, *, low: timedelta, high: timedelta) -> timedelta | None:
    """Return a duration, or None for the word `forever`."""
    if isinstance(value, str) and value.strip().lower() in ("forever", "for ever", "always"):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        raise Wrong(f"{shown(value)} has no unit; write {value if 0 < value < 10_000 else 400}d (days)")
    match = re.fullmatch(r"\s*(\d{1,3})\s*(weeks?|w|months?|years?|y)\s*", value) if isinstance(value, str) else None
    if match:
        days = {"w": 7, "m": 30, "y": 365}[match[2][0]] * int(match[1])
        raise Wrong(f"{shown(value)} is not a duration; write {days}d")
    try:
        return duration(value, low=low, high=high)
    except Wrong as wrong:
        raise Wrong(wrong.sentence.replace("10m, 2h or 1d", "90d, 400d or forever")) from None


def said(length: timedelta) -> str:
    """Return a duration as the file writes it: 15m, 1h30m, 1d."""
    left, parts = int(length.total_seconds()), []
    for unit, seconds in _UNITS.items():
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def _meant_number(number: int) -> str:
    return f"{number}m (minutes) or {number}s (seconds)" if 0 < number < 10_000 else "15m, 2h or 1d"


def _meant_duration(value: object) -> str:
    """Return what was probably meant: `15 minutes` -> 15m, `1.5h` -> 1h30m, `15` -> 15m; else three examples."""
    match = re.fullmatch(r"(\d{1,4})(?:\.(\d{1,2}))?\s*([a-z]*)", str(value).strip().lower())
    unit = _UNIT_WORDS.get(match[3], match[3]) if match else ""
    if match and not match[3] and not match[2]:
        return _meant_number(int(match[1]))
    if match and unit in {*_UNITS, "w"}:
        seconds = {**_UNITS, "w": 604_800}[unit]
        return said(timedelta(seconds=round(float(f"{match[1]}.{match[2] or 0}") * seconds)))
    number = match[1] if match else "10"
    return f"{number}m, 2h or 1d"


def time_of_day(value: object) -> time:
    """Return the time of day that "08:00" says."""
    match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", value.strip()) if isinstance(value, str) else None
    if match:
        return time(int(match[1]), int(match[2]))
    raise Wrong(f'{shown(value)} is not a time of day; write "{_meant_time(value)}"')


def _meant_time(value: object) -> str:
    """Return the time that was probably meant: 8 -> 08:00, 8.3 -> 08:30, 480 (YAML 1.1) -> 08:00, 8pm -> 20:00."""
    if isinstance(value, float) and 0 <= value < 24:
        value = f"{value:.2f}"
    if isinstance(value, int) and 24 <= value < 1_440:
        value = f"{value // 60}:{value % 60:02d}"
    match = re.fullmatch(r"(\d{1,2})(?:[:.]?([0-5]\d))?(?:[:.]\d\d)?\s*([ap]\.?m\.?)?", str(value).strip().lower())
    if not match:
        return "08:00"
    hour = int(match[1]) % 12 + (12 if match[3][0] == "p" else 0) if match[3] else int(match[1]) % 24
    return f"{hour:02d}:{int(match[2] or 0):02d}" if int(match[1]) <= 24 else "08:00"


_TOWNS = {
    "astana": "Asia/Almaty", "nur-sultan": "Asia/Almaty", "beijing": "Asia/Shanghai", "urumchi": "Asia/Urumqi",
    "mecca": "Asia/Riyadh", "makkah": "Asia/Riyadh", "jeddah": "Asia/Riyadh", "doha": "Asia/Qatar",
    "abu dhabi": "Asia/Dubai", "abu_dhabi": "Asia/Dubai", "msk": "Europe/Moscow", "ankara": "Europe/Istanbul",
    "osh": "Asia/Bishkek", "ist": "Europe/Istanbul", "almt": "Asia/Almaty",
}  # fmt: skip


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) - {"localtime", "posixrules", "Factory"}


def zone(value: object) -> str:
    """Return the IANA name of a time zone."""
    name = text(value)
    if name in _zones():
        return name
    town = name.rpartition("/")[2].replace(" ", "_").lower()
    by_town = {known.rpartition("/")[2].lower(): known for known in sorted(_zones(), reverse=True)}
    meant = _TOWNS.get(town) or by_town.get(town) or nearest(name, _zones())
    cure = f"did you mean {meant}?" if meant else "write a name such as Asia/Riyadh, Asia/Almaty or UTC"
    raise Wrong(f"{shown(name)} is not a time zone; {cure}")


# --- languages -----------------------------------------------------------------------------------------------------

CHANNEL_LANGUAGES = ("ar", "en", "ru", "zh")
_COUNTRY_FOR_LANGUAGE = {
    "kz": "kk", "kg": "ky", "cn": "zh", "tj": "tg", "ua": "uk", "jp": "ja", "ir": "fa", "af": "fa", "sa": "ar",
    "prs": "fa", "chi": "zh", "zho": "zh", "rus": "ru", "ara": "ar", "eng": "en", "tuk": "tk", "uzb": "uz",
    "farsi": "fa", "dari": "fa", "عربي": "ar",
}  # fmt: skip


@cache
def _languages() -> dict[str, str]:
    """ISO 639-1 codes and their English names."""
    return {code: name.lower() for code, name in Locale("en").languages.items() if len(code) == 2}


def language(value: object) -> str:
    """Return an ISO 639-1 code. `kg` and `af` are refused: whoever writes them here means Kyrgyz and Dari."""
    word = text(value) if value is not False else "no"  # YAML 1.1 reads Norwegian as false
    if word in _languages() and word not in _COUNTRY_FOR_LANGUAGE:
        return word
    raise Wrong(f"{shown(word)} is not a language code; {_meant_language(word)}")


def _meant_language(word: str) -> str:
    lower = word.lower()
    by_name = {name: code for code, name in _languages().items()} | _native_names()
    stem = re.split(r"[-_]", lower)[0]
    meant = _COUNTRY_FOR_LANGUAGE.get(lower) or by_name.get(lower) or (stem if stem in _languages() else None)
    if not meant and (near := nearest(lower, by_name)):
        meant = by_name[near]
    return f"did you mean {meant}?" if meant else "write two letters such as ar, en, ru, zh or kk"


@cache
def _native_names() -> dict[str, str]:
    ours = ("ar", "en", "ru", "zh", "kk", "ky", "uz", "tg", "tk", "fa", "tr", "az", "ps", "ur")
    return {str(Locale(code).get_display_name(code)).lower(): code for code in ours}


def channel_language(value: object) -> str:
    word = text(value)
    if word in CHANNEL_LANGUAGES:
        return word
    meant = _meant_language(word).removeprefix("did you mean ").rstrip("?")
    if meant in CHANNEL_LANGUAGES:
        raise Wrong(f"{shown(word)} is not a language of digests; did you mean {meant}?")
    raise Wrong(f"{shown(word)} is not a language of digests; write ar, en, ru or zh")


# --- chats ---------------------------------------------------------------------------------------------------------

_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")  # a local server may have shorter names than the real one


def chat(value: object) -> str | int:
    """Return a chat as Telegram wants it: `@name` or a numeric id."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _chat_number(value)
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f'{shown(value)} is not a chat; write "@name" or a numeric id such as -1001234567890')
    word = value.strip()
    if re.fullmatch(r"[+-]?\d{1,17}", word):
        return _chat_number(int(word))
    if word.startswith("@") and _USERNAME.fullmatch(word[1:]):
        return word
    raise Wrong(_chat_sentence(word))


def _chat_number(number: int) -> int:
    if 10**12 <= number < 2 * 10**12:
        raise Wrong(f"{number} lacks its minus sign; channels and groups have ids such as -{number}")
    if number == 0 or abs(number) >= 2**52:
        raise Wrong(f'{shown(number)} is not the id of a chat; write "@name" or an id such as -1001234567890')
    return number


def _chat_sentence(word: str) -> str:
    if re.fullmatch(r"\d{6,}:[\w-]{20,}", word):
        return 'a bot token stands where a chat belongs; put the token into TELEGRAM_BOT_TOKEN and write "@name" here'
    link = re.fullmatch(r"(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?:s/)?(.*)", word)
    if link and (link[1].startswith(("+", "joinchat")) or not link[1]):
        return "an invitation link names no chat; write its numeric id such as -1001234567890"
    if link and (private := re.match(r"c/(\d+)", link[1])):
        return f"{shown(word)} is a link; write -100{private[1]}"
    if link and (name := _USERNAME.match(link[1])):
        return f'{shown(word)} is a link; write "@{name[0]}"'
    if _USERNAME.fullmatch(word):
        return f'{shown(word)} lacks its @; write "@{word}"'
    return f'{shown(word)} is not a chat; write "@name" (5 to 32 letters, digits or _) or a numeric id'


# --- names of things here ------------------------------------------------------------------------------------------


def one_of(value: object, known: tuple[str, ...]) -> str:
    word = text(value)
    if word in known:
        return word
    raise Wrong(f"{shown(word)} is not known here; {did_you_mean(word, known)}")
