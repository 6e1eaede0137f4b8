"""A leader's surname behind somebody else's given name, and a people's name that is a surname."""

from __future__ import annotations

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

MATCHER = Matcher(load_gazetteer())

STRANGERS = [
    ("ru", "Айбек Жапаров выиграл турнир", "japarov"),
    ("ru", "Суд оправдал Айбека Жапарова", "japarov"),
    ("ru", "Айгуль Жапарова стала чемпионкой", "japarov"),
    ("ru", "Боксёр Шерзод Мирзиёев дисквалифицирован", "mirziyoyev"),
    ("en", "Aibek Japarov wins gold", "japarov"),
    ("ru", "Назарбаева заявила о реформе", "nazarbayev"),
    ("ru", "Мирзиёева: дети важнее всего", "mirziyoyev"),
    ("tr", "Muhtar Hasan Kırgız: Köy yolumuz yıllardır asfalt bekliyor", "kyrgyzstan"),
    ("tr", "Başkan Ertan Kazak: Yolumuz açık", "kazakhstan"),
    ("tr", "Mahmut Özbek tutuklandı", "uzbekistan"),
    ("tr", "Sanatçı Zeki Türkmen sahnede", "turkmenistan"),
    ("fa", "مهدی تاجیک قهرمان شد", "tajikistan"),
    ("en", "John Kazakh wins the derby", "kazakhstan"),
    ("ru", "Китай: Айгуль\u200f Ашимбаева", "ashimbayev"),
    ("ru", "Китай: Айгуль\u00ad Ашимбаева", "ashimbayev"),
]
OURS = [
    ("ru", "Президент Жапаров в Пекине", "japarov"),
    ("ru", "Садыр Жапаров в Пекине", "japarov"),
    ("ru", "Садыра Нургожоевича Жапарова ждут", "japarov"),
    ("ru", "Предупреждение С.Жапарова: граница закрыта", "japarov"),
    ("ru", "Визит Жапарова", "japarov"),
    ("ru", "Дочь Назарбаева заявила о реформе", "nazarbayev"),
    ("ru", "Назарбаева наградили орденом", "nazarbayev"),
    ("ru", "Министр обороны Сергей Шойгу прибыл на саммит ШОС", "shoigu"),
    ("en", "Putin Tokayev talks", "tokayev"),
    ("en", "Sadyr Japarov wins", "japarov"),
    ("tr", "Kazak lider Tokayev Ankara'da", "kazakhstan"),
    ("tr", "Bakan Fidan Özbek mevkidaşıyla görüştü", "uzbekistan"),
    ("tr", "Rus ve Kazak liderler buluştu", "kazakhstan"),
    ("fa", "سفیر تاجیک در تهران", "tajikistan"),
    ("en", "The Kazakh president", "kazakhstan"),
]


def known(language: str, text: str) -> set[str]:
    matched = MATCHER.match(text, "", language)
    return {tag.id.partition(".")[2] for tag in (*matched.tags, *matched.context)}


@pytest.mark.parametrize(("language", "text", "id"), STRANGERS)
def test_a_stranger_is_not_tagged(language: str, text: str, id: str) -> None:
    assert id not in known(language, text)


@pytest.mark.parametrize(("language", "text", "id"), OURS)
def test_whom_we_know_is_tagged(language: str, text: str, id: str) -> None:
    assert id in known(language, text)


@pytest.mark.parametrize("text", ["VIDEuXi251 of China", "TaXi drivers in China", "China lwWTO8k", "China gave a bri"])
def test_tiny_names_lie_in_codes_and_addresses(text: str) -> None:
    assert known("en", text) == {"china"}


@pytest.mark.parametrize("text", ["foreign minister of china answers at a bri", "china, a new bri…"])
def test_a_word_that_was_cut_off_is_no_acronym(text: str) -> None:
    assert "belt_and_road" not in known("en", text)


@pytest.mark.parametrize(
    ("text", "id"),
    [("#PutinXi", "xi_jinping"), ("#ChinaSCO", "sco"), ("андаКытай", "china"), ("Китaй, Пeкин", "china")],
)
def test_names_run_together_or_slipped_into_another_alphabet_count(text: str, id: str) -> None:
    assert id in known("ru", text)


@pytest.mark.parametrize(
    ("language", "text", "id"),
    [
        ("ar", "آلة ختن للبيع في الصين", "hotan"),
        ("ps", "تیره دوشنبه چې چین", "xi_jinping"),
        ("ps", "مګر تیره دوشنبه", "dushanbe"),
    ],
)
def test_a_persian_name_is_a_word_elsewhere(language: str, text: str, id: str) -> None:
    assert id not in known(language, text)
