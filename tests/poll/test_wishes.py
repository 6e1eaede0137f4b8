"""Headers in which servers say how they want to be polled, as they are and as they are garbled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.poll.wishes import freshness, http_date, retry_after

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTHING = timedelta(0)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", NOTHING),
        ("Sun, 22 Nov 2026 13:00:00 GMT", HOUR),
        ("Sunday, 22-Nov-26 13:00:00 GMT", HOUR),
        ("Sun, 22 Nov 2026 16:00:00 +0300", HOUR),
        ("Sun, 22 Nov 2026 13:00:00 -0000", HOUR),
        ("Sun, 22 Nov 2026 11:00:00 GMT", NOTHING),
        ("-5", NOTHING),
        ("1.5", NOTHING),
        ("٣", NOTHING),
        ("soon", NOTHING),
        ("Sun, 32 Nov 2026 13:00:00 GMT", NOTHING),
        ("Sun, 22 Nov 99999 13:00:00 GMT", NOTHING),
        ("", NOTHING),
    ],
)
def test_retry_after(value: str, wait: timedelta) -> None:
    assert retry_after({"retry-after": value}, NOW) == wait


@pytest.mark.parametrize(
    ("headers", "good_for"),
    [
        ({"cache-control": "max-age=3600"}, HOUR),
        ({"cache-control": 'Public , MAX-AGE = "3600", must-revalidate'}, HOUR),
        ({"cache-control": "max-age=3600", "age": "1800"}, HOUR / 2),
        ({"cache-control": "max-age=3600", "age": "9999"}, NOTHING),
        ({"cache-control": "max-age=3600", "age": "old"}, HOUR),
        ({"cache-control": "max-age=0", "expires": "Sun, 22 Nov 2026 13:00:00 GMT"}, NOTHING),
        ({"cache-control": "no-cache", "expires": "Sun, 22 Nov 2026 13:00:00 GMT"}, HOUR),
        ({"cache-control": "s-maxage=3600, max-age=-1"}, NOTHING),
        ({"expires": "0"}, NOTHING),
        ({"expires": "Sun, 22 Nov 2026 13:00:00 GMT", "date": "Sun, 22 Nov 2026 12:30:00 GMT"}, HOUR / 2),
        ({}, NOTHING),
    ],
)
def test_freshness(headers: dict[str, str], good_for: timedelta) -> None:
    assert freshness(headers, NOW) == good_for


@given(st.text(), st.text(), st.text(), st.text())
def test_garbage_is_never_a_crash_and_never_negative(one: str, two: str, three: str, four: str) -> None:
    headers = {"retry-after": one, "cache-control": "max-age=" + two, "expires": three, "date": four, "age": two}
    assert retry_after(headers, NOW) >= NOTHING
    assert freshness(headers, NOW) >= NOTHING


def test_dates_are_aware() -> None:
    assert http_date("Sun, 22 Nov 2026 13:00:00") == NOW + HOUR
