"""Write bot/gazetteer/data/countries.yaml: every country of CLDR that no other file of the gazetteer knows.

    python bench/make_countries.py > bot/gazetteer/data/countries.yaml

Names come from babel in all our languages; adjectives, demonyms and the traps are listed here. Countries are context:
they become a tag only beside a watched one, so a homograph that slips through costs a hashtag, never a story.
"""

from __future__ import annotations

import re
import sys
import unicodedata

from babel import Locale

LOCALES = {
    "ar": ("ar",),
    "en": ("en",),
    "ru": ("ru",),
    "zh": ("zh_Hans", "zh_Hant"),
    "fa": ("fa",),
    "tr": ("tr",),
    "kk": ("kk",),
    "ky": ("ky",),
    "uz": ("uz_Latn", "uz_Cyrl"),
    "tg": ("tg",),
    "tk": ("tk",),
}
ELSEWHERE = {"CN", "KZ", "KG", "TJ", "TM", "UZ", "AF", "HK", "TW", "MO"}
"""Watched countries, and regions with an entry of their own."""
NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA", "CW"}
DEPENDENT = (
    "AI AQ AS AW AX BL BM BQ BV CC CK CX FK FO GF GG GI GL GP GS GU HM IM IO JE KY MF MP MQ MS NC NF NU PF PM PN PR RE "
    "SH SJ SX TC TF TK UM VG VI WF YT EH"
).split()
IDS = {"TR": "turkey", "GB": "united_kingdom", "MM": "myanmar", "CD": "dr_congo", "CG": "congo", "PS": "palestine"}
IDS |= {"CI": "cote_divoire", "CZ": "czechia", "KR": "south_korea", "KP": "north_korea", "VA": "vatican", "SZ": "eswatini"}

LABELS = {
    "US": {"ar": "الولايات المتحدة", "en": "United States", "ru": "США", "zh": "美国"},
    "GB": {"ar": "بريطانيا", "en": "United Kingdom", "ru": "Великобритания", "zh": "英国"},
    "TR": {"ar": "تركيا", "en": "Türkiye", "ru": "Турция", "zh": "土耳其"},
    "PS": {"ar": "فلسطين", "en": "Palestine", "ru": "Палестина", "zh": "巴勒斯坦"},
    "OM": {"ar": "سلطنة عمان", "en": "Oman", "ru": "Оман", "zh": "阿曼"},
    "MM": {"ar": "ميانمار", "en": "Myanmar", "ru": "Мьянма", "zh": "缅甸"},
    "BY": {"ar": "بيلاروسيا", "en": "Belarus", "ru": "Беларусь", "zh": "白俄罗斯"},
}
TAGS = {"US": {"ar": "الولايات_المتحدة", "en": "USA"}, "GB": {"en": "UK"}, "TR": {"en": "Turkey"}}

