"""A process that lives through part of a day and may be ended anywhere in it.

Used as a program: it reads one JSON job a line, forks for each, and writes what came of it, one JSON object a line.
What is dear to load is loaded once, before the first fork.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import io
import json
import logging
import os
import random
import resource
import signal
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

import bot.house
from bot.app import open_fetcher, settings_from, system_clock
from bot.config.environment import read_environment
from bot.deliver.stdout import StdoutMessenger
from bot.deliver.telegram import TelegramMessenger
from bot.deliver.telegram_audit import ForwardProbe
from bot.digest.page import as_text
from bot.errors import DeliveryError, MarsadError, StoreBusy, StoreError
from bot.gazetteer import Gazetteer, load_gazetteer
from bot.house import House
from bot.match.matcher import Matcher
from bot.model import Entry, Source, SourceState
from bot.parse.feed import read_feed
from bot.parse.identity import article_of
from bot.parse.process import ProcessParser
from bot.pipeline.desk import Desk
from bot.pipeline.report import DeliveryReport
from bot.poll.http import HttpFetcher
from bot.store.sql import SqlStore, open_store
from bot.story.place import Grouper
from tests.crash.points import Mined, Points, lay_in_rooms, lay_in_transactions
from tests.crash.scenario import headlines
from tests.crash.wal import committed_end

# The house waits 30 s for an answer and 10 s for a lock; here both are shorter by the same thought.
ANSWER = 1.5
LOCK_MS = 250
_STEP = timedelta(minutes=25)  # how long a step goes on delivering: the next one is half an hour later at least
_LOCKER = (
    "import sqlite3, sys, time\n"
    "base = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)\n"
    "for line in sys.stdin:\n"
    "    base.execute('BEGIN IMMEDIATE'); print('locked', flush=True)\n"
    "    time.sleep(float(line)); base.execute('ROLLBACK')\n"
)


class Life:
    """One job: a house over a database, the steps of its day, and what is laid at one point of it."""

    def __init__(self, job: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> None:
        self._job, self._tell = job, tell
        self._now = datetime.fromisoformat(job["steps"][0]["at"])
        self._full = False
        self._locker: subprocess.Popen[str] | None = None
        laid = job.get("laid") or {}
        acts = {"kill": _kill, "full": self._fill, "lock": self._lock, "": lambda: None}
        self._points = Points(laid.get("point", ""), laid.get("turn", 0), acts[laid.get("act", "")])
        self._laid = laid

    def live(self) -> None:
        """Raises what the house raises at opening; a step that fails is told, and the day goes on, as in the watch."""
        if self._laid.get("act") == "lock":
            self._ready_locker()
        if (after := self._laid.get("any_moment")) is not None:
            threading.Timer(after, _kill).start()
        self._lay()
        try:
            house = self._open()
        except MarsadError as error:
            self._tell({"error": str(error), "doing": "open", "kind": type(error).__name__})
            self._tell({"passed": self._points.passed, "fired": self._points.fired, "opened": False})
            return
        asyncio.run(self._day(house))
        self._tell({"passed": self._points.passed, "fired": self._points.fired, "opened": True})

    def _lay(self) -> None:
        lay_in_rooms(self._points)
        file = self._job.get("power")
        lay_in_transactions(
            self._points, (lambda: self._tell({"kept": committed_end(Path(file))})) if file else lambda: None
        )
        if self._job["environment"]["MARSAD_DATABASE"].startswith("sqlite"):
            event.listen(Engine, "checkout", self._hurry)

    def _hurry(self, connection: Any, *_: Any) -> None:
        """Every connection waits less for a lock, and finds the database full where the scenario says so."""
        connection.execute(f"PRAGMA busy_timeout={LOCK_MS}").close()
        if self._laid.get("how") == "pages":
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            most = pages + self._laid["room"] if self._full else 1_000_000
            connection.execute(f"PRAGMA max_page_count={most}").close()

    def _open(self) -> House:
        job = self._job
        environment = read_environment(job["environment"], None)
        assert environment.token is not None
        token = environment.token.reveal()
        self._points("before open the database")
        store = self._open_store(environment.database)
        self._points("after open the database")
        answer = timedelta(seconds=ANSWER)
        return House(
            environment=environment,
            settings=settings_from(job["settings"], environment, {}),
            store=Mined(store, "store", self._points),  # type: ignore[arg-type]
            messenger=Mined(TelegramMessenger(token, environment.api, answer), "telegram", self._points),  # type: ignore[arg-type]
            lookers=(Mined(ForwardProbe(token, environment.api, answer), "looker", self._points),),  # type: ignore[arg-type]
            parser=ProcessParser(),
            new_fetcher=open_fetcher,
            clock=lambda: self._now,
        )

    def _open_store(self, url: str) -> SqlStore:
        """A rival tries again and again, as whatever starts services does, until the other one is gone."""
        told = False
        while True:
            try:
                return open_store(url)
            except StoreBusy as busy:
                if not self._job.get("rival"):
                    raise
                if not told:
                    self._tell({"error": str(busy), "doing": "open", "kind": "StoreBusy"})
                told = True
                time.sleep(0.03)

    async def _day(self, house: House) -> None:
        try:
            await self._attempt("settle in", house.settle_in)
            for number, step in enumerate(self._job["steps"]):
                self._tell({"step": number})
                self._now = datetime.fromisoformat(step["at"])
                await self._step(house, step)
                self._relieve()
        finally:
            self._points("before close")
            await house.close()
            self._points("after close")

    async def _step(self, house: House, step: dict[str, Any]) -> None:
        at = self._now
        await self._attempt("try parked", house.try_parked)
        for doing in step["do"]:
            match doing:
                case "poll":
                    await self._attempt("poll", house.poll)
                    await self._attempt("alert", house.make_alerts)
                case "digest":
                    await self._attempt("digest", house.make_digests)
                case "deliver":
                    await self._attempt("deliver", lambda: self._deliver(house, at + _STEP))
                case "all at once":
                    await asyncio.gather(
                        self._attempt("poll", house.poll),
                        self._attempt("alert", house.make_alerts),
                        self._attempt("digest", house.make_digests),
                        self._attempt("deliver", house.delivery.send_ready),
                    )
                case "tidy":
                    await self._attempt("tidy", house.tidy)
        await self._attempt("beat", lambda: self._beat(house))

    async def _beat(self, house: House) -> None:
        if await asyncio.to_thread(house.store.set_back, self._now) is not None:
            house.delivery.searches.clear()
        await asyncio.to_thread(house.store.beat, self._now)

    async def _deliver(self, house: House, until: datetime) -> DeliveryReport:
        """As the watch does it every other second, but the clock goes at once to what is waited for."""
        while True:
            report = await house.delivery.send_ready()
            if report.waiting is None or report.waiting > until:
                return report
            self._now = max(self._now, report.waiting)

    async def _attempt(self, doing: str, act: Callable[[], Awaitable[Any]], tries: int = 50) -> None:
        try:
            await act()
        except StoreError as error:
            self._tell({"error": str(error), "doing": doing, "kind": type(error).__name__})
            if "no connection" in str(error) and tries:  # the watch comes again in seconds, and a server needs one
                await asyncio.sleep(0.2)
                await self._attempt(doing, act, tries - 1)
        except MarsadError as error:
            self._tell({"error": str(error), "doing": doing, "kind": type(error).__name__})
        except Exception:  # noqa: BLE001  # no sentence for the operator: the judge calls it a fault
            self._tell({"error": traceback.format_exc(), "doing": doing, "kind": "unexpected"})

    # --- what may be laid at a point ---

    def _fill(self) -> None:
        """Let nothing grow any more until the step ends: the kernel refuses writes, or SQLite refuses pages."""
        self._full = True
        if self._laid["how"] == "bytes":
            file = self._job["environment"]["MARSAD_DATABASE"].removeprefix("sqlite:///")
            wal = Path(f"{file}-wal")
            largest = max(Path(file).stat().st_size, wal.stat().st_size if wal.exists() else 0)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest + self._laid["room"], resource.RLIM_INFINITY))

    def _relieve(self) -> None:
        if self._full:
            self._full = False
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def _ready_locker(self) -> None:
        file = self._job["environment"]["MARSAD_DATABASE"].removeprefix("sqlite:///")
        self._locker = subprocess.Popen(
            [sys.executable, "-S", "-E", "-c", _LOCKER, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def _lock(self) -> None:
        """Another program takes the database for a while."""
        assert self._locker is not None
        assert self._locker.stdin is not None
        assert self._locker.stdout is not None
        self._locker.stdin.write(f"{self._laid['seconds']}\n")
        self._locker.stdin.flush()
        self._locker.stdout.readline()  # laid between our transactions only: inside one it would wait for us


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


# --- the program ----------------------------------------------------------------------------------------------------


def _warm() -> None:
    """Load once what every process of the bot loads, and let the house of a fork find it made."""
    gazetteer = load_gazetteer()
    matcher = Matcher(gazetteer)
    matcher.match("Xi Jinping visits Astana")
    spare: list[Grouper] = []

    def grouper(*, gazetteer: Gazetteer, embedder: Any = None) -> Grouper:
        return spare.pop() if spare else Grouper(gazetteer=gazetteer, embedder=embedder)

    bot.house.Matcher = lambda _: matcher  # type: ignore[assignment,misc]
    bot.house.Grouper = grouper  # type: ignore[assignment,misc]
    source = Source(id="warm", url="http://127.0.0.1/", name="warm")
    read_feed(source, b"<rss><channel><item><title>t</title></item></channel></rss>", {}, source.url,
              known=frozenset(), now=system_clock())  # fmt: skip
    # Reading the machine's certificates takes a tenth of a run, and nothing here is encrypted.
    ssl.create_default_context = functools.cache(ssl.create_default_context)  # type: ignore[assignment]
    asyncio.run(_knock())
    asyncio.run(_rehearse(matcher, gazetteer))
    spare.append(Grouper(gazetteer=gazetteer))
    logging.disable(logging.CRITICAL)


async def _rehearse(matcher: Matcher, gazetteer: Gazetteer) -> None:
    """Live once through a day in memory: what is made at first use (patterns, catalogues) is made then."""
    now = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
    channel = "{chat: '@warm', language: en, alerts: {sources: 1, languages: 1, weight: 1}, audit_chat: -9}"
    text = f"poll: {{every: 1m}}\nchannels: [{channel}]\nsources: [{{url: 'https://warm.example/', id: warm}}]"
    environment = read_environment({"TELEGRAM_BOT_TOKEN": "1:warm"}, None)
    store = open_store("sqlite://")
    settings = settings_from(text, environment, {})
    house = House(environment=environment, settings=settings, store=store, clock=lambda: now, parser=ProcessParser(),
                  new_fetcher=open_fetcher, messenger=StdoutMessenger(io.StringIO(), as_text))  # fmt: skip
    desk = Desk(store=store, matcher=matcher, new_grouper=lambda: Grouper(gazetteer=gazetteer), clock=lambda: now)
    (source,) = settings.sources
    entries = (
        Entry(title=title, link=f"https://warm.example/{number}", language=language, published=now)
        for number, (language, title) in enumerate(headlines())
    )
    store.remember_sources(settings.sources, now)
    await house.settle_in()
    found = desk.file(source, [article_of(entry, source, entry.language, now) for entry in entries], first_poll=False)
    store.ingest(SourceState(source=source.id, url=source.url), found, (), now)
    await house.make_alerts()
    await house.make_digests()
    await house.delivery.send_ready()
    await house.tidy()
    await house.close()


async def _knock() -> None:
    """Ask where nobody answers, so that what the libraries load at the first question is there."""
    nowhere = "http://127.0.0.1:9"
    bot_door, fetcher = TelegramMessenger("1:warm", nowhere), HttpFetcher(user_agent="warm")
    with suppress(DeliveryError):
        await bot_door.chat_id("@warm")
    source = Source(id="warm", url=nowhere, name="warm")
    await fetcher.fetch(source, SourceState(source="warm", url=nowhere))
    await bot_door.close()
    await fetcher.close()


def _fork(job: dict[str, Any]) -> tuple[int, int]:
    """Start the job in a process of its own; returns its id and where it can be read."""
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        return child, read
    os.close(read)

    def tell(word: dict[str, Any]) -> None:
        os.write(write, json.dumps(word).encode() + b"\n")

    code = 1
    try:
        random.seed(job["seed"])
        Life(job, tell).live()
        code = 0
    except BaseException:  # noqa: BLE001  # told, then the process ends as it would have
        tell({"error": traceback.format_exc(), "doing": "live", "kind": "unexpected"})
    finally:
        os._exit(code)


def main() -> None:
    """Answer each job with its process id at once, and with its words and exit status when it has ended."""
    _warm()
    gc.collect()
    gc.freeze()
    print(json.dumps({"ready": sqlite3.sqlite_version}), flush=True)
    for line in sys.stdin:
        child, read = _fork(json.loads(line))
        print(json.dumps({"pid": child}), flush=True)
        begun = time.monotonic()
        with os.fdopen(read, "rb") as words:
            told = [json.loads(word) for word in words.read().splitlines() if word.endswith(b"}")]
        _, status = os.waitpid(child, 0)
        code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        print(json.dumps({"code": code, "told": told, "seconds": time.monotonic() - begun}), flush=True)


if __name__ == "__main__":
    main()
