"""Second loop's half of the store: what is news for a channel, and the transaction that makes posts owed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, insert, or_, select, update

from bot.model import Action, Item, Merge, Slot, Story
from bot.store.corrections import keep_items
from bot.store.engine import Database
from bot.store.gather import stories
from bot.store.ingest import note_rework
from bot.store.lock import one_ingest_at_a_time
from bot.store.rows import action_values, chunks, insert_into
from bot.store.schema import alert, article, judgement, link, outbox, slot, story, told
from bot.store.schema import channel as channels

_BETWEEN = "; "


# An alert that was refused or given up told nobody: the digest tells the story.
_given_up = exists().where(alert.c.action == told.c.action, outbox.c.key == told.c.action, outbox.c.state == "dead")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """How a story stands in a channel: what told it first, the last article its tellers knew of, and when they told."""

    first: str
    upto: int
    at: datetime


class SqlDigests:
    """Implements bot.ports.DigestStore."""

    _db: Database
    _read_upto: dict[str, int]  # channel -> the last article that `untold` could see
    _read_told: dict[str, int]  # channel -> the last telling that `untold` could see

    def last_slot(self, channel: str) -> Slot | None:
        query = select(slot).where(slot.c.channel == channel).order_by(slot.c.due.desc(), slot.c.number.desc()).limit(1)
        with self._db.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else Slot(channel=channel, day=row["day"], time=row["time"], due=row["due"])

    def edition(self, channel: str) -> int:
        with self._db.reading() as connection:
            highest = connection.execute(select(func.max(slot.c.number)).where(slot.c.channel == channel)).scalar()
        return (highest or 0) + 1

    def untold(self, channel: str, since: datetime, among: Collection[str] | None = None) -> tuple[Story, ...]:
        with self._db.reading() as connection:
            upto, told_upto = last_sequence(connection), last_telling(connection)
            developed, edits = _news(connection, since, among), edits_of(connection, since)
            if among is not None:
                edits = {id: made for id, made in edits.items() if id in among}
            tellings = _tellings(connection, channel, [*developed, *(id for id in edits if id not in developed)])
            news = [id for id in developed if id not in tellings or developed[id] > tellings[id].upto]
            later = {id: _since(made, tellings[id]) for id, made in edits.items() if id in tellings}
            rewritten = {id: changes for id, changes in later.items() if changes}
            news += [id for id in rewritten if id not in news]
            whole = stories(connection, news)
            adds = adds_of(connection, since, {id: tellings[id].upto for id in news if id in tellings}, rewritten)
            beside = told_beside(connection, channel, [id for id in news if id not in tellings])
        self._read_upto[channel], self._read_told[channel] = upto, told_upto
        return tuple(
            replace(whole[id], told_before=tellings[id].first, adds=adds[id])
            if id in tellings
            else replace(whole[id], follows=beside[id].get("follows"), related=beside[id].get("related"))
            for id in news
        )

    def told(self, stories: Collection[str]) -> frozenset[str]:
        with self._db.reading() as connection:
            return _told(connection, sorted(stories))

    def merge(self, merges: Sequence[Merge], now: datetime) -> bool:
        going = [one.story for one in merges]
        with self._db.writing() as connection:
            one_ingest_at_a_time(connection)
            ends = {end for one in merges for end in (one.story, one.into)}
            if _told(connection, going) or existing(connection, ends) != ends or _kept_apart(connection, merges):
                return False
            for one in merges:
                _merge(connection, one)
            note_rework(connection)
        return True

    def make_slot(
        self,
        slot: Slot,
        number: int,
        actions: Sequence[Action],
        told: Mapping[str, str],
        now: datetime,
        items: Sequence[Item] = (),
        *,
        index: str | None = None,
    ) -> bool:
        with self._db.writing() as connection:
            one_ingest_at_a_time(connection)
            if told_meanwhile(connection, slot.channel, list(told), self._read_told.pop(slot.channel, None)):
                return False
            if not _take_slot(connection, slot, number, now):
                return False
            # What arrived since `untold` was read is not in these posts, so it must still count as later.
            upto = self._read_upto.pop(slot.channel, None)
            if upto is None:
                upto = last_sequence(connection)
            owe(connection, actions, now)
            tell(connection, slot.channel, {**_moved_on(connection, items), **told}, upto, now)
            keep_items(connection, items)
            if index is not None:
                _keep_index(connection, slot.channel, index)
        return True


def last_sequence(connection: Connection) -> int:
    """The last article that is stored."""
    return connection.execute(select(func.max(article.c.sequence))).scalar() or 0


def last_telling(connection: Connection) -> int:
    """The last time anything was told."""
    return connection.execute(select(func.max(told.c.order))).scalar() or 0


def told_meanwhile(connection: Connection, channel: str, ids: Sequence[str], upto: int | None) -> bool:
    """Was one of the stories told in the channel after the telling `upto`? None: nobody looked before."""
    if upto is None:
        return False
    return any(
        connection.execute(
            select(told.c.order).where(told.c.channel == channel, told.c.story.in_(some), told.c.order > upto).limit(1)
        ).first()
        for some in chunks(ids)
    )


def _news(connection: Connection, since: datetime, among: Collection[str] | None = None) -> dict[str, int]:
    """Stories with a new article since then, in order of arrival -> sequence of the last development there, or 0."""
    # Plain rows, which the window's index holds: asked to group or sort them, SQLite walks the whole archive instead.
    window = select(article.c.sequence, article.c.story, article.c.relation).where(
        article.c.seen >= since, article.c.fate == "new", article.c.story.is_not(None)
    )
    parts = [window] if among is None else [window.where(article.c.story.in_(some)) for some in chunks(sorted(among))]
    last: dict[str, int] = {}
    for sequence, id, relation in sorted(tuple(row) for part in parts for row in connection.execute(part)):
        last[id] = sequence if relation == "development" else last.get(id, 0)
    return last


def _tellings(connection: Connection, channel: str, ids: Sequence[str]) -> dict[str, _Telling]:
    found: dict[str, _Telling] = {}
    for some in chunks(ids):
        query = select(told.c.story, told.c.action, told.c.upto, told.c.at).where(
            told.c.channel == channel, told.c.story.in_(some), ~_given_up
        )
        for id, action, upto, at in connection.execute(query.order_by(told.c.order)):
            first = found[id].first if id in found else action
            found[id] = _Telling(first=first, upto=upto, at=at)
    return found


def told_beside(connection: Connection, channel: str, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """What was told here that these stories follow or are related to: story -> kind -> key of the first telling."""
    links: list[tuple[str, str, str]] = []
    for some in chunks(ids):
        query = select(link.c.a, link.c.kind, link.c.b).where(link.c.a.in_(some))
        links += [(a, kind, b) for a, kind, b in connection.execute(query.order_by(link.c.score.desc(), link.c.b))]
    tellings = _tellings(connection, channel, sorted({b for _, _, b in links}))
    found: dict[str, dict[str, str]] = {id: {} for id in ids}
    for a, kind, b in links:
        if b in tellings:
            found[a].setdefault(kind, tellings[b].first)
    return found


def edits_of(connection: Connection, since: datetime) -> dict[str, list[tuple[datetime, str]]]:
    """Stories with an article that was edited since then in a way that is news -> when, and what it changed."""
    query = select(article.c.story, article.c.edited, article.c.edit_adds).where(
        article.c.edit_adds.is_not(None),
        article.c.edited >= since,
        article.c.fate == "new",
        article.c.story.is_not(None),
    )
    found: dict[str, list[tuple[datetime, str]]] = {}
    for id, edited, adds in connection.execute(query.order_by(article.c.edited, article.c.sequence)):
        found.setdefault(id, []).append((edited, adds))
    return found


def _since(edits: Sequence[tuple[datetime, str]], telling: _Telling) -> list[str]:
    """What was changed after a story was told; until then the digest showed the new words anyway."""
    return [adds for edited, adds in edits if edited > telling.at]


def adds_of(
    connection: Connection, since: datetime, told_upto: Mapping[str, int], rewritten: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """What the developments and edits after each story's last telling add, in order and without repetition."""
    said: dict[str, dict[str, None]] = {id: {} for id in told_upto}
    for some in chunks(list(told_upto)):
        query = select(article.c.story, article.c.sequence, article.c.adds).where(
            article.c.story.in_(some),
            article.c.relation == "development",
            article.c.fate == "new",
            article.c.seen >= since,
            article.c.adds != "",
        )
        for id, sequence, adds in connection.execute(query.order_by(article.c.sequence)):
            if sequence > told_upto[id]:
                said[id][adds] = None
    for id, changes in rewritten.items():
        said[id] |= dict.fromkeys(changes)
    return {id: _BETWEEN.join(parts) for id, parts in said.items()}


