"""What a spider is asked for and how it asks: arguments, entry points, requests that carry their reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import scrapy
from scrapy.http import Request, Response

from spiders.addresses import canonical, home_of, host_of, is_home, is_plain
from spiders.items import ColumnSeen, HostSeen, ListSeen, ListWalked, PageFailed, ReportFound
from spiders.judging import Years
from spiders.platforms.protocol import ListRequest
from spiders.rendering import RENDER, Rendering
from spiders.visits import ENTRY_WAYS, Entry, KnownColumn, Visit
from spiders.walks import ListWalk

Step = Request | ColumnSeen | HostSeen | ListSeen | ListWalked | ReportFound | PageFailed
"""What a callback yields."""

FIRST_REPORT_YEAR = 2008
"""The regulations on disclosure came into force on 1 May 2008: no report is older."""
_PRIORITY = {"home": -10, "page": 0, "list": 10, "either": 20, "report": 30, "file": 40}
"""Reports of a list come before its next page, registered columns before home pages."""


class Asking(scrapy.Spider):
    """Arguments and requests of a spider. What answers mean is said by its subclasses."""

    def __init__(
        self,
        urls: list[str] | None = None,
        level: str | None = None,
        years: Years = None,
        hosts: Collection[str] | None = None,
        since: str | None = None,
        known: Sequence[KnownColumn] = (),
        moved: Collection[str] = (),
        today: date | None = None,
        **kwargs: Any,
    ) -> None:
        """Take the arguments.

        `urls` are entry points instead of the registry; `level` and `hosts` choose among registered portals
        (all where None); `years` (from, to) are the report years wanted: a report whose title has no year is
        kept. `since` (YYYY-MM-DD) is the first day of publication wanted: reports that their list dates
        earlier are not asked for. `known` are columns that earlier runs found: they are asked for whether or
        not a page still leads to them. `moved` are addresses that ended and whose reports stand elsewhere.
        `today` is the day of the run.
        """
        super().__init__(**kwargs)
        self.urls = list(urls or [])
        self.level = level
        self.hosts = hosts
        self.years = years
        self.since = since
        self.known = tuple(known)
        self.known_keys = frozenset(canonical(column.url) for column in self.known)
        self.moved = frozenset(map(canonical, moved))
        self.today = today or datetime.now(UTC).date()
        self.entered: set[str] = set()
        """Canonical addresses asked for without a page that leads to them."""
        self.linked: set[str] = set()
        """Those of them that a page leads to all the same."""
        self.visited: set[str] = set()
        """Canonical addresses of all pages asked for."""
        self.dead: dict[str, set[str]] = {}
        """Addresses that could not be had, as they were asked for: another form of one may answer."""
        self.revived: set[str] = set()
        """Those other forms, as they were asked for."""
        self.variants: dict[str, str] = {}
        """Addresses asked for in a form of their own, by key: a mobile copy, the big5 gate, a session."""
        self.others: dict[str, list[tuple[str, Visit, str | None]]] = {}
        """What else would have been asked for in their place, by key: should the variant be dead."""
        self.walked: set[str] = set()
        """Keys of all list requests made."""
        self.proposed: set[str] = set()
        """Hosts that were handed on as proposals."""
        self.index_pages: Counter[str] = Counter()
        self.homes: dict[str, tuple[int, bytes]] = {}
        """Size and digest of the home page by host."""

    def parse(self, response: Response, visit: Visit) -> Iterator[Step]:
        """Read an answer."""
        raise NotImplementedError

    def failed(self, failure: Any) -> Iterator[Step]:
        """Take a failure."""
        raise NotImplementedError

    def parse_list(self, response: Response, visit: Visit, walk: ListWalk) -> Iterator[Step]:
        """Read a further page of a list."""
        raise NotImplementedError

    def list_failed(self, failure: Any) -> Iterator[Step]:
        """Take the failure of a further page of a list."""
        raise NotImplementedError

    def entries(self) -> Iterator[tuple[str, Visit]]:
        """Yield the entry points: addresses with the reason for asking."""
        for url in self.urls:
            entry = Entry(home_of(url), self.division_of(url))
            yield url, Visit(entry, via="given")
            if is_home(url):
                yield from self.known_columns(entry)

    def known_columns(self, entry: Entry) -> Iterator[tuple[str, Visit]]:
        """Yield the columns of a portal that earlier runs found."""
        host = host_of(entry.home).removeprefix("www.")
        for column in self.known:
            if column.portal.removeprefix("www.") == host and canonical(column.url) not in self.moved:
                yield column.url, Visit(entry, via="known", label=column.title)

    def division_of(self, url: str) -> str | None:
        """Return the code of the division that runs a host; unknown here."""
        return None

    async def start(self) -> AsyncIterator[Request]:
        """Ask for all entry points."""
        for url, visit in self.entries():
            for request in self.ask(url, visit):
                yield request

    def ask(self, url: str, visit: Visit, referer: str | None = None) -> Iterator[Request]:
        """Yield the request for a page unless a variant of its address was asked for before."""
        key = canonical(url)
        if visit.via in ENTRY_WAYS:
            self.entered.add(key)
        elif key in self.entered:
            self.linked.add(key)
        again = key in self.dead and url not in self.dead[key] and url not in self.revived
        if key not in self.visited or again:
            self.visited.add(key)
            if again:
                self.revived.add(url)
            if not is_plain(url, key):
                self.variants.setdefault(key, url)
            yield self.request(url, visit, referer)
        elif self.variants.get(key, url) != url:
            others = self.others.setdefault(key, [])
            if all(url != other for other, _, _ in others):
                others.append((url, visit, referer))

    def request(self, url: str, visit: Visit, referer: str | None = None) -> Request:
        """Return a request that carries its reason."""
        late = visit.expect == "page" and visit.via != "given" and visit.depth == 0 and is_home(url)
        return Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"visit": visit},
            meta=self.meta(visit, visit.column_url),
            headers={"Referer": referer} if referer else None,
            priority=_PRIORITY["home" if late else visit.expect],
            # `visited` filters, and better: fragments, which the fingerprint drops, name columns of gkmlpt
            dont_filter=True,
        )

    def list_request(self, wanted: ListRequest, walk: ListWalk, visit: Visit) -> Request:
        """Return the request for one further page of a list."""
        kind = "application/json" if wanted.is_json else "application/x-www-form-urlencoded"
        headers = {"Referer": walk.column_url}  # without the page they belong to, gateways refuse
        if wanted.body is not None:
            headers["Content-Type"] = kind
        rendering = Rendering("further page of a rendered list", paged=True, number=wanted.rendered)
        return Request(
            wanted.url,
            method="GET" if wanted.body is None else "POST",
            body=wanted.body or b"",
            headers=headers,
            callback=self.parse_list,
            errback=self.list_failed,
            cb_kwargs={"visit": visit, "walk": walk},
            meta=self.meta(visit, walk.column_url) | ({RENDER: rendering} if wanted.rendered else {}),
            priority=_PRIORITY["list"],
            # a walk must get an answer to every page it asks for, else it never ends; it filters by itself
            dont_filter=True,
        )

    def meta(self, visit: Visit, column_url: str | None) -> dict[str, Any]:
        """Return what the engine notes with the answer: on whose behalf it was asked for."""
        portal = host_of(visit.entry.home)
        return {"column_url": column_url, "province": self.name, "portal": portal, "lead": visit.lead}

    def report_years(self) -> range:
        """Return the years a wanted report can have, or be filed under."""
        first, last = FIRST_REPORT_YEAR, self.today.year
        if self.years:
            first, last = max(first, self.years[0]), min(last, self.years[1] + 1)
        return range(first, last + 1)

    def may_hold(self, year: int | None) -> bool:
        """Whether a folder of a year can hold wanted reports: folders are often off by a year or two."""
        if year is None:
            return True
        wanted = self.report_years()
        return wanted.start - 1 <= year <= wanted.stop + 1

    def count(self, name: str) -> None:
        """Count something in the crawl's statistics, where there is a crawl."""
        crawler = getattr(self, "crawler", None)
        if crawler is not None and crawler.stats is not None:
            crawler.stats.inc_value(f"nianbao/{name}")


def address_of(response: Response) -> str:
    """Return the address of an answer with the fragment of its request: gkmlpt names columns there."""
    asked = response.request.url if response.request else ""
    if "#" in asked and asked.split("#")[0] == response.url:
        return str(asked)
    return str(response.url)
