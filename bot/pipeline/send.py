"""Third loop: what is owed goes out, in order per channel, each step committed before and after the call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from html import escape

from bot.deliver.links import keys_in, message_url
from bot.deliver.look import Search
from bot.deliver.outbox import EVERYWHERE, Verdict, aim, backoff, is_silent, judge, markup_notice, next_step
from bot.errors import AlreadyDecided, ChannelMoved, DeliveryError, MarkupRefused, StoreError
from bot.model import Action
from bot.pipeline.doubt import Doubts, Policy
from bot.pipeline.report import DeliveryReport, DeliveryStore
from bot.ports import Clock, Looker, Messenger
from bot.text.links import fill_links
from bot.text.visible import visible

# What an action waits for stands before it in the same queue; only a row mended by hand can make it wait here.
_TARGET = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Empties the outbox through one messenger.

    `unkept` is what answers meant that the database could not take (a full disk, a lock), by action. It is written
    before anything else is done: otherwise the post would count as «sending» until a restart, and be in doubt then.
    """

    store: DeliveryStore
    messenger: Messenger
    clock: Clock
    pace: timedelta  # between two posts of one chat
    overall: timedelta = timedelta(0)  # between any two calls
    lookers: tuple[Looker, ...] = ()  # asked in this order
    policy: Policy = field(default_factory=Policy)
    searches: dict[str, Search] = field(default_factory=dict)
    unkept: dict[str, Callable[[], None]] = field(default_factory=dict)

    async def send_ready(self) -> DeliveryReport:
        """Send everything that may be sent now; waits for nothing but the pause between any two calls.

        Raises StoreError where the database cannot go on.
        """
        report = DeliveryReport()
        await self._keep_at_last()
        while await self._pass(report):
            pass
        return report

    async def _pass(self, report: DeliveryReport) -> bool:
        """Try the head of every channel's queue once. True when something moved, so that another pass is worth it."""
        moved = False
        doubts = self._doubts()
        report.waiting, report.stopped = None, []
        parked = await asyncio.to_thread(self.store.parked)
        for action in await asyncio.to_thread(self.store.heads):
            if action.state == "ambiguous" and action.channel not in parked:
                until = await doubts.advance(action, report)
                moved = moved or until is None
                report.waiting = min(filter(None, (until, report.waiting)), default=None)
                continue
            resume_at = await asyncio.to_thread(self.store.resume_at, _name(action))
            step = next_step(action, now=self.clock(), resume_at=resume_at, parked=parked.get(action.channel))
            if step.do == "send":
                await self._send(action, report)
                moved = True
            elif step.until is not None:
                report.waiting = min(step.until, report.waiting or step.until)
            else:
                report.stopped.append(step.why)
        return moved

    def _doubts(self) -> Doubts:
        return Doubts(
            store=self.store,
            clock=self.clock,
            pace=self.pace,
            tell=self._tell,
            lookers=self.lookers,
            policy=self.policy,
            searches=self.searches,
        )

    async def _send(self, action: Action, report: DeliveryReport) -> None:
        try:
            chat = await self._chat(action)
        except DeliveryError as error:
            # Nothing was begun: no message can have left.
            verdict = judge(error, action, self.clock())
            later = verdict.until or self.clock() + backoff(1)
            await self._settle_error(action, replace(verdict, state="pending", until=later), error, report)
            return
        aimed = aim(action, await asyncio.to_thread(self.store.standing, action.target) if action.target else None)
        if aimed.do == "drop":
            await asyncio.to_thread(self.store.drop, action.key, aimed.why)
            report.numbers["dropped"] += 1
            return
        if aimed.do == "wait":
            await asyncio.to_thread(self.store.postpone, action.key, self.clock() + _TARGET, aimed.why)
            return
        await self._take_turn()
        began = await self._begin(action)
        ready = replace(began, text=await self._with_links(began, chat), silent=is_silent(began, self.clock()))
        try:
            message_id = await self._post(ready, chat, aimed.message_id, report)
        except DeliveryError as error:
            await self._settle_error(began, judge(error, began, self.clock()), error, report)
            return
        now = self.clock()
        await self._keep(action.key, partial(self.store.finish, action.key, message_id, now, now + self.pace))
        await asyncio.to_thread(self.store.clear_notice, f"deliver:{action.channel}")
        report.numbers["posts"] += 1

    async def _take_turn(self) -> None:
        """Wait until any chat may be written to. The database keeps it: a restart or another process waits too."""
        if not self.overall:
            return
        until = await asyncio.to_thread(self.store.resume_at, EVERYWHERE)
        if until is not None:
            await asyncio.sleep(min(until - self.clock(), self.overall).total_seconds())
        await asyncio.to_thread(self.store.pause, EVERYWHERE, self.clock() + self.overall)

    async def _post(self, action: Action, chat: str | int, target: int | None, report: DeliveryReport) -> int:
        """Send it; where the server cannot read the markup, the same words without any. Raises a DeliveryError."""
        try:
            return await self.messenger.send(action, chat, target)
        except MarkupRefused as refused:  # surely not sent
            bare = replace(action, text=escape(visible(action.text), quote=False))
            if bare.text == action.text:
                raise
            message_id = await self.messenger.send(bare, chat, target)
            report.numbers["plain"] += 1
            await self._note(f"markup:{action.channel}", markup_notice(action, refused), report)
            return message_id

    async def _settle_error(
        self, action: Action, verdict: Verdict, error: DeliveryError, report: DeliveryReport
    ) -> None:
        report.numbers[verdict.state] += 1
        await self._keep(action.key, partial(self._take_down, action, verdict, error, self.clock()))
        if verdict.tell:
            await self._tell(action, verdict.tell, report)

    def _take_down(self, action: Action, verdict: Verdict, error: DeliveryError, now: datetime) -> None:
        """Write a verdict into the store, the action's own state last: until then all of it is done again."""
        store = self.store
        if isinstance(error, ChannelMoved):
            store.learn_chat(_name(action), error.chat)
        if verdict.pause_chat and verdict.until is not None:
            store.pause(_name(action), verdict.until)
        if verdict.park:
            store.park(action.channel, str(error))
        match verdict.state:
            case "ambiguous":
                store.doubt(action.key, str(error))
            case "dead":
                store.refuse(action.key, str(error))
            case _:
                store.postpone(action.key, verdict.until or now, str(error))

    async def _keep(self, key: str, write: Callable[[], None]) -> None:
        """Commit what an answer meant; what cannot be kept now comes before the next step. Raises StoreError."""
        self.unkept[key] = write
        try:
            await asyncio.to_thread(write)
        except AlreadyDecided:
            del self.unkept[key]
            raise
        del self.unkept[key]

    async def _keep_at_last(self) -> None:
        """Commit what could not be kept before. Where it was decided since (the operator, a commit whose answer was
        lost), that stands.
        """
        for key, write in tuple(self.unkept.items()):
            with suppress(AlreadyDecided):
                await asyncio.to_thread(write)
            del self.unkept[key]

    async def _begin(self, action: Action) -> Action:
        """Commit that it is being sent. Where nobody knows whether that was kept, looking decides: nothing was sent."""
        try:
            return await asyncio.to_thread(self.store.begin, action.key, self.clock())
        except AlreadyDecided:
            raise
        except StoreError as error:
            self.unkept[action.key] = partial(self.store.doubt, action.key, f"before it was sent: {error}")
            raise

    async def _tell(self, action: Action, text: str, report: DeliveryReport) -> None:
        await self._note(f"deliver:{action.channel}", text, report)

    async def _note(self, key: str, text: str, report: DeliveryReport) -> None:
        if await asyncio.to_thread(self.store.notice, key, text, self.clock()):
            report.notices.append(text)

    async def _chat(self, action: Action) -> str | int:
        """The numeric id where known: one channel under two names would be paced twice."""
        if action.chat is None:
            return 0
        if isinstance(action.chat, int):
            return await asyncio.to_thread(self.store.chat_id, _name(action)) or action.chat
        known = await asyncio.to_thread(self.store.chat_id, _name(action))
        if known is None:
            known = await self.messenger.chat_id(action.chat)
            await asyncio.to_thread(self.store.learn_chat, _name(action), known)
        return known

    async def _with_links(self, action: Action, chat: str | int) -> str:
        keys = keys_in(action.text)
        if not keys:
            return action.text
        sent = await asyncio.to_thread(self.store.message_ids, keys)
        urls: dict[str, str | None] = {
            key: message_url(action.chat, chat, sent[key]) if key in sent else None for key in keys
        }
        return fill_links(action.text, urls)


def _name(action: Action) -> str:
    return str(action.chat) if action.chat is not None else action.channel
