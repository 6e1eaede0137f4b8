from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.text.urls import LONGEST, clean_url, tracking, url_key

# Each group is one article; no two groups are the same.
SAME = {
    "scheme, www and slash": [
        "https://astanatimes.com/2026/11/china-central-asia-summit/",
        "http://astanatimes.com/2026/11/china-central-asia-summit",
        "https://www.astanatimes.com/2026/11/china-central-asia-summit/",
        "HTTPS://AstanaTimes.com:443/2026/11/china-central-asia-summit/#comments",
        "https://astanatimes.com./2026/11/./x/../china-central-asia-summit/",
        "https://astanatimes.com//2026/11//china-central-asia-summit/",
        "https://reader:pass@astanatimes.com/2026/11/china-central-asia-summit/",
    ],
    "campaigns": [
        "https://www.rt.com/news/623456-xi-astana/",
        "https://www.rt.com/news/623456-xi-astana/?utm_source=rss&utm_medium=rss&utm_campaign=RSS",
        "https://www.rt.com/news/623456-xi-astana/?UTM_Source=x",
        "https://www.rt.com/news/623456-xi-astana/?fbclid=IwAR0&gclid=1&yclid=2&_openstat=3",
        "https://www.rt.com/news/623456-xi-astana/?ref=rss&from=main&source=tg&t=1",
        "https://www.rt.com/news/623456-xi-astana/?utm_source=a&amp;utm_medium=b",
    ],
    "campaigns of the BBC": [
        "https://www.bbc.com/arabic/articles/c0jp1zl4xk9o",
        "https://www.bbc.com/arabic/articles/c0jp1zl4xk9o?at_medium=RSS&at_campaign=rss",
        "https://www.bbc.com/arabic/articles/c0jp1zl4xk9o?at_bbc_team=editorial&ocid=wsarabic",
    ],
    "mobile": [
        "https://kun.uz/ru/news/2026/11/20/pyad-let-druzhby",
        "https://m.kun.uz/ru/news/2026/11/20/pyad-let-druzhby",
        "https://www.m.kun.uz/ru/news/2026/11/20/pyad-let-druzhby?sid=5",
        "https://mobile.kun.uz/ru/news/2026/11/20/pyad-let-druzhby",
    ],
    "AMP": [
        "https://eurasianet.org/china-builds-railway-across-kyrgyzstan",
        "https://eurasianet.org/china-builds-railway-across-kyrgyzstan/amp",
        "https://eurasianet.org/china-builds-railway-across-kyrgyzstan/amp/",
        "https://eurasianet.org/amp/china-builds-railway-across-kyrgyzstan",
        "https://amp.eurasianet.org/china-builds-railway-across-kyrgyzstan",
        "https://eurasianet.org/china-builds-railway-across-kyrgyzstan?amp",
        "https://eurasianet.org/china-builds-railway-across-kyrgyzstan?amp=1",
        "https://eurasianet.org/china-builds-railway-across-kyrgyzstan?outputType=amp",
        "https://eurasianet-org.cdn.ampproject.org/c/s/eurasianet.org/china-builds-railway-across-kyrgyzstan?amp",
        "https://eurasianet-org.cdn.ampproject.org/v/s/eurasianet.org/amp/china-builds-railway-across-kyrgyzstan?usqp=mq331",
        "https://www.google.com/amp/s/eurasianet.org/china-builds-railway-across-kyrgyzstan/amp",
    ],
    "AMP inside a file name": [
        "https://news.example/2026/summit-of-five-12345.html",
        "https://news.example/2026/summit-of-five-12345.amp.html",
        "https://news.example/2026/summit-of-five-12345.html?amp=true",
    ],
    "redirects that tell": [
        "https://thediplomat.com/2026/11/central-asias-new-corridor/",
        "https://www.google.com/url?rct=j&sa=t&url=https://thediplomat.com/2026/11/central-asias-new-corridor/&ct=ga&cd=CAIy",
        "https://www.google.kz/url?q=https%3A%2F%2Fthediplomat.com%2F2026%2F11%2Fcentral-asias-new-corridor%2F%3Futm_source%3Dx",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fthediplomat.com%2F2026%2F11%2Fcentral-asias-new-corridor%2F&h=AT0",
        "https://vk.com/away.php?to=https%3A%2F%2Fthediplomat.com%2F2026%2F11%2Fcentral-asias-new-corridor%2F",
    ],
    "international names": [
        "https://новости.рф/казахстан",
        "https://xn--b1amnebsh.xn--p1ai/%D0%BA%D0%B0%D0%B7%D0%B0%D1%85%D1%81%D1%82%D0%B0%D0%BD",
        "https://www.xn--b1amnebsh.xn--p1ai/%d0%ba%d0%b0%d0%b7%d0%b0%d1%85%d1%81%d1%82%d0%b0%d0%bd/",
    ],
    "escapes": [
        "https://www.almayadeen.net/news/politics/قمة-الصين-وآسيا",
        "https://www.almayadeen.net/news/politics/%D9%82%D9%85%D8%A9-%D8%A7%D9%84%D8%B5%D9%8A%D9%86-%D9%88%D8%A2%D8%B3%D9%8A%D8%A7",
        "https://www.almayadeen.net/news/politics/%d9%82%d9%85%d8%a9%2D%d8%a7%d9%84%d8%b5%d9%8a%d9%86-%d9%88%d8%a2%d8%b3%d9%8a%d8%a7",
    ],
    "sessions": [
        "https://www.mfa.example/press/item.jsp;jsessionid=0A1B2C?id=7",
        "https://www.mfa.example/press/item.jsp?id=7",
    ],
    "order of parameters": [
        "https://www.inform.example/read?lang=kk&id=99",
        "https://inform.example/read?id=99&lang=kk",
        "https://inform.example/read?id=99&utm_medium=x&lang=kk",
    ],
    "spaces in parameters": ["https://a.example/s?q=silk+road", "https://a.example/s?q=silk%20road"],
    "Google News": ["https://news.google.com/rss/articles/CBMiABC123?oc=5", "https://news.google.com/rss/articles/CBMiABC123?oc=5&hl=ar&gl=SA"],
    # traps: all of these are different articles
    "id 1": ["https://a.example/news.php?id=1"],
    "id 2": ["https://a.example/news.php?id=2"],
    "WordPress 1": ["https://a.example/?p=1"],
    "WordPress 2": ["https://a.example/?p=2"],
    "page 1": ["https://a.example/story-12345?page=1"],
    "page 2": ["https://a.example/story-12345?page=2"],
    "an encoded slash": ["https://a.example/x%2Fy"],
    "a slash": ["https://a.example/x/y"],
    "ambiguous where no article shows: 1": ["https://a.example/show?sid=1"],
    "ambiguous where no article shows: 2": ["https://a.example/show?sid=2"],
    "a script's number": ["https://a.example/news2026.php?from=1"],
    "the same with 2": ["https://a.example/news2026.php?from=2"],
    "by date only": ["https://a.example/2026/11/20/?t=1"],
    "by date only, 2": ["https://a.example/2026/11/20/?t=2"],
    "another port": ["https://a.example:8443/x"],
    "port 443 of nobody": ["https://a.example/x"],
    "case of the path": ["https://a.example/X"],
    "hash-bang": ["https://a.example/#!/story/1"],
    "home": ["https://a.example", "http://www.a.example/", "https://a.example/#top"],
    "amp as a word": ["https://a.example/music/amplifier"],
    "a name like a device": ["https://m.example/x"],
    "IPv6": ["http://[::1]:80/x", "https://[::1]/x"],
}  # fmt: skip
PAIRS = [(name, url) for name, urls in SAME.items() for url in urls]


