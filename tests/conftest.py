"""What every room's tests may ask for: a store over SQLite, one over a real PostgreSQL, and one over each in turn."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.store.schema import metadata
from bot.store.sql import SqlStore, open_store

# A busy machine is no failing law: no test here asserts a time.
settings.register_profile("marsad", deadline=None)
settings.load_profile("marsad")

_NOBODY = 65534  # PostgreSQL refuses to run as root


class PostgresServer:
    """A PostgreSQL out of a wheel, on a Unix socket in a folder of its own; nothing of it outlives the tests."""

    def __init__(self, installed: Path, folder: Path) -> None:
        self._databases = itertools.count()
        self._account = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        self._folder, self._data = folder, folder / "data"
        self._data.mkdir()
        if self._account:
            folder.chmod(0o755)
            os.chown(self._data, _NOBODY, _NOBODY)
        self._bin = self._reachable(installed) / "bin"
        self._initialise()
        self._process = self._start()

    def _reachable(self, installed: Path) -> Path:
        """The programs, copied where the other account cannot go to them (a venv below /root, say)."""
        try:
            subprocess.run([installed / "bin" / "postgres", "-V"], check=True, capture_output=True, **self._account)
        except PermissionError:
            return Path(shutil.copytree(installed, self._folder / "install"))
        return installed

    def _initialise(self) -> None:
        arguments = ["-D", self._data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([self._bin / "initdb", *arguments], check=True, capture_output=True, **self._account)

    def _start(self) -> subprocess.Popen[bytes]:
        settings = [
            f"-cunix_socket_directories={self._data}",
            "-clisten_addresses=",
            "-cfsync=off",
            "-cmax_connections=60",
        ]
        with (self._folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [self._bin / "postgres", "-D", self._data, *settings], stdout=log, stderr=log, cwd="/", **self._account
            )
        for _ in range(600):
            if self.run("SELECT 1", check=False).returncode == 0:
                return process
            time.sleep(0.05)
        process.kill()
        raise RuntimeError((self._folder / "log").read_text())

    def run(self, sql: str, *, database: str = "postgres", check: bool = True) -> subprocess.CompletedProcess[bytes]:
        psql = [self._bin / "psql", "-qtAX", "-h", self._data, "-U", "postgres", "-d", database, "-c", sql]
        return subprocess.run(psql, check=check, capture_output=True)

    def new_database(self) -> str:
        """Make a database without any table and return its name."""
        name = f"marsad_{next(self._databases)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def drop_database(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def empty(self, name: str) -> None:
        """Take all rows out of a database that has its tables."""
        self.run(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE", database=name)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._data}"

    def restart(self) -> None:
        """Cut every connection, as a crashed server does, and come back."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(30)
        self._process = self._start()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(30)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    found = importlib.util.find_spec("pgserver")  # not imported: it would make accounts and change permissions
    if found is None or found.origin is None:
        pytest.skip("no PostgreSQL to test with: pgserver has no wheel for this platform")
    # Not in pytest's own folder: other accounts cannot enter it, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="marsad-pg-"))
    try:
        server = PostgresServer(Path(found.origin).parent / "pginstall", folder)
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
