"""watch: the desk's tools."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.cli.conftest import NOW, settings
from tests.standin.command import Marsad
from tests.standin.loopback import Feeds, rss

DAYS = ("--days", "3650")  # the archive's own day lies where the tests' clock is


def with_watch(marsad: Marsad, watch: str) -> None:
    marsad.write(settings().replace("sources:\n", "sources: []\n") + f"watch: {watch}\n")


def test_check_names_what_is_risky_and_fails_only_for_a_severe_risk_of_ones_own(marsad: Marsad) -> None:
    with_watch(marsad, "{entities: {org.mine: {names: {en: [Kazakhstan]}}}}")
    ran = marsad("watch", "check", "--own", "--json")
    found = [json.loads(line) for line in ran.lines]
    assert ran.code == 1
    assert {"org.mine", "place.kazakhstan"} <= {one["id"] for one in found}
    assert {one["kind"] for one in found} >= {"collision", "missing"}
    assert all(one["own"] for one in found)
    with_watch(marsad, "{entities: {org.mine: {names: {en: [Zab]}}}}")
    ran = marsad("watch", "check")
    assert ran.code == 0
    assert "org.mine «Zab» (en): yours, short: 3 letters" in ran.lines[1]


def test_explain_tells_tags_and_what_was_turned_away(marsad: Marsad) -> None:
    ran = marsad("watch", "explain", "Tokayev opens SCO Unix museum")
    assert ran.code == 0
    assert "person.tokayev: «Tokayev», alias «Tokayev» (en)" in ran.out
    assert "not org.sco: «SCO» at 14, never: it is part of «SCO Unix» (never)" in ran.out
    assert "no tag" in marsad("watch", "explain", "Family bakery wins prize").out


def test_diff_shows_what_other_settings_gain_and_lose_and_changes_nothing(archive: Marsad, tmp_path: Path) -> None:
    same = archive("watch", "diff", *DAYS)
    assert (same.code, same.out) == (0, "")
    assert "4 articles" in same.err
    assert "0 would be tagged otherwise" in same.err
    other = tmp_path / "other.yaml"
    extra = "{mute: [person.tokayev], entities: {org.bakery: {names: {en: [Family bakery]}}}}"
    other.write_text(f"sources: []\nwatch: {extra}\n", encoding="utf-8")
    ran = archive("watch", "diff", *DAYS, "--config", str(other), "--json")
    found = {one["id"]: one for one in map(json.loads, ran.lines)}
    assert found["org.bakery"]["gained_titles"] == ["Family bakery wins prize for best loaf"]
    assert (found["person.tokayev"]["gained"], found["person.tokayev"]["lost"]) == (0, 1)
    assert "person.tokayev: +0 -1" in archive("watch", "diff", *DAYS, "--config", str(other)).out
    assert archive("watch", "diff", *DAYS).out == ""


@pytest.mark.parametrize("command", ["check", "diff"])
def test_broken_settings_are_a_usage_error(marsad: Marsad, command: str) -> None:
    marsad.write("sources: [\n")
    assert marsad("watch", command).code == 2


def test_suggest_prints_yaml_for_what_is_unknown_beside_known_names(marsad: Marsad, feeds: Feeds) -> None:
    news = rss(
        ("Tokayev met the investor Bolat Zhumanov in Astana", NOW),
        ("In Astana the investor Bolat Zhumanov spoke of China", NOW),
    )
    marsad.write(settings(feeds.put("/feed", news)))
    assert marsad("once", "--now", NOW.isoformat()).code == 0
    ran = marsad("watch", "suggest", *DAYS)
    assert ran.code == 0
    assert 'org.bolat_zhumanov: {names: {en: ["Bolat Zhumanov"]}}' in ran.out
    assert "2 articles, 1 sources, beside topic.investment, place.astana" in ran.out
    proposed = YAML(typ="safe").load(ran.out)["watch"]["entities"]
    marsad.write(f"sources: []\nwatch: {json.dumps({'entities': proposed})}\n")
    assert "org.bolat_zhumanov" in marsad("watch", "explain", "the investor Bolat Zhumanov").out


def test_suggest_without_articles_says_so(marsad: Marsad) -> None:
    ran = marsad("watch", "suggest")
    assert (ran.code, ran.out) == (0, "")
    assert "no unknown name" in ran.err
