"""One instance per database: two of them would post everything twice."""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import StoreBusy
from bot.store.engine import Database
from bot.store.faults import in_plain_words

# Two numbers of our own for pg_advisory_lock(class, object); the class is "mrsd" in ASCII.
_CLASS = 0x6D727364
_INSTANCE = 1
_MIGRATION = 2
_INGEST = 3
_PLACING = 4

_INSTANCE_LOCK = {"a": _CLASS, "b": _INSTANCE}
_DYING = "1s"  # the server may need a moment to see that a killed process is gone
_LOCK_NOT_AVAILABLE = "55P03"
_OWNER = text(
    "SELECT s.application_name FROM pg_locks l JOIN pg_stat_activity s USING (pid) "
    "JOIN pg_database d ON d.oid = l.database AND d.datname = current_database() "
    "WHERE l.locktype = 'advisory' AND l.classid = :a AND l.objid = :b AND l.granted"
)


class Hold(Protocol):
    """The right to be the only instance. Ends with the process, however it dies."""

    def renew(self) -> None:
        """Make sure that it is still held. Raises StoreBusy when somebody else took it meanwhile."""
        ...

    def release(self) -> None: ...


def hold(database: Database) -> Hold:
    """Take the right, or raise StoreBusy with who has it."""
    if database.file is not None:
        return _FileHold(database.file)
    if database.in_memory:
        return _NoHold()
    return _ServerHold(database)


def one_migration_at_a_time(connection: Connection) -> None:
    """Wait for whoever migrates; on SQLite a writing transaction is alone anyway."""
    _until_commit(connection, _MIGRATION)


def one_ingest_at_a_time(connection: Connection) -> None:
    """Commit articles in the order of their sequence: who reads "after 10" must not find a 9 later."""
    _until_commit(connection, _INGEST)


def one_placing_at_a_time(connection: Connection) -> None:
    """Wait for whoever decides on stories, until the transaction ends: the next one shall know what they decided."""
    _until_commit(connection, _PLACING)


def _until_commit(connection: Connection, what: int) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:a, :b)"), {"a": _CLASS, "b": what})


class _NoHold:
    def renew(self) -> None: ...

    def release(self) -> None: ...


class _FileHold:
    """flock on a file beside the database.

    Not on the database itself: closing any descriptor of that file would drop SQLite's own (POSIX) locks in this
    process (https://www.sqlite.org/howtocorrupt.html §2.2). The file stays when the lock ends: deleting it would let
    two processes lock two files of the same name.
    """

    def __init__(self, database: Path) -> None:
        path = database.with_name(database.name + ".lock")
        with in_plain_words(str(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(self._descriptor, 300, 0).decode(errors="replace").strip()
            os.close(self._descriptor)
            raise StoreBusy(_busy(str(database), owner or "unknown process")) from None
        self._sign(str(path))

    def _sign(self, path: str) -> None:
        try:
            with in_plain_words(path):
                os.ftruncate(self._descriptor, 0)
                os.pwrite(self._descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        except BaseException:
            os.close(self._descriptor)
            raise

    def renew(self) -> None: ...

    def release(self) -> None:
        os.close(self._descriptor)


class _ServerHold:
    """A session lock on a connection of its own, so that it lasts as long as the process and no longer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = self._take()

    def _take(self) -> Connection:
        with in_plain_words(self._database.where):
            connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text(f"SET lock_timeout = '{_DYING}'"))
            try:
                connection.execute(text("SELECT pg_advisory_lock(:a, :b)"), _INSTANCE_LOCK)
            except DBAPIError as error:
                taken = getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE
                owner = connection.execute(_OWNER, _INSTANCE_LOCK).scalar() if taken else None
                connection.close()
                if not taken:
                    raise
                raise StoreBusy(_busy(self._database.where, owner or "another session")) from None
        return connection

    def renew(self) -> None:
        if not self._lasts():  # the server restarted: the lock went with the session
            self.release()
            self._connection = self._take()

    def _lasts(self) -> bool:
        try:
            return self._connection is not None and self._connection.execute(text("SELECT true")).scalar_one() is True
        except SQLAlchemyError:  # once a session is lost, the connection only asks for a rollback
            return False

    def release(self) -> None:
        if self._connection is not None:
            if self._lasts():  # the server ends a session a little after us, and the next one may already be waiting
                self._connection.execute(text("SELECT pg_advisory_unlock(:a, :b)"), _INSTANCE_LOCK)
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def _busy(where: str, owner: str) -> str:
    return (
        f"{where} is in use by {owner}; stop that Marsad first (only one may run on a database), "
        "or give this one another MARSAD_DATABASE"
    )
