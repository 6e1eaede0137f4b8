"""Adding a source changes the text by the lines of the source and by nothing else."""

# ruff: noqa: E501  # a row of a table stays on one line
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.config.edit import add_source, export_opml, import_opml
from bot.errors import ConfigError

Read = Callable[..., Any]
NEW = "https://new.example/feed"
LINES = f"  - url: {NEW}\n    name: New\n    language: kk\n"

# (before, after): "+" stands where the new lines belong
PLACES = [
    ("sources:\n  - https://a.org/f\n+", "at the end"),
    ("sources:\n  - https://a.org/f   # why\n+\n# --- how often\npoll: {every: 15m}\n", "before the comment of the next section"),
    ("# top\nsources:\n  - url: https://a.org/f\n    note: |\n      one line\n+  # last\npoll: {every: 15m}\n", "after a text of several lines"),
    ("sources:\n  - url: https://a.org/f\n    headers:\n      X-A: b  # deep\n+\n\n\n", "after the deepest line"),
    ("sources:\n  - url: https://a.org/f\n    name:\n+\n# end\n", "after a key with nothing behind it"),
    ("sources:\n  - url: https://a.org/f\n    note: |\n      one\n+\n\n# end\n", "after a text of several lines, before blank ones"),
    ("sources:\n+# all gone\npoll:\n", "under an empty key"),
    ("poll: {every: 15m}\nsources:\n+", "at the end, under an empty key"),
]  # fmt: skip


@pytest.mark.parametrize("before", [place for place, _ in PLACES], ids=[name for _, name in PLACES])
def test_a_source_is_added_after_the_last_one_and_all_else_stays(before: str) -> None:
    text = before.replace("+", "")
    assert add_source(text, NEW, name="New", language="kk") == before.replace("+", LINES)


def test_the_indent_of_the_list_is_kept() -> None:
    text = "sources:\n- https://a.org/f\n"
    assert add_source(text, NEW, name="New", language="und") == f"{text}- url: {NEW}\n  name: New\n"


def test_lines_end_as_they_did() -> None:
    text = "sources:\r\n  - https://a.org/f"
    assert add_source(text, NEW, name="New", language="kk") == f"{text}\r\n" + LINES.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sources: []  # none yet\n", f'sources: [{{url: "{NEW}", name: "New", language: "kk"}}]  # none yet\n'),
        (
            "sources: [https://a.org/f]\n",
            f'sources: [https://a.org/f, {{url: "{NEW}", name: "New", language: "kk"}}]\n',
        ),
        (
            "sources: [https://a.org/f, ]\n",
            f'sources: [https://a.org/f, {{url: "{NEW}", name: "New", language: "kk"}}]\n',
        ),
        (
            "sources: [{google_news: Қытай, language: kk}, 5, {}]\n",
            f'sources: [{{google_news: Қытай, language: kk}}, 5, {{}}, {{url: "{NEW}", name: "New", language: "kk"}}]\n',
        ),
        ("", f"sources:\n{LINES}"),
        ("# mine\n", f"# mine\nsources:\n{LINES}"),
        ("\ufeffpoll: {every: 15m}", f"\ufeffpoll: {{every: 15m}}\nsources:\n{LINES}"),
    ],
)
def test_lists_in_brackets_and_files_without_sources_take_one_too(text: str, expected: str) -> None:
    assert add_source(text, NEW, name="New", language="kk") == expected


def test_the_shipped_file_keeps_every_comment(shipped: str, read: Read) -> None:
    after = add_source(shipped, NEW, name="New", language="kk", timezone="Asia/Almaty")
    assert after == shipped + LINES + "    timezone: Asia/Almaty\n"
    assert read(after).sources[-1].zone == "Asia/Almaty"


@pytest.mark.parametrize(
    "name",
    ["Yes: no", "- x", "[a]", "@a", "true", "12", "a # b", "'a", '"', "Газета\nх", "x\u202ey\x00", "{{", "~", ""],
)
def test_any_name_a_feed_gives_itself_is_written_so_that_it_is_read_again(read: Read, name: str) -> None:
    (source,) = read(add_source("sources:\n", NEW, name=name, language="xx")).sources
    assert source.name == (" ".join(name.replace("\u202e", " ").replace("\x00", " ").split()) or "new.example")
    assert source.language is None


