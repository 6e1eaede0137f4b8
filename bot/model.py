"""The values that walk through the house. Frozen, without behaviour that touches the world.

Times are aware and in UTC, durations are `timedelta`, texts are NFC, offsets count code points of the
named field. Ids of entities and topics look like `person.xi_jinping` or `topic.belt_and_road`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

Field = Literal["title", "summary"]
Kind = Literal["person", "place", "org", "project", "topic", "event"]
Relation = Literal["new", "copy", "joined", "development"]
ActionKind = Literal["send", "edit", "reply", "pin"]
ActionState = Literal["pending", "sending", "sent", "ambiguous", "held", "dead"]


# --- what to watch -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A line of `sources.yaml`: what to poll and how to read it."""

    id: str
    url: str
    name: str
    language: str | None = None  # ISO 639-1; None: the feed's own word, else the script
    zone: str = "UTC"  # IANA name, for dates that name no zone
    kind: Literal["feed", "google_news"] = "feed"
    every: timedelta | None = None  # floor between two polls; None: the general one
    encoding: str | None = None  # overrules what the feed says of itself
    user_agent: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    proxy: str | None = None
    keep_params: tuple[str, ...] = ()  # query parameters that identify an article here
    priority: int = 2  # 1 is shown before 2 when two sources tell the same
    enabled: bool = True
    note: str = ""


# --- what came in --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """As published in a feed, reduced to plain NFC text. Nothing is trusted yet but its shape."""

    title: str
    summary: str = ""
    guid: str | None = None
    link: str | None = None  # absolute http(s) URL, tracking parameters stripped
    published: datetime | None = None  # None: missing, unreadable or outside the sanity window
    language: str | None = None
    publisher: str | None = None  # the outlet an aggregator names


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An entry with an identity: guid, URL key and title fingerprint are kept apart and any of them finds it again."""

    id: str  # 20 hex digits, made from source and first identity; the same on every machine
    source: str
    title: str
    seen: datetime  # first seen by us
    summary: str = ""
    guid: str | None = None
    url: str | None = None
    url_key: str | None = None
    title_key: str = ""
    content_key: str = ""  # fingerprint of title + summary: changes when the article was edited
    published: datetime | None = None
    language: str = "und"
    publisher: str | None = None

    @property
    def at(self) -> datetime:
        """The moment the article counts from: when it was published, else when it was first seen."""
        return self.published or self.seen


# --- what it says --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A known name or deciding word found at a place in a text."""

    id: str
    field: Field
    start: int
    end: int
    text: str
    because: str  # names the alias and the rule, in words an operator understands


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An entity or topic on an article, with all its mentions. The first mention is the deciding one."""

    id: str
    kind: Kind
    weight: float  # how much the article is about it: > 1 in the title, less in passing
    mentions: tuple[Mention, ...]

    @property
    def because(self) -> str:
        return self.mentions[0].because


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What the matcher found: `tags` make an article one of ours; `context` is known but not watched.

    Context (a country or leader beyond the beat) joins `tags` as soon as one watched tag stands beside it.
    """

    tags: tuple[Tag, ...] = ()
    context: tuple[Tag, ...] = ()


