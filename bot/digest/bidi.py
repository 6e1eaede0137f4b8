"""Marks that keep lines of mixed direction readable.

Telegram turns each line by its first strong letter, and an emoji, a Latin name or a hashtag in front misleads it
(tdesktop#9922, #1717). So every line of a right-to-left post begins with one RLM, and a run of the other direction
stands in FSI…PDI, which survive the server; embeddings and overrides (U+202A-202E) do not. Two marks in a row are
rewritten by the server, so none ever follows another.
"""

from __future__ import annotations

import unicodedata

RLM = "\u200f"
FSI = "\u2068"
PDI = "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def reads_rtl(text: str) -> bool | None:
    """Direction of the first strong letter; None when there is none (digits, signs, nothing)."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in _RIGHT_TO_LEFT:
            return True
        if kind == "L":
            return False
    return None


def isolate(text: str, *, rtl: bool) -> str:
    """Wrap `text` where its own direction is not the line's, so that neighbours do not change places with it."""
    return text if reads_rtl(text) in {None, rtl} else f"{FSI}{text}{PDI}"


def set_line(html: str, *, rtl: bool) -> str:
    """Begin a line: one RLM where the post reads from right to left, nothing where it does not, nor on empty lines."""
    return f"{RLM}{html}" if rtl and html else html
