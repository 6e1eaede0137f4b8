"""What counts as news, and which guids mean nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Article, Entry
from bot.pipeline.fate import fate_of, without_shared_guids

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def article(age: timedelta | None) -> Article:
    return Article(id="a", source="s", title="t", seen=NOW, published=None if age is None else NOW - age)


@pytest.mark.parametrize(
    ("age", "first_poll", "fate"),
    [
        (timedelta(hours=23), True, "new"),
        (timedelta(hours=25), True, "baseline"),
        (timedelta(hours=25), False, "new"),
        (timedelta(days=4), False, "stale"),
        (timedelta(days=4), True, "baseline"),
        (None, True, "new"),  # undated: it counts from when we first saw it
        (timedelta(hours=-1), False, "new"),
    ],
)
def test_age_and_first_poll_decide(age: timedelta | None, first_poll: bool, fate: str) -> None:
    assert fate_of(article(age), NOW, first_poll=first_poll)[0] == fate


def test_what_is_not_told_says_why() -> None:
    assert "4 days" in fate_of(article(timedelta(days=4)), NOW, first_poll=False)[1]


def test_a_guid_shared_by_different_entries_is_forgotten() -> None:
    shared = [Entry(title="a", guid="1", link="https://x/a"), Entry(title="b", guid="1", link="https://x/b")]
    assert [entry.guid for entry in without_shared_guids(shared)] == [None, None]


def test_a_guid_of_one_entry_printed_twice_is_kept() -> None:
    twice = [Entry(title="a", guid="1", link="https://x/a")] * 2
    assert [entry.guid for entry in without_shared_guids(twice)] == ["1", "1"]
