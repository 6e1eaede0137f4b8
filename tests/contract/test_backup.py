"""A backup is one whole moment of the database, and a restore gives it back, into either kind."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import StoreBusy, StoreError, StoreTooNew
from bot.model import Keep, Vector
from bot.ports import Sighting
from bot.store.backup import backup, restore
from bot.store.engine import Database, read_url
from bot.store.migrations import upgrade
from bot.store.schema import metadata
from bot.store.sql import SqlStore, open_store

Opened = Callable[..., SqlStore]


@pytest.fixture
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """An empty database of a kind."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path}/other/marsad.db"
        url: str = request.getfixturevalue("postgres_empty_url")
        return url

    return make


@pytest.fixture
def full(database_url: str, opened: Opened, news: Any) -> SqlStore:
    """A store with something in every table."""
    store = opened(database_url)
    one = news.found("a1", story="s1", title="قمة أستانا 习近平", guid="g")
    vector = Vector(model="m", half=bytes(range(256)))
    one = type(one)(
        article=one.article,
        matched=one.matched,
        placement=type(one.placement)(
            article="a1", story="s1", relation="new", because="first", score=0.1 + 0.2, vector=vector
        ),
    )
    news.keep(store, one, news.found("a2", story="s2"), news.found("old", tags=(), seen=news.now - timedelta(days=99)),
              links=[("s1", "s2", "related", 1 / 3)], entry_keys=frozenset({"k"}), gap=timedelta(hours=1))  # fmt: skip
    news.keep(store, news.found("a2", story="s2", relation="copy", fate="edited"))
    alert = news.action("@d|alert|s1", "@d", loud_until=news.now)
    assert store.alert(alert, "s1", day=news.now.date(), most=1, because="rule", now=news.now)
    store.begin(alert.key, news.now)
    store.finish(alert.key, 6, news.now, news.now)
    key = news.tell(store, "s1")
    store.begin(key, news.now)
    store.finish(key, 7, news.now, news.now)
    store.learn_chat("@c", -100)
    edit = news.correct(store, key, "s1", "a1")
    store.begin(edit, news.now)
    store.finish(edit, 7, news.now, news.now)
    news.keep(store, news.found("b1", story="s2", relation="joined"))
    store.split("s2", ["b1"], into=None, why="another forum", now=news.now)
    store.park("@c", "no right")
    store.notice("k", "text", news.now)
    store.note_sightings([Sighting(chat=-100, message_id=7, words="w", at=news.now)], news.now)
    store.beat(news.now)
    for _ in store.prune(Keep(), news.now):
        pass
    return store


def everything(url: str) -> dict[str, list[Any]]:
    database = Database(read_url(url))
    try:
        with database.reading() as connection:
            return {
                table.name: sorted(tuple(row) for row in connection.execute(select(table)))
                for table in metadata.sorted_tables
            }
    finally:
        database.close()


@pytest.mark.postgres
@pytest.mark.parametrize("into", ["sqlite", "postgres"])
def test_everything_comes_back_in_either_kind_of_database(
    full: SqlStore,
    database_url: str,
    tmp_path: Path,
    other_url: Callable[[str], str],
    into: str,
    opened: Opened,
    news: Any,
) -> None:
    file = tmp_path / "backups" / "marsad.backup"
    saved = backup(database_url, file)
    assert (saved.articles, saved.at, saved.bytes) == (3, news.now, file.stat().st_size)
    assert [one.name for one in file.parent.iterdir()] == ["marsad.backup"], "one file, and nothing left beside it"
    url = other_url(into)
    assert restore(url, file, moved=True).doubtful == 0
    before = everything(database_url)
    assert all(before.values()), [name for name, rows in before.items() if not rows]
    assert everything(url) == before
    again = opened(url)
    assert again.integrity() == ()
    assert [filed.article.id for filed in again.search([], ["习近平"], limit=9)] == ["a1"], "and it can be searched"
    news.keep(again, news.found("a3", story="s3"))
    news.tell(again, "s3")
    assert again.edition("@c") == 3


def test_it_is_one_moment_while_the_bot_writes(database_url: str, opened: Opened, tmp_path: Path, news: Any) -> None:
    store = opened(database_url)
    news.remember(store)
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            ids = (f"a{number}", f"b{number}")
            store.ingest(news.state(), [news.found(id, story=f"s{number}") for id in ids], (), news.now)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(4):
            file = tmp_path / f"{number}.backup"
            backup(database_url, file)
            with closing(sqlite3.connect(file)) as copy:
                articles, stories = (
                    copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("article", "story")
                )
            assert articles == 2 * stories
    finally:
        stop.set()
        writer.join()


# --- writing -------------------------------------------------------------------------------------------------------


def test_an_existing_file_is_overwritten_only_when_asked(database_url: str, opened: Opened, tmp_path: Path) -> None:
    opened(database_url)
    file = tmp_path / "marsad.backup"
    file.write_text("mine")
    with pytest.raises(StoreError, match="exists; name another file, or overwrite it with --force"):
        backup(database_url, file)
    assert file.read_text() == "mine"
    backup(database_url, file, force=True)
    assert file.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(StoreError, match="is a folder"):
        backup(database_url, tmp_path, force=True)


@pytest.mark.parametrize("end", ["", "-wal", ".lock"])
def test_the_database_itself_is_never_the_target(sqlite_url: str, opened: Opened, end: str) -> None:
    opened(sqlite_url)
    with pytest.raises(StoreError, match="is the database itself"):
        backup(sqlite_url, Path(f"{read_url(sqlite_url).database}{end}"), force=True)


