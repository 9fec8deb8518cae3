"""A portal in memory and a driver that runs a spider over it: no network, no engine, no clock."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from spiders.crawling import PortalSpider
from spiders.items import ColumnSeen, ListWalked, PageFailed, ReportFound

Answer = str | bytes | int | Exception | tuple[int, str]
"""A page, a status, an error, or (status, address) for a redirect."""
Handler = Callable[[dict[str, str]], Answer]


@dataclass
class Site:
    """Pages by address (without fragment); a handler by address without query answers with the parameters."""

    pages: dict[str, Answer] = field(default_factory=dict)
    handlers: dict[str, Handler] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer:
        url = request.url.split("#")[0]
        if url in self.pages:
            return self.pages[url]
        parts = urlsplit(url)
        handler = self.handlers.get(f"{parts.scheme}://{parts.netloc}{parts.path}")
        if handler is None:
            return 404
        parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
        if b"json" in (request.headers.get("Content-Type") or b""):
            parameters.update({key: str(value) for key, value in json.loads(request.body).items()})
        else:
            parameters.update(parse_qsl(request.body.decode(), keep_blank_values=True))
        return handler(parameters)


@dataclass
class Crawled:
    """Everything a crawl yielded and asked for."""

    requests: list[Request] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)

    def of(self, kind: type) -> list[Any]:
        return [item for item in self.items if isinstance(item, kind)]

    @property
    def reports(self) -> list[ReportFound]:
        return self.of(ReportFound)

    @property
    def columns(self) -> list[ColumnSeen]:
        return self.of(ColumnSeen)

    @property
    def lists(self) -> list[ListWalked]:
        return self.of(ListWalked)

    @property
    def failures(self) -> list[PageFailed]:
        return self.of(PageFailed)

    @property
    def urls(self) -> set[str]:
        """Addresses of all reports found, files included."""
        return {report.response.url for report in self.reports}

    @property
    def asked(self) -> list[str]:
        return [request.url for request in self.requests]


def crawl(spider: PortalSpider, site: Site, limit: int = 2000) -> Crawled:
    """Run a spider over a site, requests in order of priority as the engine would send them.

    No promised report or file may vanish: each answer ends as an item, a further request or a counted skip.
    """
    crawled = Crawled()
    skipped: list[str] = []
    spider.count = skipped.append  # type: ignore[assignment, method-assign]
    order = itertools.count()
    queue: list[tuple[int, int, Request]] = []

    def push(request: Request) -> None:
        heapq.heappush(queue, (-request.priority, next(order), request))

    async def begin() -> None:
        async for request in spider.start():
            push(request)

    asyncio.run(begin())
    while queue:
        _, _, request = heapq.heappop(queue)
        crawled.requests.append(request)
        assert len(crawled.requests) <= limit, "the crawl does not end"
        before = len(skipped)
        steps = list(_answered(spider, site, request))
        named = steps or len(skipped) > before
        assert named or not _is_promised(request), f"{request.url} has vanished"
        for step in steps:
            if isinstance(step, Request):
                push(step)
            else:
                crawled.items.append(step)
    return crawled


def _is_promised(request: Request) -> bool:
    """Whether a list or a page said that a report or its file stands there; pictures are put together."""
    visit = request.cb_kwargs["visit"]
    return visit.expect in ("report", "file") and not visit.lead and visit.album is None


def _answered(spider: PortalSpider, site: Site, request: Request) -> Any:
    answer = site.answer(request)
    hops: list[str] = []
    target = request
    while isinstance(answer, tuple):
        hops.append(target.url)
        assert len(hops) < 10, "redirects without end"
        target = target.replace(url=answer[1], method="GET", body=b"")
        answer = site.answer(target)
    if isinstance(answer, Exception):
        return _fail(request, answer)
    if isinstance(answer, int):
        response = Response(target.url, status=answer, request=request)
        return _fail(request, HttpError(response, f"status {answer}"))
    if hops:
        target.meta["redirect_urls"] = hops
    body = answer.encode() if isinstance(answer, str) else answer
    kind: type[Response] = HtmlResponse if body.lstrip().startswith(b"<") else TextResponse
    if re.match(rb"%PDF|PK\x03|\xd0\xcf", body):
        kind = Response
    kwargs: dict[str, Any] = {} if kind is Response else {"encoding": "utf-8"}
    response = kind(target.url, body=body, request=target, **kwargs)
    assert request.callback is not None
    return request.callback(response, **request.cb_kwargs)


def _fail(request: Request, error: Exception) -> Any:
    failure = Failure(error)  # type: ignore[no-untyped-call]
    failure.request = request  # type: ignore[attr-defined]
    assert request.errback is not None
    return request.errback(failure)


class Refused(IgnoreRequest):
    """What the engine raises for an obstacle: the class of failure and a detail."""

    def __init__(self, failure: str, detail: str = "") -> None:
        super().__init__(detail)
        self.failure = failure
        self.detail = detail
