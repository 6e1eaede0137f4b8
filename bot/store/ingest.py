"""First loop's half of the store: sources with their leases, and the transaction that keeps articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from bot.errors import StoreError
from bot.model import Article, Found, Matched, Source, SourceState, Vector
from bot.ports import Placed
from bot.store import lookup
from bot.store.columns import storable
from bot.store.engine import Database
from bot.store.former import counting, edit_former, known_formerly, still_served
from bot.store.gather import matched_by_article
from bot.store.lock import Hold, one_ingest_at_a_time, one_placing_at_a_time
from bot.store.rows import (
    Values,
    article_columns,
    article_of,
    article_values,
    by_identity,
    chunks,
    insert_into,
    line_key,
    mention_values,
    state_columns,
    state_of,
    state_values,
    text_values,
)
from bot.store.schema import article, link, mention, rework, source, story, vector


class SqlIngest:
    """Implements bot.ports.IngestStore."""

    _db: Database
    _placing: AbstractContextManager[object]  # taken by whoever decides on stories in this process
    _held: Hold | None
    _served: dict[str, tuple[str, ...]]  # source -> pruned articles that its feed showed again, until it is ingested

    def remember_sources(self, sources: Iterable[Source], now: datetime) -> None:
        lines = {line.id: line for line in sources}
        # Locked, so that none is claimed meanwhile; in one order, so that two that read a new file do not deadlock.
        everything = select(source).order_by(source.c.id).with_for_update()
        with self._db.writing() as connection:
            rows = {row["id"]: row for row in connection.execute(everything).mappings()}
            added = [_first_row(line) for line in lines.values() if line.id not in rows]
            if added:
                # Another process may have read the same new line at the same moment.
                connection.execute(insert_into(connection, source).on_conflict_do_nothing(), added)
            for id, row in rows.items():
                if changes := _changes(row, lines.get(id), now):
                    connection.execute(update(source).where(source.c.id == id).values(changes))

    def claim_sources(
        self, now: datetime, *, owner: str, limit: int, lease: timedelta, everything: bool = False
    ) -> tuple[SourceState, ...]:
        query = (
            select(*state_columns)
            .where(source.c.configured, source.c.enabled, ~source.c.gone, _past(source.c.lease_until, now))
            .order_by(source.c.next_poll.asc().nulls_first(), source.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        if not everything:
            query = query.where(_past(source.c.next_poll, now))
        with self._db.writing() as connection:
            states = tuple(state_of(row) for row in connection.execute(query).mappings())
            leased = {"lease_owner": owner, "lease_until": now + lease, "outdated": False}
            for some in chunks([state.source for state in states]):
                connection.execute(update(source).where(source.c.id.in_(some)).values(leased))
        return states

    def release_leases(self) -> int:
        free: Values = {"lease_owner": None, "lease_until": None, "outdated": False}
        with self._db.writing() as connection:
            return connection.execute(update(source).where(source.c.lease_until.is_not(None)).values(free)).rowcount

    def known(self, source: str, articles: Sequence[Article], since: datetime) -> dict[str, Article]:
        told_here = article.c.source == source
        found: dict[str, Article] = {}
        with self._db.reading() as connection:
            for column, identity, where in (
                (article.c.id, lambda one: one.id, true()),  # an id names its source; asked for, SQLite walks all of it
                (article.c.guid, lambda one: one.guid, told_here),
                (article.c.url_key, lambda one: one.url_key, told_here),
                (article.c.title_key, lambda one: one.title_key, and_(told_here, article.c.seen > since)),
            ):
                wanted = by_identity([one for one in articles if one.id not in found], identity)
                stored = _newest_first(connection, column, list(wanted), where)
                for value, askers in wanted.items():
                    for one in askers:
                        same = (
                            old
                            for old in stored.get(value, ())
                            if column is not article.c.title_key or not _differ(one, old)
                        )
                        if (old := next(same, None)) is not None:
                            found[one.id] = old
            formerly = known_formerly(connection, source, [one for one in articles if one.id not in found])
        self._served[source] = tuple(old.id for old in formerly.values())
        return found | formerly

    def ingest(
        self, state: SourceState, found: Sequence[Found], links: Sequence[tuple[str, str, str, float]], now: datetime
    ) -> None:
        with self._db.writing() as connection:
            if found:
                one_ingest_at_a_time(connection)
                _keep(connection, found, now)
            if links:
                _keep_links(connection, links)
            still_served(connection, self._served.pop(state.source, ()), now)
            _keep_state(connection, state, now)

    @property
    def exclusive(self) -> bool:
        return self._held is not None

    @contextmanager
    def placing(self) -> Iterator[None]:
        if self.exclusive:
            yield
            return
        with self._placing:
            if self._db.is_sqlite:
                yield
                return
            with self._db.writing() as connection:
                one_placing_at_a_time(connection)
                yield

    def reached(self) -> tuple[int, int]:
        last = select(func.max(article.c.sequence)).scalar_subquery()
        times = select(rework.c.times).where(rework.c.only == 1).scalar_subquery()
        with self._db.reading() as connection:
            sequence, reworked = connection.execute(select(last, times)).one()
        return sequence or 0, reworked or 0

    def placed(self, since: datetime, after: int = 0) -> tuple[Placed, ...]:
        telling = and_(article.c.seen >= since, article.c.story.is_not(None))
        if not after:  # as a question of its own, or SQLite walks the whole archive by sequence
            telling = article.c.sequence.in_(select(article.c.sequence).where(telling))
        query = (
            select(article.c.sequence, article.c.story, *article_columns)
            .where(article.c.sequence > after, telling)
            .order_by(article.c.sequence)
        )
        with self._db.reading() as connection:
            rows = connection.execute(query).mappings().all()
            ids = [row["id"] for row in rows]
            matched, vectors = matched_by_article(connection, ids), _vectors(connection, ids)
        return tuple(
            Placed(
                sequence=row["sequence"],
                article=article_of(row),
                matched=matched.get(row["id"], Matched()),
                story=row["story"],
                vector=vectors.get(row["id"]),
            )
            for row in rows
        )


# --- sources -------------------------------------------------------------------------------------------------------


def _past(column: ColumnElement[Any], now: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= now)


def _first_row(line: Source) -> Values:
    return {
        "id": line.id,
        **_line_values(line),
        "lease_owner": None,
        "lease_until": None,
        "outdated": False,
        **state_values(SourceState(source=line.id, url=line.url)),
    }


def _line_values(line: Source) -> Values:
    return {"line": line_key(line), "configured_url": line.url, "configured": True, "enabled": line.enabled}


def _changes(row: RowMapping, line: Source | None, now: datetime) -> Values:
    """What the configuration changes in a stored row.

    Another address is another document: its state starts afresh, and the answer to a poll under way counts no more.
    A touched line is also the operator's word that a feed which said "gone" (410) may be asked again.
    """
    if line is None:
        return {"configured": False} if row["configured"] else {}
    if row["configured"] and row["line"] == line_key(line):
        return {}
    changes = _line_values(line)
    if row["configured_url"] != storable(line.url):
        polling = row["lease_until"] is not None and row["lease_until"] > now
        return {**changes, **state_values(SourceState(source=line.id, url=line.url)), "outdated": polling}
    if row["gone"]:
        return {**changes, "gone": False, "next_poll": None, "failures": 0, "error": ""}
    return changes


# --- articles ------------------------------------------------------------------------------------------------------


def _newest_first(
    connection: Connection, column: ColumnElement[Any], values: Sequence[str], where: ColumnElement[bool]
) -> dict[str, list[Article]]:
    stored: dict[str, list[Article]] = {}
    for some in chunks(values):
        query = select(column.label("identity"), *article_columns).where(where, column.in_(some))
        for row in connection.execute(query.order_by(article.c.sequence.desc())).mappings():
            stored.setdefault(row["identity"], []).append(article_of(row))
    return stored


def _differ(a: Article, b: Article) -> bool:
    """An equal title does not join two articles that both identities keep apart."""
    return a.guid != b.guid and a.url_key != b.url_key


def _keep(connection: Connection, found: Sequence[Found], now: datetime) -> None:
    """Insert what is not stored, edit what is. Another process may have stored the same article: that one stays."""
    ids = list({one.article.id for one in found})
    stored = {
        row.id: row.story
        for some in chunks(ids)
        for row in connection.execute(select(article.c.id, article.c.story).where(article.c.id.in_(some)))
    }
    fresh: dict[str, Found] = {}
    edits: dict[str, Found] = {}
    unknown = [one for one in found if one.fate == "edited" and one.article.id not in stored]
    pruned = edit_former(connection, unknown)
    for one in found:
        if one.article.id in pruned:
            continue
        if one.article.id not in stored:
            fresh.setdefault(one.article.id, one)
        elif one.fate == "edited":
            edits[one.article.id] = one
    # The new words of an article that belonged to no story may be about the beat: now it has one.
    settled = [one for id, one in edits.items() if stored[id] is None and one.placement is not None]
    if fresh or settled:
        _keep_stories(connection, [*fresh.values(), *settled])
    if fresh:
        connection.execute(insert(article), [{**article_values(one), "stored": now} for one in fresh.values()])
    if edits:
        _edit(connection, list(edits.values()), now)
        if any(stored[id] is not None or edit.placement is not None for id, edit in edits.items()):
            note_rework(connection)
    if settled:
        _settle(connection, settled)
    _keep_vectors(connection, [*fresh.values(), *edits.values()])
    mentions = [
        row for one in (*fresh.values(), *edits.values()) for row in mention_values(one.article.id, one.matched)
    ]
    if mentions:
        connection.execute(insert(mention), mentions)
    lookup.file(connection, [*fresh, *edits])


def note_rework(connection: Connection) -> None:
    """Let other processes know that what they read of stories has changed."""
    first = insert_into(connection, rework).values(only=1, times=1)
    again = first.on_conflict_do_update(index_elements=["only"], set_={"times": rework.c.times + 1})
    connection.execute(again)


def _keep_stories(connection: Connection, fresh: Sequence[Found]) -> None:
    """Make or widen the stories' rows. One statement per story at most, and in one order, so that none deadlock."""
    spans: dict[str, tuple[datetime, datetime]] = {}
    for one in fresh:
        if one.placement is not None:
            seen = one.article.seen
            first, last = spans.get(one.placement.story, (seen, seen))
            spans[one.placement.story] = (min(first, seen), max(last, seen))
    if not spans:
        return
    new = insert_into(connection, story)
    earlier = new.excluded.first_seen < story.c.first_seen
    later = new.excluded.last_seen > story.c.last_seen
    widen = new.on_conflict_do_update(
        index_elements=[story.c.id],
        set_={
            "first_seen": case((earlier, new.excluded.first_seen), else_=story.c.first_seen),
            "last_seen": case((later, new.excluded.last_seen), else_=story.c.last_seen),
        },
    )
    rows = [{"id": id, "first_seen": first, "last_seen": last} for id, (first, last) in sorted(spans.items())]
    connection.execute(widen, rows)


