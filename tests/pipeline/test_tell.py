"""What a channel is told at its hours when there is nothing to tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.gazetteer import Entry, Gazetteer
from bot.model import Article, Channel, Found, Matched, Mention, Placement, Source, SourceState, Tag
from bot.pipeline.tell import Newsdesk
from bot.store.sql import SqlStore, open_store

NAMES = Gazetteer({"place.china": Entry(id="place.china", label={"en": "China"})})
SOURCE = Source(id="a", url="https://a.example/feed", name="a")
EIGHT = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    made = open_store(f"sqlite:///{tmp_path / 'marsad.db'}")
    yield made
    made.close()


def desk(store: SqlStore, **channel: object) -> Newsdesk:
    told = Channel(id="@c", chat="@c", language="en", zone="UTC", digests=(time(8), time(20)), **channel)  # type: ignore[arg-type]
    return Newsdesk(store=store, gazetteer=NAMES, channels=[told], sources={"a": SOURCE})


def hear(store: SqlStore, title: str, now: datetime) -> None:
    mention = Mention(id="place.china", field="title", start=0, end=1, text="x", because="alias")
    article = Article(id=title, source="a", title=title, title_key=title, seen=now, published=now, language="en")
    placement = Placement(article=title, story=title, relation="new", because="new")
    matched = Matched(tags=(Tag(id="place.china", kind="place", weight=1.0, mentions=(mention,)),))
    store.remember_sources([SOURCE], now)
    state = SourceState(source="a", url=SOURCE.url)
    store.ingest(state, [Found(article=article, matched=matched, placement=placement)], (), now)


def test_an_hour_without_news_is_told_in_one_line_unless_the_channel_stays_silent(store: SqlStore) -> None:
    hear(store, "one", EIGHT - HOUR)
    assert len(desk(store).make_due(EIGHT)) == 1
    evening = EIGHT + 12 * HOUR
    assert desk(store, without_news="silent").make_due(evening) == ()
    (told,) = desk(store).make_due(evening)
    assert "Nothing new on our beat" in told.digest.posts[0].text


def test_what_comes_after_an_hour_of_silence_waits_for_the_next_and_no_number_is_left_out(store: SqlStore) -> None:
    silent = desk(store, without_news="silent")
    hear(store, "one", EIGHT - HOUR)
    assert [told.number for told in silent.make_due(EIGHT)] == [1]
    evening = EIGHT + 12 * HOUR
    assert silent.make_due(evening) == ()
    hear(store, "two", evening + HOUR)
    assert silent.make_due(evening + 2 * HOUR) == ()
    (told,) = silent.make_due(EIGHT + 24 * HOUR)
    assert (told.number, [story.id for story in told.stories]) == (2, ["two"])


def test_a_silent_channel_hears_of_news_that_came_in_time_although_it_is_told_late(store: SqlStore) -> None:
    silent = desk(store, without_news="silent")
    hear(store, "one", EIGHT - HOUR)
    assert silent.make_due(EIGHT)
    evening = EIGHT + 12 * HOUR
    hear(store, "two", evening - HOUR)
    assert [told.slot.due for told in silent.make_due(evening + 3 * HOUR)] == [evening]
