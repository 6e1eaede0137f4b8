"""Stories that later articles proved to be one, found before they are told. Pure.

Until a digest tells them nothing is final: what came first alone may have found company since. Two stories that were
both told are never made one, since both posts stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.story.pair import Model, vetoed
from bot.story.why import told_by
from bot.story.window import WINDOW, Gathering, Member, Window

HEARD = 32  # members of a story that have a say: the latest
LONGEST = timedelta(days=7)  # of a whole story; what goes on longer is a subject, not an event

Near = Callable[[Member], Iterable[Member]]
Parted = Callable[[Gathering, Gathering], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """Two stories that are one: `story` goes, `into` stays."""

    story: Gathering
    into: Gathering
    score: float
    because: str


def best_bridge(
    window: Window, model: Model, untold: frozenset[str], near: Near, parted: Parted = lambda story, into: False
) -> Bridge | None:
    """Return the likest pair of stories that reaches the threshold, at least one of them untold and none `parted`."""
    pairs: dict[tuple[int, int], tuple[Gathering, Gathering]] = {}
    for id in untold & window.stories.keys():
        story = window.stories[id]
        for other in {member.story for one in story.members[-HEARD:] for member in near(one)} - {id}:
            pair = _ordered(story, window.stories[other], untold)
            if parted(*pair):
                continue
            pairs[pair[0].number, pair[1].number] = pair
    found = [bridge for _, pair in sorted(pairs.items()) if (bridge := _bridge(*pair, model)) is not None]
    return max(found, key=lambda bridge: (bridge.score, -bridge.story.number), default=None)


def _ordered(one: Gathering, other: Gathering, untold: frozenset[str]) -> tuple[Gathering, Gathering]:
    """Return which goes and which stays: what was told stays, else the older."""
    if other.id not in untold:
        return one, other
    return (one, other) if one.number > other.number else (other, one)


def _bridge(story: Gathering, into: Gathering, model: Model) -> Bridge | None:
    if max(story.first, into.first) - min(story.last, into.last) > WINDOW:
        return None
    if max(story.last, into.last) - min(story.first, into.first) > LONGEST:
        return None
    score, best = _likeness(story.members[-HEARD:], into.members[-HEARD:], model)
    needed = model.join(best[0].weighed)
    others = [member.weighed for member in into.members[-HEARD:]]
    if score < needed or any(vetoed(member.weighed, others) for member in story.members[-HEARD:]):
        return None
    why = told_by(best[0].weighed, best[1].weighed)
    because = f"with story {story.id} before it was told: score {score:+.2f} (needs {needed:+.2f}): {why}"
    return Bridge(story=story, into=into, score=score, because=because)


def _likeness(ours: Sequence[Member], theirs: Sequence[Member], model: Model) -> tuple[float, tuple[Member, Member]]:
    """Half the best pair, half the mean of all, as an article's score against a story."""
    pairs = [(model.logit(one.weighed, other.weighed), one, other) for one in ours for other in theirs]
    top = max(pairs, key=lambda pair: (pair[0], -pair[1].number, -pair[2].number))
    return top[0] / 2 + sum(score for score, _, _ in pairs) / len(pairs) / 2, (top[1], top[2])
