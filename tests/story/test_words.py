from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.story.features import table
from bot.story.words import Clitics, Stems, filings, folded_words, grams, jaccard, tidy, tokens
from bot.text.fold import fold_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("railways", "Railway"),
        ("железной", "железная"),
        ("переговоры", "переговоров"),
        ("والصين", "الصين"),
        ("بالقمة", "القمه"),
        ("کازاخستان", "كازاخستان"),
        ("қазақстанның", "Қазақстан"),
    ],
)
def test_endings_and_clitics_do_not_part_a_word_from_itself(one: str, other: str) -> None:
    assert list(tokens(folded_words(one), "ar")) == list(tokens(folded_words(other), "ar"))


def test_chinese_is_compared_by_pairs_of_characters() -> None:
    assert list(tokens(folded_words("中吉乌铁路"), "zh")) == ["zh:中吉", "zh:吉乌", "zh:乌铁", "zh:铁路"]


def test_bare_numbers_are_no_words() -> None:
    assert list(tokens(folded_words("12 dead in 2025"), "en")) == ["en:dead", "en:in"]


@pytest.mark.parametrize(
    "line",
    [
        "MOSCOW, February 26. /TASS/. ",
        "ASTANA, Feb. 27. /TASS/. ",
        "BEIJING, Oct. 17 (Xinhua) -- ",
        "МОСКВА, 26 февраля. /ТАСС/. ",
        "新华社北京10月17日电",
    ],
)
def test_a_dateline_tells_nothing_of_the_event(line: str) -> None:
    assert tidy(line + "Tokayev").strip() == "Tokayev"
    assert filings(line + "Tokayev")


def test_what_only_says_where_it_was_filed_is_left_out() -> None:
    assert tidy("talks with the minister (moscow, may 8, 2025)").strip() == "talks with the minister"
    assert tidy("Parade on Red Square (VIDEO)").strip() == "Parade on Red Square"


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_mutual_and_whole_only_with_oneself(one: str, other: str) -> None:
    a, b = grams(" ".join(folded_words(one))), grams(" ".join(folded_words(other)))
    assert jaccard(a, b) == jaccard(b, a)
    assert 0 <= jaccard(a, b) <= 1
    assert jaccard(a, a) == 1


def test_stems_fit_beginnings_whole_words_and_chinese_anywhere() -> None:
    stems = Stems({"sign": ["подпис", "ink=", "签署"], "unit": ["吨"]})
    assert set(stems.of("подписали")) == {"sign"}
    assert set(stems.of("ink")) == {"sign"}
    assert set(stems.of("inkwell")) == set()
    assert set(stems.of("中哈签署十万吨协议")) == {"sign", "unit"}


@pytest.fixture(scope="module")
def clitics() -> Clitics:
    return Clitics(table("prior.json")["words"]["ar"])


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("وطرابلس", "طرابلس"),
        ("بطشقند", "طشقند"),
        ("لفريق", "فريق"),
        ("ولبنان", "لبنان"),
        ("وبمطار", "مطار"),
        # The letter is the word's own.
        ("وزيرة", "وزيره"),
        ("لبنان", "لبنان"),
        ("بكين", "بكين"),
        ("وفد", "وفد"),
        ("فرنسا", "فرنسا"),
        ("لويس", "لويس"),
    ],
)
def test_one_letter_words_are_taken_off_arabic_words(clitics: Clitics, written: str, bare: str) -> None:
    assert clitics.bare(fold_text(written)) == fold_text(bare)


@pytest.mark.parametrize("name", ["بوتين", "كازاخستان", "باكستان", "بيشكيك", "لافروف"])
def test_a_name_is_the_same_with_and_after_such_a_letter(clitics: Clitics, name: str) -> None:
    assert clitics.bare(fold_text("و" + name)) == clitics.bare(fold_text(name))
