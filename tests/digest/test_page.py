"""The page shows a channel as a phone would, and nothing in it runs, loads or escapes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.page import Shown, as_text, page

AT = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def _shown(html: str, **more: object) -> Shown:
    return Shown(**{"id": 1, "text_html": html, "at": AT, **more})  # type: ignore[arg-type]


class _Outline(HTMLParser):
    """Tags and attributes of a page, and whether every tag is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.crossed = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in {"meta", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.crossed |= not self.open or self.open.pop() != tag


def test_an_arabic_channel_reads_from_right_to_left() -> None:
    html = page([_shown("سلام")], title="مرصد", language="ar", zone="Asia/Riyadh")
    assert '<html lang="ar" dir="rtl">' in html
    assert "٢٢ نوفمبر ٢٠٢٦" in html
    assert "٠٨:٠٠</time>" in html
    assert ">قناة<" in html


def test_another_channel_reads_from_left_to_right() -> None:
    html = page([_shown("hello")], title="Marsad", language="en")
    assert '<html lang="en" dir="ltr">' in html
    assert "05:00</time>" in html


def test_each_day_is_named_once() -> None:
    html = page(
        [_shown("a"), _shown("b", id=2), _shown("c", id=3, at=AT + timedelta(days=1))], title="x", language="en"
    )
    assert html.count('class="day"') == 2


def test_the_text_keeps_its_formatting_and_links() -> None:
    html = page([_shown('<b>x</b> <a href="https://e.org/?a=1&amp;b=2">y</a>')], title="x", language="en")
    assert '<b>x</b> <a href="https://e.org/?a=1&amp;b=2" rel="noopener noreferrer">y</a>' in html


def test_hashtags_are_coloured_and_what_is_none_is_not() -> None:
    html = page([_shown("#نشرة_2026 a#b #2026 &#35;x")], title="x", language="en")
    assert re.findall(r'<span class="tag">([^<]*)</span>', html) == ["#نشرة_2026", "#x"]


def test_a_long_quote_opens_and_closes_without_a_script() -> None:
    html = page([_shown("<blockquote expandable>a\nb</blockquote>\nc")], title="x", language="en")
    (name,) = re.findall(r'<input type="checkbox" id="([^"]+)">', html)
    assert f'<label for="{name}">' in html
    assert "Show more" in html
    assert _Outline(html).crossed is False


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote>a</blockquote>",
        "<tg-spoiler>a</tg-spoiler>",
        "<code>a</code>",
        '<tg-time unix="1795323600" format="t">08:00</tg-time>',
    ],
)
def test_other_formatting_of_telegrams_is_shown_too(quote: str) -> None:
    assert "&lt;" not in page([_shown(quote)], title="x", language="en")


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<b onclick="alert(1)">x</b>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="{{link:k}}">x</a>',
        "</div></article><iframe src=//e.org>",
        "<style>*{display:none}</style>",
        '<a href="https://e.org/&quot; onclick=&quot;alert(1)">x</a>',
    ],
)
def test_nothing_in_a_post_becomes_more_than_text(html: str) -> None:
    outline = _Outline(page([_shown(html)], title=html, language="en"))
    assert not {"script", "img", "iframe", "object", "form"} & set(outline.tags)
    assert outline.tags.count("style") == 1
    assert not outline.crossed
    assert all(link.startswith("https://e.org/") for link in outline.links)


@settings(max_examples=60)
@given(
    pieces=st.lists(
        st.one_of(
            st.sampled_from(
                ["<b>", "</b>", "<blockquote expandable>", "</blockquote>", '<a href="https://e.org/">', "</a>"]
            ),
            st.text(max_size=6),
        ),
        max_size=12,
    )
)
def test_every_page_is_well_formed(pieces: list[str]) -> None:
    outline = _Outline(page([_shown("".join(pieces))], title="x", language="ar"))
    assert not outline.crossed
    assert outline.open == []


def test_the_page_loads_nothing() -> None:
    html = page([_shown("x")], title="x", language="zh")
    assert not re.search(r"url\(|@import|src=|<link", html)


def test_edited_and_silent_posts_say_so() -> None:
    html = page([_shown("x", edited=True, silent=True), _shown("y", id=2, silent=False)], title="x", language="en")
    assert html.count("edited ") == 1
    assert html.count("🔕") == 1


def test_a_reply_shows_what_it_answers_and_a_pinned_post_its_pin() -> None:
    shown = [_shown("<b>x</b> &amp; more\nsecond line", id=1, pinned=True), _shown("y", id=2, reply_to=1)]
    html = page([*shown, _shown("z", id=3, reply_to=99)], title="x", language="en")
    assert html.count('class="reply"') == 1
    assert '<a class="reply" href="#post-1" dir="auto">x &amp; more</a>' in html
    assert html.count("📌") == 1


def test_a_terminal_gets_the_visible_words() -> None:
    html = '\u200f<b>a</b> <a href="https://e.org">b &amp; c</a>\n<blockquote expandable>d</blockquote> &lt;p&gt;'
    assert as_text(html) == "\u200fa b & c\nd <p>"
