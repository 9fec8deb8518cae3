"""VSB: named pages whose pages count down, dynamic lists, pages named after years, files by script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Neighbour, Placement
from crawler.replica.pdf import report_pdf
from crawler.replica.sites.common import Item, Maker, Row, body_html, http_date, title_of
from crawler.replica.sites.html import Html, join
from crawler.replica.sites.paged import PagedPortal

LIST = "/list.jsp"
NEWS = "/content.jsp"
DOWNLOAD = "/system/_content/download.jsp"
NO_REFERER = "<html><head><title>提示</title></head><body><p>请从正文页面下载附件。</p></body></html>"


class VsbPortal(PagedPortal):
    """A column's path is that of its page, `/zfxxgk/nb.htm`; its further pages lie in `/zfxxgk/nb/`.

    Site options: `pager` = `words`, `numbers` (template of the pager); `files` = `iframe` (the address stands
    in a script), `download` (a script that wants a Referer), `direct`; `news` (articles by `content.jsp`).
    Column options: `tree` (number of a dynamic list), `node` (folder number of its articles), `shown` (each
    report is a named page of its own below the column)."""

    make = "vsb"

    def target(self, column: Column, item: Item) -> str:
        if column.options.get("shown") and isinstance(item, Placement):
            name = f"b{item.report.body.id.partition('/')[2][:3]}{item.number % 1000}"
            return f"{_folder(column)}{name}.htm"
        node = column.options.get("node", 1000 + len(column.path))
        if self.plan.options.get("news"):
            return f"{NEWS}?urltype=news.NewsContentUrl&wbtreeid={node}&wbnewsid={item.number}"
        return f"/info/{node}/{item.number}.htm"

    def file_target(self, column: Column, item: Placement) -> str:
        files = self.plan.options.get("files", "iframe")
        if files == "download":
            return f"{DOWNLOAD}?urltype=news.DownloadAttachUrl&owner=17&wbfileid={item.number}"
        if files == "virtual":
            return f"/virtual_attach_file.vsb?afc=A{item.number}&oid=17&tid=1&nid={item.number}&e=.pdf"
        digits = f"{item.number:X}".zfill(8)
        return f"/__local/{digits[0]}/{digits[1:3]}/{digits[3:5]}/{digits}_1A2B3C4D.pdf"

    def first_page(self, column: Column) -> str:
        if "tree" in column.options:
            return f"{LIST}?urltype=tree.TreeTempUrl&wbtreeid={column.options['tree']}"
        return column.path

    def guide_path(self, slug: str) -> str:
        return f"{self.platform.removesuffix('.htm')}/{slug}.htm"

    def add_column(self, column: Column) -> None:
        pages = self.paged(column)
        made = [self._list(column, pages, number) for number in range(1, len(pages) + 1)]
        if "tree" in column.options:
            parameter = f"a{column.options.get('widget', 5)}p"
            self._dynamic(str(column.options["tree"]), parameter, made)
            return
        self.add_page(column.path, made[0])
        for number, html in enumerate(made[1:], start=2):
            self.add_page(f"{_folder(column)}{len(made) - number + 1}.htm", html)

    def _dynamic(self, tree: str, parameter: str, made: list[Html]) -> None:
        known = self.routes.get(LIST)

        def answer(request: Request) -> Reply:
            if request.query.get("wbtreeid") != tree:
                return known(request) if known else Reply(b"", status=404)
            text = request.query.get(parameter, "1")
            number = int(text) if text.isdigit() else 1
            return self.page(made[min(max(number, 1), len(made)) - 1])

        self.routes[LIST] = answer

    def _list(self, column: Column, pages: list[list[Row]], number: int) -> Html:
        total, count = len(pages), sum(map(len, pages))
        links = {n: self._address_of(column, n, total) for n in range(1, total + 1)}
        rows = self._relative(column, pages[number - 1], number)
        form = f"pager_{self.plan.options.get('pager', 'words')}"
        shown = range(max(1, number - 1), min(total, number + 1) + 1)
        numbers = join(
            self.pages("number_here" if n == number else "number", number=n, href=links[n]) for n in shown
        )
        following = self.pages("following", href=links[min(number + 1, total)])
        pager = self.pages(
            form,
            first=links[1],
            last=links[total],
            number=number,
            pages=total,
            count=count,
            numbers=numbers,
            following=following if number < total else self.pages("no_following"),
        )
        return self.list_page(column, self.rows_html(column, rows), pager if count else Html(""))

    def _address_of(self, column: Column, number: int, total: int) -> str:
        if "tree" in column.options:
            name = f"a{column.options.get('widget', 5)}"
            own = f"?{name}t={total}&{name}p={number}&{name}c={column.page_size}"
            return f"{own}&urltype=tree.TreeTempUrl&wbtreeid={column.options['tree']}"
        if number == 1:
            return column.path
        return f"{_folder(column)}{total - number + 1}.htm"

    def _relative(self, column: Column, rows: list[Row], number: int) -> list[Row]:
        """Rows that link upwards, `../info/…`: further pages lie a folder deeper than the first."""
        if "tree" in column.options:
            return rows
        upwards = "../" * (column.path.count("/") - 1 + (number > 1))
        return [replace(row, href=upwards + row.href.removeprefix("/")) for row in rows]

    def add_items(self, article: Callable[[Column, Item], Reply]) -> None:
        super().add_items(article)
        for column in self.plan.columns:
            for item in column.placements:
                if self.plan.options.get("files") == "download" and item.carrier != "html":
                    self.routes[self.file_target(column, item)] = self._guarded(item)

    def _guarded(self, item: Placement) -> Maker:
        def answer(request: Request) -> Reply:
            if not request.headers.get("referer"):
                return Reply(NO_REFERER.encode())
            return Reply(report_pdf(item), content_type="text/html", modified=http_date(item.published))

        return answer

    def body(self, column: Column, item: Item, link: str) -> Html:
        if isinstance(item, Neighbour) or item.carrier != "pdf":
            return body_html(item, link)
        files = self.plan.options.get("files", "iframe")
        return self.pages(f"file_{files}", href=Html(link), title=title_of(item))


def _folder(column: Column) -> str:
    return column.path.removesuffix(".htm") + "/"
