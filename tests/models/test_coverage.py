"""The matrix body by year: one status per cell, and totals that add up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.config import ConfigError
from crawler.notices import read_calendar
from models.corpus import Corpus
from models.coverage import Cell, Coverage
from models.database import CorpusUsageError, reading
from models.facts import Fetch, PortalFact
from models.legal import LegalCalendar, Notice, day_in_china, deadline
from models.schema import Document
from parsers.failures import Failure
from parsers.record import Record
from tests.models.givens import NOON, fetched, found, later, report, sha, store

TODAY = date(2025, 2, 15)


def cell(matrix: Coverage, body_id: str, year: int) -> str:
    row = next(row for row in matrix.rows if row.body_id == body_id)
    return row.cells[matrix.years.index(year)].status


@pytest.mark.parametrize(
    ("kind", "year", "last_day"),
    [
        ("gov", 2024, date(2025, 3, 31)),
        ("gov_office", 2024, date(2025, 1, 31)),
        ("finance", 2019, date(2020, 1, 31)),
        ("finance", 2018, date(2019, 3, 31)),
        ("gov", 2012, date(2013, 3, 31)),
    ],
)
def test_deadlines_are_those_of_the_regulations(kind: str, year: int, last_day: date) -> None:
    assert deadline(kind, year) == last_day


def test_governments_of_the_province_show_even_when_nothing_was_found(corpus: Corpus) -> None:
    matrix = corpus.coverage(TODAY, province="410000", years=(2023, 2024))
    assert [row.body_id for row in matrix.rows] == [
        "410000/gov",
        "410700/gov",
        "410724/gov",
        "410725/gov",
        "410799/gov",
    ]
    assert matrix.rows[2].name == "河南省新乡市获嘉县"
    assert cell(matrix, "410724/gov", 2023) == "overdue"
    assert cell(matrix, "410724/gov", 2024) == "missing"
    in_april = corpus.coverage(date(2025, 4, 1), province="41", years=(2024, 2024))
    assert cell(in_april, "410724/gov", 2024) == "overdue"
    assert [row.body_id for row in corpus.coverage(TODAY, province="41", level=4).rows] == [
        "410724100/gov",
        "410725100/gov",
    ]


def test_division_that_did_not_exist_is_not_missed(corpus: Corpus) -> None:
    matrix = corpus.coverage(TODAY, province="41", years=(2022, 2023))
    assert (cell(matrix, "410799/gov", 2022), cell(matrix, "410799/gov", 2023)) == ("overdue", "absent")


def test_published_review_and_unparsed_are_told_apart(corpus: Corpus) -> None:
    store(corpus, "a")
    store(corpus, "b", report("b", body="城关镇人民政府"), host_division=None)
    run = corpus.begin_run("crawl", {}).id
    corpus.record(found("c", run, title="获嘉县财政局2024年政府信息公开工作年度报告"))
    corpus.record(found("d", run, title="原阳县人民政府2024年政府信息公开工作年度报告"))
    corpus.store_reading(sha("d"), Record("d", sha("d"), "pdf", "unreadable"), "1")
    corpus.record(found("e", run, title="年度报告"))
    store(corpus, "f", report("f", body="获嘉县财政局", year=2023))
    matrix = corpus.coverage(TODAY, province="41", years=(2023, 2024))
    assert cell(matrix, "410724/gov", 2024) == "published"
    assert cell(matrix, "410724/finance", 2024) == "found_unparsed"
    assert cell(matrix, "410725/gov", 2024) == "found_unparsed"
    towns = corpus.coverage(TODAY, province="41", level=4, years=(2024, 2024))
    assert [[cell.status for cell in row.cells] for row in towns.rows] == [["review"], ["review"]]
    assert (matrix.unplaced_review, matrix.unplaced_unread) == (0, 1)


def test_outcome_beside_a_document_is_never_stale(corpus: Corpus) -> None:
    """What waits is found by it: it must follow every reading, the first and any later one."""
    run = corpus.begin_run("crawl", {}).id
    title = "获嘉县人民政府2024年政府信息公开工作年度报告"
    parts = [report("a", year=2023), report("a", body="获嘉县财政局")]
    for day, (outcome, record) in enumerate(
        (
            (None, None),
            ("unreadable", Record("a", sha("a"), "pdf", "unreadable")),
            ("report", report("a")),
            ("several_reports", report("a", outcome="several_reports", parts=parts)),
            ("not_report", Record("a", sha("a"), "pdf", "not_report")),
            ("blank_form", Record("a", sha("a"), "pdf", "blank_form")),
        )
    ):
        if record is not None:
            corpus.store_reading(sha("a"), record, "1")
        corpus.record(found("a", run, title=title, at=later(day)))
        with reading(corpus.engine) as connection:
            assert connection.execute(select(Document.outcome)).scalars().all() == [outcome]
        status = cell(corpus.coverage(TODAY, province="41", years=(2024, 2024)), "410724/gov", 2024)
        assert (status == "found_unparsed") == (outcome in (None, "unreadable", "blank_form"))


def test_blocked_portal_explains_what_is_missing_below_it(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", {}).id
    host = "www.huojia.gov.cn"
    corpus.record(
        [
            PortalFact(host, "获嘉县", f"https://{host}/", "henan", "410724"),
            PortalFact("www.yuanyang.gov.cn", "原阳县", "https://www.yuanyang.gov.cn/", "henan", "410725"),
            Fetch(f"https://{host}/", host, run, NOON, 412, Failure.CHALLENGE),
        ]
    )
    counties = corpus.coverage(TODAY, province="41", years=(2023, 2023))
    assert cell(counties, "410724/gov", 2023) == "blocked"
    assert cell(counties, "410725/gov", 2023) == "overdue"
    assert cell(corpus.coverage(TODAY, level=4, years=(2023, 2023)), "410724100/gov", 2023) == "blocked"
    corpus.record([fetched("home", run, url=f"https://{host}/", at=later(1))])
    assert cell(corpus.coverage(TODAY, province="41", years=(2023, 2023)), "410724/gov", 2023) == "overdue"


def test_without_a_place_only_bodies_of_the_corpus_are_rows(corpus: Corpus) -> None:
    store(corpus, "a")
    store(corpus, "b", report("b", body="获嘉县财政局", year=2022))
    matrix = corpus.coverage(TODAY)
    assert matrix.years == (2022, 2023, 2024)
    assert [row.body_id for row in matrix.rows] == ["410724/finance", "410724/gov"]


def test_totals_reconcile(corpus: Corpus) -> None:
    store(corpus, "a")
    matrix = corpus.coverage(TODAY, province="41", years=(2021, 2024))
    assert sum(matrix.totals.values()) == len(matrix.rows) * len(matrix.years)
    for status, total in matrix.totals.items():
        assert total == sum(counts[status] for counts in matrix.by_year.values())
        assert total == sum(cell.status == status for row in matrix.rows for cell in row.cells)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2025, 1, 31, 15, 59, 59, tzinfo=UTC), date(2025, 1, 31)),
        (datetime(2025, 1, 31, 16, 0, tzinfo=UTC), date(2025, 2, 1)),
        (datetime(2024, 2, 28, 16, 0), date(2024, 2, 29)),  # as the database gives it: UTC without a zone
        (datetime(2024, 12, 31, 16, 0, tzinfo=UTC), date(2025, 1, 1)),
    ],
)
def test_the_day_is_that_of_china(moment: datetime, day: date) -> None:
    assert day_in_china(moment) == day


def test_a_day_is_overdue_only_when_the_deadline_day_is_over(corpus: Corpus) -> None:
    for today, status in (
        (date(2024, 3, 31), Cell("missing")),
        (date(2024, 4, 1), Cell("overdue", 1)),
        (date(2025, 3, 31), Cell("overdue", 365)),
    ):
        matrix = corpus.coverage(today, division="410724", level=3, years=(2023, 2023))
        assert [row.cells for row in matrix.rows] == [(status,)]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2025-03-31", Cell("published")),
        ("2025-04-01", Cell("late", 1)),
        ("2026-03-31", Cell("late", 365)),
        (None, Cell("published")),
        ("unknown", Cell("published")),
    ],
)
def test_lateness_is_counted_from_the_day_the_portal_gives(
    corpus: Corpus, published: str | None, expected: Cell
) -> None:
    store(corpus, "a", published=published)
    matrix = corpus.coverage(TODAY, province="41", years=(2024, 2024))
    assert next(row for row in matrix.rows if row.body_id == "410724/gov").cells == (expected,)


def test_a_report_of_the_office_is_not_the_report_of_its_government(corpus: Corpus) -> None:
    store(corpus, "a", report("a", body="获嘉县人民政府办公室"))
    matrix = corpus.coverage(date(2025, 4, 1), province="41", years=(2024, 2024))
    assert cell(matrix, "410724/gov_office", 2024) == "published"
    assert cell(matrix, "410724/gov", 2024) == "overdue"


def test_local_notices_bind_the_townships_below_a_division() -> None:
    calendar = LegalCalendar(
        {"41": (Notice(2, 15),), "410381": (Notice(1, 20, since=2020), Notice(1, 10, since=2023))}
    )
    assert calendar.due("gov", "410381104", 2022) == date(2023, 1, 20)
    assert calendar.due("gov", "410381104", 2023) == date(2024, 1, 10)
    assert calendar.due("gov", "410381104", 2019) == date(2020, 2, 15)
    assert calendar.due("gov", "410724100", 2022) == date(2023, 2, 15)
    assert calendar.due("gov", "320100001", 2022) == date(2023, 3, 31)
    assert calendar.due("gov", "410381", 2022) == date(2023, 3, 31)


def test_notices_are_read_from_a_file_and_a_bad_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notices.toml"
    assert read_calendar(path) == LegalCalendar()
    path.write_text('[[notice]]\ndivision = "410381"\nby = "01-31"\nsince = 2020\n', encoding="utf-8")
    assert read_calendar(path).due("gov", "410381104", 2024) == date(2025, 1, 31)
    for text, word in (
        ("[[notice]]\nby = 1", "division"),
        ('[[notice]]\ndivision = "41"\nby = "31-01"', "month and day"),
        ('[[notice]]\ndivision = "河南"\nby = "01-31"', "division code"),
        ("notice = 3", "list"),
        ("[[", "notices.toml"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError, match=word):
            read_calendar(path)


def test_a_division_below_the_province_narrows_the_matrix(corpus: Corpus) -> None:
    county = corpus.coverage(TODAY, division="410724", years=(2024, 2024))
    assert [row.body_id for row in county.rows] == ["410724/gov"]
    prefecture = corpus.coverage(TODAY, division="410700", years=(2024, 2024))
    assert [row.body_id for row in prefecture.rows][:2] == ["410700/gov", "410724/gov"]
    with pytest.raises(CorpusUsageError, match="no division has the code"):
        corpus.coverage(TODAY, division="获嘉", years=(2024, 2024))
