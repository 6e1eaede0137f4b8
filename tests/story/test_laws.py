"""Laws of the grouping: the same articles give the same stories, however and wherever they come."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Article, Matched, Placement
from bot.ports import Placed
from bot.story.lines import article_of
from bot.story.place import Grouper

Pair = tuple[Article, Matched]

GAZETTEER = load_gazetteer()


def _week() -> list[Pair]:
    match = Matcher(GAZETTEER).match
    told: list[dict[str, Any]] = YAML(typ="safe").load(
        (Path(__file__).parent / "events.yaml").read_text(encoding="utf-8")
    )
    records = []
    for event in told:
        texts = [(lang, t) for lang, texts in event.items() if lang not in {"event", "at"} for t in texts]
        for hour, (lang, text) in zip(event["at"], texts, strict=True):
            title, summary = (text, "") if isinstance(text, str) else text
            records.append((hour, event["event"], lang, title, summary))
    pairs = []
    for n, (hour, event, lang, title, summary) in enumerate(sorted(records)):
        one = article_of(
            {
                "id": f"{event}-{n}", "source": lang, "title": title, "summary": summary, "lang": lang, "guid": str(n),
                "published": f"2025-06-{16 + hour // 24}T{hour % 24:02}:00:00Z",
            }
        )  # fmt: skip
        pairs.append((one, match(one.title, one.summary, one.language)))
    return pairs


WEEK = _week()


def _place(grouper: Grouper, pairs: Sequence[Pair]) -> list[Placement]:
    return [grouper.place(one, matched) for one, matched in pairs]


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(40)))
def test_the_same_order_gives_the_same_stories(order: list[int]) -> None:
    pairs = [WEEK[i] for i in order]
    assert _place(Grouper(gazetteer=GAZETTEER), pairs) == _place(Grouper(gazetteer=GAZETTEER), pairs)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, len(WEEK)))
def test_a_restart_changes_nothing(at: int) -> None:
    whole = _place(Grouper(gazetteer=GAZETTEER), WEEK)
    restarted = Grouper(gazetteer=GAZETTEER)
    for n, ((one, matched), placement) in enumerate(zip(WEEK[:at], whole[:at], strict=True)):
        restarted.add(Placed(sequence=n, article=one, matched=matched, story=placement.story))
    assert _place(restarted, WEEK[at:]) == whole[at:]


def test_a_story_is_named_after_its_first_article_and_every_placement_says_why() -> None:
    placements = _place(Grouper(gazetteer=GAZETTEER), WEEK)
    for placement in placements:
        assert placement.because
        assert "\n" not in placement.because
        assert (placement.relation == "new") == (placement.story == f"s{placement.article}")
        assert bool(placement.adds) == (placement.relation == "development")
        assert placement.story not in dict(placement.related)


def test_hashing_of_strings_does_not_matter() -> None:
    """Sets of strings have another order in every process; the stories must not."""
    script = (
        "import importlib.util, sys; s = importlib.util.spec_from_file_location('laws', sys.argv[1]);"
        "m = importlib.util.module_from_spec(s); s.loader.exec_module(m);"
        "print(m._place(m.Grouper(gazetteer=m.GAZETTEER), m.WEEK[:60]))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script, __file__],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd())},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_what_left_the_window_is_forgotten(gazetteer: Gazetteer, article: Callable[..., Article]) -> None:
    grouper = Grouper(gazetteer=gazetteer)
    titles = [f"Village number {n} celebrates harvest of melons" for n in range(30)]
    for n, title in enumerate(titles):
        grouper.place(article(title, hour=n), Matched())
    later = grouper.place(article(titles[0], hour=30 + 5 * 24, source="b"), Matched())
    assert later.relation == "new"
    assert grouper.size == 1


def test_an_article_dated_ahead_of_its_time_makes_nobody_forget(
    gazetteer: Gazetteer, article: Callable[..., Article]
) -> None:
    grouper = Grouper(gazetteer=gazetteer)
    first = grouper.place(article("Melon harvest celebrated in the village of Kitab"), Matched())
    ahead = article("A calendar entry of next year that has nothing to do with it")
    grouper.place(
        Article(
            id=ahead.id, source="z", title=ahead.title, seen=ahead.seen, published=ahead.seen + timedelta(days=300)
        ),
        Matched(),
    )
    again = grouper.place(article("Melon harvest celebrated in the village of Kitab", source="b", hour=2), Matched())
    assert again.story == first.story


@pytest.mark.parametrize("title", ["", " ", "🇰🇿🇨🇳", "1", "?!", "\ufffd", "a" * 3000, "中" * 500, "12 " * 400])
def test_any_title_finds_a_place(title: str, gazetteer: Gazetteer, article: Callable[..., Article]) -> None:
    grouper = Grouper(gazetteer=gazetteer)
    assert grouper.place(article(title), Matched()).relation == "new"
    grouper.place(article(title, source="b"), Matched())
