from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.plain import plain, shorten


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Xi</p><p>in Astana</p>", "Xi in Astana"),
        ("<b>K</b>azakhstan", "Kazakhstan"),  # inline tags do not part a word
        ("one<br>two<BR/>three", "one two three"),
        ("a<script>alert(1)</script><style>b{}</style>c", "ac"),
        ("<a href='javascript:x'>link</a>", "link"),
        ("Q&amp;A &lt;b&gt; &quot;x&quot; &nbsp;y", 'Q&A <b> "x" y'),
        ("&#1055;&#x440;ивет", "Привет"),
        ("Oil & gas, AT&T", "Oil & gas, AT&T"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("<!-- hidden -->shown", "shown"),
        ("<![CDATA[x]]>y", "y"),
        (" \t\n two \r\n lines\u2028\u3000 ", "two lines"),
        ("", ""),
        ("<p></p>", ""),
        ("e\u0301", "é"),  # NFC
        ("Xi \u202egnijieB\u202c \u2066x\u2069", "Xi gnijieB x"),  # bidi overrides and isolates
        ("a\u200bb\ufeffc\xadd", "abcd"),
        ("a\0b\x07c\ud800d\x85e", "abcd e"),
        ("&#8238;abc&#0;", "abc�"),
        ("شی جین\u200cپینگ", "شی جین\u200cپینگ"),  # ZWNJ is spelling in Persian
        ("👨\u200d👩\u200d👧 🇰🇿", "👨\u200d👩\u200d👧 🇰🇿"),
        ("x" + "\u200d" * 5_000 + "y", "x\u200dy"),
        ("x" + "\u0301" * 500 + "y", "x" + "\u0301" * 4 + "y"),
        ("hidden\U000e0041\U000e0042", "hidden"),
    ],
)
def test_becomes_one_line_of_plain_text(markup: str, text: str) -> None:
    assert plain(markup) == text


def test_long_text_is_cut_between_words() -> None:
    cut = plain("Belt and Road " * 10_000, 100)
    assert len(cut) <= 100
    assert cut.endswith("…")
    assert cut.removesuffix("…").split(" ")[-1] in {"Belt", "and", "Road"}


def test_long_chinese_is_cut_between_characters() -> None:
    assert plain("中亚" * 100, 10) == "中亚中亚中亚中亚中…"


def test_a_cut_never_parts_what_is_one_character() -> None:
    family = "👨\u200d👩\u200d👧"
    for limit in range(2, 14):
        kept = shorten(family * 3, limit).removesuffix("…")
        assert not kept.endswith("\u200d")
        assert (family * 3)[len(kept) :][:1] not in {"\u200d", "\u0301"}


def test_text_behind_a_long_markup_is_found() -> None:
    assert plain(f"<img src='data:image/png;base64,{'A' * 20_000}'><p>Leaders met</p>") == "Leaders met"


def test_nesting_by_the_hundred_thousand_is_survived() -> None:
    assert plain("<b>" * 300_000 + "x", 1_000) == ""
    assert plain("x" + "<div>" * 300_000, 1_000) == "x"


MARKUP = st.text(st.sampled_from("ab<>/&;#x0 p\n\0\ud800\u202e\u200d\u0301é中سلا😀\"'=!-")) | st.text()


@given(MARKUP, st.integers(2, 40))
@settings(max_examples=200)
def test_is_bounded_nfc_and_without_anything_that_reorders(markup: str, limit: int) -> None:
    text = plain(markup, limit)
    assert len(text) <= limit
    assert unicodedata.is_normalized("NFC", text)
    assert text == " ".join(text.split())
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} or "\u202a" <= char <= "\u202e" for char in text)
    text.encode("utf-8")


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="<&"), max_size=60))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == unicodedata.normalize("NFC", " ".join(text.split()))
