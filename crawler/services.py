"""What the spiders of one process share: guard, turns of the hosts, budget, writer, what is already known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from scrapy.crawler import Crawler

from crawler.archive import ArchiveReader
from crawler.browser.browser import Browser
from crawler.config import Config
from crawler.counts import Counts
from crawler.guard import Guard
from crawler.politeness import HostTurns
from crawler.robots import RobotsRules
from crawler.routes import Routes
from crawler.tls import Ways
from crawler.writer import Writer
from models.facts import Fetch, KnownPage, Run
from parsers.failures import Failure
from spiders.addresses import host_of


@dataclass(slots=True)
class Budget:
    """How many requests a run may still make; None is no limit."""

    left: int | None
    spent: int = 0
    on_exhausted: Callable[[], None] = lambda: None
    """Called at each request beyond the limit."""
    refused: bool = False
    """True once a request was refused for want of budget."""

    def spend(self) -> bool:
        """Take one request; False when none is left."""
        if self.left is not None:
            if self.left <= 0:
                self.refused = True
                self.on_exhausted()
                return False
            self.left -= 1
        self.spent += 1
        return True


@dataclass(slots=True, weakref_slot=True, eq=False)
class Services:
    """Shared by all spiders of a run; built once by `crawler.crawl`."""

    config: Config
    run: Run
    guard: Guard
    turns: HostTurns
    budget: Budget
    writer: Writer
    archive: ArchiveReader
    fetched: Mapping[str, Fetch]
    """Good fetches of this run before it was killed, by address key."""
    known: Mapping[str, KnownPage]
    """Report pages of earlier runs, by address."""
    browser: Browser
    """Started when the first page needs it."""
    routes: Routes = field(default_factory=Routes)
    """By which way the hosts are asked."""
    ways: Ways = field(default_factory=dict)
    """What single hosts are let off in TLS."""
    robots: Mapping[str, RobotsRules] = field(default_factory=dict)
    """Rules of origins that were read not long ago: they hold for lists that are known."""
    since: date | None = None
    """Reports known to be published before this day are not taken in."""
    refusals: dict[str, str] = field(default_factory=dict)
    """Hosts whose name answered with an address that is not public, with the reason."""
    counts: Counts = field(default_factory=Counts)
    failed: dict[str, tuple[Failure, str]] = field(default_factory=dict)
    """Addresses whose last attempt failed, with class and detail."""
    on_item: Callable[[Any], None] = lambda item: None
    """Called with every item of a spider."""

    found: set[str] = field(default_factory=set)
    """Digests of the documents that this run has found: one more address of them is no new report."""
    entered: set[str] = field(default_factory=set)
    """Canonical addresses that spiders asked for without a page that leads to them."""
    linked: set[str] = field(default_factory=set)
    """Those of them that a page leads to all the same."""

    def note_spider_closed(self, spider: Any) -> None:
        """Take over what a spider knows of its entry points."""
        self.entered |= getattr(spider, "entered", set())
        self.linked |= getattr(spider, "linked", set())

    def note_failure(self, address: str, failure: Failure, detail: str) -> None:
        """Remember why an address could not be used."""
        self.failed[address] = (failure, detail)

    def note_spider_error(self, failure: Any, response: Any, spider: Any) -> None:
        """A spider that raises has met a page that it does not understand: that page is not read.

        `response` is the failure of a request where its errback raised, and None where the spider could not
        even say what it wants: then the failure bears the spider's name.
        """
        request = getattr(response, "request", None)
        address = str(getattr(response, "url", "") or getattr(request, "url", f"spider:{spider.name}"))
        detail = f"{type(failure.value).__name__}: {failure.value}"[:300]
        self.note_failure(address, Failure.LAYOUT_CHANGED, detail)
        if self.writer.error is None:
            self.writer.put(
                Fetch(
                    url=address,
                    host=host_of(address),
                    run_id=self.run.id,
                    at=self.config.clock(),
                    failure=Failure.LAYOUT_CHANGED,
                    detail=detail,
                    via="reading",
                    portal=request.meta.get("portal") if request else None,
                    column_url=request.meta.get("column_url") if request else None,
                )
            )


class ServedCrawler(Crawler):
    """Scrapy's crawler with the services of the run."""

    services: Services


def services_of(crawler: Any) -> Services:
    """The services that `crawler.crawl` gave to this crawler."""
    return cast(Services, crawler.services)
