"""Which hosts a poll may reach. A feed, or a redirect in it, must never lead into the operator's own network.

Pure: names and addresses come in, a reason or nothing goes out. Nothing is resolved here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

# The C library reads these as IPv4 addresses too: 2130706433, 0x7f.1, 0177.0.0.1, 127.1 (inet_aton).
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)

# `is_global` of the standard library lets the embedding and multicast ranges pass.
_EMBEDDING = (
    (ip_network("64:ff9b::/96"), "an address that embeds an IPv4 address (NAT64)"),
    (ip_network("64:ff9b:1::/48"), "an address that embeds an IPv4 address (NAT64)"),
    (ip_network("2002::/16"), "an address that embeds an IPv4 address (6to4)"),
    (ip_network("2001::/32"), "an address that embeds an IPv4 address (Teredo)"),
)
# What a cloud tells its machines about themselves stands on public addresses too: Azure's and Oracle's (the ranges of
# RFC 6890 belong to no site on the web; `is_global` knows only a part of them).
_OF_THE_CLOUD = (ip_network("168.63.129.16/32"), ip_network("192.0.0.0/24"))
_SHARED = ip_network("100.64.0.0/10")
_INNER_NAMES = frozenset(("localhost", "local", "internal", "lan", "home", "arpa", "intranet", "corp", "private"))
_LONGEST_NAME = 253  # RFC 1035 §3.1
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that is given out so far; everything else in IPv6 is special


def why_closed(address: str) -> str:
    """Say what kind of closed address this is, such as "a loopback address"; empty when it is a public one."""
    try:
        ip = ip_address(address)
    except ValueError:
        return "not an address"
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if embedding := next((words for network, words in _EMBEDDING if ip in network), ""):
        return embedding
    kinds = (
        (ip.is_unspecified, "the unspecified address"),
        (ip.is_loopback, "a loopback address"),
        (ip.is_link_local, "a link-local address"),
        (ip.is_multicast, "a multicast address"),
        (ip in _SHARED, "an address of a carrier's inner network"),
        (any(ip in network for network in _OF_THE_CLOUD), "an address where a cloud describes its machines"),
        (ip.is_private, "a private address"),
        (ip.is_reserved or not ip.is_global, "a reserved address"),
        (isinstance(ip, IPv6Address) and ip not in _GLOBAL_UNICAST, "a reserved address"),
    )
    return next((words for holds, words in kinds if holds), "")


def literal(host: str) -> Address | None:
    """Return the address a host name spells in the usual way, or None for a name."""
    if ":" not in host and not host[-1:].isdigit():  # nearly every host there is
        return None
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_odd_literal(host: str) -> bool:
    """Tell whether a host is a number that only the C library would take for an address."""
    return literal(host) is None and _NUMERIC.fullmatch(host) is not None


def is_inner_name(host: str) -> bool:
    """Tell whether no stranger can own this name: it is one word, or below a name that public DNS never gives out."""
    name = host.lower().rstrip(".")
    return "." not in name or name.rpartition(".")[2] in _INNER_NAMES


@dataclass(frozen=True, slots=True)
class PrivateHosts:
    """Hosts on closed addresses that the operator allows: names, addresses or networks such as 10.1.0.0/16.

    An allowed address opens itself and the inner names that lead to it. A name of public DNS must be allowed by name:
    whoever runs its DNS could else point it at any address the operator opened for something else.
    """

    names: frozenset[str]
    networks: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def of(cls, entries: Iterable[str]) -> PrivateHosts:
        names, networks = set(), []
        for entry in entries:
            try:
                networks.append(ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                names.add(entry.lower().rstrip("."))
        return cls(frozenset(names), tuple(networks))

    def allow_host(self, host: str) -> bool:
        """Whether a host, as written in a URL, was allowed by name or by address."""
        ip = literal(host)
        return self.allow_address(ip) if ip is not None else host.lower().rstrip(".") in self.names

    def allow_address(self, ip: Address) -> bool:
        if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        return any(ip in network for network in self.networks)

    def refusal(self, host: str, addresses: Iterable[str]) -> str:
        """Say why `host`, which resolved to `addresses`, is not reached; empty when it may be.

        All addresses must be open: a name with one public and one private address may come up private next time.
        """
        if self.allow_host(host):
            return ""
        inner = literal(host.partition("%")[0]) is not None or is_inner_name(host)
        for address in addresses:
            bare = address.partition("%")[0]
            if (why := why_closed(bare)) and not (inner and self._allowed(bare)):
                return _refused(host, bare, why)
        return ""

    def _allowed(self, address: str) -> bool:
        ip = literal(address)
        return ip is not None and self.allow_address(ip)


NOBODY = PrivateHosts(frozenset(), ())


def host_problem(scheme: str, host: str, allowed: PrivateHosts, *, resolved_elsewhere: bool = False) -> str:
    """Say what is wrong with an address before anything is asked; empty when it may be tried.

    `resolved_elsewhere`: a proxy will look the name up, so names that always mean the inside are refused here.
    """
    if scheme not in ("http", "https"):
        return f'"{scheme}:" is neither http nor https'
    if not host:
        return "the address names no host"
    if len(host) > _LONGEST_NAME:
        return f"the address names a host of {len(host)} characters, and DNS knows none so long"
    if is_odd_literal(host):
        return f"{host} is an address in an unusual spelling"
    inner = literal(host.partition("%")[0]) is None and is_inner_name(host)
    if resolved_elsewhere and inner and not allowed.allow_host(host):
        return _refused(host, host, "a name of the inner network")
    return "" if literal(host.partition("%")[0]) is None else allowed.refusal(host, (host,))


def _refused(host: str, address: str, why: str) -> str:
    return f"{address} is {why}" if address == host else f"{host} leads to {address}, {why}"
