"""Pages handed to a browser: those that lack what should stand on them and show that scripts fill it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scrapy.http import Request

from spiders import failures, fed
from spiders.addresses import canonical, document_of
from spiders.asking import Step
from spiders.items import ListWalked, PageFailed
from spiders.missing import Missing
from spiders.pages import Page
from spiders.rendering import RENDER, Rendering
from spiders.visits import Visit

MAX_GUESSES_PER_HOST = 30
"""Pages of one host that a browser renders though nothing says that they lead to reports."""
_WALKED = "nianbao_walked"


class Browsing(Missing):
    """Requests for a browser. Each page is rendered once; a rendered page is read like any other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the arguments of `Asking`."""
        super().__init__(*args, **kwargs)
        self.rendered: set[str] = set()
        """Keys of all pages given to the browser."""
        self.guesses: Counter[str] = Counter()
        self.applications: dict[str, Page] = {}
        """Pages that are the frame of an application, by address without its route."""

    def ask(self, url: str, visit: Visit, referer: str | None = None) -> Iterator[Request]:
        """Yield the request for a page; routes of an application that is known are the browser's alone."""
        known = self.applications.get(document_of(url))
        if known is None or document_of(url) == url:
            yield from super().ask(url, visit, referer)
            return
        key = canonical(url)
        if key not in self.visited:
            self.visited.add(key)
            yield from self.in_browser(Page(url, known.body), visit)

    def in_browser(self, page: Page, visit: Visit, walked: ListWalked | None = None) -> Iterator[Request]:
        """Yield the request to render a page that scripts fill; nothing for any other page.

        `walked` is what came of the list without a browser, where a list is what the page should hold.
        """
        evidence = fed.fed_by_script(page)
        key = canonical(page.url)
        if evidence is None or key in self.rendered:
            return
        if visit.lead:
            self.guesses[page.host] += 1
            if self.guesses[page.host] > MAX_GUESSES_PER_HOST:
                self.count("leads/not_rendered")
                return
        self.rendered.add(key)
        if fed.is_application(page):
            self.applications.setdefault(document_of(page.url), page)
        request = self.request(page.url, visit)
        request.errback = self.browser_failed
        request.meta[RENDER] = Rendering(evidence, page.body, paged=visit.expect not in ("report", "file"))
        request.meta[_WALKED] = walked
        yield request

    def browser_failed(self, failure: Any) -> Iterator[Step]:
        """Record a page that no browser could show; a list counts as walked without one."""
        request = failure.request
        visit: Visit = request.cb_kwargs["visit"]
        kind, detail, _ = failures.classify(failure)
        detail = f"{request.meta[RENDER].evidence}; {detail}"
        walked: ListWalked | None = request.meta[_WALKED]
        if walked is not None:
            yield replace(walked, failure=kind, detail=detail)
        if visit.lead and walked is None:
            self.count("leads/failed")
        else:
            yield PageFailed(request.url, kind, detail, self.name, visit.column_url)
