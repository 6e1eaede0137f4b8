"""«Why is this here»: of a post, item by item, and of an article for every channel."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.end_to_end.conftest import NOW
from tests.standin.command import Marsad
from tests.standin.loopback import Feeds, rss
from tests.standin.strict import StrictStandIn

SIGNED = "China and Kazakhstan to sign gas pipeline accord worth $4 billion in Astana"
AGAIN = "Gas pipeline accord signed by China and Kazakhstan in Astana"
GAS = "Uzbekistan raises gas imports from Turkmenistan"
MEETS = "Tokayev meets Xi Jinping in Urumqi"
CHANNELS = """
channels:
  - {chat: "@beat", language: en, exclude: [person.tokayev], style: {full_items: 1, brief_items: 0}}
  - {chat: "@second", language: ru, only: [person.tokayev]}
poll: {every: 1m, allow_private: [127.0.0.1]}
sources:
"""


@pytest.fixture
def told(channel: Marsad, feeds: Feeds, telegram: StrictStandIn) -> Marsad:
    hour = timedelta(hours=1)
    pages = {
        "/1": [(SIGNED, NOW - 2 * hour), (GAS, NOW - 2 * hour), (MEETS, NOW - 3 * hour)],
        "/2": [(AGAIN, NOW - hour)],
    }
    urls = [feeds.put(path, rss(*entries)) for path, entries in pages.items()]
    lines = "".join(f"  - {{url: '{url}', id: s{n}, language: en, priority: {n}}}\n" for n, url in enumerate(urls, 1))
    channel.write(CHANNELS + lines)
    telegram.open_chat(-1001000000002, "second")
    assert channel("once", "--digest", "--now", NOW.isoformat()).code == 0
    return channel


def test_a_post_is_explained_item_by_item_with_what_was_left_out_and_what_came_later(
    told: Marsad, feeds: Feeds
) -> None:
    ran = told("explain", "https://t.me/beat/1?single")
    assert ran.code == 0
    for said in (
        "in @beat: message 1",
        f"1. {SIGNED}",
        "wanted here: the channel takes everything that matched",
        "ranked by ",
        "independent sources ",
        "tag place.kazakhstan (Kazakhstan, weight",
        f"[headline]: {SIGNED}",
        f": {AGAIN}",
        "    new: nothing like it",
        "left out of this digest: 2",
        f"{GAS} (s",
        "): held over for want of room; it waits",
        f"{MEETS} (s",
        "): exclude: person.tokayev (",
    ):
        assert said in ran.out, said

    record: dict[str, Any] = json.loads(told("explain", "https://t.me/beat/1", "--json").out)
    (item,) = record["items"]
    joined = next(one for one in item["articles"] if one["title"] == AGAIN)
    assert joined["relation"] in ("joined", "copy", "development")
    assert joined["because"].startswith(joined["relation"])
    assert "Kazakhstan" in next(tag["because"] for tag in item["tags"] if tag["id"] == "place.kazakhstan")
    assert item["score"] > 0
    assert record["left_out_in_all"] == 2

    told("correct", "https://t.me/beat/1", "--why", "signed on Monday")
    feeds.put("/2", rss((SIGNED.replace("$4", "$5"), NOW + timedelta(hours=1))))
    told("once", "--digest", "--now", (NOW + timedelta(hours=2)).isoformat())
    first = told("explain", "https://t.me/beat/1").out
    assert "edits 1" in first
    assert "correct, 2" in first
    assert ": signed on Monday" in first
    assert "[came after this post]" in first
    second = told("explain", "https://t.me/beat/2").out
    assert "a development of what @beat|" in second
    assert "; it added number:5000000000 dollars" in second


def test_an_article_says_what_every_channel_makes_of_it(told: Marsad) -> None:
    out = told("explain", MEETS).out
    assert "in @beat: left out: exclude: person.tokayev (" in out
    assert "in @second: told: only: person.tokayev (" in out
    record = json.loads(told("explain", MEETS, "--json").out)
    assert record["told"][0]["channel"] == "@second"
    assert json.loads(told("explain", "Family bakery", "--json").out) == {"archived": False, "tags": [], "context": []}
    ran = told("explain", "https://t.me/beat/77")
    assert (ran.code, "no message 77 in @beat (its last post there is 1)" in ran.err) == (1, True)
