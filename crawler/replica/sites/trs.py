"""TRS WCM: static lists with `index_N`, articles `YYYYMM/tYYYYMMDD_ID.html`, body in `.TRS_Editor`."""

from __future__ import annotations

from crawler.replica.exchange import Reply
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.reports import BLOCK_END
from crawler.replica.sites.common import Item, Portal, Row, body_html, constant, pages_of, shell, title_of
from crawler.replica.sites.html import Html, items, join

PLATFORM = "/zwgk/zfxxgk/"
DIRECTORY = "/xxgk/bmxxgkml/"
GUIDES = (
    ("zfxxgkzn", "政府信息公开指南"),
    ("zfxxgkzd", "政府信息公开制度"),
    ("fdzdgknr", "法定主动公开内容"),
    ("ysqgk", "依申请公开"),
)


class TrsPortal(Portal):
    """Site options: `platform`, `directory` (of departments), `home`, `shells` (path: where it leads),
    `links`, `charset` (of the lists), `suffix` (of articles).
    Column options: `rows` (`span`, `bracket`, `table`), `pager` (`create`, `count`), `promise_pages`
    (more than there are) with `stubs` (the pages too many are stubs, not 404),
    `iframe` (name of the list inside a frame), `organ` (department whose column it is), `pinned`, `total`,
    `unlinked` (no menu leads to it any more)."""

    make = "trs"

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self._platform = str(plan.options.get("platform", PLATFORM))
        self._charset = str(plan.options.get("charset", "utf-8"))
        self._add_navigation()
        for column in plan.columns:
            self._add_column(column)
        self.add_items(self._article)

    def target(self, column: Column, item: Item) -> str:
        day = item.published.replace("-", "")
        return f"{column.path}{day[:6]}/t{day}_{item.number}.{self.plan.options.get('suffix', 'html')}"

    def file_target(self, column: Column, item: Placement) -> str:
        day = item.published.replace("-", "")
        return f"{column.path}{day[:6]}/P0{day}5941204{item.number}.pdf"

    def _add_navigation(self) -> None:
        top = [c for c in self.plan.columns if c.parent is None and not c.options.get("unlinked")]
        own = [(column.title, column.path) for column in top if "organ" not in column.options]
        organs = [column for column in top if "organ" in column.options]
        upper = _parent(self._platform)
        directory = str(self.plan.options.get("directory", DIRECTORY))
        outside = [(str(label), str(address)) for label, address in self.plan.options.get("links", ())]
        home = [("首页", "/"), ("政务公开", upper), ("政府信息公开", self._platform), ("政民互动", "/hdjl/")]
        self._add_menu(str(self.plan.options.get("home", "/")), self.plan.name, home + outside)
        self._add_menu("/hdjl/", "政民互动", [("领导信箱", "/hdjl/")])
        if upper != "/":
            departments = [("部门信息公开目录", directory)] if organs else []
            self._add_menu(upper, "政务公开", [("政府信息公开", self._platform), *departments])
        guides = [(title, f"{self._platform}{slug}/") for slug, title in GUIDES]
        menu = guides[:3] + own + guides[3:]
        self._add_menu(self._platform, "政府信息公开", menu)
        for title, path in guides:
            self._add_menu(path, title, menu)
        if organs:
            homes = [(str(column.options["organ"]), _parent(column.path)) for column in organs]
            self._add_menu(directory, "部门信息公开目录", homes)
        for column in organs:
            links = [("首页", "/"), (column.title, column.path)]
            self._add_menu(_parent(column.path), str(column.options["organ"]), links)
        for source, aim in self.plan.options.get("shells", {}).items():
            self.routes[source] = constant(Reply(shell(aim)))

    def _add_menu(self, path: str, title: str, links: list[tuple[str, str]]) -> None:
        main = self.pages("menu", items=items(links), title=title)
        html = self.frame(self.labels(), title, main, self._charset)
        for name in (path, path + "index.html"):
            self.add_page(name, html, self._charset)

    def _add_column(self, column: Column) -> None:
        options = column.options
        name = str(options.get("iframe", "index"))
        rows = self.rows(column)
        pages = pages_of(rows, column.page_size)
        for number, page in enumerate(pages):
            file = f"{name}.html" if number == 0 else f"{name}_{number}.html"
            main = self._list(column, page, number, len(pages), len(rows), name)
            html = self.frame(self.labels(column), f"{column.title}-{self.plan.name}", main, self._charset)
            self.add_page(column.path + file, html, self._charset)
        if options.get("stubs"):
            for number in range(len(pages), int(options["promise_pages"])):
                self.add_page(f"{column.path}{name}_{number}.html", self.pages("stub", title=column.title))
        if name != "index":
            html = self.frame(self.labels(column), column.title, self.pages("framed", name=name))
            self.add_page(column.path + "index.html", html)
        self.routes[column.path] = self.routes[column.path + "index.html"]

    def _list(self, column: Column, page: list[Row], number: int, pages: int, count: int, name: str) -> Html:
        options = column.options
        form = str(options.get("rows", "span"))
        pager = f"pager_{options.get('pager', 'create')}"
        promised = int(options.get("promise_pages", pages))
        folders = [
            (child.title, "./" + child.path.removeprefix(column.path)) for child in self.children(column)
        ]
        rows = join((self._line(f"row_{form}", column, row) for row in page), "\n")
        nothing = Html("")
        return self.pages(
            "list",
            platform=self._platform,
            title=column.title,
            folders=self.pages("folders", items=items(folders)) if folders else nothing,
            rows=self.pages("rows_table" if form == "table" else "rows_list", items=rows)
            if page
            else nothing,
            total=self.pages("total", count=count) if options.get("total") else nothing,
            pager=self.pages(pager, pages=promised, number=number, name=name) if page else nothing,
        )

    def _line(self, form: str, column: Column, row: Row) -> Html:
        href = "./" + row.href.removeprefix(column.path)
        return self.pages(form, href=href, title=row.title, anchor=row.anchor, date=row.published)

    def _article(self, column: Column, item: Item) -> Reply:
        charset = item.charset if isinstance(item, Placement) else "utf-8"
        title = title_of(item)
        link = ""
        if isinstance(item, Placement):
            link = "./" + self.file_target(column, item).rpartition("/")[2]
        body = Html(body_html(item, link).replace(BLOCK_END, '</div><div class="TRS_Editor">'))
        main = self.pages("article", title=title, date=item.published, site=self.plan.name, body=body)
        html = self.frame(self.labels(column, item), f"{title}-{self.plan.name}", main, charset)
        return self.page(html, charset, item)


def _parent(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"
