"""The replica world: what it holds, and serving it on loopback."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.replica import truth
from crawler.replica.certificates import Authority
from crawler.replica.hazards import Exposed
from crawler.replica.journal import Asked, Journal
from crawler.replica.load import DEMO, Content, china_files, load_content
from crawler.replica.proxy import Host, Proxy
from crawler.replica.sites import build_portal
from crawler.replica.truth import ExpectedFailure, LookAlike, TrueReport

GENERATED = {1: "2026-03-20", 2: "2026-05-08"}
"""Day on which the portals made their lists, by edition."""
WORLDS: Mapping[str, Callable[[], tuple[str, ...]]] = {
    "demo": lambda: DEMO,
    "china": china_files,
    "rebuilt": lambda: ("china/rebuilt",),
}
"""The small world of the demo; the whole one has a portal of every platform and hazard beside it;
portals that are rebuilt from one edition to the next."""


class World:
    """One edition of the world."""

    def __init__(self, content: Content) -> None:
        self.content = content
        generated = GENERATED[content.edition]
        self.portals = {site.host: build_portal(site, generated) for site in content.sites}

    @staticmethod
    def load(edition: int = 1, name: str = "demo") -> World:
        """Read the bundled data of a world, or one file of it; edition 2 is the world some weeks later."""
        return _loaded(edition, name)

    def truth(self) -> list[TrueReport]:
        """Every report that can be reached."""
        return truth.true_reports(self.content, self.portals)

    def expected_failures(self) -> list[ExpectedFailure]:
        """Every page, list and host that must end in a failure class."""
        return truth.expected_failures(self.content, self.portals)

    def lookalikes(self) -> list[LookAlike]:
        """Every page that must not become a report."""
        return truth.look_alikes(self.content, self.portals)

    def hosts(self, province: str | None = None) -> list[str]:
        """Host names of the world's portals, of one province's spider or of all."""
        return [site.host for site in self.content.sites if province in (None, site.province)]

    def entry_points(self, province: str | None = None) -> list[str]:
        """Home pages of the portals, for a crawl that starts from given addresses."""
        return [f"{site.base}/" for site in self.content.sites if province in (None, site.province)]

    def hosts_served(self) -> dict[str, Host]:
        """Host name (aliases too) -> what the proxy answers with; hazards start afresh."""
        served: dict[str, Host] = {}
        for site in self.content.sites:
            exposed = Exposed(self.portals[site.host], site.hazards, site.robots)
            options = site.options
            host = Host(exposed, site.schemes, bool(options.get("upgrade")), bool(options.get("gzip")))
            served.update(dict.fromkeys((site.host, *site.aliases), host))
        return served

    def _hosts_with(self, option: str) -> frozenset[str]:
        return frozenset(site.host for site in self.content.sites if site.options.get(option))

    @staticmethod
    @contextmanager
    def serve(port: int = 0, edition: int = 1, name: str = "demo") -> Iterator[Served]:
        """Serve an edition of a world from a thread of this process until the block ends."""
        with World.load(edition, name).served(port) as served:
            yield served

    @contextmanager
    def served(self, port: int = 0) -> Iterator[Served]:
        """Serve this world from a thread of this process until the block ends."""
        with tempfile.TemporaryDirectory(prefix="replica-") as folder:
            authority = Authority(Path(folder), self._hosts_with("self_signed"), self._hosts_with("weak_key"))
            journal = Journal()
            server = _Background(Proxy(self.hosts_served(), authority, journal))
            try:
                address = f"http://127.0.0.1:{server.start(port)}"
                yield Served(self, address, authority.ca_file, journal)
            finally:
                server.stop()


@cache
def _loaded(edition: int, name: str) -> World:
    """An edition is read once; what changes while it is served lives in the server."""
    files = WORLDS[name]() if name in WORLDS else (name,)
    return World(load_content(edition, files))


@dataclass(frozen=True, slots=True)
class Served:
    """A world being served."""

    world: World
    proxy_url: str
    ca_file: Path
    journal: Journal

    @property
    def requests(self) -> tuple[Asked, ...]:
        """The request log so far."""
        return self.journal.entries()


class _Background:
    """An event loop in a thread of its own."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="replica", daemon=True)

    def start(self, port: int) -> int:
        self._thread.start()
        return asyncio.run_coroutine_threadsafe(self._proxy.start(port), self._loop).result(10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._proxy.stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
