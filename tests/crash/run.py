"""Lives one scenario through: the day with its faults, then the quiet after it, then the judge."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.model import Action, Slot
from bot.store.sql import SqlStore, open_store
from bot.text.visible import same_words, visible
from tests.crash.judge import Wrong, judge, read
from tests.crash.scenario import AUDIT, FEEDS, Chat, Scenario, Step
from tests.crash.wal import lose_power
from tests.crash.world import TOKEN, Laid, Mortals, Newsroom, Telegram
from tests.standin.loopback import Loopback
from tests.standin.postgres import PostgresServer, installed

_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
_RESTART = timedelta(seconds=20)  # between a death and the next process
_ACTS = {"full": "the disk is full", "lock": "another program locks the database", "kill": "killed"}
_MOST = 12  # processes one after another, before the run counts as never coming to rest


@dataclass(kw_only=True)
class Outcome:
    """What a run did and what the judge says."""

    seed: int
    kind: str
    wrong: list[Wrong] = field(default_factory=list)
    points: Counter[str] = field(default_factory=Counter)  # where a process ended, or a fault came, by name
    passed: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    processes: int = 0
    kills: int = 0
    held: int = 0
    posts: int = 0
    articles: int = 0
    said: list[str] = field(default_factory=list)  # sentences the operator would read


class Worker:
    """A warm process that forks for each job."""

    def __init__(self) -> None:
        root = Path(__file__).parents[2]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.mortal"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
        )
        self._turn = threading.Lock()

    def wait_ready(self) -> None:
        self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that forks has ended")
        word: dict[str, Any] = json.loads(line)
        return word

    def begin(self, job: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        pid: int = self._read()["pid"]
        return pid

    def end(self) -> dict[str, Any]:
        return self._read()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


class World:
    """The servers and the warm processes, for many runs one after another."""

    def __init__(self, folder: Path, *, postgres: bool) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._mortals = Mortals()
        self.worker = Worker()
        self._rival: Worker | None = None  # costs seconds, and only some runs need it
        loopback = self._stack.enter_context(Loopback())
        self.newsroom = loopback.open(Newsroom(self._mortals))
        self.telegram = loopback.open(Telegram(lambda: _NOON, self._mortals))
        self._tables = folder / "tables.db"
        open_store(f"sqlite:///{self._tables}").close()
        self._postgres = self._open_postgres() if postgres else None
        self._stack.callback(self.worker.close)
        self.worker.wait_ready()

    def _open_postgres(self) -> PostgresServer | None:
        programs = installed()
        if programs is None:
            return None
        folder = Path(tempfile.mkdtemp(prefix="marsad-pg-"))  # another account has to enter it
        self._stack.callback(shutil.rmtree, folder)
        server = PostgresServer(programs, folder)
        self._stack.callback(server.stop)
        self._name = server.new_database()
        open_store(server.url(self._name)).close()
        self._mortals.restart_database = server.restart
        return server

    @property
    def sqlite_file(self) -> Path:
        """The database of the run, where it is a file."""
        return self._folder / "run" / "marsad.db"

    @property
    def sqlite_url(self) -> str:
        return f"sqlite:///{self.sqlite_file}"

    @property
    def has_postgres(self) -> bool:
        return self._postgres is not None

    def close(self) -> None:
        self._stack.close()

    def run(self, one: Scenario) -> Outcome:
        """Live it through and judge it."""
        return _Run(self, one, self._database(one)).whole()

    def _database(self, one: Scenario) -> str:
        if one.database == "postgres":
            assert self._postgres is not None
            self._postgres.empty(self._name)
            return self._postgres.url(self._name)
        shutil.rmtree(self.sqlite_file.parent, ignore_errors=True)
        self.sqlite_file.parent.mkdir()
        if not one.fresh:
            shutil.copy(self._tables, self.sqlite_file)
        return self.sqlite_url

    def live(self, job: dict[str, Any]) -> dict[str, Any]:
        self._mortals.living = self.worker.begin(job)
        try:
            return self.worker.end()
        finally:
            self._mortals.living = None

    def live_both(self, job: dict[str, Any], rival: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The rival begins while the other lives, and goes on when it is gone."""
        if self._rival is None:
            self._rival = Worker()
            self._stack.callback(self._rival.close)
            self._rival.wait_ready()
        self._mortals.living = self.worker.begin(job)
        self._rival.begin(rival)
        first = self.worker.end()
        self._mortals.living = None
        return first, self._rival.end()


