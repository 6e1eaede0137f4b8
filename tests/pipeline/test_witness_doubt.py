"""A post whose answer was lost, and a second bot that saw what was posted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.deliver.telegram_witness import Witness
from bot.demo.standin import Message
from bot.demo.wire import Response
from bot.errors import DeliveryError
from bot.pipeline.doubt import Policy
from tests.standin.outbound import TOKEN, Killed, Outbound, VirtualClock
from tests.standin.strict import Fault, SecondBot, StrictStandIn

CHAT = -1001
WITNESS = "2:second"
PARTS = ["📌 <b>نشرة</b> #نشرة_2026 · 1", "📌 <b>نشرة</b> #نشرة_2026 · 2", "📌 <b>نشرة</b> #نشرة_2026 · 3"]
SEEN = ["📌 نشرة #نشرة_2026 · 1", "📌 نشرة #نشرة_2026 · 2", "📌 نشرة #نشرة_2026 · 3"]


class Scene:
    """A channel with two bots, and the third loop."""

    def __init__(self, outbound: Outbound, server: StrictStandIn, bot: SecondBot, witness: Witness) -> None:
        self.outbound, self.server, self.bot, self.witness = outbound, server, bot, witness

    async def lose(self, fault: Fault) -> None:
        """Post the first of three; the answer to the second is lost."""
        self.outbound.owe("c", PARTS)
        self.server.faults.extend([None, fault])
        await self.outbound.drain(self.outbound.clock() + timedelta(seconds=20))

    def another_admin_posts(self, text: str) -> None:
        chat = self.server.chats[CHAT]
        at = int(self.outbound.clock().timestamp())
        chat.messages[chat.next_id] = Message(id=chat.next_id, date=at, html=text, silent=False)
        chat.next_id += 1

    def held(self) -> str:
        (action,) = self.outbound.store.undecided()
        assert action.state == "held"
        return action.error


def kept_by(outbound: Outbound) -> Any:
    """The store that is open now, whichever it is after a restart."""

    class Now:
        def __getattr__(self, name: str) -> Any:
            return getattr(outbound.store, name)

    return Now()


@asynccontextmanager
async def opened(folder: Path, *, token: str = WITNESS) -> AsyncIterator[Scene]:
    clock = VirtualClock()
    async with StrictStandIn(token=TOKEN, clock=clock) as server:
        assert isinstance(server, StrictStandIn)
        server.open_chat(CHAT, "c")
        server.witness = SecondBot(server, WITNESS, CHAT)
        outbound = Outbound(folder / "marsad.db", server, clock, Policy(), looker=False)
        witness = Witness(token, server.url, kept_by(outbound), clock)
        outbound.lookers = (witness,)
        outbound.restart()
        try:
            yield Scene(outbound, server, server.witness, witness)
        finally:
            await outbound.close()


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "error_500", "broken_json"])
def test_what_the_witness_saw_was_sent_and_what_it_did_not_see_is_sent_again(tmp_path: Path, fault: Fault) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose(fault)
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == SEEN
            assert scene.outbound.store.by_state() == {"sent": 3}
            assert scene.outbound.notices == []

    asyncio.run(run())


def test_a_post_that_arrives_after_the_first_look_is_found_by_the_second(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("hang_late")
            await scene.outbound.drain(scene.outbound.clock() + timedelta(seconds=60))
            scene.server.late.popleft()()
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == SEEN

    asyncio.run(run())


def test_what_was_heard_and_confirmed_is_known_after_a_restart(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_after")
            await scene.witness.listen()
            assert not scene.bot._updates
            again = Witness(WITNESS, scene.server.url, kept_by(scene.outbound), scene.outbound.clock)
            await scene.witness.close()
            scene.outbound.lookers = (again,)
            scene.outbound.restart()
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == SEEN
            assert scene.outbound.store.by_state() == {"sent": 3}

    asyncio.run(run())


def test_nothing_is_confirmed_to_the_server_before_it_is_kept(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_after")

            class Dies:
                def note_sightings(self, *_: object) -> None:
                    raise Killed

            dying = Witness(WITNESS, scene.server.url, Dies(), scene.outbound.clock)  # type: ignore[arg-type]
            with pytest.raises(Killed):
                await dying.listen()
            await dying.close()
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == SEEN

    asyncio.run(run())


def test_more_posts_than_one_answer_holds_are_all_heard(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            scene.outbound.owe("c", PARTS)
            scene.server.faults.extend([None])
            await scene.outbound.step()
            for number in range(230):
                scene.another_admin_posts(f"stranger {number}")
            scene.server.faults.extend(["drop_after"])
            await scene.outbound.drain()
            assert [one for one in scene.outbound.stands(CHAT) if "stranger" not in one] == SEEN

    asyncio.run(run())


def test_a_witness_that_came_after_the_post_cannot_say_that_it_is_absent(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            scene.bot.inside.clear()
            await scene.lose("drop_after")
            scene.bot.hear()
            scene.bot.inside.add(CHAT)
            await scene.outbound.drain(scene.outbound.clock() + timedelta(minutes=5))
            scene.another_admin_posts("later")
            await scene.outbound.drain()
            assert "did not decide it" in scene.held()
            assert scene.outbound.stands(CHAT) == [*SEEN[:2], "later"]

    asyncio.run(run())


def test_a_witness_that_was_not_asked_for_a_day_cannot_say_that_it_is_absent(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            scene.outbound.owe("c", PARTS)
            await scene.outbound.step()
            await scene.witness.listen()
            scene.server.faults.extend(["drop_after"])
            scene.outbound.clock.now += timedelta(seconds=10)
            await scene.outbound.step()
            scene.outbound.clock.now += timedelta(days=2)
            await scene.outbound.drain()
            assert "did not decide it" in scene.held()
            assert scene.outbound.stands(CHAT) == SEEN[:2]

    asyncio.run(run())


def test_a_witness_that_is_no_administrator_passes_at_once(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_after")
            scene.bot.inside.clear()
            begun = scene.outbound.clock()
            await scene.outbound.drain()
            assert "@witness_bot is no administrator of the channel" in scene.held()
            assert scene.outbound.clock() - begun < timedelta(minutes=2)

    asyncio.run(run())


def test_a_wrong_token_is_named_without_being_told(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path, token="2:wrong-secret") as scene:
            await scene.lose("drop_after")
            with pytest.raises(DeliveryError, match="copy TELEGRAM_WITNESS_TOKEN anew") as caught:
                await scene.witness.listen()
            await scene.outbound.drain()
            assert "copy TELEGRAM_WITNESS_TOKEN anew" in scene.held()
            assert "wrong-secret" not in f"{scene.held()} {caught.value} {scene.outbound.notices}"

    asyncio.run(run())


def test_a_witness_out_of_reach_is_asked_again_and_given_up_in_the_end(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_after")
            scene.bot.faults.extend([None, Response(status=502, body=b"<html>")])
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == SEEN
            scene.outbound.owe("d", PARTS, chat=CHAT)
            scene.server.faults.extend([None, "drop_after"])
            scene.bot.faults.extend([None] * 200)
            await scene.outbound.drain()
            assert "the answer was lost" in scene.held()

    asyncio.run(run())


def test_a_message_edited_by_nobody_but_shown_with_other_marks_is_the_same(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_after")
            scene.server.chats[CHAT].messages[2].html = "<i>نشرة</i>  #نشرة_2026 — 2"
            await scene.outbound.drain()
            assert scene.outbound.store.by_state() == {"sent": 3}

    asyncio.run(run())
