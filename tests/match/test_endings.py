"""From one dictionary form every form that the press writes, and none of another word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.match.form import Role, make_form, whole
from bot.match.form import ending as compiled
from bot.text.fold import fold_text


def is_form(alias: str, language: str, written: str, kind: str = "place") -> bool:
    """Whether `written` as a whole is a form of the alias."""
    form = make_form(f"{kind}.any", Role.NAME, alias, language, kind)
    assert form is not None
    hay = fold_text(written)
    if not form.single:
        found = whole(form).search(hay)
        return found is not None and hay[: found.start()] in (form.prefixes or {""}) and found.end() == len(hay)
    at = hay.find(form.anchor)
    if at < 0 or hay[:at] not in (form.prefixes if form.prefixes is not None else {""}):
        return False
    return re.fullmatch(compiled(form.tail), hay[at + len(form.anchor) :]) is not None


FORMS = [
    ("ru", "place", "Казахстан", "Казахстан Казахстана Казахстану Казахстаном Казахстане"),
    ("ru", "place", "Китай", "Китай Китая Китаю Китаем Китае"),
    ("ru", "place", "Киргизия", "Киргизия Киргизии Киргизию Киргизией"),
    ("ru", "place", "Астана", "Астана Астаны Астане Астану Астаной"),
    ("ru", "place", "Россия", "Россия России Россию Россией"),
    (
        "ru",
        "place",
        "китайский",
        "китайский китайского китайскому китайским китайском китайская китайской китайскую китайские",
    ),
    ("ru", "place", "китаец", "китаец китайца китайцу китайцем китайцы китайцев китайцам китайцами китайцах"),
    ("ru", "place", "казахстанец", "казахстанец казахстанца казахстанцы казахстанцев"),
    ("ru", "place", "Штаты", "Штаты Штатов Штатам Штатами Штатах"),
    ("ru", "person", "Токаев", "Токаев Токаева Токаеву Токаевым Токаеве"),
    ("ru", "person", "Жапаров", "Жапаров Жапарова Жапарову Жапаровым Жапарове"),
    ("ru", "person", "Мирзиёев", "Мирзиёев Мирзиеева Мирзиёеву Мирзиёевым"),
    ("ru", "org", "ШОС", "ШОС"),
    ("ru", "word", "рынок", "рынок рынка рынку рынком рынки рынков рынках"),
    ("ru", "word", "поставка", "поставка поставки поставок поставкам поставками"),
    ("ru", "word", "соглашение", "соглашение соглашения соглашению соглашением соглашений соглашениях"),
    (
        "kk",
        "place",
        "Қазақстан",
        "Қазақстан Қазақстанның Қазақстанға Қазақстанда Қазақстандағы Қазақстаннан Қазақстанмен",
    ),
    ("kk", "place", "Қазақстан", "қазақстандық қазақстандықтар қазақстандықтардың Қазақстанымыз Қазақстандай"),
    ("kk", "place", "Қытай", "Қытай Қытайдың Қытайға Қытайда Қытайдағы Қытайдан Қытаймен қытайлық"),
    ("kk", "place", "өзбек", "өзбек өзбектің өзбекке өзбектер өзбегі"),
    ("kk", "place", "Тәжікстан", "Тәжікстан Тәжікстанның Тәжікстанмен"),
    ("ky", "place", "Кыргызстан", "Кыргызстан Кыргызстандын Кыргызстанга Кыргызстанда Кыргызстандан Кыргызстандагы"),
    ("ky", "place", "Өзбекстан", "Өзбекстандын Өзбекстанга Өзбекстандагы өзбекстандык өзбекстандыктар"),
    ("ky", "org", "ШКУ", "ШКУ ШКУнун ШКУга ШКУ-га ШКУда"),
    (
        "uz",
        "place",
        "Oʻzbekiston",
        "Oʻzbekiston O'zbekistonning O‘zbekistonga Oʻzbekistonda Oʻzbekistondan oʻzbekistonlik",
    ),
    ("uz", "place", "Oʻzbekiston", "Oʻzbekistondagi oʻzbekistonliklar O`zbekiston"),
    ("uz", "place", "Ўзбекистон", "Ўзбекистон Ўзбекистоннинг Ўзбекистонга ўзбекистонлик"),
    ("uz", "org", "SHHT", "SHHT SHHTga SHHTning"),
    ("tr", "place", "Kazakistan", "Kazakistan Kazakistan'da Kazakistan’dan Kazakistan'ın Kazakistanlı Kazakistan'daki"),
    ("tr", "place", "Çin", "Çin Çin'de Çin’in Çinli Çin'den Çinliler Çin'le"),
    ("tr", "place", "Özbek", "Özbek Özbekler Özbeğin Özbek'in"),
    ("tk", "place", "Hytaý", "Hytaý Hytaýyň Hytaýa Hytaýda Hytaýdan hytaýly Hytaýdaky"),
    ("tk", "place", "Türkmenistan", "Türkmenistan Türkmenistanyň Türkmenistana Türkmenistanda türkmenistanly"),
    ("tg", "place", "Тоҷикистон", "Тоҷикистон Тоҷикистонро Тоҷикистонӣ Тоҷикистону"),
    ("tg", "place", "чинӣ", "чинӣ чинии чиниро чиниҳо"),
    ("fa", "place", "قزاقستان", "قزاقستان قزاقستانی قزاقستانیان"),
    ("fa", "place", "چین", "چین چینی چینیها"),
    ("fa", "place", "ری", "ری"),
    ("kk", "person", "Toqaev", "Toqaev Toqaev'ın"),
    ("uz", "org", "ShHT", "ShHT ShHTga"),
    ("ru", "place", "Баку", "Баку"),
    ("ru", "person", "Ли", "Ли"),
    ("ru", "topic", "2030", "2030"),
    ("en", "place", "Kazakhstan", "Kazakhstan Kazakhstan's Kazakhstan’s"),
    ("en", "place", "Kazakh", "Kazakh Kazakhs Kazakhs'"),
    ("en", "word", "country", "country countries country's"),
    ("ar", "place", "صيني", "صيني الصيني الصينية والصينية صينيون الصينيين بالصينيين صينيات للصينيين"),
    ("ar", "place", "الصين", "الصين والصين بالصين للصين وللصين فالصين كالصين"),
    ("ar", "place", "كازاخستان", "كازاخستان وكازاخستان بكازاخستان لكازاخستان الكازاخستانية"),
    ("ar", "topic", "مبادرة", "مبادرة المبادرة مبادرات مبادرته والمبادرات"),
    ("zh", "place", "中国", "中国"),
]


@pytest.mark.parametrize(("language", "kind", "alias", "forms"), FORMS)
def test_finds_every_form(language: str, kind: str, alias: str, forms: str) -> None:
    assert [form for form in forms.split() if not is_form(alias, language, form, kind)] == []


@pytest.mark.parametrize(
    ("language", "kind", "alias", "others"),
    [
        ("ru", "person", "Токаев", "Токаевой Токаевка Токае"),
        ("ru", "person", "Рахмон", "Рахманинов Рахимов"),
        ("ru", "org", "ШОС", "ШОСа шоссе"),
        ("ar", "place", "الصين", "صين حصين المختصين تحصين شخصين"),
        ("ar", "person", "شي", "شيء شيخ رشيد"),
        ("tr", "place", "Çin", "cinayet Çinko çini"),
        ("fa", "place", "چین", "چینش چینه"),
        ("en", "place", "China", "Chinatown machina Chinas"),
        ("kk", "place", "Қытай", "Қытайбек"),
        ("uz", "place", "Xitoy", "Xitoyev"),
    ],
)
def test_leaves_other_words_alone(language: str, kind: str, alias: str, others: str) -> None:
    assert [other for other in others.split() if is_form(alias, language, other, kind)] == []


def rows() -> list[tuple[str, str, str, str, bool]]:
    """Language, kind, alias, what is written, whether it is found: one for every word of `endings.txt`."""
    made = []
    for line in Path(__file__).with_name("endings.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, kind, alias, forms, others = (part.strip() for part in line.split("|"))
            for words, found in ((forms, True), (others, False)):
                made += [(language, kind, alias, word.strip(), found) for word in words.split(",") if word.strip()]
    return made


@pytest.mark.parametrize(("language", "kind", "alias", "written", "found"), rows())
def test_every_ending_of_the_table(language: str, kind: str, alias: str, written: str, found: bool) -> None:
    # What a zero-width non-joiner parts from a Persian name is an ending: قزاقستانی‌ها
    word = written.partition("\u200c")[0] if found and language == "fa" else written
    assert is_form(alias, language, word, kind) is found


def test_every_language_has_its_endings_tried() -> None:
    tried = Counter(language for language, *_ in rows())
    assert set(tried) == {"ar", "en", "ru", "zh", "fa", "tr", "kk", "ky", "uz", "tg", "tk"}
    assert min(tried.values()) >= 25


COMPOUNDS = [
    ("ru", "казахстанско-китайского сотрудничества"),
    ("ru", "Торговля Китай–Казахстан"),
    ("en", "Kazakh-Chinese border"),
    ("en", "the China–Kazakhstan deal"),
    ("kk", "Қазақстан–Қытай шекарасы"),
    ("uz", "«Qozogʻiston–Xitoy» forumi"),
    ("ar", "العلاقات الصينية-الكازاخية"),
    ("ar", "بين كازاخستان–الصين"),
    ("zh", "中国－哈萨克斯坦合作"),
]


@pytest.mark.parametrize(("language", "text"), COMPOUNDS)
def test_both_halves_of_a_compound_are_found(ids: Callable[..., set[str]], language: str, text: str) -> None:
    assert ids(text, "", language) == {"china", "kazakhstan"}


def test_an_alias_without_a_letter_has_no_form() -> None:
    assert make_form("place.any", Role.NAME, "=*", "en", "place") is None


@pytest.mark.parametrize(
    ("alias", "written"),
    [
        ("Шанхайская организация сотрудничества", "Шанхайской организации сотрудничества"),
        ("Шанхайская организация сотрудничества", "Шанхайской Организацией Сотрудничества"),
        ("Железная дорога Китай — Кыргызстан — Узбекистан", "железной дороги Китай–Кыргызстан–Узбекистан"),
        ("Железная дорога Китай — Кыргызстан — Узбекистан", "железную дорогу «Китай – Кыргызстан – Узбекистан"),
        ("Один пояс один путь", "Одного пояса, одного пути"),
        ("Касым-Жомарт Токаев", "Касым-Жомартом Токаевым"),
        ("Касым-Жомарт Токаев", "Касымом Жомартом Токаевым"),
        ("Си Цзиньпин", "Си Цзиньпином"),
        ("Центральная Азия", "Центральной Азией"),
        ("Китайская Народная Республика", "Китайскую Народную Республику"),
    ],
)
def test_every_word_of_a_russian_name_agrees(alias: str, written: str) -> None:
    assert is_form(alias, "ru", written, "org")


@pytest.mark.parametrize(
    ("language", "alias", "written"),
    [
        ("ar", "الحزام والطريق", "بالحزام و الطريق"),
        ("ar", "منظمة شنغهاي للتعاون", "ومنظمة شنغهاي للتعاون"),
        ("ar", "آسيا الوسطى", "لآسيا الوسطى"),
        ("en", "Belt and Road", "Belt & Road"),
        ("en", "Belt and Road", "BeltAndRoad"),
        ("en", "Shanghai Cooperation Organization", "Shanghai Cooperation Organisation's"),
        ("fa", "شی جین پینگ", "شی جین‌پینگ"),
        ("kk", "Орталық Азия", "Орталық Азияның"),
        ("zh", "中国—中亚峰会", "中国中亚峰会"),
        ("zh", "中国—中亚峰会", "中国－中亚峰会"),
    ],
)
def test_joints_between_words_are_interchangeable(language: str, alias: str, written: str) -> None:
    assert is_form(alias, language, written, "topic")
