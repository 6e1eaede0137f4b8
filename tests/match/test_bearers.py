"""A street, a station, a café or a cycling team that bears the name of a town is not the town."""

from __future__ import annotations

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

MATCHER = Matcher(load_gazetteer())

ONLY_BEARERS = [
    ("ru", "Пожар на Ташкентской улице", "tashkent"),
    ("ru", "На улице Ташкентской прорвало трубу", "tashkent"),
    ("ru", "У станции метро Алма-Атинская пробка", "almaty"),
    ("ru", "У станции метро «Алма-Атинская» прорвало трубу", "almaty"),
    ("ru", 'В Химках горит кафе "Самарканд"', "samarkand"),
    ("ru", "Гостиница «Пекин» в Москве закрыта", "beijing"),
    ("ru", "В ресторане «Узбекистан» в Москве пожар", "uzbekistan"),
    ("en", "A fire on Beijing Road in Guangzhou kills two", "beijing"),
    ("en", "A small fire broke out on Beijing East Road, Shanghai", "beijing"),
    ("en", "Samarkand Restaurant in Brooklyn is shut", "samarkand"),
    ("ar", "حادث في شارع طشقند بالقاهرة", "tashkent"),
    ("ar", "افتتاح مطعم سمرقند في دبي", "samarkand"),
    ("fa", "تصادف در خیابان تاشکند تهران", "tashkent"),
    ("tr", "Ankara'da Taşkent Caddesi trafiğe kapatıldı", "tashkent"),
    ("tr", "Konya'nın Taşkent ilçesinde kar yağdı", "tashkent"),
    ("kk", "Шымкентте Ташкент көшесі жөнделуде", "tashkent"),
    ("ky", "Ошто Ташкент көчөсү жабылды", "tashkent"),
    ("uz", "Buxoroda Toshkent koʻchasi yopildi", "tashkent"),
    ("uz", "Бухорода Тошкент кўчаси ёпилди", "tashkent"),
    ("tg", "Садама дар кӯчаи Тошканд", "tashkent"),
    ("tk", "Mary şäherinde Daşkent köçesi", "tashkent"),
    ("zh", "上海北京东路发生火灾", "beijing"),
    ("zh", "广州北京路商圈客流大增", "beijing"),
    ("zh", "塔什干路施工", "tashkent"),
    ("ru", "Гонщик «Астаны» сломал ключицу на «Тур де Франс»", "astana"),
    ("en", "Astana rider crashes out of the Giro on wet descent", "astana"),
    ("en", "Tour de France: Astana win the fifth stage", "astana"),
    ("zh", "阿斯塔纳车队赢得环法赛段", "astana"),
]
OF_THE_TOWN = [
    ("ru", "Улица в Ташкенте перекрыта", "tashkent"),
    ("ru", "Пекинские улицы опустели", "beijing"),
    ("ru", "Случай на пекинской улице", "beijing"),
    ("ru", "На улице Пекина нашли клад", "beijing"),
    ("ru", "На улицах Алматы расклеили афиши", "almaty"),
    ("ru", "Ташкентский вокзал открыт", "tashkent"),
    ("ru", "Ель на площади Китайского посольства", "china"),
    ("ru", "Метро Ташкента продлят", "tashkent"),
    ("ru", "В гостинице Пекина пожар", "beijing"),
    ("en", "Queues on a Tashkent street", "tashkent"),
    ("en", "Beijing hotel fire kills three", "beijing"),
    ("en", "Beijing Street Food Vendors Return To The Hutongs", "beijing"),
    ("en", "Tashkent airport opens a runway", "tashkent"),
    ("en", "Beijing subway adds a line", "beijing"),
    ("ar", "في شوارع طشقند", "tashkent"),
    ("ar", "مطعم صيني جديد في دبي", "china"),
    ("fa", "خیابان‌های پکن خلوت شد", "beijing"),
    ("tr", "Taşkent'in caddeleri süslendi", "tashkent"),
    ("kk", "Алматы көшелерінде кептеліс", "almaty"),
    ("tg", "Кӯчаҳои Душанбе", "dushanbe"),
    ("zh", "北京路况信息", "beijing"),
    ("zh", "北京街头的年味", "beijing"),
    ("ru", "Победитель «Тур де Франс» прилетел в Астану", "astana"),
    ("en", "Tour de France winner lands in Astana", "astana"),
]


def tagged(language: str, text: str) -> set[str]:
    return {tag.id.partition(".")[2] for tag in MATCHER.match(text, "", language).tags}


@pytest.mark.parametrize(("language", "text", "id"), ONLY_BEARERS)
def test_what_only_bears_the_name_is_not_the_place(language: str, text: str, id: str) -> None:
    assert id not in tagged(language, text)


@pytest.mark.parametrize(("language", "text", "id"), OF_THE_TOWN)
def test_what_lies_in_the_town_counts(language: str, text: str, id: str) -> None:
    assert id in tagged(language, text)


def test_the_town_counts_beside_a_street_of_its_name() -> None:
    assert "tashkent" in tagged("ru", "В Ташкенте перекрыли Ташкентскую улицу")


def test_strange_writing_is_read_through() -> None:
    assert "beijing" not in tagged("en", "\u00adA fire on Beijing\u00ad Road")


def test_the_refusal_says_so() -> None:
    (refusal,) = MATCHER.explain("Пожар на Ташкентской улице", "", "ru").refusals
    assert (refusal.rule, refusal.text) == ("bearer", "Ташкентской")
