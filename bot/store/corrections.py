"""What the operator set right: items of posts by edits, stories by splits; and what the story room may learn of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, or_, select, update

from bot.errors import StoreError
from bot.model import Action, Correction, Item, Judgement
from bot.ports import Filed, PassedOver, PostedPost
from bot.store.archive import filed_of_story
from bot.store.chats import canonical
from bot.store.engine import Database
from bot.store.gather import stories
from bot.store.lock import one_ingest_at_a_time
from bot.store.rows import Values, action_columns, action_of, action_values, chunks, insert_into
from bot.store.schema import alert, article, chat, correction, item, judgement, link, outbox, slot, story, told

_ITEM = tuple(field.name for field in fields(Item))
_STANDING = tuple(name for name in _ITEM if name not in ("action", "place"))
_FIRST_DAY = timedelta(hours=24)
_LINK = re.compile(r'<a href="http[^"]*">.*?</a>', re.DOTALL)
_POSTS = ("send", "reply")  # what stands as a message of its own; an edit carries the id of what it edits


class SqlCorrections:
    """Implements bot.ports.Corrections."""

    _db: Database

    # --- posts -------------------------------------------------------------------------------------------------------

    def posted(self, chat: str, message_id: int) -> PostedPost | None:
        with self._db.reading() as connection:
            asked = _known_as(connection, chat)
            query = select(*action_columns).where(outbox.c.message_id == message_id, outbox.c.kind.in_(_POSTS))
            for row in connection.execute(query.order_by(outbox.c.order.desc())).mappings():
                if _known_as(connection, str(row["chat"])) == asked:
                    return _posted(connection, action_of(row))
        return None

    def post(self, key: str) -> PostedPost | None:
        query = select(*action_columns).where(outbox.c.key == key, outbox.c.kind.in_(_POSTS))
        with self._db.reading() as connection:
            row = connection.execute(query).mappings().first()
            return None if row is None else _posted(connection, action_of(row))

    def chats(self) -> tuple[tuple[str, int | None], ...]:
        query = select(outbox.c.chat, func.max(outbox.c.message_id).label("highest")).where(outbox.c.kind.in_(_POSTS))
        with self._db.reading() as connection:
            rows = connection.execute(query.group_by(outbox.c.chat)).all()
        return tuple(sorted((str(row.chat), row.highest) for row in rows if row.chat is not None))

    def reports(self, story: str) -> tuple[Filed, ...]:
        with self._db.reading() as connection:
            return filed_of_story(connection, story)

    def told_at(self, action: str) -> dict[str, datetime]:
        with self._db.reading() as connection:
            rows = connection.execute(select(told.c.story, told.c.at).where(told.c.action == action))
            return {row.story: row.at for row in rows}

    def passed_over(self, action: str) -> tuple[PassedOver, ...]:
        with self._db.reading() as connection:
            query = select(outbox.c.channel, outbox.c.made).join(
                slot, and_(slot.c.channel == outbox.c.channel, slot.c.made == outbox.c.made)
            )
            row = connection.execute(query.where(outbox.c.key == action)).first()
            if row is None:  # no digest's
                return ()
            tellings = _tellings(connection, row.channel, _news_of(connection, row.channel, row.made))
            missed = {id: found for id, found in tellings.items() if all(at > row.made for at, _ in found)}
            whole = stories(connection, list(missed))
        return tuple(PassedOver(story=whole[id], later=found[0][1] if found else None) for id, found in missed.items())

    def owe_correction(self, edit: Action, after: Item, correction: Correction) -> bool:
        with self._db.writing() as connection:
            one_ingest_at_a_time(connection)  # corrections of one post come one after the other
            kept = _item(connection, after.action, after.place)
            if (kept or _only(connection, after.action)) != correction.before:
                return False
            owed = insert_into(connection, outbox).values({**action_values(edit), "made": correction.at})
            if connection.execute(owed.on_conflict_do_nothing().returning(outbox.c.key)).first() is None:
                return False
            if kept is None:
                keep_items(connection, [after])
            here = (item.c.action == after.action, item.c.place == after.place)
            connection.execute(update(item).where(*here).values(html=after.html, head=after.head))
            _note(connection, correction)
        return True

    def corrections(self, action: str | None = None) -> tuple[Correction, ...]:
        query = select(correction).order_by(correction.c.order)
        if action is not None:
            query = query.where(correction.c.action == action)
        with self._db.reading() as connection:
            return tuple(_correction_of(row) for row in connection.execute(query).mappings())

    # --- stories -----------------------------------------------------------------------------------------------------

    def split(self, story: str, articles: Sequence[str], *, into: str | None, why: str, now: datetime) -> str:
        going = tuple(dict.fromkeys(articles))
        with self._db.writing() as connection:
            one_ingest_at_a_time(connection)
            members = _members(connection, story)
            _refuse(connection, story, going, members, into)
            staying = tuple(id for id in members if id not in going)
            goal = into or _free_id(connection, going[0])
            joined = _members(connection, goal)
            _move(connection, story, going, goal, why)
            _hand_over(connection, story, goal, going if staying else members)
            if not staying:
                _dissolve(connection, story, goal)
            _span(connection, *((story, goal) if staying else (goal,)))
            _judge(connection, [(a, b) for a in going for b in staying], same=False, why=why, now=now)
            together = [(a, b) for n, a in enumerate(going) for b in (*going[n + 1 :], *joined)]
            _judge(connection, together, same=True, why=why, now=now)
        return goal

    def judgements(self) -> tuple[Judgement, ...]:
        query = select(judgement).order_by(judgement.c.order)
        with self._db.reading() as connection:
            return tuple(
                Judgement(one=row["one"], other=row["other"], same=row["same"], why=row["why"], at=row["at"])
                for row in connection.execute(query).mappings()
            )

    def last_judgement(self) -> int:
        with self._db.reading() as connection:
            return connection.execute(select(func.max(judgement.c.order))).scalar() or 0

    def apart(self, since: datetime) -> frozenset[tuple[str, str]]:
        recent = select(article.c.id).where(article.c.seen >= since)
        query = select(judgement.c.one, judgement.c.other).where(
            ~judgement.c.same, or_(judgement.c.one.in_(recent), judgement.c.other.in_(recent))
        )
        with self._db.reading() as connection:
            return frozenset((row.one, row.other) for row in connection.execute(query))


# --- posts ---------------------------------------------------------------------------------------------------------


def keep_items(connection: Connection, items: Sequence[Item]) -> None:
    """Note where stories stand in the posts of a digest that is just being made."""
    if items:
        connection.execute(insert(item), [{name: getattr(one, name) for name in _ITEM} for one in items])


def _known_as(connection: Connection, name: str) -> str:
    """What a chat is called here; names are Telegram's, where capitals do not count."""
    written = connection.execute(select(chat.c.name).where(func.lower(chat.c.name) == name.lower())).scalars().first()
    return canonical(connection, written or name).lower()


