"""Score the matcher on labelled lines: precision, recall, F1 and traps by language, and two naive matchers beside it.

    python bench/score_tags.py GOLD.jsonl… [--inventory IDS.txt] [--errors]

A line of GOLD is {"text", "lang", "labels", "optional", "trap"}: labels must be found, optional may be, traps must not.
Only ids of the closed inventory count: those that occur in the file, and those of --inventory (one a line).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher

Tagger = Callable[[str, str], set[str]]


@dataclass(slots=True)
class Score:
    right: int = 0
    wrong: int = 0
    missed: int = 0
    lines: int = 0
    traps: int = 0
    trapped: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, found: set[str], line: Mapping[str, Any]) -> None:
        labels, optional, trap = (set(line[key]) for key in ("labels", "optional", "trap"))
        self.lines += 1
        self.right += len(found & labels)
        self.wrong += len(found - labels - optional)
        self.missed += len(labels - found)
        self.traps += len(trap - labels)
        self.trapped += len(found & (trap - labels))
        if extra := sorted(found - labels - optional):
            self.errors.append(f"+ {', '.join(extra)} | {line['text'][:160]}")
        if lost := sorted(labels - found):
            self.errors.append(f"- {', '.join(lost)} | {line['text'][:160]}")


def ours(gazetteer: Gazetteer) -> Tagger:
    matcher = Matcher(gazetteer)
    return lambda text, language: {tag.id for tag in matcher.match(text, "", language).tags}


def naive(gazetteer: Gazetteer, *, whole_words: bool) -> Tagger:
    """Every alias, weak ones too, case folded: as a whole word (Chinese: anywhere), or anywhere."""
    aliases = [
        (entry.id, alias.strip("=*").casefold())
        for entry in gazetteer.entries.values()
        for names in (entry.names, entry.maybe)
        for forms in names.values()
        for alias in forms
    ]
    han = re.compile(r"[\u3400-\u9fff]")

    def tag(text: str, _: str) -> set[str]:
        low = text.casefold()
        return {
            id
            for id, alias in aliases
            if alias in low
            and (not whole_words or han.search(alias) or re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", low))
        }

    return tag


Gold = tuple[list[dict[str, Any]], set[str]]
"""The lines of a file, and the ids its editor looked for."""


def score(tagger: Tagger, files: Iterable[Gold]) -> dict[str, Score]:
    """Scores by language, and of all under "all"."""
    scores: dict[str, Score] = defaultdict(Score)
    for lines, inventory in files:
        for line in lines:
            found = tagger(line["text"], line["lang"]) & inventory
            for name in (line["lang"], "all"):
                scores[name].add(found, line)
    return scores


def read(path: Path, more: set[str]) -> Gold:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return lines, more | {id for line in lines for key in ("labels", "optional", "trap") for id in line[key]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--inventory", type=Path, help="ids, one a line; what follows a tab is ignored")
    parser.add_argument("--errors", action="store_true", help="print every wrong or missed tag")
    given = parser.parse_args()
    ids = given.inventory.read_text(encoding="utf-8").splitlines() if given.inventory else []
    files = [read(path, {line.split("\t")[0].strip() for line in ids if line.strip()}) for path in given.gold]
    gazetteer = load_gazetteer()
    taggers = {
        "marsad": ours(gazetteer),
        "whole word": naive(gazetteer, whole_words=True),
        "substring": naive(gazetteer, whole_words=False),
    }
    scores = {name: score(tagger, files) for name, tagger in taggers.items()}
    print_table(scores)
    if given.errors:
        print(*scores["marsad"]["all"].errors, sep="\n")


def print_table(scores: Mapping[str, Mapping[str, Score]]) -> None:
    """A line a language, the matchers side by side: precision, recall, F1, and traps sprung of all that were laid."""
    print(f"{'':<11}" + "".join(f"{name:^32}" for name in scores))
    print(f"{'lang':<5}{'lines':>6}" + f"{'P':>8}{'R':>7}{'F1':>7}{'traps':>10}" * len(scores))
    first = next(iter(scores.values()))
    for language in sorted(first, key=lambda name: (name == "all", name)):
        row = f"{language:<5}{first[language].lines:>6}"
        for by_language in scores.values():
            s = by_language[language]
            row += f"{s.precision:>8.3f}{s.recall:>7.3f}{s.f1:>7.3f}{f'{s.trapped}/{s.traps}':>10}"
        print(row)


if __name__ == "__main__":
    main()
