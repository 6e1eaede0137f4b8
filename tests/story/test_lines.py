"""The stand-alone command: records in, stories out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.errors import MarsadError
from bot.gazetteer import Gazetteer
from bot.model import Matched
from bot.story.lines import StoryLines

RECORD = {
    "id": "1",
    "source": "a",
    "url": "https://a.example/1",
    "title": "Tokayev meets Xi Jinping in Astana",
    "published": "2025-06-17T09:00:00Z",
}


@pytest.fixture
def lines(gazetteer: Gazetteer, match: Callable[[str, str, str | None], Matched]) -> StoryLines:
    return StoryLines(gazetteer=gazetteer, match=match)


def test_a_record_gets_its_story(lines: StoryLines) -> None:
    first = lines.place(RECORD)
    assert first == {"id": "1", "story": "s1", "relation": "new"}
    again = lines.place({**RECORD, "id": "2", "source": "b", "url": "https://b.example/9"})
    assert again == {"id": "2", "story": "s1", "relation": "copy"}


def test_untagged_articles_take_part(lines: StoryLines) -> None:
    title = "Local choir wins a prize for old wedding songs"
    lines.place({**RECORD, "title": title})
    assert lines.place({**RECORD, "id": "2", "source": "b", "url": None, "title": title})["relation"] == "copy"


def test_an_edit_keeps_its_story(lines: StoryLines) -> None:
    lines.place({**RECORD, "guid": "g"})
    edited = lines.place({**RECORD, "id": "2", "guid": "g", "title": "Tokayev, Xi meet", "url": "https://a.example/2"})
    assert edited["story"] == "s1"


def test_a_number_is_an_id_too(lines: StoryLines) -> None:
    assert lines.place({**RECORD, "id": 7}) == {"id": 7, "story": "s7", "relation": "new"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": None}, "title: None is not a text"),
        ({"published": "yesterday"}, 'published: "yesterday" is not a time'),
        ({"published": 1750000000}, "published: 1750000000 is not a text"),
        ({"summary": ["x"]}, "summary: ['x'] is not a text"),
        ({"id": ""}, "id: empty"),
    ],
)
def test_a_bad_record_is_named_and_takes_no_part(lines: StoryLines, change: Mapping[str, Any], said: str) -> None:
    with pytest.raises(MarsadError) as caught:
        lines.place({**RECORD, **change})
    assert said in str(caught.value)
    assert lines.place(RECORD)["relation"] == "new"


def test_a_missing_field_is_named(lines: StoryLines) -> None:
    with pytest.raises(MarsadError, match="title, published missing"):
        lines.place({"id": "1", "source": "a"})