# --- stories -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """What an embedder made of an article: halves, little endian, of use beside its own kind only."""

    model: str
    half: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where the story room put an article, and why."""

    article: str
    story: str
    relation: Relation
    because: str  # one line: the deciding features and score, or which key agreed
    score: float | None = None
    related: tuple[tuple[str, float], ...] = ()  # stories in the band below joining, with their score
    adds: str = ""  # a development: what is new
    follows: str | None = None  # the closed story that a new one goes on with
    vector: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A story that goes, the one its articles belong to from now on, and what each of them is there."""

    story: str
    into: str
    placements: tuple[Placement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles that report one event, in order of arrival, with the tags of all of them."""

    id: str
    articles: tuple[Article, ...]
    tags: tuple[Tag, ...]
    first_seen: datetime
    last_seen: datetime
    adds: str = ""  # what is new since it was last told; empty for a story told for the first time
    told_before: str | None = None  # key of the action that told it first in this channel
    follows: str | None = None  # key of the action that told here the closed story this one goes on with
    related: str | None = None  # key of the action that told here a story too unlike to be the same


# --- channels and posts --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """What the reports of a story within a window must reach together, all three."""

    sources: int = 3  # independent ones: one voice per publisher and per wording
    languages: int = 2
    weight: float = 2.5  # of what the story is about, as bot/digest/choose.py weighs it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A watched happening such as «agreement signed»: ids that a story carries, acts that one headline tells."""

    ids: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    sources: int = 1
    urgent: bool = False

    def __str__(self) -> str:
        return " ".join((*self.ids, *self.acts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """Which stories a channel is told at once: those that cross `threshold` or keep one of the rules."""

    threshold: Threshold = field(default_factory=Threshold)
    window: timedelta = timedelta(hours=2)
    per_day: int = 5  # alerts a local day, and as many silent replies
    every: timedelta = timedelta(minutes=10)  # pause before a posted alert is edited or replied to
    rules: tuple[Rule, ...] = ()
    urgent: Threshold | None = None  # what crosses it is posted in quiet hours too


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours of the local clock in which nothing may sound; they may reach across midnight."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where to post, in which language and when."""

    id: str  # the chat as text; stable name of the channel in the database
    chat: str | int | None  # None: no Telegram; posts go to standard output
    language: str = "ar"
    zone: str = "Asia/Riyadh"
    digests: tuple[time, ...] = (time(8), time(20))
    only: tuple[str, ...] = ()  # ids, `section.security`, `source.ID`; empty: everything that matched
    sections: tuple[str, ...] = ()  # order of sections; empty: the default order
    thread: int | None = None
    audit_chat: int | str | None = None
    on_ambiguous: Literal["hold", "resend"] = "hold"
    max_late: timedelta = timedelta(hours=6)
    full_items: int = 25  # stories with sources and tags; the rest are one-liners
    lead_items: int = 5  # the weightiest, which get a line of gist
    brief_items: int = 40  # one-liners; what is beyond is counted and waits for the next digest
    without_news: Literal["say", "silent"] = "say"  # in one line, or by no digest at all
    exclude: tuple[str, ...] = ()  # ids, sections and sources; they win over `only`
    hashtags: int = 5  # of a full story
    phrases: tuple[tuple[str, str], ...] = ()  # the operator's own words: key of the catalogue -> text
    alerts: Alerts | None = None  # None: every story comes with the digests
    quiet: Quiet | None = None
    pin: bool = False  # keep one pinned index post


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """(channel, local date, time of day): made at most once."""

    channel: str
    day: date
    time: time
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One Telegram message: HTML that obeys every limit. `text` may hold `{{link:KEY}}` for a message not yet sent."""

    text: str
    silent: bool = True
    preview: bool = False
    stories: tuple[str, ...] = ()  # told by this post
    lead: str = ""  # of a post that tells one story: the article whose headline it shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A row of the outbox. Its text never changes once written."""

    key: str  # "<channel>|<day>|<time>|<part>", unique: the same action is never owed twice
    channel: str
    chat: str | int | None
    kind: ActionKind
    text: str
    part: int = 1
    silent: bool = True
    preview: bool = False
    thread: int | None = None
    target: str | None = None  # key of the action that is edited, replied to or pinned
    state: ActionState = "pending"
    attempt: int = 0
    not_before: datetime | None = None
    floor_id: int | None = None  # highest message id known in the chat when sending began
    message_id: int | None = None
    error: str = ""
    loud_until: datetime | None = None  # from then on it is sent in silence; None: `silent` alone decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A story that was posted at once, as it stands in the channel now."""

    key: str  # of the action that sent it
    story: Story  # whole; `adds` is what developments and edits added since the alert
    at: datetime
    because: str
    text: str  # what the message says, or will once `latest` is sent
    latest: str  # key of the action that wrote `text`: the alert itself, or its last edit
    state: ActionState  # of `latest`
    shown: datetime  # when `text` was written
    edits: int = 0
    replies: int = 0
    replied: datetime | None = None  # when the last reply was written
    reply: str = ""  # key of the last reply that was not given up


# --- what was wrong -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A story as it stands in a post now: the piece of the post's HTML that tells it, and what it was chosen by."""

    action: str  # key of the action that posts it
    place: int  # the number it carries in its digest
    story: str
    lead: str  # id of the article whose headline is shown
    html: str
    head: str  # the headline, a piece of `html`
    score: float | None = None  # what it was ranked by when the digest was made
    because: str = ""  # what the score was made of


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The operator's word on an item that was told, and the item as it stood before."""

    kind: Literal["retract", "correct", "undo"]
    before: Item
    edit: str  # key of the action that changes the post
    why: str  # as readers see it
    text: str = ""  # the headline that replaced the old one; empty: it stayed
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The operator's word on two articles: one event or two. `one` < `other`, both ids."""

    one: str
    other: str
    same: bool
    why: str = ""
    at: datetime


# --- what is kept ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """How long what is stored stays, counted from when it was first seen, made or told; None: for ever."""

    untagged: timedelta | None = timedelta(days=90)  # articles that carry no tag: nobody is ever told of them
    articles: timedelta | None = timedelta(days=400)  # tagged articles of stories that no channel was told
    told: timedelta | None = None  # what was posted: the posts, and the articles of the stories they tell
    outbox: timedelta | None = timedelta(days=400)  # posts that were refused or given up
    vectors: timedelta | None = timedelta(days=21)  # the story room looks back a fortnight


# --- what a source is like -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is remembered of a source between two polls. All of it is committed with the articles it speaks of."""

    source: str
    url: str  # the one in use: a permanent redirect may have replaced the configured one
    next_poll: datetime | None = None  # None: never polled
    etag: str | None = None
    last_modified: str | None = None
    body_key: str | None = None  # fingerprint of the last body that was parsed
    entry_keys: frozenset[str] = frozenset()  # fingerprints of the raw entries of that body
    validators_work: bool = False  # a 304 was seen
    validators_lie: bool = False  # a 304 came although the feed had changed
    failures: int = 0
    last_polled: datetime | None = None
    last_ok: datetime | None = None
    last_new: datetime | None = None
    gap: timedelta | None = None  # smoothed time between new entries
    moved_to: str | None = None  # where permanent redirects point, while we make sure
    moved_times: int = 0
    moved_since: datetime | None = None
    gone: bool = False  # 410: asked no more until the operator touches the line
    error: str = ""  # the last failure in the operator's words; empty when healthy
    ttl: timedelta | None = None  # the pause the feed itself asked for when it was last read; a 304 cannot repeat it


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One entry after matching and grouping: everything the ingest transaction writes about it."""

    article: Article
    matched: Matched = field(default_factory=Matched)
    placement: Placement | None = None  # None: untagged. An edited article keeps its story if it has one
    fate: Literal["new", "edited", "baseline", "stale"] = "new"
    why: str = ""  # the rule behind the fate, for `explain`
