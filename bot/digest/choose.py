"""What leads, in which order, under which section: by what matters to readers, never by the count of copies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.digest.beat import both_sides, implied
from bot.digest.gist import gist, without_dateline
from bot.digest.markup import clean, is_blank, safe_url
from bot.gazetteer import Gazetteer
from bot.model import Article, Channel, Story, Tag
from bot.text.keys import title_key

SECTIONS = ("politics", "economy", "transport", "energy", "security", "culture", "other")
_MOST_NAMES = 4
_OPENING = 100  # characters of a summary that tell one wording from another

_SUBJECTS = (("topic",), ("org", "project", "event"))  # persons and places do not make a section
_DEFAULT_PRIORITY = 2

# Weights of the score. A second independent source is worth about a strong topic; a second language half of that; a
# story of both sides counts once and a half; a development yields to an equal story that was never told.
_LANGUAGE = 0.5
_BOTH_SIDES = 1.5
_TOLD = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A story with what the digest decided about it."""

    story: Story
    lead: Article  # whose headline is shown
    section: str
    score: float
    gist: str = ""  # a sentence in the reader's language; leads only
    names: tuple[str, ...] = ()  # ids, in its place where nobody told the story in the reader's language
    because: str = ""  # what the score was made of


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The digest's order: `full` by section and score, `brief` (one line each) by score, how many are `left` out."""

    full: tuple[tuple[str, tuple[Chosen, ...]], ...]
    brief: tuple[Chosen, ...]
    left: int = 0  # how many are only counted


def choose(
    stories: Sequence[Story], *, channel: Channel, gazetteer: Gazetteer, priorities: Mapping[str, int]
) -> Choice:
    """Order `stories` for `channel`: the weightiest `channel.full_items` in sections, then one-liners.

    The first `channel.lead_items` get a gist, foreign headlines the names of what they are about; what is beyond
    `channel.brief_items` one-liners is left for another day.
    The same stories give the same order, in whatever order they come: ties go to the older story, then to the id.
    """
    chosen = [_judge(story, channel.language, gazetteer, priorities) for story in stories]
    chosen.sort(key=lambda one: (-one.score, one.story.first_seen, one.story.id))
    shown = channel.full_items + channel.brief_items
    full = [
        _told_short(one, channel.language, gazetteer, priorities, leads=place < channel.lead_items)
        for place, one in enumerate(chosen[: channel.full_items])
    ]
    brief, left = chosen[channel.full_items : shown], max(0, len(chosen) - shown)
    order = tuple(dict.fromkeys((*channel.sections, *SECTIONS)))
    by_section = ((section, tuple(one for one in full if one.section == section)) for section in order)
    return Choice(full=tuple((section, items) for section, items in by_section if items), brief=tuple(brief), left=left)


def lead(story: Story, language: str, priorities: Mapping[str, int]) -> Article:
    """The article whose headline is shown: in the reader's language if any, and never one without title or link.

    Of foreign ones English comes first: it is what analysts most share. Then by priority of its source, then the
    earliest, then one with a summary. Of a development the latest comes before the earliest: the first report was told
    already.
    """
    later_first = -1 if story.told_before else 1

    def rank(place: tuple[int, Article]) -> tuple[object, ...]:
        index, article = place
        return (
            is_blank(clean(article.title)),
            safe_url(article.url) is None,
            _distance(article.language, language),
            priorities.get(article.source, _DEFAULT_PRIORITY),
            later_first * article.at.timestamp(),
            not article.summary,
            later_first * index,
        )

    return min(enumerate(story.articles), key=rank)[1]


def _distance(language: str, reader: str) -> int:
    code = primary(language)
    return 0 if code == reader else 1 if code == "en" else 2


def section_of(tags: Sequence[Tag], gazetteer: Gazetteer) -> str:
    """Section of the weightiest topic, else of the weightiest organisation, project or event, else `other`."""
    for kinds in _SUBJECTS:
        if subjects := [tag for tag in ranked(tags, gazetteer) if tag.kind in kinds]:
            section = gazetteer.section(subjects[0].id)
            return section if section in SECTIONS else "other"
    return "other"


def hashtags(tags: Sequence[Tag], gazetteer: Gazetteer, language: str, most: int = 5) -> tuple[str, ...]:
    """At most so many, what the story is about first; where there are more, countries that other tags name yield."""
    written = dict.fromkeys(gazetteer.hashtag(id, language) for id in about(tags, gazetteer, most))
    return tuple(tag for tag in written if tag)


def about(tags: Sequence[Tag], gazetteer: Gazetteer, most: int) -> tuple[str, ...]:
    """The ids of at most `most` tags that say best what the story is about, the weightiest first."""
    ids = [tag.id for tag in ranked(tags, gazetteer)]
    said = implied(ids, gazetteer)
    kept = set(sorted(ids, key=said.__contains__)[:most])
    return tuple(id for id in ids if id in kept)


