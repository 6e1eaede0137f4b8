"""A post whose answer was lost, looked for on the channel's public page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.deliver.telegram_web import PageLooker
from bot.demo.standin import Message
from bot.demo.wire import Response
from bot.pipeline.doubt import Policy
from bot.poll.http import HttpFetcher, Limits
from tests.standin.outbound import AUDIT, TOKEN, Outbound, VirtualClock, audited
from tests.standin.strict import Fault, StrictStandIn
from tests.standin.web import PublicPages

CHAT = -1001
PARTS = ["📌 <b>نشرة</b> #نشرة_2026 · 1", "📌 <b>نشرة</b> #نشرة_2026 · 2", "📌 <b>نشرة</b> #نشرة_2026 · 3"]
SEEN = ["📌 نشرة #نشرة_2026 · 1", "📌 نشرة #نشرة_2026 · 2", "📌 نشرة #نشرة_2026 · 3"]


class Scene:
    """A channel, its page, and the third loop over both."""

    def __init__(self, outbound: Outbound, server: StrictStandIn, pages: PublicPages) -> None:
        self.outbound, self.server, self.pages = outbound, server, pages

    def another_admin_posts(self, text: str) -> None:
        chat = self.server.chats[CHAT]
        at = int(self.outbound.clock().timestamp())
        chat.messages[chat.next_id] = Message(id=chat.next_id, date=at, html=text, silent=False)
        chat.next_id += 1

    async def lose(self, fault: Fault, *, first: bool = False) -> None:
        """Owe three posts; the answer to the second (or the first) is lost."""
        self.outbound.owe("c", PARTS)
        self.server.faults.extend([fault] if first else [None, fault])
        await self.wait(timedelta(seconds=20))

    async def wait(self, time: timedelta) -> None:
        until = self.outbound.clock() + time
        await self.outbound.drain(until)
        self.outbound.clock.now = max(until, self.outbound.clock())
        await self.outbound.step()


@asynccontextmanager
async def opened(folder: Path, policy: Policy | None = None, *, audit: bool = False) -> AsyncIterator[Scene]:
    clock = VirtualClock()
    async with StrictStandIn(token=TOKEN, clock=clock) as server:
        assert isinstance(server, StrictStandIn)
        server.open_chat(CHAT, "c")
        server.open_chat(AUDIT, "audit")
        async with PublicPages(server) as pages:
            assert isinstance(pages, PublicPages)
            fetcher = HttpFetcher(
                user_agent="test", allow_private=frozenset({"127.0.0.1"}), limits=Limits(raw=100_000, inflated=100_000)
            )
            page = PageLooker(fetcher, pages.url)
            outbound = Outbound(folder / "marsad.db", server, clock, policy or Policy(), looker=audit, more=(page,))
            try:
                yield Scene(outbound, server, pages)
            finally:
                await outbound.close()


def test_a_post_that_the_page_shows_was_sent(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_after")
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == SEEN
            assert scene.outbound.store.by_state() == {"sent": 3}
            assert scene.outbound.notices == []
            assert [request.form for request in scene.pages.asked] == [{}]

    asyncio.run(run())


def test_the_first_post_of_a_channel_is_found_on_the_page_too(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_after", first=True)
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == SEEN

    asyncio.run(run())


def test_a_page_that_lags_is_read_again_until_it_shows_the_post(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            scene.outbound.owe("c", PARTS)
            scene.server.faults.extend([None])
            await scene.outbound.step()
            scene.pages.freeze()
            scene.server.faults.extend(["drop_after"])
            await scene.wait(timedelta(minutes=8))
            assert scene.outbound.store.by_state() == {"sent": 1, "ambiguous": 1, "pending": 1}
            scene.pages.thaw()
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == SEEN

    asyncio.run(run())


def test_a_post_that_is_not_on_the_page_is_sent_again_once_a_later_message_is(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_before")
            await scene.wait(timedelta(minutes=5))
            scene.another_admin_posts("later")
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == [SEEN[0], "later", *SEEN[1:]]

    asyncio.run(run())


def test_a_page_that_leaves_messages_out_proves_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_after")
            scene.pages.left_out.update({1, 2})
            await scene.wait(timedelta(minutes=5))
            scene.another_admin_posts("later")
            await scene.outbound.drain()
            assert scene.outbound.store.by_state() == {"sent": 1, "held": 1, "pending": 1}
            assert scene.outbound.stands(CHAT) == [*SEEN[:2], "later"]

    asyncio.run(run())


def test_a_message_that_came_together_with_the_doubt_proves_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("hang_late")
            scene.another_admin_posts("meanwhile")
            await scene.wait(timedelta(minutes=5))
            assert scene.outbound.store.by_state() == {"sent": 1, "ambiguous": 1, "pending": 1}
            scene.server.late.popleft()()
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == [SEEN[0], "meanwhile", *SEEN[1:]]

    asyncio.run(run())


@pytest.mark.parametrize("resend", [False, True])
def test_what_a_page_without_later_messages_does_not_show_is_left_to_the_policy(tmp_path: Path, resend: bool) -> None:
    async def run() -> None:
        policy = Policy(resend=frozenset({"c"} if resend else ()))
        async with opened(tmp_path, policy) as scene:
            await scene.lose("drop_before")
            begun = scene.outbound.clock()
            await scene.outbound.drain()
            assert timedelta(minutes=15) < scene.outbound.clock() - begun < timedelta(minutes=30)
            if resend:
                assert scene.outbound.stands(CHAT) == SEEN
            else:
                (held,) = scene.outbound.store.undecided()
                assert held.state == "held"
                assert "looks into the chat did not decide it" in held.error
                assert len(scene.outbound.notices) == 1

    asyncio.run(run())


def test_a_restart_begins_the_search_anew_and_finds_the_post(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_before")
            await scene.wait(timedelta(minutes=3))
            scene.outbound.restart()
            await scene.wait(timedelta(minutes=3))
            scene.another_admin_posts("later")
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == [SEEN[0], "later", *SEEN[1:]]

    asyncio.run(run())


def test_a_post_behind_a_page_full_of_others_is_found(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            scene.outbound.owe("c", PARTS)
            scene.server.chats[CHAT].next_id = 100
            scene.server.faults.extend([None])
            await scene.outbound.step()
            for number in range(50):
                scene.another_admin_posts(f"stranger {number}")
            scene.server.faults.extend(["drop_after"])
            await scene.outbound.drain()
            assert [one for one in scene.outbound.stands(CHAT) if "stranger" not in one] == SEEN
            asked = [int(request.form["after"]) for request in scene.pages.asked]
            assert asked == [99, 118, 137], "each from the last one seen"

    asyncio.run(run())


def test_a_channel_without_a_page_is_held_with_the_reason(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            scene.pages.private.add("c")
            await scene.lose("drop_after")
            await scene.outbound.drain()
            (held,) = scene.outbound.store.undecided()
            assert held.state == "held"
            assert "shows no messages; only public channels have a page that does" in held.error

    asyncio.run(run())


@pytest.mark.parametrize(
    "answer",
    [None, Response(status=500), Response(body=b"x" * 200_000), Response(status=429, headers={"Retry-After": "60"})],
    ids=["dropped", "500", "endless", "429"],
)
def test_a_page_that_fails_once_is_read_again(tmp_path: Path, answer: Response | None) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_after")
            scene.pages.faults.append(answer)
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == SEEN

    asyncio.run(run())


def test_a_page_that_always_fails_ends_in_a_held_post(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            await scene.lose("drop_after")
            scene.pages.faults.extend([Response(status=503)] * 100)
            await scene.outbound.drain()
            (held,) = scene.outbound.store.undecided()
            assert "could not be read" in held.error

    asyncio.run(run())


def test_the_page_is_not_asked_where_the_audit_chat_shows_it(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path, audited("c"), audit=True) as scene:
            await scene.lose("drop_before")
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == SEEN
            assert scene.pages.asked == []

    asyncio.run(run())


def test_the_page_is_asked_where_the_audit_chat_cannot_show_it(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path, audited("c"), audit=True) as scene:
            scene.server.chats[CHAT].protected = True
            await scene.lose("drop_after")
            await scene.outbound.drain()
            assert scene.outbound.stands(CHAT) == SEEN
            assert len(scene.pages.asked) == 1

    asyncio.run(run())


def test_a_page_in_the_operators_own_network_is_not_read_unless_it_was_named(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as scene:
            outside = PageLooker(HttpFetcher(user_agent="test"), scene.pages.url)
            scene.outbound.lookers = (outside,)
            scene.outbound.restart()
            await scene.lose("drop_after")
            await scene.outbound.drain()
            assert scene.outbound.store.by_state()["held"] == 1
            assert scene.pages.asked == []

    asyncio.run(run())
