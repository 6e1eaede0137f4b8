"""When a channel may make a sound: its own wall clock decides, over both changes of summer time. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model import Channel

_MINUTE = timedelta(minutes=1)


def is_quiet(channel: Channel, now: datetime) -> bool:
    """Does the reader's clock show quiet hours? The end is no longer quiet, and an hour struck twice counts twice."""
    if channel.quiet is None:
        return False
    start, end = channel.quiet.start, channel.quiet.end
    clock = now.astimezone(ZoneInfo(channel.zone)).time()
    return start <= clock < end if start < end else clock >= start or clock < end


def local_day(channel: Channel, now: datetime) -> date:
    """The day an alert of this moment is counted to."""
    return now.astimezone(ZoneInfo(channel.zone)).date()


def loud_until(channel: Channel, now: datetime, most: timedelta, *, urgent: bool) -> datetime:
    """Until when a post made now may sound: the day it is counted to, before quiet hours, while it is still news.

    A post that a broken line kept back longer is sent in silence. `urgent` disregards quiet hours.
    """
    day, moment = local_day(channel, now), now.replace(second=0, microsecond=0) + _MINUTE
    while moment < now + most and local_day(channel, moment) == day and (urgent or not is_quiet(channel, moment)):
        moment += _MINUTE  # quiet hours and changes of summer time begin at full minutes
    return min(moment, now + most)
