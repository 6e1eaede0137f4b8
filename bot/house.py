"""The house: what was opened, put together, and the three loops over it. Opens nothing itself."""

from __future__ import annotations

import asyncio
import os
import random
import socket
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from bot.config.environment import Environment
from bot.config.settings import Settings
from bot.deliver.look import SETTLE
from bot.deliver.outbox import DEFAULT_PACE, OVERALL_PACE
from bot.deliver.telegram_witness import Witness
from bot.errors import DeliveryError, StoreError
from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Source
from bot.pipeline.alerts import Alertdesk, Posted
from bot.pipeline.amend import Editor
from bot.pipeline.desk import Desk
from bot.pipeline.doubt import Policy
from bot.pipeline.ingest import Ingest, IngestReport, Manners, our_fault
from bot.pipeline.night import night_due
from bot.pipeline.report import DeliveryReport
from bot.pipeline.send import Delivery
from bot.pipeline.tell import Newsdesk, Told
from bot.ports import Clock, Embedder, Fetcher, Looker, Messenger, Parser, Store
from bot.story.place import Grouper

# How long `once` waits for a pause that Telegram or our own pace asks for.
_PATIENCE = timedelta(minutes=5)


def gazetteer_of(settings: Settings) -> Gazetteer:
    """What is recognised under these settings. Raises ConfigError."""
    return load_gazetteer(settings.watch_extra, settings.watch_mute)


def open_newsdesk(store: Store, settings: Settings, gazetteer: Gazetteer) -> Newsdesk:
    """The desk that decides what each channel is told."""
    sources = {source.id: source for source in settings.sources}
    return Newsdesk(store=store, gazetteer=gazetteer, channels=settings.channels, sources=sources)


def open_editor(store: Store, settings: Settings) -> Editor:
    """Who sets right what was told."""
    return Editor(store=store, channels=settings.channels)


def open_alertdesk(store: Store, settings: Settings, gazetteer: Gazetteer) -> Alertdesk:
    """The desk that decides what each channel is told at once."""
    sources = {source.id: source for source in settings.sources}
    return Alertdesk(store=store, gazetteer=gazetteer, channels=settings.channels, sources=sources)


def policy_of(settings: Settings, settle: timedelta = SETTLE) -> Policy:
    """How posts of unknown outcome are decided under these settings."""
    return Policy(
        audit_chats={one.id: one.audit_chat for one in settings.channels if one.audit_chat is not None},
        resend=frozenset(one.id for one in settings.channels if one.on_ambiguous == "resend"),
        settle=settle,
    )


@dataclass(kw_only=True)
class OnceReport:
    """What one full pass did."""

    ingest: IngestReport
    told: tuple[Told, ...] = ()
    alerts: tuple[Posted, ...] = ()
    delivery: DeliveryReport = field(default_factory=DeliveryReport)
    owed: int = 0  # posts that could not be sent in this pass
    trouble: list[str] = field(default_factory=list)  # what failed here and harmed nothing else

    def numbers(self) -> dict[str, int]:
        """The counts by name, in the order things happen."""
        names = ("polled", "unchanged", "failed", "articles", "edited", "baseline", "stale", "tagged", "stories",
                 "copy", "joined", "development")  # fmt: skip
        counts = {name: self.ingest.numbers[name] for name in names}
        told = {"digests": len(self.told), "told": sum(len(one.stories) for one in self.told)}
        kinds = Counter(one.kind for one in self.alerts)
        told |= {"alerts": kinds["alert"], "replies": kinds["reply"], "edits": kinds["edit"]}
        return counts | told | {"posts": self.delivery.numbers["posts"], "owed": self.owed}

    @property
    def ok(self) -> bool:
        failed = self.ingest.numbers["failed"] or self.delivery.numbers["dead"]
        return not (self.owed or self.trouble or failed)


