"""Pages made to hurt: no exception, no silence about it, bounded work."""

from __future__ import annotations

import pytest

from parsers.parse import parse_document

from . import pages

HEAD = f"<html><body><h1>{pages.TITLE}</h1><p>一、总体情况</p>"


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000,
        "<span>" * 50_000 + "x",
        "<table><tr><td>" * 5_000,
        "<table><tr>" + "<td>1</td>" * 50_000,
        "<table>" + "<tr><td>1.属于国家秘密<td>1" * 5_000,
        "（" * 200_000,
        "&#" * 50_000,
        " " * 500_000,
        "<p>一、总体情况</p>" * 3_000,
    ],
    ids=lambda body: body[:16],
)
def test_hostile_pages_give_a_record(body: str) -> None:
    assert parse_document((HEAD + body).encode(), "x").outcome in (
        "report",
        "not_report",
        "blank_form",
        "unreadable",
    )


def test_absurd_spans_do_not_move_figures() -> None:
    data = pages.page().replace(
        "<td>规章</td>".encode(), "<td colspan=100000 rowspan=100000>规章</td>".encode()
    )
    record = parse_document(data, "x")
    assert record.values["requests.new@total"] == 28
    assert record.values["proactive.normative_documents@in_force"] == 8


def test_two_thousand_open_elements_round_a_report() -> None:
    record = parse_document(pages.page(before="<div>" * 2_000), "x")
    assert record.values["requests.new@total"] == 28


def test_thousands_of_rows_are_cut_off_with_a_warning() -> None:
    row = "1.属于国家秘密 1 0 0 0 0 0 1\n"
    record = parse_document(f"{pages.TITLE}\n三、收到和处理政府信息公开申请情况\n{row * 5_000}".encode(), "x")
    assert any("rows of a table" in warning for warning in record.warnings)