class _Run:
    """One scenario in one world."""

    def __init__(self, world: World, one: Scenario, url: str) -> None:
        self._world, self._one, self._url = world, one, url
        self._out = Outcome(seed=one.seed, kind=one.kind)
        self._draw = random.Random(f"power {one.seed}")
        self._file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None
        self._kept: tuple[str, int] = ("", 0)
        self._laid = list(one.laid)
        self._last: dict[str, Any] | None = None
        self._killed_outside = 0

    def whole(self) -> Outcome:
        world, one = self._world, self._one
        world.telegram.new_run(Laid(faults=dict(one.telegram)))
        world.telegram.lateness = one.lateness
        world.newsroom.new_run(one.items, Laid(faults=dict(one.feeds)))
        world.telegram.open_chat(AUDIT, "audit")
        for chat in one.chats:
            world.telegram.open_chat(chat.number, chat.name)
            if chat.known:
                self._post_before(chat)
        self._live(one.steps)
        if one.one_life:
            self._out.wrong += [
                Wrong(kind=wrong.kind, what=f"before a restart: {wrong.what}") for wrong in self._stuck()
            ]
        self._calm()
        self._live(one.quiet)
        self._ask_the_operator(one.quiet[-1].at)
        self._out.wrong += judge(one, self._url, world.telegram.chats)
        self._sum_up()
        return self._out

    def _post_before(self, chat: Chat) -> None:
        """A post of last week: from then on an id of the chat is known."""
        self._world.telegram.chats[chat.number].next_id = 2
        due = self._one.steps[0].at - timedelta(days=7)
        with closing(open_store(self._url)) as store:
            slot = Slot(channel=f"{chat.id}|before", day=due.date(), time=time(7), due=due)
            action = Action(key=f"before|{chat.id}", channel=chat.id, chat=chat.id, kind="send", text="last week")
            assert store.make_slot(slot, 1, [action], {}, due)
            store.begin(action.key, due)
            store.finish(action.key, 1, due, due)

    def _live(self, steps: Sequence[Step]) -> None:
        """One process after another, until one has lived through all steps."""
        left = list(steps)
        for _ in range(_MOST):
            answer = self._process(left)
            words = answer["told"]
            begun = [word["step"] for word in words if "step" in word]
            self._hear(words)
            if answer["code"] == -9:
                self._died()
            elif answer["code"] != 0:
                return  # it has told what it died of, and the judge will see
            elif any(word.get("opened") for word in words):
                return
            left = [replace(step, at=step.at + _RESTART) for step in left[begun[-1] if begun else 0 :]]
        self._out.wrong.append(Wrong(kind="other", what=f"{_MOST} processes, and the day is not over"))

    def _process(self, steps: Sequence[Step]) -> dict[str, Any]:
        self._out.processes += 1
        self._last = self._laid.pop(0) if self._laid else None
        job = self._job(steps, self._last)
        if not self._one.rival or self._out.processes > 1:
            return self._world.live(job)
        answer, rival = self._world.live_both(job, self._job(steps, None, rival=True))
        refused = [word for word in (*answer["told"], *rival["told"]) if word.get("kind") == "StoreBusy"]
        self._out.faults[
            "two processes at once: one was refused" if refused else "two processes one after the other"
        ] += 1
        self._hear(rival["told"])
        return answer

    def _job(self, steps: Sequence[Step], laid: dict[str, Any] | None, *, rival: bool = False) -> dict[str, Any]:
        return {
            "seed": self._one.seed,
            "steps": [{"at": step.at.isoformat(), "do": step.do} for step in steps],
            "laid": laid,
            "settings": self._settings(),
            "environment": {
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API": self._world.telegram.url,
                "MARSAD_DATABASE": self._url,
            },
            "power": str(self._file) if self._one.kind == "power" else None,
            "rival": rival,
        }

    def _settings(self) -> str:
        one, times = self._one, ", ".join(f"'{at:%H:%M}'" for at in self._one.digests)
        rows = ["poll: {every: 1m, allow_private: [127.0.0.1]}", "channels:"]
        for chat in one.chats:
            audit = f", audit_chat: {AUDIT}" if chat.audit else ""
            audit += ", alerts: {sources: 1, languages: 1, weight: 1}" if chat.alerts else ""
            audit += ", pin: true" if chat.pin else ""
            rows.append(f"  - {{chat: '{chat.id}', language: en, timezone: {one.zone}, digests: [{times}]{audit}}}")
        rows.append("sources:")
        rows += [f"  - {{url: '{self._world.newsroom.url}/{feed}', id: {feed}, timezone: UTC}}" for feed in FEEDS]
        return "\n".join(rows)

    def _hear(self, words: Sequence[dict[str, Any]]) -> None:
        for word in words:
            if "error" in word:
                self._out.said.append(f"{word['doing']}: {word['error']}")
                if word["kind"] == "unexpected":
                    self._out.wrong.append(Wrong(kind="other", what=f"no sentence but a trace: {word['error']}"))
            if "kept" in word:
                self._kept = tuple(word["kept"])
            self._out.passed.update(word.get("passed", {}))
            if word.get("fired") and self._last is not None:  # and it lived on: a lock, or a full disk
                how = f" ({self._last['how']})" if "how" in self._last else ""
                self._out.faults[f"{_ACTS[self._last['act']]}{how}"] += 1
                self._out.points[self._last["point"]] += 1

    def _died(self) -> None:
        self._out.kills += 1
        met = [one for one in (*self._world.telegram.laid.met, *self._world.newsroom.laid.met) if "killed" in one]
        if len(met) > self._killed_outside:
            self._killed_outside = len(met)
        elif self._last is not None:
            self._out.points[self._last.get("point", "any moment")] += 1
        if self._one.kind == "power" and self._file is not None:
            done = lose_power(self._file, self._kept, self._draw)
            self._out.faults[f"power: {done.split(' ', 1)[0]}"] += 1
            if "torn" in done:
                self._out.faults["power: checkpoint torn"] += 1

    def _stuck(self) -> Iterator[Wrong]:
        """Posts that the process which met the faults left neither sent nor held nor waiting for their time."""
        for post in read(self._url).posts:
            if post.state in ("sending", "ambiguous", "pending") and not post.key.startswith("before"):
                held = any(one.state == "held" and one.channel == post.channel for one in read(self._url).posts)
                if not held:
                    yield Wrong(kind="post lost", what=f"{post.key} is {post.state}")

    def _calm(self) -> None:
        """Nothing more goes wrong; what the server put off is done, and the feeds show all they have."""
        self._laid.clear()
        self._world.telegram.laid.faults.clear()
        self._world.newsroom.laid.faults.clear()
        self._world.telegram.finish_late()
        self._world.newsroom.all_out = True

    def _ask_the_operator(self, at: datetime) -> None:
        """Posts that only a person can decide: they look into the channel and say what they see."""
        for round in range(1, 9):
            with closing(open_store(self._url, exclusive=False)) as store:
                held = [action for action in store.undecided() if action.state == "held"]
                for action in held:
                    self._decide(store, action)
            if not held:
                return
            self._live([Step(at=at + round * timedelta(minutes=30), do=("deliver", "digest", "deliver"))])

    def _decide(self, store: SqlStore, action: Action) -> None:
        chat = next(one for one in self._one.chats if one.id == action.channel)
        self._out.held += 1
        if chat.audit and (chat.known or action.floor_id is not None):
            self._out.wrong.append(Wrong(kind="other", what=f"{action.key} was held although it could be looked up"))
        shown = self._world.telegram.chats[chat.number].messages
        there = [id for id, message in shown.items() if same_words(visible(message.html), visible(action.text))]
        store.settle(action.key, message_id=there[0] if there else None, resend=not there)

    def _sum_up(self) -> None:
        world, out = self._world, self._out
        for what in (*world.telegram.laid.met, *world.newsroom.laid.met):
            asked, _, fault = what.partition(": ")
            name = f"{'feed' if asked in FEEDS else asked}: {fault}"
            (out.points if "killed" in fault else out.faults)[name] += 1
        for note in self._one.notes:
            out.faults[note] += 1
        out.posts = sum(len(world.telegram.chats[chat.number].messages) - chat.known for chat in self._one.chats)
        out.articles = len(self._one.items)
