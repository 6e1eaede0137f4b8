"""A changed file is taken, a broken one changes nothing and is told once."""

from __future__ import annotations

from collections.abc import Callable

from bot.config.settings import Settings
from bot.config.watchfile import Broken, NewSettings, Reload, Unchanged
from bot.errors import ConfigError
from bot.text.keys import fingerprint

GONE = ConfigError(("sources.yaml was not found; put it back",))


class Reader:
    """Reads any text but those that hold "broken", and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, text: str) -> Settings:
        self.asked += 1
        if "broken" in text:
            raise ConfigError((f"{text}; mend it",))
        return Settings(watch_mute=(text,))


def test_the_same_text_is_not_even_read_again() -> None:
    reader, reload = Reader(), Reload(fingerprint("one"))
    assert reload.read("one", reader) == Unchanged()
    assert reader.asked == 0


def test_a_new_text_brings_new_settings_once() -> None:
    reader, reload = Reader(), Reload(fingerprint("one"))
    assert reload.read("two", reader) == NewSettings(settings=Settings(watch_mute=("two",)))
    assert reload.read("two", reader) == Unchanged()
    assert reader.asked == 1


def test_a_broken_text_is_told_once_and_read_once() -> None:
    reader, reload = Reader(), Reload(fingerprint("one"))
    assert reload.read("broken", reader) == Broken(problems=("broken; mend it",))
    assert reload.read("broken", reader) == Unchanged()
    assert reader.asked == 1
    assert reload.read("broken otherwise", reader) == Broken(problems=("broken otherwise; mend it",))


def test_a_file_put_back_as_it_was_counts_as_new_so_that_the_notice_is_cleared() -> None:
    reader, reload = Reader(), Reload(fingerprint("one"))
    reload.read("broken", reader)
    assert reload.read("one", reader) == NewSettings(settings=Settings(watch_mute=("one",)))
    assert reload.read("one", reader) == Unchanged()


def test_a_mistake_made_again_after_a_good_text_is_told_again() -> None:
    reader, reload = Reader(), Reload(fingerprint("one"))
    reload.read("broken", reader)
    reload.read("two", reader)
    assert reload.read("broken", reader) == Broken(problems=("broken; mend it",))


def test_a_file_that_cannot_be_read_is_told_once_and_forgiven_when_it_is_back() -> None:
    reader, reload = Reader(), Reload(fingerprint("one"))
    assert reload.unreadable(GONE) == Broken(problems=GONE.problems)
    assert reload.unreadable(GONE) == Unchanged()
    assert reload.read("one", reader) == NewSettings(settings=Settings(watch_mute=("one",)))
    assert reload.unreadable(GONE) == Broken(problems=GONE.problems)


def test_an_operators_own_words_are_taken_while_it_runs_and_broken_ones_change_nothing(
    read: Callable[[str], Settings],
) -> None:
    text = "sources: []\nchannels: [{language: en, style: {phrases: {name: %s}}}]\n"
    reload = Reload(fingerprint("sources: []\n"))
    taken = reload.read(text % "Morning", read)
    assert isinstance(taken, NewSettings)
    assert taken.settings.channels[0].phrases == (("name", "Morning"),)
    broken = reload.read(text % "<b>Morning", read)
    assert isinstance(broken, Broken)
    assert "line 2, column 45: phrases: name: its markup breaks" in broken.problems[0]
    assert isinstance(reload.read(text % "<b>Morning", read), Unchanged)
    assert isinstance(reload.read(text % "<b>Morning</b>", read), NewSettings)
