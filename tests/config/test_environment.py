"""The environment is checked, filled up from `.env`, and shown to nobody."""

# ruff: noqa: E501  # a row of a table stays on one line
from __future__ import annotations

import pytest

from bot.config.environment import Environment, read_environment
from bot.config.secret import Filled, Secret
from bot.errors import ConfigError

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawE"

MISTAKES = [
    ("TELEGRAM_BOT_TOKEN", "", "TELEGRAM_BOT_TOKEN is empty; write the token that @BotFather gave you, or remove the line to post to standard output"),
    ("TELEGRAM_BOT_TOKEN", "bot" + TOKEN, "TELEGRAM_BOT_TOKEN begins with bot, which is not part of it; write the whole of what @BotFather gave you, such as 123456789:AA…"),
    ("TELEGRAM_BOT_TOKEN", TOKEN[10:], "TELEGRAM_BOT_TOKEN does not look like a token; write the whole of what @BotFather gave you, such as 123456789:AA…"),
    ("TELEGRAM_CHAT", " ", 'TELEGRAM_CHAT is empty; write "@name" or a numeric id, or remove the line'),
    ("TELEGRAM_CHAT", "my_channel", 'TELEGRAM_CHAT: "my_channel" lacks its @; write "@my_channel"'),
    ("MARSAD_DATABASE", "sqlite:///.", "MARSAD_DATABASE names a folder; name a file, as in sqlite:///state/marsad.db"),
    ("TELEGRAM_CHAT", TOKEN, 'TELEGRAM_CHAT: a bot token stands where a chat belongs; put the token into TELEGRAM_BOT_TOKEN and write "@name" here'),
    ("TELEGRAM_API", "api.telegram.org", "TELEGRAM_API is not an address of the web; write https://api.telegram.org or remove the line"),
    ("TELEGRAM_API", "http://h:port", "TELEGRAM_API is not an address of the web; write https://api.telegram.org or remove the line"),
    ("TELEGRAM_API", "https://h/?x=1", "TELEGRAM_API holds more than host and path; write https://api.telegram.org or remove the line"),
    ("TELEGRAM_API", f"https://api.telegram.org/bot{TOKEN}", "TELEGRAM_API ends in /bot…, which is added by itself; write only the part before it"),
    ("TELEGRAM_WITNESS_TOKEN", "hunter2", "TELEGRAM_WITNESS_TOKEN does not look like a token; write the whole of what @BotFather gave you, such as 123456789:AA…"),
    ("TELEGRAM_WEB", "t.me", "TELEGRAM_WEB is not an address of host and path; write https://t.me or remove the line"),
    ("TELEGRAM_WEB", "https://t.me/?x=1", "TELEGRAM_WEB is not an address of host and path; write https://t.me or remove the line"),
    ("MARSAD_CONFIG", "https://a.org/s.yaml", "MARSAD_CONFIG is an address, but a file is read; write sources.yaml or remove the line"),
    ("MARSAD_DATABASE", "state/marsad.db", "MARSAD_DATABASE is not an address; write sqlite:///state/marsad.db or postgresql://host/name"),
    ("MARSAD_DATABASE", "sqlite://state/marsad.db", "MARSAD_DATABASE: a slash is missing; write sqlite:///state/marsad.db (three), or four for a full path"),
    ("MARSAD_DATABASE", "postgres://u:hunter2@h/d", "MARSAD_DATABASE: postgres:// is not known; write postgresql:// and the rest as it is"),
    ("MARSAD_DATABASE", "postgresqll://u:hunter2@h/d", "MARSAD_DATABASE: postgresqll:// is not known; did you mean postgresql://?"),
    ("MARSAD_DATABASE", "mysql://u:hunter2@h/d", "MARSAD_DATABASE: mysql:// is not known; write sqlite:///… or postgresql://…"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "sentence"), MISTAKES)
