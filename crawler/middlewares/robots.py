"""Asks each origin's robots.txt once a run, before anything else, and keeps to it.

To look at a list that is known, rules that were read not long ago are enough: two requests instead of one
would be twice the load. They are read anew before anything else is asked of the host.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from crawler.errors import ObstacleError, RunEnding
from crawler.middlewares.addresses import ROBOTS, host_of
from crawler.outcomes import failure_of
from crawler.robots import RobotsRules
from crawler.services import services_of
from parsers.failures import Failure
from spiders.peeking import PEEK

_FIRST = 1000
_HOST_IS_OUT = frozenset({Failure.DNS, Failure.TCP, Failure.TLS, Failure.GUARD_REFUSED})
"""Classes that hold for the host, whatever is asked of it."""


class RobotsMiddleware:
    """Refuses what robots.txt refuses; applies Crawl-delay to the turns of the host."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._services = services_of(crawler)
        self._origins: dict[str, asyncio.Future[RobotsRules | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise ObstacleError for what may not be asked."""
        if ROBOTS in request.meta:
            return
        rules = await self._rules(request)
        if rules is None:
            raise RunEnding("the run ended before robots.txt was read")
        if refused := rules.refuse(request.url):
            raise ObstacleError(*refused)

    async def _rules(self, request: Request) -> RobotsRules | None:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        waiting = self._origins.get(origin)
        kept = self._services.robots.get(origin)
        if waiting is None and kept is not None and PEEK in request.meta:
            if kept.crawl_delay is not None:
                self._services.turns.set_delay(host_of(request), kept.crawl_delay)
            return kept
        if waiting is None:
            waiting = asyncio.get_running_loop().create_future()
            self._origins[origin] = waiting
            rules = await self._fetch(origin)
            if rules is not None and (delay := rules.crawl_delay) is not None:
                self._services.turns.set_delay(host_of(request), delay)
            waiting.set_result(rules)
        return await waiting

    async def _fetch(self, origin: str) -> RobotsRules | None:
        asked = Request(f"{origin}/robots.txt", priority=_FIRST, meta={ROBOTS: True}, callback=NO_CALLBACK)
        try:
            assert self._crawler.engine is not None
            answer = await self._crawler.engine.download_async(asked)
        except RunEnding:
            return None
        except Exception as error:  # whatever it is: without an answer nothing may be asked
            failure, detail = failure_of(error)
            held_as = failure if failure in _HOST_IS_OUT else Failure.ROBOTS_UNKNOWN
            return RobotsRules(hold=(held_as, f"robots.txt cannot be had: {failure.value}: {detail}"))
        try:
            return RobotsRules.of(answer.status, answer.body)
        except Exception as error:  # a file that the parser stumbles over would leave all others waiting
            return RobotsRules(hold=(Failure.ROBOTS_UNKNOWN, f"robots.txt cannot be read: {error!r}"[:300]))
