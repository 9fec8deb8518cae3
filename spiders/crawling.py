"""The one way of every spider: from an address to columns, lists and reports. Provinces only declare."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy.http import Request, Response

from parsers.failures import Failure
from parsers.titles import read_title
from spiders import discovery, failures, shells
from spiders.addresses import canonical, home_of, is_file, is_home, is_page, other_scheme, site_of
from spiders.attachments import attachments
from spiders.discovery import Lead
from spiders.items import ColumnSeen, ListWalked, PageFailed, ReportFound
from spiders.judging import Verdict, Years, in_years, is_own_report, judge_row, shows_list
from spiders.lists import Row, says_empty
from spiders.names import is_body, is_column_label, is_kind, year_of_name
from spiders.pages import Page
from spiders.platforms import detect
from spiders.platforms.protocol import ListRequest, Platform
from spiders.reporting import is_document, report_of_file, report_of_page
from spiders.reports import best_reading, has_report_text
from spiders.visits import MAX_MENU_DEPTH, MAX_NESTING, Entry, Visit
from spiders.walks import ListWalk

Step = Request | ColumnSeen | ListWalked | ReportFound | PageFailed
"""What a callback yields."""

FIRST_REPORT_YEAR = 2008
"""The regulations on disclosure came into force on 1 May 2008: no report is older."""
MAX_INDEX_PAGES_PER_HOST = 3000
_PRIORITY = {"home": -10, "page": 0, "either": 20, "list": 10, "report": 30, "file": 40}


class PortalSpider(scrapy.Spider):
    """Crawls portals from entry points. Subclasses say which; everything else is here and in pure modules.

    Arguments: `urls` entry points instead of the registry; `level` of the portals wanted; `hosts` of the
    registered portals wanted (all where None); `years` (from, to) of the reports wanted, by title (a report
    whose title has no year is kept).
    """

    name = "portal"
    division: str | None = None

    def __init__(
        self,
        urls: list[str] | None = None,
        level: str | None = None,
        years: Years = None,
        hosts: Collection[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.urls = list(urls or [])
        self.level = level
        self.hosts = hosts
        self.years = years
        self.visited: set[str] = set()
        self.walked: set[str] = set()
        self.index_pages: Counter[str] = Counter()
        self.home_digests: dict[str, bytes] = {}

    def entries(self) -> Iterator[tuple[str, Visit]]:
        """Yield the entry points: addresses with the reason for asking."""
        for url in self.urls:
            yield url, Visit(Entry(home_of(url), self.division_of(url)), via="given")

    def division_of(self, url: str) -> str | None:
        """Return the code of the division that runs a host; unknown here."""
        return None

    async def start(self) -> AsyncIterator[Request]:
        """Ask for all entry points."""
        for url, visit in self.entries():
            for request in self.ask(url, visit):
                yield request

    # requests

    def ask(self, url: str, visit: Visit, referer: str | None = None) -> Iterator[Request]:
        """Yield the request for a page unless a variant of its address was asked for before."""
        key = canonical(url)
        if key in self.visited:
            return
        self.visited.add(key)
        yield self.request(url, visit, referer=referer)

    def request(self, url: str, visit: Visit, *, referer: str | None = None) -> Request:
        """Return a request that carries its reason."""
        kind = (
            "home"
            if visit.expect == "page" and visit.depth == 0 and is_home(url) and visit.via != "given"
            else visit.expect
        )
        return Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"visit": visit},
            meta={"column_url": visit.column_url, "province": self.name},
            headers={"Referer": referer} if referer else None,
            priority=_PRIORITY[kind],
            # `ask` keeps the canonical addresses; fragments, which the fingerprint drops, name columns of gkmlpt
            dont_filter=True,
        )

    def list_request(self, wanted: ListRequest, walk: ListWalk, visit: Visit) -> Request:
        """Return the request for one further page of a list."""
        return Request(
            wanted.url,
            method="POST" if wanted.body is not None else "GET",
            body=wanted.body or b"",
            headers={"Content-Type": "application/x-www-form-urlencoded"}
            if wanted.body is not None
            else None,
            callback=self.parse_list,
            errback=self.list_failed,
            cb_kwargs={"visit": visit, "walk": walk},
            meta={"column_url": walk.column_url, "province": self.name},
            priority=_PRIORITY["list"],
            # a walk must get an answer to every page it asks for, else it never ends; it filters by itself
            dont_filter=True,
        )

    # callbacks

    def parse(self, response: Response, visit: Visit) -> Iterator[Step]:
        """Read any answer: file, shell, error page, report, column, or a page on the way."""
        if is_document(response.body):
            yield from self.file(response, visit)
            return
        page = Page(_address(response), response.body)
        if not is_home(page.url):
            self.visited.add(canonical(page.url))
        if visit.expect == "file":
            yield from self.not_a_file(response, page, visit)
            return
        target = shells.redirect_target(page)
        if target:
            yield from self.shell(page, target, visit)
            return
        if self.is_gone(response, page, visit):
            yield from self.gone(response, page, visit)
            return
        if visit.expect == "report":
            yield from self.report(response, page, visit)
        else:
            yield from self.index(response, page, visit)

    def parse_list(self, response: Response, visit: Visit, walk: ListWalk) -> Iterator[Step]:
        """Read one further page of a list and go on."""
        page = Page(_address(response), response.body)
        if shells.redirect_target(page) or shells.is_soft_404(page):
            walk.fail(f"{page.url}: no list page")
            yield from self.go_on(walk, visit)
        else:
            yield from self.take(page, walk, visit)
            yield from self.go_on(walk, visit)

    def failed(self, failure: Any) -> Iterator[Step]:
        """Record a failed page; where a column died, look for it from the home page."""
        visit: Visit = failure.request.cb_kwargs["visit"]
        kind, detail, _ = failures.classify(failure)
        url = failure.request.url
        if kind == Failure.TCP and not visit.swapped:
            yield self.request(other_scheme(url), visit.to(swapped=True), referer=_referer(failure.request))
        else:
            yield from self.lost(url, visit, kind, detail)

    def list_failed(self, failure: Any) -> Iterator[Step]:
        """Note a failed list page and go on with the next one."""
        walk: ListWalk = failure.request.cb_kwargs["walk"]
        kind, detail, _ = failures.classify(failure)
        past_the_end = kind == Failure.GONE and walk.is_served()
        if not past_the_end:
            walk.fail(f"{failure.request.url}: {kind} ({detail})")
        yield from self.go_on(walk, failure.request.cb_kwargs["visit"])

    # what a page turns out to be

    def shell(self, page: Page, target: str, visit: Visit) -> Iterator[Step]:
        """Follow a script redirect, a few times at most."""
        if visit.hops >= shells.MAX_HOPS:
            yield from self.lost(
                page.url, visit, Failure.REDIRECT_SHELL, f"more than {shells.MAX_HOPS} script redirects"
            )
            return
        before = len(self.visited)
        yield from self.ask(target, visit.to(hops=visit.hops + 1, shell=visit.shell or page.url))
        if len(self.visited) == before and not is_home(target) and visit.hops:
            yield from self.lost(page.url, visit, Failure.REDIRECT_SHELL, "script redirects in a circle")

    def is_gone(self, response: Response, page: Page, visit: Visit) -> bool:
        """Whether the answer is an error page, or the home page in place of the page asked for."""
        digest = hashlib.sha256(response.body).digest()
        asked = response.request.url if response.request else page.url
        first = next(iter(response.meta.get("redirect_urls", [])), asked)
        if is_home(first):
            self.home_digests[page.host] = digest
            return False
        return is_home(page.url) or self.home_digests.get(page.host) == digest or shells.is_soft_404(page)

    def gone(self, response: Response, page: Page, visit: Visit) -> Iterator[Step]:
        """Record a page that is not there any more; a home page in its place is used as such."""
        at_home = is_home(page.url)
        detail = "redirected to the home page" if at_home else "error page with status 200"
        yield from self.lost(page.url, visit, Failure.GONE if at_home else Failure.SOFT_404, detail)

    def lost(self, url: str, visit: Visit, kind: Failure, detail: str) -> Iterator[Step]:
        """Record a failure, unless it was a guess; look for a lost column from the home page."""
        entry, moved = visit.entry, failures.may_have_moved(kind)
        if visit.shell and moved:
            url, kind, detail = visit.shell, Failure.REDIRECT_SHELL, f"leads to {url}: {detail}"
        if visit.lead:
            self.count("leads/failed")
        else:
            yield PageFailed(url, kind, detail, self.name, visit.column_url)
        if visit.via in ("registered", "given") and visit.depth == 0 and moved:
            entry.died = entry.died or not visit.lead
            yield from self.ask(entry.home, Visit(entry, via="rediscovered"))

    def index(self, response: Response, page: Page, visit: Visit) -> Iterator[Step]:
        """Read a page that may be a column, a report, or a step towards a column."""
        if not self.may_read_on(page):
            return
        platform, reason = detect(page)
        found = discovery.column_reason(page, visit.label)
        inside = visit.column_url is not None
        name = found[1] if found else visit.column_name
        rows = platform.rows(page)
        site = page.meta.get("sitename")
        verdicts = [judge_row(row, name if found or inside else None, site, None) for row in rows]
        reports = sum(
            row.listed and verdict is Verdict.REPORT for row, verdict in zip(rows, verdicts, strict=True)
        )
        _, reading = best_reading(page, visit.row, name)
        own = is_own_report(page, platform, reading, reports) or (
            year_of_name(visit.label) is not None and not reports and bool(attachments(page))
        )
        one_of_a_series = visit.via == "nested" and (visit.lead or year_of_name(visit.label) is not None)
        if own and (one_of_a_series or not (found or platform.is_column(page))):
            yield from self.found(response, page, visit, platform.name)
            return
        listed = sum(row.listed for row in rows)
        is_column = (
            found is not None
            or platform.is_column(page)
            or (inside and (reports > 0 or _names_a_part(visit.label, rows)))
            or (reports >= 3 and 2 * reports >= listed)
            or (visit.via == "given" and reports >= 2)
        )
        if is_column:
            via = found[0] if found else "slug"
            yield from self.column(response, page, visit, platform, reason, via, name or "", own)
        else:
            yield from self.on_the_way(page, visit, platform, rows, verdicts)

    def column(
        self,
        response: Response,
        page: Page,
        visit: Visit,
        platform: Platform,
        reason: str,
        via: str,
        name: str,
        own: bool,
    ) -> Iterator[Step]:
        """Walk a report column: its rows, its further pages, the columns inside it."""
        inside = visit.to(
            column_url=page.url,
            column_name=name if is_column_label(name) else visit.column_name or discovery.COLUMN_NAME,
            platform=platform.name,
            row=None,
            lead=False,
            nesting=visit.nesting + 1,
            hops=0,
            shell=None,
        )
        nested = discovery.nested_leads(page, platform) if visit.nesting < MAX_NESTING else []
        nested = [lead for lead in nested if self.may_hold(lead)]
        yearly = platform.yearly(page, self.report_years()) if found_yearly(page) else []
        parts = any(lead.inside and canonical(lead.url) not in self.visited for lead in nested)
        walk = ListWalk(
            page.url, name, platform, empty=says_empty(page), has_columns=parts or bool(yearly or own)
        )
        steps = list(self.take(page, walk, inside, paged=not own))
        if visit.lead and not (walk.reports or walk.plan or nested or yearly or own):
            if via == "slug" or visit.via == "nested" or not walk.rows:
                self.count("leads/empty")
                return
        if not walk.rows and walk.plan and self.walked.issuperset(walk.requested):
            return  # another address of a list that is walked already
        self.walked.update(walk.requested)
        yield ColumnSeen(
            page.url,
            name or page.title,
            page.host,
            platform.name,
            reason,
            self.via_of(visit, via),
            self.name,
            visit.entry.division,
        )
        if own:
            yield from self.found(response, page, inside, platform.name)
        yield from steps
        for lead in nested:
            yield from self.ask(lead.url, inside.to(expect="either", via="nested", label=lead.label))
        for url in yearly:
            yield from self.ask(url, inside.to(expect="either", via="nested", label="", lead=True))
        yield from self.go_on(walk, inside)

    def on_the_way(
        self, page: Page, visit: Visit, platform: Platform, rows: list[Row], verdicts: list[Verdict]
    ) -> Iterator[Step]:
        """Follow what leads nearer to a column; reports met on the way are taken along."""
        for row, verdict in zip(rows, verdicts, strict=True):
            if verdict is Verdict.REPORT:
                yield from self.row(page, row, verdict, visit.to(row=None, platform=platform.name))
        if visit.column_url is not None and not is_body(visit.label):
            self.count("rows/undecided")
            return
        near = visit.to(
            expect="page",
            row=None,
            hops=0,
            shell=None,
            lead=True,
            depth=visit.depth + 1,
            via="menu",
            column_url=None,
        )
        if near.depth > MAX_MENU_DEPTH + 1:
            return
        leads = discovery.column_leads(page)
        leads += [Lead(nested.url, nested.name, "slug") for nested in platform.columns(page)]
        for lead in leads:
            yield from self.ask(lead.url, near.to(label=lead.label, via=lead.via, lead=lead.via == "slug"))
        if near.depth > MAX_MENU_DEPTH:
            return
        further = discovery.menu_leads(page) if visit.depth <= 2 or is_body(visit.label) else []
        if visit.depth >= 1:
            further += discovery.directory_leads(page, visit.label)
        for lead in further:
            yield from self.ask(lead.url, near.to(label=lead.label))

    def report(self, response: Response, page: Page, visit: Visit) -> Iterator[Step]:
        """Read a page whose title in the list is a report's: the report, unless it is a list of reports."""
        platform, _ = detect(page)
        if has_report_text(page) and not platform.is_column(page):
            yield from self.found(response, page, visit, visit.platform or platform.name)
            return
        rows = platform.rows(page)
        name = visit.column_name or discovery.COLUMN_NAME
        verdicts = [judge_row(row, name, None, None) for row in rows if row.listed]
        listed = sum(verdict in (Verdict.REPORT, Verdict.EITHER) for verdict in verdicts)
        if shows_list(page, platform, listed) or platform.is_column(page):
            yield from self.index(
                response,
                page,
                visit.to(expect="either", via="nested", label=visit.row.title if visit.row else ""),
            )
        else:
            yield from self.found(response, page, visit, visit.platform or platform.name)

    def found(self, response: Response, page: Page, visit: Visit, platform: str) -> Iterator[Step]:
        """Hand on a report page and ask for the files that hang on it."""
        report = report_of_page(response, page, visit, platform, self.name)
        year = read_title(report.title, column=visit.column_name).year
        if not in_years(year, self.years):
            self.count("rows/outside_years")
            return
        yield report
        hanging = visit.to(expect="file", row=None, parent=report, platform=platform, hops=0, lead=False)
        for link in report.attachments:
            yield from self.ask(link.url, hanging.to(label=link.label), referer=page.url)
        if not has_report_text(page):
            for frame in page.frames:
                if is_page(frame.url) and site_of(frame.url) == site_of(page.url):
                    yield from self.ask(
                        frame.url, hanging.to(label=report.title, lead=True), referer=page.url
                    )

    def file(self, response: Response, visit: Visit) -> Iterator[Step]:
        """Hand on a document file: an attachment, or a row that led straight to it."""
        known = visit.expect in ("file", "report", "either") or visit.via == "given"
        if known or read_title(visit.label).is_report:
            yield report_of_file(response, visit, visit.platform or "generic", self.name)

    def not_a_file(self, response: Response, page: Page, visit: Visit) -> Iterator[Step]:
        """Judge a page that came in place of a file: a report saved as HTML, or nothing of use."""
        target = shells.redirect_target(page)
        if target and visit.hops < shells.MAX_HOPS:
            yield from self.ask(
                target,
                visit.to(hops=visit.hops + 1),
                referer=visit.parent.response.url if visit.parent else None,
            )
        elif has_report_text(page):
            yield report_of_file(response, visit, visit.platform or "generic", self.name)
        else:
            yield from self.lost(page.url, visit, Failure.BAD_CONTENT, "a page in place of the file")

    # lists

    def take(self, page: Page, walk: ListWalk, visit: Visit, paged: bool = True) -> Iterator[Step]:
        """Take in one page of a list and ask for the reports in it."""
        rows = walk.platform.rows(page)
        fresh = walk.take(page.url, rows)
        walk.empty = walk.empty or (not rows and says_empty(page))
        if paged:
            walk.expect(walk.platform.more(page, walk.walked(sum(row.listed for row in fresh))))
        for row in fresh:
            verdict = judge_row(row, walk.name or visit.column_name, page.meta.get("sitename"), self.years)
            walk.reports += verdict is Verdict.REPORT
            self.count(f"rows/{verdict.value}")
            yield from self.row(page, row, verdict, visit)

    def row(self, page: Page, row: Row, verdict: Verdict, visit: Visit) -> Iterator[Step]:
        """Ask for what a row leads to."""
        if verdict not in (Verdict.REPORT, Verdict.EITHER) or visit.nesting > MAX_NESTING + 1:
            return
        expect = "file" if is_file(row.url) else verdict.value
        yield from self.ask(
            row.url,
            visit.to(expect=expect, via="nested", label=row.title, row=row, hops=0, shell=None, lead=False),
            referer=page.url,
        )

    def go_on(self, walk: ListWalk, visit: Visit) -> Iterator[Step]:
        """Ask for the next page of a list, or report that it ended."""
        following = walk.next()
        if following is None:
            yield walk.summary()
        else:
            yield self.list_request(following, walk, visit)

    # small decisions

    def may_read_on(self, page: Page) -> bool:
        """Whether a host's share of index pages is not used up: the last stop of a maze."""
        self.index_pages[page.host] += 1
        if self.index_pages[page.host] == MAX_INDEX_PAGES_PER_HOST + 1:
            self.logger.warning(
                "%s: more than %d index pages, the rest is left", page.host, MAX_INDEX_PAGES_PER_HOST
            )
        return self.index_pages[page.host] <= MAX_INDEX_PAGES_PER_HOST

    def may_hold(self, lead: Lead) -> bool:
        """Whether a nested column can hold wanted reports. Folders are off by a year or two, so the bounds are wide."""
        year = year_of_name(lead.label)
        if year is None:
            return True
        return year <= self.this_year() + 1 and (
            self.years is None or self.years[0] - 1 <= year <= self.years[1] + 2
        )

    def report_years(self) -> range:
        """Return the years a report can have, or be filed under."""
        first, last = FIRST_REPORT_YEAR, self.this_year()
        if self.years:
            first, last = max(first, self.years[0]), min(last, self.years[1] + 1)
        return range(first, last + 1)

    def this_year(self) -> int:
        """Return the year in UTC."""
        return datetime.now(UTC).year

    def via_of(self, visit: Visit, found: str) -> str:
        """Return how a column was found, in the words of `ColumnSeen`."""
        if visit.via in ("registered", "given", "nested"):
            return visit.via
        return "rediscovered" if visit.entry.died else found

    def count(self, name: str) -> None:
        """Count something in the crawl's statistics, where there is a crawl."""
        crawler = getattr(self, "crawler", None)
        if crawler is not None and crawler.stats is not None:
            crawler.stats.inc_value(f"nianbao/{name}")


def _referer(request: Request) -> str | None:
    given = request.headers.get("Referer")
    return given.decode("latin-1") if given else None


def found_yearly(page: Page) -> bool:
    """Whether the page belongs to a module with one address a year."""
    return "xxgkAnnualReport" in page.url or "xxgkAnnualReport" in page.html


def _names_a_part(label: str, rows: list[Row]) -> bool:
    """Whether a page inside a column is a part of it by the link that led there: a year, a kind, a body with years."""
    if year_of_name(label) is not None or is_kind(label):
        return True
    return is_body(label) and any(year_of_name(row.title) for row in rows)


def _address(response: Response) -> str:
    """Address of an answer with the fragment of its request: gkmlpt names columns there."""
    asked = response.request.url if response.request else ""
    if "#" in asked and "#" not in response.url and asked.split("#")[0] == response.url:
        return str(asked)
    return str(response.url)
