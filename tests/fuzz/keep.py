"""Chooses what the corpus keeps: `python -m tests.fuzz.keep TARGET` takes from .cache/fuzz/TARGET what is new in it.

Small inputs come first, and an input is kept when it takes a step (from one line to the next, in the bot or in
feedparser) that no smaller one takes. What has a name of its own, such as a crash that was mended, stays anyway.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from tests.fuzz.targets import TARGETS

KEPT = Path(__file__).parent / "corpus"
NEW = Path(".cache/fuzz")
LONGEST = 1_024  # bytes of an input that is kept
_WATCHED = re.compile(r"/(?:bot|feedparser)/")
_FOUND = re.compile(r"[0-9a-f]{16}\.input")

Step = tuple[str, int, int]


def main(target: str) -> None:
    run, kept = TARGETS[target], KEPT / target
    kept.mkdir(parents=True, exist_ok=True)
    run(b"warm")  # what is read once belongs to nobody
    named = [path for path in kept.iterdir() if not _FOUND.fullmatch(path.name)]
    seen = {step for path in named for step in steps(run, path.read_bytes())}
    inputs = {data for folder in (kept, NEW / target) for data in _read(folder)}
    chosen = list(_choose(run, sorted(inputs, key=lambda data: (len(data), data)), seen))
    for path in kept.iterdir():
        if path not in named:
            path.unlink()
    for data in chosen:
        (kept / f"{hashlib.sha256(data).hexdigest()[:16]}.input").write_bytes(data)
    print(f"{target}: {len(chosen)} of {len(inputs)} inputs kept, {len(named)} with a name; {len(seen)} steps")


def _read(folder: Path) -> Iterator[bytes]:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.stat().st_size <= LONGEST:
            yield path.read_bytes()


def _choose(run: Callable[[bytes], None], inputs: list[bytes], seen: set[Step]) -> Iterator[bytes]:
    for data in inputs:
        taken = steps(run, data)
        if taken - seen:
            seen |= taken
            yield data


def steps(run: Callable[[bytes], None], data: bytes) -> set[Step]:
    """The steps from line to line that `run` takes with `data`."""
    taken: set[Step] = set()

    def enter(frame: FrameType, event: str, _: Any) -> Any:
        name = frame.f_code.co_filename
        if not _WATCHED.search(name):
            return None
        before = frame.f_lineno

        def follow(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal before
            if event == "line":
                taken.add((name, before, frame.f_lineno))
                before = frame.f_lineno
            return follow

        return follow

    sys.settrace(enter)
    try:
        run(data)
    finally:
        sys.settrace(None)
    return taken


if __name__ == "__main__":
    main(sys.argv[1])
