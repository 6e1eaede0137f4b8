"""The entries of a feed as raw bytes, so that only those not seen before need to be read.

Reading two new entries of a feed instead of all costs a quarter of the time (4.1 s -> 1.0 s CPU over 222 real feeds).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.text.keys import fingerprint

_OPENING = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?(?:item|entry))(?=[\s>])")
_TITLE = re.compile(rb"</(?:\w+:)?title\s*>")
_NAME = re.compile(rb"</(?:\w+:)?(?:guid|id|link)\s*>|<(?:\w+:)?link\s[^<>]*>")


@dataclass(frozen=True, slots=True)
class Slice:
    """The bytes of one entry are `body[start:end]`; `key` is their fingerprint."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Cut:
    """All whole entries in their order; `tail` holds what follows them where the document broke off inside an entry."""

    slices: tuple[Slice, ...]
    tail: bytes = b""

    @property
    def tail_is_usable(self) -> bool:
        """Whether the broken entry has at least its whole title and a name: half a title would be a false article."""
        return bool(_TITLE.search(self.tail) and _NAME.search(self.tail))


def cut(body: bytes, salt: str) -> Cut:
    """Cut a document in an encoding that contains ASCII (UTF-8) at `<item>…</item>` or `<entry>…</entry>`.

    `salt` is what else decides how the bytes are read: when it changes, every entry counts as new.
    """
    first = _OPENING.search(body)
    if first is None:
        return Cut(())
    opening, closing = b"<" + first[1], b"</" + first[1]
    slices: list[Slice] = []
    position = first.start()
    while position != -1:
        end = body.find(closing, position)
        end = body.find(b">", end) + 1 if end != -1 else 0
        if not end:
            return Cut(tuple(slices), body[position:])
        slices.append(Slice(position, end, fingerprint(salt, body[position:end])))
        position = _next(body, opening, end)
    return Cut(tuple(slices))


def _next(body: bytes, opening: bytes, start: int) -> int:
    """Where the next entry opens; `<items>` is not an `<item>`. -1 when none does."""
    while (start := body.find(opening, start)) != -1:
        if body[start + len(opening) : start + len(opening) + 1] in (b">", b" ", b"\t", b"\r", b"\n"):
            return start
        start += len(opening)
    return -1


def without(body: bytes, slices: Iterable[Slice]) -> bytes:
    """The document without these entries; everything else, its head and whatever stands between them, stays."""
    kept, position = [], 0
    for piece in slices:
        kept.append(body[position : piece.start])
        position = piece.end
    kept.append(body[position:])
    return b"".join(kept)
