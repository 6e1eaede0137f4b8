"""Third loop: every step of a post is a committed transaction, and no step can be taken twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import StoreError
from bot.model import Action
from bot.store.sql import SqlStore

SOON = timedelta(seconds=3)


def states(store: SqlStore) -> dict[str, str]:
    return {action.key: action.state for action in store.heads()}


def begun(store: SqlStore, news: Any, *keys: str) -> None:
    news.owe(store, *keys)
    store.begin(keys[0], news.now)


# --- the way of a post ---------------------------------------------------------------------------------------------


def test_an_action_comes_back_as_it_was_owed(store: SqlStore, news: Any) -> None:
    action = Action(
        key="@c|2026-11-22|08:00|1",
        channel="@c",
        chat=-1001234567890,
        kind="reply",
        text="نشرة <b>1</b> {{link:x}}",
        part=2,
        silent=False,
        preview=True,
        thread=2**40,
        target="@c|2026-11-21|08:00|1",
        not_before=news.now,
    )
    assert store.make_slot(news.slot(), 1, [action], {}, news.now)
    assert store.heads() == (action,)


@pytest.mark.parametrize("chat", [None, "@c", "-100", -100])
def test_a_chats_name_keeps_its_type(store: SqlStore, news: Any, chat: Any) -> None:
    news.owe(store, "k", chat=chat)
    (head,) = store.heads()
    assert (head.chat, type(head.chat)) == (chat, type(chat))


def test_begin_commits_sending_with_the_highest_message_id_known(store: SqlStore, news: Any) -> None:
    news.owe(store, "k1", "k2")
    first = store.begin("k1", news.now)
    assert (first.state, first.attempt, first.floor_id) == ("sending", 1, None)
    assert store.heads() == (first,), "what begin returns is what is stored"
    store.finish("k1", 41, news.now, news.now)
    assert store.begin("k2", news.now).floor_id == 41


def test_a_lower_message_id_does_not_lower_the_floor(store: SqlStore, news: Any) -> None:
    news.owe(store, "k1", "k2", "k3")
    for key, message_id in (("k1", 41), ("k2", 7)):
        store.begin(key, news.now)
        store.finish(key, message_id, news.now, news.now)
    assert store.begin("k3", news.now).floor_id == 41


def test_finish_keeps_the_message_id_and_the_chats_pace(store: SqlStore, news: Any) -> None:
    begun(store, news, "k1", "k2")
    store.finish("k1", 41, news.now, news.now + SOON)
    assert store.message_ids(["k1", "k2", "nowhere"]) == {"k1": 41}
    assert store.resume_at("@c") == news.now + SOON
    assert states(store) == {"k2": "pending"}


def test_postpone_keeps_the_action_owed_and_names_the_moment(store: SqlStore, news: Any) -> None:
    begun(store, news, "k")
    store.postpone("k", news.now + SOON, "busy")
    (head,) = store.heads()
    assert (head.state, head.not_before, head.error, head.attempt) == ("pending", news.now + SOON, "busy", 1)
    store.postpone("k", news.now + 2 * SOON, "not even begun")
    assert store.heads()[0].not_before == news.now + 2 * SOON
    assert store.begin("k", news.now).attempt == 2


def test_doubt_makes_it_ambiguous_and_nothing_overtakes_it(store: SqlStore, news: Any) -> None:
    begun(store, news, "k1", "k2")
    store.doubt("k1", "no answer")
    assert states(store) == {"k1": "ambiguous"}
    assert [(one.key, one.error, one.attempt) for one in store.undecided()] == [("k1", "no answer", 1)]


def test_refuse_lets_the_next_ones_pass(store: SqlStore, news: Any) -> None:
    begun(store, news, "k1", "k2")
    store.refuse("k1", "text too long")
    assert states(store) == {"k2": "pending"}
    assert store.by_state() == {"dead": 1, "pending": 1}


def test_heads_are_the_first_undecided_of_each_channel_in_order_of_creation(store: SqlStore, news: Any) -> None:
    news.owe(store, "b1", "b2", channel="@b")
    news.owe(store, "a1", channel="@a")
    news.owe(store, "b3", channel="@b")
    assert list(states(store)) == ["b1", "a1"]


def test_recover_makes_what_was_being_sent_ambiguous(store: SqlStore, news: Any) -> None:
    news.owe(store, "a1", "a2", channel="@a")
    news.owe(store, "b1", channel="@b")
    store.begin("a1", news.now)
    assert store.recover(news.now) == 1
    assert store.recover(news.now) == 0
    assert states(store) == {"a1": "ambiguous", "b1": "pending"}


# --- steps that may not be taken -----------------------------------------------------------------------------------

STEPS: dict[str, Callable[[SqlStore, Any], object]] = {
    "begin": lambda store, news: store.begin("k", news.now),
    "finish": lambda store, news: store.finish("k", 1, news.now, news.now),
    "postpone": lambda store, news: store.postpone("k", news.now, "x"),
    "doubt": lambda store, news: store.doubt("k", "x"),
    "refuse": lambda store, news: store.refuse("k", "x"),
}
ALLOWED = {
    "pending": {"begin", "postpone"},
    "sending": {"finish", "postpone", "doubt", "refuse"},
    "ambiguous": set(),
    "sent": set(),
    "dead": set(),
}
FORBIDDEN = [(state, step) for state, allowed in ALLOWED.items() for step in STEPS if step not in allowed]


@pytest.mark.parametrize(("state", "step"), FORBIDDEN)
def test_a_step_out_of_turn_changes_nothing_and_says_so(store: SqlStore, news: Any, state: str, step: str) -> None:
    news.owe(store, "k")
    if state != "pending":
        store.begin("k", news.now)
    for reached, way in (("ambiguous", "doubt"), ("sent", "finish"), ("dead", "refuse")):
        if state == reached:
            STEPS[way](store, news)
    before = store.by_state()
    with pytest.raises(StoreError, match=f"action k is {state}"):
        STEPS[step](store, news)
    assert store.by_state() == before == {state: 1}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_an_unknown_action_says_so(store: SqlStore, news: Any, step: str) -> None:
    with pytest.raises(StoreError, match="no action k"):
        STEPS[step](store, news)


def test_only_one_of_many_threads_begins_an_action(store: SqlStore, news: Any) -> None:
    news.owe(store, "k")

    def begin(_: int) -> bool:
        try:
            store.begin("k", news.now)
        except StoreError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(begin, range(12))).count(True) == 1


def test_nothing_overtakes_an_undecided_action(store: SqlStore, news: Any) -> None:
    begun(store, news, "k1", "k2")
    with pytest.raises(StoreError, match="k1"):
        store.begin("k2", news.now)
    assert store.by_state() == {"sending": 1, "pending": 1}


# --- what the operator decides -------------------------------------------------------------------------------------


def test_settle_as_sent_keeps_the_message_id_and_raises_the_floor(store: SqlStore, news: Any) -> None:
    begun(store, news, "k1", "k2")
    store.doubt("k1", "no answer")
    assert store.settle("k1", message_id=41)
    assert store.message_ids(["k1"]) == {"k1": 41}
    assert store.begin("k2", news.now).floor_id == 41


def test_settle_to_send_again_owes_it_at_once(store: SqlStore, news: Any) -> None:
    begun(store, news, "k1", "k2")
    store.postpone("k1", news.now + SOON, "busy")
    store.begin("k1", news.now)
    store.doubt("k1", "no answer")
    assert store.settle("k1", resend=True)
    (head,) = store.heads()
    assert (head.key, head.state, head.not_before, head.attempt) == ("k1", "pending", None, 2)


def test_settle_as_given_up_lets_the_next_ones_pass(store: SqlStore, news: Any) -> None:
    begun(store, news, "k1", "k2")
    store.doubt("k1", "no answer")
    assert store.settle("k1")
    assert states(store) == {"k2": "pending"}
    assert store.undecided() == ()


def test_a_person_may_owe_again_what_was_refused_or_given_up_and_a_search_may_not(store: SqlStore, news: Any) -> None:
    begun(store, news, "k1", "k2")
    store.refuse("k1", "message is too long")
    assert not store.settle("k1", resend=True, attempt=1)
    assert not store.settle("k1", message_id=41)
    assert store.settle("k1", resend=True)
    assert states(store) == {"k1": "pending"}


def test_settle_decides_only_what_is_in_doubt(store: SqlStore, news: Any) -> None:
    news.owe(store, "k")
    assert not store.settle("k", resend=True)
    assert not store.settle("nowhere")
    store.begin("k", news.now)
    assert not store.settle("k", message_id=1)
    store.finish("k", 1, news.now, news.now)
    assert not store.settle("k")
    assert store.by_state() == {"sent": 1}


def test_hold_keeps_an_ambiguous_action_for_the_operator_alone(store: SqlStore, news: Any) -> None:
    begun(store, news, "k1", "k2")
    assert not store.hold("k1", "too soon")
    store.doubt("k1", "no answer")
    assert store.hold("k1", "nothing can look")
    assert not store.hold("k1", "a second time")
    assert [(one.state, one.error) for one in store.undecided()] == [("held", "no answer; nothing can look")]
    with pytest.raises(StoreError, match="k1, which is held"):
        store.begin("k2", news.now)
    assert store.settle("k1", resend=True)
    assert states(store) == {"k1": "pending"}


def test_what_was_found_out_about_an_attempt_decides_no_other(store: SqlStore, news: Any) -> None:
    begun(store, news, "k")
    store.doubt("k", "no answer")
    assert store.settle("k", resend=True, attempt=1)
    store.begin("k", news.now)
    store.doubt("k", "no answer")
    assert not store.settle("k", message_id=7, attempt=1)
    assert not store.hold("k", "why", attempt=1)
    assert store.settle("k", message_id=8, attempt=2)
    assert store.message_ids(["k"]) == {"k": 8}


def test_settle_takes_one_decision(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="not both"):
        store.settle("k", message_id=1, resend=True)


# --- chats and channels --------------------------------------------------------------------------------------------


def test_a_pause_holds_until_a_later_word(store: SqlStore, news: Any) -> None:
    assert store.resume_at("@c") is None
    store.pause("@c", news.now + 10 * SOON)
    assert store.resume_at("@c") == news.now + 10 * SOON
    store.pause("@c", news.now + SOON)
    assert store.resume_at("@c") == news.now + SOON, "a clock set back does not leave a pause of days"


def test_a_name_and_its_id_are_one_chat(store: SqlStore, news: Any) -> None:
    assert store.chat_id("@c") is None
    news.owe(store, "k1", chat="@c")
    store.begin("k1", news.now)
    store.finish("k1", 41, news.now, news.now + SOON)
    store.learn_chat("@c", -100)
    assert store.chat_id("@c") == store.chat_id("-100") == -100
    assert store.resume_at("-100") == store.resume_at("@c") == news.now + SOON
    news.owe(store, "k2", chat=-100)
    assert store.begin("k2", news.now).floor_id == 41
    store.finish("k2", 42, news.now, news.now + 2 * SOON)
    assert store.resume_at("@c") == news.now + 2 * SOON


def test_learning_a_chat_again_changes_nothing(store: SqlStore, news: Any) -> None:
    store.learn_chat("@c", -100)
    store.pause("@c", news.now)
    store.learn_chat("@c", -100)
    store.learn_chat("-100", -100)
    assert (store.chat_id("@c"), store.resume_at("-100")) == (-100, news.now)


@pytest.mark.parametrize("told_as", ["@c", "-100"])
def test_a_moved_chat_is_followed_by_all_its_names_and_counts_its_messages_anew(
    store: SqlStore, news: Any, told_as: str
) -> None:
    store.learn_chat("@c", -100)
    begun(store, news, "k1", "k2")
    store.finish("k1", 5_000, news.now, news.now + SOON)
    store.learn_chat(told_as, -1001)
    assert store.chat_id("@c") == store.chat_id("-100") == store.chat_id("-1001") == -1001
    assert store.begin("k2", news.now).floor_id is None, "the old group's ids say nothing of the new one's"
    assert store.resume_at("-100") == news.now + SOON


def test_a_channel_without_a_chat_is_known_by_its_own_name(store: SqlStore, news: Any) -> None:
    news.owe(store, "o1", channel="stdout", chat=None)
    store.begin("o1", news.now)
    store.finish("o1", 1, news.now, news.now + SOON)
    assert store.resume_at("stdout") == news.now + SOON


def test_a_parked_channel_is_named_with_its_reason_until_unparked(store: SqlStore, news: Any) -> None:
    store.park("@c", "forbidden")
    store.park("@c", "still forbidden")
    store.park("@d", "why")
    assert store.parked() == {"@c": "still forbidden", "@d": "why"}
    store.unpark("@c")
    store.unpark("@never")
    assert store.parked() == {"@d": "why"}


def test_message_ids_of_more_keys_than_a_statement_takes(store: SqlStore, news: Any) -> None:
    begun(store, news, "k1")
    store.finish("k1", 41, news.now, news.now)
    assert store.message_ids(f"k{n}" for n in range(1_500)) == {"k1": 41}
    assert store.message_ids([]) == {}


def test_the_text_of_an_action_never_changes(store: SqlStore, news: Any) -> None:
    news.owe(store, "k", text="as written")
    (owed,) = store.heads()
    store.begin("k", news.now)
    store.postpone("k", news.now, "x")
    (later,) = store.heads()
    assert replace(later, attempt=0, not_before=None, error="") == owed
