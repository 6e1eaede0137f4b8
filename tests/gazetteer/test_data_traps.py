"""Lines of our own after what fired wrongly on the press's, and the law that strange writing changes no tag."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

_GOLD = Path(__file__).parents[1] / "gold"


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_GOLD / name).read_text(encoding="utf-8").splitlines()]


TRAPS = _lines("traps.jsonl")
LINES = [*_lines("lines.jsonl"), *TRAPS]


@pytest.fixture(scope="module")
def tagged() -> Callable[[str, str], frozenset[str]]:
    matcher = Matcher(load_gazetteer())
    return lambda text, language: frozenset(tag.id for tag in matcher.match(text, "", language).tags)


@pytest.fixture(scope="module")
def plainly(tagged: Callable[[str, str], frozenset[str]]) -> dict[str, frozenset[str]]:
    return {line["id"]: tagged(line["text"], line["lang"]) for line in LINES}


def test_no_trap_springs(plainly: dict[str, frozenset[str]]) -> None:
    assert len(TRAPS) >= 80
    assert sum(bool(line["trap"]) for line in TRAPS) >= 60
    sprung = {line["text"]: fired for line in TRAPS if (fired := plainly[line["id"]] & set(line["trap"]))}
    assert sprung == {}


def test_what_stands_beside_a_trap_is_found_and_nothing_else(plainly: dict[str, frozenset[str]]) -> None:
    inventory = {id for line in TRAPS for key in ("labels", "optional", "trap") for id in line[key]}
    off = {
        line["text"]: plainly[line["id"]] & inventory ^ set(line["labels"])
        for line in TRAPS
        if not set(line["labels"]) <= plainly[line["id"]]
        or plainly[line["id"]] & inventory - set(line["labels"]) - set(line["optional"])
    }
    assert off == {}


_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code).isalnum()}
_LOOK_ALIKES = str.maketrans("аеорсКАТС", "aeopcKATC")
_LONG = 10  # letters; a name of five and its ending are shorter, and short names are compared letter by letter
_DUAL = "بتسشصطعفقكلمنيه"  # letters that join on both sides


def _slipped(match: re.Match[str]) -> str:
    """One letter of a long Cyrillic word typed with the other keyboard."""
    word = match[0]
    at = next((at for at, letter in enumerate(word) if at and letter in "аеорс"), None)
    return word if at is None else word[:at] + word[at].translate(_LOOK_ALIKES) + word[at + 1 :]


WRITINGS: dict[str, Callable[[str], str]] = {
    "letters taken apart": lambda text: unicodedata.normalize("NFD", text),
    "letters taken apart, compatible": lambda text: unicodedata.normalize("NFKD", text),
    "right-to-left marks at the words": lambda text: "\u200f" + text.replace(" ", " \u200f") + "\u200f",
    "left-to-right marks within words": lambda text: re.sub(r"(\w\w)(?=\w)", "\\1\u200e", text),
    "every word isolated": lambda text: re.sub(r"(\w+)", "\u2068\\1\u2069", text),
    "full width": lambda text: text.translate(_FULL_WIDTH),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "no-break hyphens": lambda text: text.replace("-", "\u2011"),
    "soft hyphens": lambda text: re.sub(r"([^\W\d_]{3})(?=[^\W\d_]{3})", "\\1\u00ad", text),
    "zero-width spaces": lambda text: re.sub(r"([^\W\d_]{2})(?=[^\W\d_]{2})", "\\1\u200b", text),
    "a byte-order mark": lambda text: "\ufeff" + text,
    "stretched letters": lambda text: re.sub(f"([{_DUAL}])(?=[\u0621-\u064a])", "\\1\u0640", text),
    "vowel signs": lambda text: re.sub("([\u0628-\u064a])(?=[\u0621-\u064a])", "\\1\u064e", text),
    "typewriter apostrophes": lambda text: re.sub("[ʻʼ‘’`]", "'", text),
    "typesetter's apostrophes": lambda text: re.sub("[ʻʼ‘'`]", "’", text),
    "a letter of the other keyboard": lambda text: re.sub(rf"[\u0400-\u04ff]{{{_LONG},}}", _slipped, text),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_strange_writing_changes_no_tag(
    writing: str, tagged: Callable[[str, str], frozenset[str]], plainly: dict[str, frozenset[str]]
) -> None:
    written = [(line, WRITINGS[writing](line["text"])) for line in LINES]
    changed = [(line, text) for line, text in written if text != line["text"]]
    assert len(changed) >= 20
    lost = {
        text: plainly[line["id"]] ^ found
        for line, text in changed
        if (found := tagged(text, line["lang"])) != plainly[line["id"]]
    }
    assert lost == {}


def test_a_zero_width_non_joiner_parts_words_of_a_name_as_a_space_does(
    tagged: Callable[[str, str], frozenset[str]], plainly: dict[str, frozenset[str]]
) -> None:
    """Within a name of several words: آسیای‌مرکزی. After one of a single word it makes another word: چین‌ها, wrinkles."""
    names = re.compile("شی جین پینگ|آسیای مرکزی|یک کمربند|شهر دوشنبه|وانگ یی|سازمان همکاری|ریاست جمهوری|قاسم جومارت")
    lines = [line for line in LINES if line["lang"] == "fa" and names.search(line["text"])]
    assert len(lines) >= 5
    for line in lines:
        joined = names.sub(lambda name: name[0].replace(" ", "\u200c"), line["text"])
        assert tagged(joined, "fa") == plainly[line["id"]], joined
