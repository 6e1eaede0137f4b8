"""A clock that is set back: what waits is moved with it, alike in both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.store.sql import SqlStore

NOW = datetime(2026, 11, 22, 5, 0, 0, 123456, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def waiting(store: SqlStore, news: Any) -> SqlStore:
    """Everything that may wait does so, at the time of a clock that is three hours ahead."""
    news.keep(store, next_poll=NOW + 15 * MINUTE)
    store.claim_sources(NOW + 16 * MINUTE, owner="dead", limit=9, lease=10 * MINUTE)
    assert store.make_slot(news.slot(), 1, [news.action("a"), news.action("b")], {}, NOW)
    store.postpone("a", NOW + 5 * MINUTE, "429")
    store.learn_chat("@c", -100)
    store.pause("@c", NOW + 5 * MINUTE)
    store.beat(NOW)
    return store


def test_what_waits_waits_as_long_as_was_meant(waiting: SqlStore) -> None:
    now = NOW - 3 * HOUR
    assert waiting.set_back(now) == 3 * HOUR
    (head,) = waiting.heads()
    assert head.not_before == now + 5 * MINUTE
    assert waiting.resume_at("@c") == now + 5 * MINUTE
    assert [state.next_poll for state in waiting.source_states()] == [now + 15 * MINUTE]
    assert waiting.claim_sources(now + 25 * MINUTE, owner="me", limit=9, lease=10 * MINUTE) == ()
    assert len(waiting.claim_sources(now + 26 * MINUTE, owner="me", limit=9, lease=10 * MINUTE)) == 1
    assert waiting.last_beat() == now
    assert waiting.set_back(now + MINUTE) is None, "once"


@pytest.mark.parametrize("by", [timedelta(0), -HOUR, 10 * MINUTE, timedelta(days=3)])
def test_a_clock_that_goes_well_or_is_rather_wrong_now_moves_nothing(waiting: SqlStore, by: timedelta) -> None:
    assert waiting.set_back(NOW - by) is None
    assert waiting.resume_at("@c") == NOW + 5 * MINUTE
    assert waiting.last_beat() == NOW


def test_without_a_sign_of_life_nothing_is_compared(store: SqlStore) -> None:
    assert store.set_back(NOW) is None
