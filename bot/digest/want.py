"""Does a channel ask for a story, and why? `exclude` wins over `only`. Pure.

An entry is an id of the gazetteer (a tag the story carries), `section.NAME` (the section it would stand in), or
`source.ID`. A story is wanted when any entry of `only` holds, or there is none, and no entry of `exclude` does. What an
excluded source says is left out for this channel, and a story that nobody else told is not told here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.digest.choose import section_of
from bot.gazetteer import Gazetteer
from bot.model import Channel, Story

SECTION, SOURCE = "section.", "source."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What of a story a channel is told (None: nothing), and why, with the words of the articles that decided."""

    story: Story | None
    because: str


def wish(story: Story, channel: Channel, gazetteer: Gazetteer) -> Wish:
    """Judge a story for a channel."""
    kept = heard(story, channel)
    if kept is None:
        return Wish(story=None, because=f"exclude: only {_sources(story)} told it")
    if held := next(_holding(kept, [one for one in channel.exclude if not one.startswith(SOURCE)], gazetteer), ""):
        return Wish(story=None, because=f"exclude: {held}")
    if not channel.only:
        return Wish(story=kept, because="the channel takes everything that matched")
    held = "; ".join(_holding(kept, channel.only, gazetteer))
    if held:
        return Wish(story=kept, because=f"only: {held}")
    return Wish(story=None, because=f"only: none of {_some(channel.only)}")


def heard(story: Story, channel: Channel) -> Story | None:
    """The story without what excluded sources say of it; None when nobody else told it."""
    silent = {one.removeprefix(SOURCE) for one in channel.exclude if one.startswith(SOURCE)}
    if not silent:
        return story
    kept = tuple(article for article in story.articles if article.source not in silent)
    return replace(story, articles=kept) if kept else None


def _holding(story: Story, entries: Sequence[str], gazetteer: Gazetteer) -> Iterator[str]:
    """The entries that hold for a story, each with what it holds by."""
    tags = {tag.id: tag for tag in story.tags}
    for entry in entries:
        if entry.startswith(SECTION):
            if section_of(story.tags, gazetteer) == entry.removeprefix(SECTION):
                yield f"{entry}, the section it stands in"
        elif entry.startswith(SOURCE):
            if any(article.source == entry.removeprefix(SOURCE) for article in story.articles):
                yield f"{entry} told it"
        elif entry in tags:
            yield f"{entry} ({tags[entry].because})"


def _sources(story: Story) -> str:
    return ", ".join(dict.fromkeys(f"{SOURCE}{article.source}" for article in story.articles))


def _some(entries: Sequence[str]) -> str:
    return ", ".join(entries[:6]) + (" …" if len(entries) > 6 else "")
