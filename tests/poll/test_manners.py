"""The score server lives through virtual days; a polite bot gives no offence, and a rude one is found out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bench import manners
from bot.model import Source, SourceState
from bot.poll.http import HttpFetcher


@pytest.fixture(scope="module")
def lived() -> tuple[manners.ScoreServer, manners.Bot]:
    return asyncio.run(manners.live(2.0, timedelta(minutes=30)))


def test_two_days_of_restarts_give_no_offence(lived: Any) -> None:
    server, _ = lived
    assert server.offences == []
    assert sum(server.requests.values()) > 500


def test_every_feed_that_can_be_read_is_healthy(lived: Any) -> None:
    _, bot = lived
    errors = {name: bot.state(source).error for name, source in bot.sources.items()}
    assert {name for name, error in errors.items() if error} == {"removed"}


def test_a_liar_is_caught_and_then_asked_once_a_day() -> None:
    server, bot = asyncio.run(_live_with("liar", 7.0))
    assert server.offences == []
    assert "unchanged although it changed" in bot.state(bot.sources["liar"]).error
    assert server.feeds["liar"].changed > manners.START + timedelta(days=5)


RUDE: dict[int, Any] = {
    1: lambda state: replace(state, next_poll=state.last_polled),
    2: lambda state: replace(state, etag='"made up"'),
    3: lambda state: replace(state, etag=None, last_modified=None),
}


@pytest.mark.parametrize("rule", RUDE)
def test_the_judge_finds_out_a_bot_that_breaks_a_rule(rule: int) -> None:
    server, _ = asyncio.run(_live_with("honest", 0.1, RUDE[rule]))
    assert rule in {broken for broken, _ in server.offences}


async def _live_with(name: str, days: float, spoil: Any = lambda state: state) -> tuple[Any, Any]:
    """One feed only, by a bot whose states are spoilt after each poll; asked at most every virtual minute."""
    clock = manners.Clock()
    feeds = [feed for feed in manners.newsroom() if feed.name == name]
    server = manners.ScoreServer(clock, feeds)
    listener = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/feed/{name}"
    bot = manners.Bot({name: Source(id=name, url=url, name=name)}, clock)
    await bot.restart()
    while clock.now < manners.START + timedelta(days=days):
        for source in bot.due():
            await bot.poll(source)
            bot.keep(spoil(bot.state(source)))
        clock.now = max(bot.next_due(), clock.now + timedelta(minutes=1))
    listener.close()
    assert isinstance(bot.fetcher, HttpFetcher)
    await bot.fetcher.close()
    return server, bot


def test_states_survive_a_restart_whole() -> None:
    bot = manners.Bot({}, manners.Clock())
    state = SourceState(source="s", url="u", ttl=timedelta(hours=1), entry_keys=frozenset("ab"))
    bot.keep(state)
    assert bot.state(Source(id="s", url="u", name="S")) == state
