"""Finding aliases in a folded text: one pass over the anchors, then a look at each place.

Aho-Corasick knows neither word boundaries nor endings; the look is where quality comes from, the pass where speed does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from bot.match.aliases import Anchored
from bot.match.capitals import asks_for_writing, fits
from bot.match.form import LONGEST_PREFIX, Case, Form, Role, ending, whole
from bot.match.hit import Hit, Refused, Rule
from bot.match.reading import Reading


class _Look(NamedTuple):
    """What is asked first of a form, out of its own attributes, which take longer to reach."""

    form: Form
    same: tuple[Form, ...]  # it and those of other entities that are found by the very same alias
    opening: str
    reach: int
    closing: str
    end: re.Pattern[str] | None  # of one word; None: several
    prefixed: bool  # what stands before it in its word, or a mark that nobody sees, is looked at
    as_written: bool  # capitals and diacritics are asked after


class _Group(NamedTuple):
    """The forms round one anchor, and those of them that may stand inside another word."""

    all: tuple[_Look, ...]
    within: tuple[_Look, ...]


_ANYWHERE = re.compile("")  # where a Chinese name ends there is nothing to see
_NEXT = 40  # letters: the word behind the anchor begins and ends within so many
_FORWARD = 200  # letters: no alias reaches further from its anchor
_TELLING = 5  # letters: a shorter name lies in many a word
_SHORT = 4  # letters: a name of so few is the end of many a Persian compound


class Scanner:
    """All aliases, ready to be found. Forms are made and patterns compiled when an anchor is first met."""

    def __init__(self, groups: Mapping[str, Sequence[Anchored]]) -> None:
        self._groups = list(groups.values())
        self._ready: list[_Group | None] = [None] * len(groups)
        self._patterns: dict[Form, re.Pattern[str]] = {}
        # NFA: 46-72 MB/s at 10,000-100,000 patterns with 48 MB; the DFA needs 831 MB there.
        self._automaton = AhoCorasick(groups, implementation=Implementation.ContiguousNFA) if groups else None

    def hits(self, reading: Reading, refused: list[Refused] | None = None) -> list[Hit]:
        """Every alias that stands in the text, overlapping ones too, by place of their anchors.

        `refused`, where given, receives those that letters around them, capitals or diacritics turned away.
        """
        if self._automaton is None:
            return []
        found: list[Hit] = []
        hay = reading.hay
        tagged = "#" in hay
        offsets, raw, ready = reading.folded.offsets, reading.raw, self._ready
        for index, start, end in self._automaton.find_matches_as_indexes(hay, overlapping=True):
            looks, within = ready[index] or self._make_ready(index)
            # Most anchors lie in the middle of some other word: turned away before anything else is asked.
            before = hay[start - 1] if start else " "
            inside = before.isalnum() and before < "\u3400"
            if inside:
                at = start if offsets is None else offsets[start]
                glued = raw[at].isupper() and raw[at - 1].islower()  # reading.is_glued, asked of most anchors
                if not glued and not (tagged and _in_hashtag(hay, start)):
                    if refused is not None:
                        refused.extend(_turned_away(looks, within, reading, start, end))
                    looks = within
            for form, same, opening, reach, closing, tail, prefixed, as_written in looks:
                hit = None
                if tail is not None:
                    if (ended := tail.match(hay, end)) is not None:
                        hit = (
                            _one_word(form, ended, reading, start)
                            if prefixed or inside
                            else Hit(start, ended.end(), form, "", ended[0])
                        )
                # What must stand beside the anchor is missing most of the time, and missed sooner by itself.
                elif closing:
                    if hay.find(closing, end, end + _NEXT) >= 0:
                        hit = self._words(form, reading, start)
                elif not opening or hay.find(opening, start - reach if start > reach else 0, start) >= 0:
                    hit = self._words(form, reading, start)
                if hit is not None and (not as_written or fits(form, reading, *_stem(hit, start, end))):
                    hits = (hit,) if len(same) == 1 else [hit._replace(form=one) for one in same]
                    found.extend([_as_written(one, reading) for one in hits] if as_written else hits)
                elif refused is not None and (turned := hit or _nearly(form, reading, start, end)):
                    rule = _why(turned, reading) if hit is None else "capitals"
                    refused.extend(Refused(turned._replace(form=one), rule) for one in same)
        return found

    def _make_ready(self, index: int) -> _Group:
        """The forms round an anchor that is met for the first time. Two threads that meet it at once keep one."""
        alike: dict[tuple[object, ...], list[Form]] = {}
        for one in self._groups[index]:
            if (form := one.form()) is not None:
                alike.setdefault(form.looks_for, []).append(form)
        looks = tuple(_look(forms[0], tuple(forms)) for forms in alike.values())
        within = tuple(look for look in looks if not look.form.opens or look.form.han)
        group = self._ready[index] = _Group(looks, within)
        return group

    def _words(self, form: Form, reading: Reading, start: int) -> Hit | None:
        """An alias of several words: looked for around its anchor, as far back as its words and their endings reach."""
        hay = reading.hay
        pattern = self._patterns.get(form)
        if pattern is None:
            pattern = self._patterns[form] = whole(form)
        if form.anchor_word == 0:
            found = pattern.match(hay, start)
        else:
            found = pattern.search(hay, max(0, start - form.reach), start + _FORWARD)
        while found and found.start() <= start:
            if found.end() > start:
                prefix = _prefix(form, reading, found.start())
                if prefix is not None:
                    return Hit(found.start() - article_in(prefix), found.end(), form, prefix, "")
            found = pattern.search(hay, found.start() + 1, start + _FORWARD)
        return None


def _look(form: Form, same: tuple[Form, ...]) -> _Look:
    end = _ANYWHERE if form.han else ending(form.tail, form.anchor[-1].isdigit())
    return _Look(
        form=form,
        same=same,
        opening=form.opening,
        reach=form.reach,
        closing=form.closing,
        end=end if form.single else None,
        prefixed=form.script == "arabic" and not form.han,
        as_written=asks_for_writing(form),
    )


def _as_written(hit: Hit, reading: Reading) -> Hit:
    """An exact name that is written in capitals is weak: XI is a president beside Tokayev, a number beside Louis."""
    form = hit.form
    if form.case is not Case.EXACT or form.role is not Role.NAME or form.alias.isupper():
        return hit
    return hit if not reading.all_capitals(hit.start) else hit._replace(form=replace(form, role=Role.MAYBE))


def _in_hashtag(hay: str, at: int) -> bool:
    return hay.rfind("#", 0, at) > hay.rfind(" ", 0, at)


def _stem(hit: Hit, start: int, end: int) -> tuple[int, int, int]:
    """Where the name itself begins (behind its article), where its stem ends, and where it ends."""
    return (start, end, hit.end) if hit.form.single else (hit.start + article_in(hit.prefix), hit.end, hit.end)


def article_in(prefix: str) -> int:
    """How many letters of the proclitics belong to the name: ال, or لل, where the article cannot be told apart."""
    return 2 if prefix.endswith(("ال", "لل")) else 0


def _prefix(form: Form, reading: Reading, start: int) -> str | None:
    """What stands before the name within its word; None when it may not."""
    if form.han:
        return ""
    hay, first = reading.hay, start
    if form.script != "arabic" and not _is_letter(hay, start - 1):
        return ""
    while first > 0 and start - first <= LONGEST_PREFIX and hay[first - 1].isalnum() and hay[first - 1] < "\u3400":
        first -= 1
    prefix = hay[first:start]
    if form.script == "arabic" and len(form.folded) <= _SHORT and not prefix and reading.is_joined(start):
        return None
    if form.prefixes is None:
        return None if prefix and not _is_glued(form, reading, start) else ""
    return prefix if prefix in form.prefixes else None


def _is_glued(form: Form, reading: Reading, start: int) -> bool:
    """Whether a space was lost before it; tiny names and acronyms lie in addresses and codes (VIDEuXi251, lwWTO8k)."""
    tiny = form.case in {Case.EXACT, Case.ACRONYM} or len(form.folded) < _TELLING
    return reading.is_glued(start) and (not tiny or _in_hashtag(reading.hay, start))


def _one_word(form: Form, ended: re.Match[str], reading: Reading, start: int) -> Hit | None:
    """A name of one word behind which `ended` was found, where what stands before it allows."""
    prefix = _prefix(form, reading, start)
    if prefix is None:
        return None
    return Hit(start - article_in(prefix) if prefix else start, ended.end(), form, prefix, ended[0])


def _nearly(form: Form, reading: Reading, start: int, end: int) -> Hit | None:
    """A long name as written, with other letters before or behind it: Indochina, Chinatown. Not with both."""
    hay = reading.hay
    if form.han or len(form.folded) < _TELLING:
        return None
    if not form.single:
        start = hay.find(form.folded, max(0, start - len(form.folded)), start + len(form.folded))
        end = start + len(form.folded)
    if start < 0 or (_is_letter(hay, start - 1) and _is_letter(hay, end)):
        return None
    hit = Hit(start, end, form, "", "")
    return hit if _is_letter(hay, start - 1) or fits(form, reading, start, end, end) else None


def _turned_away(
    looks: Sequence[_Look], within: Sequence[_Look], reading: Reading, start: int, end: int
) -> Iterator[Refused]:
    """Of the forms that may not stand inside another word, those that stand there nearly."""
    for look in looks:
        if look not in within and (hit := _nearly(look.form, reading, start, end)):
            rule = _why(hit, reading)
            yield from (Refused(hit._replace(form=one), rule) for one in look.same)


def _why(hit: Hit, reading: Reading) -> Rule:
    return "boundary" if _is_letter(reading.hay, hit.start - 1) else "ending"


def _is_letter(hay: str, at: int) -> bool:
    return 0 <= at < len(hay) and hay[at].isalnum() and hay[at] < "\u3400"
