"""WARC files taken in as if they had been crawled: province spiders walk the pages that are there.

Entry points are those of the registry and the front pages, where the files have them, else the first
page of a host. What the walk has not reached is looked at afterwards, page by page: a report that no list
of the files names is taken in, and so is a document file that no page names. What a page names and the
files lack is recorded as `not_captured`.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request

from crawler.counts import Counts
from crawler.middlewares.addresses import address_key, host_of, sent_of
from crawler.obstacles import Verdict
from crawler.pipelines import captured_of, fact_of
from crawler.warcrecord import Capture
from crawler.webarchive.answers import Answer, BadAnswer, read_answer
from crawler.webarchive.captures import Captures
from crawler.webarchive.records import Recorded
from crawler.webarchive.walking import Walk
from crawler.writer import Captured
from models.facts import Fact, Fetch, PortalFact, SourceSeen
from parsers.failures import Failure
from spiders import registry
from spiders.addresses import absolute, canonical, home_of, is_home
from spiders.base import load_spiders
from spiders.crawling import PortalSpider
from spiders.items import ColumnSeen, ListWalked, PageFailed, ReportFound
from spiders.reporting import is_document
from spiders.visits import Entry, Visit

_NO_DOCUMENTS = re.compile(r"text/(?:html|css|javascript|xml)|javascript|json|^(?:image|font|video|audio)/")
_NAMED = re.compile(rb"(?:href|src)\s*=\s*[\"']?([^\"'\s>]{1,2000})", re.IGNORECASE)
_BLANKS = 4096

Put = Callable[[Fact | Captured], None]
OnFailure = Callable[[str, Failure, str], None]


class Replay:
    """One taking-in of WARC files; everything found goes to `put`, in the order in which it is met."""

    def __init__(
        self,
        captures: Captures,
        run_id: int,
        put: Put,
        counts: Counts,
        on_failure: OnFailure,
        on_page: Callable[[str], None],
    ) -> None:
        self._captures = captures
        self._run_id = run_id
        self._put = put
        self._counts = counts
        self._on_failure = on_failure
        self._on_page = on_page
        self._spider: PortalSpider | None = None

    def run(self) -> None:
        """Walk everything."""
        for name, hosts in self._hosts_by_spider().items():
            self._walk(name, hosts)

    def _hosts_by_spider(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for host in self._captures.hosts:
            central = registry.CENTRAL if registry.portal_of_host(host) else "any"
            found[registry.province_of_host(host) or central].append(host)
        return found

    def _walk(self, name: str, hosts: list[str]) -> None:
        registered = {portal.host for host in hosts if (portal := registry.portal_of_host(host))}
        spider = self._spider = load_spiders()[name](hosts=frozenset(registered))
        for portal in registry.portals(name):
            if portal.host in registered:
                self._put(PortalFact(portal.host, portal.name, portal.home, name, portal.division or None))
        walk = Walk(spider, self._captures, self._on_answer, self._on_item)
        walk.follow(self._entries(spider, hosts))
        names, here = _Names(), frozenset(hosts)
        own = [record for record in self._captures.pages() if urlsplit(record.url).hostname in here]
        files = [record for record in own if _may_be_document(record)]
        for record in own:
            self._on_page(record.source)
            if _may_be_page(record) and (files or canonical(record.url) not in walk.asked):
                self._look_at(record, spider, walk, names)
        for record in files:
            if canonical(record.url) not in walk.asked:
                self._take_file(record, spider, walk, names)

    def _entries(self, spider: PortalSpider, hosts: list[str]) -> Iterator[Request]:
        """Entry points of the registry that the files have; else front pages or the first page of a host."""
        entered: set[str] = set()
        for url, visit in spider.entries():
            if self._captures.find(url):
                entered.add(_bare(urlsplit(url).hostname))
                yield from spider.ask(url, visit)
        for record in sorted(self._captures.pages(), key=lambda record: not is_home(record.url)):
            host = _bare(urlsplit(record.url).hostname)
            if host in entered or urlsplit(record.url).hostname not in hosts or not _may_be_page(record):
                continue
            entered.add(host)
            entry = Entry(home_of(record.url), spider.division_of(record.url))
            yield from spider.ask(record.url, Visit(entry, via="given"))

    def _look_at(self, record: Recorded, spider: PortalSpider, walk: Walk, names: _Names) -> None:
        """Note what a page names; one that nothing has led to is judged as a page on the way."""
        try:
            body = read_answer(record, self._captures.original(record)).body
        except BadAnswer as error:
            self._fail(record, error.failure, error.detail)
            return
        if body[:_BLANKS].lstrip()[:1] == b"<":
            names.take(record.url, body)
            if canonical(record.url) not in walk.asked:
                entry = Entry(home_of(record.url), spider.division_of(record.url))
                walk.follow(spider.ask(record.url, Visit(entry, via="menu", lead=True)))

    def _take_file(self, record: Recorded, spider: PortalSpider, walk: Walk, names: _Names) -> None:
        """Take in a document file that no page names: nothing else can say whose it is."""
        if canonical(record.url) in names.known:
            self._counts.add("left_files")
            return
        try:
            body = read_answer(record, self._captures.original(record)).body
        except BadAnswer as error:
            self._fail(record, error.failure, error.detail)
            return
        if is_document(body):
            entry = Entry(home_of(record.url), spider.division_of(record.url))
            walk.follow(spider.ask(record.url, Visit(entry, expect="file", via="given")))

    def _on_answer(self, request: Request, record: Recorded, answer: Answer, verdict: Verdict | None) -> None:
        digest = hashlib.sha256(answer.body).hexdigest()
        failure, detail = verdict or (None, "")
        fetch = Fetch(
            url=address_key(request.replace(url=record.url)),
            host=host_of(request),
            run_id=self._run_id,
            at=record.at,
            status=answer.status,
            failure=failure,
            detail=detail,
            final_url=record.url,
            sha256=digest,
            content_type=_header(answer, b"content-type"),
            size=len(answer.body),
            etag=_header(answer, b"etag"),
            last_modified=_header(answer, b"last-modified"),
            via="ingest",
        )
        sent = sent_of(request)
        rendered = record.kind == "conversion"
        status = None if rendered else answer.status
        capture = Capture(record.url, record.at, status, answer.headers, answer.body, digest, sent, rendered)
        self._put(Captured(fetch, capture))

    def _on_item(self, item: Any, record: Recorded | None) -> None:
        at = record.at if record else datetime.now(UTC)
        assert self._spider is not None
        fact = fact_of(item, self._run_id, at, self._spider.division)
        if isinstance(item, PageFailed):
            fact = Fetch(
                url=item.url,
                host=urlsplit(item.url).hostname or "",
                run_id=self._run_id,
                at=at,
                failure=Failure(item.failure),
                detail=item.detail,
                via="ingest",
            )
            self._on_failure(item.url, fact.failure or Failure.NOT_CAPTURED, item.detail)
        elif isinstance(item, ColumnSeen):
            self._counts.add("columns")
        elif isinstance(item, ListWalked):
            self._counts.add("lists")
            if item.failure:
                self._on_failure(item.column_url, Failure(item.failure), item.detail)
        if made := captured_of(item, self._run_id, at, "ingest"):
            self._put(made)
        if fact is not None:
            self._put(fact)
        if isinstance(item, ReportFound) and isinstance(fact, SourceSeen):
            self._counts.add("found")
            self._older(fact, record)

    def _older(self, seen: SourceSeen, record: Recorded | None) -> None:
        """Take in the other captures of a report's address: a corrected text is a new version."""
        known = {seen.sha256}
        for other in self._captures.find(seen.url):
            if other is record or (other.status or 200) != 200:
                continue
            try:
                answer = read_answer(other, self._captures.original(other))
            except BadAnswer as error:
                self._fail(other, error.failure, error.detail)
                continue
            digest = hashlib.sha256(answer.body).hexdigest()
            if digest not in known:
                known.add(digest)
                self._on_answer(Request(other.url), other, answer, None)
                self._put(replace(seen, sha256=digest, at=other.at))
                self._counts.add("found")

    def _fail(self, record: Recorded, failure: Failure, detail: str) -> None:
        self._on_failure(record.source, failure, detail)
        self._put(
            Fetch(
                url=record.url,
                host=urlsplit(record.url).hostname or "",
                run_id=self._run_id,
                at=record.at,
                failure=failure,
                detail=detail,
                via="ingest",
            )
        )


class _Names:
    """Addresses that pages name, for telling files that belong to none."""

    def __init__(self) -> None:
        self.known: set[str] = set()

    def take(self, url: str, body: bytes) -> None:
        """Note every address in the markup of a page."""
        for found in _NAMED.findall(body):
            target = absolute(url, found.decode("utf-8", "replace").replace("&amp;", "&"))
            if target:
                self.known.add(canonical(target))


def _may_be_page(record: Recorded) -> bool:
    return (record.status or 200) == 200 and ("html" in record.content_type or not record.content_type)


def _may_be_document(record: Recorded) -> bool:
    return (record.status or 200) == 200 and not _NO_DOCUMENTS.search(record.content_type)


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")


def _header(answer: Answer, wanted: bytes) -> str | None:
    return next((value.decode("latin-1") for name, value in answer.headers if name.lower() == wanted), None)
