"""500 posts to a server that takes twenty a minute and chat, with 429s at random and a restart in the middle."""

import asyncio
import random
from datetime import timedelta
from pathlib import Path

from bot.deliver.outbox import EVERYWHERE
from bot.pipeline.doubt import Policy
from tests.standin.outbound import TOKEN, Outbound, VirtualClock
from tests.standin.strict import StrictStandIn

CHATS = {-1001: ("c", 300), -1002: ("d", 200)}


def test_none_is_dropped_none_doubled_and_the_order_is_kept(tmp_path: Path) -> None:
    draw = random.Random(20)
    clock = VirtualClock()

    async def run() -> None:
        async with StrictStandIn(token=TOKEN, clock=clock, a_minute=20) as server:
            assert isinstance(server, StrictStandIn)
            hasty = timedelta(seconds=1)  # so that the server's own limit is met as well
            outbound = Outbound(tmp_path / "marsad.db", server, clock, Policy(), looker=False, pace=hasty)
            for number, (name, count) in CHATS.items():
                server.open_chat(number, name)
                outbound.owe(name, [f"<b>{name}</b> {part}" for part in range(count)])
            chance = [draw.randint(1, 120) if draw.random() < 0.05 else None for _ in range(5_000)]
            server.faults.extend(chance)
            begun = clock()
            await outbound.drain(begun + timedelta(minutes=7))
            sent = outbound.store.by_state()["sent"]
            assert 100 < sent < 400
            outbound.restart()
            await outbound.drain()
            for number, (name, count) in CHATS.items():
                assert outbound.stands(number) == [f"{name} {part}" for part in range(count)]
            assert outbound.store.by_state() == {"sent": 500}
            tries = [method for method, _ in server.calls].count("sendMessage")
            assert tries - 500 > sum(one is not None for one in chance[:tries]) > 10, "both kinds of 429 were met"
            assert clock() - begun >= timedelta(minutes=300 // 20 - 1)
            await outbound.close()

    asyncio.run(run())


def test_a_wait_is_obeyed_to_the_second_over_a_restart_and_binds_its_chat_alone(tmp_path: Path) -> None:
    clock = VirtualClock()

    async def run() -> None:
        async with StrictStandIn(token=TOKEN, clock=clock) as server:
            assert isinstance(server, StrictStandIn)
            outbound = Outbound(tmp_path / "marsad.db", server, clock, Policy(), looker=False)
            for number, (name, _) in CHATS.items():
                server.open_chat(number, name)
                outbound.owe(name, [f"{name} {part}" for part in range(3)])
            server.faults.append(90)
            begun = clock()
            report = await outbound.step()
            assert (outbound.stands(-1001), outbound.stands(-1002)) == ([], ["d 0"])
            outbound.restart()
            await outbound.drain(begun + timedelta(seconds=89))
            assert (outbound.stands(-1001), outbound.stands(-1002)) == ([], ["d 0", "d 1", "d 2"])
            clock.now = begun + timedelta(seconds=89, milliseconds=999)
            report = await outbound.step()
            assert (outbound.stands(-1001), report.waiting) == ([], begun + timedelta(seconds=90))
            clock.now = begun + timedelta(seconds=90)
            await outbound.step()
            assert outbound.stands(-1001) == ["c 0"]
            await outbound.close()

    asyncio.run(run())


def test_all_chats_together_are_paced_too_and_a_restart_waits_as_well(tmp_path: Path) -> None:
    clock = VirtualClock()
    pause = timedelta(milliseconds=40)

    async def run() -> None:
        async with StrictStandIn(token=TOKEN, clock=clock) as server:
            assert isinstance(server, StrictStandIn)
            outbound = Outbound(tmp_path / "marsad.db", server, clock, Policy(), looker=False, overall=pause)
            for number, (name, _) in CHATS.items():
                server.open_chat(number, name)
                outbound.owe(name, [name])
            loop = asyncio.get_running_loop()
            begun = loop.time()
            await outbound.step()  # on a clock that stands still: the second post waits its whole turn
            assert loop.time() - begun >= pause.total_seconds()
            assert outbound.store.by_state() == {"sent": 2}
            outbound.restart()
            assert outbound.store.resume_at(EVERYWHERE) == clock() + pause
            await outbound.close()

    asyncio.run(run())