def _edit(connection: Connection, edits: Sequence[Found], now: datetime) -> None:
    """Put an article's new words in its place. Its story, fate and first moments stay: an edit is no new article."""
    rows = [{**text_values(one), "edited": now, "edit_adds": _material(one)} for one in edits]
    lookup.withdraw(connection, [one.article.id for one in edits])
    change = (
        update(article).where(article.c.id == bindparam("which")).values({name: bindparam(name) for name in rows[0]})
    )
    connection.execute(change, [{**row, "which": one.article.id} for row, one in zip(rows, edits, strict=True)])
    for some in chunks([one.article.id for one in edits]):
        connection.execute(delete(mention).where(mention.c.article.in_(some)))


def _material(edit: Found) -> str | None:
    placement = edit.placement
    return placement.adds if placement is not None and placement.relation == "development" else None


def _keep_vectors(connection: Connection, found: Sequence[Found]) -> None:
    """One vector an article: an edited one's is the vector of its new words."""
    rows = {
        one.article.id: {"article": one.article.id, "model": made.model, "half": made.half}
        for one in found
        if one.placement is not None and (made := one.placement.vector) is not None
    }
    if rows:
        new = insert_into(connection, vector)
        latest = {"model": new.excluded.model, "half": new.excluded.half}
        connection.execute(new.on_conflict_do_update(index_elements=["article"], set_=latest), list(rows.values()))


