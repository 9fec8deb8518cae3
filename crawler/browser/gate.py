"""Between a page in the browser and the world: each of its requests is made by the crawl's own downloader."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.errors import ObstacleError, RunEnding
from crawler.middlewares.addresses import PART
from crawler.outcomes import failure_of
from parsers.failures import Failure
from spiders.addresses import document_of, host_of

MAX_REQUESTS = 80
"""Requests that one page may make."""
MAX_KEPT = 32 * 1024 * 1024
"""Bytes of scripts that are kept for the next page of the same site."""
_DATA = frozenset({"script", "xhr", "fetch"})
_METHODS = frozenset({"GET", "POST"})
_STYLE = "stylesheet"
_OWN_HEADERS = frozenset(
    {"cookie", "user-agent", "accept-encoding", "accept-language", "host", "connection", "content-length"}
)
"""Headers that the crawl sets itself. A cookie that a page's script computes is not sent: it may be the
answer to a challenge."""
_HOP_HEADERS = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie", "alt-svc"}
)
_MOVED = "<!DOCTYPE html><html><head><script>location.replace(%s)</script></head><body></body></html>"

Ask = Callable[[Request], Awaitable[Response]]
"""Makes a request with the crawl's downloader and all its middlewares."""


class Kept:
    """Scripts that were fetched already, by address; the oldest go first."""

    def __init__(self, most: int = MAX_KEPT) -> None:
        """Keep at most so many bytes."""
        self._most = most
        self._size = 0
        self._answers: OrderedDict[str, Response] = OrderedDict()

    def get(self, url: str) -> Response | None:
        """Return the answer of an address."""
        return self._answers.get(url)

    def put(self, url: str, answer: Response) -> None:
        """Keep an answer."""
        if url in self._answers or len(answer.body) > self._most:
            return
        self._answers[url] = answer
        self._size += len(answer.body)
        while self._size > self._most:
            _, oldest = self._answers.popitem(last=False)
            self._size -= len(oldest.body)


@dataclass(eq=False)  # without slots: Playwright keeps its wrapping of the method on the object
class Gate:
    """Answers the requests of one page. `allowed` judges hosts: the page's own site and registered ones."""

    url: str
    shell: Response | None
    """The page as it was fetched already; asked for where there is none."""
    ask: Ask
    allowed: Callable[[str], bool]
    kept: Kept
    busy: int = 0
    """Requests on their way."""
    asked: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Hosts that the page wanted and did not get."""
    failed: list[tuple[str, Failure, str]] = field(default_factory=list)
    """Data that could not be had: address, class, sentence."""
    ending: bool = False
    """Whether the run came to its end meanwhile: what the page shows is not all of it."""
    _moved: dict[str, Response] = field(default_factory=dict)

    async def open(self, page: Any, request: Request) -> None:
        """Stand before a page; as `scrapy_playwright` calls it when the page is new."""
        page.on("popup", lambda other: other.close())
        page.on("dialog", lambda dialog: dialog.dismiss())
        await page.route("**", self._answer)

    async def _answer(self, route: Any, wanted: Any) -> None:
        self.busy += 1
        try:
            await self._fulfil(route, wanted)
        finally:
            self.busy -= 1

    async def _fulfil(self, route: Any, wanted: Any) -> None:
        kind, url = wanted.resource_type, wanted.url
        if kind == _STYLE:
            await _quietly(route.fulfill(status=200, content_type="text/css", body=""))
            return
        is_page = kind == "document" and wanted.frame.parent_frame is None
        if not (is_page or kind in _DATA) or wanted.method not in _METHODS:
            await _quietly(route.abort("aborted" if is_page else "blockedbyclient"))
            return
        answer = await self._had(url, wanted, is_page)
        if answer is None:
            await _quietly(route.abort("aborted" if is_page else "failed"))
        elif is_page and document_of(answer.url) != document_of(url):
            self._moved[document_of(answer.url)] = answer
            moved = _MOVED % json.dumps(answer.url).replace("<", "\\u003c")
            await _quietly(route.fulfill(status=200, content_type="text/html", body=moved))
        else:
            await _quietly(route.fulfill(status=answer.status, headers=_headers(answer), body=answer.body))

    async def _had(self, url: str, wanted: Any, is_page: bool) -> Response | None:
        """The answer to a request, from what is there already or the portal; None where it may not be had."""
        if is_page:
            if self.shell is not None and document_of(url) == document_of(self.url):
                return self.shell
            if known := self._moved.pop(document_of(url), None):
                return known
        if not self.allowed(host_of(url)):
            self.refused[host_of(url)] += 1
            return None
        is_script = wanted.resource_type == "script" and wanted.method == "GET"
        if is_script and (kept := self.kept.get(url)):
            return kept
        if self.asked >= MAX_REQUESTS:
            self.failed.append((url, Failure.PARTIAL, f"the page makes more than {MAX_REQUESTS} requests"))
            return None
        self.asked += 1
        try:
            answer = await self.ask(await _request(wanted))
        except RunEnding:
            self.ending = True
            return None
        except Exception as error:  # whatever it is, the page does not get its data, and that is noted
            if isinstance(error, ObstacleError) or not is_script:
                self.failed.append((url, *failure_of(error)))
            return None
        if answer.status >= 400:
            self.failed.append((url, Failure.GONE, f"status {answer.status}"))
        elif is_script:
            self.kept.put(url, answer)
        return answer


async def _request(wanted: Any) -> Request:
    headers = {
        name: value
        for name, value in (await wanted.all_headers()).items()
        if name not in _OWN_HEADERS and not name.startswith(("sec-", ":"))
    }
    return Request(
        document_of(wanted.url),
        method=wanted.method,
        headers=headers,
        body=wanted.post_data_buffer or b"",
        callback=NO_CALLBACK,
        dont_filter=True,
        meta={PART: True},
    )


def _headers(answer: Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in answer.headers.items()
        if name.decode("latin-1").lower() not in _HOP_HEADERS
    }


async def _quietly(answering: Awaitable[None]) -> None:
    """Answer a page that may be gone by now."""
    from playwright.async_api import Error

    try:
        await answering
    except Error:
        return
