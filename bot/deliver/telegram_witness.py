"""The edge of the second bot: an administrator of the channels that is told of every post, as the first one is not."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from telegram import Bot, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import InvalidToken, TelegramError

from bot.deliver.telegram import open_bot, translate
from bot.errors import ChannelClosed, DeliveryError
from bot.ports import Clock, Place, Seen, Sighting, Sightings, Stretch
from bot.text.visible import words_key

_PATIENCE = timedelta(minutes=20)
_A_CALL = 100  # updates, the most that Telegram hands out at once
_INSIDE = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


class Witness:
    """Implements bot.ports.Looker. Telegram keeps what it has to tell for a day; `listen` must be called within.

    What was told is committed before it is confirmed to Telegram, so that a crash between the two loses nothing.
    """

    def __init__(self, token: str, api: str, sightings: Sightings, clock: Clock) -> None:
        plain, self._request = open_bot(token, api)
        self._bot = Bot(token, base_url=plain.base_url.removesuffix(token), request=self._request,
                        get_updates_request=self._request)  # fmt: skip
        self._secret, self._sightings, self._clock = token, sightings, clock
        self._turn = asyncio.Lock()  # Telegram refuses two readers at once
        self._next: int | None = None

    @property
    def name(self) -> str:
        return "witness"

    @property
    def patience(self) -> timedelta | None:
        return _PATIENCE

    def bar(self, place: Place) -> str:
        return ""

    def spends(self, place: Place) -> str | None:
        return None

    async def missing(self, place: Place) -> str:
        try:
            await self._chat(place)
        except TelegramError as error:
            raise self._translate(error) from error
        return ""

    async def listen(self) -> None:
        """Keep what was posted since. Raises DeliveryError, and StoreError where it cannot be kept."""
        async with self._turn:
            try:
                while await self._hear():
                    pass
            except TelegramError as error:
                raise self._translate(error) from error

    async def _hear(self) -> bool:
        """Keep one handful; True when there may be more, or the handful is still to be confirmed."""
        asked = self._clock()
        updates = await self._bot.get_updates(
            offset=self._next, limit=_A_CALL, timeout=0, allowed_updates=[Update.CHANNEL_POST]
        )
        posts = [update.channel_post for update in updates if update.channel_post is not None]
        await asyncio.to_thread(self._sightings.note_sightings, [_sighting(one) for one in posts], asked)
        # Numbers begin anew somewhere after a quiet week: an old one would bar what comes then.
        self._next = updates[-1].update_id + 1 if updates else None
        return bool(updates)

    async def look(self, place: Place, message_id: int) -> Stretch:
        """Tell what it was told of from the message before `message_id` on.

        That speaks for this moment where it is an administrator now, and saw the message before: whoever was told of
        that one and listens on is told of the next. Else what it did not see proves nothing.
        """
        try:
            chat = await self._chat(place)
        except TelegramError as error:
            raise self._translate(error) from error
        await self.listen()
        seen = await asyncio.to_thread(self._sightings.sightings, chat, message_id - 2)
        if await asyncio.to_thread(self._sightings.was_sighted, chat, message_id - 1):
            return Stretch(seen=seen, live=True)
        return Stretch(seen=tuple(Seen(message_id=one.message_id, words=one.words) for one in seen))

    async def _chat(self, place: Place) -> int:
        """The chat's number. Raises ChannelClosed where it is told nothing of the chat, and TelegramError."""
        chat = await self._bot.get_chat(place.chat)
        if chat.type != ChatType.CHANNEL:
            raise ChannelClosed("bots are told nothing of each other in a group; a witness sees channels only")
        me = await self._bot.get_me()
        member = await self._bot.get_chat_member(chat.id, me.id)
        if member.status not in _INSIDE:
            raise ChannelClosed(f"@{me.username} is no administrator of the channel; add it, without any right")
        return int(chat.id)

    async def close(self) -> None:
        await self._request.shutdown()

    def _translate(self, error: TelegramError) -> DeliveryError:
        said = str(error.message).replace(self._secret, "***")
        if isinstance(error, InvalidToken):  # asking again would not help
            return ChannelClosed(f"Telegram does not know the token ({said}); copy TELEGRAM_WITNESS_TOKEN anew")
        return translate(error, said)


def _sighting(post: Message) -> Sighting:
    text = post.text or post.caption
    words = None if text is None else words_key(text)
    return Sighting(chat=post.chat.id, message_id=post.message_id, words=words, at=post.date)
