"""Pages that could not be had or are not what they should be: recorded, or looked for elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from typing import Any

from scrapy.http import Request, Response

from parsers.failures import Failure
from parsers.titles import read_title
from spiders import failures, fed, shells
from spiders.addresses import canonical, host_of, is_home, other_scheme, with_or_without_www
from spiders.asking import Asking, Step
from spiders.items import PageFailed
from spiders.pages import Page
from spiders.reports import titles_of
from spiders.visits import Visit

_SILENT = (Failure.TIMEOUT, Failure.SERVER_ERROR, Failure.GONE, Failure.SOFT_404)
"""Answers of a host that may serve the same page under another spelling of its name."""
_OTHER_NAME = re.compile(r"unrecognized[ _]name|unexpected[ _]eof", re.IGNORECASE)


class Missing(Asking):
    """Failures, error pages with status 200, script redirects."""

    def failed(self, failure: Any) -> Iterator[Step]:
        """Record a failed request; where the page may stand at another spelling of its address, ask there."""
        visit: Visit = failure.request.cb_kwargs["visit"]
        kind, detail, _ = failures.classify(failure)
        url = failure.request.url
        if other := untried(url, kind, detail, visit.tried):
            yield self.request(other, visit.to(tried=(*visit.tried, url)), _referer(failure.request))
        else:
            yield from self.lost(url, visit, kind, detail)

    def lost(self, url: str, visit: Visit, kind: Failure, detail: str, read: bool = False) -> Iterator[Step]:
        """Record a failure, unless the request was a guess; look for a lost column from the home page.

        `read`: the network saw nothing wrong, the fault shows in the page or in where it came from.
        """
        moved = failures.may_have_moved(kind)
        if visit.shell and moved:
            url, kind, detail = visit.shell, Failure.REDIRECT_SHELL, f"leads to {url}: {detail}"
        self.dead.setdefault(canonical(url), set()).add(url)
        if visit.lead:
            self.count("leads/failed")
        else:
            yield self.page_failed(url, visit, kind, detail, read)
        dead = self.dead[canonical(url)] | self.revived
        others = self.others.pop(canonical(url), [])
        left = [other for other in others if other[0] not in dead]
        for other in left[:1]:
            yield from self.ask(*other)
        if left[1:]:
            self.others[canonical(url)] = left[1:]
        if visit.is_entry and moved:
            yield from self.rediscover(visit)

    def rediscover(self, visit: Visit) -> Iterator[Step]:
        """Look for a column from the home page: it is not where it was."""
        entry = visit.entry
        entry.died = entry.died or not visit.lead
        yield from self.ask(entry.home, Visit(entry, via="rediscovered"))

    def page_failed(
        self, url: str, visit: Visit, kind: Failure, detail: str, read: bool = False
    ) -> PageFailed:
        """Return the item of a page that could not be used."""
        portal = host_of(visit.entry.home)
        return PageFailed(url, kind, detail, self.name, visit.column_url, read, portal)

    def is_gone(self, response: Response, page: Page) -> bool:
        """Whether the answer is an error page, or the home page in place of the page asked for."""
        if is_home(asked_address(response)):
            self.homes[page.host] = page.size, hashlib.sha256(response.body).digest()
            return shells.is_soft_404(page)
        if is_home(page.url):
            return True
        size, digest = self.homes.get(page.host, (None, b""))
        same = size == page.size and hashlib.sha256(response.body).digest() == digest
        return (same and not fed.is_application(page)) or shells.is_soft_404(page)

    def gone(self, response: Response, page: Page, visit: Visit) -> Iterator[Step]:
        """Record a page that is not there any more."""
        asked = asked_address(response)
        if is_home(page.url) and not is_home(asked):
            yield from self.lost(asked, visit, Failure.GONE, "redirected to the home page", read=True)
        elif other := untried(asked, Failure.SOFT_404, "", visit.tried):
            yield self.request(other, visit.to(tried=(*visit.tried, asked)))
        else:
            detail = "an error page or the home page in its place"
            yield from self.lost(asked, visit, Failure.SOFT_404, detail, read=True)

    def shell(self, page: Page, target: str, visit: Visit) -> Iterator[Step]:
        """Follow a script redirect, a few times at most; one to the home page says that a page is gone."""
        if visit.hops >= shells.MAX_HOPS:
            yield from self.lost(page.url, visit, Failure.REDIRECT_SHELL, "too many script redirects")
            return
        home = is_home(target)
        requests: list[Step] = []
        if not home or visit.expect == "page":
            onwards = visit.to(hops=visit.hops + 1, shell=visit.shell or page.url)
            if canonical(target) == canonical(page.url):  # the default document of the same folder
                requests.append(self.request(target, onwards))
            else:
                requests += self.ask(target, onwards)
        if requests:
            yield from requests
        elif home and not is_home(page.url):
            detail = "a script sends to the home page"
            yield from self.lost(page.url, visit, Failure.GONE, detail, read=True)
        elif visit.hops and not home:
            yield from self.lost(page.url, visit, Failure.REDIRECT_SHELL, "script redirects in a circle")
        elif target in self.dead.get(canonical(target), ()):
            detail = f"leads to {target}, which could not be had"
            yield from self.lost(page.url, visit, Failure.REDIRECT_SHELL, detail, read=True)
        else:
            self.count("shells/known")


def untried(url: str, kind: Failure, detail: str, tried: Collection[str]) -> str | None:
    """Return another spelling of an address at which a page may stand; None where there is none left.

    A refused connection is tried over the other of http and https, a name that does not resolve with or
    without `www.`. The home page decides about a whole portal: it is tried at every spelling. A certificate
    that does not hold is never answered by going on without one.
    """
    swapped, other_name = other_scheme(url), with_or_without_www(url)
    others: list[str | None] = []
    if kind == Failure.TCP or (is_home(url) and kind in _SILENT):
        others.append(swapped)
    if kind == Failure.DNS or (kind == Failure.TLS and _OTHER_NAME.search(detail)):
        others.append(other_name)
    if is_home(url) and kind in (Failure.TCP, *_SILENT):
        others += [other_name, other_scheme(other_name) if other_name else None]
    return next((other for other in others if other and other not in tried), None)


def other_year(asked: str, page: Page, visit: Visit) -> bool:
    """Whether a redirect led to the report of another year than the one that a row names."""
    if visit.row is None or canonical(asked) == canonical(page.url):
        return False
    titles = visit.row.title, next(iter(titles_of(page)), "")
    wanted, shown = (read_title(title, column=visit.column_name).year for title in titles)
    return bool(wanted and shown and wanted != shown)


def asked_address(response: Response) -> str:
    """Address that was asked for, before any redirects."""
    asked = response.request.url if response.request else response.url
    return str(next(iter(response.meta.get("redirect_urls", [])), asked))


def _referer(request: Request) -> str | None:
    given = request.headers.get("Referer")
    return given.decode("latin-1") if given else None
