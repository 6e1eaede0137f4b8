"""Text on its way into Telegram's HTML: cleaned, escaped, and kept from becoming what it is not.

Text from feeds reaches a post only through `link` and `plain` below, after `clean`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.text.inert import WORD_JOINER as WORD_JOINER
from bot.text.inert import neutralise as neutralise

MAX_URL_BYTES = 2_000

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_KEPT_FORMATS = frozenset("\u200c\u200d")  # Persian and emoji need the joiners
_DROPPED_BY_TELEGRAM = frozenset("\u0333\u033f\u030a")  # MessageEntity.cpp, clean_input_string
_DROPPED_KINDS = frozenset({"Cc", "Cf", "Co", "Cs"})

_URL_UNSAFE = re.compile(r"[\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff<>\"\\]")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a text takes of the four limits."""

    units: int  # UTF-16 units of the visible text
    entities: int
    entity_bytes: int  # 16 each, and the bytes of their addresses
    html_bytes: int


def clean(text: str) -> str:
    """One line of `text` without what a reader cannot see: controls, direction marks, private and broken characters."""
    spaced = re.sub(r"\s+", " ", re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+", " ", text))
    kept = (char for char in spaced if char in _KEPT_FORMATS or unicodedata.category(char) not in _DROPPED_KINDS)
    return re.sub(r" +", " ", "".join(char for char in kept if char not in _DROPPED_BY_TELEGRAM)).strip(" \u200c\u200d")


def is_blank(text: str) -> bool:
    """Has `text` nothing to see in it?"""
    return not any(unicodedata.category(char)[0] in "LNSP" and char not in "\u115f\u1160\u3164\uffa0" for char in text)


def shorten(text: str, units: int) -> str:
    """`text` in at most `units` UTF-16 units: cut between words where there are any, and marked with "…"."""
    if utf16(text) <= units:
        return text
    cut = text.encode("utf-16-le")[: 2 * (units - 1)].decode("utf-16-le", errors="ignore")
    between_words = cut.rpartition(" ")[0]
    return (between_words if len(between_words) > len(cut) // 3 else cut).rstrip(" ،,;؛:.·-–—\u200c\u200d") + "…"


def utf16(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def escape(text: str) -> str:
    """Visible text as HTML; also good inside a quoted attribute."""
    return text.translate(_ESCAPES)


def plain(text: str) -> str:
    """Text from outside as HTML in which Telegram finds no hashtag, mention, command or address of its own."""
    return escape(neutralise(text))


def bold(html: str) -> str:
    return f"<b>{html}</b>"


def link(text: str, url: str) -> str:
    """A link. `url` comes from `safe_url`; Telegram detects nothing inside, so `text` is only escaped."""
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def safe_url(url: str | None) -> str | None:
    """`url` when Telegram will take it as a link: http(s), a host with a dot or a number, at most 2,000 bytes.

    Others it drops without an error [measured: a host without a dot, a port beyond 65535 or none after the colon, two
    @], so they must not be counted on. Spaces, quotes, angle brackets and invisible characters are percent-encoded.
    """
    if url is None:
        return None
    encoded = _URL_UNSAFE.sub(lambda char: _percent(char[0]), url.strip())
    try:
        parts = urlsplit(encoded)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    known = parts.scheme in {"http", "https"} and parts.username is None and (port is None or port > 0)
    if not known or parts.netloc.endswith(":") or "%" in host or not ("." in host.strip(".") or ":" in host):
        return None
    return encoded if len(encoded.encode()) <= MAX_URL_BYTES else None


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode(errors="surrogatepass"))
