"""What an article says, in forms that can be compared with what another says. Pure once its tables are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from itertools import combinations, product
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from bot.gazetteer import Gazetteer
from bot.model import Article, Matched, Tag
from bot.story.names import names
from bot.story.quantities import Quantity, Reader
from bot.story.words import REMEMBERED, Clitics, Stems, filings, tidy, tokens, words_of
from bot.text.fold import fold_text

_SUMMARY = (
    200  # characters of the summary that are read: the first sentence or two tell the event, the rest its background
)
_KINDS_IN_PAIRS = frozenset({"person", "place", "org", "project"})
_IN_PAIRS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """An article as the story room compares it: ids of acts are `act.…`, of other concepts `about.…`."""

    article: str
    source: str
    language: str
    at: datetime
    title: frozenset[str]  # tokens of the title, language in front
    body: frozenset[str]  # tokens that only the summary has
    letters: str  # the title's folded words
    entities: Mapping[str, float]  # id -> 1.0 in the title, 0.6 in the summary only
    headline: frozenset[str]  # those of `entities` that the title names
    stands_for: Mapping[str, frozenset[str]]  # person -> their countries, themselves where unknown
    lands: frozenset[str]  # places, and the countries that persons and projects stand for
    actors: frozenset[str]  # persons and places of the title, persons as their countries
    happenings: frozenset[str]  # summits, forums and the like that the title names
    pairing: frozenset[str]  # who stands in `pairs`: at most a dozen, persons as their countries
    topics: frozenset[str]  # with whom: topics, acts and concepts of the title
    pairs: frozenset[tuple[str, str]]  # two of `pairing`, or one of them and a topic
    guests: frozenset[str]  # countries of the title, persons as theirs, where the title is about a meeting; else empty
    acts: frozenset[str]  # acts of the title
    quantities: frozenset[Quantity]
    title_quantities: frozenset[Quantity]
    dates: frozenset[date]
    title_dates: frozenset[date]
    ordinals: frozenset[int]  # of the title: the second summit is not the first
    names: frozenset[str]  # sounds of what may be names, those the gazetteer knows left out
    named: frozenset[str]  # of all names
    title_names: frozenset[str]


def table(name: str) -> Any:
    """Read a YAML or JSON table of this room."""
    text = files("bot.story").joinpath("data", name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else YAML(typ="safe").load(text)


def month_names() -> dict[str, int]:
    """Return folded names of months -> 1..12 in the languages of the beat, from CLDR."""
    found: dict[str, int] = table("cldr.json")["months"]
    return found


def countries(gazetteer: Gazetteer) -> dict[str, str]:
    """Return two-letter country code -> id, for the places the gazetteer knows by the English name CLDR gives them."""
    ids = {
        fold_text(name): id
        for id, entry in gazetteer.entries.items()
        if entry.kind == "place"
        for name in entry.names.get("en", ())
    }
    named: dict[str, str] = table("cldr.json")["countries"]
    return {code: ids[name] for code, name in named.items() if name in ids}


def _flags(text: str) -> set[str]:
    """Find flags: two regional indicators are the country's code."""
    found: set[str] = set()
    if max(text, default="") < "\U0001f1e6":
        return found
    waiting = ""
    for char in text:
        letter = ord(char) - 0x1F1E6
        if not 0 <= letter < 26:
            waiting = ""
        elif waiting:
            found.add(waiting + chr(65 + letter))
            waiting = ""
        else:
            waiting = chr(65 + letter)
    return found


class _Meaning(NamedTuple):
    """The acts, concepts and ordinals a word names."""

    acts: tuple[str, ...]
    concepts: tuple[str, ...]
    ordinals: tuple[str, ...]


