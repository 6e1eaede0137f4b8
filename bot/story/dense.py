"""Vectors of the articles in the window, where an embedder is there. Pure but for asking it."""

from __future__ import annotations

import heapq
import operator
from collections.abc import Sequence

from bot.errors import MarsadError
from bot.model import Article
from bot.ports import Embedder
from bot.story.pair import Weighed
from bot.story.window import Member, Window

_SUMMARY = 200  # characters: the first sentence or two
_NEAREST = 10


class Vectors:
    """Asks the embedder once per article, and finds what is near.

    An embedder that fails is asked no more: `problem` then says why, and articles are compared without vectors.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.problem = ""

    def of(self, article: Article) -> Sequence[float] | None:
        """Return the vector of title and the beginning of the summary."""
        if self.problem:
            return None
        text = f"{article.title}. {article.summary[:_SUMMARY]}" if article.summary else article.title
        try:
            return self._embedder.embed([text])[0]
        except MarsadError as error:
            self.problem = str(error)
            return None

    def nearest(self, weighed: Weighed, window: Window) -> list[Member]:
        """Return the members with the largest dot product, the older first among equals."""
        mine = weighed.dense
        if mine is None:
            return []
        scored = ((sum(map(operator.mul, mine, m.weighed.dense)), m) for m in window if m.weighed.dense is not None)
        return [m for _, m in heapq.nsmallest(_NEAREST, scored, key=lambda pair: (-pair[0], pair[1].number))]
