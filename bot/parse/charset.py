"""Which characters the bytes of a feed stand for, when what the feed says of itself may be wrong.

The usual rules (HTTP header, then declaration, then windows-1252) never fail: they store `ÖÐ¹ú` for 中国 without a
word. Here nothing is believed that the text itself denies. Order: the operator's word, byte order marks, UTF-8 (text
in another encoding practically never is valid UTF-8), the declaration, the header, then the code pages of our
languages by the letters that would come out. What stays unreadable is refused.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

ODD_BYTES: Final = 0.02  # share of broken characters up to which a text still counts as being in an encoding
DAMAGED: Final = 0.3  # the same where nothing else fits; text in another encoding comes out broken to 90 %
FEW: Final = 12  # letters outside ASCII; fewer prove nothing against what a document says of itself
SAMPLE: Final = 20_000  # characters outside ASCII that are looked at

_HIGH = re.compile(rb"[\x80-\xff]+")
_ASCII = re.compile(r"[\x00-\x7f]+")
_NOT_LETTERS = re.compile("[\x00-\x7f\xa0\xab\xbb\xb7\u2010-\u203a\u2116\u3000-\u303f\uff00-\uff65،؛؟]+")
_LEAD = re.compile("[\xc2-\xf4][^\x00-\x7f]")
_NEVER_BYTES = re.compile(
    "[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u017f-\u0191\u0193-\u02c5\u02dd-\u2012]|[\u2123-\U0010ffff]"
)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = (
    (b"\x4c\x6f\xa7\x94", "cp037"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)

# The names of a family stand for its largest member; browsers do the same (WHATWG Encoding).
_LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
}
_LARGER |= {"latin1": "windows-1252", "us-ascii": "windows-1252", "ascii": "windows-1252", "iso-8859-9": "windows-1254"}
_LARGER |= {"koi8-u": "koi8-r", "cp1251": "windows-1251", "cp1256": "windows-1256", "cp1252": "windows-1252"}
_LARGER |= {"x-sjis": "cp932", "shift_jis": "cp932", "shift-jis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949"}

# The commonest letters of each script. Right text consists of them to about 80 % (alphabets) or 40 % (Chinese: these
# 80 of the 20,000 signs), text in the wrong code page hardly ever.
_CYRILLIC = "оеаинтсрвлкмдпу"
_ARABIC = "اليمونرتبهعدسةفكأجحی"
_HAN = (
    "国的中新会在人发日央联全大和一播年消视地网展闻息行平进动业以部作主同近方月出总军习家民天加为共成化高建了强实重工开等上长今表合"
    "多对政要力持关时文务生斯区产个推来代美员增体不有到我他这說國會發時們個對過經與實關東開長業員進務強區產聯灣總統這為來"
)
_LETTERS: dict[str, tuple[str, float]] = {
    "windows-1251": (_CYRILLIC, 0.5),
    "koi8-r": (_CYRILLIC, 0.5),
    "iso-8859-5": (_CYRILLIC, 0.5),
    "cp866": (_CYRILLIC, 0.5),
    "windows-1256": (_ARABIC, 0.5),
    "iso-8859-6": (_ARABIC, 0.5),
    "gb18030": (_HAN, 0.1),
    "big5": (_HAN, 0.1),
}
_LATIN = frozenset({"windows-1252", "windows-1254", "windows-1250", "windows-1257", "iso-8859-2", "iso-8859-15"})
_BY_LANGUAGE = {"tr": "windows-1254", "az": "windows-1254"}
_NO_CODE_PAGES = ("utf", "ucs", "unicode", "raw", "puny", "idna")  # already tried, or Python's own and slow
_SEVEN_BITS = ("iso-2022", "hz", "utf-7")  # encodings that write everything in ASCII


def declared_encoding(body: bytes) -> str | None:
    """What the XML declaration says, in lower case."""
    found = _DECLARED.match(body[:400])
    return found[1].decode("ascii").lower() if found else None


def header_encoding(content_type: str) -> str | None:
    found = _CHARSET.search(content_type)
    return found[1].lower() if found else None


def to_utf8(
    body: bytes, content_type: str = "", *, override: str | None = None, language: str | None = None
) -> bytes | None:
    """The document in UTF-8; None when no encoding we know makes plausible text of it.

    `override` is the operator's word and is doubted only where it fails on more than a few characters.
    `language` (ISO 639-1) decides between the code pages of Latin letters.
    """
    if override and (text := _decoded(body, override, ODD_BYTES)) is not None:
        return _encoded(text)
    for mark, encoding in (*_BOMS, *_WIDE):
        if body.startswith(mark):
            return _encoded(body.decode(encoding, "replace"))
    said = [name for name in (declared_encoding(body), header_encoding(content_type)) if name]
    if (whole := _as_utf8(body)) is not None:
        seven = next((name for name in said if name.startswith(_SEVEN_BITS)), None) if body.isascii() else None
        return _encoded(_decoded(body, seven, 0.0) or "") or whole if seven else whole
    text = _decoded(body, "utf-8", ODD_BYTES) or _guessed(body, [_LARGER.get(name, name) for name in said], language)
    return None if text is None else _encoded(text)


def unscramble(text: str) -> str:
    """Undo UTF-8 that was taken for windows-1252 and encoded once more: `Ð˜Ñ€Ð°Ð½` -> `Иран`.

    Only where every character outside ASCII takes part; genuine text does not decode by chance.
    """
    if text.isascii() or not _LEAD.search(text) or _NEVER_BYTES.search(text):
        return text
    try:
        return b"".join(map(_as_byte, text)).decode("utf-8")
    except ValueError:
        return text


def _as_byte(char: str) -> bytes:
    """windows-1252, and the five bytes it leaves undefined as themselves."""
    return char.encode("latin-1") if char <= "\x9f" else char.encode("windows-1252")


def _as_utf8(body: bytes) -> bytes | None:
    """The body if it is UTF-8, without a last character that was cut off (for one such byte feedparser would read all
    of it as iso-8859-2); None if it is not.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(body)
    except UnicodeDecodeError:
        return None
    cut_off = len(decoder.getstate()[0])
    return body[: len(body) - cut_off] if cut_off else body


