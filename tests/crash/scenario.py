"""From a seed, one part of a life: a newsroom, channels, a day of steps, and everything that goes wrong in it. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tests.crash.catalogue import AFTER, ONCE, POINTS, place_of
from tests.crash.world import DONE, FEED_FAULTS, FEED_KILLS, KILLS, NOT_DONE, Item

Kind = Literal["kill", "answers", "power", "full", "locked", "clock", "two", "any moment", "server"]
FEEDS = ("alpha", "beta", "gamma")
AUDIT = -9
DIGESTS = (time(8), time(20))

# Ten zones, and a day on which summer time begins and one on which it ends there; Lord Howe's change is half an hour.
ZONES = {
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "Europe/London": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "America/Santiago": ("2026-09-06", "2026-04-05"),
    "America/Havana": ("2026-03-08", "2026-11-01"),
    "Africa/Cairo": ("2026-04-24", "2026-10-30"),
    "Asia/Beirut": ("2026-03-29", "2026-10-25"),
    "Asia/Jerusalem": ("2026-03-27", "2026-10-25"),
    "Australia/Lord_Howe": ("2026-10-04", "2026-04-05"),
    "Pacific/Auckland": ("2026-09-27", "2026-04-05"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A channel of the scenario. `audit`: doubt is settled by looking; `known`: an id of the chat is known already."""

    number: int
    name: str
    audit: bool
    known: bool
    alerts: bool = False  # whatever weighs enough is told at once, on the first report
    pin: bool = False

    @property
    def id(self) -> str:
        return f"@{self.name}"

    def told(self) -> str:
        marks = {"audited": self.audit, "known": self.known, "with alerts": self.alerts, "pinned": self.pin}
        return ", ".join([self.id, *(mark for mark, on in marks.items() if on)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A moment of the day and what the watch does at it."""

    at: datetime
    do: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything that is drawn before a run begins. Equal seeds give equal scenarios."""

    seed: int
    kind: Kind
    database: Literal["sqlite", "postgres"]
    fresh: bool  # the database does not exist yet
    zone: str
    digests: tuple[time, ...]
    chats: tuple[Chat, ...]
    items: tuple[Item, ...]
    steps: tuple[Step, ...]
    quiet: tuple[Step, ...]
    laid: tuple[dict[str, Any], ...]  # for the first processes, in turn
    telegram: dict[tuple[str, int], str]
    feeds: dict[tuple[str, int], str]
    lateness: int = 1
    rival: bool = False
    one_life: bool = False  # all is to be settled by the process that met the faults
    notes: tuple[str, ...] = ()  # what is counted in the table besides points and faults

    def story(self) -> str:
        """The scenario in some lines, for whoever has to repeat it."""
        rows = [f"seed {self.seed}: {self.kind}, {self.database}{' (fresh)' if self.fresh else ''}, {self.zone}"]
        rows += [f"  chat {one.told()}" for one in self.chats]
        rows += [f"  laid {one}" for one in self.laid]
        rows += [f"  {what} #{turn}: {fault}" for (what, turn), fault in (*self.telegram.items(), *self.feeds.items())]
        rows += [f"  step {one.at:%m-%d %H:%M:%S} {' '.join(one.do)}" for one in self.steps]
        return "\n".join(rows)


@cache
def headlines() -> tuple[tuple[str, str], ...]:
    """Language and words of news that are each a story of their own."""
    text = Path(__file__).with_name("headlines.txt").read_text(encoding="utf-8")
    return tuple((language, title) for language, _, title in (line.partition("\t") for line in text.splitlines()))


def scenario(seed: int, *, postgres: bool = True) -> Scenario:
    """Draw the run of this seed; `postgres`: some of them on such a database."""
    draw = random.Random(f"crash {seed}")
    kind = _kind(seed)
    base = _plain(seed, kind, draw)
    if postgres and kind in ("kill", "answers", "two") and seed % 9 == 0:
        base = replace(base, database="postgres")
    match kind:
        case "kill":
            return _with_kill(base, seed, draw)
        case "answers":
            return replace(base, telegram=_telegram(draw, 4), feeds=_feeds(draw, 3), lateness=draw.randint(1, 4))
        case "power":
            return _with_power(base, draw)
        case "full":
            return _with_full(base, draw)
        case "locked":
            return _with_lock(base, draw)
        case "clock":
            return _with_clock(base, seed, draw)
        case "two":
            return _with_rival(base, draw)
        case "any moment":
            laid = tuple({"any_moment": draw.uniform(0.01, 0.6)} for _ in range(draw.randint(1, 3)))
            return replace(base, laid=laid, telegram=_telegram(draw, 1))
        case "server":
            return _with_server_restarts(base, draw) if postgres else replace(base, telegram=_telegram(draw, 4))


def _kind(seed: int) -> Kind:
    """Of twenty seeds: ten kill at a named point, the others break something else."""
    rest: Sequence[Kind] = (
        "answers",
        "power",
        "full",
        "power",
        "locked",
        "clock",
        "two",
        "any moment",
        "clock",
        "server",
    )
    return "kill" if seed % 2 == 0 else rest[(seed // 2) % 10]


# --- the day without faults ------------------------------------------------------------------------------------------


def _plain(seed: int, kind: Kind, draw: random.Random) -> Scenario:
    zone = draw.choice(("Asia/Riyadh", "Asia/Almaty", "Europe/Berlin", "UTC"))
    day = datetime(2026, 11, 22, tzinfo=ZoneInfo(zone))
    chats = [Chat(number=-1001, name="audited", audit=True, known=True)]
    if (also := draw.random()) < 0.3:
        chats.append(Chat(number=-1002, name="plain", audit=False, known=False))
    elif also < 0.4:
        chats = [Chat(number=-1003, name="new", audit=True, known=False)]
    if draw.random() < 0.25:
        chats = [replace(chat, alerts=True) for chat in chats]
    if draw.random() < 0.15:
        chats = [replace(chat, pin=True) for chat in chats]
    return Scenario(
        seed=seed,
        kind=kind,
        database="sqlite",
        fresh=False,
        zone=zone,
        digests=DIGESTS,
        chats=tuple(chats),
        items=_items(draw, day),
        steps=tuple(_day(day, draw)),
        quiet=tuple(_quiet(day + timedelta(days=1, hours=9), day, draw)),
        laid=(),
        telegram={},
        feeds={},
    )


def _items(draw: random.Random, day: datetime) -> tuple[Item, ...]:
    titles = draw.sample(headlines(), 12)
    items = []
    for number, (language, title) in enumerate(titles):
        since = 1 if number < 4 else draw.randint(2, 5)
        published = day + timedelta(hours=6, minutes=number) if draw.random() < 0.7 else None
        edited = since + draw.randint(1, 2) if draw.random() < 0.15 else None
        items.append(
            Item(feed=FEEDS[number % 3], slug=f"n{number}", language=language, title=title, since=since, edited=edited,
                 published=published)
        )  # fmt: skip
    return tuple(items)


def _day(day: datetime, draw: random.Random) -> Iterator[Step]:
    """Polls, two digests, and the night."""

    def at(hours: float) -> datetime:
        return (day + timedelta(hours=hours, seconds=draw.randint(0, 50))).astimezone(UTC)

    yield Step(at=at(6.7), do=("poll", "digest", "deliver"))
    yield Step(at=at(8.01), do=("poll", "digest", "deliver"))
    yield Step(
        at=at(draw.uniform(9, 18)), do=("all at once", "deliver") if draw.random() < 0.5 else ("poll", "deliver")
    )
    if draw.random() < 0.5:
        yield Step(at=at(20.01), do=("all at once", "digest", "deliver"))
    else:
        yield Step(at=at(20.01), do=("poll", "digest", "deliver"))
    yield Step(at=at(24 + 3.2), do=("poll", "tidy"))
    yield Step(at=at(24 + 8.01), do=("poll", "digest", "deliver"))


def _quiet(begin: datetime, day: datetime, draw: random.Random) -> Iterator[Step]:
    """Nothing goes wrong any more: whatever is owed has until the next two slots."""
    for hours in (9.5, 20.02, 24 + 8.02):
        moment = (day + timedelta(days=1, hours=hours)).astimezone(UTC)
        yield Step(at=max(moment, begin.astimezone(UTC)), do=("poll", "digest", "deliver"))


# --- what goes wrong ------------------------------------------------------------------------------------------------


def _telegram(draw: random.Random, most: int, *, methods: Sequence[str] = ()) -> dict[tuple[str, int], str]:
    faults: dict[tuple[str, int], str] = {}
    for _ in range(draw.randint(1, most)):
        method = draw.choice(
            methods or ("sendMessage", "sendMessage", "sendMessage", "forwardMessage", "deleteMessage", "getChat")
        )
        known = (*NOT_DONE, *(one for one in DONE if method == "sendMessage" or one != "late"))
        faults[method, draw.randint(1, 4)] = draw.choice(known)
    return faults


def _feeds(draw: random.Random, most: int) -> dict[tuple[str, int], str]:
    return {(draw.choice(FEEDS), draw.randint(1, 6)): draw.choice(FEED_FAULTS) for _ in range(draw.randint(0, most))}


def _with_kill(base: Scenario, seed: int, draw: random.Random) -> Scenario:
    point = POINTS[(seed // 2) % len(POINTS)]
    telegram = _telegram(draw, 2) if draw.random() < 0.4 else {}
    feeds = _feeds(draw, 2) if draw.random() < 0.3 else {}
    server, _, when = point.partition(": ")
    turn = 1 if place_of(point) in ONCE else draw.choice((1, 1, 1, 2, 2, 3))
    need = AFTER.get(place_of(point), "")
    if need == "fresh":
        base = replace(
            base, database="sqlite", fresh=True, chats=(Chat(number=-1003, name="new", audit=True, known=False),)
        )
        turn = draw.randint(1, 12)
    elif need == "unaudited":
        base = replace(base, chats=(Chat(number=-1002, name="plain", audit=False, known=False),))
    elif need:
        base = replace(
            base, chats=(Chat(number=-1001, name="audited", audit=True, known=True, alerts=need == "alerts"),)
        )
    if need in ("unaudited", "doubt"):
        telegram["sendMessage", draw.randint(1, 2)] = draw.choice(("drop", "drop_done", "half_done", "error_done"))
        turn = draw.choice((1, 1, 1, 2)) if need == "doubt" else 1
    elif need in ("flood", "forbidden"):
        telegram["sendMessage", draw.randint(1, 2)] = need
        turn = 1
    if server == "feed":
        feeds[draw.choice(FEEDS), turn] = when
        return replace(base, telegram=telegram, feeds=feeds)
    if when:
        telegram[server, turn] = when
        return replace(base, telegram=telegram, feeds=feeds)
    laid: list[dict[str, Any]] = [{"act": "kill", "point": point, "turn": turn}]
    if draw.random() < 0.5:  # and the next process soon after
        laid.append({"act": "kill", "point": draw.choice(POINTS), "turn": draw.randint(1, 2)})
    return replace(base, laid=tuple(laid), telegram=telegram, feeds=feeds)


def _with_power(base: Scenario, draw: random.Random) -> Scenario:
    """The power goes: often just when a transaction has been kept and nobody was told."""
    often = ("after COMMIT", "before COMMIT", "after UPDATE outbox", "after INSERT article", "after store.begin")
    laid = tuple(
        {"act": "kill", "point": draw.choice(often), "turn": draw.randint(1, 14)} for _ in range(draw.randint(1, 3))
    )
    return replace(base, laid=laid, telegram=_telegram(draw, 1) if draw.random() < 0.3 else {})


def _with_full(base: Scenario, draw: random.Random) -> Scenario:
    points = [
        one
        for one in POINTS
        if one.startswith(("before store.", "after store.", "before INSERT", "before UPDATE", "after telegram"))
    ]
    laid = {
        "act": "full",
        "how": draw.choice(("bytes", "pages")),
        "point": draw.choice((*points, "before store.finish")),
        "turn": draw.randint(1, 3),
        "room": draw.choice((0, 0, 1, 3, 4096, 9000)),
    }
    if laid["how"] == "pages":
        laid["room"] = draw.choice((0, 0, 1, 2))
    then = ({"act": "kill", "point": draw.choice(POINTS), "turn": 1},) if draw.random() < 0.3 else ()
    base = replace(base, laid=(laid, *then), telegram=_telegram(draw, 1) if draw.random() < 0.3 else {})
    return _one_life(base) if not then else base


def _one_life(base: Scenario) -> Scenario:
    """No restart sets things right: one process has to bring the day to its end."""
    last = base.quiet[-1]
    later = replace(last, at=last.at + timedelta(hours=12))  # not at once: nothing would be due again
    return replace(base, steps=(*base.steps, *base.quiet), quiet=(later,), one_life=True)


def _with_lock(base: Scenario, draw: random.Random) -> Scenario:
    points = [
        one for one in POINTS if one.startswith(("before store.", "after telegram", "before fetch", "after parse"))
    ]
    laid = {"act": "lock", "point": draw.choice((*points, "before store.finish", "before store.ingest")),
            "turn": draw.randint(1, 3), "seconds": draw.choice((0.05, 0.15, 0.5, 0.9))}  # fmt: skip
    return _one_life(replace(base, laid=(laid,)))


def _with_clock(base: Scenario, seed: int, draw: random.Random) -> Scenario:
    """Around a change of summer time, with digests at hours that come twice or never; and a clock that is set back."""
    index = (seed // 20 * 2 + (seed // 2 % 10 > 5)) % (2 * len(ZONES))
    zone, changes = list(ZONES.items())[index // 2]
    change = datetime.fromisoformat(changes[index % 2]).replace(tzinfo=ZoneInfo(zone))
    digests = (time(0, 30), time(1, 30), time(2, 30), time(8))
    begin = (change - timedelta(hours=5)).astimezone(UTC)
    steps = [Step(at=begin, do=("poll", "digest", "deliver"))]
    moment = begin
    while moment < begin + timedelta(hours=16):
        moment += timedelta(minutes=draw.choice((20, 40, 60, 110)))
        steps.append(Step(at=moment, do=("poll", "digest", "deliver")))
        if draw.random() < 0.02:  # wrong by most of a day, for a while
            steps.append(Step(at=moment + timedelta(hours=20), do=("poll", "digest", "deliver")))
        if draw.random() < 0.12:
            moment -= timedelta(minutes=draw.choice((1, 7, 45, 60, 90, 180)))
            steps.append(Step(at=moment, do=("poll", "digest", "deliver")))
    last = max(step.at for step in steps)
    quiet = [Step(at=last + timedelta(hours=hours), do=("poll", "digest", "deliver")) for hours in (1, 12, 24)]
    items = tuple(replace(one, published=None, since=min(one.since * 2, 9)) for one in base.items)
    laid = ({"act": "kill", "point": draw.choice(POINTS), "turn": draw.randint(1, 3)},) if draw.random() < 0.5 else ()
    side = "spring" if index % 2 == 0 else "autumn"
    return replace(base, zone=zone, digests=digests, steps=tuple(steps), quiet=tuple(quiet), items=items, laid=laid,
                   notes=(f"{zone}, {side}",))  # fmt: skip


def _with_rival(base: Scenario, draw: random.Random) -> Scenario:
    feeds = {(FEEDS[0], 1): "slow", (FEEDS[1], 2): "slow"}
    laid = ({"act": "kill", "point": draw.choice(POINTS), "turn": draw.randint(1, 3)},) if draw.random() < 0.6 else ()
    telegram = {("sendMessage", draw.randint(1, 3)): draw.choice((*KILLS, "slow"))} if draw.random() < 0.5 else {}
    return replace(base, rival=True, laid=laid, feeds=feeds, telegram=telegram)


def _with_server_restarts(base: Scenario, draw: random.Random) -> Scenario:
    telegram = {("sendMessage", draw.randint(1, 3)): "database restarts"}
    feeds = {(draw.choice(FEEDS), draw.randint(1, 4)): "database restarts"} if draw.random() < 0.5 else {}
    laid = ({"act": "kill", "point": draw.choice(POINTS), "turn": 1},) if draw.random() < 0.4 else ()
    return replace(base, database="postgres", fresh=False, telegram=telegram, feeds=feeds, laid=laid)


__all__ = ["AUDIT", "FEED_KILLS", "ZONES", "Chat", "Scenario", "Step", "scenario"]
