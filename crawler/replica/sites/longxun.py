"""Longxun: organs as columns `/public/column/{organ}?type=3`, lists by an AJAX label that answers HTML; and
its annual-report controller with `showList/{department}/0/page_N.html`."""

from __future__ import annotations

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.sites.common import (
    Item,
    Portal,
    Row,
    body_html,
    pages_of,
    publisher_of,
    serial_of,
    title_of,
)
from crawler.replica.sites.html import Html, items, join

LABEL = "/site/label/8888"
NOTHING = "暂无相关信息"
ANNUAL = "3"
CATALOGUE = "4"
TYPES = {
    "1": "政府信息公开制度",
    "2": "政府信息公开指南",
    "3": "政府信息公开年报",
    "4": "法定主动公开内容",
    "5": "依申请公开",
}


class LongxunPortal(Portal):
    """Site options: `site_id`; `article` = `content` for `/public/content/{id}` in place of
    `/public/{organ}/{id}.html`; `controller` (path of the annual-report controller) and `lists` (path of its
    lists) for the second dialect.
    Column options: `organ` (number), `name` (of the organ), `detail` (the column shows reports by year)."""

    make = "longxun"

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self._organs = {str(column.options["organ"]): column for column in plan.columns}
        self._controller = str(plan.options.get("controller", ""))
        self._lists = str(plan.options.get("lists", ""))
        self._add_home()
        for organ, column in self._organs.items():
            if self._controller:
                self._add_show_list(organ, column)
            else:
                self._add_organ(organ, column)
        self.routes[LABEL] = self._label
        self.add_items(self._article)

    def target(self, column: Column, item: Item) -> str:
        organ = column.options["organ"]
        if isinstance(item, Placement) and column.options.get("detail"):
            return f"/public/column/{organ}?type={ANNUAL}&action=detail&nav=3&title={item.report.year}"
        if self._controller and isinstance(item, Placement):
            return f"{self._controller}/show/{item.number}.html"
        if self._controller:
            return f"{self._lists.rpartition('/')[0]}/show/{item.number}.html"
        if self.plan.options.get("article") == "content":
            return f"/public/content/{item.number}"
        return f"/public/{organ}/{item.number}.html"

    def file_target(self, column: Column, item: Placement) -> str:
        return f"/group6/M00/0{item.number % 9}/2A/{item.number:X}.pdf"

    def shown_by_column(self, column: Column, item: Placement) -> bool:
        return bool(column.options.get("detail"))

    def _organ_links(self) -> Html:
        links = [
            (
                str(column.options["name"]),
                self._list_path(organ, 1) if self._controller else _column_path(organ, ANNUAL),
            )
            for organ, column in self._organs.items()
        ]
        return self.pages("organs", items=items(links))

    def _list_path(self, organ: str, number: int) -> str:
        return f"{self._lists}/{organ}/0/page_{number}.html"

    def _add_home(self) -> None:
        first = next(iter(self._organs), "")
        public = self._list_path(first, 1) if self._controller else f"/public/column/{first}"
        links = [("首页", "/"), ("政务公开", "/zwgk/"), ("政府信息公开", public)]
        menu = self.pages("menu", items=items(links))
        for path in ("/", "/index.html"):
            self.add_page(path, self.frame(self.labels(), self.plan.name, menu))
        both = Html(menu + self._organ_links())
        self.add_page("/zwgk/", self.frame(self.labels(), f"政务公开-{self.plan.name}", both))

    def _add_organ(self, organ: str, column: Column) -> None:
        self.routes[f"/public/column/{organ}"] = lambda request: self._organ(request, organ, column)

    def _organ(self, request: Request, organ: str, column: Column) -> Reply:
        query = request.query
        kind = query.get("type", CATALOGUE)
        title = TYPES.get(kind, "政府信息公开")
        tabs = items((name, _column_path(organ, number)) for number, name in TYPES.items())
        if kind == ANNUAL and column.options.get("detail"):
            inner = self._detail(column, query.get("title", ""))
        elif kind in {ANNUAL, CATALOGUE}:
            inner = self._widget(organ, kind, column.page_size)
        else:
            inner = self.pages("words", title=title)
        main = self.pages("column", tabs=tabs, organs=self._organ_links(), title=title, inner=inner)
        name = f"{title}-{column.options['name']}-{self.plan.name}"
        return self.page(self.frame(self.labels(column if kind == ANNUAL else None), name, main))

    def _widget(self, organ: str, kind: str, size: int) -> Html:
        site = self.plan.options["site_id"]
        return self.pages(
            "widget", address=LABEL, site_id=site, organ=organ, type=kind, size=size, nothing=NOTHING
        )

    def _label(self, request: Request) -> Reply:
        form = request.form
        column = self._organs.get(form.get("organId", ""))
        nothing = self.pages("nodata", text=form.get("result", NOTHING))
        known = form.get("siteId") == str(self.plan.options.get("site_id")) and form.get("type") == ANNUAL
        if column is None or not known:
            return Reply(nothing.encode())
        pages = pages_of(self.rows(column), max(_number(form, "pageSize", 15), 1))
        number = max(_number(form, "pageIndex", 1), 1)
        if number > len(pages) or not pages[number - 1]:
            return Reply(nothing.encode())
        length = _number(form, "length", 80)
        rows = join(self._row_html(row, length) for row in pages[number - 1])
        total = sum(map(len, pages))
        return Reply(self.pages("fragment", rows=rows, number=number, pages=len(pages), total=total).encode())

    def _row_html(self, row: Row, length: int) -> Html:
        anchor = row.anchor if len(row.anchor) <= length else row.anchor[:length] + "..."
        return self.pages("row", href=row.href, title=row.title, anchor=anchor, date=row.published)

    def _detail(self, column: Column, year: str) -> Html:
        places = sorted(column.placements, key=lambda place: place.report.year, reverse=True)
        years = items((str(place.report.year), self.target(column, place)) for place in places)
        shown = next((place for place in places if year in ("", str(place.report.year))), None)
        if shown is None:
            return self.pages("nodata", text=NOTHING)
        return self.pages("detail", years=years, title=shown.page_title, body=body_html(shown, ""))

    def _add_show_list(self, organ: str, column: Column) -> None:
        pages = pages_of(self.rows(column), column.page_size)
        numbers = join(
            self.pages("number", href=self._list_path(organ, number), number=number)
            for number in range(1, len(pages) + 1)
        )
        for number, page in enumerate(pages, start=1):
            rows = join(
                self.pages("show_row", href=row.href, title=row.title, anchor=row.anchor, date=row.published)
                for row in page
            )
            main = self.pages(
                "show_list",
                organs=self._organ_links(),
                title=column.title,
                rows=rows,
                numbers=numbers,
                total=sum(map(len, pages)),
                pages=len(pages),
            )
            title = f"{column.title}-{column.options['name']}"
            self.add_page(self._list_path(organ, number), self.frame(self.labels(column), title, main))

    def _article(self, column: Column, item: Item) -> Reply:
        main = self.pages(
            "article",
            index=f"00298{item.number % 1000:03d}-2/{serial_of(item)}",
            source=publisher_of(self.plan, item),
            date=item.published,
            title=title_of(item),
            body=body_html(item, self.file_target(column, item) if isinstance(item, Placement) else ""),
        )
        return self.page(self.frame(self.labels(column, item), title_of(item), main), item=item)


def _column_path(organ: str, kind: str) -> str:
    return f"/public/column/{organ}?type={kind}&action=list"


def _number(form: dict[str, str], name: str, default: int) -> int:
    text = form.get(name, "")
    return int(text) if text.isdigit() else default
