"""The worker's own side, without a process around it."""

from __future__ import annotations

import io
import pickle

from bot.parse.worker import message, read_task, serve

FEED = b"<rss><channel><item><title>Xi in Astana</title></item></channel></rss>"


class Hostile(bytes):
    def strip(self, *_: object) -> bytes:
        raise RuntimeError("a parser gone mad")


class Huge(bytes):
    def strip(self, *_: object) -> bytes:
        raise MemoryError


def test_answers_task_after_task_until_nobody_asks(source, now, read) -> None:
    task = message(pickle.dumps((source, FEED, {}, source.url, frozenset(), now)))
    outlet = io.BytesIO()
    serve(io.BytesIO(task * 3), outlet, cpu_seconds=1_000_000)
    answer = message(pickle.dumps(read(FEED)))
    assert pickle.loads(answer[8:]).entries[0].title == "Xi in Astana"
    assert outlet.getvalue() == answer * 3


def test_what_breaks_the_parser_is_said_with_its_name(source, now) -> None:
    parsed = read_task((source, Hostile(FEED), {}, source.url, frozenset(), now))
    assert "RuntimeError: a parser gone mad" in parsed.problem


def test_too_much_memory_is_said(source, now) -> None:
    assert "memory" in read_task((source, Huge(FEED), {}, source.url, frozenset(), now)).problem