def test_groups_of_one_article_have_one_key_each_and_no_two_share_it() -> None:
    keys = {name: {url_key(url) for url in urls} for name, urls in SAME.items()}
    assert {name: found for name, found in keys.items() if len(found) != 1} == {}
    assert len({key for found in keys.values() for key in found}) == len(SAME)
    assert len(PAIRS) >= 40


@pytest.mark.parametrize(("_name", "url"), PAIRS)
def test_key_of_a_key_is_itself(_name: str, url: str) -> None:
    key = url_key(url)
    assert key is not None
    assert url_key(key) == key


NO_ADDRESS = [
    "",
    "news",
    "/a/b",
    "//a.example/x",
    "javascript:alert(1)",
    "mailto:a@b.example",
    "ftp://a.example/x",
    "file:///etc/passwd",
    "tag:a.example,2026:1",
    "http://",
    "http:///x",
    "http://a.example:99999/x",
    "http://[::1/x",
    "http://-/x",
    "https://xn--/x",
    "https://a.example\\@b.example/",
]
NO_ADDRESS += ["https://a b/x", f"https://{'a' * 64}.example\u00e9/", f"https://a.example/{'x' * LONGEST}"]


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_web_address_has_neither_key_nor_link(url: str) -> None:
    assert url_key(url) is None
    assert clean_url(url) is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.rt.com/news/1-x/?utm_source=rss&id=5&utm_medium=rss", "https://www.rt.com/news/1-x/?id=5"),
        (
            "https://a.example/story-12345?ref=x&from=y&amp=1",
            "https://a.example/story-12345?ref=x&from=y&amp=1",
        ),  # may matter
        ("https://a.example/x?b=2&a=1", "https://a.example/x?b=2&a=1"),
        ("https://a.example/x?b=2&amp;a=1", "https://a.example/x?b=2&a=1"),
        ("https://a.example/x#part", "https://a.example/x#part"),
        ("https://a.example/x#xtor=RSS-1", "https://a.example/x"),
        ("https://a.example/x#:~:text=summit", "https://a.example/x"),
        ("http://A.Example:80", "http://a.example/"),
        ("https://bank.example@evil.example/", "https://evil.example/"),
        ('https://a.example/"><b>', "https://a.example/%22%3E%3Cb%3E"),
        ("https://a.example/قمة", "https://a.example/" + quote("قمة")),
        ("https://a.example/x\u202ey\n", "https://a.example/xy"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("  https://a.example/a b ", "https://a.example/a%20b"),
        ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fx%3Futm_id%3D1&sa=U", "https://a.example/x"),
    ],
)
def test_link_that_is_shown(url: str, shown: str) -> None:
    assert clean_url(url) == shown


