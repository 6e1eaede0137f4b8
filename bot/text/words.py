"""The words an archive is searched by: what is kept of a text, and what a query's word asks for.

Both sides fold as the matcher folds. Scripts without spaces are kept as pairs of characters; an Arabic word stands
without its article; a query's word of four letters and more asks for all that begin with its stem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.text.fold import fold_text

_UNSPACED = "\u3040-\u30ff\u3105-\u312f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"(?P<pairs>[{_UNSPACED}]+)|[^\\W_{_UNSPACED}]+")
_LONGEST = 40  # letters of a word that count; no language of the beat has longer ones, but addresses do

_STEM = 4  # letters: shorter ones begin too much
# The article, alone or behind and, then, with, as; and what stands before a noun without one: and, with, for.
_AL = re.compile(r"[وف]?(?:[بك]?ال|لل)(?=\w{3})")
_PROCLITIC = re.compile("[وبل](?=\\w{4})")
_PLURAL = "ات"
_ARABIC = re.compile("[\u0621-\u064a]")
# What a query's word loses before it is looked up, the longest first; see `_stem`.
_ENDINGS = (
    (_ARABIC, re.compile("يات|يه|ات|ين|ون|ان|ه")),
    (
        re.compile("[а-я]"),
        re.compile(
            "иями|ями|ами|ого|его|ому|ему|ыми|ими|иях|ией|ии|ия|ию|ие|ой|ей|ый|ий|ая|яя|ое|ее|ую|юю|ых|их|ым|им|ом|ем"
            "|ам|ям|ах|ях|ов|ев|[аяоеуюыиьй]"
        ),
    ),
    (re.compile("[a-z]"), re.compile("ies|es|s|y")),
)
# Words that say nothing by themselves; a query is looked up without them.
_SAY_NOTHING = """
a an and as at by for from in is of on or the to with about
в во и из за к ко на о об от по с со у для до при не а но
في من إلى على عن مع و أو أن بين حول
در از به با و را که
的 和 与 在 对 及 了
"""
_FUNCTION = frozenset(fold_text(_SAY_NOTHING).split())
_PARTICLES = "的和与在对及了"  # as the ends of a run of characters


def indexed(text: str) -> Iterator[str]:
    """Every term a text is found by, in its order, repetitions included; letters and digits only."""
    for run in _RUN.finditer(fold_text(text)):
        word = run[0]
        if run["pairs"]:
            yield from _pairs(word)
            yield word[-1]  # so that a single character is found at the end of a run as well
            continue
        word = word[:_LONGEST]
        yield (bare := _AL.sub("", word, count=1) if _AL.match(word) else word)
        if bare.endswith(_PLURAL):
            yield bare.removesuffix(_PLURAL) + "ه"  # شركات as شركة: the stem alone would be too short to ask for
        if bare == word and _ARABIC.match(word) and _PROCLITIC.match(word):
            yield word[1:]


def wanted(word: str) -> tuple[str, ...]:
    """The terms a query's word asks for, all of them; one that ends in `*` asks for all that begin so.

    Empty where the word has neither letters nor digits.
    """
    return tuple(dict.fromkeys(term for run in _RUN.finditer(fold_text(word)) for term in _asked(run)))


def content_words(query: str) -> tuple[str, ...]:
    """The folded words of a query, without those that say nothing by themselves."""
    runs = [(run[0].strip(_PARTICLES) if run["pairs"] else run[0]) for run in _RUN.finditer(fold_text(query))]
    return tuple(word for word in dict.fromkeys(runs) if word and word not in _FUNCTION)


def _asked(run: re.Match[str]) -> Iterator[str]:
    word = run[0]
    if run["pairs"]:
        yield from _pairs(word) if len(word) > 1 else (f"{word}*",)
        return
    word = word[:_LONGEST]
    word = _AL.sub("", word, count=1) if _AL.match(word) else word
    yield f"{_stem(word)}*" if len(word) >= _STEM and not word.isdigit() else word


def _pairs(run: str) -> Iterator[str]:
    return (run[at : at + 2] for at in range(len(run) - 1))


def _stem(word: str) -> str:
    """The word without its ending: дорога asks for дороги, محادثة for محادثات, countries for country."""
    for letters, endings in _ENDINGS:
        if letters.match(word):
            cut = (at for at in range(_STEM, len(word)) if endings.fullmatch(word, at))
            return word[: next(cut, len(word))]
    return word
