"""The matcher: a title and a summary in, the tags with all their mentions out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.gazetteer import Entry, Gazetteer
from bot.match.aliases import by_anchor
from bot.match.bearers import is_bearer
from bot.match.choose import Taken, choose, implied_by, supporters
from bot.match.form import Role
from bot.match.hit import Hit, Refused, Rule
from bot.match.languages import Ear, spoken
from bot.match.namesakes import Namesakes
from bot.match.offices import in_office
from bot.match.reading import Reading
from bot.match.refusals import Explained, review
from bot.match.scan import Scanner, article_in
from bot.match.topics import found_by_rule
from bot.match.weight import weighed
from bot.model import Matched, Mention


class Matcher:
    """Finds everything a gazetteer knows. Safe to share between threads; swap it whole when the gazetteer changes."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._entries = gazetteer.entries
        self._scanner = Scanner(by_anchor(gazetteer.entries.values()))
        self._ear = Ear(gazetteer.entries)
        self._namesakes = Namesakes(gazetteer.entries)
        self._needed = _needed(gazetteer.entries)

    def match(self, title: str, summary: str = "", language: str | None = None) -> Matched:
        """Return what `title` and `summary` speak of. `language` is the article's, where known; else letters tell.

        Tags come by weight; the first mention of each decided it. Offsets count code points of the field's NFC text.
        """
        reading = Reading(title, summary)
        hits = self._scanner.hits(reading)
        if not any(hit.form.role is Role.NAME for hit in hits) and not _may_vouch(hits):
            return Matched()  # weak names and topic words count beside names only
        hits = in_office(self._in_company(hits), reading)
        language = spoken(reading, hits, language)
        hits = [hit for hit in self._ear.heard(hits, language) if hit is not None]
        hits = [hit for hit in hits if self._meant(hit, reading, hits, language) is None]
        names = choose(hits, self._entries, language)
        mentions = self._mentions(names, hits, reading)
        return weighed(mentions, self._entries, reading)

    def _in_company(self, hits: list[Hit]) -> list[Hit]:
        """The hits without the words whose company is not named: a road asks for both its ends."""
        named: set[str] | None = None
        kept = []
        for hit in hits:
            if hit.form.role is Role.WORD and (needed := self._needed.get(hit.form.id)):
                if named is None:
                    named = {one.form.id for one in hits}
                if not needed <= named:
                    continue
            kept.append(hit)
        return kept

    def explain(self, title: str, summary: str = "", language: str | None = None) -> Explained:
        """What `match` returns, and what was nearly found beside it: alias, place, and the rule that turned it away."""
        reading = Reading(title, summary)
        turned: list[Refused] = []
        hits = in_office(self._scanner.hits(reading, turned), reading)
        language = spoken(reading, hits, language)
        heard = self._ear.heard(hits, language)
        turned += [Refused(hit, "language") for hit, counts in zip(hits, heard, strict=True) if counts is None]
        counting = [hit for hit in heard if hit is not None]
        others = [(hit, self._meant(hit, reading, counting, language)) for hit in counting]
        kept = [hit for hit, rule in others if rule is None]
        turned += [Refused(hit, rule) for hit, rule in others if rule is not None]
        matched = self.match(title, summary, language)
        names = choose(kept, self._entries, language)
        return Explained(matched, review(turned, kept, names, matched, self._entries, reading, language))

    def _meant(self, hit: Hit, reading: Reading, hits: Sequence[Hit], language: str) -> Rule | None:
        """None where the name means whom or what it usually does; else the rule that says otherwise."""
        if hit.form.role is Role.WORD:
            return None
        if reading.is_filed(hit.start) and hit.form.id.startswith(("place.", "org.")):
            return "dateline"
        if is_bearer(hit, reading):
            return "bearer"
        return "namesake" if self._namesakes.has(hit, reading, hits, language) else None

    def _mentions(self, names: Sequence[Hit], hits: Sequence[Hit], reading: Reading) -> dict[str, list[Mention]]:
        places: dict[str, list[tuple[int, int]]] = {}
        taken = Taken()
        for hit in names:
            places.setdefault(hit.form.id, []).append((hit.start, hit.end))
            taken.add(hit)
        present = set(places)
        mentions: dict[str, list[Mention]] = {}
        for hit in sorted(names, key=lambda h: (h.form.role, h.start)):
            reason = _alias_reason(hit, present, self._entries)
            mentions.setdefault(hit.form.id, []).append(_mention(hit, reading, reason))
        self._imply(mentions, places)
        for id, decided in self._topics(hits, taken, places, reading).items():
            mentions[id] = [_mention(hit, reading, f"topic word {_quoted(hit)} {reason}") for hit, reason in decided]
        self._imply(mentions, places)
        return mentions

    def _topics(
        self, hits: Sequence[Hit], taken: Taken, places: Mapping[str, Sequence[tuple[int, int]]], reading: Reading
    ) -> dict[str, list[tuple[Hit, str]]]:
        blockers = [hit for hit in hits if hit.form.role is Role.NEVER]
        excluded = {hit.form.id for hit in hits if hit.form.role is Role.UNLESS}
        words: dict[tuple[str, int, int], Hit] = {}
        for hit in hits:
            if hit.form.role is not Role.WORD or hit.form.id in excluded or taken.covers(hit):
                continue  # a word inside a longer name is part of that name: the trade of the World Trade Organization
            if not any(b.form.id == hit.form.id and b.start < hit.end and hit.start < b.end for b in blockers):
                words.setdefault((hit.form.id, hit.start, hit.end), hit)
        if not words:
            return {}
        return found_by_rule(self._entries, sorted(words.values(), key=lambda h: h.start), places, reading)

    def _imply(self, mentions: dict[str, list[Mention]], places: dict[str, list[tuple[int, int]]]) -> None:
        for id, by in implied_by(list(mentions), self._entries).items():
            mentions[id] = [
                Mention(
                    id=id, field=m.field, start=m.start, end=m.end, text=m.text, because=f"implied by {by}: {m.because}"
                )
                for m in mentions[by]
            ]
            places.setdefault(id, list(places.get(by, ())))


