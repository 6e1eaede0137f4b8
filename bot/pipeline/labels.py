"""What the operator judged, as lines to learn from.

Stories: every article of every story that a judgement speaks of, with the story as its `event`: the shape that
`bench/fit_stories.py` fits and scores. Posts: what was retracted or corrected, with the words, tags and reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Protocol

from bot.digest.correct import headline
from bot.model import Judgement
from bot.ports import Archive, Corrections, Filed


class LabelStore(Archive, Corrections, Protocol):
    """What is read for it."""


def judged_stories(store: LabelStore) -> Iterator[dict[str, Any]]:
    """A line per article in order of time: a record of `marsad stories` with its `event` and what was `judged`."""
    said: defaultdict[str, list[Judgement]] = defaultdict(list)
    for one in store.judgements():
        said[one.one].append(one)
        said[one.other].append(one)
    filed = {id: found for id in said if (found := store.find(id, None)) is not None}
    events = dict.fromkeys(found.story for found in filed.values() if found.story)
    articles = {
        article.id: (article, event)
        for event in events
        if (story := store.story(event)) is not None
        for article in story.articles
    }
    for article, event in sorted(articles.values(), key=lambda pair: (pair[0].at, pair[0].id)):
        yield {
            "id": article.id,
            "source": article.source,
            "url": article.url,
            "guid": article.guid,
            "lang": article.language,
            "published": article.at.isoformat(),
            "title": article.title,
            "summary": article.summary,
            "event": event,
            "judged": [_of(one, article.id) for one in said[article.id]] if article.id in said else [],
        }


def judged_posts(store: LabelStore) -> Iterator[dict[str, Any]]:
    """A line per correction, in order: what was told, by which tags it came there, and what was wrong with it."""
    for one in store.corrections():
        filed: Filed | None = store.find(one.before.lead, None)
        article = filed.article if filed is not None else None
        yield {
            "kind": one.kind,
            "at": one.at.isoformat(),
            "why": one.why,
            "text": one.text,
            "post": one.before.action,
            "item": one.before.place,
            "story": one.before.story,
            "headline": headline(one.before),
            "article": one.before.lead,
            "source": article.source if article else None,
            "lang": article.language if article else None,
            "title": article.title if article else None,
            "summary": article.summary if article else None,
            "tags": [{"id": tag.id, "because": tag.because} for tag in filed.tags] if filed else [],
        }


def _of(one: Judgement, id: str) -> dict[str, Any]:
    other = one.other if one.one == id else one.one
    return {"with": other, "same": one.same, "why": one.why, "at": one.at.isoformat()}
