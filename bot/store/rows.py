"""Values to rows and back: the one place that knows both the columns and bot/model.py."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, fields
from hashlib import sha256
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.model import Action, Article, Found, Matched, Mention, Source, SourceState, Tag
from bot.store.columns import storable
from bot.store.schema import article, mention, outbox, source
from bot.store.terms import terms_of

T = TypeVar("T")
Values = dict[str, Any]

_ARTICLE = tuple(field.name for field in fields(Article))
_ACTION = tuple(field.name for field in fields(Action))
_STATE = tuple(field.name for field in fields(SourceState) if field.name != "source")

article_columns = tuple(article.c[name] for name in _ARTICLE)
action_columns = tuple(outbox.c[name] for name in _ACTION)
state_columns = (source.c.id, *(source.c[name] for name in _STATE))
mention_columns = tuple(mention.c)


def chunks(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Cut a long list for `IN (…)`: both databases bound the parameters of a statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT; the two dialects spell it alike but keep it in a class each."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def line_key(line: Source) -> str:
    """Fingerprint of a configured line: differs when the operator touched it."""
    return sha256(json.dumps(asdict(line), sort_keys=True, default=str).encode("utf-8", "replace")).hexdigest()


def state_values(state: SourceState) -> Values:
    return {name: getattr(state, name) for name in _STATE}


def state_of(row: RowMapping) -> SourceState:
    return SourceState(source=row["id"], **{name: row[name] for name in _STATE})


def article_of(row: RowMapping) -> Article:
    return Article(**{name: row[name] for name in _ARTICLE})


def action_values(action: Action) -> Values:
    return {name: getattr(action, name) for name in _ACTION}


def action_of(row: RowMapping) -> Action:
    return Action(**{name: row[name] for name in _ACTION})


def text_values(found: Found) -> Values:
    """What an edit changes: the words, and what they are found by."""
    one = found.article
    return {
        "title": one.title,
        "summary": one.summary,
        "search": terms_of(one.title, one.summary, [tag.id for tag in (*found.matched.tags, *found.matched.context)]),
        "guid": one.guid,
        "url": one.url,
        "url_key": one.url_key,
        "title_key": one.title_key,
        "content_key": one.content_key,
        "language": one.language,
        "publisher": one.publisher,
    }


def article_values(found: Found) -> Values:
    """Everything one article's row says but when it was stored."""
    one, placement = found.article, found.placement
    return {
        **text_values(found),
        "id": one.id,
        "source": one.source,
        "published": one.published,
        "seen": one.seen,
        "at": one.at,
        "edited": None,
        "fate": found.fate,
        "why": found.why,
        "story": placement.story if placement else None,
        "relation": placement.relation if placement else None,
        "because": placement.because if placement else None,
        "score": placement.score if placement else None,
        "adds": placement.adds if placement else "",
    }


def mention_values(article_id: str, matched: Matched) -> Iterator[Values]:
    """One row per mention; `rank` and `turn` keep the matcher's order."""
    tags = [(tag, False) for tag in matched.tags] + [(tag, True) for tag in matched.context]
    for rank, (tag, context) in enumerate(tags):
        for turn, one in enumerate(tag.mentions):
            yield {
                "article": article_id,
                "rank": rank,
                "turn": turn,
                "tag": tag.id,
                "kind": tag.kind,
                "weight": tag.weight,
                "context": context,
                "field": one.field,
                "start": one.start,
                "end": one.end,
                "text": one.text,
                "because": one.because,
            }


def matched_of(rows: Sequence[RowMapping]) -> Matched:
    """The tags of one article from its rows, which come in order of rank and turn."""
    tags: dict[bool, list[Tag]] = {False: [], True: []}
    for _, group in groupby(rows, key=lambda row: row["rank"]):
        mentions = tuple(group)
        first = mentions[0]
        tag = Tag(
            id=first["tag"], kind=first["kind"], weight=first["weight"], mentions=tuple(map(_mention_of, mentions))
        )
        tags[first["context"]].append(tag)
    return Matched(tags=tuple(tags[False]), context=tuple(tags[True]))


def _mention_of(row: RowMapping) -> Mention:
    return Mention(
        id=row["tag"], field=row["field"], start=row["start"], end=row["end"], text=row["text"], because=row["because"]
    )


def by_identity(articles: Sequence[Article], identity: Callable[[Article], str | None]) -> dict[str, list[Article]]:
    """Group articles by what identifies them, as the database stores it; those without it are left out."""
    groups = defaultdict(list)
    for one in articles:
        if value := identity(one):
            groups[storable(value)].append(one)
    return groups