def _needed(entries: Mapping[str, Entry]) -> dict[str, frozenset[str]]:
    """Id -> those of its company that have to be named, for nothing implies them."""
    implied = {other for entry in entries.values() for other in (*entry.implies, entry.home)}
    needed = {id: frozenset(entry.with_all) - implied for id, entry in entries.items() if entry.with_all}
    return {id: ids for id, ids in needed.items() if ids}


def _may_vouch(hits: Sequence[Hit]) -> bool:
    """Whether weak names of a country and of a person stand in the text."""
    weak = [hit.form.id for hit in hits if hit.form.role is Role.MAYBE or hit.form.role is Role.SURNAME]
    return len(weak) > 1 and {"place", "person"} <= {id.partition(".")[0] for id in weak}


def _quoted(hit: Hit) -> str:
    return f"«{hit.form.alias}»" + (f" ({hit.form.language})" if hit.form.language != "mul" else "")


def _alias_reason(hit: Hit, present: set[str], entries: Mapping[str, Entry]) -> str:
    weak = hit.form.role is Role.MAYBE
    parts = [("weak alias " if weak else "alias ") + _quoted(hit)]
    if clitic := hit.prefix[: len(hit.prefix) - article_in(hit.prefix)]:
        parts.append(f"after «{clitic}»")
    if hit.tail:
        parts.append(f"+ ending «{hit.tail}»")
    if weak:
        parts.append(f"supported by {', '.join(supporters(hit.form.id, present, entries)) or hit.form.id}")
    return " ".join(parts)


def _mention(hit: Hit, reading: Reading, because: str) -> Mention:
    field, start, end = reading.place(hit.start, hit.end)
    return Mention(
        id=hit.form.id, field=field, start=start, end=end, text=reading.slice(hit.start, hit.end), because=because
    )
