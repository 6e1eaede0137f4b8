"""One alias made ready: the anchor to scan for, and how to tell on the spot whether it really stands there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.match.endings import LONGEST_PREFIX, WITH_ARTICLE, WITHOUT_ARTICLE, Word, fold_text, inflect, script_of
from bot.text.fold import nfc


class Role(IntEnum):
    """What an alias does when found; the smaller comes first where two stand on the same letters."""

    NEVER = 0
    NAME = 1
    MAYBE = 2
    WORD = 3
    UNLESS = 4
    SURNAME = 5  # counts as MAYBE behind a title of office


class Case(IntEnum):
    """What the alias asks of the capitals in the text."""

    FREE = 0
    CAPITAL = 1  # begins with a capital (several words: one of them does)
    ACRONYM = 2  # capitals only
    EXACT = 3  # letter for letter


_LETTER = r"[^\W\d_]"
_JOINT = " \"'·_/-"
"""What may stand between two words: spaces, hyphens and quotes are interchangeable."""
_LONG_JOINT = _JOINT + ",،、"
"""And commas in an alias of four words or more: Один пояс, один путь."""

# A name ends where no letter follows; Chinese characters part a name in letters as a space would (SCO峰会).
_END = r"(?![^\W\d_\u3400-\u9fff])"
_END_OF_NUMBER = r"(?![^\W_\u3400-\u9fff])"
_TOKENS = re.compile(r"[^\W_]+(?:[’'ʻ‘ʼ`][^\W_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_RUN_TOGETHER = 10  # letters
_TINY = 2  # letters
_CLOSING = 20  # letters that are asked for behind the first word
_LONGEST_TAIL = 9  # letters of an ending and the signs behind it
_STRICT = {"latin": 4, "cyrillic": 5}  # letters; чиноӣ is Chinese and ҷиноӣ criminal
_CAPITALS_LIKE = 5  # letters: a longer mixed-case word is a name, a shorter one an acronym (ШҳТ, ShHT)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """An alias of `id`. `anchor` is what the scan looks for; `before` words of the alias stand in front of it."""

    id: str
    role: Role
    alias: str
    language: str
    anchor: str
    anchor_word: int
    words: tuple[Word, ...]
    joints: tuple[str, ...]
    prefixes: frozenset[str] | None  # Arabic proclitics; None: nothing may stand before it in the word
    case: Case
    acronyms: tuple[str, ...]  # words of a longer alias that must stand in capitals
    strict: bool  # short: diacritics count, so that Çin is not cin
    script: str
    han: bool
    free: bool  # any ending
    folded: str  # the whole alias
    tail: str  # of a one-word alias
    single: bool  # one word
    opens: bool  # no letter may stand before the anchor (but in a hashtag)
    opening: str  # letters that stand before the anchor in any spelling; "" where none do
    closing: str  # letters that follow the anchor, where it is the first of several words; "" where none are sure
    reach: int  # how many letters may lie between the beginning and the anchor


@lru_cache(maxsize=4096)
def ending(tail: str, number: bool = False) -> re.Pattern[str]:
    """The compiled end of a word. A few dozen serve all one-word aliases, so they are compiled when first met."""
    return re.compile(
        f"(?:{tail}){_END_OF_NUMBER if number else _END}" if tail else (_END_OF_NUMBER if number else _END)
    )


def whole(form: Form) -> re.Pattern[str]:
    """Compile the pattern of an alias of several words."""
    parts = []
    for at, word in enumerate(form.words):
        text = re.escape(word.stem)
        if form.language == "ar" and at and word.stem.startswith("و"):
            text = "و ?" + text[1:]  # و before the next word, written apart by some
        if word.stem == "and":
            text = "(?:and|&)"
        text = text.replace("isation", "i[sz]ation").replace("ization", "i[sz]ation")
        joint = f"[{re.escape(form.joints[at])}]{{{_least(form)},4}}" if at < len(form.joints) else ""
        parts.append(text + (f"(?:{word.tail})" if word.tail else "") + joint)
    return re.compile("".join(parts) + ("" if form.han else (f"{_LETTER}*" if form.free else _END)))


def _opening(stem: str) -> str:
    """The letters of a first word that `whole` spells in one way only."""
    return "" if stem == "and" else stem.partition("isation")[0].partition("ization")[0]


def _least(form: Form) -> int:
    """Words may be run together in hashtags (#BeltAndRoad) where the whole is long enough to be no accident."""
    return 0 if form.han or sum(len(word.stem) for word in form.words) >= _RUN_TOGETHER else 1


def _case(alias: str, exact: bool) -> Case:
    if exact:
        return Case.EXACT
    letters = [c for c in alias if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    if capitals > 1 and capitals == len(letters):
        return Case.ACRONYM
    if capitals > 1 and len(letters) <= _CAPITALS_LIKE and " " not in alias:
        return Case.EXACT
    return Case.CAPITAL if capitals else Case.FREE


def _split(alias: str) -> tuple[list[str], list[str]]:
    """Words, and what stands between them. Chinese runs are words of their own only where a sign parts them."""
    found = list(_TOKENS.finditer(alias))
    between = [alias[a.end() : b.start()] for a, b in pairwise(found)]
    return [match[0] for match in found], between


def _joint(written: str, tokens: list[str]) -> str:
    usual = _LONG_JOINT if len(tokens) > 3 else _JOINT
    return usual + "".join(sorted(set(fold_text(written)) - set(usual)))


def _strip_article(word: Word, alias: str) -> tuple[Word, frozenset[str]]:
    """الصين is found as صين behind an article; ألماتي only looks as if it had one."""
    if alias.startswith("ال") and len(word.stem) > 4:
        return Word(word.stem[2:], word.tail), WITH_ARTICLE
    return word, WITHOUT_ARTICLE


class Bent(NamedTuple):
    """The words of an alias, as written and as they bend, and what stands between them."""

    text: str
    tokens: list[str]
    between: list[str]
    words: list[Word]
    prefixes: frozenset[str] | None
    script: str


def bend(role: Role, alias: str, language: str, kind: str) -> Bent | None:
    """The words of one alias, or None when nothing of it can be found (it holds no letter)."""
    text = nfc(alias.strip("=*").strip())
    exact = alias.startswith("=")
    tokens, between = _split(text)
    if not tokens or not fold_text(tokens[0]):
        return None
    if (
        len(tokens) > 1
        and all(len(token) <= _TINY for token in tokens)
        and script_of(tokens[0]) in {"latin", "cyrillic"}
    ):
        tokens, between = [text[: text.rindex(tokens[-1]) + len(tokens[-1])]], []  # U.S., ж/д: as one word, as written
    words = _inflected(tokens, language, "word" if role is Role.WORD else kind, exact=exact)
    script = script_of(tokens[0])
    prefixes: frozenset[str] | None = None
    if script == "arabic" and language in {"ar", "mul"} and not exact:
        words[0], prefixes = _strip_article(words[0], tokens[0])
    return Bent(text, tokens, between, words, prefixes, script)


def _longest(words: list[Word]) -> int:
    return max(range(len(words)), key=lambda at: len(words[at].stem))


def make_form(id: str, role: Role, alias: str, language: str, kind: str, anchor: int | None = None) -> Form | None:
    """The form of one alias, or None when nothing of it can be found. `anchor`: which word; else the longest."""
    if (bent := bend(role, alias, language, kind)) is None:
        return None
    text, tokens, between, words, prefixes, script = bent
    anchor = _longest(words) if anchor is None else anchor
    single, folded, free = len(words) == 1, fold_text(text), alias.endswith("*")
    return Form(
        id=id,
        role=role,
        alias=text,
        language=language,
        anchor=words[anchor].stem,
        anchor_word=anchor,
        words=tuple(words),
        joints=tuple(_joint(joint, tokens) for joint in between),
        prefixes=prefixes,
        case=_case(text, alias.startswith("=")),
        acronyms=() if single else tuple(t for t in tokens if len(t) > 1 and t.isupper() and t.isalpha()),
        strict=single and len(folded) <= _STRICT.get(script, 0),
        script=script,
        han=bool(_HAN.search(tokens[0]) and _HAN.search(tokens[-1])),
        free=free,
        folded=folded,
        tail=f"{_LETTER}*" if free else words[-1].tail,
        single=single,
        opens=prefixes is None if anchor == 0 else script != "arabic",
        opening=_opening(words[0].stem) if anchor else "",
        closing=_opening(words[1].stem)[:_CLOSING].removeprefix("و") if not anchor and not single else "",
        reach=sum(len(word.stem) + _LONGEST_TAIL for word in words[:anchor]),
    )


def _inflected(tokens: list[str], language: str, kind: str, *, exact: bool) -> list[Word]:
    if exact:
        return [Word(fold_text(token)) for token in tokens]
    several = len(tokens) > 1
    return [inflect(token, language, kind, last=token is tokens[-1], several=several) for token in tokens]


__all__ = ["LONGEST_PREFIX", "Case", "Form", "Role", "bend", "ending", "make_form", "whole"]
