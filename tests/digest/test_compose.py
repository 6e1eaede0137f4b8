"""Posts obey all of Telegram's limits, tell every story once, and show what we meant and nothing else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.choose import lead
from bot.digest.compose import Digest
from bot.digest.markup import clean, is_blank, safe_url
from bot.digest.render import smaller
from bot.digest.subset import elements, measure, parse, visible
from bot.digest.words import load_words
from bot.gazetteer import Entry, Gazetteer
from bot.model import Article, Mention, Story, Tag
from bot.text.links import action_key, fill_links

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
RLM = "\u200f"
MARKS = "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"

_IDS = (
    *("place.china", "place.kazakhstan", "place.kyrgyzstan", "place.uzbekistan", "person.xi_jinping", "person.tokayev"),
    *("org.sco", "topic.belt_and_road", "topic.cku_railway", "topic.china_central_asia_summit", "topic.energy"),
)
_WORDS = (
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
        "א",
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
        "\ud83d",
        "\u0301",
        "\u3164",
        "𐤀",
        "ʻ",
    ),
    *(
        "a" * 700,
        "م" * 3_000,
        "tg://x",
        "a@b.com",
        "#",
        "@",
        "/",
        ".",
        ":",
        "·",
        "…",
        "\u2028",
        "1.2.3.4",
        "\u2060",
        "㊗️",
    ),
)
_LINKS = (
    None,
    "javascript:alert(1)",
    "https://localhost/",
    'https://e.org/?a=1&b="2"<3>',
    "https://пример.рф/",
    "https://e.org",
)
_LANGUAGES = ("ar", "en", "ru", "zh", "kk", "fa", "und", "xx", "zh-Hans", "<b>", "")
_ADDS = (
    *(
        "",
        "number:15",
        "number:15 killed",
        "number:4.7 tonnes; act:signed",
        "number:7 moons",
        "entity:place.china; date:2026-12-01",
        "act:none; date:never; x",
    ),
    *("number:<b>#a", "entity:place.nowhere", "number:", ":", "act:@durov"),
)
_SEEDS = st.integers(0, 2**32)


def _title(chance: Random) -> str:
    words = [
        chance.choice(_WORDS)
        if chance.random() < 0.8
        else chr(chance.choice((0, 0x600, 0x2000, 0x1F000)) + chance.randrange(512))
        for _ in range(chance.randrange(9))
    ]
    return chance.choice(("", " ")).join(words)


def _url(chance: Random) -> str | None:
    if chance.random() < 0.3:
        return chance.choice(_LINKS)
    length = chance.choice((20, 60, 300, 1_970, 1_980, 3_000))
    return f"https://example.org/{chance.choice('a&ш%') * length}"


def _article(chance: Random) -> Article:
    return Article(
        id=str(chance.randrange(10**6)),
        source=f"source-{chance.randrange(12)}",
        title=_title(chance),
        url=_url(chance),
        language=chance.choice(_LANGUAGES),
        summary=f"{_title(chance)} {_title(chance)}. {_title(chance)}." * chance.randrange(3),
        publisher=_title(chance) if chance.random() < 0.3 else None,
        seen=NOW - timedelta(minutes=chance.randrange(1_000)),
    )


def _hostile(seed: int, most: int = 40) -> list[Story]:
    """Stories as bad as feeds can make them, the same for the same seed."""
    chance = Random(seed)
    mention = Mention(id="x", field="title", start=0, end=1, text="x", because="alias")
    stories = []
    for index in range(chance.randrange(1, most + 1)):
        told, beside = (chance.choice((None, None, "@marsad|2026-11-20|08:00|1")) for _ in range(2))
        ids = chance.sample(_IDS, chance.randrange(9))
        stories.append(
            Story(
                id=f"s{index}",
                articles=tuple(_article(chance) for _ in range(chance.randrange(1, 10))),
                tags=tuple(Tag(id=i, kind=i.split(".")[0], weight=1.5, mentions=(mention,)) for i in ids),  # type: ignore[arg-type]
                first_seen=NOW,
                last_seen=NOW,
                told_before=told,
                adds=chance.choice(_ADDS) if told else "",
                **{} if told else {chance.choice(("follows", "related")): beside},
            )
        )
    return stories


def _sent(digest: Digest) -> list[str]:
    """The posts with the longest addresses a link between posts can have."""
    url = f"https://t.me/{'a' * 32}/2147483647"
    keys = re.findall(r"\{\{link:([^{}]+)\}\}", " ".join(post.text for post in digest.posts))
    return [fill_links(post.text, dict.fromkeys(keys, url)) for post in digest.posts]


@pytest.mark.parametrize("language", ["ar", "en"])
@settings(max_examples=20, deadline=None)
@given(seed=_SEEDS, full=st.integers(0, 30))
def test_every_post_keeps_all_four_limits_and_is_read_as_meant(
    digest: Any, telegram: Any, language: str, seed: int, full: int
) -> None:
    made = digest(*_hostile(seed), language=language, previous="p", channel={"full_items": full, "brief_items": 99})
    for text in _sent(made):
        _check(text, telegram)


def _check(text: str, telegram: Any) -> None:
    seen = telegram.read(text)
    cost = measure(text)
    assert len(seen.text.encode("utf-16-le")) // 2 == cost.units <= 4_000
    assert len(seen.entities) == cost.entities <= 90
    assert cost.entity_bytes <= 8_000
    assert len(text.encode()) <= 30_000
    kinds = {"a": "TextUrl", "b": "Bold", "blockquote": "ExpandableBlockQuote", "tg-time": "DateTime"}
    meant = sorted((kinds[one.tag], visible(one.children)) for one in elements(parse(text)))
    assert sorted((kind, words) for kind, words, _ in seen.entities) == meant


def test_ten_thousand_hostile_articles_make_posts_that_telegram_takes(digest: Any, telegram: Any) -> None:
    stories = [
        replace(story, id=f"{seed}-{story.id}") for seed in range(100) for story in _hostile(seed) if story.articles
    ]
    assert sum(len(story.articles) for story in stories) > 10_000
    for text in _sent(digest(*stories, channel={"full_items": len(stories) // 2, "brief_items": len(stories)})):
        _check(text, telegram)


@pytest.mark.parametrize("language", ["ar", "zh"])
@settings(max_examples=20, deadline=None)
@given(seed=_SEEDS, full=st.integers(0, 30))
def test_telegram_detects_our_hashtags_whole_and_nothing_from_feeds(
    digest: Any, telegram: Any, language: str, seed: int, full: int
) -> None:
    stories = _hostile(seed)
    for text in _sent(digest(*stories, language=language, channel={"full_items": full, "brief_items": 99})):
        # What TDLib would detect by itself outside of our own links.
        bare = re.sub(r'<a href="[^"]*">.*?</a>|<tg-time [^>]*>.*?</tg-time>', "⁂", text, flags=re.DOTALL)
        seen = telegram.read(bare)
        found = telegram.detects(seen.text)
        assert {kind for kind, _, _ in found} <= {"Hashtag"}
        assert [tag for _, tag, _ in found] == re.findall(r"(?<=[ \u200f\n])#[^\s\u2060]+", "\n" + seen.text)


def test_a_link_that_was_dropped_leaves_nothing_to_detect(digest: Any, telegram: Any) -> None:
    for post in digest(*_hostile(7), previous="p").posts:
        seen = telegram.read(fill_links(post.text, {}))
        assert "{{" not in seen.text.replace("{{link:a}}", "")


@settings(max_examples=20, deadline=None)
@given(seed=_SEEDS, full=st.integers(0, 30))
def test_every_story_is_told_once_in_the_post_that_says_so(digest: Any, seed: int, full: int) -> None:
    stories = _hostile(seed)
    made = digest(*stories, channel={"full_items": full, "brief_items": 99})
    assert sorted(made.told) == sorted(story.id for story in stories)
    assert [story for post in made.posts for story in post.stories] == list(made.told)
    assert [made.posts[index].stories.count(story) for story, index in made.told.items()] == [1] * len(stories)


@settings(max_examples=20, deadline=None)
@given(seed=_SEEDS, full=st.integers(0, 30))
def test_every_headline_is_shown_once_in_order_with_its_link(digest: Any, telegram: Any, seed: int, full: int) -> None:
    stories = {story.id: story for story in _hostile(seed)}
    made = digest(*stories.values(), language="en", channel={"full_items": full, "brief_items": 99})
    lines = [line.removesuffix("</blockquote>") for text in _sent(made) for line in text.split("\n")]
    numbered = [line for line in lines if re.match(r"(?:<b>)?[\d,]+\.(?:</b>)? ", line)]
    assert len(numbered) == len(made.told)
    for place, (line, id) in enumerate(zip(numbered, made.told, strict=True), start=1):
        article = lead(stories[id], "en", {})
        title = "Untitled report" if is_blank(clean(article.title)) else clean(article.title)
        said = telegram.read(line)
        assert said.text.startswith(f"{place}. ")
        said_title = said.text.replace("\u2060", "").replace("\u2068", "").partition(". ")[2]
        said_title = said_title.removeprefix("🔄 New on: ")
        assert said_title[:50].rstrip("…") in title + " " or said_title.startswith(title[:50])
        links = [url for kind, _, url in said.entities if kind == "TextUrl"]
        assert len(links) == (safe_url(article.url) is not None)
        assert ("— no link" in said.text) == (safe_url(article.url) is None)


@settings(max_examples=20, deadline=None)
@given(seed=_SEEDS, full=st.integers(0, 30))
def test_every_arabic_line_begins_with_one_mark_and_no_mark_follows_another(
    digest: Any, telegram: Any, seed: int, full: int
) -> None:
    for text in _sent(digest(*_hostile(seed), channel={"full_items": full, "brief_items": 99})):
        seen = telegram.read(text).text
        for line in filter(None, seen.split("\n")):
            assert line[0] == RLM
            assert line.count(RLM) == 1
        assert not re.search(f"[{MARKS}]{{2}}", seen)
        assert seen.count("\u2068") == seen.count("\u2069")


@settings(max_examples=20, deadline=None)
@given(seed=_SEEDS)
def test_a_post_read_from_left_to_right_has_no_mark_but_round_words_of_the_other_direction(
    digest: Any, seed: int
) -> None:
    for post in digest(*_hostile(seed), language="ru").posts:
        assert not set(post.text) & set("\u200e\u200f\u061c\u2066\u2067")
        for run in re.findall("\u2068([^\u2068]*)\u2069", post.text):
            assert any(unicodedata.bidirectional(char) in {"R", "AL"} for char in run)


@settings(max_examples=10, deadline=None)
@given(seed=_SEEDS)
def test_the_order_in_which_stories_come_changes_nothing(digest: Any, seed: int) -> None:
    stories = _hostile(seed, most=12)
    shuffled = Random(seed).sample(stories, len(stories))
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


def test_where_links_are_short_the_number_of_entities_binds(
    digest: Any, telegram: Any, story: Any, article: Any
) -> None:
    stories = [
        story(f"s{n}", *(article(f"خبر {n}", source=f"s{m}", url=f"https://e.org/{n}{m}") for m in range(4)))
        for n in range(60)
    ]
    costs = [measure(text) for text in _sent(digest(*stories, channel={"full_items": 60}))]
    assert all(cost.entities <= 90 for cost in costs)
    assert max(cost.entities for cost in costs) > 80


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


@pytest.mark.parametrize("language", ["ar", "en", "ru", "zh"])
def test_what_a_digest_has_no_room_for_is_counted_and_left_for_the_next(
    digest: Any, telegram: Any, story: Any, article: Any, language: str
) -> None:
    many = _many(story, article, 79)
    made = digest(*many, language=language)
    said = [load_words(language).count("left_stories", 14) in post.text for post in made.posts]
    assert said == [False] * (len(said) - 1) + [True]
    assert len(made.told) == 65
    assert sorted(story for post in made.posts for story in post.stories) == sorted(made.told)
    assert list(digest(*many[:65]).told) == list(made.told), "the lightest are left"
    for text in _sent(made):
        _check(text, telegram)


def test_a_digest_that_tells_everything_counts_nothing_left(digest: Any, story: Any, article: Any) -> None:
    assert "في انتظار" not in digest(*_many(story, article, 65)).posts[-1].text


def test_only_the_weightiest_stories_get_a_gist_and_a_foreign_one_gets_names(
    digest: Any, story: Any, article: Any
) -> None:
    said = "أعلنت الوزارة أن المشروع سيوفر كهرباء نظيفة لنحو مئتي ألف منزل في المنطقة الجنوبية."
    telling = [
        story(f"s{n}", article(f"خبر رقم {n}", id=str(n), summary=said), tags=("topic.cku_railway",)) for n in range(6)
    ]
    (post,) = digest(*telling).posts
    assert post.text.count(said) == 5
    assert digest(*telling, channel={"lead_items": 0}).posts[0].text.count(said) == 0
    foreign = story("f", article("Линия открыта", "ru", summary=said), tags=("place.china", "place.kyrgyzstan"))
    lines = digest(foreign, channel={"lead_items": 0}).posts[0].text.splitlines()
    place = next(n for n, line in enumerate(lines) if "Линия открыта" in line)
    assert "(الروسية)" in lines[place]
    assert lines[place + 1] == f"{RLM}الصين · قرغيزستان"


def test_thousands_of_one_liners_go_on_over_posts(digest: Any, telegram: Any, story: Any, article: Any) -> None:
    made = digest(*_many(story, article, 1_000), channel={"full_items": 0, "brief_items": 1_000})
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


@pytest.fixture
def wordy() -> Gazetteer:
    """What an operator may do: labels and hashtags of a thousand letters."""
    label = {"ar": "كلمة" * 250}
    return Gazetteer({id: Entry(id=id, label=label, tag={"ar": f"{n}" + "م" * 999}) for n, id in enumerate(_IDS)})


def test_tags_that_fill_a_post_go_before_the_headline_does(
    digest: Any, telegram: Any, story: Any, article: Any, wordy: Gazetteer
) -> None:
    told = story("s", article("عنوان"), tags=_IDS[:5], told_before="k", adds=f"entity:{_IDS[0]};" * 99)
    (post,) = digest(told, gazetteer=wordy).posts
    _check(_sent(digest(told, gazetteer=wordy))[0], telegram)
    assert ">عنوان</a>" in post.text
    assert "ممم" not in post.text


def test_sizes_shrink_in_the_agreed_order_and_always_show_a_source() -> None:
    sizes = list(smaller())
    assert [size.sources for size in sizes[:5]] == [4, 3, 2, 1, 1]
    assert [size.sources_linked for size in sizes[3:5]] == [True, False]
    assert [size.tags for size in sizes[4:6]] == [True, False]
    assert [size.gist for size in sizes[5:7]] == [True, False]
    assert [size.headline for size in sizes[6:]] == [500, 250, 125, 62, 31]
