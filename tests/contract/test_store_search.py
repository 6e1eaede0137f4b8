"""Searching the archive: the same on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.model import Matched, Mention, Tag
from bot.store import lookup
from bot.store.sql import SqlStore

HOUR = timedelta(hours=1)


def ids(store: SqlStore, *words: str, tags: tuple[str, ...] = (), **more: Any) -> list[str]:
    return [filed.article.id for filed in store.search(tags, words, **{"limit": 50, **more})]


def weighing(found: Any, weight: float) -> Any:
    mention = Mention(id="org.sco", field="title", start=0, end=1, text="x", because="alias x")
    return replace(found, matched=Matched(tags=(Tag(id="org.sco", kind="org", weight=weight, mentions=(mention,)),)))


def test_a_story_is_found_once_by_its_best_article_with_the_number_of_further_reports(
    store: SqlStore, news: Any
) -> None:
    news.keep(
        store,
        news.found("a1", "s1", title="Uranium deal signed"),
        news.found("a2", "s1", "joined", title="Ministers met", summary="about uranium"),
        news.found("a3", "s1", "joined", title="Nothing of it"),
        news.found("a4", title="Uranium price"),
    )
    found = store.search([], ["uranium"], limit=9)
    assert {(filed.article.id, filed.more) for filed in found} == {("a1", 2), ("a4", 0)}
    assert store.search([], [], limit=9)[0].more in (0, 2)
    assert len(store.search([], [], limit=9)) == 2


def test_a_headline_comes_before_newer_news_in_passing(store: SqlStore, news: Any) -> None:
    def at(hours: int) -> dict[str, Any]:
        return {"seen": news.now - hours * HOUR, "published": news.now - hours * HOUR}

    news.keep(
        store,
        news.found("old", title="Uranium of long ago", **at(100)),
        news.found("headline", title="Uranium deal", **at(10)),
        news.found("passing", title="Talks", summary="and uranium", **at(1)),
    )
    assert ids(store, "uranium") == ["headline", "passing", "old"]


def test_what_is_about_a_name_comes_before_what_mentions_it(store: SqlStore, news: Any) -> None:
    earlier = {"published": news.now - HOUR}
    news.keep(store, weighing(news.found("about", **earlier), 2.0), weighing(news.found("mentions"), 0.3))
    assert ids(store, tags=("org.sco",)) == ["about", "mentions"]


def test_pages_follow_each_other_without_a_gap(store: SqlStore, news: Any) -> None:
    many = [
        news.found(f"a{n}", f"s{n // 3}", title=f"Uranium report {n}", seen=news.now + n * HOUR, summary="grain " * n)
        for n in range(900)
    ]
    news.keep(store, *many)
    whole = ids(store, "uranium", limit=300)
    assert len(whole) == len(set(whole)) == 300
    assert [id for page in range(10) for id in ids(store, "uranium", limit=30, offset=30 * page)] == whole
    assert whole[:2] == ["a899", "a896"]
    assert ids(store, "uranium", limit=30, offset=300) == []


def test_an_edited_article_is_found_by_its_new_words_and_tags_alone(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", title="Grain deal", tags=("org.sco",)), news.found("a2", title="Grain price"))
    news.keep(store, news.found("a1", fate="edited", title="Uranium deal", tags=("org.eaeu",)))
    assert ids(store, "grain") == ["a2"]
    assert ids(store, "uranium") == ids(store, tags=("org.eaeu",)) == ids(store, "deal") == ["a1"]
    assert ids(store, tags=("org.sco",)) == []
    assert store.integrity() == ()


def test_words_stand_as_prefixes_and_chinese_anywhere(store: SqlStore, news: Any) -> None:
    news.keep(
        store,
        news.found("ru", title="Железные дороги Китая"),
        news.found("zh", title="中吉乌铁路开工"),
        news.found("ar", title="السكك الحديدية والصين"),
        news.found("short", title="oilfield"),
    )
    assert ids(store, "дорога") == ids(store, "железн") == ["ru"]
    assert ids(store, "铁路") == ids(store, "铁") == ids(store, "工") == ids(store, "中吉乌铁路") == ["zh"]
    assert ids(store, "صين") == ids(store, "حديدية") == ["ar"]
    assert ids(store, "oil") == []


def test_what_was_stored_before_there_was_an_index_is_indexed(store: SqlStore, news: Any) -> None:
    news.keep(store, *(news.found(f"a{n}", title=f"Grain {n}", tags=("org.sco",)) for n in range(5)))
    with store._db.writing() as connection:
        lookup.withdraw(connection, [f"a{n}" for n in range(5)])
        connection.exec_driver_sql("UPDATE article SET search = 'as another version wrote it'")
    assert ids(store, "grain") == []
    with store._db.writing() as connection:
        lookup.fill(connection)
    assert sorted(ids(store, "grain", tags=("org.sco",))) == ["a0", "a1", "a2", "a3", "a4"]
    news.keep(store, news.found("a0", fate="edited", title="Uranium"))
    assert "a0" not in ids(store, "grain")
