"""The operator sets a told story right: the post is found, its text changed, and the edit owed like any action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.deliver.links import message_url, read_address
from bot.digest.correct import Pen, corrected, headline, is_empty, restored, retracted
from bot.digest.words import LANGUAGES, Words, load_words, words_of
from bot.errors import MarsadError
from bot.model import Action, Channel, Correction, Item
from bot.ports import Corrections, Outbox, PostedPost
from bot.text.script import language_of
from bot.text.visible import visible

_TRIES = 3  # another command may have corrected the same post in between
Write = Callable[[str, Item, Pen], tuple[str, Item]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """What a correction did: the edit that is owed, or None where the post says so already."""

    post: Action
    item: Item
    edit: Action | None


class EditorStore(Corrections, Outbox, Protocol):
    """What is read, and where edits are owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Corrects what was told. Every method raises MarsadError with the cure."""

    store: EditorStore
    channels: Sequence[Channel]

    def find(self, link: str) -> PostedPost:
        """The post behind a link, or behind the key of its action."""
        if found := self.store.post(link.strip()):
            return found
        address = read_address(link)
        if address is None:
            raise MarsadError(
                f"{link} is no link to a post; copy it in Telegram: https://t.me/NAME/ID or https://t.me/c/NUMBER/ID"
            )
        if found := self.store.posted(address.chat, address.message_id):
            return found
        raise MarsadError(self._unknown(link, address.chat, address.message_id))

    def pick(self, post: PostedPost, which: str | None) -> Item:
        """The item of a post by its number or its story; the only one where none is named."""
        if not post.items:
            raise MarsadError(
                f"nothing is known of the items of {post.action.key}: it tells no story, or an older Marsad posted it; "
                "edit the message by hand"
            )
        if which is None and len(post.items) == 1:
            return post.items[0]
        if which is None:
            raise MarsadError(f"the post tells several stories; name one with --item:\n{_listed(post.items)}")
        asked = which.strip().rstrip(".")
        for item in post.items:
            if asked in (str(item.place), item.story):
                return item
        raise MarsadError(f"the post has no item {which}; it has:\n{_listed(post.items)}")

    def retract(self, post: PostedPost, which: str | None, why: str, now: datetime) -> Amended:
        """Strike an item's headline through and say why."""
        item = self.pick(post, which)
        last = self._last(item)
        if last is not None and last.kind == "retract":
            if last.why == why:
                return Amended(post=post.action, item=item, edit=None)
            raise MarsadError(f"item {item.place} was retracted already ({last.why}); take that back first with --undo")
        _needed(why, "--why")
        return self._amend(post, item, "retract", lambda text, one, pen: retracted(text, one, why, pen), now, why=why)

    def correct(self, post: PostedPost, which: str | None, why: str, text: str, now: datetime) -> Amended:
        """Add a note to an item, and give it another headline where `text` is one."""
        item = self.pick(post, which)
        last = self._last(item)
        if last is not None and last.kind == "correct" and (last.why, last.text) == (why, text):
            return Amended(post=post.action, item=item, edit=None)
        if last is not None and last.kind == "retract":
            raise MarsadError(f"item {item.place} was retracted ({last.why}); take that back first with --undo")
        _needed(why, "--why")
        if text:
            _needed(text, "--text")

        def write(whole: str, one: Item, pen: Pen) -> tuple[str, Item]:
            return corrected(whole, one, why, pen, headline=text)

        return self._amend(post, item, "correct", write, now, why=why, text=text)

    def undo(self, post: PostedPost, which: str | None, now: datetime) -> Amended:
        """Let an item read as it did before its last correction."""
        item = self.pick(post, which)
        last = self._last(item)
        if last is None:
            raise MarsadError(f"item {item.place} was not corrected; there is nothing to take back")
        earlier = last.before
        return self._amend(post, item, "undo", lambda text, one, _: restored(text, one, earlier), now, why=last.why)

    def beside(self, story: str, post: str = "") -> tuple[str, ...]:
        """The other posts that tell a story: their links, or their keys where a link is not known."""
        filed = self.store.reports(story)
        told = dict.fromkeys(key for _, key, _ in (filed[0].told if filed else ()) if key != post)
        found = (self.store.post(key) for key in told)
        return tuple(self._link(one.action) for one in found if one is not None)

    def _link(self, action: Action) -> str:
        known = self.store.chat_id(str(action.chat)) if action.chat is not None else None
        if action.message_id is None or known is None:
            return action.key
        return message_url(action.chat, known, action.message_id) or action.key

    def language(self, action: Action) -> str:
        """The language of the channel that an action was posted to; where it is no longer configured, of the post."""
        for channel in self.channels:
            if channel.id == action.channel:
                return channel.language
        guessed = language_of(visible(action.text))
        return guessed if guessed in LANGUAGES else "en"

    def _amend(
        self, post: PostedPost, item: Item, kind: str, write: Write, now: datetime, *, why: str, text: str = ""
    ) -> Amended:
        for _ in range(_TRIES):
            changed, after = write(post.text, item, self._pen(post.action, now))
            edit = _edit(post, changed)
            said = Correction(kind=kind, before=item, edit=edit.key, why=why, text=text, at=now)  # type: ignore[arg-type]  # one of three
            if self.store.owe_correction(edit, after, said):
                return Amended(post=post.action, item=after, edit=edit)
            post = self.find(post.action.key)
            item = self.pick(post, str(item.place))
        raise MarsadError(f"{post.action.key} is being corrected by somebody else; look at the post and try again")

    def _pen(self, action: Action, now: datetime) -> Pen:
        zone = next((channel.zone for channel in self.channels if channel.id == action.channel), "UTC")
        return Pen(words=self._words(action), day=now.astimezone(ZoneInfo(zone)).date())

    def _words(self, action: Action) -> Words:
        channel = next((one for one in self.channels if one.id == action.channel), None)
        return load_words(self.language(action)) if channel is None else words_of(channel)

    def _last(self, item: Item) -> Correction | None:
        """The last correction that still stands; an undone one does not."""
        standing: list[Correction] = []
        for one in self.store.corrections(item.action):
            if one.before.place != item.place:
                continue
            if one.kind == "undo":
                standing.pop()
            else:
                standing.append(one)
        return standing[-1] if standing else None

    def _unknown(self, link: str, chat: str, message_id: int) -> str:
        chats = self.store.chats()
        names = ", ".join(name for name, _ in chats) or "no chat yet"
        if chat.startswith("@") and any(not name.startswith("@") for name, _ in chats):
            names += "; one that is configured by its number is found by https://t.me/c/NUMBER/ID"
        for name, highest in chats:
            if name.lower() == chat.lower() and highest is not None:
                return f"{link}: Marsad posted no message {message_id} in {name} (its last post there is {highest})"
        return f"{link}: Marsad posted no message {message_id} in {chat}; this database knows of posts to {names}"


def _edit(post: PostedPost, text: str) -> Action:
    """The edit that makes the post read `text`; each has a key of its own, since no action's text ever changes."""
    return replace(
        post.action,
        key=f"{post.action.key}|edit|{post.edits + 1}",
        kind="edit",
        text=text,
        target=post.action.key,
        state="pending",
        attempt=0,
        not_before=None,
        floor_id=None,
        message_id=None,
        error="",
    )


def _needed(text: str, option: str) -> None:
    if is_empty(text):
        raise MarsadError(f"{option} says nothing that a reader could see; write a sentence")


def _listed(items: Sequence[Item]) -> str:
    return "\n".join(f"  {item.place}. {headline(item)} ({item.story})" for item in items)
