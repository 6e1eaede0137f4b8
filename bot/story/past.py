"""The fortnight behind the window: what a new story may be the sequel of. Forgets by itself."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from bot.model import Article, Matched, Vector

KEPT = timedelta(days=14)
_LONGEST = 40  # articles looked at per shared name, the latest first
_TELLING = 6.0  # sum of idf that shared names need: two that are rare, or three that are not


def _is_specific(name: str) -> bool:
    return name.startswith(("person.", "org.", "project.", "event."))


class Filed(NamedTuple):
    """An article as it was placed."""

    article: Article
    matched: Matched
    story: str
    vector: Vector | None


class Past:
    """Articles by the names and topics of their titles; countries are everywhere and lead nowhere."""

    def __init__(self, everywhere: frozenset[str]) -> None:
        self._everywhere = everywhere
        self._queue: list[tuple[datetime, str]] = []
        self._filed: dict[str, Filed] = {}
        self._naming: dict[str, dict[str, None]] = {}

    def add(self, filed: Filed, at: datetime) -> None:
        """File an article under the moment it counts from."""
        id = filed.article.id
        self.drop(id)
        self._filed[id] = filed
        heapq.heappush(self._queue, (at, id))
        for name in self._names(filed.matched):
            self._naming.setdefault(name, {})[id] = None

    def merge(self, story: str, into: str) -> None:
        """Let what was filed under one story stand under another."""
        for id, filed in self._filed.items():
            if filed.story == story:
                self._filed[id] = filed._replace(story=into)

    def move_on(self, now: datetime) -> None:
        """Forget what is older than a fortnight."""
        while self._queue and self._queue[0][0] < now - KEPT:
            self.drop(heapq.heappop(self._queue)[1])

    def drop(self, id: str) -> None:
        """Forget one article."""
        filed = self._filed.pop(id, None)
        for name in self._names(filed.matched) if filed else ():
            del self._naming[name][id]
            if not self._naming[name]:
                del self._naming[name]

    def like(
        self, matched: Matched, idf: Mapping[str, float], open_stories: Collection[str], limit: int
    ) -> list[Filed]:
        """Return an article of each closed story that shares someone or something specific, the likest first."""
        names = sorted(self._names(matched))  # sums must not depend on the order of a set
        shared = {id for name in names if _is_specific(name) for id in self._latest(name)}
        weights = dict.fromkeys(shared, 0.0)
        for name in names if shared else ():
            told = idf.get(name, 0.0)
            for id in shared.intersection(self._latest(name)):
                weights[id] += told
        closed: dict[str, tuple[float, str]] = {}
        for id, weight in weights.items():
            if weight >= _TELLING and (story := self._filed[id].story) not in open_stories:
                closed[story] = max(closed.get(story, (0.0, "")), (weight, id))
        best = sorted(closed.values(), key=lambda found: (-found[0], found[1]))[:limit]
        return [self._filed[id] for _, id in best]

    def _latest(self, name: str) -> Iterable[str]:
        return islice(reversed(self._naming.get(name, {})), _LONGEST)

    def _names(self, matched: Matched) -> set[str]:
        return {
            tag.id
            for tag in (*matched.tags, *matched.context)
            if tag.id not in self._everywhere and any(mention.field == "title" for mention in tag.mentions)
        }
