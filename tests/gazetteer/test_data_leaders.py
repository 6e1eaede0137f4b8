"""The nine whom the beat turns on: every way a newspaper of the eleven languages writes them is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

# A sentence that helps nobody: no country, no other leader.
FRAME = {
    "ar": "ذكرت الصحيفة أن {} سيلقي كلمة مساء اليوم",
    "en": "The paper wrote on Friday that {} would speak in the evening",
    "ru": "Газета пишет, что {} ещё не ответил на вопрос",
    "zh": "据报道，{}将于本周发表讲话",
    "fa": "روزنامه نوشت که {} امشب سخنرانی می کند",
    "tr": "Gazeteye göre {} akşam konuşacak",
    "kk": "Газеттің жазуынша {} кешке сөз сөйлейді",
    "ky": "Гезиттин жазганына караганда {} кечинде сүйлөйт",
    "uz": "Gazetaning yozishicha {} kechqurun soʻzlaydi",
    "uz-cyrl": "Газетанинг ёзишича {} кечқурун сўзлайди",
    "tg": "Рӯзнома навишт, ки {} бегоҳ суханронӣ мекунад",
    "tk": "Gazetiň ýazmagyna görä {} agşam çykyş eder",
}

NAMED: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(
    Path(__file__).with_name("leaders.yaml").read_text(encoding="utf-8")
)

# A weak name in the company that lets it count.
HELPED = [
    ("person.wang_yi", "en", "Wang, Lavrov hold talks"),
    ("person.wang_yi", "en", "Wang arrives in Astana for talks"),
    ("person.wang_yi", "en", "Wang tells Kazakhstan that trade matters"),
    ("person.wang_yi", "en", "Wang Yi meets the press. Wang said the talks went well"),
    ("person.wang_yi", "ar", "وانغ يصل إلى طشقند"),
    ("person.wang_yi", "ar", "لافروف يستقبل وانغ"),
    ("person.rahmon", "en", "Rahmon opens a dam in Tajikistan"),
    ("person.rahmon", "ru", "Рахмон прилетел в Ташкент на встречу с Мирзиёевым"),
    ("person.rahmon", "ru", "В Таджикистане Рахмон сменил министра"),
    ("person.rahmon", "ar", "الرئيس الطاجيكي رحمن يلتقي نظيره"),
    ("person.rahmon", "fa", "رحمان در تاجیکستان سد تازه ای گشود"),
    ("person.rahmon", "tg", "Раҳмон дар Тоҷикистон корхонаро ифтитоҳ кард"),
    ("person.rahmon", "uz", "Rahmon Tojikistonda yangi zavod ochdi"),
    ("person.rahmon", "zh", "塔吉克斯坦总统拉赫莫诺夫"),
    ("person.nazarbayev", "uz", "Nazarboyev Qozogʻistonga qaytdi"),
    ("person.nazarbayev", "uz", "Назарбоев Қозоғистонга қайтди"),
    ("person.nazarbayev", "kk", "Қазақстанда Елбасы туралы заң жойылды"),
    ("person.nazarbayev", "ru", "В Казахстане Елбасы лишили полномочий"),
    ("person.japarov", "ar", "قيرغيزستان: جباروف يوقع القانون"),
    ("person.japarov", "tg", "Ҷабборов дар Қирғизистон қонунро имзо кард"),
    ("person.xi_jinping", "ar", "الصين: شي يلتقي توكاييف"),
    ("person.xi_jinping", "ru", "Си и Токаев подписали заявление"),
    ("person.xi_jinping", "ar", "وصل شي إلى أستانا"),
    # a blocker does not reach into the next word
    ("person.wang_yi", "zh", "王毅强调，中方支持多边主义"),
    ("person.wang_yi", "zh", "王毅力挺多边主义"),
    ("person.japarov", "ru", "Премьер приехал, а Жапаров остался дома"),
]

# Who or what only bears the name.
NOBODY = [
    # what is named after him is not him
    ("en", "Nazarbayev University opens a campus"),
    ("en", "Students of Nazarbayev University's school of mining"),
    ("en", "Fog closes Nursultan Nazarbayev International Airport"),
    ("en", "Traffic jam on Nazarbayev Avenue"),
    ("en", "Nazarbayev Intellectual Schools announce enrolment"),
    ("ru", "Студенты Назарбаев Университета победили на олимпиаде"),
    ("ru", "В Назарбаев Университете прошла защита"),
    ("ru", "Аэропорт имени Нурсултана Назарбаева закрыт из-за тумана"),
    ("ru", "Рейсы задержаны в аэропорту Нурсултан Назарбаев"),
    ("ru", "ДТП на проспекте Назарбаева"),
    ("ru", "На улице Назарбаева спилили деревья"),
    ("ru", "В Назарбаев Интеллектуальной школе новый директор"),
    ("kk", "Назарбаев Университетінің түлектері жиналды"),
    ("kk", "Нұрсұлтан Назарбаев халықаралық әуежайында рейстер кешікті"),
    ("kk", "Назарбаев Зияткерлік мектебінің оқушылары жеңді"),
    ("kk", "Нұрсұлтан Назарбаев атындағы мектеп ашылды"),
    ("kk", "Назарбаев даңғылында жол жөнделіп жатыр"),
    ("ky", "Назарбаев университетинин студенттери келди"),
    ("uz", "Nazarboyev universiteti talabalari keldi"),
    ("uz", "Назарбоев университетида имтиҳон"),
    ("tr", "Nazarbayev Üniversitesi'nde konferans"),
    ("tr", "Nursultan Nazarbayev Havalimanı'nda sis"),
    ("ar", "طلاب جامعة نزارباييف يفوزون بالمسابقة"),
    ("ar", "تأخر الرحلات في مطار نور سلطان نزارباييف الدولي"),
    ("ar", "حادث مرور في شارع نزارباييف"),
    ("fa", "دانشجویان دانشگاه نظربایف برنده شدند"),
    ("fa", "پروازهای فرودگاه بین‌المللی نورسلطان نظربایف لغو شد"),
    ("zh", "纳扎尔巴耶夫大学举行开学典礼"),
    ("zh", "努尔苏丹·纳扎尔巴耶夫国际机场航班延误"),
    ("zh", "纳扎尔巴耶夫大街封闭施工"),
    ("tk", "Nazarbaýew uniwersitetiniň talyplary"),
    ("tg", "Донишҷӯёни Донишгоҳи Назарбоев"),
    ("ru", "Благотворительный фонд имени Гурбангулы Бердымухамедова передал лекарства"),
    ("tk", "Gurbanguly Berdimuhamedow adyndaky howandarlyk gaznasy"),
    ("kk", "Тоқаев көшесінде жол жөнделіп жатыр"),
    ("ru", "ФК «Аркадаг» выиграл кубок"),
    ("tk", "Arkadag şäherinde täze jaýlar"),
    # families
    ("ru", "Дарига Назарбаева спела на концерте"),
    ("ru", "Саида Мирзиёева открыла выставку"),
    ("en", "Saida Mirziyoyeva opens an exhibition"),
    ("en", "Dariga Nazarbayeva sells a painting"),
    ("ru", "Книга Кемеля Токаева переиздана"),
    ("kk", "Кемел Тоқаевтың шығармалары жарық көрді"),
    ("en", "Timur Tokayev spotted in Geneva"),
    ("ru", "Озода Рахмон приняла делегацию"),
    ("ru", "Рустам Эмомали открыл школу"),
    ("tg", "Рустами Эмомалӣ мактабро ифтитоҳ кард"),
    ("ru", "Огулгерек Бердымухамедова посетила больницу"),
    # namesakes
    ("ru", "Акылбек Жапаров вернулся к преподаванию"),
    ("ru", "Боксёр Нурлан Жапаров взял бронзу"),
    ("ky", "Акылбек Жапаровдун китеби чыкты"),
    ("zh", "阿·扎帕罗夫发表讲话"),
    ("ru", "Юсуф Рахмон выступил с отчётом"),
    ("ar", "الشاعر عبد الرحمن الأبنودي في ذكراه"),
    ("ar", "بسم الله الرحمن الرحيم"),
    ("en", "Musician A. R. Rahman returns to Chennai"),
    ("en", "Composer A. R. Rahman returns to Chennai"),
    ("zh", "拉赫蒙诺夫当选冠军"),
    ("uz", "Aktyor Rahmon Aliyev sahnaga qaytdi"),
    ("tg", "Раҳмон Набиев шоир буд"),
    ("ru", "Депутат встретился с Бердымухамедовым и ушёл"),
    ("fa", "به نام خدای رحمان و رحیم"),
    # Wangs, Vans and Wans
    ("en", "Chinese swimmer Wang shatters a record in Beijing"),
    ("en", "Professor Wang of Peking University explains dark matter"),
    ("en", "Wang Xinyu beats Rybakina of Kazakhstan"),
    ("en", "Rybakina of Kazakhstan beats Wang in straight sets"),
    ("en", "Commerce Minister Wang Wentao meets Kazakh traders"),
    ("en", "Wang Wenbin answers a question on Uzbekistan"),
    ("en", "Billionaire Wang Jianlin sells hotels in Kazakhstan"),
    ("ar", "وانغ شين تفوز بالميدالية في كازاخستان"),
    ("ar", "المتحدث وانغ ون بين يعلق على أخبار كازاخستان"),
    ("ru", "Ван Вэньтао прибыл в Астану"),
    ("ru", "Иван и Мария уехали в Китай"),
    ("ru", "Ваня и Петя ездили в Астану"),
    ("ru", "Картина Ван Гога и китайские вазы в музее Астаны"),
    ("en", "Lawmaker Wang Yi-chuan apologises"),
    ("en", "Chinese tycoon Wang buys a ranch in the United States"),
    ("en", "Miss Wang from Beijing teaches Chinese in Bishkek"),
    ("ar", "البروفيسور وانغ يي وي يكتب عن الحزام"),
    ("zh", "王毅夫教授在哈萨克斯坦讲学"),
    # what is no name: an office, a letter of the alphabet, a thing
    ("en", "The Kazakh president will speak in the evening"),
    ("ru", "Президент Казахстана выступит вечером"),
    ("zh", "哈萨克斯坦总统将发表讲话"),
    ("ar", "الرئيس الكازاخي يتحدث مساء"),
    ("ar", "كل شي على ما يرام"),
    ("tk", "Arkadagly Serdar nyşany"),
    ("en", "POPE PIUS XI AND HIS TIMES"),
    ("en", "The particle Xi was seen at CERN"),
]

CASES = [(id, language, name) for id, by in NAMED.items() for language, names in by.items() for name in names]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_gazetteer())


def _leaders(matcher: Matcher, text: str, language: str | None) -> set[str]:
    return {tag.id for tag in matcher.match(text, language=language).tags} & set(NAMED)


@pytest.mark.parametrize("told", [True, False], ids=["language told", "language by letters"])
def test_every_spelling_of_a_leader_is_found_and_is_nobody_else(matcher: Matcher, told: bool) -> None:
    """One test over all spellings: there are hundreds, and all that failed are told at once."""
    wrong = []
    for id, language, written in CASES:
        text = FRAME[language].format(written)
        found = _leaders(matcher, text, language[:2] if told else None)
        if found != {id}:
            wrong.append((id, language, written, sorted(found)))
    assert wrong == []


@pytest.mark.parametrize(("id", "language", "text"), HELPED)
def test_a_weak_name_counts_in_company(matcher: Matcher, id: str, language: str, text: str) -> None:
    assert id in _leaders(matcher, text, language)
    assert id in _leaders(matcher, text, None)


@pytest.mark.parametrize(("language", "text"), NOBODY)
def test_what_only_bears_the_name_is_not_the_leader(matcher: Matcher, language: str, text: str) -> None:
    assert _leaders(matcher, text, language) == set()
    assert _leaders(matcher, text, None) == set()
