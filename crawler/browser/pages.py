"""Pages in Chromium by way of scrapy-playwright: a context of its own for each, closed with it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from pathlib import Path
from typing import Any, Self, cast

from playwright.async_api import Error
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.browser.gate import Gate
from crawler.browser.launching import Provider
from crawler.browser.paging import read
from crawler.browser.places import Disturbed
from crawler.errors import ObstacleError, RunEnding
from parsers.failures import Failure
from spiders.addresses import host_of
from spiders.rendering import Rendering

PAGES_PER_BROWSER = 200
"""Pages after which a browser is worn: what it has not given back by then goes with it."""
_CLOSE_SECONDS = 10.0
_COMMIT_SECONDS = 300.0
"""A page that was not fetched before waits for the turn of its host."""


class _Stay:
    """A page while it is open."""

    alone = True
    """Whether no other page was open at any time of it."""


class Pages(ScrapyPlaywrightDownloadHandler):
    """The running browser."""

    def __init__(self, crawler: Crawler, chromium: Path) -> None:
        """Take the program; nothing is started."""
        super().__init__(crawler)
        self.config.launch_options = {"chromium": str(chromium)}
        # A page that brings the browser down is not shown to it a second time.
        self.config.target_closed_max_retries = 0
        self._agent = crawler.settings["USER_AGENT"]
        self._numbers = itertools.count(1)
        self._stays: set[_Stay] = set()
        self.shown = 0
        self.worn = False
        """Whether the next page should find a new browser."""

    @property
    def is_empty(self) -> bool:
        """Whether no page is open."""
        return not self._stays

    @classmethod
    async def start(cls, crawler: Crawler, chromium: Path) -> Self:
        """Start the driver; the browser follows with the first page."""
        pages = cls(crawler, chromium)
        await pages._launch()
        return pages

    async def show(self, request: Request, gate: Gate, wanted: Rendering) -> list[bytes]:
        """Open a page behind its gate, read it, close it."""
        name = f"{host_of(request.url)} {next(self._numbers)}"
        reading = PageMethod(read, gate, wanted)
        asked = Request(
            request.url,
            dont_filter=True,
            meta={
                "playwright": True,
                "playwright_context": name,
                "playwright_context_kwargs": {
                    "user_agent": self._agent,
                    "locale": "zh-CN",
                    "service_workers": "block",
                    "accept_downloads": False,
                    "viewport": {"width": 1280, "height": 2000},
                },
                "playwright_page_init_callback": gate.open,
                "playwright_page_goto_kwargs": {"wait_until": "commit", "timeout": _COMMIT_SECONDS * 1000},
                "playwright_page_methods": [reading],
            },
        )
        stay = _Stay()
        self._stays.add(stay)
        if len(self._stays) > 1:
            for each in self._stays:
                each.alone = False
        try:
            await self._read(asked, reading)
        except (RunEnding, asyncio.CancelledError):
            self.worn = True
            raise
        except Exception as error:
            self.worn = True
            raise self._fault(error, stay) from error
        finally:
            self._stays.discard(stay)
            await self._close_context(name)
            self.shown += 1
            self.worn = self.worn or self.shown >= PAGES_PER_BROWSER
        if gate.ending:
            raise RunEnding("the run ended while a page was in the browser")
        result: list[bytes] = reading.result
        return result

    async def _read(self, asked: Request, reading: PageMethod) -> None:
        try:
            await self.download_request(asked)
        except Error:
            # Once it is read, it does not matter whether the page ever calls itself loaded.
            if reading.result is None:
                raise

    def _fault(self, error: Exception, stay: _Stay) -> ObstacleError:
        """What it means that a page or the browser ended under our hands.

        Pages share processes: what befell a page beside others may be another's doing, and a browser may be
        ended from outside.
        """
        if isinstance(error, ObstacleError):
            shared = error.failure is Failure.TIMEOUT and not stay.alone
            return Disturbed(error.failure, error.detail) if shared else error
        housing = self._provider.housing
        if housing is not None and housing.verdict == "memory":
            kind = ObstacleError if stay.alone else Disturbed
            return kind(Failure.PARSE_MEMORY, "the page took too much memory in the browser")
        said = str(error).strip().splitlines() or [type(error).__name__]
        return Disturbed(Failure.PARSE_CRASH, f"the browser ended while it showed the page: {said[0][:200]}")

    async def close(self) -> None:
        """End pages, browser and driver, whether they agree or not."""
        with contextlib.suppress(Exception):
            await asyncio.wait_for(super().close(), _CLOSE_SECONDS)
        self.kill()

    def kill(self) -> None:
        """Let the warden end the browser."""
        self._provider.release()

    @property
    def _provider(self) -> Provider:
        """The provider, which the settings name."""
        return cast(Provider, self.browser_provider)

    async def _close_context(self, name: str) -> None:
        wrapper: Any = self.context_wrappers.get(name)
        if wrapper is None:
            return
        try:
            await asyncio.wait_for(wrapper.context.close(), _CLOSE_SECONDS)
        except Exception:  # it hangs or has gone already: its browser is not used again
            self.worn = True
            self.kill()
