"""A crawl from beginning to end: spiders in one process, a writing thread, parse processes beside them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from scrapy import signals as scrapy_signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.archive import Archive, ArchiveReader
from crawler.browser.browser import Browser
from crawler.config import Config
from crawler.dating import DatedCorpus
from crawler.guard import Guard, HostRules
from crawler.healing import heal
from crawler.health.closing import close_sources, note_silent
from crawler.health.knowing import Earlier, earlier_sources
from crawler.health.silent import entries_of
from crawler.health.summing import RunEnd
from crawler.politeness import HostTurns
from crawler.reader import NoReader, ReaderProcess
from crawler.robots import RobotsRules
from crawler.routes import Routes
from crawler.services import Budget, ServedCrawler, Services
from crawler.settings import scrapy_settings
from crawler.summary import RunSummary
from crawler.tls import Ways, load_ways
from crawler.writer import Writer
from models.corpus import Corpus, CorpusError
from models.facts import Fact, KnownPage, PortalFact, Run, SourceSeen
from models.legal import day_in_china
from models.sourcefacts import MoveFact
from parsers.parse import PARSER_VERSION
from spiders import registry
from spiders.addresses import host_of, is_home
from spiders.base import load_spiders
from spiders.crawling import PortalSpider
from spiders.peeking import Absent, Peek

OnStart = Callable[[Services], None]
Fleet = Mapping[str, type[PortalSpider]]
"""Spiders by name."""


class CrawlFailed(Exception):
    """The crawl could not be carried out; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class CrawlOrder:
    """What to crawl: spider names, addresses given by hand, and limits on what is wanted."""

    provinces: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    since: date | None = None
    level: str | None = None
    hosts: frozenset[str] | None = None
    """Registered portals to visit; all where None."""
    watch: WatchOrder | None = None
    """Known lists to look at, instead of all of the above."""

    def arguments(self) -> dict[str, Any]:
        """What makes two runs the same run, so that a killed one is continued."""
        if self.watch is not None:
            return {}
        return {
            "provinces": sorted(self.provinces),
            "urls": sorted(self.urls),
            "years": list(self.years) if self.years else None,
            "since": self.since.isoformat() if self.since else None,
            "level": self.level,
            "hosts": sorted(self.hosts) if self.hosts is not None else None,
        }


@dataclass(frozen=True, slots=True)
class WatchOrder:
    """Known lists to look at, by spider, and what the corpus knows that bears on it."""

    peeks: Mapping[str, Sequence[Peek]]
    absent: Mapping[str, Sequence[Absent]]
    """Addresses of reports that their lists do not name any more."""
    settled: Container[str]
    """Canonical addresses that need not be asked for."""
    known: Mapping[str, KnownPage]
    """What earlier runs know of the addresses that will be asked for."""
    robots: Mapping[str, RobotsRules]
    """Rules of origins that were read not long ago."""
    close: Callable[[Corpus, RunEnd], tuple[MoveFact, ...]]
    """What follows from the answers; called before the run is closed."""


class CrawlProcess(AsyncCrawlerProcess):
    """Scrapy's process with the services of the run; knows whether it was interrupted."""

    def __init__(self, settings: Settings, services: Services) -> None:
        super().__init__(settings)
        self.services = services
        self.interrupted = False

    def _signal_shutdown(self, signum: int, frame: Any) -> None:
        self.interrupted = True
        super()._signal_shutdown(signum, frame)
        self._in_reactor(self.services.turns.stop)

    def end(self, then: Callable[[], None] = lambda: None) -> None:
        """Stop all spiders in good order; may be called from any thread."""

        def stop() -> None:
            then()
            self.services.turns.stop()
            self._stop_dfd()

        self._in_reactor(stop)

    @staticmethod
    def _in_reactor(call: Callable[[], None]) -> None:
        from twisted.internet import reactor

        reactor.callFromThread(call)


