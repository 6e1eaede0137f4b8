"""Alerts, what may sound until when, and each channel's index post."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("loud_until", sa.BigInteger()))
    op.create_index("ix_outbox_target", "outbox", ["target"])
    op.add_column("chat", sa.Column("left", sa.BigInteger()))
    op.add_column("channel", sa.Column("index", sa.Text()))
    op.create_table(
        "alert",
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("reply", sa.Boolean(), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("latest", sa.Text(), nullable=False),
        sa.Column("shown", sa.BigInteger(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action"], ["outbox.key"], name="fk_alert_action"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_alert_story"),
        sa.PrimaryKeyConstraint("action", name="pk_alert"),
    )
    op.create_index("ix_alert_channel_at", "alert", ["channel", "at"])
    op.create_index("ix_alert_story", "alert", ["story"])
