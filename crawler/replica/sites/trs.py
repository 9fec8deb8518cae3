"""TRS WCM: static lists with `index_N`, articles `YYYYMM/tYYYYMMDD_ID.html`, body in `.TRS_Editor`."""

from __future__ import annotations

from html import escape

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Neighbour, Placement, SitePlan
from crawler.replica.sites.common import Maker, Portal, Row, body_html, charset_tag, labels, pages_of, shell

PLATFORM = "/zwgk/zfxxgk/"
GUIDES = (("zfxxgkzn", "政府信息公开指南"), ("zfxxgkzd", "政府信息公开制度"), ("fdzdgknr", "法定主动公开内容"), ("ysqgk", "依申请公开"))


class TrsPortal(Portal):
    """A TRS site. Column options: `rows` (`span`, `bracket`, `table`), `pager` (`create`, `count`), `promise_pages`,
    `iframe` (name of the list inside a frame), `organ` (department whose column it is), `pinned`, `total`."""

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self.platform = str(plan.options.get("platform", PLATFORM))
        self._add_navigation()
        for column in plan.columns:
            self._add_column(column)
        self.add_items(self._article)

    def target(self, column: Column, item: Placement | Neighbour) -> str:
        day = item.published.replace("-", "")
        return f"{column.path}{day[:6]}/t{day}_{item.number}.{self.plan.options.get('suffix', 'html')}"

    def file_target(self, column: Column, item: Placement) -> str:
        day = item.published.replace("-", "")
        return f"{column.path}{day[:6]}/P0{day}5941204{item.number}.pdf"

    def _add_navigation(self) -> None:
        top = [column for column in self.plan.columns if column.parent is None]
        own = [column for column in top if "organ" not in column.options]
        organs = [column for column in top if "organ" in column.options]
        platform = self.plan.options.get("platform", PLATFORM)
        upper = platform.rstrip("/").rpartition("/")[0] + "/"
        directory = self.plan.options.get("directory", "/xxgk/bmxxgkml/")
        home = [("首页", "/"), ("政务公开", upper), ("政府信息公开", platform), ("政民互动", "/hdjl/")]
        outside = [(label, address) for label, address in self.plan.options.get("links", ())]
        self._add_page(str(self.plan.options.get("home", "/")), self.plan.name, home + outside)
        if upper not in {"/", platform}:
            extra = [("部门信息公开目录", directory)] if organs else []
            self._add_page(upper, "政务公开", [("政府信息公开", platform), *extra, ("政策解读", "/zwgk/zcjd/")])
        self._add_page("/hdjl/", "政民互动", [("领导信箱", "/hdjl/")])
        self._add_page(platform, "政府信息公开", self._menu(platform, own))
        for slug, title in GUIDES:
            self._add_page(f"{platform}{slug}/", title, self._menu(platform, own))
        if organs:
            links = [(str(column.options["organ"]), _parent(column.path)) for column in organs]
            self._add_page(directory, "部门信息公开目录", links)
            for column in organs:
                self._add_page(_parent(column.path), str(column.options["organ"]), [("首页", "/"), (column.title, column.path)])
        for source, aim in self.plan.options.get("shells", {}).items():
            self.routes[source] = _shell_maker(aim)

    def _menu(self, platform: str, columns: list[Column]) -> list[tuple[str, str]]:
        guides = [(title, f"{platform}{slug}/") for slug, title in GUIDES]
        return guides[:3] + [(column.title, column.path) for column in columns] + guides[3:]

    def _add_page(self, path: str, title: str, links: list[tuple[str, str]]) -> None:
        items = "\n".join(f'<li><a href="{address}">{escape(label)}</a></li>' for label, address in links)
        main = f'<div class="leftNav"><ul>{items}</ul></div><div class="content"><h2>{escape(title)}</h2></div>'
        html = self._frame(labels(self.plan, None), f"{title}-{self.plan.name}" if path != "/" else title, main)
        for name in (path, path + "index.html"):
            self.routes[name] = lambda request: self.page(html)

    def _add_column(self, column: Column) -> None:
        children = [child for child in self.plan.columns if child.parent == column.path]
        rows = self.rows(column)
        name = str(column.options.get("iframe", "index"))
        pages = pages_of(rows, column.page_size)
        promised = int(column.options.get("promise_pages", len(pages)))
        for number, page in enumerate(pages):
            file = f"{name}.html" if number == 0 else f"{name}_{number}.html"
            html = self._list(column, children, page, number, promised, name, len(rows))
            self.routes[column.path + file] = self._list_maker(column, html)
        first = self.routes[f"{column.path}{name}.html"]
        if name == "index":
            self.routes[column.path] = first
        else:
            inner = f'<iframe id="list" src="./{name}.html" width="100%" frameborder="0"></iframe>'
            html = self._frame(labels(self.plan, column), column.title, f'<div class="right">{inner}</div>')
            self.routes[column.path] = self.routes[column.path + "index.html"] = lambda request: self.page(html)

    def _list_maker(self, column: Column, html: str) -> Maker:
        charset = str(self.plan.options.get("charset", "utf-8"))
        return lambda request: self.page(html, charset)

    def _list(
        self, column: Column, children: list[Column], rows: list[Row], number: int, promised: int, name: str, total: int
    ) -> str:
        folders = "".join(f'<li><a href="./{child.path.removeprefix(column.path)}">{escape(child.title)}</a></li>' for child in children)
        items = "\n".join(_row(row, column) for row in rows)
        counted = f'<div class="total">共 {total} 条</div>' if column.options.get("total") else ""
        if column.options.get("pager") == "count":
            pager = f"<script>var currentPage = {number};var prevPage = currentPage-1;var countPage = {promised};</script>"
        else:
            pager = f'<script>createPageHTML({promised}, {number}, "{name}", "html");</script>'
        wrap = f'<table class="listTable">{items}</table>' if column.options.get("rows") == "table" else f'<ul class="list">{items}</ul>'
        body = (f'<ul class="folders">{folders}</ul>' if folders else "") + (wrap if rows else "") + counted + (pager if rows else "")
        side = "".join(f'<li><a href="{address}">{label}</a></li>' for label, address in (("首页", "/"), ("政府信息公开", self.platform)))
        main = f'<div class="leftNav"><ul>{side}</ul></div><div class="right"><div class="position">当前位置：首页 &gt; 政府信息公开 &gt; {escape(column.title)}</div>{body}</div>'
        charset = str(self.plan.options.get("charset", "utf-8"))
        return self._frame(labels(self.plan, column), f"{column.title}-{self.plan.name}", main, charset)

    def _article(self, column: Column, item: Placement | Neighbour) -> Reply:
        charset = item.charset if isinstance(item, Placement) else "utf-8"
        title = item.page_title if isinstance(item, Placement) else item.title
        link = "./" + self.file_target(column, item).rpartition("/")[2] if isinstance(item, Placement) else ""
        main = (
            f'<div class="article"><h1>{escape(title)}</h1><div class="info">发布时间：{item.published}　来源：{escape(self.plan.name)}'
            f'　字体：[大 中 小]</div><div class="view" id="zoom"><div class="TRS_Editor">{body_html(item, link)}</div></div>'
            '<div class="share">分享到：微信 微博</div></div>'
        )
        html = self._frame(labels(self.plan, column, item), f"{title}-{self.plan.name}", main, charset)
        return self.page(html, charset, item)

    def _frame(self, tags: str, title: str, main: str, charset: str = "utf-8") -> str:
        return (
            f"<!DOCTYPE html>\n<html><head>{charset_tag(charset)}\n{tags}\n<title>{escape(title)}</title>"
            f'<script src="/images/page.js"></script></head><body><div class="top">{escape(self.plan.name)}</div>\n'
            f'<div class="main">{main}</div>\n<div class="foot">主办：{escape(self.plan.name)}　网站标识码：{self.plan.code}</div></body></html>'
        )


def _row(row: Row, column: Column) -> str:
    href = "./" + row.href.removeprefix(column.path)
    link = f'<a href="{href}" title="{escape(row.title)}" target="_blank">{escape(row.anchor)}</a>'
    if column.options.get("rows") == "table":
        return f"<tr><td>·</td><td>{link}</td><td>{row.published}</td></tr>"
    date = f"[{row.published}]" if column.options.get("rows") == "bracket" else row.published
    return f"<li>{link}<span>{date}</span></li>"


def _parent(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"


def _shell_maker(aim: str) -> Maker:
    def maker(request: Request) -> Reply:
        return Reply(shell(aim))

    return maker
