"""search, explain, preview: what the archive answers."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from tests.cli.conftest import NOW
from tests.standin.command import Marsad

# Loading the names costs most of a second a command, so each test asks what belongs together.


def test_search_finds_by_name_in_any_language_and_by_word(archive: Marsad) -> None:
    for query in ("توكاييف", "Токаев", "托卡耶夫", "freight route"):
        ran = archive("search", query, "--json")
        assert ran.code == 0
        titles = [json.loads(line)["title"] for line in ran.lines]
        assert titles, query
        assert all("Tokayev" in one or "freight" in one for one in titles), query


def test_search_prints_a_record_a_line_and_pages(archive: Marsad) -> None:
    whole = [json.loads(line) for line in archive("search", "Kazakhstan China", "--json").lines]
    assert whole
    assert set(whole[0]) == {
        "id",
        "title",
        "url",
        "source",
        "language",
        "published",
        "story",
        "tags",
        "more",
        "retracted",
    }
    first = archive("search", "China", "--json", "--limit", "1").lines
    second = archive("search", "China", "--json", "--limit", "1", "--page", "2").lines
    assert len(first) == len(second) == 1
    assert first != second


def test_search_without_a_find_says_so_and_is_no_failure(archive: Marsad) -> None:
    ran = archive("search", "zzzz nowhere")
    assert (ran.code, ran.out) == (0, "")
    assert "nothing was found" in ran.err
    assert archive("search", "zzzz nowhere", "--json").out == ""


def test_search_takes_what_means_something_to_a_database(archive: Marsad) -> None:
    for query in ("%", "'; DROP TABLE article; --", '"', "NEAR(", " "):
        ran = archive("search", query)
        assert ran.code == 0, query
        assert "Traceback" not in ran.err
    assert archive("search", "Tokayev").out


def test_explain_tells_the_whole_way_of_an_article(archive: Marsad) -> None:
    title = "Tokayev meets Xi Jinping in Astana"
    by_title = archive("explain", title)
    assert by_title.code == 0
    url = re.search(r"https://\S+", by_title.out)
    assert url is not None
    assert archive("explain", url[0] + "?utm_source=x").out == by_title.out
    for part in ("source s1", "language en", "person.tokayev", "person.xi_jinping", "story ", "told in "):
        assert part in by_title.out, part
    assert "not in the archive" not in by_title.out


def test_explain_says_why_something_was_not_told(archive: Marsad) -> None:
    assert "no tag: archived, not told" in archive("explain", "Family bakery wins prize for best loaf").out
    old = archive("explain", "Tajikistan and China sign a border accord").out
    assert "baseline" in old
    assert "days old" in old
    assert "not told yet" in old


def test_explain_tags_a_headline_that_is_not_archived_here_and_now(marsad: Marsad) -> None:
    ran = marsad("explain", "Си Цзиньпин встретился с Токаевым")
    assert ran.code == 0
    assert "not in the archive" in ran.out
    assert "person.xi_jinping: " in ran.out
    nothing = marsad("explain", "Family bakery wins prize")
    assert "no tag" in nothing.out


def test_explain_of_an_unknown_address_fails_with_a_cure(marsad: Marsad) -> None:
    ran = marsad("explain", "https://example.org/nowhere")
    assert ran.code == 1
    assert "not in the archive" in ran.err
    assert "headline" in ran.err
    assert marsad("explain", "https://[broken").code == 1


def test_preview_shows_what_comes_and_keeps_it_for_the_digest(archive: Marsad) -> None:
    archive.write(archive.config.read_text() + "channels: [{chat: '@other', language: en}]\n")
    page = archive.folder / "page.html"
    ran = archive("preview", "--now", NOW.isoformat(), "--html", str(page))
    assert ran.code == 0
    assert "freight route" in page.read_text(encoding="utf-8")
    assert 'lang="en"' in page.read_text(encoding="utf-8")
    shown = [archive("preview", "--now", NOW.isoformat()).out for _ in range(2)]
    assert shown[0] == shown[1]
    assert "Tokayev meets Xi Jinping" in shown[0]
    assert "bakery" not in shown[0]
    later = (NOW + timedelta(hours=3)).isoformat()
    assert "Tokayev meets Xi Jinping" not in archive("preview", "--hours", "2", "--now", later).out
    assert "Tokayev meets Xi Jinping" in archive("preview", "--hours", "4", "--now", later).out


def test_preview_of_nothing_says_nothing_new(marsad: Marsad) -> None:
    marsad.write("sources: []")
    ran = marsad("preview")
    assert ran.code == 0
    assert "Traceback" not in ran.said
