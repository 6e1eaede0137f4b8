"""What a database says when it cannot go on, in the operator's words: what, where and the cure."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import StoreError, StoreFull

_FULL = "{where}: the disk is full; nothing of this step was kept. Free some space, Marsad goes on by itself"

# SQLite's primary result codes (https://www.sqlite.org/rescode.html) that have a cure of their own.
_SQLITE = {
    sqlite3.SQLITE_BUSY: "{where}: another program locks the database; close it (a viewer, a backup) and try again",
    sqlite3.SQLITE_LOCKED: "{where}: another program locks the database; close it and try again",
    sqlite3.SQLITE_READONLY: "{where}: the database or its folder is read-only; let this user write there",
    sqlite3.SQLITE_CANTOPEN: "{where}: the database cannot be opened; the folder must exist and this user be able to "
    "write in it (SQLite makes files beside the database)",
    sqlite3.SQLITE_PERM: "{where}: this user may not open the database; give it the right to read and write there",
    sqlite3.SQLITE_AUTH: "{where}: this user may not open the database; give it the right to read and write there",
    sqlite3.SQLITE_NOTADB: "{where}: this is not a SQLite database; move it away or name another in MARSAD_DATABASE",
    sqlite3.SQLITE_CORRUPT: "{where}: the database is damaged; stop Marsad and restore a backup",
}
_READ_FAILED = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ}

# PostgreSQL's SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), by its beginning. What goes
# wrong while connecting has none: the server's own words say it.
_POSTGRES = (
    ("25006", "{where}: the database is read-only (a standby?); name the primary in MARSAD_DATABASE"),
    ("42501", "{where}: the user lacks a right ({said}); grant it, best by making the user the database's owner"),
    ("55P03", "{where}: another session keeps a table locked; end it and try again"),
    ("57014", "{where}: the server gave up on a statement ({said}); try again"),
)


@contextmanager
def in_plain_words(where: str) -> Iterator[None]:
    """Raise what a driver raises as a StoreError that names `where`; everything else passes."""
    try:
        yield
    except DBAPIError as error:
        raise _told(where, error) from error
    except StatementError as error:  # a value that cannot be stored: the caller's mistake, not the database's
        raise StoreError(f"{where}: {_first_line(error.orig or error)}; please report this") from error
    except PoolTimeout as error:
        raise StoreError(f"{where}: all connections are in use for too long; try again") from error
    except sqlite3.Error as error:  # of a connection that SQLAlchemy did not open
        raise _of_sqlite(where, error) from error
    except OSError as error:
        raise _of_the_system(where, error) from error


def _told(where: str, error: DBAPIError) -> StoreError:
    said = error.orig
    if isinstance(said, sqlite3.Error):
        return _of_sqlite(where, said)
    state = str(getattr(said, "sqlstate", None) or "")
    if state == "53100":
        return StoreFull(_FULL.format(where=where))
    for beginning, words in _POSTGRES:
        if state.startswith(beginning):
            return StoreError(words.format(where=where, said=_first_line(said)))
    if error.connection_invalidated or not state:
        return StoreError(
            f"{where}: no connection to the database ({_first_line(said)}); start the server or correct MARSAD_DATABASE"
        )
    return StoreError(f"{where}: {_first_line(said)} (SQLSTATE {state}); please report this")


def _of_sqlite(where: str, error: sqlite3.Error) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0)
    primary = code & 0xFF  # the low byte of an extended code
    if primary == sqlite3.SQLITE_FULL or (primary == sqlite3.SQLITE_IOERR and code not in _READ_FAILED):
        # Only ENOSPC is SQLITE_FULL to SQLite; a quota or a size limit is an I/O error, and as little was kept.
        cause = "" if primary == sqlite3.SQLITE_FULL else f" (or failing: {getattr(error, 'sqlite_errorname', error)})"
        return StoreFull(_FULL.format(where=where) + cause)
    if primary in _SQLITE:
        return StoreError(_SQLITE[primary].format(where=where))
    if primary == sqlite3.SQLITE_IOERR:
        return StoreError(f"{where}: the disk cannot be read ({error}); check it and restore a backup")
    return StoreError(f"{where}: {_first_line(error)}; please report this")


def _of_the_system(where: str, error: OSError) -> StoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StoreFull(_FULL.format(where=where))
    return StoreError(f"{where}: {error.strerror or error}; the folder must exist and this user be able to write in it")


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
