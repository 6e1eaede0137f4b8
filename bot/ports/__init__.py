"""The doors between pure rooms and the world. Behind each stands an edge, and in the tests a fake of a few lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.ports.corrections import Corrections, PassedOver, PostedPost
from bot.ports.feeds import Answer, Fetcher, Parsed, Parser
from bot.ports.news import AlertStore, Archive, DigestStore, Filed, Housekeeping, IngestStore, Placed
from bot.ports.outbox import Outbox, Seen, Sighting, Sightings
from bot.ports.telegram import Looker, Messenger, Place, Sight, Stretch

Clock = Callable[[], datetime]
"""Returns the present moment, aware and in UTC."""


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their likeness across languages."""

    name: str  # of the model and its version: vectors of different names are not comparable

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...


class Store(IngestStore, DigestStore, AlertStore, Outbox, Archive, Housekeeping, Corrections, Sightings, Protocol):
    """Everything that is remembered."""

    def close(self) -> None: ...


__all__ = [
    "AlertStore",
    "Answer",
    "Archive",
    "Clock",
    "Corrections",
    "DigestStore",
    "Embedder",
    "Fetcher",
    "Filed",
    "Housekeeping",
    "IngestStore",
    "Looker",
    "Messenger",
    "Outbox",
    "Parsed",
    "Parser",
    "PassedOver",
    "Place",
    "Placed",
    "PostedPost",
    "Seen",
    "Sight",
    "Sighting",
    "Sightings",
    "Store",
    "Stretch",
]
