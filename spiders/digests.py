"""What a list is, in a word that changes with it: for telling whether there is anything new on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from scrapy.http import Response

from spiders import discovery
from spiders.addresses import canonical
from spiders.lists import Row
from spiders.pages import Page
from spiders.platforms.protocol import ListRequest, Platform
from spiders.rendering import RENDER
from spiders.text import compact


def digest_of(rows: Iterable[Row], parts: Iterable[str]) -> str:
    """Digest of a list region: address, title and day of its rows, and the parts of the column.

    Counters, advertisements and menus of the page are not in it.
    """
    lines = [
        "\t".join((canonical(row.url), compact(row.title), row.date or "")) for row in rows if row.listed
    ]
    text = "\n".join([*lines, "", *sorted(map(canonical, parts))])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of_page(page: Page, platform: Platform, rows: Sequence[Row]) -> str:
    """Digest of the list on a column's own page."""
    return digest_of(rows, (lead.url for lead in discovery.nested_leads(page, platform)))


def asked_for(response: Response) -> ListRequest | None:
    """Return the request of a further page of a list; None for one that a browser clicked through."""
    request = response.request
    if request is None or RENDER in request.meta:
        return None
    if request.method == "GET":
        return ListRequest(request.url)
    is_json = b"json" in (request.headers.get("Content-Type") or b"")
    return ListRequest(request.url, request.body.decode("utf-8", "replace"), is_json)
