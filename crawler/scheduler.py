"""Which request goes next: the most urgent of a host that has none in hand.

Scrapy's own order is by priority alone. A host that never answers would then fill the places of its spider
with requests that wait for each other, and every other host of the province would wait with them.
"""

from __future__ import annotations

import heapq
from itertools import count
from typing import Any

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from crawler.middlewares.addresses import host_of

_Queue = list[tuple[int, int, Request]]


class HostScheduler(BaseScheduler):
    """A queue for each host, in memory. Nothing is filtered: spiders know what they have asked for."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._order = count()
        self._queues: dict[str, _Queue] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostScheduler:
        """Scrapy's constructor."""
        return cls(crawler)

    def open(self, spider: Any) -> None:
        """There is nothing to open."""

    def close(self, reason: str) -> None:
        """There is nothing to close."""

    def has_pending_requests(self) -> bool:
        """Whether a request waits, of whichever host."""
        return bool(self._queues)

    def enqueue_request(self, request: Request) -> bool:
        """Take a request in."""
        queue = self._queues.setdefault(host_of(request), [])
        heapq.heappush(queue, (-request.priority, next(self._order), request))
        return True

    def next_request(self) -> Request | None:
        """Give out the most urgent request, of equal ones the oldest, among the hosts with none in hand."""
        assert self._crawler.engine is not None
        busy = {host_of(request) for request in self._crawler.engine.downloader.active}
        host = min(
            (host for host in self._queues if host not in busy),
            key=lambda host: self._queues[host][0][:2],
            default=None,
        )
        if host is None:
            return None
        request = heapq.heappop(self._queues[host])[2]
        if not self._queues[host]:
            del self._queues[host]
        return request
