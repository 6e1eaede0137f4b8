"""What an article adds to a story that is already told: a number, a name, a stage, a date. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.story.features import Traits
from bot.story.words import jaccard

_SPECIFIC = frozenset({"person", "org", "project", "event"})
_QUIET = frozenset({"percent", "span", "countries"})  # one report has many of them, each of something else
_RISING = frozenset({"killed", "injured", "missing", "detained"})  # a lower count is an older one, told late
_TWICE = 2.0
_ENOUGH = 4  # pieces in one line
_REWRITTEN = 0.5  # Jaccard of the words of two titles: below it, little is left of the first


@dataclass(slots=True)
class Facts:
    """All a story has told so far."""

    numbers: dict[str, set[float]] = field(default_factory=dict)  # unit -> values
    entities: set[str] = field(default_factory=set)
    lands: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    acts: set[str] = field(default_factory=set)
    stage: int = 0  # the latest stage of a plan that was told
    last_date: date | None = None

    def learn(self, traits: Traits, stages: Mapping[str, int]) -> None:
        """Take in what an article tells."""
        for quantity in traits.quantities:
            self.numbers.setdefault(quantity.unit, set()).add(quantity.value)
        self.entities |= traits.entities.keys()
        self.lands |= traits.lands
        self.languages.add(traits.language)
        self.acts |= traits.acts
        self.stage = max([self.stage, *(stages.get(act, 0) for act in traits.acts)])
        if traits.dates:
            self.last_date = max([*traits.dates, *([self.last_date] if self.last_date else [])])

    def news(self, traits: Traits, stages: Mapping[str, int]) -> tuple[str, ...]:
        """Return what the title adds, in pieces like `number:15 killed`, `act:signed`; empty for an echo."""
        return (
            *self._new_numbers(traits),
            *(f"entity:{id}" for id in sorted(self._new_entities(traits))),
            *(f"act:{act}" for act in self._new_stages(traits, stages)),
            *(f"date:{day.isoformat()}" for day in self._next_dates(traits)),
        )[:_ENOUGH]

    def _new_numbers(self, traits: Traits) -> list[str]:
        """A number where the story has told another one of the same unit; one of several is of something else.

        A number without a unit tells a reader nothing, one that only rounds another is no news, and one more than twice
        another is hardly the same thing counted again.
        """
        found = []
        units = Counter(quantity.unit for quantity in traits.title_quantities)
        for quantity in sorted(traits.title_quantities):
            known = self.numbers.get(quantity.unit, set())
            if not quantity.unit or quantity.unit in _QUIET or units[quantity.unit] > 1 or quantity.value in known:
                continue
            if quantity.unit in _RISING:
                is_news = quantity.value > max(known, default=quantity.value)
            else:
                is_news = len(known) == 1 and _changed(quantity.value, *known)
            if is_news:
                found.append(f"number:{quantity} {quantity.unit}")
        return found

    def _new_entities(self, traits: Traits) -> set[str]:
        """Names the story lacks. Each language names some more readily: only its own earlier silence tells something.

        A person of a country that is in the story is no news: one headline says the president, the next his name.
        """
        if traits.language not in self.languages:
            return set()
        named = {id for id in traits.headline - self.entities if id.partition(".")[0] in _SPECIFIC}
        return {id for id in named if not (id.startswith("person.") and traits.stands_for[id] <= self.lands)}

    def _new_stages(self, traits: Traits, stages: Mapping[str, int]) -> list[str]:
        """A later stage, where the story has told an earlier one in the same language."""
        if not self.stage or traits.language not in self.languages:
            return []
        return sorted(act for act in traits.acts - self.acts if stages.get(act, 0) > self.stage)

    def _next_dates(self, traits: Traits) -> list[date]:
        if self.last_date is None:
            return []
        return sorted(day for day in traits.title_dates if day > max(self.last_date, traits.at.date()))

    def rewritten(self, before: Traits, after: Traits) -> tuple[str, ...]:
        """Return what an edit changed beyond `news`, `edit:number` or `edit:title`; empty if it is cosmetic.

        A figure that is corrected to what others told already is no news to the readers.
        """
        counted = {quantity.unit for quantity in before.title_quantities if quantity.unit}
        new = {
            q for q in after.title_quantities if q.unit in counted and q.value not in self.numbers.get(q.unit, set())
        }
        if new:
            return ("edit:number",)
        return ("edit:title",) if before.title and jaccard(before.title, after.title) < _REWRITTEN else ()


def _changed(one: float, other: float) -> bool:
    return max(one, other) <= _TWICE * min(one, other) and not _rounds(one, other)


def _rounds(one: float, other: float) -> bool:
    """Tell whether one number is the other with fewer digits: 11 billion dollars and 11.1."""
    return any(_rounded(long, _digits(short)) == short for long, short in ((one, other), (other, one)))


def _digits(number: float) -> int:
    return len(f"{number:.15g}".partition("e")[0].replace(".", "").strip("0"))


def _rounded(number: float, digits: int) -> float:
    return float(f"{number:.{max(digits, 1)}g}")
