"""Scrapy's HTTP handler with the turn of the host and verified TLS around it."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.defer import Deferred

from crawler.errors import RunEnding, host_left_alone
from crawler.services import services_of
from crawler.tls import VerifyingPolicy
from spiders.rendering import RENDER

CLOSING = 1.0
"""Seconds in which idle connections are to close; those that do not go with the process."""


class PoliteHandler(HTTP11DownloadHandler):
    """Downloads when it is the turn of the host, across all spiders of the process."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._services = services_of(crawler)
        self._services.browser.join()
        self._own = crawler
        config = self._services.config
        # A proxy is one host to the pool, though it answers for all of them: each keeps a connection.
        self._pool.maxPersistentPerHost = config.concurrency
        policy = VerifyingPolicy(config.ca_file, self._services.ways)
        self._contextFactory = policy  # type: ignore[assignment]

    async def download_request(self, request: Request) -> Response:
        """Wait for the turn, spend one request of the budget, download."""
        host = urlsplit(request.url).hostname or ""
        services = self._services
        if RENDER in request.meta:
            shown = await services.browser.render(request, self._ask, self._own)
            services.counts.add("rendered")
            return shown
        if not await services.turns.take(host):
            raise RunEnding("the run is stopping")
        try:
            await services.writer.room()
            # The host may have been stopped while this request waited for its turn.
            if stopped := services.turns.stopped(host):
                raise host_left_alone(*stopped)
            if not services.budget.spend():
                raise RunEnding("the request budget is spent")
            services.turns.begin(host)
            answer = await super().download_request(request)
            services.turns.count_answer(host)
            return answer
        finally:
            services.turns.give(host)

    async def close(self) -> None:
        """Let connections and browser go.

        Scrapy's own closing calls back what may have been called back already, after a busy second.
        """
        closed: Deferred[None] = self._pool.closeCachedConnections()  # type: ignore[no-untyped-call]
        await asyncio.wait([closed.asFuture(asyncio.get_running_loop())], timeout=CLOSING)
        await self._services.browser.leave()

    async def _ask(self, request: Request) -> Response:
        """Make a request of a page in the browser as any other: past guard, robots, turn and archive."""
        assert self._own.engine is not None
        return await self._own.engine.download_async(request)
