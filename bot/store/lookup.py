"""The index the archive is searched by: FTS5 on SQLite, tsvector with GIN on PostgreSQL, over the same terms.

The terms of an article stand in `article.search`, parted by spaces: its words (`bot.text.words`) and its tags, each as
`#` and its id. Neither database reads language into them, so both find the same. What was indexed stays in the
article's row because SQLite's index, which keeps no text, must be told what it is to forget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, bindparam, func, select, text, update

from bot.store.rows import chunks
from bot.store.schema import article, mention
from bot.store.terms import terms_of

NAME = "lookup"
"""The index's name; its helper tables on SQLite begin so. SQLAlchemy has no word for it, so schema.py is without it."""

_BATCH = 2_000  # articles indexed at once
_NEAR, _WIDER = 4_096, 8  # articles of PostgreSQL's first window, and how much wider each next one is

_CREATE = {
    # No positions and no text are kept: a quarter of the size. `ascii` leaves every letter as we folded it.
    "sqlite": (
        """CREATE VIRTUAL TABLE lookup USING fts5(words, content='', detail=none, tokenize="ascii tokenchars '#._'")""",
    ),
    "postgresql": (
        "CREATE TABLE lookup (sequence BIGINT PRIMARY KEY REFERENCES article (sequence) ON DELETE CASCADE, "
        "words TSVECTOR NOT NULL)",
        # What waits to be sorted in is read by every search: little may wait.
        "CREATE INDEX ix_lookup_words ON lookup USING gin (words) WITH (gin_pending_list_limit = 256)",
    ),
}
_FILE = {
    "sqlite": "INSERT INTO lookup (rowid, words) SELECT sequence, search FROM article WHERE {} ORDER BY sequence",
    "postgresql": "INSERT INTO lookup (sequence, words) "
    "SELECT sequence, array_to_tsvector(string_to_array(search, ' ')) FROM article WHERE {}",
}
_WITHDRAW = {
    "sqlite": "INSERT INTO lookup (lookup, rowid, words) SELECT 'delete', sequence, search FROM article WHERE {}",
    "postgresql": "DELETE FROM lookup WHERE sequence IN (SELECT sequence FROM article WHERE {})",
}
_THESE = "id IN :ids"
_NEWEST = "SELECT rowid FROM lookup WHERE lookup MATCH :terms AND rowid < :before ORDER BY rowid DESC LIMIT :limit"
# Materialized: a LIMIT in sight, the planner would walk the whole archive for a word that it takes for common.
_NEWEST_IN = """WITH found AS MATERIALIZED (
    SELECT sequence FROM lookup WHERE words @@ CAST(:terms AS tsquery) AND sequence < :before AND sequence >= :first)
SELECT sequence FROM found ORDER BY sequence DESC LIMIT :limit"""


def create(connection: Connection) -> None:
    for statement in _CREATE[connection.dialect.name]:
        connection.execute(text(statement))


def file(connection: Connection, ids: Sequence[str]) -> None:
    """Index articles that are not."""
    _for_each(connection, _FILE, ids)


def refile(connection: Connection) -> None:
    """Index all articles, by the terms that stand in their rows; the index is empty before."""
    connection.execute(text(_FILE[connection.dialect.name].format("TRUE")))


def withdraw(connection: Connection, ids: Sequence[str]) -> None:
    """Take articles out of the index, before what they said is overwritten."""
    _for_each(connection, _WITHDRAW, ids)


def _for_each(connection: Connection, statements: dict[str, str], ids: Sequence[str]) -> None:
    these = text(statements[connection.dialect.name].format(_THESE)).bindparams(bindparam("ids", expanding=True))
    for some in chunks(ids):
        connection.execute(these, {"ids": list(some)})


def fill(connection: Connection) -> None:
    """Index everything that is stored, batch by batch; the index is empty before."""
    after = 0
    words = select(article.c.sequence, article.c.id, article.c.title, article.c.summary).order_by(article.c.sequence)
    change = update(article).where(article.c.sequence == bindparam("which")).values(search=bindparam("terms"))
    while rows := connection.execute(words.where(article.c.sequence > after).limit(_BATCH)).all():
        tags: dict[str, list[str]] = {}
        tagged = (
            select(mention.c.article, mention.c.tag)
            .join(article, article.c.id == mention.c.article)
            .where(mention.c.turn == 0, article.c.sequence > after, article.c.sequence <= rows[-1].sequence)
        )
        for id, tag in connection.execute(tagged):
            tags.setdefault(id, []).append(tag)
        new = [{"which": row.sequence, "terms": terms_of(row.title, row.summary, tags.get(row.id, ()))} for row in rows]
        connection.execute(change, new)
        between = text(_FILE[connection.dialect.name].format("sequence > :after AND sequence <= :upto"))
        connection.execute(between, {"after": after, "upto": rows[-1].sequence})
        after = rows[-1].sequence
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE lookup"))


def newest(connection: Connection, terms: Sequence[str], *, before: int | None, limit: int) -> list[int]:
    """Sequences of the newest articles that have all `terms`, in falling order, at most `limit`, all below `before`."""
    if before is None:
        before = (connection.execute(select(func.max(article.c.sequence))).scalar() or 0) + 1
    if connection.dialect.name == "sqlite":
        asked = {"terms": " AND ".join(map(_fts5, terms)), "before": before, "limit": limit}
        return list(connection.execute(text(_NEWEST), asked).scalars())
    found: list[int] = []
    for first, end in _windows(before):
        asked = {"terms": " & ".join(map(_tsquery, terms)), "before": end, "first": first, "limit": limit - len(found)}
        found += connection.execute(text(_NEWEST_IN), asked).scalars()
        if len(found) == limit:
            break
    return found


def _windows(before: int) -> Iterator[tuple[int, int]]:
    """Ever wider stretches of the archive, the newest first: a common word is found in the first."""
    width = _NEAR
    while before > 0:
        first = max(before - width, 0)
        yield first, before
        before, width = first, width * _WIDER


def _fts5(term: str) -> str:
    return f'"{term[:-1]}" *' if term.endswith("*") else f'"{term}"'


def _tsquery(term: str) -> str:
    return f"'{term[:-1]}':*" if term.endswith("*") else f"'{term}'"
