"""Keeping up with known lists: one request for each, and no more where nothing in it changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scrapy.http import Request, Response

from parsers.failures import Failure
from spiders import discovery, failures, shells
from spiders.addresses import canonical
from spiders.asking import Step, address_of
from spiders.digests import digest_of, digest_of_page
from spiders.items import ListSeen, ListWalked
from spiders.listing import Listing
from spiders.looking import Look, look_at
from spiders.missing import asked_address
from spiders.pages import Page
from spiders.platforms import ADAPTERS, detect
from spiders.platforms.protocol import ListRequest, Platform
from spiders.reporting import is_document
from spiders.visits import Entry, Visit
from spiders.walks import ListWalk

PEEK = "nianbao_peek"
"""Mark of a request for a list that is known: it is asked conditionally."""
LAST_MONTH = 4
"""Reports are published from January to April."""


@dataclass(frozen=True, slots=True)
class Peek:
    """A known column to look at. Without `wanted` its page is read like any other column's."""

    column_url: str
    title: str
    home: str
    """Home page of its portal."""
    division: str | None = None
    parent_url: str | None = None
    """The column it is a part of."""
    wanted: ListRequest | None = None
    """What to ask for: its page, or the list service behind it."""
    platform: str = ""
    """Adapter that reads the answer."""
    digest: str | None = None
    """Digest of the list as last walked; None where that cannot be relied on."""

    def visit(self) -> Visit:
        """Why it is asked for."""
        entry = Entry(self.home, self.division)
        if self.parent_url is None:
            return Visit(entry, via="known", label=self.title)
        return Visit(
            entry,
            via="nested",
            label=self.title,
            column_url=self.parent_url,
            column_name=discovery.COLUMN_NAME,
            nesting=1,
        )


@dataclass(frozen=True, slots=True)
class Absent:
    """A report's address at which it may be no more: is it still there?"""

    url: str
    home: str
    """Home page of its portal."""


def visit_of_series(visit: Visit, column_url: str) -> Visit:
    """The visit of a page that shows the report of one body and year, if there is one."""
    return visit.to(
        column_url=column_url,
        column_name=discovery.COLUMN_NAME,
        expect="either",
        via="nested",
        label="",
        lead=True,
    )


