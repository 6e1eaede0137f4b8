"""Builders of what the store is asked to keep."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.model import (
    Action,
    Article,
    Correction,
    Found,
    Item,
    Matched,
    Mention,
    Placement,
    Relation,
    Slot,
    Source,
    SourceState,
    Tag,
)
from bot.store.corrections import keep_items
from bot.store.sql import SqlStore

NOW = datetime(2026, 11, 22, 5, 0, 0, 123456, tzinfo=UTC)


@dataclass(frozen=True)
class Newsroom:
    """Makes values with few words. Whatever is not named is the same each time."""

    now: datetime = NOW

    def source(self, id: str = "astana", **more: Any) -> Source:
        return Source(**{"id": id, "url": f"https://{id}.example/feed", "name": id.title(), **more})

    def article(self, id: str = "a1", **more: Any) -> Article:
        plain = {"id": id, "source": "astana", "title": f"Title of {id}", "summary": "", "seen": self.now}
        return Article(**{**plain, **more})

    def tag(self, id: str, *, weight: float = 1.0, texts: tuple[str, ...] = ("Xi",)) -> Tag:
        mentions = tuple(
            Mention(id=id, field="title", start=n, end=n + len(text), text=text, because=f"alias {text}")
            for n, text in enumerate(texts)
        )
        return Tag(id=id, kind=id.split(".")[0], weight=weight, mentions=mentions)

    def matched(self, *ids: str, context: tuple[str, ...] = ()) -> Matched:
        return Matched(tags=tuple(map(self.tag, ids)), context=tuple(map(self.tag, context)))

    def found(
        self,
        id: str = "a1",
        story: str | None = None,
        relation: Relation = "new",
        *,
        fate: Any = "new",
        why: str = "",
        adds: str = "",
        tags: tuple[str, ...] = ("place.kazakhstan",),
        **more: Any,
    ) -> Found:
        placement = None
        if story is not None:
            placement = Placement(
                article=id, story=story, relation=relation, because="by its words", score=0.5, adds=adds
            )
        return Found(
            article=self.article(id, **more), matched=self.matched(*tags), placement=placement, fate=fate, why=why
        )

    def remember(self, store: SqlStore, *ids: str) -> None:
        store.remember_sources([self.source(id) for id in ids or ("astana",)], self.now)

    def state(self, id: str = "astana", **more: Any) -> SourceState:
        return SourceState(source=id, url=f"https://{id}.example/feed", **more)

    def keep(self, store: SqlStore, *found: Found, links: Any = (), **state: Any) -> None:
        """Remember the source and ingest."""
        self.remember(store)
        store.ingest(self.state(**state), found, links, self.now)

    def slot(self, hours: int = 0, channel: str = "@c") -> Slot:
        due = datetime(2026, 11, 22, 5, 0, tzinfo=UTC) + timedelta(hours=hours)
        return Slot(channel=channel, day=due.date(), time=due.time(), due=due)

    def action(self, key: str, channel: str = "@c", **more: Any) -> Action:
        return Action(**{"key": key, "channel": channel, "chat": channel, "kind": "send", "text": key, **more})

    def owe(self, store: SqlStore, *keys: str, channel: str = "@c", number: int | None = None, **more: Any) -> None:
        """Make a digest of the channel with an action per key."""
        number = store.edition(channel) if number is None else number
        actions = [self.action(key, channel, part=part, **more) for part, key in enumerate(keys, 1)]
        assert store.make_slot(self.slot(number, channel), number, actions, {}, self.now)

    def tell(self, store: SqlStore, *stories: str, channel: str = "@c", key: str | None = None) -> str:
        """Make a digest of one action that tells the stories; returns the action's key."""
        number = store.edition(channel)
        key = key or f"{channel}|{number}"
        told = dict.fromkeys(stories, key)
        assert store.make_slot(self.slot(number, channel), number, [self.action(key, channel)], told, self.now)
        return key

    def item(self, action: str, story: str, lead: str, *, place: int = 1, **more: Any) -> Item:
        head = f'<a href="https://x.example/{lead}">Headline of {lead}</a>'
        plain = {"action": action, "place": place, "story": story, "lead": lead, "html": f"{place}. {head}"}
        return Item(**{**plain, "head": head, "score": 1.5, "because": "two sources", **more})

    def post(self, store: SqlStore, *told: tuple[str, str], channel: str = "@c") -> str:
        """Make a digest of one post that tells (story, lead) after (story, lead); returns the action's key."""
        number = store.edition(channel)
        key = f"{channel}|{number}|1"
        items = [self.item(key, story, lead, place=place) for place, (story, lead) in enumerate(told, 1)]
        action = self.action(key, channel, text="\n\n".join(["Digest", *(one.html for one in items), "#day"]))
        stories = {story: key for story, _ in told}
        assert store.make_slot(self.slot(number, channel), number, [action], stories, self.now, items)
        return key

    def correct(self, store: SqlStore, key: str, story: str, lead: str) -> str:
        """Put an item under an action that has none, and correct it; returns the edit's key."""
        with store._db.writing() as connection:
            keep_items(connection, [self.item(key, story, lead)])
        (before,) = store.post(key).items  # type: ignore[union-attr]
        after = replace(before, html=f"{before.html}\nnot so")
        edit = self.action(f"{key}|edit|1", kind="edit", target=key, text=after.html)
        said = Correction(kind="correct", before=before, edit=edit.key, why="not so", at=self.now)
        assert store.owe_correction(edit, after, said)
        return edit.key

    def damage(self, store: SqlStore, statements: str) -> None:
        """Do what the store itself never would."""
        with store._db.writing() as connection:
            for statement in statements.split(";"):
                connection.exec_driver_sql(statement)


@pytest.fixture
def news() -> Newsroom:
    return Newsroom()
