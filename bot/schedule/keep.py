"""Keep a set of ticks going until told to stop, then finish what must not be cut."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.schedule.apscheduler import Tick, Ticker


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Something done again and again. `finish`: on stopping it is awaited, else it is cancelled and redone later."""

    name: str
    every: timedelta
    tick: Tick
    finish: bool = True


async def keep_running(
    *,
    first: Tick,
    loops: Sequence[Loop],
    stop: asyncio.Event,
    failed: Callable[[str, BaseException], None],
    grace: timedelta,
) -> None:
    """Do `first`, then every loop at its interval until `stop` is set; then finish what is in flight within `grace`.

    A tick that raises is reported to `failed` and does not stop the others. `first` may raise.
    """
    running: dict[asyncio.Task[None], Loop] = {}

    def guarded(loop: Loop) -> Tick:
        async def tick() -> None:
            task = asyncio.ensure_future(loop.tick())
            running[task] = loop
            try:
                await asyncio.wait([task])
            finally:
                running.pop(task, None)
            if not task.cancelled() and (error := task.exception()) is not None:
                failed(loop.name, error)

        return tick

    stopping = asyncio.create_task(stop.wait())
    opening = asyncio.ensure_future(first())
    await asyncio.wait([stopping, opening], return_when=asyncio.FIRST_COMPLETED)
    if not opening.done():
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        return
    opening.result()
    ticker = Ticker(lambda name, error: failed(name, error or RuntimeError("missed its time")))
    for loop in loops:
        ticker.every(loop.every, loop.name, guarded(loop))
    ticker.start()
    await stopping
    ticker.pause()
    for task, loop in tuple(running.items()):
        if not loop.finish:
            task.cancel()
    if running:
        await asyncio.wait(tuple(running), timeout=grace.total_seconds())
    ticker.stop()