def test_parameters_to_keep_are_kept() -> None:
    url = "https://a.example/story-12345?utm_id=7&from=8"
    assert clean_url(url, ("utm_id",)) == url
    assert (
        url_key(url, ("UTM_ID", "from"))
        == url_key(url, ("utm_id", "from"))
        == "https://a.example/story-12345?from=8&utm_id=7"
    )


# --- laws ----------------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    [
        "id",
        "p",
        "page",
        "q",
        "a",
        "article",
        "news_id",
        "lang",
        "v",
        "utm",
        "utm_source",
        "ref",
        "from",
        "t",
        "amp",
        "fbclid",
    ]
)
VALUES = st.text(st.sampled_from("ab1=&%/+ é中;#?."), max_size=5).map(lambda value: quote(value, safe="/+;."))
QUERIES = st.lists(st.tuples(NAMES, VALUES).map("=".join), max_size=4).map("&".join)
PATHS = st.lists(
    st.sampled_from(
        [
            "news",
            "amp",
            "2026",
            "story-of-five-states",
            "12345",
            "..",
            ".",
            "",
            "x.amp",
            "a%2Fb",
            "%41",
            "é",
            "a;jsessionid=1",
            "url",
        ]
    ),
    max_size=5,
).map("/".join)
HOSTS = st.sampled_from(
    [
        "a.example",
        "www.a.example",
        "m.amp.a.example",
        "google.com",
        "b.example:8080",
        "новости.рф",
        "a-b.cdn.ampproject.org",
        "m.example",
    ]
)
URLS = st.builds(
    "{}://{}/{}?{}#{}".format,
    st.sampled_from(["http", "https"]),
    HOSTS,
    PATHS,
    QUERIES,
    st.sampled_from(["", "top", "!x", "/r"]),
)
NESTED = st.one_of(
    URLS,
    URLS.map(lambda url: "https://www.google.com/url?q=" + quote(url, safe="")),
    URLS.map(lambda url: "https://www.google.com/amp/s/" + url.split("://")[1]),
)


@given(NESTED)
@settings(max_examples=300)
def test_both_forms_are_idempotent(url: str) -> None:
    key, shown = url_key(url), clean_url(url)
    assert key is None or url_key(key) == key
    assert shown is None or clean_url(shown) == shown
    assert shown is None or url_key(shown) == key or "google" in url


@given(st.text() | st.text(st.sampled_from("htps:/.a1%[]@?&=#é\\ \ud800\0")).map(lambda rest: "https://" + rest))
@settings(max_examples=300)
def test_any_text_gives_a_sound_link_or_none(url: str) -> None:
    shown, key = clean_url(url), url_key(url)
    assert (shown is None) == (key is None) or len(url) * 9 > LONGEST
    for text in filter(None, (shown, key)):
        assert re.fullmatch(r"https?://[!-~]+", text)
        assert not re.search(r"[\"<>\\^`{|}]", text)


@given(URLS, NAMES, VALUES, VALUES)
@settings(max_examples=300)
def test_never_merges_what_differs_in_a_parameter_that_may_matter(url: str, name: str, one: str, other: str) -> None:
    patterns = tracking()
    assume(not patterns.is_known(name, "a.example") and name not in patterns.ambiguous and name != "amp")
    assume(one.replace("+", "%20") != other.replace("+", "%20") and "/url?" not in url)
    head, _, tail = url.partition("#")
    assert url_key(f"{head}&{name}={one}#{tail}") != url_key(f"{head}&{name}={other}#{tail}")


@given(
    URLS,
    st.sampled_from(["utm_source=x", "utm_anything=1", "fbclid=2", "at_medium=RSS", "_openstat=z", "mtm_campaign=y"]),
)
@settings(max_examples=150)
def test_tracking_never_makes_a_difference(url: str, noise: str) -> None:
    head, _, tail = url.partition("#")
    assert url_key(f"{head}&{noise}#{tail}") == url_key(url)


def test_an_escaped_letter_in_a_copys_path_is_that_letter() -> None:
    for url in (
        "http://a-b.cdn.ampproject.org/%41/x.amp/news",
        "http://a-b.cdn.ampproject.org/%63/s/example.com/news",
    ):
        key = url_key(url)
        assert key is not None
        assert url_key(key) == key
    assert url_key("http://a-b.cdn.ampproject.org/%63/s/example.com/news") == "https://example.com/news"
