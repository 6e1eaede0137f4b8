"""What stands outside: feeds that grow, a strict Telegram, both of which misbehave as the scenario says.

They listen on loopback on a thread of their own. Whatever they are asked is a place where a fault may lie; a fault
may also end the process that asks.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import socket
import struct
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from bot.demo.wire import LoopbackServer, Request, Response
from bot.ports import Clock
from tests.standin.strict import StrictStandIn

TOKEN = "1:crash"
_ABORT = struct.pack("ii", 1, 0)  # close with a reset

# What Telegram may do with a request. Those of the second line have done what was asked.
NOT_DONE = ("drop", "reset", "error_500", "html_502", "flood", "hang")
DONE = ("drop_done", "reset_done", "half_done", "broken_done", "error_done", "hang_done", "late", "slow")
KILLS = ("killed when asked", "killed when done", "killed in the answer")
FEED_FAULTS = ("drop", "reset", "error_503", "half", "cut", "slow", "page")
FEED_KILLS = ("killed when asked", "killed in the answer")


@dataclass(kw_only=True)
class Laid:
    """Faults by what is asked and how often it was asked: ("sendMessage", 2) -> "drop". Counted over a whole run."""

    faults: dict[tuple[str, int], str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    met: list[str] = field(default_factory=list)

    def next(self, what: str) -> str | None:
        self.asked[what] += 1
        fault = self.faults.get((what, self.asked[what]))
        if fault is not None:
            self.met.append(f"{what}: {fault}")
        return fault


class Mortals:
    """The process that lives at the moment; a server may end it."""

    def __init__(self) -> None:
        self.living: int | None = None
        self.restart_database: Callable[[], None] = lambda: None

    def kill(self) -> None:
        if self.living is not None:
            with suppress(ProcessLookupError):
                os.kill(self.living, signal.SIGKILL)


class _Rude(LoopbackServer):
    """A server that can break a connection in every way."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        self._connection: ContextVar[asyncio.StreamWriter] = ContextVar("connection")
        self._asked: ContextVar[asyncio.StreamReader] = ContextVar("asked")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connection.set(writer)
        self._asked.set(reader)
        with suppress(ConnectionError):
            await super()._serve(reader, writer)

    async def until_gone(self) -> None:
        """Answer nothing until the other side gives up."""
        reader = self._asked.get()
        for _ in range(1000):
            await asyncio.sleep(0.02)
            if reader.at_eof() or reader.exception() is not None:
                return

    def reset(self) -> None:
        connection = self._connection.get().transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)

    async def say(self, data: bytes) -> None:
        writer = self._connection.get()
        writer.write(data)
        with suppress(ConnectionError):
            await writer.drain()


