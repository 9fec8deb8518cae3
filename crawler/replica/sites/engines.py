"""Columns that a search engine fills: IGS, WAS5, govsearch, gdnps, cmsweb and the older searchFile."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.sites.common import Item, items_of, publisher_of
from crawler.replica.sites.paged import PagedPortal

Answer = Callable[[Column, Request], Reply]
DAY_TIME = " 09:30:00"


class EnginesPortal(PagedPortal):
    """Site options: `engine` = `igs`, `igs_data`, `was5`, `govsearch`, `gdnps`, `cmsweb`, `search_file`.
    Column options: `channel` (number under which the engine knows the column); `short` (rows that the engine
    holds back, though its total counts them)."""

    make = "engines"

    def __init__(self, plan: SitePlan, generated: str) -> None:
        self._engine = str(plan.options["engine"])
        super().__init__(plan, generated)
        path, parameter, answer = self._service()
        self.routes[path] = partial(self._answer, parameter, answer)

    def target(self, column: Column, item: Item) -> str:
        day = item.published.replace("-", "")
        return f"{column.path}{day[:6]}/t{day}_{item.number}.html"

    def file_target(self, column: Column, item: Placement) -> str:
        day = item.published.replace("-", "")
        return f"{column.path}{day[:6]}/P0{day}59412{item.number}.pdf"

    def add_column(self, column: Column) -> None:
        fed = self.pages(f"fed_{self._engine}", channel=column.options["channel"], size=column.page_size)
        html = self.list_page(column, fed)
        for path in (column.path, f"{column.path}index.html"):
            self.add_page(path, html)

    def _service(self) -> tuple[str, str, Answer]:
        """Path of the engine, the parameter that names the channel, and how it answers."""
        return {
            "igs": ("/igs/front/search/list.html", "filter[CHANNELID]", self._igs),
            "igs_data": ("/igs/front/search/publish/data/list.html", "filter[CHANNELID]", self._igs),
            "was5": ("/was5/web/search", "channelid", self._was5),
            "govsearch": ("/govsearch/jsonp/zf_jd_list.jsp", "channelId", self._govsearch),
            "gdnps": ("/gdnps/searchIndex.jsp", "params", self._gdnps),
            "cmsweb": ("/articleCommonController/lists.do", "topic", self._cmsweb),
            "search_file": ("/publicInfo/searchFile", "chanPath", self._search_file),
        }[self._engine]

    def _answer(self, parameter: str, answer: Answer, request: Request) -> Reply:
        given = request.form.get(parameter, "")
        column = next((c for c in self.plan.columns if str(c.options["channel"]) in given.split(",")), None)
        if parameter == "params":
            column = next((c for c in self.plan.columns if f'"{c.options["channel"]}"' in given), None)
        return answer(column, request) if column else _json({"total": 0, "data": []})

    def _page_of(self, column: Column, number: str, size: str) -> list[Item]:
        listed = {self.listed_target(column, item): item for item in items_of(column)}
        rows = [listed[row.href] for row in self.rows(column)]
        rows = rows[: len(rows) - int(column.options.get("short", 0))]
        per_page, at = int(size) if size.isdigit() else 15, int(number) if number.isdigit() else 1
        return rows[per_page * (max(at, 1) - 1) : per_page * max(at, 1)]

    def _address(self, column: Column, item: Item) -> str:
        return self.plan.base + self.listed_target(column, item)

    def _igs(self, column: Column, request: Request) -> Reply:
        form = request.form
        size = form.get("pageSize", "10")
        content = [
            {
                "DOCTITLE": item.title,
                "DOCPUBURL": self._address(column, item),
                "PUBDATE": item.published + DAY_TIME,
                "FBJG": publisher_of(self.plan, item),
            }
            for item in self._page_of(column, form.get("pageNumber", "1"), size)
        ]
        return _json({"page": {"content": content, "total": _count(column), "pageSize": int(size)}})

    def _was5(self, column: Column, request: Request) -> Reply:
        """Pseudo-JSON: raw line ends inside of strings."""
        form = request.form
        docs = ",".join(
            f'{{"title":"{item.title}","url":"{self._address(column, item)}","chnldocurl":"",'
            f'"content":"一段\r\n又一段","pubdate":"{item.published}"}}'
            for item in self._page_of(column, form.get("page", "1"), form.get("prepage", "15"))
        )
        return Reply(f'{{"count":"{_count(column)}","docs":[{docs}]}}'.encode(), content_type="text/html")

    def _govsearch(self, column: Column, request: Request) -> Reply:
        form = request.form
        data = [
            {
                "puburl": self._address(column, item),
                "MetaDataId": item.number,
                "tip": {
                    "title": item.title,
                    "dates": item.published,
                    "publisher": publisher_of(self.plan, item),
                },
            }
            for item in self._page_of(column, form.get("page", "1"), form.get("limit", "15"))
        ]
        return _wrapped(
            form.get("callback", "result"), {"total": _count(column), "data": data}, "\ufeff\n\n\n"
        )

    def _gdnps(self, column: Column, request: Request) -> Reply:
        form = request.form
        given = json.loads(form["params"])
        found = [
            {
                "title": item.title,
                "url": self._address(column, item),
                "publishTime": item.published + DAY_TIME,
            }
            for item in self._page_of(column, str(given["goPage"]), str(given["pageSize"]))
        ]
        answer = {"resultMap": found, "totalCount": _count(column), "currentPage": given["goPage"]}
        return _wrapped(form.get("callback", "callback"), answer)

    def _cmsweb(self, column: Column, request: Request) -> Reply:
        if request.method != "POST":
            return Reply(b"", status=405)
        form = request.form
        listed = [
            {
                "title": item.title,
                "link": "",
                "path": self.listed_target(column, item),
                "domain": self.plan.base,
                "releaseTime": item.published + DAY_TIME,
            }
            for item in self._page_of(column, form.get("page", "1"), form.get("pagesize", "10"))
        ]
        return _json({"success": True, "value": {"list": listed, "total": _count(column)}})

    def _search_file(self, column: Column, request: Request) -> Reply:
        form = request.form
        records = [
            {"title": item.title, "url": self._address(column, item), "publishTime": item.published}
            for item in self._page_of(column, form.get("page", "1"), form.get("limit", "10"))
        ]
        return _json({"code": 0, "data": {"records": records, "total": _count(column)}})


def _count(column: Column) -> int:
    return len(items_of(column))


def _json(value: Any) -> Reply:
    return Reply(
        json.dumps(value, ensure_ascii=False).encode(), content_type="application/json;charset=UTF-8"
    )


def _wrapped(callback: str, value: Any, before: str = "") -> Reply:
    text = f"{before}{callback}({json.dumps(value, ensure_ascii=False)})"
    return Reply(text.encode(), content_type="application/javascript;charset=UTF-8")
