"""Bytes, time, redirects, nesting, entries and lengths are bounded, whatever a server sends."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Callable

import pytest

from bot.config.opml import read_opml
from bot.errors import ConfigError
from bot.model import Entry, Source
from bot.parse.entries import GUID, NAME, SUMMARY, TITLE
from bot.parse.feed import ENTRIES, read_feed
from bot.poll.http import Limits
from bot.ports import Answer, Parsed
from bot.text.urls import LONGEST
from tests.doors.conftest import NOW, Server, Web

Pieces = Callable[[], AsyncIterator[bytes]]
QUICK = Limits(connect=0.5, read=0.3, write=0.5, whole=0.5)
FEED = b"<rss><channel><title>News</title><item><title>One</title></item></channel></rss>"
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def ask(web: Web, pieces: Pieces) -> tuple[Answer, int]:
    """Poll a server that writes these pieces, and count the bytes it could get rid of."""
    written = 0

    async def handler(_: Server, __: str, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        async for piece in pieces():
            writer.write(piece)
            written += len(piece)
            await writer.drain()

    async def run() -> Answer:
        async with web.serving(handler) as server:
            return await web.ask(server.base, limits=QUICK)

    return asyncio.run(run()), written


def endless(head: bytes, again: bytes, pause: float = 0.0) -> Pieces:
    async def pieces() -> AsyncIterator[bytes]:
        yield head
        while True:
            yield again
            await asyncio.sleep(pause)

    return pieces


@pytest.mark.parametrize(
    ("head", "again"),
    [
        pytest.param(OK, b"X-Filler: " + b"y" * 1_000 + b"\r\n", id="headers"),
        pytest.param(OK + b"Set-Cookie: ", b"c" * 4_000, id="one cookie"),
        pytest.param(OK + b"ETag: ", b"e" * 4_000, id="one etag"),
        pytest.param(b"HTTP/1.1 ", b"2" * 4_000, id="status line"),
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 20, id="interim answers"),
        pytest.param(CHUNKED + b"1;", b"x" * 4_000, id="one chunk's extension"),
        pytest.param(CHUNKED + b"0\r\n", b"X-T: " + b"y" * 1_000 + b"\r\n", id="trailers"),
        pytest.param(CHUNKED, b"1\r\nx\r\n" * 500, id="chunks of one byte"),
    ],
)
def test_nothing_without_an_end_is_read_to_it(web: Web, head: bytes, again: bytes) -> None:
    answer, written = ask(web, endless(head, again))
    assert answer.problem
    assert answer.body == b""
    assert written < 40_000_000


@pytest.mark.parametrize(
    ("head", "again"),
    [
        pytest.param(b"", b"H", id="status line"),
        pytest.param(OK, b"X: y\r\n", id="headers"),
        pytest.param(OK + b"\r\n", b"<", id="body"),
        pytest.param(CHUNKED, b"1\r\nx\r\n", id="chunks"),
        pytest.param(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", id="interim answers"),
    ],
)
def test_a_drip_is_left_when_the_whole_time_is_over(web: Web, head: bytes, again: bytes) -> None:
    answer, _ = ask(web, endless(head, again, pause=0.02))
    assert "in all" in answer.problem


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(gzip.compress(b"0" * 30_000_000))),  # the inner one is not opened at all
        ("gzip", gzip.compress(b"0" * 30_000_000)),
        ("gzip", b"".join(gzip.compress(b"0" * 1_000_000) for _ in range(12))),
        ("deflate", zlib.compress(b"0" * 30_000_000)),
        ("br", b"\x1b" * 100),
        ("zstd", b"(\xb5/\xfd" * 100),
        ("gzip, gzip", gzip.compress(gzip.compress(FEED))),
        ("gzip, br", gzip.compress(FEED)),
        ("identity, gzip, gzip", gzip.compress(FEED)),
    ],
    ids=["gzip in gzip", "gzip", "members", "deflate", "br", "zstd", "gzip, gzip", "gzip, br", "three layers"],
)
def test_no_packing_grows_past_the_cap(web: Web, coding: str, body: bytes) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield OK + f"Content-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    answer, _ = ask(web, pieces)
    assert len(answer.body) < 100_000
    assert answer.problem or answer.body.startswith(b"\x1f\x8b"), "what is still packed is no feed, and is told as such"


@pytest.mark.parametrize(
    "location",
    ["/x%1b[2J%0d%0aX", "http://a%1b[31m.example/", "http://" + "a" * 60_000 + "/", "http://1" + "1" * 60_000 + "/",
     "/" + "p" * 60_000, "http://a.example:99999/", "\x1b[2J", "//", "///x", "http://a\\@127.0.0.1/"],
)  # fmt: skip
def test_a_redirect_is_told_in_a_short_line_without_controls(web: Web, location: str) -> None:
    async def handler(_: Server, __: str, writer: asyncio.StreamWriter) -> None:
        writer.write(web.response(302, Location=location.replace("\x1b", "%1b")))

    async def run() -> Answer:
        async with web.serving(handler) as server:
            return await web.ask(server.base + location if location.startswith("/x") else server.base)

    answer = asyncio.run(run())
    assert answer.problem.isprintable()
    assert 0 < len(answer.problem) < 700


# --- documents -----------------------------------------------------------------------------------------------------


def read(body: bytes, kind: str = "application/rss+xml") -> Parsed:
    source = Source(id="s", url="https://a.example/feed", name="S")
    return read_feed(source, body, {"content-type": kind}, source.url, known=frozenset(), now=NOW)


def rss(*items: bytes, title: bytes = b"x") -> bytes:
    return b"<rss version='2.0'><channel><title>" + title + b"</title>" + b"".join(items) + b"</channel></rss>"


def test_entries_beyond_the_most_are_left_out() -> None:
    parsed = read(rss(*(b"<item><title>T%d</title></item>" % number for number in range(6_000))))
    assert len(parsed.entries) == len(parsed.entry_keys) == ENTRIES
    assert parsed.entries[0].title == "T0"


FIELDS = (b"title", b"description", b"guid", b"link", b"author", b"pubDate", b"category", b"source", b"language")
FLOODS = (b"x" * 300_000, b"\xd8\xb4 " * 60_000, b"&lt;b&gt;" * 6_000, b"\xf0\x9f\x94\xa5" * 60_000)


@pytest.mark.parametrize("flood", FLOODS, ids=["letters", "words", "markup", "emoji"])
def test_every_field_has_a_length(flood: bytes) -> None:
    fields = b"".join(b"<%s>%s</%s>" % (name, flood if name != b"author" else flood[:3_000], name) for name in FIELDS)
    for parsed in (read(rss(b"<item>" + fields + b"</item>", title=flood)), read(as_json(flood), "application/json")):
        for entry in parsed.entries:
            assert_bounded(entry)
        assert len(parsed.title) <= NAME


def as_json(flood: bytes) -> bytes:
    names = (b"id", b"url", b"title", b"summary", b"content_html", b"date_published", b"language")
    item = b",".join(b'"%s":"%s"' % (name, flood) for name in names)
    return b'{"title":"%s","items":[{%s}]}' % (flood, item)


def assert_bounded(entry: Entry) -> None:
    assert len(entry.title) <= TITLE
    assert len(entry.summary) <= SUMMARY
    assert len(entry.guid or "") <= GUID
    assert len(entry.link or "") <= LONGEST
    assert len(entry.language or "") <= 3
    assert len(entry.publisher or "") <= 253


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(rss(b"<a>" * 4_000 + b"<item><title>T</title></item>"), id="elements"),
        pytest.param(rss(b"<item><title>" + b"<i>" * 4_000 + b"T</title></item>"), id="in a title"),
        pytest.param(rss(b"<item><description>" + b"&lt;div&gt;" * 500_000 + b"</description></item>"), id="in a text"),
        pytest.param(b'{"items":' + b"[" * 500_000, id="lists"),
        pytest.param(b'{"items":[' + b'{"a":' * 100_000, id="objects"),
    ],
)
def test_nesting_of_any_depth_ends(document: bytes) -> None:
    parsed = read(document)
    assert parsed.problem or len(parsed.entries) <= 1


ENTITIES = (
    b"<!ENTITY a '" + b"a" * 10_000 + b"'>",
    b"<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>",
    b"<!ENTITY c SYSTEM 'file:///etc/hostname'>",
    b"<!ENTITY c SYSTEM 'http://127.0.0.1:9/'>",
    b"<!ENTITY % p SYSTEM 'http://127.0.0.1:9/'>%p;",
    b"<!ENTITY c '&c;'>",
)


@pytest.mark.parametrize("entities", ENTITIES, ids=range(len(ENTITIES)))
def test_no_entity_of_a_document_is_expanded(entities: bytes) -> None:
    uses = b"&a;&c;" * 2_000
    body = b"<!DOCTYPE rss [" + entities + b"]>" + rss(b"<item><title>T " + uses + b"</title></item>")
    for entry in read(body).entries:
        text = entry.title + entry.summary
        assert "aaaa" not in text
        assert "haha" not in text
        assert "root" not in text
    with pytest.raises(ConfigError, match=r"DOCTYPE|ENTIT"):
        read_opml(f"<!DOCTYPE opml [{entities.decode()}]><opml><body><outline xmlUrl='&a;'/></body></opml>")
