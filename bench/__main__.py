"""The table of numbers: `make bench`. Each program also runs by itself; see its first lines."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PROGRAMS = (
    (
        "tags on our own labelled lines, two naive matchers beside ours",
        ("bench/score_tags.py", "tests/gold/lines.jsonl", "tests/gold/blind.jsonl"),
    ),
    ("tags on our own lines full of traps", ("bench/score_tags.py", "tests/gold/traps.jsonl")),
    ("matching speed", ("bench/match.py", "--sizes", "0,10000,100000", "--megabytes", "2")),
    ("stories in our own made-up windows, simple ways beside ours", ("-m", "bench.stories")),
    ("cost of placing an article", ("-m", "bench.place", "10000", "100000")),
    ("a year's database, pruned and not", ("-m", "bench.ageing", "--a-day", "24")),
    ("manners over two virtual days (goal: 0 offences)", ("-m", "bench.manners", "--days", "2")),
)


def main() -> int:
    """Run every program, one after the other; 1 when one of them failed."""
    failed = 0
    for title, program in _PROGRAMS:
        print(f"\n== {title}\n   {' '.join(program)}", flush=True)
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, *program], cwd=_ROOT, check=False)
        print(f"   ({time.perf_counter() - begun:.0f} s)", flush=True)
        failed |= done.returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
