"""What an answer means for a post."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.deliver.outbox import aim, backoff, held_notice, is_silent, judge, next_step
from bot.errors import (
    ChannelBusy,
    ChannelClosed,
    ChannelMoved,
    DeliveryError,
    NotSent,
    OutcomeUnknown,
    PostRefused,
    TokenRefused,
)
from bot.model import Action

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def action(**changes: object) -> Action:
    return Action(
        **{"key": "c|2026-11-22|08:00|1", "channel": "c", "chat": "@c", "kind": "send", "text": "x"} | changes
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ChannelBusy("429", timedelta(seconds=7)), "pending"),
        (ChannelMoved("moved", -100), "pending"),
        (ChannelClosed("403"), "pending"),
        (TokenRefused("401"), "pending"),
        (NotSent("refused"), "pending"),
        (PostRefused("400"), "dead"),
        (OutcomeUnknown("timeout"), "ambiguous"),
        (DeliveryError("something new"), "ambiguous"),
    ],
)
def test_only_what_surely_was_not_sent_becomes_pending_again(error: DeliveryError, state: str) -> None:
    assert judge(error, action(attempt=1), NOW).state == state


def test_a_named_wait_is_obeyed_exactly_and_binds_the_whole_chat() -> None:
    verdict = judge(ChannelBusy("429", timedelta(seconds=7)), action(attempt=1), NOW)
    assert verdict.until == NOW + timedelta(seconds=7)
    assert verdict.pause_chat


def test_a_chat_that_forbids_posting_is_parked_and_the_operator_hears_of_it() -> None:
    verdict = judge(ChannelClosed("bot was kicked"), action(), NOW)
    assert verdict.park
    assert "bot was kicked" in verdict.tell


def test_the_new_id_of_a_moved_chat_is_followed() -> None:
    assert judge(ChannelMoved("moved", -1001), action(), NOW).chat == -1001


def test_a_held_post_is_told_with_the_command_that_settles_it() -> None:
    assert "marsad settle 'c|2026-11-22|08:00|1'" in held_notice(action(error="timeout"))


def test_backoff_grows_and_stays_within_ten_minutes() -> None:
    waits = [backoff(n) for n in range(1, 40)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert waits[-1] == timedelta(minutes=10)


def test_nothing_passes_an_ambiguous_post() -> None:
    assert next_step(action(state="ambiguous"), now=NOW, resume_at=None, parked=None).do == "stop"


def test_a_parked_channel_sends_nothing() -> None:
    assert next_step(action(), now=NOW, resume_at=None, parked="no right").do == "stop"


def test_waits_for_the_later_of_the_posts_and_the_chats_pause() -> None:
    later = NOW + timedelta(seconds=9)
    step = next_step(action(not_before=NOW + timedelta(seconds=2)), now=NOW, resume_at=later, parked=None)
    assert (step.do, step.until) == ("wait", later)


def test_sends_when_every_pause_is_over() -> None:
    assert next_step(action(not_before=NOW), now=NOW, resume_at=NOW, parked=None).do == "send"


# --- edits, replies and pins ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standing", "done"),
    [
        (("sent", 7), ("go", 7)),
        (("dead", None), ("drop", None)),
        (("sent", None), ("drop", None)),
        (None, ("drop", None)),
        (("pending", None), ("wait", None)),
        (("sending", None), ("wait", None)),
        (("ambiguous", None), ("wait", None)),
        (("held", None), ("wait", None)),
    ],
)
@pytest.mark.parametrize("kind", ["edit", "reply", "pin"])
def test_what_is_about_a_message_goes_waits_or_is_dropped_as_that_message_stands(
    kind: str, standing: Any, done: tuple[str, int | None]
) -> None:
    aimed = aim(action(kind=kind, target="c|alert|s1"), standing)
    assert (aimed.do, aimed.message_id) == done
    assert aimed.do == "go" or "c|alert|s1" in aimed.why


def test_what_is_about_nothing_goes() -> None:
    assert aim(action(), None).do == "go"


@pytest.mark.parametrize(
    ("silent", "until", "quiet"),
    [(True, None, True), (False, None, False), (False, timedelta(minutes=1), False), (False, timedelta(0), True),
     (True, timedelta(minutes=1), True)],
)  # fmt: skip
def test_what_comes_too_late_to_sound_is_sent_in_silence(silent: bool, until: timedelta | None, quiet: bool) -> None:
    loud_until = None if until is None else NOW + until
    assert is_silent(action(silent=silent, loud_until=loud_until), NOW) is quiet


def test_a_pin_without_the_right_harms_only_the_pin_and_names_the_cure() -> None:
    verdict = judge(ChannelClosed("not enough rights"), action(kind="pin"), NOW)
    assert (verdict.state, verdict.park) == ("dead", False)
    assert "Edit messages" in verdict.tell


def test_an_edit_that_is_refused_says_that_the_message_stays_as_it_is() -> None:
    verdict = judge(PostRefused("message to edit not found"), action(kind="edit", target="c|alert|s1"), NOW)
    assert verdict.state == "dead"
    assert "c|alert|s1 could not be edited" in verdict.tell
