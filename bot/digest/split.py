"""Packs items into posts under all four of Telegram's limits, and only ever parts them between items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.digest.markup import Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a post may take: below Telegram's own 4,096 / 100 / about 9,500 / 32,768, for what cannot be known."""

    units: int = 4_000
    entities: int = 90
    entity_bytes: int = 8_000
    html_bytes: int = 30_000

    def allow(self, cost: Cost) -> bool:
        return (
            cost.units <= self.units
            and cost.entities <= self.entities
            and cost.entity_bytes <= self.entity_bytes
            and cost.html_bytes <= self.html_bytes
        )


BREAK = Cost(2, 0, 0, 2)  # an empty line between two blocks


def total(*costs: Cost) -> Cost:
    """All of `costs` together: markup never reaches across blocks, so they add up."""
    return Cost(
        sum(cost.units for cost in costs),
        sum(cost.entities for cost in costs),
        sum(cost.entity_bytes for cost in costs),
        sum(cost.html_bytes for cost in costs),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of a post that stays whole, and what it takes."""

    html: str
    cost: Cost
    story: str = ""
    head: str = ""  # of an item: the headline in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Items under one heading; `again` is the heading where they go on in another post."""

    heading: Block
    again: Block
    items: tuple[Block, ...]
    quote: bool = False  # set as one expandable quote
    close: bool = False  # no empty line between items
    name: str = ""  # of the section


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one post holds of a group."""

    heading: Block
    items: list[Block]
    quote: bool
    close: bool = False
    name: str = ""


@dataclass(slots=True)
class Sheet:
    """The body of one post, being filled."""

    spent: Cost
    parts: list[Part] = field(default_factory=list)


def pack(groups: Sequence[Group], frame: Callable[[int], Cost], limits: Limits) -> list[Sheet]:
    """Fill sheet after sheet in order. `frame(n)` is what header and footer of post n (from 1) take.

    A heading stands only where an item follows it. Raises ValueError for an item that fits no post: make it smaller
    before.
    """
    sheets = [Sheet(frame(1))]
    for group in groups:
        open_part: Part | None = None
        for index, item in enumerate(group.items):
            heading = group.again if index else group.heading
            extra = item_cost(item, None if open_part else heading)
            if sheets[-1].parts and not limits.allow(total(sheets[-1].spent, extra)):
                sheets.append(Sheet(frame(len(sheets) + 1)))
                open_part, extra = None, item_cost(item, heading)
            sheet = sheets[-1]
            sheet.spent = total(sheet.spent, extra)
            if not limits.allow(sheet.spent):
                raise ValueError(f"an item of story {item.story} fits no post: {item.cost}")
            if open_part is None:
                open_part = Part(heading=heading, items=[], quote=group.quote, close=group.close, name=group.name)
                sheet.parts.append(open_part)
            open_part.items.append(item)
    return sheets


def item_cost(item: Block, heading: Block | None) -> Cost:
    """What an item adds to a post, with its heading where it comes first under it."""
    own = total(item.cost, BREAK)
    return own if heading is None else total(own, heading.cost, BREAK)
