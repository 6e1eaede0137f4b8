"""Corrections over a real store and a messenger that fails on request: what becomes of the edits."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.errors import ChannelBusy, DeliveryError, MarsadError, NotSent, OutcomeUnknown, PostRefused
from bot.model import Action, Article, Channel, Found, Item, Placement, Slot, Source, SourceState
from bot.pipeline.amend import Editor
from bot.pipeline.send import Delivery
from bot.store.sql import SqlStore, open_store

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
KEY = "@beat|2026-11-22|08:00|1"
LINK = "https://t.me/beat/1"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Chat:
    """Messages as a reader sees them; an error in the queue strikes before the call, or after it where it is done."""

    def __init__(self) -> None:
        self.errors: deque[DeliveryError | None] = deque()
        self.messages: dict[int, str] = {}
        self.calls: list[tuple[str, str]] = []

    async def send(self, action: Action, chat: str | int, target: int | None = None) -> int:
        error = self.errors.popleft() if self.errors else None
        self.calls.append((action.kind, action.text))
        if error is not None and not isinstance(error, OutcomeUnknown):
            raise error
        if action.kind == "edit" and target is None:
            raise PostRefused("nothing to edit")
        id = target or len(self.messages) + 1
        self.messages[id] = action.text
        if error is not None:
            raise error
        return id

    async def chat_id(self, chat: str | int) -> int:
        return -1007

    async def close(self) -> None: ...


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = open_store("sqlite://")
    yield opened
    opened.close()


def owe(store: SqlStore, *heads: str, channel: str = "@beat", text: str = "Digest\n\n{}\n\n#day") -> None:
    """A post that tells stories s1, s2 …"""
    slot = Slot(channel=channel, day=date(2026, 11, 22), time=time(8), due=NOW)
    key = f"{channel}|2026-11-22|08:00|1"
    items = [
        Item(action=key, place=n, story=f"s{n}", lead=f"a{n}", html=f"{n}. {head}\nSource", head=head)
        for n, head in enumerate(heads, 1)
    ]
    whole = text.format("\n\n".join(one.html for one in items))
    action = Action(key=key, channel=channel, chat=channel, kind="send", text=whole, silent=False, thread=9)
    assert store.make_slot(slot, 1, [action], {}, NOW, items)


def editor(store: SqlStore, language: str = "en", zone: str = "UTC") -> Editor:
    return Editor(store=store, channels=[Channel(id="@beat", chat="@beat", language=language, zone=zone)])


def deliver(store: SqlStore, chat: Chat, clock: Clock) -> None:
    """Send until nothing waits any more, moving the clock to each next moment."""
    delivery = Delivery(store=store, messenger=chat, clock=clock, pace=timedelta(seconds=3))
    while (report := asyncio.run(delivery.send_ready())).waiting is not None:
        clock.now = report.waiting


@pytest.mark.parametrize(
    "error",
    [OutcomeUnknown("lost"), NotSent("down"), ChannelBusy("429", timedelta(seconds=40))],
    ids=["lost", "not sent", "429"],
)
def test_an_edit_that_fails_is_made_again_until_it_stands_once(store: SqlStore, error: DeliveryError) -> None:
    owe(store, "One", "Two")
    chat, clock = Chat(), Clock()
    deliver(store, chat, clock)
    mine = editor(store)
    mine.retract(mine.find(LINK), "2", "denied", clock.now)
    chat.errors.extend([error, None, error])
    deliver(store, chat, clock)
    mine.correct(mine.find(LINK), "1", "on Monday", "", clock.now)
    deliver(store, chat, clock)
    assert len(chat.messages) == 1
    assert chat.messages[1].count("denied") == chat.messages[1].count("on Monday") == 1
    assert store.by_state() == {"sent": 3}


def test_a_process_that_died_in_an_edit_makes_it_again(store: SqlStore) -> None:
    owe(store, "One")
    chat, clock = Chat(), Clock()
    deliver(store, chat, clock)
    done = editor(store).retract(editor(store).find(LINK), None, "denied", clock.now)
    assert done.edit is not None
    store.begin(done.edit.key, clock.now)
    assert store.recover(clock.now) == 1
    deliver(store, chat, clock)
    assert "denied" in chat.messages[1]
    assert store.by_state() == {"sent": 2}


def test_an_edit_of_a_post_that_was_refused_is_dropped_with_the_reason_and_holds_nothing_up(store: SqlStore) -> None:
    owe(store, "One")
    chat, clock = Chat(), Clock()
    done = editor(store).retract(editor(store).find(KEY), None, "denied", clock.now)
    assert done.edit is not None
    chat.errors.append(PostRefused("too long"))
    deliver(store, chat, clock)
    assert store.by_state() == {"dead": 2}
    assert store.heads() == ()
    assert chat.messages == {}


def test_an_edit_of_a_post_still_owed_follows_it(store: SqlStore) -> None:
    owe(store, "One")
    editor(store).retract(editor(store).find(KEY), None, "denied", NOW)
    chat, clock = Chat(), Clock()
    chat.errors.append(NotSent("down"))
    deliver(store, chat, clock)
    assert [kind for kind, _ in chat.calls] == ["send", "send", "edit"]
    assert "denied" in chat.messages[1]


def test_an_edit_carries_what_its_post_was_sent_with(store: SqlStore) -> None:
    owe(store, "One")
    edit = editor(store).retract(editor(store).find(KEY), None, "denied", NOW).edit
    assert edit is not None
    assert (edit.kind, edit.target, edit.channel, edit.chat, edit.thread) == ("edit", KEY, "@beat", "@beat", 9)
    assert edit.key == f"{KEY}|edit|1"
    assert editor(store).find(KEY).action.text == "Digest\n\n1. One\nSource\n\n#day", "never rewritten"


@pytest.mark.parametrize(
    ("language", "said"),
    [("ar", "سُحب هذا الخبر (٢٣ نوفمبر ٢٠٢٦)"), ("en", "Retracted (23 November 2026)"),
     ("ru", "Сообщение отозвано (23 ноября 2026\N{NARROW NO-BREAK SPACE}г.)"), ("zh", "本条已撤回（2026年11月23日）")],
)  # fmt: skip
def test_readers_are_told_in_their_language_and_on_their_day(store: SqlStore, language: str, said: str) -> None:
    owe(store, "One")
    mine = editor(store, language, "Asia/Almaty")
    edit = mine.retract(mine.find(KEY), None, "denied", NOW + timedelta(hours=12)).edit
    assert edit is not None
    assert said in edit.text


def test_a_channel_that_is_no_longer_configured_is_spoken_to_as_it_was(store: SqlStore) -> None:
    owe(store, "توكاييف يلتقي شي جين بينغ في أستانا")
    mine = Editor(store=store, channels=())
    edit = mine.retract(mine.find(KEY), None, "نفي", NOW).edit
    assert edit is not None
    assert "سُحب هذا الخبر" in edit.text


def test_a_post_whose_items_are_not_known_is_refused(store: SqlStore) -> None:
    owe(store)
    mine = editor(store)
    with pytest.raises(MarsadError, match=r"nothing is known of the items of .*edit the message by hand"):
        mine.retract(mine.find(KEY), None, "denied", NOW)


def test_what_was_retracted_is_neither_retracted_otherwise_nor_corrected(store: SqlStore) -> None:
    owe(store, "One")
    mine = editor(store)
    mine.retract(mine.find(KEY), None, "denied", NOW)
    for act in (lambda: mine.retract(mine.find(KEY), None, "else", NOW),
                lambda: mine.correct(mine.find(KEY), None, "else", "", NOW)):  # fmt: skip
        with pytest.raises(MarsadError, match=r"retracted (already )?\(denied\); take that back first with --undo"):
            act()
    assert mine.retract(mine.find(KEY), None, "denied", NOW).edit is None
    mine.undo(mine.find(KEY), None, NOW)
    mine.correct(mine.find(KEY), None, "else", "", NOW)
    text = mine.find(KEY).text
    assert "else" in text
    assert "denied" not in text


def test_corrections_are_taken_back_one_by_one(store: SqlStore) -> None:
    owe(store, "One")
    mine = editor(store)
    texts = [mine.find(KEY).text]
    for why in ("first", "second"):
        mine.correct(mine.find(KEY), None, why, "", NOW)
        texts.append(mine.find(KEY).text)
    for text in reversed(texts[:-1]):
        mine.undo(mine.find(KEY), None, NOW)
        assert mine.find(KEY).text == text
    with pytest.raises(MarsadError, match="nothing to take back"):
        mine.undo(mine.find(KEY), None, NOW)


def test_another_channels_queue_is_not_touched_by_an_edit(store: SqlStore) -> None:
    owe(store, "One")
    owe(store, "One", channel="@parked")
    store.park("@parked", "no right")
    chat, clock = Chat(), Clock()
    deliver(store, chat, clock)
    mine = editor(store)
    mine.retract(mine.find("@parked|2026-11-22|08:00|1"), None, "denied there", clock.now)
    mine.retract(mine.find(LINK), None, "denied here", clock.now)
    deliver(store, chat, clock)
    assert "denied here" in chat.messages[1]
    assert store.by_state() == {"sent": 2, "pending": 2}


def test_the_other_posts_of_a_story_are_named(store: SqlStore) -> None:
    source = Source(id="a", url="https://a.example/f", name="A")
    store.remember_sources([source], NOW)
    found = Found(
        article=Article(id="a1", source="a", title="One", seen=NOW),
        placement=Placement(article="a1", story="s1", relation="new", because=""),
    )
    store.ingest(SourceState(source="a", url=source.url), [found], (), NOW)
    for channel in ("@beat", "@second", "@third"):
        slot = Slot(channel=channel, day=date(2026, 11, 22), time=time(8), due=NOW)
        key = f"{channel}|2026-11-22|08:00|1"
        action = Action(key=key, channel=channel, chat=channel, kind="send", text="One")
        assert store.make_slot(slot, 1, [action], {"s1": key}, NOW)
    store.park("@third", "no right")
    deliver(store, Chat(), Clock())
    mine = editor(store)
    assert mine.beside("s1", KEY) == ("https://t.me/second/2", "@third|2026-11-22|08:00|1")
    assert mine.beside("s9") == ()
