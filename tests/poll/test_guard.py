"""No poll leads into the operator's network, whatever a URL, a redirect or DNS says."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from typing import Any

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Source, SourceState
from bot.poll.address import NOBODY, PrivateHosts, host_problem, is_odd_literal, why_closed
from bot.poll.http import HttpFetcher
from bot.poll.network import ClosedHost, GuardedNetwork

CLOSED = [
    ("127.0.0.1", "loopback"),
    ("::1", "loopback"),
    ("::ffff:127.0.0.1", "loopback"),
    ("::ffff:7f00:1", "loopback"),
    ("10.1.2.3", "private"),
    ("172.16.0.1", "private"),
    ("192.168.1.1", "private"),
    ("fd00::1", "private"),
    ("169.254.169.254", "link-local"),
    ("fe80::1", "link-local"),
    ("100.64.0.1", "carrier"),
    ("0.0.0.0", "unspecified"),
    ("::", "unspecified"),
    ("224.0.0.1", "multicast"),
    ("ff02::1", "multicast"),
    ("255.255.255.255", "private"),
    ("240.0.0.1", "private"),
    ("192.0.2.1", "private"),
    ("198.18.0.1", "private"),
    ("64:ff9b::7f00:1", "NAT64"),
    ("64:ff9b:1::1", "NAT64"),
    ("2002:7f00:1::", "6to4"),
    ("2001:0:7f00:1::", "Teredo"),
    ("::7f00:1", "reserved"),
    ("4000::1", "reserved"),
]


@pytest.mark.parametrize(("address", "kind"), CLOSED)
def test_closed_addresses_are_known_by_kind(address: str, kind: str) -> None:
    assert kind in why_closed(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_open(address: str) -> None:
    assert why_closed(address) == ""


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0x7f000001", "127.1", "0177.0.0.1", "127.0.0.1.", "0x"])
def test_odd_spellings_of_addresses_are_refused_even_where_the_address_is_allowed(host: str) -> None:
    assert is_odd_literal(host)
    assert "unusual spelling" in host_problem("http", host, PrivateHosts.of(["127.0.0.1"]))


@pytest.mark.parametrize("host", ["24.kg", "163.com", "1tv.ru", "127.0.0.1.example", "0x.example", "a"])
def test_names_that_look_like_numbers_are_names(host: str) -> None:
    assert host_problem("https", host, NOBODY) == ""


def test_what_is_no_address_is_closed() -> None:
    assert why_closed("news.example") == "not an address"


@given(st.ip_addresses())
def test_nothing_the_standard_library_calls_closed_is_open_to_us(ip: Any) -> None:
    if ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or not ip.is_global:
        mapped = getattr(ip, "ipv4_mapped", None)
        assert why_closed(str(ip)) or (mapped is not None and mapped.is_global)


URLS = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::1]:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f.1:{port}/",
    "http://127.1:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://127。0。0。1:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "ftp://127.0.0.1/",
    "file:///etc/passwd",
    "http:///feed",
    "feed",
    "http://[::1/",
    "http://xn--/",
    "http://a..b/",
    "http://" + "a" * 300 + "/",
]


@pytest.mark.parametrize("url", URLS)
def test_nobody_gets_in_through_a_url(web: Any, url: str) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(web.response(200, b"secret"))

    async def run() -> tuple[Any, int]:
        async with web.serving(handler) as server:
            return await web.ask(url.format(port=server.port), allow=frozenset()), len(server.heads)

    answer, asked = asyncio.run(run())
    assert (answer.status, answer.body, asked) == (0, b"", 0)
    assert answer.problem


@pytest.mark.parametrize("allow", ["127.0.0.1", "127.0.0.0/8", "::1/128,127.0.0.1"])
def test_an_allowed_host_is_asked(web: Any, allow: str) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(web.response(200, b"ours"))

    async def run() -> Any:
        async with web.serving(handler) as server:
            return await web.ask(server.base, allow=frozenset(allow.split(",")))

    assert asyncio.run(run()).body == b"ours"


def test_a_stranger_cannot_redirect_to_a_host_that_is_allowed_to_the_operator(web: Any) -> None:
    """`near.lan` is reached although it is on loopback, as its address is allowed; where it sends us is not."""

    async def handler(server: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(web.response(302, Location=f"http://127.0.0.1:{server.port}/inside"))

    async def run() -> tuple[Any, list[str]]:
        async with web.serving(handler) as server:
            url = f"http://near.lan:{server.port}/"
            return await web.ask(url, resolve=_names({"near.lan": ["127.0.0.1"]})), server.targets

    answer, targets = asyncio.run(run())
    assert targets == ["/"]
    assert "redirects to where we do not follow: 127.0.0.1 is a loopback address" in answer.problem


def test_the_guard_is_really_under_httpx(web: Any) -> None:
    """It is put in by a private name of httpx; this fails when a new version calls it otherwise."""
    fetched = asyncio.run(web.ask("http://news.example/", resolve=_names({"news.example": ["1.1.1.1", "10.0.0.1"]})))
    assert "news.example leads to 10.0.0.1, a private address" in fetched.problem
    assert "poll.allow_private" in fetched.problem


def test_a_transport_of_the_callers_still_has_its_urls_checked() -> None:
    async def run() -> Any:
        transport = httpx.MockTransport(lambda request: httpx.Response(302, headers={"Location": "http://10.0.0.1/"}))
        fetcher = HttpFetcher(user_agent="x", transport=transport)
        source = Source(id="s", url="https://news.example/", name="S")
        return await fetcher.fetch(source, SourceState(source="s", url=source.url))

    assert "10.0.0.1 is a private address" in asyncio.run(run()).problem


# --- what DNS says -------------------------------------------------------------------------------------------------


class Wire(httpcore.AsyncNetworkBackend):
    """Connects to nothing but notes where; addresses in `dead` refuse."""

    def __init__(self, dead: Sequence[str] = ()) -> None:
        self.dead = dead
        self.reached: list[str] = []

    async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.reached.append(host)
        if host in self.dead:
            raise httpcore.ConnectError("refused")
        return httpcore.AsyncMockStream([])


def _names(book: dict[str, list[str]]) -> Any:
    async def resolve(host: str, port: int) -> list[str]:
        return book[host]

    return resolve


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    wire = Wire()
    network = GuardedNetwork(_names({"two.example": ["1.1.1.1", "192.168.0.1"]}), NOBODY, wire)
    with pytest.raises(ClosedHost, match="192\\.168\\.0\\.1, a private address"):
        asyncio.run(network.connect_tcp("two.example", 80))
    assert wire.reached == []


def test_what_was_checked_is_what_is_reached_however_dns_changes() -> None:
    answers = [["1.1.1.1"], ["127.0.0.1"], ["127.0.0.1"]]

    async def rebinding(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async def run() -> list[str]:
        wire = Wire()
        network = GuardedNetwork(rebinding, NOBODY, wire)
        await network.connect_tcp("rebind.example", 80)
        with pytest.raises(ClosedHost):
            await network.connect_tcp("rebind.example", 80)
        return wire.reached

    assert asyncio.run(run()) == ["1.1.1.1"]
    assert len(answers) == 1


def test_the_next_address_is_tried_where_one_refuses() -> None:
    wire = Wire(dead=["1.1.1.1", "2606:4700::1"])
    book = {"many.example": ["2606:4700::1", "1.1.1.1", "1.0.0.1"]}
    asyncio.run(GuardedNetwork(_names(book), NOBODY, wire).connect_tcp("many.example", 80, timeout=3))
    assert wire.reached == ["1.1.1.1", "1.0.0.1"]


@pytest.mark.parametrize("allow", ["desk.lan", "DESK.LAN.", "10.0.0.5", "10.0.0.0/24"])
def test_an_own_name_is_allowed_by_name_address_or_network(allow: str) -> None:
    wire = Wire()
    network = GuardedNetwork(_names({"desk.lan": ["10.0.0.5"]}), PrivateHosts.of([allow]), wire)
    asyncio.run(network.connect_tcp("desk.lan", 80))
    assert wire.reached == ["10.0.0.5"]


def test_a_name_dns_does_not_know_is_told_with_its_cure(web: Any) -> None:
    async def nothing(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    problem = asyncio.run(web.ask("https://nwes.example/feed", resolve=nothing)).problem
    assert problem.startswith("DNS knows no nwes.example (Name or service not known); check the spelling")


@pytest.mark.parametrize("empty", [True, False])
def test_dns_that_knows_no_address_or_never_answers_is_a_problem_not_a_crash(web: Any, empty: bool) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        await asyncio.sleep(0 if empty else 60)
        return []

    problem = asyncio.run(web.ask("https://dead.example/", resolve=resolve, limits=web.quick)).problem
    assert ("cannot be reached" if empty else "took no connection") in problem


def test_no_feed_is_behind_a_local_socket() -> None:
    with pytest.raises(ClosedHost):
        asyncio.run(GuardedNetwork(_names({}), NOBODY, Wire()).connect_unix_socket("/run/x"))
