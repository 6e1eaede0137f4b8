"""The fetcher against loopback servers: what it sends, what it follows, and what it says when a server misbehaves."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
from typing import Any

import pytest

from bot.model import Source, SourceState
from bot.poll.http import HttpFetcher, Limits

FEED = b"<rss><channel><title>News</title></channel></rss>"


def test_first_request_is_honest_and_carries_nothing_but_what_a_poll_needs(web: Any) -> None:
    async def run() -> list[str]:
        async with web.serving(plain) as server:
            answer = await web.ask(server.base + "/feed?a=1")
            assert (answer.status, answer.body, answer.problem) == (200, FEED, "")
            return server.heads

    async def plain(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(web.response(body=FEED, ETag='W/"1"', Set_Cookie="id=1"))

    (head,) = asyncio.run(run())
    names = {line.partition(":")[0].lower(): line.partition(": ")[2] for line in head.split("\r\n")[1:] if line}
    assert set(names) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert names["accept-encoding"] == "gzip"
    assert names["user-agent"] == web.agent
    assert head.startswith("GET /feed?a=1 HTTP/1.1")


@pytest.mark.parametrize("etag", ['"a"', 'W/"a b"', "unquoted", '"\xe9\xff"', '"a-gzip"'])
def test_validators_go_back_byte_by_byte_as_they_came(web: Any, etag: str) -> None:
    modified = "Sat, 21 Nov 2026 10:00:00 GMT+nonsense"

    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(web.response(200, FEED, ETag=etag, Last_Modified=modified))

    async def run() -> str:
        async with web.serving(handler) as server:
            first = await web.ask(server.base)
            await web.ask(server.base, etag=first.headers["etag"], last_modified=first.headers["last-modified"])
            return server.heads[1]

    head = asyncio.run(run())
    assert f"If-None-Match: {etag}\r\n" in head
    assert f"If-Modified-Since: {modified}\r\n" in head


def test_a_server_caught_lying_is_asked_without_conditions(web: Any) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(web.response(200, FEED))

    async def run() -> str:
        async with web.serving(handler) as server:
            await web.ask(server.base, etag='"1"', last_modified="x", validators_lie=True)
            return server.heads[0]

    assert "If-" not in asyncio.run(run())


def test_304_is_unchanged_only_where_something_was_known(web: Any) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")

    async def run() -> tuple[Any, Any]:
        async with web.serving(handler) as server:
            return await web.ask(server.base, etag='"1"'), await web.ask(server.base)

    known, unknown = asyncio.run(run())
    assert (known.status, known.problem) == (304, "")
    assert "without conditions" in unknown.problem


def test_headers_and_password_of_a_source_stay_at_its_server(web: Any) -> None:
    async def elsewhere(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(web.response(200, FEED))

    async def run() -> None:
        async with web.serving(elsewhere) as other:

            async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
                writer.write(web.response(301, Location=other.base + "/new"))

            async with web.serving(handler) as server:
                url = server.base.replace("//", "//ada:pass%20word@")
                answer = await web.ask(url, headers=(("X-Key", "secret"), ("User-Agent", "Other")))
                assert "X-Key: secret" in server.heads[0]
                assert "Authorization: Basic YWRhOnBhc3Mgd29yZA==" in server.heads[0]
                assert "User-Agent: Other" in server.heads[0]
                assert "secret" not in other.heads[0]
                assert "Authorization" not in other.heads[0]
                assert "ada" not in answer.url
                assert answer.moved_to is None  # following it for good would lose the password

    asyncio.run(run())


# --- redirects -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307,), False), ((303,), False)],
)
def test_only_a_chain_of_permanent_redirects_is_a_move(web: Any, statuses: tuple[int, ...], moved: bool) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        step = int(target[1:])
        done = step == len(statuses)
        writer.write(web.response(200, FEED) if done else web.response(statuses[step], Location=f"/{step + 1}#x"))

    async def run() -> Any:
        async with web.serving(handler) as server:
            return await web.ask(server.base + "/0"), server.base

    answer, base = asyncio.run(run())
    assert (answer.status, answer.problem, answer.url) == (200, "", f"{base}/{len(statuses)}")
    assert answer.moved_to == (answer.url if moved else None)


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("/circle", "in a circle"),
        ("/one-more{n}", "more than 5 times"),
        ("", "to nowhere"),
        ("file:///etc/passwd", '"file:" is neither http nor https'),
        ("http://169.254.169.254/latest/", "link-local"),
        ("http://[::1]/", "loopback"),
        ("http://2130706433/", "unusual spelling"),
        ("http://exa mple\x7f:port/", "cannot be read"),
    ],
)
def test_a_bad_redirect_is_named_and_not_followed(web: Any, location: str, says: str) -> None:
    async def handler(server: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(web.response(302, Location=location.format(n=len(server.heads))))

    async def run() -> Any:
        async with web.serving(handler) as server:
            return await web.ask(server.base + "/circle"), len(server.heads)

    answer, asked = asyncio.run(run())
    assert says in answer.problem
    assert asked <= 6
    assert answer.moved_to is None


# --- sizes ---------------------------------------------------------------------------------------------------------

BOMB = gzip.compress(b"0" * 40_000_000, 9)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"Content-Length: 60000000\r\n\r\n<rss>", "more than 10 MB"),
        (b"Content-Encoding: gzip\r\n\r\n" + BOMB, "more than 10 MB"),
        (b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(FEED) + BOMB, "more than 10 MB"),
        (b"Content-Encoding: br\r\n\r\nabc", "'br' although only gzip"),
        (b"Content-Encoding: gzip, gzip\r\n\r\nabc", "although only gzip"),
        (b"Content-Encoding: zstd\r\n\r\nabc", "although only gzip"),
        (b"Content-Encoding: gzip\r\n\r\nnot at all", "says gzip"),
    ],
)
def test_a_body_that_is_too_large_or_oddly_packed_is_refused(web: Any, raw: bytes, says: str) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n" + raw)

    async def run() -> Any:
        async with web.serving(handler) as server:
            return await web.ask(server.base)

    answer = asyncio.run(run())
    assert says in answer.problem
    assert answer.body == b""


def test_a_body_without_end_is_left_at_the_cap(web: Any) -> None:
    sent = 0

    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            sent += 65_536
            await writer.drain()

    async def run() -> Any:
        async with web.serving(handler) as server:
            return await web.ask(server.base, limits=Limits(raw=1_000_000))

    assert "which is no feed" in asyncio.run(run()).problem
    assert sent < 30_000_000


def test_a_flood_of_headers_is_left(web: Any) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-Flood: " + b"x" * 8_000 + b"\r\n")
            await writer.drain()

    async def run() -> Any:
        async with web.serving(handler) as server:
            return await web.ask(server.base)

    assert "proper HTTP" in asyncio.run(run()).problem


@pytest.mark.parametrize("gzipped", [False, True])
def test_no_cut_of_the_answer_passes_for_the_whole(web: Any, gzipped: bool) -> None:
    body = gzip.compress(FEED) if gzipped else FEED
    whole = web.response(200, body, **({"Content_Encoding": "gzip"} if gzipped else {}))

    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(whole[: int(target[1:])])

    async def run() -> list[Any]:
        async with web.serving(handler) as server:
            return [
                await web.ask(f"{server.base}/{cut}")
                for cut in (0, 9, 30, *range(len(whole) - len(body), len(whole), 7))
            ]

    answers = asyncio.run(run())
    assert all(answer.problem and answer.body == b"" for answer in answers)
    assert answers[-1].truncated


def test_a_short_gzip_stream_without_length_is_a_cut(web: Any) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(FEED)[:-9])

    async def run() -> Any:
        async with web.serving(handler) as server:
            return await web.ask(server.base)

    answer = asyncio.run(run())
    assert answer.truncated
    assert "broke off" in answer.problem


# --- time ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chunk", "pause", "says"),
    [(b"", 5.0, "fell silent"), (b"H", 0.05, "in all"), (b"HTTP/1.1 200 OK\r\n\r\n", 0.05, "in all")],
    ids=["hangs", "drips before the answer", "drips forever"],
)
def test_a_slow_server_is_left_in_time(web: Any, chunk: bytes, pause: float, says: str) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(chunk)
        while True:
            await asyncio.sleep(pause)
            writer.write(chunk[:1])
            await writer.drain()

    async def run() -> Any:
        async with web.serving(handler) as server:
            return await asyncio.wait_for(web.ask(server.base, limits=web.quick), 10)

    assert says in asyncio.run(run()).problem


def test_a_reset_is_told_as_such(web: Any) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def run() -> Any:
        async with web.serving(handler) as server:
            return await web.ask(server.base)

    assert "cut the connection" in asyncio.run(run()).problem


def test_a_closed_port_is_told_as_such(web: Any) -> None:
    async def run() -> Any:
        async with web.serving(lambda *_: asyncio.sleep(0)) as server:
            url = server.base
        return await web.ask(url)

    assert "refused the connection" in asyncio.run(run()).problem


def test_cancellation_passes_through(web: Any) -> None:
    asked = asyncio.Event()

    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await asyncio.sleep(30)

    async def run() -> None:
        async with web.serving(handler) as server:
            task = asyncio.create_task(web.ask(server.base))
            await asked.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())


# --- turns ---------------------------------------------------------------------------------------------------------


def test_a_host_is_asked_one_thing_at_a_time_and_in_order(web: Any) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.005)
        writer.write(web.response(200, FEED))

    async def run() -> Any:
        async with web.serving(handler) as server:
            fetcher = HttpFetcher(user_agent=web.agent, allow_private=frozenset({"127.0.0.1"}))
            urls = [f"{server.base}/{n}" for n in range(20)]
            await asyncio.gather(*(_poll(fetcher, url) for url in urls))
            await fetcher.close()
            return server

    server = asyncio.run(run())
    assert server.most_at_once == 1
    assert server.targets == [f"/{n}" for n in range(20)]


def test_one_slow_host_with_many_feeds_keeps_nobody_from_a_turn(web: Any) -> None:
    async def slow(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async def brisk(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(web.response(200, FEED))

    async def run() -> list[Any]:
        async with web.serving(slow) as mud, web.serving(brisk, "127.0.0.2") as road:
            fetcher = HttpFetcher(user_agent=web.agent, concurrency=2, allow_private=frozenset({"127.0.0.0/8"}))
            stuck = [asyncio.create_task(_poll(fetcher, f"{mud.base}/{n}")) for n in range(500)]
            await asyncio.sleep(0)
            urls = [f"http://127.0.0.2:{road.port}/{n}" for n in range(20)]
            answers = await asyncio.wait_for(asyncio.gather(*(_poll(fetcher, url) for url in urls)), 20)
            for task in stuck:
                task.cancel()
            await asyncio.gather(*stuck, return_exceptions=True)
            await fetcher.close()
            return answers

    assert all(answer.status == 200 for answer in asyncio.run(run()))


def test_feeds_of_a_host_that_hangs_are_sent_home_after_three(web: Any) -> None:
    async def hangs(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async def run() -> tuple[list[Any], int]:
        async with web.serving(hangs) as server:
            allow = frozenset({"127.0.0.1"})
            fetcher = HttpFetcher(user_agent=web.agent, allow_private=allow, limits=web.quick)
            answers = await asyncio.gather(*(_poll(fetcher, f"{server.base}/{n}") for n in range(100)))
            await _poll(fetcher, f"{server.base}/later")
            await fetcher.close()
            return answers, len(server.heads)

    answers, asked = asyncio.run(run())
    assert asked == 3 + 1
    assert all("fell silent" in answer.problem for answer in answers)


def test_a_feed_that_hangs_now_and_then_harms_no_neighbour(web: Any) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30 if int(target[1:]) % 3 else 0)
        writer.write(web.response(200, FEED))

    async def run() -> list[Any]:
        async with web.serving(handler) as server:
            allow, limits = frozenset({"127.0.0.1"}), Limits(read=0.5)
            fetcher = HttpFetcher(user_agent=web.agent, allow_private=allow, limits=limits)
            answers = await asyncio.gather(*(_poll(fetcher, f"{server.base}/{n}") for n in range(7)))
            await fetcher.close()
            return answers

    assert [not answer.problem for answer in asyncio.run(run())] == [n % 3 == 0 for n in range(7)]


def test_a_host_that_takes_no_connection_is_tried_once_for_all_its_feeds(web: Any) -> None:
    tried = []

    async def nowhere(host: str, port: int) -> list[str]:
        tried.append(host)
        await asyncio.sleep(30)
        return []

    async def run() -> list[Any]:
        fetcher = HttpFetcher(user_agent=web.agent, limits=web.quick, resolve=nowhere)
        answers = await asyncio.gather(*(_poll(fetcher, f"https://dead.example/{n}") for n in range(50)))
        await fetcher.close()
        return answers

    assert all("took no connection" in answer.problem for answer in asyncio.run(run()))
    assert tried == ["dead.example"]


def test_the_gate_holds_over_many_hosts(web: Any) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)
        writer.write(web.response(200, FEED))

    async def run() -> int:
        async with web.serving(handler, "0.0.0.0") as server:
            fetcher = HttpFetcher(user_agent=web.agent, concurrency=3, allow_private=frozenset({"127.0.0.0/8"}))
            urls = [f"http://127.0.0.{n}:{server.port}/" for n in range(1, 31)]
            await asyncio.gather(*(_poll(fetcher, url) for url in urls))
            await fetcher.close()
            return server.most_at_once

    assert asyncio.run(run()) == 3


def test_a_proxied_source_goes_through_its_proxy(web: Any) -> None:
    async def handler(_: Any, target: str, writer: asyncio.StreamWriter) -> None:
        writer.write(web.response(200, FEED))

    async def run() -> Any:
        async with web.serving(handler) as server:
            good = await web.ask("http://news.invalid/feed", proxy=server.base, allow=frozenset())
            bad = await web.ask("http://10.0.0.1/feed", proxy=server.base, allow=frozenset())
            inner = await web.ask("http://printer.local/feed", proxy=server.base, allow=frozenset())
            socks = await web.ask("http://news.invalid/feed", proxy="gopher://x", allow=frozenset())
            return good, bad, inner, socks, server.targets

    good, bad, inner, socks, targets = asyncio.run(run())
    assert (good.status, targets) == (200, ["http://news.invalid/feed"])
    assert "private address" in bad.problem
    assert "inner network" in inner.problem
    assert "check the url and the proxy" in socks.problem


async def _poll(fetcher: HttpFetcher, url: str) -> Any:
    return await fetcher.fetch(Source(id=url, url=url, name=url), SourceState(source=url, url=url))
