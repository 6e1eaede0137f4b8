"""Several processes on one database: they place articles into the stories that one process would."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

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
SOURCES = tuple(Source(id=id, url=f"https://{id}.example/feed", name=id) for id in ("a", "b", "c"))
_WHO = ("Tokayev", "Mirziyoyev", "Japarov", "Rahmon", "China", "Kazakhstan", "Uzbekistan", "AIIB")
_WHAT = ("opens railway to Khorgos", "signs gas deal in Beijing", "discusses Rogun dam", "delays tunnel near Osh")
_MORE = ("officials say", "ministry reports", "first figures", "residents wait", "second phase")


def _article(n: int, title: str) -> Article:
    at, source = NOW - timedelta(minutes=20 * (60 - n)), SOURCES[n % 3].id
    return Article(
        id=fingerprint(str(n)), source=source, title=title, seen=at, published=at, guid=str(n),
        url=f"https://{source}.example/{n}", url_key=f"{source}.example/{n}", title_key=title_key(title),
        content_key=fingerprint(title), language="en",
    )  # fmt: skip


_TITLES = [f"{_WHO[n % 8]} {_WHAT[n // 2 % 4]}, {_MORE[n // 3 % 5]}" for n in range(24)]
# What only a third report proves to be one story, as it is told before a digest.
_TITLES[10:13] = (
    "Landslide blocks Irkeshtam road near Nookat village",
    "Forty trucks stuck after rockfall at Chinese border, drivers wait",
    "Irkeshtam road near Nookat village blocked by landslide rockfall; forty trucks stuck at Chinese border, "
    "drivers wait",
)
ARTICLES = [_article(n, title) for n, title in enumerate(_TITLES)]
_CORRECTED = replace(ARTICLES[4], title="China signs gas deal in Beijing with Turkmenistan", content_key="other")


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = open_store("sqlite://", exclusive=False)
    yield opened
    opened.close()


def _desk(store: SqlStore) -> Desk:
    return Desk(store=store, matcher=MATCHER, new_grouper=lambda: Grouper(gazetteer=GAZETTEER), clock=lambda: NOW)


def _keep(desk: Desk, store: SqlStore, article: Article) -> None:
    source = next(one for one in SOURCES if one.id == article.source)
    with desk.turn():
        found = desk.file(source, [article], first_poll=False)
        store.ingest(SourceState(source=source.id, url=source.url), found, (), NOW)


def _told(store: SqlStore) -> dict[str, str]:
    return {placed.article.id: placed.story for placed in store.placed(NOW - timedelta(days=14))}


def _by(desks: Sequence[tuple[Desk, SqlStore]], whose: Sequence[int], merge: int, edit: int) -> dict[str, str]:
    """All articles in order, each by the desk whose turn it is; meanwhile one of them merges and one corrects."""
    desks[0][1].remember_sources(SOURCES, NOW)
    for n, (article, who) in enumerate(zip(ARTICLES, cycle(whose), strict=False)):
        desk, store = desks[who % len(desks)]
        _keep(desk, store, article)
        if n == edit:
            _keep(desk, store, _CORRECTED)
        if n == merge:
            assert desk.regroup()
    return _told(desks[0][1])


def _alone(merge: int, edit: int) -> dict[str, str]:
    store = open_store("sqlite://")
    try:
        return _by([(_desk(store), store)], [0], merge, edit)
    finally:
        store.close()


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(whose=st.lists(st.integers(0, 2), min_size=2, max_size=7), merge=st.integers(12, 22), edit=st.integers(5, 22))
def test_however_turns_fall_the_stories_are_those_of_one_process(whose: list[int], merge: int, edit: int) -> None:
    store = open_store("sqlite://", exclusive=False)
    try:
        stories = _by([(_desk(store), store) for _ in range(3)], whose, merge, edit)
    finally:
        store.close()
    assert stories == _alone(merge, edit)
    assert len(set(stories.values())) < len(stories)


def test_two_processes_tell_the_stories_of_one(database_url: str, opened: Callable[..., SqlStore]) -> None:
    stores = [opened(database_url, exclusive=False) for _ in range(2)]
    assert _by([(_desk(store), store) for store in stores], [0, 1, 1, 0, 0, 1], 15, 20) == _alone(15, 20)


def test_turns_that_come_at_once_are_taken_one_by_one(database_url: str, opened: Callable[..., SqlStore]) -> None:
    stores = [opened(database_url, exclusive=False) for _ in range(3 if "postgres" in database_url else 1)]
    stores[0].remember_sources(SOURCES, NOW)
    parts = [ARTICLES[n::3] for n in range(3)]
    together = threading.Barrier(3)
    failed: list[BaseException] = []

    def work(part: list[Article], store: SqlStore) -> None:
        try:
            desk = _desk(store)
            together.wait(30)
            for article in part:
                _keep(desk, store, article)
        except BaseException as error:
            failed.append(error)
            raise

    threads = [
        threading.Thread(target=work, args=(part, store)) for part, store in zip(parts, cycle(stores), strict=False)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    placed = stores[0].placed(NOW - timedelta(days=14))
    assert len(placed) > len(ARTICLES) // 2  # the others told again what their source had told
    grouper = Grouper(gazetteer=GAZETTEER)
    again = {one.article.id: grouper.place(one.article, one.matched).story for one in placed}
    assert {one.article.id: one.story for one in placed} == again


def test_who_is_alone_asks_the_store_nothing(store: SqlStore) -> None:
    class Alone:
        exclusive = True

        def __getattr__(self, name: str) -> Any:
            raise AssertionError(f"asked for {name}")

    desk = Desk(store=Alone(), matcher=MATCHER, new_grouper=lambda: Grouper(gazetteer=GAZETTEER), clock=lambda: NOW)
    with desk.turn():
        pass


def test_after_a_failed_turn_the_others_go_on(store: SqlStore) -> None:
    store.remember_sources(SOURCES, NOW)
    one, other = _desk(store), _desk(store)
    _keep(one, store, ARTICLES[0])
    with pytest.raises(RuntimeError), one.turn():
        raise RuntimeError("a fault")
    _keep(other, store, ARTICLES[1])
    _keep(one, store, ARTICLES[2])
    assert _told(store).keys() == {article.id for article in ARTICLES[:3]}
