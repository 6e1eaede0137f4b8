"""The doors of posts owed, and of what the witness saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import (
    Action,
    ActionState,
)


class Outbox(Protocol):
    """Third loop. Every method is one committed transaction."""

    def recover(self, now: datetime) -> int:
        """What a dead process left in `sending` becomes `ambiguous`. Returns how many."""
        ...

    def heads(self) -> tuple[Action, ...]:
        """The first undecided action of each channel, whatever its state; nothing may overtake it."""
        ...

    def begin(self, key: str, now: datetime) -> Action:
        """pending -> sending, with the floor id; to be called *before* the message goes out."""
        ...

    def finish(self, key: str, message_id: int, now: datetime, resume_at: datetime) -> None:
        """sending -> sent; the chat may be used again from `resume_at`."""
        ...

    def postpone(self, key: str, until: datetime, error: str) -> None:
        """pending or sending -> pending: surely not sent, wait until then."""
        ...

    def doubt(self, key: str, error: str) -> None:
        """sending -> ambiguous: perhaps sent."""
        ...

    def refuse(self, key: str, error: str) -> None:
        """sending -> dead: will never be taken; the next ones may pass."""
        ...

    def drop(self, key: str, why: str) -> None:
        """pending -> dead: what it is about was never posted, so it is not even tried."""
        ...

    def settle(
        self, key: str, *, message_id: int | None = None, resend: bool = False, attempt: int | None = None
    ) -> bool:
        """An ambiguous or held action is decided: sent as `message_id`, to be sent again, or given up.

        `attempt`: only if it is still the one that was looked for. Without it, a dead action can be owed again as well.
        Returns whether it was decided.
        """
        ...

    def hold(self, key: str, why: str, *, attempt: int | None = None) -> bool:
        """ambiguous -> held: nothing could find out, the operator must. Returns whether it was ambiguous."""
        ...

    def resume_at(self, chat: str) -> datetime | None: ...

    def pause(self, chat: str, until: datetime) -> None: ...

    def park(self, channel: str, why: str) -> None:
        """Send nothing to this channel until `unpark`."""
        ...

    def unpark(self, channel: str) -> None: ...

    def parked(self) -> dict[str, str]: ...

    def message_ids(self, keys: Iterable[str]) -> dict[str, int]:
        """The ids of sent messages, but for those that stayed behind where a chat moved: there other ones have them."""
        ...

    def standing(self, key: str) -> tuple[ActionState, int | None] | None:
        """How an action stands, and its message id once there is one; None for an action that is not kept."""
        ...

    def chat_id(self, chat: str) -> int | None:
        """The numeric id behind a chat's name, once learnt; also the new id of a moved chat."""
        ...

    def learn_chat(self, chat: str, id: int) -> None: ...

    def by_state(self) -> dict[str, int]: ...

    def undecided(self) -> tuple[Action, ...]:
        """All ambiguous and held actions."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One message as it stands in a chat. `at`: when it was posted, by the server's clock.

    `text` as in Sight; `words`: the fingerprint of them (text/visible.py words_key), where only that was kept.
    """

    message_id: int
    text: str | None = None
    words: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A message in a channel that the witness was told of. `words` and `at` as in Seen."""

    chat: int
    message_id: int
    words: str | None
    at: datetime


class Sightings(Protocol):
    """Keeps what the witness was told: Telegram says it once, and for a day."""

    def note_sightings(self, sightings: Sequence[Sighting], now: datetime) -> None:
        """Keep them, and that up to `now` all was asked for.

        After a day without asking, something may have been lost: then all earlier sightings are forgotten, since they
        would say that the witness saw everything since.
        """
        ...

    def sightings(self, chat: int, above: int) -> tuple[Seen, ...]:
        """Those of a chat with ids above this one, lowest first."""
        ...

    def was_sighted(self, chat: int, message_id: int) -> bool: ...
