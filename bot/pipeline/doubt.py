"""A post whose outcome nobody knows: decided by looking where something can look, else by the operator's word."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.deliver.look import (
    SETTLE,
    Finding,
    Search,
    after_sight,
    after_trouble,
    begin_search,
    next_looker,
    place_of,
    with_patience,
)
from bot.deliver.outbox import backoff, held_notice
from bot.errors import ChannelBusy, ChannelMoved, DeliveryError, TokenRefused
from bot.model import Action
from bot.pipeline.report import DeliveryReport, DeliveryStore
from bot.ports import Clock, Looker, Place

Tell = Callable[[Action, str, DeliveryReport], Awaitable[None]]
_NOTHING_LOOKS = "nothing can look it up without a token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How doubt is settled, by channel: where copies may be looked at, and who would rather hear twice than never."""

    audit_chats: Mapping[str, str | int] = field(default_factory=dict)
    resend: frozenset[str] = frozenset()
    settle: timedelta = SETTLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """Brings ambiguous actions to a decision, one look at a time; `lookers` are asked in their order.

    `searches` is kept in memory alone: after a restart a search begins anew, which costs some looks and no post.
    """

    store: DeliveryStore
    clock: Clock
    pace: timedelta
    tell: Tell
    lookers: tuple[Looker, ...]
    policy: Policy
    searches: dict[str, Search]

    async def advance(self, action: Action, report: DeliveryReport) -> datetime | None:
        """Go one step on; returns the moment to wait for, None when something moved."""
        if action.kind in ("edit", "pin"):  # doing it twice is doing it once
            await self._send_again(action, backoff(action.attempt))
            return None
        search = self.searches.get(action.key)
        if search is None or search.attempt != action.attempt:
            search = begin_search(action, self.clock(), self.policy.settle)
        place = await self._place(action)
        search = self._past_the_barred(search, action, place)
        if search.turn >= len(self.lookers) or action.chat is None:
            why = "; ".join(search.tried) or _NOTHING_LOOKS
            await self._end(action, Finding(state="unknown", why=why), report)
            return None
        self.searches[action.key] = search
        looker = self.lookers[search.turn]
        spent = looker.spends(place)
        paused = await asyncio.to_thread(self.store.resume_at, spent) if spent is not None else None
        until = max(search.until, paused or search.until)
        if until > self.clock():
            return until
        outcome = await self._look(looker, action, search, place, report)
        if isinstance(outcome, Search):
            self.searches[action.key] = outcome
        elif outcome.state == "unknown":
            why = f"{looker.name}: {outcome.why}"
            self.searches[action.key] = next_looker(search, action, why, self.clock())
        else:
            await self._end(action, outcome, report)
        return None

    def _past_the_barred(self, search: Search, action: Action, place: Place) -> Search:
        """Pass over the lookers that can see nothing there."""
        while search.turn < len(self.lookers) and (bar := self.lookers[search.turn].bar(place)):
            why = f"{self.lookers[search.turn].name}: {bar}"
            search = next_looker(search, action, why, search.until)
        return search

    async def _look(
        self, looker: Looker, action: Action, search: Search, place: Place, report: DeliveryReport
    ) -> Search | Finding:
        report.numbers["looks"] += 1
        search = with_patience(search, looker.patience, self.clock())
        spent = looker.spends(place)
        try:
            sight = await looker.look(place, search.next_id)
        except DeliveryError as error:
            now = self.clock()
            if isinstance(error, ChannelBusy) and spent is not None:
                await asyncio.to_thread(self.store.pause, spent, now + error.wait)
            if isinstance(error, ChannelMoved) and spent is not None:
                await asyncio.to_thread(self.store.learn_chat, spent, error.chat)
            if isinstance(error, TokenRefused):
                await self.tell(action, str(error), report)
            return after_trouble(search, error, now)
        now = self.clock()
        if spent is not None:
            await asyncio.to_thread(self.store.pause, spent, now + self.pace)
        return after_sight(search, action, sight, now, self.policy.settle)

    async def _place(self, action: Action) -> Place:
        named = place_of(action.chat, self.policy.audit_chats.get(action.channel))
        audit = named.audit_chat
        return replace(
            named,
            chat=await self._known(action.chat),
            audit_chat=None if audit is None else await self._known(audit),
        )

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
