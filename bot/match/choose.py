"""Which of the aliases that were found count: longest first, blockers, weak names, exclusions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from bot.gazetteer import Entry
from bot.match.form import Role
from bot.match.hit import Hit

_BESIDE = 40  # letters between a country's weak name and a person's


class Taken:
    """Stretches of the text that are spoken for, in order. They are the same or apart: `longest` sees to that."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, hit: Hit) -> None:
        at = bisect_left(self._starts, hit.start)
        if self._starts[at : at + 1] != [hit.start]:
            self._starts.insert(at, hit.start)
            self._ends.insert(at, hit.end)

    def touches(self, hit: Hit) -> bool:
        at = bisect_left(self._starts, hit.end) - 1  # the last that begins before the hit ends
        return at >= 0 and self._ends[at] > hit.start

    def covers(self, hit: Hit) -> bool:
        """Whether the hit lies inside a longer stretch."""
        at = bisect_right(self._starts, hit.start) - 1
        return at >= 0 and hit.end <= self._ends[at] and self._ends[at] - self._starts[at] > hit.end - hit.start


def longest(hits: Iterable[Hit], blockers: Sequence[Hit], language: str | None) -> list[Hit]:
    """Names that do not overlap, the longest first; a blocker takes its stretch from its own entity alone.

    Two entities may share the very same letters; of several aliases of one entity there, the language's own is kept.
    """
    kept: list[Hit] = []
    spans: dict[tuple[int, int], set[str]] = {}
    taken = Taken()
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start, h.form.role, h.form.language != language)):
        here = spans.get((hit.start, hit.end))
        if here is not None:
            if hit.form.id in here:
                continue
        elif taken.touches(hit):
            continue
        if any(
            b.form.id == hit.form.id
            and b.start < hit.end
            and hit.start < b.end
            and b.end - b.start >= hit.end - hit.start
            for b in blockers
        ):
            continue
        spans.setdefault((hit.start, hit.end), set()).add(hit.form.id)
        taken.add(hit)
        kept.append(hit)
    return kept


def implied_by(ids: Iterable[str], entries: Mapping[str, Entry]) -> dict[str, str]:
    """Id -> the id that implies it, for all that `ids` imply, directly or by way of others."""
    found: dict[str, str] = {}
    waiting = list(ids)
    seen = set(waiting)
    while waiting:
        id = waiting.pop()
        for other in entries[id].implies if id in entries else ():
            if other not in seen and other in entries:
                seen.add(other)
                found[other] = id
                waiting.append(other)
    return found


def choose(hits: Sequence[Hit], entries: Mapping[str, Entry], language: str | None) -> list[Hit]:
    """The names that count, by the rules: `unless`, longest match and `never`, then `maybe` where it is supported."""
    excluded = {hit.form.id for hit in hits if hit.form.role is Role.UNLESS}
    names, weak, blockers = [], [], []
    for hit in hits:
        if hit.form.id in excluded:
            continue
        if hit.form.role is Role.NAME:
            names.append(hit)
        elif hit.form.role is Role.MAYBE:
            weak.append(hit)
        elif hit.form.role is Role.NEVER:
            blockers.append(hit)
    sure = longest(names, blockers, language)
    if not weak:
        return sure
    present = {hit.form.id for hit in sure}
    present |= set(implied_by(present, entries))
    present |= _vouched(weak, entries)
    backed = [hit for hit in weak if hit.form.id in present or supporters(hit.form.id, present, entries)]
    return longest([*names, *backed], blockers, language) if backed else sure


def _vouched(weak: Sequence[Hit], entries: Mapping[str, Entry]) -> set[str]:
    """Countries whose weak name stands by the weak name of somebody at home there: «премьер-министр КР Касымалиев»."""
    return {
        country.form.id
        for person in weak
        if person.form.id.startswith("person.") and entries[person.form.id].home
        for country in weak
        if country.form.id == entries[person.form.id].home and 0 <= person.start - country.end <= _BESIDE
    }


def supporters(id: str, present: Iterable[str], entries: Mapping[str, Entry]) -> list[str]:
    """Which of those present let a weak name of `id` count."""
    here = set(present)
    return [other for other in entries[id].maybe_if if other in here and other != id]
