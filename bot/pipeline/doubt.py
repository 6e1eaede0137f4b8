"""A post whose outcome nobody knows: decided by looking where something can look, else by the operator's word."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.deliver.look import SETTLE, Finding, Search, after_sight, after_trouble, begin_search
from bot.deliver.outbox import backoff, held_notice
from bot.errors import ChannelBusy, ChannelMoved, DeliveryError, TokenRefused
from bot.model import Action
from bot.pipeline.report import DeliveryReport, DeliveryStore
from bot.ports import Clock, Looker

Tell = Callable[[Action, str, DeliveryReport], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How doubt is settled, by channel: where copies may be looked at, and who would rather hear twice than never."""

    audit_chats: Mapping[str, str | int] = field(default_factory=dict)
    resend: frozenset[str] = frozenset()
    settle: timedelta = SETTLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """Brings ambiguous actions to a decision, one look at a time.

    `searches` is kept in memory alone: after a restart a search begins anew, which costs some looks and no post.
    """

    store: DeliveryStore
    clock: Clock
    pace: timedelta
    tell: Tell
    looker: Looker | None
    policy: Policy
    searches: dict[str, Search]

    async def advance(self, action: Action, report: DeliveryReport) -> datetime | None:
        """Go one step on; returns the moment to wait for, None when something moved."""
        if action.kind in ("edit", "pin"):  # doing it twice is doing it once
            await self._send_again(action, backoff(action.attempt))
            return None
        audit = self.policy.audit_chats.get(action.channel)
        if self.looker is None or audit is None or action.chat is None:
            await self._end(action, Finding(state="unknown", why="no audit_chat is set to look it up"), report)
            return None
        search = self.searches.get(action.key)
        if search is None or search.attempt != action.attempt:
            search = self.searches[action.key] = begin_search(action, self.clock(), self.policy.settle)
        paused = await asyncio.to_thread(self.store.resume_at, str(audit))
        until = max(search.until, paused or search.until)
        if until > self.clock():
            return until
        outcome = await self._look(self.looker, action, search, audit, report)
        if isinstance(outcome, Search):
            self.searches[action.key] = outcome
        else:
            await self._end(action, outcome, report)
        return None

    async def _look(
        self, looker: Looker, action: Action, search: Search, audit: str | int, report: DeliveryReport
    ) -> Search | Finding:
        chat, copies_to = await self._known(action.chat), await self._known(audit)
        if chat == copies_to:  # readers would see the copies
            return Finding(state="unknown", why="audit_chat is the channel itself; name a private chat")
        report.numbers["looks"] += 1
        try:
            sight = await looker.look(chat, search.next_id, copies_to)
        except DeliveryError as error:
            now = self.clock()
            if isinstance(error, ChannelBusy):
                await asyncio.to_thread(self.store.pause, str(audit), now + error.wait)
            if isinstance(error, ChannelMoved):
                await asyncio.to_thread(self.store.learn_chat, str(audit), error.chat)
            if isinstance(error, TokenRefused):
                await self.tell(action, str(error), report)
            return after_trouble(search, error, now)
        now = self.clock()
        await asyncio.to_thread(self.store.pause, str(audit), now + self.pace)
        return after_sight(search, action, sight, now, self.policy.settle)

    async def _known(self, chat: str | int | None) -> str | int:
        known = await asyncio.to_thread(self.store.chat_id, str(chat))
        return known if known is not None else chat or 0

    async def _end(self, action: Action, found: Finding, report: DeliveryReport) -> None:
        self.searches.pop(action.key, None)
        report.numbers[f"doubt_{found.state}"] += 1
        if found.state == "sent":
            report.numbers["posts"] += 1
            await asyncio.to_thread(self.store.settle, action.key, message_id=found.message_id, attempt=action.attempt)
            await asyncio.to_thread(self.store.clear_notice, f"deliver:{action.channel}")
        elif found.state == "absent":
            await self._send_again(action, timedelta(0))
        elif action.channel in self.policy.resend:
            await self._send_again(action, backoff(action.attempt))
        elif await asyncio.to_thread(self.store.hold, action.key, found.why, attempt=action.attempt):
            await self.tell(action, held_notice(replace(action, error=f"{action.error}; {found.why}")), report)

    async def _send_again(self, action: Action, wait: timedelta) -> None:
        """Owe it again; a server that fails over and over is not asked without a pause."""
        mine = await asyncio.to_thread(self.store.settle, action.key, resend=True, attempt=action.attempt)
        if mine and wait:
            await asyncio.to_thread(self.store.postpone, action.key, self.clock() + wait, action.error)