def test_each_variable_that_cannot_be_used_is_named_with_its_cure(name: str, value: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_environment({name: value}, None)
    assert caught.value.problems == (sentence,)


def test_no_sentence_about_the_environment_holds_a_secret() -> None:
    for name, value, _ in MISTAKES:
        with pytest.raises(ConfigError) as caught:
            read_environment({name: value}, None)
        assert TOKEN[10:] not in str(caught.value)
        assert "hunter2" not in str(caught.value)


def test_all_variables_are_judged_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        read_environment({"TELEGRAM_CHAT": "x y", "TELEGRAM_API": "x", "MARSAD_DATABASE": "x"}, "nonsense")
    assert [problem.split()[0] for problem in caught.value.problems] == [
        ".env",
        "TELEGRAM_CHAT:",
        "TELEGRAM_API",
        "MARSAD_DATABASE",
    ]


def test_nothing_set_means_the_defaults() -> None:
    assert read_environment({}, None) == Environment()
    assert read_environment({}, "") == Environment(
        token=None,
        chat=None,
        api="https://api.telegram.org",
        config="sources.yaml",
        database="sqlite:///state/marsad.db",
    )


def test_what_is_set_arrives() -> None:
    given = {
        "TELEGRAM_BOT_TOKEN": f" {TOKEN}\n",
        "TELEGRAM_CHAT": "-1001234567890",
        "TELEGRAM_API": "http://127.0.0.1:8081/",
        "MARSAD_CONFIG": "/etc/marsad.yaml",
        "MARSAD_DATABASE": "postgresql://u:hunter2@db/marsad",
    }
    read = read_environment(given, None)
    assert read.token == Secret(TOKEN)
    assert read.token.reveal() == TOKEN
    assert (read.chat, read.api, read.config) == (-1001234567890, "http://127.0.0.1:8081", "/etc/marsad.yaml")
    assert read.database == "postgresql://u:hunter2@db/marsad"
    assert read.database_shown == "postgresql://***@db/marsad"


def test_a_witness_is_another_bot() -> None:
    given = {"TELEGRAM_BOT_TOKEN": "1:first", "TELEGRAM_WITNESS_TOKEN": "2:second"}
    assert read_environment(given, None).witness == Secret("2:second")
    with pytest.raises(ConfigError, match="TELEGRAM_WITNESS_TOKEN is of the same bot") as caught:
        read_environment({**given, "TELEGRAM_WITNESS_TOKEN": "1:second"}, None)
    assert "1:second" not in str(caught.value)


def test_the_public_pages_beside_another_bot_api_are_not_guessed() -> None:
    other = {"TELEGRAM_API": "http://127.0.0.1:8081"}
    assert read_environment({}, None).web == "https://t.me"
    assert read_environment(other, None).web is None
    assert read_environment({**other, "TELEGRAM_WEB": "http://127.0.0.1:8082/"}, None).web == "http://127.0.0.1:8082"


def test_nothing_that_prints_an_environment_prints_a_secret() -> None:
    read = read_environment(
        {"TELEGRAM_BOT_TOKEN": TOKEN, "MARSAD_DATABASE": "postgresql://u:hunter2@db/m"}, "KEY=hunter2"
    )
    for printed in (repr(read), str(read), f"{read.token}", f"{read.token:>9}", str([read.token])):
        assert TOKEN not in printed
        assert "hunter2" not in printed


def test_dotenv_is_read_as_a_shell_reads_it() -> None:
    text = "\ufeff# a remark\n\nexport TELEGRAM_CHAT='@my_channel'  # here\r\nA=\"b # c\"\nB = d # e\nC=f#g\nD=\n"
    read = read_environment({}, text)
    assert read.chat == "@my_channel"
    assert dict(read.variables()) == {"TELEGRAM_CHAT": "@my_channel", "A": "b # c", "B": "d", "C": "f#g", "D": ""}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("TELEGRAM_CHAT @x", ".env line 2: this is not NAME=value; write TELEGRAM_CHAT=@name, or # before a remark"),
        ("KEY='hunter2", ".env line 2: KEY: a quote is opened and never closed; close it"),
    ],
)
def test_a_broken_line_of_dotenv_is_named(line: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_environment({}, f"A=1\n{line}\n")
    assert caught.value.problems == (sentence,)


def test_the_environment_comes_before_dotenv_unless_it_is_empty_there() -> None:
    dotenv = "TELEGRAM_CHAT=@from_file"
    assert read_environment({"TELEGRAM_CHAT": "@from_shell"}, dotenv).chat == "@from_shell"
    assert read_environment({"TELEGRAM_CHAT": ""}, dotenv).chat == "@from_file"


def test_a_filled_text_is_a_text_that_hides_from_repr() -> None:
    filled = Filled("hunter2")
    assert filled == "hunter2"
    assert f"Bearer {filled}".endswith("hunter2")  # a header needs it
    assert "hunter2" not in repr((filled, [filled]))
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
