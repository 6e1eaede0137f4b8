"""`marsad once` from feeds on loopback to a strict Telegram, and every bad input on the way."""

from __future__ import annotations

import gzip
import json
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.demo.wire import Request, Response
from tests.end_to_end.conftest import CHAT, NOW
from tests.standin.command import Marsad, Ran
from tests.standin.loopback import Feeds, Loopback, rss
from tests.standin.strict import SecondBot, StrictStandIn

GOOD = "Tokayev meets Xi Jinping in Astana"


def settings(*urls: str, private: str = "allow_private: [127.0.0.1]") -> str:
    lines = [f"  - {{url: '{url}', id: s{number}, language: en}}" for number, url in enumerate(urls, 1)]
    return f"poll: {{every: 1m, {private}}}\nsources:\n" + "\n".join(lines) + "\n"


def once(marsad: Marsad, minutes: int = 0, *more: str) -> Ran:
    return marsad("once", "--digest", *more, "--now", (NOW + timedelta(minutes=minutes)).isoformat())


def posts(telegram: StrictStandIn) -> list[str]:
    return [message.html for message in telegram.chats[CHAT].messages.values()]


def good(feeds: Feeds, path: str = "/good", title: str = GOOD) -> str:
    return feeds.put(path, rss((title, NOW - timedelta(hours=1))))


# --- the main way --------------------------------------------------------------------------------------------------


def test_the_first_pass_posts_and_the_second_posts_nothing(
    channel: Marsad, feeds: Feeds, telegram: StrictStandIn
) -> None:
    channel.write(settings(good(feeds)))
    assert once(channel).code == 0
    assert len(posts(telegram)) == 1
    assert GOOD in posts(telegram)[0]
    for minutes in (20, 40):
        assert once(channel, minutes).code == 0
    assert len(posts(telegram)) == 1
    assert len(feeds.asked) == 3


def test_a_witness_is_listened_to_and_what_is_wrong_with_it_is_told(
    channel: Marsad, feeds: Feeds, telegram: StrictStandIn
) -> None:
    telegram.witness = SecondBot(telegram, "2:second", CHAT)
    channel.write(settings(good(feeds)))
    assert once(channel).code == 0
    assert once(channel, 20, "--json").code == 0
    assert telegram.witness.calls == []
    channel.environment |= {"TELEGRAM_WITNESS_TOKEN": "2:second"}
    assert once(channel, 40).code == 0
    with closing(sqlite3.connect(channel.folder / "state" / "marsad.db")) as database:
        assert database.execute("SELECT chat, message_id FROM sighting").fetchall() == [(CHAT, 1)]
    ran = once(channel, 60, "--json")
    assert ran.code == 0
    channel.environment |= {"TELEGRAM_WITNESS_TOKEN": "2:wrong-token"}
    ran = once(channel, 80)
    assert ran.code == 1
    assert "copy TELEGRAM_WITNESS_TOKEN anew" in ran.said
    assert "wrong-token" not in ran.said


@pytest.mark.postgres
def test_a_postgresql_server_serves_the_same_pass(
    channel: Marsad, feeds: Feeds, telegram: StrictStandIn, postgres_empty_url: str
) -> None:
    channel.environment |= {"MARSAD_DATABASE": postgres_empty_url}
    channel.write(settings(good(feeds)))
    assert once(channel).code == 0
    assert once(channel, 20).code == 0
    assert len(posts(telegram)) == 1
    assert GOOD in posts(telegram)[0]
    assert GOOD in channel("search", "توكاييف").out


def test_what_is_new_is_told_and_what_was_told_is_not_told_again(
    channel: Marsad, feeds: Feeds, telegram: StrictStandIn
) -> None:
    channel.write(settings(good(feeds)))
    once(channel)
    feeds.put("/good", rss((GOOD, NOW - timedelta(hours=1)), ("China opens Khorgos dry port in Kazakhstan", NOW)))
    assert once(channel, 13 * 60).code == 0
    assert len(posts(telegram)) == 2
    assert "Khorgos dry port" in posts(telegram)[1]
    assert GOOD not in posts(telegram)[1]
    assert "https://t.me/beat/1" in posts(telegram)[1]


def test_a_source_is_asked_with_its_validators_and_never_before_its_time(channel: Marsad, feeds: Feeds) -> None:
    channel.write(settings(feeds.put("/good", rss((GOOD, NOW)), ETag='"one"')))
    once(channel)
    assert once(channel, 0).code == 0
    assert len(feeds.asked) == 1, "not due yet"
    once(channel, 20)
    assert feeds.asked[1].headers["if-none-match"] == '"one"'


def test_without_a_token_the_digest_is_printed_and_nothing_else(marsad: Marsad, feeds: Feeds) -> None:
    marsad.write(settings(good(feeds)))
    ran = once(marsad)
    assert ran.code == 0
    assert GOOD in ran.out
    assert "digests 1" in ran.err
    assert "digests" not in ran.out


