"""After a run: what the feeds served, what the database holds and what stands in the chats must agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, create_engine, select

from bot.demo.standin import Chat as Shown
from bot.demo.standin import Message
from bot.store.engine import read_url
from bot.store.schema import article, mention, outbox, slot, told
from bot.store.sql import open_store
from bot.text.visible import same_words, visible
from tests.crash.scenario import Chat, Scenario
from tests.crash.world import Item, link

_MAX_LATE = timedelta(hours=6)  # the default of a channel
FOUND_OUT = ("article lost", "article doubled", "post lost", "post doubled", "out of order", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One promise that did not hold: of which kind, and where."""

    kind: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A row of the outbox."""

    key: str
    channel: str
    state: str
    text: str
    kind: str
    target: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the database holds, as far as the promises speak of it."""

    articles: Sequence[
        tuple[str, str | None, str, str, str | None, str | None]
    ]  # source, url, title, fate, story, relation
    tagged: frozenset[str]  # stories with a watched tag
    told: Counter[tuple[str, str]]  # (channel, story)
    posts: Sequence[Post]
    slots: Mapping[str, Sequence[tuple[int, str, str]]]  # channel -> (number, day, time)


def read(url: str) -> Kept:
    """Read a database with eyes of our own, beside the store."""
    engine = create_engine(read_url(url))
    try:
        with engine.connect() as connection:
            return _kept(connection)
    finally:
        engine.dispose()


def _kept(connection: Connection) -> Kept:
    columns = (article.c.source, article.c.url, article.c.title, article.c.fate, article.c.story, article.c.relation)
    tagged = (
        select(article.c.story).join(mention, mention.c.article == article.c.id).where(~mention.c.context).distinct()
    )
    slots: dict[str, list[tuple[int, str, str]]] = {}
    for row in connection.execute(select(slot).order_by(slot.c.channel, slot.c.number)):
        slots.setdefault(row.channel, []).append((row.number, str(row.day), str(row.time)))
    columns_of_posts = [outbox.c[name] for name in ("key", "channel", "state", "text", "kind", "target")]
    posts = connection.execute(select(*columns_of_posts).order_by(outbox.c.order))
    return Kept(
        articles=[tuple(row) for row in connection.execute(select(*columns))],  # type: ignore[misc]
        tagged=frozenset(story for story in connection.execute(tagged).scalars() if story is not None),
        told=Counter((row.channel, row.story) for row in connection.execute(select(told.c.channel, told.c.story))),
        posts=[Post(**row) for row in posts.mappings()],
        slots=slots,
    )


def judge(one: Scenario, url: str, chats: Mapping[int, Shown]) -> list[Wrong]:
    """Everything that is not as promised; nothing when all is well."""
    kept = read(url)
    with closing(open_store(url, exclusive=False)) as store:
        wrong = [Wrong(kind="other", what=sentence) for sentence in store.integrity()]
    wrong += _articles(one.items, kept)
    for chat in one.chats:
        messages = _ours(chat, chats[chat.number])
        wrong += _posts(chat, kept, messages)
        wrong += _stories(chat, one, kept, messages)
        wrong += _slots(chat, one, kept)
        if one.kind == "clock":
            wrong += _over_the_change(chat, one, kept)
    return wrong


def _ours(chat: Chat, shown: Shown) -> list[Message]:
    """The messages of this run; what made an id known before it is left out."""
    return [message for message in shown.messages.values() if not (chat.known and message.id == 1)]


def _articles(items: Sequence[Item], kept: Kept) -> Iterator[Wrong]:
    stored = Counter((source, url) for source, url, *_ in kept.articles)
    titles = {(source, url): (title, fate) for source, url, title, fate, *_ in kept.articles}
    for item in items:
        name = item.feed, link(item)
        count = stored.pop(name, 0)
        if count == 0:
            yield Wrong(kind="article lost", what=f"{item.feed}/{item.slug} is not stored")
            continue
        if count > 1:
            yield Wrong(kind="article doubled", what=f"{item.feed}/{item.slug} is stored {count} times")
        title, fate = titles[name]
        if title != item.title_at(10**6):
            yield Wrong(kind="article lost", what=f"{item.feed}/{item.slug} lacks its last words: {title!r}")
        if fate != "new":
            yield Wrong(kind="post lost", what=f"{item.feed}/{item.slug} was fresh and counts as {fate}")
    for source, url in stored:
        yield Wrong(kind="article doubled", what=f"{source}: {url} was never served")


