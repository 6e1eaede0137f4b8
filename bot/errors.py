"""The errors of the house: one class per different thing the caller does.

Every message says what, where and the cure. Secrets never enter a message.
"""

from __future__ import annotations

from datetime import timedelta


class MarsadError(Exception):
    """The root. `str()` of it may be shown to the operator as it is."""


class ConfigError(MarsadError):
    """The operator's text is wrong: exit 2 at start, keep the old settings while running.

    `problems` holds one finished sentence each, such as
    `sources.yaml line 12, column 10: every: "10 parsec" is not a duration; write 10m, 2h or 1d`.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class StoreError(MarsadError):
    """The database cannot be used as it is; the message names the cure."""


class StoreTooNew(StoreError):
    """A newer Marsad wrote this database; an older one must not touch it."""


class StoreBusy(StoreError):
    """Another instance holds this database."""


class StoreFull(StoreError):
    """The disk took no more: nothing of this transaction was kept; try again later."""


class AlreadyDecided(StoreError):
    """The action is not in the state this step starts from: another process, or an earlier try, decided it."""


class DeliveryError(MarsadError):
    """A post was not confirmed; the subclass says what to do with it."""


class ChannelBusy(DeliveryError):
    """Not sent: the server asks for a pause (429). Send the same post again after `wait`."""

    def __init__(self, message: str, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


class NotSent(DeliveryError):
    """Not sent, surely (no connection was made). Try again later."""


class OutcomeUnknown(DeliveryError):
    """Perhaps sent: the answer was lost. Never send it again by guessing."""


class PostRefused(DeliveryError):
    """Not sent: the server will never take this post as it stands. Others may pass."""


class MarkupRefused(PostRefused):
    """Not sent: the server cannot read the markup. The same words without it may pass."""


class ChannelClosed(DeliveryError):
    """Not sent: the bot may not post in this chat. Park the channel and tell the operator."""


class ChannelMoved(DeliveryError):
    """Not sent: the chat has another id now. Follow it and send again."""

    def __init__(self, message: str, chat: int) -> None:
        super().__init__(message)
        self.chat = chat


class TokenRefused(DeliveryError):
    """Not sent: the server does not know the token. Keep what is owed and tell the operator."""
