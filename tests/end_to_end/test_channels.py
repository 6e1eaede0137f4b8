"""Many channels, one poll: each is told what it asks for, in its language, once; none disturbs another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.end_to_end.conftest import CHAT, NOW
from tests.standin.command import Marsad, Ran
from tests.standin.loopback import Feeds, rss
from tests.standin.strict import StrictStandIn

MEETS = "Tokayev meets Xi Jinping in Astana"
GAS = "Uzbekistan raises gas imports from Turkmenistan"
SECOND, THIRD = -1001000000002, -1001000000003
CHANNELS = """
channels:
  - {chat: "@beat", language: en, timezone: Asia/Almaty, digests: ["08:00"]}
  - {chat: "@second", language: ru, timezone: Europe/Moscow, digests: ["09:30"], only: [person.tokayev]}
  - {chat: "@beat", thread: 7, language: zh, exclude: [section.other, source.s2], sections: [energy]}
  - {chat: "@third", language: ar, only: [source.s2]}
"""


def once(marsad: Marsad, minutes: int = 0) -> Ran:
    return marsad("once", "--digest", "--now", (NOW + timedelta(minutes=minutes)).isoformat())


def texts(telegram: StrictStandIn, chat: int) -> list[str]:
    return [one.html for one in telegram.chats[chat].messages.values()]


@pytest.fixture
def four(channel: Marsad, feeds: Feeds, telegram: StrictStandIn) -> Marsad:
    """Four channels, one of which the bot may not post in yet."""
    urls = [
        feeds.put("/1", rss((MEETS, NOW - timedelta(hours=1)), (GAS, NOW - timedelta(hours=2)))),
        feeds.put("/2", rss(("Uzbekistan and China open customs terminal", NOW - timedelta(hours=1)))),
    ]
    lines = "".join(f"  - {{url: '{url}', id: s{n}, language: en}}\n" for n, url in enumerate(urls, 1))
    channel.write(f"{CHANNELS}\npoll: {{every: 1m, allow_private: [127.0.0.1]}}\nsources:\n{lines}")
    telegram.open_chat(SECOND, "second")
    return channel


def test_each_channel_is_told_what_it_asks_for_and_all_share_one_poll(
    four: Marsad, feeds: Feeds, telegram: StrictStandIn
) -> None:
    assert once(four).code == 1, "one channel cannot be posted in"
    assert len(feeds.asked) == 2
    calls = [form for name, form in telegram.calls if name == "sendMessage" and form["chat_id"] == str(CHAT)]
    by_thread = {form.get("message_thread_id"): form["text"] for form in calls}
    assert set(by_thread) == {None, "7"}
    assert all(title in by_thread[None] for title in (MEETS, GAS, "customs terminal"))
    assert GAS in by_thread["7"]
    assert MEETS not in by_thread["7"], "its section is excluded"
    assert "customs terminal" not in by_thread["7"], "its source is excluded"
    assert "能源" in by_thread["7"]
    (russian,) = texts(telegram, SECOND)
    assert "Выпуск" in russian or "№" in russian
    assert MEETS in russian
    assert GAS not in russian

    telegram.open_chat(THIRD, "third")
    assert once(four, 20).code == 0
    (arabic,) = texts(telegram, THIRD)
    assert "customs terminal" in arabic
    assert MEETS not in arabic
    assert [len(texts(telegram, chat)) for chat in (CHAT, SECOND)] == [2, 1], "nobody is told twice"
    before = texts(telegram, CHAT)
    ran = four("retract", "https://t.me/second/1", "--why", "опровергнуто")
    assert "the same story is told by https://t.me/beat/1" in ran.err
    once(four, 40)
    assert "Сообщение отозвано" in texts(telegram, SECOND)[0]
    assert "опровергнуто" in texts(telegram, SECOND)[0]
    assert texts(telegram, CHAT) == before, "a correction in one channel changes no other"
