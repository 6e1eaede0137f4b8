"""Laws of what stands in a column: it comes back as it was, and sorts as it should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from bot.store.columns import Chat, Day, Hour, Keys, Moment, Span, Wording, storable

DIALECT = sqlite.dialect()
LAWS = settings(max_examples=50, deadline=None)

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=ZONES)  # an aware moment of any zone


def round_trip(column: Any, value: Any) -> Any:
    return column.process_result_value(column.process_bind_param(value, DIALECT), DIALECT)


@LAWS
@given(MOMENTS)
def test_a_moment_comes_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    back = round_trip(Moment(), moment)
    assert back == moment
    assert back.tzinfo is UTC


@LAWS
@given(MOMENTS, MOMENTS)
def test_moments_sort_as_they_follow_each_other(a: datetime, b: datetime) -> None:
    column = Moment()
    assert (column.process_bind_param(a, DIALECT) < column.process_bind_param(b, DIALECT)) == (a < b)


@LAWS
@given(st.timedeltas(timedelta(days=-10_000), timedelta(days=10_000)))
def test_a_span_comes_back(span: timedelta) -> None:
    assert round_trip(Span(), span) == span


@LAWS
@given(st.dates(), st.times())
def test_a_day_and_an_hour_come_back(day: Any, hour: Any) -> None:
    assert (round_trip(Day(), day), round_trip(Hour(), hour)) == (day, hour)


@LAWS
@given(st.frozensets(st.text()))
def test_keys_come_back(keys: frozenset[str]) -> None:
    assert round_trip(Keys(), keys) == keys


@LAWS
@given(st.integers() | st.text(st.characters(exclude_categories=["Cs"])))
def test_a_chat_comes_back_with_its_type(chat: str | int) -> None:
    back = round_trip(Chat(), chat)
    assert (back, type(back)) == (chat, type(chat))


@LAWS
@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_can_be_stored_and_good_text_is_not_changed(text: str) -> None:
    stored = storable(text)
    stored.encode()
    assert "\0" not in stored
    assert storable(stored) == stored
    if "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text):
        assert stored == text


@pytest.mark.parametrize("column", [Moment(), Span(), Day(), Hour(), Keys(), Chat(), Wording()])
def test_nothing_stays_nothing(column: Any) -> None:
    assert column.process_bind_param(None, DIALECT) is None


def test_a_wall_clock_is_no_moment() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Moment().process_bind_param(datetime(2026, 11, 22), DIALECT)
