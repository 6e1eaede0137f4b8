"""Simple ways of grouping a stream, to stand beside ours. Each takes a window and returns item -> group."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from bench.story_streams import Window
from bot.gazetteer import Gazetteer
from bot.ports import Embedder
from bot.story.features import Tracer, table
from bot.story.pair import Weighed, weigh
from bot.story.weights import Weights
from bot.story.words import folded_words

Way = Callable[[Window], Mapping[str, str]]
Likeness = Callable[[int, int], float]
Prepare = Callable[[Window], Likeness]

_DAYS = 4 * 86_400


def alone(window: Window) -> dict[str, str]:
    return {item.article.id: item.article.id for item in window}


def same_title(window: Window) -> dict[str, str]:
    first: dict[str, str] = {}
    return {i.article.id: first.setdefault(i.article.title_key or i.article.id, i.article.id) for i in window}


def online(prepare: Prepare, least: float, *, nearest: bool = False) -> Way:
    """Join the group with the best score, else open one: half the best likeness and half the mean, or the best."""

    def group(window: Window) -> dict[str, str]:
        likeness = prepare(window)
        groups: list[list[int]] = []
        for n, item in enumerate(window):
            scored = []
            for number, members in enumerate(groups):
                if (item.article.at - window[members[-1]].article.at).total_seconds() > _DAYS:
                    continue
                likes = [likeness(n, m) for m in members]
                score = max(likes) if nearest else (max(likes) + sum(likes) / len(likes)) / 2
                scored.append((score, -number))
            best = max(scored, default=(-1.0, 0))
            if best[0] >= least:
                groups[-best[1]].append(n)
            else:
                groups.append([n])
        return {window[n].article.id: window[members[0]].article.id for members in groups for n in members}

    return group


def token_set(window: Window) -> Likeness:
    """Words of the shorter title that the longer one has too, as token-set ratios measure it."""
    words = [frozenset(folded_words(item.article.title)) for item in window]
    return lambda a, b: len(words[a] & words[b]) / max(1, min(len(words[a]), len(words[b])))


def jaccard(window: Window) -> Likeness:
    """Share of common words in all words of two titles."""
    words = [frozenset(folded_words(item.article.title)) for item in window]
    return lambda a, b: len(words[a] & words[b]) / max(1, len(words[a] | words[b]))


def _weighed(window: Window, gazetteer: Gazetteer) -> list[Weighed]:
    tracer, weights = Tracer(gazetteer), Weights(table("prior.json"))
    found = []
    for item in window:
        traits = tracer.trace(item.article, item.matched)
        found.append(weigh(traits, weights))
        weights.count(traits)
    return found


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return math.fsum(one[key] * other[key] for key in one.keys() & other.keys())


def names_alone(gazetteer: Gazetteer) -> Prepare:
    """Cosine of the gazetteer's ids, the rare ones heavier."""

    def prepare(window: Window) -> Likeness:
        found = _weighed(window, gazetteer)
        return lambda a, b: _cosine(found[a].entities, found[b].entities)

    return prepare


def _centred(window: Window, embedder: Embedder) -> list[Sequence[float]]:
    """Vectors less the running mean of their language, of unit length."""
    sums: dict[str, list[float]] = {}
    counts: dict[str, int] = defaultdict(int)
    found = []
    for item in window:
        article = item.article
        text = f"{article.title}. {article.summary[:200]}" if article.summary else article.title
        vector = list(embedder.embed([text])[0])
        total = sums.setdefault(article.language, [0.0] * len(vector))
        mean = [t / counts[article.language] if counts[article.language] else 0.0 for t in total]
        rest = [v - m for v, m in zip(vector, mean, strict=True)]
        norm = math.sqrt(math.fsum(v * v for v in rest)) or 1.0
        found.append([v / norm for v in rest])
        sums[article.language] = [t + v for t, v in zip(total, vector, strict=True)]
        counts[article.language] += 1
    return found


def meaning_alone(embedder: Embedder) -> Prepare:
    """Cosine of centred vectors."""

    def prepare(window: Window) -> Likeness:
        found = _centred(window, embedder)
        return lambda a, b: math.sumprod(found[a], found[b]) if hasattr(math, "sumprod") else _dot(found[a], found[b])

    return prepare


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def thirds(gazetteer: Gazetteer, embedder: Embedder | None) -> Prepare:
    """Equal parts of the cosines of words, names and, where there is an embedder, meaning: weights set by hand."""

    def prepare(window: Window) -> Likeness:
        found = _weighed(window, gazetteer)
        vectors = _centred(window, embedder) if embedder else None

        def likeness(a: int, b: int) -> float:
            one, other = found[a], found[b]
            same = one.traits.language == other.traits.language
            parts = [_cosine(one.words, other.words)] if same else []
            parts.append(_cosine(one.entities, other.entities))
            if vectors:
                parts.append(_dot(vectors[a], vectors[b]))
            return sum(parts) / len(parts)

        return likeness

    return prepare
