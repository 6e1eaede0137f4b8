"""A slice of the hostile articles; `make fuzz` sends ten thousand."""

from __future__ import annotations

import asyncio

import pytest

from tests.fuzz.hostile import Hostile, mark, skeleton
from tests.fuzz.job import LANGUAGES, run, wrong_address, wrong_words


def test_every_hostile_article_is_told_with_the_words_a_reader_should_see() -> None:
    found = asyncio.run(run(64, seed=2, batch=16))
    assert found.complaints == []
    assert found.numbers["articles"] == 64
    assert found.numbers["tagged"] >= 60
    assert found.numbers["stories"] >= 55 * len(LANGUAGES)
    assert found.numbers["posts"] >= 16


# A judge that never complains would let everything pass.


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ("Tokayev <b>meets</b> Xi", "Tokayev meets Xi"),
        ("Tokayev meets", "Tokayev meets Xi"),
        ("Tokayev meets…", "Tokayev meets Xi"),
        ("Tokayev meets Xl", "Tokayev meets Xi"),
        ("w" * 300, "w" * 600),
        ("x" * 30 + "…", "w" * 600),
    ],
)
def test_other_words_are_a_complaint(shown: str, seen: str) -> None:
    assert wrong_words(shown, seen)


def test_what_cannot_be_seen_is_no_other_word() -> None:
    assert wrong_words("\u2068Tokayev\u2060 meets\u200f Xi\u2069", "Tokayev  meets Xi") == ""
    assert wrong_words("w" * 400 + "…", "w" * 600) == ""


@pytest.mark.parametrize(
    "url", ["http://outlet1.example/", "https://outlet2.example/", "tg://x", "https://evil.example/"]
)
def test_another_address_is_a_complaint(url: str) -> None:
    one = Hostile(number=1, title="", seen="", summary="", link="https://outlet1.example/1")
    assert wrong_address(url, one)
    assert wrong_address("https://outlet1.example/1?a=1", one) == ""


def test_a_mark_is_in_one_title_only() -> None:
    assert len({mark(number) for number in range(10_000)}) == 10_000
    assert skeleton(mark(7)) == mark(7)
