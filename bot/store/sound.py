"""Is the database sound? The file as SQLite sees it, and the promises that hold between rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from bot.store.schema import article, mention, outbox, slot, story, told

UNDECIDED = ("pending", "sending", "ambiguous", "held")


def wrongs(connection: Connection) -> Iterator[str]:
    """What is wrong, in sentences; nothing when the database is sound."""
    if connection.dialect.name == "sqlite":
        yield from _of_the_file(connection)
    for query, sentence in _promises():
        for row in connection.execute(query):
            yield sentence.format(*row)


def _of_the_file(connection: Connection) -> Iterator[str]:
    for (verdict,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if verdict != "ok":
            yield f"SQLite finds the file damaged: {verdict}; stop Marsad and restore a backup"
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} names a {parent} that does not exist; restore a backup"


def _promises() -> Iterator[tuple[Select[Any], str]]:
    yield (
        select(mention.c.article).where(~exists().where(article.c.id == mention.c.article)).distinct(),
        "mentions of the article {0} are left, but not the article",
    )
    yield (
        select(story.c.id).where(~exists().where(article.c.story == story.c.id)),
        "story {0} has no article",
    )
    yield (
        select(told.c.story, told.c.action).where(~exists().where(outbox.c.key == told.c.action)),
        "story {0} counts as told by {1}, which is not in the outbox",
    )
    later = outbox.alias("later")
    overtook = exists().where(
        later.c.channel == outbox.c.channel, later.c.order > outbox.c.order, later.c.state == "sent"
    )
    yield (
        select(outbox.c.key, outbox.c.state).where(outbox.c.state.in_(UNDECIDED), overtook),
        "action {0} is {1}, but a later one of its channel is sent",
    )
    yield (
        select(outbox.c.key).where(outbox.c.state == "sent", outbox.c.message_id.is_(None)),
        "action {0} is sent, but its message id is not known",
    )
    yield (
        select(slot.c.channel, func.count(), func.max(slot.c.number))
        .group_by(slot.c.channel)
        .having(func.max(slot.c.number) != func.count()),
        "channel {0} has {1} digests, but the last one is number {2}",
    )
