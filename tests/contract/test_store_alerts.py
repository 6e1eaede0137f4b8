"""What is told between two digests: once per story and channel, and at most so many a day."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.model import Action, Keep, Merge
from bot.store.sql import SqlStore

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)


def alert(
    store: SqlStore, news: Any, story: str = "s1", channel: str = "@c", *, most: int = 5, day: date = TODAY, **more: Any
) -> bool:
    action = news.action(f"{channel}|alert|{story}", channel, silent=False, preview=True)
    now = more.pop("now", news.now)
    return store.alert(action, story, day=day, most=most, because=f"because of {story}", now=now)


def reply(store: SqlStore, news: Any, number: int = 1, story: str = "s1", **more: Any) -> bool:
    target = f"@c|alert|{story}"
    action = news.action(f"{target}|reply|{number}", kind="reply", target=target)
    given = {"day": TODAY, "most": 5, "because": "act:signed", "now": news.now + number * MINUTE}
    return store.alert(action, story, **{**given, **more})


def edit(store: SqlStore, news: Any, number: int = 1, story: str = "s1", **more: Any) -> bool:
    target = f"@c|alert|{story}"
    text = more.pop("text", f"text {number}")
    action = news.action(f"{target}|edit|{number}", kind="edit", target=target, text=text)
    return store.amend(action, number - 1, more.pop("now", news.now + number * MINUTE))


def send(store: SqlStore, news: Any, key: str, message_id: int = 7) -> None:
    store.begin(key, news.now)
    store.finish(key, message_id, news.now, news.now)


def untold(store: SqlStore, news: Any, channel: str = "@c") -> list[str]:
    return [story.id for story in store.untold(channel, news.now - DAY)]


# --- alerts --------------------------------------------------------------------------------------------------------


def test_an_alert_is_owed_and_tells_its_story_in_its_channel_alone(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"))
    assert untold(store, news) == ["s1", "s2"]
    assert alert(store, news)
    assert untold(store, news) == ["s2"]
    assert untold(store, news, "@other") == ["s1", "s2"]
    (owed,) = store.heads()
    assert (owed.key, owed.silent, owed.preview, owed.state) == ("@c|alert|s1", False, True, "pending")
    (shown,) = store.alerts("@c", news.now)
    assert (shown.key, shown.because, shown.state, shown.edits) == (owed.key, "because of s1", "pending", 0)
    assert [one.id for one in shown.story.articles] == ["a1"]
    assert store.because(["s1"]) == {"@c|alert|s1": "because of s1"}
    assert store.integrity() == ()


def test_the_same_alert_is_owed_once(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    assert [alert(store, news), alert(store, news)] == [True, False]
    assert store.by_state() == {"pending": 1}


def test_at_most_so_many_a_local_day_and_replies_are_counted_by_themselves(store: SqlStore, news: Any) -> None:
    news.keep(store, *(news.found(f"a{n}", f"s{n}") for n in range(6)))
    assert [alert(store, news, f"s{n}", most=2) for n in range(3)] == [True, True, False]
    assert store.alerted_on("@c", TODAY) == 2
    assert alert(store, news, "s3", most=2, day=TODAY + DAY)
    assert alert(store, news, "s4", "@other", most=2)
    assert [reply(store, news, n, "s0", most=2) for n in (1, 2, 3)] == [True, True, False]
    assert store.alerted_on("@c", TODAY, reply=True) == 2


def test_a_story_that_a_digest_tells_meanwhile_is_not_alerted(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    untold(store, news)
    with_told = store._read_told.copy()
    news.tell(store, "s1")
    store._read_told = with_told  # as another process that read before
    assert not alert(store, news)


def test_a_digest_does_not_tell_what_an_alert_told_meanwhile(
    database_url: str, opened: Callable[..., SqlStore], news: Any
) -> None:
    one, two = (opened(database_url, exclusive=False) for _ in range(2))
    news.keep(one, news.found("a1", "s1"))
    assert untold(two, news) == ["s1"]
    assert alert(one, news)
    told = {"s1": "@c|1"}
    assert not two.make_slot(news.slot(1), 1, [news.action("@c|1")], told, news.now)
    assert untold(two, news) == []
    assert two.make_slot(news.slot(1), 1, [news.action("@c|1")], {}, news.now), "the next try makes it"


def test_a_story_that_became_part_of_another_is_not_alerted(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"))
    untold(store, news)
    assert store.merge([Merge(story="s2", into="s1", placements=())], news.now)
    assert not alert(store, news, "s2")
    assert store.by_state() == {}


def test_two_processes_make_one_alert_and_never_one_too_many(
    database_url: str, opened: Callable[..., SqlStore], news: Any
) -> None:
    stores = [opened(database_url, exclusive=False) for _ in range(2)]
    news.keep(stores[0], *(news.found(f"a{n}", f"s{n}") for n in range(8)))
    for one in stores:
        untold(one, news)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda n: alert(stores[n % 2], news, f"s{n // 2}", most=3), range(16)))
    assert sum(made) == 3
    assert stores[0].by_state() == {"pending": 3}
    assert stores[0].alerted_on("@c", TODAY) == 3


# --- edits ---------------------------------------------------------------------------------------------------------


def test_an_edit_is_an_action_of_its_own_and_the_alerts_new_text(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    alert(store, news)
    send(store, news, "@c|alert|s1")
    assert edit(store, news, text="new")
    (shown,) = store.alerts("@c", news.now)
    assert (shown.text, shown.state, shown.edits, shown.shown) == ("new", "pending", 1, news.now + MINUTE)
    assert (shown.key, shown.latest) == ("@c|alert|s1", "@c|alert|s1|edit|1")
    (head,) = store.heads()
    assert (head.kind, head.target) == ("edit", "@c|alert|s1")


def test_of_two_that_edit_at_once_one_does(database_url: str, opened: Callable[..., SqlStore], news: Any) -> None:
    stores = [opened(database_url, exclusive=False) for _ in range(2)]
    news.keep(stores[0], news.found("a1", "s1"))
    alert(stores[0], news)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda one: edit(one, news), stores))
    assert sorted(made) == [False, True]
    assert stores[0].by_state() == {"pending": 2}


# --- how it went on --------------------------------------------------------------------------------------------------


def test_what_came_after_the_alert_is_told_with_it(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    untold(store, news)
    alert(store, news)
    news.keep(
        store,
        news.found("a2", "s1", "development", adds="number:5", seen=news.now + MINUTE),
        news.found("a3", "s1", "joined", seen=news.now + MINUTE),
    )
    (shown,) = store.alerts("@c", news.now)
    assert (shown.story.adds, shown.story.told_before) == ("number:5", None)
    assert [one.id for one in shown.story.articles] == ["a1", "a2", "a3"]
    untold(store, news)
    news.tell(store, "s1")
    (shown,) = store.alerts("@c", news.now)
    assert shown.story.adds == "number:5", "also when a digest told it"


def test_an_alert_of_a_story_told_before_knows_by_what_and_what_was_new(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    first = news.tell(store, "s1")
    news.keep(store, news.found("a2", "s1", "development", adds="act:signed", seen=news.now + MINUTE))
    (story,) = store.untold("@c", news.now - DAY)
    assert (story.told_before, story.adds) == (first, "act:signed")
    assert alert(store, news, now=news.now + 2 * MINUTE)
    (shown,) = store.alerts("@c", news.now)
    assert (shown.story.told_before, shown.story.adds) == (first, "act:signed")


def test_a_reply_tells_the_development_and_is_counted_with_its_alert(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    untold(store, news)
    alert(store, news)
    news.keep(store, news.found("a2", "s1", "development", adds="act:signed", seen=news.now + MINUTE))
    assert untold(store, news) == ["s1"]
    assert [reply(store, news), reply(store, news)] == [True, False]
    assert untold(store, news) == []
    (shown,) = store.alerts("@c", news.now)
    assert (shown.replies, shown.replied, shown.reply) == (1, news.now + MINUTE, "@c|alert|s1|reply|1")


def test_only_among_these_stories_is_asked(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"))
    assert [one.id for one in store.untold("@c", news.now - DAY, among={"s2"})] == ["s2"]
    assert store.untold("@c", news.now - DAY, among=()) == ()


# --- what the digest refers to ---------------------------------------------------------------------------------------


def test_the_digest_refers_to_alerts_and_replies_since_the_one_before(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"), news.found("a3", "s3"))
    alert(store, news, "s1", now=news.now - MINUTE)
    assert [one.key for one in store.unmentioned("@c")] == ["@c|alert|s1"]
    news.tell(store, "s3")
    assert store.unmentioned("@c") == ()
    alert(store, news, "s2", now=news.now + MINUTE)
    assert [one.key for one in store.unmentioned("@c")] == ["@c|alert|s2"]
    reply(store, news)
    assert [one.key for one in store.unmentioned("@c")] == ["@c|alert|s1|reply|1", "@c|alert|s2"]
    assert store.unmentioned("@other") == ()


# --- what was never posted -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["refused", "given up"])
def test_an_alert_that_nobody_saw_leaves_its_story_to_the_digest(store: SqlStore, news: Any, end: str) -> None:
    news.keep(store, news.found("a1", "s1"))
    alert(store, news)
    store.begin("@c|alert|s1", news.now)
    if end == "refused":
        store.refuse("@c|alert|s1", "too long")
    else:
        store.doubt("@c|alert|s1", "lost")
        assert store.settle("@c|alert|s1")
    assert untold(store, news) == ["s1"]
    assert (store.alerts("@c", news.now), store.unmentioned("@c")) == ((), ())
    assert not alert(store, news), "it is not tried again as an alert"


def test_a_reply_that_nobody_saw_leaves_its_news_to_the_digest(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    untold(store, news)
    alert(store, news)
    news.keep(store, news.found("a2", "s1", "development", adds="act:signed", seen=news.now + MINUTE))
    untold(store, news)
    reply(store, news)
    send(store, news, "@c|alert|s1")
    store.drop("@c|alert|s1|reply|1", "its alert was deleted")
    (story,) = store.untold("@c", news.now - DAY)
    assert (story.id, story.told_before, story.adds) == ("s1", "@c|alert|s1", "act:signed")
    (shown,) = store.alerts("@c", news.now)
    assert (shown.replies, shown.reply) == (1, ""), "its number is used, and no digest leads to it"


def test_how_an_action_stands_is_known_by_its_key(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    alert(store, news)
    assert store.standing("@c|alert|s1") == ("pending", None)
    send(store, news, "@c|alert|s1", 41)
    assert store.standing("@c|alert|s1") == ("sent", 41)
    assert store.standing("nothing") is None


def test_a_message_that_stayed_behind_when_its_group_moved_is_never_edited_or_linked(
    store: SqlStore, news: Any
) -> None:
    """Ids begin anew in the new chat: another message has this one there."""
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"))
    for story in ("s1", "s2"):
        action = news.action(f"-7|alert|{story}", "-7", chat=-7)
        assert store.alert(action, story, day=TODAY, most=5, because="", now=news.now)
    news.owe(store, "elsewhere")
    send(store, news, "-7|alert|s1", 41)
    send(store, news, "elsewhere", 42)
    store.learn_chat("-7", -1007)
    send(store, news, "-7|alert|s2", 3)
    assert store.standing("-7|alert|s1") == ("sent", None)
    assert store.standing("-7|alert|s2") == ("sent", 3)
    assert store.message_ids(["-7|alert|s1", "-7|alert|s2", "elsewhere"]) == {"-7|alert|s2": 3, "elsewhere": 42}


# --- the index -----------------------------------------------------------------------------------------------------


def pins(news: Any, key: str) -> list[Action]:
    return [news.action(key), news.action(f"{key}|pin|1", kind="pin", target=key, text="")]


def test_a_channel_has_one_index_post_once_a_digest_made_it(store: SqlStore, news: Any) -> None:
    assert (store.index("@c"), store.slots("@c", 5)) == (None, ())
    assert store.make_slot(news.slot(1), 1, pins(news, "@c|index|1"), {}, news.now, index="@c|index|1")
    assert store.index("@c") == "@c|index|1"
    assert store.index("@other") is None
    assert store.pinned("@c|index|1")
    assert [number for _, number in store.slots("@c", 5)] == [1]


def test_an_index_that_cannot_be_edited_is_no_index_and_a_refused_pin_no_pin(store: SqlStore, news: Any) -> None:
    key = "@c|index|1"
    store.make_slot(news.slot(1), 1, pins(news, key), {}, news.now, index=key)
    send(store, news, key)
    store.begin(f"{key}|pin|1", news.now)
    store.refuse(f"{key}|pin|1", "no right")
    assert not store.pinned(key)
    edit = news.action(f"{key}|edit|2", kind="edit", target=key)
    store.make_slot(news.slot(2), 2, [edit], {}, news.now)
    assert store.index("@c") == key
    store.begin(edit.key, news.now)
    store.refuse(edit.key, "message to edit not found")
    assert store.index("@c") is None


def test_a_parked_channel_keeps_its_index(store: SqlStore, news: Any) -> None:
    store.park("@c", "no right")
    store.make_slot(news.slot(1), 1, pins(news, "@c|index|1"), {}, news.now, index="@c|index|1")
    assert store.parked() == {"@c": "no right"}
    store.unpark("@c")
    assert store.index("@c") == "@c|index|1"


# --- pruning -------------------------------------------------------------------------------------------------------


def test_alerts_age_with_what_was_told_and_the_index_stays(store: SqlStore, news: Any) -> None:
    old = news.now - 400 * DAY
    news.keep(store, news.found("a1", "s1", seen=old), news.found("a2", "s2", seen=old))
    alert(store, news, "s1", now=old)
    send(store, news, "@c|alert|s1")
    alert(store, news, "s2", now=old)
    store.begin("@c|alert|s2", news.now)
    store.refuse("@c|alert|s2", "too long")
    key = "@c|index|1"
    store.make_slot(replace(news.slot(1), due=old), 1, pins(news, key), {}, old, index=key)
    for one in (key, f"{key}|pin|1"):
        send(store, news, one)
    for _ in store.prune(Keep(told=30 * DAY, outbox=30 * DAY, articles=30 * DAY), news.now):
        pass
    counts = store.counts()
    assert (counts["alert"], counts["told"], counts["story"]) == (0, 0, 0)
    assert store.standing(key) == ("sent", 7)
    assert store.index("@c") == key
    assert store.integrity() == ()
