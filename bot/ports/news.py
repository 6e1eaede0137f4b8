"""The doors of what is remembered of the news: articles, stories, digests, alerts, and the archive."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.model import (
    Action,
    Alert,
    Article,
    Found,
    Item,
    Keep,
    Matched,
    Merge,
    Slot,
    Source,
    SourceState,
    Story,
    Tag,
    Vector,
)


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

    def untold(self, channel: str, since: datetime, among: Collection[str] | None = None) -> tuple[Story, ...]:
        """Stories (only `among` these) with news for this channel: never told here, or told and since then developed.

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
        self,
        slot: Slot,
        number: int,
        actions: Sequence[Action],
        told: Mapping[str, str],
        now: datetime,
        items: Sequence[Item] = (),
        *,
        index: str | None = None,
    ) -> bool:
        """THE transaction: the slot's row, the stories it tells (story id -> action key) and the posts owed.

        `items`: where each story stands in its post, so that it can be corrected and explained. `index`: the key among
        `actions` that sends a new index post of the channel. False, and nothing changed, when the slot or the number
        was made before, or one of the stories was told since `untold` read them.
        """
        ...


class AlertStore(Protocol):
    """What is told between two digests. What was told where is kept beside it, as for a digest."""

    def alert(
        self, action: Action, story: str, *, day: date, most: int, because: str, now: datetime, lead: str = ""
    ) -> bool:
        """In one transaction: owe an alert (`action` sends) or its reply (`action` replies), and note it as told.

        `lead`: the article whose headline it shows, so that a split knows which story was told.
        False, and nothing changed, when the channel had `most` of that kind on its local `day`, when the action is owed
        already, or when the story was told, or became part of another, since `untold` read it.
        """
        ...

    def amend(self, action: Action, edits: int, now: datetime) -> bool:
        """Owe an edit of the alert `action.target`. False, and nothing changed, unless it had `edits` edits so far."""
        ...

    def alerted_on(self, channel: str, day: date, *, reply: bool = False) -> int:
        """How many alerts (or replies) were made on a local day, whatever became of them."""
        ...

    def alerts(self, channel: str, since: datetime) -> tuple[Alert, ...]:
        """Alerts made at or after `since`, the oldest first, but for those that were refused or given up."""
        ...

    def unmentioned(self, channel: str) -> tuple[Alert, ...]:
        """Alerts made after the channel's last digest, and earlier ones replied to since: `key` is the reply's then."""
        ...

    def because(self, stories: Sequence[str]) -> dict[str, str]:
        """Why these stories were told at once, and what replies added: action key -> the reason, in order of time."""
        ...

    def slots(self, channel: str, limit: int) -> tuple[tuple[Slot, int], ...]:
        """The latest digests with their numbers, the newest first."""
        ...

    def index(self, channel: str) -> str | None:
        """Key of the action that sends the channel's index post; None when there is none, or it cannot be edited."""
        ...

    def pinned(self, key: str) -> bool:
        """Is the message of this action pinned, or going to be?"""
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
    adds: str = ""  # what it added to its story, where all of that story's articles are asked for
    retracted: str = ""  # why its story was taken back where it was told; empty: it stands


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

    def set_back(self, now: datetime) -> timedelta | None:
        """Compare the clock with the last sign of life; where it was set back by ten minutes to two days, by how much.

        Then polls, leases, pauses and posts that wait for a moment are moved by as much, in one transaction.
        """
        ...

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
