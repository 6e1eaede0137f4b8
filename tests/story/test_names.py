"""Names by their sound, across four scripts."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.story.names import names


@pytest.mark.parametrize(
    "spellings",
    [
        ("Stepnogorsk", "Степногорск", "Степногорске", "ستيبنوغورسك", "斯捷普诺戈尔斯克"),
        ("Kumysty", "Кумысты", "库梅斯特"),
        ("Kambarata", "Камбарата", "كامباراتا", "卡姆巴拉塔"),
        ("Kostenko", "Костенко", "كوستينكو", "科斯坚科"),
        ("Konibodom", "Конибодом", "كونيبودوم"),
        ("Toktobayev", "Токтобаев", "توكتوبايف", "托克托巴耶夫"),
        ("Rublev", "Рублев", "روبليف"),
        ("Bayramov", "Байрамов", "بايراموف", "拜拉莫夫"),
        ("Phillips", "Филлипс", "فيليبس"),
        ("Kostanay", "Қостанай", "科斯塔奈"),
        ("Shymbulak", "Шымбулак", "شيمبولاك"),
    ],
)
def test_a_name_sounds_alike_in_all_scripts(spellings: tuple[str, ...]) -> None:
    for one, other in combinations(spellings, 2):
        assert names(one)[0] & names(other)[0], (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Stepnogorsk", "Ставрополь"), ("Kumtor", "Кумысты"), ("Karasu", "Карабах"), ("Токтогул", "托卡耶夫")],
)
def test_another_name_sounds_different(one: str, other: str) -> None:
    assert not names(one)[0] & names(other)[0]


def test_a_name_is_a_word_with_a_capital_that_is_not_known_otherwise() -> None:
    assert names("Rublev reaches semifinals") == ({"lblf"}, {"lblf"})
    assert names("rublev reaches semifinals") == (frozenset(), frozenset())
    assert names("Rublev meets Kostenko", known=["Rublev"])[1] == names("Kostenko")[0]
    assert names("卡姆巴拉塔水电站开工", known=["卡姆巴拉塔"]) == ({"kmbl", "kmblt"}, frozenset())


def test_short_names_are_shared_by_chance_and_left_out() -> None:
    assert names("Osh Uzgen Karasu")[0] == frozenset()


@given(st.text(max_size=80))
def test_any_text_is_heard(text: str) -> None:
    assert all(4 <= len(key) <= 6 for key in names(text)[0])