def crawl(
    config: Config,
    order: CrawlOrder,
    on_start: OnStart = lambda services: None,
    fleet: Fleet | None = None,
) -> RunSummary:
    """Run a crawl and return its summary. Once per process: Twisted's reactor cannot be started again.

    `on_start` gets the services of the run, whose counts can be watched from another thread. `fleet` are the
    spiders to choose from, those of the package unless given; `any` takes the addresses of no province.
    Raises CorpusError or ArchiveError where nothing can be stored, WriterFailed when that ends half-way,
    CrawlFailed when a spider could not be started, ConfigError for a proxy or a way of TLS that
    cannot be meant.
    """
    try:
        registry.also_read(config.portals)
    except registry.RegistryError as error:
        raise CrawlFailed(f"{config.portals}: {error}") from error
    routes, ways = Routes.load(config.proxies, config.proxy_credentials), load_ways(config.tls)
    # To look at known lists the corpus must be there: bringing its registry up to date takes a second.
    corpus = Corpus.open(config.db, create=order.watch is None, clock=config.clock)
    try:
        archive = Archive.open(config.archive)
        try:
            heal(corpus, archive, config.archive)
            run = corpus.begin_run("crawl" if order.watch is None else "watch", order.arguments())
            services = _services(config, order, corpus, archive, run, routes, ways)
            return _run(services, order, corpus, on_start, fleet or load_spiders())
        finally:
            archive.close()
    finally:
        corpus.close()


def _run(
    services: Services, order: CrawlOrder, corpus: Corpus, on_start: OnStart, fleet: Fleet
) -> RunSummary:
    config, run = services.config, services.run
    process = CrawlProcess(Settings(scrapy_settings(config), priority="project"), services)
    reading = config.workers > 0
    readings = ReaderProcess(config, services.counts, services.note_failure) if reading else NoReader()
    doubtful: set[str] = set()
    readings.on_review = doubtful.add
    services.writer.on_batch = lambda facts: _wake_for_sources(facts, readings)
    services.writer.on_failure = readings.on_error = services.budget.on_exhausted = process.end
    _add_spiders(process, order, fleet, Earlier() if order.watch else earlier_sources(corpus, run.id))
    for portal in registered_portals(order):
        services.writer.put(portal)
    on_start(services)
    if order.watch is None or corpus.pending(1, PARSER_VERSION):
        readings.start()  # a look at lists begins it with the first document, and mostly there is none
    try:
        process.start()
        # The reactor's handlers would swallow an interrupt from here on.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if process.bootstrap_failed:
            raise CrawlFailed("a spider could not be started; the log says why")
        if process.interrupted:
            readings.stop()
        services.writer.close()
        readings.finish()
        stopped = (
            "interrupted" if process.interrupted else "max_requests" if services.budget.refused else None
        )
        end = run_end(order, services, stopped is not None)
        if order.watch is None:
            note_silent(corpus, end, config.clock(), services.note_failure)
        close = order.watch.close if order.watch else close_sources
        moved = close(corpus, end)
        corpus.end_lists(run.id)
    except BaseException as error:
        readings.abandon()
        _close_run(corpus, run, error)
        raise
    finally:
        services.browser.end()
        services.archive.close()
    waiting = corpus.review_items(sha256s=doubtful)
    command = "crawl" if order.watch is None else "watch"
    summary = RunSummary.of(
        command, run, services.counts, services.failed, waiting, services.budget.spent, stopped
    )
    looked = sum(map(len, order.watch.peeks.values())) if order.watch else 0
    summary = replace(summary, moved=moved, looked=looked)
    corpus.finish_run(run.id, "interrupted" if stopped else "finished", summary.to_json())
    return summary


def run_end(order: CrawlOrder, services: Services, stopped: bool) -> RunEnd:
    """What the engine knows of a run at its end, for the health of its sources."""
    given = [(host_of(url), is_home(url)) for url in order.urls]
    homes = [portal.home for portal in registered_portals(order)]
    return RunEnd(
        run_id=services.run.id,
        whole=not (stopped or order.years or order.since or order.level),
        stopped=stopped,
        partly=frozenset({host for host, home in given if not home} - {host for host, home in given if home}),
        registered={
            column.url: host_of(portal.home)
            for name in order.provinces
            if order.watch is None
            for portal in registry.portals(name)
            if not portal.copy_of and (order.hosts is None or portal.host in order.hosts)
            for column in portal.columns
            if column.basis == "seen" and not column.is_copy
        },
        entered=services.entered,
        linked=services.linked,
        entries=entries_of([*order.urls, *homes]),
    )


