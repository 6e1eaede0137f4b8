"""The way from each former version of the tables to the next, forward only. Run by alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection, to: str) -> None:
    """Run the migrations up to revision `to` inside the connection's transaction."""
    command.upgrade(_config(connection), to)


def known_revisions() -> tuple[str, ...]:
    """All revisions this version knows, the oldest first."""
    scripts = ScriptDirectory.from_config(_config(None))
    return tuple(reversed([script.revision for script in scripts.walk_revisions()]))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