# --- bad input -----------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    """A hundred megabytes in a hundred kilobytes."""
    return gzip.compress(b"<rss>" + b" " * 100_000_000, 1)


XML_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {here} "{f"&{before};" * 10}">' for before, here in pairwise("abcdefghijkl"))
    + f']><rss version="2.0"><channel><title>&l;</title><item><title>{GOOD} &l;</title></item></channel></rss>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss version='2.0'><channel><title>t</title><item><title>root &x;</title><guid>1</guid></item></channel></rss>"
)


def bad_url(feeds: Feeds, kind: str) -> str:
    document = rss((GOOD, NOW), ("Another one about Kazakhstan", NOW))
    match kind:
        case "html":
            return feeds.put("/bad", "<!doctype html><html><body><h1>Welcome</h1></body></html>", "text/html")
        case "empty":
            return feeds.put("/bad", b"")
        case "garbage":
            return feeds.put("/bad", bytes(range(256)) * 40)
        case "missing":
            return f"{feeds.url}/nowhere"
        case "huge":
            return feeds.put("/bad", b"<rss>" + b"x" * 60_000_000)
        case "gzip bomb":
            return feeds.put("/bad", bomb(), Content_Encoding="gzip")
        case "no gzip":
            return feeds.put("/bad", document, Content_Encoding="gzip")
        case "broken off":
            return feeds.put("/bad", document[:300], Content_Length="90000")
        case "circle":
            feeds.send("/other", f"{feeds.url}/bad")
            return feeds.send("/bad", f"{feeds.url}/other")
        case "nowhere":
            feeds.pages["/bad"] = Response(status=302)
            return f"{feeds.url}/bad"
        case "port":
            return feeds.send("/bad", "http://127.0.0.1:99999/feed")
        case "file":
            return feeds.send("/bad", "file:///etc/passwd")
        case "metadata":
            return feeds.send("/bad", "http://169.254.169.254/latest/meta-data")
        case "hangs up":

            async def nothing(_: Request) -> Response | None:
                return None

            feeds.pages["/bad"] = nothing
            return f"{feeds.url}/bad"
        case _:
            raise AssertionError(kind)


BAD = ["html", "empty", "garbage", "missing", "huge", "gzip bomb", "no gzip", "broken off", "circle", "nowhere",
       "port", "file", "metadata", "hangs up"]  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_feed_is_named_once_and_harms_only_itself(
    channel: Marsad, feeds: Feeds, telegram: StrictStandIn, kind: str
) -> None:
    channel.write(settings(bad_url(feeds, kind), good(feeds)))
    ran = once(channel)
    assert ran.code == 1
    said = [line for line in ran.err.splitlines() if line.startswith("s1: ")]
    assert len(said) == 1
    assert 20 < len(said[0]) < 400
    assert "please report it" not in said[0]
    assert "Traceback" not in ran.err
    assert "failed 1" in ran.err
    assert [GOOD in post for post in posts(telegram)] == [True]


@pytest.mark.parametrize("body", [XML_BOMB, OUTSIDE], ids=["entities", "outside"])
def test_an_xml_bomb_neither_fills_the_memory_nor_reads_a_file(
    channel: Marsad, feeds: Feeds, telegram: StrictStandIn, body: str
) -> None:
    channel.write(settings(feeds.put("/bad", body), good(feeds)))
    ran = once(channel)
    assert ran.code in (0, 1)
    assert "Traceback" not in ran.err
    assert "root:" not in ran.said + "".join(posts(telegram))
    assert "haha" not in "".join(posts(telegram))
    assert GOOD in "".join(posts(telegram))


def test_an_empty_window_and_undated_and_truncated_feeds_are_read_as_far_as_they_go(
    channel: Marsad, feeds: Feeds, telegram: StrictStandIn
) -> None:
    cut = rss(("China opens Khorgos dry port in Kazakhstan", NOW), ("Lost one", NOW)).partition("Lost one")[0]
    undated = rss(("Tajikistan and China sign a border accord", None))
    channel.write(settings(feeds.put("/cut", cut), feeds.put("/undated", undated), feeds.put("/none", rss())))
    ran = once(channel)
    told = "".join(posts(telegram))
    assert "Khorgos dry port" in told
    assert "border accord" in told
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("codec", "declared", "kind"),
    [
        ("windows-1251", "windows-1251", "text/xml"),
        ("windows-1251", "utf-8", "text/xml; charset=utf-8"),
        ("utf-16", "utf-16", "text/xml"),
        ("koi8-r", "koi8-r", "application/rss+xml"),
        ("utf-8", "windows-1251", "text/xml"),
    ],
)
def test_a_wrongly_labelled_feed_is_read_in_its_own_letters(
    channel: Marsad, feeds: Feeds, telegram: StrictStandIn, codec: str, declared: str, kind: str
) -> None:
    title = "Токаев встретился с Си Цзиньпином в Астане и подписал договор о железной дороге"
    body = rss((title, NOW), language="ru").replace('encoding="utf-8"', f'encoding="{declared}"').encode(codec)
    feeds.put("/ru", body, kind)
    channel.write(settings(f"{feeds.url}/ru").replace("language: en", "language: ru"))
    assert once(channel).code == 0
    assert "Си Цзиньпином" in "".join(posts(telegram))


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "10.0.0.1", "[fe80::1]"])
def test_a_redirect_into_the_operators_network_is_refused(
    channel: Marsad, feeds: Feeds, loopback: Loopback, telegram: StrictStandIn, host: str
) -> None:
    inner = loopback.open(Feeds())
    secret = inner.put("/secret", rss(("Kazakhstan secret of China", NOW)))
    channel.write(settings(feeds.send("/bad", secret.replace("127.0.0.1", host))))
    ran = once(channel)
    assert ran.code == 1
    assert "redirects to where we do not follow" in ran.err
    assert inner.asked == []
    assert posts(telegram) == []


