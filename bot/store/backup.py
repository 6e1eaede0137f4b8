"""Backups: one SQLite file, whatever the database is, so that it can be restored into either kind.

A backup is one moment of the database, also while the bot runs. It gets its name only when it is whole, checked and
on the disk; a restore changes nothing before the file has proved sound.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select, text, update

from bot.errors import StoreError, StoreTooNew
from bot.store import lookup
from bot.store.columns import EPOCH, MICROSECOND
from bot.store.engine import Database, read_url
from bot.store.faults import in_plain_words
from bot.store.lock import hold
from bot.store.migrate import HEAD, migrate
from bot.store.schema import metadata, outbox, sighting
from bot.store.sound import wrongs
from bot.store.swap import fill_server, put_aside, put_in_place, rows_of

_DOUBT = "restored from a backup: perhaps it was sent after the backup was made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a backup holds."""

    articles: int
    bytes: int
    at: datetime | None  # the last sign of life in it
    doubtful: int = 0  # posts that were owed, and may have been sent since
    aside: Path | None = None  # where the database that was there before stands now


def backup(url: str, file: Path, *, force: bool = False) -> Saved:
    """Write all of the database at `url` to `file`. May be called while the bot runs.

    Raises StoreError with the cure: `file` exists and `force` is not given, there is no database, it is damaged, the
    disk is full. Then `file` is what it was before.
    """
    database = Database(read_url(url))
    try:
        _refuse_target(database, file, force=force)
        with _draft(file) as draft:
            rows = _copy_file(database, draft) if database.is_sqlite else _copy_tables(database, draft)
            _settle_file(draft)
            if problems := _problems(draft, rows):
                raise StoreError(
                    f"{database.where}: no backup was made, for the copy is not sound: {problems[0]}; run marsad doctor"
                )
            saved = _saved(draft)
            put_in_place(draft, file, force=force)
    finally:
        database.close()
    return saved


def restore(url: str, file: Path, *, force: bool = False, moved: bool = False) -> Saved:
    """Make the database at `url` what `file` holds, tables brought forward to this version.

    `moved`: the bot was stopped before the backup was made and has not run since, so what is owed was surely not sent;
    else it becomes ambiguous. `force`: replace a database that is not empty (a SQLite file is put aside, not deleted).
    Raises StoreBusy while a bot runs, StoreTooNew when a newer Marsad made the backup, and StoreError when it is
    damaged or the database is not empty. Then nothing was changed.
    """
    database = Database(read_url(url))
    try:
        held = hold(database)
        try:
            return _restore(database, file, force=force, moved=moved)
        finally:
            held.release()
    finally:
        database.close()


# --- writing a backup ----------------------------------------------------------------------------------------------


def _refuse_target(database: Database, file: Path, *, force: bool) -> None:
    if database.in_memory:
        raise StoreError("a database in memory cannot be backed up; name a file in MARSAD_DATABASE")
    if database.file is not None:
        if not database.file.exists():
            raise StoreError(f"{database.where}: there is no database; correct MARSAD_DATABASE")
        own = {database.file.with_name(database.file.name + end).resolve() for end in ("", "-wal", "-shm", ".lock")}
        if file.resolve() in own or (file.exists() and file.samefile(database.file)):
            raise StoreError(f"{file} is the database itself; name another file")
    if file.is_dir():
        raise StoreError(f"{file} is a folder; name a file in it, such as {file / 'marsad.backup'}")
    if file.exists() and not force:
        raise StoreError(f"{file} exists; name another file, or overwrite it with --force")


@contextmanager
def _draft(file: Path) -> Iterator[Path]:
    """A file beside `file`, on the same disk; gone at the end unless it got its name."""
    with in_plain_words(str(file)):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
        os.close(handle)
    try:
        yield Path(name)
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(name + end).unlink(missing_ok=True)


def _copy_file(database: Database, draft: Path) -> dict[str, int]:
    """Copy a SQLite file, of whatever revision, page by page as it stands at one moment. Returns the rows by table."""
    with in_plain_words(database.where), closing(_open(str(database.file))) as source:
        source.execute("BEGIN")  # the rows counted are those copied, whatever is written meanwhile
        rows = _count(source)
        with closing(_open(str(draft))) as copy:
            source.backup(copy)
    return rows


def _copy_tables(database: Database, draft: Path) -> dict[str, int]:
    """Copy a server's tables, as they stand at one moment, into a SQLite file. Returns the rows by table."""
    migrate(database, alone=False)
    copy = Database(read_url(f"sqlite:///{draft}"))
    try:
        migrate(copy, alone=True)
        with database.reading() as source, copy.writing() as goal:
            for table in metadata.sorted_tables:
                for some in rows_of(source, table):
                    goal.execute(insert(table), some)
            lookup.refile(goal)
            counts = {
                table.name: source.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
            }
    finally:
        copy.close()
    return counts


def _open(name: str, *, only_read: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{Path(name).resolve().as_uri()}?mode={'ro' if only_read else 'rw'}", uri=True, timeout=10
    )
    connection.isolation_level = None
    return connection


def _settle_file(draft: Path) -> None:
    """Make it a single file without a log beside it, and without the pages that pruning left free."""
    with in_plain_words(str(draft)), closing(_open(str(draft))) as copy:
        for statement in ("PRAGMA journal_mode=DELETE", "PRAGMA auto_vacuum=INCREMENTAL", "VACUUM"):
            copy.execute(statement).fetchall()


