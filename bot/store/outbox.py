"""Third loop's half of the store: the posts owed, each step of a post one committed transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Update, and_, func, select, update

from bot.errors import AlreadyDecided, StoreError
from bot.model import Action, ActionState
from bot.store.chats import canonical, left_behind, merge_chat, note_chat
from bot.store.engine import Database
from bot.store.rows import action_columns, action_of, chunks, insert_into
from bot.store.schema import channel as channels
from bot.store.schema import chat as chats
from bot.store.schema import outbox
from bot.store.sound import UNDECIDED


class SqlOutbox:
    """Implements bot.ports.Outbox."""

    _db: Database

    def recover(self, now: datetime) -> int:
        lost = update(outbox).where(outbox.c.state == "sending")
        with self._db.writing() as connection:
            return connection.execute(
                lost.values(state="ambiguous", decided=now, error="the process ended while it was sending")
            ).rowcount

    def heads(self) -> tuple[Action, ...]:
        first = select(func.min(outbox.c.order)).where(outbox.c.state.in_(UNDECIDED)).group_by(outbox.c.channel)
        return self._actions(outbox.c.order.in_(first))

    def undecided(self) -> tuple[Action, ...]:
        return self._actions(outbox.c.state.in_(("ambiguous", "held")))

    def _actions(self, where: Any) -> tuple[Action, ...]:
        with self._db.reading() as connection:
            rows = connection.execute(select(*action_columns).where(where).order_by(outbox.c.order)).mappings().all()
        return tuple(map(action_of, rows))

    def begin(self, key: str, now: datetime) -> Action:
        with self._db.writing() as connection:
            name = canonical(connection, _chat_of(connection, key))
            _refuse_overtaking(connection, key)
            highest = connection.execute(select(chats.c.highest).where(chats.c.name == name)).scalar()
            _move(
                connection,
                key,
                ("pending",),
                state="sending",
                attempt=outbox.c.attempt + 1,
                floor_id=highest,
                begun=now,
                error="",
            )
            row = connection.execute(select(*action_columns).where(outbox.c.key == key)).mappings().one()
        return action_of(row)

    def finish(self, key: str, message_id: int, now: datetime, resume_at: datetime) -> None:
        with self._db.writing() as connection:
            _move(connection, key, ("sending",), state="sent", message_id=message_id, decided=now, error="")
            name = canonical(connection, _chat_of(connection, key))
            note_chat(connection, name, highest=message_id, resume_at=resume_at)

    def postpone(self, key: str, until: datetime, error: str) -> None:
        with self._db.writing() as connection:
            _move(connection, key, ("pending", "sending"), state="pending", not_before=until, error=error)

    def doubt(self, key: str, error: str) -> None:
        with self._db.writing() as connection:
            _move(connection, key, ("sending",), state="ambiguous", error=error)

    def refuse(self, key: str, error: str) -> None:
        with self._db.writing() as connection:
            _move(connection, key, ("sending",), state="dead", error=error)

    def drop(self, key: str, why: str) -> None:
        with self._db.writing() as connection:
            _move(connection, key, ("pending",), state="dead", error=why)

    def hold(self, key: str, why: str, *, attempt: int | None = None) -> bool:
        doubted = update(outbox).where(outbox.c.key == key, outbox.c.state == "ambiguous")
        if attempt is not None:
            doubted = doubted.where(outbox.c.attempt == attempt)
        held = doubted.values(state="held", error=outbox.c.error.concat(f"; {why}"))
        with self._db.writing() as connection:
            return bool(connection.execute(held).rowcount)

    def settle(
        self, key: str, *, message_id: int | None = None, resend: bool = False, attempt: int | None = None
    ) -> bool:
        if message_id is not None and resend:
            raise ValueError("an action was sent or is to be sent again, not both")
        undecided = ("ambiguous", "held")
        # What Telegram refused or somebody gave up may be owed again, by the word of a person and never by a search.
        states = (*undecided, "dead") if resend and attempt is None else undecided
        open_action = update(outbox).where(outbox.c.key == key, outbox.c.state.in_(states))
        if attempt is not None:
            open_action = open_action.where(outbox.c.attempt == attempt)
        if message_id is not None:
            decision = open_action.values(state="sent", message_id=message_id, error="")
        elif resend:
            decision = open_action.values(state="pending", not_before=None)
        else:
            decision = open_action.values(state="dead")
        with self._db.writing() as connection:
            if not connection.execute(decision).rowcount:
                return False
            if message_id is not None:
                note_chat(connection, canonical(connection, _chat_of(connection, key)), highest=message_id)
        return True

    def resume_at(self, chat: str) -> datetime | None:
        with self._db.reading() as connection:
            query = select(chats.c.resume_at).where(chats.c.name == canonical(connection, chat))
            moment: datetime | None = connection.execute(query).scalar()
        return moment

    def pause(self, chat: str, until: datetime) -> None:
        with self._db.writing() as connection:
            note_chat(connection, canonical(connection, chat), resume_at=until)

    def park(self, channel: str, why: str) -> None:
        with self._db.writing() as connection:
            row = insert_into(connection, channels).values(id=channel, parked=why)
            connection.execute(row.on_conflict_do_update(index_elements=["id"], set_={"parked": row.excluded.parked}))

    def unpark(self, channel: str) -> None:
        with self._db.writing() as connection:
            connection.execute(update(channels).where(channels.c.id == channel).values(parked=None))

    def parked(self) -> dict[str, str]:
        with self._db.reading() as connection:
            rows = connection.execute(select(channels.c.id, channels.c.parked).where(channels.c.parked.is_not(None)))
            return dict(rows.all())

    def message_ids(self, keys: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        with self._db.reading() as connection:
            for some in chunks(list(keys)):
                query = select(outbox.c.key, outbox.c.message_id, outbox.c.order, outbox.c.chat)
                query = query.where(outbox.c.key.in_(some), outbox.c.message_id.is_not(None))
                rows = connection.execute(query).all()
                left = {chat: left_behind(connection, str(chat)) for chat in {row.chat for row in rows}}
                found.update((row.key, row.message_id) for row in rows if row.order > left[row.chat])
        return found

    def standing(self, key: str) -> tuple[ActionState, int | None] | None:
        with self._db.reading() as connection:
            state: ActionState | None = connection.execute(select(outbox.c.state).where(outbox.c.key == key)).scalar()
        return None if state is None else (state, self.message_ids([key]).get(key))

    def chat_id(self, chat: str) -> int | None:
        with self._db.reading() as connection:
            query = select(chats.c.id).where(chats.c.name == canonical(connection, chat))
            id: int | None = connection.execute(query).scalar()
        return id

    def learn_chat(self, chat: str, id: int) -> None:
        with self._db.writing() as connection:
            merge_chat(connection, chat, id)

    def by_state(self) -> dict[str, int]:
        with self._db.reading() as connection:
            rows = connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
            return dict(rows.all())


def _chat_of(connection: Connection, key: str) -> str:
    """The name of an action's chat. Raises StoreError when there is no such action."""
    row = connection.execute(select(outbox.c.chat, outbox.c.channel).where(outbox.c.key == key)).first()
    if row is None:
        raise StoreError(f"the outbox holds no action {key}")
    return row.channel if row.chat is None else str(row.chat)


def _refuse_overtaking(connection: Connection, key: str) -> None:
    """Raise StoreError while an earlier action of the same channel is undecided."""
    earlier = outbox.alias("earlier")
    query = (
        select(earlier.c.key, earlier.c.state)
        .join(outbox, and_(earlier.c.channel == outbox.c.channel, earlier.c.order < outbox.c.order))
        .where(outbox.c.key == key, outbox.c.state == "pending", earlier.c.state.in_(UNDECIDED))
        .order_by(earlier.c.order)
    )
    first = connection.execute(query.limit(1)).first()
    if first is not None:
        raise StoreError(f"action {key} may not overtake {first.key}, which is {first.state}")


def _move(connection: Connection, key: str, before: tuple[str, ...], **values: Any) -> None:
    """Change an action that is in one of the states `before`; raises AlreadyDecided when it is in another."""
    change: Update = update(outbox).where(outbox.c.key == key, outbox.c.state.in_(before)).values(values)
    if connection.execute(change).rowcount:
        return
    state = connection.execute(select(outbox.c.state).where(outbox.c.key == key)).scalar()
    if state is None:
        raise StoreError(f"the outbox holds no action {key}")
    raise AlreadyDecided(f"action {key} is {state}, not {' or '.join(before)}: another process decided it")
