"""backup and restore as an operator types them."""

from __future__ import annotations

import subprocess

from tests.cli.conftest import NOW
from tests.standin.command import Marsad


def test_a_backup_moves_to_another_machine(archive: Marsad) -> None:
    made = archive("backup", "backups/monday.backup")
    assert (made.code, made.out) == (0, "")
    assert "4 articles" in made.err
    assert f"last written {NOW:%Y-%m-%d %H:%M} UTC; checked" in made.err
    there = {"MARSAD_DATABASE": "sqlite:///there/marsad.db"}
    restored = archive("restore", "--moved", "backups/monday.backup", **there)
    assert (restored.code, restored.out) == (0, "")
    assert restored.err.startswith("restored 4 articles")
    found = archive("search", "Xi", **there).out
    assert found
    assert found == archive("search", "Xi").out


def test_nothing_is_overwritten_unasked_and_the_cure_is_named(archive: Marsad) -> None:
    assert archive("backup", "b").code == 0
    again = archive("backup", "b")
    assert again.code == 1
    assert "--force" in again.err
    assert archive("backup", "--force", "b").code == 0
    refused = archive("restore", "b")
    assert refused.code == 1
    assert "not empty; replace all of it with --force" in refused.err
    forced = archive("restore", "--force", "b")
    assert forced.code == 0
    assert "the former database stands in state/marsad.db.before-restore" in forced.err


def test_a_running_bot_is_backed_up_but_not_replaced(archive: Marsad) -> None:
    running = archive.process("run")
    try:
        assert running.stderr is not None
        running.stderr.readline()  # it says something once it has the database
        assert archive("backup", "b").code == 0
        refused = archive("restore", "--force", "b")
        assert refused.code == 1
        assert "stop that Marsad first" in refused.err
    finally:
        running.terminate()
        try:
            running.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            running.kill()
            raise
