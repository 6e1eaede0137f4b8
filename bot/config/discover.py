"""Finds the feeds a page announces (RSS autodiscovery: <link rel="alternate" type="application/rss+xml" href>)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

_TYPES: dict[str, Literal["rss", "atom", "json"]] = {
    "application/rss+xml": "rss",
    "application/rdf+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "json",
}
_MOST = 50  # some portals announce one feed per tag; nobody chooses among more
_LONGEST = 2_000_000  # characters of a page: announcements stand in its head
_ASIDE = re.compile(r"comment|replies|kommentar|коммент|تعليق|评论", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed as its page announces it; `title` is the page's own word, perhaps empty."""

    url: str
    title: str = ""
    kind: Literal["rss", "atom", "json"] = "rss"


def feed_links(html: str, base_url: str) -> tuple[FeedLink, ...]:
    """Return the feeds that `html`, found at `base_url`, announces: each once, in its order, comment feeds last.

    Addresses are made absolute (a <base href> counts); only http and https ones are returned.
    """
    tree = LexborHTMLParser(html[:_LONGEST].encode("utf-8", "replace"))
    base_node = tree.css_first("base[href]")
    base = _join(base_url, base_node.attributes.get("href") or "") if base_node else base_url
    found: dict[str, FeedLink] = {}
    for node in tree.css("link[rel][href]"):
        rel = (node.attributes.get("rel") or "").lower().split()
        kind = _TYPES.get((node.attributes.get("type") or "").split(";")[0].strip().lower())
        url = _join(base or base_url, node.attributes.get("href") or "")
        if url and kind and ("alternate" in rel or "feed" in rel):
            title = " ".join((node.attributes.get("title") or "").split())
            found.setdefault(url, FeedLink(url=url, title=title[:200], kind=kind))
    links = sorted(found.values(), key=lambda link: bool(_ASIDE.search(f"{link.url} {link.title}")))
    return tuple(links[:_MOST])


def _join(base: str, href: str) -> str | None:
    """Return `href` as an absolute http(s) address; feed:// is how some sites spell http://."""
    href = re.sub(r"^feed:(//)?(?=https?:)", "", href.strip(), flags=re.IGNORECASE)
    href = re.sub(r"^feed://", "http://", href, flags=re.IGNORECASE)
    try:
        url = urljoin(base, href)
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname and href else None
