"""Text from outside kept from becoming more than text where Telegram reads it. Pure."""

from __future__ import annotations

import re
from typing import Final

WORD_JOINER: Final = "\u2060"

# What Telegram's server detects by itself: td/telegram/MessageEntity.cpp, find_entities. A word joiner behind the sign
# that starts it is invisible and stops it. Nearly any sign makes a domain there: ❤.ws is one.
_SIGNS = re.compile(r"[#＃@$/]|:(?=[\d/])|(?<=[^\s.])\.(?=[^\s.])")
_DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])")
_CARD = re.compile(r"\d(?:[ -]?\d){12,}")


def neutralise(text: str) -> str:
    """Put word joiners where Telegram would otherwise detect something."""
    decimals = {found.start() + found[0].index(".") for found in _DECIMAL.finditer(text)}
    joined = _SIGNS.sub(lambda sign: sign[0] + ("" if sign.start() in decimals else WORD_JOINER), text)
    return _CARD.sub(lambda card: re.sub(r"(\d)(?=[ -]?\d)", rf"\1{WORD_JOINER}", card[0]), joined)
