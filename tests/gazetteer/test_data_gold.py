"""The lines of our own in tests/gold: eleven languages, a third of them traps."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

LINES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "gold" / "lines.jsonl").read_text(encoding="utf-8").splitlines()
]
INVENTORY = {id for line in LINES for key in ("labels", "optional", "trap") for id in line[key]}


@pytest.fixture(scope="module")
def found() -> dict[str, set[str]]:
    matcher = Matcher(load_gazetteer())
    return {
        line["id"]: {tag.id for tag in matcher.match(line["text"], "", line["lang"]).tags} & INVENTORY for line in LINES
    }


def _false(line: dict[str, Any], found: dict[str, set[str]]) -> set[str]:
    return found[line["id"]] - set(line["labels"]) - set(line["optional"])


def test_there_are_enough_lines_and_traps_to_tell() -> None:
    lines = Counter(line["lang"] for line in LINES)
    assert len(LINES) >= 620
    assert sum(not line["labels"] for line in LINES) >= 210
    assert {language for language, count in lines.items() if count < 35} == set()
    assert all(lines[language] >= 80 for language in ("ar", "en", "ru", "zh"))
    assert len(lines) == 11
    assert len({line["text"] for line in LINES}) == len(LINES)
    assert len({line["id"] for line in LINES}) == len(LINES)


def test_tags_are_right_and_complete(found: dict[str, set[str]]) -> None:
    right = sum(len(found[line["id"]] & set(line["labels"])) for line in LINES)
    wrong = {line["text"]: false for line in LINES if (false := _false(line, found))}
    missed = {line["text"]: gap for line in LINES if (gap := set(line["labels"]) - found[line["id"]])}
    assert right / (right + sum(map(len, wrong.values()))) >= 0.98, wrong
    assert right / (right + sum(map(len, missed.values()))) >= 0.97, missed


def test_no_language_falls_behind(found: dict[str, set[str]]) -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in LINES:
        labels = set(line["labels"])
        counts[line["lang"]][0] += 2 * len(found[line["id"]] & labels)
        counts[line["lang"]][1] += len(_false(line, found)) + len(labels - found[line["id"]])
    assert {lang: f for lang, (twice, off) in counts.items() if (f := twice / (twice + off)) < 0.95} == {}


def test_traps_hold(found: dict[str, set[str]]) -> None:
    traps = sum(len(set(line["trap"]) - set(line["labels"])) for line in LINES)
    sprung = {line["text"]: fired for line in LINES if (fired := set(line["trap"]) & _false(line, found))}
    assert sum(map(len, sprung.values())) <= 0.02 * traps, sprung
