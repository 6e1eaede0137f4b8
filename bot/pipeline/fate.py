"""Is an entry news? Identity before the store is asked, and age before anything is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from bot.model import Article, Entry

# A new source brings its whole window with it: only its last day is news.
_FIRST_DAY = timedelta(hours=24)
# Feeds recover, change their guids or republish their archive: what is older than this when it first shows is no news.
_STALE = timedelta(days=3)


def fate_of(article: Article, now: datetime, *, first_poll: bool) -> tuple[Literal["new", "baseline", "stale"], str]:
    """Say whether a never-seen article is told (`new`) or only archived, and by which rule."""
    age = now - article.at
    if first_poll and age > _FIRST_DAY:
        return "baseline", f"already {_in_words(age)} old when the source was first polled"
    if age > _STALE:
        return "stale", f"{_in_words(age)} old when it first showed in the feed"
    return "new", ""


def without_shared_guids(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Forget guids that several different entries of one document share: they identify nothing."""
    uses = Counter(entry.guid for entry in {(e.guid, e.link, e.title): e for e in entries}.values() if entry.guid)
    return tuple(replace(entry, guid=None) if entry.guid and uses[entry.guid] > 1 else entry for entry in entries)


def _in_words(age: timedelta) -> str:
    days, hours = age.days, age.seconds // 3600
    return f"{days} days" if days > 1 else f"{days * 24 + hours} hours"
