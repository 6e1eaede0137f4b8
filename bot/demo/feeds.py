"""The bundled newsroom on loopback: feeds that grow as the demo's clock goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from bot.demo.wire import LoopbackServer, Request, Response
from bot.ports import Clock

ZONE = ZoneInfo("Asia/Riyadh")
DAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One invented news item. `event` names what it reports, for the tests; empty for noise and traps."""

    feed: str
    at: datetime
    slug: str
    title: str
    summary: str
    event: str
    edited_at: datetime | None
    edited_title: str

    def title_at(self, now: datetime) -> str:
        """The headline as it stands at `now`: a desk may have rewritten it."""
        return self.edited_title if self.edited_at is not None and self.edited_at <= now else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFeed:
    """One invented outlet."""

    id: str
    name: str
    language: str
    format: str
    encoding: str


@cache
def newsroom() -> tuple[tuple[DemoFeed, ...], tuple[Item, ...]]:
    """The feeds and items of newsroom.yaml."""
    text = resources.files("bot.demo").joinpath("newsroom.yaml").read_text(encoding="utf-8")
    raw = YAML(typ="safe").load(text)
    feeds = tuple(
        DemoFeed(
            id=one["id"],
            name=one["name"],
            language=one["language"],
            format=one.get("format", "rss"),
            encoding=one.get("encoding", "utf-8"),
        )
        for one in raw["feeds"]
    )
    return feeds, tuple(_item(one) for one in raw["items"])


def _item(raw: Mapping[str, Any]) -> Item:
    edited = raw.get("edited")
    return Item(
        feed=raw["feed"],
        at=_moment(raw["at"]),
        slug=raw["slug"],
        title=raw["title"],
        summary=raw.get("summary", ""),
        event=raw.get("event", ""),
        edited_at=_moment(edited["at"]) if edited else None,
        edited_title=edited["title"] if edited else "",
    )


def _moment(text: str) -> datetime:
    return datetime.combine(DAY, time.fromisoformat(text), ZONE)


class FeedServer(LoopbackServer):
    """Serves `/<feed id>` with ETag; answers 304 when nothing changed."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.feeds, self.items = newsroom()

    async def answer(self, request: Request) -> Response:
        now = self._clock()
        for feed in self.feeds:
            if request.path == f"/{feed.id}":
                body = document(feed, self.items, now)
                tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                kind = "application/atom+xml" if feed.format == "atom" else "application/rss+xml"
                if request.headers.get("if-none-match") == tag:
                    return Response(status=304, headers={"ETag": tag})
                return Response(headers={"ETag": tag, "Content-Type": kind}, body=body)
        return Response(status=404)


def document(feed: DemoFeed, items: Sequence[Item], now: datetime) -> bytes:
    """The feed's document at `now`, the newest item first."""
    shown = sorted((one for one in items if one.feed == feed.id and one.at <= now), key=lambda one: one.at)[::-1]
    write = _atom if feed.format == "atom" else _rss
    return write(feed, shown, now).encode(feed.encoding, "xmlcharrefreplace")


def _link(feed: DemoFeed, item: Item) -> str:
    return f"https://{feed.id}.example/{DAY:%Y/%m/%d}/{item.slug}"


def _rss(feed: DemoFeed, items: Sequence[Item], now: datetime) -> str:
    rows = "".join(
        f"<item><title>{escape(one.title_at(now))}</title><link>{_link(feed, one)}</link>"
        f'<guid isPermaLink="false">{one.slug}</guid><pubDate>{format_datetime(one.at)}</pubDate>'
        f"<description>{escape(one.summary)}</description></item>\n"
        for one in items
    )
    return (
        f'<?xml version="1.0" encoding="{feed.encoding}"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(feed.name)}</title><link>https://{feed.id}.example/</link>"
        f"<description>{escape(feed.name)}</description><language>{feed.language}</language>\n{rows}</channel></rss>\n"
    )


def _atom(feed: DemoFeed, items: Sequence[Item], now: datetime) -> str:
    rows = "".join(
        f'<entry><title>{escape(one.title_at(now))}</title><link href="{_link(feed, one)}"/><id>{one.slug}</id>'
        f"<updated>{one.at.isoformat()}</updated><published>{one.at.isoformat()}</published>"
        f"<summary>{escape(one.summary)}</summary></entry>\n"
        for one in items
    )
    return (
        f'<?xml version="1.0" encoding="{feed.encoding}"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="{feed.language}"><title>{escape(feed.name)}</title><id>https://{feed.id}.example/</id>'
        f"<updated>{(items[0].at if items else now).isoformat()}</updated>\n{rows}</feed>\n"
    )