def ranked(tags: Sequence[Tag], gazetteer: Gazetteer) -> tuple[Tag, ...]:
    """Tags by how much the story is about them; context, which is known but not watched, comes last."""

    def rank(tag: Tag) -> tuple[object, ...]:
        entry = gazetteer.entries.get(tag.id)
        return (entry is not None and entry.context, -tag.weight, tag.id)

    return tuple(sorted(tags, key=rank))


def independent(articles: Sequence[Article]) -> int:
    """How many publishers said it in words of their own: one per publisher, and one per wording.

    A wording is a headline, or how a text opens: papers that print an agency's text put headlines of their own on it.
    """
    publishers: set[str] = set()
    wordings: set[str] = set()
    count = 0
    for article in articles:
        publisher = family(article)
        wording = {article.title_key, title_key(without_dateline(article.summary)[:_OPENING])} - {""}
        fresh = publisher not in publishers and wordings.isdisjoint(wording)
        count += fresh
        publishers.add(publisher)
        wordings |= wording
    return count


def family(article: Article) -> str:
    """Who publishes it: the outlet an aggregator names, else the registered domain, else the source."""
    if article.publisher:
        return clean(article.publisher).casefold()
    url = safe_url(article.url)
    labels = (urlsplit(url).hostname or "").split(".") if url else []
    if len(labels) < 2:
        return article.source
    # `x.com.kz`, `gov.kz`: a short second label belongs to the registry, so one more is taken.
    size = 3 if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2 else 2
    return ".".join(labels[-size:])


def primary(language: str) -> str:
    """`zh-Hans` -> `zh`."""
    return language.split("-")[0].lower()


def spoken(articles: Sequence[Article], reader: str = "") -> tuple[str, ...]:
    """The languages of the articles, each once: the reader's first, then in order of arrival; unknown ones left out."""
    codes = dict.fromkeys(primary(article.language) for article in articles)
    return tuple(sorted((code for code in codes if code != "und"), key=reader.__ne__))


def alone(story: Story, language: str, gazetteer: Gazetteer, priorities: Mapping[str, int]) -> Chosen:
    """A story that fills a post by itself, with its gist or the names of what it is about."""
    return _told_short(_judge(story, language, gazetteer, priorities), language, gazetteer, priorities, leads=True)


def _judge(story: Story, language: str, gazetteer: Gazetteer, priorities: Mapping[str, int]) -> Chosen:
    weighed, because = weigh(story, gazetteer)
    return Chosen(
        story=story,
        lead=lead(story, language, priorities),
        section=section_of(story.tags, gazetteer),
        score=weighed,
        because=because,
    )


def _told_short(
    chosen: Chosen, language: str, gazetteer: Gazetteer, priorities: Mapping[str, int], *, leads: bool
) -> Chosen:
    """`chosen` with its gist where it leads, or with the names of what it is about where its headline is foreign."""
    if primary(chosen.lead.language) != language:
        return replace(chosen, names=about(chosen.story.tags, gazetteer, _MOST_NAMES))
    if not leads:
        return chosen
    others = [one for one in chosen.story.articles if one is not chosen.lead and primary(one.language) == language]
    # What is new in a development stands in the article that leads it; older summaries were told already.
    readable = [chosen.lead] if chosen.story.told_before else [chosen.lead, *others]
    ranks = {one.id: priorities.get(one.source, _DEFAULT_PRIORITY) for one in readable}
    return replace(chosen, gist=gist(readable, chosen.lead.title, ranks))


def score(story: Story, gazetteer: Gazetteer) -> float:
    """How much the story matters. Grows with the logarithm of independent sources, so that none drowns the rest."""
    return weigh(story, gazetteer)[0]


def weigh(story: Story, gazetteer: Gazetteer) -> tuple[float, str]:
    """The score, and what it was made of in the operator's words."""
    heard, languages = independent(story.articles), max(1, len(spoken(story.articles)))
    said = math.log2(1 + heard) + _LANGUAGE * (languages - 1)
    about, lift = _about_what(story), _lift(story, gazetteer)
    total = round((said + about) * lift * (_TOLD if story.told_before else 1), 9)
    parts = [
        f"independent sources {heard}, languages {languages}: {said:.2f}",
        f"tags {', '.join(f'{tag.id} {tag.weight:.2f}' for tag in _top(story))}: {about:.2f}",
        *([f"both sides of the beat: × {lift}"] if lift != 1 else []),
        *([f"told before: × {_TOLD}"] if story.told_before else []),
    ]
    return total, "; ".join(parts)


def weight(story: Story, gazetteer: Gazetteer) -> float:
    """How much the story matters by what it is about alone, whoever tells it."""
    return round(_about_what(story) * _lift(story, gazetteer), 2)


def _about_what(story: Story) -> float:
    return math.sqrt(sum(tag.weight for tag in _top(story)))


def _top(story: Story) -> list[Tag]:
    """The weightiest tags; the entries' own weights are in them."""
    return sorted(story.tags, key=lambda tag: (-tag.weight, tag.id))[:3]


def _lift(story: Story, gazetteer: Gazetteer) -> float:
    return _BOTH_SIDES if both_sides((tag.id for tag in story.tags), gazetteer) else 1.0