# --- judging one ---------------------------------------------------------------------------------------------------


def _count(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE '%VIRTUAL%'"
    ).fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608


def _problems(file: Path, rows: dict[str, int] | None = None) -> list[str]:
    """What is wrong with a SQLite file: its pages, its references, its rows where `rows` says how many there are."""
    with in_plain_words(str(file)), closing(_open(str(file), only_read=True)) as copy:
        said = [verdict for (verdict,) in copy.execute("PRAGMA integrity_check") if verdict != "ok"]
        said += [f"row {row} of {table} names a {parent} that is not there"
                 for table, row, parent, _ in copy.execute("PRAGMA foreign_key_check")]  # fmt: skip
        found = {} if said or rows is None else _count(copy)
    for name, count in (rows or {}).items() if not said else ():
        if found.get(name, 0) != count:
            said.append(f"{name} has {found.get(name, 0)} rows and should have {count}")
    return said


def _saved(file: Path) -> Saved:
    """What a sound file of any revision holds."""
    with in_plain_words(str(file)), closing(_open(str(file), only_read=True)) as copy:
        articles = copy.execute("SELECT count(*) FROM article").fetchone()[0]
        at = copy.execute("SELECT max(at) FROM beat").fetchone()[0]
    return Saved(articles=articles, bytes=file.stat().st_size, at=None if at is None else EPOCH + at * MICROSECOND)


# --- restoring -----------------------------------------------------------------------------------------------------


def _restore(database: Database, file: Path, *, force: bool, moved: bool) -> Saved:
    if not file.is_file():
        raise StoreError(f"{file} was not found; name a file that `marsad backup` wrote")
    full = _holds_something(database)
    if full and not force:
        raise StoreError(f"{database.where} is not empty; replace all of it with --force, or name an empty one")
    if database.file is not None and file.resolve() == database.file.resolve():
        raise StoreError(f"{file} is the database itself; name a backup")
    with tempfile.TemporaryDirectory(prefix="marsad-restore-", dir=_workplace(database)) as folder:
        draft = Path(folder) / "restored.db"
        _take_in(file, draft)
        copy = Database(read_url(f"sqlite:///{draft}"))
        try:
            doubtful = _ready(copy, file, moved=moved)
            if database.file is None:
                migrate(database, alone=True)
                fill_server(database, copy)
        finally:
            copy.close()
        _settle_file(draft)
        saved = _saved(draft)
        aside = None
        if database.file is not None:
            database.close()
            aside = put_aside(database.file, keep=full)
            put_in_place(draft, database.file, force=True)
    return Saved(articles=saved.articles, bytes=saved.bytes, at=saved.at, doubtful=doubtful, aside=aside)


def _workplace(database: Database) -> Path | None:
    """Where a draft can be renamed into place: beside the database, or anywhere for a server's."""
    return None if database.file is None else database.file.parent


def _holds_something(database: Database) -> bool:
    """Does the database hold anything worth keeping? A file that cannot be read counts as such."""
    if database.file is not None and (not database.file.exists() or database.file.stat().st_size == 0):
        return False
    telling = ("article", "outbox", "slot")
    try:
        with database.reading() as connection:
            if not connection.dialect.has_table(connection, "alembic_version"):
                return database.is_sqlite and bool(connection.dialect.get_table_names(connection))
            return any(
                connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first() is not None  # noqa: S608  # our names
                for name in telling
            )
    except StoreError:
        if database.file is None:
            raise
        return True


def _take_in(file: Path, draft: Path) -> None:
    """Copy a backup and look at it; raises StoreError when it is not whole, or none of ours."""
    try:
        with closing(_open(str(file), only_read=True)) as source, closing(sqlite3.connect(draft)) as copy:
            source.backup(copy)
        problems = _problems(draft)
        tables = {} if problems else _tables_of(draft)
    except (sqlite3.DatabaseError, StoreError) as error:
        raise StoreError(f"{file} is damaged or no backup of Marsad ({error}); use another one") from error
    if problems:
        raise StoreError(f"{file} is damaged ({problems[0]}); use another backup")
    if not {"alembic_version", "article", "outbox"} <= tables.keys():
        raise StoreError(f"{file} is no backup of Marsad; name a file that `marsad backup` wrote")


def _tables_of(file: Path) -> dict[str, int]:
    with closing(_open(str(file), only_read=True)) as copy:
        return _count(copy)


def _ready(copy: Database, file: Path, *, moved: bool) -> int:
    """Bring the tables forward and doubt what was owed. Returns how many posts are doubtful now."""
    from bot.store.migrations import known_revisions  # here, for alembic is costly to load

    with copy.reading() as connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision != HEAD and revision not in known_revisions():
        raise StoreTooNew(f"{file} was written by a newer Marsad (revision {revision}); install that version to use it")
    migrate(copy, alone=True)
    with copy.reading() as connection:
        if (problem := next(wrongs(connection), None)) is not None:
            raise StoreError(f"{file} is damaged ({problem}); use another backup")
    if moved:
        return 0
    with copy.writing() as connection:
        return _doubt(connection)


def _doubt(connection: Connection) -> int:
    """What was owed may have been sent after the backup: never send it again by guessing.

    What the witness was told since then it is not told again, so that nothing it saw before speaks for today.
    """
    connection.execute(delete(sighting))
    owed = update(outbox).where(outbox.c.state.in_(("pending", "sending")))
    return connection.execute(owed.values(state="ambiguous", error=_DOUBT)).rowcount
