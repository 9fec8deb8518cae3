"""A make nobody has a name for: dated folders, a plain pager with a next link, no label tags on old pages."""

from __future__ import annotations

from html import escape

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Neighbour, Placement, SitePlan
from crawler.replica.sites.common import Portal, Row, body_html, charset_tag, labels, pages_of


class UnknownPortal(Portal):
    """Site options: `article` (path template with {year} {month} {day} {number} {column}), `untagged` (no labels),
    `pager` (`next`: link to `?page=2`; `numbers`: `/column/2.html`), `container` (class of the body block)."""

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self._pattern = str(plan.options.get("article", "/{year}/{month}-{day}/{number}.html"))
        self._add_navigation()
        for column in plan.columns:
            self._add_column(column)
        self.add_items(self._article)

    def target(self, column: Column, item: Placement | Neighbour) -> str:
        year, month, day = item.published.split("-")
        return self._pattern.format(year=year, month=month, day=day, number=item.number, column=column.path.strip("/"))

    def file_target(self, column: Column, item: Placement) -> str:
        return f"/upload/{item.published.replace('-', '')}/{item.number}.pdf"

    def _add_navigation(self) -> None:
        public = str(self.plan.options.get("platform", "/zfxxgk/"))
        top = [column for column in self.plan.columns if column.parent is None]
        lists = [(column.title, column.path) for column in top] + [("公开指南", f"{public}zhinan/")]
        home = [("网站首页", "/"), ("走进", "/about/"), ("信息公开", public)]
        if public == "/":
            home = [*home[:2], *lists]
        else:
            self._add_page(public, lists)
        self._add_page("/", home)
        self._add_page(f"{public}zhinan/", [("网站首页", "/")])
        self._add_page("/about/", [("网站首页", "/")])

    def _add_page(self, path: str, links: list[tuple[str, str]]) -> None:
        menu = "".join(f'<a href="{address}">{escape(label)}</a> | ' for label, address in links)
        html = self._frame("", self.plan.name, f'<div id="nav">{menu}</div><div id="pic"><img src="/a.jpg"></div>')
        self.routes[path] = lambda request: self.page(html, self._charset)

    @property
    def _charset(self) -> str:
        return str(self.plan.options.get("charset", "utf-8"))

    def _add_column(self, column: Column) -> None:
        pages = pages_of(self.rows(column), column.page_size)
        total = sum(map(len, pages))
        numbered = self.plan.options.get("pager") == "numbers"

        def maker(request: Request) -> Reply:
            text = request.query.get("page", "1")
            number = int(text) if text.isdigit() else 1
            return self._list(column, pages, min(max(number, 1), len(pages)), total)

        self.routes[column.path] = maker
        if numbered:
            for number in range(1, len(pages) + 1):
                html = self._list(column, pages, number, total)
                self.routes[f"{column.path}{number}.html"] = lambda request, html=html: html

    def _list(self, column: Column, pages: list[list[Row]], number: int, total: int) -> Reply:
        rows = "".join(
            f'<div class="line"><em>{row.published[5:]}</em><a target="_blank" href="{row.href}" title="{escape(row.title)}">'
            f"{escape(row.anchor)}</a></div>\n"
            for row in pages[number - 1]
        )
        numbered = self.plan.options.get("pager") == "numbers"
        following = f"{column.path}{number + 1}.html" if numbered else f"{column.path}?page={number + 1}"
        after = f'<a class="next" href="{following}">下一页</a>' if number < len(pages) else "<span>下一页</span>"
        pager = f'<div class="pages">共{total}条 第{number}/{len(pages)}页 {after}</div>'
        tags = "" if self.plan.options.get("untagged") else labels(self.plan, column)
        html = self._frame(tags, f"{column.title} - {self.plan.name}", f'<div class="box"><h3>{escape(column.title)}</h3>{rows}{pager}</div>')
        return self.page(html, self._charset)

    def _article(self, column: Column, item: Placement | Neighbour) -> Reply:
        title = item.page_title if isinstance(item, Placement) else item.title
        charset = item.charset if isinstance(item, Placement) and item.charset != "utf-8" else self._charset
        link = self.file_target(column, item) if isinstance(item, Placement) else ""
        container = self.plan.options.get("container", "nr")
        main = (
            f'<div class="crumb">您的位置：<a href="/">首页</a> &gt;&gt; <a href="{column.path}">{escape(column.title)}</a></div>'
            f'<div class="bt">{escape(title)}</div><div class="sj">时间：{item.published} 点击：</div>'
            f'<div class="{container}">{body_html(item, link)}</div><div class="page">上一篇：没有了 下一篇：没有了</div>'
        )
        tags = "" if self.plan.options.get("untagged") else labels(self.plan, column, item)
        return self.page(self._frame(tags, f"{title}_{self.plan.name}", main, charset), charset, item)

    def _frame(self, tags: str, title: str, main: str, charset: str | None = None) -> str:
        return (
            f"<html>\n<head>{charset_tag(charset or self._charset)}{tags}<title>{escape(title)}</title></head>\n<body>"
            f'<div id="wrap"><div id="logo">{escape(self.plan.name)}</div>{main}</div><div id="bottom">版权所有</div></body></html>'
        )