def test_a_feed_that_writes_markup_writes_words(channel: Marsad, feeds: Feeds, telegram: StrictStandIn) -> None:
    title = '</a></b><a href="https://evil.example">Xi</a> visits <script>Astana</script> \u202e {{link:x}} & more'
    channel.write(settings(feeds.put("/bad", rss((title, NOW)))))
    assert once(channel).code == 0
    (post,) = posts(telegram)
    assert 'href="https://evil.example"' not in post
    assert "\u202e" not in post


def test_a_feed_that_hangs_keeps_no_other_from_its_post(channel: Marsad, feeds: Feeds, telegram: StrictStandIn) -> None:
    """The pass waits for it, 15 s at the most; the others are stored meanwhile."""
    channel.write(settings(feeds.hang("/bad"), good(feeds)))
    ran = once(channel)
    assert ran.code == 1
    assert "fell silent" in ran.err
    assert GOOD in "".join(posts(telegram))


def test_a_source_that_failed_recovers_by_itself(channel: Marsad, feeds: Feeds, telegram: StrictStandIn) -> None:
    channel.write(settings(f"{feeds.url}/good"))
    assert once(channel).code == 1
    good(feeds)
    assert once(channel, 24 * 60).code == 0
    assert "sound; 1 articles" in channel("doctor").out


# --- the database --------------------------------------------------------------------------------------------------


def test_a_database_of_a_newer_version_is_left_alone(channel: Marsad, feeds: Feeds) -> None:
    channel.write(settings(good(feeds)))
    once(channel)
    path = channel.folder / "state" / "marsad.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_future'")
    connection.close()
    before = len(feeds.asked)
    for command in ("once", "doctor", "search x", "preview"):
        ran = channel(*command.split())
        assert ran.code == 1, command
        assert "newer" in ran.said
        assert "Traceback" not in ran.said
    assert len(feeds.asked) == before


def test_a_second_instance_is_turned_away_and_readers_are_not(channel: Marsad, feeds: Feeds) -> None:
    from bot.store.sql import open_store

    channel.write(settings(good(feeds)))
    held = open_store(f"sqlite:///{channel.folder}/state/marsad.db")
    try:
        ran = once(channel)
        assert ran.code == 1
        assert "another" in ran.err.lower()
        assert feeds.asked == []
        assert channel("search", "x").code == 0
        assert channel("preview").code == 0
    finally:
        held.close()
    assert once(channel).code == 0


def test_a_folder_that_cannot_be_written_is_said(channel: Marsad, feeds: Feeds) -> None:
    channel.write(settings(good(feeds)))
    (channel.folder / "state").write_text("a file where the folder should be")
    ran = once(channel)
    assert ran.code == 1
    assert "state" in ran.err
    assert "Traceback" not in ran.err


def _small_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))


def test_a_full_disk_is_said_keeps_the_database_sound_and_loses_nothing(
    channel: Marsad, feeds: Feeds, telegram: StrictStandIn
) -> None:
    many = [(f"Kazakhstan and China sign accord number {n} on {'cotton ' * 200}", NOW) for n in range(150)]
    channel.write(settings(good(feeds), feeds.put("/many", rss(*many))))
    now = NOW.isoformat()
    full = subprocess.run(
        [sys.executable, "-m", "bot", "once", "--digest", "--now", now], cwd=channel.folder, env=channel.env({}),
        capture_output=True, text=True, timeout=120, preexec_fn=_small_files,
    )  # fmt: skip
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert "full" in full.stderr or "disk" in full.stderr
    ran = once(channel, 30, "--json")
    assert json.loads(ran.out)["articles"] >= 150, "nothing of the transaction that failed was kept"
    shown = channel("doctor", "--json")
    verdicts: dict[str, Any] = {one["what"]: one for one in json.loads(shown.out)}
    assert verdicts["database"]["said"].startswith("sound; 151 articles")
