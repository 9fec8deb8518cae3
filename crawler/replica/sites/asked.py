"""Older dynamic sites (ASP, ASPX, JSP, Struts): lists by parameters, and lists whose pager sends a form."""

from __future__ import annotations

from hashlib import md5

from crawler.replica.exchange import Reply, Request
from crawler.replica.model import Column
from crawler.replica.sites.common import pages_of
from crawler.replica.sites.patterned import PatternedPortal

STATE, ARGUMENT = "__VIEWSTATE", "__EVENTARGUMENT"
REFUSED = Reply("<html><body><h1>500</h1>视图状态无效。</body></html>".encode(), status=500)


class AskedPortal(PatternedPortal):
    """As a site of templates. Column option `post`: name of the field that carries the page's number.

    The event argument of a view state carries it as `Page$N`, and only with the state of a page given."""

    def add_column(self, column: Column) -> None:
        """Routes of a list; one with the option `post` is a single address that answers forms."""
        field = column.options.get("post")
        if field is None:
            super().add_column(column)
            return
        pages = pages_of(self.rows(column), column.page_size)
        states = {_state(column, number): number for number in range(1, len(pages) + 1)}
        made = [
            self.page(self.list_page(column, pages, number, state=state), self.charset)
            for state, number in states.items()
        ]

        def maker(request: Request) -> Reply:
            if request.method != "POST":
                return made[0]
            if field == ARGUMENT and request.form.get(STATE) not in states:
                return REFUSED
            text = request.form.get(str(field), "").removeprefix("Page$")
            return made[min(max(int(text), 1), len(made)) - 1] if text.isdigit() else REFUSED

        self.routes[column.path] = maker


def _state(column: Column, number: int) -> str:
    digest = md5(f"{column.path}{number}".encode(), usedforsecurity=False).hexdigest()
    return f"/wEPDwUKLTQ4{digest}ZGQ="
