"""Vectors of the articles in the window, where an embedder is there; numpy comes with it. Pure but for asking it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np

from bot.errors import MarsadError
from bot.model import Article, Vector
from bot.ports import Embedder
from bot.story.pair import Weighed
from bot.story.window import Member, Window

_SUMMARY = 200  # characters: the first sentence or two
_NEAREST = 10
_HALF = np.dtype("<f2")  # as it is stored; reading it back must change nothing, so it is rounded before it is used


class Vectors:
    """Asks the embedder once per article, and finds what is near.

    An embedder that fails is asked no more: `problem` then says why, and articles are compared without vectors.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._numbers: list[int] = []  # of members, row by row
        self._rows = np.zeros((0, 0), dtype=np.float32)
        self.problem = ""

    def of(self, article: Article) -> Vector | None:
        """Return the vector of title and the beginning of the summary."""
        if self.problem:
            return None
        text = f"{article.title}. {article.summary[:_SUMMARY]}" if article.summary else article.title
        try:
            numbers = self._embedder.embed([text])[0]
        except MarsadError as error:
            self.problem = str(error)
            return None
        return Vector(model=self._embedder.name, half=np.asarray(numbers, dtype=_HALF).tobytes())

    def read(self, vector: Vector | None) -> Sequence[float] | None:
        """Return the numbers of a vector of this embedder's; another's say nothing here."""
        if vector is None or vector.model != self._embedder.name:
            return None
        return array("f", np.frombuffer(vector.half, dtype=_HALF).astype(np.float32))

    def keep(self, member: Member, window: Window) -> None:
        """Remember a member's vector; those that left the window make room once they are the greater part."""
        if member.weighed.dense is None:
            return
        if len(self._numbers) > 2 * len(window) + 256:
            self._tidy(window)
        if len(self._numbers) == len(self._rows):
            self._grow(len(member.weighed.dense))
        self._rows[len(self._numbers)] = member.weighed.dense
        self._numbers.append(member.number)

    def _grow(self, width: int) -> None:
        grown = np.zeros((max(256, 2 * len(self._rows)), width), dtype=np.float32)
        if self._numbers:
            grown[: len(self._numbers)] = self._rows[: len(self._numbers)]
        self._rows = grown

    def _tidy(self, window: Window) -> None:
        live = [row for row, number in enumerate(self._numbers) if window.member(number)]
        self._rows[: len(live)] = self._rows[live]
        self._numbers = [self._numbers[row] for row in live]

    def nearest(self, weighed: Weighed, window: Window) -> list[Member]:
        """Return the members in the window with the largest dot product, the older first among equals."""
        if weighed.dense is None or not self._numbers:
            return []
        likeness = self._rows[: len(self._numbers)] @ np.asarray(weighed.dense, dtype=np.float32)
        found = []
        for row in np.argsort(-likeness, kind="stable"):
            if member := window.member(self._numbers[row]):
                found.append(member)
                if len(found) == _NEAREST:
                    break
        return found
