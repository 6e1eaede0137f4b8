"""An operator's own words and layouts: they hold everywhere, and what would break a post is refused when it is read."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from bot.digest.bulletin import Bulletin
from bot.digest.phrases import channel_problem, flatten, problems
from bot.digest.split import Limits
from bot.digest.subset import measure
from bot.digest.words import LANGUAGES, load_words, words_of
from bot.model import Alerts, Channel
from tests.digest.conftest import NOW

OWN = {
    "name": "Morning <i>brief</i>",
    "title": "☀️ {title}",
    "sections": {"transport": "🛤️ Rails", "energy": "Energy"},
    "stories": {"one": "one story", "other": "{n} stories"},
    "layout": {
        "item": "{headline}\n<i>{gist}</i>\n{news}\nRead: {sources}\nTags: {tags}",
        "header": "<b>{title}</b> · {date}\n{counts}",
        "footer": '{ways}\n<a href="https://example.org/about">About us</a>',
        "heading": "{emoji} {name}:",
    },
}


def channel(given: dict[str, Any], language: str = "en", **more: Any) -> Channel:
    assert list(problems(given, language)) == []
    return Channel(id="@c", chat="@c", language=language, phrases=flatten(given), **more)


@pytest.fixture
def own(article: Any, story: Any, digest: Any) -> Any:
    """A digest of three stories in the operator's own words."""

    def make(given: dict[str, Any], language: str = "en", **more: Any) -> Any:
        told = [
            story("s1", article("Railway opens", "en", "one"), tags=("topic.cku_railway",)),
            story("s2", article("Gas deal signed", "en", "two"), tags=("topic.energy",)),
            story("s3", article("Guests arrive", "en", "three"), tags=()),
        ]
        style = {"phrases": channel(given, language).phrases, "full_items": 2, **more}
        return digest(*told, language=language, channel=style)

    return make


def test_every_heading_phrase_and_line_may_be_the_operators_own(own: Any, telegram: Any) -> None:
    (post,) = own(OWN).posts
    assert telegram.read(post.text).text.splitlines() == [
        "☀️ Morning brief · Sunday, 22 November 2026",
        "3 stories from 3 articles and 3 sources",
        "",
        "🛤️ Rails:",
        "Railway opens",
        "Read: Source: one",
        "Tags: #CKU_railway",
        "",
        "Energy:",
        "Gas deal signed",
        "Read: Source: two",
        "Tags: #Energy",
        "",
        "🗂️ More news:",
        "3. Guests arrive",
        "About us",
    ]  # fmt: skip


def test_an_alert_has_a_layout_of_its_own(article: Any, story: Any, gazetteer: Any, telegram: Any) -> None:
    given = {"layout": {"alert": "<b>{headline}</b>\n\n{gist}\n\nBy {sources}"}, "alert_title": "Flash"}
    mine = channel(given, alerts=Alerts())
    told = story("s1", article("Railway opens", "en", "one"))
    post = Bulletin(channel=mine, gazetteer=gazetteer, names={}, priorities={}).alert(told, NOW)
    assert telegram.read(post.text).text == "⚡️ Flash | Railway opens\n\nBy Source: one"


def test_a_line_whose_places_are_all_empty_is_left_out_with_its_words(own: Any) -> None:
    text = own(OWN, hashtags=0).posts[0].text
    assert "Tags:" not in text
    assert "<i></i>" not in text


def test_what_is_not_overridden_stays_as_it_is(own: Any, digest: Any, article: Any, story: Any) -> None:
    told = story("s1", article("Railway opens", "en", "one"))
    plain = digest(told, language="en").posts[0].text
    same = digest(told, language="en", channel={"phrases": flatten({"sections": {"energy": "🔥 Heat"}})}).posts[0].text
    assert plain == same
    assert load_words("en").section("energy") == "⚡ Energy and resources", "one channel's words are not another's"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_layout_that_begins_with_a_foreign_headline_keeps_its_marks_apart(
    own: Any, telegram: Any, language: str
) -> None:
    layout = {"item": "{headline}", "brief": "{headline}", "header": "{title}"}
    text = telegram.read(own({"layout": layout}, language).posts[0].text).text
    marks = "\u200e\u200f\u2066\u2067\u2068\u2069"
    assert not any(a in marks and b in marks for a, b in pairwise(text))
    assert all(line.startswith("\u200f") for line in text.splitlines() if line) == (language == "ar")


