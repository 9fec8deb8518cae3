"""Next to the network: every answer is decoded, judged, archived and noted, every failure noted."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.responsetypes import responsetypes

from crawler.decode import ENCODINGS, EncodingError, decode_body
from crawler.errors import ObstacleError, RunEnding
from crawler.middlewares.addresses import (
    FROM_ARCHIVE,
    PART,
    PROBE,
    ROBOTS,
    VERDICT,
    WAY,
    address_key,
    host_of,
    is_own,
    sent_of,
)
from crawler.obstacles import (
    HEAD_SIZE,
    PageSignature,
    Verdict,
    classify_response,
    echo_of,
    may_be_error_page,
    missing_address,
)
from crawler.outcomes import failure_of
from crawler.services import services_of
from crawler.warcrecord import Capture
from crawler.writer import Captured
from models.facts import Fetch
from parsers.failures import Failure
from spiders import fed
from spiders.pages import Page
from spiders.rendering import RENDER

_TELLING_HEADERS = ("Content-Type", "Retry-After")


class RecorderMiddleware:
    """Turns what the network gave into fetch rows and archived originals."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._services = services_of(crawler)
        self._missing_pages: dict[str, asyncio.Future[PageSignature | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RecorderMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Offer only encodings whose end can be checked."""
        request.headers.setdefault("Accept-Encoding", ENCODINGS)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Decode, judge, archive and note an answer; the verdict travels in the request's meta."""
        if FROM_ARCHIVE in response.flags:
            return await self._judged_again(request, response)
        response = self._decoded(request, response)
        verdict = self._verdict(request, response)
        # Noted before the host's error page is known: to learn it may take a turn of the host.
        self._note(request, response, verdict)
        if verdict is None and (verdict := await self._echo_of_missing_page(request, response)) is not None:
            self._note(request, response, verdict)
        request.meta[VERDICT] = verdict
        return response

    async def _judged_again(self, request: Request, response: Response) -> Response:
        """Take an archived page for good only if it is not the host's error page.

        A run may have been killed after it noted the page and before it knew.
        """
        if VERDICT not in request.meta:
            verdict = await self._echo_of_missing_page(request, response)
            if verdict is not None:
                self._note(request, response, verdict)
                request.meta[VERDICT] = verdict
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note why there is no answer; what to do about it is decided by `ObstacleMiddleware`."""
        if isinstance(exception, RunEnding):
            return
        failure, detail = failure_of(exception)
        if failure is Failure.DNS and (reason := self._services.refusals.get(host_of(request))):
            failure, detail = Failure.GUARD_REFUSED, reason
        if way := request.meta.get(WAY):
            detail = f"{detail} (by way of {way})"
        request.meta[VERDICT] = (failure, detail)
        self._put(
            request,
            Fetch(
                url=address_key(request),
                host=host_of(request),
                run_id=self._services.run.id,
                at=self._services.config.clock(),
                failure=failure,
                detail=detail,
                **_on_behalf(request),
            ),
        )

    def _decoded(self, request: Request, response: Response) -> Response:
        named = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
        if not named or request.method == "HEAD" or response.status == 304:
            return response
        encodings = [encoding.strip() for encoding in named.split(",")]
        try:
            body = decode_body(response.body, encodings, self._services.config.max_size)
        except EncodingError as error:
            self.process_exception(request, ObstacleError(error.failure, str(error)))
            raise ObstacleError(error.failure, str(error)) from error
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        headers["X-Archive-Orig-Content-Encoding"] = named
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(body=body, headers=headers, cls=kind)

    def _verdict(self, request: Request, response: Response) -> Verdict | None:
        if is_own(request) and response.status in {404, 410}:
            return None
        headers = {
            name.lower(): value for name in _TELLING_HEADERS if (value := _header(response, name)) is not None
        }
        return classify_response(response.status, headers, response.body[:HEAD_SIZE], request.url)

    async def _echo_of_missing_page(self, request: Request, response: Response) -> Verdict | None:
        """Judge a good answer against the page that its host gives for a path that cannot exist."""
        if response.status != 200 or is_own(request) or not may_be_error_page(request.url, response.body):
            return None
        if RENDER in request.meta or self._was_good(request, response):
            return None
        echo = echo_of(await self._missing_page(request), response.body, request.url)
        # The frame of an application is the same for every address: what is there, only a browser can tell.
        return None if echo and fed.is_application(Page(request.url, response.body)) else echo

    def _was_good(self, request: Request, response: Response) -> bool:
        """Whether an earlier run took the same bytes at this address for good."""
        known = self._services.known.get(request.url)
        return known is not None and known.sha256 == hashlib.sha256(response.body).hexdigest()

    async def _missing_page(self, request: Request) -> PageSignature | None:
        """Signature of the page that the host gives for an impossible path; None where it says 404."""
        if not self._services.config.probe_missing_pages:
            return None
        netloc = urlsplit(request.url).netloc
        waiting = self._missing_pages.get(netloc)
        if waiting is not None:
            return await waiting
        answer: asyncio.Future[PageSignature | None] = asyncio.get_running_loop().create_future()
        self._missing_pages[netloc] = answer
        probe = Request(
            missing_address(request.url), callback=NO_CALLBACK, meta={PROBE: True, "dont_redirect": True}
        )
        signature: PageSignature | None = None
        try:
            assert self._crawler.engine is not None
            found = await self._crawler.engine.download_async(probe)
            if found.status == 200:
                signature = PageSignature.of(found.body)
        except Exception:  # any failure of the probe means no signature, and is noted as a fetch
            signature = None
        answer.set_result(signature)
        return signature

    def _note(self, request: Request, response: Response, verdict: Verdict | None) -> None:
        now = self._services.config.clock()
        digest = hashlib.sha256(response.body).hexdigest()
        failure, detail = verdict or (None, "")
        fetch = Fetch(
            url=address_key(request),
            host=host_of(request),
            run_id=self._services.run.id,
            at=now,
            status=response.status,
            failure=failure,
            detail=detail,
            final_url=response.url,
            sha256=digest,
            content_type=_header(response, "Content-Type"),
            size=len(response.body),
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            **_on_behalf(request),
        )
        if response.status == 304:
            known = self._services.known.get(request.url)
            self._put(
                request,
                Fetch(
                    url=fetch.url,
                    host=fetch.host,
                    run_id=fetch.run_id,
                    at=now,
                    status=304,
                    final_url=response.url,
                    sha256=known.sha256 if known else None,
                    etag=fetch.etag or (known.etag if known else None),
                    last_modified=fetch.last_modified or (known.last_modified if known else None),
                    **_on_behalf(request),
                ),
            )
            return
        headers = tuple((name, value) for name, values in response.headers.items() for value in values)
        sent = sent_of(request)
        rendered = RENDER in request.meta
        status = None if rendered else response.status
        capture = Capture(request.url, now, status, headers, response.body, digest, sent, rendered)
        self._put(request, Captured(fetch, capture))

    def _put(self, request: Request, entry: Fetch | Captured) -> None:
        services = self._services
        fetch = entry.fetch if isinstance(entry, Captured) else entry
        if fetch.failure is None:
            services.failed.pop(fetch.url, None)
        elif request.meta.keys().isdisjoint((ROBOTS, PROBE, PART, RENDER)):
            services.failed[fetch.url] = (fetch.failure, fetch.detail)
        if services.writer.error is None:
            services.writer.put(entry)


def _on_behalf(request: Request) -> dict[str, Any]:
    """The portal and column for which a spider asked, and how; nothing for the engine's own requests."""
    if is_own(request):
        return {}
    via = "browser" if RENDER in request.meta else "guess" if request.meta.get("lead") else "crawl"
    return {"via": via, **{name: request.meta.get(name) for name in ("portal", "column_url")}}


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
