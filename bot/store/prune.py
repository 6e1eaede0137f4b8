"""Deletes by age what nobody asks for any more, a small transaction at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    false,
    literal_column,
    or_,
    select,
    text,
    true,
)

from bot.model import Keep
from bot.store import lookup
from bot.store.engine import Database
from bot.store.former import ask_for_counts, forget_former, slim
from bot.store.lock import one_ingest_at_a_time
from bot.store.rows import chunks, insert_into
from bot.store.schema import alert, article, beat, channel, link, mention, outbox, size, story, told, vector

_SIGN = "pruned"
_BATCH = 500  # articles a transaction: some tens of milliseconds, so that polling hardly waits
_PAGES = 2_000  # SQLite pages given back at once: 8 MB
_SPARE = 0.05  # share of free pages that stays: tomorrow's articles take them
_SIZES = 800  # notes of the database's size: two years of nights

_tagged = exists().where(
    mention.c.article == article.c.id, mention.c.turn == literal_column("0"), mention.c.context == false()
)
_posted = exists().where(told.c.story == article.c.story)


class SqlPrune:
    """Implements bot.ports.Housekeeping."""

    _db: Database

    def prune(self, keep: Keep, now: datetime) -> Iterator[int]:
        if keep.told is not None:
            yield from self._posts(now - keep.told)
        if keep.outbox is not None:
            yield from self._refused(now - keep.outbox)
        if keep.vectors is not None:
            yield from self._vectors(now - keep.vectors)
        if keep.untagged is not None:
            yield from self._articles(now - keep.untagged, and_(~_tagged, ~_posted), now)
        if keep.articles is not None:
            yield from self._articles(now - keep.articles, ~_posted, now)
        yield from self._formers(now)
        yield from self._give_back()
        self._note(now)

    def last_pruned(self) -> datetime | None:
        with self._db.reading() as connection:
            at: datetime | None = connection.execute(select(beat.c.at).where(beat.c.name == _SIGN)).scalar()
        return at

    def size(self) -> int:
        with self._db.reading() as connection:
            return _bytes(connection)

    def sizes(self) -> tuple[tuple[datetime, int], ...]:
        with self._db.reading() as connection:
            return tuple((row.at, row.bytes) for row in connection.execute(select(size).order_by(size.c.at)))

    # --- what was posted ---------------------------------------------------------------------------------------------

    def _posts(self, before: datetime) -> Iterator[int]:
        """Forget what was told of stories that ended before then; their articles then age like any other."""
        ended = select(story.c.id).where(story.c.last_seen < before)
        gone = select(alert.c.action).where(alert.c.at < before, alert.c.story.in_(ended)).limit(_BATCH)
        yield from self._batches(lambda connection: _delete(connection, alert.c.action, gone))
        old = select(told.c.order).where(told.c.at < before, told.c.story.in_(ended)).limit(_BATCH)
        yield from self._batches(lambda connection: _delete(connection, told.c.order, old))
        named = or_(
            exists().where(told.c.action == outbox.c.key),
            exists().where(channel.c.index == outbox.c.key),  # edited for as long as the channel lives
        )
        posted, later = outbox.alias("posted"), outbox.alias("later")
        newer = exists().where(
            later.c.target == outbox.c.target, later.c.kind == "edit", later.c.order > outbox.c.order
        )
        # The last edit of a post that stays is what the next one builds on.
        stands = and_(outbox.c.kind == "edit", exists().where(posted.c.key == outbox.c.target), ~newer)
        posts = select(outbox.c.order).where(outbox.c.state == "sent", outbox.c.made < before, ~named, ~stands)
        posts = posts.limit(_BATCH)
        yield from self._batches(lambda connection: _delete(connection, outbox.c.order, posts))

    def _refused(self, before: datetime) -> Iterator[int]:
        old = select(outbox.c.key).where(outbox.c.state == "dead", outbox.c.made < before).limit(_BATCH)

        def step(connection: Connection) -> int:
            keys = connection.execute(old).scalars().all()
            connection.execute(delete(alert).where(alert.c.action.in_(keys)))
            connection.execute(delete(told).where(told.c.action.in_(keys)))
            return connection.execute(delete(outbox).where(outbox.c.key.in_(keys))).rowcount if keys else 0

        yield from self._batches(step)

    # --- what was read -----------------------------------------------------------------------------------------------

    def _vectors(self, before: datetime) -> Iterator[int]:
        aged = exists().where(article.c.id == vector.c.article, article.c.seen < before)
        old = select(vector.c.article).where(aged).limit(_BATCH)
        yield from self._batches(lambda connection: _delete(connection, vector.c.article, old))

    def _articles(self, before: datetime, which: ColumnElement[bool], now: datetime) -> Iterator[int]:
        """The oldest first, each batch from where the last one ended: what stays is walked past only once."""
        reached: ColumnElement[bool] = true()
        columns = ("id", "source", "guid", "url_key", "content_key", "at")
        while True:
            query = (
                select(*(article.c[name] for name in columns), article.c.story, article.c.seen)
                .where(article.c.seen < before, reached, which)
                .order_by(article.c.seen)
                .limit(_BATCH)
            )
            with self._db.writing() as connection:
                one_ingest_at_a_time(connection)  # else a story might get an article while it goes
                rows = connection.execute(query).mappings().all()
                if rows:
                    slim(connection, [{name: row[name] for name in columns} for row in rows], now)
                    ids = [row["id"] for row in rows]
                    lookup.withdraw(connection, ids)
                    connection.execute(delete(article).where(article.c.id.in_(ids)))
                    _without_articles(connection, {row["story"] for row in rows if row["story"] is not None})
            if rows:
                yield len(rows)
            if len(rows) < _BATCH:
                return
            reached = article.c.seen >= rows[-1]["seen"]

    def _formers(self, now: datetime) -> Iterator[int]:
        yield from self._batches(lambda connection: forget_former(connection, _BATCH))
        with self._db.writing() as connection:
            ask_for_counts(connection, now)

    # --- the space ---------------------------------------------------------------------------------------------------

    def _give_back(self) -> Iterator[int]:
        """Give SQLite's free pages back to the disk; PostgreSQL's autovacuum does so by itself."""
        if not self._db.is_sqlite:
            return
        while True:
            with self._db.writing() as connection:
                pages, free = (_pragma(connection, name) for name in ("page_count", "freelist_count"))
                if _pragma(connection, "auto_vacuum") == 0 or free <= pages * _SPARE:
                    return
                cursor = connection.connection.cursor()  # one row a page, without columns: SQLAlchemy would stop at one
                cursor.execute(f"PRAGMA incremental_vacuum({_PAGES})")
                cursor.fetchall()
                cursor.close()
            yield 0

    def _note(self, now: datetime) -> None:
        with self._db.writing() as connection:
            noted = insert_into(connection, size).values(at=now, bytes=_bytes(connection))
            connection.execute(noted.on_conflict_do_update(index_elements=["at"], set_={"bytes": noted.excluded.bytes}))
            latest = select(size.c.at).order_by(size.c.at.desc()).limit(_SIZES)
            connection.execute(delete(size).where(size.c.at.not_in(latest)))
            sign = insert_into(connection, beat).values(name=_SIGN, at=now)
            connection.execute(sign.on_conflict_do_update(index_elements=["name"], set_={"at": sign.excluded.at}))

    def _batches(self, step: Callable[[Connection], int]) -> Iterator[int]:
        """Each step in a transaction of its own, until one finds less than a batch."""
        while True:
            with self._db.writing() as connection:
                done = step(connection)
            if done:
                yield done
            if done < _BATCH:
                return


def _delete(connection: Connection, key: Column[Any], old: Select[Any]) -> int:
    return connection.execute(delete(key.table).where(key.in_(old))).rowcount


def _without_articles(connection: Connection, ids: Collection[str]) -> None:
    """Delete those of the stories that have no article left, and what links them with others."""
    left = exists().where(article.c.story == story.c.id)
    for some in chunks(sorted(ids)):
        query = select(story.c.id).where(story.c.id.in_(some), ~left)
        empty = connection.execute(query).scalars().all()
        connection.execute(delete(link).where(or_(link.c.a.in_(empty), link.c.b.in_(empty))))
        connection.execute(delete(story).where(story.c.id.in_(empty)))


def _bytes(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        return _pragma(connection, "page_count") * _pragma(connection, "page_size")
    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
