"""When a channel's digest is due: a pure reading of wall clocks, safe over both changes of summer time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model import Channel, Slot


def due_slot(channel: Channel, now: datetime, last: Slot | None) -> Slot | None:
    """Return the latest slot that has come and was not made, or None.

    A slot missed by more than `channel.max_late` is not made up: its stories flow into the next one. A slot is named
    by local date and time, so a clock that strikes 01:30 twice makes it once, and one that skips 02:30 makes it at
    the moment the hour was skipped: never together with a slot that the clock shows later. Of slots that come at one
    moment the latest by name is made.
    """
    come = [slot for slot in _around(channel, now) if slot.due <= now]
    if not come:
        return None
    latest = max(come, key=lambda slot: (slot.due, slot.day, slot.time))
    if now - latest.due > channel.max_late:
        return None
    return latest if last is None or last.due < latest.due else None


def next_slot(channel: Channel, now: datetime) -> Slot | None:
    """Return the first slot still to come, or None where the channel names no times."""
    return min((slot for slot in _around(channel, now) if slot.due > now), key=lambda slot: slot.due, default=None)


def slot_now(channel: Channel, now: datetime) -> Slot:
    """A slot of this very second, for a digest that is asked for by hand."""
    local = now.astimezone(ZoneInfo(channel.zone))
    at = local.time().replace(microsecond=0)
    return Slot(channel=channel.id, day=local.date(), time=at, due=now)


def _around(channel: Channel, now: datetime) -> Iterator[Slot]:
    zone = ZoneInfo(channel.zone)
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        for at in channel.digests:
            yield Slot(channel=channel.id, day=day, time=at, due=_moment(day, at, zone))


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the wall clock first shows this time, or a later one because it skips it."""
    wanted = datetime.combine(day, at)
    moment = wanted.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wanted:
        return moment
    # In the hour that is skipped `fold` tells the offset before (0) and after (1) the change, which lies between.
    early, late = wanted.replace(tzinfo=zone, fold=1).astimezone(UTC), moment
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < wanted:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
