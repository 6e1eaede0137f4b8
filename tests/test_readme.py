"""What the README, CONTRIBUTING and the Makefile promise is there."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path

import click
import pytest
from ruamel.yaml import YAML

from bot.cli import marsad
from bot.config.environment import DEFAULT_API, DEFAULT_CONFIG, DEFAULT_DATABASE, DEFAULT_WEB, read_environment
from bot.config.load import read_settings
from bot.config.shape import StyleLines
from bot.errors import ConfigError
from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Alerts

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
DOCUMENTS = README + CONTRIBUTING


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of one language, without the indent of a list they stand in."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    return ["\n".join(line.removeprefix(indent) for line in body.splitlines()) for indent, body in found]


def command_lines() -> list[str]:
    """Every `marsad …` of the README, in prose, in tables and in blocks."""
    inline = re.findall(r"`([^`\n]+)`", README)
    shell = [line.split("#", 1)[0] for block in blocks(README, "sh") for line in block.splitlines()]
    lines = [re.sub(r"^\s*(\.venv/bin/)?(?=marsad )", "", line).strip() for line in (*inline, *shell)]
    return sorted({line for line in lines if line.startswith("marsad ")})


def test_every_make_target_named_exists() -> None:
    named = set(re.findall(r"(?:^ *|`)make ([a-z]+)", DOCUMENTS, re.MULTILINE))
    assert {"demo", "test", "run"} <= named
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("line", command_lines())
def test_every_command_line_is_understood(line: str) -> None:
    words = shlex.split(re.sub(r"[\[\]]", " ", line))[1:]
    command: click.Command = marsad
    while words and isinstance(command, click.Group):
        name = words.pop(0)
        assert name in command.commands, f"{line}: there is no {name}"
        command = command.commands[name]
    options = {name for one in command.params for name in one.opts}
    for word in words:
        assert not word.startswith("--") or word in options, f"{line}: there is no {word}"
    arguments = [word for word in words if not word.startswith("-")]
    assert arguments or not any(isinstance(one, click.Argument) and one.required for one in command.params), line


def test_every_command_stands_in_the_table() -> None:
    table = README.split("## Commands")[1].split("Results go to")[0]
    for name in marsad.commands:
        assert f"`marsad {name}" in table, name


def test_the_readme_has_its_yaml_examples() -> None:
    assert len(blocks(README, "yaml")) == 5


@pytest.mark.parametrize("text", blocks(README, "yaml"))
def test_the_yaml_examples_are_taken(text: str) -> None:
    settings = read_settings(text, environment={}, known_ids=load_gazetteer().ids())
    assert settings.sources


def test_an_example_says_what_is_the_default() -> None:
    environment, ids = {"TELEGRAM_CHAT": "@china_central_asia"}, load_gazetteer().ids()
    told, silent = (read_settings(one, environment=environment, known_ids=ids) for one in blocks(README, "yaml")[1::-1])
    assert told.channels[0].zone == silent.channels[0].zone
    assert told.channels[0].digests == silent.channels[0].digests
    assert told.poll.every == silent.poll.every


def test_the_example_of_alerts_says_their_defaults() -> None:
    read = read_settings(blocks(README, "yaml")[2], environment={}, known_ids=load_gazetteer().ids())
    alerts = read.channels[0].alerts
    assert alerts is not None
    assert replace(alerts, rules=(), urgent=None) == Alerts()


def rows(heading: str) -> dict[str, str]:
    """A table of the README: first cell without backticks -> last cell without backticks."""
    table = README.split(heading)[1].split("\n\n")[0]
    cells = [[one.strip().strip("`") for one in line.strip("|").split("|")] for line in table.splitlines()]
    return {row[0]: row[-1] for row in cells if len(row) > 2 and not row[0].startswith("-")}


def test_the_environment_table_is_what_is_read_and_its_defaults_hold() -> None:
    table = rows("| variable | meaning | default |")
    good = {
        "TELEGRAM_BOT_TOKEN": "1:abcdef",
        "TELEGRAM_CHAT": "@somewhere",
        "TELEGRAM_API": "http://127.0.0.1:8081",
        "MARSAD_CONFIG": "other.yaml",
        "MARSAD_DATABASE": "sqlite:///other.db",
        "TELEGRAM_WITNESS_TOKEN": "2:abcdef",
        "TELEGRAM_WEB": "http://127.0.0.1:8082",
    }
    assert set(table) == set(good)
    plain = read_environment({}, None)
    for name, value in good.items():
        changed = read_environment({name: value}, None)
        assert changed != plain, name
        with pytest.raises(ConfigError, match=name):
            read_environment({name: "  "}, None)
    assert table["TELEGRAM_API"] == DEFAULT_API == plain.api
    assert table["TELEGRAM_WEB"] == DEFAULT_WEB == plain.web
    assert table["MARSAD_CONFIG"] == DEFAULT_CONFIG == plain.config
    assert table["MARSAD_DATABASE"] == DEFAULT_DATABASE == plain.database


def test_the_table_of_style_is_what_may_be_set_and_its_defaults_hold() -> None:
    table = rows("| key of `style` | what it sets | default |")
    assert set(table) == set(StyleLines.model_fields)
    for key, default in table.items():
        if key != "phrases":
            assert StyleLines.model_fields[key].default == YAML(typ="safe").load(default), key


@pytest.mark.parametrize(
    "word",
    ["source", "feed", "entry", "article", "entity", "alias", "gazetteer", "topic", "mention", "tag", "story",
     "development", "digest", "slot", "post", "outbox", "channel", "thread", "fingerprint"],
)  # fmt: skip
def test_the_glossary_has_every_word(word: str) -> None:
    assert f"*{word}*" in README.split("## Words")[1].split("## ")[0]


def test_contributings_example_is_taken_as_a_name_of_the_operators_own() -> None:
    (example,) = blocks(CONTRIBUTING, "yaml")
    entities = YAML(typ="safe").load(example)
    (id,) = entities
    extra = "watch:\n  entities:\n" + "\n".join(f"    {line}" for line in example.splitlines())
    settings = read_settings(f"sources: []\n{extra}\n", environment={}, known_ids=load_gazetteer().ids())
    gazetteer = load_gazetteer(settings.watch_extra, settings.watch_mute)
    tags = Matcher(gazetteer).match("New dry port opens at Horgos").tags
    assert id in {tag.id for tag in tags}


def test_files_linked_in_the_readme_exist() -> None:
    linked = re.findall(r"\]\(([^)#:]+)\)", DOCUMENTS)
    assert linked
    assert [name for name in linked if not (ROOT / name).exists()] == []
