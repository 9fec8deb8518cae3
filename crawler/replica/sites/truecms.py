"""TrueCMS: rows in a hidden store of the page, further ones as XML in JSON in a callback."""

from __future__ import annotations

import json
from hashlib import md5
from uuid import UUID

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.sites.common import Item, Row
from crawler.replica.sites.html import Html, join
from crawler.replica.sites.paged import PagedPortal

SERVICE = "/truecms/messageController/getMessage.do"
GROUP = 30


class TrueCmsPortal(PagedPortal):
    """A column's path is that of its page, `/site/col/col.html`.

    Site options: `service` = false (its address is 404). Column options: `query` (hung on the address of
    the column), `held` (rows in the hidden store; all where it is missing), `store` (it says the total)."""

    make = "truecms"

    def __init__(self, plan: SitePlan, generated: str) -> None:
        self._by_id = {_id(column): column for column in plan.columns}
        super().__init__(plan, generated)
        if plan.options.get("service", True):
            self.routes[SERVICE] = self._service

    def target(self, column: Column, item: Item) -> str:
        return f"{column.path.rpartition('/')[0]}/content/{UUID(_hex(str(item.number)))}.html"

    def file_target(self, column: Column, item: Placement) -> str:
        return f"/u/cms/attach/{_hex(f'f{item.number}')}.pdf"

    def first_page(self, column: Column) -> str:
        return column.path + str(column.options.get("query", ""))

    def add_column(self, column: Column) -> None:
        rows = self.rows(column)
        held = rows[: int(column.options.get("held", len(rows)))]
        total = self.pages("total", total=len(rows)) if column.options.get("store") else Html("")
        stored = self.pages("store", total=total, rows=self.rows_html(column, held))
        script = self.pages("script", column=_id(column))
        self.add_page(column.path, self.list_page(column, stored, script))

    def _service(self, request: Request) -> Reply:
        form = request.form
        column = self._by_id.get(form.get("columnId", ""))
        rows = self.rows(column) if column else []
        first, last = int(form.get("startrecord") or 1), int(form.get("endrecord") or GROUP)
        shown = rows[first - 1 : min(last, first + GROUP - 1)]
        records = join(self._record(column, row) for row in shown) if column else Html("")
        answer = {"result": self.pages("answer", total=len(rows), records=records), "success": True}
        text = f"{form.get('callback') or 'callback'}({json.dumps(answer, ensure_ascii=False)})"
        return Reply(text.encode(), content_type="application/javascript;charset=UTF-8")

    def _record(self, column: Column, row: Row) -> Html:
        return self.pages("record", row=self.rows_html(column, [row]))


def _id(column: Column) -> str:
    return _hex(column.path)[:24]


def _hex(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
