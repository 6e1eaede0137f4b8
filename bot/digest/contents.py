"""The pinned index post of a channel: where the latest digests, the sections of the last one and the alerts stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.digest import numbers
from bot.digest.choose import lead
from bot.digest.markup import bold
from bot.digest.render import Typesetter
from bot.digest.words import words_of
from bot.gazetteer import Gazetteer
from bot.model import Alert, Channel, Post, Slot
from bot.text.links import action_key

DIGESTS, ALERTS = 7, 5
_TITLE_UNITS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What the index post leads to, the newest first. `sections`: section -> key of the post that begins it."""

    digests: Sequence[tuple[Slot, int]]
    sections: Mapping[str, str]
    alerts: Sequence[Alert]


def index_post(contents: Contents, channel: Channel, gazetteer: Gazetteer, priorities: Mapping[str, int]) -> Post:
    """One silent message of at most twenty links: far below every limit. Raises ValueError without a digest."""
    if not contents.digests:
        raise ValueError("an index leads to one digest at least")
    newest, number = contents.digests[0]
    setter = _Lines(words=words_of(channel), gazetteer=gazetteer, names={}, slot=newest, number=number)
    return Post(text=setter.index(contents, priorities))


class _Lines(Typesetter):
    def index(self, contents: Contents, priorities: Mapping[str, int]) -> str:
        digests = [self._digest(slot, number) for slot, number in contents.digests[:DIGESTS]]
        sections = [self._way(key, self.words.section(id)) for id, key in contents.sections.items()]
        language = self.words.language
        leads = [(one.key, lead(one.story, language, priorities)) for one in contents.alerts[:ALERTS]]
        alerts = [self._item(self._way(key, self._title(article, _TITLE_UNITS))) for key, article in leads]
        blocks = (
            self._lines(self.words.say("index_title", title=bold(self.words.say("name")))),
            self._block("latest_digests", digests),
            self._block("latest_sections", sections),
            self._block("latest_alerts", alerts),
        )
        return "\n\n".join(filter(None, blocks))

    def _digest(self, slot: Slot, number: int) -> str:
        named = self.words.say("number", n=self.words.number(number))
        day = numbers.short_date(slot.day, self.words.language)
        hour = numbers.clock(slot.time, self.words.language)
        return self._item(f"{self._way(action_key(slot, 1), named)} · {day} · {hour}")

    def _item(self, html: str) -> str:
        return self.words.say("alert_item", headline=html)

    def _block(self, heading: str, lines: Sequence[str]) -> str:
        return "\n".join((self._heading(self.words.say(heading)), self._lines(*lines))) if lines else ""
