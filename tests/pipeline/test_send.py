"""The third loop over a real store and a messenger that fails on request."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.errors import (
    ChannelBusy,
    ChannelClosed,
    ChannelMoved,
    DeliveryError,
    MarkupRefused,
    NotSent,
    OutcomeUnknown,
    PostRefused,
    StoreFull,
    TokenRefused,
)
from bot.model import Action, ActionKind, Slot
from bot.pipeline.doubt import Policy
from bot.pipeline.report import DeliveryReport
from bot.pipeline.send import Delivery
from bot.store.sql import SqlStore, open_store

PACE = timedelta(seconds=3)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Scripted:
    """Posts unless an error stands next in the queue."""

    def __init__(self, *errors: DeliveryError | None) -> None:
        self.errors = deque(errors)
        self.posted: list[tuple[str | int, str]] = []

    async def send(self, action: Action, chat: str | int, target: int | None = None) -> int:
        error = self.errors.popleft() if self.errors else None
        if error is not None:
            raise error
        self.posted.append((chat, action.text))
        return len(self.posted)

    async def chat_id(self, chat: str | int) -> int:
        return -100

    async def close(self) -> None: ...


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = open_store("sqlite://")
    yield opened
    opened.close()


def owe(store: SqlStore, parts: int, channel: str = "c", text: str = "part {}") -> list[str]:
    slot = Slot(channel=channel, day=date(2026, 11, 22), time=time(8), due=datetime(2026, 11, 22, 5, tzinfo=UTC))
    actions = [
        Action(
            key=f"{channel}|2026-11-22|08:00|{n}",
            channel=channel,
            chat=f"@{channel}",
            kind="send",
            text=text.format(n),
            part=n,
        )
        for n in range(1, parts + 1)
    ]
    assert store.make_slot(slot, 1, actions, {}, slot.due)
    return [action.key for action in actions]


def drain(store: SqlStore, messenger: Scripted, clock: Clock, minutes: float = 60) -> DeliveryReport:
    """Send until nothing waits any more, moving the clock to each next moment."""
    return drained(Delivery(store=store, messenger=messenger, clock=clock, pace=PACE), clock, minutes)


def drained(delivery: Delivery, clock: Clock, minutes: float = 60) -> DeliveryReport:
    end = clock.now + timedelta(minutes=minutes)
    while True:
        report = asyncio.run(delivery.send_ready())
        if report.waiting is None or report.waiting > end:
            return report
        clock.now = report.waiting


def test_parts_go_out_in_order_and_at_the_chats_pace(store: SqlStore) -> None:
    owe(store, 4)
    messenger, clock = Scripted(), Clock()
    begun = clock.now
    drain(store, messenger, clock)
    assert [text for _, text in messenger.posted] == ["part 1", "part 2", "part 3", "part 4"]
    assert clock.now - begun == 3 * PACE


def test_the_numeric_id_is_learnt_once_and_used(store: SqlStore) -> None:
    owe(store, 1)
    messenger = Scripted()
    drain(store, messenger, Clock())
    assert messenger.posted[0][0] == -100
    assert store.chat_id("@c") == -100


@pytest.mark.parametrize(
    "error",
    [NotSent("down"), ChannelBusy("429", timedelta(seconds=40)), ChannelMoved("moved", -200), TokenRefused("401")],
)
def test_what_surely_was_not_sent_is_sent_later_once_and_in_order(store: SqlStore, error: DeliveryError) -> None:
    owe(store, 3)
    messenger = Scripted(None, error, error)
    drain(store, messenger, Clock())
    assert [text for _, text in messenger.posted] == ["part 1", "part 2", "part 3"]


def test_after_an_unknown_outcome_nothing_is_sent_until_somebody_decides(store: SqlStore) -> None:
    keys = owe(store, 3)
    messenger, clock = Scripted(None, OutcomeUnknown("timeout")), Clock()
    report = drain(store, messenger, clock)
    assert [text for _, text in messenger.posted] == ["part 1"]
    assert report.stopped
    assert keys[1] in report.stopped[0]
    store.settle(keys[1], message_id=77)
    drain(store, messenger, clock)
    assert [text for _, text in messenger.posted] == ["part 1", "part 3"]


def test_another_channel_is_not_held_up(store: SqlStore) -> None:
    owe(store, 1)
    owe(store, 1, channel="d", text="other {}")
    messenger = Scripted(OutcomeUnknown("timeout"))
    drain(store, messenger, Clock())
    assert [text for _, text in messenger.posted] == ["other 1"]


def test_a_refused_post_does_not_block_the_next(store: SqlStore) -> None:
    keys = owe(store, 2)
    messenger = Scripted(PostRefused("bad markup"))
    report = drain(store, messenger, Clock())
    assert [text for _, text in messenger.posted] == ["part 2"]
    assert store.by_state()["dead"] == 1
    assert any(keys[0] in notice for _, notice, _ in store.notices()) or report.notices


def test_a_channel_that_closed_is_parked_and_goes_on_when_let_in_again(store: SqlStore) -> None:
    owe(store, 2)
    messenger, clock = Scripted(ChannelClosed("kicked")), Clock()
    drain(store, messenger, clock)
    assert messenger.posted == []
    assert store.parked() == {"c": "kicked"}
    store.unpark("c")
    drain(store, messenger, clock)
    assert len(messenger.posted) == 2


def test_the_operator_hears_of_the_same_trouble_once(store: SqlStore) -> None:
    owe(store, 1)
    clock = Clock()
    delivery = Delivery(store=store, messenger=Scripted(*[TokenRefused("401")] * 3), clock=clock, pace=PACE)
    heard = []
    for _ in range(3):
        heard += asyncio.run(delivery.send_ready()).notices
        clock.now += timedelta(minutes=6)
    assert heard == ["401"]


def test_a_link_to_an_earlier_post_is_filled_in_and_one_to_nothing_loses_its_anchor(store: SqlStore) -> None:
    owe(store, 2, text='<a href="{{{{link:c|2026-11-22|08:00|1}}}}">first</a> <a href="{{{{link:nowhere}}}}">gone</a>')
    messenger = Scripted()
    drain(store, messenger, Clock())
    assert messenger.posted[1][1] == '<a href="https://t.me/c/1">first</a> gone'


def test_a_channel_that_wants_rather_twice_than_never_sends_again(store: SqlStore) -> None:
    owe(store, 1)
    clock, messenger = Clock(), Scripted(OutcomeUnknown("timeout"))
    delivery = Delivery(
        store=store, messenger=messenger, clock=clock, pace=PACE, policy=Policy(resend=frozenset({"c"}))
    )
    report = asyncio.run(delivery.send_ready())
    assert messenger.posted == [], "a server that fails over and over is not asked without a pause"
    assert report.waiting is not None
    clock.now = report.waiting
    asyncio.run(delivery.send_ready())
    assert len(messenger.posted) == 1


def test_markup_the_server_cannot_read_goes_out_once_as_words_and_the_next_post_keeps_its_own(store: SqlStore) -> None:
    keys = owe(store, 2, text='<b>part {}</b> &amp; <a href="https://e.example/?a=1&amp;b=2">more</a>')
    messenger = Scripted(MarkupRefused("can't parse entities"))
    report = drain(store, messenger, Clock())
    assert [text for _, text in messenger.posted] == [
        "part 1 &amp; more",
        '<b>part 2</b> &amp; <a href="https://e.example/?a=1&amp;b=2">more</a>',
    ]
    assert store.by_state() == {"sent": 2}
    assert [text for _, text, _ in store.notices() if keys[0] in text]
    assert not report.stopped


def test_words_that_are_refused_too_are_given_up_and_the_next_post_goes_out(store: SqlStore) -> None:
    owe(store, 2, text="<b>part {}</b>")
    messenger = Scripted(MarkupRefused("can't parse entities"), PostRefused("no"))
    drain(store, messenger, Clock())
    assert [text for _, text in messenger.posted] == ["<b>part 2</b>"]
    assert store.by_state() == {"dead": 1, "sent": 1}


def test_words_whose_answer_was_lost_are_in_doubt_like_any_post(store: SqlStore) -> None:
    owe(store, 2, text="<b>part {}</b>")
    messenger = Scripted(MarkupRefused("can't parse entities"), OutcomeUnknown("timeout"))
    drain(store, messenger, Clock())
    assert messenger.posted == []
    assert store.by_state() == {"held": 1, "pending": 1}


@pytest.mark.parametrize("kind", ["edit", "pin"])
def test_an_edit_or_pin_of_unknown_outcome_is_simply_done_again(store: SqlStore, kind: ActionKind) -> None:
    slot = Slot(channel="c", day=date(2026, 11, 22), time=time(8), due=datetime(2026, 11, 22, 5, tzinfo=UTC))
    post = Action(key="k1", channel="c", chat="@c", kind="send", text="part 1")
    again = Action(key="k2", channel="c", chat="@c", kind=kind, text="part 1, edited", target="k1")
    assert store.make_slot(slot, 1, [post, again], {}, slot.due)
    messenger = Scripted(None, OutcomeUnknown("timeout"), OutcomeUnknown("timeout"))
    drain(store, messenger, Clock())
    assert store.by_state() == {"sent": 2}


def test_a_parked_channel_is_told_once_however_often_it_is_tried(store: SqlStore) -> None:
    owe(store, 2)
    clock = Clock()
    messenger = Scripted(*[ChannelClosed("kicked")] * 4)
    delivery = Delivery(store=store, messenger=messenger, clock=clock, pace=PACE)
    heard: list[str] = []
    for _ in range(5):
        heard += drained(delivery, clock).notices
        clock.now += timedelta(minutes=5)
        store.unpark("c")
    heard += drained(delivery, clock).notices
    assert len(heard) == 1
    assert [text for _, text in messenger.posted] == ["part 1", "part 2"]


def test_a_chat_that_moves_in_a_ring_is_not_asked_without_a_pause(store: SqlStore) -> None:
    owe(store, 1)
    clock = Clock()
    ring = [ChannelMoved("moved", -200), ChannelMoved("moved", -100)] * 3
    begun = clock.now
    messenger = Scripted(*ring)
    drain(store, messenger, clock)
    assert len(messenger.posted) == 1
    assert clock.now - begun > timedelta(minutes=1)


def test_a_chat_whose_number_cannot_be_learnt_is_asked_again_after_a_pause(store: SqlStore) -> None:
    owe(store, 1)
    clock = Clock()

    class Unreachable(Scripted):
        async def chat_id(self, chat: str | int) -> int:
            if clock.now < begun + timedelta(seconds=12):
                raise OutcomeUnknown("502")
            return -100

    begun = clock.now
    messenger = Unreachable()
    drain(store, messenger, clock)
    assert len(messenger.posted) == 1
    assert store.by_state() == {"sent": 1}


def test_what_a_dead_process_left_half_sent_is_not_sent_again(store: SqlStore) -> None:
    keys = owe(store, 1)
    clock, messenger = Clock(), Scripted()
    store.begin(keys[0], clock.now)
    assert store.recover(clock.now) == 1
    drain(store, messenger, clock)
    assert messenger.posted == []
    (held,) = store.undecided()
    assert held.state == "held"
    assert any(f"marsad settle '{keys[0]}'" in text for _, text, _ in store.notices())


class Forgetful:
    """Stands before a store; what is named fails as often as it says, before or after it was kept."""

    def __init__(self, behind: SqlStore, called: str, times: int, *, kept: bool = False) -> None:
        self._behind, self._called, self._left, self._kept = behind, called, times, kept

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self._behind, name)
        if name != self._called:
            return inner

        def failing(*given: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left < 0:
                return inner(*given, **named)
            if self._kept:
                inner(*given, **named)
            raise StoreFull("marsad.db: the disk is full")

        return failing


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("called", "errors"),
    [
        ("finish", ()),
        ("doubt", (OutcomeUnknown("timeout"),)),
        ("postpone", (NotSent("down"),)),
        ("pause", (ChannelBusy("429", timedelta(seconds=9)),)),
        ("begin", ()),
    ],
)
def test_what_the_database_could_not_take_is_kept_later_without_a_restart(
    store: SqlStore, called: str, errors: tuple[DeliveryError, ...], times: int, kept: bool
) -> None:
    owe(store, 2)
    messenger, clock = Scripted(*errors), Clock()
    once = Forgetful(store, called, times, kept=kept)
    policy = Policy(resend=frozenset({"c"}))  # what is in doubt here was surely not sent
    delivery = Delivery(store=once, messenger=messenger, clock=clock, pace=PACE, policy=policy)  # type: ignore[arg-type]
    for _ in range(times):
        with suppress(StoreFull):
            drained(delivery, clock)
        clock.now += timedelta(seconds=2)
    drained(delivery, clock)
    assert [text for _, text in messenger.posted] == ["part 1", "part 2"]
    assert store.by_state() == {"sent": 2}
    assert delivery.unkept == {}


def test_a_verdict_that_waited_for_the_database_overrules_nobody(store: SqlStore) -> None:
    keys = owe(store, 1)
    messenger, clock = Scripted(), Clock()
    delivery = Delivery(store=Forgetful(store, "finish", 1), messenger=messenger, clock=clock, pace=PACE)  # type: ignore[arg-type]
    with pytest.raises(StoreFull):
        drained(delivery, clock)
    store.recover(clock())
    store.settle(keys[0], message_id=77)
    drained(delivery, clock)
    assert store.message_ids(keys) == {keys[0]: 77}
    assert len(messenger.posted) == 1
