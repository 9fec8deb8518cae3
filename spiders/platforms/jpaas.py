"""Hanweb JPAAS: the list is a unit of the page, built by a service that answers HTML inside JSON."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from spiders.addresses import with_query
from spiders.lists import Row, rows_in_markup
from spiders.literals import read_literal
from spiders.pages import Page
from spiders.platforms.calls import parameters_in_call, quoted
from spiders.platforms.protocol import ListRequest, More

_SERVICE = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_ROUTE = "/front/page/build/unit"
_UNIT = re.compile(r"[qQ](?i:uerydata)")
_COUNT = re.compile(r"""\bcount\s*=\s*["']?(\d+)""")
_SIZE = re.compile(r"""\brows\s*=\s*["']?(\d+)""")


def recognise(page: Page) -> str | None:
    """Return the fingerprint of a publishing unit, None where the page has none."""
    return "queryData with webId in the page" if not is_answer(page) and _units(page) else None


def is_answer(page: Page) -> bool:
    """Whether the page is an answer of the publishing service."""
    return isinstance(page.json, dict) and "jpaas-publish-server" in page.url


def rows(page: Page) -> list[Row]:
    """Return the rows of an answer."""
    return rows_in_markup(page.url, _markup(page)) if is_answer(page) else []


def more(page: Page) -> More:
    """Ask for every unit of a page; of an answer, for the further pages its pager counts."""
    if not is_answer(page):
        return More([ListRequest(url) for url in _units(page)])
    markup = _markup(page)
    count, size = _COUNT.search(markup), _SIZE.search(markup)
    if not count or not size or int(size[1]) == 0:
        return More()
    total, per_page = int(count[1]), int(size[1])
    pages = -(-total // per_page)
    if "paramJson" in parse_qs(urlsplit(page.url).query):
        return More(rows=total, pages=pages)
    return More(
        [
            ListRequest(
                with_query(
                    page.url, paramJson=json.dumps({"pageNo": n, "pageSize": per_page}, separators=(",", ":"))
                )
            )
            for n in range(2, min(pages, 5000) + 1)
        ],
        rows=total,
        pages=pages,
    )


def _markup(page: Page) -> str:
    data = page.json.get("data") if isinstance(page.json, dict) else None
    return str(data.get("html") or "") if isinstance(data, dict) else ""


def _units(page: Page) -> list[str]:
    found = [_called(page, *place) for place in quoted(page.html) if place[0].endswith(_ROUTE)]
    found = [unit for unit in found if unit]
    if not _UNIT.search(page.html):
        return found
    for node in page.nodes:
        given = node.get("querydata")
        settings = read_literal(given) if given else None
        if isinstance(settings, dict) and "webId" in settings:
            route = urljoin(page.base, node.get("url") or _SERVICE)
            found.append(
                f"{route}?{urlencode({key: str(settings[key]) for key in settings if key != 'paramJson'})}"
            )
    return found


def _called(page: Page, route: str, start: int, end: int) -> str:
    """The address of a unit that a script asks for; empty where it does not say which."""
    given = {key: value for key, value in parameters_in_call(page.html, start, end, {}).items() if value}
    given.pop("paramJson", None)
    return f"{urljoin(page.base, route)}?{urlencode(given)}" if "webId" in given else ""
