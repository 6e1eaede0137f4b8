"""The bundled newsroom, and what the demo makes of it."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.feeds import Item, newsroom
from bot.demo.show import Played, play
from bot.store.sql import open_store
from tests.standin.command import Marsad
from tests.standin.strict import check_text

FEEDS, ITEMS = newsroom()
LANGUAGE = {feed.id: feed.language for feed in FEEDS}
EVENTS = sorted({item.event for item in ITEMS if item.event})
NEIGHBOUR = "chess"  # names a city of ours and nothing else: told, and in a story of its own
DIGEST = "نشرة الصين وآسيا الوسطى"
ALERTED = "summit"  # told at once, so that the digests only lead to it
ALONE = [item for item in ITEMS if not item.event and item.slug != NEIGHBOUR]


def link(item: Item) -> str:
    return f"https://{item.feed}.example/2026/11/22/{item.slug}"


# --- the newsroom --------------------------------------------------------------------------------------------------


def test_it_is_large_enough_to_show_the_job() -> None:
    assert len(ITEMS) >= 60
    assert set(LANGUAGE.values()) >= {"ar", "en", "ru", "zh", "kk", "uz"}
    assert len(EVENTS) >= 12
    spoken: dict[str, set[str]] = defaultdict(set)
    for item in ITEMS:
        spoken[item.event].add(LANGUAGE[item.feed])
    assert sum(len(spoken[event]) >= 3 for event in EVENTS) >= 4


def test_every_item_is_one_of_its_own_and_of_a_known_outlet() -> None:
    assert max(Counter(link(item) for item in ITEMS).values()) == 1
    assert {item.feed for item in ITEMS} == set(LANGUAGE)


def test_it_has_a_copy_an_edit_a_development_noise_and_traps() -> None:
    titles = Counter(item.title for item in ITEMS)
    assert max(titles.values()) == 2, "an agency's text in two places"
    (edited,) = (item for item in ITEMS if item.edited_at)
    assert edited.edited_title != edited.title
    late = {item.event for item in ITEMS if item.at.hour >= 9 and item.event}
    early = {item.event for item in ITEMS if item.at.hour < 8}
    assert late & early, "a later development"
    assert len(ALONE) >= 12


# --- the demo ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """What the demo did: the channel, and the archive behind it as link -> story and story -> keys of its posts."""

    played: Played
    story: dict[str, str]
    posts: list[str]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("demo")
    played = asyncio.run(play(Path(folder)))
    store = open_store(f"sqlite:///{folder / 'demo.db'}")
    story = {
        filed.article.url: filed.story
        for filed in store.since(datetime(2000, 1, 1, tzinfo=UTC))
        if filed.story is not None and filed.article.url is not None
    }
    store.close()
    posts = [message.text_html for message in played.messages if DIGEST in message.text_html and not message.pinned]
    return Shown(played=played, story=story, posts=posts)


def links(post: str) -> list[str]:
    return re.findall(r'href="(https://[a-z-]+\.example/[^"]+)"', post)


def items_of(post: str) -> list[str]:
    """The events told by the items of a post: one for each headline, by the link behind it."""
    event = {link(item): item.event for item in ITEMS}
    headlines = re.findall(r'</b> (?:🔄 [^<]*)?<a href="(https://[a-z-]+\.example/[^"]+)"', post)
    return [event[url] or NEIGHBOUR for url in headlines]


def test_no_story_holds_two_events(shown: Shown) -> None:
    held: dict[str, set[str]] = defaultdict(set)
    for item in ITEMS:
        if link(item) in shown.story:
            held[shown.story[link(item)]].add(item.event or item.slug)
    assert {story: events for story, events in held.items() if len(events) > 1} == {}


def test_no_event_is_told_by_two_stories(shown: Shown) -> None:
    told: dict[str, set[str]] = defaultdict(set)
    for item in ITEMS:
        if item.event and link(item) in shown.story:
            told[item.event].add(shown.story[link(item)])
    assert {event: len(stories) for event, stories in told.items() if len(stories) > 1} == {}


def test_every_report_of_an_event_is_tagged(shown: Shown) -> None:
    missing = [link(item) for item in ITEMS if item.event and link(item) not in shown.story]
    assert missing == []


def test_the_morning_digest_tells_every_event_once(shown: Shown) -> None:
    morning = [event for post in shown.posts[:1] for event in items_of(post)]
    early = {item.event for item in ITEMS if item.event and item.at.hour < 8}
    assert Counter(morning) == Counter(early - {ALERTED})


def test_the_evening_digest_tells_what_is_new_and_nothing_again(shown: Shown) -> None:
    evening = Counter(event for post in shown.posts[1:] for event in items_of(post))
    late = {item.event for item in ITEMS if item.event and item.at.hour >= 8}
    assert set(evening) == (late - {ALERTED}) | {NEIGHBOUR}
    assert max(evening.values()) == 1


def test_no_noise_and_no_trap_is_told(shown: Shown) -> None:
    told = {url for post in shown.posts for url in links(post)}
    assert {link(item) for item in ALONE} & told == set()


def test_the_second_digest_leads_back_to_the_first(shown: Shown) -> None:
    assert len(shown.posts) >= 2
    (first,) = (one.id for one in shown.played.messages if one.text_html == shown.posts[0])
    assert f"https://t.me/marsad_demo/{first}" in shown.posts[-1]
    assert "{{" not in "".join(one.text_html for one in shown.played.messages)


def test_the_summit_is_told_at_once_kept_up_to_date_and_replied_to(shown: Shown) -> None:
    alert, *_ = shown.played.messages
    assert not alert.silent, "readers hear it"
    assert alert.edited
    assert "٥ مصادر أخرى" in alert.text_html, "all nine outlets, although seven had told it by then"
    (reply,) = (one for one in shown.played.messages if one.reply_to == alert.id)
    assert reply.silent
    assert "14 وثيقة" in reply.text_html


def test_the_digests_lead_to_what_was_told_between_them(shown: Shown) -> None:
    alert, *_ = shown.played.messages
    (reply,) = (one for one in shown.played.messages if one.reply_to == alert.id)
    morning, evening = shown.posts
    assert f'• <a href="https://t.me/marsad_demo/{alert.id}">' in morning
    assert f'• <a href="https://t.me/marsad_demo/{reply.id}">' in evening


def test_one_index_is_pinned_and_leads_to_everything(shown: Shown) -> None:
    (index,) = (one for one in shown.played.messages if one.pinned)
    led_to = {int(number) for number in re.findall(r"https://t\.me/marsad_demo/(\d+)", index.text_html)}
    others = {one.id for one in shown.played.messages if one.reply_to is None} - {index.id}
    assert led_to == others


def test_the_channel_obeys_telegram(shown: Shown) -> None:
    for message in shown.played.messages:
        check_text(message.text_html)


def test_the_counts_say_what_happened(shown: Shown) -> None:
    numbers = shown.played.numbers
    assert numbers["articles"] == len(ITEMS)
    assert numbers["edited"] == 1
    assert numbers["copy"] >= 1
    assert numbers["digests"] == 2
    assert (numbers["alerts"], numbers["replies"]) == (1, 1)
    changed = numbers["edits"] + numbers["digests"]  # the index is sent and pinned, then edited
    assert numbers["posts"] == len(shown.played.messages) + changed
    assert numbers["failed"] == numbers["owed"] == 0
    assert numbers["unchanged"] >= 1, "feeds answer 304"


def test_the_command_prints_the_channel_and_writes_it_as_a_page(marsad: Marsad) -> None:
    ran = marsad("demo", "--html", "demo.html")
    assert ran.code == 0
    assert ran.out.count("@marsad_demo") >= 2
    assert "العدد ١" in ran.out
    assert "5 polls of 9 feeds" in ran.err
    page = (marsad.folder / "demo.html").read_text(encoding="utf-8")
    assert 'dir="rtl"' in page
    assert page.count("العدد") >= 2
    assert 'class="reply" href="#post-1"' in page
    assert [path.name for path in marsad.folder.iterdir()] == ["demo.html"]


def test_a_page_that_cannot_be_written_is_said(marsad: Marsad) -> None:
    ran = marsad("demo", "--html", "nowhere/demo.html")
    assert ran.code == 1
    assert "nowhere/demo.html" in ran.err
    assert "Traceback" not in ran.err
