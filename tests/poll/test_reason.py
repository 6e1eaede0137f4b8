"""What the operator reads: what happened, where, and the cure; never a secret."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.model import Source, SourceState
from bot.poll.http import HttpFetcher
from bot.poll.reason import certificate_problem, status_problem

URL = "https://ada:pa55word@news.example/feed?key=s3cret"


def told(act: Callable[[httpx.Request], httpx.Response], **of_source: Any) -> str:
    async def run() -> str:
        fetcher = HttpFetcher(user_agent="x", transport=httpx.MockTransport(act))
        source = Source(id="s", url=URL, name="S", **of_source)
        return (await fetcher.fetch(source, SourceState(source="s", url=URL))).problem

    return asyncio.run(run())


def broken_by(cause: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def act(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("failed: key=s3cret") from cause

    return act


def certificate(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "odd"
    return error


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (10, "has expired; only its owner can renew it"),
        (9, "not valid yet; check the clock"),
        (18, "signed by nobody we know"),
        (62, "for another name"),
        (7, "refused (odd)"),
    ],
)
def test_a_bad_certificate_is_named_with_its_cure(code: int, says: str) -> None:
    problem = told(broken_by(certificate(code)))
    assert says in problem
    assert problem == certificate_problem(code, "odd", "news.example")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ssl.SSLError(1, "wrong version number"), "agree on no TLS"),
        (ConnectionRefusedError(), "refused the connection"),
        (OSError("unreachable"), "cannot be reached"),
    ],
)
def test_a_failed_connection_is_named_by_its_cause(error: Exception, says: str) -> None:
    assert says in told(broken_by(error))


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectTimeout("s3cret"),
        httpx.WriteTimeout("s3cret"),
        httpx.ReadError("s3cret"),
        httpx.ProxyError("s3cret"),
        httpx.LocalProtocolError("Illegal header value b's3cret'"),
        httpx.RemoteProtocolError("s3cret"),
        httpx.UnsupportedProtocol("s3cret"),
        httpx.StreamClosed(),
        ValueError("s3cret"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_failure_is_raised_or_gives_a_secret_away(error: Exception) -> None:
    def act(request: httpx.Request) -> httpx.Response:
        raise error

    problem = told(act)
    assert "news.example" in problem or "the request" in problem
    assert not any(secret in problem for secret in ("s3cret", "pa55word", "ada"))


@pytest.mark.parametrize("status", [204, 206, 300, 400, 401, 402, 403, 404, 406, 410, 418, 429, 451, 500, 503, 520])
def test_every_status_is_a_sentence_with_host_and_cure(status: int) -> None:
    problem = told(lambda request: httpx.Response(status))
    assert problem == status_problem(status, "news.example")
    assert problem.startswith("news.example ")
    assert str(status) in problem
    assert ";" in problem or "it may block" in problem


def test_a_header_that_http_cannot_carry_is_the_operators_to_mend() -> None:
    problem = told(lambda request: httpx.Response(200), headers=(("X-Key", "ключ"),))
    assert problem == "the request cannot be written; check the headers and user_agent of this source"
