"""The doors of what an operator sets right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import (
    Action,
    Correction,
    Item,
    Judgement,
    Story,
)
from bot.ports.news import Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedPost:
    """An action that tells something, its text after all edits so far, and its items in order."""

    action: Action
    text: str
    items: tuple[Item, ...]
    edits: int = 0  # how many edits of it were ever owed


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """A story that a digest did not tell, and the action that told it there later, if one did."""

    story: Story
    later: str | None


class Corrections(Protocol):
    """What the operator says was wrong: of posts, and of stories."""

    def posted(self, chat: str, message_id: int) -> PostedPost | None:
        """The post that stands under this id in the chat (a name or a numeric id as text), as it reads now."""
        ...

    def post(self, key: str) -> PostedPost | None:
        """The post of this action, sent or still owed."""
        ...

    def chats(self) -> tuple[tuple[str, int | None], ...]:
        """Every chat that anything was posted to, by name or id, with the highest message id of a post there."""
        ...

    def owe_correction(self, edit: Action, after: Item, correction: Correction) -> bool:
        """In one transaction, owe the edit, let the item read as `after`, and note the correction.

        False, and nothing changed, when the item no longer reads as `correction.before` says, or the edit's key is
        taken: somebody else corrected the same post.
        """
        ...

    def reports(self, story: str) -> tuple[Filed, ...]:
        """All articles of a story with all we know about them, in order of arrival; `told` is the story's."""
        ...

    def told_at(self, action: str) -> dict[str, datetime]:
        """Which stories an action tells, and when that was decided."""
        ...

    def passed_over(self, action: str) -> tuple[PassedOver, ...]:
        """Stories with a new article since the digest before, which the digest of this action did not tell."""
        ...

    def corrections(self, action: str | None = None) -> tuple[Correction, ...]:
        """All corrections, or those of one post, in order."""
        ...

    def split(self, story: str, articles: Sequence[str], *, into: str | None, why: str, now: datetime) -> str:
        """Let `articles` leave `story` for a story of their own, or for `into`; returns the id of that story.

        What was told under the headline of one of them stays told as theirs. All of them and those they leave are
        judged different, those they join the same. Raises StoreError where an article does not stand in the story,
        where none would be left and `into` is not named, or where one of the stories does not exist.
        """
        ...

    def judgements(self) -> tuple[Judgement, ...]:
        """What the operator said of pairs of articles, in order; the latest word on each pair."""
        ...

    def last_judgement(self) -> int:
        """Grows with every judgement: whoever remembers stories looks at it to see whether to read them anew."""
        ...

    def apart(self, since: datetime) -> frozenset[tuple[str, str]]:
        """Pairs of articles that are not one event, one of each seen at or after `since`."""
        ...
