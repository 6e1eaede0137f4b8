"""Stretches that are spoken for, against the plain definition."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.match.choose import Taken
from bot.match.form import Role, make_form
from bot.match.hit import Hit

_FORM = make_form("place.china", Role.NAME, "China", "en", "place")


def _hit(start: int, end: int) -> Hit:
    assert _FORM is not None
    return Hit(start, end, _FORM, "", "")


@given(st.lists(st.integers(0, 60), unique=True, min_size=2, max_size=20))
def test_stretches_touch_and_cover_as_defined(cuts: list[int]) -> None:
    edges = sorted(cuts)
    spans = [span for at, span in enumerate(pairwise(edges)) if at % 3]  # apart or adjoining
    taken = Taken()
    for start, end in sorted(spans, key=lambda span: (span[1] - span[0]) * -1):
        taken.add(_hit(start, end))
        taken.add(_hit(start, end))  # two entities may share the same letters
    for start in range(61):
        for end in range(start + 1, 62):
            hit = _hit(start, end)
            assert taken.touches(hit) == any(s < end and start < e for s, e in spans)
            assert taken.covers(hit) == any(s <= start and end <= e and e - s > end - start for s, e in spans)
