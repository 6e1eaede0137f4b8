"""Runs `marsad …` as an operator does: in this process for speed, or as a process of its own where that matters."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def said(self) -> str:
        return self.out + self.err


class Marsad:
    """A folder with `sources.yaml`, an environment of its own, and the commands in it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._patch = monkeypatch
        self.environment: dict[str, str] = {}

    @property
    def config(self) -> Path:
        return self.folder / "sources.yaml"

    def write(self, text: str) -> None:
        self.config.write_text(text, encoding="utf-8")

    def __call__(self, *arguments: str, stdin: str | bytes = b"", **environment: str) -> Ran:
        """Run the console script's own function here."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
        given = io.TextIOWrapper(io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin), encoding="ascii")
        with self._patch.context() as patch:
            patch.chdir(self.folder)
            for name in os.environ:
                if name.startswith(("TELEGRAM_", "MARSAD_")):
                    patch.delenv(name)
            for name, value in {**self.environment, **environment}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["marsad", *_without_extra(arguments)])
            for name, stream in (("stdin", given), ("stdout", out), ("stderr", err)):
                patch.setattr(sys, name, stream)
            with pytest.raises(SystemExit) as ended:
                main()
        return Ran(code=_code(ended.value), out=_written(out), err=_written(err))

    def process(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start `python -m bot …`; its output is text."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *_without_extra(arguments)],
            cwd=self.folder,
            env=self.env(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def env(self, more: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "MARSAD_"))}
        return {**kept, **self.environment, **more}


def _without_extra(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The bot's work without the extra, which the tests ask for where they mean it: a text costs it 30 ms."""
    works = arguments[:1] in {("once",), ("run",)} and "--semantic" not in arguments
    return (*arguments, "--semantic", "off") if works else arguments


def _code(end: SystemExit) -> int:
    return end.code if isinstance(end.code, int) else int(end.code is not None)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode("utf-8")
