"""Posts obey all of Telegram's limits, tell every story once, and show what we meant and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.digest.compose import Digest
from bot.digest.markup import clean, is_blank
from bot.digest.subset import elements, measure, parse
from bot.model import Article, Mention, Story, Tag
from bot.text.links import action_key, fill_links

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
RLM = "\u200f"
MARKS = "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"

_IDS = (
    *("place.china", "place.kazakhstan", "place.kyrgyzstan", "place.uzbekistan", "person.xi_jinping", "person.tokayev"),
    *("org.sco", "topic.belt_and_road", "topic.cku_railway", "topic.china_central_asia_summit", "topic.energy"),
)
_WORDS = st.sampled_from(
    [
        *(
            "الصين",
            "وقّعت",
            "اتفاقًا",
            "China",
            "signs",
            "Китай",
            "подписал",
            "中国签署",
            "12",
            "4.7",
            "٢٠٢٦",
            "🚆",
            "می‌شود",
        ),
        *(
            "#tag",
            "@durov",
            "/start",
            "24.kg",
            "t.me/x",
            "<b>",
            "</a>",
            "&lt;",
            '"',
            "\u202e",
            "\u200f",
            "\u2067",
            "\x00",
            "\n",
        ),
        *(
            "{{link:a}}",
            '<a href="{{link:a}}">',
            "12:30",
            "4111111111111111",
            "$USD",
            "\ud83d\ude80",
            "א",
            "a" * 700,
            "م" * 3000,
        ),
    ]
)
_TITLES = st.one_of(st.lists(_WORDS, max_size=8).map(" ".join), st.text(max_size=40))
_URLS = st.one_of(
    st.none(),
    st.sampled_from(["javascript:alert(1)", "https://localhost/", 'https://e.org/?a=1&b="2"<3>', "https://пример.рф/"]),
    st.integers(0, 3_000).map(lambda size: f"https://example.org/{'a' * size}"),
    st.integers(1_900, 1_980).map(lambda size: f"https://example.org/{'&' * size}"),
)
_ARTICLES = st.builds(
    Article,
    id=st.integers(0, 10**6).map(str),
    source=st.sampled_from([f"source-{n}" for n in range(12)]),
    title=_TITLES,
    url=_URLS,
    language=st.sampled_from(["ar", "en", "ru", "zh", "kk", "fa", "und", "xx", "zh-Hans", "<b>"]),
    publisher=st.one_of(st.none(), _TITLES),
    seen=st.integers(0, 1000).map(lambda minutes: NOW - timedelta(minutes=minutes)),
)
_ADDS = st.sampled_from(
    [
        "",
        "number:15",
        "number:4.7; act:signed",
        "entity:place.china; date:2026-12-01",
        "act:none; date:never; x",
        "number:<b>#a",
    ]
)


@st.composite
def _stories(draw: st.DrawFn, most: int = 40) -> list[Story]:
    stories = []
    for index in range(draw(st.integers(1, most))):
        ids = draw(st.lists(st.sampled_from(_IDS), unique=True, max_size=8))
        mention = Mention(id="x", field="title", start=0, end=1, text="x", because="alias")
        tags = [Tag(id=i, kind=i.split(".")[0], weight=1.5, mentions=(mention,)) for i in ids]  # type: ignore[arg-type]
        told = draw(st.one_of(st.none(), st.just("@marsad|2026-11-20|08:00|1")))
        stories.append(
            Story(
                id=f"s{index}",
                articles=tuple(draw(st.lists(_ARTICLES, min_size=1, max_size=9))),
                tags=tuple(tags),
                first_seen=NOW,
                last_seen=NOW,
                told_before=told,
                adds=draw(_ADDS) if told else "",
            )
        )
    return stories


def _sent(digest: Digest) -> list[str]:
    """The posts with the longest addresses a link between posts can have."""
    url = f"https://t.me/{'a' * 32}/2147483647"
    keys = re.findall(r"\{\{link:([^{}]+)\}\}", " ".join(post.text for post in digest.posts))
    return [fill_links(post.text, dict.fromkeys(keys, url)) for post in digest.posts]


def _hostile(examples: int) -> Callable[[Any], Any]:
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("language", ["ar", "en"])
@_hostile(25)
@given(stories=_stories(), full=st.integers(0, 30))
def test_every_post_keeps_all_four_limits_and_is_read_as_meant(
    digest: Any, telegram: Any, language: str, stories: list[Story], full: int
) -> None:
    made = digest(*stories, language=language, previous="p", channel={"full_items": full})
    for text in _sent(made):
        seen = telegram.read(text)
        cost = measure(text)
        assert len(seen.text.encode("utf-16-le")) // 2 == cost.units <= 4_000
        assert len(seen.entities) == cost.entities <= 90
        assert (
            sum(len(url.encode()) + 16 for _, _, url in seen.entities) <= 8_000 + 100
        )  # TDLib adds a "/" to a bare host
        assert len(text.encode()) <= 30_000
        kinds = {"a": "TextUrl", "b": "Bold", "blockquote": "ExpandableBlockQuote", "tg-time": "DateTime"}
        meant = sorted(kinds[element.tag] for element in elements(parse(text)))
        assert sorted(kind for kind, _, _ in seen.entities) == meant


@pytest.mark.parametrize("language", ["ar", "zh"])
@_hostile(25)
@given(stories=_stories(), full=st.integers(0, 30))
def test_telegram_detects_our_hashtags_whole_and_nothing_from_feeds(
    digest: Any, telegram: Any, language: str, stories: list[Story], full: int
) -> None:
    for text in _sent(digest(*stories, language=language, channel={"full_items": full})):
        # What TDLib would detect by itself outside of our own links.
        bare = re.sub(r'<a href="[^"]*">.*?</a>|<tg-time [^>]*>.*?</tg-time>', "⁂", text, flags=re.DOTALL)
        seen = telegram.read(bare)
        found = telegram.detects(seen.text)
        assert {kind for kind, _, _ in found} <= {"Hashtag"}
        assert [tag for _, tag, _ in found] == re.findall(r"(?<=[ \u200f\n])#[^\s\u2060]+", "\n" + seen.text)


@_hostile(25)
@given(stories=_stories(), full=st.integers(0, 30))
def test_every_story_is_told_once_in_the_post_that_says_so(digest: Any, stories: list[Story], full: int) -> None:
    made = digest(*stories, channel={"full_items": full})
    assert sorted(made.told) == sorted(story.id for story in stories)
    assert [story for post in made.posts for story in post.stories] == list(made.told)
    assert [made.posts[index].stories.count(story) for story, index in made.told.items()] == [1] * len(stories)


@_hostile(25)
@given(stories=_stories(), full=st.integers(0, 30))
def test_numbers_run_through_all_posts_without_a_gap(digest: Any, stories: list[Story], full: int) -> None:
    made = digest(*stories, language="en", channel={"full_items": full})
    lines = "\n".join(post.text for post in made.posts).splitlines()
    numbers = [int(found[1]) for line in lines if (found := re.match(r"(?:<b>)?(\d+)\.(?:</b>)? ", line))]
    assert numbers == list(range(1, len(stories) + 1))


@_hostile(25)
@given(stories=_stories(), full=st.integers(0, 30))
def test_every_arabic_line_begins_with_one_mark_and_no_mark_follows_another(
    digest: Any, telegram: Any, stories: list[Story], full: int
) -> None:
    for text in _sent(digest(*stories, channel={"full_items": full})):
        visible = telegram.read(text).text
        for line in filter(None, visible.split("\n")):
            assert line[0] == RLM
            assert line.count(RLM) == 1
        assert not re.search(f"[{MARKS}]{{2}}", visible)
        assert visible.count("\u2068") == visible.count("\u2069")


@_hostile(15)
@given(stories=_stories())
def test_a_post_read_from_left_to_right_has_no_mark_but_round_words_of_the_other_direction(
    digest: Any, stories: list[Story]
) -> None:
    for post in digest(*stories, language="ru").posts:
        assert not set(post.text) & set("\u200e\u200f\u061c\u2066\u2067")
        for run in re.findall("\u2068([^\u2068]*)\u2069", post.text):
            assert re.search("[\u0590-\u08ff]", run)


@_hostile(15)
@given(stories=_stories(most=6))
def test_a_headline_with_a_usable_link_keeps_it(digest: Any, telegram: Any, stories: list[Story]) -> None:
    made = digest(*stories, language="en")
    links = " ".join(url for text in _sent(made) for kind, _, url in telegram.read(text).entities if kind == "TextUrl")
    unlinked = sum(text.count("— no link") for text in (post.text for post in made.posts))
    without = sum(not any(re.match(r"https://(e\w*\.org|пример)", a.url or "") for a in s.articles) for s in stories)
    assert "javascript" not in links
    assert unlinked >= without


@_hostile(15)
@given(stories=_stories(most=8), seed=st.randoms())
def test_the_order_in_which_stories_come_changes_nothing(digest: Any, stories: list[Story], seed: Any) -> None:
    shuffled = [*stories]
    seed.shuffle(shuffled)
    assert digest(*shuffled) == digest(*stories)


def _many(story: Any, article: Any, count: int, **more: Any) -> list[Story]:
    return [
        story(f"s{n:03}", article(f"خبر رقم {n}", source=f"source{n % 7}", id=str(n)), tags=("topic.energy",), **more)
        for n in range(count)
    ]


def test_a_long_digest_is_numbered_and_every_later_post_leads_back_to_the_first(
    digest: Any, story: Any, article: Any, slot: Any
) -> None:
    made = digest(*_many(story, article, 60), channel={"full_items": 60}, previous="p")
    assert len(made.posts) > 1
    total = "٠١٢٣٤٥٦٧٨٩"[len(made.posts)]
    for part, post in enumerate(made.posts, start=1):
        assert f"{'٠١٢٣٤٥٦٧٨٩'[part]}/{total}" in post.text.splitlines()[0]
        assert (f"{{{{link:{action_key(slot, 1)}}}}}" in post.text) == (part > 1)
        assert ("{{link:p}}" in post.text) == (part == 1)
        assert "#نشرة_يومية #نشرة_2026_11_22 #العدد_128" in post.text


def test_a_section_that_goes_on_in_the_next_post_says_so_and_no_heading_stands_alone(
    digest: Any, story: Any, article: Any
) -> None:
    made = digest(*_many(story, article, 60), channel={"full_items": 60})
    assert "(تتمة)" not in made.posts[0].text
    for post in made.posts[1:]:
        assert "الطاقة والموارد (تتمة)" in post.text
    for post in made.posts:
        lines = post.text.splitlines()
        heading = next(n for n, line in enumerate(lines) if "الطاقة والموارد" in line)
        assert "<a href=" in lines[heading + 1]


def test_a_short_digest_is_one_post_without_part_numbers(digest: Any, story: Any, article: Any) -> None:
    (post,) = digest(*_many(story, article, 3)).posts
    assert "/" not in re.sub(r"<[^>]*>", "", post.text)
    assert post.silent
    assert not post.preview


def test_stories_beyond_the_full_ones_stand_in_an_expandable_quote(digest: Any, story: Any, article: Any) -> None:
    (post,) = digest(*_many(story, article, 12), channel={"full_items": 10}).posts
    quote = post.text.split("<blockquote expandable>")[1].split("</blockquote>")[0]
    assert "أخبار أخرى" in quote
    assert [line.split(" ")[0] for line in quote.splitlines()[1:]] == [f"{RLM}١١.", f"{RLM}١٢."]


def test_thousands_of_one_liners_go_on_over_posts(digest: Any, telegram: Any, story: Any, article: Any) -> None:
    made = digest(*_many(story, article, 1_000), channel={"full_items": 0})
    assert all("أخبار أخرى" in post.text for post in made.posts)
    assert all("(تتمة)" in post.text for post in made.posts[1:])
    assert len(made.told) == 1_000


def test_further_sources_go_before_tags_and_the_headline_keeps_its_link(digest: Any, story: Any, article: Any) -> None:
    url = "https://example.org/" + "a" * 1_900
    articles = [article(f"عنوان {n}", source=f"s{n}", url=f"{url}{n}") for n in range(6)]
    (post,) = digest(story("s", *articles, tags=("topic.energy",)), language="ar").posts
    assert post.text.count("<a href=") < 5
    assert f'<a href="{url}0">عنوان 0</a>' in post.text
    assert "مصادر أخرى" in post.text
    assert "#الطاقة" in post.text


def test_a_digest_without_stories_says_so_in_one_post(digest: Any) -> None:
    made = digest(previous="p")
    assert made.told == {}
    (post,) = made.posts
    assert "لم يُنشر جديد" in post.text
    assert "{{link:p}}" in post.text


def test_a_headline_of_nothing_visible_is_called_untitled(digest: Any, story: Any, article: Any) -> None:
    title = "\u200f\u202e \u3164"
    assert is_blank(clean(title))
    (post,) = digest(story("s", article(title))).posts
    assert ">خبر بلا عنوان</a>" in post.text
