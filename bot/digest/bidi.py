"""Marks that keep lines of mixed direction readable.

Telegram turns each line by its first strong letter, and an emoji, a Latin name or a hashtag in front misleads it
(tdesktop#9922, #1717). So every line of a right-to-left post begins with one RLM, and a run of the other direction
stands in FSI…PDI, which survive the server; embeddings and overrides (U+202A-202E) do not. Two marks in a row are
rewritten by the server, so none ever follows another.
"""

from __future__ import annotations

import re
import unicodedata

RLM = "\u200f"
FSI = "\u2068"
PDI = "\u2069"
_JOINER = "\u2060"
_ISOLATED = re.compile(rf"(?:<[^<>]*>)*{FSI}")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def reads_rtl(text: str) -> bool | None:
    """Does most of `text` run from right to left? None when nothing in it has a direction (digits, signs, nothing).

    Most letters decide, not the first as in UAX #9: an Arabic headline that opens with "CKU" is an Arabic headline.
    """
    kinds = [unicodedata.bidirectional(char) for char in text]
    right, left = sum(kind in _RIGHT_TO_LEFT for kind in kinds), kinds.count("L")
    return None if not right and not left else right >= left


def isolate(text: str, *, rtl: bool) -> str:
    """Wrap `text` where its own direction is not the line's, so that neighbours do not change places with it."""
    return text if reads_rtl(text) in {None, rtl} else f"{FSI}{text}{PDI}"


def set_line(html: str, *, rtl: bool) -> str:
    """Begin a line: one RLM where the post reads from right to left, nothing where it does not, nor on empty lines.

    Before a line that begins with an isolated run a word joiner keeps the two marks apart.
    """
    if not rtl or not html:
        return html
    return f"{RLM}{_JOINER if _ISOLATED.match(html) else ''}{html}"
