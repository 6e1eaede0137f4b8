"""What a log is told of things that go on and on: at once, and then from time to time. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

_AGAIN = timedelta(hours=1)  # pause before the same words are said again
_OTHER = timedelta(minutes=1)  # and before other words of the same thing: a fault may word itself anew each time


@dataclass(slots=True)
class _Said:
    text: str
    at: datetime
    unsaid: int = 0


class Repeats:
    """A fault that comes with every tick is told when it begins and once an hour, with how often it came meanwhile."""

    def __init__(self) -> None:
        self._last: dict[str, _Said] = {}

    def heard(self, name: str, text: str, now: datetime) -> str:
        """The line to write about `name`, or nothing. A clock that was set back lets it speak at once."""
        last = self._last.get(name)
        if last is not None:
            pause = _AGAIN if text == last.text else _OTHER
            if last.at <= now < last.at + pause:
                last.unsaid += 1
                return ""
        self._last[name] = _Said(text, now)
        return f"{text} ({last.unsaid} more since the last line)" if last is not None and last.unsaid else text


class Sums:
    """Counts that are told together, once in `every`."""

    def __init__(self, every: timedelta) -> None:
        self._every = every
        self._waiting: Counter[str] = Counter()
        self._told: datetime | None = None

    def add(self, numbers: Mapping[str, int], now: datetime) -> dict[str, int]:
        """What is to be told now, noughts left out; empty until it is time."""
        self._waiting.update(numbers)
        if self._told is not None and self._told <= now < self._told + self._every:
            return {}
        told, self._waiting, self._told = self._waiting, Counter(), now
        return {name: count for name, count in sorted(told.items()) if count}
