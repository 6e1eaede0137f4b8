"""Between two digests: what crosses a threshold is told at once, then kept up to date; each step one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.digest.alert import Verdict, high_water, refusal, verdict
from bot.digest.bulletin import Bulletin, develops
from bot.digest.choose import score
from bot.digest.quiet import is_quiet, local_day, loud_until
from bot.digest.want import heard, wish
from bot.gazetteer import Gazetteer
from bot.model import Action, Alert, Alerts, Article, Channel, Post, Source, Story
from bot.pipeline.tell import TellingStore
from bot.story.acts import acts_of

# The story room closes a story four days after its last report; an alert that old is news no more.
_OPEN = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One alert, reply or edit that is owed now."""

    channel: Channel
    kind: Literal["alert", "reply", "edit"]
    key: str
    story: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alertdesk:
    """Decides what each channel is told at once."""

    store: TellingStore
    gazetteer: Gazetteer
    channels: Sequence[Channel]
    sources: Mapping[str, Source]

    def make_due(self, now: datetime, *, regroup: Callable[[frozenset[str]], object] = frozenset) -> tuple[Posted, ...]:
        """Owe every alert, reply and edit that is due.

        `regroup` is given the recent stories that nobody was told where it matters whether some of them are one: where
        a story crosses, and where an alert may have gone on. Called again, this makes nothing twice, whoever else calls
        it and wherever an earlier call was cut off.
        """
        made: list[Posted] = []
        for channel in self.channels:
            if channel.alerts is None:
                continue
            recent, told = self._recent(channel, channel.alerts, now), self.store.alerts(channel.id, now - _OPEN)
            crossing = self._crossing(channel.alerts, recent, now)
            if recent and (crossing or told):
                regroup(frozenset(story.id for story in recent if story.told_before is None))
                recent, told = self._recent(channel, channel.alerts, now), self.store.alerts(channel.id, now - _OPEN)
                crossing = self._crossing(channel.alerts, recent, now)
            made += self._alert(channel, channel.alerts, crossing, {one.story.id for one in told}, now)
            made += self._follow_up(channel, channel.alerts, told, now)
        return tuple(made)

    def crossing(self, channel: Channel, now: datetime) -> tuple[tuple[Story, str, str], ...]:
        """What would be told at once now: story, because, and what keeps it from being posted if anything does."""
        alerts = channel.alerts
        if alerts is None:
            return ()
        posted = self.store.alerted_on(channel.id, local_day(channel, now))
        return tuple(
            (story, found.because, refusal(channel, alerts, now, posted, urgent=found.urgent))
            for story, found in self._crossing(alerts, self._recent(channel, alerts, now), now)
        )

    def why(self, channel: Channel, story: Story) -> tuple[str, ...]:
        """Sentences for the operator: was the story told at once in the channel, and why or why not?"""
        alerts, told = channel.alerts, self.store.because([story.id])
        here = {key: because for key, because in told.items() if key.startswith(f"{channel.id}|alert|")}
        if here:
            kinds = {key: "reply" if "|reply|" in key else "alert" for key in here}
            return tuple(f"{kinds[key]} in {channel.id} by {key}: {because}" for key, because in here.items())
        return tuple(filter(None, (self._why_not(channel, alerts, story),)))

    def _why_not(self, channel: Channel, alerts: Alerts | None, story: Story) -> str:
        if alerts is None or not story.articles:
            return ""
        asked = wish(story, channel, self.gazetteer)
        if asked.story is None:
            return f"no alert in {channel.id}: the channel does not ask for this story ({asked.because})"
        story = asked.story
        at, found = high_water(story, alerts, self.gazetteer, acts_of)
        if not found.crosses:
            return f"no alert in {channel.id}: at best, at {at:%Y-%m-%d %H:%M} UTC, {found.because}"
        posted = self.store.alerted_on(channel.id, local_day(channel, at))
        kept = (
            refusal(channel, alerts, at, posted, urgent=found.urgent) or "it was not seen in time, or told by a digest"
        )
        return f"no alert in {channel.id} although it crossed at {at:%Y-%m-%d %H:%M} UTC ({found.because}): {kept}"

    def _recent(self, channel: Channel, alerts: Alerts, now: datetime) -> list[Story]:
        """Stories with news for the channel within the window; what was told needs more than another report."""
        wishes = (wish(story, channel, self.gazetteer) for story in self.store.untold(channel.id, now - alerts.window))
        asked = [one.story for one in wishes if one.story is not None]
        return [story for story in asked if story.told_before is None or story.adds]

    def _crossing(self, alerts: Alerts, recent: Sequence[Story], now: datetime) -> list[tuple[Story, Verdict]]:
        """What crosses; where the day has not room for all, the urgent and the weightiest come first."""
        judged = ((story, verdict(story, alerts, self.gazetteer, acts_of, now)) for story in recent)
        crossing = [(story, found) for story, found in judged if found.crosses]
        return sorted(crossing, key=lambda one: (not one[1].urgent, -score(one[0], self.gazetteer), one[0].id))

    # --- alerts ----------------------------------------------------------------------------------------------------

    def _alert(
        self,
        channel: Channel,
        alerts: Alerts,
        crossing: Sequence[tuple[Story, Verdict]],
        alerted: set[str],
        now: datetime,
    ) -> list[Posted]:
        made = []
        day = local_day(channel, now)
        for story, found in crossing:
            posted = self.store.alerted_on(channel.id, day)
            if story.id in alerted or refusal(channel, alerts, now, posted, urgent=found.urgent):
                continue
            post = self._bulletin(channel).alert(story, now)
            action = _action(
                channel,
                f"{channel.id}|alert|{story.id}",
                post,
                loud_until=loud_until(channel, now, alerts.window, urgent=found.urgent),
            )
            most, because = alerts.per_day, found.because
            if self.store.alert(action, story.id, day=day, most=most, because=because, now=now, lead=post.lead):
                made.append(
                    Posted(channel=channel, kind="alert", key=action.key, story=story.id, because=found.because)
                )
        return made

    # --- how they went on --------------------------------------------------------------------------------------------

    def _follow_up(self, channel: Channel, alerts: Alerts, told: Sequence[Alert], now: datetime) -> list[Posted]:
        if not told:
            return []
        open_stories = {one.story.id for one in told}
        news = {story.id: story for story in self.store.untold(channel.id, now - _OPEN, among=open_stories)}
        made = []
        for one in told:
            story = news.get(one.story.id)
            mine = heard(story, channel) if story is not None else None
            if mine is not None and (posted := self._reply(channel, alerts, one, mine, now)) is not None:
                made.append(posted)
            if (posted := self._edit(channel, alerts, one, now)) is not None:
                made.append(posted)
        return made

    def _reply(self, channel: Channel, alerts: Alerts, one: Alert, story: Story, now: datetime) -> Posted | None:
        """A development worth a message: in silence, by day, and not in a row with another."""
        last = max(filter(None, (one.at, one.replied)))
        if not develops(story.adds) or now - last < alerts.every or is_quiet(channel, now):
            return None
        key = f"{one.key}|reply|{one.replies + 1}"
        post = self._bulletin(channel).reply(replace(story, articles=_newest(story, one.shown, last)), now)
        action = _action(channel, key, post, kind="reply", target=one.key, silent=True)
        day = local_day(channel, now)
        most, because = alerts.per_day, story.adds
        if not self.store.alert(action, story.id, day=day, most=most, because=because, now=now, lead=post.lead):
            return None
        return Posted(channel=channel, kind="reply", key=key, story=story.id, because=story.adds)

    def _edit(self, channel: Channel, alerts: Alerts, one: Alert, now: datetime) -> Posted | None:
        """What the alert would say now, where that differs; one edit at a time, and only of what stands there."""
        if one.state != "sent" or now - one.shown < alerts.every:
            return None
        post = self._bulletin(channel).alert(heard(one.story, channel) or one.story, now)
        if post.text == one.text:
            return None
        key = f"{one.key}|edit|{one.edits + 1}"
        if not self.store.amend(_action(channel, key, post, kind="edit", target=one.key, silent=True), one.edits, now):
            return None
        return Posted(channel=channel, kind="edit", key=key, story=one.story.id, because="more is known")

    def _bulletin(self, channel: Channel) -> Bulletin:
        return Bulletin(
            channel=channel,
            gazetteer=self.gazetteer,
            names={source.id: source.name for source in self.sources.values()},
            priorities={source.id: source.priority for source in self.sources.values()},
        )


def _newest(story: Story, *moments: datetime) -> tuple[Article, ...]:
    """The reports that came after the first of `moments` that any came after; else all of them."""
    later = (tuple(article for article in story.articles if article.seen > moment) for moment in moments)
    return next(filter(None, later), story.articles)


def _action(
    channel: Channel,
    key: str,
    post: Post,
    *,
    kind: Literal["send", "reply", "edit"] = "send",
    target: str | None = None,
    silent: bool = False,
    loud_until: datetime | None = None,
) -> Action:
    return Action(
        key=key,
        channel=channel.id,
        chat=channel.chat,
        kind=kind,
        text=post.text,
        silent=silent,
        preview=post.preview,
        thread=channel.thread,
        target=target,
        loud_until=loud_until,
    )
