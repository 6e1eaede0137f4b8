"""First loop: what every store promises of sources, leases and the transaction that keeps articles."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import StoreError
from bot.model import Found, Matched, Merge, SourceState
from bot.store.sql import SqlStore

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def claim(store: SqlStore, news: Any, *, at: timedelta = timedelta(0), **more: Any) -> list[str]:
    options = {"owner": "one", "limit": 100, "lease": 10 * MINUTE, **more}
    return [state.source for state in store.claim_sources(news.now + at, **options)]


# --- sources and leases --------------------------------------------------------------------------------------------


def test_a_new_source_is_due_at_once_and_never_polled(store: SqlStore, news: Any) -> None:
    news.remember(store, "astana")
    (state,) = store.claim_sources(news.now, owner="one", limit=9, lease=MINUTE)
    assert state == SourceState(source="astana", url="https://astana.example/feed")


def test_nobody_gets_a_leased_source_before_the_lease_ends(store: SqlStore, news: Any) -> None:
    news.remember(store, "astana", "tass")
    assert claim(store, news, limit=1) == ["astana"]
    assert claim(store, news, owner="two") == ["tass"]
    assert claim(store, news, at=10 * MINUTE - timedelta(microseconds=1), everything=True) == []
    assert claim(store, news, at=10 * MINUTE) == ["astana", "tass"]


def test_leases_never_overlap_between_threads(store: SqlStore, news: Any) -> None:
    ids = [f"s{n:03}" for n in range(60)]
    news.remember(store, *ids)
    with ThreadPoolExecutor(6) as pool:
        batches = list(pool.map(lambda n: claim(store, news, owner=f"w{n}", limit=7), range(18)))
    assert sorted(id for batch in batches for id in batch) == ids


def test_ingest_ends_the_lease_and_a_source_is_due_at_its_time_and_not_before(store: SqlStore, news: Any) -> None:
    news.remember(store)
    claim(store, news)
    store.ingest(news.state(next_poll=news.now + 2 * MINUTE), (), (), news.now)
    assert claim(store, news, at=2 * MINUTE - timedelta(microseconds=1)) == []
    assert claim(store, news, at=2 * MINUTE) == ["astana"]


def test_the_longest_due_source_comes_first_and_one_never_polled_before_all(store: SqlStore, news: Any) -> None:
    news.remember(store, "a", "b", "c", "d")
    for id, minutes in (("a", 3), ("b", 1), ("c", 2)):
        store.ingest(news.state(id, next_poll=news.now - minutes * MINUTE), (), (), news.now)
    assert claim(store, news, limit=3) == ["d", "a", "c"]


def test_everything_ignores_the_time_but_not_a_lease_nor_a_feed_that_is_gone(store: SqlStore, news: Any) -> None:
    news.remember(store, "gone", "later", "leased")
    store.ingest(news.state("gone", gone=True), (), (), news.now)
    store.ingest(news.state("later", next_poll=news.now + DAY), (), (), news.now)
    assert claim(store, news) == ["leased"]
    assert claim(store, news, owner="two", everything=True) == ["later"]


def test_disabled_and_removed_sources_keep_their_row_but_are_not_due(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found(), etag='"v1"')
    store.remember_sources([news.source("tass", enabled=False)], news.now)
    assert claim(store, news, everything=True) == []
    assert [state.source for state in store.source_states()] == ["tass"]
    news.remember(store, "astana", "tass")
    assert claim(store, news) == ["astana", "tass"]
    assert {state.source: state.etag for state in store.source_states()} == {"astana": '"v1"', "tass": None}


def test_a_changed_address_starts_afresh_and_keeps_the_articles(store: SqlStore, news: Any) -> None:
    polled = {"etag": '"v1"', "body_key": "b", "entry_keys": frozenset({"k"}), "next_poll": news.now + DAY}
    news.keep(store, news.found("a1"), **polled)
    store.remember_sources([news.source(url="https://astana.example/new")], news.now)
    (state,) = store.claim_sources(news.now, owner="one", limit=9, lease=MINUTE)
    assert state == SourceState(source="astana", url="https://astana.example/new")
    assert store.counts()["article"] == 1


def test_an_unchanged_address_keeps_what_is_remembered(store: SqlStore, news: Any) -> None:
    news.keep(store, etag='"v1"', next_poll=news.now + DAY)
    store.remember_sources([news.source(name="Another name", every=MINUTE)], news.now)
    assert store.source_states() == (news.state(etag='"v1"', next_poll=news.now + DAY),)


def test_an_answer_of_the_old_address_does_not_become_the_new_ones_state(store: SqlStore, news: Any) -> None:
    news.remember(store)
    (state,) = store.claim_sources(news.now, owner="one", limit=9, lease=10 * MINUTE)
    store.remember_sources([news.source(url="https://astana.example/new")], news.now)
    late = replace(state, etag='"old"', next_poll=news.now + DAY)
    store.ingest(late, [news.found("a1")], (), news.now)
    assert store.counts()["article"] == 1, "its articles are news all the same"
    assert store.source_states() == (SourceState(source="astana", url="https://astana.example/new"),)
    assert claim(store, news) == ["astana"], "the lease has ended"
    store.ingest(news.state(etag='"new"'), (), (), news.now)
    assert store.source_states()[0].etag == '"new"'


def test_a_feed_that_is_gone_is_asked_again_when_the_operator_touches_its_line(store: SqlStore, news: Any) -> None:
    news.keep(store, gone=True, error="410 Gone", etag='"v1"')
    news.remember(store)
    assert claim(store, news, everything=True) == [], "the line is as it was"
    store.remember_sources([news.source(note="they said it is back")], news.now)
    assert store.source_states() == (news.state(etag='"v1"'),)
    assert claim(store, news) == ["astana"]


def test_release_leases_frees_all_of_them_and_says_how_many(store: SqlStore, news: Any) -> None:
    news.remember(store, "a", "b", "c")
    claim(store, news, limit=2)
    assert store.release_leases() == 2
    assert store.release_leases() == 0
    assert claim(store, news) == ["a", "b", "c"]


def test_a_whole_state_comes_back_as_it_was(store: SqlStore, news: Any) -> None:
    state = SourceState(
        source="astana",
        url="https://moved.example/feed",
        next_poll=news.now + MINUTE,
        etag='W/"опак"',
        last_modified="Sun, 22 Nov 2026 05:00:00 GMT",
        body_key="b" * 20,
        entry_keys=frozenset({"k1", "k2"}),
        validators_work=True,
        validators_lie=True,
        failures=3,
        last_polled=news.now,
        last_ok=news.now - MINUTE,
        last_new=news.now - DAY,
        gap=timedelta(hours=1, microseconds=7),
        moved_to="https://elsewhere.example/",
        moved_times=2,
        moved_since=news.now - DAY,
        gone=False,
        error="it said 500",
        ttl=timedelta(hours=2),
    )
    news.remember(store)
    store.ingest(state, (), (), news.now)
    assert store.source_states() == (state,)
    assert store.claim_sources(news.now + DAY, owner="one", limit=1, lease=MINUTE) == (state,)


def test_more_sources_than_a_statement_takes_parameters(store: SqlStore, news: Any) -> None:
    ids = [f"s{n:04}" for n in range(1_203)]
    news.remember(store, *ids)
    assert claim(store, news, limit=2_000) == ids
    assert claim(store, news, limit=2_000) == []


# --- known ---------------------------------------------------------------------------------------------------------


def known(store: SqlStore, news: Any, *articles: Any, source: str = "astana") -> dict[str, str]:
    return {new: old.id for new, old in store.known(source, articles, news.now - 7 * DAY).items()}


def test_an_article_is_known_by_id_guid_url_key_or_title_in_this_order(store: SqlStore, news: Any) -> None:
    news.keep(
        store,
        news.found("by_title", title_key="t", seen=news.now - DAY),
        news.found("by_url", url_key="u", guid="g9", seen=news.now - 30 * DAY),
        news.found("by_guid", guid="g", url_key="u2", seen=news.now - 30 * DAY),
    )
    asked = [
        news.article("n1", guid="g", url_key="u", title_key="t"),
        news.article("n2", guid="other", url_key="u", title_key="t"),
        news.article("n3", title_key="t"),
        news.article("n4", guid="new", url_key="new", title_key="new"),
        news.article("by_url"),
    ]
    assert known(store, news, *asked) == {"n1": "by_guid", "n2": "by_url", "n3": "by_title", "by_url": "by_url"}


def test_an_equal_title_does_not_join_what_guid_and_url_both_keep_apart(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("old", guid="g1", url_key="u1", title_key="rates of the day"))
    title = {"title_key": "rates of the day"}
    assert known(store, news, news.article("n", guid="g2", url_key="u2", **title)) == {}
    assert known(store, news, news.article("n", guid="g2", url_key="u1", **title)) == {"n": "old"}
    assert known(store, news, news.article("n", guid="g1", url_key="u2", **title)) == {"n": "old"}


def test_an_equal_title_counts_only_when_it_was_seen_lately_and_is_long_enough(store: SqlStore, news: Any) -> None:
    news.keep(
        store,
        news.found("old", title_key="t", seen=news.now - 7 * DAY),
        news.found("short", title_key="", seen=news.now),
    )
    assert known(store, news, news.article("n1", title_key="t"), news.article("n2", title_key="")) == {}


def test_another_sources_article_is_not_known_here(store: SqlStore, news: Any) -> None:
    news.remember(store, "astana", "tass")
    store.ingest(news.state(), [news.found("a1", guid="g", url_key="u", title_key="t")], (), news.now)
    same = news.article("n", source="tass", guid="g", url_key="u", title_key="t")
    assert known(store, news, same, source="tass") == {}


def test_known_takes_more_articles_than_a_statement_takes_parameters(store: SqlStore, news: Any) -> None:
    found = [news.found(f"a{n}", guid=f"g{n}", tags=()) for n in range(1_100)]
    news.keep(store, *found)
    asked = [news.article(f"n{n}", guid=f"g{n}") for n in range(1_100)]
    assert known(store, news, *asked) == {f"n{n}": f"a{n}" for n in range(1_100)}


def test_the_stored_article_comes_back_whole(store: SqlStore, news: Any) -> None:
    article = news.article(
        summary="القمة 峰会",
        guid="urn:1",
        url="https://a.example/1?x=%25",
        url_key="a.example/1",
        title_key="t" * 20,
        content_key="c" * 20,
        published=news.now - MINUTE,
        language="ar",
        publisher="شينخوا",
    )
    news.keep(store, Found(article=article))
    assert store.known("astana", [article], news.now) == {"a1": article}


# --- ingest --------------------------------------------------------------------------------------------------------


def test_a_placed_article_comes_back_with_all_its_mentions(store: SqlStore, news: Any) -> None:
    matched = Matched(
        tags=(news.tag("topic.security", weight=1.25, texts=("border", "guards")), news.tag("place.kazakhstan")),
        context=(news.tag("place.france", weight=0.125),),
    )
    found = replace(news.found("a1", "s1"), matched=matched)
    news.keep(store, found)
    (placed,) = store.placed(news.now)
    assert (placed.article, placed.matched, placed.story) == (found.article, matched, "s1")


def test_placed_goes_on_after_a_sequence_and_forgets_what_is_old_or_in_no_story(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2"), news.found("a3", "s1", "joined"))
    first, second = store.placed(news.now)
    assert [first.article.id, second.article.id] == ["a1", "a3"]
    assert [one.article.id for one in store.placed(news.now, after=first.sequence)] == ["a3"]
    assert store.placed(news.now, after=second.sequence) == ()
    assert store.placed(news.now + MINUTE) == ()


def test_other_processes_hear_what_came_and_that_what_was_told_has_changed(store: SqlStore, news: Any) -> None:
    news.remember(store)
    assert store.reached() == (0, 0)
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"), news.found("a3", tags=()))
    assert store.reached() == (3, 0)
    news.keep(store, news.found("a3", tags=(), fate="edited"))
    assert store.reached() == (3, 0), "an article of no story"
    news.keep(store, news.found("a1", "s1", "copy", fate="edited"))
    assert store.reached() == (3, 1)
    assert store.merge([Merge(story="s2", into="s1", placements=())], news.now)
    assert store.reached() == (3, 2)


def test_an_article_with_nothing_known_in_it_is_kept_all_the_same(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1", tags=()))
    assert [one.matched for one in store.placed(news.now)] == [Matched()]


def test_the_same_article_twice_is_kept_once_as_it_first_came(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a1", "s2", title="twice in one document"))
    news.keep(store, news.found("a1", "s3", title="again by another process"), news.found("a2", "s1", "joined"))
    assert [(one.article.id, one.story, one.article.title) for one in store.placed(news.now)] == [
        ("a1", "s1", "Title of a1"),
        ("a2", "s1", "Title of a2"),
    ]
    assert store.integrity() == (), "and no story without an article is left"


def test_two_threads_that_bring_the_same_articles_keep_each_once(store: SqlStore, news: Any) -> None:
    news.remember(store, "a", "b", "c", "d")
    found = [news.found(f"x{n}", f"s{n}") for n in range(20)]
    found = [replace(one, article=replace(one.article, source="a")) for one in found]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: store.ingest(news.state(one), found, (), news.now), "abcd"))
    counts = store.counts()
    assert (counts["article"], counts["mention"], counts["story"]) == (20, 20, 20)


def test_an_edit_changes_the_words_in_place_and_keeps_story_and_moment(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1", tags=("place.kazakhstan", "org.sco"), published=news.now, guid="g"))
    (before,) = store.placed(news.now)
    words = {"title": "Corrected", "summary": "Now with more", "url": "https://x.example/", "content_key": "c2"}
    edited = news.found("a1", fate="edited", tags=("person.tokayev",), guid="g", seen=news.now + DAY, **words)
    news.keep(store, edited)
    (after,) = store.placed(news.now)
    assert after.article == replace(before.article, **words)
    assert (after.sequence, after.story) == (before.sequence, "s1")
    assert after.matched == news.matched("person.tokayev")
    assert [one.fate for one in store.search([], ["corrected"], limit=9)] == ["new"], "an edited article is still news"
    assert store.search([], ["title"], limit=9) == ()


def test_an_edit_that_brings_an_article_to_the_beat_gives_it_a_story_and_makes_it_news(
    store: SqlStore, news: Any
) -> None:
    news.keep(store, news.found("a1", tags=()))
    assert store.untold("@c", news.now) == ()
    news.keep(store, news.found("a1", "s1", fate="edited", title="Now about Kazakhstan"))
    assert [story.id for story in store.untold("@c", news.now)] == ["s1"]


def test_an_edit_never_moves_an_article_to_another_story(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    news.keep(store, news.found("a1", "s2", fate="edited", title="Other words"))
    assert [placed.story for placed in store.placed(news.now)] == ["s1"]
    assert store.integrity() == ()


def test_an_edit_of_an_article_that_was_never_stored_is_not_lost(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", fate="edited"))
    assert store.find("a1", None) is not None


def test_a_failing_row_in_the_middle_leaves_nothing(store: SqlStore, news: Any) -> None:
    news.keep(store, etag='"v1"')
    claimed = store.claim_sources(news.now, owner="one", limit=1, lease=10 * MINUTE)
    good = [news.found(f"a{n}", f"s{n}") for n in range(5)]
    bad = replace(news.found("bad", "s9"), article=news.article("bad", source="nobody"))  # no such source
    with pytest.raises(StoreError):
        store.ingest(replace(claimed[0], etag='"v2"'), [*good, bad], (), news.now)
    counts = store.counts()
    assert [counts[table] for table in ("article", "mention", "story", "link")] == [0, 0, 0, 0]
    assert store.source_states()[0].etag == '"v1"', "or the next poll would say 304 and the articles were lost"
    assert claim(store, news) == [], "the lease stands until it ends by itself"
    store.ingest(claimed[0], good, (), news.now)
    assert store.counts()["article"] == 5


def test_a_state_that_cannot_be_kept_takes_the_articles_back(store: SqlStore, news: Any) -> None:
    news.remember(store)
    with pytest.raises(StoreError, match="remember_sources has to come first"):
        store.ingest(news.state("nobody"), [news.found("a1", "s1")], (), news.now)
    assert store.counts()["article"] == 0


def test_a_moment_without_a_zone_is_refused(store: SqlStore, news: Any) -> None:
    news.remember(store)
    naive = news.now.replace(tzinfo=None)
    with pytest.raises(StoreError, match="no time zone"):
        store.ingest(news.state(), [news.found("a1", seen=naive)], (), news.now)
    assert store.counts()["article"] == 0


def test_hostile_characters_do_not_stop_the_others(store: SqlStore, news: Any) -> None:
    hostile = news.found("a1", "s1", title="a\0b \ud800 c", guid="g\0\ud800", url="https://x/\0")
    news.keep(store, hostile, news.found("a2", "s1", "joined"), etag="\ud800", error="\0")
    assert store.find("a1", None).article.title == "a\ufffdb ? c"
    assert known(store, news, news.article("n", guid="g\0\ud800")) == {"n": "a1"}


def test_links_are_kept_with_their_latest_score_and_only_between_stored_stories(store: SqlStore, news: Any) -> None:
    found = [news.found("a1", "s1"), news.found("a2", "s2")]
    news.keep(store, *found, links=[("s1", "s2", "related", 0.4), ("s1", "nowhere", "related", 0.5)])
    news.keep(store, links=[("s1", "s2", "related", 0.6), ("s1", "s2", "merged", 1.0)])
    assert store.counts()["link"] == 2


def test_a_restart_finds_everything(database_url: str, opened: Any, news: Any) -> None:
    store = opened(database_url)
    news.keep(store, news.found("a1", "s1"), etag='"v1"')
    news.tell(store, "s1")
    before = (store.placed(news.now), store.source_states(), store.heads(), store.counts(), store.story("s1"))
    store.close()
    again = opened(database_url)
    assert (again.placed(news.now), again.source_states(), again.heads(), again.counts(), again.story("s1")) == before
