"""Another person of the same surname: a weak name beside a capitalised word is part of a longer name we do not know.

"Zichen Wang" and "Wang Huning" are not the minister Wang; "diplomat Wang", "China’s Wang" and "Wang said" may be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.match.form import Role
from bot.match.hit import Hit
from bot.match.reading import Reading

_BEFORE = re.compile(r"([^\W\d_][\w'’ʻ-]*)[ \u00a0]$")
_AFTER = re.compile(r"[ \u00a0]([^\W\d_][\w-]*)")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_REACH = 40  # letters that are looked at on either side
_HEADLINE = 0.7  # share of capitalised words from which capitals tell nothing
_OPENING = 4  # letters: a first word no longer than this is hardly a given name (On Wang, With Wang)
_TITLES = (
    "president", "minister", "premier", "chair", "secretary", "leader", "diplomat", "envoy", "ambassador", "comrade",
    "mr", "mrs", "ms", "foreign", "official", "says", "why", "when", "президент", "министр", "премьер", "председател",
    "глав", "лидер", "товарищ", "господин", "секретар",
)  # fmt: skip


def is_namesake(hit: Hit, reading: Reading, hits: Sequence[Hit]) -> bool:
    """Whether this weak name of a person is written as a part of somebody else's."""
    form = hit.form
    if form.role is not Role.MAYBE or not form.single or form.script not in {"latin", "cyrillic"}:
        return False
    if not form.id.startswith("person."):
        return False
    start, end = reading.folded.start(hit.start), reading.folded.end(hit.end)
    if (before := _BEFORE.search(reading.raw[max(0, start - _REACH) : start])) and _is_given_name(before[1]):
        first, last = start - len(before[0]), start - 1
        opens = first in {0, reading.wall + 1} and len(before[1]) <= _OPENING
        if not opens and not _is_known(first, last, reading, hits):
            return not _is_headline(reading, hits, first, end)
    if (after := _AFTER.match(reading.raw, end)) and _is_given_name(after[1]):
        first, last = after.span(1)
        return not _is_known(first, last, reading, hits) and not _is_headline(reading, hits, start, last)
    return False


def _is_given_name(word: str) -> bool:
    return word[0].isupper() and not word.isupper() and not word.casefold().startswith(_TITLES)


def _is_known(start: int, end: int, reading: Reading, hits: Sequence[Hit]) -> bool:
    """Whether a name of ours stands there: China’s Wang, Wang China."""
    return any(
        hit.form.role is Role.NAME and reading.folded.start(hit.start) < end and start < reading.folded.end(hit.end)
        for hit in hits
    )


def _is_headline(reading: Reading, hits: Sequence[Hit], start: int, end: int) -> bool:
    """Whether The Text Is Written Like This: told by the words that are no names and not the pair in question."""
    first, last = (0, reading.wall) if start < reading.wall else (reading.wall + 1, len(reading.raw))
    words = [
        word[0]
        for word in _LONG_WORD.finditer(reading.raw, first, last)
        if not start <= word.start() < end and not _is_known(word.start(), word.end(), reading, hits)
    ]
    return sum(word[0].isupper() for word in words) >= _HEADLINE * len(words)
