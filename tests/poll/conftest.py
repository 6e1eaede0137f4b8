"""A source, its state, and loopback servers that behave as badly as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.model import Source, SourceState
from bot.poll.http import HttpFetcher, Limits
from bot.ports import Answer

AGENT = "Marsad/1 (+https://marsad.example/about)"
Handler = Callable[["Server", str, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """Hands each request, as text with its target, to a handler that writes raw bytes; counts what is in flight."""

    handler: Handler
    port: int = 0
    heads: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def targets(self) -> list[str]:
        return [head.split(" ")[1] for head in self.heads]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.heads.append(head)
            self.at_once += 1
            self.most_at_once = max(self.at_once, self.most_at_once)
            await self.handler(self, head.split(" ")[1], writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client gave up, which is what some tests are about
        finally:
            self.at_once -= 1
            writer.close()


@asynccontextmanager
async def serving(handler: Handler, host: str = "127.0.0.1") -> AsyncIterator[Server]:
    server = Server(handler)
    listener = await asyncio.start_server(server.answer, host, 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()


def response(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Some", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


async def ask(url: str, *, allow: frozenset[str] = frozenset({"127.0.0.1"}), **rest: object) -> Answer:
    """Poll one URL with a fresh fetcher. `rest`: fields of Source and SourceState, and arguments of HttpFetcher."""
    of_state = {name: rest.pop(name) for name in ("etag", "last_modified", "validators_lie") if name in rest}
    of_source = {name: rest.pop(name) for name in ("headers", "user_agent", "proxy") if name in rest}
    fetcher = HttpFetcher(user_agent=AGENT, allow_private=allow, **rest)  # type: ignore[arg-type]
    try:
        source = Source(id="s", url=url, name="S", **of_source)  # type: ignore[arg-type]
        return await fetcher.fetch(source, SourceState(source="s", url=url, **of_state))  # type: ignore[arg-type]
    finally:
        await fetcher.close()


@dataclass(frozen=True)
class Web:
    """What the tests of this room share; helper modules cannot be imported between test files."""

    serving = staticmethod(serving)
    response = staticmethod(response)
    ask = staticmethod(ask)
    agent = AGENT
    quick = Limits(connect=0.5, read=0.3, write=0.5, whole=1.0)


@pytest.fixture
def web() -> Web:
    return Web()
