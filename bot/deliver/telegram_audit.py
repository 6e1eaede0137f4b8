"""The edge that looks: the Bot API cannot read a chat, but it can forward out of it into a private one."""

from __future__ import annotations

import logging
from datetime import timedelta

from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.deliver.telegram import PATIENCE, open_bot, translate
from bot.errors import ChannelClosed, DeliveryError
from bot.ports import Place, Sight

log = logging.getLogger("marsad")

_NOTHING_THERE = ("message to forward not found", "message_id_invalid")
_NOT_TO_BE_SHOWN = ("can't be forwarded", "chat_forwards_restricted")


class ForwardProbe:
    """Implements bot.ports.Looker: forwards a message in silence into the audit chat, reads it, deletes the copy.

    The right to read the channel and to write into the audit chat suffices. A copy that could not be deleted at once
    is deleted before the next look; one whose own answer was lost has no known id and stays, in silence.
    """

    def __init__(self, token: str, api: str = "https://api.telegram.org", patience: timedelta = PATIENCE) -> None:
        self._bot, self._request = open_bot(token, api, patience)
        self._secret = token
        self._copies: list[tuple[str | int, int]] = []

    @property
    def name(self) -> str:
        return "audit chat"

    @property
    def patience(self) -> timedelta | None:
        return None  # each look brings it one id further

    def bar(self, place: Place) -> str:
        if place.audit_chat is None:
            return "no audit_chat is set"
        if place.chat == place.audit_chat:  # readers would see the copies
            return "audit_chat is the channel itself; name a private chat"
        return ""

    async def missing(self, place: Place) -> str:
        if bar := self.bar(place):
            return bar
        await self._refuse_protected(place.chat)
        return ""

    def spends(self, place: Place) -> str | None:
        return None if place.audit_chat is None else str(place.audit_chat)

    async def look(self, place: Place, message_id: int) -> Sight:
        """Tell what stands under `message_id`. Raises a DeliveryError when that could not be seen."""
        chat, audit_chat = place.chat, place.audit_chat
        if audit_chat is None:
            raise ChannelClosed(self.bar(place))
        if (busy := await self._tidy()) is not None:
            raise self._translate(busy)
        try:
            copy = await self._bot.forward_message(audit_chat, chat, message_id, disable_notification=True)
        except TelegramError as error:
            return await self._refused(error, chat, audit_chat)
        self._copies.append((audit_chat, copy.message_id))
        await self._tidy()
        return Sight(there=True, text=copy.text or copy.caption or "")

    async def _refused(self, error: TelegramError, chat: str | int, audit_chat: str | int) -> Sight:
        said = error.message.lower()
        if isinstance(error, BadRequest) and any(words in said for words in _NOTHING_THERE):
            return Sight(there=False)
        if isinstance(error, BadRequest) and any(words in said for words in _NOT_TO_BE_SHOWN):
            await self._refuse_protected(chat)
            return Sight(there=True)  # a service message: somebody pinned, or changed the title
        if isinstance(error, ChatMigrated):
            await self._refuse_moved(chat, audit_chat)
        raise self._translate(error) from error

    async def _refuse_moved(self, chat: str | int, audit_chat: str | int) -> None:
        """Make sure that it is the audit chat that moved: copies must never land in the chat that is looked into."""
        try:
            await self._bot.send_chat_action(audit_chat, ChatAction.TYPING)
        except ChatMigrated:
            return
        except TelegramError as error:
            raise self._translate(error) from error
        raise ChannelClosed(f"the group {chat} moved, and its former messages cannot be shown")

    async def _refuse_protected(self, chat: str | int) -> None:
        try:
            known = await self._bot.get_chat(chat)
        except TelegramError as error:
            raise self._translate(error) from error
        if known.has_protected_content:
            raise ChannelClosed("the channel restricts saving content, so that nothing can be forwarded out of it")

    async def _tidy(self) -> RetryAfter | None:
        """Delete the copies made so far; returns the server's word when it asks for a pause."""
        while self._copies:
            audit_chat, copy = self._copies[-1]
            try:
                await self._bot.delete_message(audit_chat, copy)
            except RetryAfter as busy:
                return busy
            except (BadRequest, Forbidden) as error:  # gone already, or never to be deleted: a silent copy stays
                log.warning("audit_copy_left chat=%s message=%d error=%r", audit_chat, copy, self._said(error))
            except TelegramError as error:
                log.info("audit_copy_later chat=%s message=%d error=%r", audit_chat, copy, self._said(error))
                return None
            self._copies.pop()
        return None

    async def close(self) -> None:
        """Delete what is left and give the connections back."""
        await self._tidy()
        await self._request.shutdown()

    def _said(self, error: TelegramError) -> str:
        return str(error.message).replace(self._secret, "***")

    def _translate(self, error: TelegramError) -> DeliveryError:
        return translate(error, self._said(error))
