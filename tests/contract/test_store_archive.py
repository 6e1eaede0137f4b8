"""The archive, the operator's notices, and whether the database is sound."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.ports import Filed
from bot.store.sql import SqlStore

MINUTE = timedelta(minutes=1)


def titles(store: SqlStore, *words: str, tags: tuple[str, ...] = (), **more: Any) -> list[str]:
    return [filed.article.title for filed in store.search(tags, words, **{"limit": 100, **more})]


# --- search and find -----------------------------------------------------------------------------------------------


def test_search_wants_all_tags_and_all_words(store: SqlStore, news: Any) -> None:
    news.keep(
        store,
        news.found("a1", title="Railway talks in Astana", tags=("place.kazakhstan", "topic.rail")),
        news.found("a2", title="Railway talks in Bishkek", tags=("place.kyrgyzstan", "topic.rail")),
        news.found("a3", title="Grain", summary="by railway from Astana", tags=("place.kazakhstan",)),
    )
    assert titles(store, tags=("topic.rail", "place.kazakhstan")) == ["Railway talks in Astana"]
    assert set(titles(store, "railway", "astana")) == {"Railway talks in Astana", "Grain"}
    assert titles(store, "railway", tags=("place.kyrgyzstan",)) == ["Railway talks in Bishkek"]
    assert titles(store, "railway", "moscow") == []
    assert len(titles(store)) == 3


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("القِمّة في أستانا", "القمه"),
        ("الصِّين", "الصين"),
        ("Ёлка в Астане", "елка"),
        ("PRESIDENT Tokayev", "president"),
        ("Straße", "STRASSE"),
        ("习近平主席", "近平"),
    ],
)
def test_search_finds_words_as_the_matcher_folds_them(store: SqlStore, news: Any, title: str, word: str) -> None:
    news.keep(store, news.found("a1", title=title))
    assert titles(store, word) == [title]


def test_signs_that_mean_something_to_the_database_are_only_letters(store: SqlStore, news: Any) -> None:
    news.keep(
        store,
        news.found("a1", title="Growth of 5% in trade"),
        news.found("a2", title="snake_case"),
        news.found("a3", title=r"back\slash"),
        news.found("a4", title="it's"),
        news.found("a5", title="50 more, snakeXcase, backXslash"),
    )
    assert titles(store, "5%") == ["Growth of 5% in trade"]
    assert titles(store, "snake_case") == ["snake_case"]
    assert titles(store, "back\\slash") == [r"back\slash"]
    assert titles(store, "it's") == ["it's"]
    for sign in ("%", "_", "*", '"', "'", "\\", ":*", "NEAR(", "#", "\0"):
        assert titles(store, sign) == [], "no letter: nothing is asked for"
    assert titles(store, '"it" OR growth*') == []


def test_the_newest_come_first_page_by_page(store: SqlStore, news: Any) -> None:
    hours = {"a1": 3, "a2": 1, "a3": 2}
    found = [news.found(id, title=id, published=news.now - timedelta(hours=ago)) for id, ago in hours.items()]
    news.keep(store, *found, news.found("a4", title="a4", seen=news.now))
    assert titles(store) == ["a4", "a2", "a3", "a1"]
    assert titles(store, limit=2, offset=1) == ["a2", "a3"]


def test_a_tag_beyond_the_beat_is_found_as_well(store: SqlStore, news: Any) -> None:
    matched = news.matched("place.kazakhstan", context=("place.france",))
    news.keep(store, type(news.found())(article=news.article(), matched=matched))
    assert titles(store, tags=("place.france",)) == ["Title of a1"]
    assert store.search([], [], limit=1)[0].tags == matched.tags


def test_a_filed_article_says_all_that_is_known_of_it(store: SqlStore, news: Any) -> None:
    news.keep(
        store,
        news.found("a1", "s1", tags=("place.kazakhstan", "org.sco"), url="https://x.example/1"),
        news.found("a2", fate="stale", why="9 days old when it first showed", tags=()),
    )
    sent, owed = news.tell(store, "s1"), news.tell(store, "s1", channel="@d")
    store.begin(sent, news.now)
    store.finish(sent, 41, news.now, news.now)
    first, second = store.find("a1", None), store.find("a2", None)
    assert first == Filed(
        article=news.article("a1", url="https://x.example/1"),
        tags=news.matched("place.kazakhstan", "org.sco").tags,
        story="s1",
        relation="new",
        because="by its words",
        fate="new",
        why="",
        told=(("@c", sent, 41), ("@d", owed, None)),
    )
    assert second == Filed(
        article=news.article("a2"),
        tags=(),
        story=None,
        relation=None,
        because="",
        fate="stale",
        why="9 days old when it first showed",
    )


def test_find_takes_a_url_a_key_an_id_or_an_exact_title_and_gives_the_newest(store: SqlStore, news: Any) -> None:
    older = {"published": news.now - MINUTE}
    news.keep(
        store,
        news.found("a1", title="Same title", url="https://x.example/1?utm=1", url_key="x.example/1"),
        news.found("a2", title="Same title", **older),
    )

    def found(said: str, key: str | None = None) -> str | None:
        filed = store.find(said, key)
        return filed.article.id if filed else None

    assert found("a2") == "a2"
    assert found(" Same title \n") == "a1"
    assert found("https://x.example/1?utm=1") == "a1"
    assert found("https://x.example/1?other", "x.example/1") == "a1"
    assert found("same title") is None
    assert found("", None) is None


def test_find_compares_composed_letters(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", title="\u0419"))
    assert store.find("\u0418\u0306", None) is not None


# --- what came since -------------------------------------------------------------------------------------------------


def test_what_came_since_a_moment_comes_in_order_of_arrival_with_its_stored_tags(store: SqlStore, news: Any) -> None:
    news.keep(
        store,
        news.found("a1", seen=news.now - 2 * MINUTE),
        news.found("a2", seen=news.now - MINUTE, published=news.now - 900 * MINUTE, tags=("org.sco",)),
        news.found("a3", "s1", tags=()),
    )
    found = list(store.since(news.now - MINUTE))
    assert [filed.article.id for filed in found] == ["a2", "a3"]
    assert [[tag.id for tag in filed.tags] for filed in found] == [["org.sco"], []]
    assert (found[1].story, found[1].fate, found[1].told) == ("s1", "new", ())
    assert list(store.since(news.now + MINUTE)) == []


def test_a_long_stretch_comes_whole(store: SqlStore, news: Any) -> None:
    ids = [f"a{number}" for number in range(1003)]
    news.keep(store, *(news.found(id) for id in ids))
    assert [filed.article.id for filed in store.since(news.now)] == ids
    assert all(len(filed.tags) == 1 for filed in store.since(news.now))


# --- counts, notices, signs of life --------------------------------------------------------------------------------


def test_counts_name_every_table_and_every_fate(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", fate="stale"), news.found("a3", fate="baseline"))
    news.tell(store, "s1")
    counts = store.counts()
    assert (counts["source"], counts["article"], counts["mention"], counts["story"]) == (1, 3, 3, 1)
    assert (counts["slot"], counts["outbox"], counts["told"]) == (1, 1, 1)
    assert {key: n for key, n in counts.items() if key.startswith("fate:")} == {
        "fate:new": 1,
        "fate:stale": 1,
        "fate:baseline": 1,
    }


def test_a_notice_is_news_once_and_again_when_it_says_something_else(store: SqlStore, news: Any) -> None:
    assert store.notice("feed:tass", "500", news.now)
    assert not store.notice("feed:tass", "500", news.now + MINUTE)
    assert store.notice("feed:tass", "404", news.now + MINUTE)
    assert store.notice("feed:astana", "\0", news.now)
    assert not store.notice("feed:astana", "\0", news.now)
    assert store.notices() == (("feed:astana", "\ufffd", news.now), ("feed:tass", "404", news.now + MINUTE))


def test_a_cleared_notice_is_news_when_it_returns(store: SqlStore, news: Any) -> None:
    store.notice("k", "500", news.now)
    assert store.clear_notice("k")
    assert not store.clear_notice("k")
    assert store.notices() == ()
    assert store.notice("k", "500", news.now)


def test_the_last_sign_of_life_is_kept(store: SqlStore, news: Any) -> None:
    assert store.last_beat() is None
    store.beat(news.now)
    store.beat(news.now + MINUTE)
    assert store.last_beat() == news.now + MINUTE


# --- soundness -----------------------------------------------------------------------------------------------------


def test_a_database_in_use_is_sound(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2"), links=[("s1", "s1", "related", 0.5)])
    key = news.tell(store, "s1")
    news.owe(store, "k2", "k3")
    store.begin(key, news.now)
    store.finish(key, 41, news.now, news.now)
    assert store.integrity() == ()


DAMAGE = {
    "DELETE FROM mention WHERE article = 'a1'; UPDATE article SET story = NULL": "story s1 has no article",
    "UPDATE outbox SET state = 'sent', message_id = 9 WHERE key = 'k2'": "action k1 is pending, but a later one",
    "UPDATE outbox SET state = 'sent' WHERE key = 'k1'": "action k1 is sent, but its message id is not known",
    "DELETE FROM slot WHERE number = 1": "channel @c has 1 digests, but the last one is number 2",
}


@pytest.mark.parametrize(("damage", "sentence"), DAMAGE.items(), ids=DAMAGE.values())
def test_what_is_wrong_is_said(store: SqlStore, news: Any, damage: str, sentence: str) -> None:
    news.keep(store, news.found("a1", "s1"))
    news.tell(store, "s1", key="k1")
    news.owe(store, "k2")
    assert store.integrity() == ()
    news.damage(store, damage)
    (said,) = store.integrity()
    assert sentence in said
