"""`python -m tests.crash.matrix`: a thousand runs and more, each from its seed, and the table of what came of them.

make crash                     all runs; the table goes to docs/crash.md
make crash SEED=123            one run again, with everything it did
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.catalogue import POINTS
from tests.crash.judge import FOUND_OUT
from tests.crash.run import Outcome, World
from tests.crash.scenario import scenario

RUNS = 1_200
_TOLD = {
    "kill": "killed at a named point, then again",
    "any moment": "killed at any moment",
    "answers": "answers of Telegram and the feeds lost, cut, slow, wrong",
    "power": "power lost: log cut, zeroed or garbled after the last kept commit",
    "full": "disk full, then free again, without a restart",
    "locked": "database locked by another program, without a restart",
    "clock": "both changes of summer time in ten zones, clock set back",
    "two": "two processes at once",
    "server": "PostgreSQL stopped with `immediate` and started",
}


@dataclass(kw_only=True)
class Row:
    """One line of a table: how often, and what was wrong in those runs."""

    times: int = 0
    runs: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome, times: int) -> None:
        self.times += times
        self.runs += 1
        self.wrong.update(wrong.kind for wrong in outcome.wrong)

    def cells(self, name: str) -> str:
        return (
            " | ".join((f"| {name}", str(self.times), str(self.runs), *(str(self.wrong[one]) for one in FOUND_OUT)))
            + " |"
        )


def rows(outcomes: Iterable[Outcome], named: str) -> Mapping[str, Row]:
    """By the name of a point or fault, in the order of the alphabet."""
    found: defaultdict[str, Row] = defaultdict(Row)
    for outcome in outcomes:
        for name, times in getattr(outcome, named).items():
            found[name].add(outcome, times)
    return dict(sorted(found.items()))


def page(outcomes: Sequence[Outcome], seconds: float, command: str) -> Iterator[str]:
    """The figures, as Markdown."""
    wrong = Counter(one.kind for outcome in outcomes for one in outcome.wrong)
    points, faults = rows(outcomes, "points"), rows(outcomes, "faults")
    named = {name: points.get(name, Row()) for name in POINTS}
    head = "| | times | runs | " + " | ".join(FOUND_OUT) + " |\n|---|" + "---:|" * (2 + len(FOUND_OUT))
    total = sum(outcome.articles for outcome in outcomes), sum(outcome.posts for outcome in outcomes)
    yield f"{command}: {len(outcomes):,} runs in {seconds / 60:.0f} minutes on one core, "
    processes, kills = sum(one.processes for one in outcomes), sum(one.kills for one in outcomes)
    yield f"{processes:,} processes, {kills:,} of them killed; "
    yield f"{total[0]:,} articles served, {total[1]:,} posts made; "
    yield f"{sum(one.held for one in outcomes)} posts held for the operator, none where they could be looked up.\n\n"
    yield "**" + ", ".join(f"{kind} {wrong[kind]}" for kind in FOUND_OUT) + "**\n\n"
    yield f"## What went wrong on purpose\n\n{head}\n"
    for kind, told in _TOLD.items():
        row = Row()
        for outcome in outcomes:
            if outcome.kind == kind:
                row.add(outcome, 1)
        yield row.cells(told) + "\n"
    rarest = min(row.times for row in named.values())
    yield f"\n## Named points\n\n{len(named)} points; the rarest was met {rarest} times.\n\n{head}\n"
    yield from (row.cells(name) + "\n" for name, row in named.items())
    yield f"\n## Faults met\n\n{head}\n"
    yield from (row.cells(name) + "\n" for name, row in faults.items())


def seeds_of(arguments: argparse.Namespace) -> Iterator[int]:
    if arguments.seed is not None:
        yield arguments.seed
    else:
        yield from range(arguments.first, arguments.first + arguments.runs)


def _live(world: World, seed: int, *, talkative: bool) -> Outcome:
    one = scenario(seed, postgres=world.has_postgres)
    outcome = world.run(one)
    if outcome.wrong or talkative:
        print(one.story())
        for said in outcome.said:
            print(f"  said {said}")
        for wrong in outcome.wrong:
            print(f"  {wrong.kind.upper()}: {wrong.what}")
        print(f"  repeat it: make crash SEED={seed}", flush=True)
    return outcome


def main() -> int:
    """Exit status 1 where any promise did not hold."""
    parser = argparse.ArgumentParser(description="kill it, starve it, lie to it; then count")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--minutes", type=int, default=120, help="begin no further run after so many")
    parser.add_argument("--seed", type=int, help="this run alone, with everything it did")
    parser.add_argument("--write", type=Path, help="put the figures into this page, below its mark")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)  # what a loopback server logs of a broken connection is what was asked for
    # In memory where there is such a folder: the cuts of the power are made by hand, and no disk is needed for them.
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="marsad-crash-", dir=memory if memory.is_dir() else None))
    outcomes: list[Outcome] = []
    begun = time.monotonic()
    world = World(folder, postgres=True)
    try:
        for seed in seeds_of(arguments):
            outcomes.append(_live(world, seed, talkative=arguments.seed is not None))
            if len(outcomes) % 50 == 0:
                bad = sum(bool(one.wrong) for one in outcomes)
                seconds = time.monotonic() - begun
                print(f"{len(outcomes)} runs, {bad} wrong, {seconds:.0f} s", file=sys.stderr, flush=True)
            if time.monotonic() - begun > 60 * arguments.minutes:
                break
    finally:
        world.close()
        shutil.rmtree(folder, ignore_errors=True)
    if arguments.seed is None:
        whole = "" if len(outcomes) == arguments.runs else f" (stopped after {arguments.minutes} minutes)"
        figures = "".join(page(outcomes, time.monotonic() - begun, f"`make crash`{whole}"))
        print(figures)
        if arguments.write is not None:
            write(arguments.write, figures)
    return int(any(one.wrong for one in outcomes))


_MARK = "<!-- figures: written by `make crash` -->\n"


def write(file: Path, figures: str) -> None:
    """Replace what stands below the mark."""
    above, mark, _ = file.read_text(encoding="utf-8").partition(_MARK)
    file.write_text(f"{above}{mark or _MARK}\n{figures}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