def _add_spiders(process: CrawlProcess, order: CrawlOrder, fleet: Fleet, earlier: Earlier) -> None:
    for name, urls in assignments(order, fleet):
        crawler = ServedCrawler(fleet[name], process.settings)
        crawler.services = process.services
        crawler.signals.connect(process.services.note_spider_error, scrapy_signals.spider_error)
        crawler.signals.connect(process.services.note_spider_error, scrapy_signals.item_error)
        crawler.signals.connect(process.services.note_spider_closed, scrapy_signals.spider_closed)
        process.crawl(
            crawler,
            urls=urls,
            level=order.level,
            years=order.years,
            hosts=order.hosts,
            since=order.since.isoformat() if order.since else None,
            known=earlier.columns.get(name, []),
            moved=earlier.moved,
            peeks=order.watch.peeks.get(name, ()) if order.watch else (),
            absent=order.watch.absent.get(name, ()) if order.watch else (),
            settled=order.watch.settled if order.watch else (),
            today=day_in_china(process.services.config.clock()),
        )


def _services(
    config: Config,
    order: CrawlOrder,
    corpus: Corpus,
    archive: Archive,
    run: Run,
    routes: Routes,
    ways: Ways,
) -> Services:
    proxies = {
        urlsplit(url if "//" in url else f"//{url}").hostname or ""
        for url in (config.http_proxy, config.https_proxy)
        if url
    }
    guard = Guard(HostRules.load(), config.allow_loopback, frozenset(proxies - {""}) | routes.proxy_hosts)
    return Services(
        config=config,
        run=run,
        guard=guard,
        turns=HostTurns(config.delay, config.concurrency),
        budget=Budget(config.max_requests),
        writer=Writer(archive, DatedCorpus(corpus, config.clock)),
        archive=ArchiveReader(config.archive),
        fetched=corpus.fetched_in_run(run.id) if run.resumed else {},
        known=order.watch.known if order.watch else _known_sources(corpus),
        robots=order.watch.robots if order.watch else {},
        browser=Browser(config),
        routes=routes,
        ways=ways,
        since=order.since,
    )


def _known_sources(corpus: Corpus) -> dict[str, KnownPage]:
    return {url: page for url, page in corpus.known_pages().items() if page.is_source}


def assignments(order: CrawlOrder, spiders: Fleet) -> list[tuple[str, list[str] | None]]:
    """Which spider crawls which given addresses (None: its registered portals).

    An address goes to the province that its host is registered under, else to the one province asked for as
    a whole, else to the spider of unregistered portals.
    """
    given: dict[str, list[str]] = {}
    for url in order.urls:
        name = registry.province_of_host(urlsplit(url).hostname or "")
        if name is None and len(order.provinces) == 1 and order.hosts is None:
            name = order.provinces[0]
        given.setdefault(name if name is not None and name in spiders else "any", []).append(url)
    return [*((name, None) for name in order.provinces), *given.items()]


def registered_portals(order: CrawlOrder) -> list[PortalFact]:
    """The registered portals that an order visits, so that what is asked of them shows in the corpus."""
    return [
        PortalFact(portal.host, portal.name, portal.home, name, portal.division or None)
        for name in order.provinces
        if order.watch is None
        for portal in registry.portals(name)
        if order.hosts is None or portal.host in order.hosts
    ]


def _wake_for_sources(facts: Sequence[Fact], readings: ReaderProcess | NoReader) -> None:
    if any(isinstance(fact, SourceSeen) for fact in facts):
        readings.wake()


def _close_run(corpus: Corpus, run: Run, error: BaseException) -> None:
    try:
        corpus.finish_run(run.id, "interrupted", {"error": str(error)})
    except CorpusError as second:
        print(f"the run could not be closed either: {second}", file=sys.stderr)
