"""How likely two articles report one event: a few features of the pair, one logit. Pure.

The features and their number follow measurements on complete streams of headlines: a small learned combination beats
every single signal, and more than about a dozen features only learn the events they were fitted on.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any, TypeVar

from bot.story.features import Traits
from bot.story.weights import Weights
from bot.story.words import jaccard, same_letters

K = TypeVar("K", bound=Hashable)

_RARE = 3.0  # idf from which a word is telling by itself: about one article in twenty
_PATTERN = 0.5  # Jaccard of the titles' character 4-grams
_COLUMN = 0.9  # the same, of what differs by a mark or an ending only
_LEAST, _APART = 5, 0.2  # words that only a summary has; Jaccard of two that tell different things
_DAY = 86_400.0
_SAME_DAY = 0.75 * _DAY  # a source that repeats a headline later tells the next instance
_LARGE = 1_000
_SPECIFIC = frozenset({"person", "org", "project", "event"})
_NONE: frozenset[str] = frozenset()
_NO_PAIRS: frozenset[tuple[str, str]] = frozenset()

FEATURES = (
    "cos_txt", "rare", "gaz_cos", "gaz_info", "gc", "epair_cos", "act_conf", "name", "same_lang", "dt",
    "gaz_cos*sl", "gaz_info*sl", "epair*sl", "gaz_title", "ordinal", "happening", "figure", "e5_raw",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Traits with the weights of the day the article came: they stay as they were."""

    traits: Traits
    idf: Mapping[str, float]  # of all tokens
    words: Mapping[str, float]  # unit vector
    rare: Mapping[str, float]  # idf of the telling tokens of the title
    entities: Mapping[str, float]  # unit vector
    entity_idf: Mapping[str, float]  # and of the lands
    pairs: Mapping[tuple[str, str], float]  # unit vector
    names: Mapping[str, float]  # idf
    stamp: float  # seconds since the epoch
    dense: Sequence[float] | None = field(default=None)


def weigh(traits: Traits, weights: Weights, dense: Sequence[float] | None = None) -> Weighed:
    """Give every trait its weight of now."""
    idf = weights.words(traits)
    entity_idf = weights.entities.idfs({*traits.entities, *traits.lands})
    return Weighed(
        traits=traits,
        idf=idf,
        words=_unit({token: w if token in traits.title else 0.6 * w for token, w in idf.items()}),
        rare={token: idf[token] for token in traits.title if idf[token] > _RARE},
        entities=_unit({id: max(0.05, entity_idf[id]) * share for id, share in traits.entities.items()}),
        entity_idf=entity_idf,
        pairs=_unit({pair: max(0.05, w - 1.5) for pair, w in weights.pairs.idfs(traits.pairs).items()}),
        names=weights.names.idfs(traits.names),
        stamp=traits.at.timestamp(),
        dense=dense,
    )


def _unit(vector: Mapping[K, float]) -> dict[K, float]:
    norm = math.sqrt(math.fsum([w * w for w in vector.values()]))
    return {key: w / norm for key, w in vector.items()} if norm else {}


def _dot(one: Mapping[K, float], other: Mapping[K, float], shared: Set[K]) -> float:
    """Return the dot product; `fsum`, since the order of a set differs from run to run and sums must not."""
    return math.fsum([one[key] * other[key] for key in shared]) if shared else 0.0


def _told_by(one: Mapping[K, float], other: Mapping[K, float], shared: Set[K]) -> float:
    """Return how much what is shared tells, the smaller of both weights of each, growing ever slower."""
    if not shared:
        return 0.0
    return math.log1p(math.fsum([w if (w := one[key]) < (v := other[key]) else v for key in shared]))


def _missed(one: Weighed, other: Weighed) -> float:
    """Return the idf of the rarest person or place of one title that the other article lacks."""
    theirs = other.entity_idf
    return max([one.entity_idf.get(id, 0.0) for id in one.traits.actors if id not in theirs], default=0.0)


def _shared_pairs(a: Traits, b: Traits) -> Set[tuple[str, str]]:
    """Return `a.pairs & b.pairs`, from who is in both: an article has a hundred pairs, and two share a few."""
    if not (who := a.pairing & b.pairing):
        return _NO_PAIRS
    return {*combinations(sorted(who), 2), *product(who, a.topics & b.topics)}


def features(one: Weighed, other: Weighed) -> tuple[float, ...]:
    """Return the features of a pair in the order of `FEATURES`, without `e5_raw` where a vector is missing."""
    a, b = one.traits, other.traits
    same = a.language == b.language
    ids = one.entities.keys() & other.entities.keys()
    gaz_cos = _dot(one.entities, other.entities, ids)
    gaz_info = _told_by(one.entity_idf, other.entity_idf, ids)
    epair = _dot(one.pairs, other.pairs, _shared_pairs(a, b))
    words = one.words.keys() & other.words.keys() if same else _NONE
    common = (
        _dot(one.words, other.words, words),
        _told_by(one.rare, other.rare, one.rare.keys() & other.rare.keys()) if words else 0.0,
        gaz_cos,
        gaz_info,
        _told_by(one.entity_idf, other.entity_idf, a.lands & b.lands),
        epair,
        min(_missed(one, other), _missed(other, one)),
        0.0 if same else _told_by(one.names, other.names, one.names.keys() & other.names.keys()),
        1.0 if same else 0.0,
        abs(one.stamp - other.stamp) / _DAY,
        gaz_cos if same else 0.0,
        gaz_info if same else 0.0,
        epair if same else 0.0,
        _told_by(one.entity_idf, other.entity_idf, a.headline & b.headline) if ids else 0.0,
        1.0 if a.ordinals and b.ordinals and not a.ordinals & b.ordinals else 0.0,
        1.0 if one_happening(a, b) else 0.0,
        1.0 if not same and one_figure(a, b) else 0.0,
    )
    if one.dense is None or other.dense is None:
        return common
    return (*common, sum(map(operator.mul, one.dense, other.dense)))


