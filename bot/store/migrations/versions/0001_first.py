"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _news()
    _posts()
    _notices()


def _news() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("configured_url", sa.Text(), nullable=False),
        sa.Column("configured", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("lease_until", sa.BigInteger()),
        sa.Column("outdated", sa.Boolean(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("next_poll", sa.BigInteger()),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("body_key", sa.Text()),
        sa.Column("entry_keys", sa.Text(), nullable=False),
        sa.Column("validators_work", sa.Boolean(), nullable=False),
        sa.Column("validators_lie", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_polled", sa.BigInteger()),
        sa.Column("last_ok", sa.BigInteger()),
        sa.Column("last_new", sa.BigInteger()),
        sa.Column("gap", sa.BigInteger()),
        sa.Column("moved_to", sa.Text()),
        sa.Column("moved_times", sa.Integer(), nullable=False),
        sa.Column("moved_since", sa.BigInteger()),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("ttl", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
    )
    op.create_index("ix_source_next_poll", "source", ["next_poll"])
    op.create_table(
        "story",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
    )
    op.create_table(
        "article",
        sa.Column("sequence", SERIAL, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("url_key", sa.Text()),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("content_key", sa.Text(), nullable=False),
        sa.Column("published", sa.BigInteger()),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.Column("edited", sa.BigInteger()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text()),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("story", sa.Text()),
        sa.Column("relation", sa.Text()),
        sa.Column("because", sa.Text()),
        sa.Column("score", sa.Double()),
        sa.Column("adds", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_article_source"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_article_story"),
        sa.PrimaryKeyConstraint("sequence", name="pk_article"),
        sa.UniqueConstraint("id", name="uq_article_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_article_at", "article", ["at"])
    op.create_index("ix_article_seen", "article", ["seen", "story", "fate", "relation"])
    op.create_index("ix_article_source_guid", "article", ["source", "guid"])
    op.create_index("ix_article_source_title_key", "article", ["source", "title_key"])
    op.create_index("ix_article_source_url_key", "article", ["source", "url_key"])
    op.create_index("ix_article_story", "article", ["story"])
    op.create_index("ix_article_url_key", "article", ["url_key"])
    op.create_table(
        "mention",
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("context", sa.Boolean(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_mention_article", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article", "rank", "turn", name="pk_mention"),
    )
    op.create_index(
        "ix_mention_tag_article",
        "mention",
        ["tag", "article"],
        sqlite_where=sa.text("turn = 0"),
        postgresql_where=sa.text("turn = 0"),
    )
    op.create_table(
        "link",
        sa.Column("a", sa.Text(), nullable=False),
        sa.Column("b", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["story.id"], name="fk_link_a"),
        sa.ForeignKeyConstraint(["b"], ["story.id"], name="fk_link_b"),
        sa.PrimaryKeyConstraint("a", "b", "kind", name="pk_link"),
    )
    op.create_index("ix_link_b", "link", ["b"])


def _posts() -> None:
    op.create_table(
        "slot",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("time", sa.String(length=15), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "day", "time", name="pk_slot"),
        sa.UniqueConstraint("channel", "number", name="uq_slot_channel_number"),
    )
    op.create_table(
        "outbox",
        sa.Column("order", SERIAL, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("preview", sa.Boolean(), nullable=False),
        sa.Column("thread", sa.BigInteger()),
        sa.Column("target", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger()),
        sa.Column("floor_id", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("begun", sa.BigInteger()),
        sa.Column("decided", sa.BigInteger()),
        sa.PrimaryKeyConstraint("order", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_state", "outbox", ["state", "channel", "order"])
    op.create_table(
        "told",
        sa.Column("order", SERIAL, autoincrement=True, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["action"], ["outbox.key"], name="fk_told_action"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_told_story"),
        sa.PrimaryKeyConstraint("order", name="pk_told"),
        sa.UniqueConstraint("channel", "story", "action", name="uq_told_channel_story_action"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_told_action", "told", ["action"])
    op.create_index("ix_told_story", "told", ["story"])
    op.create_table(
        "chat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger()),
        sa.Column("highest", sa.BigInteger()),
        sa.Column("resume_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("name", name="pk_chat"),
    )
    op.create_table(
        "channel",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("parked", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
    )


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notice"),
    )
    op.create_table(
        "beat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_beat"),
    )
