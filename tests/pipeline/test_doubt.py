"""A post whose answer was lost: looked for, found or sent again, and nothing overtakes it meanwhile."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.pipeline.doubt import Policy
from tests.standin.outbound import AUDIT, TOKEN, Killed, Outbound, VirtualClock, audited
from tests.standin.strict import Fault, StrictStandIn

CHAT, OTHER = -1001, -1002


@asynccontextmanager
async def opened(
    folder: Path, policy: Policy | None = None, *, looker: bool = True
) -> AsyncIterator[tuple[Outbound, StrictStandIn]]:
    clock = VirtualClock()
    async with StrictStandIn(token=TOKEN, clock=clock) as server:
        assert isinstance(server, StrictStandIn)
        for number, name in ((CHAT, "c"), (OTHER, "d"), (AUDIT, "audit")):
            server.open_chat(number, name)
        outbound = Outbound(folder / "marsad.db", server, clock, policy or audited("c", "d"), looker=looker)
        try:
            yield outbound, server
        finally:
            await outbound.close()


def parts(count: int, name: str = "part") -> list[str]:
    return [f"<b>{name}</b> {number} of {count}" for number in range(1, count + 1)]


def seen(count: int, name: str = "part") -> list[str]:
    return [f"{name} {number} of {count}" for number in range(1, count + 1)]


LOST: list[Fault] = ["drop_before", "drop_after", "error_500", "html_502", "broken_json"]


@pytest.mark.parametrize("fault", LOST)
def test_a_lost_answer_is_decided_by_looking_and_leaves_no_trace(tmp_path: Path, fault: Fault) -> None:
    async def run() -> None:
        async with opened(tmp_path) as (outbound, server):
            outbound.owe("c", parts(3))
            server.faults.extend([None, fault])
            report = await outbound.drain()
            assert outbound.stands(CHAT) == seen(3)
            assert outbound.store.by_state() == {"sent": 3}
            assert outbound.stands(AUDIT) == []
            assert (outbound.notices, report.stopped) == ([], [])

    asyncio.run(run())


def test_the_id_that_was_found_is_the_posts_id(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as (outbound, server):
            keys = outbound.owe("c", parts(2))
            server.faults.extend([None, "drop_after"])
            await outbound.step()
            server.chats[CHAT].next_id = 4  # another admin posted and deleted
            await outbound.drain()
            assert outbound.store.message_ids(keys) == {keys[0]: 1, keys[1]: 4}

    asyncio.run(run())


def test_nothing_overtakes_a_post_in_doubt_and_no_other_channel_waits_for_it(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as (outbound, server):
            outbound.owe("c", parts(3))
            outbound.owe("d", parts(2, "other"))
            server.faults.extend([None, None, "drop_before"])
            await outbound.drain(outbound.clock() + timedelta(seconds=40))
            assert outbound.stands(CHAT) == seen(3)[:1]
            assert outbound.stands(OTHER) == seen(2, "other")
            await outbound.drain()
            assert outbound.stands(CHAT) == seen(3)

    asyncio.run(run())


def test_a_post_that_arrives_after_the_first_look_is_found_by_the_second(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as (outbound, server):
            outbound.owe("c", parts(2))
            server.faults.extend([None, "hang_late"])
            await outbound.drain(outbound.clock() + timedelta(seconds=70))
            assert len(server.late) == 1
            server.late.popleft()()
            await outbound.drain()
            assert outbound.stands(CHAT) == seen(2)

    asyncio.run(run())


def test_a_pause_the_server_asks_of_the_audit_chat_is_kept_exactly_and_over_a_restart(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as (outbound, server):
            outbound.owe("c", parts(2))
            server.faults.extend([None, "drop_after"])
            server.look_faults.append(700)
            report = await outbound.drain(outbound.clock() + timedelta(seconds=60))
            asked = outbound.clock()
            assert report.waiting == asked + timedelta(seconds=700)
            outbound.restart()
            outbound.clock.now += timedelta(seconds=600)
            await outbound.drain()
            assert outbound.clock() >= asked + timedelta(seconds=700)
            assert outbound.stands(CHAT) == seen(2)

    asyncio.run(run())


def test_looks_are_paced_like_posts(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as (outbound, server):
            outbound.owe("c", parts(2))
            server.faults.extend([None, "drop_before"])
            begun = outbound.clock()
            await outbound.drain()
            looks = [method for method, _ in server.calls].count("forwardMessage")
            assert looks == 10
            assert outbound.clock() - begun >= timedelta(seconds=2 * 45 + 8 * 3)

    asyncio.run(run())


@pytest.mark.parametrize(
    "why", ["no audit chat", "no looker", "protected", "audit chat closed", "audit chat is channel", "first post"]
)
def test_what_cannot_be_looked_up_is_held_and_told_once_with_its_cure(tmp_path: Path, why: str) -> None:
    async def run() -> None:
        policy = {
            "no audit chat": Policy(),
            "audit chat is channel": Policy(audit_chats={"c": "@c"}),
        }.get(why, audited("c"))
        async with opened(tmp_path, policy, looker=why != "no looker") as (outbound, server):
            first, second, _ = outbound.owe("c", parts(3))
            doubted = first if why == "first post" else second
            server.chats[CHAT].protected = why == "protected"
            server.faults.extend(["drop_before"] if why == "first post" else [None, "drop_after"])
            server.look_faults.extend(["forbidden"] if why == "audit chat closed" else [])
            await outbound.drain()
            outbound.restart()
            report = await outbound.drain()
            (held,) = outbound.store.undecided()
            assert (held.key, held.state) == (doubted, "held")
            assert len(outbound.notices) == 1
            assert f"marsad settle '{doubted}' --sent MESSAGE_ID` or `--resend`" in outbound.notices[0]
            assert doubted in report.stopped[0]
            assert outbound.stands(CHAT) == ([] if why == "first post" else seen(3)[:2])
            outbound.store.settle(doubted, **({"resend": True} if why == "first post" else {"message_id": 2}))
            await outbound.drain()
            assert outbound.stands(CHAT) == seen(3)

    asyncio.run(run())


def test_who_would_rather_hear_twice_than_never_is_sent_again_only_where_nothing_can_look(tmp_path: Path) -> None:
    async def run() -> None:
        policy = Policy(audit_chats={"c": AUDIT}, resend=frozenset({"c", "d"}))
        async with opened(tmp_path, policy) as (outbound, server):
            outbound.owe("c", parts(2))
            server.faults.extend([None, "drop_after"])
            await outbound.drain()
            assert outbound.stands(CHAT) == seen(2)
            outbound.owe("d", parts(2, "other"))
            server.faults.extend([None, "drop_after"])
            await outbound.drain()
            assert outbound.stands(OTHER) == [*seen(2, "other")[:2], seen(2, "other")[1]]

    asyncio.run(run())


def test_a_parked_channel_is_not_looked_into(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as (outbound, server):
            outbound.owe("c", parts(2))
            server.faults.extend([None, "drop_after"])
            await outbound.drain(outbound.clock() + timedelta(seconds=10))
            outbound.store.park("c", "kicked")
            assert (await outbound.drain()).stopped == ["kicked"]
            outbound.store.unpark("c")
            await outbound.drain()
            assert outbound.stands(CHAT) == seen(2)

    asyncio.run(run())


def test_words_sent_without_markup_are_found_as_well(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as (outbound, server):
            outbound.owe("c", parts(3))
            server.faults.extend([None, "refuse", "drop_after"])
            await outbound.drain()
            assert outbound.stands(CHAT) == seen(3)
            assert [message.html for message in server.chats[CHAT].messages.values()][1] == "part 2 of 3"
            assert server.chats[CHAT].messages[3].html == parts(3)[2], "later posts keep their markup"

    asyncio.run(run())


def test_a_group_that_became_a_supergroup_is_followed(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as (outbound, server):
            outbound.owe("g", parts(3), chat=-55)
            group = server.open_chat(-55, "g")
            await outbound.drain(outbound.clock())
            group.moved_to = -1005
            server.open_chat(-1005, "supergroup")
            await outbound.drain()
            assert (outbound.stands(-55), outbound.stands(-1005)) == (seen(3)[:1], seen(3)[1:])
            assert len(outbound.notices) == 1
            outbound.restart()
            outbound.owe("h", parts(1, "next"), chat=-55)
            await outbound.drain()
            assert outbound.stands(-1005)[-1] == "next 1 of 1"

    asyncio.run(run())


def test_an_audit_chat_that_moved_is_followed(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as (outbound, server):
            server.chats[AUDIT].moved_to = -1010
            server.open_chat(-1010, "new_audit")
            outbound.owe("c", parts(2))
            server.faults.extend([None, "drop_before"])
            await outbound.drain()
            assert outbound.stands(CHAT) == seen(2)
            assert outbound.stands(-1010) == []

    asyncio.run(run())


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_lost_and_whenever_it_dies_each_post_stands_there_once_and_in_order(
    tmp_path: Path, seed: int
) -> None:
    """15 % lost answers, 8 % deaths before and 8 % after the call, strangers' posts and gaps, 429s, failing looks."""
    draw = random.Random(seed)
    count = 60

    async def run() -> None:
        async with opened(tmp_path) as (outbound, server):
            outbound.owe("c", parts(count))
            calls = range(2, 3 * count)
            fate = {call: draw.random() for call in calls}
            deaths = {call: "before" if one < 0.08 else "after" for call, one in fate.items() if one < 0.16}
            outbound.messenger.deaths = deaths
            server.faults.append(None)  # from then on an id of the chat is known
            for call in calls:
                if deaths.get(call) != "before":
                    server.faults.append(draw.choice(LOST) if fate[call] > 0.85 else 5 if fate[call] > 0.8 else None)
            server.look_faults.extend(draw.choice([None] * 8 + [draw.choice(LOST), 9]) for _ in range(2_000))
            report = await outbound.step()
            while report.waiting is not None:
                outbound.clock.now = report.waiting
                chat = server.chats[CHAT]
                if draw.random() < 0.1:
                    chat.services.add(chat.next_id)
                    chat.next_id += draw.randint(1, 2)
                try:
                    report = await outbound.step()
                except Killed:
                    outbound.restart()
                    report = await outbound.step()
            assert outbound.stands(CHAT) == seen(count)
            assert outbound.store.by_state() == {"sent": count}
            assert outbound.store.integrity() == ()
            assert outbound.restarts > 3

    asyncio.run(run())
