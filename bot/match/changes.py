"""What other settings would change: tags gained and lost against those that are stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

SAMPLES = 5  # titles shown of each id


@dataclass(frozen=True, slots=True, kw_only=True)
class Retagged:
    """One article's ids as stored and as they would be."""

    title: str
    before: Collection[str]
    after: Collection[str]


@dataclass(slots=True, kw_only=True)
class Change:
    """How many articles gain and lose one id, with the first titles of each."""

    id: str
    gained: int = 0
    lost: int = 0
    gained_titles: list[str] = field(default_factory=list)
    lost_titles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All changes, the most frequent id first, and of how many articles they were told."""

    articles: int
    changed: int
    ids: tuple[Change, ...]


def changes(articles: Iterable[Retagged]) -> Changes:
    """Count what each id gains and loses."""
    by_id: dict[str, Change] = {}
    seen = changed = 0
    for one in articles:
        seen += 1
        before, after = set(one.before), set(one.after)
        changed += before != after
        for id in after - before:
            change = by_id.setdefault(id, Change(id=id))
            change.gained += 1
            _sample(change.gained_titles, one.title)
        for id in before - after:
            change = by_id.setdefault(id, Change(id=id))
            change.lost += 1
            _sample(change.lost_titles, one.title)
    ids = sorted(by_id.values(), key=lambda change: (-change.gained - change.lost, change.id))
    return Changes(articles=seen, changed=changed, ids=tuple(ids))


def _sample(titles: list[str], title: str) -> None:
    if len(titles) < SAMPLES and title not in titles:
        titles.append(title)
