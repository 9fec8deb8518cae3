"""Longxun: organs as columns `/public/column/{organ}?type=3`, lists by an AJAX label that answers an HTML fragment;
and its annual-report controller with `showList/{department}/0/page_N.html`."""

from __future__ import annotations

from html import escape
from typing import ClassVar

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Neighbour, Placement, SitePlan
from crawler.replica.sites.common import Portal, body_html, charset_tag, labels, pages_of

LABEL = "/site/label/8888"
NOTHING = "暂无相关信息"


class LongxunPortal(Portal):
    """Site options: `site_id`; `article` (`public`: `/public/{organ}/{id}.html`, `content`: `/public/content/{id}`);
    `controller` (path of the annual-report controller) and `lists` (path of its lists) for the second dialect.
    Column options: `organ` (number), `name` (of the organ), `detail` (the column shows reports itself, by year)."""

    TYPES: ClassVar[dict[str, str]] = {"1": "政府信息公开制度", "2": "政府信息公开指南", "3": "政府信息公开年报", "4": "法定主动公开内容", "5": "依申请公开"}

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self._organs = {str(column.options["organ"]): column for column in plan.columns}
        self._controller = str(plan.options.get("controller", ""))
        self._add_home()
        for organ, column in self._organs.items():
            if self._controller:
                self._add_show_list(organ, column)
            else:
                self.routes[f"/public/column/{organ}"] = lambda request, column=column: self._column(request, column)
        self.routes[LABEL] = self._label
        self.add_items(self._article)

    def target(self, column: Column, item: Placement | Neighbour) -> str:
        if isinstance(item, Placement) and column.options.get("detail"):
            return f"/public/column/{column.options['organ']}?type=3&action=detail&nav=3&title={item.report.year}"
        if self._controller and isinstance(item, Placement):
            return f"{self._controller}/show/{item.number % 10000}.html"
        if self._controller:
            return f"{self.plan.options['lists'].rpartition('/')[0]}/show/{item.number}.html"
        if self.plan.options.get("article") == "content":
            return f"/public/content/{item.number}"
        return f"/public/{column.options['organ']}/{item.number}.html"

    def shown_by_column(self, column: Column, item: Placement) -> bool:
        return bool(column.options.get("detail"))

    def file_target(self, column: Column, item: Placement) -> str:
        return f"/group6/M00/0{item.number % 9}/2A/{item.number:X}.pdf"

    def _organ_links(self, kind: str) -> str:
        if self._controller:
            pairs = [(str(c.options["name"]), f"{self.plan.options['lists']}/{o}/0/page_1.html") for o, c in self._organs.items()]
        else:
            pairs = [(str(c.options["name"]), f"/public/column/{o}?type={kind}&action=list") for o, c in self._organs.items()]
        return '<div class="organs"><ul>' + "".join(f'<li><a href="{a}">{escape(n)}</a></li>' for n, a in pairs) + "</ul></div>"

    def _add_home(self) -> None:
        first = next(iter(self._organs))
        public = f"{self.plan.options['lists']}/{first}/0/page_1.html" if self._controller else f"/public/column/{first}"
        menu = f'<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="{public}">政府信息公开</a></li></ul>'
        html = self._frame(labels(self.plan, None), self.plan.name, menu)
        directory = self._frame(labels(self.plan, None), f"政务公开-{self.plan.name}", menu + self._organ_links("3"))
        self.routes["/"] = self.routes["/index.html"] = lambda request: self.page(html)
        self.routes["/zwgk/"] = lambda request: self.page(directory)

    def _column(self, request: Request, column: Column) -> Reply:
        query = request.query
        kind = query.get("type", "4")
        organ = str(column.options["organ"])
        base = f"/public/column/{organ}"
        tabs = "".join(f'<li><a href="{base}?type={number}&action=list">{title}</a></li>' for number, title in self.TYPES.items())
        if kind == "3" and column.options.get("detail"):
            inner = self._detail(column, query.get("title"))
        elif kind in {"3", "4"}:
            inner = self._widget(organ, kind)
        else:
            inner = f'<div class="xxgk_content">{self.TYPES.get(kind, "")}：详见本单位公开内容。</div>'
        title = self.TYPES.get(kind, "政府信息公开")
        tags = labels(self.plan, column if kind == "3" else None)
        main = f'<div class="z_xxgk_nav"><ul>{tabs}</ul></div>{self._organ_links("3")}<div class="z_xxgk_con"><h2>{title}</h2>{inner}</div>'
        return self.page(self._frame(tags, f"{title}-{column.options['name']}-{self.plan.name}", main))

    def _widget(self, organ: str, kind: str) -> str:
        query = (
            f"IsAjax=1&dataType=html&labelName=publicInfoList&siteId={self.plan.options['site_id']}&organId={organ}&type={kind}"
            f'&catId=&pageSize={self._organs[organ].page_size}&pageIndex="+pageIndex+"&action=list&isDate=true&dateFormat=yyyy-MM-dd'
            f"&length=24&sortType=1&result={NOTHING}&file=/xxgk/publicInfoList_newest2020"
        )
        return (
            '<div id="xxgk_lmcon" class="xxgk_navli">正在加载…</div><div id="page_public_info"></div><script>'
            f'function loadPublicInfo(pageIndex){{Ls.ajax({{url:"{LABEL}",data:"{query}",success:function(html){{$("#xxgk_lmcon").html(html);}}}});}}'
            'Ls.pagination("#page_public_info",loadPublicInfo);loadPublicInfo(1);</script>'
        )

    def _label(self, request: Request) -> Reply:
        form = request.form
        column = self._organs.get(form.get("organId", ""))
        if column is None or form.get("siteId") != str(self.plan.options["site_id"]) or form.get("type") != "3":
            return Reply(f'<div class="nodata">{form.get("result", NOTHING)}</div>'.encode())
        size = max(int(form.get("pageSize", "15") or 15), 1)
        length = int(form.get("length", "80") or 80)
        pages = pages_of(self.rows(column), size)
        number = max(int(form.get("pageIndex", "1") or 1), 1)
        rows = pages[number - 1] if number <= len(pages) else []
        if not rows:
            return Reply(f'<div class="nodata">{form.get("result", NOTHING)}</div>'.encode())
        items = "".join(
            f'<li class="clearfix"><a class="title" href="{row.href}" title="{escape(row.title)}" target="_blank">'
            f'{escape(row.anchor[:length])}{"..." if len(row.anchor) > length else ""}</a><span class="date">{row.published}</span></li>'
            for row in rows
        )
        pager = f"<script>Ls.pagination.init({{pageIndex:{number},pageCount:{len(pages)},total:{sum(map(len, pages))}}});</script>"
        return Reply(f'<ul class="xxgk_nav_list">{items}</ul>{pager}'.encode())

    def _detail(self, column: Column, year: str | None) -> str:
        places = sorted(column.placements, key=lambda place: place.report.year, reverse=True)
        links = "".join(f'<li><a href="{self.target(column, p)}">{p.report.year}</a></li>' for p in places)
        shown = next((place for place in places if str(place.report.year) == year), None if year else places[0])
        article = f'<h1>{escape(shown.page_title)}</h1><div class="wzcon">{body_html(shown, "")}</div>' if shown else NOTHING
        return f'<ul class="years">{links}</ul>{article}'

    def _add_show_list(self, organ: str, column: Column) -> None:
        pages = pages_of(self.rows(column), column.page_size)
        lists = f"{self.plan.options['lists']}/{organ}/0"
        for number, rows in enumerate(pages, start=1):
            items = "".join(
                f'<tr><td><a href="{row.href}" title="{escape(row.title)}">{escape(row.anchor)}</a></td><td class="date">{row.published}</td></tr>'
                for row in rows
            )
            links = "".join(f'<a href="{lists}/page_{n}.html">{n}</a>' for n in range(1, len(pages) + 1))
            pager = f'<div class="pagination">{links}<span>共 {sum(map(len, pages))} 条，{len(pages)} 页</span></div>'
            main = f'{self._organ_links("3")}<div class="xxgk_con"><h2>{escape(column.title)}</h2><table>{items}</table>{pager}</div>'
            html = self._frame(labels(self.plan, column), f"{column.title}-{column.options['name']}", main)
            self.routes[f"{lists}/page_{number}.html"] = lambda request, html=html: self.page(html)

    def _article(self, column: Column, item: Placement | Neighbour) -> Reply:
        title = item.page_title if isinstance(item, Placement) else item.title
        publisher = item.report.body.name_in(item.report.year).name if isinstance(item, Placement) else str(column.options["name"])
        link = self.file_target(column, item) if isinstance(item, Placement) else ""
        main = (
            f'<table class="xxgk_head"><tbody><tr><th>索引号：</th><td>00298{item.number % 1000:03d}-2/{item.published[:4]}{item.published[5:7]}-'
            f"{item.number % 100000:05d}</td><th>组配分类：</th><td>政府信息公开年报</td></tr><tr><th>发布机构：</th><td>{escape(publisher)}</td>"
            f'<th>发布日期：</th><td>{item.published}</td></tr></tbody></table><h1 class="newstitle">{escape(title)}</h1>'
            f'<div class="contentxxgk"><div class="wzcon j-fontContent">{body_html(item, link)}</div></div>'
        )
        return self.page(self._frame(labels(self.plan, column, item), title, main), "utf-8", item)

    def _frame(self, tags: str, title: str, main: str) -> str:
        return (
            f"<!DOCTYPE html>\n<html><head>{charset_tag('utf-8')}\n{tags}<title>{escape(title)}</title></head><body>"
            f'<div class="header">{escape(self.plan.name)}</div>{main}<div class="bottom">网站标识码：{self.plan.code}</div></body></html>'
        )
