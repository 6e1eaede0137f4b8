"""Subjects are told by words that decide, and companies' names say no more of a country than they hold."""

from __future__ import annotations

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

LANGUAGES = ("ar", "en", "ru", "zh", "fa", "tr", "kk", "ky", "uz", "tg", "tk")

# language, sentence, subject it is about; "-": a subject it is not about
SUBJECTS = [
    ("ar", "عودة العمالة المهاجرة من روسيا إلى طاجيكستان", "topic.migration"),
    ("en", "Remittances to Tajikistan fall by a tenth", "topic.migration"),
    ("ru", "Трудовые мигранты из Узбекистана едут в Корею", "topic.migration"),
    ("uz", "Oʻzbekiston mehnat migrantlari soni oshdi", "topic.migration"),
    ("tg", "Муҳоҷирони меҳнатии Тоҷикистон", "topic.migration"),
    ("en", "Kyrgyzstan sets the date of an early election", "topic.elections"),
    ("ru", "В Казахстане назначили досрочные выборы", "topic.elections"),
    ("ru", "Казахстан сделал выбор в пользу реактора", "-topic.elections"),
    ("ky", "Кыргызстанда шайлоо өтөт", "topic.elections"),
    ("kk", "Қазақстанда сайлау өтті", "topic.elections"),
    ("tr", "Kırgızistan'da erken seçim kararı", "topic.elections"),
    ("en", "Kyrgyz banks fear secondary sanctions", "topic.sanctions"),
    ("ru", "Банки Киргизии попали под вторичные санкции", "topic.sanctions"),
    ("fa", "تحریم بانک‌های قرقیزستان", "topic.sanctions"),
    ("zh", "哈萨克斯坦表示不会违反制裁", "topic.sanctions"),
    ("ru", "Выдана санкция на арест банкира в Алматы", "-topic.sanctions"),
    ("ru", "Соцсети: в Казахстане запретили маркетплейс", "topic.e_commerce"),
    ("zh", "中国与乌兹别克斯坦发展丝路电商", "topic.e_commerce"),
    ("ar", "التجارة الإلكترونية تزدهر في كازاخستان", "topic.e_commerce"),
    ("en", "Kyrgyzstan's external debt to China grows", "topic.debt"),
    ("tg", "Қарзи хориҷии Тоҷикистон зиёд шуд", "topic.debt"),
    ("ky", "Кыргызстандын тышкы карызы", "topic.debt"),
    ("kk", "Қазақстанда алтын өндіру артты", "topic.gold"),
    ("ru", "Китайская компания начала добычу золота в Таджикистане", "topic.gold"),
    ("en", "Uzbek cotton finds new buyers", "topic.textiles"),
    ("tk", "Türkmenistanda pagta ýygymy", "topic.textiles"),
    ("kk", "Президент Қазақстан мұғалімдерін мақтады", "-topic.textiles"),
    ("tr", "Orhan Pamuk Özbekistan'da okurlarıyla buluştu", "-topic.textiles"),
    ("ru", "В Казахстане открыли автозавод", "topic.automotive"),
    ("uz", "Toshkentda xitoy avtomobillari savdosi", "topic.automotive"),
    ("ru", "Землетрясение в Таджикистане разрушило дома", "topic.disasters"),
    ("ru", "В селе под Бишкеком открыли школу", "-topic.disasters"),
    ("uz", "Oʻzbekistonda zilzila sodir boʻldi", "topic.disasters"),
    ("tg", "Дар Тоҷикистон заминларза шуд", "topic.disasters"),
    ("zh", "塔吉克斯坦发生地震", "topic.disasters"),
    ("zh", "塔什干开设中文教学课程", "topic.chinese_language"),
    ("ru", "В Душанбе учат китайский язык", "topic.chinese_language"),
    ("en", "Kazakhstan bans crypto mining at night", "-topic.mining"),
    ("ru", "Горнодобывающая отрасль Кыргызстана растёт", "topic.mining"),
    ("kk", "Қазақстандағы тау-кен саласы", "topic.mining"),
    ("en", "Dry port at Khorgos in Kazakhstan doubles containers", "topic.logistics"),
    ("fa", "بندر خشک قزاقستان", "topic.logistics"),
    ("ru", "Контейнерные перевозки через Казахстан выросли", "topic.logistics"),
    ("zh", "新疆维吾尔自治区与哈萨克斯坦合作", "-topic.uyghurs"),
    ("ru", "Уйгуры Казахстана отметили праздник", "topic.uyghurs"),
    ("en", "Kazakhstan and Xinjiang Uygur Autonomous Region sign", "-topic.uyghurs"),
    ("ar", "كازاخستان تبني مركز بيانات للذكاء الاصطناعي", "topic.artificial_intelligence"),
    ("en", "Astana opens an AI hub", "topic.artificial_intelligence"),
    ("tr", "Kazakistan yapay zeka bakanlığı kurdu", "topic.artificial_intelligence"),
    ("uz", "Oʻzbekistonda sunʼiy intellekt markazi", "topic.artificial_intelligence"),
    ("ar", "رأيت أبي وأمي في الصين", "-topic.finance"),
    ("en", "Kazatomprom cuts its uranium output", "topic.nuclear_energy"),
    ("ru", "Уровень воды в Амударье падает в Узбекистане", "topic.water_resources"),
]
# sentence, countries and cities it names: a name of a company holds no more of them than it says
COMPANIES = [
    ("КазМунайГаз и Самрук-Казына отчитались", ""),
    ("Казатомпром снизил добычу", ""),
    ("ҚазМұнайГаз есеп берді", ""),
    ("КТЖ закупит локомотивы", ""),
    ("Қазақстан темір жолы локомотив сатып алды", "place.kazakhstan"),
    ("Uzbekistan Railways buys trains", "place.uzbekistan"),
    ("Sinopec and CNPC report profits", ""),
    ("中石化与中石油公布业绩", ""),
    ("China National Petroleum Corporation reports", "place.china"),
    ("Bank of China opens a branch", "place.china"),
    ("Air Astana orders jets", ""),
    ("Туркменгаз и Талко ищут кредит", ""),
    ("Народный банк Китая снизил ставку", "place.china"),
    ("哈萨克斯坦国家铁路公司增购机车", "place.kazakhstan"),
    ("Asian Infrastructure Investment Bank lends", ""),
    ("Special Programme for the Economies of Central Asia meets", "place.central_asia"),
]
COUNTRIES = frozenset(
    f"place.{name}"
    for name in ("china", "central_asia", "kazakhstan", "kyrgyzstan", "tajikistan", "turkmenistan", "uzbekistan")
)
BRANDS = {"org.air_astana", "org.astana_motors", "org.powerchina", "org.uzbekneftegaz", "org.barqi_tojik"}
"""Their names are brands: what stands within is no mention of the place."""


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_gazetteer())


