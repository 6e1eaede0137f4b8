"""Folding makes equal what readers take as equal, and finds its way back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.fold import fold, fold_text, nfc

ALPHABETS = (
    "aceopxyoghtXIŞçğıİəO'‘ʻ’s -—…ﬁßæ\u0301\u0306"
    "кыргызстанйёЁЙқғңөұүәіһӣӯҳҷўЎїcaeо"
    "الصينأإآٱىیکةۀؤئـ\u064e\u0651\u0654\u200c\u200dﻻﷺ٣"
    "哈薩克斯坦發展中國家－Ｃｈｉｎａ　ｱﾞ"
    "\u200b\u200e\u202b\u2067\u2069\ufeff\u00ad\n\t\u1100\u1161각"
)
TEXTS = st.one_of(st.text(st.sampled_from(ALPHABETS), max_size=30), st.text(max_size=20))


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("أوزبكستان", "اوزبكستان"),
        ("الصِّين", "الصين"),
        ("كازاخســتان", "كازاخستان"),
        ("شی جین‌پینگ", "شي جين پينگ"),
        ("ۀ", "ه"),
        ("مبادرة", "مبادره"),
        ("Қазақстан", "казакстан"),
        ("Ўзбекистон", "узбекистон"),
        ("Чумҳурии Тоҷикистон", "чумхурии точикистон"),
        ("Токаёв", "токаев"),
        ("Кыргызcтандын", "кыргызстандын"),  # a Latin c, as in the Kyrgyz corpus
        ("BРИКС", "брикс".replace("б", "в")),
        ("Oʻzbekiston", "ozbekiston"),
        ("O‘zbekiston", "O'zbekiston"),
        ("Beijing’s", "beijing's"),
        ("ŞİÖ", "sio"),
        ("Türkmenistan", "turkmenistan"),
        ("Qırğızıstan", "qirgizistan"),
        ("哈薩克", "哈萨克"),
        ("發展中國家", "发展中国家"),
        ("Ｃｈｉｎａ　２０２６", "china 2026"),
        ("٢٠٢٦", "2026"),
        ("China–Central Asia", "china-central asia"),
        ("Ka\u00adzakh\u200estan", "kazakhstan"),
        ("谢尔达尔•别尔德", "谢尔达尔·别尔德"),
    ],
)
def test_makes_equal_what_readers_take_as_equal(written: str, same: str) -> None:
    assert fold_text(written) == fold_text(same)


@pytest.mark.parametrize(("one", "other"), [("й", "и"), ("قازاق", "كازاخ"), ("شي", "سي"), ("中国", "中亚")])
def test_keeps_apart_what_is_different(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)


@given(TEXTS)
@settings(max_examples=300)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold_text(text)
    assert fold_text(once) == once


@given(TEXTS)
@settings(max_examples=200)
def test_offsets_rise_within_the_composed_text(text: str) -> None:
    folded = fold(text)
    starts = [folded.start(i) for i in range(len(folded.text) + 1)]
    assert starts == sorted(starts)
    assert starts[-1] == len(nfc(text))
    for i in range(len(folded.text)):
        assert 0 <= folded.start(i) < folded.end(i + 1) <= len(nfc(text))


@given(TEXTS, st.data())
@settings(max_examples=200)
def test_every_folded_character_lies_in_the_slice_it_came_from(text: str, data: st.DataObject) -> None:
    folded, whole = fold(text), nfc(text)
    if not folded.text:
        return
    i = data.draw(st.integers(0, len(folded.text) - 1))
    piece = whole[folded.start(i) : folded.end(i + 1)]
    mended = {fold_text("а" + piece + "а"), fold_text("a" + piece + "a"), fold_text(piece)}  # in either company
    assert any(folded.text[i] in form for form in mended)


@given(TEXTS)
@settings(max_examples=100)
def test_composition_does_not_matter(text: str) -> None:
    assert fold_text(unicodedata.normalize("NFD", text)) == fold_text(text)


@given(
    st.text(st.sampled_from("abкгالصينç中国 '"), max_size=20), st.sampled_from("\u200e\u200f\u2068\u2069\ufeff\u00adـ")
)
def test_invisible_signs_do_not_matter(text: str, sign: str) -> None:
    assert fold_text(sign.join(text)) == fold_text(text)


def test_a_plain_text_needs_no_offsets() -> None:
    assert fold("Токаев в Пекине").offsets is None
    assert fold("قمة الصين").offsets is None
    assert fold("中國–中亞峰會").offsets is None


def test_offsets_point_behind_what_was_deleted() -> None:
    folded = fold("O'zbek الصِّين")
    at = folded.text.index("الصين")
    assert (folded.start(at), folded.end(at + 5)) == (7, 14)
