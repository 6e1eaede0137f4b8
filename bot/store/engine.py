"""One database, SQLite or PostgreSQL, behind two doors: `reading` and `writing`."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import RLock

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import StoreError
from bot.store.faults import in_plain_words

_WRITES = "marsad_writes"
_PATIENCE_MS = 10_000  # how long a writer waits for another one; ours take milliseconds


def read_url(url: str) -> URL:
    """Return `url` with the driver we use. Raises StoreError; the message never repeats a password."""
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number: it quotes what stands there
        raise StoreError("MARSAD_DATABASE is not a URL; write sqlite:///state/marsad.db or postgresql://…") from None
    if "@" in (read.host or ""):  # its part before the @ would be told as a host
        raise StoreError("MARSAD_DATABASE: an @ in the password is taken for the end of it; write %40 in its place")
    if read.drivername == "sqlite":
        return read
    if read.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return read.set(drivername="postgresql+psycopg")
    raise StoreError(
        f"MARSAD_DATABASE: {read.drivername} is no database Marsad knows; "
        "write sqlite:///state/marsad.db or postgresql://user@host/name"
    )


def file_of(url: URL) -> Path | None:
    """The file behind a SQLite URL, or None when the database lives in memory or on a server."""
    if url.drivername != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


class Database:
    """A pool of connections. Every `with` block is one transaction: all of it is kept, or nothing.

    May be used from many threads. SQLite knows one writer at a time: ours wait for each other here, without polling,
    and only for other programs in SQLite's own busy handler.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.file = file_of(url)
        self.in_memory = url.drivername == "sqlite" and self.file is None
        self.is_sqlite = url.drivername == "sqlite"
        self.where = _named(url)
        self.engine = _engine(url, in_memory=self.in_memory)
        # PostgreSQL shows each statement its own moment otherwise; SQLite's readers see one moment anyway.
        one_moment = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._for_reading = self.engine.execution_options(**one_moment)
        self._for_writing = self.engine.execution_options(**{_WRITES: True})
        self._turn: AbstractContextManager[object] = RLock() if self.is_sqlite else nullcontext()
        # A database in memory has one connection, so its readers wait as well.
        self._read_turn = self._turn if self.in_memory else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the database."""
        with in_plain_words(self.where), self._read_turn, self._for_reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that may write; committed at the end of the block, undone when it raises."""
        with in_plain_words(self.where), self._turn, self._for_writing.begin() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def _named(url: URL) -> str:
    """Say which database is meant without user, password or parameters."""
    if url.drivername == "sqlite":
        return url.database or "the database in memory"
    return f"PostgreSQL {url.host or url.query.get('host') or 'localhost'}/{url.database or ''}"


def _engine(url: URL, *, in_memory: bool) -> Engine:
    # hide_parameters: what feeds and operators wrote must not end in an error's text.
    if url.drivername != "sqlite":
        name = f"marsad {os.getpid()}@{socket.gethostname()}"
        # Compiling a query takes longer than any of ours; a large archive makes PostgreSQL expect otherwise.
        given = {"application_name": name[:63], "options": f"{url.query.get('options', '')} -c jit=off".strip()}
        try:
            return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=8, connect_args=given)
        except ModuleNotFoundError as error:
            raise StoreError('PostgreSQL needs its driver; install it with: pip install "marsad[postgres]"') from error
    if in_memory:
        engine = create_engine(
            url, hide_parameters=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _PATIENCE_MS / 1000})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """WAL lets readers and the writer pass each other; FULL loses nothing committed at a power cut.

    NORMAL may lose the last commits, and a lost "sent" is a double post; the cost of FULL is a fraction of a
    millisecond per transaction.
    """
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # the driver begins nothing by itself: _begin_sqlite does
    # Before anything else: only an empty file takes it. What pruning frees can then be given back to the disk.
    for pragma in (
        "auto_vacuum=INCREMENTAL",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_PATIENCE_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its turn at once; one that began by reading could not wait for it (SQLITE_BUSY_SNAPSHOT)."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
