"""The one door to the web: asks a source over HTTP, politely, bounded in bytes and time. Only this module knows httpx.

httpx's transport is used without its client: no cookie jar, no environment, no redirects of its own, no log of URLs.
"""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote_to_bytes

import httpcore
import httpx

from bot.model import Source, SourceState
from bot.poll.address import NOBODY, PrivateHosts, host_problem
from bot.poll.inflate import Broken, Inflater, TooLarge, coding_of
from bot.poll.network import ClosedHost, GuardedNetwork, Resolve, Resolver, forget_sniffio
from bot.poll.reason import certificate_problem, closed_problem, status_problem
from bot.poll.turns import PATIENCE, Turns
from bot.ports import Answer, Fetcher

_PERMANENT = (301, 308)
_REDIRECTS = (*_PERMANENT, 302, 303, 307)
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
_DNS_THREADS = 32
_SHOWN = 100  # characters of a path that a sentence quotes
_LATER = "it is asked again later"
_OTHER = "look for another address of the feed"
_FAULTS = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError, ImportError)

# The first that fits, so the special ones stand before the general.
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (httpx.ConnectTimeout, "{host} took no connection in {limits.connect:.0f} s; it is down or bars us: try proxy"),
    (httpx.ReadTimeout, "{host} fell silent for {limits.read:.0f} s; {later}"),
    (httpx.WriteTimeout, "{host} read nothing of our request for {limits.write:.0f} s; {later}"),
    (httpx.ProxyError, "the proxy refused to lead to {host}; check the proxy of this source"),
    (httpx.ConnectError, "{host} cannot be reached; check this machine's network, or the proxy of this source"),
    (httpx.ReadError, "{host} cut the connection before it answered; if this goes on, try user_agent or proxy"),
    (httpx.RemoteProtocolError, "{host} did not answer in proper HTTP; {later}"),
    (httpx.LocalProtocolError, "the request cannot be written; check the headers and user_agent of this source"),
    (ImportError, "this kind of proxy needs a package; run pip install 'httpx[socks]', or name an http proxy"),
    (UnicodeError, "the request cannot be written; check the headers and user_agent of this source"),
    (httpx.InvalidURL, "{host} cannot be asked: the url or the proxy of this source is misspelt; correct it"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one poll may cost. Seconds and bytes; real feeds reach 3 MB."""

    connect: float = 10.0
    read: float = 15.0  # between two pieces
    write: float = 10.0
    whole: float = 45.0  # all hops together, without waiting for a turn: a drip never lets the others run out
    raw: int = 10 * 2**20
    inflated: int = 10 * 2**20
    hops: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    """One hop's answer. `status` is 0 where there was none."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    truncated: bool = False
    problem: str = ""
    silence: int = 0  # patience it cost; see turns


class HttpFetcher(Fetcher):
    """Asks one host one thing at a time, and at most `concurrency` hosts at once.

    `user_agent` names the bot and a URL about it. `allow_private`: hosts, addresses or networks of the operator's own
    that may be polled. `transport` and `resolve` replace the network in tests.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        concurrency: int = 50,
        allow_private: frozenset[str] = frozenset(),
        limits: Limits | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        forget_sniffio()
        self._user_agent = user_agent
        self._limits = limits or Limits()
        self._allowed = PrivateHosts.of(allow_private)
        self._turns = Turns(concurrency)
        self._resolver = Resolver(min(concurrency, _DNS_THREADS))
        self._resolve = resolve or self._resolver
        self._given = transport
        self._doors: dict[tuple[str | None, bool], httpx.AsyncBaseTransport] = {}
        self._tls: ssl.SSLContext | None = None

    async def close(self) -> None:
        for door in self._doors.values():
            await door.aclose()
        self._doors.clear()
        self._resolver.close()

    async def fetch(self, source: Source, state: SourceState) -> Answer:
        """Ask `state.url` for what changed since the validators in `state`, following redirects."""
        try:
            home = _sound(httpx.URL(state.url))
        except (httpx.InvalidURL, ValueError) as error:
            return Answer(status=0, url=state.url, problem=f"the url is not usable ({error}); correct it")
        trail, permanent, left = [home], True, self._limits.whole
        while True:
            hop = _Hop(source=source, state=state, url=trail[-1], home=home)
            reply, spent = await self._take(hop, left)
            left -= spent
            if reply.problem or reply.status not in _REDIRECTS:
                moved = permanent and len(trail) > 1 and not home.userinfo and not reply.problem
                return _answer(reply, hop.url, moved_to=str(_bare(hop.url)) if moved else None)
            target, problem = _target(reply, trail, self._limits.hops)
            if target is None:
                return _answer(replace(reply, problem=problem), hop.url)
            # A move from https to http is followed, but never for good.
            permanent &= reply.status in _PERMANENT and (hop.url.scheme, target.scheme) != ("https", "http")
            trail.append(target)

    async def _take(self, hop: _Hop, left: float) -> tuple[_Reply, float]:
        """Ask one address when it is its host's turn. Returns the reply and the seconds it took."""
        # The operator wrote the first address; any later one was written by a stranger, unless the first is private.
        allowed = self._allowed if hop.first or self._allowed.allow_host(hop.home.host) else NOBODY
        proxied = hop.source.proxy is not None
        if refusal := host_problem(hop.url.scheme, hop.url.host, allowed, resolved_elsewhere=proxied):
            return _Reply(problem=closed_problem(refusal, redirected=not hop.first)), 0.0
        async with self._turns.at(hop.url.host) as line:
            if line.closed:
                return _Reply(problem=line.closed), 0.0
            clock = asyncio.get_running_loop().time
            begun = clock()
            reply = await self._ask(hop, left, allowed)
            line.served(reply.problem, reply.silence)
            return reply, clock() - begun

    async def _ask(self, hop: _Hop, left: float, allowed: PrivateHosts) -> _Reply:
        try:
            async with asyncio.timeout(left):
                response = await self._door(hop.source.proxy, allowed).handle_async_request(self._request(hop))
                try:
                    return await self._read(response, hop)
                finally:
                    await response.aclose()
        except TimeoutError:
            slow = f"{hop.url.host} took more than {self._limits.whole:.0f} s in all; {_LATER}"
            return _Reply(problem=slow, silence=1)
        except _FAULTS as error:
            silence = PATIENCE if isinstance(error, httpx.ConnectTimeout) else isinstance(error, httpx.ReadTimeout)
            return _Reply(problem=_explain(error, hop, self._limits), silence=int(silence))

    def _door(self, proxy: str | None, allowed: PrivateHosts) -> httpx.AsyncBaseTransport:
        """The transport for a proxy (or none) and for what may be entered: a handful, each made when first needed."""
        if self._given is not None:
            return self._given
        key = (proxy, allowed is NOBODY)
        if key not in self._doors:
            self._tls = self._tls or httpx.create_ssl_context(trust_env=False)
            # Our own gate bounds the connections; a pool of that size as well would wait for itself (httpcore#1035).
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
            door = httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False, limits=limits, proxy=proxy)
            if proxy is None:
                _guard(door, GuardedNetwork(self._resolve, allowed, httpcore.AnyIOBackend()))
            self._doors[key] = door
        return self._doors[key]

    def _request(self, hop: _Hop) -> httpx.Request:
        headers = httpx.Headers(
            {
                "User-Agent": hop.source.user_agent or self._user_agent,
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip",
                "Connection": "close",
            },
            encoding="latin-1",
        )
        for name, value in hop.conditions:
            headers[name] = value
        if hop.at_home:  # what the operator tells this source is told nobody else
            headers.update(dict(hop.source.headers))
            if hop.home.userinfo:
                headers["Authorization"] = "Basic " + base64.b64encode(unquote_to_bytes(hop.home.userinfo)).decode()
        limits = self._limits
        timeout = {"connect": limits.connect, "read": limits.read, "write": limits.write, "pool": None}
        return httpx.Request("GET", hop.url, headers=headers, extensions={"timeout": timeout})

    async def _read(self, response: httpx.Response, hop: _Hop) -> _Reply:
        headers = _headers(response)
        status = response.status_code
        reply = _Reply(status=status, headers=headers)
        if status == 304:
            unasked = f"{hop.url.host} answered 304 (not modified) to a request without conditions; {_LATER}"
            return reply if hop.conditions else replace(reply, problem=unasked)
        if status in _REDIRECTS:
            return reply
        if status != 200:
            return replace(reply, problem=status_problem(status, hop.url.host))
        coding = coding_of(headers.get("content-encoding", ""))
        if coding is None:
            said = headers["content-encoding"][:40]
            problem = f"{hop.url.host} sent the feed as {said!r} although only gzip was asked for; {_OTHER}"
            return replace(reply, problem=problem)
        return await self._body(response, reply, Inflater(coding, self._limits.inflated), hop.url.host)

    async def _body(self, response: httpx.Response, reply: _Reply, inflater: Inflater, host: str) -> _Reply:
        """Read the body piece by piece, as it is on the wire, so that no piece inflates past the cap."""
        cap, length = self._limits.raw, reply.headers.get("content-length", "")
        too_large = f"{host} sent more than {self._limits.inflated / 2**20:.0f} MB, which is no feed; {_OTHER}"
        cut = replace(reply, truncated=True, problem=f"{host} broke off in the middle of the feed; {_LATER}")
        if length.isdecimal() and int(length[:19]) > cap:
            return replace(reply, problem=too_large)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        raw = 0
        try:
            async for piece in response.stream:
                raw += len(piece)
                if raw > cap:
                    return replace(reply, problem=too_large)
                inflater.feed(piece)
        except TooLarge:
            return replace(reply, problem=too_large)
        except Broken:
            return replace(reply, problem=f"{host} says gzip but sent something else; {_LATER}")
        except (httpx.RemoteProtocolError, httpx.ReadError):
            return cut
        return replace(reply, body=inflater.body()) if inflater.complete else cut


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """One address on the way from the source's own."""

    source: Source
    state: SourceState
    url: httpx.URL
    home: httpx.URL

    @property
    def first(self) -> bool:
        return self.url == self.home

    @property
    def at_home(self) -> bool:
        """Whether this is still the server the operator named, perhaps by https instead of http."""
        here, home = _origin(self.url), _origin(self.home)
        return here == home or (here[0] == home[0] and (home[1:], here[1:]) == (("http", 80), ("https", 443)))

    @property
    def conditions(self) -> tuple[tuple[str, str], ...]:
        """The validators of the latest whole answer, as opaque as they came."""
        if self.state.validators_lie:
            return ()
        both = (("If-None-Match", self.state.etag), ("If-Modified-Since", self.state.last_modified))
        return tuple((name, value) for name, value in both if value)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.host, url.scheme, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _sound(url: httpx.URL) -> httpx.URL:
    """The same URL; raises ValueError now where its host is no IDNA name, which httpx would tell at the first use.

    A port past the last one it takes as well, and the socket's OverflowError would be no fault we know.
    """
    url.host.encode()
    if url.port is not None and not 0 < url.port < 2**16:
        raise ValueError(f"there is no port {url.port}")
    return url


