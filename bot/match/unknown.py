"""Strings that look like names: capitalised words in cased scripts, words beside a title in Arabic and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.text.fold import nfc

_CAPITAL = re.compile(r"[^\W\d_][\w'’ʻ]*(?:-[^\W\d_][\w'’ʻ]*)*")
_LONG = 4  # letters: shorter words are small in headlines too
_HEADLINE = 0.7  # share of capitalised words from which capitals tell nothing
_STOP = re.compile(r"[.!?:؛»«\"“”|]\s*$")
_JOINED = re.compile(r"[ \u00a0]")
_MOST = 4  # words of a name

_TITLES_CASED = frozenset({
    "president", "prime", "minister", "ministry", "foreign", "premier", "chairman", "chairwoman", "secretary",
    "ambassador", "governor",
    "mayor", "director", "deputy", "президент", "президента", "министр", "министра", "премьер", "председатель",
    "посол", "посла", "губернатор", "аким", "глава", "президенті", "министрі", "премьер-министр",
    "mr", "mrs", "ms", "dr", "vice", "spokesman", "spokesperson", "envoy",
    "cumhurbaşkanı", "bakanı", "bakan", "başbakan", "prezidenti", "vaziri",
})  # fmt: skip
_OPENERS = frozenset({"the", "by", "first", "new"})  # capitals of a beginning, part of no name
_ARABIC_TITLE = re.compile(
    r"(?<!\w)(?:الرئيس|رئيس(?: الوزراء)?|الوزير|وزير(?: الخارجية| الدفاع| الداخلية)?|السفير|المبعوث|الأمين العام)"
    r"(?: ال\w+ي)? "
)
_ARABIC_WORD = re.compile(r"[\u0620-\u06ff]{3,}")
_ARABIC_SMALL = frozenset({
    "على", "إلى", "الى", "هذا", "هذه", "التي", "الذي", "خلال", "بعد", "قبل", "حول", "بين", "عند", "منذ", "لدى",
    "إنه", "أنه", "أمس", "اليوم", "مع", "عن",
})  # fmt: skip
_HAN_TITLE = re.compile(r"(?:国家主席|总统|总理|部长|外长|主席|大使|议长|市长|州长)")
_HAN = re.compile(r"[\u3400-\u9fff·]+")
_HAN_LONGEST, _HAN_SHORTEST = 5, 2  # characters of a name
_HAN_SMALL = frozenset(
    "的和与同在是将对会就于及说称表示举行出席访问会见会谈今年国等致一夫先女阁同下制所兼团主"
)  # 夫人, 女士, 阁下, 同志


class Seen(NamedTuple):
    """A string that looks like a name, at code points of the NFC text; `titled`: a title stands beside it."""

    text: str
    start: int
    end: int
    titled: bool


def names_in(text: str, known: Sequence[tuple[int, int]]) -> Iterator[Seen]:
    """What looks like a name in `text` and does not overlap what is `known`."""
    text = nfc(text)
    for seen in (*_capitalised(text, known), *_arabic(text), *_chinese(text)):
        if not any(start < seen.end and seen.start < end for start, end in known):
            yield seen


def _capitalised(text: str, known: Sequence[tuple[int, int]]) -> Iterator[Seen]:
    """Runs of capitalised words that are not known yet; none where every word is written with a capital."""
    words = [
        word
        for word in _CAPITAL.finditer(text)
        if word[0].islower() or not any(start < word.end() and word.start() < end for start, end in known)
    ]
    long = [word for word in words if len(word[0]) >= _LONG and word[0][0].lower() != word[0][0].upper()]
    if sum(word[0][0].isupper() for word in long) >= _HEADLINE * len(long):
        return  # Every Word Is Written Like This, or no script with capitals
    run: list[re.Match[str]] = []
    for word in words:
        if run and not (_is_capital(word[0]) and _JOINED.fullmatch(text, run[-1].end(), word.start())):
            yield from _run(text, run)
            run = []
        if _is_capital(word[0]):
            run.append(word)
    yield from _run(text, run)


def _is_capital(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def _run(text: str, run: Sequence[re.Match[str]]) -> Iterator[Seen]:
    """A run of capitalised words as one name without its titles; one word that opens a sentence tells nothing."""
    titled = False
    while run and (first := run[0][0].casefold()) in _TITLES_CASED | _OPENERS:
        run, titled = run[1:], titled or first in _TITLES_CASED
    if not run or len(run) > _MOST:
        return
    start, end = run[0].start(), run[-1].end()
    before = text[:start].split()
    titled = titled or bool(before and before[-1].casefold() in _TITLES_CASED)
    opens = not text[:start].strip() or _STOP.search(text[:start])
    if end - start >= _LONG and (titled or len(run) > 1 or not opens):
        yield Seen(re.sub(r"['’]s$", "", text[start:end]), start, end, titled)


def _arabic(text: str) -> Iterator[Seen]:
    """One to three words behind a title: which of them are the name, their frequency tells."""
    for title in _ARABIC_TITLE.finditer(text):
        start = at = title.end()
        for _ in range(3):
            word = _ARABIC_WORD.match(text, at)
            if word is None or word[0] in _ARABIC_SMALL:
                break
            yield Seen(text[start : word.end()], start, word.end(), True)
            if text[word.end() : word.end() + 1] != " ":
                break
            at = word.end() + 1


def _chinese(text: str) -> Iterator[Seen]:
    """Two to five characters behind a title: which of them are the name, their frequency tells."""
    for title in _HAN_TITLE.finditer(text):
        run = _HAN.match(text, title.end())
        if run is None:
            continue
        for end in range(run.start() + _HAN_SHORTEST, min(run.end(), run.start() + _HAN_LONGEST) + 1):
            piece = text[run.start() : end]
            if piece[-1] in _HAN_SMALL or piece[0] in _HAN_SMALL:
                break
            yield Seen(piece, run.start(), end, True)
