"""Tidying waits for the night of the readers, and happens once in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.night import night_due

RIYADH = "Asia/Riyadh"  # three o'clock there is midnight UTC


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        ("2026-11-22T00:00", "2026-11-21T00:05", True),
        ("2026-11-21T23:59", "2026-11-21T00:05", False),
        ("2026-11-22T12:00", "2026-11-22T00:05", False),
        ("2026-11-22T12:00", "2026-11-20T12:00", True),  # it was off at night
        ("2026-11-22T12:00", None, True),
        ("2026-11-22T12:00", "2036-11-22T12:00", True),  # the clock was wrong
    ],
)
def test_it_is_due_once_a_night(now: str, last: str | None, due: bool) -> None:
    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert night_due(moment(now), None if last is None else moment(last), RIYADH) is due


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["UTC", RIYADH, "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu"]),
)
def test_right_after_it_nothing_is_due_and_two_days_later_it_is(now: datetime, zone: str) -> None:
    assert not night_due(now, now, zone)
    assert night_due(now, now - timedelta(days=2), zone)
