"""Every alias of a gazetteer, by the word that the scan looks for: its anchor.

Only the anchors are worked out for all. The rest of a form is made when its anchor is first met: of 110,000 aliases a
text asks after a handful, and making all of them ready was two thirds of the build.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from bot.gazetteer import Entry
from bot.gazetteer.entry import Names
from bot.match.endings import fold_text
from bot.match.form import Bent, Form, Role, bend, make_form
from bot.match.offices import LENDERS, surnames
from bot.match.ways import both_ways

_LEADING = frozenset({"project", "event", "topic"})  # what may lead from one place to another
_ADJECTIVES = ("ий", "ый", "ой", "ая", "ое", "ие", "ые")
_TINY = 4  # letters: a shorter name is a word in some language
_HAN = ("\u3400", "\u9fff")


class Alias(NamedTuple):
    """One alias as written: whose, what for, in which language; `kind` is the entity's."""

    id: str
    role: Role
    text: str
    language: str
    kind: str


class Anchored(NamedTuple):
    """An alias and which of its words is the anchor."""

    alias: Alias
    word: int

    def form(self) -> Form | None:
        id, role, text, language, kind = self.alias
        return make_form(id, role, text, language, kind, self.word)


def aliases(entries: Collection[Entry]) -> Iterator[Alias]:
    """All names and words of all entries, and the surnames of all who hold an office."""
    for entry in entries:
        kind = entry.kind
        lists: tuple[tuple[Role, Names], ...] = (
            (Role.NAME, entry.names),
            (Role.MAYBE, entry.maybe),
            (Role.WORD, entry.words),
            (Role.NEVER, entry.never),
            (Role.UNLESS, entry.unless),
        )
        for role, names in lists:
            for language, texts in names.items():
                for written in texts:
                    for text in both_ways(written) if kind in _LEADING else (written,):
                        yield Alias(entry.id, role, text, language, kind)
        for text, language in borrowed(entry):
            yield Alias(entry.id, Role.NAME, text, language, kind)
    for id, text, language in surnames(entries):
        yield Alias(id, Role.SURNAME, text, language, "person")


def borrowed(entry: Entry) -> Iterator[tuple[str, str]]:
    """Names of people of the region as Russian or English spell them, for the kindred languages that list none.

    The letters are the same and the endings are their own: Ходжаевпен, Sauranbayev'la.
    """
    if not entry.home or entry.kind != "person":
        return
    for lender, borrowers in LENDERS.items():
        for language in borrowers:
            if language in entry.names or language in entry.maybe:
                continue
            for text in entry.names.get(lender, ()):
                if text[0].isupper() and text[-1].isalpha() and not text.endswith(_ADJECTIVES) and len(text) > _TINY:
                    yield text, language


def by_anchor(entries: Collection[Entry]) -> dict[str, list[Anchored]]:
    """Anchor -> the aliases that stand round it.

    The anchor of several words is the one that the fewest share, so that a mention of China asks after China Southern
    Airlines only where "southern" stands.
    """
    groups: dict[str, list[Anchored]] = {}
    shared: list[str] = []
    long: list[tuple[Alias, Bent]] = []
    for alias in aliases(entries):
        bent = bend(alias.role, alias.text, alias.language, alias.kind)
        if bent is None:
            continue
        shared.extend(map(fold_text, bent.tokens))
        if len(bent.words) > 1:
            long.append((alias, bent))
        else:
            groups.setdefault(bent.words[0].stem, []).append(Anchored(alias, 0))
            if " " in bent.text and (hashtag := bent.text.replace(" ", "")) != bent.text.lower():
                groups.setdefault(fold_text(hashtag), []).append(Anchored(alias._replace(text=f"={hashtag}"), 0))
    counted = Counter(shared)
    for alias, bent in long:
        at = _most_telling(bent, counted)
        groups.setdefault(bent.words[at].stem, []).append(Anchored(alias, at))
    return groups


def _most_telling(bent: Bent, shared: Mapping[str, int]) -> int:
    """Which word is the best anchor: a letter more makes it rarer by more than a doubling of its sharers costs."""

    def telling(at: int) -> float:
        stem = bent.words[at].stem
        han = _HAN[0] <= stem[:1] <= _HAN[1]
        if len(stem) == 1 and not han:
            return -math.inf  # the letter of Line D stands in every word
        return min(len(stem), 8) * (4 if han else 2) - math.log2(shared[fold_text(bent.tokens[at])])

    return max(range(len(bent.words)), key=telling)
