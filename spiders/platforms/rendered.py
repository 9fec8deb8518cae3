"""Lists as a browser shows them: the rows that scripts have written, page by page as it has clicked on."""

from __future__ import annotations

from spiders.pages import Page
from spiders.paging import read_pager
from spiders.platforms.generic import Generic
from spiders.platforms.protocol import ListRequest, More, Walked
from spiders.rendering import mark_of


class Rendered(Generic):
    """Adapter of pages that came through a browser, which has seen all further pages by then."""

    name = "rendered"

    def recognise(self, page: Page) -> str | None:
        """Look for the mark that a rendered page carries."""
        mark = mark_of(page.html)
        return f"rendered by a browser: {mark.evidence}" if mark else None

    def more(self, page: Page, walked: Walked) -> More:
        """Ask for the next page that the browser has seen; what the list promises stands on the page."""
        mark, pager = mark_of(page.html), read_pager(page)
        more = More(rows=pager.rows, pages=pager.pages if walked.pages <= 1 else None)
        if mark is None:
            return more
        if mark.number < mark.of:
            more.requests = [ListRequest(page.url, rendered=mark.number + 1)]
        if mark.ended:
            more.pages = mark.of + 1
        return more

    def is_list(self, page: Page) -> bool:
        """Whether the browser found more than one page."""
        mark = mark_of(page.html)
        return mark is not None and mark.of > 1
