"""phpcms: `index.php?m=content&a=lists&catid=N` or `list-N-P.html`, articles `show-N.html`."""

from __future__ import annotations

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Placement
from crawler.replica.sites.common import Item, Row
from crawler.replica.sites.html import Html, join
from crawler.replica.sites.paged import PagedPortal

INDEX = "/index.php"


class PhpcmsPortal(PagedPortal):
    """Site options: `show` (path of an article with `{number}`), `lists` (path of a list page with `{cat}`
    and `{page}`; dynamic where it is missing), `numbers` (greatest number of numbered links in a pager).
    Column options: `cat` (number of the category)."""

    make = "phpcms"

    def target(self, column: Column, item: Item) -> str:
        show = str(self.plan.options.get("show", "/show-{number}.html"))
        return show.format(number=item.number, cat=column.options["cat"])

    def file_target(self, column: Column, item: Placement) -> str:
        return f"/uploadfile/{item.published[:4]}/{item.published[5:].replace('-', '')}/{item.number}.pdf"

    def first_page(self, column: Column) -> str:
        return self._page_address(column, 1)

    def _page_address(self, column: Column, number: int) -> str:
        lists = self.plan.options.get("lists")
        if lists:
            return str(lists).format(cat=column.options["cat"], page=number)
        page = f"&page={number}" if number > 1 else ""
        return f"{INDEX}?m=content&c=index&a=lists&catid={column.options['cat']}{page}"

    def add_column(self, column: Column) -> None:
        pages = self.paged(column)
        made = [self._list(column, pages, number) for number in range(1, len(pages) + 1)]
        if not self.plan.options.get("lists"):
            self._dynamic(str(column.options["cat"]), made)
            return
        for number, html in enumerate(made, start=1):
            self.add_page(self._page_address(column, number), html, self.charset)

    def _dynamic(self, cat: str, made: list[Html]) -> None:
        known = self.routes.get(INDEX)

        def answer(request: Request) -> Reply:
            query = request.query
            if query.get("catid") != cat:
                return known(request) if known else Reply(b"", status=404)
            text = query.get("page", "1")
            number = int(text) if text.isdigit() else 1
            return self.page(made[min(max(number, 1), len(made)) - 1], self.charset)

        self.routes[INDEX] = answer

    def _list(self, column: Column, pages: list[list[Row]], number: int) -> Html:
        total, count = len(pages), sum(map(len, pages))
        most = int(self.plan.options.get("numbers", 10))
        links = [
            self.pages("number_here", number=n)
            if n == number
            else self.pages("number", number=n, href=self._page_address(column, n))
            for n in range(1, total + 1)
            if n <= most or n == total
        ]
        pager = self.pages(
            "pager",
            count=count,
            previous=self._page_address(column, max(1, number - 1)),
            numbers=join(links, " "),
            following=self._page_address(column, min(total, number + 1)),
        )
        return self.list_page(column, self.rows_html(column, pages[number - 1]), pager if total > 1 else "")
