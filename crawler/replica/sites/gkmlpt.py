"""The Guangdong platform: a shell page with `window._CONFIG`, lists by JSON, articles `post_N.html`; beside it the
ordinary columns of the same maker (static lists, `content/post_N.html`)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape
from typing import Any

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Neighbour, Placement, SitePlan
from crawler.replica.sites.common import Portal, body_html, charset_tag, labels, pages_of

PAGE = 100
LABELS = ("索引号", "分类", "发布机构", "成文日期", "名称", "文号", "发布日期", "主题词")


class GkmlptPortal(Portal):
    """Site options: `sid`, `past_end` (404 or 200), `platform` (page that links the ordinary columns).
    Column options: `id` (number in the tree), `prefix` (path of the organ, empty for the host's own),
    `post_count` (what the tree claims), `ordinary` (a static column); `outside` (titles of `type: url` items)."""

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self._tree = [column for column in plan.columns if not column.options.get("ordinary")]
        for prefix in {_prefix(column) for column in self._tree}:
            self._add_catalogue(prefix)
        for column in plan.columns:
            if column.options.get("ordinary"):
                self._add_ordinary(column)
            else:
                api = f"{_prefix(column)}/gkmlpt/api/all/{column.options['id']}"
                self.routes[api] = lambda request, column=column: self._api(request, column)
        self._add_home()
        self.add_items(self._article)

    def target(self, column: Column, item: Placement | Neighbour) -> str:
        if column.options.get("ordinary"):
            return f"{column.path}content/post_{item.number}.html"
        return f"{_prefix(column)}/gkmlpt/content/{item.number // 1_000_000}/{item.number // 1000}/post_{item.number}.html"

    def file_target(self, column: Column, item: Placement) -> str:
        return f"/attachment/0/{item.number % 1000}/{item.number // 10}/{item.number}.pdf"

    def _add_home(self) -> None:
        links = [("首页", "/")]
        for prefix in sorted({_prefix(column) for column in self._tree}):
            links.append(("政府信息公开", f"{prefix}/gkmlpt/index"))
        for column in self.plan.columns:
            if column.options.get("ordinary") and column.parent is None:
                links.append((column.title, column.path))
        html = self._frame(labels(self.plan, None), self.plan.name, _links(links))
        for path in ("/", "/index.html"):
            self.routes[path] = lambda request: self.page(html)

    def _add_catalogue(self, prefix: str) -> None:
        columns = [column for column in self._tree if _prefix(column) == prefix]
        tree: list[dict[str, Any]] = [
            {"id": 2601, "name": "机构职能", "parent": 0, "post_count": 4, "jump_url": None, "children": []},
            {"id": 2602, "name": "政府信息公开指南", "parent": 0, "post_count": 1, "jump_url": f"{self.plan.base}{prefix}/gkmlpt/guide", "children": []},
        ]
        for column in columns:
            count = column.options.get("post_count", len(column.placements) + len(column.neighbours))
            node = {"id": int(column.options["id"]), "name": column.title, "parent": 0, "post_count": count, "jump_url": None, "children": []}
            tree.append(node)
        config = (
            f"window._CONFIG = {{ SID: '{self.plan.options['sid']}', SITE_NAME: '{self.plan.name}', SERVICE_AREA_ID: 2, "
            f"PREFIX: '{prefix}', TREE: {json.dumps(tree, ensure_ascii=False)}, EXTRA: {{}} }};"
        )
        html = self._frame(labels(self.plan, None), f"政府信息公开目录-{self.plan.name}", f'<div id="app"></div><script>{config}</script>')
        for name in ("index", "annualreport", "guide"):
            self.routes[f"{prefix}/gkmlpt/{name}"] = lambda request: self.page(html)

    def _api(self, request: Request, column: Column) -> Reply:
        query = request.query
        number = max(int(query.get("page", "1") or 1), 1)
        if query.get("sid") != str(self.plan.options["sid"]):
            return Reply(b'{"message":"site not found"}', status=404, content_type="application/json")
        items: list[Placement | Neighbour] = [*column.placements, *column.neighbours]
        items.sort(key=lambda item: (item.published, item.number), reverse=True)
        chosen = items[(number - 1) * PAGE : number * PAGE]
        if not chosen and number > 1 and self.plan.options.get("past_end", 404) == 404:
            return Reply(b'{"message":"Not Found"}', status=404, content_type="application/json")
        count = column.options.get("post_count", len(items))
        answer = {
            "classify": {"id": int(column.options["id"]), "name": column.title, "parent": 0, "post_count": count, "theme_count": 0, "jump_url": None},
            "total": len(items),
            "offset": PAGE,
            "articles": [self._json(column, item) for item in chosen],
        }
        return Reply(json.dumps(answer, ensure_ascii=False).encode(), content_type="application/json")

    def _json(self, column: Column, item: Placement | Neighbour) -> dict[str, Any]:
        publisher = item.report.body.name_in(item.report.year).name if isinstance(item, Placement) else self.plan.name
        stamp = int(datetime.fromisoformat(item.published).replace(tzinfo=UTC).timestamp())
        outside = item.title in column.options.get("outside", ())
        attachment = []
        if isinstance(item, Placement) and (item.attachment or item.carrier != "html"):
            file = {"id": 1, "name": f"{item.title}.pdf", "type": "pdf", "mime": "application/pdf", "url": self.file_target(column, item)}
            attachment.append(file)
        return {
            "id": item.number,
            "title": item.title,
            "type": "url" if outside else "normal",
            "url": "https://mp.weixin.qq.com/s/replica" if outside else self.plan.base + self.target(column, item),
            "post_url": "",
            "date": stamp - 86400 * 3,
            "create_time": stamp,
            "created_at": f"{item.published} 16:00:00",
            "first_publish_time": stamp,
            "display_publish_time": stamp,
            "publisher": publisher,
            "identifier": f"11{self.plan.division}MB2D{item.number % 100000:05d}/{item.published[:4]}-{item.number % 90000:05d}",
            "document_number": "",
            "keywords": "",
            "abstract": "",
            "classify_main": int(column.options["id"]),
            "classify_main_name": column.title,
            "classify_genre_name": "报告",
            "classify_theme_name": "",
            "is_expired": 0,
            "is_abolished": 0,
            "attachment": attachment,
        }

    def _article(self, column: Column, item: Placement | Neighbour) -> Reply:
        title = item.page_title if isinstance(item, Placement) else item.title
        publisher = item.report.body.name_in(item.report.year).name if isinstance(item, Placement) else self.plan.name
        link = self.file_target(column, item) if isinstance(item, Placement) else ""
        values = ("", column.title, publisher, item.published, title, "", item.published, "")
        head = "".join(f"<td>{label}:</td><td>{escape(value)}</td>" for label, value in zip(LABELS, values, strict=True))
        inner = body_html(item, link).replace("<a href=", '<a class="nfw-cms-attachment" href=')
        detail = json.dumps({"id": item.number, "title": title, "publisher": publisher}, ensure_ascii=False)
        if column.options.get("ordinary"):
            main = (
                f'<h1 class="news_cont_d_title">{escape(title)}</h1><div class="time">信息提供日期：{item.published}</div>'
                f'<div class="news_cont_d_wrap"><div class="article-content">{inner}</div></div>'
                f"<script>var NFCMS_SITE_ID = '{self.plan.options['sid']}'; var NFCMS_POST_ID = '{item.number}';</script>"
            )
        else:
            main = (
                f'<div class="classify"><table><tr>{head}</tr></table></div><h1 class="content-title">{escape(title)}</h1>'
                f'<div class="content"><div class="article-content">{inner}</div></div>'
                f"<script>window._CONFIG = {{ SID: '{self.plan.options['sid']}', DETAIL: {detail} }};</script>"
            )
        return self.page(self._frame(labels(self.plan, column, item), title, main), "utf-8", item)

    def _add_ordinary(self, column: Column) -> None:
        pages = pages_of(self.rows(column), column.page_size)
        children = [(child.title, child.path) for child in self.plan.columns if child.parent == column.path]
        for number, rows in enumerate(pages, start=1):
            items = "".join(
                f'<li><span class="tit"><a href="{self.plan.base}{row.href}" title="{escape(row.title)}">{escape(row.anchor)}</a></span>'
                f"<span>{row.published}</span></li>"
                for row in rows
            )
            last = f'<a class="last" href="{column.path}index_{len(pages)}.html">尾页</a>' if len(pages) > 1 else ""
            following = f'<a class="next" href="{column.path}index_{number + 1}.html">下一页</a>' if number < len(pages) else ""
            listing = f'<div class="zx_ml_list"><ul>{items}</ul></div><div class="page">{following}{last}</div>' if rows else ""
            html = self._frame(labels(self.plan, column), f"{column.title}-{self.plan.name}", _links(children) + listing)
            name = "index.html" if number == 1 else f"index_{number}.html"
            self.routes[column.path + name] = lambda request, html=html: self.page(html)
        self.routes[column.path] = self.routes[column.path + "index.html"]

    def _frame(self, tags: str, title: str, main: str) -> str:
        return (
            f"<!DOCTYPE html>\n<html><head>{charset_tag('utf-8')}\n{tags}<title>{escape(title)}</title></head><body>"
            f'<div class="header">{escape(self.plan.name)}</div>{main}<div class="footer">网站标识码 {self.plan.code}</div></body></html>'
        )


def _prefix(column: Column) -> str:
    return str(column.options.get("prefix", ""))


def _links(links: list[tuple[str, str]]) -> str:
    return '<ul class="nav">' + "".join(f'<li><a href="{address}">{escape(label)}</a></li>' for label, address in links) + "</ul>"
