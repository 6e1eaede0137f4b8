"""What is asked all day must cost what the last days hold, not what the archive holds: SQLite's own plans say it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from bot.model import Article
from bot.store.engine import read_url
from bot.store.sql import SqlStore

NOW = datetime(2026, 11, 22, tzinfo=UTC)
# As many as a feed shows: for a single one the plan is another.
ASKED = [
    Article(id=f"{n}", source="a", title="t", seen=NOW, guid=f"g{n}", url_key=f"u{n}", title_key=f"t{n}")
    for n in range(20)
]

QUESTIONS: dict[str, Callable[[SqlStore], object]] = {
    "placed": lambda store: store.placed(NOW),
    "reached": lambda store: store.reached(),
    "untold": lambda store: store.untold("@c", NOW),
    "known": lambda store: store.known("a", ASKED, NOW),
    "heads": lambda store: store.heads(),
    "message_ids": lambda store: store.message_ids(["k"]),
    "story": lambda store: store.story("s"),
    "last_judgement": lambda store: store.last_judgement(),
    "search by tag": lambda store: store.search(["place.x"], [], limit=9),
}


@pytest.fixture
def plans_of(sqlite_url: str, sqlite_store: SqlStore) -> Callable[[str], list[str]]:
    """Ask the question and return what SQLite does for each of its SELECTs."""

    def ask(question: str) -> list[str]:
        asked: list[tuple[str, Any]] = []

        def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if statement.startswith("SELECT"):
                asked.append((statement, parameters))

        event.listen(sqlite_store._db.engine, "before_cursor_execute", note)
        QUESTIONS[question](sqlite_store)
        plain = sqlite3.connect(read_url(sqlite_url).database or "")
        try:
            return [row[3] for sql, values in asked for row in plain.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        finally:
            plain.close()

    return ask


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_daily_question_walks_a_table_that_grows(plans_of: Callable[[str], list[str]], question: str) -> None:
    steps = plans_of(question)
    assert steps
    for step in steps:
        assert not step.startswith(("SCAN article", "SCAN mention", "SCAN outbox", "SCAN told", "SCAN former")), step
        # Open-ended walks: all articles by sequence, or all that stand in any story.
        assert "(rowid>?)" not in step, step
        assert "(story>?)" not in step, step
        # All articles of one source: a busy one has hundreds of thousands.
        assert not ("article" in step and step.endswith("(source=?)")), step


@pytest.mark.parametrize("question", ["placed", "untold"])
def test_the_window_is_found_by_the_moment_alone(plans_of: Callable[[str], list[str]], question: str) -> None:
    assert any("COVERING INDEX ix_article_seen (seen>?)" in step for step in plans_of(question))
