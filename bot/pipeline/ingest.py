"""First loop: poll → parse → match → story → one transaction per source."""

from __future__ import annotations

import asyncio
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import PurePath

from bot.errors import StoreError
from bot.model import Found, Placement, Source, SourceState
from bot.pipeline.desk import Desk
from bot.poll.plan import after_answer, possible_gap
from bot.ports import Answer, Clock, Fetcher, IngestStore, Parsed, Parser
from bot.text.keys import fingerprint

# A poll takes a minute at the most; a lease outlives it with room for a queue behind one slow host.
_LEASE = timedelta(minutes=10)
# Waiting costs little, and a slow host must not keep the others from their turn.
_AT_ONCE = 400
# Somewhere something is always due or slow: a pass that took on whatever comes would never end and never report.
_PASS = timedelta(minutes=1)


@dataclass(kw_only=True)
class IngestReport:
    """What one pass did. `problems` holds (source id, sentence) for polls that failed, `healthy` the other ids."""

    numbers: Counter[str] = field(default_factory=Counter)
    problems: list[tuple[str, str]] = field(default_factory=list)
    healthy: set[str] = field(default_factory=set)
    gaps: list[str] = field(default_factory=list)  # ids of sources whose window held nothing we had seen before


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How often a source may be asked: the operator's floor, and whether it was named or is the default."""

    every: timedelta
    explicit: bool


