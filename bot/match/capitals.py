"""Capitals and diacritics: what the fold hides and a name may still ask for.

Without this check Ғана (Ghana) hits ғана "only" 423 times in 22,474 Kazakh sentences, Қатар hits қатар "row", Мали hits
мәлім, and precision on country names falls from 0.9994 to 0.74. In 0.5 MB of Turkish, the folded Çin hits cinayet,
cinsel and others 45 times.
"""

from __future__ import annotations

import unicodedata

from bot.match.endings import DERIVED
from bot.match.form import Case, Form
from bot.match.reading import Reading
from bot.text.fold import unmix

_CARELESS = frozenset({"en", "ru", "mul"})  # whole texts come in lower case
_TAJIK = frozenset({"ӣ", "иён", "иҳо"})  # but not и: душанбеи is of a Monday
_DISTINCTIVE = 5  # letters: a longer name is told even where nobody writes capitals
_LONG = 6  # letters: the same for languages whose names are words more often

# Names that stand in lower case, as words or with other endings, in 1,997 parallel news lines in nine languages and
# 7,500 Kazakh ones (folded): a row, against, accepted, compared with, does not look, its president ...
_WORDS_TOO = frozenset({
    "актау", "багам", "багамы", "бакты", "кабул", "караганда", "карамай", "карши", "катар", "мажилис", "самоа",
    "судан", "талас", "ханои", "ханой", "штаты", "kabul", "karshi", "qaraganda", "qarshi", "raisi", "sudan", "umman",
})  # fmt: skip
_WORDS_ELSEWHERE = frozenset({"астана", "душанбе", "ostona"})  # a capital and a Monday, but cities in Russian
_ALIKE = str.maketrans("АВЕЅІЈКМНОРСТХУаеорсухіјѕ", "ABESIJKMHOPCTXYaeopcyxijs")  # letters that look the same
_APOSTROPHES = str.maketrans("ʻ‘’`ʼ", "'''''")
_BEGINNINGS = frozenset({"bri"})  # of a briefing
_ENGLISH_WORDS = frozenset({"act", "aid", "aim", "car", "cat", "eat", "led", "map", "who"})


def _light(text: str) -> str:
    """Case folded, every diacritic kept; the dotted and the dotless i are one, and every word is in one alphabet."""
    return unmix(text.casefold().replace("i\u0307", "i").replace("ı", "i").replace("ё", "е").translate(_APOSTROPHES))


def _writing(reading: Reading, start: int, end: int) -> str:
    """The original letters of a folded stretch, without what nobody sees: full width, bidi marks, soft hyphens."""
    text = reading.slice(start, end)
    if text.isprintable() and unicodedata.is_normalized("NFKC", text):  # format characters are not printable
        return text
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def asks_for_writing(form: Form) -> bool:
    """Whether capitals or diacritics matter to this alias at all."""
    return form.case is not Case.FREE or form.strict or bool(form.acronyms)


def fits(form: Form, reading: Reading, start: int, stem_end: int, end: int) -> bool:
    """Whether the original writing of `start:end` has the capitals and diacritics that the alias asks for.

    `stem_end` is where the unchanging part of a one-word alias ends.
    """
    if not asks_for_writing(form):
        return True
    stem = _writing(reading, start, stem_end)
    whole = stem_end - start >= len(form.folded)  # Oʻsh is three folded letters
    if form.strict and _light(stem) != (_light(form.alias) if whole else _light(form.alias)[: stem_end - start]):
        return False
    if form.case is Case.FREE:
        return True
    if form.case is Case.EXACT:
        exact, stem = form.alias[: len(stem)].translate(_ALIKE), stem.translate(_ALIKE)
        return stem == exact or (stem == exact.upper() and reading.all_capitals(start))  # TOKAYEV, XI DISCUSS RAIL
    written = stem if form.single else _writing(reading, start, end)
    if form.case is Case.ACRONYM:
        return written.isupper() or _told_without_capitals(form, reading, start, stem_end, end)
    if form.acronyms and not all(word.translate(_ALIKE) in written.translate(_ALIKE) for word in form.acronyms):
        return _may_be_small(form, reading, start, stem_end, end)
    if form.single and " " not in form.folded:
        return written[:1].isupper() or _may_be_small(form, reading, start, stem_end, end)
    return any(map(str.isupper, written)) or _may_be_small(form, reading, start, stem_end, end)


def _may_be_small(form: Form, reading: Reading, start: int, stem_end: int, end: int) -> bool:
    letters = max(stem_end - start, len(form.folded))
    if letters < _DISTINCTIVE:
        return False
    if form.single and (DERIVED.match(reading.hay, stem_end, end) or reading.slice(stem_end, end) in _TAJIK):
        return True
    if _is_hashtag(reading, start):
        return True
    if form.folded in _WORDS_TOO or (letters < _LONG and form.language not in _CARELESS):
        return False
    return reading.without_capitals(start) and (form.folded not in _WORDS_ELSEWHERE or reading.seems_russian)


def _told_without_capitals(form: Form, reading: Reading, start: int, stem_end: int, end: int) -> bool:
    """`sco`, `brics`, `шос` in a text that has no capitals at all, or in a hashtag; ақша, money, is no АҚШ.

    Titles are cut in the middle of a word: what one ends in may be the beginning of another (answers at a bri).
    """
    folded = form.anchor
    if len(folded) < 3 or folded in _ENGLISH_WORDS or not (folded.isascii() or stem_end == end):
        return False
    if reading.is_cut(end) or (folded in _BEGINNINGS and reading.ends(end)):
        return False
    return _is_hashtag(reading, start) or reading.without_capitals(start)


def _is_hashtag(reading: Reading, start: int) -> bool:
    return start > 0 and reading.hay[start - 1] == "#"
