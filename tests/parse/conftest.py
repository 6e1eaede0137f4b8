from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.model import Source
from bot.parse.feed import read_feed
from bot.ports import Parsed

Read = Callable[..., Parsed]


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def source() -> Source:
    return Source(id="s", url="https://news.example/feed/rss", name="News")


@pytest.fixture(scope="session")
def read(source: Source, now: datetime) -> Read:
    """Read a document as the source `s` would: `read(body, known, encoding="gbk")`."""

    def read(body: bytes, known: frozenset[str] = frozenset(), content_type: str = "", **about: str) -> Parsed:
        headers = {"content-type": content_type} if content_type else {}
        asked = replace(source, **about)
        return read_feed(asked, body, headers, source.url, known=known, now=now)

    return read