def test_an_item_in_an_own_layout_is_found_and_corrected(own: Any) -> None:
    made = own(OWN)
    assert [made.posts[0].text.count(item.html) for item in made.items] == [1, 1, 1]
    assert all(item.head in item.html for item in made.items)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_digest_of_the_shipped_words_fits(language: str) -> None:
    assert channel_problem(Channel(id="@" + "c" * 32, chat=None, language=language)) == ""
    assert channel_problem(channel(OWN if language == "en" else {}, language, alerts=Alerts(), pin=True)) == ""


@pytest.mark.parametrize(
    ("given", "more"),
    [({"alert": "{title} {headline}" + "word " * 190, "since": "{list} " + "word " * 190, "new": "{list} " + "x " * 400,
       "languages": "{list}" + "word " * 190, "foreign": "{language} " + "word " * 190,
       "alert_title": "word " * 190}, {"alerts": Alerts()}),
     ({"number": "{n} " + "word " * 150}, {"pin": True})],
    ids=["alert", "index"],
)  # fmt: skip
def test_words_of_posts_between_digests_are_measured_where_there_are_any(
    given: dict[str, Any], more: dict[str, Any]
) -> None:
    assert channel_problem(channel(given)) == ""
    assert "longer than Telegram allows" in channel_problem(channel(given, **more))


@pytest.mark.parametrize(
    "given",
    [
        {"layout": {"footer": "{tags}\n" + "word " * 195, "header": "{title}\n" + "word " * 195,
                    "next_header": "{title}\n" + "word " * 195, "item": "{headline}\n" + "word " * 195},
         "name": "word " * 195},
        {"layout": {"item": "{headline}" + "<b>x</b>" * 90}},
    ],
    ids=["too long", "too many entities"],
)  # fmt: skip
def test_words_that_leave_a_story_no_room_are_refused(given: dict[str, Any]) -> None:
    assert "longer than Telegram allows; shorten" in channel_problem(channel(given))


