"""doctor: every verdict with its cure."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.cli.doctor import disk, growth
from bot.demo.standin import Refusal
from bot.model import Keep
from bot.store.sql import open_store
from tests.cli.conftest import CHAT, NOW, TOKEN, settings
from tests.standin.command import Marsad
from tests.standin.loopback import Feeds, Loopback, rss
from tests.standin.strict import SecondBot, StrictStandIn
from tests.standin.web import PublicPages


def verdicts(marsad: Marsad, **environment: str) -> dict[str, dict[str, str]]:
    ran = marsad("doctor", "--json", **environment)
    found: list[dict[str, str]] = json.loads(ran.out)
    assert all(set(one) == {"what", "state", "said", "cure"} for one in found)
    assert ran.code == int(any(one["state"] == "bad" for one in found))
    assert TOKEN not in ran.said
    assert all(one["cure"] for one in found if one["state"] == "bad")
    return {one["what"]: one for one in found}


def test_all_is_well(channel: Marsad, feeds: Feeds) -> None:
    channel.write(settings(feeds.put("/feed", rss(("Xi Jinping visits Astana", datetime.now(UTC))))))
    channel("once")
    found = verdicts(channel)
    assert {one["state"] for one in found.values()} <= {"good", "warning"}
    assert found["token"]["said"] == "@marsad_demo_bot"
    assert found["channel @beat"]["state"] == "good"
    assert "next digest" in found["clock @beat"]["said"]
    assert "1 articles" in found["database"]["said"]
    assert "source s1" in found
    text = channel("doctor").out
    assert "✓ token: @marsad_demo_bot" in text


def test_without_a_token_it_is_said_and_is_no_failure(marsad: Marsad) -> None:
    marsad.write("sources: []")
    found = verdicts(marsad)
    assert found["token"]["state"] == "warning"
    assert "@BotFather" in found["token"]["cure"]


def test_a_wrong_token_is_bad_and_stays_secret(channel: Marsad) -> None:
    channel.write("sources: []")
    found = verdicts(channel, TELEGRAM_BOT_TOKEN="1:wrong-token")
    assert found["token"]["state"] == "bad"
    assert "@BotFather" in found["token"]["cure"]
    assert "wrong-token" not in json.dumps(found)


def test_telegram_out_of_reach_is_bad_and_the_rest_is_told(channel: Marsad) -> None:
    channel.write("sources: []")
    found = verdicts(channel, TELEGRAM_API="http://127.0.0.1:9")
    assert found["token"]["state"] == "bad"
    assert found["database"]["state"] == "good"


def test_a_missing_right_is_bad_with_the_way_to_it(channel: Marsad, telegram: StrictStandIn) -> None:
    channel.write("sources: []")
    member: dict[str, Any] = telegram._methods["getChatMember"]({"chat_id": str(CHAT)})
    telegram._methods["getChatMember"] = lambda _: {**member, "can_post_messages": False}
    assert "Post messages" in verdicts(channel)["channel @beat"]["cure"]
    telegram._methods["getChatMember"] = lambda _: {"status": "left", "user": member["user"]}
    assert verdicts(channel)["channel @beat"]["state"] == "bad"

    def forbidden(_: object) -> Any:
        raise Refusal(403, "Forbidden: bot is not a member of the channel chat")

    telegram._methods["getChatMember"] = forbidden
    assert verdicts(channel)["channel @beat"]["state"] == "bad"


def test_a_pin_needs_a_right_of_its_own(channel: Marsad, telegram: StrictStandIn) -> None:
    telegram.may_pin = False
    channel.write("sources: []\nchannels: [{pin: true}]")
    found = verdicts(channel)["channel @beat"]
    assert found["said"].startswith("the bot may not pin")
    assert found["cure"].endswith("Edit messages")
    telegram.may_pin = True
    assert verdicts(channel)["channel @beat"]["state"] == "good"


def test_an_unknown_chat_is_bad(channel: Marsad) -> None:
    channel.write("sources: []\nchannels: [{chat: '@nobody_here'}]\n")
    found = verdicts(channel)["channel @nobody_here"]
    assert found["state"] == "bad"
    assert "administrator" in found["cure"]


def test_an_audit_chat_is_looked_at_like_a_channel(channel: Marsad, telegram: StrictStandIn) -> None:
    channel.write("sources: []\nchannels: [{chat: '@beat', audit_chat: -1009}]\n")
    assert verdicts(channel)["audit chat -1009"]["state"] == "bad"
    telegram.open_chat(-1009, "audit")
    assert verdicts(channel)["audit chat -1009"]["state"] == "good"


def test_what_can_look_up_a_lost_answer_is_tried_out(channel: Marsad, telegram: StrictStandIn) -> None:
    channel.write("sources: []")
    alone = verdicts(channel)["doubt @beat"]
    assert (alone["state"], "waits for your word (audit chat: no audit_chat is set)" in alone["said"]) == (
        "warning",
        True,
    )
    assert "audit_chat" in alone["cure"]
    channel.write("sources: []\nchannels: [{chat: '@beat', audit_chat: -1009}]\n")
    telegram.open_chat(-1009, "audit")
    assert verdicts(channel)["doubt @beat"]["state"] == "good"
    telegram.chats[CHAT].protected = True
    protected = verdicts(channel)["doubt @beat"]
    assert (protected["state"], "restricts saving content" in protected["said"]) == ("warning", True)


def test_a_witness_is_tried_out_without_taking_its_updates(channel: Marsad, telegram: StrictStandIn) -> None:
    telegram.witness = SecondBot(telegram, "2:second", CHAT)
    channel.write("sources: []")
    found = verdicts(channel, TELEGRAM_WITNESS_TOKEN="2:second")["doubt @beat"]
    assert (found["state"], "looked up: witness" in found["said"]) == ("good", True)
    telegram.witness.inside.clear()
    found = verdicts(channel, TELEGRAM_WITNESS_TOKEN="2:second")["doubt @beat"]
    assert "@witness_bot is no administrator of the channel" in found["said"]
    assert "getUpdates" not in dict(telegram.witness.calls), "the bot that runs reads them"


def test_a_wrong_token_of_the_witness_is_told_and_stays_secret(channel: Marsad) -> None:
    channel.write("sources: []")
    found = verdicts(channel, TELEGRAM_WITNESS_TOKEN="2:wrong-token")
    assert "copy TELEGRAM_WITNESS_TOKEN anew" in found["doubt @beat"]["said"]
    assert "wrong-token" not in json.dumps(found)


def test_a_public_page_is_read_to_see_whether_it_can_be(
    channel: Marsad, telegram: StrictStandIn, loopback: Loopback
) -> None:
    pages = loopback.open(PublicPages(telegram))
    channel.write("sources: []")
    found = verdicts(channel, TELEGRAM_WEB=pages.url)["doubt @beat"]
    assert found["said"].startswith("the public page can show that a post stands there")
    pages.private.add("beat")
    found = verdicts(channel, TELEGRAM_WEB=pages.url)["doubt @beat"]
    assert "only public channels have a page" in found["said"]


def test_broken_settings_are_told_and_the_rest_is_looked_at(channel: Marsad) -> None:
    channel.write("sources: [https://a.example/feed]\npol: {}\n")
    found = verdicts(channel)
    assert found["settings"]["state"] == "bad"
    assert "line 2" in found["settings"]["said"]
    assert found["token"]["state"] == "good"
    assert found["database"]["state"] == "good"


def test_a_missing_file_is_told(marsad: Marsad) -> None:
    found = verdicts(marsad)
    assert found["settings"]["state"] == "bad"
    assert "not found" in found["settings"]["said"]


def test_a_database_that_is_none_is_told(marsad: Marsad) -> None:
    marsad.write("sources: []")
    (marsad.folder / "state").mkdir()
    (marsad.folder / "state" / "marsad.db").write_bytes(b"this is no database, but long enough to be one" * 100)
    found = verdicts(marsad)
    assert found["database"]["state"] == "bad"


def test_a_failing_source_is_told_with_the_command_that_looks_closer(marsad: Marsad, feeds: Feeds) -> None:
    url = feeds.put("/feed", "<html><p>no feed</p></html>", "text/html")
    marsad.write(settings(url))
    marsad("once", "--now", NOW.isoformat())
    found = verdicts(marsad)["source s1"]
    assert found["state"] == "warning"
    assert "failed once" in found["said"]
    assert url in found["cure"]


def test_alive_is_for_health_checks(marsad: Marsad) -> None:
    never = marsad("doctor", "--alive")
    assert never.code == 1
    assert "never ran" in never.out
    now = datetime.now(UTC)
    for beat, code in ((now - timedelta(hours=1), 1), (now, 0)):
        store = open_store(f"sqlite:///{marsad.folder}/state/marsad.db", exclusive=False)
        store.beat(beat)
        store.close()
        ran = marsad("doctor", "--alive")
        assert ran.code == code
    assert "alive" in ran.out


# --- size and growth -----------------------------------------------------------------------------------------------

MB, DAY = 1_000_000, timedelta(days=1)


def test_the_size_is_told_and_the_growth_once_nights_have_passed(archive: Marsad) -> None:
    said = verdicts(archive)["database"]["said"]
    assert "MB, its growth is known after two nights" in said
    store = open_store(f"sqlite:///{archive.folder}/state/marsad.db")
    for _ in store.prune(Keep(), datetime.now(UTC) - 3 * DAY):
        pass
    store.close()
    assert "MB, grows by 0.0 MB a day" in verdicts(archive)["database"]["said"]


def test_growth_is_that_of_the_last_month() -> None:
    sizes = [(NOW - n * DAY, (100 - n) * MB) for n in range(90, 0, -1)]
    assert growth([(NOW - 365 * DAY, 0), *sizes], 100 * MB, NOW) == MB
    assert growth(sizes, 0, NOW) == 0, "what shrinks does not grow"
    assert growth(sizes[-1:], 100 * MB, NOW) is None
    assert growth([], 100 * MB, NOW) is None


def test_a_disk_is_bad_when_full_and_a_warning_comes_before() -> None:
    def state(free: int, size: int = MB, a_day: int | None = None) -> str:
        verdict = disk(free, size, a_day)
        assert bool(verdict.cure) == (verdict.state != "good")
        return verdict.state

    assert state(199 * MB) == "bad"
    assert state(900 * MB) == "warning"
    assert state(2_000 * MB) == "good"
    assert state(2_000 * MB, size=3_000 * MB) == "warning", "a backup would not fit"
    assert state(2_000 * MB, a_day=20 * MB) == "good"
    assert state(2_000 * MB, a_day=60 * MB) == "warning"
    assert "full in about 30 days" in disk(2_000 * MB, MB, 60 * MB).said