def vetoed(one: Weighed, others: Sequence[Weighed]) -> bool:
    """Tell whether an article may not join a story of these, however alike they are."""
    return all(only_places(one, other) for other in others) or any(
        different_guests(one.traits, other.traits) or one_of_a_series(one, other) for other in others
    )


def goes_on(before: Weighed, after: Weighed) -> bool:
    """Tell whether both titles name the same person, body, project or happening, and nothing keeps them apart."""
    shared = before.traits.headline & after.traits.headline
    return any(id.partition(".")[0] in _SPECIFIC for id in shared) and not vetoed(after, [before])


def different_guests(one: Traits, other: Traits) -> bool:
    """Tell whether both are meetings, each with a guest the other lacks: never one event.

    One country in common is the host (Xi meets Tokayev, Xi meets Japarov); two in common are a meeting's core that each
    headline completes in its own way.
    """
    mine, theirs = one.guests, other.guests
    return bool(mine - theirs and theirs - mine) and len(mine & theirs) <= 1


def one_of_a_series(one: Weighed, other: Weighed) -> bool:
    """Tell whether two titles are one pattern with different names in it, `Rublev, Medvedev reaches the final`, or the
    title of a column."""
    a, b = one.traits, other.traits
    if a.language != b.language or (likeness := same_letters(a.letters, b.letters)) < _PATTERN:
        return False
    if likeness >= _COLUMN and (told_apart(a, b) or another_day(one, other)):
        return True
    named = a.title_names - b.named and b.title_names - a.named
    return bool(named or (a.actors - b.lands - b.actors and b.actors - a.lands - a.actors))


def another_day(one: Weighed, other: Weighed) -> bool:
    """Tell whether one source tells both on different days: `Stocks up as trading opens` is news every time."""
    return one.traits.source == other.traits.source and abs(one.stamp - other.stamp) > _SAME_DAY


def told_apart(one: Traits, other: Traits) -> bool:
    """Tell whether the summaries under a serial headline of one source tell different things."""
    if one.source != other.source or len(one.body) < _LEAST or len(other.body) < _LEAST:
        return False
    return jaccard(one.body, other.body) < _APART


def one_happening(one: Traits, other: Traits) -> bool:
    """Tell whether both titles name the same summit or forum, and both or neither tell of a meeting beside it."""
    return not one.happenings.isdisjoint(other.happenings) and (len(one.guests) > 1) == (len(other.guests) > 1)


def one_figure(one: Traits, other: Traits) -> bool:
    """Tell whether both titles give the same large figure: 48 billion is 480亿, and few events have just that one."""
    return any(quantity.value >= _LARGE for quantity in one.title_quantities & other.title_quantities)


def only_places(one: Weighed, other: Weighed) -> bool:
    """Tell whether nothing but places links two articles of different languages: that never makes one event.

    Within a language the words decide, and with vectors the meaning does.
    """
    a, b = one.traits, other.traits
    if a.language == b.language or (one.dense is not None and other.dense is not None):
        return False
    specific = (a.entities.keys() & b.entities.keys()) - (a.lands & b.lands)
    return not specific and not one_figure(a, b)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Coefficients of `FEATURES`, without and with vectors, and the logits from which a story is joined or related."""

    plain: tuple[float, ...]
    plain_intercept: float
    plain_join: float
    dense: tuple[float, ...]
    dense_intercept: float
    dense_join: float
    related: float

    def logit(self, one: Weighed, other: Weighed) -> float:
        """Return the log-odds that both report one event."""
        values = features(one, other)
        if len(values) == len(self.plain):
            return self.plain_intercept + math.fsum(map(operator.mul, values, self.plain))
        return self.dense_intercept + math.fsum(map(operator.mul, values, self.dense))

    def join(self, one: Weighed) -> float:
        """Return the score from which an article joins a story."""
        return self.plain_join if one.dense is None else self.dense_join


def load_model(told: Mapping[str, Any]) -> Model:
    """Read `model.json`."""
    plain, dense = told["plain"], told["dense"]
    return Model(
        plain=tuple(plain["coefficients"][name] for name in FEATURES[:-1]),
        plain_intercept=plain["intercept"],
        plain_join=plain["join"],
        dense=tuple(dense["coefficients"][name] for name in FEATURES),
        dense_intercept=dense["intercept"],
        dense_join=dense["join"],
        related=told["related"],
    )
