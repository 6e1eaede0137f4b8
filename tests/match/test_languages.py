"""What one language lists counts in another only where the two mean the same by it."""

from __future__ import annotations

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

LABEL = "label: {ar: ا, en: A, ru: А, zh: 甲}"
GAZETTEER = f"""
place.china: {{{LABEL}, names: [China, Китай, الصين, چین, Hytaý, Çin, Қытай, Чин]}}
place.dushanbe: {{{LABEL}, names: {{ar: [دوشنبه], ru: [Душанбе]}}, maybe: {{fa: [دوشنبه]}}, maybe_if: [place.china]}}
place.usa: {{{LABEL}, names: {{tr: [ABD]}}}}
topic.finance:
  {LABEL}
  words: {{ar: [قرض], fa: [وام], ru: [кредит], kk: [несие], ky: [насыя], tg: [қарз], uz: [насия, kredit], en: [loan]}}
  with: [place.china]
topic.trade:
  {LABEL}
  words:
    {{ar: [تجارة, واردات], fa: [تجارت], kk: [сауда], uz: [савдо], tg: [тиҷорат], tr: [ticaret, gümrük], tk: [söwda]}}
  with: [place.china]
topic.uranium:
  {LABEL}
  words: {{uz: [uran], tk: [uranyň], kk: [уран]}}
  with: [place.china]
"""
MATCHER = Matcher(load_gazetteer(files={"a.yaml": GAZETTEER}))


@pytest.mark.parametrize(
    ("language", "text", "id", "found"),
    [
        # short words of one language are others in another
        ("ar", "قال أبي وأمي إن الصين بعيدة", "topic.finance", False),
        ("fa", "چین وام داد", "topic.finance", True),
        ("tk", "Hytaý: sowa uran topar", "topic.uranium", False),
        ("uz", "China uran oldi", "topic.uranium", True),
        # half of Persian's words of office are Arabic
        ("fa", "واردات از چین", "topic.trade", True),
        ("fa", "بواردات چین", "topic.trade", False),
        # Tajik has its own words where Uzbek's look alike
        ("tg", "Марказҳои савдои хурд дар Чин", "topic.trade", False),
        # the press mixes: Russian anywhere, and long words between kindred languages
        ("kk", "Қытай кредит берді", "topic.finance", True),
        ("ky", "Кытайдан насия, Китай", "topic.finance", True),
        ("tk", "Hytaý gümrük", "topic.trade", True),
        # a language that lists none takes everybody's
        ("az", "Çin ticaret", "topic.trade", True),
        # letters did not tell Kyrgyz from Russian
        ("ru", "Китай менен сауда", "topic.trade", True),
    ],
)
def test_a_topic_word_counts_where_the_languages_share_it(language: str, text: str, id: str, found: bool) -> None:
    assert (id in {tag.id for tag in MATCHER.match(text, "", language).tags}) is found


@pytest.mark.parametrize("text", ["روز دوشنبه", "دوشنبه‌ها", "دوشنبه‌ای دیگر", "دوشنبه‌ی گذشته"])
def test_a_name_that_is_weak_in_a_language_is_weak_with_any_ending(text: str) -> None:
    assert MATCHER.match(text, "", "fa").tags == ()
    assert "place.dushanbe" in {tag.id for tag in MATCHER.match(f"{text}، چین", "", "fa").tags}


def test_a_name_of_another_writing_is_weak_where_a_weak_form_stands() -> None:
    text = f"place.sary: {{{LABEL}, names: {{ru: [Сары]}}, maybe: {{ky: [Сары-Таш]}}, maybe_if: [place.none]}}\n"
    text += f"place.none: {{{LABEL}, names: [Nowhere]}}"
    matcher = Matcher(load_gazetteer(files={"a.yaml": text}))
    assert matcher.match("Сары-Ташка жол", "", "ky").tags == ()
    assert matcher.match("Сары", "", "ru").tags


def test_a_text_that_tells_no_language_keeps_the_short_names_of_all() -> None:
    assert [tag.id for tag in MATCHER.match("ABD-Çin é").tags] == ["place.usa", "place.china"]


def test_a_refused_topic_word_names_its_language() -> None:
    (refusal,) = [one for one in MATCHER.explain("أبي وأمي والصين", "", "ar").refusals if one.id == "topic.finance"]
    assert (refusal.rule, refusal.why) == ("language", "a topic word of fa, and ar has words of its own for it")
