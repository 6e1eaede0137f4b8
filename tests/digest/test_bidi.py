"""Lines of mixed direction stay readable, with as few marks as that takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.bidi import FSI, PDI, RLM, isolate, reads_rtl, set_line


@pytest.mark.parametrize("text", ["The Astana Times", "24.kg", "新华社", "Газета.uz", "«ТАСС»"])
def test_a_name_of_the_other_direction_is_isolated(text: str) -> None:
    assert isolate(text, rtl=True) == f"{FSI}{text}{PDI}"
    assert isolate(text, rtl=False) == text


@pytest.mark.parametrize("text", ["شينخوا", "هرمز نيوز", "«الميادين»"])
def test_an_arabic_name_is_isolated_only_among_letters_that_run_left_to_right(text: str) -> None:
    assert isolate(text, rtl=True) == text
    assert isolate(text, rtl=False) == f"{FSI}{text}{PDI}"


@pytest.mark.parametrize("text", ["", "2026", "١٢", "🚆", "— · —"])
def test_what_has_no_direction_needs_no_mark(text: str) -> None:
    assert isolate(text, rtl=True) == isolate(text, rtl=False) == text


def test_an_arabic_headline_that_opens_with_a_latin_word_is_still_arabic() -> None:
    assert reads_rtl("CKU: انطلاق أعمال سكة الحديد في مقطعها الثاني")
    assert not reads_rtl("The newspaper «الميادين» reports")


def test_an_arabic_line_begins_with_one_mark_and_an_empty_one_has_none() -> None:
    assert set_line("🚆 النقل", rtl=True) == f"{RLM}🚆 النقل"
    assert set_line("", rtl=True) == ""
    assert set_line("Transport", rtl=False) == "Transport"


@given(st.text(), st.booleans())
def test_isolating_keeps_the_text(text: str, rtl: bool) -> None:
    assert isolate(text, rtl=rtl) in {text, f"{FSI}{text}{PDI}"}
