"""Hanweb JCMS: records inside `script type="text/xml"`, groups of three pages behind `dataproxy.jsp`, and the
annual-report page of the xxgk module by organ (`area`) and year (`fbtime`)."""

from __future__ import annotations

from hashlib import md5
from html import escape
from urllib.parse import quote

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Neighbour, Placement, SitePlan
from crawler.replica.sites.common import Portal, Row, body_html, charset_tag, labels

PROXY = "/module/web/jpage/dataproxy.jsp"
ANNUAL = "/module/xxgk/xxgkAnnualReport.jsp"
DOWNLOAD = "/module/download/downfile.jsp"
PAGES_A_GROUP = 3


class HanwebPortal(Portal):
    """Site options: `platform` (number of the disclosure column), `webid`.
    Column options: `id`; `mode` = `list` (default), `newest` (the column page shows the newest report, older years are
    linked), `annual` (xxgk module, with `area` and `organ`); `record` = `li` or `tr`; `inline_total`; `stuck` (the proxy
    gives the first group for ever); `promise` (totalrecord where it is not the truth); `order` of the annual query."""

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self._areas = {c.options["area"]: c for c in plan.columns if c.options.get("mode") == "annual"}
        self._lists = {str(c.options["id"]): c for c in plan.columns if "id" in c.options}
        self._add_navigation()
        for number, column in self._lists.items():
            self._add_column(number, column)
        self.routes[PROXY] = self._proxy
        self.add_items(self._article)
        if self._areas:
            self.routes[ANNUAL] = self._annual

    def target(self, column: Column, item: Placement | Neighbour) -> str:
        if isinstance(item, Placement) and column.options.get("mode") == "annual":
            return self._annual_target(column, item.report.year)
        if isinstance(item, Placement) and item is _newest(column):
            return f"/col/col{column.options['id']}/index.html"
        year, month, day = (int(part) for part in item.published.split("-"))
        number = column.options.get("id", "1")
        if column.options.get("hex"):
            return f"{column.path}art/{year}/art_{_hex(item.number)}.html"
        return f"/art/{year}/{month}/{day}/art_{number}_{item.number}.html"

    def shown_by_column(self, column: Column, item: Placement) -> bool:
        return column.options.get("mode") == "annual" or item is _newest(column)

    def file_target(self, column: Column, item: Placement) -> str:
        name = quote(f"{item.title}.pdf")
        return f"{DOWNLOAD}?classid=0&filename={_hex(item.number)}.pdf&showname={name}"

    def _annual_target(self, column: Column, year: int) -> str:
        area = column.options["area"]
        pairs = [f"fbtime={year}", f"area={area}"]
        return f"{ANNUAL}?{'&'.join(pairs if column.options.get('order') == 'fbtime' else reversed(pairs))}"

    def _add_navigation(self) -> None:
        platform = f"/col/col{self.plan.options.get('platform', '1229000001')}/index.html"
        home = self._frame(labels(self.plan, None), self.plan.name, _menu([("首页", "/"), ("政务公开", platform), ("政府信息公开", platform)]))
        for path in ("/", "/index.html"):
            self.routes[path] = lambda request: self.page(home)
        columns = [(c.title, f"/col/col{n}/index.html") for n, c in self._lists.items() if c.parent is None]
        links = [("政府信息公开指南", "/col/col1229000002/index.html"), *columns]
        if self._areas:
            links.append(("政府信息公开年报", "/col/col1229000003/index.html"))
            organs = [(str(c.options["organ"]), f"{ANNUAL}?area={area}") for area, c in self._areas.items()]
            tree = self._frame(labels(self.plan, None), f"部门年报-{self.plan.name}", f'<div class="xxgk_tree">{_menu(organs)}</div>')
            self.routes["/col/col1229000003/index.html"] = lambda request: self.page(tree)
        public = self._frame(labels(self.plan, None), f"政府信息公开-{self.plan.name}", _menu([*links, ("依申请公开", "/col/col1229000004/index.html")]))
        self.routes[platform] = lambda request: self.page(public)
        guide = self._frame(labels(self.plan, None), f"政府信息公开指南-{self.plan.name}", _menu(columns))
        self.routes["/col/col1229000002/index.html"] = lambda request: self.page(guide)

    def _add_column(self, number: str, column: Column) -> None:
        for path in (f"/col/col{number}/index.html", f"/col/col{number}/"):
            if column.options.get("mode") == "newest":
                self.routes[path] = lambda request: self._newest_page(column)
            else:
                self.routes[path] = lambda request: self._list(number, column)
        if column.path not in self.routes:
            self.routes[column.path] = self.routes[column.path + "index.html"] = self.routes[f"/col/col{number}/index.html"]

    def _list(self, number: str, column: Column) -> Reply:
        rows = self.rows(column)
        group = self._group(number, column, rows, 0)
        head = f"<totalrecord>{self._total(column, rows)}</totalrecord>" if column.options.get("inline_total") else ""
        main = (
            f'<div class="default_pgContainer" id="{self._unit(number)}"><script type="text/xml"><datastore>{head}\n{group}'
            f'</datastore></script><script src="/script/jpage.js"></script><script>$("#{self._unit(number)}").jpage({{perpage:{column.page_size},'
            f'groupSize:{PAGES_A_GROUP},proxyUrl:"{PROXY}",proxyParam:"{self._parameters(number)}"}});</script></div>'
        )
        return self.page(self._frame(labels(self.plan, column), f"{column.title}-{self.plan.name}", main))

    def _group(self, number: str, column: Column, rows: list[Row], start: int, end: int | None = None) -> str:
        size = column.page_size * PAGES_A_GROUP
        last = start + size if end is None else end
        records = "\n".join(f"<record><![CDATA[{_record(row, column)}]]></record>" for row in rows[start:last])
        following = ""
        if last < self._total(column, rows):
            page = last // size
            following = f'<nextgroup><![CDATA[<a href="{PROXY}?page={page}&{self._parameters(number)}"></a>]]></nextgroup>\n'
        return f"{following}<recordset>\n{records}\n</recordset>"

    def _parameters(self, number: str) -> str:
        webid = self.plan.options.get("webid", 1)
        return (
            f"col=1&appid=1&webid={webid}&path=/&columnid={number}&sourceContentType=1&unitid={self._unit(number)}"
            f"&webname={quote(self.plan.name)}&permissiontype=0"
        )

    def _unit(self, number: str) -> str:
        return str(300000 + int(number) % 90000)

    def _total(self, column: Column, rows: list[Row]) -> int:
        return int(column.options.get("promise", len(rows)))

    def _proxy(self, request: Request) -> Reply:
        form = request.form
        column = self._lists.get(form.get("columnid", ""))
        wanted = form.get("unitid") == self._unit(form.get("columnid", "0")) if column else False
        if column is None or not wanted:
            return Reply(b"<datastore><recordset></recordset></datastore>", content_type="text/xml;charset=UTF-8")
        rows = self.rows(column)
        size = column.page_size * PAGES_A_GROUP
        start = int(form["startrecord"]) - 1 if "startrecord" in form else int(form.get("page", "0")) * size
        end = int(form["endrecord"]) if "endrecord" in form else start + size
        if column.options.get("stuck"):
            start, end = 0, size
        total = self._total(column, rows)
        text = (
            f"<datastore>\n<totalrecord>{total}</totalrecord><totalpage>{-(-total // column.page_size)}</totalpage>\n"
            f"{self._group(form['columnid'], column, rows, max(start, 0), end)}</datastore>"
        )
        return Reply(text.encode(), content_type="text/xml;charset=UTF-8")

    def _annual(self, request: Request) -> Reply:
        query = request.query
        column = self._areas.get(query.get("area", ""))
        if column is None:
            return Reply("<script>alert('参数错误');history.back();</script>".encode())
        places = sorted(column.placements, key=lambda place: place.report.year, reverse=True)
        year = query.get("fbtime", str(places[0].report.year))
        years = "".join(f'<li><a href="{self._annual_target(column, p.report.year)}">{p.report.year}年</a></li>' for p in places)
        shown = next((place for place in places if str(place.report.year) == year), None)
        article = self._document(column, shown) if shown else '<div class="none">暂无年报信息</div>'
        title = shown.page_title if shown else "年度报告"
        main = f'<div class="nb_left"><h3>{escape(str(column.options["organ"]))}</h3><ul class="nb_year">{years}</ul></div><div class="nb_right">{article}</div>'
        return Reply(self._frame(labels(self.plan, column, shown), title, main).encode())

    def _newest_page(self, column: Column) -> Reply:
        newest = _newest(column)
        others = "".join(
            f'<li><a href="{row.href}" title="{escape(row.title)}">{escape(row.anchor)}</a></li>'
            for row in self.rows(column)
        )
        main = f'<div class="nb_year"><ul>{others}</ul></div>{self._document(column, newest) if newest else ""}'
        return self.page(self._frame(labels(self.plan, column, newest), f"{column.title}-{self.plan.name}", main), item=None)

    def _article(self, column: Column, item: Placement | Neighbour) -> Reply:
        title = item.page_title if isinstance(item, Placement) else item.title
        main = self._document(column, item)
        html = self._frame(labels(self.plan, column, item), f"{title}-{self.plan.name}", main)
        return self.page(html, "utf-8", item)

    def _document(self, column: Column, item: Placement | Neighbour) -> str:
        title = item.page_title if isinstance(item, Placement) else item.title
        source = item.report.body.name_in(item.report.year).name if isinstance(item, Placement) else self.plan.name
        number = f"11{self.plan.division}MB1{item.number % 100000:05d}X/{item.published[:4]}-{item.number % 90000:05d}"
        link = self.file_target(column, item) if isinstance(item, Placement) else ""
        icon = '<img src="/module/jslib/icons/acrobat.gif" />' if isinstance(item, Placement) and item.attachment else ""
        return (
            f'<div class="article"><div class="xl_title">{escape(title)}</div><table class="xxgk_article">'
            f"<tr><td>索 引 号：</td><td>{number}</td><td>文&nbsp;&nbsp;号：</td><td></td></tr>"
            f"<tr><td>组配分类：</td><td>年度报告</td><td>发布机构：</td><td>{escape(source)}</td></tr>"
            f"<tr><td>成文日期：</td><td>{item.published}</td><td>公开方式：</td><td>主动公开</td></tr></table>"
            f'<div class="xl_doc">发布时间：{item.published} 浏览次数：<script>document.write(0)</script> 信息来源：{escape(source)}</div>'
            f'<div class="zoom" id="zoom"><!--ZJEG_RSS.content.begin-->{body_html(item, link)}{icon}<!--ZJEG_RSS.content.end--></div></div>'
        )

    def _frame(self, tags: str, title: str, main: str) -> str:
        return (
            f"<!DOCTYPE html>\n<html><head>{charset_tag('utf-8')}\n{tags}<title>{escape(title)}</title></head>\n<body>"
            f'<div id="header">{escape(self.plan.name)}</div><div id="barrierfree_container">{main}</div>'
            f'<div id="footer">{escape(self.plan.name)}主办 政府网站标识码：{self.plan.code}</div></body></html>'
        )


def _newest(column: Column) -> Placement | None:
    if column.options.get("mode") != "newest":
        return None
    return max(column.placements, key=lambda place: place.report.year)


def _record(row: Row, column: Column) -> str:
    link = f'<a href="{row.href}" target="_blank" title="{escape(row.title)}">{escape(row.anchor)}</a>'
    if column.options.get("record") == "tr":
        return f'<table width="100%"><tr><td width="80%">{link}</td><td><b>{row.published}</b></td></tr></table>'
    return f"<li>{link}<span>[{row.published}]</span></li>"


def _menu(links: list[tuple[str, str]]) -> str:
    return '<ul class="nav">' + "".join(f'<li><a href="{address}">{escape(label)}</a></li>' for label, address in links) + "</ul>"


def _hex(number: int) -> str:
    return md5(str(number).encode(), usedforsecurity=False).hexdigest()
