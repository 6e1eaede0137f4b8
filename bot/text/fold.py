"""Folding: what writers vary and readers do not see is made equal, and every position still finds its way back.

About NFKC + casefold + marks stripped, then a few folds per script (tables below). Spelling variants of foreign names
(كازاخ/قازاق, توكاييف/توقايف) are aliases, not folds: folding ق into ك would merge what is different.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.text.simplified import SIMPLIFIED

_GONE = "\ufdd0"  # a noncharacter, never in real text: stands for "deleted" until the offsets are made

# Signs, one for one wherever possible: a fold that keeps the length needs no offsets and is several times as fast.
_SIGNS = {
    **dict.fromkeys("'`´‘’‚‛ʹʻʼʽʾʿˈ′՚＇", "'"),
    **dict.fromkeys('"“”„‟«»‹›〝〞〟《》〈〉「」『』﹁﹂″＂', '"'),
    **dict.fromkeys("·•‧・∙⋅･᛫", "·"),
    "\u200c": " ",  # ZWNJ parts words in Persian: شی جین‌پینگ, همکاری‌های
    "\u200b": _GONE,
    "ـ": _GONE,  # tatweel
    "−": "-",
    "…": ".",
    "№": "№",
    "™": " ",
    "й": "й",  # its breve tells it from и; every other mark goes
    "Й": "й",
}

# Letters, once case and marks are gone. Those that are a base letter and a mark to Unicode (ё, ў, ӣ, ӯ, أ, ؤ, ئ, ۀ)
# have lost it by then.
_LETTERS = {
    **dict(zip("ٱىیےکڪةەہھ", "ايييككهههه", strict=True)),
    **dict(zip("қғңөұүәіһҳҷєґӈ", "кгноууаиххчегн", strict=True)),
    **dict(zip("ıəłøđħŧŋ", "ielodhtn", strict=True)),
    "æ": "ae",
    "œ": "oe",
}


def _fold_once(text: str) -> str:
    """One round over a few characters: compatibility forms, case, marks, letters."""
    out = []
    for char in unicodedata.normalize("NFKC", text).casefold():
        if char in _SIGNS:
            out.append(_SIGNS[char])
            continue
        bare = "".join(c for c in unicodedata.normalize("NFD", char) if unicodedata.category(c)[0] != "M")
        out.extend(_LETTERS.get(c, SIMPLIFIED.get(c, c)) for c in unicodedata.normalize("NFC", bare))
    return "".join(out)


def _is_stray_jamo(char: str) -> bool:
    """Conjoining jamo left over in NFC text would combine anew once what stood between them is deleted."""
    return "\u1100" <= char <= "\u11ff" or "\ua960" <= char <= "\ua97f" or "\ud7b0" <= char <= "\ud7ff"


def _fold_char(char: str) -> str:
    """What one code point of NFC text becomes: nearly always one character, `_GONE` where it is deleted."""
    if char in _SIGNS:
        return _SIGNS[char]
    if "\ufdd0" <= char <= "\ufdd2" and char != "\ufdd1":
        return _GONE
    kind = unicodedata.category(char)
    if kind in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    if kind == "Pd":
        return "-"
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    # Marks and invisible signs: harakat, soft hyphen, joiners, bidi marks and isolates, BOM; lone surrogates as well.
    if kind[0] == "M" or kind in {"Cf", "Cs"} or _is_stray_jamo(char):
        return _GONE
    folded = _fold_once(char)
    if folded == char:
        return char
    return "".join(map(_fold_char, folded)).replace(_GONE, "") or _GONE


_UNMET = "\ufdd2"  # a noncharacter: stands in the table where no text has been yet


class _Table:
    """The table for `str.translate`, filled as characters are met: all of Unicode at once would take a second.

    A plain list serves 43 MB/s, a dict 34 and a dict that fills itself 23. What lies beyond its end (emoji, rare
    characters, mathematical letters) stays as it is in `translate`; `fold` looks after it.
    """

    def __init__(self) -> None:
        self._cells = [_UNMET] * 0x10000

    def translate(self, text: str) -> str:
        folded = text.translate(self._cells)
        if _UNMET in folded:
            self._meet(text)
            folded = text.translate(self._cells)
        return folded if _is_basic(folded) else "".join(map(self.of, text))

    def of(self, char: str) -> str:
        code = ord(char)
        if code >= len(self._cells):
            return _fold_char(char)
        if self._cells[code] == _UNMET:
            self._cells[code] = _fold_char(char)
        return self._cells[code]

    def _meet(self, text: str) -> None:
        for char in set(text):
            self.of(char)


def _is_basic(text: str) -> bool:
    """Whether no character lies beyond the table: only those take four bytes. No search is as quick."""
    return text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)


_TABLE = _Table()

# O‘zbekiston, Oʻzbekiston and O'zbekiston are Ozbekiston; but Beijing's keeps its 's, which is an ending.
# The sign comes first in the pattern because a literal is found at once.
_UZBEK = re.compile(r"'(?<=[og]')(?=[^\W\d_])(?!s\b)")

# A Latin letter inside a Cyrillic word is a slip of the keyboard («Кыргызcтандын» with a Latin c), and the reverse.
# Look-alikes in lower case, and in capitals (К, М, Т, Н, В).
_TO_CYRILLIC = str.maketrans("aceopxyikmhtb", "асеорхуикмнтв")
_TO_LATIN = str.maketrans("асеорхуикмнтв", "aceopxyikmhtb")
_LATIN, _CYRILLIC = re.compile("[a-z]"), re.compile("[а-я]")  # a class alone is scanned at 700 MB/s and more
_MIXED = re.compile(r"[а-я][a-z]|[a-z][а-я]")
_WORD = re.compile(r"[a-zа-я]+")


def unmix(folded: str) -> str:
    """Folded text with every word in one alphabet; as long as before."""
    if _CYRILLIC.search(folded) and _LATIN.search(folded) and _MIXED.search(folded):
        return _WORD.sub(_in_one_alphabet, folded)
    return folded


def _in_one_alphabet(match: re.Match[str]) -> str:
    word = match[0]
    latin = sum(c < "а" for c in word)
    for table, common in ((_TO_CYRILLIC, 2 * latin <= len(word)), (_TO_LATIN, 2 * latin >= len(word))):
        mended = word.translate(table)
        if common and (mended.isascii() or min(mended) >= "а"):
            return mended
    return word


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back: `offsets` is None when every position is its own."""

    text: str
    offsets: tuple[int, ...] | None = None

    def start(self, i: int) -> int:
        """The code point of the NFC text where the folded character `i` begins; `len(text)` gives the end."""
        return i if self.offsets is None else self.offsets[i]

    def end(self, i: int) -> int:
        """The code point after the one that the last folded character before the position `i` came from."""
        return i if self.offsets is None or i == 0 else self.offsets[i - 1] + 1


