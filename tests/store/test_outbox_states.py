"""The outbox against a model of itself: whatever is called in whatever order, no post is made twice or overtaken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.errors import StoreError
from bot.model import Action, Slot
from bot.store.sql import SqlStore, open_store

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CHANNELS = ("@a", "@b")
OPEN = {"pending", "sending", "ambiguous", "held"}


@dataclass
class Post:
    """What the model knows of an action."""

    key: str
    channel: str
    state: str = "pending"
    attempts: int = 0
    message_id: int | None = None


class OutboxMachine(RuleBasedStateMachine):
    """Every rule tries a step, allowed or not; the model says which it is."""

    @initialize()
    def open(self) -> None:
        self.store: SqlStore = open_store("sqlite://")
        self.owed: dict[str, Post] = {}
        self.highest = dict.fromkeys(CHANNELS, 0)
        self.slots = 0

    def teardown(self) -> None:
        self.store.close()

    @rule(channel=st.sampled_from(CHANNELS), parts=st.integers(1, 3))
    def owe(self, channel: str, parts: int) -> None:
        self.slots += 1
        day = (NOW + timedelta(days=self.slots)).date()
        keys = [f"{channel}|{self.slots}|{part}" for part in range(1, parts + 1)]
        actions = [Action(key=key, channel=channel, chat=channel, kind="send", text=key) for key in keys]
        slot = Slot(channel=channel, day=day, time=time(8), due=NOW + timedelta(days=self.slots))
        assert self.store.make_slot(slot, self.store.edition(channel), actions, {}, NOW)
        self.owed.update({key: Post(key, channel) for key in keys})

    def head(self, channel: str) -> Post | None:
        return next((one for one in self.owed.values() if one.channel == channel and one.state in OPEN), None)

    def refused(self, step: str, *arguments: object) -> None:
        try:
            getattr(self.store, step)(*arguments)
        except StoreError:
            return
        raise AssertionError(f"{step}{arguments} was allowed")

    @rule(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        if not self.owed:
            return
        post = self.owed[data.draw(st.sampled_from(sorted(self.owed)))]
        if post.state != "pending" or self.head(post.channel) is not post:
            self.refused("begin", post.key, NOW)
            return
        action = self.store.begin(post.key, NOW)
        post.state, post.attempts = "sending", post.attempts + 1
        assert (action.attempt, action.floor_id or 0) == (post.attempts, self.highest[post.channel])

    @rule(channel=st.sampled_from(CHANNELS), jump=st.integers(1, 3))
    def sent(self, channel: str, jump: int) -> None:
        post = self.head(channel)
        if post is None:
            return
        message_id = self.highest[channel] + jump
        if post.state != "sending":
            self.refused("finish", post.key, message_id, NOW, NOW)
            return
        self.store.finish(post.key, message_id, NOW, NOW)
        post.state, post.message_id = "sent", message_id
        self.highest[channel] = message_id

    @rule(channel=st.sampled_from(CHANNELS), step=st.sampled_from(["postpone", "doubt", "refuse"]))
    def failed(self, channel: str, step: str) -> None:
        post = self.head(channel)
        if post is None:
            return
        arguments = (post.key, NOW, "why") if step == "postpone" else (post.key, "why")
        if post.state != "sending" and not (step == "postpone" and post.state == "pending"):
            self.refused(step, *arguments)
            return
        getattr(self.store, step)(*arguments)
        post.state = {"postpone": "pending", "doubt": "ambiguous", "refuse": "dead"}[step]

    @rule(channel=st.sampled_from(CHANNELS), decision=st.sampled_from(["sent", "again", "given up"]))
    def settle(self, channel: str, decision: str) -> None:
        post = self.head(channel)
        if post is None:
            return
        message_id = self.highest[channel] + 1 if decision == "sent" else None
        settled = self.store.settle(post.key, message_id=message_id, resend=decision == "again")
        assert settled == (post.state in ("ambiguous", "held"))
        if settled:
            post.state = {"sent": "sent", "again": "pending", "given up": "dead"}[decision]
            post.message_id = message_id
            self.highest[channel] = max(self.highest[channel], message_id or 0)

    @rule(channel=st.sampled_from(CHANNELS))
    def hold(self, channel: str) -> None:
        post = self.head(channel)
        if post is None:
            return
        assert self.store.hold(post.key, "why", attempt=post.attempts) == (post.state == "ambiguous")
        if post.state == "ambiguous":
            post.state = "held"

    @rule()
    def restart_after_a_crash(self) -> None:
        sending = [post for post in self.owed.values() if post.state == "sending"]
        assert self.store.recover(NOW) == len(sending)
        for post in sending:
            post.state = "ambiguous"

    @invariant()
    def the_store_agrees(self) -> None:
        heads = [post for channel in CHANNELS if (post := self.head(channel))]
        assert {one.key: one.state for one in self.store.heads()} == {post.key: post.state for post in heads}
        sent = {post.key: post.message_id for post in self.owed.values() if post.state == "sent"}
        assert self.store.message_ids(self.owed) == sent
        doubtful = [post.key for post in self.owed.values() if post.state in ("ambiguous", "held")]
        assert sorted(one.key for one in self.store.undecided()) == sorted(doubtful)
        assert sum(self.store.by_state().values()) == len(self.owed)

    @invariant()
    def it_is_sound(self) -> None:
        assert self.store.integrity() == ()


OutboxMachine.TestCase.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestOutbox = OutboxMachine.TestCase
