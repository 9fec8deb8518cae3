"""The one browser of a crawl: started with the first page that needs it, renewed at times, ended with it."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response

from crawler.browser.finding import find_chromium
from crawler.browser.gate import Ask, Gate, Kept
from crawler.browser.places import Disturbed, Places
from crawler.config import Config
from crawler.errors import ObstacleError
from parsers.failures import Failure
from spiders import registry
from spiders.addresses import document_of, host_of, site_of
from spiders.rendering import RENDER, Rendering

if TYPE_CHECKING:
    from crawler.browser.pages import Pages

PLACES = 2
"""Pages open at once, over all hosts."""
PAGE_SECONDS = 900.0
"""The longest that one page may take with all its clicks and the turns of its host."""
_LISTS_KEPT = 16
_INSTALLED = "Playwright is not installed: pip install playwright scrapy-playwright"


class Browser:
    """Renders pages for all spiders of a process, a few at a time."""

    def __init__(self, config: Config) -> None:
        """Start nothing yet."""
        self._config = config
        self._places = Places(PLACES)
        self._starting = asyncio.Lock()
        self._kept = Kept()
        self._lists: OrderedDict[str, list[bytes]] = OrderedDict()
        """Further pages of lists that were clicked through, until they are asked for."""
        self._pages: Pages | None = None
        self._users = 0

    def join(self) -> None:
        """Count a downloader that may ask; each one leaves at its end."""
        self._users += 1

    async def leave(self) -> None:
        """The last one to leave ends the browser."""
        self._users -= 1
        if self._users == 0 and self._pages is not None:
            pages, self._pages = self._pages, None
            await pages.close()

    def end(self) -> None:
        """End the browser without its consent, where that has not been done in good order."""
        if self._pages is not None:
            self._pages.kill()

    async def render(self, request: Request, ask: Ask, crawler: Crawler) -> Response:
        """Return the page of a request as a browser shows it; raises ObstacleError.

        The first page of a list brings all others about; they wait for their own requests.
        """
        wanted: Rendering = request.meta[RENDER]
        shown = self._lists.get(request.url) if wanted.number > 1 else None
        if shown is None:
            shown = await self._rendered(request, wanted, ask, crawler)
            self._lists[request.url] = shown
            while len(self._lists) > _LISTS_KEPT:
                self._lists.popitem(last=False)
        if wanted.number >= len(shown):
            self._lists.pop(request.url, None)
        if wanted.number > len(shown):
            raise ObstacleError(Failure.PARTIAL, f"the list had {len(shown)} pages when it was shown again")
        body = shown[wanted.number - 1]
        return HtmlResponse(request.url, body=body, encoding="utf-8", request=request, headers=_HEADERS)

    async def _rendered(self, request: Request, wanted: Rendering, ask: Ask, crawler: Crawler) -> list[bytes]:
        """Show a page; once more and alone where another one may have brought it down."""
        if self._pages is not None and self._pages.worn:
            async with self._places.all():
                await self._opened(crawler)
        try:
            async with self._places.one():
                return await self._shown(request, wanted, ask, crawler)
        except Disturbed:
            async with self._places.all():
                return await self._shown(request, wanted, ask, crawler)

    async def _shown(self, request: Request, wanted: Rendering, ask: Ask, crawler: Crawler) -> list[bytes]:
        shell = None
        if wanted.body is not None:
            shell = HtmlResponse(document_of(request.url), body=wanted.body, headers=_SHELL_HEADERS)
        gate = Gate(request.url, shell, ask, partial(_is_neighbour, request.url), self._kept)
        pages = await self._opened(crawler)
        try:
            return await asyncio.wait_for(pages.show(request, gate, wanted), PAGE_SECONDS)
        except TimeoutError as error:
            raise ObstacleError(
                Failure.TIMEOUT, f"not done in the browser after {PAGE_SECONDS:g} s"
            ) from error

    async def _opened(self, crawler: Crawler) -> Pages:
        """The running browser; a new one at first, after so many pages, and where the last one has died."""
        async with self._starting:
            if self._pages is not None and self._pages.worn and self._pages.is_empty:
                pages, self._pages = self._pages, None
                await pages.close()
            if self._pages is not None:
                return self._pages
            chromium = find_chromium(self._config.chromium)
            from crawler.browser.launching import nothing_to_run

            if chromium is None:
                raise nothing_to_run()
            try:
                from crawler.browser.pages import Pages
            except ImportError as error:
                raise ObstacleError(Failure.NEEDS_BROWSER, f"{_INSTALLED} ({error})") from error
            logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)
            self._pages = await Pages.start(crawler, chromium)
            return self._pages


_HEADERS = {"Content-Type": "text/html; charset=utf-8"}
_SHELL_HEADERS = {"Content-Type": "text/html"}


def _is_neighbour(url: str, host: str) -> bool:
    """Whether a page may ask a host: its own site, and portals of the registry."""
    own = site_of(url) == site_of(f"http://{host}/")
    return own or host == host_of(url) or registry.portal_of_host(host) is not None
