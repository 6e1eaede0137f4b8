"""A slot's stories become posts that obey every limit of Telegram's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.digest.choose import Choice, Chosen, choose, lead
from bot.digest.markup import Cost
from bot.digest.render import Size, Typesetter, smaller
from bot.digest.split import BREAK, Block, Group, Limits, Part, Sheet, item_cost, pack, total
from bot.digest.subset import measure
from bot.digest.words import words_of
from bot.gazetteer import Gazetteer
from bot.model import Alert, Channel, Item, Post, Slot, Story
from bot.text.links import action_key

_MOST_ALERTS = 12  # lines; per_day bounds them, but for a channel whose digests stood still for days
_QUOTE = "<blockquote expandable>", "</blockquote>"
_QUOTE_COST = measure(f"{_QUOTE[0]}x{_QUOTE[1]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The posts of one slot, in order, which post (from 0) tells which story, and where each stands in its post."""

    posts: tuple[Post, ...]
    told: Mapping[str, int]
    items: tuple[Item, ...] = ()
    sections: Mapping[str, int] = field(default_factory=dict)  # section -> the first post (from 0) that has it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Header and footer of the posts of one digest."""

    setter: Typesetter
    slot: Slot
    zone: str
    now: datetime
    counts: str
    previous: str | None
    left: str = ""  # the line that counts what is not told
    index: str | None = None
    alerts: tuple[Block, ...] = ()  # a line each

    def header(self, part: int, parts: int) -> str:
        return self.setter.header(part, parts, self.counts, self.now, self.zone)

    def footer(self, part: int) -> str:
        if part > 1:
            return self.setter.footer(first=action_key(self.slot, 1))
        return self.setter.footer(previous=self.previous, index=self.index)

    def cost(self, part: int, parts: int) -> Cost:
        return total(
            measure(self.header(part, parts)), measure(self.footer(part)), measure(self.left), BREAK, BREAK, BREAK
        )


def compose(
    *,
    channel: Channel,
    slot: Slot,
    number: int,
    stories: Sequence[Story],
    gazetteer: Gazetteer,
    names: Mapping[str, str],
    priorities: Mapping[str, int],
    now: datetime,
    previous: str | None,
    alerts: Sequence[Alert] = (),
    index: str | None = None,
) -> Digest:
    """Write the digest of `stories` for `channel`; without stories, one post that says so.

    `names` and `priorities` go by source id; `previous` is the key of the action that sends the first post of the
    digest before, `index` of the one that sends the channel's index post. Every story is told once, or counted in the
    last post and left to the next digest; `alerts`, told since the digest before, get a line each that leads to them,
    unless the digest tells how they went on. Raises ConfigError for a language that digests are not written in, and
    ValueError where the channel's own phrases leave no room for a story (`phrases.channel_problem` says so before).
    """
    setter = Typesetter(
        words=words_of(channel),
        gazetteer=gazetteer,
        names=names,
        slot=slot,
        number=number,
        most_hashtags=channel.hashtags,
    )
    choice = choose(stories, channel=channel, gazetteer=gazetteer, priorities=priorities)
    chosen = [one for _, items in choice.full for one in items] + list(choice.brief)
    counts = setter.counts(chosen) if chosen else ""
    frame = _Frame(
        setter=setter,
        slot=slot,
        zone=channel.zone,
        now=now,
        counts=counts,
        previous=previous,
        left=setter.left(choice.left) if choice.left else "",
        index=index,
        alerts=_alert_lines(alerts, {one.story.id for one in chosen}, setter, priorities),
    )
    if not chosen and not frame.alerts:
        text = "\n\n".join((frame.header(1, 1), setter.empty(), frame.footer(1)))
        return Digest(posts=(Post(text=text),), told={})
    lines = len(chosen) + len(frame.alerts)
    sheets = pack(_groups(choice, setter, frame, Limits()), _reserved(frame, lines), Limits())
    return replace(_bind(sheets, frame), items=_items(sheets, {one.story.id: one for one in chosen}, slot))


def _alert_lines(
    alerts: Sequence[Alert], told: Collection[str], setter: Typesetter, priorities: Mapping[str, int]
) -> tuple[Block, ...]:
    """The latest alerts, in order of posting."""
    mentioned = [one for one in alerts if one.story.id not in told][-_MOST_ALERTS:]
    return tuple(
        _block(setter.alert_line(one, lead(one.story, setter.words.language, priorities))) for one in mentioned
    )


def _reserved(frame: _Frame, lines: int) -> Callable[[int], Cost]:
    """Cost of header and footer before the number of posts is known: there are never more posts than lines."""
    costs = {part: frame.cost(part, max(2, lines)) for part in {1, max(2, lines)}}
    return lambda part: costs[1] if part == 1 else costs[max(2, lines)]


