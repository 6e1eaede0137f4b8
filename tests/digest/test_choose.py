"""What matters stands first: independent voices, languages, both sides of the beat; never copies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.digest.choose import choose, family, hashtags, independent, lead, ranked, score, section_of, spoken
from bot.model import Channel

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
BEAT = ("place.china", "place.kazakhstan")


def test_a_second_publisher_makes_a_story_weigh_more(story: Any, article: Any, gazetteer: Any) -> None:
    one = story("a", article("x", source="tass"))
    two = story("b", article("x", source="tass"), article("y", source="xinhua"))
    assert score(two, gazetteer) > score(one, gazetteer)


def test_copies_weigh_nothing(story: Any, article: Any, gazetteer: Any) -> None:
    original = article("x", source="tass", title_key="k")
    one = story("a", original)
    copied = [article("x", source=f"mirror{n}", title_key="k") for n in range(9)]
    again = [article(f"x {n}", source="tass") for n in range(9)]
    assert score(story("b", original, *copied, *again), gazetteer) == score(one, gazetteer)


def test_an_agencys_text_in_ten_papers_counts_once_under_whatever_headlines(
    story: Any, article: Any, gazetteer: Any
) -> None:
    text = "President Tokayev opened the second section of the railway to China on Sunday."
    dateline = "ASTANA, November 22 (Xinhua) -- "
    original = article("x", "en", source="xinhua", title_key="k", summary=dateline + text)
    papers = [article(f"x {n}", "en", source=f"paper{n}", title_key=f"k{n}", summary=text) for n in range(10)]
    assert independent([original, *papers]) == 1
    assert score(story("b", original, *papers), gazetteer) == score(story("a", original), gazetteer)


def test_a_second_language_makes_a_story_weigh_more(story: Any, article: Any, gazetteer: Any) -> None:
    one = story("a", article("x", "ru", "tass"), article("y", "ru", "gazeta"))
    two = story("b", article("x", "ru", "tass"), article("y", "ar", "gazeta"))
    assert score(two, gazetteer) > score(one, gazetteer)


@pytest.mark.parametrize("tags", [("person.xi_jinping", "place.kazakhstan"), BEAT, ("topic.cku_railway",)])
def test_a_story_of_both_sides_is_lifted(story: Any, article: Any, gazetteer: Any, tags: tuple[str, ...]) -> None:
    one_side = story("a", article("x"), tags=("place.kazakhstan", "place.uzbekistan", "person.tokayev"))
    assert score(story("b", article("x"), tags=tags), gazetteer) > score(one_side, gazetteer)


def test_news_comes_before_an_equal_development(story: Any, article: Any, gazetteer: Any) -> None:
    assert score(story("a", article("x")), gazetteer) > score(story("b", article("x"), told_before="k"), gazetteer)


def test_weightier_subjects_come_first(story: Any, article: Any, gazetteer: Any, tag: Any) -> None:
    passing = story("a", article("x"), tags=(tag("topic.cku_railway", 0.4),))
    main = story("b", article("x"), tags=(tag("topic.cku_railway", 1.5),))
    assert score(main, gazetteer) > score(passing, gazetteer)


def test_the_weight_of_an_entry_counts_once(story: Any, article: Any, gazetteer: Any, tag: Any) -> None:
    """It is in the tag's own weight: a heavy topic in passing stays behind a light one that the story is about."""
    heavy, light = tag("topic.cku_railway", 1.2), tag("topic.energy", 1.5)
    assert [one.id for one in ranked((heavy, light), gazetteer)] == ["topic.energy", "topic.cku_railway"]
    assert section_of((heavy, light), gazetteer) == "energy"
    passing, main = (story("a", article("x"), tags=(one,)) for one in (tag("org.sco", 1.2), light))
    assert score(main, gazetteer) > score(passing, gazetteer)


def test_ties_go_to_the_older_story(story: Any, article: Any, gazetteer: Any) -> None:
    older = story("z", article("x"), first_seen=NOW - timedelta(hours=9))
    younger = story("a", article("x"), first_seen=NOW)
    choice = choose([younger, older], channel=Channel(id="c", chat=None), gazetteer=gazetteer, priorities={})
    assert [one.story.id for _, items in choice.full for one in items] == ["z", "a"]


def test_sections_stand_in_the_fixed_order_or_in_the_channels(story: Any, article: Any, gazetteer: Any) -> None:
    stories = [
        story("a", article("x"), tags=("topic.energy",)),
        story("b", article("x"), tags=("org.sco",)),
        story("c", article("x"), tags=("topic.china_central_asia_summit",)),
        story("d", article("x"), tags=("place.china",)),
    ]

    def order(*sections: str) -> list[str]:
        channel = Channel(id="c", chat=None, sections=sections)
        choice = choose(stories, channel=channel, gazetteer=gazetteer, priorities={})
        return [section for section, _ in choice.full]

    assert order() == ["politics", "energy", "security", "other"]
    assert order("security", "other") == ["security", "other", "politics", "energy"]


def test_the_heaviest_stay_full_and_the_rest_become_one_liners(story: Any, article: Any, gazetteer: Any) -> None:
    heavy = story("heavy", article("x"), tags=("topic.cku_railway",))
    light = story("light", article("x"), tags=("place.russia",))
    channel = Channel(id="c", chat=None, full_items=1)
    choice = choose([light, heavy], channel=channel, gazetteer=gazetteer, priorities={})
    assert [one.story.id for _, items in choice.full for one in items] == ["heavy"]
    assert [one.story.id for one in choice.brief] == ["light"]