def _posted(connection: Connection, action: Action) -> PostedPost:
    """The post with the text of its last edit, whatever became of that: the next edit brings all of it."""
    texts = _texts(connection, action.key)
    rows = connection.execute(select(item).where(item.c.action == action.key).order_by(item.c.place)).mappings()
    items = tuple(_standing(connection, _item_of(row)) for row in rows)
    if not items and (only := _only(connection, action.key)) is not None:
        items = (only,)
    return PostedPost(action=action, text=texts[-1], items=items, edits=_edits(connection, action.key))


def _edits(connection: Connection, key: str) -> int:
    """The number in the key of the last edit; earlier ones may have been pruned."""
    query = select(outbox.c.key).where(outbox.c.target == key, outbox.c.kind == "edit")
    numbers = (edit.rpartition("|")[2] for edit in connection.execute(query).scalars())
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def _texts(connection: Connection, key: str) -> list[str]:
    """The text of a post, and those of its edits in order."""
    either = or_(outbox.c.key == key, and_(outbox.c.target == key, outbox.c.kind == "edit"))
    return list(connection.execute(select(outbox.c.text).where(either).order_by(outbox.c.order)).scalars())


def whole_post(action: str, story: str, lead: str) -> Item:
    """The item of a post that tells one story and nothing else: all of it, whatever it reads."""
    return Item(action=action, place=1, story=story, lead=lead, html="", head="")


