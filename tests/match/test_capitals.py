"""Texts without any capital: long names count, words that look like names do not."""

from __future__ import annotations

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

LABEL = "label: {ar: ا, en: A, ru: А, zh: 甲}"
GAZETTEER = f"""
place.kazakhstan: {{{LABEL}, names: {{en: [Kazakhstan], kk: [Қазақстан], uz: [Qozogʻiston], tr: [Kazakistan]}}}}
place.uzbekistan: {{{LABEL}, names: {{uz: [Oʻzbekiston, Ўзбекистон], kk: [Өзбекстан], tk: [Özbegistan]}}}}
place.china: {{{LABEL}, names: {{en: [China], ru: [Китай], kk: [Қытай], tr: [Çin]}}}}
place.ghana: {{{LABEL}, names: {{kk: [Ғана]}}}}
place.mali: {{{LABEL}, names: {{kk: [Мали]}}}}
place.qatar: {{{LABEL}, names: {{kk: [Қатар], ru: [Катар]}}}}
place.karshi: {{{LABEL}, names: {{en: [Qarshi], uz: [Qarshi], ru: [Карши]}}}}
place.karaganda: {{{LABEL}, names: {{ru: [Караганда], kk: [Қарағанды]}}}}
place.astana: {{{LABEL}, names: {{ru: [Астана], kk: [Астана], uz: [Ostona]}}}}
place.dushanbe: {{{LABEL}, names: {{ru: [Душанбе], tg: [Душанбе]}}}}
place.usa: {{{LABEL}, names: {{kk: [АҚШ], ru: [США]}}}}
org.sco: {{{LABEL}, names: {{en: [SCO], ru: [ШОС], uz: [SHHT]}}}}
"""
MATCHER = Matcher(load_gazetteer(files={"a.yaml": GAZETTEER}))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "kazakhstan, china sign deal", "kazakhstan china"),
        ("en", "sco meets in qatar", "sco"),
        ("ru", "шос, сша и китай", "sco usa china"),
        ("ru", "астана, душанбе", "astana dushanbe"),
        ("kk", "қазақстанның өзбекстанмен шекарасы", "kazakhstan uzbekistan"),
        ("uz", "o‘zbekiston va qozog‘iston chegarasi", "uzbekistan kazakhstan"),
        ("uz", "ўзбекистонга ташриф", "uzbekistan"),
        ("tk", "özbegistanyň ilçisi", "uzbekistan"),
        ("tr", "kazakistan'dan gelen yük", "kazakhstan"),
        ("ru", "#китай растёт", "china"),
        # and the traps
        ("kk", "сонымен қатар ол ғана айтты, малиновый", ""),
        ("kk", "мексика астанасының ақшасы", ""),
        ("kk", "өткен жылға қарағанда", ""),
        ("ky", "буга каршы болгон, мурдагыга караганда", ""),
        ("uz", "terrorizmga qarshi kurash", ""),
        ("tg", "рӯзи душанбе борон меборад", ""),
        ("tr", "cin ve cinayet", ""),
        # one capital in the field, and lower case tells again
        ("kk", "Ол өзбекстан деді", ""),
        ("ru", "Он написал: шос", ""),
    ],
)
def test_in_a_text_without_capitals_only_what_is_no_word_counts(language: str, text: str, expected: str) -> None:
    found = {tag.id.partition(".")[2] for tag in MATCHER.match(text, "", language).tags}
    assert found == set(expected.split())


def test_title_and_summary_are_told_apart() -> None:
    assert MATCHER.match("қазақстанның шекарасы", "Ол ғана айтты", "kk").tags
    assert not MATCHER.match("Ол айтты", "Бұл қазақстанның", "kk").tags
