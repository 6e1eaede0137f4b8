"""How much an article is about what it mentions: by where the mention stands, and how often."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from bot.gazetteer import Entry
from bot.match.reading import Reading
from bot.model import Matched, Mention, Tag

_TITLE, _AGAIN, _MOST = 2.0, 0.1, 5
_SENTENCES = (1.0, 0.75, 0.5)  # the first, the second, those that follow
_PASSING = 0.3  # the last of three sentences or more: background, and whom else the minister met
_EARLY = 200  # code points: what stands later in a summary is no lead, however long its sentences
_IMPLIED = 0.4  # of what implies it: below whatever a summary begins with
_ORDER = 0.1  # what a title names last loses so much against what it names first
_STOP = re.compile(r"[.!?…](?:[\"'”»)]*)(?=\s)|[。！？؟۔]")


class Places:
    """What a place in the title or in one of the summary's sentences is worth."""

    def __init__(self, reading: Reading) -> None:
        summary = reading.raw[reading.wall + 1 :].rstrip()
        self._ends = [stop.end() for stop in _STOP.finditer(summary) if stop.end() < len(summary)]
        self._title = max(reading.wall, 1)

    def worth(self, mention: Mention) -> float:
        if mention.field == "title":
            return _TITLE - _ORDER * mention.start / self._title
        sentence = bisect_right(self._ends, mention.start)
        if sentence == len(self._ends) >= len(_SENTENCES) - 1:
            return _PASSING
        worth = _SENTENCES[min(sentence, len(_SENTENCES) - 1)]
        return worth if mention.start < _EARLY else min(worth, _SENTENCES[-1])


def weight(entry: Entry, mentions: Sequence[Mention], places: Places) -> float:
    """Title 2, summary 1 and less from sentence to sentence; a tenth for every repetition; implied two fifths."""
    best = places.worth(mentions[0]) if len(mentions) == 1 else max(map(places.worth, mentions))
    if mentions[0].because.startswith("implied"):
        best *= _IMPLIED
    return round(entry.weight * (best + _AGAIN * min(len(mentions) - 1, _MOST)), 3)


def weighed(mentions: Mapping[str, Sequence[Mention]], entries: Mapping[str, Entry], reading: Reading) -> Matched:
    """Tags by weight; those that are only known, not watched, join them where a watched one stands beside."""
    places = Places(reading)
    tags = [
        Tag(id=id, kind=entries[id].kind, weight=weight(entries[id], found, places), mentions=tuple(found))
        for id, found in mentions.items()
        if found
    ]
    tags.sort(key=lambda tag: (-tag.weight, tag.mentions[0].field == "summary", tag.mentions[0].start, tag.id))
    if any(not entries[tag.id].context for tag in tags):
        return Matched(tags=tuple(tags))
    return Matched(context=tuple(tags))
