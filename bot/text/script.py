"""Which language a text is in: said by the source, else by the feed, else told by letters.

Never by a statistical detector: they fail on titles (py3langid: 4 of 20 Chinese, 19 of 30 English).
"""

from __future__ import annotations

import re

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
_SCRIPTS = (
    ("kana", re.compile(r"[\u3040-\u30ff]")),
    ("han", re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]")),
    ("hangul", re.compile(r"[\uac00-\ud7a3]")),
    ("arabic", re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06d5\ufb50-\ufdfb\ufe70-\ufefc]")),
    ("cyrillic", re.compile(r"[\u0400-\u052f]")),
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f]")),
    ("hebrew", re.compile(r"[\u05d0-\u05ea]")),
)


def _code(word: str | None) -> str | None:
    """`en-US`, `zh_Hans`, `AR` -> en, zh, ar; None for nothing and for codes that say nothing."""
    code = re.split(r"[-_]", (word or "").strip().lower())[0]
    if not code.isalpha() or len(code) > 4 or code in {"und", "mul", "zxx", "xx", "mis"}:
        return None
    return _ALSO.get(code, code)


def _told(text: str, table: tuple[tuple[str, str], ...]) -> str | None:
    return next((language for language, letters in table if any(letter in text for letter in letters)), None)


def _latin(text: str) -> str:
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
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    if counts["kana"] and counts["kana"] + counts["han"] >= sum(counts.values()) / 2:
        return "ja"
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return "und"
    by_letters = {
        "arabic": lambda: _told(text, _ARABIC) or "ar",
        "cyrillic": lambda: _told(text.lower(), _CYRILLIC) or "ru",
        "latin": lambda: _latin(text),
    }
    if script in by_letters:
        return by_letters[script]()
    return {"han": "zh", "hangul": "ko", "hebrew": "he", "kana": "ja"}[script]


def is_rtl(language: str) -> bool:
    """Whether text in this language runs from right to left."""
    return _code(language) in _RTL
