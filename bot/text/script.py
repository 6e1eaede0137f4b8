"""Which language a text is in: said by the source, else by the feed, else told by letters.

Never by a statistical detector: they fail on titles (py3langid: 4 of 20 Chinese, 19 of 30 English).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import islice

_RTL = frozenset({"ar", "fa", "ur", "ps", "ug", "he", "yi", "ckb", "sd", "dv", "prs", "ks"})
_ALSO = {"prs": "fa", "dari": "fa", "iw": "he", "cmn": "zh", "yue": "zh", "kir": "ky", "kaz": "kk", "in": "id"}

# One letter of these tells the language among those of its script; the first line that fits wins.
_ARABIC = (
    ("ur", "ٹڈڑںے"),
    ("ug", "ۇۆۈېەڭ"),
    ("ps", "ټډړږښځڅۍ"),
    ("ckb", "ڕڵۆێ"),
    ("fa", "پچژگکی"),
)
_CYRILLIC = (
    ("uk", "їєґ"),
    ("tg", "ӣӯҷ"),
    ("uz", "ў"),
    ("kk", "ұәі"),
    ("tt", "җ"),
    ("tg", "ҳ"),
    ("kk", "қғһ"),
    ("ky", "өүң"),
    ("ru", "ыэё"),
    ("sr", "ђћџљњј"),
)
_LATIN = (
    ("tk", "ňŇýÝžŽ"),
    ("az", "əƏ"),
    ("tr", "ığşİĞŞ"),
)
_UZBEK = re.compile(r"\b[^\W\d_]*[oOgG][‘ʻ'’`ʼ][^\W\d_]{2,}")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ENOUGH = 50  # letters: more of them change nothing
# The last code point of each range, and what is in it.
_RANGES = (
    (0x0040, ""), (0x005A, "latin"), (0x0060, ""), (0x007A, "latin"), (0x00BF, ""), (0x024F, "latin"), (0x03FF, ""),
    (0x052F, "cyrillic"), (0x05CF, ""), (0x05EA, "hebrew"), (0x061F, ""), (0x06D5, "arabic"), (0x303F, ""),
    (0x30FF, "kana"), (0x33FF, ""), (0x9FFF, "han"), (0xABFF, ""), (0xD7A3, "hangul"), (0xFB4F, ""), (0xFDFB, "arabic"),
    (0xFE6F, ""), (0xFEFC, "arabic"), (0xFF20, ""), (0xFF3A, "latin"), (0xFF40, ""), (0xFF5A, "latin"), (0x1FFFF, ""),
    (0x2FFFF, "han"), (0x10FFFF, ""),
)  # fmt: skip
_ENDS, _NAMES = zip(*_RANGES, strict=True)


def _code(word: str | None) -> str | None:
    """`en-US`, `zh_Hans`, `AR` -> en, zh, ar; None for nothing and for codes that say nothing."""
    code = re.split(r"[-_]", (word or "").strip().lower())[0]
    if not code.isalpha() or len(code) > 4 or code in {"und", "mul", "zxx", "xx", "mis"}:
        return None
    return _ALSO.get(code, code)


def _told(text: str, table: tuple[tuple[str, str], ...]) -> str | None:
    return next((language for language, letters in table if any(letter in text for letter in letters)), None)


def _latin(text: str) -> str:
    text = _UNSEEN.sub("", text)
    if told := _told(text, _LATIN):
        return told
    if _UZBEK.search(text):
        return "uz"
    return "en" if not any("\u00c0" <= char <= "\u024f" for char in text) else "und"


def language_of(text: str, hint: str | None = None, feed: str | None = None) -> str:
    """ISO 639-1 code of the language of `text`: the source's `hint`, else the `feed`'s own word, else by script.

    "und" when the text tells nothing. Latin text without telling letters counts as English.
    """
    if given := _code(hint) or _code(feed):
        return given
    counts = Counter(name for char in _letters(text) if (name := _NAMES[bisect_left(_ENDS, ord(char))]))
    if not counts:
        return "und"
    script = counts.most_common(1)[0][0]
    if counts["kana"] and counts["kana"] + counts["han"] >= counts.total() / 2:
        return "ja"
    if script == "latin":
        return _latin(text)
    if script == "arabic":
        return _told(text, _ARABIC) or "ar"
    if script == "cyrillic":
        return _told(text.lower(), _CYRILLIC) or "ru"
    return {"han": "zh", "hangul": "ko", "hebrew": "he", "kana": "ja"}[script]


def _letters(text: str) -> Iterator[str]:
    return islice(filter(str.isalpha, text), _ENOUGH)


def is_rtl(language: str) -> bool:
    """Whether text in this language runs from right to left."""
    return _code(language) in _RTL
