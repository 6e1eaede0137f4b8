"""Decides what a look at the file means while the bot runs: nothing new, new settings, or broken and said once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.config.settings import Settings
from bot.errors import ConfigError
from bot.text.keys import fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The file says what it said at the last look, or is broken in a way that was reported already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSettings:
    """The file says something new, or is whole again after it was broken: take the settings over."""

    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The file cannot be used: keep the old settings and tell the operator these sentences, once."""

    problems: tuple[str, ...]


class Reload:
    """Remembers between two looks which text is in use and what was reported last, by fingerprint.

    Hand it the fingerprint (`bot.text.keys.fingerprint`) of the text the bot started with.
    """

    def __init__(self, used: str) -> None:
        self._used = used
        self._reported = ""  # "" while all is well

    def read(self, text: str, reader: Callable[[str], Settings]) -> Unchanged | NewSettings | Broken:
        """Say what `text` means. `reader` is asked only about a text it has not judged before.

        A file that was broken and says again what it said before is new, so that the operator's notice is cleared.
        """
        mark = fingerprint(text)
        if mark == self._reported or (mark == self._used and not self._reported):
            return Unchanged()
        try:
            settings = reader(text)
        except ConfigError as error:
            return self._report(mark, error.problems)
        self._used, self._reported = mark, ""
        return NewSettings(settings=settings)

    def unreadable(self, error: ConfigError) -> Unchanged | Broken:
        """Say what it means that the file could not be read at all (removed, no right, not UTF-8)."""
        return self._report(fingerprint("unreadable", *error.problems), error.problems)

    def _report(self, mark: str, problems: tuple[str, ...]) -> Unchanged | Broken:
        if mark == self._reported:
            return Unchanged()
        self._reported = mark
        return Broken(problems=problems)
