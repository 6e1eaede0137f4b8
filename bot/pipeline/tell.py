"""Second loop: when a slot is due, one transaction makes its posts owed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.digest.compose import Digest, compose
from bot.digest.contents import ALERTS, DIGESTS, Contents, index_post
from bot.digest.slots import due_slot, slot_now
from bot.digest.want import wish
from bot.gazetteer import Gazetteer
from bot.model import Action, Alert, Channel, Slot, Source, Story
from bot.ports import AlertStore, DigestStore
from bot.text.links import action_key

# A channel's first digest tells the last day; later ones whatever was not told, but never last month's.
_FIRST_DAY = timedelta(hours=24)
_LOOK_BACK = timedelta(days=4)
# The index post leads to the alerts of a week.
_RECENT = timedelta(days=7)


class TellingStore(DigestStore, AlertStore, Protocol):
    """What is told, by digests and between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One digest that was made: its slot, and what it says."""

    channel: Channel
    slot: Slot
    number: int
    digest: Digest
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsdesk:
    """Decides what each channel is told."""

    store: TellingStore
    gazetteer: Gazetteer
    channels: Sequence[Channel]
    sources: Mapping[str, Source]

    def make_due(
        self, now: datetime, *, force: bool = False, first: bool = False, before: Callable[[], object] = tuple
    ) -> tuple[Told, ...]:
        """Make the digests that are due; `force` makes one for every channel that has news, whatever the time.

        `first` does the same for channels that never had a digest, so that a new operator sees one at once. `before` is
        called once when anything is due at all.
        """
        made: list[Told] = []
        ready = False
        for channel in self.channels:
            last = self.store.last_slot(channel.id)
            forced = force or (first and last is None)
            slot = slot_now(channel, now) if forced else due_slot(channel, now, last)
            if slot is None or (channel.without_news == "silent" and not self._had_news(channel, slot, now)):
                continue
            if not ready:
                before()
                ready = True
            if (told := self._make(channel, slot, now, forced=forced)) is not None:
                made.append(told)
        return tuple(made)

    def draft(self, channel: Channel, now: datetime, since: datetime) -> tuple[Digest, tuple[Story, ...]]:
        """What the next digest would say if it were made now; nothing is stored."""
        stories, alerts = self._news(channel, since), self.store.unmentioned(channel.id)
        number = self.store.edition(channel.id)
        return self._compose(channel, slot_now(channel, now), number, stories, alerts, now), stories

    def _had_news(self, channel: Channel, slot: Slot, now: datetime) -> bool:
        """Was there anything to tell at the slot's hour? What came later waits for the next one."""
        news = any(story.last_seen <= slot.due for story in self._news(channel, now - _LOOK_BACK))
        return news or bool(self.store.unmentioned(channel.id))

    def _make(self, channel: Channel, slot: Slot, now: datetime, *, forced: bool) -> Told | None:
        last = self.store.last_slot(channel.id)
        since = now - (_FIRST_DAY if last is None else _LOOK_BACK)
        stories, alerts = self._news(channel, since), self.store.unmentioned(channel.id)
        if not stories and not alerts and (forced or last is None):
            return None  # «nothing new» is news only to readers who were told something before
        number = self.store.edition(channel.id)
        digest = self._compose(channel, slot, number, stories, alerts, now)
        posts = owed(channel, slot, digest)
        told = {story: posts[index].key for story, index in digest.told.items()}
        index, pinning = self._index(channel, slot, number, digest, now)
        if not self.store.make_slot(slot, number, (*posts, *pinning), told, now, digest.items, index=index):
            return None  # another process, or this slot struck twice
        return Told(channel=channel, slot=slot, number=number, digest=digest, stories=stories)

    def _news(self, channel: Channel, since: datetime) -> tuple[Story, ...]:
        wishes = (wish(story, channel, self.gazetteer) for story in self.store.untold(channel.id, since))
        return tuple(one.story for one in wishes if one.story is not None)

    def _compose(
        self,
        channel: Channel,
        slot: Slot,
        number: int,
        stories: Sequence[Story],
        alerts: Sequence[Alert],
        now: datetime,
    ) -> Digest:
        last = self.store.last_slot(channel.id)
        return compose(
            channel=channel,
            slot=slot,
            number=number,
            stories=stories,
            gazetteer=self.gazetteer,
            names={source.id: source.name for source in self.sources.values()},
            priorities={source.id: source.priority for source in self.sources.values()},
            now=now,
            previous=action_key(last, 1) if last is not None else None,
            alerts=alerts,
            index=self.store.index(channel.id) if channel.pin else None,
        )

    def _index(
        self, channel: Channel, slot: Slot, number: int, digest: Digest, now: datetime
    ) -> tuple[str | None, list[Action]]:
        """What keeps the index post up to date, and its key where it is a new one; pinned once."""
        if not channel.pin or channel.chat is None:  # standard output has no messages to lead to
            return None, []
        contents = Contents(
            digests=((slot, number), *self.store.slots(channel.id, DIGESTS - 1)),
            sections={section: action_key(slot, part + 1) for section, part in digest.sections.items()},
            alerts=self.store.alerts(channel.id, now - _RECENT)[: -ALERTS - 1 : -1],
        )
        priorities = {source.id: source.priority for source in self.sources.values()}
        text = index_post(contents, channel, self.gazetteer, priorities).text
        plain = Action(key="", channel=channel.id, chat=channel.chat, kind="send", text=text, thread=channel.thread)
        known = self.store.index(channel.id)
        key = known or f"{channel.id}|index|{number}"
        pin = replace(plain, key=f"{key}|pin|{number}", kind="pin", text="", target=key)
        if known is None:
            return key, [replace(plain, key=key), pin]
        edit = replace(plain, key=f"{key}|edit|{number}", kind="edit", target=key)
        return None, [edit] if self.store.pinned(key) else [edit, pin]


def owed(channel: Channel, slot: Slot, digest: Digest) -> list[Action]:
    """The digest's posts as rows of the outbox, in order."""
    return [
        Action(
            key=action_key(slot, part),
            channel=channel.id,
            chat=channel.chat,
            kind="send",
            text=post.text,
            part=part,
            silent=post.silent,
            preview=post.preview,
            thread=channel.thread,
        )
        for part, post in enumerate(digest.posts, start=1)
    ]