MORE: dict[str, dict[str, str]] = {  # further names, adjectives and demonyms; "|" between
    "RU": {
        "ar": "روسي|روسيا الاتحادية|موسكو|الكرملين",
        "en": "Russian|Russian Federation|Moscow|Kremlin",
        "ru": "российский|россиянин|россияне|РФ|Российская Федерация|Москва|московский|Кремль|русский",
        "zh": "俄方|莫斯科|俄总统|俄军|俄外长",
        "fa": "روسی|مسکو|کرملین",
        "tr": "Rus|Moskova|Kremlin",
        "kk": "ресейлік|Мәскеу|РФ|орыс",
        "ky": "Россия|орусиялык|россиялык|Москва",
        "uz": "Moskva|Москва|rossiyalik|россиялик|rus|рус",
        "tg": "Русия|русӣ|Маскав|Москва|Россия",
        "tk": "Moskwa|rus",
    },
    "US": {
        "ar": "أميركا|أمريكا|أميركي|أمريكي|واشنطن|البيت الأبيض|الولايات المتحدة الأمريكية|الولايات المتحدة الأميركية",
        "en": "US|USA|U.S.|United States|America|American|Washington|White House",
        "ru": "США|американский|американец|американцы|Вашингтон|Штаты|Соединённые Штаты|Белый дом|Америка",
        "zh": "美国|美方|美军|华盛顿|白宫|美媒|美总统",
        "fa": "آمریکا|امریکا|آمریکایی|واشنگتن|کاخ سفید|ایالات متحده",
        "tr": "ABD|Amerika|Amerikan|Amerikalı|Washington|Beyaz Saray",
        "kk": "АҚШ|америкалық|Вашингтон|Америка",
        "ky": "АКШ|америкалык|Вашингтон",
        "uz": "AQSH|AQSh|АҚШ|Amerika|Америка|Vashington|Вашингтон",
        "tg": "ИМА|ШМА|Амрико|амрикоӣ|Вашингтон",
        "tk": "ABŞ|Amerika|Waşington",
    },
    "UA": {
        "ar": "أوكراني|كييف",
        "en": "Ukrainian|Kiev|Kyiv",
        "ru": "украинский|украинец|украинцы|Киев|ВСУ",
        "zh": "基辅|乌军|乌方",
        "fa": "اوکراینی|کی‌یف",
        "tr": "Ukraynalı|Kiev",
        "kk": "украиндық|Киев",
        "uz": "Kiyev|Киев",
    },
    "TR": {
        "ar": "تركي|أنقرة|إسطنبول|جمهورية تركيا",
        "en": "Turkey|Turkish|Turkiye|Ankara|Istanbul",
        "ru": "турецкий|Анкара|Стамбул|Турецкая Республика|Турция",
        "zh": "安卡拉|伊斯坦布尔|土方",
        "fa": "آنکارا|استانبول",
        "tr": "Türk|Ankara|İstanbul",
        "kk": "түріктер|Анкара|Түркия|Ыстанбұл",
        "ky": "Түркия|Анкара",
        "uz": "Turkiya|Туркия|Anqara|Анқара",
        "tg": "Туркия|Анқара",
        "tk": "Türkiýe|Ankara",
    },
    "IR": {
        "ar": "إيراني|طهران|الجمهورية الإسلامية الإيرانية",
        "en": "Iranian|Tehran|Teheran",
        "ru": "иранский|Тегеран|иранцы",
        "zh": "德黑兰|伊方",
        "fa": "ایرانی|تهران",
        "tr": "İranlı|Tahran",
        "kk": "Тегеран|ирандық",
        "uz": "Eron|Эрон|Tehron|Теҳрон",
        "tg": "Эрон|Теҳрон|эронӣ",
        "tk": "Eýran|Tähran",
    },
    "JP": {
        "ar": "ياباني|طوكيو",
        "en": "Japanese|Tokyo",
        "ru": "японский|японец|японцы|Токио",
        "zh": "日方|东京|日媒",
        "fa": "ژاپنی|توکیو",
        "tr": "Japon|Tokyo",
        "kk": "жапондық|Токио|жапон",
        "ky": "япониялык|Токио",
        "uz": "yapon|япон|Tokio|Токио",
        "tg": "Ҷопон|Токио",
    },
    "KR": {
        "ar": "كوريا الجنوبية|كوري جنوبي|سيول|سيئول",
        "en": "South Korea|South Korean|Republic of Korea|Seoul|ROK",
        "ru": "Южная Корея|южнокорейский|Республика Корея|Сеул",
        "zh": "韩国|韩方|首尔|韩媒",
        "fa": "کره جنوبی|سئول",
        "tr": "Güney Kore|Güney Koreli|Seul",
        "kk": "Оңтүстік Корея|Сеул|Корея Республикасы",
        "uz": "Janubiy Koreya|Жанубий Корея|Koreya Respublikasi|Корея Республикаси|Seul",
        "tg": "Кореяи Ҷанубӣ|Ҷумҳурии Корея|Сеул",
    },
    "KP": {
        "ar": "كوريا الشمالية|كوري شمالي|بيونغ يانغ|بيونغيانغ",
        "en": "North Korea|North Korean|DPRK|Pyongyang",
        "ru": "КНДР|Северная Корея|северокорейский|Пхеньян",
        "zh": "朝鲜|朝方|平壤",
        "fa": "کره شمالی|پیونگ یانگ",
        "tr": "Kuzey Kore|Pyongyang",
        "kk": "Солтүстік Корея|Пхеньян",
        "uz": "Shimoliy Koreya|Шимолий Корея",
        "tg": "Кореяи Шимолӣ",
    },
    "IN": {
        "ar": "هندي|نيودلهي",
        "en": "Indian|New Delhi",
        "ru": "индийский|Нью-Дели|Дели|индийцы",
        "zh": "印方|新德里",
        "fa": "هندوستان|دهلی نو|هندی",
        "tr": "Yeni Delhi",
        "kk": "Үндістан|Дели",
        "uz": "Hindiston|Ҳиндистон|Dehli",
        "tg": "Ҳиндустон|Деҳлӣ",
        "tk": "Hindistan",
    },
    "PK": {
        "ar": "باكستاني|إسلام آباد|إسلام أباد",
        "en": "Pakistani|Islamabad",
        "ru": "пакистанский|Исламабад",
        "zh": "巴方|伊斯兰堡|巴铁",
        "fa": "پاکستانی|اسلام آباد",
        "tr": "Pakistanlı|İslamabad",
        "kk": "Пәкістан|Исламабад",
        "uz": "Pokiston|Покистон|Islomobod",
        "tg": "Покистон|Исломобод",
        "tk": "Päkistan",
    },
    "AZ": {
        "ar": "أذري|أذربيجاني|باكو",
        "en": "Azerbaijani|Azeri|Baku",
        "ru": "азербайджанский|азербайджанец|Баку",
        "zh": "巴库",
        "fa": "آذربایجان|باکو",
        "tr": "Azerbaycanlı|Bakü|Azeri",
        "kk": "Әзербайжан|Баку",
        "ky": "Азербайжан|Баку",
        "uz": "Ozarbayjon|Озарбайжон|Boku|Боку",
        "tg": "Озарбойҷон|Боку",
        "tk": "Azerbaýjan|Baku",
    },
    "GE": {"ar": "جورجي|تبليسي", "en": "Georgian|Tbilisi", "ru": "грузинский|Тбилиси|грузины", "zh": "第比利斯"},
    "AM": {"ar": "أرميني|يريفان", "en": "Armenian|Yerevan", "ru": "армянский|Ереван|армяне", "zh": "埃里温"},
    "BY": {
        "ar": "بيلاروسي|مينسك|روسيا البيضاء",
        "en": "Belarusian|Minsk",
        "ru": "Белоруссия|белорусский|Минск|белорусы",
        "zh": "白方|明斯克",
        "kk": "Беларусь|Минск",
        "uz": "Belarus|Минск|Minsk",
    },
    "DE": {"ar": "ألماني|برلين", "en": "German|Berlin", "ru": "немецкий|германский|Берлин|ФРГ|немцы", "zh": "德方|柏林"},
    "FR": {"ar": "فرنسي|باريس", "en": "French|Paris", "ru": "французский|Париж|французы", "zh": "法方|巴黎"},
    "GB": {
        "ar": "بريطانيا|بريطاني|لندن|المملكة المتحدة|إنجلترا",
        "en": "UK|U.K.|Britain|British|England|London|United Kingdom",
        "ru": "Великобритания|британский|Лондон|Британия|Англия|британцы",
        "zh": "英国|英方|伦敦",
        "fa": "بریتانیا|انگلیس|لندن|انگلستان",
        "tr": "İngiltere|Britanya|İngiliz|Londra",
        "kk": "Ұлыбритания|Лондон|Британия",
        "uz": "Buyuk Britaniya|Буюк Британия|London|Лондон",
        "tg": "Бритониё|Лондон|Британияи Кабир",
        "tk": "Beýik Britaniýa|London",
    },
    "IT": {"ar": "إيطالي|روما", "en": "Italian|Rome", "ru": "итальянский|Рим|итальянцы", "zh": "意方|罗马"},
    "ES": {"ar": "إسباني|مدريد", "en": "Spanish|Madrid", "ru": "испанский|Мадрид|испанцы", "zh": "马德里"},
    "PL": {"ar": "بولندي|وارسو", "en": "Polish|Warsaw", "ru": "польский|Варшава|поляки", "zh": "华沙"},
    "HU": {"ar": "مجري|بودابست|هنغاريا", "en": "Hungarian|Budapest", "ru": "венгерский|Будапешт|венгры", "zh": "布达佩斯"},
    "RS": {"ar": "صربي|بلغراد", "en": "Serbian|Belgrade", "ru": "сербский|Белград|сербы", "zh": "贝尔格莱德"},
    "SK": {"ar": "سلوفاكي", "en": "Slovak|Bratislava", "ru": "словацкий|Братислава", "zh": "布拉迪斯拉发"},
    "CH": {"ar": "سويسري|جنيف", "en": "Swiss|Geneva", "ru": "швейцарский|Женева", "zh": "日内瓦"},
    "MN": {"ar": "منغولي|أولان باتور", "en": "Mongolian|Ulaanbaatar|Ulan Bator", "ru": "монгольский|Улан-Батор", "zh": "蒙方|乌兰巴托"},
    "VN": {"ar": "فيتنامي|هانوي", "en": "Vietnamese|Hanoi", "ru": "вьетнамский|Ханой", "zh": "河内"},
    "MY": {"ar": "ماليزي|كوالالمبور", "en": "Malaysian|Kuala Lumpur", "ru": "малайзийский|Куала-Лумпур", "zh": "吉隆坡"},
    "ID": {"ar": "إندونيسي|جاكرتا", "en": "Indonesian|Jakarta", "ru": "индонезийский|Джакарта", "zh": "雅加达|印尼"},
    "TH": {"ar": "تايلاندي|تايلند|بانكوك", "en": "Thai|Bangkok", "ru": "таиландский|Бангкок|тайский", "zh": "曼谷"},
    "SG": {"ar": "سنغافوري", "en": "Singaporean", "ru": "сингапурский"},
    "PH": {"ar": "فلبيني|مانيلا", "en": "Philippine|Filipino|Manila", "ru": "филиппинский|Манила", "zh": "马尼拉"},
    "AU": {"ar": "أسترالي", "en": "Australian|Canberra", "ru": "австралийский|австралиец", "zh": "堪培拉"},
    "CA": {"ar": "كندي|أوتاوا", "en": "Canadian|Ottawa", "ru": "канадский|Оттава", "zh": "渥太华"},
    "BR": {"ar": "برازيلي", "en": "Brazilian", "ru": "бразильский|Бразилиа", "zh": "巴西利亚"},
    "MX": {"ar": "مكسيكي", "en": "Mexican", "ru": "мексиканский|Мехико"},
    "AR": {"ar": "أرجنتيني", "en": "Argentine|Argentinian|Buenos Aires", "ru": "аргентинский|Буэнос-Айрес"},
    "ZA": {"ar": "جنوب أفريقيا|جنوب إفريقيا", "en": "South African", "ru": "ЮАР|южноафриканский|Йоханнесбург"},
    "EG": {"ar": "مصري|القاهرة", "en": "Egyptian|Cairo", "ru": "египетский|Каир", "zh": "开罗"},
    "SA": {"ar": "سعودي|السعودية|الرياض|المملكة العربية السعودية", "en": "Saudi|Riyadh", "ru": "саудовский|Эр-Рияд|КСА", "zh": "沙特|利雅得"},
    "AE": {"ar": "إماراتي|الإمارات|أبوظبي|أبو ظبي|دبي", "en": "UAE|Emirati|Abu Dhabi|Dubai", "ru": "ОАЭ|Абу-Даби|Дубай", "zh": "阿联酋|阿布扎比|迪拜"},
    "QA": {"ar": "قطري|الدوحة", "en": "Qatari|Doha", "ru": "катарский|Доха", "zh": "多哈"},
    "KW": {"ar": "كويتي", "en": "Kuwaiti", "ru": "кувейтский"},
    "OM": {"ar": "سلطنة عمان|العماني|مسقط", "en": "Omani|Muscat", "ru": "оманский|Маскат", "zh": "马斯喀特"},
    "IQ": {"ar": "عراقي|بغداد", "en": "Iraqi|Baghdad", "ru": "иракский|Багдад", "zh": "巴格达"},
    "SY": {"ar": "سوري|دمشق", "en": "Syrian|Damascus", "ru": "сирийский|Дамаск", "zh": "大马士革"},
    "JO": {"ar": "أردني", "en": "Jordanian|Amman", "ru": "иорданский|Амман", "zh": "安曼"},
    "LB": {"ar": "لبناني|بيروت", "en": "Lebanese|Beirut", "ru": "ливанский|Бейрут", "zh": "贝鲁特"},
    "PS": {"ar": "فلسطين|فلسطيني|غزة|الضفة الغربية", "en": "Palestine|Palestinian|Gaza", "ru": "Палестина|палестинский|Газа", "zh": "巴勒斯坦|加沙"},
    "IL": {"ar": "إسرائيلي|تل أبيب", "en": "Israeli|Tel Aviv", "ru": "израильский|Тель-Авив", "zh": "以方|特拉维夫"},
    "TN": {"ar": "تونسي", "en": "Tunisian", "ru": "тунисский"},
    "DZ": {"ar": "جزائري", "en": "Algerian", "ru": "алжирский"},
    "MA": {"ar": "مغربي|الرباط", "en": "Moroccan", "ru": "марокканский"},
    "LY": {"ar": "ليبي|طرابلس", "en": "Libyan", "ru": "ливийский"},
    "SD": {"ar": "سوداني|الخرطوم", "en": "Sudanese", "ru": "суданский"},
    "YE": {"ar": "يمني|صنعاء", "en": "Yemeni", "ru": "йеменский"},
    "MD": {"ar": "مولدوفي", "en": "Moldovan|Chisinau", "ru": "Молдова|Молдавия|молдавский|Кишинёв"},
    "MM": {"ar": "ميانمار|بورما", "en": "Myanmar|Burma", "ru": "Мьянма", "zh": "缅甸|缅方"},
    "ET": {"ar": "إثيوبي", "en": "Ethiopian", "ru": "эфиопский"},
    "NL": {"ar": "هولندي", "en": "Dutch|The Hague", "ru": "нидерландский|голландский|Гаага", "zh": "海牙"},
    "FI": {"en": "Finnish|Helsinki", "ru": "финский|Хельсинки", "ar": "فنلندي"},
    "SE": {"en": "Swedish|Stockholm", "ru": "шведский|Стокгольм", "ar": "سويدي"},
    "GR": {"en": "Greek|Athens", "ru": "греческий|Афины", "ar": "يوناني|أثينا"},
}

