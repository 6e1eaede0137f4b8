"""The doors between pure rooms and the world. Behind each stands an edge, and in the tests a fake of a few lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.model import (
    Action,
    ActionState,
    Alert,
    Article,
    Correction,
    Entry,
    Found,
    Item,
    Judgement,
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
    broken_off: bool = False  # it lacks its end: there may be entries that did not arrive


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedPost:
    """An action that tells something, its text after all edits so far, and its items in order."""

    action: Action
    text: str
    items: tuple[Item, ...]
    edits: int = 0  # how many edits of it were ever owed


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """A story that a digest did not tell, and the action that told it there later, if one did."""

    story: Story
    later: str | None


class Corrections(Protocol):
    """What the operator says was wrong: of posts, and of stories."""

    def posted(self, chat: str, message_id: int) -> PostedPost | None:
        """The post that stands under this id in the chat (a name or a numeric id as text), as it reads now."""
        ...

    def post(self, key: str) -> PostedPost | None:
        """The post of this action, sent or still owed."""
        ...

    def chats(self) -> tuple[tuple[str, int | None], ...]:
        """Every chat that anything was posted to, by name or id, with the highest message id of a post there."""
        ...

    def owe_correction(self, edit: Action, after: Item, correction: Correction) -> bool:
        """In one transaction, owe the edit, let the item read as `after`, and note the correction.

        False, and nothing changed, when the item no longer reads as `correction.before` says, or the edit's key is
        taken: somebody else corrected the same post.
        """
        ...

    def reports(self, story: str) -> tuple[Filed, ...]:
        """All articles of a story with all we know about them, in order of arrival; `told` is the story's."""
        ...

    def told_at(self, action: str) -> dict[str, datetime]:
        """Which stories an action tells, and when that was decided."""
        ...

    def passed_over(self, action: str) -> tuple[PassedOver, ...]:
        """Stories with a new article since the digest before, which the digest of this action did not tell."""
        ...

    def corrections(self, action: str | None = None) -> tuple[Correction, ...]:
        """All corrections, or those of one post, in order."""
        ...

    def split(self, story: str, articles: Sequence[str], *, into: str | None, why: str, now: datetime) -> str:
        """Let `articles` leave `story` for a story of their own, or for `into`; returns the id of that story.

        What was told under the headline of one of them stays told as theirs. All of them and those they leave are
        judged different, those they join the same. Raises StoreError where an article does not stand in the story,
        where none would be left and `into` is not named, or where one of the stories does not exist.
        """
        ...

    def judgements(self) -> tuple[Judgement, ...]:
        """What the operator said of pairs of articles, in order; the latest word on each pair."""
        ...

    def last_judgement(self) -> int:
        """Grows with every judgement: whoever remembers stories looks at it to see whether to read them anew."""
        ...

    def apart(self, since: datetime) -> frozenset[tuple[str, str]]:
        """Pairs of articles that are not one event, one of each seen at or after `since`."""
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


class Store(IngestStore, DigestStore, AlertStore, Outbox, Archive, Housekeeping, Corrections, Sightings, Protocol):
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