@pytest.mark.parametrize(
    ("tags", "section"),
    [
        (("topic.energy", "topic.cku_railway", "org.sco"), "transport"),
        (("org.sco", "place.china"), "security"),
        (("place.china", "person.tokayev"), "other"),
        ((), "other"),
    ],
)
def test_the_section_is_the_heaviest_subjects(tag: Any, gazetteer: Any, tags: tuple[str, ...], section: str) -> None:
    assert section_of([tag(one) for one in tags], gazetteer) == section


# --- the lead ---


def test_the_lead_is_in_the_readers_language_before_anything_else(story: Any, article: Any) -> None:
    russian = article("ru", "ru", "tass", seen=NOW - timedelta(hours=5))
    arabic = article("ar", "ar", "mayadin", seen=NOW)
    assert lead(story("s", russian, arabic), "ar", {"tass": 1, "mayadin": 3}) is arabic
    assert lead(story("s", russian, arabic), "zh", {"tass": 1, "mayadin": 3}) is russian


def test_of_foreign_headlines_the_english_one_leads(story: Any, article: Any) -> None:
    kazakh, english = article("kk", "kk", "dala"), article("en", "en", "astana")
    assert lead(story("s", kazakh, english), "ar", {"dala": 1}) is english
    assert lead(story("s", kazakh), "ar", {}) is kazakh


def test_then_the_source_of_higher_priority_leads(story: Any, article: Any) -> None:
    early = article("a", source="blog", seen=NOW - timedelta(hours=5))
    better = article("b", source="agency", seen=NOW)
    assert lead(story("s", early, better), "ar", {"agency": 1}) is better


def test_then_the_earliest_then_one_with_a_summary(story: Any, article: Any) -> None:
    late = article("a", published=NOW)
    early = article("b", published=NOW - timedelta(hours=1))
    telling = article("c", published=NOW - timedelta(hours=1), summary="more")
    assert lead(story("s", late, early), "ar", {}) is early
    assert lead(story("s", late, early, telling), "ar", {}) is telling


def test_a_development_is_led_by_what_is_new(story: Any, article: Any) -> None:
    first = article("a", seen=NOW - timedelta(hours=30))
    new = article("b", seen=NOW)
    assert lead(story("s", first, new, told_before="k", adds="number:15"), "ar", {}) is new


@pytest.mark.parametrize("url", [None, "javascript:x", "https://example.org/" + "a" * 2_000])
def test_an_article_without_a_usable_link_leads_only_when_all_are_so(story: Any, article: Any, url: str | None) -> None:
    bare = article("أ", url=url)
    linked = article("x", "en", "astana")
    assert lead(story("s", bare, linked), "ar", {}) is linked
    assert lead(story("s", bare), "ar", {}) is bare


# --- tags ---


def test_hashtags_say_what_the_story_is_about_first(tag: Any, gazetteer: Any) -> None:
    tags = [tag("place.china", 0.5), tag("topic.energy", 1.5), tag("place.kazakhstan", 1.0)]
    assert hashtags(tags, gazetteer, "en") == ("Energy", "Kazakhstan", "China")


def test_context_comes_last_however_heavy(tag: Any, gazetteer: Any) -> None:
    assert hashtags([tag("place.russia", 9), tag("place.china", 0.2)], gazetteer, "en") == ("China", "Russia")


def test_of_more_than_five_the_countries_that_others_name_go_first(tag: Any, gazetteer: Any) -> None:
    ids = ("person.xi_jinping", "person.tokayev", "org.sco", "topic.energy", "place.afghanistan", *BEAT)
    shown = hashtags([tag(id, 3 if id in BEAT else 1) for id in ids], gazetteer, "en")
    assert set(shown) == {"Xi_Jinping", "Tokayev", "SCO", "Energy", "Afghanistan"}


def test_five_or_fewer_all_stay(tag: Any, gazetteer: Any) -> None:
    ids = ("person.xi_jinping", "person.tokayev", *BEAT)
    assert len(hashtags([tag(id) for id in ids], gazetteer, "en")) == 4


# --- voices ---


@pytest.mark.parametrize(
    ("url", "publisher", "expected"),
    [
        ("https://news.example.org/a", None, "example.org"),
        ("https://www.inform.gov.kz/a", None, "inform.gov.kz"),
        ("https://news.google.com/a", "  The Astana TIMES ", "the astana times"),
        (None, None, "src"),
        ("https://localhost/a", None, "src"),
        ("https://24.kg/a", None, "24.kg"),
    ],
)
def test_a_publisher_is_known_by_name_domain_or_source(
    article: Any, url: str | None, publisher: str | None, expected: str
) -> None:
    assert family(article("x", source="src", url=url, publisher=publisher)) == expected


def test_independent_counts_publishers_not_articles(article: Any) -> None:
    assert independent([article(f"x{n}", source="tass") for n in range(4)]) == 1
    assert independent([article("x", source=f"s{n}", url=f"https://s{n}.org/") for n in range(4)]) == 4


def test_languages_are_told_once_and_unknown_ones_never(article: Any) -> None:
    assert spoken([article("x", code) for code in ("zh-Hans", "zh", "und", "ar")]) == ("zh", "ar")
    assert spoken([article("x", code) for code in ("zh", "ru", "ar")], "ar") == ("ar", "zh", "ru")
