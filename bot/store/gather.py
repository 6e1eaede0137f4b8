"""Reads whole values that are spread over several tables: tags, stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, RowMapping, and_, select

from bot.model import Article, Matched, Story, Tag
from bot.store.rows import article_columns, article_of, chunks, matched_of, mention_columns
from bot.store.schema import article, correction, item, mention, story


def matched_by_article(connection: Connection, ids: Sequence[str]) -> dict[str, Matched]:
    """What the matcher found in each of the articles; those in which it found nothing are missing."""
    rows: dict[str, list[RowMapping]] = defaultdict(list)
    for some in chunks(ids):
        query = select(*mention_columns).where(mention.c.article.in_(some))
        for row in connection.execute(query.order_by(mention.c.article, mention.c.rank, mention.c.turn)).mappings():
            rows[row["article"]].append(row)
    return {id: matched_of(found) for id, found in rows.items()}


def stories(connection: Connection, ids: Sequence[str]) -> dict[str, Story]:
    """The stories, whole: all articles in order of arrival, and the tags of all of them."""
    articles: dict[str, list[Article]] = defaultdict(list)
    spans: dict[str, RowMapping] = {}
    for some in chunks(ids):
        for row in connection.execute(select(story).where(story.c.id.in_(some))).mappings():
            spans[row["id"]] = row
        query = select(article.c.story, *article_columns).where(article.c.story.in_(some))
        for row in connection.execute(query.order_by(article.c.sequence)).mappings():
            articles[row["story"]].append(article_of(row))
    matched = matched_by_article(connection, [one.id for members in articles.values() for one in members])
    return {
        id: Story(
            id=id,
            articles=tuple(articles[id]),
            tags=tags_of_all(matched[one.id].tags for one in articles[id] if one.id in matched),
            first_seen=span["first_seen"],
            last_seen=span["last_seen"],
        )
        for id, span in spans.items()
    }


def retracted(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Stories that the operator took back wherever they were told -> why; what was undone stands again."""
    said: dict[tuple[str, int], list[tuple[str, str, str]]] = defaultdict(list)
    for some in chunks(ids):
        same = and_(correction.c.action == item.c.action, correction.c.place == item.c.place)
        query = select(item.c.action, item.c.place, item.c.story, correction.c.kind, correction.c.why).join(item, same)
        for row in connection.execute(query.where(item.c.story.in_(some)).order_by(correction.c.order)):
            standing = said[row.action, row.place]
            if row.kind == "undo":
                standing.pop()
            else:
                standing.append((row.story, row.kind, row.why))
    last = (standing[-1] for standing in said.values() if standing)
    return {story: why for story, kind, why in last if kind == "retract"}


def tags_of_all(by_article: Iterable[Sequence[Tag]]) -> tuple[Tag, ...]:
    """One tag per id, as the article says it that is most about it; what most articles weigh most comes first."""
    best: dict[str, Tag] = {}
    total: dict[str, float] = defaultdict(float)
    for tags in by_article:
        for tag in tags:
            total[tag.id] += tag.weight
            if tag.id not in best or tag.weight > best[tag.id].weight:
                best[tag.id] = tag
    return tuple(sorted(best.values(), key=lambda tag: (-total[tag.id], tag.id)))
