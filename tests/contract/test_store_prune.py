"""Pruning by age: what goes, what stays for ever, and that no old entry comes back as new."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Article, Keep, Vector
from bot.pipeline.desk import Desk
from bot.store.sql import SqlStore
from bot.story.place import Grouper

DAY = timedelta(days=1)
KEEP = Keep(untagged=90 * DAY, articles=400 * DAY, vectors=21 * DAY, outbox=100 * DAY)


def prune(store: SqlStore, now: Any, keep: Keep = KEEP) -> int:
    return sum(store.prune(keep, now))


def left(store: SqlStore) -> set[str]:
    return {filed.article.id for filed in store.since(datetime(1970, 1, 1, tzinfo=UTC))}


# --- what goes -----------------------------------------------------------------------------------------------------


def test_untagged_articles_go_before_tagged_ones(store: SqlStore, news: Any) -> None:
    def aged(id: str, days: int, **more: Any) -> Any:
        return news.found(id, seen=news.now - days * DAY, **more)

    news.keep(
        store,
        aged("young", 89, tags=()),
        aged("untagged", 91, tags=()),
        aged("tagged", 399, story="s1"),
        aged("ancient", 401, story="s2"),
        aged("baseline", 399, fate="baseline"),
    )
    assert prune(store, news.now) >= 2
    assert left(store) == {"young", "tagged", "baseline"}
    assert store.story("s2") is None
    assert store.counts()["mention"] == 2
    assert store.integrity() == ()


def test_what_was_pruned_is_not_found_and_the_rest_is(store: SqlStore, news: Any) -> None:
    old = news.found("old", seen=news.now - 401 * DAY, title="Melons of Kitab")
    news.keep(store, old, news.found("new", title="Carpets of Kitab"))
    prune(store, news.now)
    assert [filed.article.id for filed in store.search([], ["kitab"], limit=9)] == ["new"]
    assert store.search([], ["melons"], limit=9) == ()


def test_a_name_beyond_the_beat_does_not_make_an_article_ours(store: SqlStore, news: Any) -> None:
    article = news.article("context", seen=news.now - 91 * DAY)
    matched = news.matched(context=("place.france",))
    news.keep(store, type(news.found())(article=article, matched=matched))
    prune(store, news.now)
    assert left(store) == set()


def test_what_was_told_stays_with_its_story_whatever_its_age(store: SqlStore, news: Any) -> None:
    old = news.now - 4_000 * DAY
    news.keep(
        store,
        news.found("a1", story="s1", seen=old),
        news.found("a2", story="s1", relation="copy", seen=old, tags=()),
        news.found("b1", story="s2", seen=old),
        links=[("s1", "s2", "related", 0.5)],
    )
    key = news.tell(store, "s1")
    prune(store, news.now)
    assert left(store) == {"a1", "a2"}
    assert store.told(["s1", "s2"]) == {"s1"}
    assert store.search([], [], limit=1)[0].told == (("@c", key, None),)
    assert store.counts()["link"] == 0
    assert store.integrity() == ()


def test_what_was_told_goes_too_where_the_operator_says_so(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", story="s1"), news.found("a2", story="s2", seen=news.now + 700 * DAY))
    for number, story in enumerate(("s1", "s2"), start=1):
        key = news.tell(store, story)
        store.begin(key, news.now)
        store.finish(key, number, news.now, news.now)
    news.owe(store, "owed")
    later = news.now + 800 * DAY
    prune(store, later, replace(KEEP, told=730 * DAY))
    assert left(store) == {"a2"}, "its story went on until lately"
    assert store.told(["s1", "s2"]) == {"s2"}
    assert set(store.message_ids(["@c|1", "@c|2"])) == {"@c|2"}
    assert [action.key for action in store.heads()] == ["owed"]
    assert store.edition("@c") == 4
    assert store.integrity() == ()


def test_refused_posts_go_and_what_is_undecided_stays(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", story="s1"))
    key = news.tell(store, "s1")
    store.begin(key, news.now)
    store.refuse(key, "too long")
    news.owe(store, "owed")
    prune(store, news.now + 99 * DAY)
    assert store.by_state() == {"dead": 1, "pending": 1}
    prune(store, news.now + 101 * DAY)
    assert store.by_state() == {"pending": 1}
    assert store.told(["s1"]) == frozenset(), "nobody was told"
    assert store.integrity() == ()


def test_vectors_go_when_the_story_room_has_forgotten_their_articles(store: SqlStore, news: Any) -> None:
    def meant(id: str, days: int) -> Any:
        found = news.found(id, story=id, seen=news.now - days * DAY)
        return replace(found, placement=replace(found.placement, vector=Vector(model="m", half=b"12")))

    news.keep(store, meant("a1", 20), meant("a2", 22))
    prune(store, news.now)
    kept = {placed.article.id: placed.vector is not None for placed in store.placed(news.now - 30 * DAY)}
    assert kept == {"a1": True, "a2": False}
    assert store.counts()["vector"] == 1


def test_for_ever_means_for_ever(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", seen=news.now - 9_000 * DAY, tags=()))
    prune(store, news.now, Keep(untagged=None, articles=None, told=None, outbox=None, vectors=None))
    assert left(store) == {"a1"}


def test_it_goes_in_small_steps_and_may_be_left_off_anywhere(store: SqlStore, news: Any) -> None:
    found = [news.found(f"a{n:04}", seen=news.now - (100 + n % 7) * DAY, tags=()) for n in range(1_200)]
    news.keep(store, *found)
    steps = store.prune(KEEP, news.now)
    assert next(steps) == 500
    assert len(left(store)) == 700
    assert store.last_pruned() is None
    assert prune(store, news.now) == 700
    assert left(store) == set()
    assert store.last_pruned() == news.now


def test_the_size_is_noted_each_night(store: SqlStore, news: Any) -> None:
    prune(store, news.now)
    prune(store, news.now + DAY)
    (first, small), (second, _) = store.sizes()
    assert (first, second) == (news.now, news.now + DAY)
    assert 10_000 < small <= store.size() + 1_000_000


def test_sqlite_gives_the_space_back(sqlite_store: SqlStore, news: Any) -> None:
    found = [news.found(f"a{n}", seen=news.now - 100 * DAY, tags=(), summary="word " * 400) for n in range(2_000)]
    news.keep(sqlite_store, *found)
    before = sqlite_store.size()
    prune(sqlite_store, news.now)
    assert sqlite_store.size() < before / 3
    assert sqlite_store.integrity() == ()


# --- nothing comes back --------------------------------------------------------------------------------------------


@pytest.fixture
def pruned(store: SqlStore, news: Any) -> Article:
    """An article without a date that was pruned."""
    article: Article = news.article("a1", guid="guid 1", url_key="a.example/1", content_key="c1", published=None)
    news.keep(store, news.found("a1", tags=(), guid="guid 1", url_key="a.example/1", content_key="c1"))
    prune(store, news.now + 91 * DAY)
    assert left(store) == set()
    return article


def desk_of(store: SqlStore, now: Any) -> Desk:
    gazetteer = load_gazetteer()
    return Desk(
        store=store,
        matcher=Matcher(gazetteer),
        new_grouper=lambda: Grouper(gazetteer=gazetteer),
        clock=lambda: now,
    )


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"id": "b1", "url_key": "moved.example/1"},
        {"id": "b1", "guid": "another"},
    ],
)
def test_an_entry_that_stays_in_the_feed_is_not_new_after_pruning(
    store: SqlStore, news: Any, pruned: Article, change: dict[str, str]
) -> None:
    later = news.now + 92 * DAY
    again = replace(pruned, seen=later, **change)
    assert desk_of(store, later).file(news.source(), [again], first_poll=False) == ()
    other = replace(again, id="c1", guid="guid 2", url_key="a.example/2", title="Another article of today")
    found = desk_of(store, later).file(news.source(), [again, other], first_poll=False)
    assert [one.article.id for one in found] == ["c1"]


def test_nor_when_its_words_change(store: SqlStore, news: Any, pruned: Article) -> None:
    later = news.now + 92 * DAY
    edited = replace(pruned, seen=later, published=later, title="Xi Jinping visits Astana today", content_key="c2")
    desk = desk_of(store, later)
    (found,) = desk.file(news.source(), [edited], first_poll=False)
    assert (found.fate, found.placement) == ("edited", None)
    store.ingest(news.state(), [found], (), later)
    assert left(store) == set()
    assert desk.file(news.source(), [edited], first_poll=False) == (), "and the change is told once"


def test_another_source_may_use_the_same_guid(store: SqlStore, news: Any, pruned: Article) -> None:
    news.remember(store, "astana", "tengri")
    other = replace(pruned, id="t1", source="tengri")
    assert store.known("tengri", [other], news.now) == {}


def count(store: SqlStore, news: Any, now: Any, *articles: Article, body: str) -> frozenset[str]:
    """Poll the source as the bot does: what its state lets it skip is not asked for. Returns what it skips."""
    (state,) = store.claim_sources(now, owner="me", limit=1, lease=timedelta(minutes=1), everything=True)
    skipped = state.entry_keys
    if not skipped:
        store.known("astana", articles, now)
    store.ingest(replace(state, body_key=body, entry_keys=frozenset({"k"}), next_poll=now), (), (), now)
    return skipped


def test_it_is_forgotten_only_when_the_feed_no_longer_shows_it(store: SqlStore, news: Any, pruned: Article) -> None:
    at = news.now + 91 * DAY
    assert count(store, news, at + DAY, pruned, body="1") == frozenset()  # a first reading, which counts
    for month in range(1, 6):
        now = at + month * 32 * DAY
        prune(store, now)
        assert count(store, news, now, pruned, body=f"{month} a") == frozenset(), "now and then all of it is read"
        assert count(store, news, now + DAY, pruned, body=f"{month} b") == {"k"}, "and then no more for long"
        prune(store, now + DAY)
        assert store.counts()["former"] == 1
    now = at + 200 * DAY
    prune(store, now)
    count(store, news, now, body="gone")
    assert store.counts()["former"] == 1
    prune(store, now + DAY)
    assert store.counts()["former"] == 0
    assert store.integrity() == ()


def test_a_feed_that_is_silent_or_not_polled_forgets_nothing(store: SqlStore, news: Any, pruned: Article) -> None:
    now = news.now + 91 * DAY
    count(store, news, now, pruned, body="1")
    for month in range(1, 30):
        prune(store, now + month * 30 * DAY)
        count(store, news, now + month * 30 * DAY, body="1")
    assert store.counts()["former"] == 1


def test_a_poll_under_way_is_not_taken_for_a_count(store: SqlStore, news: Any, pruned: Article) -> None:
    now = news.now + 91 * DAY
    count(store, news, now, pruned, body="1")
    now += 40 * DAY
    (state,) = store.claim_sources(now, owner="me", limit=1, lease=timedelta(minutes=9), everything=True)
    prune(store, now + timedelta(minutes=1))
    store.ingest(replace(state, body_key="2", entry_keys=frozenset({"k"})), (), (), now)
    prune(store, now + timedelta(minutes=2))
    assert store.counts()["former"] == 1
