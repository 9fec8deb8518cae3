"""Comparing what a crawl brought home with the truth."""

from __future__ import annotations

from dataclasses import replace

from crawler.replica.compare import Exported, WrongFigure, compare, unmet
from crawler.replica.truth import ExpectedFailure, TrueReport

TRUE = TrueReport(
    body_name="示例县人民政府",
    body_id="100000/gov",
    division_code="100000",
    organ_kind="gov",
    year=2023,
    province="henan",
    urls=("https://a.gov.cn/1.html", "https://b.gov.cn/1.html"),
    carrier="html",
    generation="G4",
    table_generations={"proactive": "G4", "requests": "G4", "disputes": "G4"},
    values={"requests.new@total": 3, "proactive.admin_fees@amount": "1.5000", "review.total": None},
)
GOOD = Exported(
    "100000/gov", 2023, {"requests.new@total": 3, "proactive.admin_fees@amount": "1.5", "review.total": None}
)


def test_equal_figures_are_perfect_whatever_their_spelling() -> None:
    outcome = compare([TRUE], [GOOD])
    assert outcome.perfect
    assert outcome.found == outcome.merged == (("100000/gov", 2023),)
    assert outcome.cells == 3


def test_missing_and_invented_reports_are_named() -> None:
    outcome = compare([TRUE], [Exported("999999/gov", 2023, {})])
    assert outcome.missing == (("100000/gov", 2023),)
    assert outcome.invented == (("999999/gov", 2023),)
    assert not outcome.perfect


def test_a_report_that_stands_only_in_a_file_is_read_or_missing_like_any_other() -> None:
    assert compare([replace(TRUE, carrier="pdf")], [GOOD]).from_files == (("100000/gov", 2023),)
    outcome = compare([replace(TRUE, carrier="pdf")], [])
    assert outcome.missing == (("100000/gov", 2023),)
    assert not outcome.perfect


def test_a_report_exported_twice_is_doubled_and_not_merged() -> None:
    outcome = compare([TRUE], [GOOD, GOOD])
    assert outcome.doubled == (("100000/gov", 2023),)
    assert outcome.merged == ()


def test_wrong_figures_are_named_by_cell() -> None:
    values = {"requests.new@total": 4, "proactive.admin_fees@amount": "1.5", "review.total": 0}
    outcome = compare([TRUE], [Exported("100000/gov", 2023, values)])
    assert outcome.wrong == (
        WrongFigure("100000/gov", 2023, "requests.new@total", 3, 4),
        WrongFigure("100000/gov", 2023, "review.total", None, 0),
    )


def test_a_cell_left_out_counts_as_none() -> None:
    outcome = compare([TRUE], [Exported("100000/gov", 2023, {"proactive.admin_fees@amount": "1.5"})])
    assert [figure.cell for figure in outcome.wrong] == ["requests.new@total"]


def test_an_inferred_figure_for_an_empty_cell_is_no_error() -> None:
    values = {**GOOD.values, "review.total": 0}
    assert compare([TRUE], [Exported("100000/gov", 2023, values, frozenset({"review.total"}))]).perfect


def test_the_table_adds_up() -> None:
    other = replace(TRUE, body_id="200000/gov")
    rows = dict(compare([TRUE, other], [GOOD]).table())
    assert (rows["reports on the portals"], rows["read"], rows["missing"]) == (2, 1, 1)


def test_failures_are_met_by_address_and_class_whatever_the_scheme() -> None:
    expected = [
        ExpectedFailure("https://a.gov.cn/", "challenge", ""),
        ExpectedFailure("https://b.gov.cn/", "gone", ""),
    ]
    assert unmet(expected, [("http://a.gov.cn/", "challenge"), ("https://b.gov.cn/", "tls")]) == (
        expected[1],
    )
