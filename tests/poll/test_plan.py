"""When to ask again, and what is kept of an answer: the rules of polite polling as a table, and as laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Source, SourceState
from bot.poll.plan import (
    CEILING,
    JITTER,
    LYING,
    MOVED_TIMES,
    after_answer,
    backoff,
    next_poll_at,
    possible_gap,
    too_quiet,
)
from bot.poll.wishes import freshness, retry_after
from bot.ports import Answer
from bot.text.keys import fingerprint

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
QUARTER = 15 * MINUTE
URL = "https://news.example/feed"
SOURCE = Source(id="news", url=URL, name="News")
NEW = SourceState(source="news", url=URL)
MET = replace(
    NEW,
    next_poll=NOW,
    etag='"1"',
    last_modified="Sun, 22 Nov 2026 10:00:00 GMT",
    body_key=fingerprint(b"one"),
    validators_work=True,
    last_polled=NOW - QUARTER,
    last_ok=NOW - QUARTER,
    last_new=NOW - QUARTER,
)


def whole(body: bytes = b"two", **headers: str) -> Answer:
    return Answer(status=200, url=URL, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


def failing(status: int = 0, **headers: str) -> Answer:
    named = {k.replace("_", "-"): v for k, v in headers.items()}
    return Answer(status=status, url=URL, headers=named, problem=f"failed with {status}")


UNCHANGED = Answer(status=304, url=URL)


def after(state: SourceState, answer: Answer, **rest: Any) -> SourceState:
    given = {"now": NOW, "new_entries": 0, "ttl": None, "parse_problem": "", "floor": QUARTER, "spread": 0.0}
    return after_answer(rest.pop("source", SOURCE), state, answer, **{**given, **rest})


def wait(state: SourceState) -> timedelta:
    assert state.next_poll is not None
    assert state.last_polled is not None
    return state.next_poll - state.last_polled


# --- validators ----------------------------------------------------------------------------------------------------


def test_validators_are_those_of_the_latest_whole_answer() -> None:
    state = after(MET, whole(etag='W/"2"'), new_entries=1)
    assert (state.etag, state.last_modified) == ('W/"2"', None)
    assert state.body_key == fingerprint(b"two")


def test_unchanged_keeps_everything_and_proves_the_validators() -> None:
    state = after(replace(MET, validators_work=False, failures=3, error="x"), UNCHANGED)
    assert (state.etag, state.last_modified, state.body_key) == (MET.etag, MET.last_modified, MET.body_key)
    assert state.validators_work
    assert (state.failures, state.error, state.last_ok) == (0, "", NOW)


def test_an_unchanged_answer_with_other_validators_changes_none() -> None:
    state = after(MET, replace(UNCHANGED, headers={"etag": '"9"', "last-modified": "now"}))
    assert (state.etag, state.last_modified) == (MET.etag, MET.last_modified)


def test_a_document_without_its_end_is_asked_for_again_without_conditions_until_it_proves_to_be_so() -> None:
    """Its validators may be those of the whole one: then the server would say «unchanged», and the rest is lost."""
    cut = after(MET, whole(b"<rss><item/>", etag='"2"', last_modified="Sun, 22 Nov 2026 11:00:00 GMT"), broken_off=True)
    assert (cut.etag, cut.last_modified, cut.error) == (None, None, "")
    again = after(cut, whole(b"<rss><item/>", etag='"2"'))
    assert again.etag == '"2"'


def test_last_modified_may_move_back() -> None:
    assert (
        after(MET, whole(last_modified="Thu, 01 Jan 1970 00:00:00 GMT")).last_modified
        == "Thu, 01 Jan 1970 00:00:00 GMT"
    )


@pytest.mark.parametrize("etag", ["", '"' + "x" * 2_000 + '"'])
def test_an_empty_or_endless_validator_is_none(etag: str) -> None:
    assert after(MET, whole(etag=etag)).etag is None


@pytest.mark.parametrize(
    ("answer", "parse_problem"),
    [
        (failing(0), ""),
        (failing(500), ""),
        (replace(whole(etag='"9"'), truncated=True, problem="broke off"), ""),
        (replace(whole(etag='"9"'), truncated=True), ""),
        (whole(b"<html>Log in</html>", etag='"9"'), "a web page, not a feed"),
        (whole(b"", etag='"9"'), "an empty answer"),
        (Answer(status=204, url=URL), ""),
    ],
    ids=["no answer", "500", "cut", "cut, unnamed", "login page", "empty", "204"],
)
def test_what_is_no_whole_feed_changes_nothing_that_was_learnt(answer: Answer, parse_problem: str) -> None:
    state = after(MET, answer, parse_problem=parse_problem)
    kept = ("etag", "last_modified", "body_key", "validators_work", "last_ok", "last_new", "gap", "url")
    assert [getattr(state, name) for name in kept] == [getattr(MET, name) for name in kept]
    assert state.failures == 1
    assert state.error == (answer.problem or parse_problem or state.error)
    assert state.error


def test_a_304_nobody_asked_for_is_a_failure() -> None:
    assert "although nothing was known" in after(NEW, UNCHANGED).error
    assert after(replace(MET, validators_lie=True), UNCHANGED).failures == 1


# --- when ----------------------------------------------------------------------------------------------------------

MAX_AGE = {"cache_control": "public, max-age=7200"}
SEEN = replace(MET, etag='"2"', last_modified=None, body_key=fingerprint(b"two"))
WHEN: list[tuple[str, SourceState, Answer, dict[str, Any], timedelta]] = [
    ("first meeting, validators not proven", NEW, whole(etag='"1"'), {"new_entries": 9}, HOUR),
    ("first meeting, none given", NEW, whole(), {"new_entries": 9}, HOUR),
    ("a floor the operator named holds at once", NEW, whole(), {"new_entries": 9, "floor_is_explicit": True}, QUARTER),
    ("so does the source's own", NEW, whole(), {"source": replace(SOURCE, every=MINUTE), "floor": MINUTE}, MINUTE),
    ("a long floor holds where unproven", NEW, whole(), {"floor": 3 * HOUR}, 3 * HOUR),
    ("proven by a 304", replace(MET, validators_work=False), UNCHANGED, {}, QUARTER),
    ("proven, something new", MET, whole(etag='"2"'), {"new_entries": 1}, QUARTER),
    ("validators taken away", MET, whole(), {"new_entries": 1}, HOUR),
    ("same body although conditions were sent", SEEN, whole(etag='"2"'), {}, HOUR),
    ("new ETag each time, same body", SEEN, whole(etag='"3"'), {}, HOUR),
    ("half the gap between entries", replace(MET, gap=4 * HOUR), UNCHANGED, {}, 2 * HOUR),
    ("half the gap, at most a day", replace(MET, gap=9 * DAY), UNCHANGED, {}, DAY),
    ("a floor beyond a day is the operator's", replace(MET, gap=9 * DAY), UNCHANGED, {"floor": 3 * DAY}, 3 * DAY),
    ("max-age", MET, whole(etag='"2"', **MAX_AGE), {"new_entries": 1}, 2 * HOUR),
    ("max-age less age", MET, whole(etag='"2"', age="3600", **MAX_AGE), {"new_entries": 1}, HOUR),
    ("max-age beats expires", MET, whole(etag='"2"', expires="0", **MAX_AGE), {"new_entries": 1}, 2 * HOUR),
    (
        "max-age of an unchanged answer",
        MET,
        replace(UNCHANGED, headers={"cache-control": "max-age=1800"}),
        {},
        2 * QUARTER,
    ),
    ("hints count up to six hours", MET, whole(etag='"2"', cache_control="max-age=999999"), {}, 6 * HOUR),
    ("expires", MET, whole(etag='"2"', expires=format_datetime(NOW + HOUR)), {}, HOUR),
    (
        "garbage is no hint",
        MET,
        whole(etag='"2"', cache_control="max-age=soon", expires="-1"),
        {"new_entries": 1},
        QUARTER,
    ),
    ("the feed's ttl", MET, whole(etag='"2"'), {"ttl": HOUR}, HOUR),
    ("ttl outlives a 304", replace(MET, ttl=HOUR), UNCHANGED, {}, HOUR),
    ("ttl outlives the same body", replace(SEEN, ttl=2 * HOUR), whole(etag='"2"'), {}, 2 * HOUR),
    (
        "ttl does not outlive another document",
        replace(MET, ttl=2 * HOUR),
        whole(etag='"2"'),
        {"new_entries": 1},
        QUARTER,
    ),
    ("first failure keeps the pace", MET, failing(500), {}, QUARTER),
    ("fourth failure", replace(MET, failures=3), failing(0), {}, HOUR),
    ("failing for a month", replace(MET, failures=2_000), failing(0), {}, DAY),
    ("404 is soft", MET, failing(404), {}, QUARTER),
    ("429 without a wait", MET, failing(429), {}, 2 * QUARTER),
    ("429, seconds", MET, failing(429, retry_after="7200"), {}, 2 * HOUR),
    ("429, less than the pace", MET, failing(429, retry_after="30"), {}, 2 * QUARTER),
    ("503, date", MET, failing(503, retry_after=format_datetime(NOW + 5 * HOUR)), {}, 5 * HOUR),
    ("503, date past", MET, failing(503, retry_after="Thu, 01 Jan 1970 00:00:00 GMT"), {}, QUARTER),
    ("503, 88 hours", MET, failing(503, retry_after="316800"), {}, DAY),
    ("503, more seconds than a date can hold", MET, failing(503, retry_after="9" * 100), {}, DAY),
    ("503, garbage", MET, failing(503, retry_after="later; please"), {}, QUARTER),
    ("a wait beside a good answer", MET, whole(etag='"2"', retry_after="3600"), {"new_entries": 1}, HOUR),
    ("caught lying", replace(MET, validators_lie=True, validators_work=False), whole(b"3"), {}, DAY),
    ("caught lying, and failing", replace(MET, validators_lie=True), failing(0), {}, DAY),
]


@pytest.mark.parametrize(
    ("state", "answer", "rest", "expected"), [row[1:] for row in WHEN], ids=[row[0] for row in WHEN]
)
def test_next_poll(state: SourceState, answer: Answer, rest: dict[str, Any], expected: timedelta) -> None:
    assert wait(after(state, answer, **rest)) == expected


def test_a_date_to_wait_for_is_read_by_the_servers_own_clock() -> None:
    skewed = NOW - 3 * HOUR
    headers = {"retry-after": format_datetime(skewed + HOUR), "date": format_datetime(skewed)}
    assert retry_after(headers, NOW) == HOUR
    assert freshness({"expires": headers["retry-after"], "date": headers["date"]}, NOW) == HOUR


def test_gone_is_asked_no_more() -> None:
    state = after(MET, failing(410))
    assert state.gone
    assert state.error == "failed with 410"
    assert wait(state) > 300 * DAY


# --- laws ----------------------------------------------------------------------------------------------------------

spans = st.timedeltas(timedelta(0), 40 * DAY)
floors = st.timedeltas(MINUTE, 2 * DAY)
spreads = st.floats(0, 1, exclude_max=True)
states = st.builds(
    replace,
    st.just(MET),
    failures=st.integers(0, 5_000),
    gap=st.none() | st.timedeltas(timedelta(microseconds=1), 40 * DAY),
    validators_work=st.booleans(),
    validators_lie=st.booleans(),
    etag=st.none() | st.just('"1"'),
    ttl=st.none() | spans,
    last_new=st.none() | spans.map(lambda span: NOW - span),
    last_ok=st.none() | st.just(NOW - QUARTER),
)
headers = st.fixed_dictionaries(
    {},
    optional={
        "retry-after": st.integers(0, 10**6).map(str) | st.text(max_size=9),
        "cache-control": st.integers(0, 10**6).map("max-age={}".format) | st.text(max_size=9),
        "expires": st.text(max_size=9) | spans.map(lambda span: format_datetime(NOW + span)),
        "etag": st.sampled_from(['"1"', '"2"']),
    },
)
answers = st.builds(
    lambda status, headers, body: Answer(
        status=status, url=URL, body=body if status == 200 else b"", headers=headers,
        problem="" if status in (200, 304) else "failed",
    ),
    st.sampled_from([0, 200, 304, 404, 429, 500, 503]),
    headers,
    st.sampled_from([b"one", b"two"]),
)  # fmt: skip


@settings(max_examples=300)
@given(states, answers, floors, spreads, st.integers(0, 5_000), st.booleans())
def test_never_asks_sooner_than_the_server_and_the_operator_allow(
    state: SourceState, answer: Answer, floor: timedelta, spread: float, new: int, explicit: bool
) -> None:
    new_entries = new if answer.status == 200 else 0
    state = after(state, answer, floor=floor, spread=spread, new_entries=new_entries, floor_is_explicit=explicit)
    longest = max(CEILING, floor, HOUR)
    assert wait(state) >= floor
    assert wait(state) >= min(retry_after(answer.headers, NOW), CEILING)
    assert wait(state) <= longest * (1 + JITTER)
    if not state.error:
        assert wait(state) >= min(freshness(answer.headers, NOW), 6 * HOUR)
    if state.error and answer.status != 200:
        assert state.failures > 0


@given(spans.filter(bool), st.integers(1, 5_000))
def test_backoff_grows_and_never_asks_sooner_than_the_pace(pace: timedelta, failures: int) -> None:
    assert pace <= backoff(pace, failures) <= backoff(pace, failures + 1) <= max(pace, CEILING)


@given(states, st.sampled_from([whole(etag='"2"'), replace(UNCHANGED)]))
def test_a_good_answer_forgets_the_failures(state: SourceState, answer: Answer) -> None:
    state = replace(state, validators_lie=False, error="old", etag='"1"')
    healed = after(state, answer, new_entries=int(answer.status == 200))
    assert (healed.failures, healed.error) == (0, "")
    assert (
        healed.next_poll == after(replace(state, failures=0), answer, new_entries=int(answer.status == 200)).next_poll
    )


@given(spans, spans, spans, spreads, spreads)
def test_jitter_only_adds(pace: timedelta, hint: timedelta, retry: timedelta, one: float, two: float) -> None:
    at = [next_poll_at(NOW, pace=pace, hint=hint, retry_after=retry, spread=s) for s in sorted((one, two))]
    assert NOW + pace <= at[0] <= at[1]


# --- the rhythm ----------------------------------------------------------------------------------------------------


def test_the_first_document_says_nothing_of_the_rhythm() -> None:
    state = after(NEW, whole(), new_entries=5_000)
    assert state.gap is None
    assert state.last_new == NOW


def test_the_rhythm_follows_what_comes() -> None:
    state = replace(MET, last_new=NOW - 4 * HOUR)
    state = after(state, whole(b"2", etag='"2"'), new_entries=2)
    assert state.gap == 2 * HOUR
    for step in range(1, 30):
        state = after(state, whole(b"%d" % step, etag='"2"'), now=NOW + step * 10 * MINUTE, new_entries=1)
    assert state.gap is not None
    assert state.gap < 12 * MINUTE


def test_one_weekend_is_no_new_rhythm() -> None:
    state = after(replace(MET, gap=HOUR, last_new=NOW - 3 * DAY), whole(etag='"2"'), new_entries=1)
    assert state.gap is not None
    assert HOUR < state.gap < 2 * HOUR


def test_many_entries_at_once_count_as_many() -> None:
    state = after(replace(MET, gap=DAY, last_new=NOW - 10 * HOUR), whole(etag='"2"'), new_entries=20)
    assert state.gap is not None
    assert state.gap < HOUR


def test_a_clock_that_went_back_changes_no_rhythm() -> None:
    state = replace(MET, gap=HOUR, last_new=NOW + DAY, last_polled=NOW + DAY, last_ok=NOW + DAY)
    assert after(state, whole(etag='"2"'), new_entries=3).gap == HOUR
    assert wait(after(state, UNCHANGED)) == 2 * QUARTER


# --- redirects -----------------------------------------------------------------------------------------------------

MOVED = replace(UNCHANGED, moved_to="https://new.example/feed")


def follow(state: SourceState, answers: list[Answer], every: timedelta) -> SourceState:
    for step, answer in enumerate(answers):
        state = after(state, answer, now=NOW + step * every)
    return state


def test_a_move_is_believed_after_five_times_over_two_days() -> None:
    state = follow(MET, [MOVED] * MOVED_TIMES, 12 * HOUR)
    assert state.url == "https://new.example/feed"
    assert (state.moved_to, state.moved_times, state.etag) == (None, 0, MET.etag)


@pytest.mark.parametrize(
    ("answers", "every"),
    [
        ([MOVED] * 4, 3 * DAY),
        ([MOVED] * 100, 20 * MINUTE),
        ([MOVED] * 4 + [UNCHANGED] + [MOVED] * 4, 12 * HOUR),
        ([MOVED, replace(MOVED, moved_to="https://other.example/")] * 9, 12 * HOUR),
        ([replace(MOVED, status=200, body=b"<html>", problem="not a feed")] * 9, 12 * HOUR),
    ],
    ids=["four times", "one afternoon", "interrupted", "undecided", "to a page"],
)
def test_a_move_that_is_not_sure_is_not_followed_for_good(answers: list[Answer], every: timedelta) -> None:
    assert follow(MET, answers, every).url == URL


def test_a_failure_between_neither_counts_nor_resets() -> None:
    state = follow(MET, [MOVED, failing(), MOVED, failing(), MOVED, MOVED, MOVED], 12 * HOUR)
    assert state.url == "https://new.example/feed"


def test_a_new_address_that_fails_is_given_up_for_the_configured_one() -> None:
    state = replace(MET, url="https://new.example/feed")
    assert follow(state, [failing(404)] * 4, HOUR).url == "https://new.example/feed"
    assert follow(state, [failing(404)] * 5, HOUR).url == URL


# --- servers that say "unchanged" for ever -------------------------------------------------------------------------

STEADY = replace(MET, gap=2 * HOUR, last_new=NOW - timedelta(minutes=1))


def asleep(state: SourceState, days: int) -> tuple[SourceState, list[timedelta]]:
    """Poll hourly, always unchanged; a doubt is settled by the same document. Returns when it was doubted."""
    doubts = []
    for hour in range(days * 24):
        now = NOW + hour * HOUR
        if state.validators_lie:
            doubts.append(now - NOW)
            state = after(state, whole(b"one", etag='"1"'), now=now)
        else:
            state = after(state, UNCHANGED, now=now)
    return state, doubts


def test_a_sleeping_feed_is_fetched_whole_ever_less() -> None:
    state, doubts = asleep(STEADY, 60)
    assert len(doubts) == 5  # after 3, 6, 12, 24 and 48 days
    assert all(later >= 1.9 * earlier for earlier, later in pairwise(doubts))
    assert (state.validators_lie, state.error) == (False, "")


def test_a_feed_of_unknown_rhythm_is_not_doubted_for_a_week() -> None:
    assert asleep(replace(STEADY, gap=None), 6)[1] == []
    assert len(asleep(replace(STEADY, gap=None), 9)[1]) == 1


DOUBTED = replace(
    STEADY, validators_lie=True, last_ok=NOW - 2 * HOUR, last_polled=NOW - 2 * HOUR, last_new=NOW - 4 * DAY
)


@pytest.mark.parametrize(
    ("answer", "new", "lies"),
    [
        (whole(etag='"1"'), 1, True),
        (whole(etag='"2"', last_modified=format_datetime(NOW - 5 * HOUR)), 1, True),
        (whole(etag='"2"'), 30, True),
        (whole(b"one", etag='"1"'), 0, False),
        (whole(etag='"2"'), 1, False),
        (whole(etag='"2"', last_modified=format_datetime(NOW - HOUR)), 3, False),
    ],
    ids=["changed under its ETag", "changed before", "too many", "the same", "could be fresh", "fresh"],
)
def test_a_lie_is_proven_or_the_doubt_is_dropped(answer: Answer, new: int, lies: bool) -> None:
    state = after(DOUBTED, answer, new_entries=new)
    assert (state.validators_lie, state.error) == (lies, LYING if lies else "")
    assert wait(state) >= (DAY if lies else QUARTER)


def test_a_liar_stays_one_and_is_asked_once_a_day() -> None:
    state = after(DOUBTED, whole(etag='"1"'), new_entries=40)
    for day in range(1, 9):
        state = after(state, whole(b"%d" % day, etag=f'"{day}"'), now=NOW + day * DAY, new_entries=2)
        assert state.validators_lie
        assert wait(state) == DAY


# --- health --------------------------------------------------------------------------------------------------------


def test_a_window_that_shows_nothing_known_may_have_lost_entries() -> None:
    assert possible_gap(frozenset("ab"), frozenset("cd"))
    assert not possible_gap(frozenset("ab"), frozenset("bc"))
    assert not possible_gap(frozenset(), frozenset("a"))
    assert not possible_gap(frozenset("a"), frozenset())


def test_a_feed_that_lives_but_tells_nothing_is_told_to_the_operator() -> None:
    quiet = replace(MET, gap=6 * HOUR, last_new=NOW - 9 * DAY)
    assert too_quiet(quiet, NOW).startswith("nothing new for 9 days (usually every 6.0 h)")
    assert too_quiet(replace(quiet, last_new=NOW - DAY), NOW) == ""
    assert too_quiet(replace(quiet, error="DNS"), NOW) == ""
    assert too_quiet(replace(quiet, gap=None), NOW) == ""
