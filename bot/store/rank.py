"""Which of the articles found come first: what the query asks for in the title and in weight, then the newest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.text.words import indexed

MOST = timedelta(days=3)
"""What the place of the asked is worth: a headline about it stands beside news in passing that is three days newer."""

_IN_TITLE = 2.0  # a tag's weight in a headline, before its entity's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that has all that was asked for. `weights`: of the asked tags on it."""

    sequence: int
    story: str | None
    title: str
    at: datetime
    seen: datetime
    weights: Mapping[str, float] = field(default_factory=dict)


def score(hit: Hit, tags: Sequence[str], terms: Sequence[str]) -> datetime:
    """The moment the hit stands at; never later than `hit.seen + MOST`.

    What was asked for gives its share of MOST: a tag by its weight, the words' terms where the title has them.
    """
    parts = [min(hit.weights.get(tag, 0.0) / _IN_TITLE, 1.0) for tag in tags]
    if terms:
        said = set(indexed(hit.title))
        parts += [float(_says(said, term)) for term in terms]
    return min(hit.at, hit.seen) + MOST * (sum(parts) / max(len(parts), 1))


def _says(said: set[str], term: str) -> bool:
    return any(word.startswith(term[:-1]) for word in said) if term.endswith("*") else term in said


class Best:
    """The best hit of every story, or the hit itself where it belongs to none."""

    def __init__(self, tags: Sequence[str], terms: Sequence[str]) -> None:
        self._tags, self._terms = tags, terms
        self._of: dict[str | int, tuple[datetime, int]] = {}

    def add(self, hits: Iterable[Hit]) -> None:
        for hit in hits:
            key = hit.story or hit.sequence
            stands = (score(hit, self._tags, self._terms), hit.sequence)
            self._of[key] = max(self._of.get(key, stands), stands)

    def sequences(self, number: int) -> tuple[int, ...]:
        """The best `number` stories' best hits."""
        return tuple(sequence for _, sequence in self._order()[:number])

    def settled(self, number: int, seen: datetime) -> bool:
        """Whether nothing that was seen at or before `seen` can still change the best `number`."""
        return self.number >= number and self._order()[number - 1][0] > seen + MOST

    @property
    def number(self) -> int:
        """How many stories were found."""
        return len(self._of)

    def _order(self) -> list[tuple[datetime, int]]:
        return sorted(self._of.values(), reverse=True)
