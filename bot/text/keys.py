"""Fingerprints: short names for contents, equal on every machine."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final

from bot.text.fold import fold_text

CONTENT_WORDS: Final = 4  # fewer prove nothing: "Market wrap", "News in brief"

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")


def fingerprint(*parts: str | bytes) -> str:
    """20 hex digits (80 bits) of the parts; ("ab", "c") and ("a", "bc") differ.

    Any string will do, lone surrogates included. 80 bits: among 10 million articles a chance meeting of two is
    less likely than 1 in 10 billion.
    """
    mixer = blake2b(digest_size=10)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        mixer.update(len(raw).to_bytes(8, "big"))
        mixer.update(raw)
    return mixer.hexdigest()


def title_key(title: str) -> str:
    """Fingerprint of the folded title's words in their order; "" when it has fewer than four content words.

    Punctuation, case, diacritics and spacing do not count, numbers do: "12 dead" and "15 dead" are two reports.
    """
    words = _WORD.findall(fold_text(title))
    if sum(map(_weight, words)) < CONTENT_WORDS:
        return ""
    return fingerprint(*words)


def _weight(word: str) -> int:
    """How many content words a run of letters stands for. Chinese puts no spaces: two characters make a word."""
    unspaced = len(_UNSPACED.findall(word))
    if unspaced:
        return max(1, unspaced // 2)
    return int(len(word) >= 3 or word.isdigit())
