"""First gate of every request, redirects included: guard, hosts that are left alone, the end of the run."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.errors import ObstacleError, RunEnding, host_left_alone
from crawler.services import services_of
from parsers.failures import Failure
from spiders.rendering import RENDER


class AdmissionMiddleware:
    """Refuses what must not be asked for."""

    def __init__(self, crawler: Crawler) -> None:
        self._services = services_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AdmissionMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise ObstacleError for a refused address or a stopped host, RunEnding when the run is over."""
        services = self._services
        if services.writer.error is not None:
            raise RunEnding("nothing can be stored any more")
        if reason := services.guard.refuse_url(request.url):
            raise ObstacleError(Failure.GUARD_REFUSED, reason)
        if RENDER in request.meta:
            # What the page asks for waits for the slot of its host, where the page itself must not wait.
            request.meta["download_slot"] = "browser"
        if stopped := services.turns.stopped(urlsplit(request.url).hostname or ""):
            raise host_left_alone(*stopped)
