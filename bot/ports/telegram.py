"""The doors to Telegram: sending, and looking at what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.model import (
    Action,
)
from bot.ports.outbox import Seen


class Messenger(Protocol):
    """Sends one action and returns the id of the message.

    Raises a `DeliveryError` whose class says whether it was sent and what to do. Edits are idempotent: an edit that
    changes nothing succeeds.
    """

    async def send(self, action: Action, chat: str | int, target: int | None = None) -> int: ...

    async def chat_id(self, chat: str | int) -> int:
        """The numeric id of a chat, for links and pacing."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What stands in a chat under one message id. `text` is what a reader sees; None where it cannot be shown."""

    there: bool
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Messages of a chat as they stood together at one moment, which may be a while ago; lowest id first."""

    seen: tuple[Seen, ...] = ()
    more: bool = False  # others may follow above the last one
    live: bool = False  # the moment is now: a message that is not seen does not stand there


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A chat to look into, by all the names it is reached under."""

    chat: str | int  # the numeric id where it is known
    public: str = ""  # the name without "@" as the settings write it; empty: they name a number
    audit_chat: str | int | None = None


class Looker(Protocol):
    """Sees what stands in a chat without anybody in the chat noticing."""

    @property
    def name(self) -> str:
        """What the operator knows it by."""
        ...

    @property
    def patience(self) -> timedelta | None:
        """How long it may be asked about one post before the next looker has its turn; None: until it knows."""
        ...

    def bar(self, place: Place) -> str:
        """Say why this looker can see nothing in `place`; empty where it may be asked."""
        ...

    async def missing(self, place: Place) -> str:
        """Try it out: what is missing for looking into `place`, empty when nothing is. Raises a DeliveryError."""
        ...

    def spends(self, place: Place) -> str | None:
        """The chat whose pace a look counts to, None where it counts to none."""
        ...

    async def look(self, place: Place, message_id: int) -> Sight | Stretch:
        """Tell what stands under `message_id`, or what is seen of all that stands from the id before it on.

        Raises ChannelBusy with a wait that binds the chat of `spends`, ChannelMoved where that one moved, ChannelClosed
        or PostRefused where this cannot be looked at in any way, and another DeliveryError where it may be tried again.
        """
        ...

    async def close(self) -> None: ...
