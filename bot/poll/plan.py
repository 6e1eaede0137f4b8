"""When to ask a source again, and what to remember of its last answer.

Pure: the state before, the answer and the moment come in, the state after goes out. The rules are those of polite
feed readers: conditional requests with what the last whole answer gave, never sooner than the server allows, slower
after failures, and never once more because of a restart (the due time is part of the state).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from math import log2

from bot.model import Source, SourceState
from bot.poll.wishes import NO_WAIT, freshness, http_date, retry_after
from bot.ports import Answer
from bot.text.keys import fingerprint

CEILING = timedelta(hours=24)  # no source is left alone for longer, however slow or broken it is
UNPROVEN_FLOOR = timedelta(minutes=60)  # where no 304 was seen yet, every poll may cost the server a whole document
HINT_CAP = timedelta(hours=6)  # a feed of news that calls itself good for a week is polled all the same
JITTER = 0.1  # share of the wait that is drawn, so that sources do not fall into step
GONE_PAUSE = timedelta(days=365)
GAP_WEIGHT = 0.2  # of one new entry in the smoothed gap
GAP_STRETCH = 4  # one silence (a night, a weekend) is no new rhythm
GAP_MAX = 2 * CEILING
MOVED_TIMES = 5  # a permanent redirect replaces the URL after so many answers in a row …
MOVED_FOR = timedelta(days=2)  # … over so long: some are mistakes that last an afternoon
FALL_BACK_AFTER = 5  # failures at a replaced URL until the configured one is tried again
PATIENCE = timedelta(days=3)  # "unchanged" for longer than this, and than ten gaps, is doubted
PATIENCE_UNKNOWN = timedelta(days=7)  # the same where the rhythm is not known yet
LONGEST_VALIDATOR = 1_000  # characters; longer ones would make every request fat

LYING = (
    "the server says the feed is unchanged although it changed, so the whole feed is fetched once a day; "
    "look for another address of this feed"
)


def after_answer(
    source: Source,
    state: SourceState,
    answer: Answer,
    *,
    now: datetime,
    new_entries: int,
    ttl: timedelta | None,
    parse_problem: str,
    floor: timedelta,
    spread: float,
    floor_is_explicit: bool = False,
    broken_off: bool = False,
) -> SourceState:
    """Return what is known of the source after an answer, its next poll included.

    `new_entries`: entries never seen before, 0 where the document was not parsed. `ttl`: the pause the document asks
    for. `parse_problem`: why the body is no feed. `floor`: the shortest time between two polls; `floor_is_explicit`:
    the operator named it, so it holds even where the server gives no validators. `spread`: jitter drawn from [0, 1).
    `broken_off`: the document lacks its end, although the server said that it was all.
    """
    explicit = floor_is_explicit or source.every is not None
    polled = replace(state, last_polled=now)
    problem = _problem(state, answer, parse_problem)
    if answer.status == 410:
        return replace(polled, gone=True, failures=state.failures + 1, error=problem, next_poll=now + GONE_PAUSE)
    if problem:
        after = _failed(source, polled, problem)
        pace = pace_of(after, floor, explicit=explicit)
        # A server that says we ask too often is asked half as often as one that is merely broken.
        pace = backoff(pace, after.failures * (2 if answer.status == 429 else 1))
    else:
        after = _unchanged(state, polled) if answer.status == 304 else _whole(state, polled, answer, new_entries, ttl)
        if broken_off:
            # Its validators may speak of the whole document: with them the rest would never come. When the same bytes
            # come again, the document just is so, and they are kept.
            after = replace(after, etag=None, last_modified=None)
        after = _moved(after, answer)
        pace = pace_of(after, floor, explicit=explicit)
    if state.validators_lie and after.validators_lie:  # this poll was unconditional, and the next one will be
        pace = max(pace, CEILING)
    hint = NO_WAIT if problem else max(freshness(answer.headers, now), after.ttl or NO_WAIT)
    due = next_poll_at(now, pace=pace, hint=hint, retry_after=retry_after(answer.headers, now), spread=spread)
    return replace(after, next_poll=due)


def next_poll_at(now: datetime, *, pace: timedelta, hint: timedelta, retry_after: timedelta, spread: float) -> datetime:
    """Return the next moment to ask, never sooner than the server allows.

    `hint` (max-age, Expires, ttl) counts up to 6 h, `retry_after` (RFC 9110 §10.2.3) up to 24 h: 88 h were seen in
    the wild. The jitter comes on top, never off.
    """
    wait = max(pace, min(hint, HINT_CAP), min(retry_after, CEILING))
    return now + wait * (1 + JITTER * spread)


def pace_of(state: SourceState, floor: timedelta, *, explicit: bool) -> timedelta:
    """Twice as often as the source publishes, but no oftener than the floor and at least once a day.

    The unproven floor: unless the operator named a floor, a source is asked at most once an hour until a 304 showed
    that its validators work.
    """
    proven = state.validators_work and (state.etag or state.last_modified)
    lowest = floor if explicit or proven else max(floor, UNPROVEN_FLOOR)
    return max(lowest, min(state.gap / 2, CEILING)) if state.gap else lowest


def backoff(pace: timedelta, failures: int) -> timedelta:
    """Linear in the failures, never below the pace, at most a day (or the pace, where that is longer)."""
    return max(pace, min(pace * failures, CEILING))


def possible_gap(known_before: frozenset[str], entry_keys: frozenset[str]) -> bool:
    """Tell whether entries may have been missed: nothing of what the feed showed last time is left in it."""
    return bool(known_before) and bool(entry_keys) and known_before.isdisjoint(entry_keys)


def too_quiet(state: SourceState, now: datetime) -> str:
    """Say that a source which answers has had no news for far longer than usual; empty when all is well."""
    if state.gap is None or state.last_new is None or state.error or now - state.last_new < _patience(state):
        return ""
    hours, usual = ((length / timedelta(hours=1)) for length in (now - state.last_new, state.gap))
    return f"nothing new for {hours / 24:.0f} days (usually every {usual:.1f} h); see whether the feed was abandoned"


def _problem(state: SourceState, answer: Answer, parse_problem: str) -> str:
    if answer.problem or parse_problem:
        return answer.problem or parse_problem
    if answer.truncated:
        return "the answer was cut short; it will be fetched again"
    if answer.status == 304 and (state.validators_lie or not (state.etag or state.last_modified)):
        return "answered 304 (not modified) although nothing was known of it yet; the server is misconfigured"
    return "" if answer.status in (200, 304) else f"answered {answer.status}, which is no feed"


def _failed(source: Source, state: SourceState, problem: str) -> SourceState:
    """Keep everything that was learnt from the last good answer: the validators above all."""
    failed = replace(state, failures=state.failures + 1, error=problem)
    if state.url == source.url or failed.failures < FALL_BACK_AFTER:
        return failed
    return replace(failed, url=source.url, moved_to=None, moved_times=0, moved_since=None)


def _unchanged(before: SourceState, state: SourceState) -> SourceState:
    """Note that the validators work, or begin to doubt them when nothing at all was new for too long.

    The doubt is settled by one unconditional request. It comes up when the silence reaches 1, 2, 4, 8 … times the
    patience, so a feed that just sleeps is bothered ever less; how often follows from the times alone.
    """
    doubted = _doubts(before, state.last_polled) > _doubts(before, before.last_polled)
    return replace(state, validators_work=True, validators_lie=doubted, failures=0, error="", last_ok=state.last_polled)


def _whole(
    before: SourceState, state: SourceState, answer: Answer, new_entries: int, ttl: timedelta | None
) -> SourceState:
    """Take over what a whole document brings. Validators are opaque and come from the latest 200 only."""
    now = state.last_polled
    key = fingerprint(answer.body)
    same = key == before.body_key
    lies = before.validators_lie and (not before.validators_work or _caught(before, answer, new_entries, now))
    ignored = same and not before.validators_lie  # we asked for changes only and got the same document again
    return replace(
        state,
        etag=_validator(answer, "etag"),
        last_modified=_validator(answer, "last-modified"),
        body_key=key,
        ttl=before.ttl if same else ttl,
        validators_work=before.validators_work and not lies and not ignored,
        validators_lie=lies,
        failures=0,
        error=LYING if lies else "",
        last_ok=now,
        last_new=now if new_entries else before.last_new,
        gap=_gap(before, new_entries, now),
    )


def _validator(answer: Answer, name: str) -> str | None:
    value = answer.headers.get(name, "")
    return value if 0 < len(value) <= LONGEST_VALIDATOR else None


def _gap(state: SourceState, new_entries: int, now: datetime | None) -> timedelta | None:
    """Smooth the time between new entries: each of them moves the average, so a lively hour is noticed at once.

    The first document says nothing (its entries are of any age). One long silence counts as four gaps at most.
    """
    if not new_entries or now is None or state.last_new is None or now <= state.last_new:
        return state.gap
    seen = min((now - state.last_new) / new_entries, GAP_MAX)
    if state.gap is None:
        return seen
    kept = (1 - GAP_WEIGHT) ** new_entries
    return state.gap * kept + min(seen, state.gap * GAP_STRETCH) * (1 - kept)


def _patience(state: SourceState) -> timedelta:
    return max(10 * state.gap, PATIENCE) if state.gap else PATIENCE_UNKNOWN


def _doubts(state: SourceState, moment: datetime | None) -> int:
    """How many times an unbroken "unchanged" would have been doubted up to `moment`."""
    if moment is None or state.last_new is None:
        return 0
    ratio = (moment - state.last_new) / _patience(state)
    return 0 if ratio < 1 else 1 + int(log2(ratio))


def _caught(state: SourceState, answer: Answer, new_entries: int, now: datetime | None) -> bool:
    """Decide whether the last 304 was a lie, now that the whole document lies beside it.

    It was when the document changed under the same ETag, was modified before that 304 (five minutes for skewed
    clocks), or brings far more entries than could have come since.
    """
    if not new_entries or now is None or state.last_ok is None:
        return False
    if state.etag is not None and answer.headers.get("etag") == state.etag:
        return True
    modified = http_date(answer.headers.get("last-modified", ""))
    if modified is not None and modified + timedelta(minutes=5) < state.last_ok:
        return True
    return state.gap is not None and state.gap > NO_WAIT and new_entries > 2 + 4 * ((now - state.last_ok) / state.gap)


def _moved(state: SourceState, answer: Answer) -> SourceState:
    """Count how often a permanent redirect led to the same place, and follow it for good once that is sure."""
    target, now = answer.moved_to, state.last_polled
    if target is None or target == state.url or now is None:
        return replace(state, moved_to=None, moved_times=0, moved_since=None)
    if target != state.moved_to or state.moved_since is None:
        return replace(state, moved_to=target, moved_times=1, moved_since=now)
    times = state.moved_times + 1
    if times < MOVED_TIMES or now - state.moved_since < MOVED_FOR:
        return replace(state, moved_times=times)
    return replace(state, url=target, moved_to=None, moved_times=0, moved_since=None)
