"""What a reader meets on a phone: each line's direction, nothing cut off, quotes that open, two colour schemes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

LANGUAGES = ("ar", "en", "ru", "zh")

# The first letter or number of every line of the posts: its line's edges and the edges of the text it stands in.
_LINES = """
const found = [];
for (const text of document.querySelectorAll('.text')) {
  const box = text.getBoundingClientRect(), walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let fresh = true, node;
  while (node = walker.nextNode()) {
    if (node.parentElement.closest('label')) continue;
    const inside = (node.parentElement.closest('.inside') || text).getBoundingClientRect();
    for (let at = 0; at < node.data.length; at++) {
      if (node.data[at] === '\\n') { fresh = true; continue; }
      if (!fresh || /[\\u200e-\\u200f\\u2066-\\u2069\\s]/.test(node.data[at])) continue;
      const range = document.createRange();
      const size = node.data.codePointAt(at) > 0xffff ? 2 : 1;
      range.setStart(node, at); range.setEnd(node, at + size);
      const seen = range.getBoundingClientRect();
      if (seen.width) found.push({sign: node.data.slice(at, at + 12), left: seen.left - inside.left,
                                  right: inside.right - seen.right});
      fresh = false;
    }
    if (node.parentElement.closest('.quote') && !node.nextSibling) fresh = true;
  }
}
return found;
"""

# Where a piece of text stands: the left edges of its first and last sign.
_EDGES = """
const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
let node;
while (node = walker.nextNode()) {
  const at = node.data.indexOf(arguments[0]);
  if (at < 0) continue;
  const place = (from) => { const range = document.createRange(); range.setStart(node, from);
    range.setEnd(node, from + 1); const box = range.getBoundingClientRect(); return [box.left, box.top]; };
  return [...place(at), ...place(at + arguments[0].length - 1)];
}
return null;
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_stands_out_of_the_screen(phone: Any, channel: Callable[[str], str], language: str) -> None:
    phone.show(channel(language))
    assert phone.ask("return document.documentElement.scrollWidth") == 390
    assert phone.ask("return [...document.querySelectorAll('article')].every(a => a.scrollWidth <= a.clientWidth)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_begins_at_the_readers_side(phone: Any, channel: Callable[[str], str], language: str) -> None:
    phone.show(channel(language))
    lines = phone.ask(_LINES)
    assert len(lines) > 15
    side = "right" if language == "ar" else "left"
    assert [line for line in lines if line[side] > 14] == []


def test_foreign_names_keep_their_own_direction_among_arabic(phone: Any, channel: Callable[[str], str]) -> None:
    phone.show(channel("ar"))
    for name in ("#\u2060Gas price", "The Astana Times"):
        first, _, last, _ = phone.ask(_EDGES, name)
        assert first < last
    first, _, last, _ = phone.ask(_EDGES, "(الروسية)")
    assert first > last  # the bracket opens at the right


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_opens_and_closes(phone: Any, channel: Callable[[str], str], language: str) -> None:
    long = channel(language).replace("rises", "rises<br>" * 12)
    phone.show(long)
    height = "return document.querySelector('.quote .inside').getBoundingClientRect().height"
    closed = phone.ask(height)
    phone.ask("document.querySelector('.quote label').click()")
    assert phone.ask(height) > 1.5 * closed
    phone.ask("document.querySelector('.quote label').click()")
    assert phone.ask(height) == closed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_links_and_hashtags_can_be_read(phone: Any, channel: Callable[[str], str], scheme: str) -> None:
    phone.show(channel("ar"), scheme)
    bubble = _colour(phone, "article", "backgroundColor")
    assert (sum(bubble) < 300) == (scheme == "dark")
    for chosen, least in ((".text", 7), ("article a", 4.5), (".tag", 4.5)):
        assert _contrast(_colour(phone, chosen, "color"), bubble) >= least, chosen
    assert _colour(phone, ".tag", "color") == _colour(phone, "article a", "color")


def _colour(phone: Any, chosen: str, what: str) -> tuple[int, ...]:
    told = phone.ask(f"return getComputedStyle(document.querySelector({chosen!r})).{what}")
    return tuple(int(number) for number in told[told.index("(") + 1 : -1].split(",")[:3])


def _contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""

    def light(colour: tuple[int, ...]) -> float:
        parts = [part / 255 for part in colour]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)
