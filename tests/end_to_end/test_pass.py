"""One pass over many sources: it ends, and what goes wrong with one source harms only that source."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import StoreFull
from bot.gazetteer import Gazetteer
from bot.match.matcher import Matcher
from bot.model import Entry, Matched, Source, SourceState
from bot.pipeline.desk import Desk
from bot.pipeline.ingest import Ingest, IngestReport, Manners
from bot.ports import Answer, Parsed
from bot.store.sql import SqlStore, open_store
from bot.story.place import Grouper

GAZETTEER = Gazetteer({})


class World:
    """A clock that moves when a feed is read, a fetcher and a parser of a few lines, and a real store."""

    def __init__(self, *ids: str) -> None:
        self.now = datetime(2026, 11, 22, 8, tzinfo=UTC)
        self.step = timedelta(0)
        self.sources = {id: Source(id=id, url=f"https://{id}.example/feed", name=id) for id in ids}
        self.asked: Counter[str] = Counter()
        self.released = asyncio.Event()
        self.faults: dict[str, Exception] = {}
        self.unreadable: dict[str, Exception] = {}
        self.after: Callable[[], None] = lambda: None
        self.store = open_store("sqlite://")
        self._writer = ThreadPoolExecutor(max_workers=1)

    def close(self) -> None:
        self._writer.shutdown()
        self.store.close()

    def clock(self) -> datetime:
        return self.now

    async def fetch(self, source: Source, state: SourceState) -> Answer:
        self.asked[source.id] += 1
        self.now += self.step
        if source.id == "slow":
            await self.released.wait()
        else:
            self.after()
        if source.id in self.faults:
            raise self.faults[source.id]
        return Answer(status=200, url=state.url, body=f"{source.id} {self.asked[source.id]}".encode())

    async def parse(
        self, source: Source, body: bytes, headers: Mapping[str, str], url: str, *, known: frozenset[str], now: datetime
    ) -> Parsed:
        if source.id in self.unreadable:
            raise self.unreadable[source.id]
        return Parsed(entries=(Entry(title=f"News of {body.decode()}", link=f"https://{source.id}.example/1"),))

    def ingest(self, store: Any = None, matcher: Any = None) -> Ingest:
        def new_desk() -> Desk:
            return Desk(
                store=self.store,
                matcher=matcher or Matcher(GAZETTEER),
                new_grouper=lambda: Grouper(gazetteer=GAZETTEER),
                clock=self.clock,
            )

        self.store.remember_sources(self.sources.values(), self.now)
        return Ingest(
            store=store or self.store,
            fetcher=self,  # type: ignore[arg-type]
            parser=self,  # type: ignore[arg-type]
            new_desk=new_desk,
            sources=self.sources,
            manners=Manners(every=timedelta(minutes=15), explicit=True),
            clock=self.clock,
            draw=lambda: 0.0,
            writer=self._writer,
            owner="test",
        )

    async def run(self, ingest: Ingest) -> IngestReport:
        async with asyncio.timeout(30):
            return await ingest.poll_due()


@pytest.fixture
def world() -> Iterator[Callable[..., World]]:
    made: list[World] = []

    def new(*ids: str) -> World:
        made.append(World(*ids))
        return made[-1]

    yield new
    for one in made:
        one.close()


def stored(store: SqlStore) -> set[str]:
    return {filed.article.source for filed in store.search((), (), limit=100)}


def test_a_pass_ends_although_something_is_always_due(world: Callable[..., World]) -> None:
    async def go() -> None:
        here = world("slow", "busy")
        here.step = timedelta(minutes=20)  # longer than the floor: what was just polled is due again

        def goes_on() -> None:
            here.released.set()
            if here.asked["busy"] >= 20:
                here.step = timedelta(0)

        here.after = goes_on
        report = await here.run(here.ingest())
        assert here.asked["busy"] == 1
        assert report.healthy == {"slow", "busy"}

    asyncio.run(go())


def test_a_retired_pass_takes_on_nothing_more(world: Callable[..., World]) -> None:
    async def go() -> None:
        here = world("a", "b")
        ingest = here.ingest()
        ingest.retire()
        report = await here.run(ingest)
        assert not report.numbers["polled"]
        assert (await here.run(here.ingest())).numbers["polled"] == 2

    asyncio.run(go())


class BrokenMatcher:
    """Fails on one source's words."""

    def match(self, title: str, summary: str = "", language: str | None = None) -> Matched:
        if "bad" in title:
            raise IndexError("a value that must stay here: s3cr3t")
        return Matched()


@pytest.mark.parametrize("where", ["fetcher", "parser", "matcher"])
def test_a_fault_of_ours_that_one_feed_provokes_harms_only_that_feed(world: Callable[..., World], where: str) -> None:
    async def go() -> None:
        here = world("a", "bad", "c")
        fault = OverflowError("a value that must stay here: s3cr3t")
        if where == "fetcher":
            here.faults["bad"] = ExceptionGroup("group", [fault])
        elif where == "parser":
            here.unreadable["bad"] = fault
        report = await here.run(here.ingest(matcher=BrokenMatcher() if where == "matcher" else None))
        ((source, problem),) = report.problems
        assert source == "bad"
        assert "please report it" in problem
        assert "s3cr3t" not in problem
        assert report.healthy == {"a", "c"}
        assert stored(here.store) == {"a", "c"}
        (state,) = (one for one in here.store.source_states() if one.source == "bad")
        assert state.error == problem
        assert state.next_poll is not None
        assert state.next_poll > here.now

    asyncio.run(go())


class FullStore:
    """A store whose disk is full."""

    def __init__(self, behind: SqlStore) -> None:
        self._behind = behind

    def __getattr__(self, name: str) -> Any:
        return getattr(self._behind, name)

    def ingest(self, *_: object) -> None:
        raise StoreFull("the disk is full; free some space")


def test_a_full_disk_ends_the_pass_and_the_next_one_loses_nothing(world: Callable[..., World]) -> None:
    async def go() -> None:
        here = world("a", "b")
        with pytest.raises(StoreFull):
            await here.run(here.ingest(store=FullStore(here.store)))
        here.store.release_leases()
        report = await here.run(here.ingest())
        assert report.healthy == {"a", "b"}
        assert stored(here.store) == {"a", "b"}

    asyncio.run(go())


def test_a_body_that_was_no_feed_is_still_none_when_it_comes_again(world: Callable[..., World]) -> None:
    async def go() -> None:
        here = world("page")

        async def same(source: Source, state: SourceState) -> Answer:
            return Answer(status=200, url=state.url, body=b"<html>")

        async def nothing(*_: object, **__: object) -> Parsed:
            return Parsed(problem="this is a web page, no feed")

        here.fetch, here.parse = same, nothing  # type: ignore[method-assign, assignment]
        for _ in range(3):
            report = await here.run(here.ingest())
            assert report.problems == [("page", "this is a web page, no feed")]
            (state,) = here.store.source_states()
            assert state.error
            here.now += timedelta(days=2)

    asyncio.run(go())
