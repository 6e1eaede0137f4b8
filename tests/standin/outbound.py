"""The third loop over a real database and a strict Telegram on loopback, and a process that dies and comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.deliver.telegram import TelegramMessenger
from bot.deliver.telegram_audit import ForwardProbe
from bot.model import Action, Slot
from bot.pipeline.doubt import Policy
from bot.pipeline.report import DeliveryReport
from bot.pipeline.send import Delivery
from bot.ports import Looker, Messenger
from bot.store.sql import SqlStore, open_store
from tests.standin.strict import StrictStandIn

TOKEN = "1:secret"
AUDIT = -1009
PACE = timedelta(seconds=3)


class VirtualClock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Killed(BaseException):
    """The end of the process, in the middle of a call."""


class Mortal:
    """Stands before a messenger; `deaths` says at which call the process ends, and whether before or after it."""

    def __init__(self, behind: Messenger) -> None:
        self._behind = behind
        self.deaths: dict[int, str] = {}
        self.calls = 0

    async def send(self, action: Action, chat: str | int, target: int | None = None) -> int:
        self.calls += 1
        when = self.deaths.get(self.calls)
        if when == "before":
            raise Killed
        message_id = await self._behind.send(action, chat, target)
        if when == "after":
            raise Killed
        return message_id

    async def chat_id(self, chat: str | int) -> int:
        return await self._behind.chat_id(chat)

    async def close(self) -> None:
        await self._behind.close()


class Outbound:
    """`await drain()` sends until nothing waits any more; a death opens everything anew, as a restart does."""

    def __init__(
        self,
        file: Path,
        server: StrictStandIn,
        clock: VirtualClock,
        policy: Policy,
        *,
        looker: bool = True,
        more: tuple[Looker, ...] = (),
        pace: timedelta = PACE,
        overall: timedelta = timedelta(0),
    ) -> None:
        self._url, self._server, self._pace = f"sqlite:///{file}", server, pace
        self.clock, self.policy, self._overall = clock, policy, overall
        self.messenger = Mortal(TelegramMessenger(TOKEN, server.url))
        self.lookers: tuple[Looker, ...] = (*((ForwardProbe(TOKEN, server.url),) if looker else ()), *more)
        self.restarts = 0
        self.notices: list[str] = []
        self._open()

    def _open(self) -> None:
        self.store: SqlStore = open_store(self._url)
        self.store.recover(self.clock())
        self._delivery = Delivery(
            store=self.store,
            messenger=self.messenger,
            clock=self.clock,
            pace=self._pace,
            overall=self._overall,
            lookers=self.lookers,
            policy=self.policy,
        )

    def restart(self) -> None:
        self.restarts += 1
        self.store.close()
        self._open()

    async def step(self) -> DeliveryReport:
        report = await self._delivery.send_ready()
        self.notices += report.notices
        return report

    async def drain(self, until: datetime | None = None) -> DeliveryReport:
        """Move the clock to each next moment, at most to `until`; come back to life after each death."""
        while True:
            try:
                report = await self.step()
            except Killed:
                self.restart()
                continue
            if report.waiting is None or (until is not None and report.waiting > until):
                return report
            self.clock.now = report.waiting

    def owe(self, channel: str, texts: Sequence[str], *, chat: str | int | None = None) -> list[str]:
        """Owe these posts as the parts of one digest; returns their keys."""
        actions = [
            Action(
                key=f"{channel}|2026-11-22|08:00|{part}",
                channel=channel,
                chat=chat or f"@{channel}",
                kind="send",
                text=text,
                part=part,
            )
            for part, text in enumerate(texts, start=1)
        ]
        slot = Slot(channel=channel, day=date(2026, 11, 22), time=time(8), due=self.clock())
        assert self.store.make_slot(slot, 1, actions, {}, slot.due)
        return [action.key for action in actions]

    def stands(self, chat: int) -> list[str]:
        """What a reader sees in the chat, in order."""
        return [self._server.read(message.html) for message in self._server.chats[chat].messages.values()]

    async def close(self) -> None:
        await self.messenger.close()
        for looker in self.lookers:
            await looker.close()
        self.store.close()


def audited(*channels: str) -> Policy:
    """These channels have the audit chat."""
    return Policy(audit_chats=dict.fromkeys(channels, AUDIT))
