"""The eight rules of matching and their traps, each as a line that was once wrong somewhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.text.fold import nfc

Ids = Callable[..., set[str]]


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        # capitals: names need them, derived adjectives and demonyms written small do not
        ("kk", "Ол ғана қатар тұрды", ""),
        ("kk", "Ғана мен Қатар", "ghana qatar"),
        ("kk", "қазақстандықтар мен өзбектер", "kazakhstan uzbekistan"),
        ("ru", "казахстанские и китайские компании", "kazakhstan china"),
        ("tr", "cin çarptı, cinayet", ""),
        ("en", "Fine china and the sco unix box", ""),
        ("en", "fine words on the sco unix box", ""),
        # capitals only
        ("en", "SCO summit", "sco"),
        ("en", "Sco, a river", ""),
        ("ky", "ШКУнун саммити", "sco"),
        ("uz", "SHHTga aʼzo", "sco"),
        ("tr", "ŞİÖ'ye üye", "sco"),
        ("ru", "Ярославское шоссе", ""),
        ("en", "SCO SUMMIT IN KAZAKHSTAN", "sco kazakhstan"),
        # a text without any capital: long names and acronyms count all the same
        ("en", "meeting of the sco foreign ministers in kazakhstan", "sco kazakhstan"),
        ("en", "heads of state of central asia", "central_asia"),
        ("en", "Fans of #kazakhstan and #BeltAndRoad", "kazakhstan belt_and_road china"),
        ("en", "the #car of china", "china"),
        ("en", "act of parliament", ""),
        # anchors inside other words
        ("en", "Submachine guns, Indochina and machinations", ""),
        ("ru", "В рассказах и узбекистанцах", ""),
        ("ar", "شخصين من المختصين", ""),
        ("en", "A cooperation organization of shanghai", ""),
        # a space was lost, or never was
        ("ky", "андаКытай, Россия", "china russia"),
        ("en", "#RussiaChina", "china"),
        ("en", "InnerCentral Asia", "central_asia"),
        # signs inside an alias, and words with nothing but signs between them
        ("en", "U.S. votes", "usa"),
        ("ru", "по ж/д пути в Китай", "china rail"),
        # exact form
        ("en", "Xi visits", "xi_jinping"),
        ("en", "Louis XI visits", ""),
        ("en", "Xi’s visit", "xi_jinping"),
        # blockers
        ("en", "South China Morning Post reports", ""),
        ("en", "South China Morning Post reports from China", "china"),
        ("zh", "发展中国家的声音", ""),
        ("zh", "中亚热带森林", ""),
        ("ar", "في بحر الصين الجنوبي", ""),
        ("en", "Caldera sold SCO Unix", ""),
        # weak names
        ("ar", "هذا شي جديد", ""),
        ("ar", "وصل شي إلى الصين", "xi_jinping china"),
        ("ru", "Учения «Си Бриз»", ""),
        ("ru", "Си прибыл в КНР", "xi_jinping china"),
        # unless
        ("en", "Georgia protests", "georgia"),
        ("en", "Georgia votes for the Senate", ""),
        # longest match, and what it implies
        ("en", "China-Kyrgyzstan-Uzbekistan railway", "cku_railway china kyrgyzstan uzbekistan"),
        ("zh", "中吉乌铁路", "cku_railway china kyrgyzstan uzbekistan"),
        ("ru", "Форум «Один пояс, один путь»", "belt_and_road china"),
        # homographs of other languages
        ("fa", "روز دوشنبه باران می‌بارد", ""),
        ("ar", "زار دوشنبه", "dushanbe"),
        ("fa", "بصيني", ""),
        ("tg", "рӯзи душанбеи гузашта", ""),
        ("tg", "Ӯ ба Душанбе рафт", "dushanbe"),
        ("tg", "гурӯҳҳои ҷиноӣ", ""),
        ("tg", "Чин ва деҳқони чиниро", "china"),
        ("ru", "Чин майора ему не дали", ""),
        ("ky", "Хазард торго киргизе тепти", ""),
        ("ky", "Кыргызcтандын өкмөтү", "kyrgyzstan"),  # with a Latin c
        # names of letters inside other scripts
        ("zh", "SCO峰会", "sco"),
        ("ru", "Форум SCO в Казахстане", "sco kazakhstan"),
    ],
)
def test_rules_and_traps(ids: Ids, language: str, title: str, expected: str) -> None:
    assert ids(title, language=language) == set(expected.split())


def test_a_wrong_language_from_the_feed_does_no_harm(ids: Ids) -> None:
    assert ids("Қытай мен қазақстандық компаниялар", language="en-US") == {"china", "kazakhstan"}
    assert ids("روز دوشنبه چین و گفت", language="en-US") == {"china", "dushanbe"}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("China will help – Wang", True),
        ("China’s Wang praises the move", True),
        ("China: diplomat Wang speaks", True),
        ("China: FM Wang speaks", True),
        ("China: Foreign Minister Wang speaks", True),
        ("With Wang in China", True),
        ("Wang visits China", True),
        ("Wang Visits China And Speaks Openly", True),
        ("Zichen Wang of a centre for China", False),
        ("China: the swimmer Zichen Wang wins", False),
        ("Wang Xinyu wins in China", False),
        ("Китай: пловец Синь Ван победил", False),
        ("Китай: глава МИД Ван прибыл", True),
    ],
)
def test_a_surname_beside_a_given_name_is_somebody_else(ids: Ids, title: str, found: bool) -> None:
    assert ("wang_yi" in ids(title)) is found


def test_the_summary_is_told_from_the_title_in_namesakes(ids: Ids) -> None:
    assert "wang_yi" in ids("China Opens Great New Halls", "Wang Visits Them All Today")
    assert "wang_yi" not in ids("China Opens Great New Halls", "There was also the swimmer Zichen Wang today")


def test_context_is_shown_only_beside_what_is_watched(matcher: Matcher) -> None:
    alone = matcher.match("Russia votes")
    assert (alone.tags, [tag.id for tag in alone.context]) == ((), ["place.russia"])
    beside = matcher.match("Russia and China talk")
    assert {tag.id for tag in beside.tags} == {"place.russia", "place.china"}
    assert beside.context == ()


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Trade between China and Kazakhstan grows", True),
        ("China–Central Asia exports rise", True),
        ("تجارة الصين مع كازاخستان", True),
        ("Товарооборот Китая и Казахстана вырос", True),
        ("中国同哈萨克斯坦贸易增长", True),
        ("China-EU trade", False),
        ("Экспорт зерна из Казахстана", False),
        ("World Trade Organization: China and Kazakhstan", False),  # the word belongs to a longer name
        ("Trade is the word of one two three four five six seven eight nine ten eleven China and Kazakhstan", False),
    ],
)
def test_a_topic_needs_its_company_near(ids: Ids, title: str, found: bool) -> None:
    assert ("trade" in ids(title)) is found


def test_company_does_not_reach_from_the_summary_into_the_title(ids: Ids) -> None:
    assert "trade" not in ids("Trade grows", "China and Kazakhstan")
    assert "trade" in ids("Grain", "China and Kazakhstan trade")


def test_a_blocked_or_excluded_word_decides_nothing(ids: Ids) -> None:
    assert "trade" not in ids("China and Kazakhstan: trade union votes")
    assert "trade" not in ids("China and Kazakhstan: trade of a cricketer")
    assert "trade" in ids("China and Kazakhstan: trade union hails trade")


def test_a_topic_found_by_name_needs_no_word(matcher: Matcher) -> None:
    tags = {tag.id: tag for tag in matcher.match("China and Kazakhstan sign free trade, trade grows").tags}
    assert tags["topic.trade"].because == "alias «free trade» (en)"


def test_a_reason_names_three_companions_at_most(matcher: Matcher) -> None:
    tag = next(
        t for t in matcher.match("Energy for China, Kazakhstan, Kyrgyzstan and Uzbekistan").tags if "energy" in t.id
    )
    assert tag.because.endswith("in one article with place.china and place.kazakhstan and place.kyrgyzstan and 1 more")


def test_a_topic_may_keep_company_with_a_topic_within_a_sentence(ids: Ids) -> None:
    assert "corridor" in ids("China and Kazakhstan trade along a corridor")
    assert "corridor" not in ids("China and Kazakhstan trade. A corridor was closed")


def test_a_match_never_crosses_from_title_to_summary(ids: Ids) -> None:
    assert ids("Trip to Central", "Asia is large") == set()


def test_the_mention_of_a_topic_is_its_deciding_word(matcher: Matcher) -> None:
    title = "Chinese exports to Kazakhstan"
    tag = next(t for t in matcher.match(title).tags if t.id == "topic.trade")
    assert [m.text for m in tag.mentions] == ["exports"]
    assert tag.because == "topic word «export» (en) within 10 words of place.china and place.kazakhstan"


def test_reasons_are_told_in_words(matcher: Matcher) -> None:
    def because(title: str, id: str) -> str:
        return next(tag.because for tag in matcher.match(title).tags if tag.id == id)

    assert because("в Казахстаном", "place.kazakhstan") == "alias «Казахстан» (ru) + ending «ом»"
    assert because("زار وبالصين", "place.china") == "alias «الصين» (ar) after «وب»"
    assert because("وصل شي إلى الصين", "person.xi_jinping") == "weak alias «شي» (ar) supported by place.china"
    assert because("Belt and Road", "place.china") == "implied by topic.belt_and_road: alias «Belt and Road» (en)"


def test_all_mentions_are_given_and_the_first_decides(matcher: Matcher) -> None:
    tag = matcher.match("China, China", "Beijing says China’s").tags[0]
    assert [(m.field, m.start, m.end, m.text) for m in tag.mentions] == [
        ("title", 0, 5, "China"),
        ("title", 7, 12, "China"),
        ("summary", 13, 20, "China’s"),
    ]


def test_an_article_belongs_to_the_mention_and_a_conjunction_does_not(matcher: Matcher) -> None:
    def text(title: str) -> str:
        return matcher.match(title).tags[0].mentions[0].text

    assert text("قال وبالصين") == "الصين"
    assert text("قال وللصين") == "للصين"


def test_what_the_title_says_weighs_more(matcher: Matcher) -> None:
    def weight(title: str, summary: str) -> float:
        return next(tag.weight for tag in matcher.match(title, summary).tags if tag.id == "place.china")

    once, again, lead, late = (
        weight("China", ""),
        weight("China", "China"),
        weight("News", "China"),
        weight("News", "word " * 60 + "China"),
    )
    assert again > once > 1 >= lead > late > 0
    implied = next(t for t in matcher.match("Belt and Road").tags if t.id == "place.china")
    assert implied.weight < once


LINES = [
    "رئيس كازاخستان توكاييف يزور الصين",
    "شي جين بينغ في قمة منظمة شنغهاي للتعاون",
    "Kazakhstan’s Tokayev meets Xi Jinping, SCO and World Trade Organization",
    "Си Цзиньпин и Токаев на саммите ШОС: Один пояс, один путь",
    "Oʻzbekiston va Xitoy, SHHTga",
    "Çin'in ŞİÖ politikası",
    "Қазақстанның Тоқаевы Қытайда",
    "习近平同哈萨克斯坦一带一路",
    "Кытай менен Кыргызстандын чеги",
    "Ӯ дар Чин аст",
]
SIGNS = st.sampled_from("\u200e\u200f\u202a\u2067\u2069\ufeff\u00ad")


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composition_changes_no_tag(ids: Ids, line: str, form: str) -> None:
    assert ids(line)
    assert ids(unicodedata.normalize(form, line)) == ids(line)


@pytest.mark.parametrize("line", [line for line in LINES if line.isascii() or "Kazakhstan" in line])
def test_full_width_letters_change_no_tag(ids: Ids, line: str) -> None:
    assert ids("".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in line)) == ids(line)


@given(st.sampled_from(LINES), st.data())
@settings(max_examples=80)
def test_invisible_signs_change_no_tag_and_every_offset_is_exact(
    matcher: Matcher, line: str, data: st.DataObject
) -> None:
    at = data.draw(st.lists(st.integers(0, len(line)), max_size=4))
    marked = line
    for place in sorted(at, reverse=True):
        marked = marked[:place] + data.draw(SIGNS) + marked[place:]
    found = matcher.match(marked, marked)
    assert {t.id for t in found.tags} == {t.id for t in matcher.match(line, line).tags}
    for tag in found.tags:
        for mention in tag.mentions:
            assert nfc(marked)[mention.start : mention.end] == mention.text


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=80)
def test_no_text_breaks_it_and_offsets_lie_in_their_field(matcher: Matcher, title: str, summary: str) -> None:
    for tag in matcher.match(title + " China", summary + " Китай").tags:
        for mention in tag.mentions:
            whole = nfc(title + " China") if mention.field == "title" else nfc(summary + " Китай")
            assert whole[mention.start : mention.end] == mention.text


def test_more_aliases_change_no_tag() -> None:
    extra = {f"person.no_{i}": {"names": {"en": [f"Xanadu{i} Qwerty"]}} for i in range(50)}
    files = {"a.yaml": "place.china: {label: {ar: ص, en: China, ru: К, zh: 中}, names: {en: [China]}}"}
    small, large = Matcher(load_gazetteer(files=files)), Matcher(load_gazetteer(extra, files=files))
    assert small.match("In China") == large.match("In China")


def test_two_entities_may_share_the_very_same_letters() -> None:
    label = "label: {ar: ا, en: A, ru: А, zh: 甲}"
    text = f"place.a: {{{label}, names: [Azure Bay]}}\norg.a: {{{label}, names: {{en: [Azure Bay, Azure]}}}}"
    found = Matcher(load_gazetteer(files={"a.yaml": text})).match("Azure Bay")
    assert {(tag.id, tag.mentions[0].text) for tag in found.tags} == {("place.a", "Azure Bay"), ("org.a", "Azure Bay")}


def test_an_empty_gazetteer_finds_nothing() -> None:
    assert Matcher(load_gazetteer(files={})).match("China").tags == ()


def test_a_name_of_two_short_words_is_found_as_written_and_in_a_hashtag() -> None:
    entry = {"names": {"ru": ["Ли Цян"]}, "label": {"ar": "ل", "en": "Li", "ru": "Ли", "zh": "李"}}
    matcher = Matcher(load_gazetteer({"person.li": entry}, files={}))
    for text in ("Путин встретил Ли Цяна", "Визит #ЛиЦян в Астану"):
        assert [tag.id for tag in matcher.match(text, language="ru").tags] == ["person.li"], text
    assert not matcher.match("сильный лицян", language="ru").tags
