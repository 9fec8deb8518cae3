"""What must not become a report, what is several reports, and what is left of a report that was cut."""

from __future__ import annotations

import re
from random import Random

import pytest

from parsers.parse import parse_document

from . import negatives
from .model import draw
from .numbers import BY_NAME
from .scoring import score

SHAPES = ("G4", "G3")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", negatives.NOT_REPORTS)
def test_look_alikes_are_no_reports(kind: str, shape: str) -> None:
    report = draw(shape, BY_NAME["city"], 3)
    record = parse_document(negatives.NOT_REPORTS[kind](report), kind)
    allowed = {"not_report", "blank_form"} if kind == "notice_with_form" else {"not_report"}
    assert record.outcome in allowed, (record.title, record.values)
    assert not record.values


def test_an_explanation_with_all_figures_says_so() -> None:
    record = parse_document(negatives.pictured_with_everything(draw("G4", BY_NAME["city"], 3)), "pictured")
    assert any("figures" in warning for warning in record.warnings)


@pytest.mark.parametrize(
    "title",
    [
        "{title}_政策解读_清河县人民政府",  # published in the column of explanations
        "政策解读-清河县人民政府",
        "年报解读 清河县人民政府门户网站",
        "政府信息公开年度报告列表",
        "{title}（附解读）",
    ],
)
@pytest.mark.parametrize("headed", [True, False])
def test_a_report_among_explanations_is_a_report(title: str, headed: bool) -> None:
    report = draw("G4", BY_NAME["city"], 3)
    page = negatives.article(title.format(title=report.title), negatives.whole_copy(report)).decode()
    page = re.sub("<h1>.*?</h1>", f"<h1>{report.title}</h1>" if headed else "", page)
    record = parse_document(page.encode(), "among")
    assert record.outcome == "report"
    assert score(record, report.gold).right == len(report.gold)


@pytest.mark.parametrize("shape", SHAPES)
def test_empty_form_is_no_report(shape: str) -> None:
    record = parse_document(negatives.blank_form(draw(shape, BY_NAME["small"], 4)), "form")
    assert record.outcome == "blank_form"
    assert not any(value is not None for value in record.values.values())


@pytest.mark.parametrize("count", [2, 3])
def test_several_reports_are_told_apart(count: int) -> None:
    reports = [draw("G4", BY_NAME["city"], seed) for seed in range(10, 10 + count)]
    record = parse_document(negatives.several(reports, Random(1)), "several")
    assert record.outcome == "several_reports"
    for report, part in zip(reports, record.parts, strict=True):
        tally = score(part, report.gold)
        assert tally.silent == 0, tally.notes[:5]
        assert tally.right == tally.cells, tally.notes[:5]


@pytest.mark.parametrize("shape", [*SHAPES, "mixed"])
@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("proactive", None),
        ("proactive", 5),
        ("requests", 4),
        ("requests", 13),
        ("requests", None),
        ("disputes", 3),
    ],
)
def test_cut_report_keeps_what_is_there(shape: str, table: str, rows: int | None) -> None:
    report = draw(shape, BY_NAME["city"], 5)
    data, printed = negatives.cut_after(report, table, rows)
    record = parse_document(data, "cut")
    assert record.outcome == "report"
    tally = score(record, {cell: gold if cell in printed else None for cell, gold in report.gold.items()})
    assert tally.silent == 0, tally.notes[:8]
    assert tally.share >= 0.99, tally.notes[:8]


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.8, 0.9, 0.97])
def test_broken_download_invents_nothing(share: float) -> None:
    for seed in range(3):
        report = draw("G4", BY_NAME["city"], seed)
        data, printed = negatives.torn_file(report, share)
        record = parse_document(data, "torn")
        if record.outcome != "report":
            assert not record.values
            continue
        tally = score(record, {cell: gold if cell in printed else None for cell, gold in report.gold.items()})
        assert tally.silent == 0, tally.notes[:8]
