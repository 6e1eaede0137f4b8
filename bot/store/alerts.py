"""Stories posted at once: each alert, edit and reply is one committed transaction, made once whoever else tries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from bot.model import Action, Alert, Slot
from bot.store.columns import EPOCH
from bot.store.corrections import keep_items, was_corrected, whole_post
from bot.store.digests import adds_of, edits_of, existing, last_sequence, owe, tell, told_beside, told_meanwhile
from bot.store.engine import Database
from bot.store.gather import stories
from bot.store.lock import one_ingest_at_a_time
from bot.store.rows import Values
from bot.store.schema import alert, outbox, slot, told
from bot.store.schema import channel as channels

# What an alert adds may come from articles that were stored, but not yet known to whoever wrote it.
_SHORTLY_BEFORE = timedelta(hours=1)


class SqlAlerts:
    """Implements bot.ports.AlertStore."""

    _db: Database
    _read_upto: dict[str, int]
    _read_told: dict[str, int]

    def alert(
        self, action: Action, story: str, *, day: date, most: int, because: str, now: datetime, lead: str = ""
    ) -> bool:
        channel, upto = action.channel, self._read_upto.get(action.channel)
        with self._db.writing() as connection:
            one_ingest_at_a_time(connection)  # two that count at once would post one too many
            if (
                existing(connection, [story]) != {story}
                or told_meanwhile(connection, channel, [story], self._read_told.get(channel))
                or _is_owed(connection, action.key)
                or _counted(connection, channel, day, reply=action.kind == "reply") >= most
            ):
                return False
            owe(connection, [action], now)
            tell(connection, channel, {story: action.key}, last_sequence(connection) if upto is None else upto, now)
            row = {
                "action": action.key,
                "channel": channel,
                "story": story,
                "reply": action.kind == "reply",
                "day": day,
                "because": because,
                "at": now,
                "latest": action.key,
                "shown": now,
                "edits": 0,
            }
            connection.execute(insert(alert).values(row))
            if lead:
                keep_items(connection, [whole_post(action.key, story, lead)])
        return True

    def amend(self, action: Action, edits: int, now: datetime) -> bool:
        change = update(alert).where(alert.c.action == action.target, alert.c.edits == edits)
        with self._db.writing() as connection:
            one_ingest_at_a_time(connection)
            if was_corrected(connection, action.target or ""):  # its words are the operator's from then on
                return False
            if not connection.execute(change.values(edits=edits + 1, latest=action.key, shown=now)).rowcount:
                return False
            owe(connection, [action], now)
        return True

    def alerted_on(self, channel: str, day: date, *, reply: bool = False) -> int:
        with self._db.reading() as connection:
            return _counted(connection, channel, day, reply=reply)

    def alerts(self, channel: str, since: datetime) -> tuple[Alert, ...]:
        with self._db.reading() as connection:
            return _alerts(connection, channel, since)

    def unmentioned(self, channel: str) -> tuple[Alert, ...]:
        last = select(func.max(slot.c.made)).where(slot.c.channel == channel)
        with self._db.reading() as connection:
            made: datetime = connection.execute(last).scalar() or EPOCH
            late = alert.c.reply & (alert.c.channel == channel) & (alert.c.at > made)
            replied = connection.execute(select(alert.c.story).where(late)).scalars().all()
            since = select(func.min(alert.c.at)).where(alert.c.channel == channel, alert.c.story.in_(replied))
            first: datetime = connection.execute(since).scalar() or made
            found = _alerts(connection, channel, min(first, made))
        return tuple(
            one if one.at > made else replace(one, key=one.reply, story=replace(one.story, told_before=one.key))
            for one in found
            if one.at > made or (one.replied is not None and one.replied > made and one.reply)
        )

    def because(self, stories: Sequence[str]) -> dict[str, str]:
        with self._db.reading() as connection:
            query = select(alert.c.action, alert.c.because).where(alert.c.story.in_(stories)).order_by(alert.c.at)
            return dict(connection.execute(query).all())

    def slots(self, channel: str, limit: int) -> tuple[tuple[Slot, int], ...]:
        query = select(slot).where(slot.c.channel == channel).order_by(slot.c.number.desc()).limit(limit)
        with self._db.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(
            (Slot(channel=channel, day=row["day"], time=row["time"], due=row["due"]), row["number"]) for row in rows
        )

    def index(self, channel: str) -> str | None:
        key_of = select(channels.c.index).where(channels.c.id == channel)
        with self._db.reading() as connection:
            key: str | None = connection.execute(key_of).scalar()
            if key is None:
                return None
            posted = select(outbox.c.state).where(outbox.c.key == key)
            refused = select(outbox.c.key).where(
                outbox.c.target == key, outbox.c.kind == "edit", outbox.c.state == "dead"
            )
            lost = connection.execute(posted).scalar() in (None, "dead") or connection.execute(refused).first()
        return None if lost else key

    def pinned(self, key: str) -> bool:
        pins = select(outbox.c.key).where(outbox.c.target == key, outbox.c.kind == "pin", outbox.c.state != "dead")
        with self._db.reading() as connection:
            return connection.execute(pins).first() is not None


def _is_owed(connection: Connection, key: str) -> bool:
    return connection.execute(select(outbox.c.key).where(outbox.c.key == key)).first() is not None


def _counted(connection: Connection, channel: str, day: date, *, reply: bool) -> int:
    query = select(func.count()).where(alert.c.channel == channel, alert.c.day == day, alert.c.reply.is_(reply))
    return connection.execute(query).scalar_one()


def _alerts(connection: Connection, channel: str, since: datetime) -> tuple[Alert, ...]:
    latest, first = outbox.alias("latest"), outbox.alias("first")
    query = (
        select(*alert.c, latest.c.text, latest.c.state, told.c.upto, told.c.order)
        .join(latest, latest.c.key == alert.c.latest)
        .join(first, first.c.key == alert.c.action)
        .join(told, told.c.action == alert.c.action)
        .where(alert.c.channel == channel, alert.c.at >= since, ~alert.c.reply, first.c.state != "dead")
        .order_by(alert.c.at, alert.c.action)
    )
    rows = connection.execute(query).mappings().all()
    ids = [row["story"] for row in rows]
    whole, replies = stories(connection, ids), _replies(connection, channel, ids)
    before = {row["action"]: _before(connection, row) for row in rows}
    beside = told_beside(connection, channel, ids)
    adds = _adds(connection, rows, before)
    return tuple(
        Alert(
            key=row["action"],
            story=replace(
                whole[row["story"]],
                adds=adds[row["story"]],
                told_before=before[row["action"]].first,
                follows=beside[row["story"]].get("follows"),
                related=beside[row["story"]].get("related"),
            ),
            **replies.get(row["story"], {}),
            **{name: row[name] for name in ("at", "because", "text", "latest", "state", "shown", "edits")},
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """How a story stood in the channel when its alert was written: told by what, up to which article, and when."""

    first: str | None
    upto: int
    at: datetime


def _before(connection: Connection, row: RowMapping) -> _Before:
    query = select(told.c.action, told.c.upto, told.c.at).where(
        told.c.channel == row["channel"], told.c.story == row["story"], told.c.order < row["order"]
    )
    earlier = connection.execute(query.order_by(told.c.order)).all()
    if not earlier:
        return _Before(first=None, upto=row["upto"], at=row["at"])
    return _Before(first=earlier[0].action, upto=earlier[-1].upto, at=earlier[-1].at)


def _adds(connection: Connection, rows: Sequence[RowMapping], before: Mapping[str, _Before]) -> Mapping[str, str]:
    """What came to each alerted story after its alert, or after what told it before that."""
    if not rows:
        return {}
    since = min(one.at for one in before.values()) - _SHORTLY_BEFORE
    edits = edits_of(connection, since)
    later = {
        row["story"]: [adds for edited, adds in edits.get(row["story"], ()) if edited > before[row["action"]].at]
        for row in rows
    }
    return adds_of(connection, since, {row["story"]: before[row["action"]].upto for row in rows}, later)


def _replies(connection: Connection, channel: str, ids: Sequence[str]) -> dict[str, Values]:
    """How often each story was replied to, when last, and by which action that was not given up."""
    query = (
        select(alert.c.story, alert.c.action, alert.c.at, outbox.c.state)
        .join(outbox, outbox.c.key == alert.c.action)
        .where(alert.c.channel == channel, alert.c.story.in_(ids), alert.c.reply)
        .order_by(alert.c.at, outbox.c.order)
    )
    found: dict[str, Values] = {}
    for id, action, at, state in connection.execute(query):
        so_far = found.setdefault(id, {"replies": 0, "reply": ""})
        so_far |= {"replies": so_far["replies"] + 1, "replied": at}
        if state != "dead":
            so_far["reply"] = action
    return found
