"""Whether two meetings with different guests ever are one event: `python -m bench.guests [STREAM]`.

The rule was made on real windows. Ours, which it was not made from, tell how often it is right where it matters: among
pairs that the model finds likely.
"""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

from bench.story_streams import WINDOWS, windows
from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.story.features import Tracer, table
from bot.story.pair import different_guests, load_model, weigh
from bot.story.weights import Weights

_LIKELY = -2.0  # logit: near enough to join with a little more evidence


def main() -> None:
    gazetteer = load_gazetteer()
    tracer, model = Tracer(gazetteer), load_model(table("model.json"))
    right, wrong = 0, []
    for stream in windows(Path(sys.argv[1]) if sys.argv[1:] else WINDOWS, Matcher(gazetteer).match).values():
        weights = Weights(table("prior.json"))
        traced = [tracer.trace(item.article, item.matched) for item in stream]
        for traits in traced:
            weights.count(traits)
        met = [(item, weigh(traits, weights)) for item, traits in zip(stream, traced, strict=True) if traits.guests]
        for (one, a), (other, b) in combinations(met, 2):
            if different_guests(a.traits, b.traits) and model.logit(a, b) > _LIKELY:
                right += one.event != other.event
                if one.event == other.event:
                    wrong.append(f"  {one.article.title}\n  {other.article.title}\n")
    print(f"{right + len(wrong)} likely pairs of meetings with different guests, {right} of two events; of one event:")
    print("\n".join(wrong))


if __name__ == "__main__":
    main()