NOT_NAMES = {  # CLDR names that are ordinary words, in the language named
    ("ML", "ar"), ("ML", "fa"), ("ML", "tr"), ("ML", "zh"), ("OM", "ar"), ("TG", "ru"), ("TG", "kk"), ("TG", "ky"),
    ("TG", "tg"), ("GH", "kk"), ("GH", "fa"), ("GH", "zh"), ("PE", "fa"), ("SD", "kk"), ("SD", "zh"), ("TD", "ru"),
    ("CV", "zh"), ("MT", "fa"), ("NU", "en"), ("BZ", "fa"), ("EG", "tr"), ("NE", "fa"), ("CU", "zh"), ("PW", "zh"),
    ("SV", "ar"), ("LA", "kk"), ("ML", "uz"), ("ML", "kk"), ("QA", "kk"), ("ML", "tg"), ("ML", "ky"), ("TO", "tr"),
    ("GN", "tr"), ("CI", "fa"), ("NZ", "tg"), ("MC", "kk"), ("ST", "en"),
}  # fmt: skip
NAMED_OTHERWISE = {("ML", "ar"): ["جمهورية مالي"], ("TG", "ru"): ["Республика Того", "Тоголезская Республика"]}
NAMED_OTHERWISE |= {("QA", "kk"): ["Қатар мемлекеті"], ("GH", "zh"): ["加纳共和国", "加纳总统"], ("SD", "zh"): ["苏丹共和国", "南北苏丹"]}
NAMED_OTHERWISE |= {("ML", "zh"): ["马里共和国"], ("CU", "zh"): ["古巴"], ("TD", "ru"): ["Республика Чад"]}
NEVER = {
    "JO": ["Michael Jordan", "Jordan Peterson", "Jordan Belfort", "Майкл Джордан", "Jordan River", "مايكل جوردان"],
    "GE": ["Georgia state", "Georgia Tech", "state of Georgia", "South Georgia", "Georgia O'Keeffe", "штат Джорджия"],
    "TR": ["turkey sandwich", "Turkey Point", "Грудка индейки", "حركة تركية"],
    "TD": ["Chad Kroeger", "Chad Smith", "Chad Mitchell"],
    "CU": ["Cuba Gooding"],
    "MA": ["صلاة المغرب", "المغرب العربي", "أذان المغرب"],
    "IN": ["Indian Ocean", "American Indian", "المحيط الهندي", "Индийский океан", "印度洋", "印度尼西亚", "Hint Okyanusu"],
    "ID": [],
    "US": ["South America", "Latin America", "Central America", "أمريكا اللاتينية", "أمريكا الجنوبية", "أميركا اللاتينية", "Латинская Америка", "Южная Америка", "Washington Post", "واشنطن بوست", "Denzel Washington", "Latin Amerika", "آمریکای لاتین", "آمریکای جنوبی", "Латын Америкасы", "Lotin Amerikasi", "拉丁美洲"],
    "RU": ["Moscow, Idaho", "русский язык", "俄罗斯方块"],
    "CA": ["Canadian River"],
    "FR": ["French fries", "Paris Hilton", "باريس هيلتون"],
    "GB": ["British Columbia", "New England", "London Breed", "Jack London", "Джек Лондон"],
    "IT": ["حرب روما", "Romeo"],
    "MX": ["New Mexico", "Нью-Мексико"],
    "GN": ["guinea pig", "Equatorial Guinea", "Papua New Guinea", "New Guinea"],
    "KR": ["North Korea"],
}
UNLESS = {"GE": ["Atlanta", "Kemp", "Raffensperger", "Savannah", "Warnock", "Ossoff", "Fani Willis"]}


