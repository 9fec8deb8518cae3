"""The matrix body by year: one status per cell, and totals that add up."""

from __future__ import annotations

from datetime import date

import pytest

from models.corpus import Corpus
from models.coverage import Coverage, deadline
from models.facts import Fetch, PortalFact
from parsers.failures import Failure
from parsers.record import Record
from tests.models.givens import NOON, fetched, found, later, report, sha, store

TODAY = date(2025, 2, 15)


def cell(matrix: Coverage, body_id: str, year: int) -> str:
    row = next(row for row in matrix.rows if row.body_id == body_id)
    return row.cells[matrix.years.index(year)]


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
    assert [row.cells for row in towns.rows] == [("review",), ("review",)]
    assert matrix.unplaced == 1


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
        assert total == sum(row.cells.count(status) for row in matrix.rows)
