"""When a digest is due, over summer time and downtime."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.slots import due_slot, next_slot, slot_now
from bot.model import Channel, Slot

RIYADH = Channel(id="c", chat="@c", zone="Asia/Riyadh", digests=(time(8), time(20)))


def at(text: str, zone: str = "Asia/Riyadh") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_nothing_is_due_before_the_first_slot_of_the_day_when_yesterdays_was_made() -> None:
    made = due_slot(RIYADH, at("2026-11-21T20:00:05"), None)
    assert due_slot(RIYADH, at("2026-11-22T07:59:59"), made) is None


def test_a_slot_is_due_from_its_minute_on() -> None:
    slot = due_slot(RIYADH, at("2026-11-22T08:00:00"), None)
    assert slot == Slot(channel="c", day=date(2026, 11, 22), time=time(8), due=at("2026-11-22T08:00:00"))


def test_a_slot_that_was_made_is_not_due_again() -> None:
    slot = due_slot(RIYADH, at("2026-11-22T08:00:00"), None)
    assert due_slot(RIYADH, at("2026-11-22T09:00:00"), slot) is None


def test_a_slot_missed_by_hours_is_made_up_and_one_missed_by_more_flows_into_the_next() -> None:
    assert due_slot(RIYADH, at("2026-11-22T13:59:00"), None) is not None
    assert due_slot(RIYADH, at("2026-11-22T14:01:00"), None) is None


def test_after_days_of_downtime_only_the_latest_slot_is_due() -> None:
    long_ago = Slot(channel="c", day=date(2026, 11, 10), time=time(8), due=at("2026-11-10T08:00:00"))
    slot = due_slot(RIYADH, at("2026-11-22T20:30:00"), long_ago)
    assert slot is not None
    assert (slot.day, slot.time) == (date(2026, 11, 22), time(20))


@pytest.mark.parametrize(
    ("zone", "hour", "around"),
    [
        ("Europe/Berlin", time(2, 30), "2026-10-25T00:00"),  # 02:30 comes twice
        ("Africa/Cairo", time(23, 30), "2026-10-29T12:00"),
        ("Asia/Beirut", time(23, 30), "2026-10-24T12:00"),
        ("America/New_York", time(1, 30), "2026-11-01T00:00"),
        ("Europe/Berlin", time(2, 30), "2026-03-29T00:00"),  # 02:30 does not come at all
        ("Asia/Riyadh", time(0, 0), "2026-11-22T12:00"),
        ("Asia/Tehran", time(23, 59), "2026-03-21T12:00"),
        ("Pacific/Apia", time(12, 0), "2026-04-05T00:00"),
        ("Australia/Lord_Howe", time(1, 45), "2026-04-05T00:00"),  # moves by half an hour
        ("Africa/Casablanca", time(2, 30), "2026-02-15T00:00"),
    ],
)
def test_a_clock_that_strikes_twice_or_skips_makes_one_digest_a_day(zone: str, hour: time, around: str) -> None:
    channel = Channel(id="c", chat="@c", zone=zone, digests=(hour,))
    start, last, made = at(around, zone), None, []
    for minute in range(0, 60 * 48, 5):
        if slot := due_slot(channel, start + timedelta(minutes=minute), last):
            last = slot
            made.append(slot.day)
    assert len(made) == len(set(made))
    days = {(start + timedelta(hours=hours)).astimezone(ZoneInfo(zone)).date() for hours in range(3, 45)}
    assert set(made) >= days - {max(days), min(days)}


@pytest.mark.parametrize(
    ("zone", "day", "skipped", "change"),
    [
        ("Europe/Berlin", "2026-03-29", ["02:00", "02:30"], "2026-03-29T01:00:00+00:00"),
        ("Europe/London", "2026-03-29", ["01:30"], "2026-03-29T01:00:00+00:00"),
        ("Africa/Cairo", "2026-04-24", ["00:00", "00:30"], "2026-04-23T22:00:00+00:00"),
        ("Australia/Lord_Howe", "2026-10-04", ["02:15"], "2026-10-03T15:30:00+00:00"),
    ],
)
def test_a_time_that_is_skipped_comes_at_the_change_and_takes_no_other_slot_with_it(
    zone: str, day: str, skipped: list[str], change: str
) -> None:
    digests = tuple(time.fromisoformat(one) for one in [*skipped, "03:30"])
    channel = Channel(id="c", chat="@c", zone=zone, digests=digests)
    made = []
    last = None
    for minute in range(-180, 300):
        if slot := due_slot(channel, datetime.fromisoformat(change) + timedelta(minutes=minute), last):
            last = slot
            if slot.day == date.fromisoformat(day):
                made.append((slot.time, slot.due))
    assert made == [
        (time.fromisoformat(skipped[-1]), datetime.fromisoformat(change)),
        (time(3, 30), at(f"{day}T03:30", zone)),
    ]


def test_the_next_slot_is_the_first_to_come() -> None:
    slot = next_slot(RIYADH, at("2026-11-22T08:00:00"))
    assert slot is not None
    assert slot.time == time(20)
    assert next_slot(Channel(id="c", chat=None, digests=()), at("2026-11-22T08:00:00")) is None


def test_a_slot_asked_for_by_hand_is_named_by_the_local_second() -> None:
    assert slot_now(RIYADH, at("2026-11-22T10:11:12")).time == time(10, 11, 12)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.sampled_from(["Asia/Riyadh", "Europe/Berlin"]))
def test_what_is_due_has_come_and_what_comes_has_not(moment: datetime, zone: str) -> None:
    now = moment.replace(tzinfo=UTC)
    channel = Channel(id="c", chat="@c", zone=zone, digests=(time(8), time(20)))
    due, coming = due_slot(channel, now, None), next_slot(channel, now)
    assert due is None or due.due <= now
    assert coming is not None
    assert coming.due > now
