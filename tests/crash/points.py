"""The points at which a run may be ended, and how each is reached: the house itself knows of none of them.

A point is named when something is about to be done or has just been done: a call through one of the doors, a
statement of a transaction, BEGIN and COMMIT themselves. What happens at a point is the scenario's business.
"""

from __future__ import annotations

import functools
import inspect
import re
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, event

from bot.parse.process import ProcessParser
from bot.pipeline.alerts import Alertdesk
from bot.pipeline.desk import Desk
from bot.pipeline.tell import Newsdesk
from bot.poll.http import HttpFetcher

_WRITING = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|CREATE VIRTUAL TABLE|ALTER TABLE)\s+\"?(\w+)")
# Calls inside the house that are no door, but between which something is half done.
_ROOMS: tuple[tuple[type, str, str], ...] = (
    (HttpFetcher, "fetch", "fetch a feed"),
    (ProcessParser, "parse", "parse a feed"),
    (Desk, "read", "read entries"),
    (Desk, "regroup", "regroup stories"),
    (Alertdesk, "make_due", "make alerts"),
    (Newsdesk, "make_due", "make digests"),
)


class Points:
    """Counts the points that are passed and does what was laid at one of them: `act` at the `turn`-th time."""

    def __init__(self, name: str = "", turn: int = 0, act: Callable[[], None] = lambda: None) -> None:
        self._fatal = (name, turn)
        self._act = act
        self._lock = threading.Lock()
        self.passed: Counter[str] = Counter()
        self.fired = False

    def __call__(self, name: str) -> None:
        with self._lock:
            self.passed[name] += 1
            fatal = (name, self.passed[name]) == self._fatal
            self.fired = self.fired or fatal
        if fatal:
            self._act()


class Mined:
    """Stands before any object; each of its public calls is a point before and a point after."""

    def __init__(self, behind: Any, name: str, points: Points) -> None:
        self._behind, self._name, self._points = behind, name, points

    def __getattr__(self, called: str) -> Any:
        inner = getattr(self._behind, called)
        return mined(inner, f"{self._name}.{called}", self._points) if callable(inner) else inner


def mined(inner: Callable[..., Any], name: str, points: Points) -> Callable[..., Any]:
    """`inner` with a point before and a point after."""
    if inspect.iscoroutinefunction(inner):

        @functools.wraps(inner)
        async def later(*given: Any, **named: Any) -> Any:
            points(f"before {name}")
            result = await inner(*given, **named)
            points(f"after {name}")
            return result

        return later

    @functools.wraps(inner)
    def now(*given: Any, **named: Any) -> Any:
        points(f"before {name}")
        result = inner(*given, **named)
        points(f"after {name}")
        return result

    return now


def lay_in_rooms(points: Points) -> None:
    """Points around the steps inside the house. For a process that ends afterwards."""
    for room, called, name in _ROOMS:
        setattr(room, called, mined(getattr(room, called), name, points))


def lay_in_transactions(points: Points, committed: Callable[[], None] = lambda: None) -> None:
    """Points at every writing statement, at BEGIN and around COMMIT. For a process that ends afterwards.

    `committed` is called when a writing transaction has been kept and nobody was told yet, after the point.
    """
    writing = threading.local()

    def begins(connection: Connection) -> None:
        writing.on = bool(connection.get_execution_options().get("marsad_writes"))
        if writing.on:
            points("at BEGIN")

    def commits(_: Connection) -> None:
        if getattr(writing, "on", False):
            points("before COMMIT")

    def comes_back(*_: Any) -> None:
        if getattr(writing, "on", False):
            writing.on = False
            points("after COMMIT")
            committed()

    def rolls_back(_: Connection) -> None:
        writing.on = False

    def before(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if found := _WRITING.match(statement):
            points(f"before {_statement(found)}")

    def after(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if found := _WRITING.match(statement):
            points(f"after {_statement(found)}")

    event.listen(Engine, "begin", begins)
    event.listen(Engine, "commit", commits)
    event.listen(Engine, "rollback", rolls_back)
    event.listen(Engine, "checkin", comes_back)
    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)


def _statement(found: re.Match[str]) -> str:
    verb, table = found[1].split()[0], found[2]
    return f"{verb} {'a table' if verb in ('CREATE', 'ALTER') else table}"