@pytest.mark.parametrize("url", ["http://www.a.org/f/", "https://a.org/f"])
def test_a_source_that_stands_there_is_refused_with_its_line(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        add_source("# one\nsources:\n  - https://a.org/f\n", url, name="A", language="en")
    assert caught.value.problems == ("sources.yaml line 3: a.org/f is a source already; change it there",)


def test_a_search_that_stands_there_is_refused_too() -> None:
    url = "https://news.google.com/rss/search?q=China&hl=en-US&gl=US&ceid=US:en"
    with pytest.raises(ConfigError, match=r"line 2: .* is a source already"):
        add_source("sources:\n  - google_news: China\n", url, name="A", language="en")


@pytest.mark.parametrize(
    ("text", "url", "zone", "match"),
    [
        ("sources: []\n", "a.org/f", None, '"a.org/f" lacks its scheme; write https://a.org/f'),
        ("sources: []\n", NEW, "Asia/Riyad", "did you mean Asia/Riyadh"),
        ("sources: [\n", NEW, None, "line 2, column 1: a \\[ or { stays open"),
        ("- a\n", NEW, None, "this is not a list of sources"),
        ("sources: &s [https://a.org/f]\nwatch: {mute: *s}\n", NEW, None, "no safe place for a new source was found"),
        ("sources: x\n", NEW, None, "no safe place for a new source was found"),
        ("{poll: {every: 15m}}\n", NEW, None, "no safe place for a new source was found"),
    ],
)
def test_what_cannot_be_done_safely_is_refused(text: str, url: str, zone: str | None, match: str) -> None:
    with pytest.raises(ConfigError, match=match):
        add_source(text, url, name="New", language="kk", timezone=zone)


OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>mine</title></head><body>
  <outline text="Asia">
    <outline type="rss" text="The Astana Times" xmlUrl="https://astanatimes.com/feed/" language="en-us"/>
    <outline type="rss" text="Kun &amp; uz" title="Kun.uz" xmlUrl="https://kun.uz/news/rss"/>
    <outline type="rss" text="again" XMLURL="http://www.kun.uz/news/rss/"/>
    <outline type="rss" text="gone" xmlUrl="gopher://a.org/f"/>
    <outline type="rss" text="there" xmlUrl="https://a.org/f"/>
  </outline>
</body></opml>
"""


def test_an_opml_file_adds_what_is_new_and_says_what_it_left_out(read: Read) -> None:
    text = "# mine\nsources:\n  - https://a.org/f\n# end\n"
    after, added, skipped = import_opml(text, OPML)
    assert after == (
        "# mine\nsources:\n  - https://a.org/f\n"
        "  - url: https://astanatimes.com/feed/\n    name: The Astana Times\n    language: en\n"
        "  - url: https://kun.uz/news/rss\n    name: Kun.uz\n# end\n"
    )
    assert added == ("https://astanatimes.com/feed/", "https://kun.uz/news/rss")
    assert skipped == (
        "kun.uz/news/rss stands in the same OPML file already",
        "gopher:// cannot be polled; write an http:// or https:// address",
        "a.org/f stands in line 3 already",
    )
    assert import_opml(after, OPML)[:2] == (after, ())


def test_what_is_exported_is_imported_again(shipped: str, read: Read) -> None:
    settings = read(shipped)
    opml = export_opml(settings)
    after, added, skipped = import_opml("sources: []\n", opml)
    again = read(after)
    assert not skipped
    assert len(added) == len(settings.sources)
    told = [(source.url, source.name, source.language) for source in settings.sources]
    assert [(source.url, source.name, source.language) for source in again.sources] == told


def test_an_export_tells_no_secret(read: Read) -> None:
    text = "sources:\n  - {url: https://a.org/f, headers: {X-Key: '${KEY}'}, proxy: '${PROXY}', note: mine}\n"
    opml = export_opml(read(text, {"KEY": "hunter2", "PROXY": "http://u:hunter2@p.org"}))
    assert "hunter2" not in opml
    assert 'xmlUrl="https://a.org/f"' in opml


@pytest.mark.parametrize(
    ("opml", "match"),
    [
        ('<!DOCTYPE opml [<!ENTITY a "b">]><opml>&a;</opml>', "has a DOCTYPE"),
        ('<!DOCTYPE opml SYSTEM "file:///etc/passwd"><opml/>', "has a DOCTYPE"),
        (
            "<opml><outline xmlUrl='https://a.org/?a=1&b=2'/></opml>",
            "OPML line 1, column 44: this is not XML; write &amp;",
        ),
        ("<opml>&nbsp;</opml>", "this is not XML"),
        ("<rss/>", "this is not OPML"),
        ("", "this is not XML"),
        (" " * 5_000_001, "larger than 5 MB"),
    ],
)
def test_a_dangerous_or_broken_opml_file_is_refused(opml: str, match: str) -> None:
    with pytest.raises(ConfigError, match=match):
        import_opml("sources: []\n", opml)


def test_a_million_open_elements_neither_fill_the_stack_nor_the_list() -> None:
    opml = "<opml>" + "<outline xmlUrl='https://a.org/f'>" * 6_000 + "</outline>" * 6_000 + "</opml>"
    _, added, skipped = import_opml("sources: []\n", opml)
    assert len(added) == 1
    assert len(skipped) == 4_999


def test_a_line_with_a_broken_address_holds_up_no_import() -> None:
    opml = '<opml version="2.0"><body><outline xmlUrl="https://b.example/f"/></body></opml>'
    text, added, _ = import_opml("sources: ['https://a.example:a.uz/feed']\n", opml)
    assert added == ("https://b.example/f",)
    assert "a.example:a.uz" in text
