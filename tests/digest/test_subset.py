"""The strict reader takes Telegram's HTML as Telegram does, and the rest as text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.subset import elements, measure, parse, visible


def _tags(html: str) -> list[str]:
    return [element.tag for element in elements(parse(html))]


@pytest.mark.parametrize(
    "html",
    [
        "<p>x</p>",
        "<br>",
        "<script>alert(1)</script>",
        '<b onclick="x">y',
        '<a href="x" onclick="y">z',
        "<a>z",
        "<B>",
        "</b>",
        "< b>",
        '<img src="x">',
        "<blockquote cite>x",
        "a < b",
    ],
)
def test_what_is_not_telegrams_is_text(html: str) -> None:
    assert _tags(html) == []
    assert visible(parse(html)) == html


def test_known_tags_are_read_under_one_name() -> None:
    assert _tags("<b>1</b><strong>2</strong><i>3</i><em>4</em><del>5</del><ins>6</ins>") == [
        "b",
        "b",
        "i",
        "i",
        "s",
        "u",
    ]


def test_an_end_closes_only_what_is_open() -> None:
    assert visible(parse("<b>x</i></b>")) == "x</i>"


def test_what_stays_open_ends_with_the_post() -> None:
    assert _tags("<b>x<i>y") == ["b", "i"]


def test_only_telegrams_references_are_decoded() -> None:
    assert visible(parse("&lt;&gt;&amp;&quot;&#1605;&#x645;&nbsp;&copy;")) == '<>&"مم&nbsp;&copy;'


_PIECES = st.sampled_from(
    [
        *("<b>", "</b>", "<i>", "</i>", '<a href="https://e.org/?a=1&amp;b=2">', "</a>", "<blockquote expandable>"),
        *(
            "</blockquote>",
            "&amp;",
            "&lt;",
            "🚆",
            "سلام",
            "x",
            "\n",
            '<tg-time unix="1795327200" format="t">',
            "</tg-time>",
        ),
    ]
)


@settings(max_examples=200)
@given(html=st.lists(_PIECES, max_size=10).map("".join))
def test_whatever_telegram_takes_is_read_alike(telegram: Any, html: str) -> None:
    try:
        seen = telegram.read(html)
    except AssertionError:
        return  # refused; what we read into it does not matter
    assert visible(parse(html)) == seen.text
    assert measure(html).units == len(seen.text.encode("utf-16-le")) // 2
    assert measure(html).entities >= len(seen.entities)


def test_room_is_kept_for_an_address_that_is_not_known_yet() -> None:
    cost = measure('<a href="{{link:k}}">x</a>')
    assert cost.entity_bytes == 16 + 64
    assert cost.html_bytes == len('<a href="{{link:k}}">x</a>') + 64 - len("{{link:k}}")


def test_addresses_are_measured_decoded_and_in_bytes() -> None:
    assert measure('<a href="https://e.org/?&amp;ш">x</a>').entity_bytes == 16 + len("https://e.org/?&ш".encode())
