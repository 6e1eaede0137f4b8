"""Ministers, envoys and others below the leaders: found by name, and by a common surname in company only."""

from __future__ import annotations

import re

import pytest

from bot.gazetteer import Gazetteer, load_gazetteer
from bot.gazetteer.load import shipped
from bot.match.matcher import Matcher

TOLD = [
    # envoys and ambassadors
    ("ar", "استقبل الوزير السفير الصيني هان تشون لين في أستانا", "han_chunlin"),
    ("en", "Ambassador Liu Jiangping hands books to a school in Bishkek", "liu_jiangping"),
    ("en", "Ambassador Zhao Xing calls on the commerce minister Nooruddin Azizi in Kabul", "zhao_xing nooruddin_azizi"),
    ("ru", "Посол Чжан Сяо покинул Астану, его сменил Хань Чуньлинь", "zhang_xiao han_chunlin"),
    ("zh", "中国驻阿富汗大使赵星会见商务部代理部长", "zhao_xing"),
    ("zh", "中国政府欧亚事务特别代表李辉访问乌克兰", "li_hui_envoy"),
    ("zh", "外交部阿富汗事务特使岳晓勇访问喀布尔", "yue_xiaoyong"),
    ("fa", "بلال کریمی سفیر افغانستان در چین", "bilal_karimi"),
    ("tg", "Намояндаи вижаи ИМА Серҷио Гор ба Душанбе омад", "sergio_gor"),
    ("uz", "Sergio Gor Toshkentga keldi", "sergio_gor"),
    ("kk", "Еуроодақтың арнайы өкілі Терхи Хакала Астанаға келді", "hakala"),
    ("en", "EU Special Representative Eduards Stiprais visits Ashgabat", "stiprais"),
    ("ru", "Роза Отунбаева доложила Совбезу об Афганистане", "otunbayeva"),
    ("ru", "Генсек ОДКБ Имангали Тасмагамбетов и глава ЕЭК Бакытжан Сагинтаев", "tasmagambetov sagintayev"),
    ("zh", "上海合作组织秘书长叶尔梅克巴耶夫表示", "yermekbayev"),
    ("ru", "Генсек ШОС Ермекбаев прибыл в Пекин", "yermekbayev"),
    ("tr", "Türk Devletleri Teşkilatı Genel Sekreteri Kubanıçbek Ömüraliyev Özbekistan'da", "omuraliev"),
    # foreign ministers, in the languages of the neighbours
    ("ar", "التقى يرميك كوشيرباييف نظيره", "kosherbayev"),
    ("kk", "Ермек Көшербаевтың сапары Пекинде басталды", "kosherbayev"),
    ("fa", "یرمک کوشربایف وزیر خارجه قزاقستان", "kosherbayev"),
    ("uz", "Baxtiyor Saidovning Pekinga tashrifi", "saidov"),
    ("zh", "王毅同乌兹别克斯坦外长赛义多夫举行会谈", "saidov wang_yi"),
    ("ky", "Жээнбек Кулубаевдин Бээжинге сапары", "kulubaev"),
    ("ru", "Кулубаев и Ван И обсудили железную дорогу", "kulubaev wang_yi"),
    ("tg", "Сироҷиддин Муҳриддинро дар Пекин пазируфтанд", "muhriddin"),
    ("tk", "Raşid Meredowyň Pekine sapary", "meredov"),
    ("ru", "Абдулазиза Камилова сменил Владимир Норов", "kamilov norov"),
    ("ar", "عبد العزيز كاميلوف يزور بكين", "kamilov"),
    # ministers and those around the presidents
    ("ru", "Алмасадам Саткалиев рассказал об АЭС", "satkaliyev"),
    ("ru", "Министр Саткалиев рассказал об АЭС в Казахстане", "satkaliyev"),
    ("kk", "Ерлан Қошановтың Бейжіңге сапары", "koshanov"),
    ("zh", "哈萨克斯坦交通部长卡拉巴耶夫出席签字仪式", "karabayev_marat"),
    ("zh", "乌兹别克斯坦副总理霍贾耶夫会见中国企业家", "khodjaev_jamshid"),
    ("zh", "乌兹别克斯坦投资、工业和贸易部部长库德拉托夫访华", "kudratov"),
    ("zh", "吉尔吉斯斯坦能源部长伊布拉耶夫说", "ibraev"),
    ("zh", "吉尔吉斯斯坦驻华大使穆萨耶娃接受采访", "musaeva_aktilek"),
    ("zh", "俄总统助理乌沙科夫表示，普京将访问哈萨克斯坦", "ushakov"),
    ("uz", "Shuhrat Xolmuhamedov Pekinga bordi", "khalmukhamedov"),
    ("ky", "Данияр Амангелдиев Шанхайга барды", "amangeldiev"),
    ("tg", "Шералӣ Мирзо ва Эмомалӣ Собирзода", "sherali_mirzo sobirzoda"),
    ("tk", "Mämmethan Çakyýew Pekinde boldy", "chakiyev"),
    ("en", "Tajik energy minister Daler Juma and Zavqi Zavqizoda in Beijing", "daler_juma zavqizoda"),
    ("ar", "قام إرليست أكونبيكوف بزيارة إلى أورومتشي في الصين", "akunbekov"),
    # China
    ("en", "Liu Haixing of the International Department receives Kazakh guests", "liu_haixing"),
    ("zh", "新疆维吾尔自治区党委书记陈小江会见哈萨克斯坦客人", "chen_xiaojiang"),
    ("ru", "Ли Сяопэн и Ван Шоувэнь прилетели в Ташкент", "li_xiaopeng wang_shouwen"),
    ("zh", "国务委员吴政隆、谌贻琴会见塔吉克斯坦客人", "wu_zhenglong shen_yiqin"),
    # neighbours
    ("ru", "Замир Кабулов прилетел в Кабул", "kabulov"),
    ("fa", "ملا یعقوب و سراج‌الدین حقانی در کابل", "mullah_yaqoob haqqani"),
]