class House:
    """Everything that is open, and the three loops over it. Close it with `await close()`.

    `new_fetcher` opens the door to the feeds anew when settings change.
    """

    def __init__(
        self,
        *,
        environment: Environment,
        settings: Settings,
        store: Store,
        messenger: Messenger,
        clock: Clock,
        pace: timedelta = DEFAULT_PACE,
        parser: Parser,
        new_fetcher: Callable[[Settings], Fetcher],
        embedder: Embedder | None = None,
        lookers: tuple[Looker, ...] = (),
        settle: timedelta = SETTLE,
    ) -> None:
        self.environment = environment
        self.store = store
        self.messenger = messenger
        self._lookers, self._settle = lookers, settle
        self.clock = clock
        self._pace = pace
        self._embedder = embedder
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._owner = f"{socket.gethostname()}:{os.getpid()}"
        self._parser, self._new_fetcher = parser, new_fetcher
        self._fetcher: Fetcher | None = None
        self._old_fetchers: list[Fetcher] = []
        self._unkept: dict[str, Callable[[], None]] = {}  # outlives new settings
        self._ingest: Ingest | None = None
        self.take(settings)

    def take(self, settings: Settings) -> None:
        """Work by these settings from now on; may be called from any thread. Sources are remembered at the next pass.

        A pass under way goes on with the old settings, but takes on nothing more.
        """
        gazetteer = gazetteer_of(settings)
        matcher = Matcher(gazetteer)
        if self._ingest is not None:
            self._ingest.retire()
        if self._fetcher is not None:
            self._old_fetchers.append(self._fetcher)  # a pass may still be using it
        self.settings, self.gazetteer, self.matcher = settings, gazetteer, matcher
        self.sources: dict[str, Source] = {source.id: source for source in settings.sources}
        self.newsdesk = open_newsdesk(self.store, settings, gazetteer)
        self.alertdesk = open_alertdesk(self.store, settings, gazetteer)
        self.delivery = Delivery(
            store=self.store,
            messenger=self.messenger,
            clock=self.clock,
            pace=self._pace,
            overall=min(OVERALL_PACE, self._pace),
            lookers=self._lookers,
            policy=policy_of(settings, self._settle),
            unkept=self._unkept,
        )
        self._fetcher, self._ingest = None, None  # the last step: until then the old one stands, and takes nothing on

    def _ready_ingest(self) -> Ingest:
        if self._ingest is None:
            self._fetcher = self._new_fetcher(self.settings)
            self._ingest = Ingest(
                store=self.store,
                fetcher=self._fetcher,
                parser=self._parser,
                new_desk=self._new_desk,
                sources=self.sources,
                manners=Manners(every=self.settings.poll.every, explicit=self.settings.poll.every_is_explicit),
                clock=self.clock,
                draw=random.SystemRandom().random,
                writer=self._writer,
                owner=self._owner,
            )
        return self._ingest

    def _new_desk(self) -> Desk:
        return Desk(
            store=self.store,
            matcher=self.matcher,
            new_grouper=lambda: Grouper(gazetteer=self.gazetteer, embedder=self._embedder),
            clock=self.clock,
        )

    async def settle_in(self) -> int:
        """After a start: end the leases of a dead process and mark what it left half sent. Returns the latter."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writer, self.store.release_leases)
        await self.try_parked()
        return await loop.run_in_executor(self._writer, self.store.recover, self.clock())

    async def try_parked(self) -> None:
        """Let parked channels have another try: the operator may have given the bot its right meanwhile."""
        for channel in await asyncio.to_thread(self.store.parked):
            await asyncio.to_thread(self.store.unpark, channel)

    async def poll(self, heard: Callable[[Source, str], None] | None = None) -> IngestReport:
        """Poll what is due and store what came."""
        ingest = self._ready_ingest()
        while self._old_fetchers:
            await self._old_fetchers.pop().close()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(
            self._writer, self.store.remember_sources, tuple(self.sources.values()), self.clock()
        )
        return await ingest.poll_due(heard)

    async def make_digests(self, *, force: bool = False, first: bool = False) -> tuple[Told, ...]:
        """Make the digests that are due."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._writer,
            lambda: self.newsdesk.make_due(self.clock(), force=force, first=first, before=self._regroup),
        )

    async def make_alerts(self) -> tuple[Posted, ...]:
        """Owe what is to be told at once, and how earlier alerts went on."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._writer, lambda: self.alertdesk.make_due(self.clock(), regroup=self._regroup)
        )

    def _regroup(self, among: frozenset[str] | None = None) -> None:
        if problem := self._ready_ingest().regroup(among):
            self.store.notice("regroup", problem, self.clock())
        else:
            self.store.clear_notice("regroup")

    async def tidy(self) -> int | None:
        """Once a night, delete what is older than the settings keep. Returns how many rows went, None by day.

        Between two small transactions the writer is free for others. What is cut off begins again the next time.
        """
        zone = self.settings.channels[0].zone if self.settings.channels else "UTC"
        now, loop = self.clock(), asyncio.get_running_loop()
        if not night_due(now, await asyncio.to_thread(self.store.last_pruned), zone):
            return None
        steps = self.store.prune(self.settings.keep, now)
        gone = 0
        while (count := await loop.run_in_executor(self._writer, next, steps, None)) is not None:
            gone += count
        return gone

    async def listen(self) -> None:
        """Keep what the witness was told since, within a day of the last time. Raises DeliveryError and StoreError."""
        for looker in self._lookers:
            if isinstance(looker, Witness):
                await looker.listen()

    async def deliver_all(self) -> DeliveryReport:
        """Send what is owed and wait out the pauses between posts, five minutes at most."""
        total = DeliveryReport()
        give_up = self.clock() + _PATIENCE
        while True:
            report = await self.delivery.send_ready()
            total.numbers.update(report.numbers)
            total.notices += report.notices
            total.stopped, total.waiting = report.stopped, report.waiting
            if report.waiting is None or report.waiting > give_up:
                return total
            await asyncio.sleep(max(0.01, (report.waiting - self.clock()).total_seconds()))

    async def once(
        self, *, force_digest: bool, heard: Callable[[Source, str], None] | None = None, tidy: bool = True
    ) -> OnceReport:
        """One full pass: poll, ingest, make digests, deliver, and once a night delete what is too old."""
        await self.settle_in()
        report = OnceReport(ingest=await self.poll(heard))
        try:
            report.alerts = await self.make_alerts()
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001  # what is not told at once is told by the digest
            report.trouble.append(f"alerts: {our_fault(error, 'this sentence')}")
        report.told = await self.make_digests(force=force_digest)
        try:
            await self.listen()
        except DeliveryError as error:
            report.trouble.append(f"witness: {error}")
        report.delivery = await self.deliver_all()
        if tidy:
            await self.tidy()
        states = self.store.by_state()
        report.owed = sum(states.get(state, 0) for state in ("pending", "sending", "ambiguous", "held"))
        self.store.beat(self.clock())
        return report

    async def close(self) -> None:
        """Close everything, the store last."""
        for fetcher in (*self._old_fetchers, *([self._fetcher] if self._fetcher is not None else [])):
            await fetcher.close()
        await self._parser.close()
        await self.messenger.close()
        for looker in self._lookers:
            await looker.close()
        self._writer.shutdown(wait=True)
        self.store.close()