class Ingest:
    """Polls what is due and stores what came. The store and the desk are touched by one thread only, `writer`."""

    def __init__(
        self,
        *,
        store: IngestStore,
        fetcher: Fetcher,
        parser: Parser,
        new_desk: Callable[[], Desk],
        sources: Mapping[str, Source],
        manners: Manners,
        clock: Clock,
        draw: Callable[[], float],
        writer: Executor,
        owner: str,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._parser = parser
        self._new_desk = new_desk
        self._desk: Desk | None = None
        self._sources = sources
        self._manners = manners
        self._clock = clock
        self._draw = draw
        self._writer = writer
        self._owner = owner
        self._retired = False
        self._came = True  # tagged articles, since stories were last regrouped

    def retire(self) -> None:
        """Claim nothing more: other settings hold from now on, and the pass under way ends with what it has begun."""
        self._retired = True

    async def poll_due(self, heard: Callable[[Source, str], None] | None = None) -> IngestReport:
        """Poll every due source once and store what is new. `heard` is called after each source with its problem.

        What falls due while slow hosts are waited for is taken on too, for a minute at the most. Raises StoreError.
        """
        report = IngestReport()
        last_claim = self._clock() + _PASS
        running: dict[asyncio.Task[None], str] = {}
        loop = asyncio.get_running_loop()
        try:
            while True:
                room = _AT_ONCE - len(running) if self._clock() < last_claim and not self._retired else 0
                if room:
                    for state in await loop.run_in_executor(self._writer, self._claim, room):
                        if state.source not in running.values():  # a slow host may outlive its leases
                            running[asyncio.create_task(self._poll(state, report, heard))] = state.source
                if not running:
                    return report
                done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    del running[task]
                    task.result()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _claim(self, room: int) -> tuple[SourceState, ...]:
        return self._store.claim_sources(self._clock(), owner=self._owner, limit=room, lease=_LEASE)

    async def _poll(
        self, state: SourceState, report: IngestReport, heard: Callable[[Source, str], None] | None
    ) -> None:
        source = self._sources[state.source]
        try:
            answer = await self._fetcher.fetch(source, state)
        except Exception as error:  # noqa: BLE001  # a fault of ours that one feed provokes must not end the pass
            answer = Answer(status=0, url=state.url, problem=our_fault(error))
        report.numbers["polled"] += 1
        parsed: Parsed | None = None
        if answer.status == 200 and not answer.problem:
            body_key = fingerprint(answer.body)
            if body_key == state.body_key:
                report.numbers["unchanged"] += 1
            else:
                parsed = await self._parse(source, state, answer)
        elif answer.status == 304:
            report.numbers["unchanged"] += 1
        loop = asyncio.get_running_loop()
        problem = await loop.run_in_executor(self._writer, self._absorb, source, state, answer, parsed, report)
        if problem:
            report.numbers["failed"] += 1
            report.problems.append((source.id, problem))
        else:
            report.healthy.add(source.id)
        if heard is not None:
            heard(source, problem)

    async def _parse(self, source: Source, state: SourceState, answer: Answer) -> Parsed:
        try:
            return await self._parser.parse(
                source, answer.body, answer.headers, answer.url, known=state.entry_keys, now=self._clock()
            )
        except Exception as error:  # noqa: BLE001  # as above
            return Parsed(problem=our_fault(error))

    def _absorb(
        self, source: Source, state: SourceState, answer: Answer, parsed: Parsed | None, report: IngestReport
    ) -> str:
        """Store one answer; runs in the writer's thread. Returns the problem in the operator's words, or nothing."""
        with self._ready_desk().turn() if parsed is not None else nullcontext():
            return self._keep(source, state, answer, parsed, report)

    def _keep(
        self, source: Source, state: SourceState, answer: Answer, parsed: Parsed | None, report: IngestReport
    ) -> str:
        found: tuple[Found, ...] = ()
        try:
            if parsed is not None:
                found = self._ready_desk().read(source, parsed, first_poll=state.last_ok is None)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001  # as above; what the desk took in before it failed is not kept
            self._desk, parsed = None, Parsed(problem=our_fault(error))
        after = self._plan(source, state, answer, parsed, found)
        links = tuple(link for one in found if one.placement is not None for link in _links(one.placement))
        try:
            self._store.ingest(after, found, links, self._clock())
        except StoreError:
            self._desk = None  # it knows articles that were not kept: start again from the store
            raise
        self._came = self._came or any(one.placement is not None for one in found)
        self._count(found, report)
        if parsed is not None and _may_have_missed(state, parsed, found):
            report.gaps.append(source.id)
        return answer.problem or (parsed.problem if parsed is not None else "")

    def _plan(
        self, source: Source, state: SourceState, answer: Answer, parsed: Parsed | None, found: Sequence[Found]
    ) -> SourceState:
        after = after_answer(
            source,
            state,
            answer,
            now=self._clock(),
            new_entries=sum(one.fate in ("new", "baseline") for one in found),
            ttl=parsed.ttl if parsed is not None else None,
            parse_problem=parsed.problem if parsed is not None else "",
            floor=source.every or self._manners.every,
            spread=self._draw(),
            floor_is_explicit=source.every is not None or self._manners.explicit,
            broken_off=parsed is not None and parsed.broken_off,
        )
        if parsed is not None and not parsed.problem:
            after = replace(after, entry_keys=parsed.entry_keys)
        return after

    def regroup(self, among: frozenset[str] | None = None) -> str:
        """Before a digest: make one of untold stories that proved to be one; in the writer's thread.

        `among`: only these stories may become part of others, and nothing is done while no report came since the last
        time.

        Returns the problem where it fails; then the digest tells them apart, as they were placed.
        """
        if among is not None and not self._came:
            return ""
        try:
            self._ready_desk().regroup(among)
        except StoreError:
            self._desk = None
            raise
        except Exception as error:  # noqa: BLE001  # a fault of ours must not keep the digest from being made
            self._desk = None
            return our_fault(error)
        self._came = False
        return ""

    def _ready_desk(self) -> Desk:
        if self._desk is None:
            self._desk = self._new_desk()
        return self._desk

    @staticmethod
    def _count(found: Sequence[Found], report: IngestReport) -> None:
        report.numbers["articles"] += sum(one.fate != "edited" for one in found)
        report.numbers["edited"] += sum(one.fate == "edited" for one in found)
        report.numbers["baseline"] += sum(one.fate == "baseline" for one in found)
        report.numbers["stale"] += sum(one.fate == "stale" for one in found)
        report.numbers["tagged"] += sum(bool(one.matched.tags) for one in found)
        for one in found:
            if one.placement is not None:
                report.numbers["stories" if one.placement.relation == "new" else one.placement.relation] += 1


def _links(placement: Placement) -> Iterator[tuple[str, str, str, float]]:
    """What a placement says of other stories, as rows: (story, other, kind, score)."""
    for other, score in placement.related:
        yield placement.story, other, "related", score
    if placement.follows is not None:
        yield placement.story, placement.follows, "follows", placement.score or 0.0


def our_fault(error: Exception, beside: str = "this line's URL") -> str:
    """Where the fault is and what to report `beside` it, without the values that met it: they may hold a secret."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{PurePath(frames[-1].filename).name} line {frames[-1].lineno}" if frames else "an unknown place"
    return f"Marsad itself failed here ({type(error).__name__} in {where}); please report it with {beside}"


def _may_have_missed(state: SourceState, parsed: Parsed, found: Sequence[Found]) -> bool:
    """Did the feed turn over completely since the last poll? Then entries may have come and gone unseen.

    Feeds that write every entry anew each time (counters in links) are told apart by articles we knew.
    """
    all_new = len(parsed.entries) > 2 and sum(one.fate != "edited" for one in found) == len(parsed.entries)
    return all_new and possible_gap(state.entry_keys, parsed.entry_keys)
