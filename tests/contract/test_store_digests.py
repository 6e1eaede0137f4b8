"""Second loop: what is news for a channel, and the transaction that makes a slot's posts owed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import StoreError
from bot.model import Matched, Merge, Placement, Slot, Story
from bot.store.sql import SqlStore

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def untold(store: SqlStore, news: Any, channel: str = "@c") -> list[str]:
    return [story.id for story in store.untold(channel, news.now - DAY)]


# --- what is news --------------------------------------------------------------------------------------------------


def test_a_story_is_news_until_it_is_told_in_each_channel_by_itself(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"))
    assert untold(store, news) == ["s1", "s2"]
    news.tell(store, "s1")
    assert untold(store, news) == ["s2"]
    assert untold(store, news, "@other") == ["s1", "s2"]


@pytest.mark.parametrize("fate", ["baseline", "stale", "edited"])
def test_only_a_new_article_makes_a_story_news_but_the_story_comes_whole(store: SqlStore, news: Any, fate: str) -> None:
    news.keep(store, news.found("old", "s1", fate=fate), news.found("old2", "s2", fate=fate))
    assert untold(store, news) == []
    news.keep(store, news.found("fresh", "s2", "joined"))
    (story,) = store.untold("@c", news.now - DAY)
    assert [one.id for one in story.articles] == ["old2", "fresh"]


def test_what_was_seen_before_since_is_no_news(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1", seen=news.now - DAY), news.found("a2", "s2", seen=news.now - DAY - MINUTE))
    assert untold(store, news) == ["s1"]


def test_an_article_in_no_story_is_no_news(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", tags=()))
    assert untold(store, news) == []


@pytest.mark.parametrize("relation", ["copy", "joined"])
def test_another_report_of_a_told_story_is_no_news(store: SqlStore, news: Any, relation: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    news.tell(store, "s1")
    news.keep(store, news.found("a2", "s1", relation))
    assert untold(store, news) == []


def test_a_development_makes_a_told_story_news_with_what_it_adds(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    first = news.tell(store, "s1", key="first")
    assert first == "first"
    news.keep(
        store,
        news.found("a2", "s1", "development", adds="5 → 12"),
        news.found("a3", "s1", "development", adds="signed"),
        news.found("a4", "s1", "development", adds="5 → 12"),
    )
    (story,) = store.untold("@c", news.now - DAY)
    assert (story.told_before, story.adds) == ("first", "5 → 12; signed")
    assert [one.id for one in story.articles] == ["a1", "a2", "a3", "a4"]
    news.tell(store, "s1", key="second")
    assert untold(store, news) == []
    news.keep(store, news.found("a5", "s1", "development", adds="paid"))
    (story,) = store.untold("@c", news.now - DAY)
    assert (story.told_before, story.adds) == ("first", "paid"), "told first by the first, new since the second"


def test_a_development_of_a_story_never_told_adds_nothing(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s1", "development", adds="5 → 12"))
    (story,) = store.untold("@c", news.now - DAY)
    assert (story.told_before, story.adds) == (None, "")


@pytest.mark.parametrize("more", [{"fate": "stale"}, {"fate": "baseline"}, {"seen_before": True}])
def test_only_a_new_and_recent_development_counts(store: SqlStore, news: Any, more: dict[str, Any]) -> None:
    news.keep(store, news.found("a1", "s1"))
    news.tell(store, "s1")
    if more.pop("seen_before", False):
        more["seen"] = news.now - 2 * DAY
    news.keep(store, news.found("a2", "s1", "development", adds="old", **more), news.found("a3", "s1", "joined"))
    assert untold(store, news) == []


def test_a_development_that_arrives_while_the_digest_is_written_is_told_by_the_next(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    assert untold(store, news) == ["s1"]  # the digest is being written …
    news.keep(store, news.found("a2", "s1", "development", adds="too late for it"))
    news.tell(store, "s1")  # … and made
    (story,) = store.untold("@c", news.now - DAY)
    assert story.adds == "too late for it"


def test_stories_come_in_order_of_arrival_with_their_span(store: SqlStore, news: Any) -> None:
    news.keep(
        store,
        news.found("a1", "z", seen=news.now),
        news.found("a2", "a", seen=news.now - MINUTE),
        news.found("a3", "z", "joined", seen=news.now - 2 * MINUTE),
    )
    news.keep(store, news.found("a4", "z", "joined", seen=news.now + MINUTE))
    z, a = store.untold("@c", news.now - DAY)
    assert (z.id, z.first_seen, z.last_seen) == ("z", news.now - 2 * MINUTE, news.now + MINUTE)
    assert (a.id, a.first_seen, a.last_seen) == ("a", news.now - MINUTE, news.now - MINUTE)


def test_a_story_has_the_tags_of_all_its_articles_the_weightiest_first(store: SqlStore, news: Any) -> None:
    def weighing(id: str, relation: Any, **weights: float) -> Any:
        tags = tuple(news.tag(f"topic.{name}", weight=weight) for name, weight in weights.items())
        context = (news.tag("place.france"),)
        return replace(news.found(id, "s1", relation), matched=Matched(tags=tags, context=context))

    news.keep(store, weighing("a1", "new", trade=1.5, rail=1.0), weighing("a2", "joined", rail=1.25, gas=0.5))
    (story,) = store.untold("@c", news.now - DAY)
    assert [(tag.id, tag.weight) for tag in story.tags] == [
        ("topic.rail", 1.25),
        ("topic.trade", 1.5),
        ("topic.gas", 0.5),
    ]
    assert store.story("s1") == story
    assert store.story("nowhere") is None


def test_many_stories_come_whole(store: SqlStore, news: Any) -> None:
    news.keep(store, *(news.found(f"a{n}", f"s{n}") for n in range(1_050)))
    assert len(untold(store, news)) == 1_050
    news.tell(store, *(f"s{n}" for n in range(1_049)))
    assert untold(store, news) == ["s1049"]


# --- slots ---------------------------------------------------------------------------------------------------------


def test_a_slot_is_made_once(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"))
    assert store.make_slot(news.slot(), 1, [news.action("k1")], {"s1": "k1"}, news.now)
    assert not store.make_slot(news.slot(), 2, [news.action("k2")], {"s2": "k2"}, news.now)
    assert [action.key for action in store.heads()] == ["k1"]
    assert untold(store, news) == ["s2"]
    assert store.edition("@c") == 2


def test_a_number_is_given_once(store: SqlStore, news: Any) -> None:
    assert store.make_slot(news.slot(0), 1, [news.action("k1")], {}, news.now)
    assert not store.make_slot(news.slot(12), 1, [news.action("k2")], {}, news.now)
    assert store.last_slot("@c") == news.slot(0)
    assert store.by_state() == {"pending": 1}


def test_the_same_slot_of_another_channel_is_another_slot(store: SqlStore, news: Any) -> None:
    assert store.make_slot(news.slot(channel="@a"), 1, [], {}, news.now)
    assert store.make_slot(news.slot(channel="@b"), 1, [], {}, news.now)


def test_two_threads_make_a_slot_once(store: SqlStore, news: Any) -> None:
    def make(n: int) -> bool:
        return store.make_slot(news.slot(), 1, [news.action(f"k{n}")], {}, news.now)

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(make, range(12)))
    assert made.count(True) == 1
    assert [action.key for action in store.heads()] == [f"k{made.index(True)}"]


@pytest.mark.parametrize("told", [{"nowhere": "k1"}, {"s1": "no such action"}])
def test_a_slot_that_cannot_be_made_whole_is_not_made(store: SqlStore, news: Any, told: dict[str, str]) -> None:
    news.keep(store, news.found("a1", "s1"))
    with pytest.raises(StoreError):
        store.make_slot(news.slot(), 1, [news.action("k1")], told, news.now)
    assert (store.last_slot("@c"), store.heads(), untold(store, news)) == (None, (), ["s1"])


def test_an_action_is_owed_once(store: SqlStore, news: Any) -> None:
    news.owe(store, "k1")
    with pytest.raises(StoreError):
        news.owe(store, "k1")
    assert (store.edition("@c"), store.by_state()) == (2, {"pending": 1})


def test_the_last_slot_is_the_one_due_last_and_editions_count_from_one(store: SqlStore, news: Any) -> None:
    assert (store.last_slot("@c"), store.edition("@c")) == (None, 1)
    for number, hours in ((1, 12), (2, -24), (3, 0)):
        assert store.make_slot(news.slot(hours), number, [], {}, news.now)
    last = store.last_slot("@c")
    assert last == news.slot(12)
    assert isinstance(last, Slot)
    assert (store.edition("@c"), store.edition("@other")) == (4, 1)


def test_a_story_told_twice_names_the_first_action(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    first = news.tell(store, "s1")
    news.tell(store, "s1")
    news.tell(store, "s1", channel="@other")
    news.keep(store, news.found("a2", "s1", "development"))
    assert [story.told_before for story in store.untold("@c", news.now - DAY)] == [first]
    assert all(isinstance(story, Story) for story in store.untold("@other", news.now - DAY))


# --- edits that are news, and stories that prove to be one -----------------------------------------------------------


def test_a_material_edit_makes_a_told_story_news_once(store: SqlStore, news: Any) -> None:
    first = news.found("a1", "s1")
    news.keep(store, first)
    news.tell(store, "s1", key="first")
    later = news.now + MINUTE
    edit = news.found("a1", "s1", "development", fate="edited", adds="number:15")
    store.ingest(news.state(), [edit], (), later)
    (story,) = store.untold("@c", news.now - DAY)
    assert (story.told_before, story.adds) == ("first", "number:15")
    assert store.make_slot(news.slot(5), 2, [news.action("k2")], {"s1": "k2"}, later + MINUTE)
    assert untold(store, news) == []


def test_a_cosmetic_edit_and_one_before_the_telling_are_no_news(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"))
    news.keep(store, news.found("a1", "s1", "development", fate="edited", adds="number:15"))
    news.tell(store, "s1", "s2")
    store.ingest(news.state(), [news.found("a2", "s2", "copy", fate="edited")], (), news.now + MINUTE)
    assert untold(store, news) == []


def merge(story: str, into: str, *articles: str) -> Merge:
    placements = (Placement(article=id, story=into, relation="joined", because="one event") for id in articles)
    return Merge(story=story, into=into, placements=tuple(placements))


def test_a_story_that_goes_leaves_its_articles_moments_and_links(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1", seen=news.now - MINUTE), news.found("a2", "s2"), news.found("a3", "s3"))
    news.keep(store, links=[("s2", "s3", "related", 0.1), ("s1", "s2", "related", 0.2)])
    assert store.merge([merge("s2", "s1", "a2")], news.now)
    assert untold(store, news) == ["s1", "s3"]
    story = store.story("s1")
    assert story is not None
    assert [one.id for one in story.articles] == ["a1", "a2"]
    assert (story.first_seen, story.last_seen) == (news.now - MINUTE, news.now)
    assert store.story("s2") is None
    assert store.integrity() == ()
    filed = store.find("a2", None)
    assert filed is not None
    assert (filed.story, filed.relation, filed.because) == ("s1", "joined", "one event")


def test_a_told_story_never_goes_and_then_nothing_is_merged(store: SqlStore, news: Any) -> None:
    news.keep(store, *(news.found(f"a{n}", f"s{n}") for n in range(4)))
    news.tell(store, "s1")
    assert store.told(["s0", "s1", "s2"]) == {"s1"}
    assert not store.merge([merge("s3", "s2", "a3"), merge("s1", "s0", "a1")], news.now)
    assert not store.merge([merge("s3", "nowhere", "a3")], news.now)
    assert untold(store, news) == ["s0", "s2", "s3"]


def test_what_joins_a_told_story_before_a_digest_is_not_told_again(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    news.tell(store, "s1")
    news.keep(store, news.found("a2", "s2"))
    assert store.merge([merge("s2", "s1", "a2")], news.now)
    assert untold(store, news) == []


def test_a_story_knows_what_was_told_of_the_one_it_follows_and_of_a_related_one(store: SqlStore, news: Any) -> None:
    news.keep(store, *(news.found(f"a{n}", f"s{n}") for n in range(3)))
    news.tell(store, "s0", key="k0")
    news.tell(store, "s1", key="k1")
    news.keep(store, news.found("a3", "s3"), links=[("s3", "s0", "follows", 1.0), ("s3", "s1", "related", 0.0)])
    by_id = {story.id: story for story in store.untold("@c", news.now - DAY)}
    assert (by_id["s3"].follows, by_id["s3"].related) == ("k0", "k1")
    assert (by_id["s2"].follows, by_id["s2"].related) == (None, None)
    (elsewhere,) = (story for story in store.untold("@other", news.now - DAY) if story.id == "s3")
    assert (elsewhere.follows, elsewhere.related) == (None, None), "what was told elsewhere cannot be linked here"
