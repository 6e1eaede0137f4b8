"""Keep a set of ticks going until told to stop, then finish what must not be cut."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.schedule.apscheduler import Tick, Ticker


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Something done again and again.

    `finish`: on stopping it is awaited, else it is cancelled and redone later. `at_once`: it need not wait for `first`.
    """

    name: str
    every: timedelta
    tick: Tick
    finish: bool = True
    at_once: bool = False


async def keep_running(
    *,
    first: Tick,
    loops: Sequence[Loop],
    stop: asyncio.Event,
    failed: Callable[[str, BaseException], None],
    grace: timedelta,
) -> None:
    """Do `first`, then every loop at its interval until `stop` is set; then finish what is in flight within `grace`.

    A tick that raises is reported to `failed` and does not stop the others. `first` is cancelled when `stop` is set
    before it has ended; it may raise, and what it raises is raised here, once the loops have finished.
    """
    ticks = _Ticks(failed)
    ticker = Ticker(lambda name, error: failed(name, error or RuntimeError("missed its time")))
    ticker.start()
    stopping, opening = asyncio.create_task(stop.wait()), asyncio.ensure_future(first())
    try:
        _begin(ticker, ticks, (loop for loop in loops if loop.at_once))
        await asyncio.wait([stopping, opening], return_when=asyncio.FIRST_COMPLETED)
        if opening.done() and opening.exception() is None:
            _begin(ticker, ticks, (loop for loop in loops if not loop.at_once))
            await stopping
    finally:
        ticker.pause()
        for task in (stopping, opening):
            task.cancel()
        await asyncio.gather(stopping, opening, return_exceptions=True)
        await ticks.end(grace)
        ticker.stop()
    if not opening.cancelled():
        opening.result()


def _begin(ticker: Ticker, ticks: _Ticks, loops: Iterable[Loop]) -> None:
    for loop in loops:
        ticker.every(loop.every, loop.name, ticks.guarded(loop))


class _Ticks:
    """The ticks in flight."""

    def __init__(self, failed: Callable[[str, BaseException], None]) -> None:
        self._failed = failed
        self._running: dict[asyncio.Task[None], Loop] = {}

    def guarded(self, loop: Loop) -> Tick:
        """The loop's tick, kept in mind while it runs; what it raises is reported."""

        async def tick() -> None:
            task = asyncio.ensure_future(loop.tick())
            self._running[task] = loop
            try:
                await asyncio.wait([task])
            finally:
                self._running.pop(task, None)
            if not task.cancelled() and (error := task.exception()) is not None:
                self._failed(loop.name, error)

        return tick

    async def end(self, grace: timedelta) -> None:
        """Wait for the ticks that must not be cut, `grace` at most; cancel the others, and what is left then."""
        for task, loop in tuple(self._running.items()):
            if not loop.finish:
                task.cancel()
        if self._running:
            _, hanging = await asyncio.wait(tuple(self._running), timeout=grace.total_seconds())
            for task in hanging:
                task.cancel()
            await asyncio.gather(*hanging, return_exceptions=True)
