"""A line in, a line out: what `marsad match --jsonl` promises to other programs."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import MarsadError
from bot.match.lines import tag_line
from bot.match.matcher import Matcher


def test_one_object_a_mention_in_text_order_the_title_first(matcher: Matcher) -> None:
    line = tag_line(matcher, {"id": 7, "title": "Tokayev in China", "summary": "China and Tokayev", "lang": "en"})
    assert line["id"] == 7
    assert [(t["id"], t["field"], t["start"], t["end"]) for t in line["tags"]] == [
        ("person.tokayev", "title", 0, 7),
        ("place.china", "title", 11, 16),
        ("place.china", "summary", 0, 5),
        ("person.tokayev", "summary", 10, 17),
    ]
    assert set(line["tags"][0]) == {"id", "kind", "field", "start", "end", "text", "because"}
    assert line["tags"][0]["kind"] == "person"


def test_offsets_count_code_points_of_the_composed_text(matcher: Matcher) -> None:
    tags = tag_line(matcher, {"id": "x", "title": "e\u0301 🚂 China", "lang": None})["tags"]
    assert [(tag["start"], tag["end"]) for tag in tags] == [(4, 9)]


def test_a_text_without_tags_still_answers(matcher: Matcher) -> None:
    assert tag_line(matcher, {"id": "x", "title": ""}) == {"id": "x", "tags": []}


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"id": "1"}, '"title" is missing'),
        ({"title": "x"}, '"id" is missing'),
        ({"id": "1", "title": 5}, '"title" is int, not text'),
        ({"id": "1", "title": "x", "summary": ["y"]}, '"summary" is list, not text'),
        ({"id": "1", "title": "x", "lang": 3}, '"lang" is int, not text'),
        (["id"], "a list is no record"),
    ],
)
def test_a_bad_record_is_told_what_it_lacks(matcher: Matcher, record: Any, says: str) -> None:
    with pytest.raises(MarsadError, match=says):
        tag_line(matcher, record)
