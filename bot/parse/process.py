"""The parser as the loops see it: off the event loop, in a process that may be lost."""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Final

import bot
from bot.model import Source
from bot.ports import Parsed, Parser

# Bytes: a smaller document is read here, in some 2 ms; made to be slow (an author of one long word, which feedparser
# searches in quadratic time) it stops the event loop for 0.15 s, one of 20,000 bytes for 0.8 s.
INLINE: Final = 8_000
MEMORY: Final = 1 << 30  # bytes of address space; a feed of 10 MB needs a fifth
TIMEOUT: Final = timedelta(seconds=20)  # the slowest real feed (5 MB) takes half a second
TASKS: Final = 500  # documents a worker reads before a fresh one replaces it, so that no leak grows
HEADER: Final = 8  # bytes of length before each message, as in worker.py
SPARE: Final = 5  # seconds of CPU beyond the timeout: the kernel's limit only ends a worker whose parent is dead


class _WorkerLost(Exception):
    """The worker ended in the middle of a document; the argument says how."""


class ProcessParser(Parser):
    """Reads small documents here and larger ones, one at a time, in a worker process made when first needed.

    Not `ProcessPoolExecutor`: its workers import the main module again (all of the program, some 100 MB), cannot be
    ended by themselves, and inherit the environment with its secrets.
    """

    def __init__(
        self, *, timeout: timedelta = TIMEOUT, memory: int = MEMORY, tasks: int = TASKS, inline: int = INLINE
    ) -> None:
        self._timeout = timeout.total_seconds()
        self._memory, self._tasks, self._inline = memory, tasks, inline
        self._worker: Process | None = None
        self._done = 0  # documents the worker has read
        self._turn = asyncio.Lock()

    async def parse(
        self, source: Source, body: bytes, headers: Mapping[str, str], url: str, *, known: frozenset[str], now: datetime
    ) -> Parsed:
        """See `read_feed`. A document that kills the worker or takes longer than the timeout is a `problem`."""
        task = (source, body, dict(headers), url, known, now)
        if len(body) < self._inline:
            from bot.parse.worker import read_task  # feedparser costs memory: not where nothing is polled

            return read_task(task)
        async with self._turn:
            return await self._ask(pickle.dumps(task), len(body))

    async def close(self) -> None:
        async with self._turn:
            await self._end()

    async def _ask(self, task: bytes, size: int, *, again: bool = True) -> Parsed:
        fresh = self._worker is None or self._worker.returncode is not None or self._done >= self._tasks
        if fresh:
            await self._begin()
        try:
            async with asyncio.timeout(self._timeout):
                return await self._exchange(task)
        except TimeoutError:
            await self._end()
            return Parsed(
                problem=f"the document ({size:,} bytes) was not read in {self._timeout:g} s: it may be hostile"
            )
        except _WorkerLost as lost:
            await self._end()
            if again and not fresh:  # it had read others and may have died of them
                return await self._ask(task, size, again=False)
            return Parsed(problem=f"the document ({size:,} bytes) ended its reader ({lost}): it may be hostile")
        except BaseException:  # cancelled in the middle of an exchange: the answer would meet the next question
            await self._end()
            raise

    async def _exchange(self, task: bytes) -> Parsed:
        worker = self._worker
        assert worker is not None
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            worker.stdin.write(len(task).to_bytes(HEADER, "big") + task)
            await worker.stdin.drain()
            length = int.from_bytes(await worker.stdout.readexactly(HEADER), "big")
            answer = await worker.stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            code = await worker.wait()
            raise _WorkerLost(f"signal {-code}" if code < 0 else f"exit {code}") from None
        self._done += 1
        parsed: Parsed = pickle.loads(answer)  # noqa: S301  from our own worker
        return parsed

    async def _begin(self) -> None:
        await self._end()
        home = str(Path(bot.__file__).parents[1])
        environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        self._worker = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-P", "-m", "bot.parse.worker", str(self._memory), str(ceil(self._timeout) + SPARE)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={**environment, "PYTHONPATH": home},
            start_new_session=True,
        )
        self._done = 0

    async def _end(self) -> None:
        """End the worker at once: it holds nothing that is not read again."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if worker.returncode is None:
            worker.kill()
        assert worker.stdin is not None
        worker.stdin.close()
        await worker.wait()
