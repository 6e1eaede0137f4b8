"""What goes wrong outside: full and broken disks, missing rights, other programs, kill -9. Never half a transaction."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from bot.errors import StoreError, StoreFull
from bot.model import Article, Found, Matched, Mention, Placement, Source, SourceState, Tag
from bot.store.engine import read_url
from bot.store.faults import in_plain_words
from bot.store.sql import SqlStore, open_store

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SOURCE = Source(id="astana", url="https://astana.example/feed", name="Astana")
STATE = SourceState(source="astana", url=SOURCE.url)
Opened = Callable[..., SqlStore]


def file_of(url: str) -> Path:
    return Path(read_url(url).database or "")


def found(id: str, *, size: int = 100) -> Found:
    mention = Mention(id="place.x", field="title", start=0, end=1, text="x", because="alias x")
    tag = Tag(id="place.x", kind="place", weight=1.0, mentions=(mention,))
    return Found(
        article=Article(id=id, source="astana", title=f"Title {id}", summary="x" * size, seen=NOW),
        matched=Matched(tags=(tag,)),
        placement=Placement(article=id, story=f"s{id}", relation="new", because="first"),
    )


# --- full ----------------------------------------------------------------------------------------------------------


def test_a_full_disk_keeps_nothing_of_the_step_and_the_bot_goes_on_when_there_is_room(sqlite_store: SqlStore) -> None:
    sqlite_store.remember_sources([SOURCE], NOW)
    with sqlite_store._db.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 20}")
    batch = [found(f"a{n}", size=5_000) for n in range(100)]
    with pytest.raises(StoreFull, match="the disk is full; nothing of this step was kept"):
        sqlite_store.ingest(STATE, batch, (), NOW)
    counts = sqlite_store.counts()
    assert [counts[table] for table in ("article", "mention", "story")] == [0, 0, 0]
    assert [state.source for state in sqlite_store.claim_sources(NOW, owner="o", limit=1, lease=timedelta(1))] == [
        "astana"
    ]
    with sqlite_store._db.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    sqlite_store.ingest(STATE, batch, (), NOW)
    assert sqlite_store.counts()["article"] == 100
    assert sqlite_store.integrity() == ()


_LIMITED = """
import resource, sys
sys.path.insert(0, sys.argv[2])
from test_faults import NOW, SOURCE, STATE, found
from bot.errors import StoreFull
from bot.store.sql import open_store
store = open_store(sys.argv[1])
store.remember_sources([SOURCE], NOW)
store.ingest(STATE, [found("kept")], (), NOW)
size = 400_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    store.ingest(STATE, [found(f"a{n}", size=5_000) for n in range(1_000)], (), NOW)
except StoreFull as error:
    print(error)
print(store.counts()["article"])
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.ingest(STATE, [found("later")], (), NOW)
print(store.counts()["article"], store.integrity())
"""


def test_a_file_that_may_not_grow_counts_as_a_full_disk(sqlite_url: str) -> None:
    """A quota or a size limit is no ENOSPC: SQLite reports an I/O error."""
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, sqlite_url, str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    said, kept, after = done.stdout.splitlines()
    assert "the disk is full; nothing of this step was kept" in said
    assert (kept, after) == ("1", "2 ()")


# --- no rights, no database ----------------------------------------------------------------------------------------


_AS_NOBODY = """
import os, sys
from bot.errors import StoreError
from bot.store.sql import open_store
open_store("sqlite://").close()
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    open_store(sys.argv[1])
except StoreError as error:
    print(type(error).__name__, error)
