"""`match --jsonl` and `stories --jsonl`: order kept, a bad line named and the others done."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest

from tests.standin.command import Marsad, Ran


def jsonl(*records: Any) -> str:
    return "".join((one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)) + "\n" for one in records)


def answers(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.split("\n") if line]


TITLES = [
    {"id": 7, "title": "Си Цзиньпин встретился с Токаевым в Астане", "lang": "ru"},
    {"id": "b", "title": "الرئيس الصيني شي جين بينغ يصل إلى طشقند", "summary": "زيارة إلى أوزبكستان"},
    {"id": "a", "title": "习近平在北京会见塔吉克斯坦总统拉赫蒙"},
    {"id": "c", "title": "Family bakery wins prize"},
    {"id": "d", "title": "Кездесуге Қазақстан мен Қытай басшылары келді".replace("й", "и\u0306"), "lang": "kk"},
]


def test_answers_come_in_the_order_of_the_lines(marsad: Marsad) -> None:
    ran = marsad("match", "--jsonl", stdin=jsonl(*TITLES))
    assert ran.code == 0
    assert [one["id"] for one in answers(ran)] == [7, "b", "a", "c", "d"]


def test_offsets_are_code_points_of_the_nfc_text(marsad: Marsad) -> None:
    ran = marsad("match", "--jsonl", stdin=jsonl(*TITLES))
    seen = 0
    for record, answer in zip(TITLES, answers(ran), strict=True):
        for tag in answer["tags"]:
            assert set(tag) == {"id", "kind", "field", "start", "end", "text", "because"}
            text = unicodedata.normalize("NFC", str(record[tag["field"]]))
            assert text[tag["start"] : tag["end"]] == tag["text"]
            assert tag["because"]
            seen += 1
    assert seen >= 10


BAD = [
    ("{broken", "not JSON"),
    ("[1, 2]", "not a JSON object"),
    ('"text"', "not a JSON object"),
    ('{"id": 1}', "title"),
    ('{"title": "no id"}', "id"),
    ('{"id": 1, "title": 5}', "title"),
    ('{"id": 1, "title": "x", "summary": ["y"]}', "summary"),
    ('{"id": 1, "title": null}', "title"),
    ("[" * 200_000, "deep"),
    ('{"id": 1, "title": "Xi Jinping \\ud800 in Astana"}', "surrogate"),
    ('{"id": NaN, "title": "x"}', "NaN"),
    ('{"id": ' + "9" * 5000 + ', "title": "x"}', "not JSON"),
]


def test_bad_lines_are_named_by_their_numbers_and_the_others_are_done(marsad: Marsad) -> None:
    good = {"id": "good", "title": "China and Kazakhstan sign an accord"}
    ran = marsad("match", "--jsonl", stdin=jsonl(good, *(line for line, _ in BAD), good))
    assert ran.code == 1
    assert [one["id"] for one in answers(ran)] == ["good", "good"]
    sentences = ran.err.splitlines()
    assert len(sentences) == len(BAD)
    for number, (sentence, (_, said)) in enumerate(zip(sentences, BAD, strict=True), start=2):
        assert sentence.startswith(f"line {number}: ")
        assert said in sentence
        assert len(sentence) < 300


def test_a_line_that_is_not_utf8_is_named_and_not_guessed_at(marsad: Marsad) -> None:
    good = jsonl({"id": "good", "title": "China and Kazakhstan sign an accord"}).encode()
    ran = marsad("match", "--jsonl", stdin=good + b'{"id": "bad", "title": "Xi \xff Jinping"}\n' + good)
    assert ran.code == 1
    assert [one["id"] for one in answers(ran)] == ["good", "good"]
    assert "line 2: " in ran.err
    assert "UTF-8" in ran.err


@pytest.mark.parametrize(("command", "stdin"), [("match", ""), ("stories", "\n  \n\n")])
def test_no_input_is_no_output_and_no_failure(marsad: Marsad, command: str, stdin: str) -> None:
    ran = marsad(command, "--jsonl", stdin=stdin)
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_empty_lines_count_when_lines_are_numbered(marsad: Marsad) -> None:
    assert "line 3: " in marsad("match", "--jsonl", stdin="\n\nbroken\n").err


def test_a_separator_inside_a_text_does_not_end_the_line(marsad: Marsad) -> None:
    separators = ("\u2028", "\u2029", "\x85", *map(json.dumps, "\x0b\x0c\x1c\r"))
    lines = (f'{{"id": 1, "title": "Xi Jinping{one.strip(chr(34))}visits Astana"}}' for one in separators)
    ran = marsad("match", "--jsonl", stdin=jsonl(*lines))
    assert ran.code == 0
    found = answers(ran)
    assert len(found) == len(separators)
    assert all("person.xi_jinping" in {tag["id"] for tag in answer["tags"]} for answer in found)


def test_lines_may_end_as_on_windows_and_begin_with_a_byte_order_mark(marsad: Marsad) -> None:
    ran = marsad("match", "--jsonl", stdin='\ufeff{"id": 1, "title": "x"}\r\n{"id": 2, "title": "y"}\r\n')
    assert ran.code == 0
    assert [one["id"] for one in answers(ran)] == [1, 2]


def test_an_answer_never_ends_in_the_middle_of_a_line(marsad: Marsad) -> None:
    ran = marsad("match", "--jsonl", stdin=jsonl({"id": "a\u2028b\n", "title": "Astana"}))
    assert len(ran.out.split("\n")) == 2


def test_a_name_of_the_operators_own_is_matched_and_a_muted_one_is_not(marsad: Marsad) -> None:
    marsad.write(
        "sources: []\nwatch:\n  mute: [place.kazakhstan]\n  entities:\n"
        "    org.yurt_bank:\n      label: {en: Yurt Bank}\n      names: {en: [Yurt Bank]}\n"
    )
    (answer,) = answers(marsad("match", "--jsonl", stdin=jsonl({"id": 1, "title": "Yurt Bank opens in Kazakhstan"})))
    ids = {tag["id"] for tag in answer["tags"]}
    assert "org.yurt_bank" in ids
    assert "place.kazakhstan" not in ids


# --- stories -------------------------------------------------------------------------------------------------------


def report(id: Any, title: str, hour: int, **more: Any) -> dict[str, Any]:
    source = more.pop("source", f"s{id}")
    return {"id": id, "source": source, "url": f"https://{source}.example/{id}", "title": title,
            "published": f"2026-11-22T{hour:02}:00:00Z"} | more  # fmt: skip


REPORTS = [
    report(1, "Tokayev meets Xi Jinping in Astana to discuss the railway", 1),
    report("two", "Tajik museum shows old coins", 2),
    report(3, "Tokayev meets Xi Jinping in Astana to discuss the railway", 3),
    report(4, "Токаев встретился с Си Цзиньпином в Астане, обсудили железную дорогу", 4),
    report(5, "Kazakhstan and China trade reaches $48 billion", 5),
]


def test_a_copy_joins_and_other_news_does_not(marsad: Marsad) -> None:
    ran = marsad("stories", "--jsonl", "--semantic", "off", stdin=jsonl(*REPORTS))
    assert ran.code == 0
    got = answers(ran)
    assert [one["id"] for one in got] == [1, "two", 3, 4, 5]
    assert all(set(one) == {"id", "story", "relation"} for one in got)
    assert all(one["relation"] in ("new", "copy", "joined", "development") for one in got)
    story = {one["id"]: one["story"] for one in got}
    assert story[3] == story[1]
    assert [one["relation"] for one in got][:3] == ["new", "new", "copy"]
    assert len({story[1], story["two"], story[5]}) == 3
    seen: set[str] = set()
    for one in got:
        assert (one["relation"] == "new") == (one["story"] not in seen)
        seen.add(one["story"])
    assert list(marsad.folder.iterdir()) == []  # nothing is stored


# A report in Russian, one in Chinese, and one whose text holds both headlines' words.
BRIDGED = [
    report(1, "Landslide blocks Irkeshtam road near Nookat village", 1),
    report(2, "Forty trucks stuck after rockfall at Chinese border, drivers wait", 2),
    report(
        3,
        "Irkeshtam road near Nookat village blocked by landslide rockfall; forty trucks stuck at Chinese border, "
        "drivers wait",
        3,
    ),
]

BAD_REPORTS = [
    "{",
    {"id": 9, "title": "x"},
    report(9, "x", 9) | {"published": "yesterday"},
    report(9, "x", 9) | {"published": "9999-12-31T23:59:59-23:00"},
    report(9, "x", 9) | {"published": "0001-01-01T00:00:00+23:00"},
    report(9, "x", 9) | {"title": None},
    report(9, "x", 9) | {"id": ""},
    report(9, "x", 9) | {"id": None},
    report(9, "x", 9) | {"url": 7},
    '{"id": 9, "source": "s", "url": "u", "title": "Xi \\udc00 Jinping", "published": "2026-11-22T01:00:00Z"}',
]


def test_bad_articles_are_named_and_take_nothing_with_them(marsad: Marsad) -> None:
    given = jsonl(REPORTS[0], *BAD_REPORTS, REPORTS[2])
    ran = marsad("stories", "--jsonl", "--semantic", "off", stdin=given)
    assert ran.code == 1
    assert [one["relation"] for one in answers(ran)] == ["new", "copy"]
    sentences = ran.err.splitlines()
    assert [line.partition(":")[0] for line in sentences] == [f"line {n}" for n in range(2, 2 + len(BAD_REPORTS))]


def test_a_later_article_that_proves_two_stories_one_is_told_at_the_end(marsad: Marsad) -> None:
    ran = marsad("stories", "--jsonl", "--semantic", "off", stdin=jsonl(*BRIDGED))
    *told, merged = answers(ran)
    assert [one["id"] for one in told] == [one["id"] for one in BRIDGED]
    first, second, _ = (one["story"] for one in told)
    assert first != second
    assert merged == {"merged": [first, second]}


def test_both_need_the_flag_that_names_their_form(marsad: Marsad) -> None:
    for command in ("match", "stories"):
        ran = marsad(command)
        assert ran.code == 2
        assert "--jsonl" in ran.err
