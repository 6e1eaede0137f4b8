"""Articles, tags and groupers for the tests of the story room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Article, Matched, Placement
from bot.story.place import Grouper
from bot.text.keys import title_key
from bot.text.script import language_of
from bot.text.urls import url_key

MONDAY = datetime(2025, 6, 16, tzinfo=UTC)
MakeArticle = Callable[..., Article]
Tell = Callable[..., Placement]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="session")
def match(gazetteer: Gazetteer) -> Callable[[str, str, str | None], Matched]:
    return Matcher(gazetteer).match


@pytest.fixture
def article() -> MakeArticle:
    """Make an article: `article("Title", hour=3, source="a")`; every one has its own address and guid."""
    numbers = count()

    def make(title: str, *, hour: float = 0, source: str = "a", summary: str = "", **other: object) -> Article:
        number = next(numbers)
        at = MONDAY + timedelta(hours=hour)
        url = str(other.get("url", f"https://{source}.example/{number}"))
        return Article(
            id=f"{number:020x}",
            source=source,
            title=title,
            seen=at,
            summary=summary,
            guid=str(other.get("guid", number)) or None,
            url=url,
            url_key=url_key(url),
            title_key=title_key(title),
            published=at,
            language=str(other.get("language") or language_of(f"{title} {summary}")),
        )

    return make


@pytest.fixture
def grouper(gazetteer: Gazetteer) -> Grouper:
    return Grouper(gazetteer=gazetteer)


@pytest.fixture
def tell(grouper: Grouper, article: MakeArticle, match: Callable[[str, str, str | None], Matched]) -> Tell:
    """Place a title as the bot would: made into an article, tagged, grouped."""

    def place(title: str, **other: object) -> Placement:
        one = article(title, **other)
        return grouper.place(one, match(one.title, one.summary, one.language))

    return place


@pytest.fixture
def make_again(
    grouper: Grouper, article: MakeArticle, match: Callable[[str, str, str | None], Matched]
) -> Callable[..., Placement]:
    """Place new words for the first article, as an edit of it comes: with the same id."""

    def place(title: str, **other: object) -> Placement:
        one = replace(article(title, **other), id=f"{0:020x}", guid=None)
        return grouper.place(one, match(one.title, one.summary, one.language))

    return place
