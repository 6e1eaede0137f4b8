"""Scores of a grouping against labels: BCubed, pairs by languages, doubles and wrong stories. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

Groups = Mapping[str, str]  # item -> group


class Score(NamedTuple):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"{self.precision:.3f}/{self.recall:.3f}/{self.f:.3f}"


def _members(groups: Groups) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for item, group in groups.items():
        found[group].add(item)
    return found


def bcubed(told: Groups, truth: Groups, only: Sequence[str] | None = None) -> Score:
    """Return BCubed precision and recall, averaged over `only` (all items)."""
    ours, theirs = _members(told), _members(truth)
    items = list(only if only is not None else truth)
    shared = {item: len(ours[told[item]] & theirs[truth[item]]) for item in items}
    return Score(
        sum(shared[i] / len(ours[told[i]]) for i in items) / max(1, len(items)),
        sum(shared[i] / len(theirs[truth[i]]) for i in items) / max(1, len(items)),
    )


def in_company(truth: Groups) -> list[str]:
    """Return the items of events with more than one item."""
    sizes = Counter(truth.values())
    return [item for item, event in truth.items() if sizes[event] > 1]


def by_pair(told: Groups, truth: Groups, language: Mapping[str, str]) -> dict[str, tuple[int, int, int]]:
    """Return per pair of languages: pairs joined rightly, pairs joined, pairs that belong together."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for a, b in combinations(truth, 2):
        joined, one = told[a] == told[b], truth[a] == truth[b]
        if joined or one:
            row = counts["-".join(sorted((language[a], language[b])))]
            row[0] += joined and one
            row[1] += joined
            row[2] += one
    return {pair: (row[0], row[1], row[2]) for pair, row in counts.items()}


def shown(told: Groups, truth: Groups) -> tuple[int, int, int]:
    """Return stories shown, doubles (a story whose event another story leads too), and stories with a wrong item."""
    ours = _members(told)
    lead = {group: Counter(truth[i] for i in items).most_common(1)[0][0] for group, items in ours.items()}
    doubles = len(ours) - len(set(lead.values()))
    wrong = sum(len({truth[i] for i in items}) > 1 for items in ours.values())
    return len(ours), doubles, wrong
