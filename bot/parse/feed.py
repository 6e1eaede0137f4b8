"""A feed document in, its entries out. Pure: bytes of strangers are parsed, nothing is fetched or opened."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import feedparser

from bot.model import Entry, Source
from bot.parse import charset
from bot.parse.entries import NAME, Reading, entry_of, language_word
from bot.parse.jsonfeed import read_json
from bot.parse.slices import Cut, cut, without
from bot.ports import Parsed
from bot.text.keys import fingerprint
from bot.text.plain import plain
from bot.text.script import language_of

ENTRIES: Final = 5_000  # of one document; the first ones, which are the newest nearly everywhere
EPILOGUE: Final = 20_000  # bytes after the end of the feed, such as comments of the software that made it
PROLOGUE: Final = 20_000  # bytes before the first element; RSS 0.91 with all its entities takes 10,000
LONGEST_TTL: Final = timedelta(days=7)
DRIVER: Final = "bot.parse.buffered"

_PERIODS: dict[str, timedelta] = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:rss|feed|rdf|channel|item|entry)[\s>/]", re.IGNORECASE)
_END = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_PAGE = re.compile(rb"<!doctype html|<html[\s>]|<body[\s>]", re.IGNORECASE)
_ELEMENT = re.compile(rb"<\w")
_CONTROLS = bytes({*range(32), 127} - {9, 10, 13})
_SPACES = re.compile(rb"\s+")
_SAID_LANGUAGE = re.compile(rb"<(?:dc:)?language>\s*([A-Za-z]{2,3})|\bxml:lang=[\"']([A-Za-z]{2,3})")
_NOT_LATIN = frozenset({"ar", "fa", "ru", "zh", "ky", "ps", "ur", "ug", "he", "ja", "ko", "uk", "mn", "tg"})
_GIVES_UP = (LookupError, AttributeError, TypeError, ValueError, AssertionError, RecursionError)
_XML = {"content-type": "application/xml; charset=utf-8"}


def read_feed(
    source: Source, body: bytes, headers: Mapping[str, str], url: str, *, known: frozenset[str], now: datetime
) -> Parsed:
    """Read RSS, RDF, Atom or JSON Feed.

    `headers` have lower-case names; `url` is where the document came from, for relative links. Of entries whose
    fingerprint is in `known` nothing is read and nothing returned; an edited one has a new fingerprint. The
    `entry_keys` cover the whole document, or are empty where its entries could not be told apart in the raw bytes
    (then everything is read again next time). `broken_off`: a server or something on the way let go before the end, and
    nothing else said so. `problem` is one sentence with a cure where this is no feed at all.
    Never raises for what a document holds, except MemoryError.
    """
    reading = Reading(source, url, now)
    if not body.strip(b"\0\r\n\t "):
        return Parsed(
            problem=f"the answer is empty ({len(body)} bytes): the feed may have moved; open {url} in a browser"
        )
    if body.lstrip(b"\xef\xbb\xbf\r\n\t ")[:1] in (b"{", b"["):
        return _read_json(body, reading, known)
    said = _SAID_LANGUAGE.search(body[:4_000])
    language = source.language or language_word((said[1] or said[2]).decode() if said else "")
    content_type = headers.get("content-type", "")
    text = charset.to_utf8(body, content_type, override=source.encoding, language=language)
    if text is None:
        return Parsed(problem=_unreadable(body, content_type))
    document = _tidy(text)
    if not _ROOT.search(document):
        return Parsed(problem=_no_feed(document))
    salt = fingerprint(
        source.encoding or "", charset.declared_encoding(body) or "", charset.header_encoding(content_type) or ""
    )
    parsed = _read_xml(document, cut(document, salt), reading, known)
    return replace(parsed, broken_off=not parsed.problem and _END.search(document[-EPILOGUE:]) is None)


# --- XML -----------------------------------------------------------------------------------------------------------


def _tidy(text: bytes) -> bytes:
    """Without what makes XML unreadable though it means nothing: junk before the document, control characters.

    What stands before the first element is folded and bounded: feedparser's patterns for it need quadratic time.
    """
    text = text.translate(None, _CONTROLS)
    start = text.find(b"<?xml", 0, 10_000)
    text = text[start if start != -1 else max(0, text.find(b"<")) :]
    first = _ELEMENT.search(text)
    prologue = _SPACES.sub(b"\n", text[: first.start()] if first else b"")
    return (prologue if len(prologue) <= PROLOGUE else b"") + text[first.start() if first else 0 :]


def _read_xml(document: bytes, pieces: Cut, reading: Reading, known: frozenset[str]) -> Parsed:
    beyond = pieces.slices[ENTRIES:]
    kept = pieces.slices[:ENTRIES]
    fresh = [piece for piece in kept if piece.key not in known]
    if len(fresh) < len(kept):
        stale = [piece for piece in kept if piece.key in known]
        delta = _parse(without(document, (*stale, *beyond)), reading.url)
        if not delta.broken and len(delta.entries) == len(fresh):
            return _parsed(delta, delta.entries, reading, frozenset(piece.key for piece in kept))
    whole = _parse(without(document, beyond), reading.url)
    if not whole.version and not whole.entries:
        return Parsed(problem=_no_feed(document))
    entries = whole.entries
    if pieces.tail and len(entries) > len(kept) and not pieces.tail_is_usable:
        entries = entries[:-1]
    if len(entries) != len(kept):  # entries and slices are not the same things here: read everything, every time
        return _parsed(whole, entries[:ENTRIES], reading, frozenset())
    unseen = [entry for entry, piece in zip(entries, kept, strict=True) if piece.key not in known]
    return _parsed(whole, unseen, reading, frozenset(piece.key for piece in kept))


@dataclass(frozen=True, slots=True)
class _Document:
    feed: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    version: str = "json"
    broken: bool = False


def _parse(document: bytes, url: str) -> _Document:
    """feedparser with both passes over HTML off (3.3 times as fast; we make plain text ourselves).

    Always a stream: given bytes that look like a path or URL it would open them.
    """
    if DRIVER not in feedparser.api.PREFERRED_XML_PARSERS:
        feedparser.api.PREFERRED_XML_PARSERS.insert(0, DRIVER)
    try:
        result = feedparser.parse(
            io.BytesIO(document),
            response_headers={**_XML, "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _GIVES_UP:  # on tags in an order nobody thought of; found by fuzzing, see tests/fuzz/corpus/parse
        return _Document({}, (), "", broken=True)
    return _Document(result["feed"], result["entries"], result["version"] or "", bool(result["bozo"]))


# --- JSON ----------------------------------------------------------------------------------------------------------


def _read_json(body: bytes, reading: Reading, known: frozenset[str]) -> Parsed:
    document = read_json(body.lstrip(b"\xef\xbb\xbf\r\n\t "))
    if isinstance(document, str):
        return Parsed(problem=document)
    entries = document["entries"][:ENTRIES]
    keys = [fingerprint(entry["raw"]) for entry in entries]
    unseen = [entry for entry, key in zip(entries, keys, strict=True) if key not in known]
    return _parsed(_Document(document["feed"], unseen), unseen, reading, frozenset(keys))


# --- what both have in common --------------------------------------------------------------------------------------


def _parsed(document: _Document, raw: Sequence[Mapping[str, Any]], reading: Reading, keys: frozenset[str]) -> Parsed:
    entries = tuple(entry for item in raw if (entry := entry_of(item, reading)) is not None)
    feed = document.feed
    return Parsed(
        entries=entries,
        title=plain(charset.unscramble(str(feed.get("title") or "")), NAME),
        language=_believable(language_word(str(feed.get("language") or "")), entries),
        entry_keys=keys,
        ttl=_ttl(feed),
    )


def _believable(word: str | None, entries: Sequence[Entry]) -> str | None:
    """The feed's word, unless its entries are in another script: software writes en-US where nobody told it."""
    if word is None or not entries:
        return word
    seen = language_of(" ".join(entry.title for entry in entries[:50]))
    if (word == "en" and seen in _NOT_LATIN) or (word in _NOT_LATIN and seen == "en"):
        return None
    return word


