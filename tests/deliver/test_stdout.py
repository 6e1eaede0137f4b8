"""Without a token posts are printed: an edit with what it edits, a reply with what it answers, and no pin."""

from __future__ import annotations

import asyncio
import io

import pytest

from bot.deliver.stdout import StdoutMessenger
from bot.errors import NotSent
from bot.model import Action, ActionKind


def printed(kind: ActionKind, target: int | None = None) -> tuple[int, str]:
    out = io.StringIO()
    action = Action(key="k", channel="c", chat=None, kind=kind, text="<b>words</b>", floor_id=4)
    id = asyncio.run(StdoutMessenger(out, lambda html: html.upper()).send(action, 0, target))
    return id, out.getvalue()


@pytest.mark.parametrize(
    ("kind", "target", "id", "about"),
    [("send", None, 5, "─\n"), ("edit", 2, 2, "─ message 2, edited\n"), ("reply", 2, 5, "─ reply to message 2\n")],
)
def test_each_says_what_it_is_about(kind: ActionKind, target: int | None, id: int, about: str) -> None:
    told, text = printed(kind, target)
    assert told == id
    assert text.endswith(f"{about}<B>WORDS</B>\n")


def test_a_pin_has_no_words() -> None:
    assert printed("pin", 3) == (3, "")


def test_a_closed_output_is_no_post() -> None:
    out = io.StringIO()
    out.close()
    action = Action(key="k", channel="c", chat=None, kind="send", text="x")
    with pytest.raises(NotSent, match="standard output took nothing more"):
        asyncio.run(StdoutMessenger(out, str).send(action, 0))
