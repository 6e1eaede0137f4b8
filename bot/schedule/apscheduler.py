"""APScheduler as a clock and nothing more: no job store, no job per feed, no memory of what was missed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from apscheduler.events import (
    EVENT_JOB_ERROR,
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_MISSED,
    EVENT_JOB_SUBMITTED,
    JobEvent,
    JobExecutionEvent,
)
from apscheduler.jobstores.base import BaseJobStore
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

Tick = Callable[[], Awaitable[None]]

_SILENCE = timedelta(seconds=20)  # and three intervals: so long without a tick is no chance
_LOOK = timedelta(seconds=5)


class Ticker:
    """Calls each tick at its interval, never twice at once; a tick that failed is called again next time.

    The library reckons by the wall clock: once that is set back by hours, nothing would run for so many hours. A timer
    of the event loop's own, which no clock can set back, hears the silence and has the tick reckoned anew.
    """

    def __init__(
        self,
        failed: Callable[[str, BaseException | None], None],
        *,
        jobs: BaseJobStore | None = None,
        silence: timedelta = _SILENCE,
        look: timedelta = _LOOK,
    ) -> None:
        self._failed = failed
        self._silence, self._look = silence, look
        self._ticks: dict[str, tuple[timedelta, Tick]] = {}
        self._silent: dict[str, timedelta] = {}  # for how long, by what this class has slept
        self._listening: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            jobstores={"default": jobs or MemoryJobStore()},
            # The default grace of one second silently drops a run when the loop was busy for longer.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(self._hear_failure, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        self._scheduler.add_listener(self._hear, EVENT_JOB_SUBMITTED | EVENT_JOB_MAX_INSTANCES)

    def every(self, interval: timedelta, name: str, tick: Tick) -> None:
        """Call `tick` every `interval`. The same name replaces the earlier one."""
        self._ticks[name], self._silent[name] = (interval, tick), timedelta(0)
        self._scheduler.add_job(
            tick, "interval", seconds=interval.total_seconds(), id=name, name=name, replace_existing=True
        )

    def start(self) -> None:
        self._scheduler.start()
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    def pause(self) -> None:
        """No further ticks; what runs goes on. (`shutdown` of the library would cancel it.)"""
        if self._listening is not None:
            self._listening.cancel()
        self._scheduler.pause()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    async def _listen(self) -> None:
        while True:
            await asyncio.sleep(self._look.total_seconds())
            for name, (interval, tick) in self._ticks.items():
                self._silent[name] += self._look
                if self._silent[name] > max(self._silence, 3 * interval):
                    self.every(interval, name, tick)

    def _hear(self, event: JobEvent) -> None:
        self._silent[event.job_id] = timedelta(0)

    def _hear_failure(self, event: JobExecutionEvent) -> None:
        self._failed(event.job_id, event.exception)
