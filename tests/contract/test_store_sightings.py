"""What the witness was told, kept alike in both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ports import Seen, Sighting
from bot.store.backup import backup, restore
from bot.store.sql import SqlStore, open_store

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
CHAT = -1001234567890


def sighting(message_id: int, words: str | None = "w", chat: int = CHAT) -> Sighting:
    return Sighting(chat=chat, message_id=message_id, words=words, at=NOW)


def ids(store: SqlStore, above: int = 0, chat: int = CHAT) -> list[int]:
    return [one.message_id for one in store.sightings(chat, above)]


def test_sightings_come_back_in_order_and_by_chat(store: SqlStore) -> None:
    store.note_sightings([sighting(9, None), sighting(7, "seven"), sighting(8, chat=-5)], NOW)
    assert store.sightings(CHAT, 6) == (
        Seen(message_id=7, words="seven", at=NOW),
        Seen(message_id=9, at=NOW),
    )
    assert ids(store, above=7) == [9]
    assert (store.was_sighted(CHAT, 7), store.was_sighted(CHAT, 8), store.was_sighted(-5, 8)) == (True, False, True)


def test_what_is_told_twice_is_kept_once_as_it_was_first(store: SqlStore) -> None:
    store.note_sightings([sighting(7, "first")], NOW)
    store.note_sightings([sighting(7, "second"), sighting(7, "third")], NOW)
    assert [one.words for one in store.sightings(CHAT, 0)] == ["first"]


def test_of_each_chat_the_newest_are_kept(store: SqlStore) -> None:
    store.note_sightings([sighting(1), sighting(2, chat=-5), sighting(400)], NOW)
    assert ids(store) == [1, 400]
    store.note_sightings([sighting(900)], NOW)
    assert (ids(store), ids(store, chat=-5)) == ([400, 900], [2])


def test_after_a_day_without_asking_nothing_seen_before_speaks_for_what_came_since(store: SqlStore) -> None:
    store.note_sightings([sighting(1)], NOW)
    almost = NOW + timedelta(hours=22, minutes=59)
    store.note_sightings([], almost)
    store.note_sightings([sighting(2)], almost + timedelta(hours=22))
    assert ids(store) == [1, 2]
    store.note_sightings([sighting(3)], almost + timedelta(hours=46))
    assert ids(store) == [3]


def test_after_a_clock_was_set_back_nobody_knows_how_long_nobody_asked(store: SqlStore) -> None:
    store.note_sightings([sighting(1)], NOW)
    store.note_sightings([sighting(2)], NOW - timedelta(minutes=9))
    assert ids(store) == [1, 2]
    store.note_sightings([sighting(3)], NOW - timedelta(hours=1))
    assert ids(store) == [3]


def test_a_witness_that_listens_is_no_sign_of_life_of_the_bot(store: SqlStore) -> None:
    store.note_sightings([], NOW)
    assert store.last_beat() is None


@pytest.mark.parametrize(("moved", "kept"), [(False, []), (True, [1])])
def test_what_was_seen_before_a_backup_says_nothing_of_what_came_after_it(
    tmp_path: Path, moved: bool, kept: list[int]
) -> None:
    first, second = f"sqlite:///{tmp_path}/first.db", f"sqlite:///{tmp_path}/second.db"
    store = open_store(first)
    store.note_sightings([sighting(1)], NOW)
    store.close()
    backup(first, tmp_path / "backup")
    restore(second, tmp_path / "backup", moved=moved)
    restored = open_store(second)
    assert ids(restored) == kept
    restored.close()
