"""Tags gained and lost."""

from __future__ import annotations

from bot.match.changes import Retagged, changes


def test_each_id_tells_what_it_gains_and_loses_with_a_few_titles() -> None:
    found = changes(
        [
            *(Retagged(title=f"t{n}", before=["a"], after=["b", "c"]) for n in range(7)),
            Retagged(title="same", before=["c", "b"], after=["b", "c"]),
            Retagged(title="back", before=[], after=["a"]),
        ]
    )
    assert (found.articles, found.changed) == (9, 8)
    assert [(one.id, one.gained, one.lost) for one in found.ids] == [("a", 1, 7), ("b", 7, 0), ("c", 7, 0)]
    assert found.ids[0].gained_titles == ["back"]
    assert found.ids[0].lost_titles == ["t0", "t1", "t2", "t3", "t4"]


def test_nothing_stored_changes_nothing() -> None:
    assert changes([]).ids == ()