def _decoded(body: bytes, encoding: str, tolerance: float) -> str | None:
    """The text, if the encoding exists and at most `tolerance` of the characters outside ASCII are broken."""
    try:
        text = body.decode(_LARGER.get(encoding.lower(), encoding), "replace")
    except (LookupError, UnicodeError):  # no such encoding, or one that is not for text
        return None
    broken = text.count("\ufffd")
    return text if not broken or broken <= tolerance * len(_ASCII.sub("", text)) else None


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _guessed(body: bytes, said: list[str], language: str | None) -> str | None:
    """Bytes that are not UTF-8: by the letters that come out; what was named has the better chances."""
    runs = _HIGH.findall(body[: 50 * SAMPLE])
    words = len(b"".join(runs)) >= 2 * len(runs)  # letters in a row, as in no Latin text: café has one
    said = [name for name in said if not name.startswith(_NO_CODE_PAGES)]
    for encoding in said:
        believed = len(b"".join(runs)) < FEW if encoding in _LETTERS else not (words and encoding in _LATIN)
        if believed:
            text = _decoded(body, encoding, ODD_BYTES)
            if text is not None:
                return text
    if not words:
        return _decoded(body, _BY_LANGUAGE.get(language or "", "windows-1252"), 1.0)
    texts = [(text, name) for name in _LETTERS if (text := _decoded(body, name, ODD_BYTES)) is not None]
    best = max(texts, key=lambda pair: _likeness(*pair) * (1.2 if pair[1] in said else 1), default=None)
    if best and _likeness(*best) >= 1:
        return best[0]
    return _decoded(body, "utf-8", DAMAGED)  # with gaps that show


def _likeness(text: str, encoding: str) -> float:
    """How much the letters and symbols are those of real text in this encoding; 1 is enough."""
    letters, enough = _LETTERS[encoding]
    sample = _NOT_LETTERS.sub("", text)[:SAMPLE]
    common = frozenset(letters)
    return sum(char in common for char in sample) / max(1, len(sample)) / enough
