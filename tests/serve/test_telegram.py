"""The edge that hears commands, against a strict stand-in for Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.serve.telegram import CommandServer
from tests.standin.strict import StrictStandIn

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TOKEN = "1:secret"
READER = 4711


def message(number: int, text: str | None = "/status", **changes: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "message_id": number,
        "date": 1,
        "chat": {"id": READER, "type": "private", "first_name": "R"},
        "from": {"id": READER, "is_bot": False, "first_name": "R", "language_code": "ru"},
    }
    if text is not None:
        said["text"] = text
    return {"update_id": number, "message": said | changes}


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110  # what is waited for stands in the server's book
            await asyncio.sleep(0.01)


class Patient(StrictStandIn):
    """Answers `getUpdates` a little later when nothing is there, as the real server does: no busy loop."""

    refusing = 0

    async def answer(self, request: Any) -> Any:
        if self.refusing:
            self.refusing -= 1
            return None
        if request.path.endswith("/getUpdates"):
            for _ in range(20):
                if [one for one in self.inbox if one["update_id"] >= int(request.form.get("offset", "0"))]:
                    break
                await asyncio.sleep(0.01)
        return await super().answer(request)

    def sent(self) -> list[dict[str, str]]:
        return [form for method, form in self.calls if method == "sendMessage"]


def stand_in() -> Patient:
    server = Patient(token=TOKEN, clock=lambda: NOW)
    server.open_chat(READER, "reader")
    return server


def test_a_command_gets_its_answer_in_the_chat_it_came_from() -> None:
    async def go() -> None:
        heard: list[tuple[str, str | None]] = []

        def answer(text: str, language: str | None) -> str:
            heard.append((text, language))
            return "<b>всё хорошо</b>"

        async with stand_in() as server:
            assert isinstance(server, Patient)
            server.inbox.append(message(7))
            commands = CommandServer(TOKEN, server.url, answer)
            await commands.start()
            await until(lambda: bool(server.sent()))
            await commands.stop()
            (form,) = server.sent()
        assert heard == [("/status", "ru")]
        assert form["chat_id"] == str(READER)
        assert form["text"] == "<b>всё хорошо</b>"
        assert '"is_disabled": true' in form["link_preview_options"]

    asyncio.run(go())


def test_what_is_no_private_text_is_passed_over() -> None:
    async def go() -> None:
        heard: list[str] = []

        def answer(text: str, _: str | None) -> str:
            heard.append(text)
            return "ok"

        async with stand_in() as server:
            assert isinstance(server, Patient)
            group = {"id": -5, "type": "group", "title": "G"}
            photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
            server.inbox += [
                message(1, "/status", chat=group),
                message(2, None, photo=photo),
                {"update_id": 3, "edited_message": message(3)["message"] | {"edit_date": 2}},
                {
                    "update_id": 4,
                    "channel_post": message(4, chat={"id": -6, "type": "channel", "title": "C"})["message"],
                },
                {"update_id": 5, "something_new": {"a": 1}},
                message(6, "/last", **{"from": None}) | {},
            ]
            del server.inbox[-1]["message"]["from"]
            commands = CommandServer(TOKEN, server.url, answer)
            await commands.start()
            await until(lambda: bool(server.sent()))
            await commands.stop()
        assert heard == ["/last"]

    asyncio.run(go())


def test_an_answer_that_fails_is_no_end() -> None:
    async def go() -> None:
        def answer(text: str, _: str | None) -> str:
            if text == "/bad":
                raise RuntimeError("no answer")
            return "fine"

        async with stand_in() as server:
            assert isinstance(server, Patient)
            server.inbox += [message(1, "/bad"), message(2, "/good")]
            commands = CommandServer(TOKEN, server.url, answer)
            await commands.start()
            await until(lambda: bool(server.sent()))
            await commands.stop()
            assert [form["text"] for form in server.sent()] == ["fine"]

    asyncio.run(go())


def test_a_long_text_is_cut_before_it_is_worked_on() -> None:
    async def go() -> None:
        heard: list[str] = []

        def answer(text: str, _: str | None) -> str:
            heard.append(text)
            return "ok"

        async with stand_in() as server:
            assert isinstance(server, Patient)
            server.inbox.append(message(1, "/search " + "x" * 4000))
            commands = CommandServer(TOKEN, server.url, answer)
            await commands.start()
            await until(lambda: bool(server.sent()))
            await commands.stop()
        assert len(heard[0]) <= 300

    asyncio.run(go())


def test_it_can_be_stopped_at_any_moment() -> None:
    async def go() -> None:
        async with stand_in() as server:
            for turns in range(0, 60, 3):
                commands = CommandServer(TOKEN, server.url, lambda _, __: "ok")
                await commands.start()
                for _ in range(turns):
                    await asyncio.sleep(0)
                await commands.stop()
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []

    asyncio.run(go())


def test_a_server_that_is_down_is_tried_again_until_it_answers(caplog: pytest.LogCaptureFixture) -> None:
    async def go() -> None:
        async with stand_in() as server:
            assert isinstance(server, Patient)
            server.refusing = 3
            server.inbox.append(message(1))
            commands = CommandServer(TOKEN, server.url, lambda _, __: "ok", first_wait=0.01)
            await commands.start()
            await until(lambda: bool(server.sent()))
            await commands.stop()

    asyncio.run(go())
    assert [record.message for record in caplog.records if "commands_waiting" in record.message] == [
        "commands_waiting error='NetworkError'"
    ]
    assert TOKEN not in caplog.text


def test_a_server_that_stays_down_holds_nothing_up() -> None:
    async def go() -> None:
        commands = CommandServer(TOKEN, "http://127.0.0.1:9", lambda _, __: "ok")
        await commands.start()
        await asyncio.sleep(0.05)
        await commands.stop()
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []

    asyncio.run(go())
