"""Feeds that a page announces are found, made absolute, and nothing else is."""

# ruff: noqa: E501  # a row of a table stays on one line
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.discover import FeedLink, feed_links

BASE = "https://a.org/news/index.html"
RSS = "application/rss+xml"


def head(*links: str) -> str:
    return f"<!doctype html><html><head>{''.join(links)}</head><body>x</body></html>"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        (f'<link rel="alternate" type="{RSS}" title=" All  news " href="/rss">', FeedLink(url="https://a.org/rss", title="All news")),
        (f'<LINK HREF=feed.xml TYPE="{RSS.upper()}" REL=ALTERNATE>', FeedLink(url="https://a.org/news/feed.xml")),
        ('<link rel="alternate" type="application/atom+xml" href="//b.org/a">', FeedLink(url="https://b.org/a", kind="atom")),
        ('<link rel="alternate" type="application/feed+json" href="?f=1">', FeedLink(url="https://a.org/news/index.html?f=1", kind="json")),
        (f'<link rel="alternate home" type="{RSS}; charset=utf-8" href="/r">', FeedLink(url="https://a.org/r")),
        (f'<link rel="alternate" type="{RSS}" href="feed://a.org/r">', FeedLink(url="http://a.org/r")),
        (f'<link rel="alternate" type="{RSS}" href="feed:https://a.org/r">', FeedLink(url="https://a.org/r")),
        (f'<base href="https://c.org/x/"><link rel="alternate" type="{RSS}" href="r">', FeedLink(url="https://c.org/x/r")),
        (f'<link rel="alternate" type="{RSS}" href="/r?a=1&amp;b=2">', FeedLink(url="https://a.org/r?a=1&b=2")),
    ],
)  # fmt: skip
def test_an_announced_feed_is_found(link: str, found: FeedLink) -> None:
    assert feed_links(head(link), BASE) == (found,)


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" hreflang="ru" href="/ru/">',
        '<link rel="stylesheet" type="text/css" href="/a.css">',
        f'<link rel="stylesheet" type="{RSS}" href="/rss">',
        f'<link rel="alternate" type="{RSS}" href="">',
        f'<link rel="alternate" type="{RSS}" href="javascript:alert(1)">',
        f'<link rel="alternate" type="{RSS}" href="file:///etc/passwd">',
        f'<link rel="alternate" type="{RSS}" href="http://[bad">',
        f'<!-- <link rel="alternate" type="{RSS}" href="/rss"> -->',
    ],
)
def test_what_announces_no_feed_of_the_web_is_passed_over(link: str) -> None:
    assert feed_links(head(link), BASE) == ()


def test_each_feed_comes_once_in_the_order_of_the_page_and_comments_come_last() -> None:
    links = [f'<link rel="alternate" type="{RSS}" href="/{path}">' for path in ("comments/feed", "b", "a", "b")]
    assert [link.url for link in feed_links(head(*links), BASE)] == [
        "https://a.org/b",
        "https://a.org/a",
        "https://a.org/comments/feed",
    ]


def test_a_page_with_a_feed_for_every_tag_does_not_drown_the_operator() -> None:
    links = [f'<link rel="alternate" type="{RSS}" href="/{n}">' for n in range(500)]
    assert len(feed_links(head(*links), BASE)) == 50


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=30))
def test_no_page_and_no_address_breaks_the_search(markup: str, href: str) -> None:
    page = f'<base href="{href}">{markup}<link rel="alternate" type="{RSS}" href="{href}">'
    assert all(link.url.startswith(("http://", "https://")) for link in feed_links(page, BASE))
