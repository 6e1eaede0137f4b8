"""No way leads from a feed, a redirect or an announced link into the operator's network (see also test_guard)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import httpcore
import pytest

from bot.cli.sources import Eye
from bot.config.settings import PollSettings, Settings
from bot.model import Source
from bot.poll.address import NOBODY, PrivateHosts, host_problem, is_inner_name, why_closed
from bot.poll.network import ClosedHost, GuardedNetwork
from tests.doors.conftest import NOW
from tests.standin.command import Marsad
from tests.standin.loopback import Feeds, rss

NEWS = rss(("Tokayev meets Xi Jinping in Astana", NOW), title="Inside")


@pytest.mark.parametrize(
    "address",
    [
        *("169.254.169.254", "168.63.129.16", "192.0.0.192", "100.100.100.200", "fd00:ec2::254", "fd20:ce::254"),
        *(
            "::ffff:169.254.169.254",
            "::ffff:a9fe:a9fe",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::",
            "::ffff:168.63.129.16",
        ),
    ],
)
def test_what_a_cloud_tells_its_machines_is_closed_in_every_spelling(address: str) -> None:
    assert why_closed(address)


@pytest.mark.parametrize("host", ["feeds", "rsshub", "metadata.google.internal", "x.lan", "instance-data", "a.corp."])
def test_a_proxy_is_not_asked_for_names_of_its_own_network(host: str) -> None:
    assert "inner network" in host_problem("http", host, NOBODY, resolved_elsewhere=True)
    assert host_problem("http", host, PrivateHosts.of([host]), resolved_elsewhere=True) == ""


@pytest.mark.parametrize("host", ["news.example", "24.kg", "пример.рф", "internal.example", "localhost.example"])
def test_a_name_of_public_dns_is_no_inner_name(host: str) -> None:
    assert not is_inner_name(host)


class Nowhere(httpcore.AsyncNetworkBackend):
    """Connects to nothing but notes where."""

    def __init__(self) -> None:
        self.reached: list[str] = []

    async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.reached.append(host)
        return httpcore.AsyncMockStream([])


def reach(host: str, leads_to: Sequence[str], allow: Sequence[str]) -> list[str]:
    async def resolve(_: str, __: int) -> Sequence[str]:
        return leads_to

    wire = Nowhere()
    asyncio.run(GuardedNetwork(resolve, PrivateHosts.of(allow), wire).connect_tcp(host, 80))
    return wire.reached


@pytest.mark.parametrize("allow", [["10.0.0.5"], ["10.0.0.0/8"], ["other.example", "10.0.0.5"]])
def test_whoever_runs_a_names_dns_cannot_point_it_at_what_the_operator_opened(allow: list[str]) -> None:
    with pytest.raises(ClosedHost, match=r"news\.example leads to 10\.0\.0\.5, a private address"):
        reach("news.example", ["10.0.0.5"], allow)
    assert reach("news.example", ["10.0.0.5"], [*allow, "news.example"]) == ["10.0.0.5"]
    assert reach("10.0.0.5", [], ["10.0.0.5"]) == ["10.0.0.5"]


def page(*links: str) -> str:
    announced = "".join(f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links)
    return f"<html><head>{announced}</head><p>News</html>"


def looked_at(feeds: Feeds, start: str, allow: set[str]) -> str:
    settings = Settings(poll=PollSettings(user_agent="x", allow_private=frozenset(allow)))

    async def look() -> str:
        eye = Eye(settings)
        try:
            return (await eye.look(Source(id="check", url=start, name="x"))).parsed.problem
        finally:
            await eye.close()

    return asyncio.run(look())


def test_a_strangers_page_cannot_announce_a_feed_inside_the_operators_network(feeds: Feeds) -> None:
    """`localhost` stands for the stranger: it is reached, but was not itself allowed by name."""
    inside = feeds.put("/inside", NEWS)
    start = feeds.put("/page", page(inside), "text/html").replace("127.0.0.1", "localhost")
    assert "127.0.0.1 is a loopback address" in looked_at(feeds, start, {"127.0.0.1"})
    assert "/inside" not in [request.path for request in feeds.asked]


@pytest.mark.parametrize("link", ["/inside", "http://LOCALHOST:{port}/inside"])
def test_a_page_may_announce_a_feed_of_its_own_host(feeds: Feeds, link: str) -> None:
    feeds.put("/inside", NEWS)
    link = link.format(port=feeds.url.rpartition(":")[2])
    start = feeds.put("/page", page(link), "text/html").replace("127.0.0.1", "localhost")
    assert looked_at(feeds, start, {"127.0.0.1"}) == ""


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "gopher://127.0.0.1/x", "javascript:alert(1)", "data:text/xml,x"]
)
def test_an_announced_link_is_of_the_web_or_none(feeds: Feeds, link: str) -> None:
    start = feeds.put("/page", page(link), "text/html")
    assert "HTML page" in looked_at(feeds, start, {"127.0.0.1"})
    assert [request.path for request in feeds.asked] == ["/page"]


def test_an_imported_list_of_feeds_opens_no_door(marsad: Marsad, feeds: Feeds) -> None:
    inside = feeds.put("/inside", NEWS)
    urls = (inside, "file:///etc/passwd", "gopher://x/", "http://2130706433/", "http://a:b@c.example/")
    outlines = "".join(f'<outline text="x" xmlUrl="{url}"/>' for url in urls)
    (marsad.folder / "list.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
    marsad.write("sources: []\n")
    ran = marsad("sources", "import", "list.opml")
    assert "allow_private" in ran.said
    assert marsad.config.read_text() == "sources: []\n"
    assert feeds.asked == []