UNTOLD = [
    # a common surname alone, or behind another first name, is anybody
    ("zh", "运动员霍贾耶夫夺得金牌"),
    ("zh", "穆萨耶娃在音乐会上演唱"),
    ("zh", "作家伊布拉耶夫的新书出版"),
    ("zh", "教练卡拉巴耶夫宣布退休"),
    ("zh", "拳手库德拉托夫晋级决赛"),
    ("zh", "画家乌沙科夫作品展开幕"),
    ("zh", "演员刘伟出席首映式"),
    ("zh", "李辉获得象棋冠军"),
    ("zh", "花样滑冰选手阿利耶夫退赛"),
    ("ru", "Певица Мусаева выпустила клип"),
    ("ru", "Боксёр Саидов проиграл в полуфинале"),
    ("ru", "Тренер Ушаков покинул клуб"),
    ("ru", "Кладовая песков: в пустыне нашли вазу"),
    ("ru", "Политолог Данияр Ашимбаев рассказал о книге"),
    ("ru", "Асылбек Жээнбеков даёт интервью"),
    ("ru", "Актёр Мухриддин Холиков снялся в кино"),
    ("ru", "Фигурист Алиев снялся с турнира"),
    ("kk", "Қырымбек Көшербаев кітабын таныстырды"),
    ("uz", "Shoir Abdulla Oripov sheʼrlari oʻqildi"),
    ("uz", "Mirzamahmudov golni urdi"),
    ("tg", "Сароянда Муҳриддин консерт дод"),
    ("tk", "Türgen Meredow altyn medal aldy"),
    ("ky", "Ырчы Мусаева концерт берди"),
    ("en", "Skater Aliyev withdraws from the cup"),
    ("en", "Boxer Saidov wins gold"),
    ("en", "Striker Norov signs a contract"),
    ("en", "Poet Liu Wei reads from his work"),
    ("ar", "كان رجلا متقيا، والمتقي من خاف ربه"),
    ("ar", "اللاعب علييف ينسحب من البطولة"),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="module")
def matcher(gazetteer: Gazetteer) -> Matcher:
    return Matcher(gazetteer)


def _people(matcher: Matcher, text: str, language: str | None) -> set[str]:
    matched = matcher.match(text, language=language)
    return {tag.id.removeprefix("person.") for tag in (*matched.tags, *matched.context) if tag.kind == "person"}


@pytest.mark.parametrize(("language", "text", "ids"), TOLD)
def test_who_is_named_is_tagged(matcher: Matcher, language: str, text: str, ids: str) -> None:
    assert set(ids.split()) - _people(matcher, text, language) == set()
    assert set(ids.split()) - _people(matcher, text, None) == set()


@pytest.mark.parametrize(("language", "text"), UNTOLD)
def test_a_namesake_is_nobody_of_ours(matcher: Matcher, language: str, text: str) -> None:
    assert _people(matcher, text, language) == set()
    assert _people(matcher, text, None) == set()


LANGUAGES = ("ar", "en", "ru", "zh", "fa", "tr", "kk", "ky", "uz", "tg", "tk")
FOREIGN_MINISTERS = (
    "wang_yi qin_gang kosherbayev nurtleu tileuberdi kulubaev kazakbaev muhriddin saidov norov kamilov meredov"
)


@pytest.mark.parametrize("name", FOREIGN_MINISTERS.split())
def test_a_foreign_minister_has_names_in_all_eleven_languages(gazetteer: Gazetteer, name: str) -> None:
    names = gazetteer.entries[f"person.{name}"].names
    assert [lang for lang in LANGUAGES if not names.get(lang)] == []


def test_every_full_name_of_a_person_is_found_in_its_own_writing(gazetteer: Gazetteer, matcher: Matcher) -> None:
    """What stands in `names` counts by itself, whatever `never` or another entry says."""
    silent = [
        (id, language, name)
        for id, entry in gazetteer.entries.items()
        if id.startswith("person.")
        for language, names in entry.names.items()
        for name in names
        if id.removeprefix("person.") not in _people(matcher, name.strip("=*"), language)
    ]
    assert silent == []


def test_facts_about_those_in_office_are_dated() -> None:
    """An office ages: everybody whom the desk watches has a note with a year, and its file says where it is from."""
    undated = [
        entry.id
        for entry in load_gazetteer().entries.values()
        if entry.kind == "person" and not entry.context and not re.search(r"(?:19|20)\d\d", entry.note)
    ]
    assert undated == []
    for name in ("people.yaml", "ministers.yaml", "ministers_south.yaml", "envoys.yaml", "china_people.yaml"):
        assert "\n# Source of the offices" in shipped()[name].split("person.")[0], name
