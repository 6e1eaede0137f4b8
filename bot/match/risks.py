"""Aliases that will cost the desk: what is risky in a gazetteer, why, and what to write instead.

A gazetteer goes wrong quietly: a name that is also a word tags everything, one that two entities share tags both, one
with a letter of another alphabet tags nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.gazetteer import Entry, Gazetteer
from bot.gazetteer.entry import ANY, Names
from bot.match.choose import implied_by
from bot.match.form import Case, Form, Role, make_form
from bot.match.matcher import Matcher
from bot.text.fold import fold_text

RiskKind = Literal["collision", "mixed-script", "short", "frequent", "case", "silent", "missing"]
SEVERE: frozenset[RiskKind] = frozenset({"collision", "mixed-script"})

LANGUAGES = ("ar", "en", "ru", "zh")
"""An entity without a name in one of these is not found in that part of the press."""
_SHORT = 3  # letters
_FREQUENT = 5  # times a word stands in lower case in the stored articles
_CASED = {"latin": "LATIN", "cyrillic": "CYRILLIC", "arabic": "ARABIC"}
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """One risky alias, or an entity that lacks some (`alias` is then empty)."""

    id: str
    alias: str
    language: str
    kind: RiskKind
    why: str
    cure: str
    own: bool  # written by the operator

    @property
    def severe(self) -> bool:
        return self.kind in SEVERE


def own_aliases(now: Gazetteer, shipped: Gazetteer) -> frozenset[tuple[str, str]]:
    """(id, alias) of every name that the operator's settings added to what ships."""
    return frozenset(set(_pairs(now)) - set(_pairs(shipped)))


