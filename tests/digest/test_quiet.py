"""Quiet hours and the day that alerts are counted to: laws in ten zones, over both changes of summer time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.digest.alert import refusal
from bot.digest.quiet import is_quiet, local_day, loud_until
from bot.model import Alerts, Channel, Quiet

ZONES = ("Asia/Riyadh", "Asia/Almaty", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Beirut",
         "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "Pacific/Chatham")  # fmt: skip
# Around the changes of 2026 in all of these: March and April, September to November.
CHANGES = [datetime(2026, 3, 7, tzinfo=UTC), datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC),
           datetime(2026, 4, 23, tzinfo=UTC), datetime(2026, 9, 5, tzinfo=UTC), datetime(2026, 9, 26, tzinfo=UTC),
           datetime(2026, 10, 3, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 29, tzinfo=UTC),
           datetime(2026, 10, 31, tzinfo=UTC)]  # fmt: skip

zones = st.sampled_from(ZONES)
times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 59)))
moments = st.builds(
    lambda day, minutes, seconds: day + timedelta(minutes=minutes, seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(0, 3 * 24 * 60),
    st.integers(0, 59),
)


def channel(zone: str, start: time, end: time) -> Channel:
    return Channel(id="@c", chat="@c", zone=zone, quiet=Quiet(start=start, end=end))


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("21:59:59", False), ("22:00:00", True), ("23:30:00", True), ("00:00:00", True), ("06:59:59", True),
     ("07:00:00", False), ("12:00:00", False)],
)  # fmt: skip
def test_quiet_hours_reach_across_midnight(clock: str, quiet: bool) -> None:
    now = datetime.combine(datetime(2026, 11, 22), time.fromisoformat(clock), ZoneInfo("Asia/Riyadh"))
    assert is_quiet(channel("Asia/Riyadh", time(22), time(7)), now) is quiet


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert not is_quiet(Channel(id="@c", chat="@c"), CHANGES[0])


def test_the_hour_that_is_skipped_ends_quiet_hours_that_would_end_in_it() -> None:
    berlin = channel("Europe/Berlin", time(22), time(2, 30))
    before = datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)  # 01:59:59; the next second is 03:00
    assert is_quiet(berlin, before)
    assert not is_quiet(berlin, before + timedelta(seconds=1))


def test_the_hour_that_comes_twice_is_quiet_twice() -> None:
    berlin = channel("Europe/Berlin", time(22), time(2, 30))
    shown = [datetime(2026, 10, 25, 0, 0, tzinfo=UTC) + timedelta(minutes=15 * n) for n in range(8)]
    assert [is_quiet(berlin, one) for one in shown] == [True, True, False, False, True, True, False, False]
    assert loud_until(berlin, shown[2], timedelta(hours=2), urgent=False) == shown[4]


@settings(max_examples=150)
@given(zones, times, times, moments)
def test_the_readers_clock_alone_decides(zone: str, start: time, end: time, now: datetime) -> None:
    clock = now.astimezone(ZoneInfo(zone)).time()
    inside = start <= clock < end if start < end else not end <= clock < start
    assert is_quiet(channel(zone, start, end), now) is (inside if start != end else clock >= start or clock < end)


@settings(max_examples=120)
@given(zones, times, times.filter(lambda one: one.minute != 59), moments, st.integers(10, 300), st.booleans())
def test_a_post_sounds_only_on_its_day_outside_quiet_hours_and_while_it_is_news(
    zone: str, start: time, end: time, now: datetime, minutes: int, urgent: bool
) -> None:
    here = channel(zone, start, end)
    if is_quiet(here, now) and not urgent:
        return
    most = timedelta(minutes=minutes)
    until = loud_until(here, now, most, urgent=urgent)
    assert now < until <= now + most
    sounding = [
        now + step * timedelta(minutes=1) for step in range(minutes + 1) if now + step * timedelta(minutes=1) < until
    ]
    assert all(local_day(here, one) == local_day(here, now) for one in sounding)
    assert urgent or not any(is_quiet(here, one) for one in sounding)
    assert (
        until == now + most or local_day(here, until) != local_day(here, now) or (is_quiet(here, until) and not urgent)
    )


@settings(max_examples=100)
@given(
    zones,
    times,
    times,
    st.lists(st.tuples(moments, st.integers(0, 400), st.booleans()), max_size=40),
    st.integers(1, 4),
)
def test_never_more_than_n_sound_a_day_and_none_in_quiet_hours_but_urgent_ones(
    zone: str, start: time, end: time, stories: list[tuple[datetime, int, bool]], per_day: int
) -> None:
    """Stories cross at any moment, and are delivered minutes or hours later."""
    here, alerts = channel(zone, start, end), Alerts(per_day=per_day)
    made: Counter[object] = Counter()
    sounded: Counter[object] = Counter()
    for now, late, urgent in sorted(stories):
        day = local_day(here, now)
        if refusal(here, alerts, now, made[day], urgent=urgent):
            assert made[day] >= per_day or is_quiet(here, now)
            continue
        made[day] += 1
        delivered = now + timedelta(minutes=late)
        if delivered < loud_until(here, now, alerts.window, urgent=urgent):
            sounded[local_day(here, delivered)] += 1
            assert urgent or not is_quiet(here, delivered.replace(second=0))
    assert max(sounded.values(), default=0) <= per_day
