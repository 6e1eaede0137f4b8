"""The ticker when the wall clock is set back: the library would be silent until it shows the old time again."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from apscheduler.jobstores.memory import MemoryJobStore

from bot.schedule.apscheduler import Ticker

SOON = timedelta(seconds=0.01)


class Ahead(MemoryJobStore):
    """Once `set_back`, every job it holds is due in hours, as after a clock was set back; one that is added is not."""

    def __init__(self) -> None:
        super().__init__()
        self._held_back: set[str] = set()

    def set_back(self) -> None:
        self._held_back = {job.id for job in self.get_all_jobs()}

    def get_due_jobs(self, now: datetime) -> list[Any]:
        return [job for job in super().get_due_jobs(now) if job.id not in self._held_back]

    def update_job(self, job: Any) -> None:
        self._held_back.discard(job.id)
        super().update_job(job)

    def add_job(self, job: Any) -> None:
        self._held_back.discard(job.id)
        super().add_job(job)


def test_after_the_clock_was_set_back_every_tick_goes_on() -> None:
    async def go() -> None:
        jobs, calls = Ahead(), {"deliver": 0, "poll": 0}

        async def deliver() -> None:
            calls["deliver"] += 1

        async def poll() -> None:
            calls["poll"] += 1

        ticker = Ticker(lambda name, error: None, jobs=jobs, silence=5 * SOON, look=SOON)
        ticker.start()
        ticker.every(SOON, "deliver", deliver)
        ticker.every(SOON, "poll", poll)
        await asyncio.sleep(0.1)
        jobs.set_back()
        before = dict(calls)
        for _ in range(500):
            await asyncio.sleep(0.01)
            if all(calls[name] > before[name] + 2 for name in calls):
                break
        assert all(calls[name] > before[name] + 2 for name in calls)
        ticker.pause()
        ticker.stop()

    asyncio.run(go())


def test_a_tick_that_takes_long_is_not_called_again_meanwhile() -> None:
    async def go() -> None:
        running, most = 0, 0

        async def slow() -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.3)
            running -= 1

        ticker = Ticker(lambda name, error: None, silence=2 * SOON, look=SOON)
        ticker.start()
        ticker.every(SOON, "slow", slow)
        await asyncio.sleep(0.7)
        ticker.pause()
        ticker.stop()
        assert most == 1

    asyncio.run(go())
