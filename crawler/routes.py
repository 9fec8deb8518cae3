"""By which way a request leaves: straight, or by a proxy that stands near the sites of a province or host.

Data of the operator, in `<data>/proxies.toml` (`docs/fetching-elsewhere.md`):

    [[proxy]]
    name = "zhengzhou"
    url = "http://10.8.0.2:3128"        # or "direct"
    provinces = ["henan"]               # names of spiders
    hosts = ["tacheng.gov.cn"]          # and all below them

A host goes before a province, with or without `www.`; of several hosts the longest name decides. Where
nothing is said, `HTTP_PROXY` and `HTTPS_PROXY` hold; `NO_PROXY` goes before everything. Name and password are
never in a file: `NIANBAO_PROXY_ZHENGZHOU=name:password`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from crawler.config import ConfigError
from crawler.guard import Guard, HostRules
from spiders import registry

DIRECT = "direct"
_KEYS = frozenset({"name", "url", "provinces", "hosts"})
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Way:
    """One way out. `url` is the proxy's, None for no proxy; `credentials` is `name:password` or empty."""

    name: str
    url: str | None
    credentials: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Routes:
    """The ways of provinces (by the spider's name) and of hosts."""

    provinces: Mapping[str, Way] = field(default_factory=dict)
    hosts: Mapping[str, Way] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path, credentials: Mapping[str, str]) -> Self:
        """Read the file, if there is one; `credentials` by name of the proxy. Raises ConfigError."""
        try:
            tables = tomllib.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read: {error}") from error
        try:
            return cls._of(tables, credentials)
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from error

    @classmethod
    def _of(cls, tables: Mapping[str, Any], credentials: Mapping[str, str]) -> Self:
        if unknown := sorted(set(tables) - {"proxy"}):
            raise ConfigError(f"unknown entries {unknown}; proxies are tables [[proxy]]")
        provinces: dict[str, Way] = {}
        hosts: dict[str, Way] = {}
        names: set[str] = set()
        given = tables.get("proxy", [])
        if not isinstance(given, list):
            raise ConfigError("proxies are tables with two brackets: [[proxy]]")
        for table in given:
            way = _way(table, credentials)
            if way.name in names:
                raise ConfigError(f"proxy {way.name} stands twice")
            names.add(way.name)
            _add(provinces, _provinces(table, way), way)
            _add(hosts, _hosts(table, way), way)
        return cls(provinces, hosts)

    @property
    def proxy_hosts(self) -> frozenset[str]:
        """Hosts of the proxies themselves."""
        ways = (*self.provinces.values(), *self.hosts.values())
        return frozenset(urlsplit(way.url).hostname or "" for way in ways if way.url)

    def way_of(self, host: str, spider: str) -> Way | None:
        """The way to a host that a spider asks; None where nothing is said of either.

        A registered host belongs to the province that it is registered under, whoever asks.
        """
        labels = host.split(".")
        for start in range(len(labels)):
            if (way := self.hosts.get(".".join(labels[start:]))) is not None:
                return way
        return self.provinces.get(registry.spider_of_host(host) or spider)


def _way(table: Mapping[str, Any], credentials: Mapping[str, str]) -> Way:
    name, url = table.get("name"), table.get("url")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ConfigError(f"a proxy's name is small letters, digits and _, not {name!r}")
    if unknown := sorted(set(table) - _KEYS):
        raise ConfigError(f"proxy {name}: unknown keys {unknown}")
    if url == DIRECT:
        return Way(name, None)
    if not isinstance(url, str) or not _is_proxy(url):
        # What is wrong with it may be the password in it: it is not said again.
        raise ConfigError(
            f"proxy {name}: url is {DIRECT!r} or like 'http://10.8.0.2:3128', without a password"
        )
    return Way(name, url, credentials.get(name, ""))


def _is_proxy(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            (parts.scheme, parts.username, parts.path.strip("/"), parts.query) == ("http", None, "", "")
            and bool(parts.hostname)
            and parts.port is not None
        )
    except ValueError:
        return False


def _provinces(table: Mapping[str, Any], way: Way) -> list[str]:
    names = _words(table, "provinces", way)
    known = {*registry.spider_names(), "any"}
    if unknown := sorted(set(names) - known):
        raise ConfigError(f"proxy {way.name}: no spiders are called {', '.join(unknown)}")
    return names


def _hosts(table: Mapping[str, Any], way: Way) -> list[str]:
    hosts = _words(table, "hosts", way)
    guard = Guard(HostRules.load())
    for host in hosts:
        if reason := guard.refuse_host(host):
            raise ConfigError(f"proxy {way.name}: {reason}")
    # `www.gov.cn` is a portal; `gov.cn` would be all of them.
    bare = [host.lower().removeprefix("www.") for host in hosts]
    return [
        host.lower() if plain in guard.rules.suffixes else plain
        for host, plain in zip(hosts, bare, strict=True)
    ]


def _words(table: Mapping[str, Any], key: str, way: Way) -> list[str]:
    words = table.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ConfigError(f"proxy {way.name}: {key} is a list of names")
    return words


def _add(ways: dict[str, Way], names: Iterable[str], way: Way) -> None:
    for name in names:
        if ways.setdefault(name, way) is not way:
            raise ConfigError(f"{name} is given to the proxies {ways[name].name} and {way.name}")
