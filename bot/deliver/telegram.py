"""The edge to Telegram's Bot API, through python-telegram-bot.

Which exception means what was measured against a loopback server, fault by fault; the decisive question is always
whether the message can have been posted.
"""

from __future__ import annotations

import warnings
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
from telegram import Bot, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.errors import (
    ChannelBusy,
    ChannelClosed,
    ChannelMoved,
    DeliveryError,
    MarkupRefused,
    NotSent,
    OutcomeUnknown,
    PostRefused,
    TokenRefused,
)

if TYPE_CHECKING:
    from bot.model import Action

# The library's own five seconds make most of the timeouts whose outcome nobody knows.
PATIENCE = timedelta(seconds=30)
_CONNECT_TIMEOUT = 10.0
_UNNAMED_WAIT = timedelta(seconds=30)
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)
_NO_RIGHT = (
    "chat not found",
    "not enough rights",
    "need administrator rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_admin_required",
    "message thread not found",
    "bot is not a member",
    "channel_private",
)


_BAD_MARKUP = ("can't parse entities", "entities_too_long", "entity_bounds_invalid")


def open_bot(token: str, api: str, patience: timedelta = PATIENCE) -> tuple[Bot, HTTPXRequest]:
    """A door to the Bot API at `api` whose connections are never reused; the caller shuts the second value down.

    `patience`: how long an answer may take before its outcome counts as unknown.

    A kept-alive connection that the server closes in the wrong moment looks like a lost answer, and a lost answer
    holds a channel. A fresh connection per post costs milliseconds.
    """
    seconds = patience.total_seconds()
    request = HTTPXRequest(
        connection_pool_size=4,
        read_timeout=seconds,
        write_timeout=seconds,
        connect_timeout=min(_CONNECT_TIMEOUT, seconds),
        pool_timeout=seconds,
        httpx_kwargs={"limits": httpx.Limits(max_connections=4, max_keepalive_connections=0), "trust_env": False},
    )
    # One for both of its jobs: each would read the machine's certificates anew, and this one fetches no updates.
    return Bot(token, base_url=f"{api.rstrip('/')}/bot", request=request, get_updates_request=request), request


class TelegramMessenger:
    """Sends actions as messages. One instance per token."""

    def __init__(self, token: str, api: str = "https://api.telegram.org", patience: timedelta = PATIENCE) -> None:
        self._bot, self._request = open_bot(token, api, patience)
        self._secret = token

    async def send(self, action: Action, chat: str | int, target: int | None = None) -> int:
        """Post, edit, reply or pin; return the message id. Raises a DeliveryError that says what is known."""
        try:
            return await self._do(action, chat, target)
        except TelegramError as error:
            if "message is not modified" in error.message.lower() and target is not None:
                return target
            raise self._translate(error) from error

    async def _do(self, action: Action, chat: str | int, target: int | None) -> int:
        preview = (
            LinkPreviewOptions(is_disabled=False, prefer_small_media=True)
            if action.preview
            else LinkPreviewOptions(is_disabled=True)
        )
        if action.kind == "pin":
            await self._bot.pin_chat_message(chat, _needed(action, target), disable_notification=True)
            return _needed(action, target)
        if action.kind == "edit":
            await self._bot.edit_message_text(
                action.text, chat, _needed(action, target), parse_mode=ParseMode.HTML, link_preview_options=preview
            )
            return _needed(action, target)
        reply = ReplyParameters(target, allow_sending_without_reply=True) if target is not None else None
        message: Message = await self._bot.send_message(
            chat,
            action.text,
            parse_mode=ParseMode.HTML,
            disable_notification=action.silent,
            link_preview_options=preview,
            message_thread_id=action.thread,
            reply_parameters=reply,
        )
        return message.message_id

    async def chat_id(self, chat: str | int) -> int:
        """Ask for the numeric id behind `@name`. Raises a DeliveryError."""
        try:
            return int((await self._bot.get_chat(chat)).id)
        except TelegramError as error:
            raise self._translate(error) from error

    async def who(self) -> str:
        """Return the bot's own @name; the cheapest proof that the token works. Raises a DeliveryError."""
        try:
            return f"@{(await self._bot.get_me()).username}"
        except TelegramError as error:
            raise self._translate(error) from error

    async def right_to_post(self, chat: str | int, *, pin: bool = False) -> str:
        """Return an empty text when the bot may post in `chat` (and pin there), else what is missing.

        Raises a DeliveryError.
        """
        try:
            me = await self._bot.get_me()
            member = await self._bot.get_chat_member(chat, me.id)
        except TelegramError as error:
            raise self._translate(error) from error
        if member.status in ("left", "kicked"):
            return "the bot is not in the chat; add it as an administrator"
        if member.status == "administrator" and getattr(member, "can_post_messages", None) is False:
            return "the bot may not post; give it the right «Post messages»"
        rights = (getattr(member, name, None) for name in ("can_edit_messages", "can_pin_messages"))
        if pin and member.status == "administrator" and not any(rights):
            return "the bot may not pin; give it the right «Edit messages» (in a group «Pin messages»)"
        return ""

    async def close(self) -> None:
        await self._request.shutdown()

    def _translate(self, error: TelegramError) -> DeliveryError:
        said = str(error.message).replace(self._secret, "***")
        return translate(error, said)


def _needed(action: Action, target: int | None) -> int:
    if target is None:
        raise PostRefused(f"{action.key} should {action.kind} a message that was never posted ({action.target})")
    return target


def translate(error: TelegramError, said: str) -> DeliveryError:
    """Return the house's error for the library's. The order matters: BadRequest is a NetworkError there."""
    match error:
        case RetryAfter():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the library warns that this will become a timedelta: both are read
                wait = error.retry_after
            return ChannelBusy(said, wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case ChatMigrated():
            return ChannelMoved(said, error.new_chat_id)
        case Forbidden():
            return ChannelClosed(f"Telegram forbids posting there: {said}. Make the bot an administrator of the chat")
        case InvalidToken():
            return TokenRefused(
                f"Telegram does not know this token ({said}). Copy TELEGRAM_BOT_TOKEN anew from @BotFather"
            )
        case BadRequest(__cause__=TelegramError()):  # a refusal whose words did not arrive whole, or of a proxy's own
            return OutcomeUnknown("the answer (Bad Request) cannot be read")
        case BadRequest():
            if any(word in said.lower() for word in _NO_RIGHT):
                return ChannelClosed(f"Telegram: {said}. Check the chat's name and that the bot may post there")
            refused = MarkupRefused if any(word in said.lower() for word in _BAD_MARKUP) else PostRefused
            return refused(f"Telegram: {said}")
        case Conflict():
            return NotSent(f"another program uses this token: {said}")
        case TimedOut() | NetworkError():
            if isinstance(error.__cause__, _NEVER_LEFT):
                return NotSent(f"no connection to Telegram: {said}")
            if "too many requests" in said.lower():
                return ChannelBusy(said, _UNNAMED_WAIT)
            return OutcomeUnknown(f"the answer was lost: {said}")
        case _:
            return OutcomeUnknown(f"the answer cannot be read: {said}")