def _pairs(gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    for id, entry in gazetteer.entries.items():
        for names in (entry.names, entry.maybe, entry.words):
            yield from ((id, alias) for aliases in names.values() for alias in aliases)


def lower_case_words(texts: Iterable[str]) -> dict[str, int]:
    """Folded word -> how often it stands in lower case in these texts."""
    counts: dict[str, int] = defaultdict(int)
    for text in texts:
        for word in _WORD.findall(text):
            if word.islower():
                counts[word] += 1
    folded: dict[str, int] = defaultdict(int)
    for word, count in counts.items():
        folded[fold_text(word)] += count
    return dict(folded)


def risks(
    gazetteer: Gazetteer, matcher: Matcher, words: Mapping[str, int], own: frozenset[tuple[str, str]] = frozenset()
) -> tuple[Risk, ...]:
    """Every risk in `gazetteer`, the operator's own and the severe ones first.

    `matcher` is the one made of it, `words` what `lower_case_words` counted in stored articles, `own` the operator's.
    """
    found = [*_of_forms(gazetteer, matcher, words, own), *_collisions(gazetteer, own), *_missing(gazetteer, own)]
    return tuple(sorted(found, key=lambda risk: (not risk.own, not risk.severe, risk.kind, risk.id, risk.alias)))


def _of_forms(
    gazetteer: Gazetteer, matcher: Matcher, words: Mapping[str, int], own: frozenset[tuple[str, str]]
) -> Iterator[Risk]:
    for entry, role, form in _forms(gazetteer):
        is_own = any((entry.id, written) in own for written in _spellings(form.alias))
        wrong = [*_wrong_with(entry, role, form, words)]
        # Reading every alias takes seconds; without a rule that turns away, a name is found in its own writing.
        if role is Role.NAME and (is_own or entry.never or entry.unless) and (said := _silent(entry, form, matcher)):
            wrong.append(("silent", said, "remove it, or the rule that stands in its way"))
        for kind, why, cure in wrong:
            yield Risk(id=entry.id, alias=form.alias, language=form.language, kind=kind, why=why, cure=cure, own=is_own)


def _spellings(alias: str) -> tuple[str, ...]:
    return alias, f"={alias}", f"{alias}*"


def _forms(gazetteer: Gazetteer) -> Iterator[tuple[Entry, Role, Form]]:
    for entry in gazetteer.entries.values():
        lists: tuple[tuple[Role, Names], ...] = ((Role.NAME, entry.names), (Role.MAYBE, entry.maybe))
        for role, names in (*lists, (Role.WORD, entry.words)):
            for language, aliases in names.items():
                for alias in aliases:
                    if (form := make_form(entry.id, role, alias, language, entry.kind)) is not None:
                        yield entry, role, form


def _wrong_with(entry: Entry, role: Role, form: Form, words: Mapping[str, int]) -> Iterator[tuple[RiskKind, str, str]]:
    if mixed := _mixed(form.alias):
        yield "mixed-script", f"«{mixed}» mixes alphabets", "write the whole word with one keyboard"
    if role is not Role.NAME:
        return
    letters = sum(char.isalnum() for char in form.folded)
    if form.case in {Case.FREE, Case.CAPITAL} and letters <= (1 if form.han else _SHORT):
        cure = f'move it to maybe: with maybe_if:, or write it exactly: "={form.alias}"'
        yield "short", f"{letters} letters stand in many words and names", cure
    times = words.get(form.folded, 0)
    if form.case is Case.CAPITAL and form.single and times >= _FREQUENT:
        why = f"the same word stands {times} times in lower case in the stored articles; it opens sentences too"
        yield "frequent", why, "move it to maybe: with maybe_if:, or name the phrases it is not in never:"
    if form.case is Case.FREE and form.script in {"latin", "cyrillic"} and _is_name(entry, form):
        often = f", {times} times in the stored articles" if times else ""
        yield "case", f"in lower case it asks for no capital{often}", f"write {form.alias.title()}, if it is a name"


def _is_name(entry: Entry, form: Form) -> bool:
    """Whether this alias should begin with a capital: Russian and its neighbours write adjectives of places small."""
    if entry.kind in {"person", "org", "project"}:
        return True
    return entry.kind == "place" and form.script == "latin" and form.language in {"en", ANY}


def _mixed(alias: str) -> str | None:
    """The first word of letters from more than one alphabet; a look-alike is how most of them come about."""
    for word in map(str, _WORD.findall(alias)):
        names = " ".join(unicodedata.name(char, "") for char in set(word))
        if sum(script in names for script in _CASED.values()) > 1:
            return word
    return None


def _silent(entry: Entry, form: Form, matcher: Matcher) -> str | None:
    """Why this name is not found in its own writing, where it is not."""
    language = form.language if form.language != ANY else None
    matched = matcher.match(form.alias, language=language)
    if any(tag.id == entry.id for tag in (*matched.tags, *matched.context)):
        return None
    for refusal in matcher.explain(form.alias, language=language).refusals:
        if refusal.id == entry.id:
            return f"it is never found: {refusal.why}"
    return "it is never found: something else stands on the same letters"


def _collisions(gazetteer: Gazetteer, own: frozenset[tuple[str, str]]) -> Iterator[Risk]:
    """Names that two entities share; one that implies the other is tagged with it anyway."""
    sharers: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for entry in gazetteer.entries.values():
        for language, aliases in entry.names.items():
            for alias in aliases:
                sharers[fold_text(alias.strip("=*"))].setdefault(entry.id, (alias, language))
    for shared in sharers.values():
        if len(shared) < 2:
            continue
        for id, (alias, language) in shared.items():
            others = [other for other in shared if other != id and not _implies(id, other, gazetteer)]
            if others:
                yield Risk(
                    id=id,
                    alias=alias.strip("=*"),
                    language=language,
                    kind="collision",
                    why=f"it is a name of {', '.join(others)} too, and both are tagged",
                    cure="keep it in one entry, or move it to maybe: with maybe_if: in the rarer one",
                    own=any((one, written) in own for one, (written, _) in shared.items()),
                )


def _implies(id: str, other: str, gazetteer: Gazetteer) -> bool:
    return other in implied_by([id], gazetteer.entries) or id in implied_by([other], gazetteer.entries)


def _missing(gazetteer: Gazetteer, own: frozenset[tuple[str, str]]) -> Iterator[Risk]:
    owners = {id for id, _ in own}
    for entry in gazetteer.entries.values():
        given = {language for names in (entry.names, entry.maybe, entry.words) for language in names}
        lacking = [language for language in LANGUAGES if language not in given]
        if lacking and ANY not in given:
            yield Risk(
                id=entry.id,
                alias="",
                language=", ".join(lacking),
                kind="missing",
                why=f"it has no name in {', '.join(lacking)}",
                cure="add one, such as names: {" + f"{lacking[0]}: […]" + "}",
                own=entry.id in owners,
            )
