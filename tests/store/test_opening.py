"""Opening a database: which URL, who else is there, and which tables it has."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bot.errors import StoreBusy, StoreError, StoreTooNew
from bot.model import Source
from bot.store import lookup
from bot.store.engine import Database, read_url
from bot.store.migrate import HEAD
from bot.store.migrations import known_revisions, upgrade
from bot.store.schema import metadata
from bot.store.sql import SqlStore, open_store

NOW = datetime(2026, 11, 22, tzinfo=UTC)
Opened = Callable[..., SqlStore]


def but_the_lookup(name: str | None, kind: str, parents: Any) -> bool:
    """The index of words stands beside the schema: SQLAlchemy has no word for it."""
    return kind != "table" or not (name or "").startswith(lookup.NAME)


SCHEMA = {"include_name": but_the_lookup}


def run_in_another_process(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60)


# --- which database ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_means_our_driver(scheme: str) -> None:
    url = read_url(f"{scheme}://u:s3cret@host:5433/name?sslmode=require")
    assert url.drivername == "postgresql+psycopg"
    assert (url.host, url.port, url.database, url.password) == ("host", 5433, "name", "s3cret")
    assert url.query == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://u:s3cret@h/d", "state/marsad.db", "", "s3cret", "sqlite+aiosqlite:///s3cret"])
def test_another_kind_of_url_is_refused_with_the_cure_and_without_repeating_it(url: str) -> None:
    with pytest.raises(StoreError, match=r"write sqlite:///state/marsad\.db or postgresql://") as refused:
        open_store(url)
    assert "s3cret" not in str(refused.value)


def test_the_parent_folder_is_made(tmp_path: Path, opened: Opened) -> None:
    opened(f"sqlite:///{tmp_path}/a/b/marsad.db")
    assert (tmp_path / "a" / "b" / "marsad.db").is_file()


def test_a_database_in_memory_is_a_whole_store(opened: Opened) -> None:
    store = opened("sqlite://")
    store.remember_sources([Source(id="a", url="https://a.example", name="A")], NOW)
    assert store.counts()["source"] == 1
    assert store.integrity() == ()
    assert opened("sqlite://").counts()["source"] == 0, "each has its own"


def test_sqlite_loses_nothing_at_a_power_cut_and_checks_its_references(sqlite_store: SqlStore) -> None:
    with sqlite_store._db.reading() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


# --- who else ------------------------------------------------------------------------------------------------------


def test_only_one_instance_holds_a_database(database_url: str, opened: Opened) -> None:
    store = opened(database_url)
    with pytest.raises(StoreBusy, match=rf"\b{os.getpid()}\b.*only one may run") as busy:
        open_store(database_url)
    assert "MARSAD_DATABASE" in str(busy.value)
    assert store.counts()["source"] == 0, "the first one is not disturbed"
    store.close()
    opened(database_url)


def test_another_process_is_refused_and_readers_are_not(database_url: str, opened: Opened) -> None:
    opened(database_url)
    code = "import sys; from bot.store.sql import open_store; open_store(sys.argv[1], exclusive={}).close()"
    refused = run_in_another_process(code.format(True), database_url)
    assert "StoreBusy" in refused.stderr
    allowed = run_in_another_process(code.format(False), database_url)
    assert (allowed.returncode, allowed.stderr) == (0, "")


def test_readers_do_not_hold_it(database_url: str, opened: Opened) -> None:
    reader = opened(database_url, exclusive=False)
    writer = opened(database_url)
    writer.notice("k", "text", NOW)
    assert reader.notices() == (("k", "text", NOW),)


def test_a_dead_instance_holds_nothing(database_url: str, opened: Opened) -> None:
    code = "import os, signal, sys; from bot.store.sql import open_store; store = open_store(sys.argv[1]); "
    died = run_in_another_process(code + "os.kill(os.getpid(), signal.SIGKILL)", database_url)
    assert died.returncode == -9
    opened(database_url)


def test_closing_a_refused_opener_leaves_sqlites_own_locks(sqlite_url: str, opened: Opened) -> None:
    """Closing any descriptor of the database file would drop them all in this process."""
    opened(sqlite_url).notice("k", "text", NOW)
    for _ in range(3):
        with pytest.raises(StoreBusy):
            open_store(sqlite_url)
    locked = Path("/proc/locks").read_text()
    inode = Path(read_url(sqlite_url).database or "").stat().st_ino
    assert f":{inode} " in locked


@pytest.mark.postgres
def test_an_instance_notices_when_the_server_restarted_and_holds_the_database_again(
    postgres_server: Any, postgres_url: str, opened: Opened
) -> None:
    store = opened(postgres_url)
    postgres_server.restart()
    store.beat(NOW)
    assert store.last_beat() == NOW
    with pytest.raises(StoreBusy):
        open_store(postgres_url)


@pytest.mark.postgres
def test_an_instance_that_lost_its_database_to_another_says_so(
    postgres_server: Any, postgres_url: str, opened: Opened
) -> None:
    store = opened(postgres_url)
    postgres_server.restart()
    opened(postgres_url)
    with pytest.raises(StoreBusy):
        store.beat(NOW)


# --- which tables --------------------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database without any table."""
    url: str = request.getfixturevalue(f"{request.param}_empty_url")
    return url


