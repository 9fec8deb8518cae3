"""Facts of crawling: idempotent, blind to order, cheap in batches."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from sqlalchemy import event, select

from models.corpus import Corpus
from models.facts import ArchiveRef, ColumnFact, Fact, Fetch, KnownPage, ListFact, PortalFact
from models.schema import Column, FetchRow, Portal, Source, WalkedList
from parsers.failures import Failure
from tests.models.givens import NOON, fetched, found, later, rows, seen, sha

PAGE = "https://www.huojia.gov.cn/a.html"


def test_facts_written_twice_are_there_once(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", {}).id
    facts: list[Fact] = [
        *found("a", run),
        ColumnFact(
            PAGE, "年报", "www.huojia.gov.cn", "trs", "generator", "menu", "henan", "410724", run, NOON
        ),
        ListFact(PAGE, 2, 30, 12, 31, 2, "partial", "30 of 31", run, NOON),
        PortalFact("www.huojia.gov.cn", "获嘉县", "https://www.huojia.gov.cn/", "henan", "410724"),
    ]
    corpus.record(facts)
    before = corpus.status().counts
    corpus.record(facts)
    assert corpus.status().counts == before
    tables = ("fetches", "documents", "sources", "columns", "lists", "portals")
    assert [before[name] for name in tables] == [1] * 6
    assert rows(corpus, select(WalkedList.promised_rows, WalkedList.failure)) == [(31, "partial")]
    assert rows(corpus, select(Column.via)) == [("menu",)]
    assert rows(corpus, select(Portal.division)) == [("410724",)]


def test_order_of_sightings_leaves_no_trace(url: str, opened: Callable[..., Corpus]) -> None:
    """A truncated title gives way to the whole one, an early date to a late one, whoever comes first."""
    corpus = opened(url)
    run = corpus.begin_run("crawl", {}).id
    sightings = [
        {"title": "获嘉县人民政府2024年政府信息公开…", "published": None, "at": later(2)},
        {"title": "获嘉县人民政府2024年政府信息公开工作年度报告", "published": "2025-03-02", "at": NOON},
        {"title": None, "published": "2025-03-01", "site_name": "获嘉县", "at": later(1)},
    ]
    for number, order in enumerate(itertools.permutations(sightings)):
        name = f"d{number}"
        corpus.record(found(name, run, at=later(1)))
        for words in order:
            corpus.record([seen(name, run, **words)])  # type: ignore[arg-type]
    assert set(
        rows(
            corpus,
            select(Source.title, Source.published, Source.site_name, Source.first_seen, Source.last_seen),
        )
    ) == {("获嘉县人民政府2024年政府信息公开工作年度报告", "2025-03-01", "获嘉县", NOON, later(2))}


def test_document_finds_its_original_whichever_fact_comes_first(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", {}).id
    corpus.record([seen("a", run)])
    assert corpus.pending(10, "1") == []
    corpus.record([fetched("a", run)])
    corpus.record([fetched("b", run)])
    corpus.record([seen("b", run, title="年报", published="2025-01-02", site_name="获嘉县")])
    first, second = corpus.pending(10, "1")
    assert {first.sha256, second.sha256} == {sha("a"), sha("b")}
    hinted = first if first.sha256 == sha("b") else second
    assert (hinted.title, hinted.published, hinted.site_name, hinted.content_type, hinted.archive) == (
        "年报",
        "2025-01-02",
        "获嘉县",
        "text/html",
        ArchiveRef("0001.warc.gz", 100, 200),
    )
    assert len(corpus.pending(1, "1")) == 1


def test_pages_fetched_in_a_run_can_be_answered_from_the_archive(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", {}).id
    failed = Fetch(PAGE + "x", "www.huojia.gov.cn", run, NOON, None, Failure.TIMEOUT, "30 s")
    newer = fetched("a2", run, url=PAGE, at=later(1), etag='"2"')
    corpus.record([fetched("a", run), newer, failed])
    assert corpus.fetched_in_run(run) == {PAGE: newer}
    assert corpus.fetched_in_run(run + 1) == {}


def test_known_page_keeps_its_validators_over_a_304(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", {}).id
    unchanged = Fetch(PAGE, "www.huojia.gov.cn", run, later(7), 304)
    failed = Fetch(PAGE, "www.huojia.gov.cn", run, later(8), 503, Failure.SERVER_ERROR)
    corpus.record([fetched("a", run, etag='"1"', last_modified="Sun"), seen("a", run), unchanged, failed])
    known = KnownPage(PAGE, '"1"', "Sun", sha("a"), NOON, later(7), True)
    assert corpus.known_page(PAGE) == known
    assert corpus.known_pages() == {PAGE: known}
    assert corpus.known_page("https://www.huojia.gov.cn/never") is None


def test_failure_class_is_kept_with_the_fetch(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", {}).id
    corpus.record([Fetch(PAGE, "www.huojia.gov.cn", run, NOON, 412, Failure.CHALLENGE, "script challenge")])
    assert rows(corpus, select(FetchRow.failure, FetchRow.detail)) == [("challenge", "script challenge")]
    status = corpus.status()
    assert status.failures == {"challenge": 1}
    (host,) = status.hosts
    assert (host.host, host.fetched, host.failed, host.sources) == ("www.huojia.gov.cn", 1, 1, 0)


def test_status_counts_only_the_last_attempt_at_an_address(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", {}).id
    corpus.record(
        [Fetch(PAGE, "www.huojia.gov.cn", run, NOON, None, Failure.TIMEOUT), fetched("a", run, at=later(1))]
    )
    assert corpus.status().failures == {}


def test_batch_costs_a_handful_of_statements(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", {}).id
    statements: list[str] = []
    event.listen(
        corpus.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_rest: statements.append(statement),
    )
    corpus.record([fact for number in range(25) for fact in found(f"d{number}", run)])
    assert len(statements) <= 12


def test_empty_batch_is_no_transaction(corpus: Corpus) -> None:
    corpus.record([])
