"""The desk: every entry gets its identity and fate, every new article its tags and its story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from bot.match.matcher import Matcher
from bot.model import Article, Found, Matched, Merge, Placement, Source
from bot.parse.identity import article_of
from bot.pipeline.fate import fate_of, without_shared_guids
from bot.ports import Clock, Corrections, DigestStore, IngestStore, Parsed, Placed

# A source may tell the same article under another guid and URL; after a week an equal title is another article.
_SAME_TITLE = timedelta(days=7)
# The story room looks back four days from a story's last article; a story may go on for a few more.
_WINDOW = timedelta(days=7)
# What a new story may be the sequel of.
_REMEMBERED = timedelta(days=14)
# New words may bring an article to the beat; after these days it is no news whatever they say.
_EDITED = timedelta(days=3)


class DeskStore(IngestStore, DigestStore, Corrections, Protocol):
    """What the desk reads, and where it makes two stories one."""


class Grouper(Protocol):
    """The story room, as the desk needs it."""

    def remember(self, placed: Placed) -> None: ...
    def add(self, placed: Placed) -> None: ...
    def keep_apart(self, pairs: Iterable[tuple[str, str]]) -> None: ...
    def place(self, article: Article, matched: Matched, *, embed: bool = True) -> Placement: ...
    def regroup(self, untold: frozenset[str]) -> tuple[Merge, ...]: ...

    @property
    def stories(self) -> frozenset[str]: ...


class Desk:
    """Reads what came and says what is to be kept; keeps nothing itself.

    It remembers the stories of the last days. When what it decided could not be committed, throw it away: a new one
    starts from the store.
    """

    def __init__(self, *, store: DeskStore, matcher: Matcher, new_grouper: Callable[[], Grouper], clock: Clock) -> None:
        self._store = store
        self._matcher = matcher
        self._new_grouper = new_grouper
        self._grouper: Grouper | None = None
        self._judged = 0  # the operator's last word on stories that the grouper knows of
        self._clock = clock
        self._reached = (0, 0)  # the store's, after our last turn
        self._behind = False  # other processes kept articles since then

    @contextmanager
    def turn(self) -> Iterator[None]:
        """What is read in this block and kept before it ends is placed as if all processes were one.

        Waits for other processes' turns, and begins with what they kept. Where this one is alone it costs nothing.
        """
        if self._store.exclusive:
            yield
            return
        with self._store.placing():
            before = self._store.reached()
            self._behind = before != self._reached
            if before[1] != self._reached[1]:
                self._grouper = None  # what was placed has changed: start again from the store
            yield
            if not self._behind or self._grouper is None:
                self._reached = self._store.reached()

    def read(self, source: Source, parsed: Parsed, *, first_poll: bool) -> tuple[Found, ...]:
        """What a parsed feed brings that is new or was edited."""
        now = self._clock()
        entries = without_shared_guids(parsed.entries)
        return self.file(
            source, (article_of(entry, source, parsed.language, now) for entry in entries), first_poll=first_poll
        )

    def file(self, source: Source, articles: Iterable[Article], *, first_poll: bool) -> tuple[Found, ...]:
        """Everything about `articles` that is to be kept, the oldest first; what is known and unchanged is left out."""
        self._heed()
        one_each: dict[str, Article] = {}
        for article in articles:
            one_each.setdefault(article.id, article)
        ordered = sorted(one_each.values(), key=lambda article: (article.at, article.id))
        known = self._store.known(source.id, ordered, self._clock() - _SAME_TITLE)
        read = [
            (one, self._matcher.match(one.title, one.summary, one.language))
            for one in ordered
            if (before := known.get(one.id)) is None or before.content_key != one.content_key
        ]  # all of them first: one room at a time finds its tables still at hand
        return tuple(
            self._take(one, matched, first_poll=first_poll)
            if (before := known.get(one.id)) is None
            else self._edit(before, one, matched)
            for one, matched in read
        )

    def regroup(self, among: frozenset[str] | None = None) -> int:
        """Before something is told: make one of untold stories (only `among` these) that proved to be one.

        Returns how many went.
        """
        with self.turn():
            return self._regroup(among)

    def _regroup(self, among: frozenset[str] | None) -> int:
        self._heed()
        grouper = self._stories()
        may_go = grouper.stories if among is None else grouper.stories & among
        untold = may_go - self._store.told(may_go)
        merges = grouper.regroup(untold)
        if merges and not self._store.merge(merges, self._clock()):
            self._grouper = None  # another process was faster: start again from the store
            return 0
        return len(merges)

    def _take(self, article: Article, matched: Matched, *, first_poll: bool) -> Found:
        now = self._clock()
        fate, why = fate_of(article, now, first_poll=first_poll)
        placement = None
        if matched.tags and article.at >= now - _WINDOW:
            placement = self._stories().place(article, matched, embed=fate == "new")
        return Found(article=article, matched=matched, placement=placement, fate=fate, why=why)

    def _edit(self, before: Article, article: Article, matched: Matched) -> Found:
        kept = replace(
            article, id=before.id, seen=before.seen, published=before.published or article.published, guid=before.guid
        )
        placement = None
        if matched.tags and kept.at >= self._clock() - _EDITED:
            placement = self._stories().place(kept, matched)
        return Found(article=kept, matched=matched, placement=placement, fate="edited", why="same article, other words")

    def _heed(self) -> None:
        """Start again from the store where the operator split or joined stories meanwhile."""
        judged = self._store.last_judgement()
        if judged != self._judged:
            self._grouper, self._judged = None, judged

    def _stories(self) -> Grouper:
        if self._grouper is None:
            self._grouper = self._new_grouper()
            self._grouper.keep_apart(self._store.apart(self._clock() - _REMEMBERED))
            self._take_in(self._grouper)
        elif self._behind:
            self._take_in(self._grouper, after=self._reached[0])
        self._behind = False
        return self._grouper

    def _take_in(self, grouper: Grouper, after: int = 0) -> None:
        now = self._clock()
        for placed in self._store.placed(now - _REMEMBERED, after=after):
            if placed.article.seen >= now - _WINDOW:
                grouper.add(placed)
            else:
                grouper.remember(placed)
