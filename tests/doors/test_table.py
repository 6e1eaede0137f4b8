"""The page of doors tells the truth: every knock it names is a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KNOCK = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


@pytest.mark.parametrize("name", ["docs/doors.md"])
def test_every_knock_that_is_named_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert [row for row in rows if not KNOCK.search(row)] == []
    missing = [
        f"{file}::{test}" for file, test in KNOCK.findall(text) if not re.search(rf"def {test}\(", _read(ROOT / file))
    ]
    assert missing == []


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
