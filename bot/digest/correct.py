"""An item of a post, set right: the rest of the post stays as it is. Pure.

An edit brings the whole text, so it builds on the latest one: the item's own HTML is found there and replaced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.digest import numbers
from bot.digest.bidi import isolate, set_line
from bot.digest.markup import clean, escape, is_blank, plain, shorten, utf16
from bot.digest.split import Limits
from bot.digest.subset import measure, parse, visible
from bot.digest.words import Words
from bot.errors import MarsadError
from bot.model import Item

# Telegram's own limits but for a hand's breadth: a digest leaves room below them, and a correction may use it.
ROOM = Limits(units=4_090, entities=98, entity_bytes=8_800, html_bytes=32_600)
_SHORT_HEAD = 60  # units of a struck headline where the post is full


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Who writes the note: the channel's words, and the day it is written on there."""

    words: Words
    day: date

    def note(self, kind: str, why: str) -> str:
        """A line below an item, such as `⚠️ Retracted (22 November 2026): the ministry denies it`."""
        said = isolate(clean(why), rtl=self.words.rtl)
        day = numbers.short_date(self.day, self.words.language)
        return set_line(self.words.say(kind, date=day, why=plain(said)), rtl=self.words.rtl)


def retracted(text: str, item: Item, why: str, pen: Pen) -> tuple[str, Item]:
    """The post and the item with its headline struck through and the reason below; what else it said is gone.

    Where the post is full, the struck headline is shortened. Raises MarsadError when the reason is too long even so.
    """
    before, after = _around(item)
    for head in dict.fromkeys((item.head, _shortened(item.head))):
        struck = f"<s>{head}</s>"
        line = f"{before}{struck}{after.partition(chr(10))[0]}"
        now = replace(item, html=f"{line}\n{pen.note('retracted', why)}", head=struck)
        changed = _put(text, item, now)
        if ROOM.allow(measure(changed)):
            return changed, now
    raise MarsadError(_too_long(changed, "--why"))


def corrected(text: str, item: Item, why: str, pen: Pen, *, headline: str = "") -> tuple[str, Item]:
    """The post and the item with another headline (the link stays), if one is given, and the note below.

    Raises MarsadError when the post has no room for it.
    """
    before, after = _around(item)
    head = _retitled(item.head, headline, rtl=pen.words.rtl) if headline else item.head
    now = replace(item, html=f"{before}{head}{after}\n{pen.note('corrected', why)}", head=head)
    changed = _put(text, item, now)
    if not ROOM.allow(measure(changed)):
        raise MarsadError(_too_long(changed, "--why or --text"))
    return changed, now


def restored(text: str, item: Item, earlier: Item) -> tuple[str, Item]:
    """The post with the item as it stood before its last correction. Raises MarsadError when there is no room."""
    now = replace(item, html=earlier.html, head=earlier.head)
    changed = _put(text, item, now)
    if not ROOM.allow(measure(changed)):
        raise MarsadError("the post has no room for what stood there before; take other corrections of it back first")
    return changed, now


def is_empty(text: str) -> bool:
    """Would readers see nothing of it?"""
    return is_blank(clean(text))


def headline(item: Item) -> str:
    """The words of an item's headline."""
    return clean(visible(parse(item.head)))


def _put(text: str, item: Item, now: Item) -> str:
    if text.count(item.html) != 1:
        raise MarsadError(
            f"item {item.place} cannot be found in {item.action}: its text was changed by something else; "
            "edit the message by hand"
        )
    return text.replace(item.html, now.html)


def _around(item: Item) -> tuple[str, str]:
    before, _, after = item.html.partition(item.head)
    return before, after


def _retitled(head: str, headline: str, *, rtl: bool) -> str:
    """The same link with other words."""
    shown = isolate(clean(headline), rtl=rtl)
    found = re.search(r'<a href="([^"]*)">', head)
    return f"{found[0]}{escape(shown)}</a>" if found else plain(shown)


def _shortened(head: str) -> str:
    found = re.search(r'<a href="([^"]*)">(.*?)</a>', head, re.DOTALL)
    if not found:
        return plain(shorten(clean(visible(parse(head))), _SHORT_HEAD))
    return f'<a href="{found[1]}">{escape(shorten(clean(visible(parse(found[2]))), _SHORT_HEAD))}</a>'


def _too_long(changed: str, what: str) -> str:
    over = utf16(visible(parse(changed))) - ROOM.units
    cure = f"shorten {what} by {over} characters" if over > 0 else f"shorten {what}"
    return f"the post would be longer than Telegram allows; {cure}"
