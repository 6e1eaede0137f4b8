"""What sights prove about a post whose answer was lost."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.deliver.look import (
    SETTLE,
    Finding,
    Search,
    after_sight,
    after_trouble,
    begin_search,
    next_looker,
    with_patience,
)
from bot.errors import ChannelBusy, ChannelClosed, DeliveryError, NotSent, OutcomeUnknown, PostRefused, TokenRefused
from bot.model import Action
from bot.ports import Seen, Sight, Stretch

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
NOTHING = Sight(there=False)
OTHER = Sight(there=True, text="somebody else's words")
SERVICE = Sight(there=True)
OURS = Sight(there=True, text="نشرة 1")


def action(floor: int | None = 10, **more: object) -> Action:
    named = {"key": "k", "channel": "c", "chat": "@c", "kind": "send", "text": "<b>نشرة</b> 1", "state": "ambiguous"}
    return Action(**{**named, "attempt": 1, "floor_id": floor, **more})  # type: ignore[arg-type]


def searched(sights: Iterable[Sight], owed: Action) -> tuple[Search | Finding, list[int]]:
    """The end of a search through `sights`, each wait waited out, and the ids that were looked at."""
    now, at, outcome = NOW, [], begin_search(owed, NOW)
    for sight in sights:
        now = outcome.until
        at.append(outcome.next_id)
        step = after_sight(outcome, owed, sight, now)
        if isinstance(step, Finding):
            return step, at
        outcome = step
    return outcome, at


def test_nothing_is_looked_at_before_the_server_had_time_to_finish() -> None:
    assert begin_search(action(), NOW).until == NOW + SETTLE >= NOW + timedelta(seconds=30)


def test_the_search_begins_above_the_floor_and_finds_the_post_behind_gaps_and_strangers() -> None:
    found, at = searched([NOTHING, OTHER, SERVICE, NOTHING, OURS], action())
    assert found == Finding(state="sent", message_id=15)
    assert at == [11, 12, 13, 14, 15]


def test_absence_is_believed_when_it_was_seen_twice_with_a_pause_between() -> None:
    owed = action()
    half, at = searched([OTHER, *[NOTHING] * 5], owed)
    assert isinstance(half, Search)
    assert (half.next_id, half.until) == (12, NOW + 2 * SETTLE), "the second round begins where the first saw nothing"
    found, at = searched([OTHER, *[NOTHING] * 10], owed)
    assert found == Finding(state="absent")
    assert at == [11, 12, 13, 14, 15, 16, 12, 13, 14, 15, 16]


def test_a_post_that_came_late_is_found_in_the_second_round() -> None:
    assert searched([*[NOTHING] * 5, OURS], action())[0] == Finding(state="sent", message_id=11)


def test_where_no_id_of_the_chat_is_known_a_post_can_be_found_but_not_be_proved_absent() -> None:
    assert searched([NOTHING, OURS], action(floor=None))[0] == Finding(state="sent", message_id=2)
    end = searched([NOTHING] * 10, action(floor=None))[0]
    assert isinstance(end, Finding)
    assert end.state == "unknown"


@given(st.lists(st.sampled_from([NOTHING, OTHER, SERVICE]), min_size=60, max_size=60))
@settings(max_examples=100)
def test_every_search_ends_within_bounds_and_finds_nothing_where_nothing_of_ours_is(sights: list[Sight]) -> None:
    end, at = searched(sights, action())
    assert isinstance(end, Finding)
    assert end.state in ("absent", "unknown")
    assert len(at) <= 40


def test_a_look_that_has_to_wait_waits_as_long_as_it_is_told() -> None:
    search = begin_search(action(), NOW)
    waiting = after_trouble(search, ChannelBusy("429", timedelta(seconds=17)), NOW)
    assert isinstance(waiting, Search)
    assert (waiting.until, waiting.next_id) == (NOW + timedelta(seconds=17), search.next_id)


@pytest.mark.parametrize("error", [ChannelClosed("kicked"), PostRefused("400")])
def test_where_looking_is_refused_the_search_ends_with_the_reason(error: DeliveryError) -> None:
    end = after_trouble(begin_search(action(), NOW), error, NOW)
    assert isinstance(end, Finding)
    assert end.state == "unknown"
    assert str(error) in end.why


@pytest.mark.parametrize(
    ("error", "ends"), [(NotSent("down"), False), (TokenRefused("401"), False), (OutcomeUnknown("502"), True)]
)
def test_a_look_that_failed_is_tried_again_after_growing_pauses(error: DeliveryError, ends: bool) -> None:
    search, now, waits = begin_search(action(), NOW), NOW, []
    for _ in range(60):
        step = after_trouble(search, error, now)
        if isinstance(step, Finding):
            break
        waits.append(step.until - now)
        search, now = step, step.until
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert (len(waits) < 60) == ends, "only what may have reached the server counts towards the bound"


# --- stretches -----------------------------------------------------------------------------------------------------

LATE = NOW + 2 * SETTLE


def stretch(*seen: tuple[int, str | None, datetime | None], more: bool = False, live: bool = False) -> Stretch:
    return Stretch(seen=tuple(Seen(message_id=id, text=text, at=at) for id, text, at in seen), more=more, live=live)


def test_our_words_in_a_stretch_are_the_post_under_the_id_they_have_there() -> None:
    owed = action()
    seen = stretch((11, "other", NOW), (12, None, LATE), (14, "نشرة  1", NOW), (15, "later", LATE))
    assert after_sight(begin_search(owed, NOW), owed, seen, LATE) == Finding(state="sent", message_id=14)


def test_the_same_words_at_or_below_the_floor_are_an_earlier_post() -> None:
    owed = action()
    step = after_sight(begin_search(owed, NOW), owed, stretch((10, "نشرة 1", NOW)), NOW + SETTLE)
    assert isinstance(step, Search)


def test_two_parts_with_the_same_heading_are_told_apart() -> None:
    owed = action(text="<b>نشرة</b> · 2\nb")
    step = after_sight(begin_search(owed, NOW), owed, stretch((11, "نشرة · 1\na", NOW)), NOW + SETTLE)
    assert isinstance(step, Search)


@pytest.mark.parametrize(("late", "proved"), [(0, True), (-1, False), (3600, True)])
def test_absence_is_believed_where_a_message_well_after_the_doubt_is_seen_and_ours_is_not(
    late: int, proved: bool
) -> None:
    owed, at = action(), LATE + timedelta(seconds=late)
    step = after_sight(begin_search(owed, NOW), owed, stretch((10, "before", NOW), (11, "other", at)), at)
    assert (step == Finding(state="absent")) == proved


def test_absence_is_not_believed_of_a_stretch_that_lacks_the_message_before() -> None:
    owed = action()
    for before in ((), ((9, "earlier", NOW),)):
        seen = stretch(*before, (11, "other", LATE))
        assert isinstance(after_sight(begin_search(owed, NOW), owed, seen, LATE), Search)


def test_a_message_without_a_moment_and_a_missing_floor_prove_nothing() -> None:
    for owed, at in ((action(), None), (action(floor=None), LATE)):
        seen = stretch((owed.floor_id or 0, "before", NOW), (11, "other", at))
        assert isinstance(after_sight(begin_search(owed, NOW), owed, seen, LATE), Search)


def test_an_old_stretch_is_read_again_a_minute_later_and_given_up_in_the_end() -> None:
    owed, now = action(), NOW + SETTLE
    step: Search | Finding = with_patience(begin_search(owed, NOW), timedelta(minutes=20), now)
    reads = 0
    while isinstance(step, Search):
        now, reads = step.until, reads + 1
        step = after_sight(step, owed, stretch((10, "earlier", NOW)), now)
        assert not isinstance(step, Search) or step.until - now == timedelta(seconds=60)
    assert step.state == "unknown"
    assert reads == 21


def test_where_a_stretch_is_full_the_next_one_is_read_at_once() -> None:
    owed = action()
    step = after_sight(begin_search(owed, NOW), owed, stretch((11, "a", NOW), (40, "b", NOW), more=True), LATE)
    assert isinstance(step, Search)
    assert (step.next_id, step.until) == (41, LATE)


def test_a_stretch_of_this_moment_proves_absence_when_it_was_seen_twice() -> None:
    owed = action()
    half = after_sight(begin_search(owed, NOW), owed, stretch(live=True), NOW + SETTLE)
    assert isinstance(half, Search)
    assert half.until == NOW + 2 * SETTLE
    assert after_sight(half, owed, stretch(live=True), half.until) == Finding(state="absent")


def test_the_next_looker_begins_above_the_floor_and_keeps_when_the_doubt_arose() -> None:
    owed = action()
    search = replace(begin_search(owed, NOW), next_id=30, asked=40, round=2, give_up=LATE)
    after = next_looker(search, owed, "the first saw nothing", LATE)
    assert (after.turn, after.next_id, after.asked, after.round, after.give_up) == (1, 11, 0, 1, None)
    assert (after.begun, after.until, after.tried) == (NOW, LATE, ("the first saw nothing",))
