"""Epoint: lists from a service that takes an object, counts pages from 0 and wants the id of the site, which
stands in a script of its own."""

from __future__ import annotations

import json
from hashlib import md5
from typing import Any

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.sites.common import Item, items_of
from crawler.replica.sites.html import Html, items
from crawler.replica.sites.paged import PagedPortal

SERVICE = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
SETTINGS = "/js/webBuilderCommon.js"
PAGE = "/dynamic/zwgk/govInfoPub.html"
INNER = "/dynamic/zwgk/govInfoPubright.html"


class EpointPortal(PagedPortal):
    """Site options: `page` and `inner` (addresses of the list page and of the frame in it), `framed` (the
    list stands in that frame), `guid_in_page`. Column options: `category`, `deptcode`, `cut` (characters of a
    `title` in answers; `realtitle` is whole), `feed` = `service` (default) or `static`."""

    make = "epoint"

    def __init__(self, plan: SitePlan, generated: str) -> None:
        self._guid = _guid(plan.host)
        super().__init__(plan, generated)
        self.routes[SETTINGS] = self._settings
        self.routes[SERVICE] = self._service
        for path in (plan.options.get("page", PAGE), plan.options.get("inner", INNER)):
            self.routes.setdefault(str(path), self._shell)

    def target(self, column: Column, item: Item) -> str:
        category = str(column.options.get("category", "003"))
        folder = f"/{category[:3]}/{category}" if len(category) > 3 else f"/{category}"
        return f"{folder}/{item.published.replace('-', '')}/{_guid(str(item.number))}.html"

    def file_target(self, column: Column, item: Placement) -> str:
        return f"/uploadfile/{item.published[:7].replace('-', '')}/{_guid(f'f{item.number}')}.pdf"

    def first_page(self, column: Column) -> str:
        if column.options.get("feed") == "static":
            return column.path
        dept = f"&deptcode={column.options['deptcode']}" if "deptcode" in column.options else ""
        page = self.plan.options.get("page", PAGE)
        return f"{page}?categorynum={column.options['category']}{dept}"

    def add_column(self, column: Column) -> None:
        if column.options.get("feed") != "static":
            return
        pages = self.paged(column)
        for number, rows in enumerate(pages, start=1):
            numbers = items((str(n), f"{n}.html") for n in range(2, len(pages) + 1))
            count = sum(map(len, pages))
            pager = self.pages("pager", numbers=numbers, number=number, pages=len(pages), count=count)
            html = self.list_page(column, self.pages("rows", items=self.rows_html(column, rows)), pager)
            self.add_page(f"{column.path}{'moreinfo' if number == 1 else number}.html", html)
            if number == 1:
                self.add_page(column.path, html)

    def _shell(self, request: Request) -> Reply:
        """The page of every category; scripts read from its address what it shall list."""
        column = self._column(request.query)
        if column is None:
            return Reply(self.frame(self.labels(), "政府信息公开", Html("<ul></ul>")).encode())
        framed = self.plan.options.get("framed") and request.path == self.plan.options.get("page", PAGE)
        inner = self.plan.options.get("inner", INNER)
        query = request.target.partition("?")[2]
        guid = self.pages("guid", guid=self._guid) if self.plan.options.get("guid_in_page") else Html("")
        rows = self.pages("framed", address=f"{inner}?{query}") if framed else self.pages("fed", guid=guid)
        return self.page(self.list_page(column, rows, form="list_fed"))

    def _column(self, given: dict[str, Any]) -> Column | None:
        wanted = str(given.get("categorynum", "")), str(given.get("deptcode") or "")
        return next(
            (
                column
                for column in self.plan.columns
                if (str(column.options.get("category")), str(column.options.get("deptcode", ""))) == wanted
            ),
            None,
        )

    def _settings(self, request: Request) -> Reply:
        text = self.pages("settings", guid=self._guid)
        return Reply(text.encode(), content_type="application/javascript")

    def _service(self, request: Request) -> Reply:
        try:
            given = json.loads(request.body)
        except ValueError:
            return Reply(b"", status=500)
        column = self._column(given)
        if column is None or given.get("siteGuid") != self._guid:
            return _json({"custom": {"total": 0, "data": []}, "status": {"code": 1, "text": ""}})
        listed = {self.listed_target(column, item): item for item in items_of(column)}
        rows = [listed[row.href] for row in self.rows(column)]
        size, number = int(given["pageSize"]), int(given["pageIndex"])
        data = [self._item(column, item) for item in rows[size * number : size * (number + 1)]]
        return _json({"custom": {"total": len(rows), "data": data}, "status": {"code": 1, "text": ""}})

    def _item(self, column: Column, item: Item) -> dict[str, Any]:
        cut = int(column.options.get("cut", 0))
        shown = item.title[:cut] + "..." if cut and len(item.title) > cut else item.title
        address = self.listed_target(column, item)
        return {
            "title": shown,
            "realtitle": item.title,
            "infourl": address,
            "visiturl": self.plan.base + address,
            "infodate": item.published,
            "handsdate": item.published,
        }


def _json(value: Any) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), content_type="application/json")


def _guid(text: str) -> str:
    digits = md5(text.encode(), usedforsecurity=False).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
