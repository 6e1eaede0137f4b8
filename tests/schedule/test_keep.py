"""The loops go on whatever one of them does, and end as promised."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.schedule.keep import Loop, keep_running

SOON = timedelta(seconds=0.01)
GRACE = timedelta(seconds=10)


def unexpected(name: str, error: BaseException) -> None:
    raise AssertionError(f"{name}: {error!r}")


async def nothing() -> None: ...


async def keep(
    *loops: Loop,
    stop: asyncio.Event,
    first: Callable[[], object] = nothing,
    failed: Callable[[str, BaseException], None] = unexpected,
    grace: timedelta = GRACE,
) -> None:
    async with asyncio.timeout(20):
        await keep_running(first=first, loops=loops, stop=stop, failed=failed, grace=grace)  # type: ignore[arg-type]


def test_a_failing_tick_is_reported_and_called_again_and_stops_no_other() -> None:
    async def go() -> None:
        stop, calls, heard = asyncio.Event(), {"bad": 0, "good": 0}, []

        async def bad() -> None:
            calls["bad"] += 1
            raise ValueError("bad tick")

        async def good() -> None:
            calls["good"] += 1
            if min(calls.values()) >= 3:
                stop.set()

        await keep(
            Loop(name="bad", every=SOON, tick=bad),
            Loop(name="good", every=SOON, tick=good),
            stop=stop,
            failed=lambda name, error: heard.append((name, str(error))),
        )
        assert min(calls.values()) >= 3
        assert set(heard) == {("bad", "bad tick")}
        assert len(heard) == calls["bad"]

    asyncio.run(go())


def test_loops_begin_after_first_but_for_those_that_need_not_wait() -> None:
    async def go() -> None:
        stop, order = asyncio.Event(), []
        beaten = asyncio.Event()

        async def first() -> None:
            await beaten.wait()
            order.append("first")

        async def beat() -> None:
            order.append("beat")
            beaten.set()

        async def poll() -> None:
            order.append("poll")
            stop.set()

        await keep(
            Loop(name="beat", every=SOON, tick=beat, at_once=True),
            Loop(name="poll", every=SOON, tick=poll),
            stop=stop,
            first=first,
        )
        assert order[0] == "beat"
        assert order.index("first") < order.index("poll")

    asyncio.run(go())


def test_stop_cancels_first_and_no_loop_begins() -> None:
    async def go() -> None:
        stop, seen = asyncio.Event(), []

        async def first() -> None:
            stop.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                seen.append("cancelled")
                raise

        async def tick() -> None:
            seen.append("tick")

        await keep(Loop(name="poll", every=SOON, tick=tick), stop=stop, first=first)
        assert seen == ["cancelled"]

    asyncio.run(go())


def test_what_first_raises_is_raised_after_the_loops_have_ended() -> None:
    async def go() -> None:
        ended, begun = [], asyncio.Event()

        async def first() -> None:
            await begun.wait()
            raise LookupError("no database")

        async def deliver() -> None:
            begun.set()
            await asyncio.sleep(0.05)
            ended.append("deliver")

        with pytest.raises(LookupError, match="no database"):
            await keep(Loop(name="deliver", every=SOON, tick=deliver, at_once=True), stop=asyncio.Event(), first=first)
        assert ended == ["deliver"]
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []

    asyncio.run(go())


def test_on_stop_what_must_finish_is_awaited_and_the_rest_is_cancelled() -> None:
    async def go() -> None:
        stop, seen, both = asyncio.Event(), [], asyncio.Barrier(2)

        async def send() -> None:
            await both.wait()
            stop.set()
            await asyncio.sleep(0.05)
            seen.append("sent")

        async def poll() -> None:
            await both.wait()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                seen.append("poll cancelled")
                raise

        await keep(
            Loop(name="send", every=SOON, tick=send),
            Loop(name="poll", every=SOON, tick=poll, finish=False),
            stop=stop,
        )
        assert sorted(seen) == ["poll cancelled", "sent"]

    asyncio.run(go())


def test_grace_is_the_longest_wait() -> None:
    async def go() -> None:
        stop, seen = asyncio.Event(), []

        async def hangs() -> None:
            stop.set()
            try:
                await asyncio.Event().wait()
            finally:
                seen.append("cut")

        await keep(Loop(name="hangs", every=SOON, tick=hangs), stop=stop, grace=timedelta(seconds=0.05))
        assert seen == ["cut"], "nothing goes on behind the back of what is closed next"

    asyncio.run(go())


def test_a_tick_never_runs_twice_at_once() -> None:
    async def go() -> None:
        stop, running, most, calls = asyncio.Event(), 0, 0, 0

        async def slow() -> None:
            nonlocal running, most, calls
            running, calls = running + 1, calls + 1
            most = max(most, running)
            await asyncio.sleep(0.05)
            running -= 1
            if calls >= 3:
                stop.set()

        await keep(Loop(name="slow", every=SOON, tick=slow), stop=stop)
        assert most == 1

    asyncio.run(go())