def _bare(url: httpx.URL) -> httpx.URL:
    """The address without a password in it: it is printed, stored, and resolved against."""
    return url.copy_with(userinfo=b"") if url.userinfo else url


def _place(url: httpx.URL) -> str:
    """Host and path as they stand on the wire: `url.path` would decode %1b, and print what a stranger wrote."""
    path, query = url.raw_path.decode("latin-1").partition("?")[::2]
    return f"{url.host}{path[:_SHOWN]}{'…' if len(path) > _SHOWN else ''}{'?…' if query else ''}"


def _headers(response: httpx.Response) -> dict[str, str]:
    """Lower-case names; bytes as latin-1 (RFC 9110 §5.5), so that they go back as they came; doubles joined."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _answer(reply: _Reply, url: httpx.URL, moved_to: str | None = None) -> Answer:
    return Answer(
        status=reply.status,
        url=str(_bare(url)),
        body=reply.body,
        headers=reply.headers,
        moved_to=moved_to,
        truncated=reply.truncated,
        problem=reply.problem,
    )


def _target(reply: _Reply, trail: Sequence[httpx.URL], hops: int) -> tuple[httpx.URL | None, str]:
    """Where a redirect leads, or what is wrong with it."""
    here, location = trail[-1], reply.headers.get("location", "").strip()
    if not location:
        return None, f"{here.host} redirects to nowhere ({reply.status} without Location); {_OTHER}"
    try:
        target = _sound(here.join(location.encode("latin-1").decode("utf-8", "replace")).copy_with(fragment=None))
    except (httpx.InvalidURL, ValueError):
        return None, f"{here.host} redirects to an address that cannot be read; {_OTHER}"
    if target in trail:
        circle = " → ".join(_place(url) for url in (*trail[trail.index(target) :], target))
        return None, f"it redirects in a circle: {circle}; often a wish for cookies or a browser: {_OTHER}"
    if len(trail) > hops:
        return None, f"{trail[0].host} redirects more than {hops} times; {_OTHER}"
    return target, ""


def _guard(door: httpx.AsyncHTTPTransport, network: GuardedNetwork) -> None:
    """Put our network under httpx. It has no public place for it, so make sure the private one is still there."""
    pool: Any = door._pool
    if not isinstance(getattr(pool, "_network_backend", None), httpcore.AsyncNetworkBackend):
        raise RuntimeError("this httpx keeps its network elsewhere; install httpx>=0.28,<0.29 and httpcore>=1,<2")
    pool._network_backend = network


def _explain(error: Exception, hop: _Hop, limits: Limits) -> str:
    """Turn an exception into a sentence. Its own text is used sparingly: it may quote headers, which hold secrets."""
    host = hop.url.host if hop.source.proxy is None else f"{hop.url.host} (by the proxy)"
    for cause in _causes(error):
        if isinstance(cause, ClosedHost):
            return closed_problem(str(cause), redirected=not hop.first)
        if isinstance(cause, ssl.SSLCertVerificationError):
            return certificate_problem(cause.verify_code, cause.verify_message, host)
        if isinstance(cause, ssl.SSLError):
            return f"{host} and we agree on no TLS ({getattr(cause, 'reason', None) or 'broken handshake'}); {_OTHER}"
        if isinstance(cause, socket.gaierror):
            return f"DNS knows no {host} ({cause.strerror}); check the spelling of the url, or this machine's DNS"
        if isinstance(cause, ConnectionRefusedError):
            return f"{host} refused the connection; it is down or listens elsewhere: check the port in the url"
    return next(
        (words.format(host=host, limits=limits, later=_LATER) for kind, words in _WORDS if isinstance(error, kind)),
        f"{host} could not be asked ({type(error).__name__}); check the url and the proxy of this source",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and what lies behind it."""
    seen: set[int] = set()
    behind: list[BaseException | None] = [error]
    while behind:
        cause = behind.pop(0)
        if cause is not None and id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            behind += [cause.__cause__, cause.__context__]
