"""Before a digest tells them, stories that proved to be one are made one."""

from __future__ import annotations

from collections.abc import Callable

from bot.gazetteer import Gazetteer
from bot.model import Article, Placement
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
