from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.keys import fingerprint, title_key

PARTS = st.lists(st.text() | st.binary(), max_size=4)


def test_is_the_same_on_every_machine() -> None:
    """Stored in databases: another value here means that every article comes back as new."""
    assert fingerprint("s", "https://news.example/1") == "d25d7dad06aa09333f71"
    assert title_key("Xi Jinping arrives in Astana for talks") == "540cc0ac5a16fca3674f"


@given(PARTS)
def test_is_twenty_hex_digits_of_anything(parts: list[str | bytes]) -> None:
    assert re.fullmatch(r"[0-9a-f]{20}", fingerprint(*parts))


def test_parts_do_not_run_together() -> None:
    assert len({fingerprint("ab", "c"), fingerprint("a", "bc"), fingerprint("abc"), fingerprint("abc", "")}) == 4


def test_survives_lone_surrogates() -> None:
    assert fingerprint("\ud800") != fingerprint("\udfff")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xi Jinping arrives in Astana for talks", "XI JINPING arrives in Astana, for talks!"),
        ("الرئيسُ الصيني يزور أستانا غدًا", "الرئيس الصيني يزور استانا غدا"),
        ("Президент провёл встречу с послом Китая", "Президент провел встречу с послом Китая"),
        ("习近平抵达阿斯塔纳，进行国事访问", "习近平抵达阿斯塔纳 进行国事访问"),
        ("O‘zbekiston va Xitoy bitim imzoladi", "O'zbekiston va Xitoy bitim imzoladi"),
        ("١٢ قتيلا في انفجار منجم كازاخستان", "12 قتيلا في انفجار منجم كازاخستان"),
    ],
)
def test_spelling_does_not_count(one: str, other: str) -> None:
    assert title_key(one) == title_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mine blast in Karaganda leaves 12 dead", "Mine blast in Karaganda leaves 15 dead"),
        ("China lends money to Tajikistan again", "Tajikistan lends money to China again"),
    ],
)
def test_numbers_and_order_count(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@pytest.mark.parametrize(
    "title", ["", "Market wrap", "News in brief", "Live: Xi in Astana", "今日要闻", "…!?", "В мире"]
)
def test_few_words_prove_nothing(title: str) -> None:
    assert title_key(title) == ""
