"""The tables, one schema for SQLite and PostgreSQL. A change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.columns import Chat, Day, Hour, Keys, Moment, Serial, Span, Wording

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# A feed's state stands in one row with its lease, so that claiming is one short transaction.
source = Table(
    "source",
    metadata,
    Column("id", Text, primary_key=True),
    Column("line", String(64), nullable=False),  # fingerprint of the configured line: the operator touched it
    Column("configured_url", Wording, nullable=False),
    Column("configured", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("lease_owner", Text),
    Column("lease_until", Moment),
    # The address changed while a poll of the old one was under way: its answer no longer speaks of this source.
    Column("outdated", Boolean, nullable=False),
    Column("url", Wording, nullable=False),
    Column("next_poll", Moment),
    Column("etag", Wording),
    Column("last_modified", Wording),
    Column("body_key", Text),
    Column("entry_keys", Keys, nullable=False),
    Column("validators_work", Boolean, nullable=False),
    Column("validators_lie", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_polled", Moment),
    Column("last_ok", Moment),
    Column("last_new", Moment),
    Column("gap", Span),
    Column("moved_to", Wording),
    Column("moved_times", Integer, nullable=False),
    Column("moved_since", Moment),
    Column("gone", Boolean, nullable=False),
    Column("error", Wording, nullable=False),
    Column("ttl", Span),
    Column("counted", Moment),  # when every entry of the document was last read, known ones too
    Index("ix_source_next_poll", "next_poll"),
)

story = Table(
    "story",
    metadata,
    Column("id", Text, primary_key=True),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
)

article = Table(
    "article",
    metadata,
    Column("sequence", Serial, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("source", ForeignKey("source.id"), nullable=False),
    Column("title", Wording, nullable=False),
    Column("summary", Wording, nullable=False),
    Column("search", Wording, nullable=False),  # the terms of words and tags, as bot/store/lookup.py indexes them
    Column("guid", Wording),
    Column("url", Wording),
    Column("url_key", Wording),
    Column("title_key", Text, nullable=False),
    Column("content_key", Text, nullable=False),
    Column("published", Moment),
    Column("seen", Moment, nullable=False),
    Column("at", Moment, nullable=False),  # published, else seen: the archive's order
    Column("stored", Moment, nullable=False),
    Column("edited", Moment),
    Column("edit_adds", Wording),  # what the last edit changed that is news; null: nothing
    Column("language", Text, nullable=False),
    Column("publisher", Wording),
    Column("fate", Text, nullable=False),
    Column("why", Wording, nullable=False),
    Column("story", ForeignKey("story.id")),
    Column("relation", Text),
    Column("because", Wording),
    Column("score", Double),
    Column("adds", Wording, nullable=False),
    Index("ix_article_source_guid", "source", "guid"),
    Index("ix_article_source_url_key", "source", "url_key"),
    Index("ix_article_source_title_key", "source", "title_key"),
    Index("ix_article_url_key", "url_key"),
    Index("ix_article_story", "story"),
    # Holds all that the window's questions ask, so that they cost what the window holds and not what the archive does.
    Index("ix_article_seen", "seen", "story", "fate", "relation"),
    Index("ix_article_at", "at"),
    Index(
        "ix_article_edited",
        "edited",
        sqlite_where=text("edit_adds IS NOT NULL"),
        postgresql_where=text("edit_adds IS NOT NULL"),
    ),
    sqlite_autoincrement=True,  # a number is never given twice, so "after" means after
)

# What is left of a pruned article while its source may still serve it: enough not to take it as new.
former = Table(
    "former",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", ForeignKey("source.id"), nullable=False),
    Column("guid", Text),  # fingerprint
    Column("url_key", Text),  # fingerprint
    Column("content_key", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("served", Moment, nullable=False),  # last seen in the feed, or pruned
    Index("ix_former_source_guid", "source", "guid"),
    Index("ix_former_source_url_key", "source", "url_key"),
    Index("ix_former_source_served", "source", "served"),
)

mention = Table(
    "mention",
    metadata,
    Column("article", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("rank", Integer, primary_key=True),  # which tag of the article, in the matcher's order
    Column("turn", Integer, primary_key=True),  # which mention of the tag; 0 decides
    Column("tag", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("weight", Double, nullable=False),
    Column("context", Boolean, nullable=False),  # known but not watched
    Column("field", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Wording, nullable=False),
    Column("because", Wording, nullable=False),
    Index("ix_mention_tag_article", "tag", "article", sqlite_where=text("turn = 0"), postgresql_where=text("turn = 0")),
)

# Apart from the articles: only the story room's window reads them, and they are as large as the rest of the row.
vector = Table(
    "vector",
    metadata,
    Column("article", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("model", Text, nullable=False),
    Column("half", LargeBinary, nullable=False),
)

link = Table(
    "link",
    metadata,
    Column("a", ForeignKey("story.id"), primary_key=True),
    Column("b", ForeignKey("story.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("score", Double, nullable=False),
    Index("ix_link_b", "b"),
)

slot = Table(
    "slot",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("day", Day, primary_key=True),
    Column("time", Hour, primary_key=True),
    Column("due", Moment, nullable=False),
    Column("number", Integer, nullable=False),
    Column("made", Moment, nullable=False),
    UniqueConstraint("channel", "number"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("order", Serial, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("chat", Chat),
    Column("kind", Text, nullable=False),
    Column("text", Wording, nullable=False),
    Column("part", Integer, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("preview", Boolean, nullable=False),
    Column("thread", BigInteger),
    Column("target", Text),  # a key; not a reference: the previous digest may be another database's
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("not_before", Moment),
    Column("floor_id", BigInteger),
    Column("message_id", BigInteger),
    Column("error", Wording, nullable=False),
    Column("made", Moment, nullable=False),
    Column("begun", Moment),
    Column("decided", Moment),
    Column("loud_until", Moment),
    Index("ix_outbox_state", "state", "channel", "order"),
    Index("ix_outbox_target", "target"),
    sqlite_autoincrement=True,
)

told = Table(
    "told",
    metadata,
    Column("order", Serial, primary_key=True, autoincrement=True),
    Column("channel", Text, nullable=False),
    Column("story", ForeignKey("story.id"), nullable=False),
    Column("action", ForeignKey("outbox.key"), nullable=False),
    Column("upto", BigInteger, nullable=False),  # the last article's sequence the teller knew of
    Column("at", Moment, nullable=False),
    UniqueConstraint("channel", "story", "action"),
    Index("ix_told_story", "story"),
    Index("ix_told_action", "action"),
    sqlite_autoincrement=True,
)

# Where each story stands in its post, as the post reads now. The text of an action never changes; this does with edits.
item = Table(
    "item",
    metadata,
    Column("action", ForeignKey("outbox.key", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("story", Text, nullable=False),  # not a reference: a story may go, the post stays
    Column("lead", Text, nullable=False),  # likewise
    Column("html", Wording, nullable=False),
    Column("head", Wording, nullable=False),
    Column("score", Double),
    Column("because", Wording, nullable=False),
    Index("ix_item_story", "story"),
    Index("ix_item_lead", "lead"),
)

# What the operator took back or set right, with what stood there before. It outlives the post.
correction = Table(
    "correction",
    metadata,
    Column("order", Serial, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("edit", Text, nullable=False),
    Column("why", Wording, nullable=False),
    Column("text", Wording, nullable=False),
    Column("at", Moment, nullable=False),
    Column("action", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("story", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("html", Wording, nullable=False),
    Column("head", Wording, nullable=False),
    Column("score", Double),
    Column("because", Wording, nullable=False),
    Index("ix_correction_action", "action"),
    sqlite_autoincrement=True,
)

# The operator's word on two articles: one event or two. A later word replaces an earlier one, under a new number.
judgement = Table(
    "judgement",
    metadata,
    Column("order", Serial, primary_key=True, autoincrement=True),
    Column("one", ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    Column("other", ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    Column("same", Boolean, nullable=False),
    Column("why", Wording, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("one", "other"),
    Index("ix_judgement_other", "other"),
    sqlite_autoincrement=True,
)

chat = Table(
    "chat",
    metadata,
    Column("name", Text, primary_key=True),
    Column("id", BigInteger),
    Column("highest", BigInteger),  # highest message id known
    Column("resume_at", Moment),
    Column("left", BigInteger),  # the last action whose message stayed behind in the chat that this one was before
)

channel = Table(
    "channel",
    metadata,
    Column("id", Text, primary_key=True),
    Column("parked", Wording),  # why; null: open
    Column("index", Text),  # key of the action that sends the pinned index post; null: none yet
)

notice = Table(
    "notice",
    metadata,
    Column("key", Text, primary_key=True),
    Column("text", Wording, nullable=False),
    Column("at", Moment, nullable=False),
)

beat = Table(
    "beat",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

# How often what stories hold was changed afterwards, by an edit or a merge: one row. Other processes start again then.
rework = Table(
    "rework",
    metadata,
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("times", BigInteger, nullable=False),
)

# Bytes of the whole database after each pruning: how fast it grows.
size = Table(
    "size",
    metadata,
    Column("at", Moment, primary_key=True, autoincrement=False),
    Column("bytes", BigInteger, nullable=False),
)

# What the witness saw in channels. `words`: fingerprint of the letters and digits; null: a message without text.
sighting = Table(
    "sighting",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("words", Text),
    Column("at", Moment, nullable=False),
)

# Stories that were posted at once, and the replies that told how they went on.
alert = Table(
    "alert",
    metadata,
    Column("action", ForeignKey("outbox.key"), primary_key=True),
    Column("channel", Text, nullable=False),
    Column("story", ForeignKey("story.id"), nullable=False),
    Column("reply", Boolean, nullable=False),
    Column("day", Day, nullable=False),  # of the channel's zone: what `per_day` counts
    Column("because", Wording, nullable=False),
    Column("at", Moment, nullable=False),
    Column("latest", Text, nullable=False),  # key of the action that wrote the message's present text
    Column("shown", Moment, nullable=False),  # when that was written
    Column("edits", Integer, nullable=False),
    Index("ix_alert_channel_at", "channel", "at"),
    Index("ix_alert_story", "story"),
)
