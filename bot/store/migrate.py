"""Brings a database forward to this version's tables, or says why it cannot."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from bot.errors import StoreError, StoreTooNew
from bot.store.engine import Database
from bot.store.lock import hold, one_migration_at_a_time

HEAD = "0008"
"""The revision of schema.py. A test holds it against the newest file in migrations/versions."""


def migrate(database: Database, *, alone: bool) -> None:
    """Bring the tables forward to HEAD in one transaction. `alone`: this process holds the instance lock.

    Raises StoreTooNew for a revision this version does not know, and StoreBusy when the tables are older and
    another instance, which still needs them as they are, holds the database.
    """
    with database.reading() as connection:
        before = revision(connection)
    if before == HEAD:
        return
    # Here and not above: alembic costs 7 MB and a tenth of a second, and hardly any start needs it.
    from bot.store.migrations import known_revisions, upgrade

    if before is not None and before not in known_revisions():
        raise StoreTooNew(
            f"database {database.where} was written by a newer Marsad (revision {before}); "
            "install that version or restore a backup"
        )
    held = hold(database) if before is not None and not alone else None
    try:
        with database.writing() as connection:
            one_migration_at_a_time(connection)
            upgrade(connection, HEAD)
    finally:
        if held is not None:
            held.release()


def revision(connection: Connection) -> str | None:
    """The revision of the database, None for an empty one. Raises StoreError when it holds other tables."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found
    if tables:
        raise StoreError(
            f"{connection.engine.url.database}: the database holds tables of another program; "
            "name an empty one in MARSAD_DATABASE"
        )
    return None