@pytest.mark.parametrize(("language", "text", "subject"), SUBJECTS)
def test_a_subject_is_told_by_words_that_decide(matcher: Matcher, language: str, text: str, subject: str) -> None:
    matched = matcher.match(text, language=language)
    found = {tag.id for tag in (*matched.tags, *matched.context)}
    assert (subject.lstrip("-") in found) is not subject.startswith("-"), found


@pytest.mark.parametrize(("text", "places"), COMPANIES)
def test_a_company_says_no_more_of_a_country_than_its_name_does(matcher: Matcher, text: str, places: str) -> None:
    tags = matcher.match(text)
    assert {tag.id for tag in (*tags.tags, *tags.context) if tag.kind == "place"} == set(places.split())


def test_every_subject_found_by_rule_has_words_in_all_eleven_languages() -> None:
    entries = load_gazetteer().entries.values()
    told = {entry.id: {*entry.words, *entry.names, *entry.maybe} for entry in entries if entry.kind == "topic"}
    assert {id: gap for id, have in told.items() if (gap := set(LANGUAGES) - have)} == {}


def test_no_name_of_a_body_takes_away_the_country_it_holds(matcher: Matcher) -> None:
    """The longest name wins, so a name that holds a country must imply it or leave it standing (`words` and `with`)."""
    bodies = {id: e for id, e in load_gazetteer().entries.items() if e.kind == "org" and id not in BRANDS}
    bare = Matcher(load_gazetteer(mute=bodies))
    lost = [
        (id, alias, gone)
        for id, entry in bodies.items()
        for language, aliases in entry.names.items()
        for alias in aliases
        if (gone := _watched(bare, alias, language) - _watched(matcher, alias, language))
    ]
    assert lost == []


def _watched(matcher: Matcher, alias: str, language: str) -> set[str]:
    return {tag.id for tag in matcher.match(alias.strip("=*"), language=language).tags} & COUNTRIES