def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no database; correct MARSAD_DATABASE"):
        backup(f"sqlite:///{tmp_path}/none.db", tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_never_replaces_a_good_backup(
    sqlite_url: str, opened: Opened, tmp_path: Path, news: Any
) -> None:
    store = opened(sqlite_url)
    news.keep(store, news.found("a1"), news.found("a2"))
    file = tmp_path / "marsad.backup"
    backup(sqlite_url, file)
    good = file.read_bytes()
    with store._db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("DELETE FROM article WHERE id = 'a1'")
    with pytest.raises(StoreError, match=r"no backup was made, for the copy is not sound: row .* of mention names a"):
        backup(sqlite_url, file, force=True)
    assert file.read_bytes() == good
    assert sorted(one.name for one in tmp_path.iterdir()) == ["marsad.backup", "state"]


def test_a_sqlite_database_of_a_former_version_is_backed_up_as_it_is(tmp_path: Path, opened: Opened) -> None:
    old = Database(read_url(f"sqlite:///{tmp_path}/old.db"))
    with old.writing() as connection:
        upgrade(connection, "0001")
    old.close()
    file = tmp_path / "marsad.backup"
    backup(f"sqlite:///{tmp_path}/old.db", file)
    url = f"sqlite:///{tmp_path}/new.db"
    restore(url, file)
    assert opened(url).integrity() == (), "and brought forward when it is restored"


# --- restoring -----------------------------------------------------------------------------------------------------


@pytest.fixture
def file(full: SqlStore, database_url: str, tmp_path: Path) -> Path:
    target = tmp_path / "marsad.backup"
    backup(database_url, target)
    return target


def test_not_while_a_bot_runs(full: SqlStore, database_url: str, file: Path) -> None:
    with pytest.raises(StoreBusy, match="stop that Marsad first"):
        restore(database_url, file, force=True)


def test_a_full_database_is_replaced_only_when_asked(
    full: SqlStore, database_url: str, file: Path, news: Any, opened: Opened
) -> None:
    before = everything(database_url)
    news.keep(full, news.found("later"))
    full.close()
    with pytest.raises(StoreError, match="is not empty; replace all of it with --force"):
        restore(database_url, file)
    saved = restore(database_url, file, force=True, moved=True)
    assert everything(database_url) == before
    if saved.aside is not None:
        assert opened(f"sqlite:///{saved.aside}").find("later", None) is not None
    assert (saved.aside is None) == database_url.startswith("postgres")


def test_an_empty_database_needs_no_force(database_url: str, file: Path, full: SqlStore, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/fresh.db"
    open_store(url).close()
    assert restore(url, file).aside is None
    assert len(everything(url)["article"]) == 3


def test_a_damaged_database_is_replaced_by_its_backup(
    sqlite_url: str, opened: Opened, news: Any, tmp_path: Path
) -> None:
    store = opened(sqlite_url)
    news.keep(store, news.found("a1"))
    target = tmp_path / "marsad.backup"
    backup(sqlite_url, target)
    store.close()
    path = Path(read_url(sqlite_url).database or "")
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 9_000)
    with pytest.raises(StoreError, match="--force"):
        restore(sqlite_url, target)
    restore(sqlite_url, target, force=True)
    assert opened(sqlite_url).find("a1", None) is not None


def test_what_was_owed_is_doubted_unless_the_bot_had_stopped_before(
    database_url: str, opened: Opened, news: Any, tmp_path: Path
) -> None:
    store = opened(database_url)
    news.owe(store, "k1", "k2")
    target = tmp_path / "marsad.backup"
    backup(database_url, target)
    first, second = f"sqlite:///{tmp_path}/1.db", f"sqlite:///{tmp_path}/2.db"
    assert restore(first, target).doubtful == 2
    assert [action.state for action in opened(first).heads()] == ["ambiguous"]
    assert "perhaps it was sent" in opened(first, exclusive=False).undecided()[0].error
    assert restore(second, target, moved=True).doubtful == 0
    assert [action.state for action in opened(second).heads()] == ["pending"]


def change(file: Path, statements: str) -> None:
    with closing(sqlite3.connect(file)) as copy:
        copy.executescript(statements)


def test_a_newer_backup_is_refused_and_nothing_changed(file: Path, database_url: str, full: SqlStore) -> None:
    full.close()
    before = everything(database_url)
    change(file, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreTooNew, match=r"newer Marsad \(revision 9999\); install that version to use it"):
        restore(database_url, file, force=True)
    assert everything(database_url) == before


@pytest.mark.parametrize(
    "break_it",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"hello" * 1_000),
        lambda file: file.write_bytes(file.read_bytes()[:-20_000]),
        lambda file: file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 8192 + file.read_bytes()[12288:]),
        lambda file: change(file, "PRAGMA foreign_keys=OFF; DELETE FROM article WHERE id = 'a1'"),
        lambda file: change(file, "DELETE FROM slot; INSERT INTO slot VALUES ('@c', '2026-01-01', '08:00', 1, 9, 1)"),
        lambda file: (file.unlink(), change(file, "CREATE TABLE mine (x)")),
    ],
    ids=["empty", "no database", "cut", "overwritten", "missing rows", "broken promise", "another program's"],
)  # fmt: skip
def test_a_damaged_backup_is_refused_and_nothing_changed(
    file: Path, database_url: str, full: SqlStore, break_it: Callable[[Path], object]
) -> None:
    full.close()
    before = everything(database_url)
    break_it(file)
    with pytest.raises(StoreError, match=r"marsad\.backup is (damaged|no backup).*; (use|name) "):
        restore(database_url, file, force=True)
    assert everything(database_url) == before


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere was not found; name a file that `marsad backup` wrote"):
        restore(f"sqlite:///{tmp_path}/m.db", tmp_path / "nowhere")