class Tracer:
    """Makes the traits of an article."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        acts = table("acts.yaml")["acts"]
        self._acts = Stems(
            {
                act: [stem for stems in told.values() if isinstance(stems, list) for stem in stems]
                for act, told in acts.items()
            }
        )
        self._ids = {act: told.get("as", f"act.{act}") for act, told in acts.items()}
        # A concept that is an act as well counts once.
        self._concepts = Stems(
            {
                self._ids.get(concept, f"about.{concept}"): [stem for stems in told.values() for stem in stems]
                for concept, told in table("concepts.yaml").items()
            }
        )
        self._meet = frozenset(act for act, told in acts.items() if told.get("meet"))
        self._ordinals = Stems({str(n): stems for n, stems in table("units.yaml")["ordinals"].items()})
        units = table("units.yaml")
        self._reader = Reader(
            months=month_names(), scales=units["scales"], units=units["units"], counts=units["counts"]
        )
        stands = table("homes.yaml")
        self._homes: dict[str, str] = stands["homes"]
        self._lands: dict[str, tuple[str, ...]] = {
            **{
                id: tuple(p for p in e.implies if p.startswith("place."))
                for id, e in gazetteer.entries.items()
                if e.implies
            },
            **{id: tuple(places) for id, places in stands["lands"].items()},
            **{id: (place,) for id, place in self._homes.items()},
        }
        self._happenings = frozenset(stands["happenings"])
        self._meanings: dict[str, _Meaning | None] = {}
        self._clitics = Clitics(table("prior.json")["words"]["ar"])
        self._flags = countries(gazetteer)
        self.countries = frozenset(self._flags.values())

    def trace(self, article: Article, matched: Matched) -> Traits:
        """Return the traits of an article with its tags and context."""
        title, summary = tidy(article.title), tidy(article.summary)[:_SUMMARY]
        folded, further = fold_text(title), fold_text(summary)
        words, more = words_of(folded), words_of(further)
        in_title, in_summary = self._meant(words), self._meant(more)
        if article.language == "ar":
            words, more = list(map(self._clitics.bare, words)), list(map(self._clitics.bare, more))
            in_title, in_summary = in_title + self._meant(words), in_summary + self._meant(more)
        first, second = frozenset(tokens(words, article.language)), frozenset(tokens(more, article.language))
        entities = self._entities(article, matched)
        acts = {act for meant in in_title for act in meant.acts}
        topics = {id for id, weight in entities.items() if weight == 1.0 and id.startswith(("topic.", "event."))}
        topics |= {self._ids[act] for act in acts}
        for act in {act for meant in in_summary for act in meant.acts} - acts:
            entities.setdefault(self._ids[act], 0.6)
        entities.update({self._ids[act]: 1.0 for act in acts})
        topics |= (subjects := {id for meant in in_title for id in meant.concepts})
        entities.update(dict.fromkeys({id for meant in in_summary for id in meant.concepts} - subjects, 0.6))
        entities.update(dict.fromkeys(subjects, 1.0))
        actors = frozenset(
            self._home(id) for id, w in entities.items() if w == 1.0 and id.partition(".")[0] in {"person", "place"}
        )
        pairing = self._pairing(entities)
        mentions = {mention.text for tag in (*matched.tags, *matched.context) for mention in tag.mentions}
        known = {word for text in mentions for word in text.split()}
        (named, unknown), (more_named, more_unknown) = names(title, known), names(summary, known)
        figures, days = self._reader.read(folded, article.at.date())
        more_figures, more_days = self._reader.read(further, article.at.date())
        return Traits(
            article=article.id,
            source=article.source,
            language=article.language,
            at=article.at,
            title=first,
            body=second - first,
            letters=" ".join(words),
            entities=entities,
            headline=frozenset(id for id, share in entities.items() if share == 1.0),
            stands_for={id: frozenset(self.lands(id) or (id,)) for id in entities if id.startswith("person.")},
            lands=frozenset(land for id in entities for land in self.lands(id)),
            actors=actors,
            happenings=frozenset(id for id, w in entities.items() if w == 1.0 and id in self._happenings),
            pairing=frozenset(pairing),
            topics=frozenset(topics),
            pairs=frozenset([*combinations(pairing, 2), *product(pairing, topics)]),
            guests=self._guests(actors) if acts & self._meet else frozenset(),
            acts=frozenset(acts),
            quantities=figures | more_figures,
            title_quantities=figures,
            dates=days | more_days,
            title_dates=days,
            ordinals=frozenset(int(n) for meant in in_title for n in meant.ordinals),
            names=unknown | more_unknown,
            named=named | more_named,
            title_names=named,
        )

    def _meant(self, words: Iterable[str]) -> list[_Meaning]:
        return [meant for word in words if (meant := self._meaning(word))]

    def _meaning(self, word: str) -> _Meaning | None:
        """Return what a folded word says, None where it says nothing; few words make most of the news."""
        if word not in self._meanings:
            if len(self._meanings) >= REMEMBERED:
                self._meanings.clear()
            meant = _Meaning(self._acts.of(word), self._concepts.of(word), self._ordinals.of(word))
            self._meanings[word] = meant if any(meant) else None
        return self._meanings[word]

    def _entities(self, article: Article, matched: Matched) -> dict[str, float]:
        aside = {"title": filings(article.title), "summary": filings(article.summary)}
        found: dict[str, float] = {}
        for tag in (*matched.tags, *matched.context):
            if share := _prominence(tag, aside):
                found[tag.id] = max(found.get(tag.id, 0.0), share)
        for code in _flags(article.title):
            if id := self._flags.get(code):
                found[id] = 1.0
        return found

    def lands(self, id: str) -> tuple[str, ...]:
        """Return the places an entity is, stands for or lies in."""
        own = self._lands.get(id, ())
        return (id, *own) if id.startswith("place.") else own

    def _home(self, id: str) -> str:
        return self._homes.get(id, id)

    def _guests(self, actors: frozenset[str]) -> frozenset[str]:
        """Who meets: countries, and persons as theirs. A town is where they meet, not who."""
        return frozenset(id for id in actors if id in self.countries or id.startswith("person."))

    def _pairing(self, entities: Mapping[str, float]) -> list[str]:
        return sorted({self._home(id) for id in entities if id.partition(".")[0] in _KINDS_IN_PAIRS})[:_IN_PAIRS]


def _prominence(tag: Tag, aside: Mapping[str, list[tuple[int, int]]]) -> float:
    """Return 1.0 for a tag of the title, 0.6 of the summary only, 0.0 of nothing but where and when it was filed."""
    fields = {
        mention.field
        for mention in tag.mentions
        if not any(start <= mention.start < end for start, end in aside[mention.field])
    }
    return 1.0 if "title" in fields else 0.6 if fields else 0.0
