"""How polite is the polling? A loopback score server lives through virtual days and notes every offence. Goal: 0.

    python -m bench.manners --days 7

The real fetcher asks over real sockets; the real plan says when to ask again; only the clock is virtual. The bot is
restarted again and again, with nothing carried over but the stored states. The server judges each request alone, from
what it said before: it knows neither the plan nor the fetcher.

Rules (after rachelbythebay.com/w/feed/): 1 not sooner than the floor (15 minutes where validators work, 60 where not);
2 validators go back exactly as the latest 200 gave them; 3 one request without conditions at the first meeting, then
none; one a day where the server lies ("unchanged" although it changed), and one where it kept saying "unchanged" for
three days and more; 4 no cookies, Referer or added query; 5 a user agent with a URL; 6 gzip; 7 Retry-After (up to a
day) and max-age (up to six hours) are obeyed; 8 one request at a time per host; 9 after 410 none at all.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import pickle
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from bot.model import Source, SourceState
from bot.poll.http import HttpFetcher
from bot.poll.plan import after_answer
from bot.text.keys import fingerprint

START = datetime(2026, 11, 16, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FLOOR, UNPROVEN = 15 * MINUTE, 60 * MINUTE
AGENT = "Marsad/0 (+https://marsad.example/about)"
RULES = {
    1: "asked too soon",
    2: "validators not as given",
    3: "without conditions",
    4: "cookie, Referer or query",
    5: "user agent without URL",
    6: "not gzip alone",
    7: "Retry-After, max-age",
    8: "two at once on a host",
    9: "asked after 410",
}


@dataclass
class Clock:
    now: datetime = START


@dataclass(kw_only=True)
class Feed:
    """How a feed behaves, and what the server remembers of those who ask for it."""

    name: str
    every: timedelta = 2 * HOUR  # between two new entries
    until: datetime = START + 365 * DAY  # it falls asleep then
    etag: Callable[[str], str] | None = lambda key: f'"{key}"'
    modified: bool = True
    ignores: bool = False  # answers 200 whatever the conditions
    lies_from: datetime | None = None  # says 304 to every condition from then on
    headers: dict[str, str] = field(default_factory=dict)
    ttl: int | None = None  # minutes
    trouble: Callable[[datetime], tuple[int, dict[str, str]] | None] = lambda now: None
    moved: bool = False

    asked: datetime | None = None
    bare: datetime | None = None  # last request without conditions
    given: dict[str, str] | None = None  # validators of the latest 200
    changed: datetime = START  # when something new was last handed out
    wait_until: datetime = START
    gone: bool = False
    proven: bool = False

    def entries(self, now: datetime) -> int:
        return 20 + (min(now, self.until) - START) // self.every

    def document(self, now: datetime) -> bytes:
        last = self.entries(now)
        items = "".join(f"<item><guid>{n}</guid></item>" for n in range(last, last - 20, -1))
        ttl = f"<ttl>{self.ttl}</ttl>" if self.ttl else ""
        return f"<rss><channel><title>{self.name}</title>{ttl}{items}</channel></rss>".encode()

    def validators(self, now: datetime) -> dict[str, str]:
        key = hashlib.sha256(self.document(now)).hexdigest()[:16]
        at = START + (self.entries(now) - 20) * self.every
        tags = {"ETag": self.etag(key)} if self.etag else {}
        return {**tags, **({"Last-Modified": format_datetime(at, usegmt=True)} if self.modified else {})}


def newsroom() -> list[Feed]:
    """Every habit the rules speak of, honest and not."""
    odd = random.Random(1)

    def outage(status: int, first: timedelta, last: timedelta, **headers: str) -> Callable[[datetime], object]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return lambda now: (status, named) if first <= (now - START) % (3 * DAY) < last else None

    return [
        Feed(name="honest"),
        Feed(name="busy", every=7 * MINUTE),
        Feed(name="slow", every=50 * HOUR),
        Feed(name="asleep", every=HOUR, until=START + DAY),
        Feed(name="etag", modified=False),
        Feed(name="weak", etag=lambda key: f'W/"{key} é"', modified=False),
        Feed(name="modified", etag=None),
        Feed(name="bare", etag=None, modified=False),
        Feed(name="ignores", ignores=True),
        Feed(name="restless", ignores=True, etag=lambda key: f'"{odd.random()}"', modified=False),
        Feed(name="liar", every=HOUR, lies_from=START + 12 * HOUR),
        Feed(name="maxage", headers={"Cache-Control": "private, max-age=5400"}),
        Feed(name="forever", headers={"Cache-Control": "max-age=31536000"}),
        Feed(name="ttl", ttl=120),
        Feed(name="busyhost", trouble=outage(429, 5 * HOUR, 9 * HOUR, Retry_After="7200")),  # type: ignore[arg-type]
        Feed(name="distant", trouble=outage(503, 20 * HOUR, 21 * HOUR, Retry_After="316800")),  # type: ignore[arg-type]
        Feed(name="down", trouble=outage(500, 10 * HOUR, 40 * HOUR)),  # type: ignore[arg-type]
        Feed(name="removed", trouble=lambda now: (410, {}) if now > START + 30 * HOUR else None),
        Feed(name="moved", moved=True),
    ]


class ScoreServer:
    """Serves the feeds on one loopback host and judges each request for one."""

    def __init__(self, clock: Clock, feeds: list[Feed]) -> None:
        self.clock = clock
        self.feeds = {feed.name: feed for feed in feeds}
        self.offences: list[tuple[int, str]] = []
        self.requests: Counter[str] = Counter()
        self.in_flight = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        asked = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        self.in_flight += 1
        target = lines[0].split(" ")[1]
        feed = self.feeds[target.partition("?")[0].rpartition("/")[2]]
        self._judge_manners(feed, target, asked)
        await asyncio.sleep(0)  # whoever sends two at once is seen here
        if target.startswith("/old/"):
            status, headers, body = 301, {"Location": f"/feed/{feed.name}"}, b""
        else:
            self._judge_pace(feed, asked)
            status, headers, body = self._reply(feed, asked)
        headers = {**headers, "Content-Length": str(len(body)), "Set-Cookie": "track=1"}
        head = "".join(
            f"{name}: {value}\r\n" for name, value in headers.items() if (status, name) != (304, "Content-Length")
        )
        writer.write(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode("latin-1") + body)
        await writer.drain()
        self.in_flight -= 1
        writer.close()

    def _offence(self, rule: int, feed: Feed, what: str) -> None:
        self.offences.append((rule, f"{self.clock.now:%d %H:%M} {feed.name}: {what}"))

    def _judge_manners(self, feed: Feed, target: str, asked: dict[str, str]) -> None:
        self.requests[feed.name] += 1
        for rule, bad, what in (
            (4, "cookie" in asked or "referer" in asked or "?" in target, target),
            (5, "http" not in asked.get("user-agent", ""), asked.get("user-agent", "")),
            (6, asked.get("accept-encoding") != "gzip", asked.get("accept-encoding", "")),
            (8, self.in_flight > 1, f"{self.in_flight} at once"),
            (9, feed.gone, "410 was final"),
        ):
            if bad:
                self._offence(rule, feed, what)

    def _judge_pace(self, feed: Feed, asked: dict[str, str]) -> None:
        now = self.clock.now
        conditions = {"ETag": asked.get("if-none-match"), "Last-Modified": asked.get("if-modified-since")}
        sent = {name: value for name, value in conditions.items() if value is not None}
        if feed.asked is not None:
            floor = FLOOR if feed.proven else UNPROVEN
            if now - feed.asked < floor:
                self._offence(1, feed, f"{now - feed.asked} after the last")
            if now < feed.wait_until:
                self._offence(7, feed, f"{feed.wait_until - now} too soon")
        if sent and sent != feed.given:
            self._offence(2, feed, f"sent {sent}, given {feed.given}")
        if not sent and feed.given:
            lying = feed.lies_from is not None and now >= feed.lies_from
            doubtful = now - feed.changed >= 3 * DAY
            if not (lying or doubtful) or (feed.bare is not None and now - feed.bare < DAY):
                self._offence(3, feed, f"{now - (feed.bare or START)} after the last")
        feed.asked = now
        feed.bare = feed.bare if sent else now

    def _reply(self, feed: Feed, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        now = self.clock.now
        if trouble := feed.trouble(now):
            status, headers = trouble
            feed.gone = status == 410
            feed.wait_until = now + min(timedelta(seconds=int(headers.get("Retry-After", 0))), DAY)
            return status, headers, b"no"
        max_age = re.search(r"max-age=(\d+)", feed.headers.get("Cache-Control", ""))
        wish = timedelta(seconds=int(max_age[1])) if max_age else timedelta(minutes=feed.ttl or 0)
        feed.wait_until = now + min(wish, 6 * HOUR)
        current = feed.validators(now)
        tag, modified = asked.get("if-none-match"), asked.get("if-modified-since")
        matches = (
            tag == current.get("ETag") if tag else modified is not None and modified == current.get("Last-Modified")
        )
        lies = feed.lies_from is not None and now >= feed.lies_from and bool(tag or modified)
        if lies or (matches and not feed.ignores):
            feed.proven = True
            return 304, {**feed.headers, **current}, b""
        feed.given, feed.changed = current or None, max(feed.changed, START + (feed.entries(now) - 20) * feed.every)
        headers = {**feed.headers, **current, "Content-Encoding": "gzip"}
        return 200, headers, gzip.compress(feed.document(now), 1)


@dataclass
class Bot:
    """The least that polls: the real fetcher and plan, a reader of three lines, states kept as bytes."""

    sources: dict[str, Source]
    clock: Clock
    floor_is_explicit: bool = False
    kept: dict[str, bytes] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=dict)
    fetcher: HttpFetcher | None = None
    draw: random.Random = field(default_factory=lambda: random.Random(7))

    async def restart(self) -> None:
        if self.fetcher is not None:
            await self.fetcher.close()
        self.fetcher = HttpFetcher(user_agent=AGENT, allow_private=frozenset({"127.0.0.1"}))

    def state(self, source: Source) -> SourceState:
        kept = self.kept.get(source.id)
        state = pickle.loads(kept) if kept else SourceState(source=source.id, url=source.url)
        assert isinstance(state, SourceState)
        return state

    def due(self) -> list[Source]:
        states = [(source, self.state(source)) for source in self.sources.values()]
        return [s for s, state in states if not state.gone and (state.next_poll or START) <= self.clock.now]

    def next_due(self) -> datetime:
        states = [self.state(source) for source in self.sources.values()]
        return min(state.next_poll or START for state in states if not state.gone)

    async def poll(self, source: Source) -> None:
        assert self.fetcher is not None
        state = self.state(source)
        answer = await self.fetcher.fetch(source, state)
        new, ttl = 0, None
        if answer.status == 200 and not answer.problem and fingerprint(answer.body) != state.body_key:
            entries = set(re.findall(r"<guid>(\d+)", answer.body.decode()))
            seen = self.seen.setdefault(source.id, set())
            new = len(entries - seen)
            seen |= entries
            wish = re.search(rb"<ttl>(\d+)", answer.body)
            ttl = timedelta(minutes=int(wish[1])) if wish else None
        after = after_answer(
            source, state, answer, now=self.clock.now, new_entries=new, ttl=ttl, parse_problem="", floor=FLOOR,
            spread=self.draw.random(), floor_is_explicit=self.floor_is_explicit,
        )  # fmt: skip
        self.keep(after)

    def keep(self, state: SourceState) -> None:
        self.kept[state.source] = pickle.dumps(state)


async def live(days: float, restart_every: timedelta = 3 * MINUTE) -> tuple[ScoreServer, Bot]:
    """Live through `days`, the bot being restarted whenever `restart_every` has passed. Returns judge and judged."""
    clock = Clock()
    server = ScoreServer(clock, newsroom())
    listener = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    paths = {feed.name: f"/{'old' if feed.moved else 'feed'}/{feed.name}" for feed in server.feeds.values()}
    bot = Bot({name: Source(id=name, url=base + path, name=name) for name, path in paths.items()}, clock)
    restarted = START - DAY
    try:
        while clock.now < START + timedelta(days=days):
            if clock.now - restarted >= restart_every:
                await bot.restart()
                restarted = clock.now
            await asyncio.gather(*(bot.poll(source) for source in bot.due()))
            clock.now = max(bot.next_due(), clock.now + timedelta(seconds=1))
    finally:
        listener.close()
        if bot.fetcher is not None:
            await bot.fetcher.close()
    return server, bot


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--days", type=float, default=7)
    parser.add_argument("--restart", type=float, default=3, help="virtual minutes between two restarts")
    wish = parser.parse_args()
    server, bot = asyncio.run(live(wish.days, wish.restart * MINUTE))
    by_rule = Counter(rule for rule, _ in server.offences)
    for rule, what in RULES.items():
        print(f"rule {rule} {what:<26} {by_rule[rule]:>5} offences")
    total = sum(server.requests.values())
    print(f"{len(server.offences)} offences in {total} requests over {wish.days:g} days, {len(bot.sources)} feeds")
    for rule, what in server.offences[:20]:
        print(f"  rule {rule}, {what}", file=sys.stderr)
    for name, count in sorted(server.requests.items()):
        state = bot.state(bot.sources[name])
        print(f"  {name:<9} {count / wish.days:6.1f} a day  {state.error}", file=sys.stderr)
    return 1 if server.offences else 0


if __name__ == "__main__":
    sys.exit(main())
