"""kill -9 at every touch of the store or of Telegram; then a restart; then count."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.demo.feeds import FeedServer
from bot.store.sql import open_store
from tests.standin.strict import StrictStandIn

NOW = datetime(2026, 11, 22, 5, 0, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 5, 20, tzinfo=UTC)
TOKEN = "1:crash"


class World:
    """Feeds and a strict Telegram on loopback, and a process that dies on request."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.feeds = FeedServer(lambda: NOW)
        self.telegram = StrictStandIn(token=TOKEN, clock=lambda: NOW)
        for server in (self.feeds, self.telegram):
            asyncio.run_coroutine_threadsafe(server.__aenter__(), self._loop).result(10)
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("killed_once.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()
        for server in (self.feeds, self.telegram):
            asyncio.run_coroutine_threadsafe(server.__aexit__(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def once(self, run: int, fatal: int, now: datetime) -> dict[str, Any]:
        """One pass on the database and chat of `run`, killed at point `fatal` (0: not killed)."""
        settings = ["poll: {every: 1m, allow_private: [127.0.0.1]}", f"channels: [{{chat: '@c{run}'}}]", "sources:"]
        settings += [
            f"  - {{url: '{self.feeds.url}/{feed.id}', id: {feed.id}, language: {feed.language}}}"
            for feed in self.feeds.feeds[:4]
        ]
        job = {
            "fatal": fatal,
            "now": now.isoformat(),
            "settings": "\n".join(settings),
            "environment": {
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API": self.telegram.url,
                "MARSAD_DATABASE": self.database(run),
            },
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def database(self, run: int) -> str:
        return f"sqlite:///{self.folder / f'run{run}.db'}"

    def posts(self, run: int) -> list[str]:
        return [message.html for message in self.telegram.chats[-1000 - run].messages.values()]

    def articles(self, run: int) -> tuple[set[str], list[str], list[str]]:
        """Article ids; texts of posts still owed or undecided; what is wrong with the database."""
        store = open_store(self.database(run))
        try:
            ids = {filed.article.id for filed in store.search((), (), limit=10_000)}
            waiting = [action.text for action in store.undecided()] + [action.text for action in store.heads()]
            return ids, waiting, list(store.integrity())
        finally:
            store.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = World(tmp_path_factory.mktemp("crash"))
    yield opened
    opened.close()


def links(texts: list[str]) -> list[str]:
    """The headline links of some posts, in order: what was told."""
    return [part.split('"', 1)[0] for text in texts for part in text.split('</b> <a href="')[1:]]


def test_killed_anywhere_nothing_is_lost_and_nothing_told_twice(world: World) -> None:
    world.telegram.open_chat(-1000, "c0")
    whole = world.once(0, 0, NOW)
    assert whole["status"] == 0
    expected_ids, _, _ = world.articles(0)
    expected_links = sorted(links(world.posts(0)))
    assert len(expected_links) > 8
    points = whole["passed"]
    assert len(set(points)) >= 25
    # Every kind of point once in a quick run, and the first and last of those that are passed often.
    chosen = sorted(
        {points.index(point) + 1 for point in points} | {len(points) - points[::-1].index(p) for p in points}
    )
    held = 0
    for run, fatal in enumerate(chosen, start=1):
        point = points[fatal - 1]
        world.telegram.open_chat(-1000 - run, f"c{run}")
        assert world.once(run, fatal, NOW)["status"] == 9, point
        assert world.once(run, 0, LATER)["status"] == 0, point
        ids, waiting, wrong = world.articles(run)
        assert wrong == [], point
        assert ids == expected_ids, point
        told = links(world.posts(run))
        assert len(told) == len(set(told)), f"{point}: told twice"
        assert sorted({*told, *links(waiting)}) == expected_links, f"{point}: lost"
        held += bool(waiting)
    # Only a death between «sending» and «sent» leaves a doubt, and doubt holds the post instead of guessing.
    assert held <= 6
