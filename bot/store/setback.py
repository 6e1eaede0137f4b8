"""The clock was set back: what waits for a moment that the wrong clock named waits only as long as was meant."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, select, type_coerce, update

from bot.store.archive import SIGN
from bot.store.columns import MICROSECOND
from bot.store.engine import Database
from bot.store.schema import beat, chat, outbox, source

# Clocks that are kept well move by less; summer time moves none of ours.
_LEAST = timedelta(minutes=10)
# A clock that shows a time long past is rather wrong now: what came in under it would be too old to be told.
_MOST = timedelta(days=2)

_WAITS = (source.c.next_poll, source.c.lease_until, outbox.c.not_before, chat.c.resume_at)


class SqlSetback:
    """A part of bot.ports.Housekeeping."""

    _db: Database

    def set_back(self, now: datetime) -> timedelta | None:
        with self._db.writing() as connection:
            last = connection.execute(select(beat.c.at).where(beat.c.name == SIGN)).scalar()
            if last is None or not _LEAST < last - now <= _MOST:
                return None
            by: timedelta = last - now
            for column in _WAITS:
                earlier = type_coerce(column, BigInteger) - by // MICROSECOND
                connection.execute(update(column.table).where(column > now).values({column.name: earlier}))
            connection.execute(update(beat).where(beat.c.name == SIGN).values(at=now))
        return by