def nfc(text: str) -> str:
    """The form all offsets speak of. The check runs at some 900 MB/s, so normalised text costs nothing."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def fold(text: str) -> Folded:
    """Fold `text`; positions map to code points of its NFC form. Folding twice changes nothing more."""
    return fold_nfc(nfc(text))


def fold_nfc(text: str) -> Folded:
    """`fold` for a text that is known to be in NFC."""
    folded = _TABLE.translate(text)
    offsets: list[int] | None = None
    if len(folded) != len(text):
        pieces = map(_TABLE.of, text)
        offsets = [at for at, piece in enumerate(pieces) for _ in piece]
    if _GONE in folded:
        offsets = [at for at, char in zip(offsets or range(len(folded)), folded, strict=True) if char != _GONE]
        folded = folded.replace(_GONE, "")
    folded = unmix(folded)
    while "'" in folded and (cuts := [found.start() for found in _UZBEK.finditer(folded)]):
        offsets = list(range(len(folded))) if offsets is None else offsets
        for cut in reversed(cuts):
            del offsets[cut]
        folded = unmix(_UZBEK.sub("", folded))  # once cut, what stood apart is one word
    return Folded(folded, None if offsets is None else (*offsets, len(text)))


def fold_text(text: str) -> str:
    """Only the folded text, for search and for keys."""
    return fold(text).text
