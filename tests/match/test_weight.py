"""What an article is about comes first, what it tells in passing last: long articles in eleven languages."""

from __future__ import annotations

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Tag

GAZETTEER = load_gazetteer()
MATCHER = Matcher(GAZETTEER)
SHOWN = 5  # hashtags of a story

# language, title, summary, what must be among the five shown, what is told in the last sentence only
ARTICLES = [
    (
        "en",
        "Tokayev and Xi open third rail crossing at Khorgos",
        "The presidents of Kazakhstan and China opened the crossing by video link. Trains will carry up to "
        "ten million tonnes a year. Construction took three years and used local steel. Separately, "
        "Uzbekistan said it had bought new wagons.",
        "tokayev xi_jinping khorgos",
        "uzbekistan",
    ),
    (
        "en",
        "CNPC signs gas supply deal with Uzbekneftegaz",
        "The Chinese company will buy gas for twenty years, officials in Tashkent said. The price was not "
        "disclosed. Analysts expect the pipeline to be enlarged. Last week the Asian Development Bank lent "
        "money to Tajikistan.",
        "cnpc natural_gas uzbekneftegaz",
        "adb tajikistan",
    ),
    (
        "en",
        "Work begins on China-Kyrgyzstan-Uzbekistan railway tunnel",
        "Japarov attended the ceremony in Jalal-Abad. The tunnel will be twelve kilometres long. Workers "
        "from China have arrived. The ministry also spoke of Kazakhstan's wheat.",
        "cku_railway kyrgyzstan",
        "kazakhstan agriculture",
    ),
    (
        "en",
        "Dushanbe hosts SCO security meeting",
        "Secretaries of security councils gathered in the Tajik capital. They discussed drugs and borders. "
        "Afghanistan was at the top of the agenda. Iran sent its deputy minister. The next meeting will be "
        "in Bishkek.",
        "sco dushanbe",
        "bishkek iran",
    ),
    (
        "ru",
        "Казахстан и Китай договорились о поставках урана",
        "Казатомпром подписал контракт с китайской компанией. Объём поставок не раскрывается. Цены на рынке "
        "растут. Ранее Токаев посетил Пекин.",
        "china kazakhstan nuclear_energy kazatomprom",
        "tokayev beijing",
    ),
    (
        "ru",
        "Мирзиёев встретился с Ван И в Самарканде",
        "Стороны обсудили строительство железной дороги. Министр передал привет от Си Цзиньпина. Также речь "
        "шла о туризме. В тот же день в Ташкенте открылась выставка из Казахстана.",
        "mirziyoyev wang_yi samarkand railways",
        "tashkent kazakhstan",
    ),
    (
        "ru",
        "В Бишкеке подорожал бензин",
        "По данным министерства, запасов хватит на месяц. Водители стоят в очередях. Власти обещают "
        "поставки. Китай в прошлом году продал Кыргызстану дизель.",
        "bishkek",
        "china kyrgyzstan",
    ),
    (
        "zh",
        "习近平会见塔吉克斯坦总统拉赫蒙",
        "双方就共建一带一路交换意见。会见在人民大会堂举行。王毅参加会见。此前拉赫蒙访问了乌兹别克斯坦。",
        "xi_jinping rahmon tajikistan belt_and_road",
        "uzbekistan",
    ),
    (
        "zh",
        "中哈铁路口岸货运量创新高",
        "霍尔果斯口岸今年开行班列逾八千列。货物以汽车和电器为主。阿拉山口口岸同样繁忙。吉尔吉斯斯坦也在修建铁路。",
        "railways china_kazakhstan khorgos",
        "kyrgyzstan",
    ),
    (
        "ar",
        "توكاييف يبحث مع شي جين بينغ التعاون في الطاقة النووية",
        "التقى الرئيسان في أستانا. ووقع الجانبان خمس اتفاقيات. وتعمل شركات صينية في البلاد منذ سنوات. وكانت "
        "أوزبكستان قد أعلنت مشروعا مماثلا.",
        "tokayev xi_jinping nuclear_energy",
        "uzbekistan",
    ),
    (
        "ar",
        "قمة منظمة شنغهاي للتعاون تنطلق في بيشكيك",
        "وصل قادة الدول الأعضاء إلى العاصمة. ويتصدر الأمن جدول الأعمال. وتشارك إيران للمرة الثالثة. ومن "
        "المقرر أن يزور جاباروف الصين الشهر المقبل.",
        "sco_summit bishkek",
        "japarov china iran",
    ),
    (
        "kk",
        "Тоқаев Қытай елшісін қабылдады",
        "Кездесуде сауда мәселесі талқыланды. Тараптар тауар айналымын арттыруға келісті. Елші инвестиция "
        "туралы айтты. Бұған дейін ол Өзбекстанда жұмыс істеген.",
        "tokayev china trade",
        "uzbekistan",
    ),
    (
        "ky",
        "Жапаров Си Цзиньпин менен жолукту",
        "Жолугушуу Пекинде өттү. Темир жол курулушу талкууланды. Келишимдерге кол коюлду. Андан кийин "
        "делегация Казакстанга учту.",
        "japarov xi_jinping beijing railways",
        "kazakhstan",
    ),
    (
        "uz",
        "Mirziyoyev Xitoyga tashrif buyurdi",
        "Tashrif chogʻida oʻnlab kelishuvlar imzolandi. Prezident Pekinda Si Szinpin bilan uchrashdi. "
        "Delegatsiya zavodlarni koʻrdi. Oʻtgan oy u Tojikistonda boʻlgan edi.",
        "mirziyoyev china xi_jinping",
        "tajikistan",
    ),
    (
        "tr",
        "Çin ile Kazakistan arasında yeni yük hattı",
        "Hat Horgos sınır kapısından geçiyor. Yılda bir milyon ton taşınacak. Şirketler anlaşmayı "
        "memnuniyetle karşıladı. Özbekistan da benzer bir proje istiyor.",
        "china kazakhstan khorgos",
        "uzbekistan",
    ),
    (
        "tg",
        "Раҳмон бо раиси Чин мулоқот кард",
        "Мулоқот дар Душанбе баргузор шуд. Тарафҳо дар бораи савдо суҳбат карданд. Созишномаҳо имзо шуданд. "
        "Қаблан меҳмон дар Қазоқистон буд.",
        "rahmon china trade",
        "kazakhstan",
    ),
    (
        "tk",
        "Hytaý bilen Türkmenistan gaz barada gepleşdi",
        "Gepleşikler Aşgabatda geçirildi. Taraplar täze turbageçirijini ara alyp maslahatlaşdylar. "
        "Resminama gol çekildi. Soňra wekiliýet Özbegistana gitdi.",
        "china turkmenistan ashgabat",
        "uzbekistan",
    ),
    (
        "fa",
        "چین و تاجیکستان توافق مرزی امضا کردند",
        "این توافق در دوشنبه امضا شد. وزیران خارجه دو کشور حضور داشتند. مذاکرات ده سال طول کشید. ازبکستان "
        "نیز از این توافق استقبال کرد.",
        "china tajikistan border",
        "uzbekistan",
    ),
    (
        "en",
        "Uzbek cotton exports to China double",
        "Textile mills in Xinjiang bought most of it. Farmers in Fergana sold their harvest early. Tashkent "
        "wants to export yarn instead. Tajik growers hope for the same.",
        "uzbekistan trade china",
        "tajikistan",
    ),
    (
        "en",
        "Afghan Taliban seek seat at China-Central Asia table",
        "Officials in Kabul said they want to join the format. Beijing has not answered. Trade through "
        "Wakhan remains small. Turkmenistan supplies electricity to Herat.",
        "afghanistan taliban china central_asia",
        "turkmenistan energy",
    ),
]