def half(response: Response) -> bytes:
    """The head, and half of the body it promises."""
    head = {"Content-Length": str(len(response.body)), "Connection": "close", **response.headers}
    lines = [f"HTTP/1.1 {response.status} Answer", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + response.body[: len(response.body) // 2]


# --- Telegram -------------------------------------------------------------------------------------------------------


class Telegram(_Rude, StrictStandIn):
    """The strict stand-in, with faults by method and turn."""

    def __init__(self, clock: Clock, mortals: Mortals) -> None:
        super().__init__(token=TOKEN, clock=clock)
        self._mortals = mortals
        self.laid = Laid()
        self._put_off: list[tuple[int, Callable[[], Response]]] = []  # requests to wait, what is done then
        self.lateness = 1

    def new_run(self, laid: Laid) -> None:
        self.chats.clear()
        self.calls.clear()
        self._put_off.clear()
        self.laid = laid

    def finish_late(self) -> None:
        """Do what was still put off: the server has had all the time it takes."""
        for _, act in self._put_off:
            act()
        self._put_off.clear()

    async def _disturbed(self, method: str, act: Callable[[], Response]) -> Response | None:
        self._do_late()
        fault = self.laid.next(method)
        if fault is None:
            return act()
        return await getattr(self, f"_{fault.replace(' ', '_')}")(act)

    def _do_late(self) -> None:
        waiting = [(left - 1, act) for left, act in self._put_off]
        self._put_off = [one for one in waiting if one[0] > 0]
        for left, act in waiting:
            if left <= 0:
                act()

    async def _drop(self, _: Callable[[], Response]) -> None:
        return None

    async def _drop_done(self, act: Callable[[], Response]) -> None:
        act()

    async def _reset(self, _: Callable[[], Response]) -> None:
        self.reset()

    async def _reset_done(self, act: Callable[[], Response]) -> None:
        act()
        self.reset()

    async def _half_done(self, act: Callable[[], Response]) -> None:
        await self.say(half(act()))

    async def _broken_done(self, act: Callable[[], Response]) -> Response:
        whole = act()
        return Response(status=whole.status, headers=whole.headers, body=whole.body[: len(whole.body) // 2])

    async def _error_500(self, _: Callable[[], Response]) -> Response:
        return Response(status=500, body=b'{"ok":false,"error_code":500,"description":"Internal Server Error"}')

    async def _error_done(self, act: Callable[[], Response]) -> Response:
        act()
        return await self._error_500(act)

    async def _html_502(self, _: Callable[[], Response]) -> Response:
        return Response(status=502, body=b"<html><h1>502 Bad Gateway</h1></html>")

    async def _flood(self, _: Callable[[], Response]) -> Response:
        return _refusal(429, "Too Many Requests: retry after 7", retry_after=7)

    async def _forbidden(self, _: Callable[[], Response]) -> Response:
        return _refusal(403, "Forbidden: bot was kicked from the channel chat")

    async def _database_restarts(self, act: Callable[[], Response]) -> Response:
        await asyncio.to_thread(self._mortals.restart_database)
        return act()

    async def _slow(self, act: Callable[[], Response]) -> Response:
        await asyncio.sleep(0.2)
        return act()

    async def _hang(self, _: Callable[[], Response]) -> None:
        await self.until_gone()

    async def _hang_done(self, act: Callable[[], Response]) -> None:
        act()
        await self.until_gone()

    async def _late(self, act: Callable[[], Response]) -> None:
        """Do it after the other side has given up, when some more requests have come."""
        self._put_off.append((self.lateness, act))
        await self.until_gone()

    async def _killed_when_asked(self, _: Callable[[], Response]) -> None:
        self._mortals.kill()

    async def _killed_when_done(self, act: Callable[[], Response]) -> None:
        act()
        self._mortals.kill()

    async def _killed_in_the_answer(self, act: Callable[[], Response]) -> None:
        await self.say(half(act()))
        self._mortals.kill()


def _refusal(status: int, description: str, **parameters: int) -> Response:
    said = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    return Response(status=status, body=json.dumps(said).encode())


# --- feeds ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of news: shown from the `since`-th time its feed is asked, in other words from `edited` on."""

    feed: str
    slug: str
    language: str
    title: str
    since: int
    edited: int | None = None
    published: datetime | None = None

    def title_at(self, asked: int) -> str:
        return f"{self.title} ({self.slug})" if self.edited is not None and asked >= self.edited else self.title


class Newsroom(_Rude):
    """Feeds with ETag and 304 that grow each time they are asked; what is there once stays there."""

    def __init__(self, mortals: Mortals) -> None:
        super().__init__()
        self._mortals = mortals
        self.laid = Laid()
        self.items: tuple[Item, ...] = ()
        self.all_out = False  # the day is over: everything is shown

    def new_run(self, items: tuple[Item, ...], laid: Laid) -> None:
        self.items, self.laid, self.all_out = items, laid, False

    def shown(self, feed: str) -> list[tuple[str, Item]]:
        """Titles and items that `feed` shows now, the newest first."""
        asked = 10**6 if self.all_out else self.laid.asked[feed]
        there = [one for one in self.items if one.feed == feed and one.since <= asked]
        return [(one.title_at(asked), one) for one in sorted(there, key=lambda one: -one.since)]

    async def answer(self, request: Request) -> Response | None:
        feed = request.path.strip("/")
        fault = self.laid.next(feed)
        body = document(feed, self.shown(feed))
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        whole = Response(headers={"ETag": tag, "Content-Type": "application/rss+xml"}, body=body)
        if fault is not None:
            return await self._wrong(fault, whole)
        return Response(status=304, headers={"ETag": tag}) if request.headers.get("if-none-match") == tag else whole

    async def _wrong(self, fault: str, whole: Response) -> Response | None:
        match fault:
            case "reset":
                self.reset()
            case "error_503":
                return Response(status=503)
            case "half":
                await self.say(half(whole))
            case "cut":  # half of it, and the head says that this is all
                return Response(headers=whole.headers, body=whole.body[: len(whole.body) * 2 // 3])
            case "slow":
                await asyncio.sleep(0.2)
                return whole
            case "page":
                return Response(headers={**whole.headers, "Content-Type": "text/html"}, body=b"<html>log in</html>")
            case "database restarts":
                await asyncio.to_thread(self._mortals.restart_database)
                return whole
            case "killed when asked":
                self._mortals.kill()
            case "killed in the answer":
                await self.say(half(whole))
                self._mortals.kill()
        return None


def document(feed: str, shown: list[tuple[str, Item]]) -> bytes:
    rows = "".join(
        f"<item><title>{escape(title)}</title><link>{link(one)}</link><guid isPermaLink='false'>{one.slug}</guid>"
        + (f"<pubDate>{format_datetime(one.published)}</pubDate>" if one.published else "")
        + "</item>\n"
        for title, one in shown
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{feed}</title>'
        f"<link>https://{feed}.example/</link><description>d</description>\n{rows}</channel></rss>\n"
    ).encode()


def link(item: Item) -> str:
    return f"https://{item.feed}.example/{item.slug}"