def was_corrected(connection: Connection, action: str) -> bool:
    """Did the operator correct this post?"""
    query = select(correction.c.order).where(correction.c.action == action)
    return connection.execute(query.limit(1)).first() is not None


def _only(connection: Connection, key: str) -> Item | None:
    """A post that was not made of items and tells one story: all of it is that story's."""
    stories = connection.execute(select(told.c.story).where(told.c.action == key).distinct()).scalars().all()
    return _standing(connection, whole_post(key, stories[0], "")) if len(stories) == 1 else None


def _standing(connection: Connection, one: Item) -> Item:
    """An item as it reads now: that of a whole post is its present text, with its first link for the headline."""
    if one.html:
        return one
    text = _texts(connection, one.action)[-1]
    first = _LINK.search(text)
    return replace(one, html=text, head=first[0] if first else text.partition("\n")[0])


def _item(connection: Connection, action: str, place: int) -> Item | None:
    row = connection.execute(select(item).where(item.c.action == action, item.c.place == place)).mappings().first()
    return None if row is None else _standing(connection, _item_of(row))


def _item_of(row: RowMapping) -> Item:
    return Item(**{name: row[name] for name in _ITEM})


def _note(connection: Connection, one: Correction) -> None:
    row = {"kind": one.kind, "edit": one.edit, "why": one.why, "text": one.text, "at": one.at}
    connection.execute(insert(correction), [row | {name: getattr(one.before, name) for name in _ITEM}])


def _correction_of(row: RowMapping) -> Correction:
    return Correction(
        kind=row["kind"], before=_item_of(row), edit=row["edit"], why=row["why"], text=row["text"], at=row["at"]
    )


def _news_of(connection: Connection, channel: str, made: datetime) -> list[str]:
    """Stories with a new article between the digest made then and the one before, in order of arrival."""
    before = select(func.max(slot.c.made)).where(slot.c.channel == channel, slot.c.made < made)
    since = connection.execute(before).scalar() or made - _FIRST_DAY
    window = select(article.c.story).where(
        article.c.seen > since, article.c.seen <= made, article.c.fate == "new", article.c.story.is_not(None)
    )
    return list(dict.fromkeys(connection.execute(window.order_by(article.c.sequence)).scalars()))


def _tellings(connection: Connection, channel: str, ids: Sequence[str]) -> dict[str, list[tuple[datetime, str]]]:
    """When each of the stories was told in the channel, and by which action, in order."""
    found: dict[str, list[tuple[datetime, str]]] = {id: [] for id in ids}
    for some in chunks(ids):
        here = (told.c.channel == channel, told.c.story.in_(some))
        query = select(told.c.story, told.c.at, told.c.action).where(*here)
        for id, at, key in connection.execute(query.order_by(told.c.order)):
            found[id].append((at, key))
    return found


# --- stories -------------------------------------------------------------------------------------------------------


def _members(connection: Connection, id: str) -> tuple[str, ...]:
    query = select(article.c.id).where(article.c.story == id).order_by(article.c.sequence)
    return tuple(connection.execute(query).scalars())


def _refuse(connection: Connection, id: str, going: Sequence[str], members: Sequence[str], into: str | None) -> None:
    """Raise StoreError where the split means nothing; the sentence names the cure."""
    if not members:
        raise StoreError(f"there is no story {id}; `marsad explain` of an article or a post names its story")
    for one in going:
        if one not in members:
            where = connection.execute(select(article.c.story).where(article.c.id == one)).first()
            said = "is not in the archive" if where is None else f"stands in {where.story or 'no story'}"
            raise StoreError(f"article {one} does not stand in {id}: it {said}; {id} has {', '.join(members)}")
    if into is None and len(going) == len(members):
        raise StoreError(f"{id} would be left without an article; name what stays, or another story with --into")
    if into == id:
        raise StoreError(f"--into {into} is the story they are to leave; name another one")
    if into is not None and not _members(connection, into):
        raise StoreError(f"--into: there is no story {into}; leave it out for a story of their own")


