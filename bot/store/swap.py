"""Puts a finished copy where it belongs: a file under its name, or rows into a server's tables."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Table, delete, insert, select, text

from bot.errors import StoreError
from bot.store import lookup
from bot.store.engine import Database
from bot.store.faults import in_plain_words
from bot.store.rows import Values
from bot.store.schema import metadata

_PAGE = 1_000  # rows held in memory at once


def rows_of(connection: Connection, table: Table) -> Iterator[list[Values]]:
    """All rows of a table, some at a time, in the order of its key."""
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=_PAGE)
    for some in connection.execute(query).mappings().partitions():
        yield [dict(row) for row in some]


def put_in_place(draft: Path, file: Path, *, force: bool) -> None:
    """Give a finished file its name, for good: all of it is on the disk before the name is, and then the name.

    Raises StoreError when there is a file of this name and `force` is not given.
    """
    with in_plain_words(str(file)):
        _own_like(draft, file if file.exists() else file.parent)
        _sync(draft)
        if force:
            draft.replace(file)
        else:
            _link(draft, file)
        _sync(file.parent)


def _link(draft: Path, file: Path) -> None:
    """A link, unlike a rename, never takes a name that somebody took a moment ago."""
    try:
        os.link(draft, file)
    except FileExistsError:
        raise StoreError(f"{file} exists; name another file, or overwrite it with --force") from None
    except OSError:  # this disk knows no links
        if file.exists():
            raise StoreError(f"{file} exists; name another file, or overwrite it with --force") from None
        draft.replace(file)


def _own_like(draft: Path, model: Path) -> None:
    """Root may restore for the bot's own user, who has to write there afterwards."""
    if os.geteuid() == 0:
        looked = model.stat()
        os.chown(draft, looked.st_uid, looked.st_gid)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_aside(file: Path, *, keep: bool) -> Path | None:
    """Make room for another database file; what was there is kept under another name. Returns that name."""
    if not file.exists():
        return None
    aside = file.with_name(f"{file.name}.before-restore")
    with in_plain_words(str(file)):
        for end in ("-wal", "-shm", ""):
            old = file.with_name(file.name + end)
            aside.with_name(aside.name + end).unlink(missing_ok=True)
            if not old.exists():
                continue
            if keep:
                old.rename(aside.with_name(aside.name + end))
            else:
                old.unlink()
    return aside if keep else None


def fill_server(database: Database, copy: Database) -> None:
    """Replace all rows of a server's tables by those of `copy`, in one transaction."""
    with copy.reading() as source, database.writing() as goal:
        for table in reversed(metadata.sorted_tables):
            goal.execute(delete(table))
        for table in metadata.sorted_tables:
            for some in rows_of(source, table):
                goal.execute(insert(table), some)
            if table.autoincrement_column is not None:
                _count_on(goal, table, table.autoincrement_column.name)
        lookup.refile(goal)


def _count_on(connection: Connection, table: Table, column: str) -> None:
    """Let the numbers that the server gives go on after the highest one that was put in."""
    sequence = f"pg_get_serial_sequence('\"{table.name}\"', '{column}')"
    highest = f'(SELECT max("{column}") FROM "{table.name}")'  # noqa: S608  # our own names
    connection.execute(text(f"SELECT setval({sequence}, coalesce({highest}, 1), {highest} IS NOT NULL)"))
