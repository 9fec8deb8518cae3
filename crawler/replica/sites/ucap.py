"""UCAP: static lists `name.shtml`, `name_2.shtml`; lists fed by search answers or by posted services; the
catalogue that one page shows tab by tab."""

from __future__ import annotations

import json
from functools import partial
from hashlib import md5
from typing import Any

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column, Neighbour, Placement
from crawler.replica.sites.common import Item, Row, body_html, items_of, publisher_of
from crawler.replica.sites.html import Html, join
from crawler.replica.sites.paged import PagedPortal

JSON = "application/json;charset=UTF-8"
SEARCHES = ("/common/search", "/search", "/searchList")
CHANNELS = "/common/getChannelList"
CODE = "/getFileListByCodeId"
ORGAN_FILES = "/szinf/xxgk/interfacesWebZcwj/loadBmData"
CHANNEL_FILES = "/szinf/interfacesWebManu/loadDataByChannelIdAndDeptIdBackSort"
BREAK = "#PAGE_BREAK#"
MORE_TABS = (("jgzn", "机构职能"), ("zcwj", "政策文件"), ("wzndbb", "政府网站工作年度报表"))


class UcapPortal(PagedPortal):
    """Site options: `searches` (path of the search service), `dialect` of article addresses: `hex`, `c0`,
    `content`; `absolute` (addresses without scheme), `query` (hung on article addresses in answers).
    Column options: `feed` = `static` (default), `search` and its spellings `joined`, `literal`, `hidden`
    (only the channel stands in the page), `code`, `organ`, `channel`, `u` (services), `catalogue`
    (`para`: name of the tab), `channels` (a service names the channels below); `file` (name of the list),
    `organ_code`."""

    make = "ucap"

    def __init__(self, plan: Any, generated: str) -> None:
        self._by_channel: dict[str, Column] = {channel_of(column): column for column in plan.columns}
        super().__init__(plan, generated)
        for path in SEARCHES:
            for channel, column in self._by_channel.items():
                self.routes[f"{path}/{channel}"] = partial(self._searched, column)
                self.routes[f"/u/search/list/{channel}"] = partial(self._listed, column)
        self.routes[CHANNELS] = self._channels
        self.routes[CODE] = self._by_code
        self.routes[ORGAN_FILES] = self._by_organ
        self.routes[CHANNEL_FILES] = self._by_channel_and_organ

    def target(self, column: Column, item: Item) -> str:
        month = item.published[:7].replace("-", "")
        dialect = self.plan.options.get("dialect", "hex")
        if dialect == "content":
            return f"{column.path}c{item.number}/content.html"
        name = f"c0{item.number % 2}_{item.number}" if dialect == "c0" else _hex(str(item.number))
        return f"{column.path}{month}/{name}.shtml"

    def file_target(self, column: Column, item: Placement) -> str:
        folder = self.target(column, item).rpartition("/")[0]
        return f"{folder}/{_hex(str(item.number))}/files/{_hex(f'file{item.number}')}.pdf"

    def first_page(self, column: Column) -> str:
        options = column.options
        name = f"{column.path}{options.get('file', 'list')}.shtml"
        if "para" in options:
            return f"{name}?para={options['para']}"
        return f"{name}?deptcode={options['organ_code']}" if "organ_code" in options else name

    def href(self, column: Column, row: Row) -> str:
        return f"//{self.plan.host}{row.href}" if self.plan.options.get("absolute") else row.href

    def add_column(self, column: Column) -> None:
        feed = str(column.options.get("feed", "static"))
        file = str(column.options.get("file", "list"))
        if feed == "static":
            self._add_static(column, file)
            return
        script = self.pages(
            f"script_{feed}",
            channel=channel_of(column),
            service=self.plan.options.get("searches", SEARCHES[0]),
            size=column.page_size,
            para=column.options.get("para", ""),
            tabs=self._tabs(column),
            website=self.plan.options.get("website", "site"),
        )
        html = self.list_page(column, self.pages("unfed"), script)
        self.add_page(f"{column.path}{file}.shtml", html)

    def folders(self, column: Column) -> Html:
        return Html("") if column.options.get("feed") == "channels" else super().folders(column)

    def _tabs(self, column: Column) -> Html:
        tabs = [(para, name, _hex(para)) for para, name in MORE_TABS]
        tabs.insert(1, (str(column.options.get("para", "")), column.title, channel_of(column)))
        return join(self.pages("tab", para=para, name=name, channel=channel) for para, name, channel in tabs)

    def _add_static(self, column: Column, file: str) -> None:
        pages = self.paged(column)
        count = sum(map(len, pages))
        for number, rows in enumerate(pages, start=1):
            pager = self.pages("pager", pages=len(pages), number=number, file=file, count=count)
            shown = self.pages("rows", items=self.rows_html(column, rows))
            html = self.list_page(column, shown if rows else Html(""), pager if rows else Html(""))
            name = file if number == 1 else f"{file}_{number}"
            self.add_page(f"{column.path}{name}.shtml", html)
            if number == 1:
                self.add_page(column.path, html)

    def _page_of(self, column: Column, number: str, size: str) -> list[Item]:
        listed = {self.listed_target(column, item): item for item in items_of(column)}
        rows = [listed[row.href] for row in self.rows(column)]
        per_page, at = max(_number(size, 15), 1), max(_number(number, 1), 1)
        return rows[per_page * (at - 1) : per_page * at]

    def _address(self, column: Column, item: Item) -> str:
        path = self.listed_target(column, item) + str(self.plan.options.get("query", ""))
        return f"//{self.plan.host}{path}" if self.plan.options.get("absolute") else path

    def _result(self, column: Column, item: Item) -> dict[str, Any]:
        """One item of a search answer; the highlighter has marked a word of the title."""
        title = item.title.replace("年度报告", "<em>年度报告</em>")
        return {
            "title": title,
            "titleHtml": title,
            "subTitle": "",
            "url": self._address(column, item),
            "publishedTimeStr": f"{item.published} 10:00:00",
            "content": "",
            "channelName": column.title,
            "domainMetaList": [
                {
                    "resultList": [
                        {
                            "key": "indexnumber",
                            "value": f"11{self.plan.division}/{item.published[:4]}-{item.number}",
                        },
                        {"key": "fwdw", "value": publisher_of(self.plan, item)},
                        {"key": "pubdate", "value": item.published},
                    ]
                }
            ],
        }

    def _searched(self, column: Column, request: Request) -> Reply:
        form = request.form
        if form.get("_isJson") != "true":
            return Reply(b"<html><body></body></html>")
        size = form.get("_pageSize", "15")
        items = self._page_of(column, form.get("page", "1"), size)
        data = {
            "channelId": channel_of(column),
            "total": _count(column),
            "page": _number(form.get("page", ""), 1),
            "rows": _number(size, 15),
            "results": [self._result(column, item) for item in items],
        }
        return _json({"data": data})

    def _by_code(self, request: Request) -> Reply:
        column = self._by_channel.get(request.form.get("channelId", ""))
        if column is None or request.method != "POST":
            return _json({"code": 500, "results": None})
        items = self._page_of(column, request.form.get("page", "1"), request.form.get("size", "10"))
        data = {"total": _count(column), "results": [self._result(column, item) for item in items]}
        return _json({"code": 200, "results": {"data": data}})

    def _rows_answer(self, column: Column, number: str, size: str) -> dict[str, Any]:
        items = [
            {
                "TITLE": item.title,
                "URL": self._address(column, item),
                "URL_COMMP": self._address(column, item),
                "PUBLISHED_TIME_FORMAT": item.published,
            }
            for item in self._page_of(column, number, size)
        ]
        return {"allRow": _count(column), "list": items}

    def _by_organ(self, request: Request) -> Reply:
        form = request.form
        column = next(
            (c for c in self._by_channel.values() if c.options.get("organ_code") == form.get("deptcode")),
            None,
        )
        if column is None:
            return _json({"code": "1", "data": None})
        answer = self._rows_answer(column, form.get("pageIndex", "1"), form.get("pageSize", "15"))
        return _json({"code": "0", "data": answer})

    def _by_channel_and_organ(self, request: Request) -> Reply:
        form = request.form
        column = self._by_channel.get(form.get("channelId", ""))
        if column is None or form.get("deptCode", "") != str(column.options.get("organ_code", "")):
            return _json({"code": "1", "data": None})
        answer = self._rows_answer(column, form.get("pageIndex", "1"), form.get("pageSize", "15"))
        return _json({"code": "0", "data": answer})

    def _listed(self, column: Column, request: Request) -> Reply:
        form = request.form
        answer = self._rows_answer(column, form.get("page", "1"), form.get("pageSize", "15"))
        return _json({"success": True, "data": {"page": answer}})

    def _channels(self, request: Request) -> Reply:
        code = request.query.get("channelCode", "")
        column = next((c for c in self._by_channel.values() if c.options.get("para") == code), None)
        below = self.children(column) if column else []
        children = [{"displayName": child.title, "channelId": channel_of(child)} for child in below]
        return _json({"code": 200, "results": {"channelCode": code, "children": children}})

    def body(self, column: Column, item: Item, link: str) -> Html:
        body = body_html(item, link)
        if isinstance(item, Neighbour) or not self.plan.options.get("breaks"):
            return body
        return Html(body.replace("<p", f"<p>{BREAK}</p><p", 1))


def channel_of(column: Column) -> str:
    """Id of the channel that a column shows."""
    return _hex(column.path + str(column.options.get("organ_code", "")))


def _count(column: Column) -> int:
    return len(column.placements) + len(column.neighbours)


def _json(value: Any) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), content_type=JSON)


def _hex(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def _number(text: str, default: int) -> int:
    return int(text) if text.isdigit() else default
