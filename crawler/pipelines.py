"""From what spiders yield to the facts that are stored."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from crawler.middlewares.addresses import short
from crawler.services import Services, services_of
from crawler.warcrecord import Capture
from crawler.writer import Captured
from models.facts import ColumnFact, Fact, Fetch, LeadFact, ListContent, ListFact, SourceSeen, Via
from parsers.carriers.album import MEDIA_TYPE
from parsers.failures import Failure
from spiders.items import ColumnSeen, HostSeen, ListSeen, ListWalked, PageFailed, ReportFound

_OVER = "RunEnding"


class StorePipeline:
    """Hands every item of a spider to the writer."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._services = services_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Store one item; where the writer is behind, `PoliteHandler` asks for no further page."""
        services = self._services
        services.on_item(item)
        if is_too_old(item, services.since):
            services.counts.add("too_old")
            return item
        now = services.config.clock()
        code = getattr(self._crawler.spider, "division", None)
        fact = None if is_settled(item, services.failed) else fact_of(item, services.run.id, now, code)
        count(item, services)
        if fact is not None and services.writer.error is None:
            if isinstance(fact, SourceSeen) and fact.sha256 not in services.found:
                services.found.add(fact.sha256)
                for host in {fact.host, _host(fact.column_url or fact.url)}:
                    services.turns.count_find(host)
            if made := captured_of(item, services.run.id, now):
                services.writer.put(made)
            services.writer.put(fact)
        return item


def is_too_old(item: Any, since: date | None) -> bool:
    """True for a report that says it was published before `since`; one without a date is taken in."""
    if since is None or not isinstance(item, ReportFound) or not item.published:
        return False
    return item.published[:10] < since.isoformat()


def captured_of(item: Any, run_id: int, at: datetime, via: Via = "crawl") -> Captured | None:
    """The original of a document that no answer was: taken out of a page, or put together from pictures.

    The fetch says of which answers it is made; they are in the archive as they came.
    """
    if not isinstance(item, ReportFound) or not item.made_of:
        return None
    url, body = item.response.url, item.response.body
    digest = hashlib.sha256(body).hexdigest()
    kind = MEDIA_TYPE if url.endswith(".cbz") else mimetypes.guess_type(url)[0]
    fetch = Fetch(
        url=url,
        host=_host(url),
        run_id=run_id,
        at=at,
        detail=f"made of {' '.join(item.made_of)}",
        sha256=digest,
        content_type=kind,
        size=len(body),
        via=via,
    )
    headers = ((b"Content-Type", kind.encode()),) if kind else ()
    return Captured(fetch, Capture(url, at, None, headers, body, digest))


def fact_of(item: Any, run_id: int, at: datetime, province_code: str | None) -> Fact | None:
    """The fact that an item states; None for what is none of ours."""
    if isinstance(item, ReportFound):
        response = item.response
        return SourceSeen(
            url=response.url,
            sha256=hashlib.sha256(response.body).hexdigest(),
            host=_host(response.url),
            run_id=run_id,
            at=at,
            title=item.title or item.listed_title,
            published=item.published,
            column_url=item.column_url,
            platform=item.platform,
            province=item.province,
            province_code=province_code,
            host_division=item.division,
            site_name=item.site_name,
            site_code=item.site_code,
            publisher=item.publisher,
            index_number=item.index_number,
            parent_url=item.parent_url,
            portal=item.portal,
        )
    if isinstance(item, ColumnSeen):
        return ColumnFact(
            url=item.url,
            title=item.title,
            host=item.host,
            platform=item.platform,
            reason=item.reason,
            via=item.via,
            province=item.province,
            division=item.division,
            run_id=run_id,
            at=at,
            portal=item.portal,
            parent_url=item.parent_url,
            asked_url=item.asked_url,
        )
    if isinstance(item, HostSeen):
        return LeadFact(
            host=_host(item.url),
            url=item.url,
            label=item.label,
            kind=item.kind,
            linked_from=item.linked_from,
            province=item.province,
            division=item.division,
            at=at,
        )
    if isinstance(item, ListWalked):
        return ListFact(
            column_url=item.column_url,
            pages=item.pages,
            rows=item.rows,
            reports=item.reports,
            promised_rows=item.promised_rows,
            promised_pages=item.promised_pages,
            failure=item.failure,
            detail=item.detail,
            run_id=run_id,
            at=at,
        )
    if isinstance(item, ListSeen):
        return ListContent(
            column_url=item.column_url,
            portal=item.portal,
            list_url=item.list_url,
            list_body=item.list_body,
            is_json=item.is_json,
            platform=item.platform,
            digest=item.digest,
            named=item.named,
            run_id=run_id,
            at=at,
        )
    if isinstance(item, PageFailed):
        return Fetch(
            url=short(item.url),
            host=_host(item.url),
            run_id=run_id,
            at=at,
            failure=Failure(item.failure),
            detail=item.detail,
            via="reading",
            portal=item.portal,
            column_url=item.column_url,
        )
    return None


def is_settled(item: Any, failed: Collection[str]) -> bool:
    """True for a failure with nothing left to store: the network's own, or that of a run that ends.

    `failed` are the addresses whose failure the recorder has noted. What it took for an answer may fail
    later: a redirect to nowhere, a page that is not what it should be.
    """
    if not isinstance(item, PageFailed):
        return False
    return item.detail.startswith(_OVER) or (not item.read and short(item.url) in failed)


def count(item: Any, services: Services) -> None:
    """Keep the figures of the run's summary."""
    if isinstance(item, ReportFound):
        services.counts.add("found")
    elif isinstance(item, ColumnSeen):
        services.counts.add("columns")
    elif isinstance(item, HostSeen):
        services.counts.add("proposed")
    elif isinstance(item, ListWalked):
        services.counts.add("lists")
        if item.failure:
            services.failed[item.column_url] = (Failure(item.failure), item.detail)
    elif isinstance(item, PageFailed) and not item.detail.startswith(_OVER):
        services.failed.setdefault(short(item.url), (Failure(item.failure), item.detail))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
