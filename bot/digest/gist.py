"""The gist of a story: one sentence from a summary that says more than the headline. Taken as it stands, or not at all.

Nothing is written here that no source wrote: a dateline in front may go, and the sentence ends where its writer ended
it. In a story that nobody told in the reader's language, the names of what it is about stand in its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from ruamel.yaml import YAML

from bot.digest.markup import clean
from bot.model import Article
from bot.text.dateline import dateline_end
from bot.text.fold import fold_text

# Columns of a sentence: a Chinese character takes two, as on a screen and as its content weighs.
SHORTEST, LONGEST = 60, 220
_SENTENCES = 2  # further down stand background and quotations
_NEW_WORDS, _NEW_SHARE = 4, 0.3  # what a sentence must say beyond the headline
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]+|[^\\W_\u3040-\u30ff\u3400-\u9fff]+")
_PROCLITICS = re.compile("^(?:[وف]?[بلك]?ال|وال|لل)(?=.{3})")

# A point ends a sentence before a space and a letter that may begin one, but for initials and abbreviations.
_END = re.compile(r"[.!?؟]+[\"'»”’)]*(?=\s|$)|[。！？]+[”’」』）]*")
_SHORT = re.compile(
    r"(?:\b[^\W\d_]|\b(?:mr|mrs|ms|dr|gen|col|gov|st|no|jan|feb|mar|apr|aug|sept?|oct|nov|dec|vs|inc|ltd|им|ул|гг|др|руб"
    r"|тыс|млн|млрд|трлн|долл|проф|чел))$",
    re.IGNORECASE,
)
_CUT = ("...", "…")

_SIGN = re.compile(r"^(?:【[^】]{1,30}】|\[[^\]]{1,30}\])\s*")  # 【环球网】, [Update]
_PAIRS = ("()", "«»", "“”", "（）", "「」", "《》")


def gist(articles: Sequence[Article], headline: str, ranks: Mapping[str, int]) -> str:
    """The sentence of the `articles`' summaries that says most beyond `headline`; "" where none will do.

    `articles` are those in the reader's language, the lead first; `ranks` (article id -> rank, 1 before 2) and then
    the order decide between equals. Opening sentences come before second ones.
    """
    best: tuple[tuple[int, int, int], str] | None = None
    for article in articles:
        for place, sentence in enumerate(_openings(article.summary)):
            new = _says_more(sentence, headline)
            if not new or (place and _opens_with(sentence, _table()["leaning"])):
                continue
            rank = (place, -min(new, 2 * _NEW_WORDS), ranks.get(article.id, 2))
            if best is None or rank < best[0]:
                best = rank, sentence
    return best[1] if best else ""


def without_dateline(summary: str) -> str:
    """A summary from its first word of news on."""
    text = _SIGN.sub("", clean(summary))
    return text[dateline_end(text) :].lstrip()


def sentences(text: str) -> Iterator[str]:
    """Whole sentences in order; what stands behind the last end was cut off somewhere and is no sentence."""
    start = 0
    for end in _END.finditer(text):
        if end[0][0] == "." and not _is_end(text, start, end):
            continue
        yield text[start : end.end()].strip()
        start = end.end()


def _is_end(text: str, start: int, end: re.Match[str]) -> bool:
    if _SHORT.search(text[start : end.start()]) and end.end() < len(text):
        return False
    rest = text[end.end() :].lstrip()
    return not rest or not (rest[0].islower() or (rest[0].isdigit() and text[end.start() - 1].isdigit()))


def _openings(summary: str) -> Iterator[str]:
    for place, sentence in enumerate(sentences(without_dateline(summary))):
        if place == _SENTENCES:
            return
        yield "" if _is_poor(sentence) else sentence


def _is_poor(sentence: str) -> bool:
    """Too short, too long, cut short, out of balance, or saying who reports instead of what."""
    if not SHORTEST <= columns(sentence) <= LONGEST or sentence.endswith(_CUT) or sentence[0].islower():
        return True
    if any(sentence.count(pair[0]) != sentence.count(pair[1]) for pair in _PAIRS) or sentence.count('"') % 2:
        return True
    folded = fold_text(sentence)
    return any(_holds(folded, phrase) for kind in ("agencies", "boilerplate") for phrase in _table()[kind])


def columns(text: str) -> int:
    """How wide `text` is: wide characters (Chinese) count two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _says_more(sentence: str, headline: str) -> int:
    """How many words of the sentence the headline has not; 0 when that is too little to be worth a line."""
    said = _stems(headline)
    own = _stems(sentence)
    new = len(own - said)
    return new if new >= _NEW_WORDS and new >= _NEW_SHARE * len(own) else 0


def _stems(text: str) -> frozenset[str]:
    """Beginnings of the content words, without endings and Arabic proclitics; pairs of characters where none parts."""
    stems: set[str] = set()
    for word in _WORD.findall(fold_text(text)):
        if _UNSPACED.match(word):
            stems.update(word[i : i + 2] for i in range(len(word) - 1))
        elif len(bare := _PROCLITICS.sub("", word)) >= 3 or bare.isdigit():
            stems.add(bare[:5])
    return frozenset(stems)


def _opens_with(sentence: str, phrases: Sequence[str]) -> bool:
    folded = fold_text(sentence)
    return any(re.match(rf"{re.escape(phrase)}{_edge(phrase)}", folded) for phrase in phrases)


def _holds(folded: str, phrase: str) -> bool:
    found = folded.find(phrase)
    if found < 0:
        return False
    return (
        re.search(rf"{'' if _UNSPACED.match(phrase) else _BEFORE}{re.escape(phrase)}{_edge(phrase)}", folded)
        is not None
    )


_BEFORE = r"(?<!\w)(?:[وفبل]?)"


def _edge(phrase: str) -> str:
    return "" if _UNSPACED.match(phrase) or not phrase[-1].isalnum() else r"(?!\w)"


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    """Kind -> folded phrases; read once from `gist.yaml`."""
    text = resources.files("bot.digest").joinpath("gist.yaml").read_text(encoding="utf-8")
    return {kind: tuple(map(fold_text, phrases)) for kind, phrases in YAML(typ="safe", pure=True).load(text).items()}
