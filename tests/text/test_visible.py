"""What a reader sees of a post."""

import unicodedata
from html import escape

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.text.visible import same_words, visible

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("<b>٣.</b> <a href=\"https://e.example/?a=1&amp;b='2'\">قمة</a>", "٣. قمة"),
        ("5 &lt; 7 &amp; 8 &gt; 3 &quot;x&quot;", '5 < 7 & 8 > 3 "x"'),
        ("<blockquote expandable>one\ntwo</blockquote>", "one\ntwo"),
        ('<tg-time unix="1" format="t">06:00</tg-time>', "06:00"),
        ("3 < 5 and 6 > 4", "3 < 5 and 6 > 4"),
    ],
)
def test_tags_go_and_words_stay(markup: str, seen: str) -> None:
    assert visible(markup) == seen


@given(WORDS)
@settings(max_examples=100)
def test_words_in_markup_are_seen_as_they_were(words: str) -> None:
    assert visible(f'<b><a href="{escape(words)}">{escape(words)}</a></b>') == words


def test_what_the_server_does_to_a_text_changes_no_word() -> None:
    sent = "\u200f🗞 \u200fنشرة  \u2068Xi\u2069 a\u0333 e\u0301\n"
    kept = "\u200c🗞 \u200fنشرة  \u2068Xi\u2069 a \u00e9"
    assert same_words(sent, kept)


@given(WORDS)
@settings(max_examples=100)
def test_a_text_says_the_same_as_itself_composed_or_not(words: str) -> None:
    assert same_words(words, unicodedata.normalize("NFD", words).replace(" ", "\n"))


@pytest.mark.parametrize(("one", "other"), [("part 1", "part 2"), ("🗞", "📌"), ("a", ""), ("١/٢", "٢/٢")])
def test_another_text_is_another(one: str, other: str) -> None:
    assert not same_words(one, other)
