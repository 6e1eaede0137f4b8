"""What was told is set right, from the command to the message in the channel; each command is a process of its own."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bench.story_streams import windows
from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from tests.end_to_end.conftest import CHAT, NOW
from tests.standin.command import Marsad, Ran
from tests.standin.loopback import Feeds, rss
from tests.standin.strict import StrictStandIn

ONE = "Uzbekistan opens customs terminal at Termez"
TWO = "Tokayev meets Xi Jinping in Astana"
SIGNED = "China and Kazakhstan sign gas pipeline accord in Astana"
AGAIN = "Gas pipeline accord signed by China and Kazakhstan in Astana"


def once(marsad: Marsad, minutes: int = 0) -> Ran:
    return marsad("once", "--digest", "--now", (NOW + timedelta(minutes=minutes)).isoformat())


def message(telegram: StrictStandIn, id: int = 1) -> str:
    return telegram.chats[CHAT].messages[id].html


@pytest.fixture
def told(channel: Marsad, feeds: Feeds, telegram: StrictStandIn) -> Marsad:
    """A channel with one post that tells two stories."""
    url = feeds.put("/feed", rss((ONE, NOW - timedelta(hours=1)), (TWO, NOW - timedelta(hours=2))))
    channel.write(
        "channels: [{chat: '@beat', language: en}]\npoll: {every: 1m, allow_private: [127.0.0.1]}\n"
        f"sources: [{{url: '{url}', id: s1, language: en}}]\n"
    )
    assert once(channel).code == 0
    assert ONE in message(telegram)
    return channel


REFUSED = (
    (("https://t.me/beat/1", "--why", "x"), "the post tells several stories; name one with --item:\n  1. Uzbekistan"),
    (("https://t.me/beat/1", "--item", "7", "--why", "x"), "the post has no item 7; it has:\n  1. Uzbekistan"),
    (("https://t.me/beat/99", "--why", "x"), "posted no message 99 in @beat (its last post there is 1)"),
    (("https://t.me/other/1", "--why", "x"), "no message 1 in @other; this database knows of posts to @beat"),
    (("https://example.org/1", "--why", "x"), "is no link to a post; copy it in Telegram"),
    (("https://t.me/beat/1", "--item", "1", "--why", " \u200b"), "--why says nothing that a reader could see"),
)


def test_what_was_told_is_retracted_corrected_and_taken_back_by_edits_of_its_post(
    told: Marsad, telegram: StrictStandIn
) -> None:
    link, before = "https://t.me/c/1000000001/1?thread=5", message(telegram)
    for arguments, said in REFUSED:
        ran = told("retract", *arguments)
        assert (ran.code, said in ran.err) == (1, True), said
    assert told("retract", link).code == 2
    ran = told("retract", link, "--item", "1", "--why", "the ministry denies it")
    assert (ran.code, "the edit is owed" in ran.err) == (0, True)
    assert message(telegram) == before, "owed, like every post"
    assert once(told, 5).code == 0
    new = [line for line in message(telegram).splitlines() if line not in before.splitlines()]
    assert len(new) == 2
    assert new[0].startswith("<b>1.</b> <s><a href=")
    assert new[1].startswith("⚠️ Retracted (")
    assert new[1].endswith("): the ministry denies it")
    again = told("retract", "t.me/Beat/9/1", "--item", "1", "--why", "the ministry denies it")
    assert (again.code, "nothing to do" in again.err) == (0, True)

    assert told("correct", link, "--item", "2", "--why", "in Almaty", "--text", "They meet").code == 0
    assert told("retract", link, "--item", "1", "--undo").code == 0
    telegram.faults.append("drop_after")  # the answer to the first edit is lost: it is made again
    assert once(told, 10).code == 0
    text = message(telegram)
    assert ">They meet</a>" in text
    assert text.count("): in Almaty") == 1
    assert "denies it" not in text
    assert len(telegram.chats[CHAT].messages) == 1, "no digest tells it again"
    (first, second, third) = [json.loads(line) for line in told("labels", "--jsonl", "--of", "posts").lines]
    assert (first["kind"], first["why"], first["title"]) == ("retract", "the ministry denies it", ONE)
    assert (second["kind"], second["headline"], second["text"]) == ("correct", TWO, "They meet")
    assert "Tokayev" in next(tag["because"] for tag in second["tags"] if tag["id"] == "person.tokayev")
    assert third["kind"] == "undo"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def joined(
    request: pytest.FixtureRequest, channel: Marsad, feeds: Feeds, telegram: StrictStandIn
) -> tuple[Marsad, str]:
    """A channel with one post that tells a story of two articles; and the story's id."""
    if request.param == "postgres":
        channel.environment["MARSAD_DATABASE"] = request.getfixturevalue("postgres_empty_url")
    urls = [
        feeds.put(path, rss((title, NOW - timedelta(hours=hours))))
        for path, title, hours in (("/a", SIGNED, 2), ("/b", AGAIN, 1))
    ]
    channel.write(
        "channels: [{chat: '@beat', language: en}]\npoll: {every: 1m, allow_private: [127.0.0.1]}\nsources:\n"
        + "".join(f"  - {{url: '{url}', id: s{n}, language: en, priority: {n}}}\n" for n, url in enumerate(urls, 1))
    )
    assert once(channel).code == 0
    assert SIGNED in message(telegram)
    assert AGAIN not in message(telegram)
    line = next(line for line in channel("explain", AGAIN).lines if line.startswith("  story "))
    return channel, line.split()[1].rstrip(",")


def test_a_wrong_join_is_split_told_once_and_learnt_from(
    joined: tuple[Marsad, str], telegram: StrictStandIn, tmp_path: Path
) -> None:
    marsad, story = joined
    ran = marsad("split", "https://t.me/beat/1", AGAIN, "--why", "another accord")
    assert ran.code == 0
    assert f"{story} was told by https://t.me/beat/1; `marsad correct`" in ran.err
    goal = ran.out.strip()
    for minutes in (20, 40):
        assert once(marsad, minutes).code == 0
    assert sorted(telegram.chats[CHAT].messages) == [1, 2]
    assert AGAIN in message(telegram, 2)
    assert SIGNED not in message(telegram, 2)
    assert (
        f"story {goal}, new: new: moved here from {story} by the operator: another accord"
        in marsad("explain", AGAIN).out
    )

    lines = [json.loads(line) for line in marsad("labels", "--jsonl").lines]
    assert [(line["title"], line["event"]) for line in lines] == [(SIGNED, story), (AGAIN, goal)]
    (judged,) = lines[1]["judged"]
    assert (judged["with"], judged["same"], judged["why"]) == (lines[0]["id"], False, "another accord")
    file = tmp_path / "labels.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    (window,) = windows(file, Matcher(load_gazetteer()).match).values()
    assert [item.event for item in window] == [story, goal], "as bench.fit_stories reads it"
