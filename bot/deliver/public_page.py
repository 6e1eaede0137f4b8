"""What the public page of a channel shows: `https://t.me/s/<name>`, its last messages as anybody may read them. Pure.

A message is a `div.tgme_widget_message` with `data-post="<name>/<id>"`, its words are in `.js-message_text`, when it
was posted in `time[datetime]`. Emoji are `<i class="emoji"><b>📌</b></i>`, hashtags are links; what it answers to is
quoted in a block of its own, which is none of its words.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.ports import Seen, Stretch

_FULL = 16  # messages; a page holds about twenty, and fewer only where there are no more
_ID = re.compile(r"([A-Za-z0-9_]+)/([0-9]{1,18})")
_MESSAGE = "div.tgme_widget_message[data-post]"
_WORDS = ".tgme_widget_message_text.js-message_text"
_QUOTED = "tgme_widget_message_reply"
_MOMENTS = ["time", "tg-time"]


def read_page(html: bytes, name: str) -> Stretch | None:
    """The messages of the channel `name`, or None where this is no page that lists messages of it.

    A page that a server prepared a while ago looks like any other, so that it is never `live`.
    """
    document = LexborHTMLParser(html)
    found: dict[int, Seen] = {}
    for node in document.css(_MESSAGE):
        post = _ID.fullmatch(node.attributes.get("data-post") or "")
        if post is not None and post[1].lower() == name.lower():
            number = int(post[2])
            found[number] = Seen(message_id=number, at=_posted(node), text=_words(node))
    if not found and document.css_first(".tgme_channel_history, .tme_no_messages_found") is None:
        return None
    return Stretch(seen=tuple(found[number] for number in sorted(found)), more=len(found) >= _FULL)


def _posted(message: LexborNode) -> datetime | None:
    for node in message.css(
        ".tgme_widget_message_date time[datetime], .tgme_widget_message_service_date time[datetime]"
    ):
        try:
            moment = datetime.fromisoformat(node.attributes.get("datetime") or "")
        except ValueError:
            continue
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    return None


def _words(message: LexborNode) -> str | None:
    """Its words without moments, each block of text once; None where there are none."""
    texts = []
    for block in message.css(_WORDS):
        if not _is_inside(block, message):
            block.strip_tags(_MOMENTS)
            texts.append(block.text(deep=True))
    return "\n".join(texts) if texts else None


def _is_inside(block: LexborNode, message: LexborNode) -> bool:
    """Whether this block belongs to another one: the quote of what is answered, or a block of text read already."""
    above = block.parent
    while above is not None and above.mem_id != message.mem_id:
        classes = (above.attributes.get("class") or "").split()
        if _QUOTED in classes or "js-message_text" in classes:
            return True
        above = above.parent
    return False
