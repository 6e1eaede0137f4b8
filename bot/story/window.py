"""The articles of the last days, findable by what they share. Forgets by itself."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from bot.story.novelty import Facts
from bot.story.pair import Weighed
from bot.story.weights import Weights

WINDOW = timedelta(days=4)  # since a story's last article; 2.5 to 4 days measured alike
K = TypeVar("K", bound=Any)  # hashable, and with an order
_NOBODY: dict[int, None] = {}
_LONGEST = 64  # articles looked at per shared thing, the latest first: what more than these share tells little


@dataclass(slots=True, eq=False)
class Member:
    """An article in the window. `number` grows with every article that came."""

    number: int
    weighed: Weighed
    story: str
    guid: str | None
    url_key: str | None
    title_key: str


@dataclass(slots=True, eq=False)
class Gathering:
    """A story with those of its articles that are still in the window."""

    id: str
    number: int  # of its first article: the older story wins a tie
    first: datetime
    last: datetime
    members: list[Member] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)


class Window:
    """Members by number, the things they share, their stories and their keys."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._members: dict[int, Member] = {}
        self._sharing: dict[Hashable, dict[int, None]] = {}
        self._oldest: list[tuple[datetime, int]] = []
        self._next = 0
        self.now: datetime | None = None
        self.stories: dict[str, Gathering] = {}
        self.by_id: dict[str, Member] = {}
        self.by_guid: dict[tuple[str, str], Member] = {}
        self.by_url: dict[str, Member] = {}
        self.by_title: dict[str, list[Member]] = {}

    def __len__(self) -> int:
        return len(self._members)

    def member(self, number: int) -> Member | None:
        return self._members.get(number)

    def next_number(self) -> int:
        self._next += 1
        return self._next

    def admit(self, member: Member) -> Gathering:
        """Take a member in, into its story."""
        traits = member.weighed.traits
        self._members[member.number] = member
        heapq.heappush(self._oldest, (traits.at, member.number))
        self._index(member)
        self.by_id.setdefault(traits.article, member)
        if member.guid:
            self.by_guid.setdefault((traits.source, member.guid), member)
        if member.url_key:
            self.by_url.setdefault(member.url_key, member)
        if member.title_key:
            self.by_title.setdefault(member.title_key, []).append(member)
        story = self.stories.get(member.story)
        if story is None:
            story = Gathering(id=member.story, number=member.number, first=traits.at, last=traits.at)
            self.stories[member.story] = story
        story.members.append(member)
        story.first, story.last = min(story.first, traits.at), max(story.last, traits.at)
        return story

    def merge(self, story: Gathering, into: Gathering) -> None:
        """Let all members of one story be another's, in order of arrival."""
        for member in story.members:
            member.story = into.id
        into.members = sorted([*into.members, *story.members], key=lambda member: member.number)
        into.first, into.last = min(into.first, story.first), max(into.last, story.last)
        del self.stories[story.id]

    def reword(self, member: Member, weighed: Weighed) -> None:
        """Let an edited article be found by its new words. Its place, keys and story stay."""
        self._unindex(member)
        member.weighed = weighed
        self._index(member)

    def _index(self, member: Member) -> None:
        for thing in _things(member.weighed):
            if (sharing := self._sharing.get(thing)) is None:
                sharing = self._sharing[thing] = {}
            sharing[member.number] = None
        self._weights.count(member.weighed.traits)

    def _unindex(self, member: Member) -> None:
        for thing in _things(member.weighed):
            del self._sharing[thing][member.number]
            if not self._sharing[thing]:
                del self._sharing[thing]
        self._weights.count(member.weighed.traits, -1)

    def move_on(self, at: datetime) -> None:
        """Let the clock reach `at`, and forget what left the window. It never goes back."""
        self.now = max(self.now, at) if self.now else at
        while self._oldest and self._oldest[0][0] < self.now - WINDOW:
            _, number = heapq.heappop(self._oldest)
            self._forget(self._members.pop(number))

    def _forget(self, member: Member) -> None:
        traits = member.weighed.traits
        self._unindex(member)
        if self.by_id.get(traits.article) is member:
            del self.by_id[traits.article]
        if member.guid and self.by_guid.get((traits.source, member.guid)) is member:
            del self.by_guid[traits.source, member.guid]
        if member.url_key and self.by_url.get(member.url_key) is member:
            del self.by_url[member.url_key]
        if member.title_key:
            self.by_title[member.title_key].remove(member)
            if not self.by_title[member.title_key]:
                del self.by_title[member.title_key]
        story = self.stories[member.story]
        story.members.remove(member)
        if not story.members:
            del self.stories[member.story]

    def like(self, weighed: Weighed, limit: int) -> list[Member]:
        """Return the members that share most of what is telling, the likest first, the older first among equals."""
        scores: dict[int, float] = {}
        often: dict[int, float] = {}  # those that share more than one thing: few, and mostly the best
        telling = _telling(weighed)
        for thing, weight in telling:
            found = dict.fromkeys(self._latest(thing), weight)
            for number in scores.keys() & found.keys():
                found[number] = often[number] = scores[number] + weight
            scores.update(found)
        least = sorted(often.values(), reverse=True)[limit - 1] if len(often) >= limit else 0.0
        for thing, weight in telling:
            if weight >= least:
                often.update((number, scores[number]) for number in self._latest(thing))
        best = sorted((-score, number) for number, score in often.items() if score >= least)
        return [self._members[number] for _, number in best[:limit]]

    def _latest(self, thing: Hashable) -> Iterable[int]:
        return islice(reversed(self._sharing.get(thing, _NOBODY)), _LONGEST)


def _things(weighed: Weighed) -> Iterable[Hashable]:
    yield from weighed.idf
    yield from weighed.pairs
    yield from weighed.names
    yield from (id for id in weighed.entity_idf if not id.startswith("place."))


def _telling(weighed: Weighed) -> list[tuple[Hashable, float]]:
    """The rarest things of each kind, with weights that can be added."""
    entities = {id: w for id, w in weighed.entity_idf.items() if not id.startswith("place.")}
    return [
        *((token, weight) for weight, token in _heaviest(7, weighed.idf)),
        *((pair, 4.0 * weight) for weight, pair in _heaviest(5, weighed.pairs)),
        *((id, weight) for weight, id in _heaviest(4, entities)),
        *((name, 0.5 * weight) for weight, name in _heaviest(4, weighed.names)),
    ]


def _heaviest(most: int, weights: Mapping[K, float]) -> list[tuple[float, K]]:
    return sorted(zip(weights.values(), weights, strict=True), reverse=True)[:most]
