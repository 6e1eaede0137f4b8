"""Shows posts as a subscriber would see them: as one HTML page, or as plain text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from zoneinfo import ZoneInfo

from bot.digest import numbers
from bot.digest.markup import escape, safe_url
from bot.digest.subset import Element, Node, parse, visible
from bot.digest.words import Words, load_words

# As Telegram's server finds them: a letter, digit or underscore before the sign makes it none.
_HASHTAG = re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])[\w\u200c]+")
_QUOTE_END = "</span><!--quote-->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A post as it stands in the channel. `at` is shown in the zone it carries."""

    id: int
    text_html: str  # Telegram's HTML, links filled in
    at: datetime
    silent: bool = True
    edited: bool = False
    reply_to: int | None = None  # id of a message shown on the same page
    pinned: bool = False


def as_text(html: str) -> str:
    """The visible text of a post; links and quotes as their words."""
    return visible(parse(html))


def page(messages: Sequence[Shown], *, title: str, language: str, zone: str | None = None) -> str:
    """One self-contained HTML file that shows the channel `title` on a phone of 390 px, dark or light as the reader's.

    Without scripts and without anything fetched. `zone` (IANA) overrules the zones of the messages' times. Whatever
    is not Telegram's HTML is shown as text. Raises ConfigError for a language without words.
    """
    words = load_words(language)
    zoned = [(one, one.at.astimezone(ZoneInfo(zone)) if zone else one.at) for one in messages]
    css = resources.files("bot.digest").joinpath("phone.css").read_text(encoding="utf-8")
    face = next((char for char in title if char.isalnum()), "•")
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{language}" dir="{"rtl" if words.rtl else "ltr"}">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{css}</style></head>",
            f'<body><header><div class="face" aria-hidden="true">{escape(face)}</div>',
            f'<div><h1 dir="auto">{escape(title)}</h1><p>{escape(words.say("channel"))}</p></div></header>',
            f"<main>{''.join(_messages(zoned, words))}</main></body></html>\n",
        )
    )


def _messages(zoned: Sequence[tuple[Shown, datetime]], words: Words) -> Iterator[str]:
    before: date | None = None
    known = {shown.id: shown for shown, _ in zoned}
    for shown, at in zoned:
        if at.date() != before:
            before = at.date()
            day = escape(numbers.short_date(before, words.language))
            yield f'\n<div class="day"><span>{day}</span></div>'
        yield _message(shown, at, words, known.get(shown.reply_to) if shown.reply_to is not None else None)


def _message(shown: Shown, at: datetime, words: Words, answered: Shown | None) -> str:
    notes = ['<span class="bell">📌</span>'] if shown.pinned else []
    notes += [escape(words.say("edited"))] if shown.edited else []
    if shown.silent:
        notes.append('<span class="bell">🔕</span>')
    time = f'<time datetime="{at.isoformat()}">{numbers.clock(at.time(), words.language)}</time>'
    text = _Writer(words=words, id=shown.id).text(parse(shown.text_html))
    foot = " ".join([*notes, time])
    quoted = _quoted(answered) if answered is not None else ""
    return f'\n<article id="post-{shown.id}">{quoted}<div class="text">{text}</div><footer>{foot}</footer></article>'


def _quoted(answered: Shown) -> str:
    """The first line of the message that is replied to, as a link up to it."""
    first = as_text(answered.text_html).strip().split("\n", 1)[0]
    return f'<a class="reply" href="#post-{answered.id}" dir="auto">{escape(first)}</a>'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Writes the nodes of one post as HTML of the page."""

    words: Words
    id: int

    def text(self, nodes: Sequence[Node]) -> str:
        written = "".join(self._node(node, f"{self.id}-{place}") for place, node in enumerate(nodes))
        return written.replace(f"{_QUOTE_END}\n", _QUOTE_END)  # a quote is a block: the line ends with it

    def _node(self, node: Node, name: str) -> str:
        return _words(node) if isinstance(node, str) else self._element(node, name)

    def _element(self, element: Element, name: str) -> str:
        inside = "".join(self._node(child, f"{name}-{place}") for place, child in enumerate(element.children))
        match element.tag:
            case "a":
                url = safe_url(element.attributes.get("href"))
                return f'<a href="{escape(url)}" rel="noopener noreferrer">{inside}</a>' if url else inside
            case "blockquote":
                return self._quote(inside, name, expandable="expandable" in element.attributes)
            case "tg-spoiler":
                return f'<span class="spoiler">{inside}</span>'
            case "tg-time" | "tg-emoji":  # the words that stand for the reader's own time or emoji
                return inside
            case tag:  # b, i, u, s, code, pre
                return f"<{tag}>{inside}</{tag}>"

    def _quote(self, inside: str, name: str, *, expandable: bool) -> str:
        if not expandable:
            return f'<span class="quote"><span class="inside">{inside}</span>{_QUOTE_END}'
        more, less = escape(self.words.say("show_more")), escape(self.words.say("show_less"))
        return (
            f'<span class="quote"><input type="checkbox" id="q{name}"><span class="inside">{inside}</span>'
            f'<label for="q{name}"><span class="more">{more}</span><span class="less">{less}</span></label>{_QUOTE_END}'
        )


def _words(text: str) -> str:
    """Text with its hashtags coloured."""
    return _HASHTAG.sub(lambda tag: f'<span class="tag">{tag[0]}</span>', escape(text))
