"""A real PostgreSQL out of a wheel, for tests."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from bot.store.schema import metadata

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


def installed() -> Path | None:
    """Where the wheel's programs are, or None where there is no wheel for this platform."""
    found = importlib.util.find_spec("pgserver")  # not imported: it would make accounts and change permissions
    return None if found is None or found.origin is None else Path(found.origin).parent / "pginstall"
