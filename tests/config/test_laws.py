"""Laws: whatever an operator's fingers do to a good file, the answer is settings or a ConfigError."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import words
from bot.config.edit import add_source
from bot.config.load import read_settings
from bot.config.settings import Settings
from bot.config.wrong import Wrong
from bot.errors import ConfigError

GOOD = """\
channels:
  - chat: "@my_channel"
    language: ar
    timezone: Asia/Riyadh
    digests: ["08:00", "20:00"]
    only: [topic.security]
    max_late: 6h
    style: {full_items: 25}
# where the news comes from
sources:
  - https://astanatimes.com/feed/
  - url: https://www.gazeta.uz/ru/rss/
    name: Газета.uz
    headers: {X-Key: "${KEY}"}
    every: 1h30m
    keep_params: [id, p]
  - google_news: "site:arabic.news.cn آسيا الوسطى"

# how
poll: {every: 15m, allow_private: [127.0.0.1]}
watch:
  mute: [place.shanghai]
"""
KNOWN = frozenset(("topic.security", "place.shanghai"))
SNIPPETS = (
    *"\t:@*[]{}'\"#|>%\\\n٣\u202e\x00\ud800",
    *(
        "- ",
        "&a ",
        "!!x ",
        "${",
        "  ",
        "08:00",
        "null",
        "true",
        "-1",
        "1e999",
        "0x1f",
        "<<: ",
        "? ",
        "---\n",
        "9" * 5_000,
    ),
)


def edits() -> st.SearchStrategy[list[tuple[int, int, str]]]:
    place = st.integers(0, len(GOOD))
    insert = st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=5))
    return st.lists(st.tuples(place, st.integers(0, 12), insert), min_size=1, max_size=4)


def edited(changes: list[tuple[int, int, str]]) -> str:
    text = GOOD
    for at, length, insert in changes:
        text = text[:at] + insert + text[at + length :]
    return text


def reading(text: str) -> Settings | ConfigError:
    try:
        return read_settings(text, environment={"KEY": "hunter2"}, known_ids=KNOWN)
    except ConfigError as error:
        return error


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits())
def test_random_edits_of_a_good_file_raise_nothing_but_config_error(changes: list[tuple[int, int, str]]) -> None:
    outcome = reading(edited(changes))
    if isinstance(outcome, ConfigError):
        assert outcome.problems
        for problem in outcome.problems:
            assert re.match(r"sources\.yaml line \d+, column \d+: .*; ", problem, re.DOTALL)
        assert "hunter2" not in str(outcome)
    else:
        assert len({source.id for source in outcome.sources}) == len(outcome.sources)
        assert outcome.channels


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits(), st.text(max_size=30))
def test_a_source_is_added_to_any_file_that_can_be_read_or_nothing_is_changed(
    changes: list[tuple[int, int, str]], name: str
) -> None:
    text = edited(changes)
    try:
        before = read_settings(text, environment={"KEY": "x"}, known_ids=KNOWN)
        after_text = add_source(text, "https://new.example/feed", name=name, language="und")
    except ConfigError:
        return
    after = read_settings(after_text, environment={"KEY": "x"}, known_ids=KNOWN)
    assert after.sources[:-1] == before.sources
    assert after.sources[-1].url == "https://new.example/feed"
    assert (after.channels, after.poll) == (before.channels, before.poll)


@given(st.integers(1, 7 * 86_400))
def test_a_duration_is_read_as_it_is_said(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert words.duration(words.said(length)) == length


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.lists(st.integers(), max_size=2)
)


@pytest.mark.parametrize(
    "reader", [words.text, words.yes_or_no, words.duration, words.time_of_day, words.zone, words.language, words.chat]
)
@settings(max_examples=60, deadline=None)
@given(value=JUNK)
def test_a_word_is_understood_or_refused_with_a_cure(reader: Callable[[Any], Any], value: Any) -> None:
    try:
        reader(value)
    except Wrong as wrong:
        sentence = wrong.sentence
    else:
        return
    assert re.search(r"; .*(write|did you mean)|; channels and groups have ids", sentence)
