"""The paging of Hanweb JCMS: stores of records in scripts, further groups of them from a data proxy."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from spiders.addresses import absolute, canonical, with_query
from spiders.pages import Page
from spiders.platforms.protocol import ListRequest, More, Walked

_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.DOTALL | re.IGNORECASE)
_STORE = re.compile(r"<datastore\b", re.IGNORECASE)
_NEXT_GROUP = re.compile(r"<nextgroup>(.*?)</nextgroup>", re.DOTALL | re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*\\?["']([^"'\\]+)""", re.IGNORECASE)
_QUOTED_MARKUP = re.compile(
    r"""(["'])((?:(?!\1)[^\\]|\\.)*?<a\b(?:(?!\1)[^\\]|\\.)*)\1""", re.DOTALL | re.IGNORECASE
)
_TOTAL = re.compile(r"""totalrecord\w*["']?\s*(?:[>:=]|,)\s*["']?(\d+)""", re.IGNORECASE)
_TOTAL_PAGES = re.compile(r"""totalpage\w*["']?\s*(?:[>:=]|,)\s*["']?(\d+)""", re.IGNORECASE)
_PER_PAGE = re.compile(r"""\bperpage["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE)
_GROUP = re.compile(r"""\bgroupsize["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE)
_PROXY = re.compile(r"""["'(]([^"'()\s<>]*(?:column)?dataproxy\.jsp)""", re.IGNORECASE)
_SETTINGS = "col|appid|webid|path|columnid|sourceContentType|unitid|webname|permissiontype"
_SETTING = re.compile(rf"""["']?\b({_SETTINGS})\b["']?\s*[:=]\s*["']?([^"',;&}}<>\s]*)""")
_WANTED = frozenset(_SETTINGS.split("|"))
_REPORTING = re.compile("年报|报告")
_PAGES_IN_A_GROUP = 3
_PER_PAGE_USUALLY = 15


def uses_proxy(page: Page) -> bool:
    """Whether a page has a data proxy, or is its answer."""
    return "dataproxy.jsp" in page.html or is_answer(page) or bool(_NEXT_GROUP.search(page.html))


def is_answer(page: Page) -> bool:
    """Whether a page is an answer of the data proxy."""
    return "dataproxy.jsp" in page.url


def records(page: Page) -> Iterator[str]:
    """Return the markup of every record of a page or an answer."""
    found = _RECORD.findall(page.html)
    if found:
        for markup in found:
            yield html.unescape(markup) if "&lt;" in markup and "<a" not in markup else markup
    elif is_answer(page):
        for _, markup in _QUOTED_MARKUP.findall(page.html):
            yield markup.replace('\\"', '"').replace("\\'", "'").replace("\\/", "/")


def records_in(source: str) -> list[str]:
    """Return the markup of every record of a store, wherever the store came from."""
    return [html.unescape(markup) if "<a" not in markup else markup for markup in _RECORD.findall(source)]


def total_in(source: str) -> int | None:
    """Return the number of records that a store states."""
    return _number(_TOTAL, source)


def more_of_proxy(page: Page, walked: Walked) -> More:
    """The next group: by the link that page or answer gives, by its number, or by record numbers."""
    return _after(page, walked) if is_answer(page) else _first(page)


def _first(page: Page) -> More:
    """What follows the groups that a column page carries; each of its stores is a list of its own."""
    more, totals = More(), []
    for store in _stores(page.html):
        held, total = len(_RECORD.findall(store)), _number(_TOTAL, store)
        totals.append(total)
        if total is not None and held >= total:
            continue
        ranged = _ranged(page, store, {}, held + 1)
        wanted = [_next_group(page, store), ranged, _posted(ranged) if ranged else None]
        requests = [request for request in wanted if request is not None]
        more.requests += requests[:1]
        more.alternatives += requests[1:]
    known = [total for total in totals if total is not None]
    more.rows = sum(known) if known and len(known) == len(totals) else None
    return more


def _stores(source: str) -> list[str]:
    """The parts of a page with one store each, those without reports left out; else the page as a whole."""
    starts = [found.start() for found in _STORE.finditer(source)]
    if len(starts) < 2:
        return [source]
    parts = [source[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    return [part for part in parts if _REPORTING.search(part)] or parts


def _after(page: Page, walked: Walked) -> More:
    """What follows an answer of the proxy."""
    more, pages = More(rows=_number(_TOTAL, page.html)), _number(_TOTAL_PAGES, page.html)
    given = _given(page, walked.requested)
    several = len({_list_of(made) for made in walked.requested} - {("", "")}) > 1
    first = walked.rows + 1
    if start := given.get("startrecord"):
        first = int(start) + sum(1 for _ in records(page))
    elif several:
        first = 0
    group = _next_group(page, page.html)
    ended = group is None and more.rows is not None and first > more.rows
    if ended or (walked.fresh == 0 and walked.pages > 2):
        return more
    ranged = _ranged(page, html.unescape(page.html), given, first) if first else None
    alternatives = [ranged, _posted(ranged)] if ranged else []
    number = given.get("page", "")
    if group and all(canonical(group.url) != canonical(made.url) for made in walked.requested):
        more.requests, more.alternatives = [group], alternatives
    elif "startrecord" not in given and number.isdigit():
        last = pages is not None and int(number) * _PAGES_IN_A_GROUP >= pages
        if not (last and (several or more.rows is None)):
            more.requests = [ListRequest(with_query(page.url, page=int(number) + 1))]
        more.alternatives = alternatives
    elif ranged and "startrecord" in given and "columnid=" not in page.url:
        more.requests = [_posted(ranged)]
    elif ranged:
        more.requests, more.alternatives = [ranged], alternatives[1:]
    return more


def _number(pattern: re.Pattern[str], source: str) -> int | None:
    found = pattern.search(source)
    return int(found[1]) if found else None


def _given(page: Page, requested: Sequence[ListRequest]) -> dict[str, str]:
    """The parameters that an answer was asked for with, in the address and in the body."""
    forms = [made.body for made in requested if made.body and made.url == page.url][-1:]
    return _parameters("&".join([urlsplit(page.url).query, *forms]))


def _parameters(query: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(query, keep_blank_values=True).items()}


def _list_of(request: ListRequest) -> tuple[str, str]:
    given = _parameters(f"{urlsplit(request.url).query}&{request.body or ''}")
    return given.get("columnid", ""), given.get("unitid", "")


def _next_group(page: Page, source: str) -> ListRequest | None:
    found = _NEXT_GROUP.search(source)
    if not found:
        return None
    inside = html.unescape(found[1])
    link = _HREF.search(inside)
    address = link[1] if link else re.sub(r"<!\[CDATA\[|\]\]>", "", inside).strip()
    url = absolute(page.base, address) if address and "jsp" in address else None
    return ListRequest(url) if url else None


def _ranged(page: Page, source: str, given: dict[str, str], first: int) -> ListRequest | None:
    """A request by record numbers, with the settings of the request before it or those in `source`."""
    source = html.unescape(source)
    settings = {key: value for key, value in given.items() if key in _WANTED}
    for name, value in _SETTING.findall(source):
        settings.setdefault(name, value)
    if "columnid" not in settings or "unitid" not in settings:
        return None
    proxy = _PROXY.search(source)
    address = (
        page.url.split("?")[0]
        if is_answer(page)
        else urljoin(page.url, proxy[1] if proxy else "/module/web/jpage/dataproxy.jsp")
    )
    per_page = _number(_PER_PAGE, source) or int(given.get("perpage") or _PER_PAGE_USUALLY)
    group = _number(_GROUP, source) or _PAGES_IN_A_GROUP
    numbers = {"startrecord": first, "endrecord": first - 1 + per_page * group, "perpage": per_page}
    settings = {"col": "1", "appid": "1", "path": "/", "permissiontype": "0", **settings}
    return ListRequest(f"{address}?{urlencode(numbers)}&{urlencode(settings)}")


def _posted(ranged: ListRequest) -> ListRequest:
    """The same request with the settings in the body: some sites read them nowhere else."""
    address, _, query = ranged.url.partition("?")
    numbers, settings = query.split("&")[:3], query.split("&")[3:]
    return ListRequest(f"{address}?{'&'.join(numbers)}", "&".join(settings))
