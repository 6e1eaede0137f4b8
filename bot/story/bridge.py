"""Whether an article belongs to a story, and which stories later articles proved to be one. Pure.

Until a digest tells them nothing is final: what came first alone may have found company since. Two stories that were
both told are never made one, since both posts stand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.story.pair import Model, vetoed
from bot.story.why import told_by
from bot.story.window import WINDOW, Gathering, Member, Window

HEARD = 32  # members of a story that have a say: the latest
LONGEST = timedelta(days=7)  # of a whole story; what goes on longer is a subject, not an event
_ADDED = 0.8  # .7 to .9 measured alike; the sum alone lets a story grow into its subject

Near = Callable[[Member], Iterable[Member]]
Parted = Callable[[Gathering, Gathering], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """Two stories that are one: `story` goes, `into` stays."""

    story: Gathering
    into: Gathering
    score: float
    because: str


def belonging(logits: Sequence[float]) -> float:
    """Return how much an article belongs to a story, from its log-odds with each member.

    Evidence adds up: several links a little too weak tell as much as a strong one, so the odds are summed.
    A fifth is the mean of all links: what goes with one report only may be the next event.
    """
    if len(logits) == 1:
        return logits[0]
    top = max(logits)
    total = top + math.log(math.fsum([math.exp(logit - top) for logit in logits]))
    return _ADDED * total + (1 - _ADDED) * math.fsum(logits) / len(logits)


class Bridges:
    """Looks for stories that are one. What was asked about two members is remembered, so let none come in between."""

    def __init__(self, window: Window, model: Model, near: Near, parted: Parted) -> None:
        self._window, self._model = window, model
        self._near, self._parted = near, parted
        self._neighbours: dict[int, tuple[Member, ...]] = {}
        self._logits: dict[tuple[int, int], float] = {}
        self._tried: dict[tuple[int, int, int, int], Bridge | None] = {}

    def best(self, untold: frozenset[str]) -> Bridge | None:
        """Return the likest pair of stories that reaches the threshold, at least one of them untold and none parted."""
        pairs: dict[tuple[int, int], tuple[Gathering, Gathering]] = {}
        for id in untold & self._window.stories.keys():
            story = self._window.stories[id]
            for other in {near.story for one in story.members[-HEARD:] for near in self._of(one)} - {id}:
                pair = _ordered(story, self._window.stories[other], untold)
                pairs[pair[0].number, pair[1].number] = pair
        found = [bridge for _, pair in sorted(pairs.items()) if (bridge := self._known(*pair)) is not None]
        return max(found, key=lambda bridge: (bridge.score, -bridge.story.number), default=None)

    def _of(self, member: Member) -> tuple[Member, ...]:
        if member.number not in self._neighbours:
            self._neighbours[member.number] = tuple(self._near(member))
        return self._neighbours[member.number]

    def _known(self, story: Gathering, into: Gathering) -> Bridge | None:
        """Return the bridge between two stories, if any; it is the same as long as neither of them grew."""
        key = story.number, into.number, len(story.members), len(into.members)
        if key not in self._tried:
            self._tried[key] = self._between(story, into)
        return self._tried[key]

    def _between(self, story: Gathering, into: Gathering) -> Bridge | None:
        if max(story.first, into.first) - min(story.last, into.last) > WINDOW:
            return None
        if max(story.last, into.last) - min(story.first, into.first) > LONGEST or self._parted(story, into):
            return None
        ours, theirs = story.members[-HEARD:], into.members[-HEARD:]
        score, best = self._likeness(ours, theirs)
        needed = self._model.join(best[0].weighed)
        others = [member.weighed for member in theirs]
        if score < needed or any(vetoed(member.weighed, others) for member in ours):
            return None
        why = told_by(best[0].weighed, best[1].weighed)
        because = f"with story {story.id} before it was told: score {score:+.2f} (needs {needed:+.2f}): {why}"
        return Bridge(story=story, into=into, score=score, because=because)

    def _likeness(self, ours: Sequence[Member], theirs: Sequence[Member]) -> tuple[float, tuple[Member, Member]]:
        """Return how much the articles of each story belong to the other, on average, and the best pair."""
        rows = [[self._logit(one, other) for other in theirs] for one in ours]
        columns = zip(*rows, strict=True)
        score = (_mean([belonging(row) for row in rows]) + _mean([belonging(column) for column in columns])) / 2
        pairs = [(one, other) for one in ours for other in theirs]
        return score, max(pairs, key=lambda pair: (self._logit(*pair), -pair[0].number, -pair[1].number))

    def _logit(self, one: Member, other: Member) -> float:
        key = one.number, other.number
        if key not in self._logits:
            self._logits[key] = self._model.logit(one.weighed, other.weighed)
        return self._logits[key]


def _mean(numbers: Sequence[float]) -> float:
    return math.fsum(numbers) / len(numbers)


def _ordered(one: Gathering, other: Gathering, untold: frozenset[str]) -> tuple[Gathering, Gathering]:
    """Return which goes and which stays: what was told stays, else the older."""
    if other.id not in untold:
        return one, other
    return (one, other) if one.number > other.number else (other, one)
