"""Looking into a chat by forwarding out of it, against a strict server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.deliver.telegram import TelegramMessenger
from bot.deliver.telegram_audit import ForwardProbe
from bot.errors import ChannelBusy, ChannelClosed, ChannelMoved, DeliveryError, NotSent, OutcomeUnknown
from bot.model import Action
from bot.ports import Place, Sight
from tests.standin.strict import StrictStandIn

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TOKEN = "1:secret"
CHAT, AUDIT = -1001, -1009
HERE = Place(chat=CHAT, audit_chat=AUDIT)
POST = Action(key="k", channel="c", chat="@c", kind="send", text="<b>نشرة</b> 1 &amp; 2")


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[ForwardProbe, StrictStandIn]]:
    """A server with one post in the channel."""
    async with StrictStandIn(token=TOKEN, clock=lambda: NOW) as server:
        assert isinstance(server, StrictStandIn)
        server.open_chat(CHAT, "c")
        server.open_chat(AUDIT, "audit")
        messenger = TelegramMessenger(TOKEN, server.url)
        await messenger.send(POST, CHAT)
        await messenger.close()
        probe = ForwardProbe(TOKEN, server.url)
        try:
            yield probe, server
        finally:
            await probe.close()


def test_the_words_of_a_message_are_seen_and_no_copy_stays() -> None:
    async def run() -> None:
        async with opened() as (probe, server):
            assert await probe.look(HERE, 1) == Sight(there=True, text="نشرة 1 & 2")
            assert dict(server.calls)["forwardMessage"]["disable_notification"] == "true"
            assert server.chats[AUDIT].messages == {}
            assert server.chats[AUDIT].next_id == 2

    asyncio.run(run())


def test_an_id_without_a_message_is_empty() -> None:
    async def run() -> None:
        async with opened() as (probe, _):
            assert await probe.look(HERE, 2) == Sight(there=False)

    asyncio.run(run())


def test_a_service_message_is_there_without_words() -> None:
    async def run() -> None:
        async with opened() as (probe, server):
            server.chats[CHAT].services.add(2)
            assert await probe.look(HERE, 2) == Sight(there=True)

    asyncio.run(run())


def test_a_channel_with_protected_content_cannot_be_looked_into() -> None:
    async def run() -> None:
        async with opened() as (probe, server):
            server.chats[CHAT].protected = True
            with pytest.raises(ChannelClosed, match="restricts saving"):
                await probe.look(HERE, 1)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("fault", "error"),
    [("forbidden", ChannelClosed), ("drop_before", OutcomeUnknown), ("error_500", OutcomeUnknown), (7, ChannelBusy)],
)
def test_a_look_that_failed_says_what_to_do(fault: object, error: type[DeliveryError]) -> None:
    async def run() -> None:
        async with opened() as (probe, server):
            server.look_faults.append(fault)  # type: ignore[arg-type]
            with pytest.raises(error) as caught:
                await probe.look(HERE, 1)
            assert TOKEN not in str(caught.value)
            if isinstance(caught.value, ChannelBusy):
                assert caught.value.wait == timedelta(seconds=7)

    asyncio.run(run())


def test_an_audit_chat_that_moved_is_told_apart_from_a_group_that_moved() -> None:
    async def run() -> None:
        async with opened() as (probe, server):
            server.open_chat(-77, "group").moved_to = -1077
            with pytest.raises(ChannelClosed, match="moved"):
                await probe.look(Place(chat=-77, audit_chat=AUDIT), 1)
            server.chats[AUDIT].moved_to = -1088
            with pytest.raises(ChannelMoved) as caught:
                await probe.look(HERE, 1)
            assert caught.value.chat == -1088

    asyncio.run(run())


def test_an_audit_chat_that_does_not_exist_is_closed() -> None:
    async def run() -> None:
        async with opened() as (probe, _):
            with pytest.raises(ChannelClosed):
                await probe.look(Place(chat=CHAT, audit_chat="@nobody"), 1)

    asyncio.run(run())


def test_a_copy_that_could_not_be_deleted_is_deleted_before_the_next_look() -> None:
    async def run() -> None:
        async with opened() as (probe, server):
            server.delete_faults.append("error_500")
            assert (await probe.look(HERE, 1)).text == "نشرة 1 & 2"
            assert len(server.chats[AUDIT].messages) == 1
            server.delete_faults.append(4)
            with pytest.raises(ChannelBusy):
                await probe.look(HERE, 2)
            assert await probe.look(HERE, 2) == Sight(there=False)
            assert server.chats[AUDIT].messages == {}

    asyncio.run(run())


def test_a_copy_somebody_else_deleted_holds_nothing_up() -> None:
    async def run() -> None:
        async with opened() as (probe, server):
            server.delete_faults.append("error_500")
            await probe.look(HERE, 1)
            server.chats[AUDIT].messages.clear()
            assert await probe.look(HERE, 2) == Sight(there=False)

    asyncio.run(run())


def test_no_connection_is_named_as_such() -> None:
    async def run() -> None:
        probe = ForwardProbe(TOKEN, "http://127.0.0.1:1")
        with pytest.raises(NotSent):
            await probe.look(HERE, 1)
        await probe.close()

    asyncio.run(run())
