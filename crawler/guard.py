"""What may be fetched at all: public http(s) pages of Chinese government hosts, nothing else.

Names are judged before a request and after every redirect, addresses when the connection is made
(`crawler.resolver`), so that a name that answers with a private address is refused as well.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
LONGEST_ADDRESS = 2083
"""Characters of an address; no portal was seen to use a longer one."""
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

# Said here once more although `ipaddress` knows most of them: what it calls global has changed between
# Python versions. Further: relays of IPv4 in IPv6 (6to4, Teredo, NAT64) and one cloud's metadata service.
_CLOSED_NETWORKS = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32",
        "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HostRules:
    """The data of the guard: name suffixes, single names, ports."""

    suffixes: tuple[str, ...]
    hosts: frozenset[str]
    low_ports: frozenset[int]
    closed_ports: frozenset[int]

    @classmethod
    def load(cls) -> HostRules:
        """Read `crawler/hosts.toml`."""
        plain = tomllib.loads(resources.files("crawler").joinpath("hosts.toml").read_text("utf-8"))
        return cls(
            suffixes=tuple(plain["suffixes"]),
            hosts=frozenset(plain["hosts"]),
            low_ports=frozenset(plain["low_ports"]),
            closed_ports=frozenset(plain["closed_ports"]),
        )


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges addresses of pages and of machines; every verdict is a reason to refuse, or None."""

    rules: HostRules
    allow_loopback: bool = False
    proxy_hosts: frozenset[str] = frozenset()
    """Hosts of the configured proxies: their own address is the operator's choice, not a page's."""

    def refuse_url(self, url: str) -> str | None:
        """Judge the address of a page by length, scheme, user info, name and port."""
        if len(url) > LONGEST_ADDRESS:
            return f"address of {len(url)} characters"
        if not url.isprintable() or "\\" in url or " " in url:
            return "address with control characters, blanks or backslashes"
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            return f"not an address: {error}"
        if parts.scheme not in {"http", "https"}:
            return f"scheme {parts.scheme or 'missing'} is not http or https"
        if parts.username is not None or parts.password is not None:
            return "address carries a user name"
        if not host:
            return "no host"
        if self.allow_loopback and host in _LOOPBACK_NAMES:
            return None
        return self.refuse_host(host) or self._refuse_port(port)

    def refuse_host(self, host: str) -> str | None:
        """Judge a host by its name alone."""
        name = _canonical(host)
        if _is_numeric(name):
            return f"{host} is an address, not a name"
        if len(name) > 253 or not _NAME.fullmatch(name):
            return f"{host[:80]} is not a host name"
        if name in self.rules.hosts:
            return None
        if any(name == suffix or name.endswith("." + suffix) for suffix in self.rules.suffixes):
            return None
        return f"{host} is neither under {' or '.join(self.rules.suffixes)} nor registered"

    def refuse_address(self, address: str) -> str | None:
        """Judge the address of a machine, as a name server gave it."""
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return f"{address} is not an address"
        inner = getattr(ip, "ipv4_mapped", None)
        ip = inner or ip
        if self.allow_loopback and ip.is_loopback:
            return None
        if ip.is_multicast or not ip.is_global or any(ip in net for net in _nets(ip)):
            return f"{address} is not a public address"
        return None

    def _refuse_port(self, port: int | None) -> str | None:
        if port is None or port in self.rules.low_ports:
            return None
        if port < 1024 or port in self.rules.closed_ports:
            return f"port {port} is not one of a web server"
        return None


def _canonical(host: str) -> str:
    name = host.lower().rstrip(".")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _is_numeric(name: str) -> bool:
    """True for every spelling of an address that some resolver accepts: dotted, decimal, octal, hex, IPv6."""
    if ":" in name:
        return True
    return all(re.fullmatch(r"0x[0-9a-f]*|[0-9]+", part) for part in name.split("."))


def _nets(ip: Address) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [net for net in _CLOSED_NETWORKS if net.version == ip.version]
