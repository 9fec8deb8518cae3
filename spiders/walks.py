"""One list from its first page to its end: what was promised, what was had, what comes next."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from spiders.addresses import canonical, folder_of
from spiders.items import ListWalked
from spiders.lists import Row
from spiders.pages import Page
from spiders.platforms.protocol import ListRequest, More, Platform, Walked
from spiders.visits import Visit

_MOST_FAILED_IN_A_ROW = 3
_MOST_PAGES = 2000


def _most(*counts: int | None) -> int | None:
    return max((count for count in counts if count is not None), default=None)


def _key(request: ListRequest) -> str:
    page = f" page {request.rendered}" if request.rendered else ""
    settings = request.url.partition("#")[2]
    kept = f" #{settings}" if "=" in settings else ""  # settings tell lists of one script apart
    return canonical(request.url) + kept + (f" {request.body}" if request.body else "") + page


@dataclass(slots=True)
class ListWalk:
    """State of one walk. Pages are asked for one by one: a list that repeats itself is left at once."""

    column_url: str
    platform: Platform
    rows: set[str] = field(default_factory=set)
    extra_rows: set[str] = field(default_factory=set)
    """Rows outside the list proper: followed, but not counted against a promise."""
    reports: int = 0
    telling: int = 0
    """Rows that a list would hold: dated, or by title a report or beside one. The rest are menus."""
    pages: int = 0
    bare: int = 0
    """Further pages with no row but those of the first page's menus: they keep no promise of pages."""
    failed: list[str] = field(default_factory=list)
    failed_in_a_row: int = 0
    promised_rows: int | None = None
    promised_pages: int | None = None
    unread: str = ""
    """The pager of the first page, where nobody could read it."""
    too_long: bool = False
    """Whether pages were left because there were too many."""
    repeated: bool = False
    last_folder: str = ""
    empty: bool = False
    has_columns: bool = False
    """Whether the page led to nested columns or was itself a report: then no rows are no failure."""
    plan: deque[ListRequest] = field(default_factory=deque)
    spare: deque[ListRequest] = field(default_factory=deque)
    requested: dict[str, ListRequest] = field(default_factory=dict)
    page: Page | None = None
    """The column page itself: where the walk falls short, a browser may show more of the list."""
    visit: Visit | None = None
    """Why that page was asked for."""
    first: ListRequest | None = None
    """What to ask for to see the beginning of the list: the column's page, or the service behind it."""
    digest: str = ""
    """Digest of the list there, see `spiders.peeking`."""
    named: set[str] = field(default_factory=set)
    """Addresses of rows that are reports, or may be, by their titles."""
    unknown: int = 0
    """Those on the last page that are not settled."""
    news: int = 0
    """Those on all pages."""

    def take(self, url: str, rows: Sequence[Row]) -> list[Row]:
        """Count the rows of the page at `url` and return those not seen before.

        A page without one new row ends the walk. The first answer of a list service is let off: it may
        well repeat the rows that the column page shows already.
        """
        self.pages += 1
        self.failed_in_a_row = 0
        folder, self.last_folder = self.last_folder, folder_of(url)
        fresh = []
        listed_before = len(self.rows)
        own = {canonical(row.url) for row in rows if row.listed} - self.extra_rows
        self.bare += self.pages > 1 and not own
        for row in rows:
            key = canonical(row.url)
            known = key in self.rows or key in self.extra_rows
            (self.rows if row.listed else self.extra_rows).add(key)
            if not known:
                fresh.append(row)
        if self.pages > 1 and folder == self.last_folder and any(row.listed for row in rows):
            self.repeated = len(self.rows) == listed_before
        return fresh

    def expect(self, more: More) -> None:
        """Note what a page promises and plan what it leads to."""
        self.promised_rows = _most(self.promised_rows, more.rows)
        self.promised_pages = _most(self.promised_pages, more.pages)
        if not more.requests:
            self.unread = self.unread or more.unread
        for request in more.requests:
            if _key(request) in self.requested:
                continue
            if len(self.requested) >= _MOST_PAGES:
                self.too_long = True
            else:
                self.requested[_key(request)] = request
                self.plan.append(request)
        self.spare.extend(more.alternatives)

    def walked(self, fresh: int) -> Walked:
        """Return what an adapter may know of the walk."""
        return Walked(len(self.rows), self.pages, fresh, tuple(self.requested.values()))

    def next(self) -> ListRequest | None:
        """Return the next request, None where the list has ended or goes in circles."""
        if self.failed_in_a_row >= _MOST_FAILED_IN_A_ROW:
            self.plan.clear()
        if self.repeated:
            self.plan.clear()
        if self.plan:
            return self.plan.popleft()
        while self.spare and self._short():
            request = self.spare.popleft()
            if _key(request) not in self.requested:
                self.requested[_key(request)] = request
                self.repeated = False
                return request
        return None

    def fail(self, detail: str) -> None:
        """Note a page of the list that could not be had."""
        self.failed.append(detail)
        self.failed_in_a_row += 1

    def is_complete(self) -> bool:
        """Whether all promised rows were had: some list services answer 404 past their end."""
        return self.promised_rows is not None and len(self.rows) >= self.promised_rows

    def needs_more(self, summary: ListWalked) -> bool:
        """Whether the list may have rows that its adapter knows no way to, or none that made sense."""
        if self.requested and (self.rows or self.failed or self.promised_rows is not None):
            return False
        return summary.failure is not None or not (self.rows or self.extra_rows or self.has_columns)

    def _short(self) -> bool:
        rows = self.promised_rows is not None and len(self.rows) + len(self.extra_rows) < self.promised_rows
        return rows or bool(self.failed) or self.repeated

    def _goes_in_circles(self) -> bool:
        """Whether a list that came round again had not shown all its pages by then."""
        return self.promised_pages is None or self.pages <= self.promised_pages

    def summary(self) -> ListWalked:
        """Return the result of the walk, failed where it fell short of what the list promised."""
        failure, detail = None, ""
        had = len(self.rows)
        unmet_rows = self.promised_rows is not None and had < self.promised_rows
        unmet_pages = self.promised_pages is not None and self.pages - self.bare < self.promised_pages
        is_bare = not self.empty and not self.has_columns and self.promised_rows != 0
        if not self.telling and is_bare:
            failure, detail = "empty_list", "no rows, and the page does not say that it is empty"
        elif unmet_rows:
            failure, detail = "partial", f"{had} of {self.promised_rows} rows"
        elif unmet_pages and (self.promised_rows is None or self.failed):
            failure, detail = "partial", f"{self.pages - self.bare} of {self.promised_pages} pages"
        elif self.unread and self.promised_pages != 1 and self.promised_rows is None:
            failure, detail = "partial", f"{had} rows; the pager could not be read: {self.unread}"
        elif self.repeated and self.promised_rows is None and self._goes_in_circles():
            failure, detail = "partial", f"{had} rows on {self.pages} pages"
        elif self.too_long and not self.is_complete():
            failure, detail = "partial", f"{had} rows on {self.pages} pages; there are more, they were left"
        elif self.failed and self.promised_rows is None:
            failure, detail = "partial", f"{len(self.failed)} pages failed"
        if failure and self.repeated:
            detail += "; the same page again and again"
        elif failure and self.failed:
            detail += f"; {self.failed[0]}"
        return ListWalked(
            self.column_url,
            self.pages,
            had,
            self.reports,
            self.promised_rows,
            self.promised_pages,
            failure,
            detail,
        )