class Peeking(Listing):
    """Looks at known lists where `peeks` are given. Otherwise nothing here changes what a spider does."""

    def __init__(
        self,
        *args: Any,
        peeks: Sequence[Peek] = (),
        absent: Sequence[Absent] = (),
        settled: Container[str] = (),
        **kwargs: Any,
    ) -> None:
        """Take the arguments of `Listing`.

        `peeks` are asked for instead of all entry points, and so are `absent`; `settled` are canonical
        addresses of rows and columns that need not be asked for: a list is walked only as far as others are
        on it.
        """
        super().__init__(*args, **kwargs)
        self.peeks = tuple(peeks)
        self.absent = tuple(absent)
        self.settled = settled
        self.relied_on = frozenset(canonical(peek.column_url) for peek in self.peeks if peek.digest)

    def column(self, response: Response, look: Look, visit: Visit) -> Iterator[Step]:
        """Walk a report column."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the known lists, or for all entry points."""
        if not self.peeks:
            async for request in super().start():
                yield request
            return
        for peek in self.peeks:
            yield self.peek(peek)
        for absent in self.absent:
            request = self.request(absent.url, Visit(Entry(absent.home), via="known"))
            request.callback, request.errback = self.absent_answered, self.peek_failed
            yield request

    def absent_answered(self, response: Response, visit: Visit) -> Iterator[Step]:
        """Say so where what answers is no report: an error page, the home page in its place, or the frame of
        one of a series by body and year, which answers in any case."""
        if is_document(response.body):
            return
        page = Page(address_of(response), response.body)
        if shells.redirect_target(page) or self.is_gone(response, page):
            detail = "an error page or another one in its place"
        elif (
            detect(page)[0].is_column(page) and not look_at(page, visit_of_series(visit, page.url)).is_report
        ):
            detail = "its page shows no report"
        else:
            return
        yield self.page_failed(asked_address(response), visit, Failure.SOFT_404, detail, read=True)

    def peek(self, peek: Peek) -> Request:
        """Return the request for a known list."""
        visit = peek.visit()
        if peek.wanted is None or peek.wanted.url == peek.column_url:
            request = self.request(peek.column_url, visit)
        else:
            walk = ListWalk(peek.column_url, adapter_of(peek.platform))
            request = self.list_request(peek.wanted, walk, visit)
        request.callback, request.errback = self.peeked, self.peek_failed
        request.cb_kwargs.pop("walk", None)
        request.cb_kwargs["peek"] = peek
        request.meta[PEEK] = True
        return request

    def peeked(self, response: Response, visit: Visit, peek: Peek) -> Iterator[Step]:
        """Go on only where the list is not as it was."""
        page = Page(address_of(response), response.body)
        own = peek.wanted is None or peek.wanted.url == peek.column_url
        if shells.redirect_target(page) or self.is_gone(response, page):
            yield from self.peek_lost(peek, visit, Failure.SOFT_404, "an error page in its place")
            return
        platform = adapter_of(peek.platform)
        rows = platform.rows(page)
        same = digest_of_page(page, platform, rows) if own else digest_of(rows, ())
        if peek.digest is not None and same == peek.digest:
            self.count("peeks/unchanged")
            if own:
                yield from self.expected(page, platform, visit)
            return
        self.count("peeks/changed")
        if not own:
            yield from super().ask(peek.column_url, visit)  # a column inside another one is settled itself
            return
        self.visited.add(canonical(page.url))
        look = look_at(page, visit)
        if look.is_column:
            yield from self.column(response, look, visit)
        else:
            detail = "answers, but is no column of reports any more"
            yield from self.peek_lost(peek, visit, Failure.LAYOUT_CHANGED, detail)

    def expected(self, page: Page, platform: Platform, visit: Visit) -> Iterator[Step]:
        """Ask for the pages on which the next reports will stand, where addresses by year are all there is.

        No list names them, and each is one body's: so only in the months in which reports are published.
        """
        if self.today.month > LAST_MONTH:
            return
        wanted = visit_of_series(visit, page.url).to(platform=platform.name, nesting=visit.nesting + 1)
        last, this = (platform.yearly(page, range(year, year + 1)) for year in self.report_years()[-2:])
        for before, now in zip(last, this, strict=True):
            for request in self.ask(now if self.is_settled(before) else before, wanted):
                request.meta[PEEK] = True
                yield request

    def peek_failed(self, failure: Any) -> Iterator[Step]:
        """Record that a list could not be had."""
        kind, detail, _ = failures.classify(failure)
        request = failure.request
        yield self.page_failed(request.url, request.cb_kwargs["visit"], kind, detail)

    def peek_lost(self, peek: Peek, visit: Visit, kind: Failure, detail: str) -> Iterator[Step]:
        """Record that a list is not there any more: a whole pass over the portal looks for it."""
        yield self.page_failed(peek.column_url, visit, kind, detail, read=True)

    def rediscover(self, visit: Visit) -> Iterator[Step]:
        """Look for a lost column, which is no matter of a look at known lists."""
        if not self.peeks:
            yield from super().rediscover(visit)

    def ask(self, url: str, visit: Visit, referer: str | None = None) -> Iterator[Request]:
        """Yield the request for a page unless it is a row or a column that need not be asked for."""
        if visit.via == "nested" and visit.parent is None and self.is_settled(url):
            self.count("rows/settled")
            return
        yield from super().ask(url, visit, referer)

    def is_settled(self, url: str) -> bool:
        """Whether an address is known and need not be asked for."""
        return bool(self.peeks) and canonical(url) in self.settled

    def go_on(self, walk: ListWalk, visit: Visit) -> Iterator[Step]:
        """Ask for the next page of a list; of a known one only while there is something unknown on it.

        A list that has changed without anything unknown lacks something: which, only all of it can tell.
        """
        lacks = not walk.news and canonical(walk.column_url) in self.relied_on
        if self.peeks and walk.named and not walk.unknown and walk.plan and not lacks:
            walk.plan.clear()
            yield from self.list_seen(walk, visit, whole=False)
            return
        for step in super().go_on(walk, visit):
            yield step
            if isinstance(step, ListWalked) and step.failure != Failure.EMPTY_LIST:
                yield from self.list_seen(walk, visit, whole=step.failure is None and self.years is None)

    def list_seen(self, walk: ListWalk, visit: Visit, whole: bool) -> Iterator[Step]:
        """Hand on what the list is now, so that the next look can tell whether it changed."""
        if walk.first is not None:
            yield ListSeen(
                column_url=walk.column_url,
                portal=self.meta(visit, None)["portal"],
                list_url=walk.first.url,
                list_body=walk.first.body,
                is_json=walk.first.is_json,
                platform=walk.platform.name,
                digest=walk.digest,
                named=tuple(sorted(walk.named)) if whole else None,
            )


def adapter_of(name: str) -> Platform:
    """Return the adapter of a name; the one that takes every page where there is none (any more)."""
    return next((adapter for adapter in ADAPTERS if adapter.name == name), ADAPTERS[-1])
