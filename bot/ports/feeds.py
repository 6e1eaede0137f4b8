"""The doors to the feeds: fetching and parsing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import (
    Entry,
    Source,
    SourceState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said to one poll, redirects followed.

    `status` is 0 when there was no answer. `problem` is empty on 200 and 304, else one sentence for the operator.
    `body` is inflated, whole and within the cap, or empty. `headers` have lower-case names.
    """

    status: int
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    moved_to: str | None = None  # where a chain of only permanent redirects ended
    truncated: bool = False
    problem: str = ""


class Fetcher(Protocol):
    """Asks one source politely: conditional, bounded in bytes and time, never into the operator's network."""

    async def fetch(self, source: Source, state: SourceState) -> Answer:
        """Never raises for what a server does; cancellation passes through."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A feed document, read. `problem` is empty when it was a feed at all (a broken one may still be read)."""

    entries: tuple[Entry, ...] = ()
    title: str = ""
    language: str | None = None  # the feed's own word, ISO 639-1
    entry_keys: frozenset[str] = frozenset()  # fingerprints of the raw entries, to skip them next time
    ttl: timedelta | None = None  # the feed's own wish (ttl, syndication period)
    problem: str = ""
    broken_off: bool = False  # it lacks its end: there may be entries that did not arrive


class Parser(Protocol):
    """Reads feed documents away from the event loop; a document that kills the reader harms only itself."""

    async def parse(
        self, source: Source, body: bytes, headers: Mapping[str, str], url: str, *, known: frozenset[str], now: datetime
    ) -> Parsed: ...

    async def close(self) -> None: ...
