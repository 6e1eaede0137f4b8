"""Servers on loopback beside a command: an event loop on its own thread, and feeds with every bad habit there is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any, TypeVar

from bot.demo.wire import LoopbackServer, Request, Response

T = TypeVar("T")
Server = TypeVar("Server", bound=LoopbackServer)
Page = Response | Callable[[Request], Awaitable[Response | None]]


class Loopback:
    """Runs servers on a thread of its own, so that a command may have the main thread and a loop of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._open: list[LoopbackServer] = []

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        while self._open:
            self.close(self._open[-1])
        self.do(self._end_what_hangs())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def open(self, server: Server) -> Server:
        self.do(server.__aenter__())
        self._open.append(server)
        return server

    def close(self, server: LoopbackServer) -> None:
        self._open.remove(server)
        self.do(self._close(server))

    async def _close(self, server: LoopbackServer) -> None:
        closing = asyncio.ensure_future(server.__aexit__())
        await asyncio.wait([closing], timeout=0.2)
        await self._end_what_hangs(closing)
        await closing

    @staticmethod
    async def _end_what_hangs(*spare: asyncio.Future[Any]) -> None:
        hanging = [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and task not in spare]
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)


class Feeds(LoopbackServer):
    """Serves what stands in `pages` by path, with 404 for the rest, and remembers every request."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, Page] = {}
        self.asked: list[Request] = []

    async def answer(self, request: Request) -> Response | None:
        self.asked.append(request)
        page = self.pages.get(request.path, Response(status=404))
        return page if isinstance(page, Response) else await page(request)

    def put(self, path: str, body: str | bytes, kind: str = "application/rss+xml", **headers: str) -> str:
        """Serve `body` at `path`; returns the URL. `headers` are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = Response(headers={"Content-Type": kind, **named}, body=data)
        return f"{self.url}{path}"

    def send(self, path: str, target: str, status: int = 302) -> str:
        """Redirect `path` to `target`; returns the URL."""
        self.pages[path] = Response(status=status, headers={"Location": target})
        return f"{self.url}{path}"

    def hang(self, path: str) -> str:
        """Take the request and never answer; returns the URL."""

        async def wait(_: Request) -> Response | None:
            await asyncio.sleep(3600)
            return None

        self.pages[path] = wait
        return f"{self.url}{path}"


def rss(*items: tuple[str, datetime | None], title: str = "Outlet", language: str = "en", site: str = "outlet") -> str:
    """An RSS document of (title, when) pairs; the link and guid follow from the title."""
    rows = "".join(_row(one, when, site) for one, when in items)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{escape(title)}</title>'
        f"<link>https://{site}.example/</link><description>d</description><language>{language}</language>"
        f"{rows}</channel></rss>"
    )


def _row(title: str, when: datetime | None, site: str) -> str:
    slug = "-".join("".join(char if char.isalnum() else " " for char in title).split())
    date = f"<pubDate>{format_datetime(when.astimezone(UTC))}</pubDate>" if when is not None else ""
    return (
        f"<item><title>{escape(title)}</title><link>https://{site}.example/{slug}</link>"
        f"<guid>https://{site}.example/{slug}</guid>{date}</item>"
    )
