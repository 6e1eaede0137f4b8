"""Links from one post to another, known only once both have an id."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(r"\{\{link:([^{}]+)\}\}")


def keys_in(text: str) -> tuple[str, ...]:
    """The keys of the actions that `text` links to, each once, in order."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def message_url(chat: str | int | None, chat_id: str | int, message_id: int) -> str | None:
    """The address of a message: by name in a public channel, by number for members of a private one.

    A basic group has no addressable messages, and standard output none at all: None.
    """
    if isinstance(chat, str) and chat.startswith("@"):
        return f"https://t.me/{chat[1:]}/{message_id}"
    number = str(chat_id)
    return f"https://t.me/c/{number[4:]}/{message_id}" if number.startswith("-100") else None
