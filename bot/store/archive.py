"""Reading what is kept, the operator's notices, and whether the database is sound."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, or_, select

from bot.errors import StoreError
from bot.model import Matched, SourceState, Story
from bot.ports import Filed
from bot.store import search
from bot.store.columns import storable
from bot.store.engine import Database
from bot.store.gather import matched_by_article, retracted, stories
from bot.store.rows import article_columns, article_of, chunks, insert_into, state_columns, state_of
from bot.store.schema import article, beat, metadata, notice, outbox, source, told
from bot.store.sound import wrongs

SIGN = "marsad"
_PAGE = 500  # articles: what is read at once of a long stretch of the archive
_PLACEMENT = (article.c.story, article.c.relation, article.c.because, article.c.fate, article.c.why)


class SqlArchive:
    """Implements bot.ports.Archive."""

    _db: Database

    def search(self, tags: Sequence[str], words: Sequence[str], *, limit: int, offset: int = 0) -> tuple[Filed, ...]:
        number = offset + limit
        with self._db.reading() as connection:
            if tags or words:
                sequences = search.best(connection, tags, words, number=number)[offset:]
            else:
                sequences = search.newest(connection, number=number)[offset:]
            rows = {row["sequence"]: row for row in _rows(connection, sequences)}
            return _filed(connection, [rows[sequence] for sequence in sequences])

    def find(self, text_or_url: str, url_key: str | None) -> Filed | None:
        said = storable(unicodedata.normalize("NFC", text_or_url.strip()))
        same = [article.c.id == said, article.c.url == said, article.c.title == said]
        if url_key:
            same.append(article.c.url_key == url_key)
        with self._db.reading() as connection:
            rows = connection.execute(_newest_first().where(or_(*same)).limit(1)).mappings().all()
            found = _filed(connection, rows)
        return found[0] if found else None

    def since(self, moment: datetime) -> Iterator[Filed]:
        after = 0
        order = select(article.c.sequence, *article_columns, *_PLACEMENT).order_by(article.c.sequence).limit(_PAGE)
        while True:
            with self._db.reading() as connection:
                page = order.where(article.c.seen >= moment, article.c.sequence > after)
                rows = connection.execute(page).mappings().all()
                matched = matched_by_article(connection, [row["id"] for row in rows])
            yield from (_filed_of(row, matched.get(row["id"], Matched())) for row in rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1]["sequence"]

    def story(self, id: str) -> Story | None:
        with self._db.reading() as connection:
            return stories(connection, [id]).get(id)

    def source_states(self) -> tuple[SourceState, ...]:
        query = select(*state_columns).where(source.c.configured).order_by(source.c.id)
        with self._db.reading() as connection:
            return tuple(state_of(row) for row in connection.execute(query).mappings())

    def counts(self) -> dict[str, int]:
        with self._db.reading() as connection:
            numbers = {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
            }
            by_fate = select(article.c.fate, func.count()).group_by(article.c.fate)
            numbers.update({f"fate:{fate}": count for fate, count in connection.execute(by_fate)})
        return numbers

    def notice(self, key: str, text: str, now: datetime) -> bool:
        with self._db.writing() as connection:
            before = connection.execute(select(notice.c.text).where(notice.c.key == key)).scalar()
            if before == storable(text):
                return False
            new = insert_into(connection, notice).values(key=key, text=text, at=now)
            latest = {"text": new.excluded.text, "at": new.excluded.at}
            connection.execute(new.on_conflict_do_update(index_elements=["key"], set_=latest))
        return True

    def clear_notice(self, key: str) -> bool:
        with self._db.reading() as connection:  # asked after every post and poll, and nearly always for nothing
            if connection.execute(select(notice.c.key).where(notice.c.key == key)).first() is None:
                return False
        with self._db.writing() as connection:
            return connection.execute(delete(notice).where(notice.c.key == key)).rowcount > 0

    def notices(self) -> tuple[tuple[str, str, datetime], ...]:
        query = select(notice.c.key, notice.c.text, notice.c.at).order_by(notice.c.at, notice.c.key)
        with self._db.reading() as connection:
            return tuple((row.key, row.text, row.at) for row in connection.execute(query))

    def beat(self, now: datetime) -> None:
        with self._db.writing() as connection:
            new = insert_into(connection, beat).values(name=SIGN, at=now)
            connection.execute(new.on_conflict_do_update(index_elements=["name"], set_={"at": new.excluded.at}))

    def last_beat(self) -> datetime | None:
        with self._db.reading() as connection:
            at: datetime | None = connection.execute(select(beat.c.at).where(beat.c.name == SIGN)).scalar()
        return at

    def integrity(self) -> tuple[str, ...]:
        said: list[str] = []
        try:
            with self._db.reading() as connection:
                said.extend(wrongs(connection))
        except StoreError as error:  # too damaged to be asked further
            said.append(str(error))
        return tuple(said)


def _newest_first() -> Select[Any]:
    return select(*article_columns, *_PLACEMENT).order_by(article.c.at.desc(), article.c.sequence.desc())


def _rows(connection: Connection, sequences: Sequence[int]) -> Iterator[RowMapping]:
    for some in chunks(sequences):
        query = select(article.c.sequence, *article_columns, *_PLACEMENT).where(article.c.sequence.in_(some))
        yield from connection.execute(query).mappings()


def _filed(connection: Connection, rows: Sequence[RowMapping]) -> tuple[Filed, ...]:
    told_of = list({row["story"] for row in rows if row["story"] is not None})
    matched = matched_by_article(connection, [row["id"] for row in rows])
    tellings, reports = _tellings(connection, told_of), _reports(connection, told_of)
    taken_back = retracted(connection, told_of)
    return tuple(
        _filed_of(
            row,
            matched.get(row["id"], Matched()),
            tuple(tellings.get(row["story"], ())),
            reports.get(row["story"], 1) - 1,
            taken_back.get(row["story"], ""),
        )
        for row in rows
    )


def filed_of_story(connection: Connection, id: str) -> tuple[Filed, ...]:
    """All articles of a story, in order of arrival."""
    query = select(article.c.sequence, *article_columns, *_PLACEMENT, article.c.adds).where(article.c.story == id)
    rows = connection.execute(query.order_by(article.c.sequence)).mappings().all()
    filed = _filed(connection, rows)
    return tuple(replace(one, adds=row["adds"]) for one, row in zip(filed, rows, strict=True))


def _reports(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """How many articles each of the stories has."""
    found: dict[str, int] = {}
    for some in chunks(ids):
        query = select(article.c.story, func.count()).where(article.c.story.in_(some)).group_by(article.c.story)
        found.update((story, number) for story, number in connection.execute(query))
    return found


def _filed_of(
    row: RowMapping,
    matched: Matched,
    told_by: tuple[tuple[str, str, int | None], ...] = (),
    more: int = 0,
    taken_back: str = "",
) -> Filed:
    return Filed(
        article=article_of(row),
        tags=matched.tags,
        story=row["story"],
        relation=row["relation"],
        because=row["because"] or "",
        fate=row["fate"],
        why=row["why"],
        told=told_by,
        more=more,
        retracted=taken_back,
    )


def _tellings(connection: Connection, ids: Sequence[str]) -> dict[str, list[tuple[str, str, int | None]]]:
    """Where each story was told: channel, action, and the message once it is sent."""
    found: dict[str, list[tuple[str, str, int | None]]] = defaultdict(list)
    for some in chunks(ids):
        query = (
            select(told.c.story, told.c.channel, told.c.action, outbox.c.message_id)
            .join(outbox, outbox.c.key == told.c.action)
            .where(told.c.story.in_(some))
            .order_by(told.c.order)
        )
        for id, channel, action, message_id in connection.execute(query):
            found[id].append((channel, action, message_id))
    return found
