"""The one line that says why an article stands where it stands. Pure."""

from __future__ import annotations

import heapq

from bot.story.pair import Weighed

_NAMED = 4


def told_by(one: Weighed, other: Weighed) -> str:
    """Return what weighs most among what two articles share.

    Such as `words chin railw; place.china, act.railway; 0.4 days apart`.
    """
    words = _heaviest(
        {token.partition(":")[2]: min(w, other.idf[token]) for token, w in one.idf.items() if token in other.idf}
    )
    ids = _heaviest({id: min(w, other.entity_idf[id]) for id, w in one.entity_idf.items() if id in other.entity_idf})
    alike = [f"words {' '.join(words)}"] if words else []
    if one.traits.language != other.traits.language:
        alike = [f"{one.traits.language}–{other.traits.language}"]
        if shared := sorted(one.names.keys() & other.names.keys()):
            alike.append(f"names {' '.join(shared[:_NAMED])}")
    if ids:
        alike.append(", ".join(ids))
    return "; ".join([*alike, f"{abs(one.stamp - other.stamp) / 86_400:.1f} days apart"])


def _heaviest(weights: dict[str, float]) -> list[str]:
    return heapq.nlargest(_NAMED, weights, key=lambda key: (weights[key], key))
