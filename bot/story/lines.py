"""Stories of a list of articles, one record at a time: the same algorithm as the bot's, with nothing stored. Pure.

The bot regroups what nobody was told before each digest; here the articles' own times say when one would be due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.errors import MarsadError
from bot.gazetteer import Gazetteer
from bot.model import Article, Matched, Merge, Placement
from bot.ports import Embedder
from bot.story.place import Grouper
from bot.text.keys import fingerprint, title_key
from bot.text.plain import plain
from bot.text.script import language_of
from bot.text.urls import url_key

Match = Callable[[str, str, str | None], Matched]

_NEEDED = ("id", "source", "title", "published")
_OPTIONAL = ("url", "summary", "lang", "guid")
_SLOT = timedelta(hours=12)


class Slots:
    """A grouper as the bot uses it, with a digest every twelve hours by the clock of its articles."""

    def __init__(self, grouper: Grouper) -> None:
        self._grouper = grouper
        self._due: datetime | None = None
        self._told: frozenset[str] = frozenset()
        self.merges: tuple[Merge, ...] = ()

    def place(self, article: Article, matched: Matched) -> Placement:
        """Place an article, after the digest that was due before it."""
        if self._due is None:
            self._due = article.at + _SLOT
        if article.at > self._due:
            self.digest()
            self._due += -((self._due - article.at) // _SLOT) * _SLOT
        return self._grouper.place(article, matched)

    def digest(self) -> None:
        """Make one of untold stories that proved to be one, then let all of them be told."""
        self.merges += self._grouper.regroup(self._grouper.stories - self._told)
        self._told = self._grouper.stories


class StoryLines:
    """Places records `{"id", "source", "url", "title", "summary"?, "lang"?, "published", "guid"?}` in order of arrival.

    The clock is `published`; a development is what adds to any story that exists, told or not; untagged articles take
    part.
    """

    def __init__(self, *, gazetteer: Gazetteer, match: Match, embedder: Embedder | None = None) -> None:
        self._match = match
        self._slots = Slots(Grouper(gazetteer=gazetteer, embedder=embedder))

    def place(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return `{"id", "story", "relation"}`.

        Raises MarsadError, and takes nothing in, when the record is no good.
        """
        article = article_of(record)
        matched = self._match(article.title, article.summary, article.language)
        placement = self._slots.place(article, matched)
        return {"id": record["id"], "story": placement.story, "relation": placement.relation}

    def merged(self) -> Iterator[dict[str, Any]]:
        """Yield `{"merged": [story that stays, story that goes]}`, in order; call it after the last record."""
        self._slots.digest()
        for merge in self._slots.merges:
            yield {"merged": [merge.into, merge.story]}


def article_of(record: Mapping[str, Any]) -> Article:
    """Read a record. Raises MarsadError with the field that is wrong and what it should be."""
    _check(record)
    title, summary = plain(record["title"]), plain(record.get("summary") or "")
    url = record.get("url") or None
    published = _moment(record["published"])
    return Article(
        id=str(record["id"]),
        source=record["source"],
        title=title,
        seen=published,
        summary=summary,
        guid=record.get("guid") or None,
        url=url,
        url_key=url_key(url) if url else None,
        title_key=title_key(title),
        content_key=fingerprint(title, summary),
        published=published,
        language=language_of(f"{title} {summary}", record.get("lang")),
    )


def _check(record: Mapping[str, Any]) -> None:
    if missing := [key for key in _NEEDED if key not in record]:
        raise MarsadError(f"{', '.join(missing)} missing; a record needs {', '.join(_NEEDED)}")
    for key in (*_NEEDED, *_OPTIONAL):
        value = record.get(key)
        if key == "id" and type(value) is int:
            continue
        if not isinstance(value, str) and not (key in _OPTIONAL and value is None):
            raise MarsadError(f"{key}: {value!r} is not a text; write it in quotes")
    if record["id"] == "":
        raise MarsadError("id: empty; give every record an id of its own")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the latter: its zone leads out of the calendar
        raise MarsadError(f'published: "{text}" is not a time; write it like 2025-06-17T09:00:00Z') from None
