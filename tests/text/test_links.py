"""A link to a post that has no address yet is filled in at delivery, or leaves its words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Slot
from bot.text.links import LINK_BYTES, action_key, fill_links, placeholder


def _slot(at: time) -> Slot:
    return Slot(channel="@news", day=date(2026, 11, 22), time=at, due=datetime(2026, 11, 22, tzinfo=UTC))


def test_an_action_is_named_after_channel_day_time_and_part() -> None:
    assert action_key(_slot(time(8)), 2) == "@news|2026-11-22|08:00|2"


def test_two_digests_asked_for_within_a_minute_have_different_names() -> None:
    assert action_key(_slot(time(8, 0, 7)), 1) != action_key(_slot(time(8, 0, 8)), 1)


def test_a_known_address_is_filled_in() -> None:
    text = 'see <a href="{{link:@news|2026-11-22|08:00|1}}">part one</a>'
    urls = {"@news|2026-11-22|08:00|1": "https://t.me/news/5"}
    assert fill_links(text, urls) == 'see <a href="https://t.me/news/5">part one</a>'


@pytest.mark.parametrize("urls", [{}, {"k": None}])
def test_a_target_that_was_never_sent_leaves_its_words(urls: dict[str, str | None]) -> None:
    assert fill_links('<b>see</b> <a href="{{link:k}}">part <b>one</b></a>.', urls) == "<b>see</b> part <b>one</b>."


def test_each_link_is_filled_by_itself() -> None:
    text = '<a href="{{link:a}}">A</a> <a href="https://x.org/">X</a> <a href="{{link:b}}">B</a>'
    assert fill_links(text, {"b": "https://t.me/c/1/2"}) == (
        'A <a href="https://x.org/">X</a> <a href="https://t.me/c/1/2">B</a>'
    )


def test_feed_text_and_foreign_addresses_that_look_like_a_place_are_left_alone() -> None:
    text = '{{link:a}} &lt;a href=&quot;{{link:a}}&quot;&gt; <a href="https://x.org/{{link:a}}">x</a>'
    assert fill_links(text, {"a": "https://t.me/c/1/2"}) == text


@pytest.mark.parametrize("key", ["", "a{b", "a}}b"])
def test_a_key_that_cannot_be_found_again_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="action key"):
        placeholder(key)


def test_the_longest_address_fits_the_room_kept_for_it() -> None:
    assert len(f"https://t.me/{'a' * 32}/{2**31}") <= LINK_BYTES
    assert len(f"https://t.me/c/{10**13}/{2**31}") <= LINK_BYTES


_PIECES = [
    '<a href="{{link:a}}">x</a>',
    '<a href="{{link:b}}">y</a>',
    "{{link:a}}",
    '<a href="https://x.org">x</a>',
    "\n",
]


@given(st.lists(st.sampled_from(_PIECES)))
def test_filling_twice_changes_nothing_more(pieces: list[str]) -> None:
    urls = {"a": "https://t.me/news/1"}
    once = fill_links("".join(pieces), urls)
    assert fill_links(once, urls) == once
