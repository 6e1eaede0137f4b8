"""A title and a summary made ready for matching: folded together, told apart by position."""

from __future__ import annotations

import re

from bot.model import Field
from bot.text.dateline import dateline_end
from bot.text.fold import Folded, fold_nfc, nfc
from bot.text.script import language_of

WALL = "\ufdd1"
"""Stands between title and summary: a noncharacter no alias holds, so no mention crosses it."""

_HEADLINE = 4  # words
_TITLED = 0.7  # share of capitalised words from which capitals tell nothing
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


class Reading:
    """One text as the matcher sees it. Positions are those of `folded.text` unless said otherwise."""

    __slots__ = ("_filed", "_flat", "folded", "hay", "raw", "wall")

    def __init__(self, title: str, summary: str) -> None:
        title = nfc(title)
        self.raw = f"{title}{WALL}{nfc(summary)}" if summary else title
        self.wall = len(title)
        self.folded: Folded = fold_nfc(self.raw)  # the wall composes with nothing
        self.hay = self.folded.text
        self._flat: dict[bool, bool] = {}
        self._filed = -1  # where the news begins behind the summary's dateline; -1: not asked yet

    def slice(self, start: int, end: int) -> str:
        """The original writing of a folded stretch."""
        return self.raw[self.folded.start(start) : self.folded.end(end)]

    def place(self, start: int, end: int) -> tuple[Field, int, int]:
        """Field and code points within it of a folded stretch."""
        first, last = self.folded.start(start), self.folded.end(end)
        if first < self.wall:
            return "title", first, last
        return "summary", first - self.wall - 1, last - self.wall - 1

    def is_glued(self, start: int) -> bool:
        """Whether a capital behind a small letter begins a word here: андаКытай, a space was lost; #RussiaChina."""
        at = self.folded.start(start)
        return at > 0 and self.raw[at].isupper() and self.raw[at - 1].islower()

    def is_joined(self, start: int) -> bool:
        """Whether a zero-width non-joiner stands before it: دست‌چین, hand-picked, is one Persian word."""
        at = self.folded.start(start)
        return at > 0 and self.raw[at - 1] == "\u200c"

    def is_filed(self, start: int) -> bool:
        """Whether it stands in the dateline of the summary: ASTANA, June 16 (Kazinform) -- says where it was filed."""
        if self._filed < 0:
            self._filed = self.wall + 1 + dateline_end(self.raw[self.wall + 1 :])
        return self._filed > self.wall + 1 and self.wall < self.folded.start(start) < self._filed

    def all_capitals(self, start: int) -> bool:
        """Whether the field that `start` lies in is written in capitals throughout, four words of it or more."""
        in_title = self.folded.start(start) < self.wall
        text = self.raw[: self.wall] if in_title else self.raw[self.wall + 1 :]
        return text.isupper() and len(text.split()) >= _HEADLINE

    def is_titled(self, start: int) -> bool:
        """Whether The Field Is Written Like This: told by its words of four letters or more."""
        in_title = self.folded.start(start) < self.wall
        words = _LONG_WORD.findall(self.raw[: self.wall] if in_title else self.raw[self.wall + 1 :])
        return len(words) > _HEADLINE and sum(word[0].isupper() for word in words) >= _TITLED * len(words)

    def is_cut(self, end: int) -> bool:
        """Whether dots stand for the rest of the word."""
        return self.raw[self.folded.end(end) :].startswith(("..", "…"))

    def ends(self, end: int) -> bool:
        """Whether a field ends there."""
        return self.folded.end(end) in {self.wall, len(self.raw)}

    @property
    def seems_russian(self) -> bool:
        """Whether no letter tells another language than Russian (or English)."""
        return language_of(self.raw) in {"ru", "en"}

    def without_capitals(self, start: int) -> bool:
        """Whether the field that `start` lies in is written in lower case throughout, so that capitals tell nothing."""
        in_title = self.folded.start(start) < self.wall
        if in_title not in self._flat:
            text = self.raw[: self.wall] if in_title else self.raw[self.wall + 1 :]
            self._flat[in_title] = not any(map(str.isupper, text))
        return self._flat[in_title]
