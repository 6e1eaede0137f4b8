"""The worker process: real ones are started, ended and lost here."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.parse.process import ProcessParser
from bot.ports import Parsed

Ask = Callable[[bytes], Awaitable[Parsed]]
FEED = b"<rss><channel><title>F</title>" + b"<item><title>Xi in Astana</title></item>" * 300 + b"</channel></rss>"
# feedparser searches an author for an e-mail address in quadratic time: this one would take hours
ENDLESS = b"<rss><channel><item><title>T</title><author>" + b"a" * 3_000_000 + b"</author></item></channel></rss>"


@pytest.fixture
def running(source, now) -> Callable[..., object]:
    @asynccontextmanager
    async def run(**how: object) -> AsyncIterator[tuple[ProcessParser, Ask]]:
        parser = ProcessParser(**how)

        async def ask(body: bytes) -> Parsed:
            return await parser.parse(source, body, {}, source.url, known=frozenset(), now=now)

        try:
            yield parser, ask
        finally:
            await parser.close()

    return run


def worker(parser: ProcessParser) -> int:
    assert parser._worker is not None
    return parser._worker.pid


def look(file: str, parser: ProcessParser) -> bytes:
    return Path(f"/proc/{worker(parser)}/{file}").read_bytes()


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_reads_as_if_it_were_here(running, read) -> None:
    async def go() -> None:
        async with running() as (parser, ask):
            assert await ask(FEED) == read(FEED)
            first = worker(parser)
            assert await ask(FEED) == read(FEED)
            assert worker(parser) == first
        assert not alive(first)

    asyncio.run(go())


def test_small_documents_need_no_worker(running, read) -> None:
    async def go() -> None:
        async with running() as (parser, ask):
            assert await ask(FEED[:500]) == read(FEED[:500])
            assert parser._worker is None

    asyncio.run(go())


def test_a_document_that_never_ends_harms_only_itself(running, read) -> None:
    async def go() -> None:
        async with running(timeout=timedelta(seconds=3)) as (_, ask):
            hostile, innocent = await asyncio.gather(ask(ENDLESS), ask(FEED))
            assert "was not read in 3 s" in hostile.problem
            assert innocent == read(FEED)

    asyncio.run(go())


def test_a_document_that_wants_too_much_memory_is_named(running, read) -> None:
    async def go() -> None:
        async with running(memory=150 << 20) as (_, ask):
            parsed = await ask(b"<rss><channel><item><title>" + b"x " * 20_000_000 + b"</title></item></channel></rss>")
            assert "memory" in parsed.problem or "ended its reader" in parsed.problem
            assert await ask(FEED) == read(FEED)

    asyncio.run(go())


def test_a_worker_killed_from_outside_is_replaced_and_nothing_lost(running, read) -> None:
    async def go() -> None:
        async with running() as (parser, ask):
            await ask(FEED)
            os.kill(worker(parser), signal.SIGKILL)
            assert await ask(FEED) == read(FEED)

    asyncio.run(go())


def test_a_document_that_ends_its_reader_is_named(running, read) -> None:
    async def go() -> None:
        async with running() as (parser, ask):
            reading = asyncio.create_task(ask(ENDLESS))
            while parser._worker is None:  # noqa: ASYNC110  there is no event to wait for
                await asyncio.sleep(0.01)
            os.kill(worker(parser), signal.SIGSEGV)
            assert "ended its reader (signal 11)" in (await reading).problem
            assert await ask(FEED) == read(FEED)

    asyncio.run(go())


def test_a_cancelled_reading_leaves_no_answer_behind(running, read) -> None:
    async def go() -> None:
        async with running() as (_, ask):
            await ask(FEED)
            task = asyncio.create_task(ask(ENDLESS))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await ask(FEED) == read(FEED)

    asyncio.run(go())


def test_a_worker_is_replaced_after_its_share_of_documents(running) -> None:
    async def go() -> None:
        async with running(tasks=2) as (parser, ask):
            pids = []
            for _ in range(4):
                await ask(FEED)
                pids.append(worker(parser))
            assert pids[0] == pids[1] != pids[2] == pids[3]

    asyncio.run(go())


def test_the_worker_knows_no_secret(running, monkeypatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")

    async def go() -> None:
        async with running() as (parser, ask):
            await ask(FEED)
            assert b"secret" not in look("environ", parser)

    asyncio.run(go())


def test_the_worker_loads_little(running) -> None:
    """A worker that imported the whole program would cost 100 MB more."""

    async def go() -> None:
        async with running() as (parser, ask):
            await ask(FEED)
            libraries = look("maps", parser)
            assert b"lexbor" in libraries
            for name in (b"sqlalchemy", b"pydantic", b"ahocorasick"):
                assert name not in libraries

    asyncio.run(go())
