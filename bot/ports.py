"""The doors between pure rooms and the world. Behind each stands an edge, and in the tests a fake of a few lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import Action, Article, Entry, Found, Keep, Matched, Merge, Slot, Source, SourceState, Story, Tag, Vector

Clock = Callable[[], datetime]
"""Returns the present moment, aware and in UTC."""


# --- poll ----------------------------------------------------------------------------------------------------------


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


# --- parse ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A feed document, read. `problem` is empty when it was a feed at all (a broken one may still be read)."""

    entries: tuple[Entry, ...] = ()
    title: str = ""
    language: str | None = None  # the feed's own word, ISO 639-1
    entry_keys: frozenset[str] = frozenset()  # fingerprints of the raw entries, to skip them next time
    ttl: timedelta | None = None  # the feed's own wish (ttl, syndication period)
    problem: str = ""


class Parser(Protocol):
    """Reads feed documents away from the event loop; a document that kills the reader harms only itself."""

    async def parse(
        self, source: Source, body: bytes, headers: Mapping[str, str], url: str, *, known: frozenset[str], now: datetime
    ) -> Parsed: ...

    async def close(self) -> None: ...


# --- story ---------------------------------------------------------------------------------------------------------


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their likeness across languages."""

    name: str  # of the model and its version: vectors of different names are not comparable

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...


# --- store ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An article that stands in a story, as the story room needs it to go on after a restart."""

    sequence: int  # grows with every stored article
    article: Article
    matched: Matched
    story: str
    vector: Vector | None = None


class IngestStore(Protocol):
    """First loop: poll, parse, match, story, then one transaction."""

    def remember_sources(self, sources: Iterable[Source], now: datetime) -> None:
        """Make a row for every configured source; sources no longer configured keep theirs but are not due."""
        ...

    def claim_sources(
        self, now: datetime, *, owner: str, limit: int, lease: timedelta, everything: bool = False
    ) -> tuple[SourceState, ...]:
        """Lease up to `limit` due sources, the longest due first. Nobody else gets them before the lease ends."""
        ...

    def release_leases(self) -> int:
        """End all leases; for a lone process that starts after another one died. Returns how many."""
        ...

    def known(self, source: str, articles: Sequence[Article], since: datetime) -> dict[str, Article]:
        """Which of `articles` this source told before: new article's id -> the stored article.

        The same guid, the same URL key, or the same title fingerprint seen after `since`, in this order. Two
        articles with different guids and different URL keys are not joined by an equal title.
        """
        ...

    def ingest(
        self, state: SourceState, found: Sequence[Found], links: Sequence[tuple[str, str, str, float]], now: datetime
    ) -> None:
        """THE transaction: articles, mentions, story links (a, b, kind, score) *and* the source's state.

        It also ends the lease.

        Raises StoreFull when the disk is full; then nothing was kept and the source stays due.
        """
        ...

    @property
    def exclusive(self) -> bool:
        """Whether this process alone decides on stories in this store."""
        ...

    def placing(self) -> AbstractContextManager[None]:
        """Be the only one, of all processes, who decides on stories and keeps them, until the block ends."""
        ...

    def reached(self) -> tuple[int, int]:
        """Sequence of the last article, and how often earlier ones were edited or their stories merged."""
        ...

    def placed(self, since: datetime, after: int = 0) -> tuple[Placed, ...]:
        """Articles in stories with sequence > `after` seen at or after `since`, in order of sequence."""
        ...