def _posts(chat: Chat, kept: Kept, messages: Sequence[Message]) -> Iterator[Wrong]:
    """Each post owed stands in the chat once, in the order owed, and nothing else does."""
    ours = [post for post in kept.posts if post.channel == chat.id and not post.key.startswith("before")]
    yield from (
        Wrong(kind="post lost", what=f"{post.key} ({post.kind}) is {post.state} at the end")
        for post in ours
        if post.kind in ("edit", "pin") and post.state not in ("sent", "dead")  # dead: a later edit took its place
    )
    words = {post.target: post.text for post in ours if post.kind == "edit" and post.state == "sent"}
    owed = [post for post in ours if post.kind in ("send", "reply")]
    places: list[int] = []
    foreign = set(range(len(messages)))
    for post in owed:
        if post.state != "sent":
            yield Wrong(kind="post lost", what=f"{post.key} is {post.state} at the end")
        there = [
            number
            for number, message in enumerate(messages)
            if same_words(visible(message.html), visible(words.get(post.key, post.text)))
        ]
        foreign -= set(there)
        if not there:
            yield Wrong(kind="post lost", what=f"{post.key} does not stand in the chat")
        elif len(there) > 1:
            yield Wrong(kind="post doubled", what=f"{post.key} stands there {len(there)} times")
        places += there[:1]
    for number in sorted(foreign):
        yield Wrong(kind="post doubled", what=f"message {messages[number].id} of {chat.id} is in no outbox")
    if places != sorted(places):
        yield Wrong(kind="out of order", what=f"{chat.id}: places {places}")


def _stories(chat: Chat, one: Scenario, kept: Kept, messages: Sequence[Message]) -> Iterator[Wrong]:
    """Each story that belongs to the channel was told: by the database's word, and by what a reader sees."""
    by_url = {(item.feed, link(item)): item for item in one.items}
    stories: dict[str, list[Item]] = {}
    again: set[str] = set()  # what may be told a second time: it was edited, or went on
    for source, url, _, fate, story, relation in kept.articles:
        item = by_url.get((source, url or ""))
        if item is None or story is None or fate != "new" or story not in kept.tagged:
            continue
        stories.setdefault(story, []).append(item)
        if item.edited is not None or relation == "development":
            again.add(story)
    untold = {(item.feed, item.slug) for item in one.items} - {
        (i.feed, i.slug) for many in stories.values() for i in many
    }
    for feed, slug in sorted(untold):
        yield Wrong(kind="post lost", what=f"{feed}/{slug} is in no story")
    for story, items in stories.items():
        count = kept.told[chat.id, story]
        if count == 0:
            yield Wrong(kind="post lost", what=f"{chat.id} was never told {items[0].slug}")
        elif count > 1 and story not in again:
            yield Wrong(kind="post doubled", what=f"{chat.id} was told {items[0].slug} {count} times")
        seen = [message.id for message in messages if any(f'{link(item)}"' in message.html for item in items)]
        if not seen:
            yield Wrong(kind="post lost", what=f"no reader of {chat.id} sees {items[0].slug}")
        elif len(seen) > max(1, count):
            yield Wrong(kind="post doubled", what=f"{items[0].slug} stands in the messages {seen} of {chat.id}")


def _slots(chat: Chat, one: Scenario, kept: Kept) -> Iterator[Wrong]:
    made = kept.slots.get(chat.id, ())
    if [number for number, *_ in made] != list(range(1, len(made) + 1)):
        yield Wrong(kind="other", what=f"{chat.id}: editions {[number for number, *_ in made]}")
    times = {f"{at:%H:%M:%S}" for at in one.digests} | {"07:00:00"}
    for number, day, at in made:
        if at not in times:
            yield Wrong(kind="post doubled", what=f"{chat.id}: edition {number} has the slot {day} {at}, which is none")


# --- slots, reckoned anew: not as the house does it ------------------------------------------------------------------


def _over_the_change(chat: Chat, one: Scenario, kept: Kept) -> Iterator[Wrong]:
    """Each slot that came while somebody looked was made exactly once, from the first digest of the channel on."""
    made = [(day, at) for _, day, at in kept.slots.get(chat.id, ())]
    if len(set(made)) != len(made):
        yield Wrong(kind="post doubled", what=f"{chat.id}: slots {made}")
    if not made:
        yield Wrong(kind="post lost", what=f"{chat.id} had no digest at all")
        return
    expected = [slot for slot in _struck(one) if slot >= made[0]]
    if made != expected:
        yield Wrong(kind="post lost", what=f"{chat.id}: slots {made}, but {expected} came")


def _struck(one: Scenario) -> list[tuple[str, str]]:
    """The slots that a reader of wall clocks would make at the scenario's steps, in turn."""
    dues = sorted(_dues(one))
    made: list[tuple[datetime, tuple[str, str]]] = []
    for step in (*one.steps, *one.quiet):
        come = [due for due in dues if due[0] <= step.at]
        if come and step.at - come[-1][0] <= _MAX_LATE and (not made or come[-1][0] > made[-1][0]):
            made.append(come[-1])
    return [slot for _, slot in made]


def _dues(one: Scenario) -> Iterator[tuple[datetime, tuple[str, str]]]:
    """When the wall clock first shows each slot's time or a later one, minute by minute."""
    zone = ZoneInfo(one.zone)
    moment = one.steps[0].at.replace(minute=0, second=0) - timedelta(hours=30)
    end = max(step.at for step in (*one.steps, *one.quiet)) + timedelta(hours=1)
    before = moment.astimezone(zone).replace(tzinfo=None)
    while moment < end:
        moment += timedelta(minutes=1)
        shown = moment.astimezone(zone).replace(tzinfo=None)
        for day in {before.date(), shown.date()}:
            for at in one.digests:
                wanted = datetime.combine(day, at)
                if before < wanted <= shown:
                    yield moment, (str(day), f"{at:%H:%M:%S}")
        before = max(before, shown)
