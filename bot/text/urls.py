"""URLs: one form to compare by (`url_key`), one to show (`clean_url`). Nothing is fetched.

A key may be bold, since nobody clicks on it; a link that is shown keeps all but what is known to be tracking.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urlsplit

LONGEST: Final = 4_096  # characters of a URL; longer ones are floods (Google News, the longest in use, needs 1,000)

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_SAFE = "!$&'()*+,;=:@/?-._~"  # RFC 3986, what may stand in a path or query as it is
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_DROPPED = re.compile(
    "[\t\r\n\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_DEVICE = re.compile(r"(?:www\d{0,2}|m|mobile|amp|wap|touch)\.(?=[^.]+\.)")
_COUNTRY = re.compile(r"\.(?:com?\.)?[a-z]{2,3}$")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.IGNORECASE)
_AMP_END = re.compile(r"(?:/amp(?:\.html?)?|\.amp)/?$|\.amp(?=\.html?$)")
_AMP_CACHE = re.compile(
    r"https?://(?:[^/?#]+\.cdn\.ampproject\.org/(?-i:[a-z])/|(?:www\.)?google\.[a-z.]+/amp/)(s/)?([^/?#]+\..*)",
    re.IGNORECASE,
)
_AMP_PARAMS = re.compile(r"amp(?:=(?:1|true)?)?|outputtype=amp|output=amp", re.IGNORECASE)
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cgi|do|pl)$", re.IGNORECASE)
_SLUG = re.compile(r"[^\W_]{2,}(?:[-_][^\W_]+){2,}")
_CALENDAR = re.compile(r"\d{1,2}|(?:19|20)\d\d|(?:19|20)\d\d-?\d\d(?:-?\d\d)?")


@dataclass(frozen=True, slots=True)
class Tracking:
    """Names of query parameters, lower case; a trailing `*` was taken off the prefixes."""

    known: frozenset[str]
    prefixes: tuple[str, ...]
    ambiguous: frozenset[str]
    hosts: dict[str, frozenset[str]]
    redirects: dict[str, tuple[str, ...]]

    def is_known(self, name: str, host: str) -> bool:
        if name in self.known or name.startswith(self.prefixes):
            return True
        return any(name in names for site, names in self.hosts.items() if _within(host, site))


@cache
def tracking() -> Tracking:
    """The patterns that ship with the package (tracking.toml)."""
    data = tomllib.loads(files("bot.text").joinpath("tracking.toml").read_text(encoding="utf-8"))
    return Tracking(
        known=frozenset(name for name in data["known"] if not name.endswith("*")),
        prefixes=tuple(name[:-1] for name in data["known"] if name.endswith("*")),
        ambiguous=frozenset(data["ambiguous"]),
        hosts={host: frozenset(names) for host, names in data["hosts"].items()},
        redirects={door: tuple(names) for door, names in data["redirects"].items()},
    )


def clean_url(url: str, keep: tuple[str, ...] = ()) -> str | None:
    """The link to show: absolute http(s), percent-encoded, known tracking stripped; None when it is no such URL.

    Credentials go too (https://bank.example@evil.example/ deceives). What is not tracking stays as it was, in its
    order. Redirects of search engines and networks are replaced by where they lead. `keep` names parameters that the
    source needs.
    """
    parts = _split(url)
    if parts is None:
        return None
    host = _bare_host(parts)
    query = "&".join(pair for pair in _pairs(parts.query) if not _tracks(pair, host, keep))
    fragment = "" if _tracks_fragment(parts.fragment) else parts.fragment
    text = f"{parts.scheme}://{parts.netloc}{_quoted(parts.path) or '/'}"
    text += (f"?{_quoted(query)}" if query else "") + (f"#{_quoted(fragment)}" if fragment else "")
    return text if len(text) <= LONGEST else None


def url_key(url: str, keep: tuple[str, ...] = ()) -> str | None:
    """A key for comparison only: two URLs of one article give the same; None when `url` is no http(s) URL.

    Equal are http and https, with and without www., m. or AMP, any order of parameters, any spelling of an escape,
    any tracking. `keep` names parameters that identify an article on this site. Never equal are URLs that differ in
    any other parameter, nor "/a%2Fb" and "/a/b". Idempotent.
    """
    parts = _split(url, unwrap_amp=True)
    if parts is None:
        return None
    host = _bare_host(parts)
    path = _key_path(parts.path)
    pairs = [pair for pair in _pairs(parts.query) if not _tracks(pair, host, keep)]
    if _is_article(path):
        pairs = [pair for pair in pairs if not _may_track(pair, keep)]
    query = "&".join(sorted(_normal(pair.replace("+", "%20")) for pair in pairs))
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""  # pages made by scripts live there
    port = "" if parts.port in {None, *_DEFAULT_PORTS.values()} else f":{parts.port}"
    key = f"https://{_plain_host(host)}{port}{path or '/'}"
    key += (f"?{query}" if query else "") + (f"#{_normal(fragment)}" if fragment else "")
    # What hid a copy's address (an escape, a session in its path) is gone now; a copy's target is shorter: this ends.
    return url_key(key, keep) if _without_amp_cache(key) else key


# --- taking apart --------------------------------------------------------------------------------------------------


def _split(url: str, *, unwrap_amp: bool = False) -> SplitResult | None:
    """The parts of an http(s) URL with a sound host in ASCII, no credentials and no default port.

    A redirect that tells its target, and on demand Google's copy of a page, are replaced by where they lead.
    """
    url = _DROPPED.sub("", url).strip()
    if len(url) > LONGEST:
        return None
    try:
        parts = urlsplit(url)
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:  # a bad port, a broken [IPv6], a host that IDNA refuses
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or "\\" in parts.netloc:
        return None
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    target = _way_out(host, parts) or (unwrap_amp and _without_amp_cache(url)) or ""
    # A target is a part of the URL, hence shorter: this ends.
    led_to = _split(target, unwrap_amp=unwrap_amp) if target else None
    return led_to or parts._replace(netloc=netloc)


def _ascii_host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    host = host.rstrip(".")
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _bare_host(parts: SplitResult) -> str:
    """The host as it stands in a URL: an IPv6 address keeps its brackets."""
    return re.sub(r":\d+$", "", parts.netloc) if parts.port else parts.netloc


def _way_out(host: str, parts: SplitResult) -> str | None:
    """Where a redirect of a search engine or network leads, when the URL itself tells."""
    for door, names in tracking().redirects.items():
        site, _, path = door.partition("/")
        if _within(host, site) and parts.path.startswith("/" + path):
            for name, _, value in (pair.partition("=") for pair in _pairs(parts.query)):
                if name in names and value.lower().startswith("http"):
                    return unquote(value.replace("+", " "))
    return None


def _without_amp_cache(url: str) -> str | None:
    """Undo https://example-com.cdn.ampproject.org/c/s/example.com/x and https://www.google.com/amp/s/example.com/x."""
    found = _AMP_CACHE.match(url)
    return f"http{'s' if found[1] else ''}://{found[2]}" if found else None


def _within(host: str, site: str) -> bool:
    """Whether `host` is `site` or below it; `google.*` is Google in any country."""
    if site.endswith(".*"):
        host = _COUNTRY.sub(".*", host)
    return host == site or host.endswith("." + site)


def _plain_host(host: str) -> str:
    """Without www., m. and their like, as long as a name with a dot is left."""
    while _DEVICE.match(host):
        host = _DEVICE.sub("", host, count=1)
    return host


# --- paths ---------------------------------------------------------------------------------------------------------


def _key_path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", _normal(_SESSION.sub("", path)))
    path = "/".join(_without_dots(path.split("/"))).rstrip("/")
    shorter = _AMP_END.sub("", path).rstrip("/")
    if shorter.startswith("/amp/"):
        shorter = shorter[4:]
    return path if shorter == path else _key_path(shorter)


def _without_dots(segments: list[str]) -> list[str]:
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            kept = kept[:-1] if len(kept) > 1 else kept
        elif segment != ".":
            kept.append(segment)
    return kept


def _is_article(path: str) -> bool:
    """Whether a path alone may name an article: a segment with a number that is no date, or with a slug."""
    return any(_names_article(unquote(segment)) for segment in path.split("/"))


def _names_article(segment: str) -> bool:
    if _SLUG.search(segment):
        return True
    digits = sum(char.isdigit() for char in segment)
    return digits >= 3 and not _SCRIPT.search(segment) and not _CALENDAR.fullmatch(segment)


# --- parameters ----------------------------------------------------------------------------------------------------


def _pairs(query: str) -> Iterator[str]:
    """`name=value` as written. Some feeds escape twice: &amp; parts pairs as well."""
    return (pair for pair in re.split(r"&(?:amp;)?", query) if pair)


def _tracks(pair: str, host: str, keep: tuple[str, ...]) -> bool:
    name = unquote(pair.partition("=")[0]).lower()
    return name not in map(str.lower, keep) and tracking().is_known(name, host)


def _may_track(pair: str, keep: tuple[str, ...]) -> bool:
    name = unquote(pair.partition("=")[0]).lower()
    return name not in map(str.lower, keep) and (name in tracking().ambiguous or bool(_AMP_PARAMS.fullmatch(pair)))


def _tracks_fragment(fragment: str) -> bool:
    name = fragment.partition("=")[0].lower()
    return fragment.startswith(":~:") or ("=" in fragment and tracking().is_known(name, ""))


# --- escapes -------------------------------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    """Percent-encode what RFC 3986 does not allow, leaving sound escapes alone. Idempotent."""
    return quote(_BAD_ESCAPE.sub("%25", text), safe=_SAFE + "%")


def _normal(text: str) -> str:
    """One spelling for every escape: letters plain, reserved characters as they were, hexadecimal in capitals."""

    def one(found: re.Match[str]) -> str:
        byte = unquote_to_bytes(found[0])
        return byte.decode("ascii") if byte[0] in _UNRESERVED else found[0].upper()

    return _ESCAPE.sub(one, _quoted(text))
