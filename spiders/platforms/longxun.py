"""Longxun (Anhui and elsewhere): one site with an organ id for every body; lists come as HTML fragments."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from spiders.addresses import absolute, canonical, with_query
from spiders.lists import Row, rows_of
from spiders.pages import Page
from spiders.platforms.generic import Generic
from spiders.platforms.protocol import ListRequest, More, Nested, Walked

_COLUMN = re.compile(r"(?P<root>^.*?)/public/column/(?P<organ>\d+)")
_ARTICLE = re.compile(r"/public/(?:content/)?\d+(?:/\d+\.html)?")
_LABEL_PATH = re.compile(r"""["'(]\s*((?:https?:)?[^"'()\s]*/site/label/\d+\?[^"'()\s]*)""")
_LABEL_ROUTE = re.compile(r"""["']?((?:https?:)?[^"'()\s]*/site/label/\d+)(?=["'?])""")
_SETTING = re.compile(
    r"""["']?\b(siteId|organId|type|catId|pageSize|action|isDate|dateFormat|length|sortType|labelName|file|result|cId|cid|year|timeFrame|nav)\b["']?\s*[:=]\s*["']?([^"',;&}\s<>]+)"""
)
_PAGE_COUNT = re.compile(r"""\bpageCount\b["']?\s*[:=]\s*["']?(\d+)""")
_TOTAL = re.compile(
    r"""\b(?:total|totalCount|recordCount|rowCount)\b["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE
)
_MARKS = re.compile(r"labelName=|Ls\.pagination|/site/label/\d+|/public/column/\d+")
_CONTROLLER = re.compile(
    r"/(?:xxgk|openness)(?:annualreport|content)/|/xxgknb/(?:show|detail|year|download)/", re.IGNORECASE
)
_REPORTS = "3"
"""The platform's number of the annual report column."""


class Longxun(Generic):
    """Adapter of Longxun: `/public/column/{organ}?type=3`, and its older report controllers."""

    name = "longxun"

    def recognise(self, page: Page) -> str | None:
        """Look for organ columns, label fragments or the report controllers."""
        if _COLUMN.search(page.url) or "/site/label/" in page.url:
            return "address of the form /public/column/number or /site/label/number"
        if _CONTROLLER.search(urlsplit(page.url).path):
            return "annual report controller in the address"
        if found := _MARKS.search(page.html):
            return f"{found[0]} in the page"
        return None

    def rows(self, page: Page) -> list[Row]:
        """Return the rows of the page or of a fragment; `a[title]` is whole where `length` cut the text."""
        return [row for row in rows_of(page) if not _COLUMN.search(row.url) or "action=detail" in row.url]

    def more(self, page: Page, walked: Walked) -> More:
        """Follow the label fragment, then its pages up to `pageCount`."""
        if "/site/label/" in page.url:
            return _pages_of_fragment(page)
        static = super().more(page, walked)
        column = _COLUMN.search(page.url)
        if not column or "action=detail" in page.url:
            return static
        label = _label(page, column["organ"])
        if label:
            return More([ListRequest(label)])
        counted = _PAGE_COUNT.search(page.html)
        if counted and not static.requests:
            pages = int(counted[1])
            static.pages = pages
            static.requests = [
                ListRequest(with_query(page.url, pageIndex=n)) for n in range(2, min(pages, 5000) + 1)
            ]
        return static

    def columns(self, page: Page) -> list[Nested]:
        """Return the report column of every organ that the page links to."""
        found: dict[str, Nested] = {}
        own = _COLUMN.search(page.url)
        for link in page.links:
            column = _COLUMN.search(link.url)
            if not column:
                continue
            parameters = parse_qs(urlsplit(link.url).query)
            url = link.url
            if parameters.get("type") != [_REPORTS]:
                url = f"{column['root']}/public/column/{column['organ']}?type={_REPORTS}&action=list"
            elif parameters.get("action") == ["detail"]:
                continue
            same_organ = own is not None and own["organ"] == column["organ"]
            if same_organ and parse_qs(urlsplit(page.url).query).get("type") == [_REPORTS]:
                continue
            found.setdefault(column["organ"], Nested(url, link.name))
        return list(found.values())

    def is_column(self, page: Page) -> bool:
        """Whether the page is the report column of an organ."""
        return self.is_list(page)

    def is_list(self, page: Page) -> bool:
        """Whether the page is the report column of an organ."""
        parameters = parse_qs(urlsplit(page.url).query)
        return (
            bool(_COLUMN.search(page.url))
            and parameters.get("type") == [_REPORTS]
            and parameters.get("action") != ["detail"]
        )


def _label(page: Page, organ: str) -> str | None:
    """Return the address of the list's fragment: as written in the page, or made from its settings."""
    source = html.unescape(page.html).replace("\\/", "/")
    written = [absolute(page.url, found) for found in _LABEL_PATH.findall(source)]
    lists = [url for url in written if url and re.search(r"labelName=\w*[lL]ist", url)]
    if lists:
        complete = [
            url for url in lists if f"organId={organ}" in url and re.search(r"[?&]type=3(?:&|$)", url)
        ]
        url = (complete or lists)[0]
        missing = {}
        for name, value in (("organId", organ), ("type", _REPORTS), ("pageIndex", "1")):
            if not parse_qs(urlsplit(url).query).get(name):
                missing[name] = value
        return with_query(url, **missing) if missing else url
    settings: dict[str, str] = {}
    around = source.find("publicInfoList")
    region = source[max(0, around - 1500) : around + 1500] if around >= 0 else source
    for name, value in _SETTING.findall(region):
        settings.setdefault(name, value)
    if "siteId" not in settings:
        site = re.search(r"""siteId["']?\s*(?:[:=]|content=)\s*["']?(\d+)""", source)
        if not site:
            return None
        settings["siteId"] = site[1]
    if around < 0 and "/site/label/" not in source:
        return None
    route = _LABEL_ROUTE.search(source)
    query = {
        "IsAjax": "1",
        "dataType": "html",
        "labelName": settings.get("labelName", "publicInfoList"),
        "siteId": settings["siteId"],
        "organId": organ,
        "type": _REPORTS,
        "catId": settings.get("catId", ""),
        "pageSize": settings.get("pageSize", "15"),
        "pageIndex": "1",
        "action": "list",
        "isDate": "true",
        "dateFormat": "yyyy-MM-dd",
        "length": settings.get("length", "80"),
    }
    if "file" in settings:
        query["file"] = settings["file"]
    address: str = urljoin(page.url, route[1] if route else "/site/label/8888")
    return f"{address}?{urlencode(query)}"


def _pages_of_fragment(page: Page) -> More:
    counted = _PAGE_COUNT.search(page.html)
    total = _TOTAL.search(page.html)
    pages = int(counted[1]) if counted else None
    own = canonical(page.url)
    requests = [with_query(page.url, pageIndex=number) for number in range(1, min(pages or 0, 5000) + 1)]
    if pages is None and (following := _following(page)):
        requests = [following]
    return More(
        [ListRequest(url) for url in requests if canonical(url) != own],
        rows=int(total[1]) if total else None,
        pages=pages,
    )


def _following(page: Page) -> str | None:
    """The next page of a fragment that does not count its pages: worth asking for while this one is full."""
    given = parse_qs(urlsplit(page.url).query)
    size, number = given.get("pageSize", ["15"])[0], given.get("pageIndex", ["1"])[0]
    if not (size.isdigit() and number.isdigit()) or len(page.links) < int(size):
        return None
    return with_query(page.url, pageIndex=int(number) + 1)
