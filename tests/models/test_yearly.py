"""Relations between a body's reports of successive years."""

from __future__ import annotations

from models.corpus import Corpus
from models.yearly import YearReport, failing, needed_cells, relations
from tests.models.givens import report, store, values


def year_report(cells: dict[str, int | str | None], generation: str = "G4") -> YearReport:
    return YearReport(1, generation, {}, cells)


def checks(
    cells: dict[str, int | str | None], before: dict[str, int | str | None], generation: str = "G4"
) -> list[tuple[str, str]]:
    return [
        (found["check_id"], found["severity"])
        for found in failing(year_report(cells, generation), year_report(before))
    ]


def test_relations_are_those_of_the_specification() -> None:
    ids = [relation.id for relation in relations()]
    assert len(ids) == len(set(ids)) == 7 + 2 + 5
    assert "requests.carried_out@legal_service" in needed_cells()


def test_carried_over_must_equal_what_was_left_open() -> None:
    carried = {"requests.carried_in@total": 3}
    assert checks(carried, {"requests.carried_out@total": 3}) == []
    assert checks(carried, {"requests.carried_out@total": 2}) == [("G4.Y.carry[total]", "warning")]
    assert checks(carried, {"requests.carried_out@total": 2}, "G3") == [("G3.Y.carry[total]", "warning")]


def test_documents_in_force_follow_from_the_year_before() -> None:
    now = {
        "proactive.normative_documents@issued": 50,
        "proactive.normative_documents@repealed": 227,
        "proactive.normative_documents@in_force": 420,
    }
    assert checks(now, {"proactive.normative_documents@in_force": 597}) == []
    assert checks(now, {"proactive.normative_documents@in_force": 596}) == [
        ("G4.Y.in_force.normative_documents", "warning")
    ]


def test_items_of_2020_follow_from_those_of_2019() -> None:
    before = {"proactive.licences@prior_year_items": 10, "proactive.licences@change": -3}
    assert checks({"proactive.licences@prior_year_items": 7}, before, "G3") == []
    assert checks({"proactive.licences@prior_year_items": 9}, before, "G3") == [
        ("G3.Y.items.licences", "info")
    ]


def test_blank_cells_and_unreadable_numbers_prove_nothing() -> None:
    assert checks({"requests.carried_in@total": 3}, {"requests.carried_out@total": None}) == []
    assert checks({"requests.carried_in@total": None}, {"requests.carried_out@total": 3}) == []
    assert checks({"requests.carried_in@total": "3件"}, {"requests.carried_out@total": 2}) == []


def test_findings_across_years_come_whichever_report_is_stored_first(corpus: Corpus) -> None:
    store(corpus, "now", report("now", year=2024, cells=values(carried_in=1)))
    assert corpus.findings() == []
    store(corpus, "before", report("before", year=2023, cells=values(carried_out=5)))
    found = corpus.findings()
    assert {finding.check_id for finding in found} == {
        "G4.Y.carry[natural_person]",
        "G4.Y.carry[total]",
        "G4.Y.in_force.normative_documents",
    }
    total = next(finding for finding in found if finding.check_id == "G4.Y.carry[total]")
    assert (total.kind, total.report_id) == ("corpus", "410724/gov@2024")
    assert [(cell, value) for cell, value, _ in total.cells] == [
        ("requests.carried_in@total", 1),
        ("prev:requests.carried_out@total", 5),
    ]
    assert total.detail == "requests.carried_in@total 1 ≠ prev:requests.carried_out@total 5"


def test_correction_of_the_year_before_heals_the_finding(corpus: Corpus) -> None:
    store(corpus, "now", report("now", year=2024, cells={"requests.carried_in@total": 1}))
    store(
        corpus,
        "before",
        report("before", year=2023, cells={"requests.carried_out@total": 5}),
        published="2024-01-20",
    )
    assert len(corpus.findings()) == 1
    store(
        corpus,
        "corrected",
        report("corrected", year=2023, cells={"requests.carried_out@total": 1}),
        published="2024-02-20",
    )
    assert corpus.findings() == []


def test_other_bodies_and_gaps_are_not_compared(corpus: Corpus) -> None:
    store(corpus, "now", report("now", year=2024, cells={"requests.carried_in@total": 1}))
    store(
        corpus,
        "office",
        report("office", body="获嘉县人民政府办公室", year=2023, cells={"requests.carried_out@total": 5}),
    )
    store(corpus, "long ago", report("long ago", year=2022, cells={"requests.carried_out@total": 5}))
    assert corpus.findings() == []


def test_checking_the_whole_corpus_again_changes_nothing(corpus: Corpus) -> None:
    store(corpus, "now", report("now", year=2024, cells={"requests.carried_in@total": 1}))
    store(corpus, "before", report("before", year=2023, cells={"requests.carried_out@total": 5}))
    found = corpus.findings()
    assert corpus.check() == len(found) == 1
    assert corpus.findings() == found
