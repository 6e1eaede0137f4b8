"""Nothing a feed sends becomes markup, a hashtag, a mention, a command or an address of ours."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.markup import WORD_JOINER, clean, escape, is_blank, link, neutralise, plain, safe_url, shorten, utf16

_NASTY = st.sampled_from(
    [
        *(
            "#",
            "＃",
            "@",
            "/",
            ".",
            "://",
            "$",
            ":",
            "<",
            ">",
            "&",
            '"',
            "'",
            " ",
            "\n",
            "_",
            "-",
            "!",
            "{{link:a}}",
            "\\",
        ),
        *(
            "#tag",
            "@durov",
            "@gif",
            "/start",
            "/start@bot",
            "t.me/x",
            "24.kg",
            "gazeta.uz",
            "1.2.3.4",
            "USD",
            "$TON",
            "4.7",
        ),
        *(
            "tg://resolve?domain=x",
            "ton://y",
            "https://e.org/a#b",
            "mailto:a@b.com",
            "a@b.com",
            "12:30",
            "1:02:03",
            "2025",
        ),
        *(
            "4111 1111 1111 1111",
            "5555555555554444",
            "موقع.كوم",
            "пример.рф",
            "❤.ws",
            "\ufffd.et",
            "新华网.中国",
            "#قمة",
            "@ا",
            "\u200f",
            "\u202e",
        ),
        *(
            "\u2066",
            "\u2069",
            "\u2028",
            "\x00",
            "\x1f",
            "\ufeff",
            "\u200d",
            "\u0301",
            "\u030a",
            "🇨🇳",
            "👨‍👩‍👧",
            "ÿ",
            "١٢:٣٠",
        ),
        *(
            "<b>",
            "</a>",
            "<script>",
            "&lt;",
            "&#35;tag",
            "&amp;",
            "vk.cc",
            "x.com/@y",
            "http:/",
            "//e.org",
            "localhost:8080",
        ),
    ]
)
_TEXTS = st.lists(st.one_of(_NASTY, st.text(max_size=5)), max_size=14).map("".join)


@settings(max_examples=300)
@given(text=_TEXTS)
def test_telegram_detects_nothing_in_text_from_outside(telegram: Any, text: str) -> None:
    assert telegram.detects(neutralise(clean(text))) == []


@settings(max_examples=150)
@given(text=_TEXTS)
def test_text_from_outside_stays_text(telegram: Any, text: str) -> None:
    seen = telegram.read(f"a {plain(clean(text))} z")
    assert seen.entities == []
    assert seen.text.replace(WORD_JOINER, "") == f"a {clean(text)} z"


@settings(max_examples=150)
@given(text=_TEXTS)
def test_cleaning_leaves_one_line_and_is_done_once(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.splitlines() in ([], [cleaned])
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert clean(cleaned) == cleaned


def test_a_sign_at_the_end_takes_nothing_of_ours_with_it(telegram: Any) -> None:
    assert telegram.detects(f"{neutralise('a #')}tag {neutralise('@')}durov {neutralise('/')}start") == []


def test_decimals_keep_their_point() -> None:
    assert neutralise("4.7 and 12.5%") == "4.7 and 12.5%"


def test_marks_of_direction_from_a_feed_never_reach_a_post() -> None:
    assert clean("\u200fa\u202eb\u2067c\u2069d\u061ce") == "abcde"


def test_joiners_of_persian_and_emoji_survive() -> None:
    assert clean("می\u200cشود 👨\u200d👩\u200d👧") == "می\u200cشود 👨\u200d👩\u200d👧"


@pytest.mark.parametrize("text", ["", " ", "\u3164", "\u0301", "\u200d"])
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "٣", "🚆", "—", "$"])
def test_what_shows_something_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@given(st.text(), st.integers(2, 40))
def test_a_shortened_text_keeps_its_measure(text: str, units: int) -> None:
    short = shorten(text, units)
    assert utf16(short) <= units
    assert short == text or short.endswith("…")


def test_a_text_is_shortened_between_words() -> None:
    assert shorten("China and Kazakhstan sign", 20) == "China and…"
    assert shorten("a" * 30, 10) == "aaaaaaaaa…"


def test_a_pair_of_surrogates_is_not_torn() -> None:
    assert shorten("🚆" * 10, 8) == "🚆🚆🚆…"


_URLS = [
    ("https://example.org/a?b=c&d=e#f", "https://example.org/a?b=c&d=e#f"),
    (' https://example.org/a b"c<d>e\\f ', "https://example.org/a%20b%22c%3Cd%3Ee%5Cf"),
    ("https://пример.рф/путь", "https://пример.рф/путь"),
    ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/a"),
    ("https://[::1]/a", "https://[::1]/a"),
    ("https://example.org/\u202ea\u200f", "https://example.org/%E2%80%AEa%E2%80%8F"),
    ("https://example.org/{{link:a}}", "https://example.org/{{link:a}}"),
]


@pytest.mark.parametrize(("given_", "safe"), _URLS)
def test_a_link_telegram_takes(telegram: Any, given_: str, safe: str) -> None:
    assert safe_url(given_) == safe
    assert [(kind, text) for kind, text, _ in telegram.read(link("x", safe)).entities] == [("TextUrl", "x")]


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "tg://resolve?domain=x",
        "ftp://example.org/",
        "//example.org/",
        "https://localhost/",
        "https:///a",
        "https://user:word@example.org/",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://exam ple.org/",
        "https://[broken/",
        "https://.",
        "https://example.org/" + "a" * 2_000,
        "https://example.org/" + "ш" * 1_000,
    ],
)
def test_a_link_that_telegram_would_drop_is_refused(url: str | None) -> None:
    assert safe_url(url) is None


@settings(max_examples=150)
@given(
    tail=st.text(max_size=20),
    host=st.sampled_from(
        ["example.org", "a-b.example.org", "example.org:8080", "xn--p1ai.example", "1.2.3.4", "пример.рф"]
    ),
)
def test_whatever_is_safe_is_a_link_to_telegram_too(telegram: Any, host: str, tail: str) -> None:
    url = safe_url(f"https://{host}/{tail}")
    assert url is not None
    seen = telegram.read(f"a {link('x', url)} z")
    assert [(kind, text) for kind, text, _ in seen.entities] == [("TextUrl", "x")]


def test_an_attribute_cannot_be_left() -> None:
    assert escape('"><b>&') == "&quot;&gt;&lt;b&gt;&amp;"


@pytest.mark.parametrize(
    "url", ["https://a.example:/x", "https://a.example:", "http://a.example:0/", "https://a.example:x/"]
)
def test_an_address_with_a_port_that_is_none_is_no_link(url: str) -> None:
    assert safe_url(url) is None
