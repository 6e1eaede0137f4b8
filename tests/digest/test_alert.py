"""Which stories are told at once: by the number of independent voices, or by what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.digest.alert import Verdict, high_water, verdict
from bot.gazetteer import Gazetteer
from bot.model import Alerts, Article, Rule, Story, Threshold
from bot.story.acts import act_names, acts_of
from tests.digest.conftest import NOW

LINE = Threshold(sources=3, languages=2, weight=2.0)
BY_COUNT = Alerts(threshold=LINE)
MINUTE = timedelta(minutes=1)
TOLD = (
    ("xinhua", "zh", "中哈签署条约"),
    ("tass", "ru", "Китай и Казахстан подписали договор"),
    ("kazinform", "en", "China and Kazakhstan sign a treaty"),
)


@pytest.fixture
def judge(story: Callable[..., Story], article: Callable[..., Article], gazetteer: Gazetteer) -> Callable[..., Verdict]:
    def of(
        told: tuple[tuple[str, str, str], ...] = TOLD,
        alerts: Alerts = BY_COUNT,
        ages: tuple[int, ...] = (),
        tags: Any = ("place.china", "place.kazakhstan"),
        undated: int = 0,
    ) -> Verdict:
        minutes = ages or (10,) * len(told)
        articles = [
            article(title, language, source, published=NOW - age * MINUTE, title_key=title)
            for (source, language, title), age in zip(told, minutes, strict=True)
        ]
        articles[:undated] = [replace(one, published=None) for one in articles[:undated]]
        return verdict(story("s", *articles, tags=tags), alerts, gazetteer, acts_of, NOW)

    return of


# --- by count ------------------------------------------------------------------------------------------------------


def test_enough_independent_sources_in_enough_languages_cross(judge: Callable[..., Verdict]) -> None:
    found = judge()
    assert found.crosses
    assert not found.urgent
    assert found.because.startswith("3 independent sources (of 3 asked) in 3 languages (of 2) within 2h, weight ")


@pytest.mark.parametrize(
    "more",
    [
        {"told": TOLD[:2]},
        {"told": tuple((source, "ru", title) for source, _, title in TOLD)},
        {"told": tuple((source, language, "the same words") for source, language, _ in TOLD)},
        {"told": tuple(("xinhua", language, title) for _, language, title in TOLD)},
        {"ages": (10, 10, 121)},
        {"alerts": Alerts(threshold=replace(LINE, weight=19.0))},
        {"alerts": Alerts(threshold=LINE, window=timedelta(minutes=9))},
    ],
    ids=["two sources", "one language", "one wording", "one publisher", "one too old", "too light", "all too old"],
)
def test_what_falls_short_in_one_thing_does_not_cross(judge: Callable[..., Verdict], more: dict[str, Any]) -> None:
    assert not judge(**more).crosses


def test_reports_without_a_date_count_beside_a_dated_one_and_not_alone(judge: Callable[..., Verdict]) -> None:
    assert judge(undated=2).crosses
    assert not judge(undated=3).crosses
    assert not judge(undated=3, alerts=ruled(Rule(acts=("signed",)))).crosses


def test_a_date_in_the_near_future_is_a_mistaken_zone(judge: Callable[..., Verdict]) -> None:
    assert judge(ages=(-90, -30, 10)).crosses
    assert not judge(ages=(-150, -30, 10)).crosses


def test_a_story_of_both_sides_weighs_more(judge: Callable[..., Verdict]) -> None:
    line = Alerts(threshold=Threshold(sources=1, languages=1, weight=2.5))
    assert judge(alerts=line).crosses
    assert not judge(alerts=line, tags=("place.kazakhstan", "place.uzbekistan")).crosses


def test_what_crosses_the_higher_line_is_urgent(judge: Callable[..., Verdict]) -> None:
    assert judge(alerts=Alerts(threshold=LINE, urgent=replace(LINE, languages=3))).urgent
    assert not judge(alerts=Alerts(threshold=LINE, urgent=replace(LINE, languages=4))).urgent


# --- by rule -------------------------------------------------------------------------------------------------------


def ruled(*rules: Rule) -> Alerts:
    return Alerts(threshold=replace(LINE, sources=50), rules=rules)


@pytest.mark.parametrize("told", TOLD, ids=["zh", "ru", "en"])
def test_a_watched_happening_crosses_in_any_language(judge: Callable[..., Verdict], told: tuple[str, str, str]) -> None:
    found = judge(told=(told,), alerts=ruled(Rule(ids=("place.kazakhstan",), acts=("agreement", "signed"))))
    assert found.crosses
    assert found.because == f'rule "place.kazakhstan agreement signed": {told[2]}'


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        (Rule(acts=("agreement", "signed")), "China and Kazakhstan discuss a treaty"),
        (Rule(ids=("place.uzbekistan",), acts=("signed",)), "China and Kazakhstan sign a treaty"),
        (Rule(acts=("signed",), sources=2), "China and Kazakhstan sign a treaty"),
    ],
    ids=["only discussed", "another country", "one source of two"],
)
def test_a_rule_that_is_kept_in_part_is_not_kept(judge: Callable[..., Verdict], rule: Rule, title: str) -> None:
    assert not judge(told=(("kazinform", "en", title),), alerts=ruled(rule)).crosses


def test_two_headlines_that_share_the_acts_between_them_keep_no_rule(judge: Callable[..., Verdict]) -> None:
    told = (("a", "en", "China and Kazakhstan prepare a treaty"), ("b", "en", "Xi signs guest book in Astana"))
    assert not judge(told=told, alerts=ruled(Rule(acts=("agreement", "signed")))).crosses


def test_an_urgent_rule_comes_before_others(judge: Callable[..., Verdict]) -> None:
    rules = (Rule(acts=("signed",)), Rule(acts=("agreement",), urgent=True))
    assert judge(alerts=ruled(*rules)).urgent
    assert not judge(alerts=ruled(rules[0])).urgent


def test_a_name_in_passing_keeps_no_rule(judge: Callable[..., Verdict], tag: Callable[..., Any]) -> None:
    passing = tag("place.kazakhstan")
    passing = replace(passing, mentions=tuple(replace(one, field="summary") for one in passing.mentions))
    rule = ruled(Rule(ids=("place.kazakhstan",)))
    assert judge(alerts=rule).crosses
    assert not judge(alerts=rule, tags=("place.china", passing)).crosses


def test_every_act_has_a_name_and_headlines_are_read_by_them() -> None:
    assert {"signed", "agreement", "opened", "killed"} <= act_names()


# --- looking back --------------------------------------------------------------------------------------------------


def test_the_high_water_mark_is_where_most_voices_came_together(
    story: Callable[..., Story], article: Callable[..., Article], gazetteer: Gazetteer
) -> None:
    ages = (600, 590, 580, 100)
    told = (*TOLD, ("gazeta", "ru", "ещё о договоре"))
    articles = [
        article(title, language, source, published=NOW - age * MINUTE, title_key=title)
        for (source, language, title), age in zip(told, ages, strict=True)
    ]
    whole = story("s", *articles, tags=("place.china", "place.kazakhstan"))
    at, found = high_water(whole, Alerts(threshold=LINE), gazetteer, acts_of)
    assert (at, found.crosses) == (NOW - 580 * MINUTE, True)
    at, found = high_water(whole, Alerts(threshold=replace(LINE, sources=9)), gazetteer, acts_of)
    assert (at, found.crosses) == (NOW - 580 * MINUTE, False)
    assert found.because.startswith("3 independent sources (of 9 asked)")
