"""APScheduler as a clock and nothing more: no job store, no job per feed, no memory of what was missed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

Tick = Callable[[], Awaitable[None]]


class Ticker:
    """Calls each tick at its interval, never twice at once; a tick that failed is called again next time."""

    def __init__(self, failed: Callable[[str, BaseException | None], None]) -> None:
        self._failed = failed
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            # The default grace of one second silently drops a run when the loop was busy for longer.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(self._hear, EVENT_JOB_ERROR | EVENT_JOB_MISSED)

    def every(self, interval: timedelta, name: str, tick: Tick) -> None:
        """Call `tick` every `interval`. The same name replaces the earlier one."""
        self._scheduler.add_job(
            tick, "interval", seconds=interval.total_seconds(), id=name, name=name, replace_existing=True
        )

    def start(self) -> None:
        self._scheduler.start()

    def pause(self) -> None:
        """No further ticks; what runs goes on. (`shutdown` of the library would cancel it.)"""
        self._scheduler.pause()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    def _hear(self, event: JobExecutionEvent) -> None:
        self._failed(event.job_id, event.exception)
