"""The loader: every mistake is told with its file, id, field and cure; what is right comes out as written."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import ConfigError
from bot.gazetteer import load_gazetteer

LABEL = "label: {ar: الصين, en: China, ru: Китай, zh: 中国}"
CHINA = f"place.china: {{{LABEL}, names: {{en: [China]}}}}\n"


def complaint(text: str, extra: dict[str, Any] | None = None, mute: tuple[str, ...] = ()) -> str:
    with pytest.raises(ConfigError) as caught:
        load_gazetteer(extra, mute, files={"some.yaml": text})
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("place.china: {names: {en: [China]}}", "some.yaml: place.china: label: missing in ar, en, ru, zh; add it"),
        (f"place.china: {{{LABEL}}}", "some.yaml: place.china: names: nothing to find; add names"),
        (f"place.china: {{{LABEL}, names: {{de: [China]}}}}", '"de" is not a known language; write one of ar, en'),
        (f"place.china: {{{LABEL}, names: {{en: China}}}}", "en: write a list, such as en: [China]"),
        (f"place.china: {{{LABEL}, names: [5]}}", "5 is not text; put it in quotes"),
        (f"place.china: {{{LABEL}, names: ['a=b']}}", '"=" stands only at the beginning'),
        (f"place.china: {{{LABEL}, names: ['-']}}", "holds no letter; remove it"),
        (f"place.china: {{{LABEL}, name: [China]}}", "place.china: name: no such key; write one of label, tag, names"),
        (f"place.china: {{{LABEL}, names: [China], weight: 0}}", "weight: write a number above 0"),
        (f"place.china: {{{LABEL}, names: [China], section: no}}", "'no' is not a section; write one of politics"),
        (f"place.china: {{{LABEL}, names: [C], context: maybe}}", "context: write true or false"),
        (f"place.china: {{{LABEL}, maybe: [China]}}", "maybe: counts only beside others; name them, such as maybe_if"),
        (f"topic.t: {{{LABEL}, words: [trade]}}", "words: need company; add with: or with_any:"),
        (f"topic.t: {{{LABEL}, names: [x], with: [topic.t]}}", "with: decides about words only"),
        (f"topic.t: {{{LABEL}, words: [x], with: [topic.t], near: far}}", "'far' is no distance; write a number"),
        (CHINA + f"topic.t: {{{LABEL}, names: [x], implies: [place.chna]}}", "implies: place.chna is not a known"),
        (f"place.china: {{{LABEL}, names: [C], implies: place.x}}", "implies: write a list of ids, such as"),
        ("city.rome: {}", "some.yaml: city.rome: not an id; write a kind (person, place, org"),
        ("place.china: China", "place.china: write a mapping"),
        ("- place.china", "some.yaml: write a mapping of ids to entries"),
        ("place.china: {a: [}", "some.yaml line 1: "),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_its_cure(text: str, says: str) -> None:
    assert says in complaint(text)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        load_gazetteer(files={"a.yaml": "place.a: {}\nplace.b: {names: 5}"})
    assert len(caught.value.problems) == 3


def test_an_id_stands_in_one_file_only() -> None:
    with pytest.raises(ConfigError, match=r"b\.yaml: place\.china: stands in a\.yaml already"):
        load_gazetteer(files={"a.yaml": CHINA, "b.yaml": CHINA})


def test_the_operator_extends_what_is_known() -> None:
    extra = {"place.china": {"names": {"en": ["Cathay"], "ru": ["Китай"]}, "weight": 2}}
    entry = load_gazetteer(extra, files={"a.yaml": CHINA}).entries["place.china"]
    assert entry.names == {"en": ("China", "Cathay"), "ru": ("Китай",)}
    assert (entry.weight, entry.label["ar"]) == (2, "الصين")


def test_names_for_any_language_join_those_of_each() -> None:
    listed = f"place.china: {{{LABEL}, names: [China]}}\n"
    by_language = load_gazetteer({"place.china": {"names": {"ru": ["Китай"]}}}, files={"a.yaml": listed})
    assert by_language.entries["place.china"].names == {"mul": ("China",), "ru": ("Китай",)}
    for_any = load_gazetteer({"place.china": {"names": ["Cathay"], "implies": []}}, files={"a.yaml": CHINA})
    assert for_any.entries["place.china"].names == {"en": ("China",), "mul": ("Cathay",)}


def test_what_ships_is_sound_and_speaks_four_languages() -> None:
    gazetteer = load_gazetteer()
    assert "place.kazakhstan" in gazetteer.ids()
    assert all(gazetteer.hashtag(id, language) for id in gazetteer.ids() for language in ("ar", "en", "ru", "zh"))


def test_the_operators_own_entry_needs_no_labels() -> None:
    gazetteer = load_gazetteer({"org.acme": {"names": ["Acme"]}}, files={"a.yaml": CHINA})
    assert gazetteer.label("org.acme", "ar") == "Acme"


def test_the_operators_mistakes_name_his_file_and_key() -> None:
    assert complaint(CHINA, {"org.acme": {"names": 5}}).startswith("watch.entities: org.acme: names: write a mapping")
    assert complaint(CHINA, {"acme": {}}).startswith("watch.entities: acme: not an id")
    assert complaint(CHINA, {"org.acme": None}).startswith("watch.entities: org.acme: write a mapping")
    assert complaint(CHINA, mute=("place.chna",)) == (
        "watch.mute: place.chna is not a known id; did you mean place.china?"
    )


def test_a_muted_id_is_gone_and_what_speaks_of_it_stays_legal() -> None:
    rule = f"topic.t: {{{LABEL}, words: [trade], with: [place.china], section: economy}}"
    gazetteer = load_gazetteer(mute=["place.china"], files={"a.yaml": CHINA + rule})
    assert gazetteer.ids() == {"topic.t"}
    assert gazetteer.section("topic.t") == "economy"


def test_what_an_id_is_called() -> None:
    person = f"person.k: {{{LABEL}, tag: {{en: Kassym-Jomart Toqaev}}, names: [K]}}"
    body = "org.o: {label: {ar: مُبَادَرَة الحزام, en: O'Zone Pact, ru: ц, zh: 谢·别}, names: [O]}"
    gazetteer = load_gazetteer(files={"a.yaml": person, "b.yaml": body})
    assert gazetteer.label("person.k", "fa") == "China"
    assert gazetteer.label("person.unknown", "en") == "person.unknown"
    assert gazetteer.hashtag("person.k", "en") == "Kassym_Jomart_Toqaev"
    assert gazetteer.hashtag("org.o", "ar") == "مبادرة_الحزام"
    assert gazetteer.hashtag("org.o", "en") == "OZone_Pact"
    assert gazetteer.hashtag("org.o", "zh") == "谢_别"
    assert gazetteer.hashtag("place.new_york", "en") == "new_york"
    assert (gazetteer.kind("org.o"), gazetteer.weight("place.x"), gazetteer.section("place.x")) == ("org", 1.0, "other")
