"""`sources list, check, add, import, export` over loopback feeds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cli.conftest import NOW
from tests.standin.command import Marsad
from tests.standin.loopback import Feeds, rss

NEWS = rss(
    ("Tokayev meets Xi Jinping in Astana", NOW),
    ("Family bakery wins prize", NOW - timedelta(hours=12)),
    title="The Steppe & Sky",
)
COMMENTED = """\
# what we watch
poll: {every: 20m, allow_private: [127.0.0.1]}   # be polite
sources:
  # the first one
  - url: https://first.example/feed   # never remove
    name: 'First'

# the end
"""


def test_list_names_every_source_on_a_line_of_its_own(marsad: Marsad) -> None:
    marsad.write("sources:\n  - https://a.example/feed\n  - {url: https://b.example/feed, enabled: false, name: Б}\n")
    ran = marsad("sources", "list")
    assert ran.code == 0
    rows = [line.split("\t") for line in ran.lines]
    assert [row[3] for row in rows] == ["on", "off"]
    assert rows[1][4:] == ["Б", "https://b.example/feed"]


def test_list_of_nothing_is_empty(marsad: Marsad) -> None:
    marsad.write("sources: []")
    assert marsad("sources", "list").lines == []


def test_check_tells_language_pace_newest_share_and_tags(marsad: Marsad, feeds: Feeds) -> None:
    marsad.write(COMMENTED)
    ran = marsad("sources", "check", feeds.put("/feed", NEWS))
    assert ran.code == 0
    for part in ("2 entries", "en 2", "items a day", "newest 2026-11-22 05:00 UTC", "50 % matched", "person.tokayev"):
        assert part in ran.out, part
    assert not (marsad.folder / "state").exists()


def test_check_of_all_names_the_bad_ones_and_is_1(marsad: Marsad, feeds: Feeds) -> None:
    good, bad = feeds.put("/feed", NEWS), feeds.put("/page", "<html><p>hello</p></html>", "text/html")
    empty = feeds.put("/empty", rss())
    marsad.write(
        "poll: {allow_private: [127.0.0.1]}\n"
        f"sources: [{{url: '{good}', name: Good}}, {{url: '{bad}', name: Bad}}, {{url: '{empty}', name: Empty}},"
        f" {{url: '{feeds.url}/off', enabled: false}}]\n"
    )
    ran = marsad("sources", "check")
    assert ran.code == 1
    assert "✓ Good" in ran.out
    assert "✗ Bad" in ran.out
    assert "Empty" in ran.out
    assert "1 of 3 sources failed" in ran.err
    assert "/off" not in {request.path for request in feeds.asked}


def test_check_of_something_unknown_is_1_with_a_cure(marsad: Marsad) -> None:
    marsad.write("sources: []")
    ran = marsad("sources", "check", "nothing")
    assert ran.code == 1
    assert "sources list" in ran.err


def test_a_private_address_is_not_looked_at_unless_allowed(marsad: Marsad, feeds: Feeds) -> None:
    marsad.write("sources: []")
    ran = marsad("sources", "check", feeds.put("/feed", NEWS))
    assert ran.code == 1
    assert "allow_private" in ran.out
    assert feeds.asked == []


def test_add_writes_one_item_and_keeps_everything_else(marsad: Marsad, feeds: Feeds) -> None:
    marsad.write(COMMENTED)
    url = feeds.put("/feed", NEWS)
    ran = marsad("sources", "add", url)
    assert ran.code == 0
    assert "The Steppe & Sky" in ran.err
    text = marsad.config.read_text()
    new = [line for line in text.splitlines() if line not in COMMENTED.splitlines()]
    assert [line for line in text.splitlines() if line not in new] == COMMENTED.splitlines()
    assert url in new[0]
    assert "The Steppe & Sky" in "\n".join(new)
    assert "language: en" in "\n".join(new)
    assert [path.name for path in marsad.folder.iterdir()] == ["sources.yaml"]


def test_add_finds_the_feed_behind_a_page(marsad: Marsad, feeds: Feeds) -> None:
    marsad.write(COMMENTED)
    feeds.put("/news/feed.xml", NEWS)
    page = feeds.put(
        "/news/",
        '<html><head><link rel="alternate" type="application/rss+xml" href="feed.xml"></head><p>News</html>',
        "text/html",
    )
    assert marsad("sources", "add", page).code == 0
    assert f"{feeds.url}/news/feed.xml" in marsad.config.read_text()
    assert f"{page}\n" not in marsad.config.read_text()


def test_add_refuses_a_double_and_names_its_line(marsad: Marsad, feeds: Feeds) -> None:
    marsad.write(COMMENTED)
    url = feeds.put("/feed", NEWS)
    marsad("sources", "add", url)
    before = marsad.config.read_bytes()
    ran = marsad("sources", "add", url)
    assert ran.code == 2
    assert "is a source already" in ran.err
    assert "line " in ran.err
    assert marsad.config.read_bytes() == before


@pytest.mark.parametrize("kind", ["page", "missing", "private", "no_url", "port"])
def test_add_of_what_is_no_feed_changes_nothing(marsad: Marsad, feeds: Feeds, kind: str) -> None:
    marsad.write(COMMENTED if kind != "private" else "sources: []")
    url = {
        "page": feeds.put("/page", "<html><p>hello</p></html>", "text/html"),
        "missing": f"{feeds.url}/nowhere",
        "private": feeds.put("/feed", NEWS),
        "no_url": "nothing at all",
        "port": "http://127.0.0.1:99999/",
    }[kind]
    before = marsad.config.read_bytes()
    ran = marsad("sources", "add", url)
    assert ran.code in (1, 2)
    assert ran.err.strip()
    assert "Traceback" not in ran.err
    assert marsad.config.read_bytes() == before


def test_add_into_a_broken_file_says_so_and_leaves_it(marsad: Marsad, feeds: Feeds) -> None:
    marsad.write("sources: [\n")
    ran = marsad("sources", "add", feeds.put("/feed", NEWS))
    assert ran.code == 2
    assert marsad.config.read_text() == "sources: [\n"
    assert feeds.asked == []


def test_what_a_feed_says_of_itself_cannot_write_settings(marsad: Marsad, feeds: Feeds) -> None:
    marsad.write(COMMENTED)
    title = 'x"\n  - url: https://evil.example/feed\n#: {a: [b\u2028c'
    assert marsad("sources", "add", feeds.put("/feed", rss(("Xi visits Astana", NOW), title=title))).code == 0
    rows = [line.split("\t") for line in marsad("sources", "list").lines]
    assert [row[5] for row in rows] == ["https://first.example/feed", f"{feeds.url}/feed"]


def test_what_is_exported_can_be_imported_and_doubles_are_left_out(marsad: Marsad) -> None:
    marsad.write(COMMENTED)
    opml = marsad.folder / "list.opml"
    exported = marsad("sources", "export")
    assert exported.code == 0
    assert "https://first.example/feed" in exported.out
    opml.write_text(exported.out.replace("</body>", '<outline text="Two" xmlUrl="https://two.example/rss"/></body>'))
    ran = marsad("sources", "import", str(opml))
    assert ran.code == 0
    assert "1 added, 1 left out" in ran.err
    assert [line.split("\t")[5] for line in marsad("sources", "list").lines] == [
        "https://first.example/feed",
        "https://two.example/rss",
    ]
    assert "# never remove" in marsad.config.read_text()


@pytest.mark.parametrize(
    "content",
    [b"", b"not xml", b"\xff\xfe\x00", b"<opml><body><outline xmlUrl='ftp://x'/></body></opml>",
     b'<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body><outline text="&b;"/></body></opml>'],
)  # fmt: skip
def test_a_bad_opml_changes_nothing(marsad: Marsad, content: bytes) -> None:
    marsad.write(COMMENTED)
    opml = marsad.folder / "list.opml"
    opml.write_bytes(content)
    ran = marsad("sources", "import", str(opml))
    assert ran.code in (0, 1, 2)
    assert ran.err.strip()
    assert "Traceback" not in ran.err
    assert marsad.config.read_text() == COMMENTED


def test_what_an_import_leaves_out_is_said(marsad: Marsad) -> None:
    marsad.write(COMMENTED)
    opml = marsad.folder / "list.opml"
    opml.write_text(
        '<opml><body><outline xmlUrl="ftp://x.example/a"/><outline xmlUrl="https://t.example/b"/></body></opml>'
    )
    ran = marsad("sources", "import", str(opml))
    assert ran.code == 0
    assert "1 added" in ran.err
    assert "ftp" in ran.err
