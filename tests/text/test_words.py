"""What an archive is searched by."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.words import content_words, indexed, wanted

FOUND = [
    ("القِمّة في أستانا", "قمة"),
    ("قمة في أستانا", "القمة"),
    ("وزير الخارجية والصين", "الصين"),
    ("رسالة للصين", "صين"),
    ("ووزير النقل", "وزير"),
    ("شركات النفط", "شركة"),
    ("المحادثات انتهت", "محادثة"),
    ("о железных дорогах", "железный"),
    ("железной дороги", "железная"),
    ("встречи в верхах", "встреча"),
    ("Торговля растёт", "торговлю"),
    ("New countries join", "country"),
    ("A railway opens", "railways"),
    ("习近平主席访问", "主席"),
    ("习近平主席访问", "平"),
    ("习近平主席访问", "问"),
    ("天然氣管道", "天然气"),
    ("G20 in 2026", "g20"),
]
NOT_FOUND = [
    ("20260 tons", "2026"),
    ("oilfield", "oil"),
    ("газета", "газ"),
    ("习近平访问主席", "平主"),
    ("Поезд ушёл", "поезда прибыли"),
]


def finds(text: str, query: str) -> bool:
    kept = set(indexed(text))
    return all(
        any(one.startswith(term[:-1]) for one in kept) if term.endswith("*") else term in kept for term in wanted(query)
    )


@pytest.mark.parametrize(("text", "query"), FOUND)
def test_a_word_is_found_in_its_other_forms(text: str, query: str) -> None:
    assert wanted(query)
    assert finds(text, query)


@pytest.mark.parametrize(("text", "query"), NOT_FOUND)
def test_another_word_is_not_found(text: str, query: str) -> None:
    assert not finds(text, query)


def test_words_that_say_nothing_are_not_asked_for() -> None:
    assert content_words("Встреча в верхах и на полях") == ("встреча", "верхах", "полях")
    assert content_words("قمة في أستانا") == ("قمه", "استانا")
    assert content_words("的铁路") == ("铁路",)
    assert content_words("of the") == ()


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_every_text_is_found_by_each_of_its_own_words(text: str) -> None:
    assert finds(text, text)
    assert all(finds(text, word) for word in text.split())


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_terms_mean_nothing_to_a_database(text: str) -> None:
    for term in (*indexed(text), *(one.removesuffix("*") for one in wanted(text))):
        assert term
        assert all(char.isalnum() or char > "\x7f" for char in term)
        assert term.split() == [term]
