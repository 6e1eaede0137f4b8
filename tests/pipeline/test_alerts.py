"""Between two digests: alert, edit, reply, and the digest that refers to them, over a real store and a strict Telegram.

Every step is done by a desk that was just made, on a store that was just opened, as after a restart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zlib import crc32

import pytest

from bot.gazetteer import Entry, Gazetteer
from bot.model import (
    Alert,
    Alerts,
    Article,
    Channel,
    Found,
    Matched,
    Mention,
    Placement,
    Quiet,
    Relation,
    Source,
    SourceState,
    Tag,
    Threshold,
)
from bot.pipeline.alerts import Alertdesk, Posted
from bot.pipeline.amend import Editor
from bot.pipeline.doubt import Policy
from bot.pipeline.tell import Newsdesk, Told
from bot.store.sql import SqlStore
from tests.standin.loopback import Loopback
from tests.standin.outbound import AUDIT, TOKEN, Outbound, VirtualClock, audited
from tests.standin.strict import StrictStandIn

CHAT = -1001000000001
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LINE = Threshold(sources=3, languages=2, weight=1.0)
NAMES = Gazetteer({id: Entry(id=id, label={"en": id}) for id in ("place.china", "place.kazakhstan")})
SOURCES = {id: Source(id=id, url=f"https://{id}.example/feed", name=id) for id in "abcdefgh"}
LANGUAGE = {"a": "en", "b": "ru"}


def mention(id: str) -> Mention:
    return Mention(id=id, field="title", start=0, end=1, text="x", because="alias")


class Room:
    """A channel at eleven in Riyadh, with digests at eight in the evening."""

    def __init__(self, file: Path, server: StrictStandIn, clock: VirtualClock, policy: Policy) -> None:
        self.server, self.clock = server, clock
        self.out = Outbound(file, server, clock, policy, pace=timedelta(0))
        self.channel = Channel(
            id="@c", chat="@c", language="en", digests=(time(20),), alerts=Alerts(threshold=LINE), pin=False
        )
        self.regrouped: list[frozenset[str]] = []

    @property
    def store(self) -> SqlStore:
        return self.out.store

    def hear(
        self, source: str, title: str, relation: Relation = "joined", *, adds: str = "", story: str = "s1"
    ) -> None:
        """A report of the story comes in now."""
        now = self.clock()
        tags = tuple(Tag(id=id, kind="place", weight=1.5, mentions=(mention(id),)) for id in NAMES.entries)
        id = f"{source}{crc32(title.encode())}"
        article = Article(
            id=id,
            source=source,
            title=title,
            title_key=title,
            seen=now,
            published=now,
            language=LANGUAGE.get(source, "en"),
            url=f"https://{source}.example/{id}",
        )
        placement = Placement(article=id, story=story, relation=relation, because="same", adds=adds)
        self.store.remember_sources(SOURCES.values(), now)
        state = SourceState(source=source, url=SOURCES[source].url)
        self.store.ingest(state, [Found(article=article, matched=Matched(tags=tags), placement=placement)], (), now)

    def greet(self) -> None:
        """Post something, so that it is known where the chat ends."""
        self.out.owe("@c", ["hello"], chat="@c")
        self.deliver()

    def breaks(self, story: str = "s1") -> None:
        """Three independent reports in two languages come in."""
        self.hear("a", f"China and Kazakhstan sign {story}", "new", story=story)
        self.hear("b", f"Китай и Казахстан подписали {story}", story=story)
        self.hear("c", f"A pact between Beijing and Astana, {story}", story=story)

    def alerts(self) -> list[str]:
        """What a desk that was just made owes now."""
        desk = Alertdesk(store=self.store, gazetteer=NAMES, channels=[self.channel], sources=SOURCES)
        made: tuple[Posted, ...] = desk.make_due(self.clock(), regroup=self.regrouped.append)
        return [one.kind for one in made]

    def digest(self) -> Told | None:
        desk = Newsdesk(store=self.store, gazetteer=NAMES, channels=[self.channel], sources=SOURCES)
        made = desk.make_due(self.clock(), force=True)
        return made[0] if made else None

    def deliver(self) -> None:
        asyncio.run_coroutine_threadsafe(self.out.drain(self.clock() + HOUR), self._loop).result(30)

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def restart(self) -> None:
        self.out.restart()

    def later(self, step: timedelta = 11 * MINUTE) -> None:
        self.clock.now += step

    @property
    def messages(self) -> list[str]:
        """What a reader sees, in order."""
        return self.out.stands(CHAT)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    clock = VirtualClock()
    with Loopback() as loopback:
        server = loopback.open(StrictStandIn(token=TOKEN, clock=clock))
        server.open_chat(CHAT, "c")
        server.open_chat(AUDIT, "audit")
        made = Room(tmp_path / "marsad.db", server, clock, audited("@c"))
        made.attach(loopback._loop)
        yield made
        loopback.do(made.out.close())


def calls(room: Room, method: str) -> list[dict[str, str]]:
    return [form for name, form in room.server.calls if name == method]


# --- the whole way -------------------------------------------------------------------------------------------------


def test_alert_edit_reply_and_the_digest_refers(room: Room) -> None:
    steps: list[tuple[Callable[[], object], list[str]]] = [
        (room.breaks, ["alert"]),
        (lambda: None, []),
        (lambda: room.hear("d", "Text of the pact is published"), ["edit"]),
        (lambda: room.hear("e", "Parliament ratifies the pact", "development", adds="act:ratified"), ["reply", "edit"]),
        (lambda: None, []),
    ]
    for happens, made in steps:
        happens()
        room.restart()
        assert room.alerts() == made
        room.restart()
        assert room.alerts() == [], "made once"
        room.deliver()
        room.restart()
        room.deliver()
        room.later()
    alert, reply = room.messages
    assert alert.startswith("⚡️ Breaking | China and Kazakhstan sign s1")
    assert "Sources: a · b · c · d and 1 more source" in alert
    assert reply.startswith("🔁 New development | Parliament ratifies the pact")
    assert "What is new: ratified" in reply
    sends = calls(room, "sendMessage")
    assert [one.get("disable_notification") for one in sends] == ["false", "true"]
    assert '"prefer_small_media": true' in sends[0]["link_preview_options"]
    assert room.server.chats[CHAT].messages[2].reply_to == 1
    assert room.digest() is not None
    room.deliver()
    digest = room.messages[-1]
    assert "⚡️ Alerts since the last digest\n• China and Kazakhstan sign s1" in digest
    assert 'href="https://t.me/c/1"' in room.server.chats[CHAT].messages[3].html
    assert room.digest() is None, "nothing is left to tell"
    assert room.store.by_state() == {"sent": 5}
    assert room.store.integrity() == ()


def test_a_corrected_alert_is_left_as_the_operator_wrote_it(room: Room) -> None:
    room.breaks()
    room.alerts()
    room.deliver()
    editor = Editor(store=room.store, channels=[room.channel])
    editor.retract(editor.find("@c|alert|s1"), None, "denied by both", room.clock())
    room.deliver()
    (alert,) = room.messages
    assert alert.startswith("⚡️ Breaking | China and Kazakhstan sign s1\n⚠️ Retracted (")
    room.later()
    room.hear("d", "Text of the pact is published")
    room.restart()
    assert room.alerts() == []
    room.deliver()
    assert room.messages == [alert]
    assert len(calls(room, "editMessageText")) == 1


def test_what_an_excluded_source_says_makes_no_alert(room: Room) -> None:
    room.channel = replace(room.channel, exclude=("source.c",))
    room.breaks()
    assert room.alerts() == []
    room.hear("d", "Two neighbours agree")
    assert room.alerts() == ["alert"]
    room.deliver()
    assert "Sources: a · b · d" in room.messages[0]


def test_an_edit_waits_for_its_pause(room: Room) -> None:
    room.breaks()
    room.alerts()
    room.deliver()
    room.hear("d", "More of it")
    room.later(9 * MINUTE)
    assert room.alerts() == []
    room.later(MINUTE)
    room.hear("e", "And more")
    assert room.alerts() == ["edit"], "both in one"
    room.later()
    assert room.alerts() == [], "one edit at a time: this one is not sent yet"
    room.deliver()
    assert room.alerts() == []
    assert len(calls(room, "editMessageText")) == 1


def test_reports_that_come_before_the_alert_is_sent_wait_for_its_message(room: Room) -> None:
    room.greet()
    room.breaks()
    room.alerts()
    room.server.faults.extend(["error_500", "error_500"])
    room.later()
    room.hear("d", "Parliament ratifies it", "development", adds="act:ratified")
    assert room.alerts() == ["reply"]
    room.deliver()
    _, alert, reply = room.messages
    assert alert.startswith("⚡️ Breaking")
    assert reply.startswith("🔁 New development")
    assert room.server.chats[CHAT].messages[3].reply_to == 2


def test_figures_change_the_alert_and_are_told_by_the_digest(room: Room) -> None:
    room.breaks()
    room.alerts()
    room.deliver()
    room.later()
    room.hear("d", "Pact covers 40 projects", "development", adds="number:40 projects")
    assert room.alerts() == ["edit"]
    room.deliver()
    assert "Since this was posted: 40 projects" in room.messages[0]
    made = room.digest()
    assert made is not None
    assert [story.id for story in made.stories] == ["s1"], "an edit makes no sound: who read it before would not know"
    room.deliver()
    assert "⚡️ Alerts" not in room.messages[-1], "it goes on with the story instead"
    assert "New on: " in room.messages[-1]


def test_a_story_that_a_digest_told_is_alerted_only_when_it_goes_on(room: Room) -> None:
    room.hear("a", "China and Kazakhstan to sign", "new")
    assert room.digest() is not None
    room.later()
    room.hear("b", "Китай и Казахстан подпишут")
    room.hear("c", "Pact expected soon")
    assert room.alerts() == []
    room.hear("d", "China and Kazakhstan sign pact", "development", adds="act:signed")
    assert room.alerts() == ["alert"]
    room.deliver()
    assert "What is new: signed — reported earlier" in room.messages[-1]
    assert 'href="https://t.me/c/1"' in room.server.chats[CHAT].messages[2].html


def test_nothing_is_alerted_where_nobody_asked_for_it_or_what_is_not_wanted(room: Room) -> None:
    room.breaks()
    asked = room.channel
    room.channel = replace(asked, alerts=None)
    assert room.alerts() == []
    room.channel = replace(asked, only=("place.uzbekistan",))
    assert room.alerts() == []
    room.channel = replace(asked, only=("place.china",))
    assert room.alerts() == ["alert"]


def test_recent_untold_stories_are_regrouped_before_one_is_told(room: Room) -> None:
    room.breaks()
    room.hear("d", "Something else", "new", story="s2")
    room.alerts()
    assert room.regrouped == [frozenset({"s1", "s2"})]


# --- bounds --------------------------------------------------------------------------------------------------------


def test_what_is_too_much_for_a_day_flows_into_the_digest(room: Room) -> None:
    room.channel = replace(room.channel, alerts=Alerts(threshold=LINE, per_day=2))
    for story in ("s1", "s2", "s3"):
        room.breaks(story)
    assert room.alerts() == ["alert", "alert"]
    room.restart()
    assert room.alerts() == []
    made = room.digest()
    assert made is not None
    assert [story.id for story in made.stories] == ["s3"]
    room.breaks("s4")
    room.later(timedelta(hours=13, minutes=30))  # 00:30 in Riyadh; the reports are old by now
    assert room.alerts() == []
    room.breaks("s5")
    assert room.alerts() == ["alert"], "a new day"


def test_where_the_day_has_not_room_for_all_the_weightiest_is_told(room: Room) -> None:
    room.channel = replace(room.channel, alerts=Alerts(threshold=LINE, per_day=1))
    room.breaks("s1")
    room.breaks("s2")
    room.hear("d", "A fourth voice on s2", story="s2")
    assert room.alerts() == ["alert"]
    assert [one.story.id for one in room.store.alerts("@c", room.clock())] == ["s2"]


def test_quiet_hours_leave_it_to_the_digest_or_to_their_end(room: Room) -> None:
    room.channel = replace(room.channel, quiet=Quiet(start=time(10), end=time(12)))
    room.breaks()
    assert room.alerts() == []
    room.later(59 * MINUTE)
    assert room.alerts() == []
    room.later(MINUTE)
    assert room.alerts() == ["alert"], "still news when they end"
    room.clock.now += 23 * HOUR
    room.breaks("s2")
    assert room.alerts() == []
    made = room.digest()
    assert made is not None
    assert [story.id for story in made.stories] == ["s2"]


def test_what_is_urgent_sounds_in_quiet_hours(room: Room) -> None:
    quiet = Quiet(start=time(10), end=time(12))
    room.channel = replace(room.channel, quiet=quiet, alerts=Alerts(threshold=LINE, urgent=LINE))
    room.breaks()
    assert room.alerts() == ["alert"]
    room.deliver()
    assert calls(room, "sendMessage")[0]["disable_notification"] == "false"
    room.later()
    room.hear("d", "Parliament ratifies it", "development", adds="act:ratified")
    assert room.alerts() == ["edit"], "a reply waits for the day"
    room.later(HOUR)
    assert room.alerts() == ["reply"]


def test_an_alert_that_a_broken_line_kept_back_until_quiet_hours_makes_no_sound(room: Room) -> None:
    room.channel = replace(room.channel, quiet=Quiet(start=time(12), end=time(20)))
    room.breaks()
    assert room.alerts() == ["alert"]
    room.later(61 * MINUTE)
    room.deliver()
    assert len(room.messages) == 1
    assert calls(room, "sendMessage")[0]["disable_notification"] == "true"


# --- doubt -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "html_502", "broken_json"])
def test_an_alert_whose_answer_was_lost_stands_there_once_and_is_edited(room: Room, fault: str) -> None:
    room.greet()
    room.breaks()
    room.alerts()
    room.server.faults.append(fault)  # type: ignore[arg-type]
    room.deliver()
    room.hear("d", "Text of the pact is published")
    room.later()
    assert room.alerts() == ["edit"]
    room.server.faults.append("drop_after")
    room.deliver()
    _, alert = room.messages
    assert "a · b · c · d" in alert
    assert room.store.by_state() == {"sent": 3}


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_killed_while_it_posts_edits_or_replies_leaves_each_once(room: Room, when: str) -> None:
    room.greet()
    room.out.messenger.deaths = {2: when, 4: when, 6: when}
    room.breaks()
    room.alerts()
    room.deliver()
    room.later()
    room.hear("d", "Parliament ratifies it", "development", adds="act:ratified")
    room.alerts()
    room.deliver()
    room.later()
    room.hear("e", "What it means")
    room.alerts()
    room.deliver()
    assert room.out.restarts == 3
    assert len(room.messages) == 3
    assert "and 1 more source" in room.messages[1]
    assert set(room.store.by_state()) == {"sent"}


def test_a_reply_to_what_was_given_up_is_dropped_and_the_digest_tells_it_all(room: Room) -> None:
    room.out.policy = Policy()
    room.out.restart()
    room.breaks()
    room.alerts()
    room.server.faults.append("drop_before")
    room.deliver()
    room.later()
    room.hear("d", "Parliament ratifies it", "development", adds="act:ratified")
    assert room.alerts() == ["reply"]
    assert room.store.settle("@c|alert|s1")
    room.deliver()
    assert room.messages == []
    assert room.store.by_state() == {"dead": 2}
    assert room.alerts() == []
    made = room.digest()
    assert made is not None
    assert [(story.id, story.told_before) for story in made.stories] == [("s1", None)]


def test_an_alert_that_an_admin_deleted_is_left_alone_after_one_word_to_the_operator(room: Room) -> None:
    room.breaks()
    room.alerts()
    room.deliver()
    del room.server.chats[CHAT].messages[1]
    for source in "def":
        room.later()
        room.hear(source, f"More from {source}")
        room.alerts()
        room.deliver()
    assert len(calls(room, "editMessageText")) == 1
    (notice,) = room.out.notices
    assert "@c|alert|s1 could not be edited" in notice
    assert room.digest() is not None
    room.deliver()
    assert len(room.messages) == 1, "later posts go on"


# --- the index -------------------------------------------------------------------------------------------------------


def test_one_index_is_pinned_once_and_edited_by_every_digest(room: Room) -> None:
    room.channel = replace(room.channel, pin=True)
    for story in ("s1", "s2", "s3"):
        room.breaks(story)
        room.alerts()
        room.hear("d", f"A road is built, {story}", "new", story=f"{story}x")
        assert room.digest() is not None
        room.restart()
        room.deliver()
        room.later(HOUR)
    assert [name for name, _ in room.server.calls if name == "pinChatMessage"] == ["pinChatMessage"]
    chat = room.server.chats[CHAT]
    assert chat.pinned == 3
    index = room.server.read(chat.messages[3].html)
    assert index.startswith("📌 China – Central Asia Digest — Index")
    assert [line.split(" · ")[0] for line in index.split("\n") if line.startswith("• No.")] == [
        "• No. 3",
        "• No. 2",
        "• No. 1",
    ]
    assert sum("sign s" in line for line in index.split("\n")) == 3
    assert "{{" not in chat.messages[3].html
    assert f'<a href="https://t.me/c/{chat.pinned}">📌 Index</a>' in list(chat.messages.values())[-1].html


def test_an_index_that_somebody_deleted_is_made_anew(room: Room) -> None:
    room.channel = replace(room.channel, pin=True)
    for story in ("s1", "s2", "s3"):
        room.breaks(story)
        assert room.digest() is not None
        room.deliver()
        room.server.chats[CHAT].messages.pop(2, None)
        room.later(HOUR)
    assert room.server.chats[CHAT].pinned not in (None, 2)
    assert len(calls(room, "pinChatMessage")) == 2


def test_without_the_right_to_pin_everything_else_goes_on_and_the_pin_is_tried_again(room: Room) -> None:
    room.channel = replace(room.channel, pin=True)
    room.server.may_pin = False
    room.breaks()
    assert room.digest() is not None
    room.deliver()
    assert room.store.parked() == {}
    assert room.store.by_state() == {"sent": 2, "dead": 1}
    assert "is not pinned" in room.out.notices[0]
    room.server.may_pin = True
    room.later(HOUR)
    room.breaks("s2")
    assert room.digest() is not None
    room.deliver()
    assert room.server.chats[CHAT].pinned == 2


# --- two processes -------------------------------------------------------------------------------------------------


def test_two_processes_make_everything_once(room: Room, tmp_path: Path) -> None:
    from bot.store.sql import open_store

    other = open_store(f"sqlite:///{tmp_path / 'marsad.db'}", exclusive=False)
    try:
        desks = [
            Alertdesk(store=store, gazetteer=NAMES, channels=[room.channel], sources=SOURCES)
            for store in (room.store, other)
        ]
        room.breaks()
        assert [len(desk.make_due(room.clock())) for desk in desks] == [1, 0]
        room.deliver()
        room.later()
        room.hear("d", "Parliament ratifies it", "development", adds="act:ratified")
        assert [len(desk.make_due(room.clock())) for desk in desks] == [2, 0]
    finally:
        other.close()


def test_the_clock_is_utc(room: Room) -> None:
    assert room.clock() == datetime(2026, 11, 22, 8, tzinfo=UTC), "eleven in Riyadh"


@pytest.mark.parametrize("lost", ["reply", "edit"])
def test_who_comes_second_makes_nothing(room: Room, tmp_path: Path, lost: str) -> None:
    from bot.store.sql import open_store

    room.breaks()
    room.alerts()
    room.deliver()
    room.later()
    room.hear(
        "d", "Parliament ratifies it", "development", adds="act:ratified" if lost == "reply" else "number:4 projects"
    )
    other = open_store(f"sqlite:///{tmp_path / 'marsad.db'}", exclusive=False)
    try:
        stale = other.alerts("@c", room.clock() - HOUR)

        class Slow(SqlStore):
            """Another process, that read before this one wrote."""

            def __init__(self) -> None:
                self.__dict__ = other.__dict__

            def alerts(self, channel: str, since: datetime) -> tuple[Alert, ...]:
                return stale

        assert lost in room.alerts()
        desk = Alertdesk(store=Slow(), gazetteer=NAMES, channels=[room.channel], sources=SOURCES)
        assert desk.make_due(room.clock()) == ()
    finally:
        other.close()


# --- why -------------------------------------------------------------------------------------------------------------


def why(room: Room, story: str = "s1") -> tuple[str, ...]:
    found = room.store.story(story)
    assert found is not None
    desk = Alertdesk(store=room.store, gazetteer=NAMES, channels=[room.channel], sources=SOURCES)
    return desk.why(room.channel, found)


def test_it_is_said_why_a_story_was_told_at_once_or_not(room: Room) -> None:
    asked = room.channel
    room.breaks()
    room.hear("a", "Chess in Almaty", "new", story="s2")
    room.channel = replace(asked, alerts=None)
    assert why(room) == ()
    room.channel = replace(asked, only=("place.uzbekistan",))
    assert why(room) == ("no alert in @c: the channel does not ask for this story (only: none of place.uzbekistan)",)
    room.channel = replace(asked, quiet=Quiet(start=time(10), end=time(12)))
    (sentence,) = why(room)
    assert sentence.startswith("no alert in @c although it crossed at 2026-11-22 08:00 UTC (3 independent sources")
    assert sentence.endswith(": quiet hours")
    room.channel = asked
    assert why(room)[0].endswith("it was not seen in time, or told by a digest")
    (sentence,) = why(room, "s2")
    assert sentence.startswith("no alert in @c: at best, at 2026-11-22 08:00 UTC, 1 independent sources (of 3 asked)")
    room.alerts()
    (sentence,) = why(room)
    assert sentence.startswith("alert in @c by @c|alert|s1: 3 independent sources (of 3 asked) in 2 languages")


def test_what_would_be_told_now_is_said_without_telling_it(room: Room) -> None:
    desk = Alertdesk(store=room.store, gazetteer=NAMES, channels=[room.channel], sources=SOURCES)
    room.breaks()
    ((story, because, kept),) = desk.crossing(room.channel, room.clock())
    assert (story.id, kept) == ("s1", "")
    assert because.startswith("3 independent sources")
    assert desk.crossing(replace(room.channel, alerts=None), room.clock()) == ()
    ((_, _, kept),) = desk.crossing(replace(room.channel, quiet=Quiet(start=time(10), end=time(12))), room.clock())
    assert kept == "quiet hours"
    assert room.store.by_state() == {}
