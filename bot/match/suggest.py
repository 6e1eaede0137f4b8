"""Proposals for the gazetteer: unknown names that keep company with known ones, and near-spellings of known aliases.

A proposal is never matched by itself: transliterations must be added by somebody who reads them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.gazetteer import Gazetteer
from bot.match.common import Commons
from bot.match.distance import distance
from bot.match.endings import script_of
from bot.match.unknown import Seen, names_in
from bot.model import Article, Matched
from bot.text.fold import fold_text

LEAST = 2  # articles
_TITLED = 1.5  # a title beside it makes a name likelier
_ABSORBS = 0.6  # a longer string that stands in so many articles of a shorter one is the whole name
_BOUND, _SHORT_BOUND = 2, 1  # letters of difference
_NEAR_LEAST, _NEAR_LONG = 5, 8  # letters: below, everything is near something; from there two letters may differ
_RUSSIAN_END = re.compile(r"(?:ого|ому|ыми?|ами?|ях|ов|ой|ем|ом|[аеиоуыюяйь])$")
_LANGUAGES = ("ar", "en", "ru", "zh", "fa", "tr", "kk", "ky", "uz", "tg", "tk", "az")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An unknown name, how often and where it stands, and what to write. `near` is the alias it is nearly spelt as."""

    text: str
    language: str
    score: float
    documents: int
    sources: int
    company: tuple[str, ...]  # ids it stands beside, the most frequent first
    near: str
    id: str
    yaml: str


@dataclass(slots=True)
class _Heard:
    """What is known of one string."""

    forms: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    articles: set[str] = field(default_factory=set)
    accompanied: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    company: Counter[str] = field(default_factory=Counter)
    titled: int = 0

    def hear(self, seen: Seen, article: Article, ids: Sequence[str]) -> None:
        self.forms[seen.text] += 1
        self.titled += seen.titled
        if article.id in self.articles:
            return
        self.articles.add(article.id)
        self.languages[article.language] += 1
        if ids:
            self.accompanied.add(article.id)
            self.sources.add(article.source)
            self.company.update(ids)

    @property
    def usual(self) -> str:
        """As it is written most often."""
        return min(self.forms, key=lambda form: (-self.forms[form], form))

    @property
    def score(self) -> float:
        """Share of its articles in which a known name stands, times how many they are and how many sources tell it."""
        share = len(self.accompanied) / len(self.articles)
        titled = _TITLED if self.titled else 1.0
        return round(share * math.log2(1 + len(self.accompanied)) * math.sqrt(len(self.sources)) * titled, 2)


def suggest(articles: Iterable[tuple[Article, Matched]], gazetteer: Gazetteer) -> tuple[Suggestion, ...]:
    """Propose names that stand in `LEAST` articles or more beside known ones, the best first."""
    heard: dict[str, _Heard] = defaultdict(_Heard)
    texts: list[str] = []
    for article, matched in articles:
        texts += (article.title, article.summary)
        ids = [tag.id for tag in matched.tags if not tag.because.startswith("implied")]
        for field_name, text in (("title", article.title), ("summary", article.summary)):
            places = [
                (one.start, one.end)
                for tag in (*matched.tags, *matched.context)
                for one in tag.mentions
                if one.field == field_name
            ]
            for seen in names_in(text, places):
                heard[_key(seen.text)].hear(seen, article, ids)
    aliases = _aliases(gazetteer)
    numbers = iter(range(1, len(heard) + 1))
    kept = [(key, one) for key, one in _whole_names(heard) if len(one.accompanied) >= LEAST and key not in aliases]
    names = Commons(texts).names((one.usual, one.forms.total()) for _, one in kept)
    kept = [(key, one) for key, one in kept if one.usual in names]
    kept.sort(key=lambda pair: (-pair[1].score, pair[0]))
    return tuple(_suggestion(one, aliases, numbers) for _, one in kept)


def _key(text: str) -> str:
    """Folded, and without the ending that Russian and its neighbours give a name."""
    folded = fold_text(text)
    return _RUSSIAN_END.sub("", folded) if script_of(folded) == "cyrillic" and len(folded) > _NEAR_LEAST else folded


def _whole_names(heard: Mapping[str, _Heard]) -> Iterator[tuple[str, _Heard]]:
    """Of strings that begin alike, the longest that stands in most articles of the shorter; the rest are parts."""
    parts = set()
    for key in sorted(heard, key=len, reverse=True):
        if script_of(key) not in {"arabic", "han"}:
            continue
        for length in range(1, len(key)):
            shorter = heard.get(key[:length])
            if shorter is None:
                continue
            frequent = len(heard[key].articles) >= _ABSORBS * len(shorter.articles)
            parts.add(key[:length] if frequent and len(heard[key].articles) >= LEAST else key)
    yield from ((key, one) for key, one in heard.items() if key not in parts)


def _aliases(gazetteer: Gazetteer) -> dict[str, tuple[str, str]]:
    """Folded alias, its Russian ending cut as in what was heard -> (id, as written)."""
    return {
        _key(alias.strip("=*")): (id, alias)
        for id, entry in gazetteer.entries.items()
        for names in (entry.names, entry.maybe)
        for aliases in names.values()
        for alias in aliases
    }


def _nearest(key: str, aliases: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """The id and alias that `key` is a near-spelling of: a letter differs, in long names two."""
    if len(key) < _NEAR_LEAST or script_of(key) == "han":
        return None
    bound = _BOUND if len(key) >= _NEAR_LONG else _SHORT_BOUND
    best: tuple[int, str] | None = None
    for alias in aliases:
        if abs(len(alias) - len(key)) <= bound and (alias[0] == key[0] or alias[-2:] == key[-2:]):
            letters = distance(key, alias, bound)
            if letters is not None and (best is None or letters < best[0]):
                best = (letters, alias)
    return aliases[best[1]] if best else None


def _suggestion(one: _Heard, aliases: Mapping[str, tuple[str, str]], numbers: Iterator[int]) -> Suggestion:
    text = one.usual
    spoken = [language for language, _ in one.languages.most_common() if language in _LANGUAGES]
    language = spoken[0] if spoken else "mul"
    near = _nearest(_key(text), aliases)
    id = near[0] if near else _new_id(text, numbers, titled=one.titled > 0)
    return Suggestion(
        text=text,
        language=language,
        score=one.score,
        documents=len(one.articles),
        sources=len(one.sources),
        company=tuple(id for id, _ in one.company.most_common(3)),
        near=near[1] if near else "",
        id=id,
        yaml=f'{id}: {{names: {{{language}: ["{text}"]}}}}',
    )


def _new_id(text: str, numbers: Iterator[int], *, titled: bool) -> str:
    """An id to start from: the Latin letters of the name, else a number that asks to be replaced."""
    slug = re.sub(r"[^a-z0-9]+", "_", fold_text(text)).strip("_")
    latin = script_of(text) == "latin" and slug
    return f"{'person' if titled else 'org'}.{slug if latin else f'unnamed_{next(numbers)}'}"
