"""An alert, its edits and replies, and the index: one message each, in every language, within every limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.digest.bulletin import Bulletin, develops
from bot.digest.compose import Digest
from bot.digest.contents import Contents, index_post
from bot.digest.split import Limits
from bot.digest.subset import measure
from bot.gazetteer import Gazetteer
from bot.model import Alert, Article, Channel, Story
from bot.text.links import fill_links
from tests.digest.conftest import FEW, NOW, SLOT

LANGUAGES = ("ar", "en", "ru", "zh")
RLM = "\u200f"
GIST = "أعلن الجانبان إطلاق المبادرة في ختام محادثات طويلة جرت اليوم في العاصمة الكازاخية بحضور الوزراء."


def bulletin(language: str = "ar", gazetteer: Gazetteer = FEW) -> Bulletin:
    channel = Channel(id="@marsad", chat="@marsad", language=language)
    return Bulletin(channel=channel, gazetteer=gazetteer, names={"xinhua": "شينخوا"}, priorities={})


@pytest.fixture
def treaty(story: Callable[..., Story], article: Callable[..., Article]) -> Story:
    return story(
        "s1",
        article("توكاييف وشي يوقعان معاهدة", summary=GIST),
        article("China and Kazakhstan sign a treaty", "en", "reuters"),
        tags=("place.china", "place.kazakhstan", "person.xi_jinping"),
    )


@pytest.fixture
def alert(treaty: Story) -> Alert:
    return Alert(key="@marsad|alert|s1", story=treaty, at=NOW, because="", text="", latest="", state="sent", shown=NOW)


def test_it_looks_like_this(treaty: Story, telegram: Any) -> None:
    assert telegram.read(bulletin().alert(treaty, NOW).text).text.split("\n") == [
        f"{RLM}⚡️ عاجل | توكاييف وشي يوقعان معاهدة",
        "",
        f"{RLM}{GIST}",
        "",
        f"{RLM}المصدران: شينخوا · \u2068reuters\u2069 (العربية · الإنجليزية)",
        f"{RLM}#شي_جين_بينغ #الصين #كازاخستان #عاجل",
    ]


@pytest.mark.parametrize(("language", "word"), [("ar", "عاجل"), ("en", "Breaking"), ("ru", "Срочно"), ("zh", "快讯")])
def test_it_sounds_shows_a_preview_and_says_so_in_the_readers_language(
    treaty: Story, telegram: Any, language: str, word: str
) -> None:
    post = bulletin(language).alert(treaty, NOW)
    assert (post.silent, post.preview, post.stories) == (False, True, ("s1",))
    lines = telegram.read(post.text).text.split("\n")
    assert word in lines[0]
    assert all(line.startswith(RLM) is (language == "ar") for line in lines if line)


def test_the_same_story_gives_the_same_text_at_any_time(treaty: Story) -> None:
    assert bulletin().alert(treaty, NOW) == bulletin().alert(treaty, NOW + timedelta(hours=9))


def test_later_figures_are_added_and_developments_are_left_to_the_reply(treaty: Story, telegram: Any) -> None:
    text = telegram.read(
        bulletin().alert(replace(treaty, adds="number:15 killed; act:ratified; edit:title"), NOW).text
    ).text
    assert f"{RLM}منذ نشر التنبيه: ١٥ قتيلًا، تعديل العنوان" in text
    assert "مصادقة" not in text
    assert "منذ نشر" not in telegram.read(bulletin().alert(replace(treaty, adds="act:ratified"), NOW).text).text


def test_a_story_that_a_digest_told_says_what_is_new_and_leads_back(treaty: Story, telegram: Any) -> None:
    told = replace(treaty, told_before="@marsad|2026-11-22|08:00|1", adds="act:signed")
    seen = telegram.read(bulletin().alert(told, NOW).text)
    assert "🔄 جديد في" in seen.text
    assert "ما الجديد: توقيع" in seen.text
    assert "{{link:@marsad|2026-11-22|08:00|1}}" in bulletin().alert(told, NOW).text


def test_a_reply_says_what_is_new_by_who_told_it(treaty: Story, telegram: Any) -> None:
    told = replace(treaty, told_before="@marsad|alert|s1", adds="act:ratified", articles=treaty.articles[1:])
    text = telegram.read(bulletin("en").reply(told, NOW).text).text
    assert text.startswith("🔁 New development | China and Kazakhstan sign a treaty\n")
    assert "What is new: ratified" in text
    assert "Source: reuters" in text
    assert "{{link" not in bulletin("en").reply(told, NOW).text, "it stands below the alert already"


@pytest.mark.parametrize(
    ("adds", "develops_it"),
    [("", False), ("number:5", False), ("edit:title; number:7", False), ("act:signed", True),
     ("number:5; entity:org.sco", True), ("date:2026-11-30", True)],
)  # fmt: skip
def test_only_more_than_a_figure_is_a_development(adds: str, develops_it: bool) -> None:
    assert develops(adds) is develops_it


hostile = st.text(
    st.characters(exclude_categories=("Cs",)) | st.sampled_from("<>&\"'#@/\u202e\u200f\u2067😀مرح中#{}"), max_size=400
)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(hostile, st.sampled_from(("ar", "en", "zh", "und")), hostile), min_size=1, max_size=12),
    st.sampled_from(LANGUAGES),
    hostile,
)
def test_whatever_a_feed_writes_it_is_one_message_within_all_limits(
    telegram: Any, told: list[tuple[str, str, str]], language: str, adds: str
) -> None:
    articles = tuple(
        Article(
            id=str(n),
            source=f"s{n}",
            title=title,
            language=code,
            summary=summary,
            seen=NOW,
            url=f"https://s{n}.example/{'x' * 1_900}",
        )
        for n, (title, code, summary) in enumerate(told)
    )
    story = Story(id="s", articles=articles, tags=(), first_seen=NOW, last_seen=NOW, adds=adds)
    for post in (bulletin(language).alert(story, NOW), bulletin(language).reply(replace(story, told_before="k"), NOW)):
        assert Limits().allow(measure(post.text))
        assert f"{RLM}{RLM}" not in telegram.read(post.text).text


# --- the digest ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_leads_to_what_was_told_at_once(
    digest: Callable[..., Digest], story: Callable[..., Story], article: Callable[..., Article], alert: Alert,
    telegram: Any, language: str,
) -> None:  # fmt: skip
    made = digest(story("s2", article("خبر آخر")), language=language, alerts=(alert,))
    (post,) = made.posts
    assert '• <a href="{{link:@marsad|alert|s1}}">' in post.text
    assert made.told == {"s2": 0}, "the alert told its story"
    assert telegram.read(post.text).text.index("•") < telegram.read(post.text).text.index("خبر آخر")


def test_an_alert_that_the_digest_goes_on_with_is_not_named_twice(digest: Callable[..., Digest], alert: Alert) -> None:
    developed = replace(alert.story, told_before=alert.key, adds="act:ratified")
    (post,) = digest(developed, alerts=(alert,)).posts
    assert "•" not in post.text
    assert post.text.count(alert.key) == 1


def test_a_digest_of_alerts_alone_does_not_say_that_nothing_happened(
    digest: Callable[..., Digest], alert: Alert
) -> None:
    (post,) = digest(alerts=(alert,)).posts
    assert "توكاييف وشي" in post.text
    assert "لم يُنشر جديد" not in post.text


def test_many_alerts_are_lines_and_the_latest_are_kept(digest: Callable[..., Digest], alert: Alert) -> None:
    many = [replace(alert, key=f"@marsad|alert|{n}") for n in range(30)]
    (post,) = digest(alerts=many).posts
    assert post.text.count("•") == 12
    assert "@marsad|alert|29}}" in post.text


# --- the index -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_digests_sections_and_alerts(alert: Alert, telegram: Any, language: str) -> None:
    contents = Contents(
        digests=tuple((replace(SLOT, day=SLOT.day - timedelta(days=n)), 128 - n) for n in range(9)),
        sections={"politics": "@marsad|2026-11-22|08:00|1", "energy": "@marsad|2026-11-22|08:00|2"},
        alerts=(alert,) * 9,
    )
    post = index_post(contents, Channel(id="@marsad", chat="@marsad", language=language), FEW, {})
    assert (post.silent, post.preview) == (True, False)
    assert post.text.count("{{link:") == 7 + 2 + 5
    assert Limits().allow(measure(post.text))
    lines = telegram.read(post.text.replace("{{link:", "https://t.me/").replace("}}", "")).text.split("\n")
    assert all(line.startswith(RLM) is (language == "ar") for line in lines if line)


def test_an_index_without_alerts_or_sections_has_no_empty_headings(telegram: Any) -> None:
    channel = Channel(id="@marsad", chat="@marsad", language="en")
    text = telegram.read(index_post(Contents(digests=((SLOT, 1),), sections={}, alerts=()), channel, FEW, {}).text).text
    assert "alerts" not in text
    assert "Sections" not in text


def test_a_headline_in_a_link_without_an_address_is_still_words_and_nothing_else(alert: Alert, telegram: Any) -> None:
    """A message that was never sent, or of a group without addresses, leaves the words of its link bare."""
    lead = replace(alert.story.articles[0], title="❤.ws #tag @durov /start https://evil.example/x")
    told = replace(alert, story=replace(alert.story, articles=(lead,)))
    channel = Channel(id="@marsad", chat="@marsad", language="ar")
    text = fill_links(
        index_post(Contents(digests=((SLOT, 7),), sections={}, alerts=(told,)), channel, FEW, {}).text, {}
    )
    assert "durov" in text
    assert telegram.detects(telegram.read(text).text) == []


def test_an_index_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="one digest at least"):
        index_post(Contents(digests=(), sections={}, alerts=()), Channel(id="@c", chat="@c"), FEW, {})
