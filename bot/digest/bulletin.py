"""Posts between two digests: an alert and its replies. One story is one message, in every size it may need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.digest.choose import Chosen, alone, hashtags
from bot.digest.markup import bold, escape
from bot.digest.render import Size, Typesetter, smaller
from bot.digest.slots import slot_now
from bot.digest.split import Limits
from bot.digest.subset import measure
from bot.digest.words import words_of
from bot.gazetteer import Gazetteer
from bot.model import Channel, Post, Story

_CORRECTIONS = ("number", "edit")  # what an edit of the alert says; the rest is a development, which replies


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """Writes the posts of one channel."""

    channel: Channel
    gazetteer: Gazetteer
    names: Mapping[str, str]  # source id -> display name
    priorities: Mapping[str, int]

    def alert(self, story: Story, now: datetime) -> Post:
        """The post that tells `story` at once; called again when more is known, it is the text of the edit.

        The same story gives the same text, whenever it is written. `story.adds` holds what came since it was posted.
        """
        return self._fit(story, now, _Lines.alert)

    def reply(self, story: Story, now: datetime) -> Post:
        """The post below an alert that tells how its story went on: `story.adds` since it was last told."""
        return self._fit(story, now, _Lines.reply)

    def _fit(self, story: Story, now: datetime, write: Callable[[_Lines, Chosen, Size], str]) -> Post:
        """The largest size that Telegram takes. Raises ValueError where the channel's own phrases leave no room."""
        setter = _Lines(
            words=words_of(self.channel),
            gazetteer=self.gazetteer,
            names=self.names,
            slot=slot_now(self.channel, now),
            number=0,
            most_hashtags=self.channel.hashtags,
        )
        chosen = alone(story, self.channel.language, self.gazetteer, self.priorities)
        texts = (write(setter, chosen, size) for size in smaller())
        fitting = next((text for text in texts if Limits().allow(measure(text))), None)
        if fitting is None:  # only an operator's own phrases can be as long as that
            raise ValueError(f"story {story.id} fits no post in any size")
        return Post(text=fitting, silent=False, preview=True, stories=(story.id,), lead=chosen.lead.id)


def develops(adds: str) -> bool:
    """Is what was added more than a figure or a rewritten line: a stage reached, somebody who comes in, a new date?"""
    kinds = {piece.strip().partition(":")[0] for piece in adds.split(";") if piece.strip()}
    return not kinds <= set(_CORRECTIONS)


class _Lines(Typesetter):
    """The lines of a post that tells one story."""

    def alert(self, chosen: Chosen, size: Size) -> str:
        story = chosen.story
        if story.told_before:
            return self._post("alert", chosen, size, self._news(chosen), "")
        corrected = [piece for piece in story.adds.split(";") if piece.strip().partition(":")[0] in _CORRECTIONS]
        since = self._pieces(";".join(corrected))
        return self._post(
            "alert", chosen, size, self.words.say("since", list=since) if since else "", self._beside(story)
        )

    def reply(self, chosen: Chosen, size: Size) -> str:
        new = self._pieces(chosen.story.adds)
        shown = replace(chosen, story=replace(chosen.story, told_before=None))  # the reply itself leads back
        return self._post("reply", shown, size, self.words.say("new", list=new) if new else "", "")

    def _post(self, kind: str, chosen: Chosen, size: Size, news: str, beside: str) -> str:
        title = bold(self.words.say(f"{kind}_title"))
        about = hashtags(chosen.story.tags, self.gazetteer, self.words.language, self.most_hashtags)
        tags = (*about, self.words.say("alert_tag"))
        return self._laid(
            "alert",
            headline=self.words.say(kind, title=title, headline=self._headline(chosen, size)),
            gist=self._gist(chosen) if size.gist else "",
            news=news,
            sources=self._sources(chosen, size),
            beside=beside,
            tags=" ".join(f"#{escape(tag)}" for tag in dict.fromkeys(tags)) if size.tags else "",
        )
