"""How often what is called a near copy tells the same event: `python -m bench.copies PAIRS.tsv … [--read N]`.

A file has the columns `quality` (OK: same event, BAD: not), `first_url` and `second_url`; titles are read off the
addresses, where a slug of five words and more stands for one. Beside ours: the letters alone, without the guards.
`--read N` prints N near copies of other events, to be read.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Article
from bot.story.features import Tracer, table
from bot.story.pair import Weighed, weigh
from bot.story.same import NEAR, near_copy
from bot.story.weights import Weights
from bot.story.words import same_letters

_WORD = re.compile(r"[a-z]{2,}|\d{1,3}")
_LEAST = 5  # words of a slug that is as good as a title
_NOON = datetime(2020, 5, 27, 12, tzinfo=UTC)


def slug(url: str) -> str:
    """Return the title an address spells out, or nothing."""
    parts = [_WORD.findall(part.lower()) for part in unquote(urlsplit(url).path).split("/")]
    longest = max(parts, key=len, default=[])
    return " ".join(longest) if len([word for word in longest if word.isalpha()]) >= _LEAST else ""


def pairs(paths: list[Path]) -> Iterator[tuple[str, str, bool]]:
    """Yield (title, title, same event) for every labelled pair whose addresses spell out titles of their own."""
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                one, other = slug(row["first_url"]), slug(row["second_url"])
                if one and other:
                    yield one, other, row["quality"] == "OK"


class Reader:
    """Titles as the story room weighs them."""

    def __init__(self) -> None:
        gazetteer = load_gazetteer()
        self._match, self._tracer = Matcher(gazetteer).match, Tracer(gazetteer)
        self._weights = Weights(table("prior.json"))
        self._number = 0

    def read(self, title: str) -> Weighed:
        self._number += 1
        article = Article(id=str(self._number), source=f"s{self._number % 7}", title=title, seen=_NOON, language="ru")
        traits = self._tracer.trace(article, self._match(title, "", "ru"))
        weighed = weigh(traits, self._weights)
        self._weights.count(traits)
        return weighed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--read", type=int, default=0)
    asked = parser.parse_args()
    reader = Reader()
    letters, ours, total, wrong = [0, 0], [0, 0], 0, []
    for one, other, same in pairs(asked.pairs):
        a, b = reader.read(one), reader.read(other)
        total += 1
        if same_letters(a.traits.letters, b.traits.letters) >= NEAR:
            letters[same] += 1
        if near_copy(a, b) is not None:
            ours[same] += 1
            if not same:
                wrong.append((one, other))
    print(f"{total} pairs with two titles")
    for name, (bad, good) in (("letters alone", letters), ("with the guards", ours)):
        print(f"{name:16} {good + bad:5} near copies, {good} of the same event: {good / max(1, good + bad):.4f}")
    for one, other in wrong[: asked.read]:
        print(f"  {one}\n  {other}\n")


if __name__ == "__main__":
    main()
