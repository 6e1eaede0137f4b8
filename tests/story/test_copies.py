"""Copies: what is one text again, and what only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.model import Placement

Tell = Callable[..., Placement]


def test_the_same_address_is_a_copy(tell: Tell) -> None:
    first = tell("Treaty signed", source="a", url="https://n.example/2025/treaty-signed?utm_source=x")
    again = tell("Leaders sign a treaty in Astana", source="b", url="https://n.example/2025/treaty-signed")
    assert (again.relation, again.story) == ("copy", first.story)
    assert "address" in again.because


def test_the_same_title_elsewhere_is_a_copy_for_three_days(tell: Tell) -> None:
    first = tell("Weekly review of Central Asian markets", source="a")
    assert tell("Weekly review of Central Asian markets", source="b", hour=71).story == first.story
    assert tell("Weekly review of Central Asian markets", source="c", hour=200).story != first.story


def test_the_same_guid_of_a_source_is_an_edit_and_keeps_its_story(tell: Tell) -> None:
    first = tell("Quake hits Xinjiang", source="a", guid="g1")
    edited = tell("Strong quake hits Xinjiang, houses damaged", source="a", guid="g1", hour=1)
    assert edited.story == first.story
    assert edited.relation == "copy"


def test_a_guid_means_nothing_in_another_source(tell: Tell) -> None:
    first = tell("Quake hits Xinjiang", source="a", guid="g1")
    assert tell("Rogun dam gets a loan", source="b", guid="g1").story != first.story


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("China and Kazakhstan open new rail terminal in Xi'an", "China, Kazakhstan open new rail terminal in Xi'an"),
        ("Китай и Казахстан открыли новый терминал в Сиане", "Китай и Казахстан открыли новый терминал в Сиане - СМИ"),
        ("الصين وكازاخستان تفتتحان محطة جديدة للشحن في شيآن", "الصين وكازاخستان تفتتحان محطة جديدة للشحن في شيان"),
        ("中国与哈萨克斯坦在西安启用新货运码头", "快讯：中国与哈萨克斯坦在西安启用新货运码头"),
        ("Қытай мен Қазақстан Сианьда жаңа терминал ашты", "Қытай мен Қазақстан Сианьда жаңа терминал ашты: толығырақ"),
    ],
)
def test_a_title_told_again_with_small_changes_is_a_copy(tell: Tell, one: str, other: str) -> None:
    first = tell(one, source="a")
    assert tell(other, source="b", hour=1).story == first.story


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Russia to play friendly football match against Mali",
            "Russia to play friendly football match against Nicaragua",
        ),
        ("Earthquake kills 12 in Kashgar prefecture", "Earthquake kills 15 in Kashgar prefecture"),
        ("Exchange rates of the National Bank for June 17", "Exchange rates of the National Bank for June 18"),
        ("Курсы валют Национального банка на 17 июня", "Курсы валют Национального банка на 18 июня"),
        ("Xi Jinping meets President of Kazakhstan in Beijing", "Xi Jinping meets President of Uzbekistan in Beijing"),
        ("习近平会见哈萨克斯坦总统", "习近平会见乌兹别克斯坦总统"),
        ("الرئيس الصيني يستقبل رئيس كازاخستان في بكين", "الرئيس الصيني يستقبل رئيس أوزبكستان في بكين"),
        ("Си Цзиньпин встретился с президентом Казахстана", "Си Цзиньпин встретился с президентом Узбекистана"),
        ("Си Цзиньпин Қазақстан президентімен кездесті", "Си Цзиньпин Өзбекстан президентімен кездесті"),
        ("Rublev advances to Almaty Open semifinals", "Medvedev advances to Almaty Open semifinals"),
        (
            "Ambassador of China gives interview on trade, part 1",
            "Ambassador of China gives interview on trade, part 2",
        ),
    ],
)
def test_a_serial_headline_is_no_copy(tell: Tell, one: str, other: str) -> None:
    tell(one, source="a")
    assert tell(other, source="b", hour=1).relation != "copy"


def test_one_source_may_say_the_same_headline_of_different_things(tell: Tell) -> None:
    tell(
        "Police report",
        source="a",
        summary="Two drivers were hurt when a truck left the road near Osh bazaar in the evening.",
    )
    again = tell(
        "Police report", source="a", hour=5, summary="A customs officer was detained with cigarettes at Torugart."
    )
    assert again.relation != "copy"


def test_a_column_is_a_story_each_time(tell: Tell) -> None:
    title = "Voices from the Torugart crossing on the border of China and Kyrgyzstan"
    first = tell(title, summary="Lorry drivers from Kashgar drink tea while they wait in heavy snow.")
    second = tell(title, hour=24, summary="A new scanner for containers attracted curious visitors.")
    assert second.relation == "new"
    assert second.story != first.story


def test_the_name_of_a_column_links_nothing(tell: Tell) -> None:
    first = tell("【凝心聚力 真抓实干 奋力实现“十五五”良好开局——代表委员议国是】中国口岸货运增长")
    again = tell("【凝心聚力 真抓实干 奋力实现“十五五”良好开局——代表委员议国是】中国医院新增床位", hour=3)
    assert again.story != first.story


def test_a_source_that_repeats_its_headline_on_another_day_tells_the_next_instance(tell: Tell) -> None:
    title = "Kazakh stocks up as main trading session opens in Almaty"
    first = tell(title, summary="The stock market of Kazakhstan went up as trading began.")
    again = tell(title, hour=2, summary="The stock market of Kazakhstan went up as trading began.")
    assert (again.relation, again.story) == ("copy", first.story)
    next_day = tell(title, hour=24, summary="The stock market of Kazakhstan went up as trading began.")
    assert next_day.relation == "new"
    assert next_day.story != first.story
