"""The edge to Telegram against a strict server: what each fault means for a post."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import BadRequest, TelegramError

from bot.deliver.telegram import TelegramMessenger, translate
from bot.errors import (
    ChannelBusy,
    ChannelClosed,
    DeliveryError,
    MarkupRefused,
    NotSent,
    OutcomeUnknown,
    PostRefused,
    TokenRefused,
)
from bot.model import Action
from tests.standin.strict import StrictStandIn

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TOKEN = "1:secret"
CHAT = -1001


def action(text: str = "<b>مرحبا</b>", **changes: object) -> Action:
    return Action(**{"key": "c|d|t|1", "channel": "c", "chat": "@c", "kind": "send", "text": text} | changes)  # type: ignore[arg-type]


@asynccontextmanager
async def opened(token: str = TOKEN) -> AsyncIterator[tuple[TelegramMessenger, StrictStandIn]]:
    async with StrictStandIn(token=TOKEN, clock=lambda: NOW) as server:
        assert isinstance(server, StrictStandIn)
        server.open_chat(CHAT, "c")
        messenger = TelegramMessenger(token, server.url)
        try:
            yield messenger, server
        finally:
            await messenger.close()


def test_a_post_arrives_with_markup_silent_and_without_preview() -> None:
    async def run() -> None:
        async with opened() as (messenger, server):
            assert await messenger.send(action(), CHAT) == 1
            assert server.chats[CHAT].messages[1].html == "<b>مرحبا</b>"
            form = dict(server.calls)["sendMessage"]
            assert form["disable_notification"] == "true"
            assert '"is_disabled": true' in form["link_preview_options"]

    asyncio.run(run())


@pytest.mark.parametrize(
    ("fault", "error", "posted"),
    [
        ("drop_before", OutcomeUnknown, 0),
        ("drop_after", OutcomeUnknown, 1),
        ("error_500", OutcomeUnknown, 0),
        ("html_502", OutcomeUnknown, 0),
        ("broken_json", OutcomeUnknown, 1),
        ("forbidden", ChannelClosed, 0),
        ("refuse", MarkupRefused, 0),
        ("flood", ChannelBusy, 0),
    ],
)
def test_a_fault_is_classed_by_whether_the_post_can_stand_there(
    fault: str, error: type[DeliveryError], posted: int
) -> None:
    async def run() -> None:
        async with opened() as (messenger, server):
            server.faults.append(fault)  # type: ignore[arg-type]
            with pytest.raises(error) as caught:
                await messenger.send(action(), CHAT)
            assert type(caught.value) is error
            assert len(server.chats[CHAT].messages) == posted
            assert TOKEN not in str(caught.value)

    asyncio.run(run())


def test_the_servers_wait_is_taken_over_exactly() -> None:
    async def run() -> None:
        async with opened() as (messenger, server):
            server.faults.append("flood")
            with pytest.raises(ChannelBusy) as caught:
                await messenger.send(action(), CHAT)
            assert caught.value.wait == timedelta(seconds=2)

    asyncio.run(run())


def test_no_connection_means_not_sent() -> None:
    async def run() -> None:
        messenger = TelegramMessenger(TOKEN, "http://127.0.0.1:1")
        with pytest.raises(NotSent):
            await messenger.send(action(), CHAT)
        await messenger.close()

    asyncio.run(run())


def test_a_wrong_token_is_named_with_its_cure_and_never_printed() -> None:
    async def run() -> None:
        async with opened("2:wrong") as (messenger, _):
            with pytest.raises(TokenRefused, match="@BotFather") as caught:
                await messenger.who()
            assert "2:wrong" not in str(caught.value)

    asyncio.run(run())


def test_an_unknown_chat_is_closed_not_refused() -> None:
    async def run() -> None:
        async with opened() as (messenger, _):
            with pytest.raises(ChannelClosed):
                await messenger.send(action(), "@nobody")

    asyncio.run(run())


def test_an_edit_is_idempotent_and_an_edit_of_nothing_is_refused() -> None:
    async def run() -> None:
        async with opened() as (messenger, server):
            first = await messenger.send(action(), CHAT)
            edit = action("<b>أهلا</b>", kind="edit", target="c|d|t|1")
            assert await messenger.send(edit, CHAT, first) == first
            assert await messenger.send(edit, CHAT, first) == first
            assert server.chats[CHAT].messages[first].html == "<b>أهلا</b>"
            with pytest.raises(PostRefused):
                await messenger.send(edit, CHAT, None)

    asyncio.run(run())


def test_bad_markup_is_refused_in_the_servers_words() -> None:
    async def run() -> None:
        async with opened() as (messenger, _):
            with pytest.raises(MarkupRefused, match="parse entities"):
                await messenger.send(action("<b>unclosed"), CHAT)

    asyncio.run(run())


def test_the_right_to_post_is_seen() -> None:
    async def run() -> None:
        async with opened() as (messenger, _):
            assert await messenger.right_to_post("@c") == ""
            assert await messenger.chat_id("@c") == CHAT

    asyncio.run(run())


@pytest.mark.parametrize("body", ['{"ok":false,"error_code":400,"descr', "<html>400 Bad Request</html>"])
def test_a_refusal_that_cannot_be_read_refuses_nothing(body: str) -> None:
    """It may be a proxy's, or the half of "can't parse entities": giving the post up for it would lose it."""
    error = BadRequest(f"Bad Request (400). Parsing the server response {body!r} failed")
    error.__cause__ = TelegramError("Invalid server response")
    assert isinstance(translate(error, error.message), OutcomeUnknown)
