"""Why a post says what it says: from what was kept when it was made, and from the archive as it stands now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.digest.choose import lead, section_of, weigh
from bot.digest.correct import headline
from bot.digest.want import wish
from bot.gazetteer import Gazetteer
from bot.model import Action, Channel, Item, Story, Tag
from bot.ports import AlertStore, Archive, Corrections, Filed, PostedPost
from bot.store.gather import tags_of_all

Told = dict[str, Any]
_MOST = 20  # stories named of those that were left out


class ExplainStore(Archive, AlertStore, Corrections, Protocol):
    """What is read for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explainer:
    """Answers «why is this here» with plain values, which print as JSON and read as lines."""

    store: ExplainStore
    channels: Sequence[Channel]
    gazetteer: Gazetteer

    def post(self, post: PostedPost) -> Told:
        """Everything about one post and its items."""
        action = post.action
        at = self.store.told_at(action.key)
        missed = sorted(self._left_out(action), key=lambda one: (-one["score"], one["story"]))
        return {
            "post": action.key,
            "channel": action.channel,
            "state": action.state,
            "message_id": action.message_id,
            "error": action.error,
            "edits": post.edits,
            "made": min(at.values()).isoformat() if at else None,
            "items": [self._item(item, action, at.get(item.story)) for item in post.items],
            "left_out": missed[:_MOST],
            "left_out_in_all": len(missed),
        }

    def wishes(self, story: str | None) -> dict[str, str]:
        """What every channel makes of a story now: channel -> why it is told there or left out."""
        found = self.store.story(story) if story else None
        if found is None:
            return {}
        judged = {channel.id: wish(found, channel, self.gazetteer) for channel in self.channels}
        return {id: f"{'told' if one.story else 'left out'}: {one.because}" for id, one in judged.items()}

    def _item(self, item: Item, action: Action, at: datetime | None) -> Told:
        filed = self.store.reports(item.story)
        then = [one for one in filed if at is None or one.article.seen <= at]
        first, before = self._earlier(filed, item.story, action)
        tags = tags_of_all(one.tags for one in then)
        return {
            "place": item.place,
            "headline": headline(item),
            "story": item.story,
            "lead": item.lead,
            "at_once": self.store.because([item.story]).get(action.key),
            "score": item.score,
            "ranked": item.because,
            "wanted": self._wanted(action, item.story, then),
            "section": section_of(tags, self.gazetteer),
            "tags": [self._tag(tag) for tag in tags],
            "first_told": first,
            "added": [one.adds for one in then if before and one.adds and one.article.seen > before],
            "articles": [self._article(one, later=at is not None and one.article.seen > at) for one in filed],
            "elsewhere": [
                {"channel": channel, "post": key, "message_id": message}
                for channel, key, message in (filed[0].told if filed else ())
                if key != action.key
            ],
            "corrections": [
                {"kind": one.kind, "why": one.why, "at": one.at.isoformat()}
                for one in self.store.corrections(action.key)
                if one.before.place == item.place
            ],
        }

    def _wanted(self, action: Action, id: str, then: Sequence[Filed]) -> str:
        channel = next((one for one in self.channels if one.id == action.channel), None)
        if channel is None:
            return "the channel is no longer configured"
        if not then:
            return "its articles are no longer in the archive"
        said = wish(_story(id, then), channel, self.gazetteer)
        return said.because if said.story else f"{said.because} (by today's settings it would be left out)"

    def _earlier(self, filed: Sequence[Filed], story: str, action: Action) -> tuple[str | None, datetime | None]:
        """The post that told the story first in this channel, where that was another one, and when it was last told."""
        here = [key for channel, key, _ in (filed[0].told if filed else ()) if channel == action.channel]
        if action.key not in here or here[0] == action.key:
            return None, None
        last = here[here.index(action.key) - 1]
        return here[0], self.store.told_at(last).get(story)

    def _tag(self, tag: Tag) -> Told:
        label = self.gazetteer.label(tag.id, "en")
        return {"id": tag.id, "label": label, "weight": round(tag.weight, 3), "because": tag.because}

    def _article(self, one: Filed, *, later: bool) -> Told:
        article = one.article
        return {
            "id": article.id,
            "title": article.title,
            "url": article.url,
            "source": article.source,
            "language": article.language,
            "published": article.at.isoformat(),
            "relation": one.relation,
            "because": one.because,
            "adds": one.adds,
            "later": later,
            "tags": [tag.id for tag in one.tags],
        }

    def _left_out(self, action: Action) -> Iterator[Told]:
        channel = next((one for one in self.channels if one.id == action.channel), None)
        if channel is None or action.kind != "send":
            return
        for one in self.store.passed_over(action.key):
            said = wish(one.story, channel, self.gazetteer)
            if said.story is None:
                because = said.because
            else:
                because = f"told later by {one.later}" if one.later else "held over for want of room; it waits"
            yield {
                "story": one.story.id,
                "headline": lead(one.story, channel.language, {}).title,
                "score": weigh(one.story, self.gazetteer)[0],
                "because": because,
            }


def _story(id: str, filed: Sequence[Filed]) -> Story:
    """A story as it stood when only these articles were known."""
    seen = [one.article.seen for one in filed]
    return Story(
        id=id,
        articles=tuple(one.article for one in filed),
        tags=tags_of_all(one.tags for one in filed),
        first_seen=min(seen),
        last_seen=max(seen),
    )
