"""The one way of every spider: from an address to columns, lists and reports. Provinces only declare."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Response

from parsers.failures import Failure
from spiders import discovery, fed, registry, shells
from spiders.addresses import canonical, host_of, is_home, site_of
from spiders.asking import Step, address_of
from spiders.digests import digest_of_page
from spiders.discovery import Lead
from spiders.families import list_lead
from spiders.items import ColumnSeen, HostSeen
from spiders.judging import Verdict, judge_row, shows_list
from spiders.lists import says_empty
from spiders.looking import Look, look_at
from spiders.missing import asked_address, other_year
from spiders.names import is_beside_column, is_body, year_of_name
from spiders.pages import Page
from spiders.peeking import Peeking
from spiders.platforms import ADAPTERS, detect
from spiders.platforms.protocol import ListRequest
from spiders.rendering import RENDER
from spiders.reporting import is_document
from spiders.reports import has_report_text
from spiders.visits import ENTRY_WAYS, MAX_MENU_DEPTH, MAX_NESTING, Visit
from spiders.walks import ListWalk

MAX_INDEX_PAGES_PER_HOST = 3000
"""The last stop of a maze: no portal has so many lists."""


class PortalSpider(Peeking):
    """Crawls portals from entry points. Subclasses say which; the rest is here and in pure modules."""

    name = "portal"
    division: str | None = None

    def parse(self, response: Response, visit: Visit) -> Iterator[Step]:
        """Read any answer: file, script redirect, error page, report, column, or a page on the way."""
        if is_document(response.body):
            yield from self.file(response, visit)
            return
        page = Page(address_of(response), response.body)
        if not is_home(page.url):
            self.visited.add(canonical(page.url))
        if visit.expect == "file":
            yield from self.not_a_file(response, page, visit)
        elif target := shells.redirect_target(page):
            yield from self.shell(page, target, visit)
        elif self.is_gone(response, page):
            yield from self.gone(response, page, visit)
        elif visit.expect == "report":
            yield from self.report(response, page, visit)
        else:
            yield from self.index(response, page, visit)

    def report(self, response: Response, page: Page, visit: Visit) -> Iterator[Step]:
        """Read a page whose title in the list is a report's: the report, unless it is a list of reports."""
        wanted = asked_address(response)
        if visit.column_url and canonical(page.url) == canonical(visit.column_url):
            yield from self.lost(wanted, visit, Failure.GONE, "redirected to its list", read=True)
            return
        if other_year(wanted, page, visit):
            detail = f"redirected to a report of another year, {page.url}"
            yield from self.lost(wanted, visit, Failure.GONE, detail, read=True)
            visit = visit.to(row=None, label="")
        by_address = any(adapter.is_column(page) for adapter in ADAPTERS)
        if by_address or (not has_report_text(page) and self.shows_list(page, visit)):
            label = visit.row.title if visit.row else visit.label
            yield from self.index(response, page, visit.to(expect="either", via="nested", label=label))
        else:
            asked: list[Step] = list(self.in_browser(page, visit)) if fed.is_bare(page, visit.row) else []
            yield from asked or self.found(response, page, visit, visit.platform or detect(page)[0].name)

    def shows_list(self, page: Page, visit: Visit) -> bool:
        """Whether a page lists reports, or bodies and years, where one report was expected."""
        platform, _ = detect(page)
        name = visit.column_name or discovery.COLUMN_NAME
        verdicts = [judge_row(row, name, None, None) for row in platform.rows(page) if row.listed]
        followed = sum(verdict in (Verdict.REPORT, Verdict.EITHER) for verdict in verdicts)
        return shows_list(page, platform, followed)

    def index(self, response: Response, page: Page, visit: Visit) -> Iterator[Step]:
        """Read a page that may be a column, a report, or a step towards a column."""
        self.index_pages[page.host] += 1
        if self.index_pages[page.host] > MAX_INDEX_PAGES_PER_HOST:
            if self.index_pages[page.host] == MAX_INDEX_PAGES_PER_HOST + 1:
                detail = f"more than {MAX_INDEX_PAGES_PER_HOST} index pages on the host, the rest is left"
                yield self.page_failed(page.url, visit, Failure.PARTIAL, detail, read=True)
            return
        look = look_at(page, visit)
        if look.is_column and not (visit.lead and visit.via == "nested"):
            yield from self.column(response, look, visit)
        elif look.is_report:
            yield from self.found(response, page, visit, look.platform.name)
        elif visit.lead and visit.via == "nested":
            self.count("leads/empty")
        else:
            yield from self.on_the_way(look, visit)

    def column(self, response: Response, look: Look, visit: Visit) -> Iterator[Step]:
        """Walk a report column: its rows, its further pages, the columns inside it."""
        page, platform = look.page, look.platform
        inside = visit.to(
            column_url=page.url,
            column_name=look.context,
            platform=platform.name,
            row=None,
            lead=False,
            nesting=visit.nesting + 1,
            hops=0,
            shell=None,
        )
        nested = self.nested(look, visit)
        yearly = platform.yearly(page, self.report_years())
        parts = any(lead.inside and canonical(lead.url) not in self.visited for lead in nested)
        walk = ListWalk(page.url, platform, empty=says_empty(page), page=page, visit=visit)
        walk.has_columns = parts or bool(yearly) or look.is_report
        judged = {}
        if look.in_context and not self.years:
            judged = dict(zip(look.rows, look.verdicts, strict=True))
        steps = list(self.take(page, look.rows, walk, inside, paged=not look.is_report, judged=judged))
        if (walk.named or not walk.plan) and RENDER not in response.meta:
            walk.first, walk.digest = ListRequest(page.url), digest_of_page(page, platform, look.rows)
        promising = walk.reports or walk.plan or nested or yearly or look.is_report
        if visit.lead and not promising and (look.via == "slug" or visit.via == "nested" or not walk.rows):
            asked = [] if walk.rows else list(self.in_browser(page, visit))
            self.count("leads/rendered" if asked else "leads/empty")
            yield from asked
            return
        if not walk.rows and walk.plan and self.walked.issuperset(walk.requested):
            return  # another address of a list that is walked already
        self.walked.update(walk.requested)
        yield self.seen(response, look, visit)
        if look.is_report:
            yield from self.found(response, page, inside, platform.name)
        yield from steps
        yield from self.proposals(page, visit, column=True)
        for lead in nested:
            yield from self.ask(lead.url, inside.to(expect="either", via="nested", label=lead.label))
        for url in yearly:
            yield from self.ask(url, inside.to(expect="either", via="nested", label="", lead=True))
        yield from self.go_on(walk, inside)

    def nested(self, look: Look, visit: Visit) -> list[Lead]:
        """Return the columns inside a column that can hold wanted reports.

        A body's column on another government's host is one only where the registry has that host.
        """
        if visit.nesting >= MAX_NESTING:
            return []
        site = site_of(look.page.url)
        return [
            lead
            for lead in discovery.nested_leads(look.page, look.platform)
            if self.may_hold(year_of_name(lead.label))
            and (
                not is_body(lead.label)
                or site_of(lead.url) == site
                or registry.portal_of_host(host_of(lead.url))
            )
        ]

    def proposals(self, page: Page, visit: Visit, column: bool = False) -> Iterator[HostSeen]:
        """Hand on the hosts of bodies that a page names and the registry lacks: nothing is asked of them."""
        for lead in discovery.host_leads(page, visit.label, column):
            host = host_of(lead.url)
            if host not in self.proposed and registry.portal_of_host(host) is None:
                self.proposed.add(host)
                yield HostSeen(lead.url, lead.label, lead.kind, page.url, self.name, visit.entry.division)

    def seen(self, response: Response, look: Look, visit: Visit) -> ColumnSeen:
        """Return the item of a column; `via` tells a registered or given one from one that was discovered."""
        via = "rediscovered" if visit.entry.died else look.via
        return ColumnSeen(
            url=look.page.url,
            title=look.name or look.page.title,
            host=look.page.host,
            platform=look.platform.name,
            reason=look.fingerprint,
            via=visit.via if visit.via in (*ENTRY_WAYS, "nested", "derived") else via,
            province=self.name,
            division=visit.entry.division,
            portal=host_of(visit.entry.home),
            parent_url=visit.column_url if visit.via == "nested" else None,
            asked_url=visit.shell or asked_address(response),
        )

    def on_the_way(self, look: Look, visit: Visit) -> Iterator[Step]:
        """Follow what leads nearer to a column; reports met on the way are taken along."""
        page, met = look.page, ""
        for row, verdict in zip(look.rows, look.verdicts, strict=True):
            if verdict is Verdict.REPORT:
                met = row.url
                yield from self.row(page, row, verdict, visit.to(row=None, platform=look.platform.name))
        if visit.column_url is not None and not is_body(visit.label):
            asked = [] if met else list(self.in_browser(page, visit))
            self.count("rows/rendered" if asked else "rows/undecided")
            yield from asked
            return
        if visit.depth >= 1:
            yield from self.proposals(page, visit)
        leads = self.leads(look, visit)
        if not (met or leads) and (visit.depth == 0 or fed.is_application(page)):
            asked = list(self.in_browser(page, visit))
            yield from asked
            if asked:
                return
        near = visit.to(
            expect="page", row=None, hops=0, shell=None, column_url=None, lead=True, depth=visit.depth + 1
        )
        for lead in leads:
            guess = lead.via != "menu" or not lead.inside
            yield from self.ask(lead.url, near.to(label=lead.label, via=lead.via, lead=guess))
        if not any(lead.inside for lead in leads):
            yield from self.derived(met, near)
        if visit.depth == 0 and not visit.lead and not leads and not met:
            detail = "no link leads towards a report column"
            yield self.page_failed(page.url, visit, Failure.LAYOUT_CHANGED, detail, read=True)
        elif visit.via == "known" and visit.depth == 0:
            detail = "answers, but is no column of reports any more"
            yield self.page_failed(page.url, visit, Failure.LAYOUT_CHANGED, detail, read=True)
        if visit.is_entry and (visit.via != "given" or not (leads or met)):
            yield from self.rediscover(visit)

    def derived(self, report: str, visit: Visit) -> Iterator[Step]:
        """Ask for the list in which a report met on the way would stand by the habit of its address."""
        lead = list_lead(report) if report else None
        if lead is not None:
            yield from self.ask(lead.url, visit.to(via="derived"))

    def leads(self, look: Look, visit: Visit) -> list[Lead]:
        """Return the links worth following; `inside` marks those that name a column."""
        page, depth = look.page, visit.depth + 1
        if depth > MAX_MENU_DEPTH + 1:
            return []
        leads = [
            Lead(lead.url, lead.label, lead.via, lead.via == "menu") for lead in discovery.column_leads(page)
        ]
        leads += [Lead(nested.url, nested.name, "slug") for nested in look.platform.columns(page)]
        if depth > MAX_MENU_DEPTH:
            return leads
        if not leads:
            leads += discovery.frame_leads(page)
        if visit.depth <= 2 or is_body(visit.label):
            beside = any(lead.inside for lead in leads)
            further = discovery.menu_leads(page)
            leads += [lead for lead in further if not (beside and is_beside_column(lead.label))]
        if not leads and is_home(page.url):
            leads += discovery.entrance_leads(page)
        if visit.depth >= 1 or discovery.is_platform(page):
            leads += discovery.directory_leads(page, visit.label)
        return leads