def _told(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    return frozenset(
        id
        for some in chunks(ids)
        for id in connection.execute(select(told.c.story).where(told.c.story.in_(some))).scalars()
    )


def existing(connection: Connection, ids: Collection[str]) -> set[str]:
    """Which of these stories are there; one may have become part of another meanwhile."""
    return {
        id
        for some in chunks(sorted(ids))
        for id in connection.execute(select(story.c.id).where(story.c.id.in_(some))).scalars()
    }


def _kept_apart(connection: Connection, merges: Sequence[Merge]) -> bool:
    """Would one of them join what the operator parted?"""
    ours, theirs = article.alias("ours"), article.alias("theirs")
    for one in merges:
        pair = select(judgement.c.order).where(
            ~judgement.c.same,
            judgement.c.one == ours.c.id,
            judgement.c.other == theirs.c.id,
            or_(
                and_(ours.c.story == one.story, theirs.c.story == one.into),
                and_(ours.c.story == one.into, theirs.c.story == one.story),
            ),
        )
        if connection.execute(pair.limit(1)).first() is not None:
            return True
    return False


def _merge(connection: Connection, one: Merge) -> None:
    """The story that goes leaves its articles and its moments; what it was linked with is linked with the other one."""
    connection.execute(update(article).where(article.c.story == one.story).values(story=one.into))
    fields = ("relation", "because", "score", "adds")
    change = update(article).where(article.c.id == bindparam("which"))
    rows = [{"which": p.article, **{name: getattr(p, name) for name in fields}} for p in one.placements]
    if rows:
        connection.execute(change.values({name: bindparam(name) for name in fields}), rows)
    spans = connection.execute(select(story).where(story.c.id.in_((one.story, one.into)))).mappings().all()
    first, last = min(row["first_seen"] for row in spans), max(row["last_seen"] for row in spans)
    connection.execute(update(story).where(story.c.id == one.into).values(first_seen=first, last_seen=last))
    _relink(connection, one)
    connection.execute(delete(story).where(story.c.id == one.story))


def _relink(connection: Connection, one: Merge) -> None:
    ends = select(link).where(or_(link.c.a == one.story, link.c.b == one.story))
    old = [dict(row) for row in connection.execute(ends).mappings()]
    connection.execute(delete(link).where(or_(link.c.a == one.story, link.c.b == one.story)))
    renamed = [{**row, **{end: one.into for end in ("a", "b") if row[end] == one.story}} for row in old]
    if kept := [row for row in renamed if row["a"] != row["b"]]:
        connection.execute(insert_into(connection, link).on_conflict_do_nothing(), kept)


def _take_slot(connection: Connection, one: Slot, number: int, now: datetime) -> bool:
    """True when this caller made the slot: (channel, day, time) and (channel, number) are unique."""
    row = {"channel": one.channel, "day": one.day, "time": one.time, "due": one.due, "number": number, "made": now}
    made = insert_into(connection, slot).values(row).on_conflict_do_nothing().returning(slot.c.number)
    return connection.execute(made).first() is not None


def owe(connection: Connection, actions: Sequence[Action], now: datetime) -> None:
    """Put actions into the outbox, in order."""
    if actions:
        connection.execute(insert(outbox), [{**action_values(action), "made": now} for action in actions])


def _moved_on(connection: Connection, items: Sequence[Item]) -> dict[str, str]:
    """Stories to which the operator moved a headline while the digest that shows it was written: they are told too."""
    shown = {one.lead: one for one in items}
    found: dict[str, str] = {}
    for some in chunks(list(shown)):
        query = select(article.c.id, article.c.story).where(article.c.id.in_(some), article.c.story.is_not(None))
        for id, now_in in connection.execute(query):
            if now_in != shown[id].story:
                found[now_in] = shown[id].action
    return found


def tell(connection: Connection, channel: str, said: Mapping[str, str], upto: int, now: datetime) -> None:
    """Note what was told: story -> key of the action. `upto`: the last article the teller knew of."""
    rows = [{"channel": channel, "story": id, "action": key, "upto": upto, "at": now} for id, key in said.items()]
    if rows:
        connection.execute(insert(told), rows)


def _keep_index(connection: Connection, channel: str, key: str) -> None:
    row = insert_into(connection, channels).values(id=channel, index=key)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_={"index": row.excluded.index}))
