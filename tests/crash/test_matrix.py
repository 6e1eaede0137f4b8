"""The quick slice of the crash matrix: one run of each kind, and kills where they hurt most. All: `make crash`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.store.schema import metadata
from bot.store.sql import SqlStore
from tests.crash.catalogue import POINTS
from tests.crash.judge import judge
from tests.crash.run import Outcome, World
from tests.crash.scenario import FEEDS, ZONES, Scenario, scenario
from tests.crash.wal import committed_end, log_of

SEEDS = 1_200
# Where a death hurts most; the whole matrix ends processes at every point.
DELICATE = (
    "after store.begin",
    "after telegram.send",
    "sendMessage: killed when done",
    "sendMessage: killed in the answer",
    "before store.finish",
    "after INSERT article",
    "after INSERT slot",
    "after looker.look",
    "feed: killed in the answer",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = World(tmp_path_factory.mktemp("crash"), postgres=True)
    yield opened
    opened.close()


def told(one: Scenario, outcome: Outcome) -> str:
    wrong = "\n".join(f"  {found.kind}: {found.what}" for found in outcome.wrong)
    return f"make crash SEED={one.seed}\n{one.story()}\n{wrong}"


def killing(point: str) -> Scenario:
    """The first scenario that ends a process at `point`, and nothing else goes wrong before it comes to that."""
    for seed in range(0, SEEDS, 2):
        one = scenario(seed)
        if any(step["point"] == point for step in one.laid[:1]):
            return replace(one, laid=({**one.laid[0], "turn": 1}, *one.laid[1:]))
        server, _, when = point.partition(": ")
        outside = {
            ("feed" if what in FEEDS else what, fault) for (what, _), fault in (one.telegram | one.feeds).items()
        }
        if (server, when) in outside:
            return one
    raise AssertionError(f"no scenario ends a process at {point}")


@pytest.mark.parametrize("point", DELICATE)
def test_killed_where_it_hurts_most_nothing_is_lost_and_nothing_doubled(world: World, point: str) -> None:
    one = killing(point)
    outcome = world.run(one)
    assert outcome.wrong == [], told(one, outcome)
    assert outcome.points[point], f"it was not killed there\n{one.story()}"


@pytest.mark.parametrize("kind", ["answers", "power", "full", "locked", "clock", "two", "any moment", "server"])
def test_whatever_else_goes_wrong_nothing_is_lost_and_nothing_doubled(world: World, kind: str) -> None:
    if kind == "server" and not world.has_postgres:
        pytest.skip("no PostgreSQL to test with: pgserver has no wheel for this platform")
    one = next(one for seed in range(1, SEEDS, 2) if (one := scenario(seed, postgres=world.has_postgres)).kind == kind)
    outcome = world.run(one)
    assert outcome.wrong == [], told(one, outcome)
    assert outcome.posts > 1


# --- the matrix itself ----------------------------------------------------------------------------------------------


def test_the_judge_sees_what_was_lost_doubled_or_put_out_of_order(world: World, tmp_path: Path) -> None:
    one = replace(scenario(0), laid=(), telegram={}, feeds={}, fresh=False, database="sqlite")
    outcome = world.run(one)
    assert outcome.wrong == [], told(one, outcome)
    url, file, chats = world.sqlite_url, world.sqlite_file, world.telegram.chats
    shown = chats[one.chats[0].number].messages

    def kinds() -> set[str]:
        return {wrong.kind for wrong in judge(one, url, chats)}

    last = max(shown)
    kept = shown.pop(last)
    assert kinds() == {"post lost"}
    shown[last], shown[last + 1] = kept, kept
    assert kinds() == {"post doubled"}
    del shown[last + 1]
    before = max(number for number in shown if number < last)
    shown[last], shown[before] = shown[before], shown[last]
    assert "out of order" in kinds()
    shown[last], shown[before] = shown[before], shown[last]
    assert kinds() == set()
    with closing(sqlite3.connect(file)) as database:
        database.execute("update outbox set state = 'pending' where key not like 'before%'")
        database.commit()
        assert "post lost" in kinds()
        database.execute("update outbox set state = 'sent'")
        database.execute("delete from mention")
        database.execute("delete from article where rowid in (select rowid from article limit 1)")
        database.commit()
    assert "article lost" in kinds()


def test_equal_seeds_give_equal_scenarios_and_every_kind_and_zone_is_drawn() -> None:
    drawn = [scenario(seed) for seed in range(SEEDS)]
    assert drawn[:50] == [scenario(seed) for seed in range(50)]
    assert {one.kind for one in drawn} == {
        "kill", "answers", "power", "full", "locked", "clock", "two", "any moment", "server",
    }  # fmt: skip
    assert {note for one in drawn for note in one.notes} == {
        f"{zone}, {side}" for zone in ZONES for side in ("spring", "autumn")
    }


def test_every_named_point_is_a_place_in_the_house() -> None:
    assert len(set(POINTS)) == len(POINTS) >= 25
    for point in POINTS:
        name = point.removeprefix("before ").removeprefix("after ")
        if name.startswith("store."):
            assert callable(getattr(SqlStore, name.removeprefix("store.")))
        if name.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            assert name.split()[1] in {*metadata.tables, "lookup"}  # the index of SQLite's own kind


def test_a_cut_of_the_power_is_real_what_is_not_kept_goes_and_what_is_kept_stays(tmp_path: Path) -> None:
    file = tmp_path / "one.db"
    ends = []
    with closing(sqlite3.connect(file)) as database:
        database.execute("pragma journal_mode=wal")
        database.execute("create table row (number)")
        for number in range(3):
            database.execute("insert into row values (?)", (number,))
            database.commit()
            ends.append(committed_end(file)[1])
        assert ends[0] < ends[1] < ends[2] == log_of(file).stat().st_size
        whole, log = file.read_bytes(), log_of(file).read_bytes()
    for kept, end in enumerate(ends, start=1):
        for cut in (end, end + 100):
            file.write_bytes(whole)
            log_of(file).write_bytes(log[:cut])
            with closing(sqlite3.connect(file)) as database:
                assert database.execute("select count(*) from row").fetchone() == (kept,)
