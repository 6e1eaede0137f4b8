"""A log tells what goes on and on without filling the disk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.schedule.hush import Repeats, Sums

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_fault_of_every_tick_is_told_at_once_and_once_an_hour_with_its_number() -> None:
    faults = Repeats()
    said = [faults.heard("deliver", "disk full", NOW + n * 2 * SECOND) for n in range(1801)]
    assert said[0] == "disk full"
    assert set(said[1:1800]) == {""}
    assert said[1800] == "disk full (1799 more since the last line)"


def test_another_fault_and_another_loop_are_heard_soon() -> None:
    faults = Repeats()
    assert faults.heard("deliver", "disk full", NOW)
    assert faults.heard("poll", "disk full", NOW)
    assert not faults.heard("deliver", "locked", NOW + 30 * SECOND)
    assert faults.heard("deliver", "locked", NOW + 60 * SECOND) == "locked (1 more since the last line)"


def test_a_clock_that_was_set_back_silences_nothing() -> None:
    faults, sums = Repeats(), Sums(timedelta(minutes=10))
    assert faults.heard("poll", "no route", NOW)
    assert faults.heard("poll", "no route", NOW - timedelta(hours=3))
    assert sums.add({"polled": 1}, NOW)
    assert sums.add({"polled": 1}, NOW - timedelta(hours=3))


def test_counts_are_told_together_and_none_is_lost() -> None:
    sums = Sums(timedelta(minutes=10))
    told = [sums.add({"polled": 3, "failed": 0}, NOW + n * 5 * SECOND) for n in range(241)]
    assert [one for one in told if one] == [{"polled": 3}, {"polled": 360}, {"polled": 360}]


def test_a_year_of_faults_and_polls_every_few_seconds_fits_in_twenty_megabytes() -> None:
    """Three loops that fail all year and a thousand sources; a tick a minute stands for the twelve of it."""
    faults, sums, size = Repeats(), Sums(timedelta(minutes=10)), 0
    error = "the database cannot be written: no space is left on the disk; free some, it goes on by itself"
    for minute in range(365 * 24 * 60):
        now = NOW + timedelta(minutes=minute)
        size += sum(len(faults.heard(f"loop {n}", error, now)) for n in range(3))
        size += len(str(sums.add({"polled": 66, "unchanged": 50, "articles": 40, "tagged": 6}, now)))
    assert 1_000_000 < size < 20_000_000
