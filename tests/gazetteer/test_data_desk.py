"""What a desk follows beside the great names: towns, border posts, companies, ministers, works."""

from __future__ import annotations

import re

import pytest

from bot.gazetteer import load_gazetteer
from bot.gazetteer.load import shipped
from bot.match.matcher import Matcher

TOLD = [
    # towns and provinces
    ("افتتاح مصنع في مدينة طراز بكازاخستان", "place.taraz"),
    ("A cotton train leaves Shihezi for Pavlodar", "place.shihezi place.pavlodar"),
    ("В Усть-Каменогорске ждут гостей из Карамая", "place.oskemen place.karamay"),
    ("列车从库尔勒开往吉扎克", "place.korla place.jizzakh"),
    ("Жезқазғандағы зауыт пен Таразда ашылған орталық", "place.zhezkazgan place.taraz"),
    # border posts, ports, waters
    ("شاحنات تنتظر في معبر حيرتان بين أوزبكستان وأفغانستان", "place.hairatan"),
    ("Trucks queue at Maikapchagai while Kuryk loads wheat", "place.maikapchagai place.kuryk"),
    ("На пункте пропуска Нур Жолы и на станции Достык растут очереди", "place.dostyk"),
    ("吉木乃口岸恢复通关，额尔齐斯河水量回升", "place.jeminay place.irtysh"),
    # bodies and companies
    ("بنك التنمية لمنظمة شنغهاي للتعاون يبدأ عمله", "org.sco_bank org.sco"),
    ("Samruk-Kazyna and QazaqGaz sign with China Exim Bank", "org.samruk_kazyna org.qazaqgaz org.china_exim_bank"),
    ("ЕБРР и Барки точик договорились в Душанбе", "org.ebrd org.barqi_tojik place.dushanbe"),
    ("中国路桥在吉尔吉斯斯坦修路，中国进出口银行贷款", "org.crbc org.china_exim_bank place.kyrgyzstan"),
    # people
    ("التقى خه لي فنغ في بكين رومان سكليار", "person.he_lifeng person.sklyar"),
    ("Zhumangarin and Laziz Kudratov meet in Tashkent", "person.zhumangarin person.kudratov"),
    ("Байсалов встретил Ятимова в Бишкеке", "person.baisalov person.yatimov"),
    ("何立峰与斯克利亚尔在北京会谈", "person.he_lifeng person.sklyar"),
    ("متقي وعراقجي في طشقند", "person.muttaqi person.araghchi place.tashkent"),
    ("Overchuk flies to Bishkek, Jaishankar to Astana", "person.overchuk person.jaishankar"),
    # works and papers
    ("طريق الحرير الرقمي يصل إلى كازاخستان", "project.digital_silk_road place.kazakhstan"),
    ("Oil through the Kazakhstan-China oil pipeline hits a record", "project.kazakhstan_china_oil_pipeline"),
    ("Дорога Аягоз — Бахты строится, Кашаган стоит", "project.bakhty_ayagoz_railway project.kashagan"),
    ("中哈原油管道与阿特劳炼油厂", "project.kazakhstan_china_oil_pipeline project.atyrau_refinery"),
]

UNTOLD = [
    "Ali Baba and the forty thieves",
    "Состоялся вечер памяти Тенгиза Абуладзе",
    "Семей с детьми пригласили на ёлку",
    "Kırıkkale İli Valiliği duyurdu",
    "哈密瓜上市，和田玉涨价",
    "وقال طرفان في النزاع إن المفاوضات مستمرة",
    "The bash was a success and the line dried up",
    "Алишер Навои туралы кітап",
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_gazetteer())


@pytest.mark.parametrize(("text", "ids"), TOLD)
def test_what_the_desk_follows_is_tagged(matcher: Matcher, text: str, ids: str) -> None:
    assert set(ids.split()) - {tag.id for tag in matcher.match(text).tags} == set()


@pytest.mark.parametrize("text", UNTOLD)
def test_what_only_sounds_like_the_desk_is_left_alone(matcher: Matcher, text: str) -> None:
    assert [(tag.id, tag.because) for tag in matcher.match(text).tags] == []


def test_the_desk_has_written_enough_by_hand() -> None:
    files = (text for name, text in shipped().items() if name != "countries.yaml")
    ids = [id for text in files for id in re.findall(r"(?m)^(\w+\.\w+):", text)]
    assert sum(not id.startswith("topic.") for id in ids) >= 400
    assert sum(id.startswith("topic.") for id in ids) >= 40
