"""Links from one post to another whose message id does not exist yet. Pure.

A post is written before the message it points to was sent, so it carries `<a href="{{link:KEY}}">words</a>`; KEY is
the key of the action that sends the target. At delivery the address is filled in, or the words stay without a link.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from bot.model import Slot

LINK_BYTES = 64  # room kept for an address once it is known: t.me, a name of at most 32 letters and a number fit

# Feed text cannot forge this: its quotation marks and angle brackets are escaped, its addresses begin with http.
_ANCHOR = re.compile(r'<a href="\{\{link:([^"{}]+)\}\}">(.*?)</a>', re.DOTALL)


def action_key(slot: Slot, part: int) -> str:
    """Name post number `part` (from 1) of a slot: `channel|2026-11-22|08:00|1`.

    A digest asked for by hand stands at a second, not at a full minute: only then the seconds are named too, so that
    two of them within a minute keep apart.
    """
    at = slot.time.isoformat("minutes" if not slot.time.second else "seconds")
    return f"{slot.channel}|{slot.day.isoformat()}|{at}|{part}"


def placeholder(key: str) -> str:
    """The address to write into a link to the message of action `key`. Raises ValueError for a key with braces."""
    if not key or "{" in key or "}" in key:
        raise ValueError(f"an action key may not be empty or hold braces: {key!r}")
    return f"{{{{link:{key}}}}}"


def fill_links(text: str, urls: Mapping[str, str | None]) -> str:
    """Put the known addresses into `text`; a link whose target has none (or was never sent) leaves its words.

    Filling twice changes nothing more.
    """

    def fill(found: re.Match[str]) -> str:
        url = urls.get(html.unescape(found[1]))
        return found[2] if url is None else f'<a href="{html.escape(url)}">{found[2]}</a>'

    return _ANCHOR.sub(fill, text)
