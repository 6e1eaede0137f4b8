"""Packed bodies: whole ones come out whole, cut ones are known as cut, and none outgrows its cap."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.poll.inflate import Broken, Inflater, TooLarge, coding_of


def through(packed: bytes, coding: str, cap: int = 10_000, step: int = 7) -> Inflater:
    inflater = Inflater(coding, cap)
    for at in range(0, len(packed), step):
        inflater.feed(packed[at : at + step])
    return inflater


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=3), st.integers(1, 50))
def test_whatever_was_packed_comes_out(parts: list[bytes], step: int) -> None:
    inflater = through(b"".join(map(gzip.compress, parts)), "gzip", step=step)
    assert inflater.body() == b"".join(parts)
    assert inflater.complete


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_cut_is_known_as_a_cut(body: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(body)
    assert not through(packed[: data.draw(st.integers(1, len(packed) - 1))], "gzip").complete


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_the_cap_is_exact(coding: str) -> None:
    def pack(body: bytes) -> bytes:
        return gzip.compress(body) if coding else body

    assert through(pack(b"0" * 100), coding, cap=100, step=10_000).body() == b"0" * 100
    with pytest.raises(TooLarge):
        through(pack(b"0" * 101), coding, cap=100, step=10_000)


def test_padding_behind_the_last_member_is_ignored() -> None:
    inflater = through(gzip.compress(b"feed") + b"\0" * 40 + b"\r\n", "gzip")
    assert (inflater.body(), inflater.complete) == (b"feed", True)


def test_an_empty_body_is_whole() -> None:
    assert Inflater("gzip", 10).complete


def test_what_is_not_gzip_is_broken() -> None:
    with pytest.raises(Broken):
        through(b"<rss>", "gzip")


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", ""),
        ("identity", ""),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, identity", "gzip"),
        ("gzip, gzip", None),
        ("gzip,br", None),
        ("deflate", None),
        ("zstd", None),
    ],
)
def test_only_one_layer_of_what_we_asked_for_is_read(header: str, coding: str | None) -> None:
    assert coding_of(header) == coding
