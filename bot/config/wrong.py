"""What is wrong with one value, said so that an operator can mend it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable

_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
_USERINFO = re.compile(r"(?<=://)[^/\s\"]*@")
_SHOWN = 60  # characters of a wrong value that are echoed: enough to find it, too few to flood a log


class Wrong(ValueError):
    """A value that cannot be taken: `sentence` says what and the cure; `at` leads further down into the value."""

    def __init__(self, sentence: str, at: tuple[str | int, ...] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.at = at


def shown(value: object) -> str:
    """Return `value` as an error may echo it: short, on one line, text in quotes."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 2]}…" + ('"' if isinstance(value, str) else "")


def without_secrets(sentence: str) -> str:
    """Return `sentence` with bot tokens and passwords in URLs blacked out, wherever they came from."""
    return _USERINFO.sub("***@", _TOKEN.sub("***", sentence))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, or None when none is near enough to be meant."""
    by_lower = {name.lower(): name for name in sorted(known)}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the second half of a sentence: the nearest known word, else all of them (or the first twelve)."""
    names = tuple(known)
    if near := nearest(word, names):
        return f"did you mean {near}?"
    return "known are: " + ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
