"""Coverage-guided fuzzing of one target: `python -m tests.fuzz.cover parse -max_total_time=60`.

Needs the group `fuzz` (atheris). What libFuzzer is told stands behind the target's name. New finds go to
.cache/fuzz/TARGET; `python -m tests.fuzz.keep TARGET` takes what reaches new lines into the kept corpus.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

KEPT = Path(__file__).parent / "corpus"
NEW = Path(".cache/fuzz")
LONGEST = 2_048  # bytes of an input: enough for every rule, short enough to be fast


def main(target: str, *options: str) -> None:
    with atheris.instrument_imports(include=["bot", "feedparser"], enable_loader_override=False):
        from tests.fuzz.targets import TARGETS
    kept, new = KEPT / target, NEW / target
    for folder in (kept, new):
        folder.mkdir(parents=True, exist_ok=True)
    crashes = f"-artifact_prefix={new.parent}/{target}-"
    atheris.Setup(
        [sys.argv[0], f"-max_len={LONGEST}", "-timeout=20", crashes, *options, str(new), str(kept)], TARGETS[target]
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
