"""Answers from the archive: pages that a killed run had already fetched, and pages that did not change."""

from __future__ import annotations

import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.archive import ArchiveError
from crawler.middlewares.addresses import FROM_ARCHIVE, VERDICT, address_key, is_own
from crawler.services import services_of
from crawler.warcrecord import StoredRecord
from spiders.peeking import PEEK
from spiders.rendering import RENDER

logger = logging.getLogger(__name__)


class ReplayMiddleware:
    """A continued run asks no site again for what it already has."""

    def __init__(self, crawler: Crawler) -> None:
        self._services = services_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReplayMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Answer from the archive what this run fetched before it was killed."""
        fetch = self._services.fetched.get(address_key(request))
        if fetch is None or fetch.archive is None or request.url in request.meta.get("redirect_urls", ()):
            return None
        try:
            record = self._services.archive.read(fetch.archive)
        except ArchiveError as error:
            logger.warning("%s; asking the site again", error)
            return None
        if record.digest != fetch.sha256:  # another record, written where a torn one had been
            return None
        self._services.counts.add("from_archive")
        if fetch.failure is not None:
            request.meta[VERDICT] = (fetch.failure, fetch.detail)
            self._services.note_failure(fetch.url, fetch.failure, fetch.detail)
        return response_of(record, request)


class UnchangedMiddleware:
    """Asks for known reports and lists conditionally; 304 is answered with the archived page."""

    def __init__(self, crawler: Crawler) -> None:
        self._services = services_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> UnchangedMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Add the validators of the stored page, where the page itself can be given from the archive."""
        known = self._services.known.get(request.url)
        if known is None or request.method != "GET" or is_own(request):
            return
        if not known.is_source and PEEK not in request.meta:
            return
        if RENDER in request.meta:
            return
        if known.sha256 is None or self._archived(known.sha256) is None:
            return
        if known.etag:
            request.headers.setdefault("If-None-Match", known.etag)
        if known.last_modified:
            request.headers.setdefault("If-Modified-Since", known.last_modified)

    def process_response(self, request: Request, response: Response) -> Response:
        """Put the archived page in the place of a 304."""
        known = self._services.known.get(request.url)
        if response.status != 304 or known is None or known.sha256 is None:
            return response
        record = self._archived(known.sha256)
        if record is None:
            return response
        self._services.counts.add("unchanged")
        return response_of(record, request)

    def _archived(self, sha256: str) -> StoredRecord | None:
        """The record with this payload, where it can be read: only then may the site be spared it."""
        ref = self._services.archive.find(sha256)
        if ref is None:
            return None
        try:
            return self._services.archive.read(ref)
        except ArchiveError as error:
            logger.warning("%s; asking the site for all of it (`nianbao db repair` finds more)", error)
            self._services.archive.forget(sha256)
            return None


def response_of(record: StoredRecord, request: Request) -> Response:
    """Build Scrapy's response from a stored record."""
    headers = Headers()
    for name, value in record.headers:
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=request.url, body=record.payload)
    return kind(
        url=request.url,
        status=record.status or 200,
        headers=headers,
        body=record.payload,
        request=request,
        flags=[FROM_ARCHIVE],
    )
