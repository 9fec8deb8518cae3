"""A short crawl that only looks: from an address to the nearest report column, and to whose site it is.

The spider is that of every portal, so guard, robots, proxies, delays and judgements are those of a crawl. It
asks for no report and stops at the first column.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scrapy.exceptions import CloseSpider
from scrapy.http import Request, Response

from crawler.config import Config
from crawler.crawl import CrawlOrder, OnStart, crawl
from crawler.services import Services
from parsers.failures import Failure
from spiders.addresses import canonical
from spiders.asking import Step, address_of
from spiders.crawling import PortalSpider
from spiders.families import list_lead
from spiders.judging import Verdict
from spiders.lists import Row
from spiders.looking import Look
from spiders.pages import Page
from spiders.reports import best_reading, metadata
from spiders.visits import Visit
from spiders.walks import ListWalk

MOST_REQUESTS = 60
"""A portal whose column is not found by so many steps needs the address of the column itself."""


@dataclass(frozen=True, slots=True)
class PageLook:
    """What a page says of whose site it is."""

    url: str
    site_name: str | None
    title: str
    publisher: str | None


@dataclass(slots=True)
class ColumnLook:
    """A report column: where, why it is one, and the reports that its first page or pages list."""

    url: str
    name: str
    platform: str
    reason: str
    """The fingerprint that chose the platform's adapter."""
    via: str
    label: str
    """Text of the link that led to it, empty for the address given."""
    reports: list[tuple[str, str]] = field(default_factory=list)
    """(title, address)."""
    parts: tuple[str, ...] = ()
    """Names of the columns inside it: years, kinds of bodies, bodies."""


@dataclass(frozen=True, slots=True)
class ReportLook:
    """The address given is a report itself."""

    url: str
    title: str


@dataclass(slots=True)
class Scouted:
    """What the short crawl brought home."""

    url: str
    column: ColumnLook | None = None
    report: ReportLook | None = None
    pages: list[PageLook] = field(default_factory=list)
    failed: Mapping[str, tuple[Failure, str]] = field(default_factory=dict)
    requests: int = 0


class ScoutSpider(PortalSpider):
    """Looks for the report column of one address."""

    name = "any"

    def __init__(self, **kwargs: Any) -> None:
        """See `Asking`."""
        super().__init__(**kwargs)
        self.column_seen: ColumnLook | None = None
        self.wanted: set[str] = set()
        """What is still waited for once the column is found: `home`, `list`."""
        self.homes_seen: set[str] = set()

    def request(self, url: str, visit: Visit, referer: str | None = None) -> Request:
        """Ask in the order of finding, so that what names a column goes before what may be one."""
        return super().request(url, visit, referer).replace(priority=-len(self.visited))

    def ask(self, url: str, visit: Visit, referer: str | None = None) -> Iterator[Request]:
        """Ask for nothing more once a column is found."""
        if self.column_seen is None:
            yield from super().ask(url, visit, referer)

    def index(self, response: Response, page: Page, visit: Visit) -> Iterator[Step]:
        """Note what the page says of its owner."""
        if self.column_seen is None:
            yield from self.note(page)
            yield from super().index(response, page, visit)

    def note(self, page: Page) -> Iterator[Any]:
        """Hand on what a page says of its owner."""
        own = metadata(page)
        self.homes_seen.add(canonical(page.url))
        yield PageLook(page.url, own.site_name, page.title, own.publisher)

    def column(self, response: Response, look: Look, visit: Visit) -> Iterator[Any]:
        """Take the first column that shows reports, parts or further pages; then only for its owner."""
        reports = [
            row for row, verdict in zip(look.rows, look.verdicts, strict=True) if verdict is Verdict.REPORT
        ]
        walk = ListWalk(look.page.url, look.platform)
        fresh = walk.take(look.page.url, look.rows)
        walk.expect(look.platform.more(look.page, walk.walked(sum(row.listed for row in fresh))))
        following = None if reports else walk.next()
        parts = self.nested(look, visit)
        yearly = look.platform.yearly(look.page, self.report_years())
        if visit.lead and not (reports or following or parts or yearly or look.is_report):
            return
        self.column_seen = ColumnLook(
            look.page.url,
            look.name or look.page.title,
            look.platform.name,
            look.fingerprint,
            visit.via if visit.via in ("given", "derived") else look.via,
            visit.label,
            [(row.title, row.url) for row in reports],
            tuple(lead.label for lead in parts if lead.label),
        )
        if look.is_report:
            title, _ = best_reading(look.page, visit.row, look.context)
            self.column_seen.reports.append((title, look.page.url))
        yield self.column_seen
        if following is not None:
            self.wanted.add("list")
            yield self.list_request(following, walk, visit.to(column_name=look.context))
        home = visit.entry.home
        if canonical(home) not in self.homes_seen:
            self.wanted.add("home")
            yield Request(home, self.parse_home, errback=self.home_failed, priority=50, dont_filter=True)
        self.close_if_done()

    def row(self, page: Page, row: Row, verdict: Verdict, visit: Visit) -> Iterator[Step]:
        """Note the titles of a list's further pages; no report is asked for."""
        if verdict is Verdict.REPORT and self.column_seen is not None:
            self.column_seen.reports.append((row.title, row.url))
        yield from ()

    def go_on(self, walk: ListWalk, visit: Visit) -> Iterator[Step]:
        """One further page is enough to know whose reports a list has."""
        self.wanted.discard("list")
        self.close_if_done()
        yield from ()

    def found(self, response: Response, page: Page, visit: Visit, platform: str) -> Iterator[Any]:
        """A report was given: ask for its list by the habit of its address, then for the home page."""
        title, _ = best_reading(page, visit.row, visit.column_name)
        yield ReportLook(page.url, title)
        lead = list_lead(page.url)
        if lead is not None:
            yield from self.ask(lead.url, Visit(visit.entry, via="derived", lead=True))
        yield from self.ask(visit.entry.home, Visit(visit.entry, via="menu"))

    def parse_home(self, response: Response) -> Iterator[Any]:
        """Note what the home page says of its owner."""
        yield from self.note(Page(address_of(response), response.body))
        self.wanted.discard("home")
        self.close_if_done()

    def home_failed(self, failure: Any) -> Iterator[Step]:
        """Do without the home page."""
        self.wanted.discard("home")
        self.close_if_done()
        yield from ()

    def close_if_done(self) -> None:
        """End the crawl when the column is found and nothing is waited for."""
        if self.column_seen is not None and not self.wanted:
            raise CloseSpider("column found")


def scout(config: Config, url: str, on_start: OnStart = lambda services: None) -> Scouted:
    """Look at an address and what it leads to. What is fetched is not kept: it is no corpus's.

    Raises what `crawler.crawl.crawl` raises. Once per process, like a crawl.
    """
    scouted = Scouted(url)
    kept: list[Services] = []

    def take(item: Any) -> None:
        if isinstance(item, PageLook):
            scouted.pages.append(item)
        elif isinstance(item, ColumnLook):
            scouted.column = item
        elif isinstance(item, ReportLook):
            scouted.report = scouted.report or item

    def started(services: Services) -> None:
        services.on_item = take
        kept.append(services)
        on_start(services)

    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        own = replace(
            config,
            db=f"sqlite:///{Path(folder) / 'look.db'}",
            data=Path(folder),
            workers=0,
            max_requests=MOST_REQUESTS,
        )
        summary = crawl(own, CrawlOrder(urls=(url,)), started, {"any": ScoutSpider})
    scouted.failed = dict(kept[0].failed)
    scouted.requests = summary.requests
    return scouted
