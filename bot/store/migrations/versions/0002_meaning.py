"""Vectors of articles, and edits that are news."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "vector",
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("half", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_vector_article", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article", name="pk_vector"),
    )
    op.add_column("article", sa.Column("edit_adds", sa.Text()))
    news = sa.text("edit_adds IS NOT NULL")
    op.create_index("ix_article_edited", "article", ["edited"], sqlite_where=news, postgresql_where=news)
