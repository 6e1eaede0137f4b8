"""A town in a dateline says where a report was filed; what the report is about stands behind it."""

from __future__ import annotations

from bot.match.matcher import Matcher


def _ids(matcher: Matcher, title: str, summary: str) -> set[str]:
    return {tag.id for tag in matcher.match(title, summary).tags}


def test_a_town_in_the_dateline_is_no_tag(matcher: Matcher) -> None:
    title = "Putin says China is ready to mediate"
    assert "place.bishkek" not in _ids(matcher, title, "BISHKEK, November 27. /TASS/. The president spoke of peace.")
    russian = "БИШКЕК, 27 ноября. /ТАСС/. Президент говорил о мире."
    assert "place.bishkek" not in _ids(matcher, title, russian)


def test_a_town_behind_the_dateline_or_in_the_title_is_one(matcher: Matcher) -> None:
    dateline = "BISHKEK, November 27. /TASS/. "
    assert "place.bishkek" in _ids(matcher, "Putin speaks of peace", f"{dateline}He arrived in Bishkek for talks.")
    assert "place.bishkek" in _ids(matcher, "Putin arrives in Bishkek", f"{dateline}The president spoke of peace.")


def test_the_explanation_names_the_dateline(matcher: Matcher) -> None:
    told = matcher.explain("China is ready to mediate", "BISHKEK, November 27. /TASS/. The president spoke of peace.")
    assert ("place.bishkek", "dateline") in {(one.id, one.rule) for one in told.refusals}
