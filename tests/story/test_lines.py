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


BRIDGED = (
    "Landslide blocks Irkeshtam road near Nookat village",
    "Forty trucks stuck after rockfall at Chinese border, drivers wait",
    "Irkeshtam road near Nookat village blocked by landslide rockfall; forty trucks stuck at Chinese border, "
    "drivers wait",
)


def _at(n: int, hour: int, title: str) -> dict[str, str]:
    return {
        "id": str(n), "source": f"s{n}", "title": title, "published": f"2025-06-{17 + hour // 24}T{hour % 24:02}:00:00Z"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("hours", "merged"),
    [
        ((0, 1, 2), [{"merged": ["s0", "s1"]}]),
        ((0, 1, 13), []),  # both were told by the digest between
    ],
)
def test_what_no_digest_told_is_made_one_where_it_proves_to_be(
    lines: StoryLines, hours: tuple[int, ...], merged: list[dict[str, Any]]
) -> None:
    placed = [lines.place(_at(n, hour, title)) for n, (hour, title) in enumerate(zip(hours, BRIDGED, strict=True))]
    assert [one["story"] for one in placed][:2] == ["s0", "s1"]
    assert list(lines.merged()) == merged


def test_one_dated_far_ahead_costs_no_thousand_digests(lines: StoryLines) -> None:
    lines.place(_at(0, 0, BRIDGED[0]))
    lines.place({**_at(1, 1, BRIDGED[1]), "published": "9999-01-01T00:00:00Z"})
    lines.place(_at(2, 2, BRIDGED[2]))
    assert list(lines.merged()) == []


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
