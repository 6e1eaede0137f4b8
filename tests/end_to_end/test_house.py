"""The house as the commands open it: what fails in one loop harms no other."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import open_house, settings_from
from bot.config.environment import read_environment
from bot.errors import StoreError
from bot.house import OnceReport
from bot.pipeline.alerts import Posted

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class Broken:
    """A desk with a fault of ours."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def make_due(self, now: datetime, *, regroup: Callable[..., object]) -> tuple[Posted, ...]:
        raise self._error


def once(folder: Path, error: Exception) -> OnceReport:
    environment = read_environment({"MARSAD_DATABASE": f"sqlite:///{folder}/marsad.db"}, None)
    settings = settings_from("sources: []", environment, {})

    async def go() -> OnceReport:
        house = open_house(environment, settings, clock=lambda: NOW, out=io.StringIO())
        house.alertdesk = Broken(error)  # type: ignore[assignment]
        try:
            return await house.once(force_digest=True)
        finally:
            await house.close()

    return asyncio.run(go())


def test_a_fault_of_ours_in_an_alert_keeps_no_digest_and_no_post_back(tmp_path: Path) -> None:
    report = once(tmp_path, KeyError("s3cr3t"))
    assert not report.ok
    (sentence,) = report.trouble
    assert sentence.startswith("alerts: Marsad itself failed here (KeyError in test_house.py")
    assert sentence.endswith("please report it with this sentence")
    assert "s3cr3t" not in sentence
    assert report.delivery.numbers["posts"] == 0


def test_a_database_that_fails_ends_the_pass(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the disk is full"):
        once(tmp_path, StoreError("the disk is full"))
