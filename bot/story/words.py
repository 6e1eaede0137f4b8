"""Words of a text in a form that survives endings, and letters that survive a change of script. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from bot.text.dateline import dateline_end
from bot.text.fold import fold_text

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HAN_OR_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_\u3400-\u9fff\uf900-\ufaff]+")

# The article and what may stand before it: وبالصين -> صين. Only where a word of three letters is left.
_CLITICS = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=\w{3})")
_OPENING_CLITICS = frozenset("وفبكال")

_LINK = re.compile(r"https?:\S*|www\.\S+|\b\w+\.(?:com|ru|org|net)/\S*")
_SHOWN = re.compile(
    r"[(\[](?:videos?|photos?|watch|exclusive|updated?|graphic|opinion|live|видео|фото|обновлено|فيديو|صور|视频|图|快讯)[^)\]]{0,20}[)\]]",
    re.IGNORECASE,
)
# `(moscow, may 8, 2025)` at the end of a ministry's title: the place and day of filing again.
_FILED = re.compile(r"\([^()]{0,40}\b(?:19|20)\d\d\)?")
# The name of a column before a Chinese title: 【新思想引领新征程】.
_COLUMN = re.compile(r"^\s*【[^】]{1,40}】(?=.{6})")
_SIGNS = ("(", "/", "[", "【", "社", "http", "www.")  # at least one stands in what the patterns above find

REMEMBERED = 16_384  # words whose tokens or stems are kept at hand: few make most of the news
_PREFIX = {"arabic": 4, "cyrillic": 5, "latin": 6}


def tidy(text: str) -> str:
    """Return the text without links, datelines, names of columns and signs such as `(VIDEO)`."""
    if not any(sign in text for sign in _SIGNS):  # as most are
        return text
    return _SHOWN.sub(" ", _FILED.sub(" ", _LINK.sub(" ", _COLUMN.sub(" ", text[dateline_end(text) :]))))


def filings(text: str) -> list[tuple[int, int]]:
    """Return where the text says only from where and when it was filed: spans of dateline and closing bracket."""
    if not any(sign in text for sign in _SIGNS):
        return []
    # The place and hour of filing are not what happened: see bot/text/dateline.py.
    spans = [match.span() for match in _FILED.finditer(text)]
    return [(0, end), *spans] if (end := dateline_end(text)) else spans


def folded_words(text: str) -> list[str]:
    """Split into folded words, Arabic clitics gone; a run of Chinese characters is one word."""
    return words_of(fold_text(text))


def words_of(folded: str) -> list[str]:
    """Split a folded text into its words, Arabic clitics gone; a run of Chinese characters is one word."""
    return [without_clitics(word) for word in _HAN_OR_WORD.findall(folded)]


def without_clitics(word: str) -> str:
    """Return a folded word without the Arabic article and what stands before it."""
    return _CLITICS.sub("", word) if word[:1] in _OPENING_CLITICS else word


class Clitics:
    """Takes off the words of one letter that Arabic writes onto the next: and, so, in, for, as.

    Many a word begins with one of these letters by itself. How often each beginning is met tells: `counts` are tokens
    of Arabic (their first four letters) by how often articles have them.
    """

    _LETTERS = frozenset("وفبلك")
    _COMMONER = 3  # times as often as the word as it stands

    def __init__(self, counts: Mapping[str, float]) -> None:
        self._counts = counts
        self._bare: dict[str, str] = {}  # few words make most of the news

    def bare(self, word: str) -> str:
        """Return a folded word without such a letter: `وطرابلس` is طرابلس, `وزيره` stays."""
        if word[:1] not in self._LETTERS:
            return word
        if word not in self._bare:
            if len(self._bare) >= REMEMBERED:
                self._bare.clear()
            self._bare[word] = self._without(word)
        return self._bare[word]

    def _without(self, word: str) -> str:
        while word[0] in self._LETTERS and len(word) > 3:
            rest = word[1:]
            as_it_stands, after = self._counts.get(word[:4], 0), self._counts.get(rest[:4], 0)
            if after < self._COMMONER * as_it_stands or (len(rest) < 4 and not after):
                break
            word = rest
        return word


def is_han(word: str) -> bool:
    return "\u3400" <= word[0] <= "\u9fff" or "\uf900" <= word[0] <= "\ufaff"


def script_of(word: str) -> str:
    first = word[0]
    if "\u0600" <= first <= "\u06ff" or "\u0750" <= first <= "\u077f":
        return "arabic"
    return "cyrillic" if "\u0400" <= first <= "\u052f" else "latin"


def tokens(words: list[str], language: str) -> Iterator[str]:
    """Yield what words are compared by, such as `ru:стран`: a prefix that outlives their endings, or pairs of Chinese
    characters.

    Prefix lengths were measured on Russian and Arabic headlines: 4 to 5 letters beat stems, whole words and n-grams.
    """
    return (token for word in words for token in _tokens(word, language))


@lru_cache(maxsize=REMEMBERED)
def _tokens(word: str, language: str) -> tuple[str, ...]:
    if word.isdigit():
        return ()
    if is_han(word):
        return tuple(f"{language}:{word[i : i + 2]}" for i in range(max(1, len(word) - 1)))
    return (f"{language}:{word[: _PREFIX[script_of(word)]]}",) if len(word) > 1 else ()


@lru_cache(maxsize=1_024)  # asked for when a title is like another, and then often
def grams(letters: str, size: int = 4) -> frozenset[str]:
    """Return the character n-grams of folded words, blanks included: what two spellings of one title share."""
    return frozenset([letters[i : i + size] for i in range(max(1, len(letters) - size + 1))])


def same_letters(one: str, other: str) -> float:
    """Return the Jaccard of the character 4-grams of two titles' folded words."""
    return jaccard(grams(one), grams(other))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of what is common to both among what is in either."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


class Stems:
    """Word stems that name a thing: `stem` fits words that begin with it, `stem=` only itself, Chinese anywhere."""

    def __init__(self, table: Mapping[str, list[str]]) -> None:
        self._starts: dict[str, list[str]] = {}
        self._whole: dict[str, list[str]] = {}
        self._inside: dict[str, list[tuple[str, str]]] = {}  # by the first two characters
        for name, stems in table.items():
            for written in stems:
                stem = fold_text(written.removesuffix("="))
                if is_han(stem):
                    self._inside.setdefault(stem[:2], []).append((stem, name))
                    continue
                into = self._whole if written.endswith("=") or len(stem) < 3 else self._starts
                into.setdefault(_CLITICS.sub("", stem), []).append(name)
        self._seen: dict[str, tuple[str, ...]] = {}  # few words make most of the news
        self._lengths = sorted({len(stem) for stem in self._starts})

    def of(self, word: str) -> tuple[str, ...]:
        """Return the names a folded word stands for, in the table's order of lengths."""
        known = self._seen.get(word)
        if known is None:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            known = self._seen[word] = tuple(self._within(word) if is_han(word) else self._beginning(word))
        return known

    def _beginning(self, word: str) -> Iterator[str]:
        yield from self._whole.get(word, ())
        for length in self._lengths:
            if length > len(word):
                return
            yield from self._starts.get(word[:length], ())

    def _within(self, word: str) -> Iterator[str]:
        for i in range(len(word)):
            for key in (word[i], word[i : i + 2]):
                for stem, name in self._inside.get(key, ()) if len(key) <= len(word) - i else ():
                    if word.startswith(stem, i):
                        yield name
