"""An item set right: the rest of the post stays letter by letter, and Telegram takes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest import numbers
from bot.digest.compose import Digest
from bot.digest.correct import ROOM, Pen, corrected, headline, restored, retracted
from bot.digest.subset import measure
from bot.digest.words import LANGUAGES, load_words
from bot.errors import MarsadError
from bot.model import Item

DAY = date(2026, 11, 23)


def pen(language: str) -> Pen:
    return Pen(words=load_words(language), day=DAY)


@pytest.fixture(scope="session")
def morning(article: Any, story: Any, digest: Any) -> Any:
    """A digest of three full items and two brief ones, in a language."""

    def make(language: str, stories: int = 5) -> Digest:
        told = [
            story(f"s{n}", article(f"China and Kazakhstan sign accord number {n}", language, f"paper{n}"))
            for n in range(stories)
        ]
        made: Digest = digest(*told, language=language, channel={"full_items": 3})
        return made

    return make


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_is_found_in_its_post_once_and_holds_its_headline(morning: Any, language: str) -> None:
    made = morning(language)
    assert [item.place for item in made.items] == [1, 2, 3, 4, 5]
    assert {item.story for item in made.items} == made.told.keys()
    for item in made.items:
        assert made.posts[made.told[item.story]].text.count(item.html) == 1
        assert item.html.count(item.head) == 1
        assert headline(item).startswith("China and Kazakhstan sign accord")
        assert item.score
        assert "independent sources 1" in item.because


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", [1, 4])
def test_a_retraction_strikes_the_headline_says_why_and_changes_nothing_else(
    morning: Any, telegram: Any, language: str, place: int
) -> None:
    made = morning(language)
    (text,) = (post.text for post in made.posts)
    item = made.items[place - 1]
    changed, now = retracted(text, item, "the ministry #denies it <all>", pen(language))
    before, _, after = text.partition(item.html)
    assert changed == f"{before}{now.html}{after}"
    seen = telegram.read(changed)
    assert ("Strikethrough", headline(item), "") in [
        (kind, said.strip("\u2068\u2069"), url) for kind, said, url in seen.entities
    ]
    assert "the ministry #\u2060denies it <all>" in seen.text, "the reason as it was written, and no hashtag"
    assert numbers.short_date(DAY, language) in seen.text
    assert "paper" not in now.html.partition("\n")[2], "its sources are gone"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_correction_keeps_the_link_and_puts_a_note_below(morning: Any, telegram: Any, language: str) -> None:
    made = morning(language)
    text, item = made.posts[0].text, made.items[1]
    changed, now = corrected(text, item, "it was signed on Monday", pen(language), headline="Signed on Monday & done")
    seen = telegram.read(changed)
    (old,) = [url for kind, said, url in telegram.read(item.head).entities]
    assert [url for _, said, url in seen.entities if said.strip("\u2068\u2069") == "Signed on Monday & done"] == [old]
    assert headline(now) == "Signed on Monday & done"
    assert "it was signed on Monday" in now.html.splitlines()[-1]
    assert now.html.splitlines()[1:-1] == item.html.splitlines()[1:]


def test_corrections_follow_each_other_and_the_last_one_can_be_taken_back(morning: Any) -> None:
    made = morning("en")
    text, item = made.posts[0].text, made.items[0]
    once, first = corrected(text, item, "one", pen("en"))
    twice, second = corrected(once, first, "two", pen("en"), headline="Another headline")
    both, _ = retracted(twice, made.items[4], "five", pen("en"))
    back, _ = restored(both, second, first)
    assert "one" in back
    assert "two" not in back
    assert "five" in back
    plain, now = restored(once, first, item)
    assert (plain, now) == (text, item)


def test_a_headline_without_a_link_is_corrected_too(article: Any, story: Any, digest: Any) -> None:
    made = digest(story("s", article("Accord signed", "en", url=None)), language="en")
    changed, now = corrected(made.posts[0].text, made.items[0], "why", pen("en"), headline="Accord <planned>")
    assert "Accord &lt;planned&gt;" in changed
    assert headline(now) == "Accord <planned>"


def test_a_text_that_was_changed_by_something_else_is_left_alone(morning: Any) -> None:
    made = morning("en")
    with pytest.raises(MarsadError, match=r"item 1 cannot be found in .*edit the message by hand"):
        retracted("another text", made.items[0], "why", pen("en"))


def test_what_does_not_fit_is_refused_with_how_much_to_shorten(morning: Any) -> None:
    made = morning("en")
    with pytest.raises(MarsadError, match=r"shorten --why by \d{4} characters"):
        retracted(made.posts[0].text, made.items[0], "why " * 1_500, pen("en"))
    with pytest.raises(MarsadError, match=r"shorten --why or --text by \d{4} characters"):
        corrected(made.posts[0].text, made.items[0], "why", pen("en"), headline="word " * 1_500)


def test_a_full_post_has_room_for_a_retraction_of_every_item(article: Any, story: Any, digest: Any) -> None:
    """Posts are written with a hand's breadth left; a struck item gives back more than its note takes."""
    told = [story(f"s{n}", article(f"{n} " + "China and Kazakhstan " * 8, "en", f"paper{n}")) for n in range(65)]
    made = digest(*told, language="en")
    texts = [post.text for post in made.posts]
    assert max(measure(text).units for text in texts) > 3_600
    for item in made.items:
        post = made.told[item.story]
        texts[post], _ = retracted(texts[post], item, "denied by both sides", pen("en"))
    assert all(ROOM.allow(measure(text)) for text in texts)


@given(why=st.text(min_size=1, max_size=300), title=st.text(max_size=200), language=st.sampled_from(LANGUAGES))
@settings(max_examples=40)
def test_whatever_is_written_telegram_takes_the_post(
    morning: Any, telegram: Any, why: str, title: str, language: str
) -> None:
    made = morning(language)
    text, item = made.posts[0].text, made.items[2]
    links = text.count("<a href=")
    changed, now = corrected(text, item, why, pen(language), headline=title)
    assert sum(kind == "TextUrl" for kind, _, _ in telegram.read(changed).entities) >= links - 1
    struck, _ = retracted(changed, now, why, pen(language))
    telegram.read(struck)
    assert "\u200f\u200f" not in struck


def test_an_item_of_one_digest_is_not_taken_for_another(morning: Any) -> None:
    made = morning("en")
    stranger: Item = replace(made.items[0], html=made.items[0].html.replace("accord", "treaty"))
    with pytest.raises(MarsadError, match="cannot be found"):
        corrected(made.posts[0].text, stranger, "why", pen("en"))
