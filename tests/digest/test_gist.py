"""A gist says more than the headline, in a writer's own whole sentence, or is not there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.gist import LONGEST, SHORTEST, columns, gist, sentences, without_dateline

# One that will do, for each language of readers.
GOOD = {
    "ar": ("افتتاح نفق سكة الحديد", "أتمّ العمال حفر نفق طوله 13 كيلومترًا في ولاية جلال آباد بعد عامين من الأشغال."),
    "en": ("Railway tunnel opens", "Crews finished the 13-kilometre passage in Jalal-Abad after two years of work."),
    "ru": (
        "Открыт тоннель",
        "Строители завершили проходку длиной 4.7 километра в Джалал-Абадской области за два года.",
    ),
    "zh": ("铁路隧道贯通", "该工程位于贾拉拉巴德州境内，全长十三公里，建设者历时两年完成施工，预计后年通车运营。"),
}


@pytest.mark.parametrize("language", GOOD)
def test_a_sentence_that_says_more_is_taken_as_it_stands(article: Any, language: str) -> None:
    title, said = GOOD[language]
    assert gist([article(title, language, summary=said)], title, {}) == said


@pytest.mark.parametrize("language", GOOD)
def test_a_repetition_of_the_headline_is_no_gist(article: Any, language: str) -> None:
    _, said = GOOD[language]
    assert gist([article(said, language, summary=said)], said, {}) == ""


@pytest.mark.parametrize("language", GOOD)
def test_a_sentence_without_its_end_is_no_gist(article: Any, language: str) -> None:
    title, said = GOOD[language]
    bare = said.rstrip(".。")
    for cut in (bare, f"{bare}…", f"{bare}...", f"{bare} […]"):
        assert gist([article(title, language, summary=cut)], title, {}) == ""


@pytest.mark.parametrize(
    "said",
    [
        "Read more about the long passage that crews finished in the south of the country.",
        "The post on the long passage in the south of the country appeared first on Steppe Herald.",
        "Crews finished the long passage in the south of the country, Xinhua reported on Sunday.",
        "Строители завершили проходку в Джалал-Абадской области, передаёт ТАСС со ссылкой на министерство.",
        "أتمّ العمال حفر الممر الطويل في جنوب البلاد بعد عامين من الأشغال، وفق وكالة شينخوا الصينية.",
        "该工程位于贾拉拉巴德州境内，全长十三公里，新华社记者了解到建设者历时两年完成施工任务。",
        "Crews are done there at last.",
        "Crews " + "finished the long passage in the south of the country and " * 5 + "rested.",
        "and crews finished the long passage in the south of the country after two years.",
        'Crews finished the "long passage in the south of the country after two years.',
    ],
)
def test_boilerplate_agencies_fragments_and_wrong_lengths_are_no_gist(article: Any, said: str) -> None:
    assert gist([article("x", "en", summary=said)], "Tunnel", {}) == ""


@pytest.mark.parametrize(
    "dateline",
    [
        "TASHKENT, Nov. 22 (Xinhua) -- ",
        "АСТАНА, 22 ноября. /ТАСС/. ",
        "МОСКВА, 22 ноя — ",
        "ASTANA – ",
        "طشقند 22 نوفمبر (شينخوا) -- ",
        "新华社塔什干11月22日电（记者王某）",
        "【环球网】",
        "[Updated] ",
    ],
)
def test_a_dateline_goes_and_the_sentence_stays(dateline: str) -> None:
    for _, said in GOOD.values():
        assert without_dateline(dateline + said) == said
        assert without_dateline(said) == said


def test_points_inside_numbers_initials_and_abbreviations_end_nothing() -> None:
    text = "Mr. K. Tokayev paid 4.7 million. Он отдал 5 млрд. тенге г. Ошу. ثم عاد؟ 他说。走了！ And so"
    assert list(sentences(text)) == [
        "Mr. K. Tokayev paid 4.7 million.",
        "Он отдал 5 млрд. тенге г. Ошу.",
        "ثم عاد؟",
        "他说。",
        "走了！",
    ]


def test_the_second_sentence_stands_in_for_a_first_that_repeats_unless_it_leans_on_it(article: Any) -> None:
    title, said = GOOD["en"]
    repeats = f"{title}. "
    assert gist([article(title, "en", summary=repeats + said)], title, {}) == said
    assert gist([article(title, "en", summary=f"{repeats}It {said[0].lower()}{said[1:]}")], title, {}) == ""


def test_of_equal_sentences_the_better_source_speaks_then_the_lead(article: Any) -> None:
    title, said = GOOD["en"]
    other = said.replace("Crews", "Workers")
    lead, second = article("a", "en", id="1", summary=said), article("b", "en", id="2", summary=other)
    assert gist([lead, second], title, {}) == said
    assert gist([lead, second], title, {"2": 1}) == other


@given(
    st.lists(st.sampled_from([said for _, said in GOOD.values()] + ["Short.", "no end", "…", "a" * 300]), max_size=4)
)
def test_a_gist_is_always_found_word_for_word_in_a_summary(article: Any, pieces: list[str]) -> None:
    summary = " ".join(pieces)
    found = gist([article("x", "en", summary=summary)], "Tunnel", {})
    assert found in summary
    assert not found or SHORTEST <= columns(found) <= LONGEST
