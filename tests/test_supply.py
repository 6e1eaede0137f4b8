"""What the project is made of is named exactly: each pin in the lock has hashes, and nothing comes from elsewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"([a-z0-9-]+)==([0-9][0-9A-Za-z.+!-]*)(?: ; [^\\@]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)")
NEVER = (
    "git+",
    "hg+",
    "file:",
    "://",
    " @ ",
    "--index",
    "--extra-index",
    "--find-links",
    "-e ",
    "--trusted-host",
)


def pins(lock: str) -> dict[str, str]:
    """Name and version of every requirement; raises for a line that is no pin with hashes."""
    body = "".join(line for line in lock.splitlines(keepends=True) if not line.lstrip().startswith("#"))
    found = {}
    for block in re.split(r"\n(?=\S)", body.strip()):
        pin = PIN.fullmatch(block.rstrip())
        assert pin, f"no pin with hashes: {block[:80]!r}"
        found[pin[1]] = pin[2]
    return found


def test_every_requirement_of_the_lock_is_a_pin_with_hashes() -> None:
    assert len(pins(LOCK)) > 50


def test_nothing_in_the_lock_comes_from_an_address() -> None:
    body = "\n".join(line for line in LOCK.splitlines() if not line.startswith("#"))
    assert [word for word in NEVER if word in body] == []


@pytest.mark.parametrize(
    "line",
    [
        "evil==1.0",
        "evil>=1.0 \\\n    --hash=sha256:" + "0" * 64,
        "evil @ git+https://evil.example/x",
        "evil @ https://evil.example/x.whl \\\n    --hash=sha256:" + "0" * 64,
        "evil==1.0 \\\n    --hash=md5:" + "0" * 32,
        "-e ./evil",
        "--index https://evil.example/",
    ],
)
def test_another_line_would_be_noticed(line: str) -> None:
    with pytest.raises(AssertionError, match="no pin with hashes"):
        pins(f"{LOCK}\n{line}\n")


def test_everything_the_project_asks_for_is_locked() -> None:
    groups = PROJECT["dependency-groups"]
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = [
        *PROJECT["project"]["dependencies"],
        *groups["dev"],
        *groups["fuzz"],
        *(one for extra in extras for one in extra),
    ]
    names = {re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9_.-]+", one)[0]).lower() for one in wanted}  # type: ignore[index]
    assert names - pins(LOCK).keys() == set()


def test_every_install_is_held_to_the_lock() -> None:
    """uv checks the hashes of a constraints file too; pip installs nothing but uv itself, by its version."""
    for name in ("Makefile", "Dockerfile", ".ci/run"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        for line in (line for line in text.splitlines() if "pip install" in line):
            exact = re.search(r"uv==(\$\(UV\)|[0-9.]+)", line)
            assert exact or "--constraint requirements.lock" in line, f"{name}: {line}"


def test_the_linter_looks_for_faults_of_safety() -> None:
    assert "S" in PROJECT["tool"]["ruff"]["lint"]["select"]
    excused = [path for path, rules in PROJECT["tool"]["ruff"]["lint"]["per-file-ignores"].items() if "S" in rules]
    assert sorted(excused) == ["bench/*", "tests/*"], "no file of the bot is excused as a whole"
