"""Where stories stand in posts, what was corrected there, and which articles are one event by the operator's word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "item",
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        *_standing(),
        sa.ForeignKeyConstraint(["action"], ["outbox.key"], name="fk_item_action", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("action", "place", name="pk_item"),
    )
    op.create_index("ix_item_story", "item", ["story"])
    op.create_index("ix_item_lead", "item", ["lead"])
    op.create_table(
        "correction",
        sa.Column("order", serial, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("edit", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        *_standing(),
        sa.PrimaryKeyConstraint("order", name="pk_correction"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_correction_action", "correction", ["action"])
    op.create_table(
        "judgement",
        sa.Column("order", serial, autoincrement=True, nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["article.id"], name="fk_judgement_one", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other"], ["article.id"], name="fk_judgement_other", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("order", name="pk_judgement"),
        sa.UniqueConstraint("one", "other", name="uq_judgement_one_other"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_judgement_other", "judgement", ["other"])


def _standing() -> list[sa.Column]:  # type: ignore[type-arg]  # of text and numbers
    return [
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("score", sa.Double()),
        sa.Column("because", sa.Text(), nullable=False),
    ]
