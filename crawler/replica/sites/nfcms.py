"""NFCMS of Guangdong: ordinary columns, `index.html`, `index_2.html`, articles `content/post_N.html`."""

from __future__ import annotations

from crawler.replica.model import Column, Placement
from crawler.replica.sites.common import Item, Row
from crawler.replica.sites.html import Html, join
from crawler.replica.sites.paged import PagedPortal


class NfcmsPortal(PagedPortal):
    """Site options: `mobile` (articles also as `mpost_N.html`), `absolute` (rows link with scheme and host),
    `pager` = `numbers`, `next` (only the next and the last page are linked)."""

    make = "nfcms"

    def target(self, column: Column, item: Item) -> str:
        return f"{column.path}content/post_{item.number}.html"

    def file_target(self, column: Column, item: Placement) -> str:
        return f"/attachment/0/{item.number % 1000}/{item.number % 1000000}/{item.number}.pdf"

    def href(self, column: Column, row: Row) -> str:
        return self.plan.base + row.href if self.plan.options.get("absolute") else row.href

    def add_column(self, column: Column) -> None:
        pages = self.paged(column)
        for number in range(1, len(pages) + 1):
            html = self._list(column, pages, number)
            self.add_page(column.path + _file(number), html)
            if number == 1:
                self.add_page(column.path, html)

    def _list(self, column: Column, pages: list[list[Row]], number: int) -> Html:
        total = len(pages)
        shown = range(1, total + 1) if self.plan.options.get("pager") == "numbers" else range(0)
        numbers = join(self.pages("number", number=n, href=_file(n)) for n in shown)
        last = number == total
        following = Html("") if last else self.pages("following", href=_file(number + 1))
        pager = self.pages("pager", numbers=numbers, following=following, last=_file(total))
        return self.list_page(column, self.rows_html(column, pages[number - 1]), pager if total > 1 else "")


def _file(number: int) -> str:
    return "index.html" if number == 1 else f"index_{number}.html"
