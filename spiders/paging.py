"""Paging of static lists: what a pager call, a page count or numbered links promise, as further addresses.

The same function name comes with three orders of arguments, so arguments are read by type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import parse_qs, urljoin, urlsplit

from spiders.addresses import canonical, with_query
from spiders.pagelinks import MOST_PAGES, PAGE_PARAMETERS, linked_pages
from spiders.pages import Page

_CALL = re.compile(
    r"\b(createPageHTML|createPage|createPagination|nsetpage|Ls\.pagination|createPageHtml)\s*\(([^()]*)\)"
)
_ARGUMENT = re.compile(r"""'([^']*)'|"([^"]*)"|(-?\d+)|([A-Za-z_$][\w$.]*)""")
_VARIABLE = r"\b(?:var\s+)?{name}\s*=\s*(?:parseInt\()?['\"]?(\d+)"
_COUNT_PAGE = re.compile(
    r"\b(?:countPage|pageCount|totalPages?|page_count|maxPage)\b['\"]?\s*[:=]\s*(?:parseInt\()?['\"]?(\d+)",
    re.I,
)
_SET_PAGE = re.compile(r"""pagination\(\s*['"]setPage['"]\s*,\s*(\d+)\s*,\s*(\d+)""")
_PLUGIN = re.compile(
    r"\b(?:laypage(?:\.render)?|pagination|jqPaginator|twbsPagination|Paging|Page|page|createPage)\s*\(\s*(?:['\"][^'\"]*['\"]\s*,\s*)?(?:(\d+)\s*,\s*)?\{"
)
"""Call of a library that draws a pager; some take the number of rows before their settings."""
_PLUGIN_ROWS = re.compile(
    r"""["']?\b(?:count|total|totalData|totalCount|totalRecords?|totalRows?|totalNum|totalCounts|dataCount|recordCount|allCount)\b["']?\s*:\s*["']?(\d+)"""
)
_PLUGIN_SIZE = re.compile(
    r"""["']?\b(?:limit|showData|pageSize|pagesize|perPage|items_per_page|size|prePage|everyPage)\b["']?\s*:\s*["']?(\d+)"""
)
_PLUGIN_PAGES = re.compile(
    r"""["']?\b(?:pages|pageCount|totalPages?|pageTotal|maxPage|totalPageNum|num)\b["']?\s*:\s*["']?(\d+)"""
)
_SETTINGS_OF_A_PLUGIN = 400
_MOST_PLUGINS = 8
_ROWS_TEXT = re.compile(
    r"(?:共有?|总共|合计|总计|记录总数[:：]?|总记录数?[:：]?|总条数[:：]?|总数[:：])(?:为)?(\d{1,6})(?:条|个?记录|篇|项)?(?!\d|页|/)"
)
_PAGES_TEXT = re.compile(
    r"(?:共|总共|/)(\d{1,5})页|页(?:次|码)?[:：]?[\[【（(]?(\d{1,5})/(\d{1,5})|(?<![\d/])第?([1-9]\d{0,4})/([1-9]\d{0,4})页?(?:首页|上页|上一页|下页|下一页|尾页|末页|$)"
)


@dataclass(slots=True)
class Pager:
    """What a page says about the length of its list, and where the other pages are."""

    rows: int | None = None
    pages: int | None = None
    current: int | None = None
    urls: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    """Page addresses under the other reading of the pager call, tried where the first reading fails."""
    unread: str = ""
    """A `next` that calls a script nobody could read, as it stands on the page."""


def read_pager(page: Page, first: bool = True) -> Pager:
    """Read all that a static list page says about its paging.

    Calls and counts are read on the `first` page only, where their numbers show whether counting starts at 0.
    """
    if not first:
        pager = Pager()
        _from_links(page, pager)
        return pager
    pager = _from_call(page) or Pager()
    _from_text(page, pager)
    if not pager.urls:
        _from_links(page, pager)
    if not pager.urls and pager.pages and pager.pages > 1:
        pager.urls = _by_number(page.url, pager.pages)
    own = canonical(page.url)
    pager.urls = [url for url in dict.fromkeys(pager.urls) if canonical(url) != own]
    return pager


