"""The Guangdong platform: a shell page with `window._CONFIG`, lists by JSON, articles `post_N.html`; beside
it the ordinary columns of the same maker (static lists, `content/post_N.html`)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.sites.common import (
    Item,
    Portal,
    body_html,
    items_of,
    pages_of,
    publisher_of,
    serial_of,
    title_of,
)
from crawler.replica.sites.html import Html, items, join

PAGE = 100
JSON = "application/json"
LABELS = ("索引号", "分类", "发布机构", "成文日期", "名称", "文号", "发布日期", "主题词")
OUTSIDE = "https://mp.weixin.qq.com/s/replica"
DAYS_TO_PUBLISH = 3


class GkmlptPortal(Portal):
    """Site options: `sid`, `past_end` (404 or 200).
    Column options: `id` (number in the tree), `prefix` (path of the organ, empty for the host itself),
    `post_count` (what the tree claims), `ordinary` (a static column), `outside` (titles of `url` items)."""

    make = "gkmlpt"

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self._tree = [column for column in plan.columns if not column.options.get("ordinary")]
        self._prefixes = sorted({_prefix(column) for column in self._tree})
        for prefix in self._prefixes:
            self._add_catalogue(prefix)
        for column in plan.columns:
            if column.options.get("ordinary"):
                self._add_ordinary(column)
            else:
                self._add_interface(column)
        self._add_home()
        self.add_items(self._article)

    def target(self, column: Column, item: Item) -> str:
        if column.options.get("ordinary"):
            return f"{column.path}content/post_{item.number}.html"
        folder = f"{item.number // 1_000_000}/{item.number // 1000}"
        return f"{_prefix(column)}/gkmlpt/content/{folder}/post_{item.number}.html"

    def file_target(self, column: Column, item: Placement) -> str:
        return f"/attachment/0/{item.number % 1000}/{item.number // 10}/{item.number}.pdf"

    def _add_home(self) -> None:
        links = [("首页", "/"), *(("政府信息公开", f"{prefix}/gkmlpt/index") for prefix in self._prefixes)]
        ordinary = [c for c in self.plan.columns if c.options.get("ordinary") and c.parent is None]
        links += [(column.title, column.path) for column in ordinary]
        html = self.frame(self.labels(), self.plan.name, self.pages("menu", items=items(links)))
        for path in ("/", "/index.html"):
            self.add_page(path, html)

    def _add_catalogue(self, prefix: str) -> None:
        guide = f"{self.plan.base}{prefix}/gkmlpt/guide"
        tree = [_node(2601, "机构职能", 4), _node(2602, "政府信息公开指南", 1, guide)]
        tree += [
            _node(int(column.options["id"]), column.title, _post_count(column))
            for column in self._tree
            if _prefix(column) == prefix
        ]
        shell = self.pages(
            "shell",
            sid=self.plan.options["sid"],
            site=self.plan.name,
            prefix=prefix,
            tree=Html(json.dumps(tree, ensure_ascii=False)),
        )
        html = self.frame(self.labels(), f"政府信息公开目录-{self.plan.name}", shell)
        for name in ("index", "annualreport", "guide"):
            self.add_page(f"{prefix}/gkmlpt/{name}", html)

    def _add_interface(self, column: Column) -> None:
        address = f"{_prefix(column)}/gkmlpt/api/all/{column.options['id']}"
        self.routes[address] = lambda request: self._answer(request, column)

    def _answer(self, request: Request, column: Column) -> Reply:
        query = request.query
        if query.get("sid") != str(self.plan.options["sid"]):
            return Reply(b'{"message":"site not found"}', status=404, content_type=JSON)
        text = query.get("page", "1")
        number = max(int(text) if text.isdigit() else 1, 1)
        listed = items_of(column)
        listed.sort(key=lambda item: (item.published, item.number), reverse=True)
        chosen = listed[(number - 1) * PAGE : number * PAGE]
        if not chosen and number > 1 and self.plan.options.get("past_end", 404) == 404:
            return Reply(b'{"message":"Not Found"}', status=404, content_type=JSON)
        answer = {
            "classify": _node(int(column.options["id"]), column.title, _post_count(column)),
            "total": len(listed),
            "offset": PAGE,
            "articles": [self._entry(column, item) for item in chosen],
        }
        return Reply(json.dumps(answer, ensure_ascii=False).encode(), content_type=JSON)

    def _entry(self, column: Column, item: Item) -> dict[str, Any]:
        stamp = int(datetime.fromisoformat(item.published).replace(tzinfo=UTC).timestamp())
        outside = item.title in column.options.get("outside", ())
        return {
            "id": item.number,
            "title": item.title,
            "type": "url" if outside else "normal",
            "url": OUTSIDE if outside else self.address(column, item),
            "post_url": "",
            "date": stamp - 86400 * DAYS_TO_PUBLISH,
            "create_time": stamp,
            "created_at": f"{item.published} 16:00:00",
            "first_publish_time": stamp,
            "display_publish_time": stamp,
            "publisher": publisher_of(self.plan, item),
            "identifier": self._index(item),
            "document_number": "",
            "keywords": "",
            "abstract": "",
            "classify_main": int(column.options["id"]),
            "classify_main_name": column.title,
            "classify_genre_name": "报告",
            "classify_theme_name": "",
            "is_expired": 0,
            "is_abolished": 0,
            "attachment": self._attachments(column, item),
        }

    def _attachments(self, column: Column, item: Item) -> list[dict[str, Any]]:
        if not isinstance(item, Placement) or (item.carrier == "html" and not item.attachment):
            return []
        url = self.file_target(column, item)
        file = {"id": 1, "name": f"{item.title}.pdf", "type": "pdf", "mime": "application/pdf"}
        return [{**file, "size": 9000, "url": url}]

    def _index(self, item: Item) -> str:
        return f"11{self.plan.division}MB2D{item.number % 100000:05d}/{serial_of(item)}"

    def _article(self, column: Column, item: Item) -> Reply:
        title = title_of(item)
        link = self.file_target(column, item) if isinstance(item, Placement) else ""
        body = Html(body_html(item, link).replace("<a href=", '<a class="nfw-cms-attachment" href='))
        sid = self.plan.options["sid"]
        if column.options.get("ordinary"):
            main = self.pages(
                "ordinary", title=title, date=item.published, body=body, sid=sid, number=item.number
            )
        else:
            publisher = publisher_of(self.plan, item)
            values = (
                self._index(item),
                column.title,
                publisher,
                item.published,
                title,
                "",
                item.published,
                "",
            )
            pairs = zip(LABELS, values, strict=True)
            head = join(self.pages("head_pair", label=label, value=value) for label, value in pairs)
            known = {"id": item.number, "title": title, "publisher": publisher}
            detail = Html(json.dumps(known, ensure_ascii=False))
            main = self.pages("article", head=head, title=title, body=body, sid=sid, detail=detail)
        return self.page(self.frame(self.labels(column, item), title, main), item=item)

    def _add_ordinary(self, column: Column) -> None:
        pages = pages_of(self.rows(column), column.page_size)
        folders = items((child.title, child.path) for child in self.children(column))
        for number, page in enumerate(pages, start=1):
            rows = join(
                self.pages(
                    "row",
                    href=self.plan.base + row.href,
                    title=row.title,
                    anchor=row.anchor,
                    date=row.published,
                )
                for row in page
            )
            more, several = number < len(pages), len(pages) > 1
            following = (
                self.pages("following", href=f"{column.path}index_{number + 1}.html") if more else Html("")
            )
            last = self.pages("last", href=f"{column.path}index_{len(pages)}.html") if several else Html("")
            main = self.pages("list", folders=folders, rows=rows, following=following, last=last)
            html = self.frame(self.labels(column), f"{column.title}-{self.plan.name}", main)
            self.add_page(column.path + ("index.html" if number == 1 else f"index_{number}.html"), html)
        self.routes[column.path] = self.routes[column.path + "index.html"]


def _prefix(column: Column) -> str:
    return str(column.options.get("prefix", ""))


def _post_count(column: Column) -> int:
    return int(column.options.get("post_count", len(column.placements) + len(column.neighbours)))


def _node(number: int, name: str, count: int, jump: str | None = None) -> dict[str, Any]:
    node: dict[str, Any] = {"id": number, "name": name, "parent": 0, "post_count": count}
    return {**node, "theme_count": 0, "jump_url": jump, "children": []}
