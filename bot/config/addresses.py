"""Addresses in the file: which may be polled, through which proxy, and what a source is called when nobody says so."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

from bot.config.wrong import Wrong, nearest, shown, without_secrets
from bot.poll.address import PrivateHosts, is_inner_name, is_odd_literal, literal, why_closed
from bot.text.urls import url_key

_SCHEMES = ("http", "https")
_LONGEST_ID = 80


def split(value: str) -> SplitResult:
    """Split an address; raises Wrong where the standard library gives up (a bad port, a broken IPv6 literal)."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise Wrong(f"{_short(value)} is not an address; write https://host/path") from None
    return parts


def _short(url: str) -> str:
    """Return a URL as an error may echo it: without query values, which may hold keys."""
    return shown(without_secrets(url.partition("?")[0]))


def feed_url(value: object) -> str:
    """Return the address of a feed: http or https, with a host, without spaces and without a password."""
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f"{shown(value)} is not an address; write https://host/path")
    url = value.strip()
    if re.search(r"[\s\x00-\x1f\x7f-\x9f<>\"]", url):
        raise Wrong(
            f"{_short(url)} holds a space or a sign that no address has; write one address per line, spaces as %20"
        )
    if "${" in url:
        raise Wrong("an address with ${…} would be stored and shown; put the secret into headers: {Name: ${VARIABLE}}")
    parts = split(url)
    if parts.scheme.lower() not in _SCHEMES:
        raise Wrong(_scheme_sentence(url, parts))
    if "@" in parts.netloc:
        raise Wrong(
            "a user or password in an address is stored and shown; put it into headers: {Authorization: ${VARIABLE}}"
        )
    _check_host(url, parts.hostname or "")
    return url


def _check_host(url: str, host: str) -> None:
    try:
        ascii_host = host.encode("idna").decode() if not literal(host) else host
    except UnicodeError:
        ascii_host = ""
    if not host or not ascii_host or not re.fullmatch(r"[A-Za-z0-9._:-]+", ascii_host):
        raise Wrong(f"{_short(url)} names no host; write https://host/path")
    if is_odd_literal(host):
        raise Wrong(f"{host} is an address in an unusual spelling, which is never polled; write the host's name")


def _scheme_sentence(url: str, parts: SplitResult) -> str:
    scheme = parts.scheme.lower()
    if scheme == "feed":
        rest = url.split(":", 1)[1].lstrip("/")
        cure = rest if rest.startswith(("http://", "https://")) else f"https://{rest}"
        return f"feed: is not an address of the web; write {shown(cure)[1:-1]}"
    if "://" not in url and re.match(r"[\w-]+(\.[\w-]+)+(:\d+)?(/|$)", url):
        return f"{_short(url)} lacks its scheme; write {shown('https://' + url.partition('?')[0])[1:-1]}"
    near = nearest(scheme, _SCHEMES)
    if near and "://" in url:
        return f"{scheme}:// is not an address of the web; did you mean {near}://?"
    if scheme and "://" in url:
        return f"{scheme}:// cannot be polled; write an http:// or https:// address"
    return f"{_short(url)} is not an address; write https://host/path"


def closed_host(url: str, allowed: frozenset[str]) -> str | None:
    """Return the host of `url` if it surely lies inside the operator's network and `allowed` does not name it.

    Sure are private addresses and names of one word; what other names lead to is the poller's to see.
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    inside = bool(why_closed(host)) if literal(host) else is_inner_name(host)
    return host if inside and not PrivateHosts.of(allowed).allow_host(host) else None


def feed_key(url: str) -> str:
    """Return what two spellings of one feed's address have in common. Every parameter counts: here none is tracking."""
    names = tuple(name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True))
    return url_key(url, keep=names) or url


def private_word(value: object) -> str:
    """Return one item of `allow_private`: a host name, an address or a network, without scheme or port."""
    if not isinstance(value, str):
        raise Wrong(f"{shown(value)} is not a host; write a name or address such as 127.0.0.1")
    word = value.strip().lower()
    if PrivateHosts.of((word,)).networks:
        return word
    if "://" in word or re.fullmatch(r"[^/]+:\d+", word):
        host = split(word if "://" in word else f"//{word}").hostname
        raise Wrong(f"{shown(without_secrets(word))} is more than a host; write {host}")
    if not re.fullmatch(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", word):
        raise Wrong(
            f"{shown(word)} is not a host; write a name, an address such as 127.0.0.1 or a network such as 10.0.0.0/8"
        )
    return word


def proxy_url(url: str) -> str:
    """Return the address of a proxy; a password in it comes from the environment (the caller has filled it in)."""
    parts = split(url)
    if parts.scheme.startswith("socks"):
        raise Wrong("socks proxies are not available yet; write http://host:port")
    if parts.scheme not in _SCHEMES or not parts.hostname or re.search(r"\s", url):
        raise Wrong("this is not the address of a proxy; write http://host:port")
    return url


def source_id(url: str) -> str:
    """Return the id of a source that was given none: host and path, `gazeta.uz/ru/rss`. Stable: of this URL alone.

    What cannot stand there as it is (a query, which may hold a key; other scripts; great length) becomes a fingerprint.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    where = host + (f":{parts.port}" if parts.port else "") + parts.path.rstrip("/")
    plain = re.sub(r"[^A-Za-z0-9._~/:-]", "-", where)
    if plain == where and not parts.query and len(plain) <= _LONGEST_ID:
        return plain
    mark = hashlib.sha256(f"{where}?{parts.query}".encode()).hexdigest()[:8]
    return f"{plain[: _LONGEST_ID - 9].rstrip('-/')}~{mark}"


def source_name(url: str) -> str:
    """Return what a source is called when nobody says so: its host."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
