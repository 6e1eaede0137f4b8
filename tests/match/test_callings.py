"""A bare surname beside a calling is somebody else's, where the language says so; and bodies in every case."""

from __future__ import annotations

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

MATCHER = Matcher(load_gazetteer())

STRANGERS = [
    ("ru", "Боксёра Токаева дисквалифицировали", "tokayev"),
    ("ru", "Токаев, штангист, попался на допинге", "tokayev"),
    ("ru", "Судья Жапаров вынес приговор", "japarov"),
    ("ru", "Блогер Жапарова показала кухню", "japarov"),
    ("kk", "Футболшы Тоқаев гол соқты", "tokayev"),
    ("kk", "Сәуле Тоқаева үздік дәрігер атанды", "tokayev"),
    ("ky", "Штангачы Токаев допингден кармалды", "tokayev"),
    ("uz", "Боксчи Жапаров ютқазди", "japarov"),
    ("tg", "Варзишгар Тоқаев ғолиб шуд", "tokayev"),
    ("tk", "Boksçy Tokaýew ýeňdi", "tokayev"),
    ("tr", "Güreşçi Tokayev altın kazandı", "tokayev"),
    ("en", "Boxer Tokayev's title bout postponed", "tokayev"),
    ("ar", "الملاكم توكاييف يفوز بالذهبية", "tokayev"),
    ("fa", "وزنه‌بردار توکایف دوپینگ کرد", "tokayev"),
    ("zh", "举重运动员托卡耶夫被禁赛", "tokayev"),
]
OURS = [
    ("ru", "Боксёр Токаеву подарил перчатки", "tokayev"),
    ("ru", "Адвокат Назарбаева ответил", "nazarbayev"),
    ("ru", "Суд отпустил адвоката Назарбаева", "nazarbayev"),
    ("kk", "Футболшы Тоқаевпен кездесті", "tokayev"),
    ("kk", "Режиссер Тоқаев туралы фильм түсірді", "tokayev"),
    ("en", "Don't judge Tokayev by his first year", "tokayev"),
    ("ar", "محامي نزارباييف يرد", "nazarbayev"),
]


def _people(text: str, language: str) -> set[str]:
    return {tag.id.removeprefix("person.") for tag in MATCHER.match(text, "", language).tags}


@pytest.mark.parametrize(("language", "text", "name"), STRANGERS)
def test_a_calling_tells_a_stranger(language: str, text: str, name: str) -> None:
    assert name not in _people(text, language)


@pytest.mark.parametrize(("language", "text", "name"), OURS)
def test_whom_the_calling_serves_or_meets_is_meant(language: str, text: str, name: str) -> None:
    assert name in _people(text, language)


BODIES = [
    ("org.wto", "kk", "Дүниежүзілік сауда ұйым", "ы ының ына ын ында ынан ымен"),
    ("org.wto", "ky", "Дүйнөлүк соода уюм", "у унун уна ун унда унан"),
    ("org.wto", "uz", "Jahon savdo tashkilot", "i ining iga ini ida idan"),
    ("org.wto", "tr", "Dünya Ticaret Örgüt", "ü ünün üne ünü ünde ünden üyle"),
    ("org.wto", "tk", "Bütindünýä söwda gurama", "sy synyň syna syny synda syndan"),
    ("org.wto", "tg", "Созмони ҷаҳонии савдо", "ро"),
    ("org.sco", "kk", "Шанхай ынтымақтастық ұйым", "ы ының ына ын ында ынан ымен"),
    ("org.sco", "ky", "Шанхай кызматташтык уюм", "у унун уна ун унда унан"),
    ("org.sco", "uz", "Shanxay hamkorlik tashkilot", "i ining iga ini ida idan"),
    ("org.sco", "tr", "Şanghay İşbirliği Örgüt", "ü ünün üne ünü ünde ünden üyle"),
    ("org.sco", "tk", "Şanhaý hyzmatdaşlyk gurama", "sy synyň syna syny synda syndan"),
    ("topic.cku_railway", "ky", "Кытай-Кыргызстан-Өзбекстан темир жол", "у унун уна ун унда унан"),
    ("topic.cku_railway", "tr", "Çin-Kırgızistan-Özbekistan Demiryol", "u unun una unu unda undan uyla"),
    ("topic.china_central_asia_summit", "kk", "«Орталық Азия — Қытай» саммит", "і інің іне ін інде інен імен"),
    ("topic.china_central_asia_summit", "ky", "«Борбор Азия — Кытай» саммит", "и инин ине ин инде инен"),
]


@pytest.mark.parametrize(("id", "language", "name", "endings"), BODIES)
def test_a_body_is_found_in_every_case(id: str, language: str, name: str, endings: str) -> None:
    silent = [e for e in endings.split() if id not in {t.id for t in MATCHER.match(name + e, "", language).tags}]
    assert silent == []


@pytest.mark.parametrize(
    ("text", "id", "told"),
    [
        ("哈财政部下调经济增速预期", "kazakhstan", True),
        ("吉外交部召见使馆代办", "kyrgyzstan", True),
        ("塔总理视察水电站工地", "tajikistan", True),
        ("中亚五国商讨用水 乌能源部提交方案", "uzbekistan", True),
        ("乌能源部谈基辅停电", "uzbekistan", False),
        ("哈佛教授来访", "kazakhstan", False),
        ("奥尔塔总统访问东京", "tajikistan", False),
        ("凯塔总统宣布辞职", "tajikistan", False),
    ],
)
def test_one_character_is_a_country_before_its_office(text: str, id: str, told: bool) -> None:
    assert (f"place.{id}" in {tag.id for tag in MATCHER.match(text, "", "zh").tags}) == told