def _from_call(page: Page) -> Pager | None:
    for name, inside in _CALL.findall(page.html):
        numbers: list[int] = []
        after: list[int] = []
        texts: list[str] = []
        unquoted = False
        for single, double, number, variable in _ARGUMENT.findall(inside):
            if variable:
                found = re.search(_VARIABLE.format(name=re.escape(variable)), page.html)
                number = found[1] if found else ""
            quoted = single or double
            if quoted.isdigit() and not texts and not unquoted:
                number, quoted = quoted, ""  # a call that quotes its numbers too
            elif number:
                unquoted = True
            if number:
                (after if len(texts) >= 2 and numbers else numbers).append(int(number))
            elif quoted and numbers:
                texts.append(quoted)
        if name == "nsetpage":
            return _from_sizes(page, numbers)
        if len(numbers) < 2 or not texts:
            continue
        rows = numbers.pop(0) if len(numbers) >= 3 else None
        total, current = numbers[:2]
        if after:
            rows = after[0]
        suffix = texts[1] if len(texts) > 1 else "html"
        return _numbered(page.url, texts[0], suffix, total, current, rows)
    counted = _SET_PAGE.search(page.html)
    if counted:
        current, total = int(counted[1]), int(counted[2])
        return Pager(
            pages=total, current=current, urls=_static(page.url, "index", "html", range(2, total + 1))
        )
    if drawn := _from_plugin(page):
        return drawn
    counted = _COUNT_PAGE.search(page.html)
    if counted and "countPage" in counted[0]:
        total = int(counted[1])
        prefix, suffix = _own_name(page.url)
        return _numbered(page.url, prefix, suffix, total, 0, None)
    return None


def _from_plugin(page: Page) -> Pager | None:
    """What a library that draws the pager is told: how many rows and pages. Where they are a script says."""
    for call in islice(_PLUGIN.finditer(page.html), _MOST_PLUGINS):
        settings = page.html[call.end() : call.end() + _SETTINGS_OF_A_PLUGIN]
        rows, size, pages = (
            int(found[1]) if (found := pattern.search(settings)) else None
            for pattern in (_PLUGIN_ROWS, _PLUGIN_SIZE, _PLUGIN_PAGES)
        )
        rows = int(call[1]) if call[1] else rows
        if pages is None and rows is not None and size:
            pages = -(-rows // size)
        if pages is not None:
            return Pager(rows, pages)
    return None


def _from_sizes(page: Page, numbers: list[int]) -> Pager | None:
    if len(numbers) < 3 or numbers[2] <= 0:
        return None
    current, rows, size = numbers[:3]
    total = -(-rows // size)
    prefix, suffix = _own_name(page.url)
    return Pager(rows, total, current, _static(page.url, prefix, suffix, range(2, total + 1)))


def _numbered(url: str, prefix: str, suffix: str, total: int, current: int, rows: int | None) -> Pager:
    """Addresses under a pager call seen on the first page: counted from 0 it ends at total - 1."""
    total = min(total, MOST_PAGES)
    from_zero = _static(url, prefix, suffix, range(1, total))
    from_one = _static(url, prefix, suffix, range(2, total + 1))
    if current == 0:
        return Pager(rows, total, 0, from_zero, from_one[-1:])
    return Pager(rows, total, current, from_one, from_zero[:1])


def _static(url: str, prefix: str, suffix: str, numbers: range) -> list[str]:
    return [urljoin(url, f"{prefix}_{number}.{suffix.lstrip('.')}") for number in numbers]


def _own_name(url: str) -> tuple[str, str]:
    """File name and suffix of a list page; a folder's page is `index.html`."""
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    stem, _, suffix = name.partition(".")
    return (stem or "index", suffix or "html")


def _from_text(page: Page, pager: Pager) -> None:
    text = page.visible
    if pager.rows is None and (found := _ROWS_TEXT.search(text)):
        pager.rows = int(found[1])
    if pager.pages is None and (found := _PAGES_TEXT.search(text)):
        pager.pages = int(found[1] or found[3] or found[5])
    if pager.pages is None and (found := _COUNT_PAGE.search(page.html)):
        pager.pages = int(found[1])


def _from_links(page: Page, pager: Pager) -> None:
    linked = linked_pages(page, pager.pages)
    pager.urls, pager.unread = linked.urls, linked.unread


def _by_number(url: str, total: int) -> list[str]:
    """Addresses by the number this page carries itself (`page_1.html`, `1.html`, `?pageIndex=1`)."""
    parameters = parse_qs(urlsplit(url).query, keep_blank_values=True)
    for name in PAGE_PARAMETERS:
        if parameters.get(name) in (["1"], [""]):
            return [with_query(url, **{name: number}) for number in range(2, total + 1)]
    path = urlsplit(url).path
    if re.search(r"(?:^|[/_-])1\.s?html?$", path):
        return [
            re.sub(r"1(?=\.s?html?(?:$|\?))", str(number), url, count=1) for number in range(2, total + 1)
        ]
    return []
