"""The store over SQLAlchemy: everything that is remembered, in SQLite or PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from threading import RLock

from bot.ports import Store
from bot.store.alerts import SqlAlerts
from bot.store.archive import SqlArchive
from bot.store.corrections import SqlCorrections
from bot.store.digests import SqlDigests
from bot.store.engine import Database, read_url
from bot.store.faults import in_plain_words
from bot.store.ingest import SqlIngest
from bot.store.lock import Hold, hold
from bot.store.migrate import migrate
from bot.store.outbox import SqlOutbox
from bot.store.prune import SqlPrune
from bot.store.setback import SqlSetback
from bot.store.sightings import SqlSightings


class SqlStore(
    SqlIngest, SqlDigests, SqlAlerts, SqlOutbox, SqlArchive, SqlPrune, SqlSetback, SqlCorrections, SqlSightings, Store
):
    """Implements bot.ports.Store; made by `open_store`. May be used from many threads."""

    def __init__(self, database: Database, held: Hold | None) -> None:
        self._db = database
        self._held = held
        self._placing = RLock()
        self._read_upto = {}
        self._read_told = {}
        self._served = {}

    def beat(self, now: datetime) -> None:
        """Also makes sure that this is still the only instance. Raises StoreBusy when another one took over."""
        if self._held is not None:
            self._held.renew()
        super().beat(now)

    def close(self) -> None:
        """Give the database back. The store cannot be used afterwards."""
        self._db.close()
        if self._held is not None:
            self._held.release()
            self._held = None


def open_store(url: str, *, exclusive: bool = True) -> SqlStore:
    """Open the database at `url`, make it where there is none, and bring its tables forward.

    `exclusive`: be the one instance that polls and posts. Readers beside it (doctor, search, preview, explain) and
    the workers of many machines pass False. Raises StoreBusy when another instance holds the database, StoreTooNew
    when a newer Marsad wrote it, and StoreError with the cure for everything else that hinders.
    """
    database = Database(read_url(url))
    held: Hold | None = None
    try:
        if database.file is not None:
            with in_plain_words(database.where):
                database.file.parent.mkdir(parents=True, exist_ok=True)
        held = hold(database) if exclusive else None
        migrate(database, alone=exclusive)
    except BaseException:
        database.close()
        if held is not None:
            held.release()
        raise
    return SqlStore(database, held)
