"""The network under the HTTP client: resolve once, check every address, connect to a checked one.

What is checked is what is connected to, so a name cannot change its mind between the two (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from importlib.util import find_spec

import httpcore

from bot.poll.address import PrivateHosts, literal

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Turns a host name and a port into all its addresses. Raises OSError (socket.gaierror) when there are none."""

_TRIES = 4  # addresses tried before giving up; each gets an equal share of the time


def forget_sniffio() -> None:
    """Note that sniffio is not installed, where it is not.

    httpcore tries to import it six times per request, and every failed import searches the whole path: a third of the
    CPU of a poll (0.69 -> 0.46 s for 1,000 unchanged feeds). `None` in `sys.modules` is Python's word for "not there".
    """
    if "sniffio" not in sys.modules and find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment] # allowed by the import system's reference


class ClosedHost(httpcore.ConnectError):
    """The host is in a network we do not enter. The message is for the operator."""


class Resolver:
    """The system's resolver on threads of its own: a dead name blocks its thread for seconds, and asyncio has few."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="dns")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await loop.run_in_executor(self._threads, ask)
        return tuple(dict.fromkeys(str(where[0]) for *_, where in found))

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """A httpcore network backend that leads nowhere but to open hosts and those in `allowed`."""

    def __init__(self, resolve: Resolve, allowed: PrivateHosts, inner: httpcore.AsyncNetworkBackend) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._checked(host, port, timeout)
        share = None if timeout is None else timeout / len(addresses)
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):  # the next address may be better
                return await self._inner.connect_tcp(address, port, share, local_address, socket_options)
        return await self._inner.connect_tcp(addresses[-1], port, share, local_address, socket_options)

    async def _checked(self, host: str, port: int, limit: float | None) -> Sequence[str]:
        if literal(host.partition("%")[0]) is not None:
            addresses: Sequence[str] = (host,)
        else:
            try:
                async with asyncio.timeout(limit):
                    addresses = await self._resolve(host, port)
            except TimeoutError as error:
                raise httpcore.ConnectTimeout(f"no answer from DNS for {host}") from error
            except (OSError, UnicodeError) as error:  # names with empty or endless labels fail in the codec
                raise httpcore.ConnectError(str(error)) from error
            if not addresses:
                raise httpcore.ConnectError(f"no address for {host}")
        if refusal := self._allowed.refusal(host, addresses):
            raise ClosedHost(refusal)
        # IPv4 first: a container without IPv6 routes would wait for each address it cannot reach.
        return sorted(addresses, key=lambda address: ":" in address)[:_TRIES]

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise ClosedHost("a feed is never behind a local socket")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
