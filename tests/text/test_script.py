"""The language of a text: said, else told by letters."""

from __future__ import annotations

import pytest

from bot.text.script import is_rtl, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("قمة الصين وآسيا الوسطى", "ar"),
        ("چین و روسیه بیان کردند", "fa"),
        ("چین اور پاکستان کے درمیان", "ur"),
        ("Китай и Россия полагают, что", "ru"),
        ("Қытай мен Ресей Пхеньянның", "kk"),
        ("Кытай жана Орусия өкмөтү", "ky"),
        ("Чин ва Руссия андеша доранд, ки Шӯрои", "tg"),
        ("Хитой ва Ўзбекистон президентлари", "uz"),
        ("Китай і Україна: їх зв'язки", "uk"),
        ("中国和俄罗斯提请联合国", "zh"),
        ("中国はロシアと", "ja"),
        ("중국과 러시아", "ko"),
        ("China and Russia argue", "en"),
        ("Çin ve Rusya atılan adımlar", "tr"),
        ("Hytaý bilen Russiýa BMG-nyň", "tk"),
        ("Oʻzbekiston va Xitoy", "uz"),
        ("Çin və Rusiya", "az"),
        ("2026 — 15 %", "und"),
        ("", "und"),
    ],
)
def test_letters_tell_the_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_the_sources_word_comes_before_the_feeds_and_both_before_the_letters() -> None:
    assert language_of("China", hint="kk", feed="en") == "kk"
    assert language_of("China", feed="tr-TR") == "tr"
    assert language_of("Китай", hint="", feed="und") == "ru"
    assert language_of("چین", feed="prs") == "fa"
    assert language_of("中国", feed="zh_Hans_CN") == "zh"


def test_arabic_and_persian_run_from_right_to_left() -> None:
    assert is_rtl("ar")
    assert is_rtl("fa-IR")
    assert not is_rtl("ru")
    assert not is_rtl("und")
