"""An article whose words were changed keeps its place, and is news when the change is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.model import Placement

Tell = Callable[..., Placement]

BLAST = "Explosion at Almaty plant kills 12 people"


@pytest.mark.parametrize(
    ("before", "after", "adds"),
    [
        (BLAST, "Explosion at Almaty plant kills 15 people", "number:15 killed"),
        (
            "Trade of China and Kazakhstan reaches $40 billion",
            "Trade of China and Kazakhstan reaches $44 billion",
            "number",
        ),
        (
            "China and Kazakhstan sign gas deal in Astana",
            "Gas talks in Astana collapse, Beijing blames price",
            "edit:title",
        ),
    ],
)
def test_a_material_edit_is_a_development(tell: Tell, before: str, after: str, adds: str) -> None:
    told = tell(before, guid="g")
    edit = tell(after, guid="g", hour=1)
    assert (edit.story, edit.relation) == (told.story, "development")
    assert adds in edit.adds


@pytest.mark.parametrize("after", [BLAST, f"{BLAST}, officials say", "Explosion at the Almaty plant killed 12 people"])
def test_a_cosmetic_edit_is_none(tell: Tell, after: str) -> None:
    told = tell(BLAST, guid="g")
    edit = tell(after, guid="g", hour=1)
    assert (edit.story, edit.relation, edit.adds) == (told.story, "copy", "")


def test_what_comes_later_is_compared_with_the_new_words(tell: Tell) -> None:
    told = tell("Live: briefing of the ministry", guid="g")
    tell("Landslide blocks Irkeshtam road, 40 trucks stuck", guid="g", hour=1)
    other = tell("Irkeshtam road blocked by landslide, trucks stuck", source="b", hour=2)
    assert other.story == told.story
    assert tell("Live: briefing of the ministry goes on", source="c", hour=3).story != told.story


def test_an_edit_of_an_article_without_guid_is_known_by_its_id(
    tell: Tell, make_again: Callable[..., Placement]
) -> None:
    told = tell(BLAST, guid="")
    edit = make_again("Explosion at Almaty plant kills 15 people", hour=1)
    assert (edit.story, edit.relation) == (told.story, "development")
