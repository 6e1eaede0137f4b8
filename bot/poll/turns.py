"""Whose turn it is: one request at a time per host, in the order of asking, and not too many at once over all hosts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

PATIENCE = 3  # silent answers in a row after which those who still wait for a host are sent home


@dataclass
class Line:
    """Those who wait for one host. It is forgotten with the last of them, so a later poll starts afresh."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    silent: int = 0
    closed: str = ""  # why nobody who waits here is served any more; empty while they are

    def served(self, problem: str, silence: int) -> None:
        """Note how it went. `silence`: how much of the patience it used up; an answer of any kind gives all back.

        One hanging feed must not harm its neighbours on the host, but five hundred feeds of a dead host would hold
        up their sources for hours, one timeout after the other.
        """
        self.silent = self.silent + silence if silence else 0
        if self.silent >= PATIENCE:
            self.closed = problem


class Turns:
    """Hands out turns. The host's comes first and the slot second: who waits for a slow host holds up nobody else."""

    def __init__(self, concurrency: int) -> None:
        self._slots = asyncio.Semaphore(concurrency)
        self._lines: WeakValueDictionary[str, Line] = WeakValueDictionary()

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[Line]:
        """Wait for the turn at a host. Whoever gets it looks first whether the line is closed."""
        line = self._lines.setdefault(host, Line())
        async with line.turn:
            if line.closed:
                yield line
                return
            async with self._slots:
                yield line
