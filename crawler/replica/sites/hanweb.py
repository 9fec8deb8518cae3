"""Hanweb JCMS: records inside `script type="text/xml"`, groups of three pages behind `dataproxy.jsp`, and the
annual-report page of the xxgk module by organ (`area`) and year (`fbtime`)."""

from __future__ import annotations

from hashlib import md5
from urllib.parse import quote

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.sites.common import Item, Portal, Row, body_html, publisher_of, serial_of, title_of
from crawler.replica.sites.html import Html, items, join

PROXY = "/module/web/jpage/dataproxy.jsp"
ANNUAL = "/module/xxgk/xxgkAnnualReport.jsp"
DOWNLOAD = "/module/download/downfile.jsp"
PAGES_A_GROUP = 3
GUIDE, ORGANS, ON_REQUEST = 1229000002, 1229000003, 1229000004
"""Numbers of the columns every site of the replica has beside its lists."""
XML = "text/xml;charset=UTF-8"
NO_RECORDS = b"<datastore><recordset></recordset></datastore>"


class HanwebPortal(Portal):
    """Site options: `platform` (number of the disclosure column), `webid`.
    Column options: `id`; `mode` = `list` (default), `newest` (the column page shows the newest report, older
    years are linked), `annual` (xxgk module, with `area` and `organ`); `record` = `li`, `tr`; `inline_total`;
    `stuck` (the proxy gives the first group for ever); `promise` (totalrecord where it is not the truth);
    `whole` (all records in the page, none from the proxy);
    `order` of the annual query; `lag` (years that `fbtime` runs ahead); `absolute` (rows link `//host/…`)."""

    make = "hanweb"

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self._areas = {str(c.options["area"]): c for c in plan.columns if c.options.get("mode") == "annual"}
        self._lists = {str(c.options["id"]): c for c in plan.columns if "id" in c.options}
        self._add_navigation()
        for number, column in self._lists.items():
            self._add_column(number, column)
        self.routes[PROXY] = self._proxy
        if self._areas:
            self.routes[ANNUAL] = self._annual
        self.add_items(self._article)

    def target(self, column: Column, item: Item) -> str:
        if isinstance(item, Placement) and column.options.get("mode") == "annual":
            return self._annual_target(column, item)
        if isinstance(item, Placement) and item is _newest(column):
            return _path(column.options["id"])
        year, month, day = (int(part) for part in item.published.split("-"))
        return f"/art/{year}/{month}/{day}/art_{column.options['id']}_{item.number}.html"

    def file_target(self, column: Column, item: Placement) -> str:
        name = quote(f"{item.title}.pdf")
        return f"{DOWNLOAD}?classid=0&filename={_hex(item.number)}.pdf&showname={name}"

    def shown_by_column(self, column: Column, item: Placement) -> bool:
        return column.options.get("mode") == "annual" or item is _newest(column)

    def _annual_target(self, column: Column, item: Placement) -> str:
        pairs = [f"area={column.options['area']}", f"fbtime={_shown_for(column, item)}"]
        if column.options.get("order") == "fbtime":
            pairs.reverse()
        return f"{ANNUAL}?{'&'.join(pairs)}"

    def _add_navigation(self) -> None:
        platform = _path(self.plan.options.get("platform", 1229000001))
        home = [("首页", "/"), ("政务公开", platform), ("政府信息公开", platform)]
        for path in ("/", "/index.html"):
            self._add_menu(path, self.plan.name, home)
        lists = [(c.title, _path(number)) for number, c in self._lists.items() if c.parent is None]
        guide = ("政府信息公开指南", _path(GUIDE))
        annual = [("政府信息公开年报", _path(ORGANS))] if self._areas else []
        self._add_menu(platform, "政府信息公开", [guide, *lists, *annual, ("依申请公开", _path(ON_REQUEST))])
        self._add_menu(_path(GUIDE), guide[0], [*lists, *annual])
        self._add_menu(_path(ON_REQUEST), "依申请公开", [guide])
        organs = [(str(c.options["organ"]), f"{ANNUAL}?area={area}") for area, c in self._areas.items()]
        if organs:
            self._add_menu(_path(ORGANS), "政府信息公开年报", organs)

    def _add_menu(self, path: str, title: str, links: list[tuple[str, str]]) -> None:
        self.add_page(path, self.frame(self.labels(), title, self.pages("menu", items=items(links))))

    def _add_column(self, number: str, column: Column) -> None:
        make = self._newest_page if column.options.get("mode") == "newest" else self._list
        for path in (_path(number), f"/col/col{number}/"):
            self.routes[path] = lambda request: make(column)

    def _list(self, column: Column) -> Reply:
        rows = self.rows(column)
        options = column.options
        total = (
            self.pages("total", total=self._total(column, rows)) if options.get("inline_total") else Html("")
        )
        main = self.pages(
            "list",
            unit=_unit(column),
            total=total,
            group=self._group(
                column, rows, 0, len(rows) if options.get("whole") else column.page_size * PAGES_A_GROUP
            ),
            perpage=column.page_size,
            size=PAGES_A_GROUP,
            proxy=PROXY,
            parameters=self._parameters(column),
        )
        return self.page(self.frame(self.labels(column), f"{column.title}-{self.plan.name}", main))

    def _group(self, column: Column, rows: list[Row], start: int, end: int) -> Html:
        """Records `start` to `end` and, where the list goes on, the link of the next group."""
        size = column.page_size * PAGES_A_GROUP
        records = join((self.pages("record", row=self._record(column, row)) for row in rows[start:end]), "\n")
        following = Html("")
        if end < self._total(column, rows):
            parameters = self._parameters(column)
            following = self.pages("following", proxy=PROXY, page=end // size, parameters=parameters)
        return self.pages("group", following=following, records=records)

    def _record(self, column: Column, row: Row) -> Html:
        form = f"row_{column.options.get('record', 'li')}"
        host = f"//{self.plan.host}" if column.options.get("absolute") else ""
        return self.pages(
            form, href=Html(host + row.href), title=row.title, anchor=row.anchor, date=row.published
        )

    def _parameters(self, column: Column) -> Html:
        return Html(
            f"col=1&appid=1&webid={self.plan.options.get('webid', 1)}&path=/&columnid={column.options['id']}"
            f"&sourceContentType=1&unitid={_unit(column)}&webname={quote(self.plan.name)}&permissiontype=0"
        )

    def _total(self, column: Column, rows: list[Row]) -> int:
        return int(column.options.get("promise", len(rows)))

    def _proxy(self, request: Request) -> Reply:
        form = request.form
        column = self._lists.get(form.get("columnid", ""))
        if column is None or form.get("unitid") != _unit(column) or column.options.get("whole"):
            return Reply(NO_RECORDS, content_type=XML)
        rows = self.rows(column)
        size = column.page_size * PAGES_A_GROUP
        start = _number(form, "startrecord", _number(form, "page", 0) * size + 1) - 1
        end = _number(form, "endrecord", start + size)
        if column.options.get("stuck"):
            start, end = 0, size
        total = self._total(column, rows)
        group = self._group(column, rows, max(start, 0), end)
        text = self.pages("answer", total=total, pages=-(-total // column.page_size), group=group)
        return Reply(text.encode(), content_type=XML)

    def _annual(self, request: Request) -> Reply:
        column = self._areas.get(request.query.get("area", ""))
        if column is None:
            return Reply("<script>alert('参数错误');history.back();</script>".encode())
        places = sorted(column.placements, key=lambda place: place.report.year, reverse=True)
        year = request.query.get("fbtime") or str(_shown_for(column, places[0]))
        years = [(f"{_shown_for(column, place)}年", self._annual_target(column, place)) for place in places]
        shown = next((place for place in places if str(_shown_for(column, place)) == year), None)
        article = self._document(column, shown) if shown else self.pages("nothing")
        main = self.pages("annual", organ=column.options["organ"], years=items(years), article=article)
        title = title_of(shown) if shown else "年度报告"
        return Reply(self.frame(self.labels(column, shown), title, main).encode())

    def _newest_page(self, column: Column) -> Reply:
        newest = _newest(column)
        years = items((row.anchor, row.href) for row in self.rows(column))
        article = self._document(column, newest) if newest else Html("")
        main = self.pages("newest", years=years, article=article)
        return self.page(self.frame(self.labels(column, newest), f"{column.title}-{self.plan.name}", main))

    def _article(self, column: Column, item: Item) -> Reply:
        title = f"{title_of(item)}-{self.plan.name}"
        return self.page(
            self.frame(self.labels(column, item), title, self._document(column, item)), item=item
        )

    def _document(self, column: Column, item: Item) -> Html:
        attached = isinstance(item, Placement) and item.attachment
        return self.pages(
            "article",
            title=title_of(item),
            index=f"11{self.plan.division}MB1{item.number % 100000:05d}X/{serial_of(item)}",
            source=publisher_of(self.plan, item),
            date=item.published,
            body=body_html(item, self.file_target(column, item) if isinstance(item, Placement) else ""),
            icon=self.pages("icon") if attached else Html(""),
        )


def _newest(column: Column) -> Placement | None:
    if column.options.get("mode") != "newest":
        return None
    return max(column.placements, key=lambda place: place.report.year)


def _shown_for(column: Column, item: Placement) -> int:
    """The `fbtime` under which a report stands; some organs mean the year of publication."""
    return item.report.year + int(column.options.get("lag", 0))


def _path(number: object) -> str:
    return f"/col/col{number}/index.html"


def _unit(column: Column) -> str:
    return str(300000 + int(column.options["id"]) % 90000)


def _number(form: dict[str, str], name: str, default: int) -> int:
    text = form.get(name, "")
    return int(text) if text.isdigit() else default


def _hex(number: int) -> str:
    return md5(str(number).encode(), usedforsecurity=False).hexdigest()
