"""A portal that only its scripts can show: lists and articles are coded answers under meaningless names.

Two variants: `pages` (a frame for every page, list and body filled by script, a pager that is clicked) and
`application` (one frame for every address, menus too are made by script, rows come on as one asks for more).
"""

from __future__ import annotations

import json
from base64 import b64encode
from itertools import cycle
from typing import Any

from crawler.replica.exchange import Reply, Request, not_found
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.sites.common import Item, Portal, body_html, constant, items_of, pages_of, title_of
from crawler.replica.sites.html import Html, items

KEY = b"\x5a\x17\xc3"
"""What the answers are mixed with; the script of the site takes it off again."""
LIST, BODY = "/api/9f3c61", "/api/7b21e0"
SCRIPT = "/static/c8d1.js"
ROUTE = "/#/detail/{number}"


class ScriptPortal(Portal):
    """Site options: `variant` (`pages`, `application`), `failing` (page of the lists whose answer fails)."""

    make = "script"

    def __init__(self, plan: SitePlan, generated: str) -> None:
        super().__init__(plan, generated)
        self._application = plan.options.get("variant") == "application"
        self._columns = {str(number): column for number, column in enumerate(plan.columns, start=1)}
        self._articles: dict[str, tuple[Column, Item]] = {}
        for column in plan.columns:
            for item in items_of(column):
                self._articles[str(item.number)] = column, item
        self.routes[LIST] = self._listed
        self.routes[BODY] = self._body
        script = self.pages("application" if self._application else "pages", key=Html(json.dumps(list(KEY))))
        self.routes[SCRIPT] = constant(Reply(script.encode(), content_type="application/javascript"))
        if not self._application:
            self._add_frames()

    def answer(self, request: Request) -> Reply:
        """Reply by the route; an application has one page for every address."""
        if self._application and request.path not in self.routes:
            if "." in request.path.rsplit("/", 1)[-1]:
                return not_found()
            return self.page(self.pages("frame_application", site=self.plan.name, script=SCRIPT))
        return super().answer(request)

    def target(self, column: Column, item: Item) -> str:
        if self._application:
            return ROUTE.format(number=item.number)
        return f"{column.path}{item.published[:4]}/{item.number}.html"

    def file_target(self, column: Column, item: Placement) -> str:
        return f"/static/file/{item.number}.pdf"

    def _add_frames(self) -> None:
        public = str(self.plan.options.get("platform", "/zwgk/"))
        menu = items([("首页", "/"), ("政府信息公开", public), ("政民互动", "/hudong/")])
        for path in ("/", "/hudong/"):
            self.add_page(path, self._framed(self.plan.name, self.pages("menu", items=menu)))
        columns = items((column.title, column.path) for column in self.plan.columns if column.parent is None)
        self.add_page(public, self._framed("政府信息公开", self.pages("menu", items=columns)))
        for number, column in self._columns.items():
            main = self.pages("list", title=column.title, number=number)
            self.add_page(column.path, self._framed(column.title, main, column))
        self.add_items(self._article)

    def _framed(self, title: str, main: Html, column: Column | None = None, item: Item | None = None) -> str:
        html = self.frame(self.labels(column, item), f"{title}-{self.plan.name}", main)
        return html.replace("@script@", SCRIPT)

    def _article(self, column: Column, item: Item) -> Reply:
        main = self.pages("article", title=title_of(item), number=item.number)
        return self.page(self._framed(title_of(item), main, column, item), item=item)

    def _listed(self, request: Request) -> Reply:
        """Answer for a page of a list, or for the menu."""
        asked = _asked(request)
        if asked.get("m"):
            known = [[column.title, number] for number, column in self._columns.items()]
            return _coded({"d": known})
        column = self._columns.get(str(asked.get("c")))
        if column is None:
            return not_found()
        number = int(asked.get("p", 1))
        if number == self.plan.options.get("failing"):
            return Reply(b"{}", status=500, content_type="application/json")
        pages = pages_of(self.rows(column), column.page_size)
        rows = pages[number - 1] if 0 < number <= len(pages) else []
        listed = [[row.href, row.title, row.anchor, row.published] for row in rows]
        return _coded({"d": listed, "n": sum(map(len, pages)), "s": len(pages)})

    def _body(self, request: Request) -> Reply:
        """Answer for the body of an article."""
        found = self._articles.get(str(_asked(request).get("i")))
        if found is None:
            return not_found()
        column, item = found
        link = self.file_target(column, item) if isinstance(item, Placement) else ""
        return _coded({"t": title_of(item), "w": item.published, "x": body_html(item, link)})


def _asked(request: Request) -> dict[str, Any]:
    try:
        asked = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _coded(answer: dict[str, Any]) -> Reply:
    plain = json.dumps(answer, ensure_ascii=False).encode()
    mixed = bytes(one ^ other for one, other in zip(plain, cycle(KEY), strict=False))
    return Reply(json.dumps({"r": b64encode(mixed).decode()}).encode(), content_type="application/json")
