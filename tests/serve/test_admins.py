"""Held posts are decided by the admins whom the settings name, by nobody else, and once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.pipeline.doubt import Policy
from bot.serve.admins import HOW, Admins, Forwarded
from bot.serve.telegram import CommandServer
from bot.store.sql import SqlStore
from tests.standin.outbound import TOKEN, Outbound, VirtualClock
from tests.standin.strict import StrictStandIn, detected, parse

ADMIN, OTHER, STRANGER = 4711, 4712, 666
CHAT, KEY = -1001000000007, "c|2026-11-22|08:00|1"
TEXT = "<b>نشرة</b> Tokayev meets #Xi & others"


class Held:
    """A database with one held post in a channel, as a lost answer leaves it."""

    def __init__(self, store: SqlStore, clock: VirtualClock, owe: Any) -> None:
        self.store, self.clock = store, clock
        owe("c", [TEXT, "later"], chat="@c")
        self.hold()

    def hold(self, why: str = "the answer was lost: @durov") -> None:
        self.store.begin(KEY, self.clock())
        self.store.doubt(KEY, why)
        assert self.store.hold(KEY, why)

    def admins(self, *ids: int) -> Admins:
        return Admins(store=self.store, admins=ids or (ADMIN, OTHER))

    def state(self) -> str:
        return next((one.state for one in self.store.undecided() if one.key == KEY), "decided")


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def held(sqlite_url: str) -> Iterator[Held]:
    clock = VirtualClock()
    server = StrictStandIn(token=TOKEN, clock=clock)
    outbound = Outbound(file_of(sqlite_url), server, clock, Policy(), looker=False)
    outbound.store.learn_chat("@c", CHAT)
    yield Held(outbound.store, clock, outbound.owe)
    asyncio.run(outbound.close())


def data(desk: Admins, choice: int) -> str:
    return desk.unasked()[0].buttons[choice][1]


def test_each_admin_is_asked_once_even_after_a_restart(held: Held) -> None:
    questions = held.admins().unasked()
    assert [one.admin for one in questions] == [ADMIN, OTHER]
    held.admins().asked(questions[0], 7, held.clock())
    assert [one.admin for one in held.admins().unasked()] == [OTHER]
    assert held.admins().answered() == ()


def test_a_question_shows_the_post_as_inert_words(held: Held) -> None:
    (question, _) = held.admins().unasked()
    text, entities = parse(question.text)
    assert "Tokayev meets" in text
    assert [find for find in detected(question.text) if not find.startswith("MediaTimestamp")] == []
    assert {one["type"]["@type"] for one in entities} == {
        f"textEntityType{kind}" for kind in ("Bold", "Code", "BlockQuote")
    }
    assert all(len(callback.encode()) <= 64 for _, callback in question.buttons)


@pytest.mark.parametrize("user", [STRANGER, 0, CHAT])
def test_nobody_else_decides_anything(held: Held, user: int) -> None:
    desk = held.admins()
    for choice in (0, 1):
        assert "Only an admin" in desk.press(user, data(desk, choice))
    assert desk.hear(user, TEXT, Forwarded(chat=CHAT, username="c", message_id=5)) is None
    assert desk.hear(user, "https://t.me/c/5", None) is None
    assert held.state() == "held"


def test_who_is_no_admin_any_more_decides_nothing(held: Held) -> None:
    button = data(held.admins(), 1)
    assert "Only an admin" in held.admins(OTHER).press(ADMIN, button)
    assert held.state() == "held"


def test_send_again_is_decided_once_whoever_presses_how_often(held: Held) -> None:
    desk = held.admins()
    button = data(desk, 1)
    assert desk.press(ADMIN, button) == "It is sent again."
    assert "already" in desk.press(ADMIN, button)
    assert "already" in held.admins().press(OTHER, button)
    assert held.store.by_state() == {"pending": 2}


def test_a_button_of_an_earlier_attempt_decides_nothing(held: Held) -> None:
    desk = held.admins()
    old = data(desk, 1)
    desk.press(ADMIN, old)
    held.hold("lost again")
    assert "already" in desk.press(ADMIN, old)
    assert held.state() == "held"
    assert data(desk, 1) != old


def test_it_stands_there_wants_the_number_and_decides_nothing_yet(held: Held) -> None:
    desk = held.admins()
    assert desk.press(ADMIN, data(desk, 0)) == HOW
    assert held.state() == "held"


@pytest.mark.parametrize("data", ["", "again", "again:", "again:0:1", "drop:x", "again:" + "f" * 20 + ":1", ":" * 60])
def test_what_is_no_button_of_ours_decides_nothing(held: Held, data: str) -> None:
    assert "already" in held.admins().press(ADMIN, data)
    assert held.state() == "held"


@pytest.mark.parametrize(("chat", "name"), [(CHAT, None), (CHAT, "c"), (-1, "C")])
def test_the_forwarded_post_is_known_by_its_channel_and_words(held: Held, chat: int, name: str | None) -> None:
    seen = parse(TEXT)[0]
    assert held.admins().hear(ADMIN, seen, Forwarded(chat=chat, username=name, message_id=41)) == (
        "Noted: it was posted as 41."
    )
    assert held.store.message_ids([KEY]) == {KEY: 41}
    assert held.admins().hear(ADMIN, seen, Forwarded(chat=chat, username=name, message_id=42)) is None


def test_another_post_of_the_channel_or_of_another_is_not_taken_for_it(held: Held) -> None:
    desk = held.admins()
    assert "not the words" in str(desk.hear(ADMIN, "something else", Forwarded(chat=CHAT, username="c", message_id=41)))
    assert desk.hear(ADMIN, parse(TEXT)[0], Forwarded(chat=-5, username="d", message_id=41)) is None
    assert held.state() == "held"


@pytest.mark.parametrize(
    ("link", "taken"),
    [
        ("https://t.me/c/1000000007/41", True),
        ("t.me/c/1000000007/3/41", True),
        ("https://t.me/C/41?single", True),
        ("https://t.me/other/41", False),
        ("https://t.me/c/1000000008/41", False),
    ],
)
def test_a_link_to_the_post_is_enough(held: Held, link: str, taken: bool) -> None:
    said = held.admins().hear(ADMIN, link, None)
    assert held.store.message_ids([KEY]) == ({KEY: 41} if taken else {})
    assert ("Noted" if taken else "No post") in str(said)


@pytest.mark.parametrize("text", ["/status", "hello", "https://evil.example/c/41", "t.me/c", "x https://t.me/c/41"])
def test_other_words_of_an_admin_are_a_readers(held: Held, text: str) -> None:
    assert held.admins().hear(ADMIN, text, None) is None


def test_a_question_that_was_decided_elsewhere_is_closed_and_forgotten(held: Held) -> None:
    desk = held.admins()
    desk.asked(desk.unasked()[0], 7, held.clock())
    held.store.settle(KEY, message_id=9)
    (answered,) = desk.answered()
    assert (answered.admin, answered.message_id) == (ADMIN, 7)
    desk.forget(answered)
    assert desk.answered() == ()
    assert desk.unasked() == ()


# --- over Telegram -------------------------------------------------------------------------------------------------


class Patient(StrictStandIn):
    """Answers `getUpdates` a little later when nothing is there, as the real server does."""

    async def answer(self, request: Any) -> Any:
        if request.path.endswith("/getUpdates") and not self.inbox:
            await asyncio.sleep(0.02)
        return await super().answer(request)

    def press(self, number: int, user: int, data: str, message: int) -> None:
        person = {"id": user, "is_bot": False, "first_name": "A"}
        chat = {"id": user, "type": "private", "first_name": "A"}
        query = {"id": f"q{number}", "from": person, "chat_instance": "1", "data": data,
                 "message": {"message_id": message, "date": 1, "chat": chat, "text": "?"}}  # fmt: skip
        self.inbox.append({"update_id": number, "callback_query": query})

    def forward(self, number: int, user: int, text: str, chat: int, message: int) -> None:
        person = {"id": user, "is_bot": False, "first_name": "A"}
        origin = {"type": "channel", "date": 1, "message_id": message, "chat": {"id": chat, "type": "channel"}}
        said = {"message_id": 900 + number, "date": 1, "chat": {"id": user, "type": "private"}, "from": person,
                "text": text, "forward_origin": origin}  # fmt: skip
        self.inbox.append({"update_id": number, "message": said})


async def until(true: Any) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110  # what is waited for stands in the server's book
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("stands", [False, True])
def test_a_lost_answer_is_settled_by_an_admins_thumb(sqlite_url: str, stands: bool) -> None:
    async def go() -> None:
        clock = VirtualClock()
        async with Patient(token=TOKEN, clock=clock) as server:
            assert isinstance(server, Patient)
            server.open_chat(CHAT, "c")
            for user in (ADMIN, STRANGER):
                server.open_chat(user, f"user{user}")
            outbound = Outbound(file_of(sqlite_url), server, clock, Policy(), looker=False)
            outbound.owe("c", ["<b>one</b> & more", "two"])
            server.faults.append("drop_after" if stands else "drop_before")
            await outbound.drain()
            assert outbound.store.by_state() == {"held": 1, "pending": 1}
            commands = open_commands(outbound, server)
            await commands.start()
            await until(lambda: commands._application.running)
            for _ in range(2):
                await commands.ask_admins()
            (question,) = server.chats[ADMIN].messages.values()
            form = next(form for method, form in server.calls if method == "sendMessage" and "reply_markup" in form)
            posted, again = (one["callback_data"] for one in json.loads(form["reply_markup"])["inline_keyboard"][0])
            server.press(1, STRANGER, again, 1)
            await until(lambda: sum(method == "answerCallbackQuery" for method, _ in server.calls) == 1)
            assert outbound.store.by_state() == {"held": 1, "pending": 1}
            if stands:
                server.press(2, ADMIN, posted, question.id)
                server.forward(3, ADMIN, "one & more", CHAT, 1)
            else:
                server.press(2, ADMIN, again, question.id)
            await until(lambda: "held" not in outbound.store.by_state())
            await until(lambda: server.chats[ADMIN].messages[question.id].html == "This post was decided.")
            await commands.stop()
            await outbound.drain()
            assert outbound.stands(CHAT) == ["one & more", "two"]
            assert outbound.store.by_state() == {"sent": 2}
            await outbound.close()

    asyncio.run(go())


def open_commands(outbound: Outbound, server: StrictStandIn) -> CommandServer:
    admins = Admins(store=outbound.store, admins=(ADMIN,))
    return CommandServer(TOKEN, server.url, lambda *_: "?", admins=lambda: admins, clock=outbound.clock)


def test_an_admin_who_never_wrote_to_the_bot_is_asked_again_later(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def go() -> None:
        clock = VirtualClock()
        async with Patient(token=TOKEN, clock=clock) as server:
            assert isinstance(server, Patient)
            server.open_chat(CHAT, "c")
            outbound = Outbound(file_of(sqlite_url), server, clock, Policy(), looker=False)
            outbound.owe("c", ["one"])
            server.faults.append("drop_before")
            await outbound.drain()
            commands = open_commands(outbound, server)
            await commands.start()
            await until(lambda: commands._application.running)
            for _ in range(3):
                await commands.ask_admins()
            server.open_chat(ADMIN, "admin")
            await commands.ask_admins()
            assert len(server.chats[ADMIN].messages) == 1
            await commands.stop()
            await outbound.close()

    asyncio.run(go())
    told = [record.getMessage() for record in caplog.records if "admin_unreachable" in record.getMessage()]
    assert len(told) == 1
    assert "/start" in told[0]
