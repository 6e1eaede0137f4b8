"""What a reader sees of a post: its words without the markup, and whether two texts say the same. Pure."""

from __future__ import annotations

import html
import re
import unicodedata

from bot.text.keys import fingerprint

# Posts escape every angle bracket of their words, so that whatever looks like a tag is one.
_TIME = re.compile(r"<tg-time\b[^<>]*>[^<>]*</tg-time>")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?>")


def visible(markup: str) -> str:
    """The words of a post in Telegram's HTML: tags gone, character references resolved, lines kept."""
    return html.unescape(_TAG.sub("", markup))


def timeless(markup: str) -> str:
    """The same without moments, which a page may write in its own way."""
    return visible(_TIME.sub("", markup))


def same_words(one: str, other: str) -> bool:
    """Tell whether two visible texts have the same letters and digits in the same order.

    The server takes out or replaces marks of direction, control characters, some combining marks and white space
    (tdlib, clean_input_string), so that only letters and digits are sure to come back. Texts without any are compared
    by all that can be seen.
    """
    return _core(one) == _core(other)


def words_key(text: str) -> str:
    """The same for two visible texts that `same_words` takes for one."""
    return fingerprint(_core(text))


def _core(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    letters = "".join(char for char in composed if char.isalnum())
    return letters or "".join(char for char in composed if char.isprintable() and not char.isspace())
