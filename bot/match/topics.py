"""Topics by rule: a deciding word counts where its company stands near."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.gazetteer import Entry
from bot.match.hit import Hit
from bot.match.reading import Reading

Places = Mapping[str, Sequence[tuple[int, int]]]
"""Id -> where it is mentioned, at positions of the folded text."""

_WORD = re.compile(r"[^\W_\u3400-\u9fff]+|[\u3400-\u9fff]{1,2}")  # a Chinese word is two characters, about
_NAMED = 3  # ids in a reason: more of them make it no clearer
_LONG_WORD = 30  # letters
_STOP = re.compile(r"[.!?](?= |$)|[。！？؟۔\ufdd1]|[!?](?=\")")


def at_home(places: Places, entries: Mapping[str, Entry]) -> Places:
    """The places, with each country also where a watched town or company of it is mentioned."""
    more: dict[str, list[tuple[int, int]]] = {}
    for id, where in places.items():
        entry = entries[id]
        if entry.home and entry.home not in places and not entry.context and entry.kind != "person":
            more.setdefault(entry.home, []).extend(where)
    return {**places, **more} if more else places


def found_by_rule(
    entries: Mapping[str, Entry], words: Sequence[Hit], places: Places, reading: Reading
) -> dict[str, list[tuple[Hit, str]]]:
    """Id of every topic whose rule is met -> its deciding words, each with the reason in words.

    Topics may keep company with topics: those found are looked at again until nothing new comes.
    """
    waiting: dict[str, list[Hit]] = {}
    for hit in words:
        if hit.form.id not in places:
            waiting.setdefault(hit.form.id, []).append(hit)
    found: dict[str, list[tuple[Hit, str]]] = {}
    known = dict(at_home(places, entries))
    while True:
        fresh = {id: told for id, hits in waiting.items() if (told := _decided(entries[id], hits, known, reading))}
        if not fresh:
            return found
        found |= fresh
        for id, decided in fresh.items():
            del waiting[id]
            known[id] = [(hit.start, hit.end) for hit, _ in decided]


def _decided(entry: Entry, words: Sequence[Hit], known: Places, reading: Reading) -> list[tuple[Hit, str]]:
    here = [id for id in (*entry.with_all, *entry.with_any) if id in known]
    if not _fulfilled(entry, here):
        return []
    return [(hit, _because(entry, company)) for hit in words if (company := _company(entry, here, hit, known, reading))]


def _fulfilled(entry: Entry, ids: Sequence[str]) -> bool:
    return (not entry.with_all or all(id in ids for id in entry.with_all)) and (
        not entry.with_any or any(id in entry.with_any for id in ids)
    )


def _company(entry: Entry, here: Sequence[str], hit: Hit, known: Places, reading: Reading) -> list[str]:
    """Those of the rule's ids that stand near enough to this word to fulfil it; empty when it is not fulfilled."""
    near = [id for id in here if any(_is_near(entry.near, hit, place, reading) for place in known[id])]
    return near if _fulfilled(entry, near) else []


def _is_near(near: int | str, hit: Hit, place: tuple[int, int], reading: Reading) -> bool:
    if near == "article":
        return True
    if near != "sentence" and abs(hit.start - place[0]) > int(near) * _LONG_WORD:
        return False
    between = reading.hay[min(hit.end, place[1]) : max(hit.start, place[0])]
    if near == "sentence":
        return not _STOP.search(between)
    return "\ufdd1" not in between and len(_WORD.findall(between)) <= int(near)


def _because(entry: Entry, company: Sequence[str]) -> str:
    where = {"article": "in one article with", "sentence": "in one sentence with"}.get(
        str(entry.near), f"within {entry.near} words of"
    )
    named = " and ".join(company[:_NAMED])
    return f"{where} {named}" + (f" and {len(company) - _NAMED} more" if len(company) > _NAMED else "")
