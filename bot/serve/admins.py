"""What an admin decides in the bot's private chat: whether a held post was made. Everybody else decides nothing.

Held is a post whose answer was lost and could not be looked up. Its question, asked once of each admin, has two
buttons. «Send again» settles it. «It stands there» asks for the post itself, forwarded, or for its link: the bot needs
its number, and a forwarded post proves by its words that it is the one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Protocol

from bot.model import Action
from bot.text.inert import neutralise
from bot.text.keys import fingerprint
from bot.text.visible import same_words, visible

POSTED, AGAIN = "posted", "again"
HOW = "Forward that post from the channel to me, or send me its link (t.me/…/123): then I know its number."
_SHOWN = 300  # characters of the post in a question
_LINK = re.compile(
    r"(?:https?://)?t\.me/(?:c/(\d{1,15})|([A-Za-z][A-Za-z0-9_]{0,31}))/(?:\d{1,10}/)?(\d{1,10})(?:\?\S*)?"
)
_ASKED = "asked"


class HeldPosts(Protocol):
    """What is asked of the store; see bot.ports."""

    def undecided(self) -> tuple[Action, ...]: ...
    def settle(
        self, key: str, *, message_id: int | None = None, resend: bool = False, attempt: int | None = None
    ) -> bool: ...
    def chat_id(self, chat: str) -> int | None: ...
    def notice(self, key: str, text: str, now: datetime) -> bool: ...
    def clear_notice(self, key: str) -> bool: ...
    def notices(self) -> tuple[tuple[str, str, datetime], ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A message to one admin, in Telegram's HTML, and what its buttons carry: (label, data)."""

    admin: int
    note: str  # under which it is remembered that it was asked
    text: str
    buttons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question that is none any more: the message that loses its buttons, and what it says from now on."""

    admin: int
    note: str
    message_id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A channel's post that an admin forwarded."""

    chat: int
    username: str | None
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Admins:
    """`admins` are the user ids the operator named.

    All that is remembered stands in the store, so a restart asks nothing twice; a decision holds for one attempt of one
    post, so pressing twice decides once.
    """

    store: HeldPosts
    admins: tuple[int, ...]

    def unasked(self) -> tuple[Question, ...]:
        """The questions still to be asked, by admin."""
        asked = {note for note, _, _ in self.store.notices()}
        found = (_question(admin, action) for action in self._held() for admin in self.admins)
        return tuple(one for one in found if one.note not in asked)

    def asked(self, question: Question, message_id: int, now: datetime) -> None:
        self.store.notice(question.note, str(message_id), now)

    def answered(self) -> tuple[Answered, ...]:
        """Questions whose posts were decided since, here or elsewhere, or whose admin is none any more."""
        open_notes = {_note(admin, action) for action in self._held() for admin in self.admins}
        return tuple(
            Answered(admin=int(note.split(":")[1]), note=note, message_id=int(text), text="This post was decided.")
            for note, text, _ in self.store.notices()
            if note.partition(":")[0] == _ASKED and note not in open_notes
        )

    def forget(self, answered: Answered) -> None:
        self.store.clear_notice(answered.note)

    def press(self, user: int, data: str) -> str:
        """Do what a button says when an admin presses it; returns the reply."""
        if user not in self.admins:
            return "Only an admin named in the settings may decide this."
        choice, _, which = data.partition(":")
        action = next((one for one in self._held() if _which(one) == which), None)
        if action is None or choice not in (POSTED, AGAIN):
            return "This post was decided already."
        if choice == POSTED:
            return HOW
        again = self.store.settle(action.key, resend=True, attempt=action.attempt)
        return "It is sent again." if again else "This post was decided already."

    def hear(self, user: int, text: str, forwarded: Forwarded | None) -> str | None:
        """Take an admin's forwarded post or link for the number of a held one; None when it is neither."""
        if user not in self.admins:
            return None
        if forwarded is not None:
            mine = [one for one in self._held() if self._in(one, forwarded.chat, forwarded.username)]
            same = [one for one in mine if same_words(text, visible(one.text))]
            if not mine:
                return None
            return self._sent(same[0], forwarded.message_id) if same else "These are not the words of the held post."
        link = _LINK.fullmatch(text.strip())
        if link is None:
            return None
        chat = int(f"-100{link[1]}") if link[1] else 0
        named = [one for one in self._held() if self._in(one, chat, link[2])]
        return self._sent(named[0], int(link[3])) if named else "No post of that channel waits for a decision."

    def _sent(self, action: Action, message_id: int) -> str:
        done = self.store.settle(action.key, message_id=message_id, attempt=action.attempt)
        return f"Noted: it was posted as {message_id}." if done else "This post was decided already."

    def _in(self, action: Action, chat: int, username: str | None) -> bool:
        named = str(action.chat).lower() == f"@{username}".lower() if username else False
        return named or chat in (action.chat, self.store.chat_id(str(action.chat)))

    def _held(self) -> Iterator[Action]:
        return (one for one in self.store.undecided() if one.state == "held" and one.chat is not None)


def _which(action: Action) -> str:
    return f"{fingerprint(action.key)}:{action.attempt}"


def _note(admin: int, action: Action) -> str:
    return f"{_ASKED}:{admin}:{_which(action)}"


def _question(admin: int, action: Action) -> Question:
    words = " ".join(visible(action.text).split())
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    lines = (
        "<b>Was this posted?</b>",
        f"<code>{escape(action.key)}</code>: {_inert(action.error)}",
        f"<blockquote>{_inert(shown)}</blockquote>",
        "Later posts of this channel wait for your word.",
    )
    which = _which(action)
    buttons = (("✅ It stands there", f"{POSTED}:{which}"), ("🔁 Send again", f"{AGAIN}:{which}"))
    return Question(admin=admin, note=_note(admin, action), text="\n".join(lines), buttons=buttons)


def _inert(text: str) -> str:
    return escape(neutralise(text))
