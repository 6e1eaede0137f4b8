"""A story ends after four quiet days; what follows later is another story that knows where it comes from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.gazetteer import Gazetteer
from bot.model import Article, Matched, Placement
from bot.ports import Placed
from bot.story.place import Grouper

Tell = Callable[..., Placement]
MakeArticle = Callable[..., Article]
Match = Callable[[str, str, str | None], Matched]

DAY = 24
DEAL = "China and Kyrgyzstan announce deal on Kambarata-1 dam financing"
LATER = "Kambarata-1 dam: China and Kyrgyzstan agree on details of financing"


def test_after_four_quiet_days_a_sequel_is_a_new_story_that_follows_the_old_one(tell: Tell) -> None:
    told = tell(DEAL)
    sequel = tell(LATER, hour=6 * DAY, source="b")
    assert (sequel.relation, sequel.follows) == ("new", told.story)
    assert f"follows {told.story}" in sequel.because


def test_within_four_days_it_is_the_same_story(tell: Tell) -> None:
    told = tell(DEAL)
    again = tell(LATER, hour=2 * DAY, source="b")
    assert (again.story, again.follows) == (told.story, None)


@pytest.mark.parametrize(
    "other",
    [
        "China and Kyrgyzstan discuss trade in Bishkek",
        "Rogun dam needs more financing, Tajikistan says",
        "Kambarata hosts children's drawing contest",
    ],
)
def test_what_only_shares_places_or_a_subject_follows_nothing(tell: Tell, other: str) -> None:
    tell(DEAL)
    assert tell(other, hour=6 * DAY, source="b").follows is None


def test_a_fortnight_later_nothing_is_remembered(tell: Tell) -> None:
    tell(DEAL)
    tell("Melon harvest begins in Uzbekistan", hour=10 * DAY)
    assert tell(LATER, hour=16 * DAY, source="b").follows is None


def test_after_a_restart_sequels_are_still_found(gazetteer: Gazetteer, article: MakeArticle, match: Match) -> None:
    grouper = Grouper(gazetteer=gazetteer)
    first = article(DEAL)
    matched = match(first.title, "", "en")
    grouper.remember(Placed(sequence=1, article=first, matched=matched, story="s1"))
    later = article(LATER, hour=9 * DAY, source="b")
    assert grouper.place(later, match(later.title, "", "en")).follows == "s1"


def test_a_meeting_with_another_guest_is_no_sequel(tell: Tell) -> None:
    tell("Xi Jinping meets Tokayev in Beijing, they discuss the Ayagoz railway")
    other = tell("Xi Jinping meets Japarov in Beijing, they discuss the Ayagoz railway", hour=6 * DAY, source="b")
    assert other.follows is None
