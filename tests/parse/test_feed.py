"""Laws of reading that hold for every document; single quirks stand in tests/feeds."""

from __future__ import annotations

import io
import json
from xml.sax.saxutils import escape

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.parse.charset import to_utf8
from bot.parse.feed import ENTRIES

TITLES = (
    "Xi Jinping arrives in Astana for a state visit",
    "الرئيس الصيني يصل إلى أستانا في زيارة دولة",
    "Президент Узбекистана провёл переговоры в Пекине",
    "习近平抵达阿斯塔纳进行国事访问",
    "Қазақстан мен Қытай темір жолды ұзартады",
)

# Letters of our scripts with what XML and HTML make hard; never empty once spaces are folded.
WRITTEN = st.text(st.sampled_from("ab <>&\"';/]![-،中国سلام привет 😀\u200c\u0301"), min_size=1, max_size=40).map(
    lambda text: f"t{text}"
)


def rss(*items: str, head: str = "") -> bytes:
    channel = f"<title>F</title>{head}{''.join(items)}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()


def item(number: int, title: str = "") -> str:
    title = title or TITLES[number % len(TITLES)]
    return f"<item><title>{escape(title)} {number}</title><link>https://news.example/{number}</link><guid>{number}</guid></item>"


@given(shown=st.lists(st.integers(0, 60), unique=True, max_size=25), seen=st.sets(st.integers(0, 60)))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_delta_finds_exactly_what_was_not_there_before(read, shown: list[int], seen: set[int]) -> None:
    before = read(rss(*map(item, sorted(seen))))
    after = read(rss(*map(item, shown), head="<lastBuildDate>now</lastBuildDate>"), known=before.entry_keys)
    whole = read(rss(*map(item, shown)))
    assert [entry.guid for entry in after.entries] == [f"https://news.example/feed/{n}" for n in shown if n not in seen]
    assert set(after.entries) <= set(whole.entries)
    assert after.entry_keys == whole.entry_keys


def test_edited_entry_is_read_again(read) -> None:
    before = read(rss(item(1), item(2)))
    after = read(rss(item(1), item(2, "Talks in Astana end without result")), known=before.entry_keys)
    assert [entry.title for entry in after.entries] == ["Talks in Astana end without result 2"]


def test_reading_by_another_encoding_reads_everything_again(read) -> None:
    body = rss(item(1), item(2))
    known = read(body).entry_keys
    assert len(read(body, known=known, encoding="utf-8").entries) == 2


def test_delta_of_a_broken_entry_falls_back_to_the_whole_document(read) -> None:
    before = read(rss(item(1), item(2)))
    after = read(rss(item(1), item(2), item(3).replace("</link>", "")), known=before.entry_keys)
    assert [entry.link for entry in after.entries][-1:] != []
    assert not after.problem


@given(st.lists(WRITTEN, max_size=6))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_entry_is_lost_whatever_its_title(read, titles: list[str]) -> None:
    body = rss(
        *(
            f"<item><title>{escape(title)}</title><link>https://news.example/{i}</link></item>"
            for i, title in enumerate(titles)
        )
    )
    parsed = read(body)
    assert [entry.link for entry in parsed.entries] == [f"https://news.example/{i}" for i in range(len(titles))]
    as_json = json.dumps({"items": [{"id": str(i), "title": title} for i, title in enumerate(titles)]}).encode()
    assert len(read(as_json).entries) == len(titles)


@given(st.binary(max_size=300), st.integers(0, 1_000))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_raises_and_always_says_what_is_wrong(read, noise: bytes, at: int) -> None:
    body = rss(*map(item, range(6)))
    damaged = body[: at % len(body)] + noise + body[at % len(body) :]
    for document in (noise, damaged, body[: at % len(body)]):
        parsed = read(document)
        assert not (parsed.problem and parsed.entries)
        assert parsed.problem or parsed.entry_keys or b"</item>" not in document or parsed.entries


@pytest.mark.parametrize("cut", range(40, 700, 7))
def test_truncation_never_makes_half_a_title(read, cut: int) -> None:
    whole = rss(*map(item, range(4)))
    titles = {entry.title for entry in read(whole).entries}
    assert {entry.title for entry in read(whole[:cut]).entries} <= titles


