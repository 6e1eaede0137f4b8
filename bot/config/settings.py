"""What an operator wants, read and checked: the values every other room is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot import __version__
from bot.model import Channel, Keep, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSettings:
    """How politely to ask: the floor between two polls of a source, and how many at once."""

    every: timedelta = timedelta(minutes=15)
    every_is_explicit: bool = False  # the operator chose it: then it holds also where validators do not work
    concurrency: int = 50
    user_agent: str = f"Marsad/{__version__} (feed reader; one reader, conditional requests)"
    allow_private: frozenset[str] = frozenset()  # hosts or networks on private addresses that may be polled


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole of `sources.yaml`. Sources and channels have unique ids."""

    sources: tuple[Source, ...] = ()
    channels: tuple[Channel, ...] = ()
    poll: PollSettings = field(default_factory=PollSettings)
    keep: Keep = field(default_factory=Keep)
    watch_extra: Mapping[str, Any] = field(default_factory=dict)  # entities, in the gazetteer's own shape
    watch_mute: tuple[str, ...] = ()
    admins: tuple[int, ...] = ()  # user ids: who may decide held posts in the bot's private chat
