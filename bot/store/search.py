"""From a query's tags and words to the stories that answer it, the best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select

from bot.store import lookup
from bot.store.columns import storable
from bot.store.rank import Best, Hit
from bot.store.rows import chunks
from bot.store.schema import article, mention
from bot.store.terms import tag_term
from bot.text.words import wanted

_FIRST = 200  # articles looked at in the first round, beside some for every story asked for
_A_STORY = 4
_FAR = 4_000  # articles after which no better one is looked for, once there are enough stories


def best(connection: Connection, tags: Sequence[str], words: Sequence[str], *, number: int) -> tuple[int, ...]:
    """Sequences of the best article of each story that has all `tags` and all `words`; at most `number`.

    Articles are looked at in the order of their arrival, the newest first, until no older one can come before those
    found; so it costs what is asked for, not what the archive holds.
    """
    terms = tuple(term for word in words for term in wanted(storable(word)))
    everything = (*map(tag_term, tags), *terms)
    if not everything:
        return ()
    found = Best(tags, terms)
    looked_at, before, ask = 0, None, _FIRST + _A_STORY * number
    while True:
        sequences = lookup.newest(connection, everything, before=before, limit=ask)
        hits = _hits(connection, sequences, tags)
        found.add(hits)
        looked_at += len(hits)
        if len(sequences) < ask:
            return found.sequences(number)
        if found.settled(number, hits[-1].seen) or (looked_at >= _FAR and found.number >= number):
            return found.sequences(number)
        before, ask = sequences[-1], ask * 2


def newest(connection: Connection, *, number: int) -> tuple[int, ...]:
    """Sequences of the newest article of each story; at most `number`."""
    ask = _FIRST + _A_STORY * number
    order = select(article.c.sequence, article.c.story).order_by(article.c.at.desc(), article.c.sequence.desc())
    while True:
        rows = connection.execute(order.limit(ask)).all()
        first: dict[str | int, int] = {}
        for row in rows:
            first.setdefault(row.story or row.sequence, row.sequence)
        if len(first) >= number or len(rows) < ask:
            return tuple(first.values())[:number]
        ask *= 4


def _hits(connection: Connection, sequences: Sequence[int], tags: Sequence[str]) -> list[Hit]:
    """The articles in the order of `sequences`."""
    columns = (article.c.sequence, article.c.id, article.c.story, article.c.title, article.c.at, article.c.seen)
    hits: dict[int, Hit] = {}
    for some in chunks(sequences):
        rows = connection.execute(select(*columns).where(article.c.sequence.in_(some))).all()
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        if tags:
            ids = [row.id for row in rows]
            weigh = select(mention.c.article, mention.c.tag, mention.c.weight)
            asked = (mention.c.article.in_(ids), mention.c.turn == 0, mention.c.tag.in_(tags))
            for id, tag, weight in connection.execute(weigh.where(*asked)):
                weights[id][tag] = weight
        for row in rows:
            hits[row.sequence] = Hit(
                sequence=row.sequence,
                story=row.story,
                title=row.title,
                at=row.at,
                seen=row.seen,
                weights=weights.get(row.id, {}),
            )
    return [hits[sequence] for sequence in sequences]
