"""Pages that could not be had or are not what they should be: recorded, or looked for elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from scrapy.http import Request, Response

from parsers.failures import Failure
from spiders import failures, shells
from spiders.addresses import canonical, is_home, other_scheme
from spiders.asking import Asking, Step
from spiders.items import PageFailed
from spiders.pages import Page
from spiders.visits import Visit


class Missing(Asking):
    """Failures, error pages with status 200, script redirects."""

    def failed(self, failure: Any) -> Iterator[Step]:
        """Record a failed request; a refused connection is tried once over the other of http and https."""
        visit: Visit = failure.request.cb_kwargs["visit"]
        kind, detail, _ = failures.classify(failure)
        url = failure.request.url
        if kind == Failure.TCP and not visit.swapped:
            yield self.request(other_scheme(url), visit.to(swapped=True), _referer(failure.request))
        else:
            yield from self.lost(url, visit, kind, detail)

    def lost(self, url: str, visit: Visit, kind: Failure, detail: str) -> Iterator[Step]:
        """Record a failure, unless the request was a guess; look for a lost column from the home page."""
        entry, moved = visit.entry, failures.may_have_moved(kind)
        if visit.shell and moved:
            url, kind, detail = visit.shell, Failure.REDIRECT_SHELL, f"leads to {url}: {detail}"
        self.dead.setdefault(canonical(url), set()).add(url)
        if visit.lead:
            self.count("leads/failed")
        else:
            yield PageFailed(url, kind, detail, self.name, visit.column_url)
        if visit.via in ("registered", "given") and visit.depth == 0 and moved:
            entry.died = entry.died or not visit.lead
            yield from self.ask(entry.home, Visit(entry, via="rediscovered"))

    def is_gone(self, response: Response, page: Page) -> bool:
        """Whether the answer is an error page, or the home page in place of the page asked for."""
        if is_home(_asked(response)):
            self.homes[page.host] = page.size, hashlib.sha256(response.body).digest()
            return shells.is_soft_404(page)
        if is_home(page.url):
            return True
        size, digest = self.homes.get(page.host, (None, b""))
        same = size == page.size and hashlib.sha256(response.body).digest() == digest
        return same or shells.is_soft_404(page)

    def gone(self, response: Response, page: Page, visit: Visit) -> Iterator[Step]:
        """Record a page that is not there any more."""
        asked = _asked(response)
        if is_home(page.url) and not is_home(asked):
            yield from self.lost(asked, visit, Failure.GONE, "redirected to the home page")
        else:
            yield from self.lost(
                asked, visit, Failure.SOFT_404, "an error page or the home page in its place"
            )

    def shell(self, page: Page, target: str, visit: Visit) -> Iterator[Step]:
        """Follow a script redirect, a few times at most."""
        requests = list(self.ask(target, visit.to(hops=visit.hops + 1, shell=visit.shell or page.url)))
        if visit.hops >= shells.MAX_HOPS:
            yield from self.lost(page.url, visit, Failure.REDIRECT_SHELL, "too many script redirects")
        elif requests:
            yield from requests
        elif visit.hops and not is_home(target):
            yield from self.lost(page.url, visit, Failure.REDIRECT_SHELL, "script redirects in a circle")


def _asked(response: Response) -> str:
    """Address that was asked for, before any redirects."""
    asked = response.request.url if response.request else response.url
    return str(next(iter(response.meta.get("redirect_urls", [])), asked))


def _referer(request: Request) -> str | None:
    given = request.headers.get("Referer")
    return given.decode("latin-1") if given else None
