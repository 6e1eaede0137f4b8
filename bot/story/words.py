"""Words of a text in a form that survives endings, and letters that survive a change of script. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.text.fold import fold_text

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HAN_OR_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_\u3400-\u9fff\uf900-\ufaff]+")

# The article and what may stand before it: وبالصين -> صين. Only where a word of three letters is left.
_CLITICS = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=\w{3})")

_LINK = re.compile(r"https?:\S*|www\.\S+|\b\w+\.(?:com|ru|org|net)/\S*")
_SHOWN = re.compile(
    r"[(\[](?:videos?|photos?|watch|exclusive|updated?|graphic|opinion|live|видео|фото|обновлено|فيديو|صور|视频|图|快讯)[^)\]]{0,20}[)\]]",
    re.IGNORECASE,
)
# Agencies open with a dateline that says where and when it was filed, not what happened: `MOSCOW, May 8. /TASS/.`,
# `BEIJING, Oct. 17 (Xinhua) --`, `МОСКВА, 8 мая. /ТАСС/.`, `新华社北京10月17日电`.
_DATELINE = re.compile(
    r"^\s*(?:[^/.]{2,50}(?:\.[^/.]{0,12})?\.?\s*/[^/]{2,20}/\.?|[^()]{2,50}\([^()]{2,24}\)\s*[-—–]{1,2}"
    r"|新华社[^,，。]{1,16}电|[^,，。]{0,8}社[^,，。]{1,16}日电)\s*"
)
# `(moscow, may 8, 2025)` at the end of a ministry's title: the place and day of filing again.
_FILED = re.compile(r"\([^()]{0,40}\b(?:19|20)\d\d\)?")

_PREFIX = {"arabic": 4, "cyrillic": 5, "latin": 6}


def tidy(text: str) -> str:
    """Return the text without links, datelines and signs such as `(VIDEO)`."""
    return _SHOWN.sub(" ", _FILED.sub(" ", _LINK.sub(" ", _DATELINE.sub("", text))))


def filings(text: str) -> list[tuple[int, int]]:
    """Return where the text says only from where and when it was filed: spans of dateline and closing bracket."""
    found = [_DATELINE.match(text), *_FILED.finditer(text)]
    return [match.span() for match in found if match]


def folded_words(text: str) -> list[str]:
    """Split into folded words, Arabic clitics gone; a run of Chinese characters is one word."""
    return [_CLITICS.sub("", word) for word in _HAN_OR_WORD.findall(fold_text(text))]


def is_han(word: str) -> bool:
    return "\u3400" <= word[0] <= "\u9fff" or "\uf900" <= word[0] <= "\ufaff"


def script_of(word: str) -> str:
    first = word[0]
    if "\u0600" <= first <= "\u06ff" or "\u0750" <= first <= "\u077f":
        return "arabic"
    return "cyrillic" if "\u0400" <= first <= "\u052f" else "latin"


def tokens(words: list[str]) -> Iterator[str]:
    """Yield what words are compared by: a prefix that outlives their endings, or pairs of Chinese characters.

    Prefix lengths were measured on Russian and Arabic headlines: 4 to 5 letters beat stems, whole words and n-grams.
    """
    for word in words:
        if word.isdigit():
            continue
        if is_han(word):
            yield from (word[i : i + 2] for i in range(len(word) - 1)) if len(word) > 1 else (word,)
        elif len(word) > 1:
            yield word[: _PREFIX[script_of(word)]]


def grams(words: list[str], size: int = 4) -> frozenset[str]:
    """Return the character n-grams of the words, blanks included: what two spellings of one title share."""
    text = " ".join(words)
    return frozenset(text[i : i + size] for i in range(max(1, len(text) - size + 1)))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of what is common to both among what is in either."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


_SOUNDS = str.maketrans(
    {
        **dict(zip("бвгджзйклмнпрстфх", "bvgdjzyklmnprstfh", strict=True)),
        **dict(zip("بتدذرزسشصضطظفقكلمنهجحخغثڤپچگ", "btdzrzsssdtzfkklmnhjhhgsvpcg", strict=True)),
        "ц": "ts",
        "ч": "c",
        "ш": "s",
        "щ": "s",
        "ж": "j",
        "x": "ks",
        "q": "k",
        "w": "v",
        "c": "k",
    }
)
_VOWELS = re.compile(r"[^bvgdjzklmnprstfhc]")
_PAIRS = (
    ("sch", "s"),
    ("sh", "s"),
    ("kh", "h"),
    ("zh", "j"),
    ("ch", "c"),
    ("ph", "f"),
    ("th", "t"),
    ("gh", "g"),
    ("дж", "j"),
)


def skeleton(word: str) -> str:
    """Return the consonants of a folded word in Latin letters, at most four: Stenin and Стенин are both `stnn`."""
    for pair, sound in _PAIRS:
        word = word.replace(pair, sound)
    if script_of(word) == "latin":
        word = word.replace("c", "k") if "c" in word and "s" not in word else word
    text = _VOWELS.sub("", word.translate(_SOUNDS))
    return re.sub(r"(.)\1+", r"\1\1", text)[:4]


def names(text: str) -> frozenset[str]:
    """Return the skeletons of what may be names: capitalised words, and Arabic ones (its script has no capitals)."""
    found = set()
    for match in _WORD.finditer(text):
        word = match.group()
        if len(word) < 4 or word.isdigit() or is_han(word) or not (word[0].isupper() or script_of(word) == "arabic"):
            continue
        bare = _CLITICS.sub("", fold_text(word))
        if len(bare) >= 4 and len(sound := skeleton(bare)) >= 3:
            found.add(sound)
    return frozenset(found)


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
        self._lengths = sorted({len(stem) for stem in self._starts})

    def of(self, word: str) -> Iterator[str]:
        """Yield the names a folded word stands for, in the table's order of lengths."""
        if is_han(word):
            yield from self._within(word)
            return
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
