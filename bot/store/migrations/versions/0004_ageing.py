"""What is left of pruned articles, and how the database grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("source", sa.Column("counted", sa.BigInteger()))
    op.create_table(
        "former",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text()),
        sa.Column("url_key", sa.Text()),
        sa.Column("content_key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("served", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="fk_former_source"),
        sa.PrimaryKeyConstraint("id", name="pk_former"),
    )
    op.create_index("ix_former_source_guid", "former", ["source", "guid"])
    op.create_index("ix_former_source_url_key", "former", ["source", "url_key"])
    op.create_index("ix_former_source_served", "former", ["source", "served"])
    op.create_table(
        "size",
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("at", name="pk_size"),
    )
