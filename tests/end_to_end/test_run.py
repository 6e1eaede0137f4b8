"""`marsad run` as a process: it starts, posts, answers, takes new settings, survives trouble, and stops."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.demo.wire import Request, Response
from bot.store.sql import open_store
from tests.end_to_end.conftest import CHAT, TOKEN
from tests.standin.command import Marsad
from tests.standin.loopback import Feeds, Loopback, rss
from tests.standin.strict import SecondBot, StrictStandIn

READER = 4711
ONE = "Tokayev meets Xi Jinping in Astana"
TWO = "China opens Khorgos dry port in Kazakhstan"


class Telegram(StrictStandIn):
    """Answers `getUpdates` after a pause when nothing is there, as the real server does; may be made unreachable."""

    down = False

    async def answer(self, request: Request) -> Response | None:
        if self.down:
            return None
        if request.path.endswith("/getUpdates") and not self.inbox:
            await asyncio.sleep(0.1)
        return await super().answer(request)


@pytest.fixture
def telegram(loopback: Loopback) -> Telegram:
    server = loopback.open(Telegram(token=TOKEN, clock=lambda: datetime.now(UTC)))
    server.open_chat(CHAT, "beat")
    server.open_chat(READER, "reader")
    return server


class Running:
    """A process of `marsad run` and what it has said so far."""

    def __init__(self, marsad: Marsad, **environment: str) -> None:
        self.process: subprocess.Popen[str] = marsad.process("run", **environment)
        self.said = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line

    def until(self, true: Callable[[], Any]) -> None:
        """Wait for something to become true, a minute at the most; the process must go on."""
        for _ in range(1200):
            if true():
                return
            assert self.process.poll() is None, self.said
            time.sleep(0.05)
        raise AssertionError(f"it never became true; the bot said:\n{self.said}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(60)
        self._reader.join(10)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return code


@contextmanager
def running(marsad: Marsad, **environment: str) -> Iterator[Running]:
    started = Running(marsad, **environment)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
            started.stop(0)


def settings(feeds: Feeds, *paths: str, **more: str) -> str:
    poll = ", ".join(
        f"{name}: {value}" for name, value in {"every": "1m", "allow_private": "[127.0.0.1]", **more}.items()
    )
    return f"poll: {{{poll}}}\nsources:\n" + "".join(
        f"  - {{url: '{feeds.url}{one}', id: s{one[1:]}}}\n" for one in paths
    )


def news(title: str) -> str:
    return rss((title, datetime.now(UTC) - timedelta(hours=1)))


def posts(telegram: StrictStandIn) -> list[str]:
    return [message.html for message in telegram.chats[CHAT].messages.values()]


def states(marsad: Marsad) -> dict[str, int]:
    """How many posts are in which state."""
    store = open_store(f"sqlite:///{marsad.folder}/state/marsad.db")
    try:
        return store.by_state()
    finally:
        store.close()


def test_it_posts_answers_takes_new_settings_and_stops(channel: Marsad, feeds: Feeds, telegram: Telegram) -> None:
    feeds.put("/one", news(ONE))
    feeds.put("/two", news(TWO))
    channel.write(settings(feeds, "/one"))
    with running(channel) as bot:
        bot.until(lambda: posts(telegram))
        assert ONE in posts(telegram)[0]

        person = {"id": READER, "is_bot": False, "first_name": "R", "language_code": "en"}
        said = {
            "message_id": 1,
            "date": 1,
            "text": "/status",
            "chat": {"id": READER, "type": "private"},
            "from": person,
        }
        telegram.inbox.append({"update_id": 1, "message": said})
        bot.until(lambda: telegram.chats[READER].messages)
        assert "Articles: 1" in telegram.chats[READER].messages[1].html

        channel.write("sources: [https://a.example/x, htp://broken]\n")
        bot.until(lambda: "settings_broken" in bot.said)
        assert "line 1" in bot.said
        assert bot.process.poll() is None

        channel.write(settings(feeds, "/one", "/two"))
        bot.until(lambda: any(request.path == "/two" for request in feeds.asked))
        assert "settings_taken sources=2" in bot.said
        assert bot.said.count("settings_broken") == 1, "told once"
        assert channel("doctor", "--alive").code == 0
        assert bot.stop() == 0
        assert bot.said.rstrip().endswith("stopped")
    assert TOKEN not in bot.said
    assert "Traceback" not in bot.said
    assert "maximum number of running instances" not in bot.said
    assert states(channel) == {"sent": 1}
    assert len(posts(telegram)) == 1


@pytest.mark.parametrize(("token", "heard"), [("2:second", True), ("2:wrong-token", False)])
def test_a_witness_is_heard_and_one_that_cannot_be_holds_nothing_up(
    channel: Marsad, feeds: Feeds, telegram: Telegram, token: str, heard: bool
) -> None:
    telegram.witness = SecondBot(telegram, "2:second", CHAT)
    feeds.put("/one", news(ONE))
    channel.write(settings(feeds, "/one"))
    with running(channel, TELEGRAM_WITNESS_TOKEN=token) as bot:
        bot.until(lambda: posts(telegram))
        bot.until(lambda: ("getUpdates" in dict(telegram.witness.calls)) if heard else "witness_deaf" in bot.said)
        assert bot.stop() == 0
    assert token not in bot.said
    assert ("witness_deaf" in bot.said) != heard
    assert "Traceback" not in bot.said


def test_telegram_out_of_reach_holds_up_posts_and_nothing_else(
    channel: Marsad, feeds: Feeds, telegram: Telegram
) -> None:
    telegram.down = True
    feeds.put("/one", news(ONE))
    channel.write(settings(feeds, "/one"))
    with running(channel) as bot:
        bot.until(lambda: "digest channel" in bot.said)
        assert feeds.asked
        assert posts(telegram) == []
        telegram.down = False
        bot.until(lambda: posts(telegram))
        assert bot.stop() == 0
    assert "telegram_unreachable" in bot.said
    assert len(posts(telegram)) == 1
    assert states(channel) == {"sent": 1}
    assert TOKEN not in bot.said
    assert "Traceback" not in bot.said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_once_in_the_middle_of_the_first_pass(
    channel: Marsad, feeds: Feeds, telegram: Telegram, number: int
) -> None:
    feeds.hang("/hangs")
    channel.write(settings(feeds, "/hangs"))
    with running(channel) as bot:
        bot.until(lambda: feeds.asked)
        assert bot.stop(number) == 0
    assert "Traceback" not in bot.said
    assert posts(telegram) == []


def test_a_second_bot_on_the_same_database_is_turned_away(channel: Marsad, feeds: Feeds, telegram: Telegram) -> None:
    feeds.put("/one", news(ONE))
    channel.write(settings(feeds, "/one"))
    with running(channel) as bot:
        bot.until(lambda: posts(telegram))
        for command in ("run", "once"):
            second = channel(command)
            assert second.code == 1
            assert "another" in second.err.lower()
        assert channel("search", "Tokayev").out
        assert bot.stop() == 0
    assert channel("once").code == 0


def test_killed_in_the_middle_it_goes_on_where_it_was(channel: Marsad, feeds: Feeds, telegram: Telegram) -> None:
    feeds.put("/one", news(ONE))
    channel.write(settings(feeds, "/one"))
    with running(channel) as bot:
        bot.until(lambda: "digest channel" in bot.said or posts(telegram))
        bot.stop(signal.SIGKILL)
    with running(channel) as bot:
        bot.until(lambda: posts(telegram) or "half_sent" in bot.said)
        assert bot.stop() == 0
    assert len(posts(telegram)) <= 1
    assert sum(states(channel).values()) == 1
    assert "sending" not in states(channel)


def test_a_send_that_hangs_holds_up_a_stop_for_seconds_only_and_is_decided_after_the_next_start(
    channel: Marsad, feeds: Feeds, telegram: Telegram
) -> None:
    """Whoever sent SIGTERM kills soon after (Docker: ten seconds); the post was made and its answer never came."""
    feeds.put("/one", news(ONE))
    channel.write(settings(feeds, "/one"))
    telegram.faults.append("hang_after")
    with running(channel) as bot:
        bot.until(lambda: posts(telegram))
        bot.process.send_signal(signal.SIGTERM)
        assert bot.process.wait(20) == 0, "it waited for the answer"
        bot.stop(0)
    assert "Traceback" not in bot.said
    assert states(channel) == {"sending": 1}
    with running(channel) as bot:
        bot.until(lambda: "may have been posted" in bot.said)  # no audit chat: the operator is told
        assert bot.stop() == 0
    assert states(channel) == {"held": 1}
    assert len(posts(telegram)) == 1


def test_what_crosses_is_told_at_once_and_not_with_the_next_digest(
    channel: Marsad, feeds: Feeds, telegram: Telegram
) -> None:
    feeds.put("/one", news(ONE))
    channel.write(settings(feeds, "/one") + "channels: [{language: en}]\n")
    assert channel("once", "--digest").code == 0, "a channel that never had a digest would get one of everything"
    first, second = ("First tunnel is dug on China-Kyrgyzstan-Uzbekistan railway",
                     "China-Kyrgyzstan-Uzbekistan railway: first tunnel dug")  # fmt: skip
    feeds.put("/two", news(first))
    feeds.put("/three", news(second))
    alerts = "channels: [{language: en, alerts: {sources: 1, languages: 1, rules: [railway]}}]\n"
    channel.write(settings(feeds, "/two", "/three") + alerts)
    with running(channel) as bot:
        bot.until(lambda: len(posts(telegram)) > 1)
        assert "alert channel=@beat" in bot.said
        assert 'rule "railway"' in bot.said
        assert bot.stop() == 0
    assert posts(telegram)[1].startswith("⚡️ <b>Breaking</b> | ")
    assert telegram.chats[CHAT].messages[2].silent is False
