"""What a server wishes of those who poll it, read out of its headers. Garbage is no wish.

Header names are lower-case. Waits are never negative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

NO_WAIT = timedelta(0)
_SECONDS = re.compile(r"[0-9]{1,400}")
_FOREVER = 10 * 365 * 86_400  # seconds; longer wishes would not fit into a date


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta:
    """The wait a server asks for: seconds or a date (RFC 9110 §10.2.3); zero when absent, past or garbage.

    A date is compared with the server's own clock where it shows it, so that a skewed one does no harm.
    """
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return _seconds(value)
    return _until(value, headers, now)


def freshness(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long the answer stays good: max-age less Age, else Expires (RFC 9111 §4.2.1); zero when unknown."""
    for directive in headers.get("cache-control", "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        value = value.strip(' "')
        if name.strip() == "max-age" and _SECONDS.fullmatch(value):
            age = headers.get("age", "").strip()
            spent = _seconds(age) if _SECONDS.fullmatch(age) else NO_WAIT
            return max(NO_WAIT, _seconds(value) - spent)
    return _until(headers.get("expires", ""), headers, now)


def _seconds(digits: str) -> timedelta:
    return timedelta(seconds=min(int(digits), _FOREVER))


def _until(value: str, headers: Mapping[str, str], now: datetime) -> timedelta:
    moment = http_date(value)
    if moment is None:
        return NO_WAIT
    return max(NO_WAIT, moment - (http_date(headers.get("date", "")) or now))


def http_date(value: str) -> datetime | None:
    """Read an HTTP date; those without a zone are in UTC, as the grammar demands."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):  # the standard library raises all four on garbage
        return None
