"""Hanweb JPAAS: lists are units of a page, built by a service that answers HTML inside JSON."""

from __future__ import annotations

import json
from hashlib import md5

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.sites.common import Item, pages_of
from crawler.replica.sites.html import Html, join
from crawler.replica.sites.paged import PagedPortal

SERVICE = "/api-gateway/jpaas-publish-server/front/page/build/unit"
DOWNLOAD = "/api-gateway/jpaas-web-server/front/document/download"
OVERVIEW_ROWS = 5
REFUSED = Reply(b"<html><body>403</body></html>", status=403)


class JpaasPortal(PagedPortal):
    """Site options: `dialect` of article addresses: `art` (`/art/2025/art_{hex}.html`), `col`.

    Column options: `tag` (name of the unit), `mode` = `unit` (default), `overview` (its first rows with a
    link to the whole list, a column below it), `static` (rows in the page itself)."""

    make = "jpaas"

    def __init__(self, plan: SitePlan, generated: str) -> None:
        self._by_id = {_id(column): column for column in plan.columns}
        super().__init__(plan, generated)
        self.routes[SERVICE] = self._unit

    def target(self, column: Column, item: Item) -> str:
        year, name = item.published[:4], _hex(str(item.number))
        if self.plan.options.get("dialect") == "col":
            return f"{column.path}art/{year}/art_{name}.html"
        return f"/art/{year}/art_{name}.html"

    def file_target(self, column: Column, item: Placement) -> str:
        return f"{DOWNLOAD}?fileUrl={_hex(f'f{item.number}')}&fileName={item.number}.pdf"

    def add_column(self, column: Column) -> None:
        mode = column.options.get("mode", "unit")
        if mode == "static":
            rows = self.pages("rows", rows=self.rows_html(column, self.rows(column)))
        elif mode == "overview":
            rows = self._overview(column)
        else:
            tag = str(column.options.get("tag", "当前栏目_list"))
            web = _hex(self.plan.host)
            rows = self.pages("unit", service=SERVICE, web=web, page=_id(column), tag=tag)
        html = self.list_page(column, rows)
        for path in (column.path, f"{column.path}index.html"):
            self.add_page(path, html)

    def folders(self, column: Column) -> Html:
        return Html("") if column.options.get("mode") == "overview" else super().folders(column)

    def _overview(self, column: Column) -> Html:
        """The first rows of every column below, each with a link to the whole list."""
        return join(
            self.pages(
                "part",
                title=child.title,
                rows=self.rows_html(child, self.rows(child)[:OVERVIEW_ROWS]),
                address=child.path,
            )
            for child in self.children(column)
        )

    def _unit(self, request: Request) -> Reply:
        """One page of a unit; without a referring page the gateway refuses."""
        query = request.query
        if not request.headers.get("referer") or not request.headers.get("user-agent"):
            return REFUSED
        column = self._by_id.get(query.get("pageId", ""))
        known = column is not None and query.get("tagId") == column.options.get("tag", "当前栏目_list")
        if column is None or not known or query.get("parseType") != "bulidstatic":
            return _json({"success": False, "data": {"html": ""}})
        rows = self.rows(column)
        asked = json.loads(query.get("paramJson") or "{}")
        number, size = int(asked.get("pageNo", 1)), int(asked.get("pageSize", column.page_size))
        pages = pages_of(rows, size)
        shown = pages[number - 1] if number <= len(pages) else []
        html = self.pages("answer", rows=self.rows_html(column, shown), size=size, count=len(rows))
        return _json({"success": True, "data": {"html": html}})


def _id(column: Column) -> str:
    return _hex(column.path)[:16]


def _json(value: object) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), content_type="application/json")


def _hex(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
