"""Run the demo and tell what a subscriber sees."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import open_house, settings_from
from bot.config.environment import Environment, read_environment
from bot.config.settings import Settings
from bot.demo.feeds import DAY, ZONE, FeedServer
from bot.demo.standin import Chat, StandIn
from bot.digest.page import Shown
from bot.house import House, OnceReport
from bot.ports import Embedder

_TOKEN = "1:demo"  # noqa: S105  # opens nothing but the stand-in on loopback
_CHAT = -1001000000001
_NAME = "marsad_demo"
# The clock of the demo: while the summit opens, an hour later, at the morning digest, while it ends, and at the
# evening digest.
_PASSES = (time(6, 35), time(7, 30), time(8, 0, 30), time(18, 30), time(20, 0, 30))


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What happened: the channel as it stands at the end, and the counts of all passes."""

    messages: tuple[Shown, ...]
    numbers: Counter[str]
    passes: int


class _MovingClock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.now = datetime.combine(DAY, _PASSES[0], ZONE).astimezone(UTC)

    def __call__(self) -> datetime:
        return self.now


def _settings(server: FeedServer, environment: Environment) -> Settings:
    lines = ["poll: {every: 1m, allow_private: [127.0.0.1]}", "channels:"]
    lines.append(f"  - {{chat: '@{_NAME}', language: ar, timezone: {ZONE.key}, digests: ['08:00', '20:00'],")
    lines.append("     alerts: {sources: 6, languages: 4}, quiet_hours: '22:00-06:00', pin: true}")
    lines.append("sources:")
    for feed in server.feeds:
        lines += [f"  - url: {server.url}/{feed.id}", f"    id: {feed.id}", f'    name: "{feed.name}"']
        lines += [f"    language: {feed.language}", f"    timezone: {ZONE.key}"]
    return settings_from("\n".join(lines), environment, {})


async def play(folder: Path, embedder: Embedder | None = None) -> Played:
    """Poll the bundled newsroom three times over a moving clock, with a fresh database in `folder`."""
    clock = _MovingClock()
    numbers: Counter[str] = Counter()
    async with FeedServer(clock) as server, StandIn(token=_TOKEN, clock=clock) as telegram:
        assert isinstance(server, FeedServer)
        assert isinstance(telegram, StandIn)
        chat = telegram.open_chat(_CHAT, _NAME)
        environment = read_environment(
            {
                "TELEGRAM_BOT_TOKEN": _TOKEN,
                "TELEGRAM_API": telegram.url,
                "MARSAD_DATABASE": f"sqlite:///{folder / 'demo.db'}",
            },
            None,
        )
        house = open_house(
            environment, _settings(server, environment), clock=clock, pace=timedelta(0), embedder=embedder
        )
        try:
            for at in _PASSES:
                clock.now = datetime.combine(DAY, at, ZONE).astimezone(UTC)
                report = await house.once(force_digest=False)
                _add(numbers, report, house)
        finally:
            await house.close()
    return Played(messages=shown_in(chat, ZONE), numbers=numbers, passes=len(_PASSES))


def _add(numbers: Counter[str], report: OnceReport, house: House) -> None:
    numbers.update(report.numbers())
    numbers["owed"] = report.owed
    numbers["sources"] = len(house.settings.sources)


def shown_in(chat: Chat, zone: ZoneInfo) -> tuple[Shown, ...]:
    """The messages of a stand-in's chat, in order, as the page shows them."""
    return tuple(
        Shown(
            id=message.id,
            text_html=message.html,
            at=datetime.fromtimestamp(message.date, zone),
            silent=message.silent,
            edited=message.edited,
            reply_to=message.reply_to,
            pinned=chat.pinned == message.id,
        )
        for message in chat.messages.values()
    )
