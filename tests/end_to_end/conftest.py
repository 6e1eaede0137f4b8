"""A folder to run commands in, bad feeds and a strict Telegram on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.standin.command import Marsad
from tests.standin.loopback import Feeds, Loopback
from tests.standin.strict import StrictStandIn

NOW = datetime(2026, 11, 22, 5, 0, 30, tzinfo=UTC)
TOKEN = "1:very-secret-token"
CHAT = -1001000000001


@pytest.fixture
def marsad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Marsad:
    return Marsad(tmp_path, monkeypatch)


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with Loopback() as opened:
        yield opened


@pytest.fixture
def feeds(loopback: Loopback) -> Feeds:
    return loopback.open(Feeds())


@pytest.fixture
def telegram(loopback: Loopback) -> StrictStandIn:
    server = loopback.open(StrictStandIn(token=TOKEN, clock=lambda: NOW))
    server.open_chat(CHAT, "beat")
    return server


@pytest.fixture
def channel(marsad: Marsad, telegram: StrictStandIn) -> Marsad:
    """Commands with a token and a chat that work."""
    marsad.environment = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API": telegram.url, "TELEGRAM_CHAT": "@beat"}
    return marsad
