"""How telling a word, entity or pair is: the rarer lately, the more. Pure.

Counts follow the window, so that what is remembered does not grow, and start from a prior.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, TypeVar

from bot.story.features import Traits

K = TypeVar("K", bound=Hashable)

_SMOOTH = 20.0
_MINE = 0.7  # how much rarer a word may be in the source than in the language and still count in full


class Counts:
    """In how many of the counted articles each thing stood, above a prior for `mass` articles."""

    def __init__(self, mass: float = 0.0, prior: Mapping[Hashable, float] | None = None) -> None:
        self._prior = {thing: share * mass for thing, share in (prior or {}).items()}
        self._all = mass + _SMOOTH
        self._seen: Counter[Hashable] = Counter()  # no zeros are kept

    def count(self, things: Iterable[Hashable], by: int = 1) -> None:
        """Add an article (`by=1`) or take it back (`by=-1`)."""
        self._all += by
        for thing in things:
            left = self._seen[thing] + by
            if left:
                self._seen[thing] = left
            else:
                del self._seen[thing]

    def idfs(self, things: Iterable[K]) -> dict[K, float]:
        """Return ln((N + 20) / (n + 0.5)) of each thing, N articles in all, n with the thing, prior included."""
        every, seen, prior, log = self._all, self._seen, self._prior, math.log
        if prior:
            return {thing: log(every / (seen.get(thing, 0) + prior.get(thing, 0.0) + 0.5)) for thing in things}
        return {thing: log(every / (seen.get(thing, 0) + 0.5)) for thing in things}


class Weights:
    """The counts by language, by source, and over all for entities, pairs, numbers and names."""

    def __init__(self, prior: Mapping[str, Any]) -> None:
        """`prior`: {"mass", "words": {language: {token: n}}, "entities": {id: n}}, n of ten thousand articles."""
        self._mass = float(prior["mass"])
        self._words: dict[str, dict[Hashable, float]] = {
            lang: {f"{lang}:{t}": n / 1e4 for t, n in often.items()} for lang, often in prior["words"].items()
        }
        self._languages: dict[str, Counts] = {}
        self._sources: dict[str, Counts] = {}
        self.entities = Counts(self._mass, {id: n / 1e4 for id, n in prior["entities"].items()})
        self.pairs = Counts()
        self.names = Counts()

    def count(self, traits: Traits, by: int = 1) -> None:
        """Let an article into the counts, or take it out when it leaves the window."""
        words = traits.title | traits.body
        self._language(traits.language).count(words, by)
        self._source(traits.source).count(words, by)
        self.entities.count({*traits.entities, *traits.lands}, by)
        self.pairs.count(traits.pairs, by)
        self.names.count(traits.names, by)

    def words(self, traits: Traits) -> dict[str, float]:
        """Weigh the tokens of an article: rare in its language, and not boilerplate of its source."""
        tokens = traits.title | traits.body
        language, source = self._language(traits.language).idfs(tokens), self._source(traits.source).idfs(tokens)
        return {token: max(0.05, min(language[token], rare + _MINE)) for token, rare in source.items()}

    def _language(self, code: str) -> Counts:
        if code not in self._languages:
            prior = self._words.get(code)
            self._languages[code] = Counts(self._mass if prior else 0.0, prior)
        return self._languages[code]

    def _source(self, id: str) -> Counts:
        if id not in self._sources:
            self._sources[id] = Counts()
        return self._sources[id]
