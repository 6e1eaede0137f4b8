"""Which aliases are risky, and that sound ones are not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.match.risks import Risk, lower_case_words, own_aliases, risks

SOUND = "label: {ar: x, en: x, ru: x, zh: x}"
FOUR = "ar: [كازاخستان], ru: [Казахстан], zh: [哈萨克斯坦]"


def found(*entries: str, words: Mapping[str, int] | None = None) -> list[Risk]:
    text = "\n".join(f"place.e{n}: {{{SOUND}, {entry}}}" for n, entry in enumerate(entries))
    gazetteer = load_gazetteer(files={"x.yaml": text})
    return list(risks(gazetteer, Matcher(gazetteer), words or {}))


RISKY = [
    ("names: {en: [Chad], ru: [Чад], ar: [تشاد], zh: [乍得]}", {}, "short", "Чад"),
    ("names: {en: [Polish], ru: [Польша], ar: [بولندا], zh: [波兰]}", {"polish": 40}, "frequent", "Polish"),
    ("names: {en: [kazakhstan], " + FOUR + "}", {}, "case", "kazakhstan"),
    ("names: {en: [Kazаkhstan], " + FOUR + "}", {}, "mixed-script", "Kazаkhstan"),  # a Cyrillic а
    (
        "names: {en: [China Sea], ru: [Казахстан], ar: [كازاخستان], zh: [中国]}, never: [China Sea]",
        {},
        "silent",
        "China Sea",
    ),
    ("names: {en: [Kazakhstan], ru: [Казахстан]}", {}, "missing", ""),
]


@pytest.mark.parametrize(("entry", "words", "kind", "alias"), RISKY, ids=[one[2] for one in RISKY])
def test_a_risk_is_named_with_its_cure(entry: str, words: Mapping[str, int], kind: str, alias: str) -> None:
    (risk,) = found(entry, words=words)
    assert (risk.id, risk.kind, risk.alias) == ("place.e0", kind, alias)
    assert risk.why
    assert risk.cure
    assert risk.severe == (kind == "mixed-script")


def test_the_count_of_a_frequent_word_is_shown() -> None:
    (risk,) = found(RISKY[1][0], words={"polish": 40})
    assert "40 times" in risk.why
    assert found(RISKY[1][0], words={"polish": 4}) == []


def test_a_name_of_two_entities_is_a_collision_unless_it_is_weak_or_implied() -> None:
    first = "names: {en: [Kazakhstan], " + FOUR + "}"
    other = "names: {en: [KAZAKHSTAN], ar: [قازاق], ru: [Астана], zh: [阿斯塔纳]}"
    assert [(one.id, one.kind) for one in found(first, other)] == [
        ("place.e0", "collision"),
        ("place.e1", "collision"),
    ]
    assert found(first, other + ", implies: [place.e0]") == []
    weak = other.replace("en: [KAZAKHSTAN]", "en: [Nursultan]") + ", maybe: {en: [Kazakhstan]}, maybe_if: [place.e0]"
    assert found(first, weak) == []


def test_what_the_operator_added_comes_first_and_is_known_as_his() -> None:
    shipped = load_gazetteer()
    now = load_gazetteer({"place.kazakhstan": {"names": {"en": ["Kаzakhland"]}}})  # a Cyrillic а
    own = own_aliases(now, shipped)
    assert own == {("place.kazakhstan", "Kаzakhland")}
    first, *others = risks(now, Matcher(now), {}, own)
    assert (first.alias, first.own, first.severe) == ("Kаzakhland", True, True)
    assert not any(one.own for one in others)


def test_the_gazetteer_that_ships_has_no_severe_risk_and_no_silent_name() -> None:
    gazetteer = load_gazetteer()
    assert [one for one in risks(gazetteer, Matcher(gazetteer), {}) if one.severe or one.kind == "silent"] == []


def test_words_are_counted_in_lower_case_only() -> None:
    assert lower_case_words(["Row row ROW", "ғана Ғана", "中国"]) == {"row": 1, "гана": 1}
