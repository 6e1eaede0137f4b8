"""`marsad run`: the three loops, live settings and the commands, until told to stop."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from bot.app import read_config, settings_from
from bot.config.watchfile import Broken, NewSettings, Reload, Unchanged
from bot.deliver.telegram import TelegramMessenger
from bot.errors import ConfigError, DeliveryError, TokenRefused
from bot.house import House
from bot.pipeline.ingest import IngestReport
from bot.pipeline.tell import Told
from bot.schedule.hush import Repeats, Sums
from bot.schedule.keep import Loop, keep_running
from bot.serve.admins import Admins
from bot.serve.talk import Talk
from bot.serve.telegram import CommandServer
from bot.text.keys import fingerprint

log = logging.getLogger("marsad")

# Docker kills ten seconds after SIGTERM. A post without an answer by then is looked up after the next start.
_GRACE = timedelta(seconds=7)
# With a thousand sources something is polled every few seconds.
_SUMMED = timedelta(minutes=10)


class Watch:
    """`marsad run`: the house's loops, live settings, and the commands, until `stop` is set."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._reload = Reload(fingerprint(read_config(house.environment)))
        self._faults = Repeats()
        self._polled = Sums(_SUMMED)

    async def run(self, stop: asyncio.Event) -> None:
        """Raises TokenRefused when Telegram does not know the token: better at once than at the first digest."""
        house = self._house
        if isinstance(house.messenger, TelegramMessenger):
            await self._introduce(house.messenger)
        if doubtful := await house.settle_in():
            log.warning("half_sent posts=%d cure='marsad doctor'", doubtful)
        server = self._commands()
        asking: list[Loop] = []
        if server is not None:
            asking.append(Loop(name="ask", every=timedelta(seconds=10), tick=server.ask_admins))
        if house.environment.witness is not None:
            asking.append(Loop(name="witness", every=timedelta(minutes=1), tick=self._listen, at_once=True))
        try:
            if server is not None:
                await server.start()
            await keep_running(
                first=self._first,
                loops=(
                    Loop(name="poll", every=timedelta(seconds=5), tick=self._poll, finish=False),
                    Loop(name="alert", every=timedelta(seconds=30), tick=self._alert),
                    Loop(name="digest", every=timedelta(seconds=15), tick=self._digest),
                    Loop(name="deliver", every=timedelta(seconds=2), tick=self._deliver, at_once=True),
                    Loop(name="settings", every=timedelta(seconds=10), tick=self._settings, at_once=True),
                    Loop(name="parked", every=timedelta(minutes=5), tick=house.try_parked, at_once=True),
                    Loop(name="tidy", every=timedelta(minutes=10), tick=self._tidy, finish=False),
                    Loop(name="beat", every=timedelta(seconds=30), tick=self._beat, at_once=True),
                    *asking,
                ),
                stop=stop,
                failed=self._failed,
                grace=_GRACE,
            )
        finally:
            if server is not None:
                await server.stop()

    def _failed(self, name: str, error: BaseException) -> None:
        if said := self._faults.heard(name, str(error) or repr(error), self._house.clock()):
            log.error("failed loop=%s error=%r", name, said)

    async def _introduce(self, messenger: TelegramMessenger) -> None:
        try:
            log.info("telegram bot=%s", await messenger.who())
        except TokenRefused:
            raise
        except DeliveryError as error:
            log.warning("telegram_unreachable error=%r", str(error))  # polling goes on; posts wait in the outbox

    def _commands(self) -> CommandServer | None:
        house = self._house
        if house.environment.token is None:
            return None
        token = house.environment.token.reveal()
        return CommandServer(token, house.environment.api, self._answer, admins=self._admins, clock=house.clock)

    def _admins(self) -> Admins:
        return Admins(store=self._house.store, admins=self._house.settings.admins)

    def _answer(self, text: str, language: str | None) -> str:
        house = self._house
        talk = Talk(
            archive=house.store,
            gazetteer=house.gazetteer,
            sources=house.settings.sources,
            match=house.matcher.match,
            language=house.settings.channels[0].language if house.settings.channels else "ar",
        )
        return talk.answer(text, language)

    async def _first(self) -> None:
        await self._beat()
        await self._poll()
        told = await self._house.make_digests(first=True)
        self._log_told(told)
        await self._alert()  # after a new channel's first digest, which tells it all
        await self._listen()

    async def _poll(self) -> None:
        report = await self._house.poll()
        if not report.numbers["polled"]:
            return
        if told := self._polled.add(report.numbers, self._house.clock()):
            log.info("polled %s", " ".join(f"{name}={count}" for name, count in told.items()))
        await asyncio.to_thread(self._note_problems, report)

    def _note_problems(self, report: IngestReport) -> None:
        for source in report.gaps:
            log.warning("possible_gap id=%s cure='a shorter `every:` for this source'", source)
        failing = dict(report.problems)
        for source, problem in failing.items():
            if self._house.store.notice(f"source:{source}", problem, self._house.clock()):
                log.warning("source_failing id=%s problem=%r", source, problem)
        for key, _, _ in self._house.store.notices():
            kind, _, source = key.partition(":")
            if kind == "source" and source in report.healthy and self._house.store.clear_notice(key):
                log.info("source_recovered id=%s", source)

    async def _alert(self) -> None:
        for one in await self._house.make_alerts():
            log.info("%s channel=%s story=%s because=%r", one.kind, one.channel.id, one.story, one.because)

    async def _digest(self) -> None:
        self._log_told(await self._house.make_digests())

    @staticmethod
    def _log_told(told: tuple[Told, ...]) -> None:
        for one in told:
            log.info(
                "digest channel=%s slot='%s %s' number=%d stories=%d posts=%d",
                one.channel.id, one.slot.day, one.slot.time, one.number, len(one.stories), len(one.digest.posts),
            )  # fmt: skip

    async def _deliver(self) -> None:
        report = await self._house.delivery.send_ready()
        for notice in report.notices:
            log.error("delivery %s", notice)
        if report.numbers["posts"]:
            log.info("delivered posts=%d", report.numbers["posts"])

    async def _listen(self) -> None:
        store = self._house.store
        try:
            await self._house.listen()
        except DeliveryError as error:
            if await asyncio.to_thread(store.notice, "witness", str(error), self._house.clock()):
                log.warning("witness_deaf error=%r cure='marsad doctor'", str(error))
            return
        if await asyncio.to_thread(store.clear_notice, "witness"):
            log.info("witness_listens")

    async def _tidy(self) -> None:
        if gone := await self._house.tidy():
            log.info("tidied rows=%d", gone)

    async def _settings(self) -> None:
        # Reading names and sources takes the better part of a second: not on the loop that polls.
        await asyncio.to_thread(self._look_at_settings)

    def _look_at_settings(self) -> None:
        house = self._house
        match self._verdict():
            case NewSettings(settings=settings):
                house.take(settings)
                house.store.clear_notice("settings")
                log.info("settings_taken sources=%d channels=%d", len(settings.sources), len(settings.channels))
            case Broken(problems=problems):
                house.store.notice("settings", "\n".join(problems), house.clock())
                for problem in problems:
                    log.error("settings_broken kept='the old ones' problem=%r", problem)

    def _verdict(self) -> Unchanged | NewSettings | Broken:
        environment = self._house.environment
        try:
            text = read_config(environment)
        except ConfigError as error:
            return self._reload.unreadable(error)
        return self._reload.read(text, lambda new: settings_from(new, environment))

    async def _beat(self) -> None:
        if (by := await asyncio.to_thread(self._house.store.set_back, self._house.clock())) is not None:
            self._house.delivery.searches.clear()  # they wait in memory
            log.warning("clock_set_back minutes=%d cure='see why the clock was wrong'", by / timedelta(minutes=1))
        await asyncio.to_thread(self._house.store.beat, self._house.clock())
