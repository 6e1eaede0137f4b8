"""What an article adds to a story that is already told: a number, a name, a stage, a date. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.story.features import Traits
from bot.story.words import jaccard

_SPECIFIC = frozenset({"person", "org", "project", "event"})
_SHARES = frozenset({"percent"})  # one report has many of them, each of something else
_RISING = frozenset({"killed", "injured", "missing", "detained"})  # a lower count is an older one, told late
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
        """Return what the title adds, in pieces like `number:15`, `act:signed`; empty for an echo."""
        return (
            *self._new_numbers(traits),
            *(f"entity:{id}" for id in sorted(self._new_entities(traits))),
            *(f"act:{act}" for act in self._new_stages(traits, stages)),
            *(f"date:{day.isoformat()}" for day in self._next_dates(traits)),
        )[:_ENOUGH]

    def _new_numbers(self, traits: Traits) -> list[str]:
        """A number where the story has told another one of the same unit; one of several is of something else."""
        found = []
        units = Counter(quantity.unit for quantity in traits.title_quantities)
        for quantity in sorted(traits.title_quantities):
            known = self.numbers.get(quantity.unit, set())
            if not quantity.unit or quantity.unit in _SHARES or units[quantity.unit] > 1 or quantity.value in known:
                continue
            if (quantity.value > max(known, default=quantity.value)) if quantity.unit in _RISING else len(known) == 1:
                found.append(f"number:{quantity}")
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