def _ttl(feed: Mapping[str, Any]) -> timedelta | None:
    """The longer of `ttl` (minutes) and the syndication module's period."""
    wishes = []
    if re.fullmatch(r"\s*\d{1,6}\s*", ttl := str(feed.get("ttl") or "")):
        wishes.append(timedelta(minutes=int(ttl)))
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    frequency = str(feed.get("sy_updatefrequency") or "1").strip()
    if period:
        wishes.append(period / max(1, int(frequency) if re.fullmatch(r"\d{1,4}", frequency) else 1))
    longest = max(wishes, default=timedelta(0))
    return min(longest, LONGEST_TTL) if longest else None


# --- sentences for the operator ------------------------------------------------------------------------------------


def _no_feed(document: bytes) -> str:
    if _PAGE.search(document[:20_000]):
        return "the answer is an HTML page, not a feed: look on it for the feed's address, a log-in or a block"
    if len(document) < 200:
        return f"the answer is too short to be a feed: {document.decode('utf-8', 'replace')[:80]!r}"
    return "the answer is neither RSS, Atom nor JSON Feed, or XML broken beyond reading: see it in a browser"


def _unreadable(body: bytes, content_type: str) -> str:
    said = charset.declared_encoding(body) or charset.header_encoding(content_type) or "nothing"
    return f"the answer is in no encoding we recognise (it says {said}): name it with `encoding:` at the source"
