"""What every room's tests may ask for: a store over SQLite, one over a real PostgreSQL, and one over each in turn."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.store.sql import SqlStore, open_store
from tests.standin.postgres import PostgresServer, installed

# A busy machine is no failing law: no test here asserts a time.
settings.register_profile("marsad", deadline=None)
settings.load_profile("marsad")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    programs = installed()
    if programs is None:
        pytest.skip("no PostgreSQL to test with: pgserver has no wheel for this platform")
    # Not in pytest's own folder: other accounts cannot enter it, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="marsad-pg-"))
    try:
        server = PostgresServer(programs, folder)
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: PostgresServer) -> str:
    """A database with its tables, shared by the tests and emptied before each: a new one has a thousand files."""
    name = postgres_server.new_database()
    open_store(postgres_server.url(name)).close()
    return name


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with its tables: copying it is ten times as fast as making them."""
    file = tmp_path_factory.mktemp("tables") / "marsad.db"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_tables: Path) -> str:
    file = tmp_path / "state" / "marsad.db"
    file.parent.mkdir()
    shutil.copy(sqlite_tables, file)
    return f"sqlite:///{file}"


@pytest.fixture
def sqlite_empty_url(tmp_path: Path) -> str:
    """A database that does not exist yet, nor does its folder."""
    return f"sqlite:///{tmp_path}/state/marsad.db"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_tables: str) -> str:
    postgres_server.empty(postgres_tables)
    return postgres_server.url(postgres_tables)


@pytest.fixture
def postgres_empty_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A database without any table."""
    name = postgres_server.new_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def opened() -> Iterator[Callable[..., SqlStore]]:
    """Open stores that are closed when the test ends."""
    with ExitStack() as stack:

        def open_one(url: str, **options: Any) -> SqlStore:
            store = open_store(url, **options)
            stack.callback(store.close)
            return store

        yield open_one


@pytest.fixture
def sqlite_store(sqlite_url: str, opened: Callable[..., SqlStore]) -> SqlStore:
    return opened(sqlite_url)


@pytest.fixture
def postgres_store(postgres_url: str, opened: Callable[..., SqlStore]) -> SqlStore:
    return opened(postgres_url)


@pytest.fixture
def store(database_url: str, opened: Callable[..., SqlStore]) -> SqlStore:
    """The same test over SQLite and over PostgreSQL."""
    return opened(database_url)
