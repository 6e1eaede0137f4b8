"""Lines of ours by editors who had not seen the gazetteer. What they showed was mended: now they tell of setbacks."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

LINES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "gold" / "blind.jsonl").read_text(encoding="utf-8").splitlines()
]
INVENTORY = {id for line in LINES for key in ("labels", "optional", "trap") for id in line[key]}
_LEAST = 0.95  # F1 of a language: with some 40 tags in each, three slips


@pytest.fixture(scope="module")
def found() -> dict[str, set[str]]:
    matcher = Matcher(load_gazetteer())
    return {
        line["id"]: {tag.id for tag in matcher.match(line["text"], "", line["lang"]).tags} & INVENTORY for line in LINES
    }


def _false(line: dict[str, Any], found: dict[str, set[str]]) -> set[str]:
    return found[line["id"]] - set(line["labels"]) - set(line["optional"])


def test_every_language_and_every_tag_is_asked() -> None:
    assert len({line["id"] for line in LINES}) == len({line["text"] for line in LINES}) == len(LINES) >= 850
    assert len(INVENTORY) >= 31
    assert sum(bool(line["trap"]) for line in LINES) >= 150
    languages = Counter(line["lang"] for line in LINES)
    assert len(languages) == 11
    assert min(languages.values()) >= 65


def test_tags_are_right_and_complete(found: dict[str, set[str]]) -> None:
    right = sum(len(found[line["id"]] & set(line["labels"])) for line in LINES)
    wrong = {line["text"]: false for line in LINES if (false := _false(line, found))}
    missed = {line["text"]: gap for line in LINES if (gap := set(line["labels"]) - found[line["id"]])}
    assert right / (right + sum(map(len, wrong.values()))) >= 0.985, wrong
    assert right / (right + sum(map(len, missed.values()))) >= 0.985, missed


def test_no_language_falls_behind(found: dict[str, set[str]]) -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in LINES:
        labels = set(line["labels"])
        counts[line["lang"]][0] += 2 * len(found[line["id"]] & labels)
        counts[line["lang"]][1] += len(_false(line, found)) + len(labels - found[line["id"]])
    assert {lang: f for lang, (twice, off) in counts.items() if (f := twice / (twice + off)) < _LEAST} == {}


def test_few_traps_spring(found: dict[str, set[str]]) -> None:
    """A street, a station, a café, two riders and a surname of the same name are no matter of the gazetteer."""
    traps = sum(len(set(line["trap"]) - set(line["labels"])) for line in LINES)
    sprung = {line["text"]: fired for line in LINES if (fired := set(line["trap"]) & _false(line, found))}
    assert sum(map(len, sprung.values())) <= 0.02 * traps, sprung