def ranked(language: str, title: str, summary: str) -> list[Tag]:
    return list(MATCHER.match(title, summary, language).tags)


def short(tags: list[Tag]) -> list[str]:
    return [tag.id.partition(".")[2] for tag in tags]


@pytest.mark.parametrize(("language", "title", "summary", "about", "passing"), ARTICLES, ids=[a[1] for a in ARTICLES])
def test_the_subject_is_shown_and_the_last_sentence_ranks_last(
    language: str, title: str, summary: str, about: str, passing: str
) -> None:
    tags = ranked(language, title, summary)
    assert set(about.split()) <= set(short(tags)[:SHOWN])
    others = [tag for tag in tags if tag.id.partition(".")[2] not in passing.split()]
    heaviest = max(tag.weight for tag in tags if tag.id.partition(".")[2] in passing.split())
    assert heaviest <= min(tag.weight for tag in others)


@pytest.mark.parametrize(("language", "title", "summary"), [one[:3] for one in ARTICLES], ids=[a[1] for a in ARTICLES])
def test_what_is_only_implied_weighs_less_than_what_implies_it(language: str, title: str, summary: str) -> None:
    tags = {tag.id: tag for tag in ranked(language, title, summary)}
    for tag in tags.values():
        if tag.because.startswith("implied by "):
            implier = tags[tag.because.removeprefix("implied by ").partition(":")[0]]
            entries = GAZETTEER.entries
            assert tag.weight / entries[tag.id].weight < implier.weight / entries[implier.id].weight


def weight(title: str, summary: str, id: str = "place.kazakhstan") -> float:
    return next(tag.weight for tag in MATCHER.match(title, summary, "en").tags if tag.id == id)


def test_every_sentence_weighs_no_more_than_the_one_before() -> None:
    named, other = "Kazakhstan did it.", "Nothing else happened."
    weights = [weight("China", " ".join(named if n == at else other for n in range(5))) for at in range(5)]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] > weights[1] > weights[2] > weights[4]


def test_two_sentences_have_no_passing_end() -> None:
    assert weight("China", "Nothing happened. Kazakhstan did it.") > weight("China", "No. Nothing. Kazakhstan did it.")


def test_a_title_names_its_subject_first() -> None:
    assert weight("Kazakhstan and China agree", "") > weight("China and Kazakhstan agree", "")


def test_a_repetition_adds_and_never_outweighs_the_title() -> None:
    often = "Kazakhstan, Kazakhstan, Kazakhstan, Kazakhstan, Kazakhstan, Kazakhstan, Kazakhstan and Kazakhstan."
    assert weight("China", "Kazakhstan.") < weight("China", often) < weight("Kazakhstan", "")
