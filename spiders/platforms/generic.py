"""Any static list: links with dates, pager calls, numbered links."""

from __future__ import annotations

from spiders.lists import Row, rows_of
from spiders.pages import Page
from spiders.paging import read_pager
from spiders.platforms.protocol import ListRequest, More, Nested, Walked


class Generic:
    """Adapter for pages of no known make; the others fall back on it for their static lists."""

    name = "generic"

    def recognise(self, page: Page) -> str | None:
        """Every page will do."""
        return "no fingerprint of a known platform"

    def rows(self, page: Page) -> list[Row]:
        """Return the links of the page as rows."""
        return rows_of(page)

    def more(self, page: Page, walked: Walked) -> More:
        """Return the pages that pager calls, page counts and numbered links lead to."""
        pager = read_pager(page, first=walked.pages <= 1)
        return More(
            requests=[ListRequest(url) for url in pager.urls],
            rows=pager.rows,
            pages=pager.pages,
            alternatives=[ListRequest(url) for url in pager.alternatives],
            unread=pager.unread if walked.pages <= 1 else "",
        )

    def columns(self, page: Page) -> list[Nested]:
        """Return nothing: the visible links are all there is."""
        return []

    def yearly(self, page: Page, years: range) -> list[str]:
        """Return nothing: only the disclosure module of Hanweb has one address a year."""
        return []

    def is_column(self, page: Page) -> bool:
        """Whether the address alone says that the page is a report column; it never does here."""
        return False

    def is_list(self, page: Page) -> bool:
        """Whether the page has a pager."""
        pager = read_pager(page)
        return bool(pager.urls or pager.pages)
