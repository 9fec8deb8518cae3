"""The annual-report controllers of Longxun: lists by department, reports by number, key, or department and
year, files under addresses that end like pages."""

from __future__ import annotations

from hashlib import md5

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Placement
from crawler.replica.sites.common import Item, Row
from crawler.replica.sites.html import Html, items, join
from crawler.replica.sites.paged import PagedPortal


class OpennessPortal(PagedPortal):
    """Site options: `controller` (path), `lists` (path of a department's list with `{dept}` and `{page}`),
    `show` = `show` (by number), `detail` (by a key of 24 digits), `year` (`year/show/{dept}/{year}`: the page
    links those of the other years), `pager` = `numbers`, `words`. Column options: `dept`."""

    make = "openness"

    def target(self, column: Column, item: Item) -> str:
        controller = str(self.plan.options["controller"])
        show = self.plan.options.get("show", "show")
        if show == "year" and isinstance(item, Placement):
            return f"{controller}/year/show/{column.options['dept']}/{item.report.year}.html"
        if show == "detail":
            return f"{controller}/detail/{_key(item.number)}.html"
        return f"{controller}/show/{item.number % 10000}.html"

    def file_target(self, column: Column, item: Placement) -> str:
        return f"{self.plan.options['controller']}/download/{item.number % 10000}.html"

    def first_page(self, column: Column) -> str:
        return self._page_address(column, 1)

    def _page_address(self, column: Column, number: int) -> str:
        return str(self.plan.options["lists"]).format(dept=column.options["dept"], page=number)

    def shown_by_column(self, column: Column, item: Placement) -> bool:
        return False

    def add_column(self, column: Column) -> None:
        pages = self.paged(column)
        made = [self._list(column, pages, number) for number in range(1, len(pages) + 1)]
        for number, html in enumerate(made, start=1):
            address = self._page_address(column, number)
            self.routes[address] = lambda request, html=html: self._served(request, html)  # type: ignore[misc]
            if number == 1:
                self.routes.setdefault(address.partition("?")[0], self.routes[address])

    def _served(self, request: Request, html: Html) -> Reply:
        return self.page(html)

    def _list(self, column: Column, pages: list[list[Row]], number: int) -> Html:
        total, count = len(pages), sum(map(len, pages))
        numbers = join(
            self.pages("number", number=n, href=self._page_address(column, n)) for n in range(1, total + 1)
        )
        form = f"pager_{self.plan.options.get('pager', 'numbers')}"
        following = self._page_address(column, min(number + 1, total))
        pager = self.pages(
            form, numbers=numbers, count=count, number=number, pages=total, following=following
        )
        organs = [
            (str(other.options["organ"]), self.first_page(other))
            for other in self.plan.columns
            if "organ" in other.options
        ]
        rows = self.pages("rows", rows=self.rows_html(column, pages[number - 1]), organs=items(organs))
        return self.list_page(column, rows, pager)

    def body(self, column: Column, item: Item, link: str) -> Html:
        html = super().body(column, item, link)
        if self.plan.options.get("show") != "year" or not isinstance(item, Placement):
            return html
        years = [
            (f"{place.report.year}年", self.target(column, place))
            for place in sorted(column.placements, key=lambda place: -place.report.year)
        ]
        return Html(self.pages("years", items=items(years)) + html)


def _key(number: int) -> str:
    return md5(str(number).encode(), usedforsecurity=False).hexdigest()[:24]
