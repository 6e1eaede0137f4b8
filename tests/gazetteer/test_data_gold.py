"""The lines of our own in tests/gold: some by those who wrote the gazetteer, some by editors who had not seen it.

What either kind showed was mended: now they tell of setbacks.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

Line = dict[str, Any]

_GOLD = Path(__file__).parents[1] / "gold"
_MATCHER = Matcher(load_gazetteer())


@dataclass(frozen=True)
class Gold:
    """A file's lines, the ids its editor looked for, and which of them are found."""

    lines: list[Line]
    inventory: set[str]
    found: dict[str, set[str]]

    def false(self, line: Line) -> set[str]:
        return self.found[line["id"]] - set(line["labels"]) - set(line["optional"])

    def missed(self, line: Line) -> set[str]:
        return set(line["labels"]) - self.found[line["id"]]


def _read(name: str) -> Gold:
    lines: list[Line] = [json.loads(line) for line in (_GOLD / name).read_text(encoding="utf-8").splitlines()]
    ids = {id for line in lines for key in ("labels", "optional", "trap") for id in line[key]}
    tags = {line["id"]: {tag.id for tag in _MATCHER.match(line["text"], "", line["lang"]).tags} for line in lines}
    return Gold(lines, ids, {id: found & ids for id, found in tags.items()})


OURS, BLIND = _read("lines.jsonl"), _read("blind.jsonl")
each = pytest.mark.parametrize("gold", [OURS, BLIND], ids=["ours", "blind"])


def test_there_are_enough_lines_and_traps_to_tell() -> None:
    lines = Counter(line["lang"] for line in OURS.lines)
    assert len(OURS.lines) >= 620
    assert sum(not line["labels"] for line in OURS.lines) >= 210
    assert min(lines.values()) >= 35
    assert all(lines[language] >= 80 for language in ("ar", "en", "ru", "zh"))


def test_every_tag_was_asked_of_those_who_had_not_seen_it() -> None:
    assert len(BLIND.lines) >= 850
    assert len(BLIND.inventory) >= 31
    assert sum(bool(line["trap"]) for line in BLIND.lines) >= 150
    assert min(Counter(line["lang"] for line in BLIND.lines).values()) >= 65


@each
def test_no_line_stands_twice_and_no_language_is_missing(gold: Gold) -> None:
    assert len({line["id"] for line in gold.lines}) == len({line["text"] for line in gold.lines}) == len(gold.lines)
    assert len({line["lang"] for line in gold.lines}) == 11


@each
def test_tags_are_right_and_complete(gold: Gold) -> None:
    right = sum(len(gold.found[line["id"]] & set(line["labels"])) for line in gold.lines)
    wrong = {line["text"]: false for line in gold.lines if (false := gold.false(line))}
    missed = {line["text"]: gap for line in gold.lines if (gap := gold.missed(line))}
    assert right / (right + sum(map(len, wrong.values()))) >= 0.985, wrong
    assert right / (right + sum(map(len, missed.values()))) >= 0.985, missed


@each
def test_no_language_falls_behind(gold: Gold) -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in gold.lines:
        counts[line["lang"]][0] += 2 * len(gold.found[line["id"]] & set(line["labels"]))
        counts[line["lang"]][1] += len(gold.false(line)) + len(gold.missed(line))
    assert {lang: f for lang, (twice, off) in counts.items() if (f := twice / (twice + off)) < 0.95} == {}


@each
def test_few_traps_spring(gold: Gold) -> None:
    traps = sum(len(set(line["trap"]) - set(line["labels"])) for line in gold.lines)
    sprung = {line["text"]: fired for line in gold.lines if (fired := set(line["trap"]) & gold.false(line))}
    assert sum(map(len, sprung.values())) <= 0.02 * traps, sprung
