"""A folder to run commands in, feeds and a strict Telegram on loopback, and an archive with one pass in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.standin.command import Marsad
from tests.standin.loopback import Feeds, Loopback, rss
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


def settings(*urls: str) -> str:
    lines = [f"  - {{url: '{url}', id: s{number}, language: en}}" for number, url in enumerate(urls, 1)]
    return "poll: {every: 1m, allow_private: [127.0.0.1]}\nsources:\n" + "\n".join(lines) + "\n"


@pytest.fixture
def archive(marsad: Marsad, feeds: Feeds) -> Marsad:
    """Commands in a folder where one pass was made and one digest printed."""
    hour = timedelta(hours=1)
    news = rss(
        ("Tokayev meets Xi Jinping in Astana", NOW - 2 * hour),
        ("Kazakhstan and China open a new freight route", NOW - 3 * hour),
        ("Family bakery wins prize for best loaf", NOW - 4 * hour),
        ("Tajikistan and China sign a border accord", NOW - 90 * hour),
    )
    marsad.write(settings(feeds.put("/feed", news)))
    assert marsad("once", "--digest", "--now", NOW.isoformat()).code == 0
    return marsad
