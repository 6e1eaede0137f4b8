"""Which stories a channel asks for: any of `only`, none of `exclude`, and the words that decided."""

from __future__ import annotations

from typing import Any

import pytest

from bot.digest.want import wish
from bot.model import Channel


def channel(**more: Any) -> Channel:
    return Channel(id="c", chat="@c", **more)


@pytest.fixture
def told(article: Any, story: Any) -> Any:
    """A story of two sources that stands in the section of security."""
    articles = article("قمة", source="xinhua"), article("Summit", "en", "kun")
    return story("s", *articles, tags=("place.china", "org.sco"))


@pytest.mark.parametrize(
    ("only", "exclude", "because"),
    [
        ((), (), "the channel takes everything that matched"),
        (("org.sco",), (), "only: org.sco (alias)"),
        (("topic.energy", "place.china"), (), "only: place.china (alias)"),
        (("section.security",), (), "only: section.security, the section it stands in"),
        (("source.kun",), (), "only: source.kun told it"),
        (("place.china",), ("topic.energy", "section.energy"), "only: place.china (alias)"),
        ((), ("source.kun",), "the channel takes everything that matched"),
    ],
)
def test_a_story_is_told_where_any_entry_holds(
    told: Any, gazetteer: Any, only: tuple[str, ...], exclude: tuple[str, ...], because: str
) -> None:
    found = wish(told, channel(only=only, exclude=exclude), gazetteer)
    assert found.story is not None
    assert found.because == because


@pytest.mark.parametrize(
    ("only", "exclude", "because"),
    [
        (("topic.energy", "section.energy"), (), "only: none of topic.energy, section.energy"),
        (("source.24_kg",), (), "only: none of source.24_kg"),
        ((), ("org.sco",), "exclude: org.sco (alias)"),
        ((), ("section.security",), "exclude: section.security, the section it stands in"),
        (("place.china",), ("org.sco",), "exclude: org.sco (alias)"),
        ((), ("source.kun", "source.xinhua"), "exclude: only source.xinhua, source.kun told it"),
    ],
)
def test_a_story_is_left_out_where_none_holds_or_an_excluded_one_does(
    told: Any, gazetteer: Any, only: tuple[str, ...], exclude: tuple[str, ...], because: str
) -> None:
    found = wish(told, channel(only=only, exclude=exclude), gazetteer)
    assert (found.story, found.because) == (None, because)


def test_an_excluded_source_neither_leads_nor_is_named(told: Any, gazetteer: Any, digest: Any) -> None:
    heard = wish(told, channel(exclude=("source.xinhua",)), gazetteer).story
    assert heard is not None
    assert [one.source for one in heard.articles] == ["kun"]
    assert "xinhua" not in digest(heard).posts[0].text