def test_an_empty_database_gets_the_tables_of_the_schema(empty_url: str, opened: Opened) -> None:
    store = opened(empty_url)
    with store._db.reading() as connection:
        context = MigrationContext.configure(connection, opts=SCHEMA)
        assert context.get_current_revision() == HEAD
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_schemas() -> None:
    assert known_revisions()[-1] == HEAD


@pytest.mark.parametrize("revision", known_revisions())
def test_a_database_of_every_former_version_is_brought_forward(empty_url: str, revision: str, opened: Opened) -> None:
    url = read_url(empty_url)
    if url.drivername == "sqlite":
        Path(url.database or "").parent.mkdir()
    old = Database(url)
    with old.writing() as connection:
        upgrade(connection, revision)
    old.close()
    store = opened(empty_url)
    with store._db.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=SCHEMA), metadata) == []
    assert store.integrity() == ()


def test_opening_twice_migrates_once(empty_url: str, opened: Opened) -> None:
    opened(empty_url).close()
    store = opened(empty_url)
    store.beat(NOW)


def make_revision(url: str, opened: Opened, revision: str) -> None:
    store = opened(url)
    with store._db.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
    store.close()


@pytest.mark.parametrize("exclusive", [True, False])
def test_a_newer_database_is_refused_and_not_touched(empty_url: str, opened: Opened, exclusive: bool) -> None:
    make_revision(empty_url, opened, "9999")
    with pytest.raises(StoreTooNew, match=r"newer Marsad \(revision 9999\); install that version or restore a backup"):
        open_store(empty_url, exclusive=exclusive)
    with pytest.raises(StoreTooNew):  # and the instance lock was given back
        open_store(empty_url)


def test_tables_of_another_program_are_refused(empty_url: str, tmp_path: Path) -> None:
    url = read_url(empty_url)
    if url.drivername == "sqlite":
        Path(url.database or "").parent.mkdir()
    database = Database(url)
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE article (id INTEGER)")
    database.close()
    with pytest.raises(StoreError, match="tables of another program; name an empty one"):
        open_store(empty_url)


def test_two_readers_may_make_the_first_tables_at_once(empty_url: str) -> None:
    code = "import sys; from bot.store.sql import open_store; open_store(sys.argv[1], exclusive=False).close()"
    started = [subprocess.Popen([sys.executable, "-c", code, empty_url], stderr=subprocess.PIPE) for _ in range(3)]
    errors = [one.communicate(timeout=60)[1] for one in started]
    assert [one.returncode for one in started] == [0, 0, 0], errors


def test_a_half_made_migration_leaves_nothing(sqlite_empty_url: str, opened: Opened) -> None:
    """A migration is one transaction, on SQLite too, where the driver alone would commit each CREATE TABLE."""
    database = Path(read_url(sqlite_empty_url).database or "")
    database.parent.mkdir()
    old = Database(read_url(sqlite_empty_url))

    def crash() -> None:
        with old.writing() as connection:
            upgrade(connection, HEAD)
            raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        crash()
    old.close()
    with sqlite3.connect(database) as plain:
        assert plain.execute("SELECT name FROM sqlite_master").fetchall() == []
    plain.close()
    assert opened(sqlite_empty_url).integrity() == ()
