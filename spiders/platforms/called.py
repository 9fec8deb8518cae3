"""List services of no known make: a script calls an address and hands it the number of a page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from spiders.addresses import is_file, site_of
from spiders.lists import Row, rows_in_markup
from spiders.pages import Page
from spiders.platforms.answers import rows_of_answer
from spiders.platforms.calls import parameters_in_call, quoted
from spiders.platforms.protocol import ListRequest, More, Walked
from spiders.platforms.served import Served, asked_for
from spiders.platforms.services import Service, parameters_of, request_for

_NUMBER = re.compile(
    r"^(?:page_?(?:no|num|number|index|now)?|(?:cur|curr|current|now|go)_?page(?:_?no)?|pn|current)$",
    re.IGNORECASE,
)
_SIZE = re.compile(r"^(?:page_?size|per_?page|rows|limit|size|page_?rows|pagecount)$", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:https?:/)?[./]*/?[\w$.{}-]+(?:/|\?|\.\w)")
_CALLING = re.compile(
    r"(?:ajax|getJSON|\.get|\.post|fetch|axios|request|\.load|\burl|\bopen)\s*[(:=][^;]{0,120}$",
    re.IGNORECASE,
)
_POSTED = re.compile(
    r"""\.post\s*\(|(?:type|method)\s*:\s*["']post["']|open\(\s*["']post["']""", re.IGNORECASE
)
_LAYUI = re.compile(r"\b(?:table|flow)\.(?:render|load)\s*\([^;]*$")
"""Calls of a library that adds `page` and `limit` itself."""
_OBJECT = re.compile(r"application/json|JSON\.stringify", re.IGNORECASE)
_NO_LIST = re.compile(
    r"visit|count(?!y)|click|hits?\b|login|comment|captcha|weather|suggest|hotword|track|message/|\.(?:css|js|png|jpe?g|gif|shtml)$",
    re.IGNORECASE,
)
_AROUND = 300
_MOST_CALLS = 3


class Called(Served):
    """Adapter of pages without rows of their own whose list comes from some service of their own site."""

    name = "called"

    def recognise(self, page: Page) -> str | None:
        """Look for rows in an answer that is data, else for a call that hands on the number of a page."""
        if page.json is not None:
            held = self.answer(page)
            return "data with titles and addresses" if held and held.items else None
        if "<script" not in page.html or any(row.listed and row.date for row in super().rows(page)):
            return None
        made = self.requests(page)
        return f"a script calls {urlsplit(made[0].url).path} for pages" if made else None

    def rows(self, page: Page) -> list[Row]:
        """Return the rows of an answer, data or markup; else those of the page."""
        if not _is_answer(page):
            return super().rows(page)
        if (held := self.answer(page)) and held.items:
            return rows_of_answer(page.url, held)
        markup = self.markup(page)
        return rows_in_markup(page.url, markup) if "<a" in markup else []

    def more(self, page: Page, walked: Walked) -> More:
        """Ask the service where the page lists nothing itself; then ask on until its total is reached."""
        if _is_answer(page):
            asked = asked_for(page, walked)
            service = _service_of(asked)
            return self._after(service, page, walked) if service else More(rows=self.total(page))
        more = super(Served, self).more(page, walked)
        if walked.pages <= 1 and not walked.rows and not more.requests:
            made = self.requests(page)
            more.requests, more.alternatives = made[:1], made[1:]
        return more

    def requests(self, page: Page) -> list[ListRequest]:
        """Return the requests that scripts of the page make for the first page of a list."""
        made = [request for service in _services(page) if (request := request_for(service, page))]
        return list(dict.fromkeys(made))[:_MOST_CALLS]


def _is_answer(page: Page) -> bool:
    return page.json is not None or "<html" not in page.html[:2000].lower()


def _services(page: Page) -> Iterator[Service]:
    """The services that scripts of a page call with the number of a page."""
    source = html.unescape(page.html).replace("\\/", "/")
    query = dict(parse_qsl(urlsplit(page.url).query))
    for written, start, end in quoted(source):
        before = source[max(0, start - _AROUND) : start]
        if not _ADDRESS.search(written) or _NO_LIST.search(written) or not _CALLING.search(before):
            continue
        address = urljoin(page.base, written)
        if site_of(address) != site_of(page.url) or is_file(address):
            continue
        handed = parameters_in_call(source, start, end, query)
        handed |= dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
        number = next((name for name in handed if _NUMBER.match(name)), "")
        if not number and _LAYUI.search(before):
            number, handed = "page", {"page": "1", "limit": "10", **handed}
        if not number:
            continue
        call = before[-120:] + source[end : end + _AROUND]
        method = "JSON" if _OBJECT.search(call) else "POST" if _POSTED.search(call) else "GET"
        yield Service(
            re.compile(re.escape(urlsplit(address).path) + "$"),
            number=number,
            size=next((name for name in handed if _SIZE.match(name)), ""),
            first=0 if handed[number] == "0" else 1,
            method=method,
        )


def _service_of(asked: ListRequest) -> Service | None:
    """The service that a request was made of, as far as the next request needs to know it."""
    given = parameters_of(asked)
    number = next((name for name in given if _NUMBER.match(name)), "")
    if not number:
        return None
    return Service(
        re.compile(re.escape(urlsplit(asked.url).path) + "$"),
        number=number,
        size=next((name for name in given if _SIZE.match(name)), ""),
        method="JSON" if asked.is_json else "POST" if asked.body else "GET",
    )