def test_what_is_accepted_fits_however_many_stories_there_are(article: Any, story: Any, digest: Any) -> None:
    given = {"layout": {"item": "{headline}\n" + "word " * 150 + "\n{sources}", "footer": "word " * 100}}
    mine = channel(given)
    assert channel_problem(mine) == ""
    told = [story(f"s{n}", article("China and Kazakhstan " * 20, "en", f"paper{n}")) for n in range(70)]
    made = digest(*told, language="en", channel={"phrases": mine.phrases})
    assert all(Limits().allow(measure(post.text)) for post in made.posts)
    assert len(made.told) == 65


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"nam": "x"}, "nam", "nam is no phrase; did you mean name?"),
    ({"colour": "x"}, "colour", "colour is no phrase; known are: name, title, part,"),
    ({"sections": {"polit": "x"}}, "sections.polit", "sections.polit is no phrase; did you mean politics?"),
    ({"sections": "x"}, "sections", "sections has several forms; write politics, economy,"),
    ({"stories": "{n} stories"}, "stories", "stories has several forms; write one, other below it"),
    ({"stories": {"few": "{n}"}}, "stories.few", "stories.few is no phrase; known are: one, other"),
    ({"name": 5}, "name", "name is not text; write it in quotes"),
    ({"name": ["x"]}, "name", "name is not text; write it in quotes"),
    ({"name": " "}, "name", "name: is empty; remove the line for the usual words"),
    ({"name": "x" * 1_001}, "name", "name: is longer than 1000 characters"),
    ({"name": "a\nb"}, "name", "name: holds line breaks or invisible marks; write it on one line"),
    ({"name": "\u200fa"}, "name", "name: holds line breaks or invisible marks"),
    ({"title": "{title} {m}"}, "title", "title: {m} is no place here; it may hold {n}, {title}"),
    ({"title": "{n}"}, "title", "title: {title} is missing; write it where it is to stand"),
    ({"name": "{title}"}, "name", "name: {title} is no place here; it holds none"),
    ({"stories": {"other": "many"}}, "stories.other", "stories.other: {n} is missing"),
    ({"title": "{title"}, "title", "title: expected '}' before end of string; write a place as {name}"),
    ({"title": "{title!r}"}, "title", "title: {title!r} is no place; write a place as {name}, and no other braces"),
    ({"title": "{title:>9}"}, "title", "title: {title:>9} is no place"),
    ({"title": "{title.x}"}, "title", "title: {title.x} is no place"),
    ({"title": "{title[0]}"}, "title", "title: {title[0]} is no place"),
    ({"title": "{} {title}"}, "title", "title: {} is no place"),
    ({"empty": "a {{b}}"}, "empty", "empty: a doubled brace stands for nothing"),
    ({"layout": {"item": "{sources}"}}, "layout.item", "layout.item: {headline} is missing"),
    ({"layout": {"item": "{headline} {link}"}}, "layout.item", "{link} is no place here; it may hold {gist}, {head"),
    ({"title": '<a href="https://a.org/{title}">x</a>'}, "title", "a place cannot stand inside a tag"),
    ({"layout": {"item": "{headline} {headline}"}}, "layout.item", "layout.item: {headline} stands twice; remove one"),
    ({"layout": {"items": "{headline}"}}, "layout.items", "layout.items is no phrase; did you mean item?"),
    ({"layout": {"item": "<b>{headline}\n{sources}</b>"}}, "layout.item", "every tag is closed in its own line"),
    ({"name": "<b>x"}, "name", "name: its markup breaks: every tag is closed in its own line"),
    ({"name": "x</b>"}, "name", "name: its markup breaks"),
    ({"name": "a < b"}, "name", "name: its markup breaks"),
    ({"name": "<font>x</font>"}, "name", "name: its markup breaks"),
    ({"name": "<blockquote>x</blockquote>"}, "name", "name: <blockquote> cannot stand here; known are b, code, i"),
    ({"empty": '<a href="javascript:x">y</a>'}, "empty", "empty: a link wants a whole address"),
    ({"name": '<a href="https://a.org">y</a>'}, "name", "name: <a> cannot stand here; known are b, code"),
    ({"alert_tag": "breaking news"}, "alert_tag", "alert_tag: is a hashtag"),
    ({"untitled": "<b>x</b>"}, "untitled", "untitled: takes no markup; write plain words"),
    ({"previous": '<a href="https://a.org">x</a>'}, "previous", "previous: takes no markup"),
    ({"daily_tag": "daily digest"}, "daily_tag", "daily_tag: is a hashtag: letters, digits and _ only"),
    ({"daily_tag": "#daily"}, "daily_tag", "daily_tag: is a hashtag"),
    ({"edition_tag": "{day}"}, "edition_tag", "edition_tag: is a hashtag"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "path", "said"), WRONG, ids=[one[2][:40] for one in WRONG])
def test_a_slip_is_named_with_its_key_and_the_cure(given: dict[str, Any], path: str, said: str) -> None:
    found = list(problems(given, "en"))
    assert [".".join(at) for at, _ in found] == [path]
    assert said in found[0][1]


def test_words_of_a_channel_are_its_languages_but_for_its_own() -> None:
    words = words_of(channel({"empty": "لا شيء"}, "ar"))
    assert words.say("empty") == "لا شيء"
    assert words.say("name") == load_words("ar").say("name")
