"""When the database is tidied: once a night, while readers sleep."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_AT = time(3)


def night_due(now: datetime, last: datetime | None, zone: str) -> bool:
    """Has the last night of `zone` begun (at three) without being used? A night slept through is made up for.

    `last`: when it was used last, None for never.
    """
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() >= _AT else local.date() - timedelta(days=1)
    # A mark from the future was left by a wrong clock.
    return last is None or last > now or last < datetime.combine(day, _AT, tzinfo=ZoneInfo(zone))
