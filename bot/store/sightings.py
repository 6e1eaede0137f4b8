"""What the witness saw in channels: ids and fingerprints of words, bounded by chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from bot.ports import Seen, Sighting
from bot.store.engine import Database
from bot.store.rows import insert_into
from bot.store.schema import beat, sighting

_SIGN = "witness"
_KEPT = 500  # ids of a chat, below its newest
_CLOCK = timedelta(minutes=10)  # a clock set back by more tells nothing about how long nobody asked
_MEMORY = timedelta(hours=23)  # Telegram keeps updates for a day; what nobody fetched by then nobody ever sees


class SqlSightings:
    """Implements bot.ports.Sightings."""

    _db: Database

    def note_sightings(self, sightings: Sequence[Sighting], now: datetime) -> None:
        with self._db.writing() as connection:
            last = connection.execute(select(beat.c.at).where(beat.c.name == _SIGN)).scalar()
            if last is None or not -_CLOCK <= now - last <= _MEMORY:
                connection.execute(delete(sighting))
            for one in sightings:
                row = insert_into(connection, sighting).values(
                    chat=one.chat, message_id=one.message_id, words=one.words, at=one.at
                )
                connection.execute(row.on_conflict_do_nothing(index_elements=["chat", "message_id"]))
            for chat in {one.chat for one in sightings}:
                newest = connection.execute(
                    select(func.max(sighting.c.message_id)).where(sighting.c.chat == chat)
                ).scalar_one()
                old = delete(sighting).where(sighting.c.chat == chat, sighting.c.message_id < newest - _KEPT)
                connection.execute(old)
            sign = insert_into(connection, beat).values(name=_SIGN, at=now)
            connection.execute(sign.on_conflict_do_update(index_elements=["name"], set_={"at": sign.excluded.at}))

    def sightings(self, chat: int, above: int) -> tuple[Seen, ...]:
        query = select(sighting.c.message_id, sighting.c.words, sighting.c.at).where(
            sighting.c.chat == chat, sighting.c.message_id > above
        )
        with self._db.reading() as connection:
            rows = connection.execute(query.order_by(sighting.c.message_id)).all()
        return tuple(Seen(message_id=row.message_id, words=row.words, at=row.at) for row in rows)

    def was_sighted(self, chat: int, message_id: int) -> bool:
        query = select(sighting.c.chat).where(sighting.c.chat == chat, sighting.c.message_id == message_id)
        with self._db.reading() as connection:
            return connection.execute(query).first() is not None