def snake(name: str) -> str:
    """An English name as the second half of an id."""
    bare = unicodedata.normalize("NFKD", name.replace("&", "and")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")


def clean(name: str) -> str:
    """A CLDR name without its remark: `Myanmar (Burma)`, `Конго - Браззавиль`."""
    return re.sub(r"\s*[(（].*", "", name).replace("\u200f", "").strip()


def names_of(code: str) -> dict[str, list[str]]:
    """Language -> names, the CLDR one first."""
    found: dict[str, list[str]] = {}
    for language, locales in LOCALES.items():
        cldr = [clean(Locale.parse(each).territories[code]) for each in locales if code in Locale.parse(each).territories]
        names = NAMED_OTHERWISE.get((code, language), []) if (code, language) in NOT_NAMES else cldr
        more = MORE.get(code, {}).get(language, "")
        found[language] = list(dict.fromkeys([*names, *(more.split("|") if more else [])]))
    return {language: names for language, names in found.items() if names}


def quoted(text: str) -> str:
    """A scalar of a YAML flow list."""
    return '"' + text.replace('"', '\\"') + '"' if re.search(r"[,:\[\]{}#&*!|>'\"%@`]|^(no|No|NO|on|off|yes|y|n)$|^[-?=]", text) else text


def flow(items: list[str]) -> str:
    return "[" + ", ".join(map(quoted, items)) + "]"


def mapping(texts: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {quoted(text)}" for key, text in texts.items()) + "}"


def entry(code: str, taken: set[str]) -> str:
    """The YAML of one country; names that another country holds already are left out."""
    english = Locale.parse("en").territories[code]
    label = {lang: clean(Locale.parse(loc[0]).territories[code]) for lang, loc in LOCALES.items() if lang in {"ar", "en", "ru", "zh"}}
    label |= LABELS.get(code, {})
    own = names_of(code)
    names = {language: [form for form in forms if form not in taken] for language, forms in own.items()}
    taken.update(form for forms in own.values() for form in forms)
    fields = [f"label: {mapping(label)}, context: true, weight: 0.5"]
    fields += [f"tag: {mapping(TAGS[code])}"] if code in TAGS else []
    fields.append("names: {" + ", ".join(f"{k}: {flow(v)}" for k, v in names.items() if v) + "}")
    fields += [f"{key}: {flow(table[code])}" for key, table in (("never", NEVER), ("unless", UNLESS)) if table.get(code)]
    return f"place.{IDS.get(code) or snake(english)}: {{" + ",\n  ".join(fields) + "}"


def main() -> None:
    skipped = ELSEWHERE | NOT_COUNTRIES | set(DEPENDENT)
    codes = sorted(code for code in Locale.parse("en").territories if re.fullmatch("[A-Z]{2}", code) and code not in skipped)
    print("# Countries beyond the beat. Generated by bench/make_countries.py from CLDR: change that, not this.")
    print("\nplace.europe:")
    print("  label: {ar: أوروبا, en: Europe, ru: Европа, zh: 欧洲}\n  context: true\n  weight: 0.4")
    print(
        "  names: {ar: [أوروبا, أوروبي, اوروبا], en: [Europe, European], ru: [Европа, европейский], zh: [欧洲], fa: [اروپا, اروپایی], "
        "tr: [Avrupa], kk: [Еуропа, еуропалық], ky: [Европа], uz: [Yevropa, Европа], tg: [Аврупо], tk: [Ýewropa]}"
    )
    taken = {"أوروبا"}
    for code in codes:
        print(entry(code, taken))
    sys.stderr.write(f"{len(codes)} countries\n")


if __name__ == "__main__":
    main()
