"""Links from one post to another, known only once both have an id; and the way back from a link to its message."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Which message a link leads to: the chat as `@name` or `-100…`, and the id."""

    chat: str
    message_id: int


_HOSTS = ("t.me", "telegram.me", "telegram.dog")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
_NUMBER = re.compile(r"[0-9]{1,17}")


def read_address(link: str) -> Address | None:
    """The message behind a link that Telegram's «copy link» writes, or None for what is no such link.

    `t.me/NAME/ID` and `t.me/c/NUMBER/ID`, both also with a thread before the id (`/THREAD/ID`) or behind it
    (`?thread=`), with `s/` in front (the preview page), as `NAME.t.me/ID`, and as `tg://` links. A link to a comment
    (`?comment=`) leads to another chat, which the link does not name: None.
    """
    try:
        parts = urlsplit(link.strip() if "://" in link else f"https://{link.strip()}")
        query = dict(parse_qsl(parts.query))
    except ValueError:
        return None
    if "comment" in query:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme == "tg":
        return _of_app(host, query)
    if parts.scheme not in ("http", "https"):
        return None
    steps = [step for step in parts.path.split("/") if step]
    if host.endswith(".t.me"):
        host, steps = "t.me", [host.removesuffix(".t.me"), *steps]
    if host not in _HOSTS or not steps:
        return None
    if steps[0] == "s":
        steps = steps[1:]
    private = bool(steps) and steps[0] == "c"
    return _address(steps[1:] if private else steps, private=private)


def _of_app(host: str, query: Mapping[str, str]) -> Address | None:
    if host == "resolve":
        return _address([query.get("domain", ""), query.get("post", "")], private=False)
    if host == "privatepost":
        return _address([query.get("channel", ""), query.get("post", "")], private=True)
    return None


def _address(steps: Sequence[str], *, private: bool) -> Address | None:
    """Chat, perhaps a thread, and the message."""
    chat = _NUMBER if private else _NAME
    if len(steps) not in (2, 3) or not chat.fullmatch(steps[0]):
        return None
    if not all(_NUMBER.fullmatch(step) for step in steps[1:]):
        return None
    return Address(chat=f"-100{steps[0]}" if private else f"@{steps[0]}", message_id=int(steps[-1]))