class DigestStore(Protocol):
    """Second loop: what to tell, and the one transaction that makes a slot's posts owed."""

    def last_slot(self, channel: str) -> Slot | None: ...

    def edition(self, channel: str) -> int:
        """Number of the next digest of the channel, from 1."""
        ...

    def untold(self, channel: str, since: datetime) -> tuple[Story, ...]:
        """Stories with news for this channel: never told here, or told and since then developed.

        Only articles of fate `new` (and developments among them) seen at or after `since` make a story news; the story
        comes whole, with all its articles and tags. `told_before` and `adds` are set for a developed one.
        """
        ...

    def told(self, stories: Collection[str]) -> frozenset[str]:
        """Which of these stories any channel was told."""
        ...

    def merge(self, merges: Sequence[Merge], now: datetime) -> bool:
        """In one transaction, let all articles of stories that go stand in those that stay.

        False, and nothing changed, when one that goes was told meanwhile, or is not there.
        """
        ...

    def make_slot(
        self, slot: Slot, number: int, actions: Sequence[Action], told: Mapping[str, str], now: datetime
    ) -> bool:
        """THE transaction: the slot's row, the stories it tells (story id -> action key) and the posts owed.

        False, and nothing changed, when the slot or the number was made before.
        """
        ...


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

    def settle(
        self, key: str, *, message_id: int | None = None, resend: bool = False, attempt: int | None = None
    ) -> bool:
        """An ambiguous or held action is decided: sent as `message_id`, to be sent again, or given up.

        `attempt`: only if it is still the one that was looked for. Returns whether it was decided.
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

    def message_ids(self, keys: Iterable[str]) -> dict[str, int]: ...

    def chat_id(self, chat: str) -> int | None:
        """The numeric id behind a chat's name, once learnt; also the new id of a moved chat."""
        ...

    def learn_chat(self, chat: str, id: int) -> None: ...

    def by_state(self) -> dict[str, int]: ...

    def undecided(self) -> tuple[Action, ...]:
        """All ambiguous and held actions."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An archived article with all we know about it."""

    article: Article
    tags: tuple[Tag, ...]
    story: str | None
    relation: str | None
    because: str
    fate: str
    why: str
    told: tuple[tuple[str, str, int | None], ...] = ()  # (channel, action key, message id)
    more: int = 0  # further articles of the same story


class Archive(Protocol):
    """Reading, and the operator's notices."""

    def search(self, tags: Sequence[str], words: Sequence[str], *, limit: int, offset: int = 0) -> tuple[Filed, ...]:
        """The best article of each story that has all `tags`, watched or only known, and all `words`; the best first.

        A word of four letters and more stands for all that begin with its stem; characters of a script without spaces
        are found anywhere. What is asked for in the title and in weight comes before what is up to three days newer.
        Without tags and words: the newest stories.
        """
        ...

    def find(self, text_or_url: str, url_key: str | None) -> Filed | None:
        """The newest article with this URL, URL key, id or exact title."""
        ...

    def since(self, moment: datetime) -> Iterator[Filed]:
        """Every article first seen at or after `moment`, in order of arrival, with its tags as they were stored.

        Read page by page, so that a month costs no more memory than an hour; `told` is left empty.
        """
        ...

    def story(self, id: str) -> Story | None: ...

    def source_states(self) -> tuple[SourceState, ...]: ...

    def counts(self) -> dict[str, int]:
        """Rows by table, and articles by fate as `fate:new` and so on."""
        ...

    def notice(self, key: str, text: str, now: datetime) -> bool:
        """Note what the operator should hear; True when it is news (the same key with the same text is not)."""
        ...

    def clear_notice(self, key: str) -> bool: ...

    def notices(self) -> tuple[tuple[str, str, datetime], ...]: ...

    def beat(self, now: datetime) -> None:
        """Leave a sign of life, for health checks."""
        ...

    def last_beat(self) -> datetime | None: ...

    def integrity(self) -> tuple[str, ...]:
        """What is wrong with the database, in sentences; empty when sound."""
        ...


class Housekeeping(Protocol):
    """What keeps the database from growing for ever."""

    def prune(self, keep: Keep, now: datetime) -> Iterator[int]:
        """Delete what is older than `keep` says, in small transactions; yields how many rows each one took.

        May be left off anywhere and begun again. What a source still serves stays known to it: its entries do not
        come back as new. Once all is done, the moment and the size of the database are noted.
        """
        ...

    def last_pruned(self) -> datetime | None: ...

    def size(self) -> int:
        """Bytes the database takes, its free pages included."""
        ...

    def sizes(self) -> tuple[tuple[datetime, int], ...]:
        """The bytes noted after each pruning, the oldest first."""
        ...


class Store(IngestStore, DigestStore, Outbox, Archive, Housekeeping, Protocol):
    """Everything that is remembered."""

    def close(self) -> None: ...


# --- deliver -------------------------------------------------------------------------------------------------------


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


class Looker(Protocol):
    """Sees what stands in a chat, one message a call, without anybody in the chat noticing."""

    async def look(self, chat: str | int, message_id: int, audit_chat: str | int) -> Sight:
        """Look by way of `audit_chat`, a private chat that is cleaned up afterwards as far as its answers arrive.

        Raises ChannelBusy with a wait that binds the audit chat, ChannelClosed or PostRefused where this cannot be
        looked at in any way, and another DeliveryError where it may be tried again.
        """
        ...

    async def close(self) -> None: ...
