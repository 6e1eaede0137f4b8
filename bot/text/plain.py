"""Markup of strangers in, one line of plain text out."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from selectolax.lexbor import LexborHTMLParser

# Only the beginning of a long markup is read: so many characters for each character of text that is asked for; the
# second figure where the first gave too little text. Lexbor needs quadratic time for nested blocks: 100,000 open <div>
# take 7.5 s, 10,000 take 0.07 s.
MARKUP_PER_CHARACTER: Final = (8, 32)

_SILENT = ("script", "style", "template", "iframe", "noscript", "object", "svg", "math", "select", "textarea")

# Tags that end a word. Inline ones do not: <b>K</b>azakhstan is one word.
_BREAK = re.compile(
    r"<(?=/?(?:address|article|aside|blockquote|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer"
    r"|form|h[1-6]|header|hr|img|li|main|nav|ol|option|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video"
    r")\b)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<&]")

# What no reader may see: controls, lone surrogates, soft hyphen, directional embeddings, overrides and isolates (they
# would reorder the post around them), zero-width space, joiner of words, byte order mark, invisible operators,
# interlinear marks, noncharacters, and the tag characters that can smuggle hidden text.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ufdd0-\ufdef\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Joiners and direction marks are letters' business in Persian, Arabic and emoji, but only one at a time.
_JOINERS = re.compile("([\u034f\u061c\u200c-\u200f])[\u034f\u061c\u200c-\u200f]+")
# No script stacks more than four marks on a letter; dozens are made to smear over the lines above.
_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u06d6-\u06dc\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    "\u06d6-\u06dc\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+"
)


def plain(markup: str, limit: int = 2_000) -> str:
    """Turn HTML, or text that only may be HTML, into one line of NFC text of at most `limit` code points.

    Scripts and styles vanish with their content, blocks become spaces, character references become characters.
    Nothing invisible that could reorder or smear a post survives. Longer text is cut between words and ends in "…".
    """
    text = markup[: limit * 4]
    if _MARKUP.search(text):
        for reach in MARKUP_PER_CHARACTER:
            text = _text_of(markup[: limit * reach])
            if len(text) >= limit * 2 or len(markup) <= limit * reach:
                break
    text = " ".join(text[: limit * 4].split())
    if not text.isprintable():  # true of nearly all texts, and ten times as fast as the pattern
        text = " ".join(_UNSEEN.sub("", text).split())
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = unicodedata.normalize("NFC", _MARKS.sub(r"\1", _JOINERS.sub(r"\1", text))).strip()
    return shorten(text, limit)


def shorten(text: str, limit: int) -> str:
    """Cut one line between words, at most `limit` code points with the "…" that shows the cut.

    A text without spaces (Chinese, or a flood) is cut between characters, never inside a combined one.
    """
    if len(text) <= limit:
        return text
    end = limit - 1
    space = text.rfind(" ", max(0, end - 60), end + 1)
    if space > 0:
        end = space
    else:
        while end > 0 and (
            unicodedata.combining(text[end]) or text[end] in "\u200c\u200d\ufe0f" or text[end - 1] == "\u200d"
        ):
            end -= 1
    return text[:end].rstrip(" ,;:،؛，、-–—") + "…"


def _text_of(markup: str) -> str:
    document = LexborHTMLParser(_BREAK.sub(" <", markup).encode("utf-8", "ignore"))
    document.strip_tags(list(_SILENT))
    return (document.root.text() if document.root else "") or ""
