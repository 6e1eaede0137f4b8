"""A stretch of real news as a channel: what a subscriber would have read, as a page, and what it amounts to.

    python -m bench.replay FILE… --from 2026-02-01 [--days 14] [--channel "language: ar"] [--every 2] [--html FILE]

A FILE is JSON lines (.jsonl or .jsonl.gz): "title", "source", "lang", "date" (2026-02-01 or 20260201) or "time", and
"url", "lead" or "text" where there are any. Every source becomes a feed on loopback, polled every `--every` hours by
the bot itself over a moving clock; the posts go to a stand-in for Telegram. Items that tell no hour are spread over the
day from six to twenty-two, each always at the same place.

The table has a line a post's day: what came in, what was told, how long it reads. A screen is 844 px of a phone 390 px
wide, estimated at 44 letters and 25 px a line.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import embedder_for, open_house, settings_from
from bot.config.environment import read_environment
from bot.demo.show import shown_in
from bot.demo.standin import Chat, StandIn
from bot.demo.wire import LoopbackServer, Request, Response
from bot.digest.page import Shown, as_text, page
from bot.house import House
from bot.text.plain import plain

_TOKEN, _CHAT, _NAME = "1:replay", -1001000000002, "marsad_replay"
_FIRST_HOUR, _HOURS = 6, 16
_SERVED = timedelta(days=3)
_LETTERS, _LINE, _SCREEN = 44, 25, 844


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    source: str
    language: str
    at: datetime
    title: str
    summary: str
    url: str


def items(paths: Iterable[Path], first: date, days: int) -> list[Item]:
    """The items of these days, the oldest first."""
    found = []
    for path in paths:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
        for line in text.split("\n"):
            record = json.loads(line or "{}")
            day = _day(str(record.get("date") or record.get("time") or ""))
            if day is not None and first <= day < first + timedelta(days=days) and record.get("title"):
                found.append(_item(record, day))
    return sorted(found, key=lambda item: (item.at, item.url))


def _day(text: str) -> date | None:
    digits = re.sub(r"\D", "", text[:10])
    try:
        return datetime.strptime(digits[:8], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _item(record: Mapping[str, Any], day: date) -> Item:
    title = str(record["title"])
    spread = int.from_bytes(hashlib.sha256(title.encode()).digest()[:4]) % (_HOURS * 3600)
    key = hashlib.sha256(f"{day}{title}".encode()).hexdigest()[:12]
    # The Russian pool's text is often that of the page's side column.
    body = "" if record.get("lang") == "ru" else plain(str(record.get("lead") or record.get("text") or ""), 600)
    return Item(
        source=str(record.get("source") or record["lang"]),
        language=str(record["lang"]),
        at=datetime.combine(day, time(_FIRST_HOUR), UTC) + timedelta(seconds=spread),
        title=title,
        summary=body,
        url=str(record.get("url") or f"https://news.example/{key}"),
    )


class Newsroom(LoopbackServer):
    """Serves each source's last days as a JSON Feed."""

    def __init__(self, stock: Sequence[Item], clock: Any) -> None:
        super().__init__()
        self._clock = clock
        self.sources: dict[str, tuple[str, str]] = {}
        self._stock: dict[str, list[Item]] = defaultdict(list)
        for item in stock:
            slug = re.sub(r"\W+", "-", item.source.lower()).strip("-")
            self.sources[slug] = (item.source, item.language)
            self._stock[slug].append(item)

    async def answer(self, request: Request) -> Response:
        now = self._clock()
        shown = [item for item in self._stock.get(request.path.strip("/"), ()) if now - _SERVED < item.at <= now]
        rows = [
            {
                "id": hashlib.sha256(item.url.encode()).hexdigest()[:16],
                "url": item.url,
                "title": item.title,
                "summary": item.summary,
                "date_published": item.at.isoformat(),
            }
            for item in reversed(shown)
        ]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": request.path, "items": rows}
        return Response(headers={"Content-Type": "application/feed+json"}, body=json.dumps(feed).encode())


async def replay(stock: Sequence[Item], folder: Path, given: argparse.Namespace) -> tuple[Chat, Counter[str], str]:
    """Poll and post over the whole stretch; the channel as it stands at the end."""
    now = [datetime.combine(given.first, time(_FIRST_HOUR), UTC)]
    clock = lambda: now[0]  # noqa: E731
    numbers: Counter[str] = Counter()
    async with Newsroom(stock, clock) as room, StandIn(token=_TOKEN, clock=clock) as telegram:
        assert isinstance(room, Newsroom)
        assert isinstance(telegram, StandIn)
        chat = telegram.open_chat(_CHAT, _NAME)
        environment = read_environment(
            {
                "TELEGRAM_BOT_TOKEN": _TOKEN,
                "TELEGRAM_API": telegram.url,
                "MARSAD_DATABASE": f"sqlite:///{folder / 'replay.db'}",
            },
            None,
        )
        lines = [
            "poll: {every: 1m, allow_private: [127.0.0.1]}",
            f"channels: [{{chat: '@{_NAME}', {given.channel}}}]",
            "sources:",
        ]
        for slug, (name, language) in room.sources.items():
            lines.append(f"  - {{url: '{room.url}/{slug}', id: {slug}, name: '{name}', language: {language}}}")
        settings = settings_from("\n".join(lines), environment, {})
        house = open_house(environment, settings, clock=clock, pace=timedelta(0), embedder=embedder_for(given.semantic))
        try:
            await _days(house, now, given, numbers)
        finally:
            await house.close()
        return chat, numbers, settings.channels[0].zone


async def _days(house: House, now: list[datetime], given: argparse.Namespace, numbers: Counter[str]) -> None:
    end = now[0] + timedelta(days=given.days)
    while now[0] < end:
        report = await house.once(force_digest=False)
        numbers.update(report.numbers())
        now[0] += timedelta(hours=given.every)


def screens(html: str) -> float:
    """About how many screens of a phone a post fills."""
    lines = sum(-(-max(len(line), 1) // _LETTERS) for line in as_text(html).split("\n"))
    return lines * _LINE / _SCREEN


def table(messages: Sequence[Shown]) -> Iterable[str]:
    yield f"{'day':<12}{'posts':>6}{'letters':>9}{'screens':>9}"
    by_day: dict[date, list[Shown]] = defaultdict(list)
    for one in messages:
        by_day[one.at.date()].append(one)
    for day, posts in by_day.items():
        letters = sum(len(as_text(post.text_html)) for post in posts)
        yield f"{day!s:<12}{len(posts):>6}{letters:>9}{sum(screens(post.text_html) for post in posts):>9.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--from", dest="first", required=True, type=date.fromisoformat)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--every", type=float, default=2, help="hours between two polls")
    parser.add_argument("--channel", default="language: ar", help="further keys of the channel, as in sources.yaml")
    parser.add_argument("--semantic", choices=("on", "off", "auto"), default="auto")
    parser.add_argument("--html", type=Path)
    given = parser.parse_args()
    stock = items(given.files, given.first, given.days)
    print(f"{len(stock)} items of {len({item.source for item in stock})} sources in {given.days} days", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        chat, numbers, zone = asyncio.run(replay(stock, Path(folder), given))
    messages = shown_in(chat, ZoneInfo(zone))
    for line in table(messages):
        print(line)
    print(", ".join(f"{name} {count}" for name, count in numbers.items()))
    if given.html:
        language = re.search(r"language: *(\w+)", given.channel)
        given.html.write_text(
            page(messages, title="Marsad", language=language[1] if language else "ar", zone=zone), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
