"""Posts part only between items, in order, and never leave a heading behind."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.markup import Cost
from bot.digest.split import Block, Group, Limits, pack, total

LIMITS = Limits(units=100, entities=10, entity_bytes=100, html_bytes=100)
FRAME = Cost(10, 1, 10, 10)


def _block(name: str, units: int = 1, entities: int = 0, bytes_: int = 0) -> Block:
    return Block(html=name, cost=Cost(units, entities, bytes_, units), story=name)


def _group(name: str, *items: Block) -> Group:
    return Group(heading=_block(name), again=_block(f"{name}+"), items=items)


def _shape(groups: list[Group], limits: Limits = LIMITS) -> list[list[tuple[str, list[str]]]]:
    sheets = pack(groups, lambda part: FRAME, limits)
    return [[(part.heading.html, [item.html for item in part.items]) for part in sheet.parts] for sheet in sheets]


def test_what_fits_stays_in_one_post() -> None:
    assert _shape([_group("A", _block("1"), _block("2")), _group("B", _block("3"))]) == [
        [("A", ["1", "2"]), ("B", ["3"])]
    ]


def test_a_group_goes_on_under_its_heading() -> None:
    assert _shape([_group("A", _block("1", 45), _block("2", 45))]) == [[("A", ["1"])], [("A+", ["2"])]]


def test_a_heading_moves_on_with_its_first_item() -> None:
    groups = [_group("A", _block("1", 45)), _group("B", _block("2", 45))]
    assert _shape(groups) == [[("A", ["1"])], [("B", ["2"])]]


@pytest.mark.parametrize("item", [{"entities": 5}, {"bytes_": 46}, {"units": 45}])
def test_each_limit_binds(item: dict[str, int]) -> None:
    groups = [_group("A", _block("1", **item), _block("2", **item))]
    assert len(_shape(groups)) == 2


def test_an_item_that_fits_no_post_is_refused() -> None:
    with pytest.raises(ValueError, match="story x fits no post"):
        _shape([_group("A", _block("1"), _block("x", 95))])


_SIZES = st.lists(st.lists(st.integers(1, 70), min_size=1, max_size=8), max_size=5)


@settings(max_examples=60)
@given(sizes=_SIZES)
def test_no_item_is_lost_doubled_or_moved(sizes: list[list[int]]) -> None:
    groups = [
        _group(f"g{g}", *(_block(f"{g}.{i}", size) for i, size in enumerate(items))) for g, items in enumerate(sizes)
    ]
    sheets = pack(groups, lambda part: FRAME, LIMITS)
    told = [item.html for sheet in sheets for part in sheet.parts for item in part.items]
    assert told == [f"{g}.{i}" for g, items in enumerate(sizes) for i in range(len(items))]
    assert all(LIMITS.allow(sheet.spent) for sheet in sheets)
    assert all(part.items for sheet in sheets for part in sheet.parts)
    assert not any(sheet.parts == [] for sheet in sheets[1:])


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=4))
def test_costs_add_up(rows: list[tuple[int, int, int, int]]) -> None:
    added = total(*(Cost(*row) for row in rows))
    assert (added.units, added.entities, added.entity_bytes, added.html_bytes) == tuple(
        sum(row[i] for row in rows) for i in range(4)
    )
