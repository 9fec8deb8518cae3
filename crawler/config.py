"""One typed object for all that a person can configure; read from the environment and the command line.

Environment: `NIANBAO_DB`, `NIANBAO_DATA`, `NIANBAO_DELAY`, `NIANBAO_CONTACT`, `NIANBAO_CA_FILE`,
`NIANBAO_ALLOW_LOOPBACK`, `NIANBAO_CONCURRENCY`, `NIANBAO_WORKERS`, `NIANBAO_TIMEOUT`, `NIANBAO_CHROMIUM`,
`NIANBAO_PROXY_<NAME>` (`name:password` of a proxy near the sites), and the usual `HTTP_PROXY`, `HTTPS_PROXY`,
`NO_PROXY`.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from crawler.clock import Clock, utc_now

DEFAULT_DB = "sqlite:///data/nianbao.db"
DEFAULT_DATA = Path("data")
DEFAULT_DELAY = 2.0
_CREDENTIALS = "NIANBAO_PROXY_"


class ConfigError(ValueError):
    """A setting that cannot be used; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings of one process. Times are seconds, sizes bytes."""

    db: str = DEFAULT_DB
    data: Path = DEFAULT_DATA
    delay: float = DEFAULT_DELAY
    """Gap between two requests to one host; a longer Crawl-delay wins."""
    contact: str = ""
    """Address for site operators, printed in the User-Agent."""
    ca_file: Path | None = None
    """PEM file trusted in addition to the system's certificate authorities."""
    allow_loopback: bool = False
    """For tests and the demo only: loopback addresses may be fetched."""
    chromium: Path | None = None
    """The browser's program; where None, the one that is installed."""
    # A proxy's password may stand in these: they are not shown.
    http_proxy: str | None = field(default=None, repr=False)
    https_proxy: str | None = field(default=None, repr=False)
    no_proxy: str = ""
    proxy_credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    """`name:password` of the proxies of `proxies`, by the proxy's name."""
    timeout: float = 30.0
    """For one answer from the request to its last byte."""
    max_size: int = 30 * 1024 * 1024
    max_requests: int | None = None
    probe_missing_pages: bool = True
    """Ask each host once for a path that cannot exist, to know its error page."""
    concurrency: int = 32
    """Requests in flight at once, over all hosts; never more than one for a host."""
    workers: int = 2
    """Parse processes; 0 only fetches, and leaves the reading to a crawl or ingest with workers."""
    parse_timeout: float = 60.0
    """Seconds for one document; what may be a scan gets more by its size, up to `parse_longest`."""
    parse_longest: float = 600.0
    parse_memory: int = 3 * 1024 * 1024 * 1024
    """Address space of a parse process; what it really uses stays far below."""
    clock: Clock = utc_now
    """What runs, answers and events are stamped with."""

    @property
    def archive(self) -> Path:
        """Folder of the WARC files."""
        return self.data / "archive"

    @property
    def portals(self) -> Path:
        """Folder of a person's own registry of portals, read beside the one of the package."""
        return self.data / "portals"

    @property
    def proxies(self) -> Path:
        """File of the proxies near the sites, see `crawler.routes`."""
        return self.data / "proxies.toml"

    @property
    def tls(self) -> Path:
        """File of hosts with old TLS, see `crawler.tls`."""
        return self.data / "tls.toml"

    @property
    def expectations(self) -> Path:
        """Folder of what the sources are expected to give, see `crawler.health.expectations`."""
        return self.data / "expectations"

    @property
    def subscriptions(self) -> Path:
        """File of saved queries and subscribers, see `crawler.telling.subscriptions`."""
        return self.data / "subscriptions.toml"

    @property
    def feeds(self) -> Path:
        """Folder of the feed files."""
        return self.data / "feeds"

    @property
    def notices(self) -> Path:
        """File of local notices on deadlines, see `crawler.notices`."""
        return self.data / "notices.toml"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the environment; raises ConfigError for a value that makes no sense."""
        env = os.environ if environ is None else environ
        return cls(
            db=env.get("NIANBAO_DB") or DEFAULT_DB,
            data=Path(env.get("NIANBAO_DATA") or DEFAULT_DATA),
            delay=_number(env, "NIANBAO_DELAY", DEFAULT_DELAY),
            contact=env.get("NIANBAO_CONTACT", ""),
            ca_file=_ca_file(env),
            allow_loopback=env.get("NIANBAO_ALLOW_LOOPBACK", "").lower() in {"1", "true", "yes"},
            chromium=_program(env, "NIANBAO_CHROMIUM"),
            http_proxy=_either(env, "http_proxy"),
            https_proxy=_either(env, "https_proxy"),
            no_proxy=_either(env, "no_proxy") or "",
            proxy_credentials={
                name.removeprefix(_CREDENTIALS).lower(): value
                for name, value in env.items()
                if name.startswith(_CREDENTIALS)
            },
            timeout=_number(env, "NIANBAO_TIMEOUT", 30.0),
            concurrency=max(1, int(_number(env, "NIANBAO_CONCURRENCY", 32))),
            workers=int(_number(env, "NIANBAO_WORKERS", min(os.cpu_count() or 1, 8))),
        )

    def with_options(self, **options: Any) -> Self:
        """Return a copy in which each option that is not None replaces the setting of its name."""
        return replace(self, **{name: value for name, value in options.items() if value is not None})


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name)
    if not text:
        return float(default)
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise ConfigError(f"{name} must be a number that is not negative, not {text!r}")
    return value


def _ca_file(env: Mapping[str, str]) -> Path | None:
    name = env.get("NIANBAO_CA_FILE")
    if not name:
        return None
    try:
        ssl.create_default_context().load_verify_locations(name)
    except OSError as error:  # ssl's own errors among them
        raise ConfigError(f"NIANBAO_CA_FILE: {name} cannot be read as PEM certificates") from error
    return Path(name)


def _program(env: Mapping[str, str], name: str) -> Path | None:
    path = env.get(name)
    if path and not os.access(path, os.X_OK):
        raise ConfigError(f"{name}: {path} is no program that can be run")
    return Path(path) if path else None


def _either(env: Mapping[str, str], name: str) -> str | None:
    return env.get(name) or env.get(name.upper()) or None
