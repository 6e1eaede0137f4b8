"""Just enough HTTP/1.1 on loopback for the demo's two servers: one request a connection, then closed."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; header names in lower case, `form` from the query and a form-encoded body."""

    verb: str
    path: str
    headers: Mapping[str, str]
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class LoopbackServer(ABC):
    """Listens on 127.0.0.1 at a free port while used as `async with`."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self.url = ""

    @abstractmethod
    async def answer(self, request: Request) -> Response | None:
        """Return the answer, or None to close the connection without one."""

    async def __aenter__(self) -> LoopbackServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            response = await self.answer(await _read(reader))
            if response is not None:
                head = {"Content-Length": str(len(response.body)), "Connection": "close", **response.headers}
                lines = [f"HTTP/1.1 {response.status} Answer", *(f"{name}: {value}" for name, value in head.items())]
                writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + response.body)
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            return  # the other side has gone: there is nobody to answer
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *rest = head.rstrip().split("\r\n")
    verb, target, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    body = await reader.readexactly(min(int(headers.get("content-length", "0")), _LARGEST))
    url = urlsplit(target)
    form = dict(parse_qsl(url.query, keep_blank_values=True))
    form.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Request(verb=verb, path=url.path, headers=headers, form=form)
