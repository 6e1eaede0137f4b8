"""An index of words and tags over the archive, filled from what is stored, batch by batch."""

from __future__ import annotations

from alembic import op

from bot.store import lookup

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    lookup.create(op.get_bind())
    lookup.fill(op.get_bind())
