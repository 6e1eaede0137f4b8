"""What was nearly matched, and the rule that turned it away: the other half of an explanation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.gazetteer import Entry
from bot.match.form import Case, Form, Role
from bot.match.hit import Hit, Refused, Rule
from bot.match.reading import Reading
from bot.model import Field, Matched

_NAMED = 4  # ids in a sentence: more of them make it no clearer


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An alias of `id` that stands in the text and does not count. Offsets: code points of the field's NFC text."""

    id: str
    alias: str
    language: str
    field: Field
    start: int
    end: int
    text: str
    rule: Rule
    why: str  # a sentence an operator understands


@dataclass(frozen=True, slots=True)
class Explained:
    """What was found, and what was nearly found, in order of the text."""

    matched: Matched
    refusals: tuple[Refusal, ...]


def review(
    turned: Sequence[Refused],
    kept: Sequence[Hit],
    names: Sequence[Hit],
    matched: Matched,
    entries: Mapping[str, Entry],
    reading: Reading,
    language: str,
) -> tuple[Refusal, ...]:
    """Tell of every alias in `turned` or `kept` that made no mention why it did not, once a place and id."""
    told: dict[tuple[str, int, int], Refusal] = {}
    present = {tag.id for tag in (*matched.tags, *matched.context)}
    counted = [(hit.form.id, hit.start, hit.end) for hit in names]
    for hit, rule, why in (*_early(turned, language), *_late(kept, names, present, entries)):
        inside = any(id == hit.form.id and start <= hit.start and hit.end <= end for id, start, end in counted)
        if hit.form.role in _SPEAKING and not inside:
            told.setdefault((hit.form.id, hit.start, hit.end), _refusal(hit, rule, why, reading))
    outer = [one for (id, start, end), one in told.items() if not _lies_inside(id, start, end, told)]
    return tuple(sorted(outer, key=lambda one: (one.field == "summary", one.start, one.end, one.id)))


def _lies_inside(id: str, start: int, end: int, told: Iterable[tuple[str, int, int]]) -> bool:
    """Whether a longer piece of the same entity's name is told of there already: Kazakh in Kazakhstan."""
    return any(other == id and s <= start and end <= e and e - s > end - start for other, s, e in told)


_SPEAKING = frozenset({Role.NAME, Role.MAYBE, Role.WORD})


def _refusal(hit: Hit, rule: Rule, why: str, reading: Reading) -> Refusal:
    field, start, end = reading.place(hit.start, hit.end)
    return Refusal(
        id=hit.form.id,
        alias=hit.form.alias,
        language=hit.form.language,
        field=field,
        start=start,
        end=end,
        text=reading.slice(hit.start, hit.end),
        rule=rule,
        why=why,
    )


def _early(turned: Sequence[Refused], language: str) -> Iterator[tuple[Hit, Rule, str]]:
    for hit, rule in turned:
        yield (
            hit,
            rule,
            {
                "ending": f"what follows it in the word is no ending of {_spoken(hit.form)}",
                "boundary": "letters stand before it in the word",
                "capitals": _capitals(hit.form),
                "language": _language(hit.form, language),
                "namesake": "a part of somebody else's name, by the words beside it",
                "bearer": "only what a street, a station, a house or a team is called",
                "dateline": "only where, and by whom, the report was filed",
            }[rule],
        )


def _capitals(form: Form) -> str:
    asked = {
        Case.EXACT: f"it counts only letter for letter as «{form.alias}»",
        Case.ACRONYM: "it counts in capitals only",
        Case.CAPITAL: "it counts with a capital only",
        Case.FREE: "it counts with its own diacritics only",
    }
    return asked[form.case]


def _spoken(form: Form) -> str:
    return "a name" if form.language == "mul" else f"a name in {form.language}"


def _language(form: Form, language: str) -> str:
    if form.role is Role.WORD:
        return f"a topic word of {form.language}, and {language} has words of its own for it"
    return f"a short or lower-case name of {form.language} means something else in {language}"


def _late(
    kept: Sequence[Hit], names: Sequence[Hit], present: set[str], entries: Mapping[str, Entry]
) -> Iterator[tuple[Hit, Rule, str]]:
    excluded = {hit.form.id: hit for hit in kept if hit.form.role is Role.UNLESS}
    blockers = [hit for hit in kept if hit.form.role is Role.NEVER]
    chosen = {(hit.form.id, hit.start, hit.end) for hit in names}
    for hit in kept:
        id = hit.form.id
        if hit.form.role not in _SPEAKING or (id, hit.start, hit.end) in chosen:
            continue
        if id in excluded:
            yield hit, "unless", f"«{excluded[id].form.alias}» (unless) stands in the text"
        elif blocker := _first(hit, [one for one in blockers if one.form.id == id]):
            yield hit, "never", f"it is part of «{blocker.form.alias}» (never)"
        elif longer := _first(hit, [one for one in names if one.form.id != id]):
            yield hit, "longer", f"it is part of «{longer.form.alias}», {longer.form.id}"
        elif hit.form.role is Role.MAYBE:
            yield hit, "maybe", f"a weak name (maybe) without company: {_one_of(entries[id].maybe_if)}"
        elif hit.form.role is Role.WORD and id not in present:
            yield hit, *_company(entries[id], present)


def _first(hit: Hit, others: Sequence[Hit]) -> Hit | None:
    """The longest of `others` that reaches into the hit."""
    over = [one for one in others if one.start < hit.end and hit.start < one.end]
    return max(over, key=lambda one: one.end - one.start, default=None)


def _company(entry: Entry, present: set[str]) -> tuple[Rule, str]:
    """Why the rule of a topic was not met."""
    lacking = [id for id in entry.with_all if id not in present]
    if lacking:
        return "company", f"a topic word without company: {' and '.join(lacking)}"
    if entry.with_any and not present.intersection(entry.with_any):
        return "company", f"a topic word without company: {_one_of(entry.with_any)}"
    where = "in the same sentence" if entry.near == "sentence" else f"within {entry.near} words"
    return "distance", f"a topic word too far from its company, which must stand {where}"


def _one_of(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return ("one of " if len(ids) > 1 else "") + ", ".join(ids[:_NAMED]) + more
