"""Exit codes, garbage on the command line, and what an operator reads when the settings are wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from bot import __version__
from bot.cli import marsad as group
from tests.cli.conftest import NOW, TOKEN, settings
from tests.standin.command import ROOT, Marsad
from tests.standin.loopback import Feeds, rss
from tests.standin.strict import StrictStandIn


def test_the_version_is_the_packages(marsad: Marsad) -> None:
    ran = marsad("--version")
    assert (ran.code, ran.err) == (0, "")
    assert __version__ in ran.out


@pytest.mark.parametrize("name", ["", *group.commands])
def test_every_command_explains_itself(marsad: Marsad, name: str) -> None:
    ran = marsad(*name.split(), "--help")
    assert ran.code == 0
    assert "Usage: marsad" in ran.out
    assert len(ran.out) > 120


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["once", "--nonsense"],
        ["once", "left over"],
        ["once", "--now", "tomorrow"],
        ["once", "--now", "2026-13-45"],
        ["once", "--now", "9999-12-31T23:59:59-23:00"],
        ["preview", "--now", "0001-01-01T00:00:00+23:00"],
        ["preview", "--hours", "0"],
        ["preview", "--hours", "many"],
        ["preview", "--now", ""],
        ["explain"],
        ["search"],
        ["search", "x", "--limit", "0"],
        ["search", "x", "--page", "0"],
        ["settle"],
        ["settle", "key"],
        ["settle", "key", "--resend", "--drop"],
        ["settle", "key", "--sent", "1", "--drop"],
        ["settle", "key", "--sent", "first"],
        ["settle", "key", "--sent", "0"],
        ["settle", "key", "--sent", "-5"],
        ["sources"],
        ["sources", "add"],
        ["sources", "import"],
        ["sources", "import", "nowhere.opml"],
        ["stories", "--jsonl", "--semantic", "perhaps"],
    ],
    ids=" ".join,
)
def test_bad_usage_is_2_and_says_what_is_wrong(marsad: Marsad, arguments: list[str]) -> None:
    marsad.write("sources: []")
    ran = marsad(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.strip()
    assert "Traceback" not in ran.err


WORKERS = ["run", "once", "preview", "sources list", "sources check", "sources export"]


@pytest.mark.parametrize("command", WORKERS)
def test_a_missing_file_is_2_and_names_the_cure(marsad: Marsad, command: str) -> None:
    ran = marsad(*command.split())
    assert ran.code == 2
    assert "sources.yaml was not found" in ran.err
    assert "MARSAD_CONFIG" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("command", ["run", "once", "sources list"])
def test_a_broken_file_is_2_and_names_line_column_and_cure(marsad: Marsad, command: str) -> None:
    marsad.write('poll: {every: "10 parsec"}\nsources: [https://a.example/feed, htp://b.example]\n')
    ran = marsad(*command.split())
    assert ran.code == 2
    assert re.search(r"sources.yaml line 1, column \d+: .*10 parsec.*10m, 2h or 1d", ran.err)
    assert "line 2" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"sources: [\xff\xfe]", "UTF-8"),
        (b"\x00\x01\x02", "sources.yaml"),
        (b"\xff\xfes\x00o\x00", "UTF-8"),
        (b"a: &a [*a]\n", "sources.yaml"),
        (b"[" * 5_000, "sources.yaml"),
        (b"- 1\n- 2\n", "sources.yaml"),
    ],
    ids=["byte", "control", "utf16", "loop", "deep", "list"],
)
def test_a_file_of_garbage_is_2_and_one_message(marsad: Marsad, raw: bytes, said: str) -> None:
    marsad.config.write_bytes(raw)
    ran = marsad("once")
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_folder_in_place_of_the_file_is_2(marsad: Marsad) -> None:
    marsad.config.mkdir()
    ran = marsad("once")
    assert ran.code == 2
    assert "cannot be read" in ran.err


def test_a_dotenv_of_garbage_is_2(marsad: Marsad) -> None:
    marsad.write("sources: []")
    (marsad.folder / ".env").write_bytes(b"TELEGRAM_CHAT=\xff\xfe\n")
    ran = marsad("once")
    assert ran.code == 2
    assert ".env" in ran.err
    assert "UTF-8" in ran.err


@pytest.mark.parametrize("name", ["TELEGRAM_BOT_TOKEN", "TELEGRAM_API", "MARSAD_DATABASE", "TELEGRAM_CHAT"])
def test_a_bad_variable_is_2_and_its_value_stays_secret(marsad: Marsad, name: str) -> None:
    marsad.write("sources: []")
    ran = marsad("once", **{name: "s3cr3t value"})
    assert ran.code == 2
    assert name in ran.err
    if name == "TELEGRAM_BOT_TOKEN":
        assert "s3cr3t" not in ran.said


def test_a_token_without_a_chat_is_2(marsad: Marsad) -> None:
    marsad.write("sources: []")
    ran = marsad("once", TELEGRAM_BOT_TOKEN=TOKEN)
    assert ran.code == 2
    assert "TELEGRAM_CHAT" in ran.err
    assert TOKEN not in ran.said


def test_run_with_a_wrong_token_is_2_at_once(channel: Marsad) -> None:
    channel.write("sources: []")
    with channel.process("run", TELEGRAM_BOT_TOKEN="1:wrong-token") as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "@BotFather" in err
    assert "wrong-token" not in out + err
    assert "Traceback" not in err


def test_once_with_a_wrong_token_keeps_the_post_and_is_1(channel: Marsad, feeds: Feeds) -> None:
    channel.write(settings(feeds.put("/feed", rss(("Tokayev meets Xi Jinping in Astana", NOW)))))
    ran = channel("once", "--digest", "--now", NOW.isoformat(), TELEGRAM_BOT_TOKEN="1:wrong-token")
    assert ran.code == 1
    assert "@BotFather" in ran.err
    assert "wrong-token" not in ran.said
    later = NOW.replace(hour=6)
    assert channel("once", "--now", later.isoformat()).code == 0


def test_a_source_that_fails_is_named_and_once_is_1(marsad: Marsad, feeds: Feeds) -> None:
    marsad.write(settings(f"{feeds.url}/nowhere", feeds.put("/feed", rss(("Xi Jinping visits Astana", NOW)))))
    ran = marsad("once", "--digest", "--now", NOW.isoformat())
    assert ran.code == 1
    assert ran.err.count("s1: ") == 1
    assert "404" in ran.err
    assert "Xi Jinping visits Astana" in ran.out


def test_json_of_once_is_one_line_and_holds_all(marsad: Marsad, feeds: Feeds) -> None:
    marsad.write(settings(f"{feeds.url}/nowhere", feeds.put("/feed", rss(("Xi Jinping visits Astana", NOW)))))
    ran = marsad("once", "--digest", "--json", "--now", NOW.isoformat())
    (line,) = ran.lines
    report = json.loads(line)
    assert report["articles"] == report["tagged"] == report["stories"] == report["told"] == 1
    assert [one["source"] for one in report["problems"]] == ["s1"]
    assert "Xi Jinping visits Astana" in report["posts_text"][0]


def test_settle_of_an_unknown_key_is_1_with_a_cure(marsad: Marsad) -> None:
    ran = marsad("settle", "nothing", "--drop")
    assert ran.code == 1
    assert "marsad doctor" in ran.err


def test_an_undecided_post_is_shown_with_its_cure_and_settled(
    channel: Marsad, feeds: Feeds, telegram: StrictStandIn
) -> None:
    channel.write(settings(feeds.put("/feed", rss(("Tokayev meets Xi Jinping in Astana", NOW)))))
    telegram.faults.append("drop_after")
    ran = channel("once", "--digest", "--now", NOW.isoformat())
    assert ran.code == 1
    (key,) = re.findall(r"marsad settle '([^']+)'", ran.err)
    shown = channel("doctor")
    assert shown.code == 1
    assert f"marsad settle '{key}' --sent MESSAGE_ID" in shown.out
    assert channel("settle", key, "--sent", "1").code == 0
    assert key not in channel("doctor").out
    assert channel("settle", key, "--drop").code == 1
    assert len(telegram.chats[-1001000000001].messages) == 1


def test_what_is_to_be_sent_again_is_sent_once(channel: Marsad, feeds: Feeds, telegram: StrictStandIn) -> None:
    channel.write(settings(feeds.put("/feed", rss(("Tokayev meets Xi Jinping in Astana", NOW)))))
    telegram.faults.append("drop_before")
    (key,) = re.findall(r"marsad settle '([^']+)'", channel("once", "--digest", "--now", NOW.isoformat()).err)
    assert channel("settle", key, "--resend").code == 0
    for minute in (10, 20):
        assert channel("once", "--now", NOW.replace(minute=minute).isoformat()).code == 0
    assert len(telegram.chats[-1001000000001].messages) == 1


# --- as a process of its own ---------------------------------------------------------------------------------------


def process(marsad: Marsad, *arguments: str, stdin: bytes = b"", **environment: str) -> tuple[int, bytes, bytes]:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=marsad.folder, env=marsad.env(environment), input=stdin, capture_output=True, timeout=120,
    )  # fmt: skip
    return ran.returncode, ran.stdout, ran.stderr


def test_arabic_is_printed_whatever_the_locale(marsad: Marsad) -> None:
    line = '{"id": "شي", "title": "شي جين بينغ في طشقند"}\n'.encode()
    code, out, err = process(
        marsad, "match", "--jsonl", stdin=line, LANG="C", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0"
    )
    assert (code, err) == (0, b"")
    assert "شي".encode() in out


def test_a_reader_that_goes_away_ends_the_command_quietly(marsad: Marsad) -> None:
    line = '{"id": "x", "title": "Xi Jinping visits Astana to meet Tokayev"}\\n'
    script = f"""yes '{line.strip(chr(10))}' | tr -d '\\\\' | head -5000 | "$0" -m bot match --jsonl | head -1"""
    ran = subprocess.run(
        ["bash", "-c", script, sys.executable],
        cwd=marsad.folder, env=marsad.env({}), capture_output=True, timeout=120,
    )  # fmt: skip
    assert b"Traceback" not in ran.stderr
    assert b"Exception" not in ran.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_make_no_traceback(marsad: Marsad, closed: str) -> None:
    ran = subprocess.run(
        ["bash", "-c", f'"$0" -m bot match --jsonl {closed}', sys.executable],
        cwd=marsad.folder, env=marsad.env({}), stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
    )  # fmt: skip
    assert ran.returncode in (0, 1, 2)
    assert b"Traceback" not in ran.stderr


def test_the_package_runs_as_a_module_from_anywhere(marsad: Marsad) -> None:
    assert str(ROOT) != str(marsad.folder)
    code, out, _ = process(marsad, "--version")
    assert code == 0
    assert __version__.encode() in out