def _vectors(connection: Connection, ids: Sequence[str]) -> dict[str, Vector]:
    return {
        row.article: Vector(model=row.model, half=row.half)
        for some in chunks(ids)
        for row in connection.execute(select(vector).where(vector.c.article.in_(some)))
    }


def _settle(connection: Connection, settled: Sequence[Found]) -> None:
    names = ("story", "relation", "because", "score", "adds")
    change = update(article).where(article.c.id == bindparam("which"))
    rows = [{name: article_values(one)[name] for name in names} | {"which": one.article.id} for one in settled]
    connection.execute(change.values({name: bindparam(name) for name in names}), rows)


def _keep_links(connection: Connection, links: Sequence[tuple[str, str, str, float]]) -> None:
    """Keep links between stories that are stored; a story is not when all its articles were somebody else's already."""
    ends = list({end for a, b, _, _ in links for end in (a, b)})
    stored = {
        id
        for some in chunks(ends)
        for id in connection.execute(select(story.c.id).where(story.c.id.in_(some))).scalars()
    }
    rows = {
        (a, b, kind): {"a": a, "b": b, "kind": kind, "score": score}
        for a, b, kind, score in links
        if a in stored and b in stored
    }
    if rows:
        new = insert_into(connection, link)
        latest = new.on_conflict_do_update(index_elements=["a", "b", "kind"], set_={"score": new.excluded.score})
        connection.execute(latest, list(rows.values()))


def _keep_state(connection: Connection, state: SourceState, now: datetime) -> None:
    """Write what was learnt of the source and end its lease."""
    this = update(source).where(source.c.id == state.source)
    free: Values = {"lease_owner": None, "lease_until": None, "outdated": False}
    values = {**state_values(state), **counting(state, now), **free}
    if connection.execute(this.where(~source.c.outdated).values(values)).rowcount:
        return
    # The operator gave the line another address meanwhile: the articles count, the old address's state does not.
    if not connection.execute(this.values(free)).rowcount:
        raise StoreError(f'source "{state.source}" is not in the database; remember_sources has to come first')