@pytest.mark.parametrize("root", ["rss", "feed", "rdf:RDF"])
def test_a_document_without_its_end_is_known_as_such(read, root: str) -> None:
    """A server that lets go in the middle and frames it well is noticed by nothing else."""
    entry = "<item><title>Tokayev in Beijing</title><link>https://news.example/1</link></item>"
    whole = f"<{root} version='2.0'><channel><title>F</title>{entry}</channel></{root} ><!-- made in 0.2 s -->".encode()
    assert not read(whole).broken_off
    for end in range(whole.index(b"</item>"), whole.index(b"</channel>") + 10):
        assert read(whole[:end]).broken_off


def test_caps_the_entries_of_one_document_and_keeps_the_first(read) -> None:
    parsed = read(rss(*map(item, range(ENTRIES + 7))))
    assert len(parsed.entries) == len(parsed.entry_keys) == ENTRIES
    assert parsed.entries[0].link == "https://news.example/0"


def test_a_body_that_names_a_file_is_not_opened(read, tmp_path) -> None:
    (tmp_path / "feed.xml").write_bytes(rss(item(1)))
    for name in (str(tmp_path / "feed.xml"), "/dev/zero", "https://news.example/feed"):
        assert read(name.encode()).problem


def test_nested_tags_by_the_thousand_are_bounded(read) -> None:
    deep = read(rss(f"<item><title>T</title><description><![CDATA[{'<div>' * 50_000}x]]></description></item>"))
    assert [entry.title for entry in deep.entries] == ["T"]


def test_buffered_sax_changes_nothing() -> None:
    """PREFERRED_XML_PARSERS is undocumented: this fails when feedparser stops heeding it or results differ."""
    body = rss(*(item(i, f"A & B\n{title} <b>é</b>") for i, title in enumerate(TITLES)))
    results = []
    before = list(feedparser.api.PREFERRED_XML_PARSERS)
    try:
        for drivers in (["bot.parse.buffered"], []):
            feedparser.api.PREFERRED_XML_PARSERS[:] = drivers
            results.append(feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False))
    finally:
        feedparser.api.PREFERRED_XML_PARSERS[:] = before
    assert results[0].entries == results[1].entries
    assert results[0].feed == results[1].feed
    assert len(results[0].entries) == len(TITLES)


def test_feedparser_asks_for_the_buffered_driver(read) -> None:
    read(rss(item(1)))
    assert feedparser.api.PREFERRED_XML_PARSERS[0] == "bot.parse.buffered"


ENCODINGS = {
    1: ("windows-1256", "iso-8859-6", "utf-8", "utf-16", "utf-32"),
    2: ("windows-1251", "koi8-r", "iso-8859-5", "cp866", "utf-8", "utf-16-be"),
    3: ("gbk", "gb18030", "utf-8", "utf-16-le"),
}
CASES = [
    (TITLES[i], encoding, declared)
    for i, names in ENCODINGS.items()
    for encoding in names
    for declared in ("", "utf-8", "latin-1", encoding)
]


@pytest.mark.parametrize(("title", "encoding", "declared"), CASES)
@pytest.mark.parametrize("header", ["", "text/xml; charset=utf-8", "text/xml; charset=iso-8859-1"])
def test_text_comes_out_right_whatever_is_declared(title: str, encoding: str, declared: str, header: str) -> None:
    document = (
        f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    ) + f"<rss><title>{title}</title></rss>"
    text = to_utf8(document.encode(encoding), header)
    assert text is not None
    assert title in text.decode()


def test_bytes_that_are_no_text_are_refused(read) -> None:
    body = b"<rss><item><title>" + bytes(range(128, 256)) * 20 + b"</title></item></rss>"
    assert "encoding" in read(body).problem


def test_tags_in_an_order_that_breaks_the_library_are_a_broken_feed(read) -> None:
    document = b"<item><channel><link></item></link>"
    with pytest.raises(KeyError):
        feedparser.parse(io.BytesIO(document), response_headers={"content-type": "application/xml"})
    assert "broken beyond reading" in read(document + b" " * 200).problem
