"""Handing on what was found: report pages, the files that hang on them, files listed straight away."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Response

from parsers.failures import Failure
from parsers.titles import read_title
from spiders import shells
from spiders.addresses import is_page, site_of
from spiders.asking import Step
from spiders.judging import in_years
from spiders.missing import Missing
from spiders.pages import Page
from spiders.reporting import report_of_file, report_of_page
from spiders.reports import has_report_text
from spiders.visits import Visit


class Handing(Missing):
    """Report pages and files become items."""

    def found(self, response: Response, page: Page, visit: Visit, platform: str) -> Iterator[Step]:
        """Hand on a report page and ask for the files that hang on it."""
        report = report_of_page(response, page, visit, platform, self.name)
        if self.years and not in_years(read_title(report.title, column=visit.column_name).year, self.years):
            self.count("rows/outside_years")
            return
        yield report
        hanging = visit.to(expect="file", row=None, parent=report, platform=platform, hops=0, lead=False)
        for link in report.attachments:
            yield from self.ask(link.url, hanging.to(label=link.label), page.url)
        if not has_report_text(page):
            for frame in page.frames:
                if is_page(frame.url) and site_of(frame.url) == site_of(page.url):
                    yield from self.ask(frame.url, hanging.to(label=report.title, lead=True), page.url)

    def file(self, response: Response, visit: Visit) -> Iterator[Step]:
        """Hand on a document file: an attachment, a row that led straight to it, or an address given."""
        if visit.expect != "page" or visit.via == "given" or read_title(visit.label).is_report:
            yield report_of_file(response, visit, visit.platform or "generic", self.name)

    def not_a_file(self, response: Response, page: Page, visit: Visit) -> Iterator[Step]:
        """Judge a page that came in place of a file: a report saved as HTML, or nothing of use."""
        target = shells.redirect_target(page)
        if target and visit.hops < shells.MAX_HOPS:
            referer = visit.parent.response.url if visit.parent else None
            yield from self.ask(target, visit.to(hops=visit.hops + 1), referer)
        elif has_report_text(page):
            yield report_of_file(response, visit, visit.platform or "generic", self.name)
        else:
            yield from self.lost(page.url, visit, Failure.BAD_CONTENT, "a page in place of the file")
