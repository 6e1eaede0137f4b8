"""What is news about a story that is already told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.model import Placement

Tell = Callable[..., Placement]


@pytest.mark.parametrize(
    ("first", "later", "adds"),
    [
        (
            "Three Chinese workers killed in attack on Tajik border, 3 dead",
            "Attack on Chinese workers at Tajik border: death toll 5 dead",
            "number:5 killed",
        ),
        (
            "При взрыве на заводе в Алматы погибли 12 человек",
            "При взрыве на заводе в Алматы погибли 15 человек",
            "number:15 killed",
        ),
        (
            "مقتل 12 عاملا في انفجار مصنع في ألماتي",
            "ارتفاع حصيلة انفجار مصنع في ألماتي إلى 15 قتيلا",
            "number:15 killed",
        ),
        ("阿拉木图工厂爆炸造成12人死亡", "阿拉木图工厂爆炸死亡人数升至15人死亡", "number:15 killed"),
        (
            "China and Kyrgyzstan announce deal on Kambarata-1 dam financing",
            "China and Kyrgyzstan signed deal on Kambarata-1 dam financing",
            "act:signed",
        ),
    ],
)
def test_a_development_says_what_is_new(tell: Tell, first: str, later: str, adds: str) -> None:
    told = tell(first, source="a")
    news = tell(later, source="b", hour=6)
    assert news.story == told.story
    assert news.relation == "development"
    assert adds in news.adds.split("; ")


@pytest.mark.parametrize(
    ("first", "later", "adds"),
    [
        ("12 documents", "15 documents", "number:15 documents"),
        ("deals worth $11 billion", "deals worth $12.5 billion", "number:12500000000 dollars"),
        ("deals worth $11 billion", "deals worth $11.1 bln", ""),  # more digits, the same figure
        ("deals worth $11 billion", "deals worth $2 billion", ""),  # hardly the same thing
        ("12 documents", "a dozen, 15", ""),  # of what?
        ("growth of 5 percent", "growth of 6 percent", ""),
    ],
)
def test_a_figure_is_news_where_it_counts_the_same_anew(tell: Tell, first: str, later: str, adds: str) -> None:
    told = tell(f"Tokayev and Wang Yi in Astana sign cooperation package: {first}", source="a")
    news = tell(f"Cooperation package signed by Tokayev and Wang Yi in Astana: {later}", source="b", hour=3)
    assert news.story == told.story
    assert news.adds == adds


def test_an_echo_only_adds_its_source(tell: Tell) -> None:
    told = tell("Drilling begins on tunnels of China-Kyrgyzstan-Uzbekistan railway", source="a")
    echo = tell("Tunnel drilling begins on China-Kyrgyzstan-Uzbekistan railway, officials say", source="b", hour=2)
    assert echo.story == told.story
    assert (echo.relation, echo.adds) in {("joined", ""), ("copy", "")}


def test_an_older_toll_told_late_is_no_news(tell: Tell) -> None:
    told = tell("Explosion at Almaty plant kills 15 people, 15 dead", source="a")
    late = tell("Explosion at Almaty plant: 12 people dead", source="b", hour=2)
    assert late.story == told.story
    assert late.relation == "joined"


def test_a_new_name_in_the_title_is_news(tell: Tell) -> None:
    told = tell("Leaders discuss China-Kyrgyzstan-Uzbekistan railway in Bishkek", source="a")
    news = tell(
        "Leaders discuss China-Kyrgyzstan-Uzbekistan railway in Bishkek with Asian Development Bank", source="b"
    )
    assert news.story == told.story
    assert "entity:org.adb" in news.adds


def test_a_next_date_is_news(tell: Tell) -> None:
    told = tell(
        "China-Central Asia summit in Astana prepared, opening on June 17", source="a", summary="Opens June 17."
    )
    news = tell("China-Central Asia summit in Astana: next one to be held on July 20", source="b", hour=20)
    assert news.story == told.story
    assert "date:2025-07-20" in news.adds
