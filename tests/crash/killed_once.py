"""Runs one pass of the real house and kills it, with SIGKILL, at the N-th touch of the store or of Telegram.

Every call through the two doors counts twice: before it and after it. Nothing in the house knows of it.
Used as a program: it reads one JSON job a line and answers each with the exit status and the points it passed.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.app import House, clock_from, settings_from
from bot.config.environment import read_environment
from bot.deliver.telegram import TelegramMessenger
from bot.deliver.telegram_audit import ForwardProbe
from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.store.sql import open_store


class Countdown:
    """Kills the process when the count is reached; 0 never is."""

    def __init__(self, fatal: int) -> None:
        self._fatal = fatal
        self._lock = threading.Lock()
        self.passed: list[str] = []

    def __call__(self, point: str) -> None:
        with self._lock:
            self.passed.append(point)
            if len(self.passed) == self._fatal:
                os.kill(os.getpid(), signal.SIGKILL)


class Mined:
    """Stands before any object; each of its public calls is a point before and a point after."""

    def __init__(self, behind: Any, name: str, countdown: Countdown) -> None:
        self._behind, self._name, self._countdown = behind, name, countdown

    def __getattr__(self, called: str) -> Any:
        inner = getattr(self._behind, called)
        return self._mined(inner, f"{self._name}.{called}") if callable(inner) else inner

    def _mined(self, inner: Callable[..., Any], point: str) -> Callable[..., Any]:
        if inspect.iscoroutinefunction(inner):

            async def later(*given: Any, **named: Any) -> Any:
                self._countdown(f"before {point}")
                result = await inner(*given, **named)
                self._countdown(f"after {point}")
                return result

            return later

        def now(*given: Any, **named: Any) -> Any:
            self._countdown(f"before {point}")
            result = inner(*given, **named)
            self._countdown(f"after {point}")
            return result

        return now


def one_pass(job: dict[str, Any]) -> list[str]:
    """One pass with a digest; returns the points it went through."""
    countdown = Countdown(job["fatal"])
    environment = read_environment(job["environment"], None)
    settings = settings_from(job["settings"], environment, {})
    token = environment.token
    assert token is not None
    house = House(
        environment=environment,
        settings=settings,
        store=Mined(open_store(environment.database), "store", countdown),  # type: ignore[arg-type]
        messenger=Mined(TelegramMessenger(token.reveal(), environment.api), "telegram", countdown),  # type: ignore[arg-type]
        lookers=(Mined(ForwardProbe(token.reveal(), environment.api), "looker", countdown),),  # type: ignore[arg-type]
        clock=clock_from(datetime.fromisoformat(job["now"])),
        pace=timedelta(0),
        settle=timedelta(0),
    )

    async def run() -> None:
        try:
            await house.once(force_digest=True)
        finally:
            await house.close()

    asyncio.run(run())
    return countdown.passed


def main() -> None:
    """Fork for each job, so that what is dear to load is loaded once."""
    Matcher(load_gazetteer()).match("Xi Jinping visits Astana")
    for line in sys.stdin:
        job = json.loads(line)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            passed = one_pass(job)
            os.write(write, json.dumps(passed).encode())
            os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as answers:
            passed = answers.read()
        _, status = os.waitpid(child, 0)
        print(json.dumps({"status": status, "passed": json.loads(passed or b"[]")}), flush=True)


if __name__ == "__main__":
    main()
