"""Handing on what was found: report pages, the files that hang on them, files listed straight away."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Response

from parsers.failures import Failure
from parsers.titles import read_title
from spiders import shells
from spiders.asking import Step
from spiders.attachments import attachments
from spiders.browsing import Browsing
from spiders.carrying import arrived, carried, inside, leafed, missed
from spiders.judging import in_years
from spiders.names import is_column_label
from spiders.pages import Page
from spiders.reporting import report_of_file, report_of_page
from spiders.reports import has_report_text
from spiders.visits import Visit


class Handing(Browsing):
    """Report pages and files become items."""

    def found(self, response: Response, page: Page, visit: Visit, platform: str) -> Iterator[Step]:
        """Hand on a report page and ask for the files that hang on it."""
        report = report_of_page(response, page, visit, platform, self.name)
        if self.years and not in_years(read_title(report.title, column=visit.column_name).year, self.years):
            self.count("rows/outside_years")
            return
        yield report
        hanging = visit.to(
            expect="file", label=report.title, row=None, parent=report, platform=platform, hops=0, lead=False
        )
        yield from carried(self, page, report, hanging)

    def file(self, response: Response, visit: Visit) -> Iterator[Step]:
        """Hand on a document file: an attachment, a row that led straight to it, or an address given."""
        if visit.album is not None:
            yield from arrived(self, response, visit)
        elif (
            visit.expect != "page"
            or visit.via == "given"
            or is_column_label(visit.label)
            or read_title(visit.label).is_report
        ):
            yield report_of_file(response, visit, visit.platform or "generic", self.name)
        else:
            self.count("leads/file")

    def not_a_file(self, response: Response, page: Page, visit: Visit) -> Iterator[Step]:
        """Judge a page that came in place of a file: a viewer, a report saved as HTML, or nothing of use."""
        if visit.book is not None:
            yield from leafed(self, visit.book, visit.to(book=None), page.html)
            return
        target = shells.redirect_target(page) if visit.album is None else None
        if target and visit.hops < shells.MAX_HOPS:
            referer = visit.parent.response.url if visit.parent else None
            yield from self.ask(target, visit.to(hops=visit.hops + 1), referer)
        elif has_report_text(page):
            yield report_of_file(response, visit, visit.platform or "generic", self.name)
        elif visit.nesting_of_frames and (steps := list(self.viewer(page, visit))):
            yield from steps
        else:
            detail = "a page in place of the file"
            yield from self.lost(page.url, visit, Failure.BAD_CONTENT, detail, read=True)

    def viewer(self, page: Page, visit: Visit) -> Iterator[Step]:
        """Take what a page shows that stands in a frame of a report page."""
        for link in attachments(page):
            yield from self.ask(link.url, visit.to(lead=False), page.url)
        yield from inside(self, page, visit)

    def lost(self, url: str, visit: Visit, kind: Failure, detail: str, read: bool = False) -> Iterator[Step]:
        """Record a failure; a picture that is lost may have been the last that its album waited for."""
        yield from super().lost(url, visit, kind, detail, read)
        if visit.album is not None:
            yield from missed(self, visit, kind)
