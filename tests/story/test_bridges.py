"""Before a digest tells them, stories that proved to be one are made one."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gazetteer import Gazetteer
from bot.model import Article, Placement
from bot.story.bridge import belonging
from bot.story.place import Grouper

Tell = Callable[..., Placement]
MakeArticle = Callable[..., Article]

# The first two share too little; the third says what both say.
ONE = "Landslide blocks Irkeshtam road near Nookat village"
TWO = "Forty trucks stuck after rockfall at Chinese border, drivers wait"
BOTH = (
    "Irkeshtam road near Nookat village blocked by landslide rockfall; "
    "forty trucks stuck at Chinese border, drivers wait"
)


def test_a_third_report_bridges_two(tell: Tell, grouper: Grouper) -> None:
    one, two = tell(ONE), tell(TWO, source="b", hour=1)
    assert one.story != two.story
    both = tell(BOTH, source="c", hour=2)
    (merge,) = grouper.regroup(grouper.stories)
    assert {merge.story, merge.into} == {one.story, two.story}
    assert merge.into == one.story, "the older stays"
    assert {p.story for p in merge.placements} == {one.story}
    assert all(p.relation in {"joined", "development"} and "before it was told" in p.because for p in merge.placements)
    assert grouper.stories == {one.story}
    assert both.story in {merge.story, merge.into}
    assert tell("Landslide on Irkeshtam road: trucks stuck", source="d", hour=3).story == one.story


def test_told_stories_are_never_made_one(tell: Tell, grouper: Grouper) -> None:
    for n, title in enumerate((ONE, TWO, BOTH)):
        tell(title, source=f"s{n}", hour=n)
    assert len(grouper.stories) == 2
    assert grouper.regroup(frozenset()) == ()
    assert len(grouper.stories) == 2


def test_what_was_told_stays_though_it_is_younger(tell: Tell, grouper: Grouper) -> None:
    one, two = tell(ONE), tell(TWO, source="b", hour=1)
    tell(BOTH, source="c", hour=2)
    (merge,) = grouper.regroup(frozenset({one.story}))
    assert (merge.story, merge.into) == (one.story, two.story)


def test_nothing_alike_nothing_merged(tell: Tell, grouper: Grouper) -> None:
    tell(ONE)
    tell("China Development Bank opens office in Tashkent", source="b", hour=1)
    assert grouper.regroup(grouper.stories) == ()


def test_meetings_with_other_guests_stay_apart(gazetteer: Gazetteer, tell: Tell, grouper: Grouper) -> None:
    tell("Xi Jinping meets Tokayev on sidelines of Astana summit")
    tell("Xi Jinping meets Japarov on sidelines of Astana summit", source="b", hour=1)
    assert grouper.regroup(grouper.stories) == ()


def test_what_the_operator_parted_is_not_bridged_again(tell: Tell, grouper: Grouper) -> None:
    one, two, both = tell(ONE), tell(TWO, source="b", hour=1), tell(BOTH, source="c", hour=2)
    bridged = {one.story: two.story, two.story: one.story}[both.story]
    parted = one.article if bridged == one.story else two.article
    grouper.keep_apart([(both.article, parted)])
    assert grouper.regroup(grouper.stories) == ()
    assert len(grouper.stories) == 2


# --- how much an article belongs to a story ---

logits = st.lists(st.floats(-40, 15), min_size=1, max_size=32)


@given(logits)
def test_one_link_counts_as_it_is_and_more_stay_between_the_mean_and_their_sum(links: list[float]) -> None:
    alone = belonging(links[:1])
    assert alone == links[0]
    found = belonging(links)
    assert found >= math.fsum(links) / len(links) - 1e-9
    assert found <= max(links) + math.log(len(links)) + 1e-9


@given(logits, st.randoms(use_true_random=False))
def test_the_order_of_links_changes_nothing(links: list[float], chance: random.Random) -> None:
    shuffled = chance.sample(links, len(links))
    assert belonging(shuffled) == pytest.approx(belonging(links), abs=1e-9)


@given(logits, st.integers(0, 31), st.floats(0, 5))
def test_a_stronger_link_never_tells_less(links: list[float], which: int, more: float) -> None:
    stronger = [link + more if n == which % len(links) else link for n, link in enumerate(links)]
    assert belonging(stronger) >= belonging(links) - 1e-9


def test_several_weak_links_tell_what_one_does_not() -> None:
    assert belonging([-0.2]) < 0 < belonging([-0.2, -0.2, -0.2])


def test_a_link_to_one_report_of_many_others_is_doubted() -> None:
    assert belonging([0.5] + [-8.0] * 9) < 0 < belonging([0.5])
