"""What is known of a chat, kept under its numeric id as soon as that is learnt.

`@name` and `-100…` are one chat: one pace, one highest message id. A group that moves gets another id, and there the
message ids begin anew.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select, update

from bot.store.rows import Values, insert_into
from bot.store.schema import chat, outbox

_HOPS = 8  # a chat moves once in its life; a ring of rows must not hang the outbox


def canonical(connection: Connection, name: str) -> str:
    """The name of the row that holds what is known of the chat called `name`."""
    for _ in range(_HOPS):
        id = connection.execute(select(chat.c.id).where(chat.c.name == name)).scalar()
        if id is None or str(id) == name:
            return name
        name = str(id)
    return name


def note_chat(
    connection: Connection, name: str, *, highest: int | None = None, resume_at: datetime | None = None
) -> None:
    """Keep the highest message id ever seen, and the newest word on when the chat may be used again."""
    values: Values = {}
    if resume_at is not None:
        values["resume_at"] = resume_at
    if highest is not None:
        values["highest"] = highest
    put_chat(connection, name, values)


def put_chat(connection: Connection, name: str, values: Values) -> None:
    if not values:
        return
    new = insert_into(connection, chat).values({"name": name, **values})
    latest: dict[str, ColumnElement[Any]] = {column: new.excluded[column] for column in values}
    if "highest" in latest:  # compared in the database: another process may have sent meanwhile
        lower = new.excluded.highest < chat.c.highest
        latest["highest"] = case((lower, chat.c.highest), else_=new.excluded.highest)
    connection.execute(new.on_conflict_do_update(index_elements=["name"], set_=latest))


def merge_chat(connection: Connection, name: str, id: int) -> None:
    """Note that `name` is the chat `id`, and take along what was known under the former name or id."""
    before, after = canonical(connection, name), str(id)
    known = connection.execute(select(chat.c.highest, chat.c.resume_at).where(chat.c.name == before)).first()
    put_chat(connection, after, {"id": id})
    put_chat(connection, name, {"id": id})
    if before == after or known is None:
        return
    moved = before.removeprefix("-").isdigit()
    if moved:  # every name of the old chat follows, and the old ids say nothing of the new chat
        put_chat(connection, after, {"left": _last_sent(connection, before)})
        connection.execute(update(chat).where(chat.c.id == int(before)).values(id=id))
    note_chat(connection, after, highest=None if moved else known.highest, resume_at=known.resume_at)


def _last_sent(connection: Connection, id: str) -> int | None:
    """The last action that was sent to the chat `id`, by whichever name."""
    names = connection.execute(select(chat.c.name).where(chat.c.id == int(id))).scalars().all()
    chats = [int(name) if name.removeprefix("-").isdigit() else name for name in {id, *names}]
    last = select(func.max(outbox.c.order)).where(outbox.c.chat.in_(chats), outbox.c.state == "sent")
    order: int | None = connection.execute(last).scalar()
    return order


def left_behind(connection: Connection, name: str) -> int:
    """Messages of actions up to this one stand where the chat called `name` was before it moved: ids begin anew."""
    query = select(chat.c.left).where(chat.c.name == canonical(connection, name))
    return connection.execute(query).scalar() or 0
