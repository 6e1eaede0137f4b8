"""kill -9 at every touch of the store or of Telegram; then a restart; then count."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.feeds import FeedServer
from bot.model import Action, Slot
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

    def once(self, run: int, fatal: int, now: datetime, *, audit: bool = False) -> dict[str, Any]:
        """One pass on the database and chat of `run`, killed at point `fatal` (0: not killed)."""
        channel = f"{{chat: '@crash{run}'{', audit_chat: -9' if audit else ''}}}"
        settings = ["poll: {every: 1m, allow_private: [127.0.0.1]}", f"channels: [{channel}]", "sources:"]
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

    def post_before(self, run: int) -> None:
        """Let the channel of `run` have had a digest a week ago: from then on an id of its chat is known."""
        chat = self.telegram.open_chat(-1000 - run, f"crash{run}")
        chat.next_id = 2
        name, due = f"@crash{run}", NOW - timedelta(days=7)
        store = open_store(self.database(run))
        try:
            slot = Slot(channel=name, day=due.date(), time=due.time(), due=due)
            assert store.make_slot(
                slot, 1, [Action(key="old", channel=name, chat=name, kind="send", text="old")], {}, due
            )
            store.begin("old", due)
            store.finish("old", 1, due, due)
        finally:
            store.close()

    def database(self, run: int) -> str:
        return f"sqlite:///{self.folder / f'run{run}.db'}"

    def posts(self, run: int) -> list[str]:
        return [message.html for message in self.telegram.chats[-1000 - run].messages.values()]

    def seen(self, run: int) -> list[str]:
        """The words of the posts; their links name the chat."""
        return [self.telegram.read(html) for html in self.posts(run)]

    def count(self, run: int) -> Count:
        """What the database says after a run."""
        with closing(sqlite3.connect(self.folder / f"run{run}.db")) as database:
            rows = database.execute(
                "select article.id, (select count(distinct action) from told where told.story = article.story)"
                " from article where fate = 'new' and exists (select 1 from mention where article = article.id"
                " and not context)"
            ).fetchall()
            texts = dict(database.execute("select text, state from outbox").fetchall())
        store = open_store(self.database(run))
        try:
            wrong = store.integrity()
        finally:
            store.close()
        return Count(tellings=dict(rows), texts=texts, wrong=wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How often each article's story was told, which posts there are in which state, and what is broken."""

    tellings: dict[str, int]
    texts: dict[str, str]
    wrong: tuple[str, ...]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = World(tmp_path_factory.mktemp("crash"))
    yield opened
    opened.close()


def test_killed_anywhere_nothing_is_lost_and_nothing_told_twice(world: World) -> None:
    world.telegram.open_chat(-1000, "crash0")
    whole = world.once(0, 0, NOW)
    assert whole["status"] == 0
    expected = world.count(0)
    assert len(expected.tellings) > 20
    assert set(expected.tellings.values()) == {1}
    points = whole["passed"]
    assert len(set(points)) >= 25
    held = 0
    for run, point in enumerate(dict.fromkeys(points), start=1):  # every kind of point once
        world.telegram.open_chat(-1000 - run, f"crash{run}")
        assert world.once(run, points.index(point) + 1, NOW)["status"] == 9, point
        assert world.once(run, 0, LATER)["status"] == 0, point
        count = world.count(run)
        assert count.wrong == (), point
        assert count.tellings == expected.tellings, f"{point}: lost, or told twice"
        posted = world.posts(run)
        assert len(posted) == len(set(posted)), f"{point}: posted twice"
        # What the outbox calls sent stands in the channel; what it doubts may stand there, once.
        sent = {text for text, state in count.texts.items() if state == "sent"}
        doubted = {text for text, state in count.texts.items() if state == "held"}
        assert sent <= set(posted) <= sent | doubted, point
        assert {*count.texts.values()} <= {"sent", "held", "pending"}, point
        held += bool(doubted)
    # Only a death between «sending» and «sent» leaves a doubt, and doubt holds the post instead of guessing.
    assert held <= 4


# Where a death leaves a doubt, and where it comes while doubt is being settled.
SENDING = ("store.begin", "telegram.send", "store.finish")
LOOKING = ("store.recover", "looker.look", "store.settle")


def test_killed_while_sending_and_again_while_looking_each_post_stands_there_once(world: World) -> None:
    world.telegram.open_chat(-9, "audit")
    world.post_before(500)
    points = world.once(500, 0, NOW, audit=True)["passed"]
    whole = world.seen(500)
    assert whole
    died = {one: points.index(one) + 1 for one in points if one.partition(" ")[2] in SENDING}
    assert len(died) == 6
    again: dict[str, int] = {}
    for run, (point, fatal) in enumerate(died.items(), start=501):
        world.post_before(run)
        assert world.once(run, fatal, NOW, audit=True)["status"] == 9, point
        settling = world.once(run, 0, LATER, audit=True)["passed"]
        assert world.seen(run) == whole, point
        assert {*world.count(run).texts.values()} == {"sent"}, point
        if point == "after telegram.send":
            again = {one: settling.index(one) + 1 for one in settling if one.partition(" ")[2] in LOOKING}
    assert len(again) == 6
    for run, (point, fatal) in enumerate(again.items(), start=601):
        world.post_before(run)
        assert world.once(run, died["after telegram.send"], NOW, audit=True)["status"] == 9
        assert world.once(run, fatal, LATER, audit=True)["status"] == 9, point
        assert world.once(run, 0, LATER, audit=True)["status"] == 0, point
        assert world.seen(run) == whole, point
        assert {*world.count(run).texts.values()} == {"sent"}, point
