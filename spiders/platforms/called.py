"""List services of no known make: a script calls an address and hands it the number of a page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from spiders.addresses import is_below, is_file, site_of
from spiders.lists import Row, rows_in_markup
from spiders.pages import Page
from spiders.platforms.answers import Answer, read_xml, rows_of_answer
from spiders.platforms.calls import parameters_in_call, quoted
from spiders.platforms.protocol import ListRequest, More, Walked
from spiders.platforms.served import Served, asked_for
from spiders.platforms.services import Service, parameters_of, request_for
from spiders.scripted import scripted_markup

_NUMBER = re.compile(
    r"^(?:page_?(?:no|num|number|index|now)?|(?:cur|curr|current|now|go)_?page(?:_?no)?|pn|current)$",
    re.IGNORECASE,
)
_SIZE = re.compile(r"^(?:page_?size|per_?page|rows|limit|size|page_?rows|pagecount)$", re.IGNORECASE)
_START = re.compile(
    r"^(?:start|offset|skip|from|begin|start_?(?:index|row|num)|first_?result)$", re.IGNORECASE
)
"""Names of the number of rows before a page."""
_DATA_FILE = re.compile(r"\.(?:json|xml)$", re.IGNORECASE)
_COUNTED_FILE = re.compile(
    r"""(["'])(?P<before>[^"'\s<>]*)\1\s*\+\s*[A-Za-z_$][\w$.]*\s*\+\s*(["'])(?P<after>[^"'\s<>]*\.(?:json|xml)\b[^"'\s<>]*)\3"""
)
_NUMBERED = re.compile(
    r"^(?P<before>.*?)(?P<number>\d{1,4})(?P<after>\.(?:json|xml)(?:\?.*)?)$", re.IGNORECASE
)
_SCRIPT_FILE = re.compile(r"""<script\b[^<>]*\bsrc=["']([^"'<>]+\.js)(?:\?[^"'<>]*)?["']""", re.IGNORECASE)
_DATA_SCRIPT = re.compile(r"(?:data|list|news|info|nb|xxgk)\w*\.js$", re.IGNORECASE)
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
_LOADING = re.compile(
    r"(?:加载|查看|点击|显示)更多|上拉加载|load[-_]?more|more[-_]?load|infinite[-_]?scroll|\.scroll\(\s*(?:function|\(|_)"
    r"|onscroll|flow\.load",
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
        if any(row.listed and row.date for row in super().rows(page)):
            return None
        return self.calls(page)

    def calls(self, page: Page) -> str | None:
        """Return which service a script of the page calls for pages of a list; None where none is called."""
        made = self.requests(page) if "<script" in page.html else []
        return f"a script calls {urlsplit(made[0].url).path} for pages" if made else None

    def rows(self, page: Page) -> list[Row]:
        """Return the rows of an answer, data or markup; else those of the page."""
        if not _is_answer(page):
            return super().rows(page)
        if (held := self.answer(page)) and held.items:
            return rows_of_answer(page.url, held)
        if _is_script(page):
            return rows_in_markup(page.url, scripted_markup(f"<script>{page.html}</script>"))
        markup = self.markup(page)
        return rows_in_markup(page.url, markup) if "<a" in markup else []

    def answer(self, page: Page) -> Answer | None:
        """Return the answer as far as it is data, in JSON or XML."""
        if page.json is None and page.html.lstrip("\ufeff \r\n\t").startswith("<?xml"):
            return read_xml(page.html.lstrip("\ufeff \r\n\t"))
        return super().answer(page)

    def more(self, page: Page, walked: Walked) -> More:
        """Ask the service where the page lists nothing itself; then ask on until its total is reached."""
        if _is_answer(page):
            asked = asked_for(page, walked)
            service = _service_of(asked)
            return self._after(service, page, walked) if service else self._beside(page, walked)
        more = super(Served, self).more(page, walked)
        if walked.pages <= 1 and not more.requests and (not walked.rows or loads_more(page)):
            made = self.requests(page)
            more.requests, more.alternatives = made[:1], made[1:]
        return more

    def requests(self, page: Page) -> list[ListRequest]:
        """Return the requests that scripts of the page make for a list, or for its first page."""
        made = [request for service in _services(page) if (request := request_for(service, page))]
        return list(dict.fromkeys([*made, *_files(page)]))[:_MOST_CALLS]

    def _beside(self, page: Page, walked: Walked) -> More:
        """The file after a numbered one: none once the total is had, or where nothing new came."""
        more = More(rows=self.total(page))
        numbered = _NUMBERED.match(page.url)
        whole = more.rows is not None and walked.rows >= more.rows
        counted = any(_NUMBERED.match(made.url) for made in walked.requested)
        if numbered and counted and walked.fresh and not whole:
            number = int(numbered["number"]) + 1
            more.requests = [ListRequest(f"{numbered['before']}{number}{numbered['after']}")]
        return more


def loads_more(page: Page) -> bool:
    """Whether a page has a list that a script lengthens: by a click on `more`, or as one scrolls on."""
    return _LOADING.search(page.html) is not None


def _is_answer(page: Page) -> bool:
    return page.json is not None or "<html" not in page.html[:2000].lower()


def _is_script(page: Page) -> bool:
    return urlsplit(page.url).path.endswith(".js")


def _files(page: Page) -> Iterator[ListRequest]:
    """Files of data that scripts of a page load whole, or one for every page of the list; scripts of rows."""
    source = html.unescape(page.html).replace("\\/", "/")
    for found in _COUNTED_FILE.finditer(source):
        if _CALLING.search(source[max(0, found.start() - _AROUND) : found.start()]):
            yield from _own(page, f"{found['before']}1{found['after']}")
    for written, start, _ in quoted(source):
        path = written.split("?")[0]
        is_data = _DATA_FILE.search(path) and len(path) > len(".json") and not _NO_LIST.search(written)
        if is_data and _CALLING.search(source[max(0, start - _AROUND) : start]):
            yield from _own(page, path)
    for address in _SCRIPT_FILE.findall(source):
        if _DATA_SCRIPT.search(address) and is_below(urljoin(page.base, address), page.url):
            yield from _own(page, address)


def _own(page: Page, written: str) -> Iterator[ListRequest]:
    """The request for a file of the page's own site."""
    address = urljoin(page.base, written)
    if site_of(address) == site_of(page.url):
        yield ListRequest(address)


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
        start_of = next((name for name in handed if _START.match(name)), "") if not number else ""
        if not number and not start_of and _LAYUI.search(before):
            number, handed = "page", {"page": "1", "limit": "10", **handed}
        if not (number or start_of):
            continue
        call = before[-120:] + source[end : end + _AROUND]
        method = "JSON" if _OBJECT.search(call) else "POST" if _POSTED.search(call) else "GET"
        yield Service(
            re.compile(re.escape(urlsplit(address).path) + "$"),
            number=number or start_of,
            size=next((name for name in handed if _SIZE.match(name)), ""),
            first=0 if start_of or handed[number] == "0" else 1,
            method=method,
            counts_rows=bool(start_of),
        )


def _service_of(asked: ListRequest) -> Service | None:
    """The service that a request was made of, as far as the next request needs to know it."""
    given = parameters_of(asked)
    number = next((name for name in given if _NUMBER.match(name)), "")
    start_of = next((name for name in given if _START.match(name)), "") if not number else ""
    if not (number or start_of):
        return None
    return Service(
        re.compile(re.escape(urlsplit(asked.url).path) + "$"),
        number=number or start_of,
        size=next((name for name in given if _SIZE.match(name)), ""),
        method="JSON" if asked.is_json else "POST" if asked.body else "GET",
        counts_rows=bool(start_of),
    )