def _free_id(connection: Connection, founder: str) -> str:
    """The id that the story room would give; where it is taken, the next one that is free."""
    taken = set(connection.execute(select(story.c.id).where(story.c.id.like(f"s{founder}%"))).scalars())
    number, id = 1, f"s{founder}"
    while id in taken:
        number += 1
        id = f"s{founder}-{number}"
    return id


def _move(connection: Connection, id: str, going: Sequence[str], goal: str, why: str) -> None:
    said = f"moved here from {id} by the operator" + (f": {why}" if why else "")
    fresh = connection.execute(select(story.c.id).where(story.c.id == goal)).first() is None
    if fresh:
        spans = select(func.min(article.c.seen), func.max(article.c.seen)).where(article.c.id.in_(going))
        first, last = connection.execute(spans).one()
        connection.execute(insert(story), [{"id": goal, "first_seen": first, "last_seen": last}])
    for place, one in enumerate(going):
        relation = "new" if fresh and not place else "joined"
        values: Values = {"story": goal, "relation": relation, "because": f"{relation}: {said}", "score": None}
        connection.execute(update(article).where(article.c.id == one).values({**values, "adds": ""}))


def _hand_over(connection: Connection, id: str, goal: str, going: Collection[str]) -> None:
    """What was told under the headline of an article that goes stays told as the story it goes to."""
    mine = (item.c.story == id, item.c.lead.in_(going))
    actions = connection.execute(select(item.c.action).where(*mine).distinct()).scalars().all()
    connection.execute(update(item).where(*mine).values(story=goal))
    for action in actions:
        if connection.execute(select(item.c.place).where(item.c.action == action, item.c.story == id)).first():
            continue
        _retell(connection, told.c.action == action, id, goal)
        connection.execute(update(alert).where(alert.c.action == action).values(story=goal))


def _retell(connection: Connection, where: Any, id: str, goal: str) -> None:
    """Let tellings of one story count as another's; one that told both tells the one that stays once."""
    doubled = select(told.c.action).where(told.c.story == goal)
    connection.execute(delete(told).where(where, told.c.story == id, told.c.action.in_(doubled)))
    connection.execute(update(told).where(where, told.c.story == id).values(story=goal))


def _dissolve(connection: Connection, id: str, goal: str) -> None:
    """A story without articles goes; what it was told by tells the other one."""
    _retell(connection, told.c.story == id, id, goal)
    connection.execute(update(alert).where(alert.c.story == id).values(story=goal))
    connection.execute(update(item).where(item.c.story == id).values(story=goal))
    connection.execute(delete(link).where(or_(link.c.a == id, link.c.b == id)))
    connection.execute(delete(story).where(story.c.id == id))


def _span(connection: Connection, *ids: str) -> None:
    """Bring the stories' first and last moments in line with their articles; the first of them began the story."""
    for id in ids:
        query = select(article.c.id, article.c.seen, article.c.relation).where(article.c.story == id)
        rows = connection.execute(query.order_by(article.c.sequence)).all()
        seen = [row.seen for row in rows]
        connection.execute(update(story).where(story.c.id == id).values(first_seen=min(seen), last_seen=max(seen)))
        if all(row.relation != "new" for row in rows):
            said = "new: what it had joined left the story by the operator's word"
            first = update(article).where(article.c.id == rows[0].id)
            connection.execute(first.values(relation="new", because=said, adds=""))


def _judge(connection: Connection, pairs: Sequence[tuple[str, str]], *, same: bool, why: str, now: datetime) -> None:
    for some in chunks(pairs, 200):
        rows = [{"one": min(p), "other": max(p), "same": same, "why": why, "at": now} for p in some]
        for row in rows:  # a later word takes a new number, so that who remembers stories notices
            old = (judgement.c.one == row["one"], judgement.c.other == row["other"])
            connection.execute(delete(judgement).where(*old))
        connection.execute(insert(judgement), rows)
