"""The desk: the same articles give the same stories, however they are cut into batches and wherever it is restarted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Article, Source, SourceState
from bot.pipeline.desk import Desk
from bot.store.sql import SqlStore, open_store
from bot.story.place import Grouper
from bot.text.keys import fingerprint, title_key

GAZETTEER = load_gazetteer()
MATCHER = Matcher(GAZETTEER)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOURCE = Source(id="s", url="https://s.example/feed", name="S")
_WHO = ("Tokayev", "Mirziyoyev", "Japarov", "Rahmon", "China", "Kazakhstan", "Uzbekistan", "AIIB")
_WHAT = ("opens railway to Khorgos", "signs gas deal in Beijing", "discusses Rogun dam", "delays tunnel near Osh")
_MORE = ("officials say", "ministry reports", "first figures", "residents wait", "second phase")


def _articles(number: int) -> list[Article]:
    made = []
    for n in range(number):
        title = f"{_WHO[n % 8]} {_WHAT[n // 2 % 4]}, {_MORE[n // 3 % 5]}"
        at = NOW - timedelta(minutes=20 * (number - n))
        made.append(
            Article(
                id=fingerprint(str(n)), source="s", title=title, seen=at, published=at, guid=str(n),
                url=f"https://s.example/{n}", url_key=f"s.example/{n}", title_key=title_key(title),
                content_key=fingerprint(title), language="en",
            )
        )  # fmt: skip
    return made


ARTICLES = _articles(48)


def _desk(store: SqlStore) -> Desk:
    return Desk(store=store, matcher=MATCHER, new_grouper=lambda: Grouper(gazetteer=GAZETTEER), clock=lambda: NOW)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = open_store("sqlite://")
    opened.remember_sources([SOURCE], NOW)
    yield opened
    opened.close()


def _stories(cuts: Sequence[int], *, restarts: bool) -> dict[str, tuple[str, str]]:
    """File all articles in batches that end at `cuts`; article -> story and relation."""
    store = open_store("sqlite://")
    try:
        store.remember_sources([SOURCE], NOW)
        desk = _desk(store)
        told: dict[str, tuple[str, str]] = {}
        for start, end in pairwise([0, *cuts, len(ARTICLES)]):
            found = desk.file(SOURCE, ARTICLES[start:end], first_poll=False)
            store.ingest(SourceState(source="s", url=SOURCE.url), found, (), NOW)
            told |= {one.article.id: (one.placement.story, one.placement.relation) for one in found if one.placement}
            desk = _desk(store) if restarts else desk
        return told
    finally:
        store.close()


WHOLE = _stories((), restarts=False)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.integers(1, len(ARTICLES) - 1), max_size=5).map(sorted), st.booleans())
def test_batches_and_restarts_change_no_story(cuts: list[int], restarts: bool) -> None:
    assert _stories(cuts, restarts=restarts) == WHOLE
    assert len({story for story, _ in WHOLE.values()}) < len(WHOLE)


def test_before_a_digest_untold_stories_that_prove_to_be_one_are_one_in_the_store_too(store: SqlStore) -> None:
    titles = (
        "Landslide blocks Irkeshtam road near Nookat village",
        "Forty trucks stuck after landslide at Chinese border, drivers wait",
        "Irkeshtam road near Nookat village blocked by landslide rockfall; forty trucks stuck at Chinese border, "
        "drivers wait",
    )
    desk = _desk(store)
    for n, title in enumerate(titles):
        at = NOW - timedelta(hours=3 - n)
        one = Article(id=fingerprint(title), source="s", title=title, seen=at, guid=str(n), language="en")
        store.ingest(SourceState(source="s", url=SOURCE.url), desk.file(SOURCE, [one], first_poll=False), (), NOW)
    before = store.untold("@c", NOW - timedelta(days=1))
    assert len(before) == 2
    assert desk.regroup() == 1
    (story,) = store.untold("@c", NOW - timedelta(days=1))
    assert [one.title for one in story.articles] == list(titles)
    assert desk.regroup() == 0


# --- the operator's word ---------------------------------------------------------------------------------------------


def _file(desk: Desk, store: SqlStore, *articles: Article) -> dict[str, str]:
    found = desk.file(SOURCE, articles, first_poll=False)
    store.ingest(SourceState(source="s", url=SOURCE.url), found, (), NOW)
    return {one.article.id: one.placement.story for one in found if one.placement}


def _told(id: str, title: str, minutes: int = 30) -> Article:
    at = NOW - timedelta(minutes=minutes)
    return Article(
        id=id, source="s", title=title, seen=at, published=at, guid=id, url=f"https://s.example/{id}",
        url_key=f"s.example/{id}", content_key=fingerprint(title), language="en", title_key=title_key(title),
    )  # fmt: skip


SIGNED = "China and Kazakhstan sign gas pipeline accord in Astana"
AGAIN = "Gas pipeline accord signed by China and Kazakhstan in Astana"
THIRD = "In Astana, Kazakhstan and China signed accord on gas pipeline"


def test_a_split_holds_in_the_running_bot_and_after_a_restart(store: SqlStore) -> None:
    desk = _desk(store)
    stories = _file(desk, store, _told("a", SIGNED, 50), _told("b", AGAIN, 40))
    assert stories["a"] == stories["b"], "or this says nothing"
    goal = store.split(stories["a"], ["b"], into=None, why="another accord", now=NOW)
    for one in (desk, _desk(store)):
        assert one.regroup() == 0
        assert one._grouper is not None, "not even tried: the store would have refused, and it would start anew"
        assert one._stories().stories == {stories["a"], goal}
    untouched = _desk(store)
    untouched._store = _Forgetful(store)  # type: ignore[assignment]
    assert untouched.regroup() == 0, "the store itself refuses what was parted"
    assert {one.id for one in store.untold("@c", NOW - timedelta(days=1))} == {stories["a"], goal}


class _Forgetful:
    """A store that does not tell what was judged: a story room of before."""

    def __init__(self, behind: SqlStore) -> None:
        self._behind = behind

    def __getattr__(self, name: str) -> object:
        return getattr(self._behind, name)

    def apart(self, since: datetime) -> frozenset[tuple[str, str]]:
        return frozenset()


def test_what_comes_later_joins_the_story_it_is_likest_as_before(store: SqlStore) -> None:
    desk = _desk(store)
    stories = _file(desk, store, _told("a", SIGNED, 50), _told("b", AGAIN, 40))
    goal = store.split(stories["a"], ["b"], into=None, why="", now=NOW)
    later = _file(desk, store, _told("c", THIRD, 10))
    assert later["c"] in {stories["a"], goal}
    assert _desk(store).regroup() == 0, "a third report that is like both does not bridge what was parted"


def test_an_edit_of_what_was_split_off_stays_where_it_is(store: SqlStore) -> None:
    desk = _desk(store)
    stories = _file(desk, store, _told("a", SIGNED, 50), _told("b", AGAIN, 40))
    goal = store.split(stories["a"], ["b"], into=None, why="", now=NOW)
    assert _file(desk, store, _told("b", f"{AGAIN}, ministry says", 40)) == {"b": goal}
    filed = store.find("b", None)
    assert filed is not None
    assert filed.story == goal
