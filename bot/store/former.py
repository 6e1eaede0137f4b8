"""What is left of pruned articles: enough that an entry which stays in its feed for years is never taken as new.

A feed's unchanged entries are skipped unread, so that only a count (all entries of a document read once, known ones
too) tells which of them are still served. Counts are asked for now and then, and what one does not find is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Connection,
    RowMapping,
    and_,
    bindparam,
    case,
    delete,
    exists,
    or_,
    select,
    type_coerce,
    update,
)

from bot.model import Article, Found, SourceState
from bot.store.columns import MICROSECOND, storable
from bot.store.rows import Values, chunks, insert_into
from bot.store.schema import former, source
from bot.text.keys import fingerprint

_COUNT_AFTER = timedelta(days=30)  # a count reads one document to the end: cheap, but not for every night
_MISSING = timedelta(days=7) // MICROSECOND  # a feed may show only a part of itself for some days


def slim(connection: Connection, rows: Sequence[Values], now: datetime) -> None:
    """Keep the identities of articles (id, source, guid, url_key, content_key, at) that are about to go."""
    new = insert_into(connection, former)
    latest = {name: new.excluded[name] for name in ("guid", "url_key", "content_key", "served")}
    values = [{**row, "guid": _key(row["guid"]), "url_key": _key(row["url_key"]), "served": now} for row in rows]
    connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=latest), values)


def known_formerly(connection: Connection, source_id: str, articles: Sequence[Article]) -> dict[str, Article]:
    """Which of `articles` were pruned: new article's id -> what is known of the old one. It has no words any more."""
    found: dict[str, Article] = {}
    for some in chunks(articles, 150):  # three parameters each
        guids = {key: one for one in some if (key := _key(one.guid))}
        urls = {key: one for one in some if (key := _key(one.url_key))}
        ids = {one.id: one for one in some}
        of_source = former.c.source == source_id
        query = select(former).where(
            or_(
                former.c.id.in_(list(ids)),
                and_(of_source, former.c.guid.in_(list(guids))),
                and_(of_source, former.c.url_key.in_(list(urls))),
            )
        )
        for row in connection.execute(query).mappings():
            for one in (ids.get(row["id"]), guids.get(row["guid"]), urls.get(row["url_key"])):
                if one is not None:
                    found.setdefault(one.id, _old(row, one))
    return found


def _old(row: RowMapping, asked: Article) -> Article:
    """`published` is set even where the entry names no moment: a date that comes later makes it no news."""
    return Article(
        id=row["id"], source=row["source"], title="", seen=row["at"], published=row["at"],
        guid=asked.guid, url_key=asked.url_key, content_key=row["content_key"],
    )  # fmt: skip


def _key(identity: str | None) -> str | None:
    return fingerprint(storable(identity)) if identity else None


def edit_former(connection: Connection, edits: Sequence[Found]) -> set[str]:
    """Take note of the new words of pruned articles. Returns the ids of those that are such."""
    found: set[str] = set()
    for some in chunks([one.article.id for one in edits]):
        found.update(connection.execute(select(former.c.id).where(former.c.id.in_(some))).scalars())
    rows = [{"which": one.article.id, "words": one.article.content_key} for one in edits if one.article.id in found]
    if rows:
        change = update(former).where(former.c.id == bindparam("which")).values(content_key=bindparam("words"))
        connection.execute(change, rows)
    return found


def still_served(connection: Connection, ids: Iterable[str], now: datetime) -> None:
    """Note that entries of pruned articles were seen in their feed."""
    for some in chunks(sorted(ids)):
        connection.execute(update(former).where(former.c.id.in_(some)).values(served=now))


def counting(state: SourceState, now: datetime) -> Values:
    """For the update of a source's row: a new document was read without entries to skip, so all of it was seen."""
    if state.body_key is None:
        return {}
    whole = and_(source.c.entry_keys == frozenset(), source.c.body_key.is_distinct_from(state.body_key))
    return {"counted": case((whole, bindparam(None, now, source.c.counted.type)), else_=source.c.counted)}


def forget_former(connection: Connection, most: int) -> int:
    """Forget what a later count did not find any more. Returns how many."""
    gone = (
        select(former.c.id)
        .join(source, source.c.id == former.c.source)
        .where(type_coerce(former.c.served, BigInteger) < type_coerce(source.c.counted, BigInteger) - _MISSING)
        .limit(most)
    )
    return connection.execute(delete(former).where(former.c.id.in_(gone))).rowcount


def ask_for_counts(connection: Connection, now: datetime) -> int:
    """Let sources that have not been counted for long be read to the end at their next change. Returns how many.

    One that is being polled is left alone: what it read with the entries it skips would pass for a count.
    """
    waiting = exists().where(former.c.source == source.c.id, former.c.served < now - _COUNT_AFTER)
    due = update(source).where(
        or_(source.c.lease_until.is_(None), source.c.lease_until < now), source.c.entry_keys != frozenset(), waiting
    )
    return connection.execute(due.values(entry_keys=frozenset())).rowcount
