"""A spider's requests answered from captures: the same callbacks as in a crawl, no network and no clock."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from twisted.python.failure import Failure as Failed

from crawler.errors import ObstacleError
from crawler.middlewares.addresses import address_key
from crawler.obstacles import HEAD_SIZE, PageSignature, Verdict, classify_response, echo_of, missing_address
from crawler.settings import REDIRECT_MAX_TIMES
from crawler.webarchive.answers import Answer, BadAnswer, read_answer
from crawler.webarchive.captures import Captures
from crawler.webarchive.records import Recorded
from parsers.failures import Failure
from spiders import fed
from spiders.addresses import canonical
from spiders.crawling import PortalSpider
from spiders.items import PageFailed
from spiders.pages import Page
from spiders.rendering import RENDER, Rendering, mark_of
from spiders.visits import Visit

ABSENT = "named by a page, but not among the pages of the WARC files"
NOT_SHOWN = "scripts fill it, and the WARC files lack what a browser of this program made of it"
MAY_LEAD = "may lead to a report column, but not among the pages of the WARC files"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TELLING_HEADERS = (b"content-type", b"retry-after")

OnAnswer = Callable[[Request, Recorded, Answer, Verdict | None], None]
"""Told of each answer that was used: what was asked, the record, the answer, what is wrong with it."""
OnItem = Callable[[Any, Recorded | None], None]
"""Told of each item with the record of the page that brought it."""


class Walk:
    """One spider over the captures. `asked` are the canonical addresses of the records that it has seen."""

    def __init__(
        self, spider: PortalSpider, captures: Captures, on_answer: OnAnswer, on_item: OnItem
    ) -> None:
        self.spider = spider
        self.asked: set[str] = set()
        self._captures = captures
        self._on_answer = on_answer
        self._on_item = on_item
        self._order = itertools.count()
        self._queue: list[tuple[int, int, Request]] = []
        self._missing: dict[str, PageSignature | None] = {}

    def follow(self, requests: Iterable[Request]) -> None:
        """Answer these requests and all that follow from them, those of greater priority first."""
        self._take(requests, None)
        while self._queue:
            request = heapq.heappop(self._queue)[2]
            self._answer(request)

    def _take(self, steps: Iterable[Any], record: Recorded | None) -> None:
        for step in steps:
            if isinstance(step, Request):
                heapq.heappush(self._queue, (-step.priority, next(self._order), step))
            else:
                self._on_item(step, record)

    def _answer(self, request: Request) -> None:
        if RENDER in request.meta:
            self._show(request)
            return
        hops: list[str] = []
        while True:
            found = self._best(request)
            if found is None:
                self._absent(request)
                return
            record, answer, verdict = found
            if answer is None or verdict is not None:
                self._fail(request, ObstacleError(*(verdict or (Failure.MALFORMED, ""))), record)
                return
            target = _redirect(record, answer)
            if target is None:
                break
            hops.append(request.url)
            if len(hops) > REDIRECT_MAX_TIMES:
                detail = f"{len(hops)} redirects one after the other"
                self._fail(request, ObstacleError(Failure.REDIRECT_SHELL, detail), record)
                return
            request = request.replace(
                url=target, meta={**request.meta, "redirect_urls": list(hops)}, method="GET", body=b""
            )
        response = _response(request, record, answer)
        assert request.callback is not None
        self._run(request.callback(response, **request.cb_kwargs), response, record)

    def _show(self, request: Request) -> None:
        found = self._shown(request, request.meta[RENDER])
        if found is None:
            self._fail(request, ObstacleError(Failure.NEEDS_BROWSER, NOT_SHOWN), None)
            return
        record, answer = found
        self._on_answer(request, record, answer, None)
        response = _response(request, record, answer)
        assert request.callback is not None
        self._run(request.callback(response, **request.cb_kwargs), response, record)

    def _shown(self, request: Request, wanted: Rendering) -> tuple[Recorded, Answer] | None:
        """The page of a list, or of an application, as a browser of ours has shown it."""
        for record in self._captures.rendered(request.url):
            with suppress(BadAnswer):
                answer = read_answer(record)
                mark = mark_of(answer.body.decode("utf-8", "replace"))
                if mark is not None and mark.number == wanted.number:
                    return record, answer
        return None

    def _best(self, request: Request) -> tuple[Recorded, Answer | None, Verdict | None] | None:
        """The first good answer, else the first of all; each that was looked at is told."""
        first: tuple[Recorded, Answer | None, Verdict | None] | None = None
        for record in self._captures.find(request.url, request.method, request.body):
            answer, verdict = self._read(record)
            self.asked.add(canonical(record.url))
            if answer is not None:
                self._on_answer(request, record, answer, verdict)
            if verdict is None:
                return record, answer, None
            first = first or (record, answer, verdict)
        return first

    def _read(self, record: Recorded) -> tuple[Answer | None, Verdict | None]:
        try:
            answer = read_answer(record, self._captures.original(record))
        except BadAnswer as error:
            return None, (error.failure, error.detail)
        return answer, self._verdict(record, answer)

    def _verdict(self, record: Recorded, answer: Answer) -> Verdict | None:
        headers = {
            name.lower().decode("latin-1"): value.decode("latin-1")
            for name, value in answer.headers
            if name.lower() in _TELLING_HEADERS
        }
        verdict = classify_response(answer.status, headers, answer.body[:HEAD_SIZE], record.url)
        if verdict is None and answer.status == 200:
            echo = echo_of(self._missing_page(record), answer.body, record.url)
            # As in a crawl: the frame of an application is the same for every address.
            verdict = None if echo and fed.is_application(Page(record.url, answer.body)) else echo
        return verdict

    def _missing_page(self, record: Recorded) -> PageSignature | None:
        """The page that the host gave for a path that cannot exist, where the crawl asked for it."""
        url = missing_address(record.url)
        if url not in self._missing:
            self._missing[url] = None
            for probe in self._captures.find(url)[:1]:
                if probe.status == 200:
                    self._missing[url] = PageSignature.of(read_answer(probe).body)
        return self._missing[url]

    def _absent(self, request: Request) -> None:
        """Let the spider know, and name what it does not: pages of lists, and menus that may lead to some."""
        visit: Visit = request.cb_kwargs["visit"]
        menu = visit.lead and visit.expect == "page"
        if menu or "walk" in request.cb_kwargs:
            detail = MAY_LEAD if menu else ABSENT
            failed = PageFailed(address_key(request), Failure.NOT_CAPTURED, detail, self.spider.name)
            self._on_item(failed, None)
        self._fail(request, ObstacleError(Failure.NOT_CAPTURED, ABSENT), None)

    def _fail(self, request: Request, error: ObstacleError, record: Recorded | None) -> None:
        failed = Failed(error)  # type: ignore[no-untyped-call]
        failed.request = request  # type: ignore[attr-defined]
        assert request.errback is not None
        self._run(request.errback(failed), None, record)

    def _run(self, steps: Iterator[Any], response: Response | None, record: Recorded | None) -> None:
        """Take what a callback yields; one that raises has met a page that it does not understand."""
        try:
            self._take(steps, record)
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"[:300]
            url = response.url if response is not None else ""
            self._on_item(PageFailed(url, Failure.LAYOUT_CHANGED, detail, self.spider.name), record)


def _redirect(record: Recorded, answer: Answer) -> str | None:
    if answer.status not in _REDIRECTS:
        return None
    place = next((value for name, value in answer.headers if name.lower() == b"location"), b"")
    return urljoin(record.url, place.decode("utf-8", "replace").strip()) if place else None


def _response(request: Request, record: Recorded, answer: Answer) -> Response:
    headers = Headers()
    for name, value in answer.headers:
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=record.url, body=answer.body)
    return kind(url=record.url, status=answer.status, headers=headers, body=answer.body, request=request)
