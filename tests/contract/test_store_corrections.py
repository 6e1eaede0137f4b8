"""What the operator sets right: posts by edits, stories by splits; each in one transaction, and for good."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import StoreError
from bot.model import Action, Correction, Item, Keep, Merge, Placement
from bot.ports import PostedPost
from bot.store.sql import SqlStore

DAY = timedelta(days=1)


def untold(store: SqlStore, news: Any, channel: str = "@c") -> list[str]:
    return [story.id for story in store.untold(channel, news.now - DAY)]


def read(store: SqlStore, key: str) -> PostedPost:
    found = store.post(key)
    assert found is not None
    return found


def amendment(post: PostedPost, place: int, words: str, news: Any) -> tuple[Action, Item, Correction]:
    before = post.items[place - 1]
    after = replace(before, html=f"{before.html}\n{words}")
    edit = replace(
        post.action,
        key=f"{post.action.key}|edit|{post.edits + 1}",
        kind="edit",
        target=post.action.key,
        text=post.text.replace(before.html, after.html),
        state="pending",
    )
    return edit, after, Correction(kind="correct", before=before, edit=edit.key, why=words, at=news.now)


def send_all(store: SqlStore, news: Any, id: int) -> None:
    while heads := store.heads():
        store.begin(heads[0].key, news.now)
        store.finish(heads[0].key, id, news.now, news.now)


# --- posts ---------------------------------------------------------------------------------------------------------


def test_an_item_is_kept_as_it_stands_in_its_post(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"))
    key = news.post(store, ("s1", "a1"), ("s2", "a2"))
    post = read(store, key)
    assert post.items == (news.item(key, "s1", "a1"), news.item(key, "s2", "a2", place=2))
    assert all(item.html in post.text and item.head in item.html for item in post.items)
    assert post.text == post.action.text
    assert store.post("@c|nothing") is None


def test_a_slot_made_twice_keeps_its_items_once(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    key = news.post(store, ("s1", "a1"))
    again = [news.item(key, "s1", "a1", place=9)]
    assert not store.make_slot(news.slot(1), 1, [], {}, news.now, again)
    assert [item.place for item in read(store, key).items] == [1]


@pytest.mark.parametrize("chat", ["@c", "@C", "-1007"])
def test_a_post_is_found_by_every_name_of_its_chat(store: SqlStore, news: Any, chat: str) -> None:
    news.keep(store, news.found("a1", "s1"))
    key = news.post(store, ("s1", "a1"))
    send_all(store, news, 41)
    store.learn_chat("@c", -1007)
    found = store.posted(chat, 41)
    assert found is not None
    assert found.action.key == key


def test_the_same_number_in_another_chat_is_another_post(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    news.post(store, ("s1", "a1"))
    there = news.post(store, ("s1", "a1"), channel="@other")
    send_all(store, news, 5)
    found = store.posted("@other", 5)
    assert found is not None
    assert found.action.key == there
    assert store.posted("@third", 5) is None
    assert store.posted("@c", 6) is None
    assert store.chats() == (("@c", 5), ("@other", 5))


def test_an_edit_is_owed_behind_its_post_and_the_next_one_builds_on_it(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"))
    key = news.post(store, ("s1", "a1"), ("s2", "a2"))
    first = amendment(read(store, key), 1, "one is wrong", news)
    assert store.owe_correction(*first)
    assert [action.key for action in store.heads()] == [key], "the post first"
    second = amendment(read(store, key), 2, "two is wrong", news)
    assert store.owe_correction(*second)
    post = read(store, key)
    assert "one is wrong" in post.text
    assert "two is wrong" in post.text
    assert post.action.text != post.text, "what was posted stays as it was"
    assert post.edits == 2
    assert store.corrections(key) == (first[2], second[2])
    assert store.corrections() == store.corrections(key)
    assert store.corrections("@c|else") == ()
    send_all(store, news, 7)
    found = store.posted("@c", 7)
    assert found is not None
    assert found.action.key == key, "an edit carries the id of its post and is none"


def test_a_correction_of_what_was_corrected_meanwhile_changes_nothing(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    key = news.post(store, ("s1", "a1"))
    post = read(store, key)
    mine, theirs = amendment(post, 1, "mine", news), amendment(post, 1, "theirs", news)
    assert store.owe_correction(*mine)
    assert not store.owe_correction(*theirs)
    assert "theirs" not in read(store, key).text
    edit, after, said = amendment(read(store, key), 1, "later", news)
    assert not store.owe_correction(replace(edit, key=mine[0].key), after, said), "a key is given once"
    assert store.corrections() == (mine[2],)


def test_two_commands_at_once_correct_one_after_the_other(
    database_url: str, opened: Callable[..., SqlStore], news: Any
) -> None:
    stores = [opened(database_url, exclusive=False) for _ in range(3)]
    news.keep(stores[0], *(news.found(f"a{n}", f"s{n}") for n in range(3)))
    key = news.post(stores[0], *((f"s{n}", f"a{n}") for n in range(3)))

    def correct(n: int) -> None:
        while not stores[n].owe_correction(*amendment(read(stores[n], key), n + 1, f"wrong {n}", news)):
            pass

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(correct, range(3)))
    text = read(stores[0], key).text
    assert all(f"wrong {n}" in text for n in range(3))


def test_an_edit_is_pruned_after_its_post_and_not_before(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    key = news.post(store, ("s1", "a1"))
    assert store.owe_correction(*amendment(read(store, key), 1, "wrong", news))
    send_all(store, news, 7)
    keep = replace(_forever(), told=timedelta(days=30))
    news.keep(store, news.found("a2", "s1", "joined", seen=news.now + 90 * DAY))
    for _ in store.prune(keep, news.now + 60 * DAY):
        pass
    assert "wrong" in read(store, key).text, "the story goes on: its post stays, with its edit"
    for _ in range(2):
        for _ in store.prune(keep, news.now + 365 * DAY):
            pass
    assert store.post(key) is None
    assert store.counts()["outbox"] == store.counts()["item"] == 0
    assert len(store.corrections()) == 1, "what was learnt stays"


def test_of_many_edits_only_the_last_is_kept_and_the_next_gets_a_number_of_its_own(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    key = news.post(store, ("s1", "a1"))
    for n in range(3):
        assert store.owe_correction(*amendment(read(store, key), 1, f"wrong {n}", news))
    send_all(store, news, 7)
    news.keep(store, news.found("a2", "s1", "joined", seen=news.now + 90 * DAY))
    for _ in store.prune(replace(_forever(), told=timedelta(days=30)), news.now + 60 * DAY):
        pass
    assert store.counts()["outbox"] == 2
    post = read(store, key)
    assert "wrong 0\nwrong 1\nwrong 2" in post.text
    edit, after, said = amendment(post, 1, "wrong 3", news)
    assert edit.key == f"{key}|edit|4"
    assert store.owe_correction(edit, after, said)


def _forever() -> Keep:
    return Keep(untagged=None, articles=None, told=None, outbox=None, vectors=None)


def test_a_post_of_one_story_that_was_not_made_of_items_is_that_storys_as_a_whole(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s2"))
    alert = '⚡ <a href="https://x.example/1">Headline</a>\nSource'
    for key, told in (("one", {"s1": "one"}), ("two", {"s1": "two", "s2": "two"})):
        number = store.edition("@c")
        assert store.make_slot(news.slot(number), number, [news.action(key, text=alert)], told, news.now)
    (item,) = read(store, "one").items
    assert (item.story, item.html, item.head) == ("s1", alert, '<a href="https://x.example/1">Headline</a>')
    assert store.owe_correction(*amendment(read(store, "one"), 1, "not so", news))
    assert read(store, "one").text == f"{alert}\nnot so"
    (again,) = read(store, "one").items
    assert again.html == f"{alert}\nnot so"
    assert not store.owe_correction(*amendment(replace(read(store, "one"), items=(item,)), 1, "late", news))
    assert read(store, "two").items == (), "which part tells which story is not known"


def test_a_story_that_was_taken_back_says_so_wherever_it_is_found(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("b1", "s1", "joined"), news.found("c1", "s2"))
    key = news.post(store, ("s1", "a1"), ("s2", "c1"))

    def withdrawn() -> dict[str, str]:
        return {one.article.id: one.retracted for id in ("a1", "b1", "c1") if (one := store.find(id, None)) is not None}

    for kind, why in (("correct", "wrong day"), ("retract", "denied")):
        edit, after, said = amendment(read(store, key), 1, why, news)
        assert withdrawn() == {"a1": "", "b1": "", "c1": ""}
        assert store.owe_correction(edit, after, replace(said, kind=kind))
    assert withdrawn() == {"a1": "denied", "b1": "denied", "c1": ""}
    assert [one.retracted for one in store.search((), (), limit=9)] == ["", "denied"]
    store.split("s1", ["b1"], into=None, why="", now=news.now)
    assert withdrawn() == {"a1": "denied", "b1": "", "c1": ""}, "what left the story was not taken back"
    edit, after, said = amendment(read(store, key), 1, "", news)
    assert store.owe_correction(edit, after, replace(said, kind="undo"))
    assert withdrawn() == {"a1": "", "b1": "", "c1": ""}


# --- stories -------------------------------------------------------------------------------------------------------


def test_an_article_that_was_joined_wrongly_is_news_and_the_rest_is_not_told_again(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("b1", "s1", "joined"))
    news.post(store, ("s1", "a1"))
    assert untold(store, news) == []
    assert store.split("s1", ["b1"], into=None, why="another dam", now=news.now) == "sb1"
    assert untold(store, news) == ["sb1"]
    assert untold(store, news, "@new") == ["s1", "sb1"]
    (story,) = store.untold("@c", news.now - DAY)
    assert [one.id for one in story.articles] == ["b1"]
    filed = store.find("b1", None)
    assert filed is not None
    assert (filed.relation, filed.because) == ("new", "new: moved here from s1 by the operator: another dam")
    news.post(store, ("sb1", "b1"))
    assert untold(store, news) == []
    assert store.integrity() == ()


def test_what_was_told_under_its_headline_stays_told_and_what_it_hid_is_news(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("b1", "s1", "joined"))
    key = news.post(store, ("s1", "b1"))
    goal = store.split("s1", ["b1"], into=None, why="", now=news.now)
    assert untold(store, news) == ["s1"]
    assert store.told(["s1", goal]) == {goal}
    assert [item.story for item in read(store, key).items] == [goal]


def test_the_founder_may_leave_and_gets_an_id_that_is_free(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "sa1"), news.found("b1", "sa1", "joined"), news.found("c1", "sa1", "joined"))
    goal = store.split("sa1", ["a1"], into=None, why="", now=news.now)
    assert goal == "sa1-2"
    left = store.story("sa1")
    assert left is not None
    assert [one.id for one in left.articles] == ["b1", "c1"]
    founder = store.find("b1", None)
    assert founder is not None
    assert founder.relation == "new"


def test_the_span_of_both_stories_is_that_of_their_articles(store: SqlStore, news: Any) -> None:
    hours = [news.now + timedelta(hours=n) for n in range(4)]
    found = [news.found(f"a{n}", "s1", "new" if not n else "joined", seen=at) for n, at in enumerate(hours)]
    news.keep(store, *found)
    goal = store.split("s1", ["a3", "a0"], into=None, why="", now=news.now)
    one, other = store.story("s1"), store.story(goal)
    assert one is not None
    assert other is not None
    assert (one.first_seen, one.last_seen) == (hours[1], hours[2])
    assert (other.first_seen, other.last_seen) == (hours[0], hours[3])
    assert [article.id for article in other.articles] == ["a0", "a3"]


def test_into_a_story_that_was_told_it_goes_without_being_told(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("b1", "s1", "development", adds="5"), news.found("c1", "s2"))
    news.post(store, ("s1", "a1"), ("s2", "c1"))
    assert store.split("s1", ["b1"], into="s2", why="", now=news.now) == "s2"
    assert untold(store, news) == []
    assert {(one.one, one.other): one.same for one in store.judgements()} == {("a1", "b1"): False, ("b1", "c1"): True}


def test_all_of_a_story_may_go_into_another_and_it_stays_told(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("b1", "s2"), links=[("s1", "s2", "related", 0.5)])
    key = news.post(store, ("s2", "b1"))
    assert store.split("s2", ["b1"], into="s1", why="one dam", now=news.now) == "s1"
    assert store.story("s2") is None
    assert untold(store, news) == []
    assert [item.story for item in read(store, key).items] == ["s1"]
    assert store.integrity() == ()


def test_a_post_that_told_both_tells_the_one_that_stays(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("b1", "s2"))
    key = news.post(store, ("s1", "a1"), ("s2", "b1"))
    store.split("s2", ["b1"], into="s1", why="", now=news.now)
    assert [item.story for item in read(store, key).items] == ["s1", "s1"]
    assert store.integrity() == ()


def test_an_alert_goes_with_the_article_whose_headline_it_showed(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("b1", "s1", "joined"))
    action = news.action("@c|alert|s1", silent=False)
    given = {"day": news.now.date(), "most": 5, "because": "four sources", "now": news.now}
    assert store.alert(action, "s1", lead="b1", **given)
    goal = store.split("s1", ["b1"], into=None, why="", now=news.now)
    assert untold(store, news) == ["s1"]
    assert [one.story.id for one in store.alerts("@c", news.now - DAY)] == [goal]
    assert [item.story for item in read(store, action.key).items] == [goal]
    store.split(goal, ["b1"], into="s1", why="", now=news.now)
    assert [one.story.id for one in store.alerts("@c", news.now - DAY)] == ["s1"]
    assert store.integrity() == ()


def test_an_alert_that_was_corrected_is_edited_by_nobody_else(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"))
    action = news.action("@c|alert|s1", text="first", silent=False)
    assert store.alert(action, "s1", day=news.now.date(), most=5, because="", now=news.now, lead="a1")
    more = news.action("@c|alert|s1|edit|1", kind="edit", target=action.key, text="more is known")
    assert store.amend(more, 0, news.now)
    (item,) = read(store, action.key).items
    assert (item.lead, item.html) == ("a1", "more is known"), "as it reads now"
    said = amendment(read(store, action.key), 1, "not so", news)
    assert said[0].key == "@c|alert|s1|edit|2"
    assert store.owe_correction(*said)
    assert not store.amend(replace(more, key="@c|alert|s1|edit|3"), 1, news.now)
    assert read(store, action.key).text == "more is known\nnot so"


@pytest.mark.parametrize(
    ("story", "articles", "into", "said"),
    [
        ("s9", ["a1"], None, "there is no story s9"),
        ("s1", ["b9"], None, "b9 does not stand in s1: it is not in the archive; s1 has a1, a2"),
        ("s1", ["c1"], None, "c1 does not stand in s1: it stands in s2"),
        ("s1", ["a1", "a2"], None, "s1 would be left without an article; name what stays, or another story with"),
        ("s1", ["a1"], "s1", "--into s1 is the story they are to leave"),
        ("s1", ["a1"], "s7", "there is no story s7; leave it out"),
    ],
)
def test_a_split_that_means_nothing_is_refused_with_the_cure(
    store: SqlStore, news: Any, story: str, articles: list[str], into: str | None, said: str
) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s1", "joined"), news.found("c1", "s2"))
    with pytest.raises(StoreError, match=said):
        store.split(story, articles, into=into, why="", now=news.now)
    assert store.judgements() == ()


def test_who_leaves_is_kept_apart_from_who_stays_until_the_operator_says_otherwise(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("a2", "s1", "joined"), news.found("b1", "s1", "joined"))
    before = store.last_judgement()
    goal = store.split("s1", ["b1"], into=None, why="another", now=news.now)
    assert store.apart(news.now) == {("a1", "b1"), ("a2", "b1")}
    assert store.apart(news.now + DAY) == set()
    assert store.last_judgement() > before
    going = Placement(article="b1", story="s1", relation="joined", because="by its words")
    assert not store.merge([Merge(story=goal, into="s1", placements=(going,))], news.now)
    assert store.story(goal) is not None
    after = store.last_judgement()
    store.split(goal, ["b1"], into="s1", why="after all", now=news.now)
    assert store.apart(news.now) == set()
    assert store.last_judgement() > after, "who remembers stories notices a changed mind too"
    assert all(one.same for one in store.judgements())


def test_a_headline_moved_while_its_digest_was_written_is_told_by_it(store: SqlStore, news: Any) -> None:
    news.keep(store, news.found("a1", "s1"), news.found("b1", "s1", "joined"))
    assert untold(store, news) == ["s1"]
    goal = store.split("s1", ["b1"], into=None, why="", now=news.now)
    news.post(store, ("s1", "b1"))  # written before, made after
    assert untold(store, news) == []
    assert store.told([goal]) == {goal}


# --- why it is there -----------------------------------------------------------------------------------------------


def test_the_reports_of_a_story_say_how_each_came_there(store: SqlStore, news: Any) -> None:
    news.keep(
        store, news.found("a1", "s1"), news.found("a2", "s1", "development", adds="5 → 12"), news.found("b1", "s2")
    )
    key = news.post(store, ("s1", "a1"))
    first, second = store.reports("s1")
    assert (first.article.id, first.relation, first.adds) == ("a1", "new", "")
    assert (second.article.id, second.relation, second.adds) == ("a2", "development", "5 → 12")
    assert [tag.id for tag in second.tags] == ["place.kazakhstan"]
    assert first.told == (("@c", key, None),)
    assert store.told_at(key) == {"s1": news.now}
    assert store.reports("s9") == ()


def test_what_a_digest_passed_over_is_what_was_news_and_untold_then(store: SqlStore, news: Any) -> None:
    news.keep(
        store,
        news.found("told", "s1", seen=news.now - timedelta(hours=1)),
        news.found("waits", "s2", seen=news.now - timedelta(hours=1)),
        news.found("later", "s3", seen=news.now),
        news.found("stale", "s4", fate="stale"),
        news.found("old", "s5", seen=news.now - 2 * DAY),
        news.found("future", "s6", seen=news.now + timedelta(hours=1)),
    )
    key = news.post(store, ("s1", "told"))
    after = replace(news, now=news.now + timedelta(hours=12))
    next_key = after.post(store, ("s3", "later"))
    assert [(one.story.id, one.later) for one in store.passed_over(key)] == [("s2", None), ("s3", next_key)]
    assert [one.story.id for one in store.passed_over(next_key)] == ["s6"]
    assert store.passed_over("@c|none") == ()
