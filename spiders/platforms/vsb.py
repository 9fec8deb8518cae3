"""VSB: named pages that count down, so that old pages never move; dynamic lists with the page in `a5p`."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from spiders.addresses import canonical
from spiders.names import year_of_name
from spiders.pages import Page
from spiders.platforms.generic import Generic
from spiders.platforms.protocol import ListRequest, More, Walked
from spiders.text import compact

_MARKS = re.compile(
    r"vsb_content|_newscontent_fromname|wbtreeid=|/__local/|showVsbpdfIframe|virtual_attach_file\.vsb"
    r"|/system/resource/js/|\bid=[\"']?line_u\d+_\d+|VirtualSiteAction|_sitegray"
)
_NAMED = re.compile(r"^(?P<folder>.*/)(?P<slug>[\w-]+)\.htm$")
_COUNTED_DOWN = re.compile(r"^(?P<folder>.*/)(?P<slug>[\w-]+)/(?P<number>\d{1,4})\.htm$")
_DYNAMIC = re.compile(r"^a\d+(?P<kind>[pt])$")
_PAGER_WORDS = re.compile(
    r"^(?:\d{1,4}|第?\d{1,4}页|(?:下|末|尾|最后)一?页|后页|next|last|[>»›]+|\.{2,}|…)$", re.IGNORECASE
)
_MOST_PAGES = 2000


class Vsb(Generic):
    """Adapter of VSB. Page P of `name.htm` is `name/{pages - P + 1}.htm`: the last one is `name/1.htm`."""

    name = "vsb"

    def recognise(self, page: Page) -> str | None:
        """Look for the names that the make gives to elements, folders and parameters."""
        found = _MARKS.search(page.url) or _MARKS.search(page.html)
        return f"{found[0]} in the page" if found else None

    def more(self, page: Page, walked: Walked) -> More:
        """Return all further pages: counted down under the name of the list, or by the dynamic parameter."""
        static = super().more(page, walked)
        if walked.pages > 1:
            return static
        urls = _dynamic(page, static) or _downwards(page, static)
        own = canonical(page.url)
        if urls:
            static.requests = [ListRequest(url) for url in urls if canonical(url) != own]
            static.pages = static.pages or len(urls) + 1
            static.alternatives = []
        return static


def _downwards(page: Page, static: More) -> list[str]:
    """Addresses of pages 2 to the last: the links show some, the pager's text tells how many there are."""
    path = urlsplit(page.url).path
    named = _NAMED.match(path)
    if not named:
        return []
    folder = f"{named['folder']}{named['slug']}/"
    linked = []
    for link in page.links:
        counted = _COUNTED_DOWN.match(urlsplit(link.url).path)
        # years are pages of their own in the same folder: `nb/2023.htm` is no page of the list `nb.htm`
        if year_of_name(link.name) or not _PAGER_WORDS.match(compact(link.text)):
            continue
        if counted and f"{counted['folder']}{counted['slug']}/" == folder:
            linked.append(int(counted["number"]))
    if not linked and (static.requests or (static.pages or 1) < 2):
        return []
    # page 2 has the greatest number of all, so the links alone tell the length, whatever the text says
    highest = max([*linked, (static.pages or 1) - 1])
    return [urljoin(page.url, f"{folder}{number}.htm") for number in range(min(highest, _MOST_PAGES), 0, -1)]


def _dynamic(page: Page, static: More) -> list[str]:
    """Addresses of the pages of a dynamic list: `a5p` is the number, `a5t` the number of pages."""
    own = urlsplit(page.url)
    for link in page.links:
        parts = urlsplit(link.url)
        if parts.path != own.path or "wbtreeid=" not in parts.query:
            continue
        given = dict(parse_qsl(parts.query))
        numbers = {kind["kind"]: name for name in given if (kind := _DYNAMIC.match(name))}
        total = given.get(numbers.get("t", ""), "") or str(static.pages or "")
        if "p" in numbers and total.isdigit():
            last = min(int(total), _MOST_PAGES)
            placed = re.compile(rf"(?<=[?&]{numbers['p']}=)\d+")
            return [placed.sub(str(number), link.url) for number in range(2, last + 1)]
    return []