"""


def opened_without_rights(url: str) -> str:
    done = subprocess.run([sys.executable, "-c", _AS_NOBODY, url], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.stdout


def reachable(tmp_path: Path) -> None:
    """Let other accounts come as far as `tmp_path`."""
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(folder.stat().st_mode | 0o055)


def test_a_folder_nobody_may_write_in_is_named_with_the_cure(tmp_path: Path) -> None:
    reachable(tmp_path)
    folder = tmp_path / "state"
    folder.mkdir(mode=0o555)
    said = opened_without_rights(f"sqlite:///{folder}/marsad.db")
    assert said.startswith(f"StoreError {folder}/marsad.db")
    assert "Permission denied" in said
    assert "must exist and this user be able to write in it" in said


def test_a_folder_that_cannot_be_made_is_named_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"marsad\.db: .*the folder must exist"):
        open_store(f"sqlite:///{tmp_path}/file/state/marsad.db")


def test_a_read_only_database_is_named_with_the_cure(sqlite_url: str) -> None:
    open_store(sqlite_url).close()
    file_of(sqlite_url).chmod(0o444)
    store = open_store(sqlite_url)
    with store._db.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")  # root may write what is read-only to others
    with pytest.raises(StoreError, match="read-only; let this user write there"):
        store.beat(NOW)
    store.close()


def test_a_file_that_is_no_database_is_not_touched(sqlite_empty_url: str) -> None:
    file = file_of(sqlite_empty_url)
    file.parent.mkdir()
    file.write_text("Dear diary, " * 1_000)
    with pytest.raises(StoreError, match=r"this is not a SQLite database; move it away or name another"):
        open_store(sqlite_empty_url)
    assert file.read_text() == "Dear diary, " * 1_000


def test_a_folder_in_place_of_the_database_is_named(sqlite_empty_url: str) -> None:
    file_of(sqlite_empty_url).mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(sqlite_empty_url)


def test_a_damaged_database_is_reported(sqlite_url: str, opened: Opened) -> None:
    store = opened(sqlite_url)
    store.remember_sources([SOURCE], NOW)
    store.ingest(STATE, [found(f"a{n}", size=2_000) for n in range(200)], (), NOW)
    store.close()
    file = file_of(sqlite_url)
    body = bytearray(file.read_bytes())
    last = len(body) // 4096
    for page in range(last - 50, last):  # not where the tables are described, or it could not even be opened
        body[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    file.write_bytes(body)
    broken = opened(sqlite_url)
    assert any("damaged" in sentence for sentence in broken.integrity())


def test_another_program_that_locks_the_database_is_named_as_the_cause(sqlite_url: str, opened: Opened) -> None:
    store = opened(sqlite_url)
    with store._db.engine.connect() as connection:
        connection.connection.execute("PRAGMA busy_timeout=50")  # type: ignore[attr-defined]
    other = sqlite3.connect(file_of(sqlite_url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program locks the database; close it"):
        store.beat(NOW)
    other.execute("COMMIT")
    other.close()
    store.beat(NOW)


# --- servers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1:1", "/nowhere"])
def test_a_server_that_does_not_answer_is_named_without_the_password(host: str) -> None:
    where = f"u:s3cret@{host}/d" if host[0] != "/" else f"u:s3cret@/d?host={host}"
    with pytest.raises(
        StoreError, match=r"no connection to the database \(.*start the server or correct MARSAD_DATABASE"
    ) as error:
        open_store(f"postgresql://{where}")
    assert "s3cret" not in str(error.value)


@pytest.mark.postgres
def test_a_database_that_does_not_exist_is_named(postgres_server: Any) -> None:
    with pytest.raises(StoreError, match='database "nowhere" does not exist'):
        open_store(postgres_server.url("nowhere"))


@pytest.mark.postgres
def test_a_read_only_server_is_named(postgres_server: Any, postgres_url: str) -> None:
    store = open_store(f"{postgres_url}&options=-cdefault_transaction_read_only%3Don")
    with pytest.raises(StoreError, match=r"read-only .*name the primary"):
        store.beat(NOW)
    store.close()


@pytest.mark.postgres
def test_a_restarted_server_costs_one_step_at_most(postgres_server: Any, postgres_store: SqlStore) -> None:
    postgres_store.remember_sources([SOURCE], NOW)
    postgres_server.restart()
    postgres_store.ingest(STATE, [found("a1")], (), NOW)
    assert postgres_store.counts()["article"] == 1


# --- killed --------------------------------------------------------------------------------------------------------


_INGESTING = """
import itertools, sys
sys.path.insert(0, sys.argv[2])
from test_faults import NOW, SOURCE, STATE, found
from bot.store.sql import open_store
store = open_store(sys.argv[1])
store.remember_sources([SOURCE], NOW)
before = store.counts()["article"]
for turn in itertools.count(before):
    store.ingest(STATE, [found(f"{turn}-{n}", size=3_000) for n in range(40)], (), NOW)
    print(turn, flush=True)
"""


def test_killed_in_the_middle_of_ingest_nothing_acknowledged_is_lost_and_nothing_half_is_kept(
    database_url: str, opened: Opened
) -> None:
    acknowledged = 0
    for turn in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", _INGESTING, database_url, str(Path(__file__).parent)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        time.sleep(0.004 * turn)  # let it die elsewhere each time
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += 3 + len(process.stdout.read().splitlines())
        process.wait()
        process.stdout.close()
        store = opened(database_url)
        counts = store.counts()
        assert counts["article"] % 40 == 0
        assert counts["article"] == counts["mention"] == counts["story"] >= 40 * acknowledged
        assert store.integrity() == ()
        store.close()


# --- in the operator's words ---------------------------------------------------------------------------------------


class ServerSaid(Exception):
    """What psycopg raises, as far as it is looked at."""

    def __init__(self, sqlstate: str, said: str) -> None:
        super().__init__(said)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "kind", "words"),
    [
        ("53100", StoreFull, "the disk is full; nothing of this step was kept"),
        ("42501", StoreError, "the user lacks a right (permission denied for table x); grant it"),
        ("55P03", StoreError, "another session keeps a table locked; end it"),
        ("57014", StoreError, "gave up on a statement"),
        ("XX001", StoreError, "(SQLSTATE XX001); please report this"),
    ],
)
def test_what_a_server_says_becomes_an_error_with_a_cure(sqlstate: str, kind: type, words: str) -> None:
    error = DBAPIError("SELECT", {}, ServerSaid(sqlstate, "permission denied for table x\nLINE 1: …"))
    with pytest.raises(StoreError) as told, in_plain_words("PostgreSQL db/news"):
        raise error
    assert type(told.value) is kind
    assert str(told.value).startswith("PostgreSQL db/news: ")
    assert words in str(told.value)
    assert "LINE 1" not in str(told.value)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_met_outside_the_database_is_a_full_disk(number: int) -> None:
    with pytest.raises(StoreFull, match="the disk is full"), in_plain_words("state"):
        raise OSError(number, os.strerror(number))