def _groups(choice: Choice, setter: Typesetter, frame: _Frame, limits: Limits) -> list[Group]:
    lines = sum(len(items) for _, items in choice.full) + len(choice.brief) + len(frame.alerts)
    taken = frame.cost(1, max(2, lines))
    place = 0
    groups = []
    if frame.alerts:
        heading, again = _block(setter.alerts()), _block(setter.alerts_again())
        groups.append(Group(heading=heading, again=again, items=frame.alerts, close=True))
    for section, items in choice.full:
        heading, again = _block(setter.section(section)), _block(setter.section_again(section))
        room = _Room(limits=limits, taken=total(taken, again.cost, BREAK), head=setter.head)
        blocks = tuple(room.fit(one, place + i, setter.full) for i, one in enumerate(items, start=1))
        groups.append(Group(heading=heading, again=again, items=blocks, name=section))
        place += len(items)
    if choice.brief:
        heading, again = (_block(html, quote=True) for html in (setter.more(), setter.more_again()))
        room = _Room(limits=limits, taken=total(taken, again.cost, BREAK), head=setter.head)
        blocks = tuple(room.fit(one, place + i, setter.brief) for i, one in enumerate(choice.brief, start=1))
        groups.append(Group(heading=heading, again=again, items=blocks, quote=True))
    return groups


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """What one item may take in a post of its own."""

    limits: Limits
    taken: Cost
    head: Callable[[Chosen, Size], str]

    def fit(self, chosen: Chosen, place: int, write: Callable[[Chosen, int, Size], str]) -> Block:
        """The item in the largest size that a post can hold.

        The smallest always fits: one link of at most 2,000 bytes, a short headline, names and news of bounded length.
        """
        blocks = (
            replace(_block(write(chosen, place, size), story=chosen.story.id), head=self.head(chosen, size))
            for size in smaller()
        )
        fitting = (block for block in blocks if self.limits.allow(total(self.taken, item_cost(block, None))))
        if (block := next(fitting, None)) is None:  # only an operator's own phrases can be as long as that
            raise ValueError(f"story {chosen.story.id} fits no post in any size")
        return block


def _block(html: str, story: str = "", *, quote: bool = False) -> Block:
    cost = measure(html)
    if quote:  # opening and closing the quote is paid with its heading
        cost = total(cost, Cost(0, _QUOTE_COST.entities, _QUOTE_COST.entity_bytes, _QUOTE_COST.html_bytes))
    return Block(html=html, cost=cost, story=story)


def _bind(sheets: Sequence[Sheet], frame: _Frame) -> Digest:
    posts = tuple(_post(sheet, part, len(sheets), frame) for part, sheet in enumerate(sheets, start=1))
    sections: dict[str, int] = {}
    for index, sheet in enumerate(sheets):
        for part in sheet.parts:
            if part.name:
                sections.setdefault(part.name, index)
    told = {story: index for index, post in enumerate(posts) for story in post.stories}
    return Digest(posts=posts, told=told, sections=sections)


def _items(sheets: Sequence[Sheet], chosen: Mapping[str, Chosen], slot: Slot) -> tuple[Item, ...]:
    standing = [
        (action_key(slot, part), block)
        for part, sheet in enumerate(sheets, start=1)
        for one in sheet.parts
        for block in one.items
        if block.story
    ]
    return tuple(
        Item(
            action=action,
            place=place,
            story=block.story,
            lead=chosen[block.story].lead.id,
            html=block.html,
            head=block.head,
            score=chosen[block.story].score,
            because=chosen[block.story].because,
        )
        for place, (action, block) in enumerate(standing, start=1)
    )


def _post(sheet: Sheet, part: int, parts: int, frame: _Frame) -> Post:
    body = "\n\n".join(_part(one) for one in sheet.parts)
    before_footer = "\n" if sheet.parts[-1].quote else "\n\n"  # a quote has its own margin
    left = f"{frame.left}\n" if frame.left and part == parts else ""
    text = f"{frame.header(part, parts)}\n\n{body}{before_footer}{left}{frame.footer(part)}"
    return Post(text=text, stories=tuple(item.story for one in sheet.parts for item in one.items if item.story))


def _part(part: Part) -> str:
    between = "\n" if part.quote or part.close else "\n\n"
    items = between.join(item.html for item in part.items)
    html = f"{part.heading.html}\n{items}"
    return f"{_QUOTE[0]}{html}{_QUOTE[1]}" if part.quote else html
