"""Which carrier a document is, and how pages and texts become paragraphs and tables."""

from __future__ import annotations

import pytest

from parsers.carriers.html import read_html
from parsers.carriers.text import read_text
from parsers.document import Document, Table
from parsers.parse import parse_document


def cells(document: Document) -> list[list[str]]:
    return [
        [cell.text for cell in row.cells]
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
    ]


@pytest.mark.parametrize(
    ("data", "carrier"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"PK\x03\x04....word/document.xml", "docx"),
        (b"PK\x03\x04....xl/workbook.xml", "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64, "doc"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
    ],
)
def test_broken_files_are_named_by_their_carrier(data: bytes, carrier: str) -> None:
    record = parse_document(data, "file.html")
    assert (record.outcome, record.carrier) == ("unreadable", carrier)
    assert record.error is not None
    assert record.error.startswith(("malformed:", "unsupported_carrier:", "bad_content:"))


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (bytes(range(256)) * 20, "bad_content"),
        (b"<p>" + b"x" * 30_000_001, "too_large"),
    ],
)
def test_what_cannot_be_read_has_a_failure_class(data: bytes, failure: str) -> None:
    record = parse_document(data, "x")
    assert record.outcome == "unreadable"
    assert record.error is not None
    assert record.error.startswith(failure + ":")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<span>1</span><span>2</span>", "12"),
        ("1<!-- -->2", "12"),
        ("<p>1</p><p>2</p>", "1\n2"),
        ("1<br>2", "1\n2"),
        ("12<del>9</del>", "12"),
        ("<span style='display:none'>9</span>12", "12"),
        ("<script>9</script>12", "12"),
        ("12<sup>3</sup>", "12³"),
        ("<input value='12'>", "12"),
        ("<b style='text-decoration:line-through'>9</b>12", "12"),
    ],
)
def test_text_of_a_cell(markup: str, text: str) -> None:
    assert cells(read_html(f"<table><tr><td>{markup}</td></tr></table>")) == [[text]]


def test_unclosed_and_upper_case_tags() -> None:
    assert cells(read_html("<TABLE><TR><TD>甲<TD>1<TR><TD>乙<TD>2</TABLE>")) == [["甲", "1"], ["乙", "2"]]


def test_text_outside_a_cell_is_a_cell_of_its_own_and_odd() -> None:
    document = read_html("<table><tr><td>甲</td>1<td>2</td></tr></table>")
    assert sorted(
        cell.text for block in document.blocks if isinstance(block, Table) for cell in block.rows[0].cells
    ) in (["1", "2", "甲"], ["2", "甲"])


def test_layout_table_gives_back_what_its_cells_hold() -> None:
    inner = "<table><tr><td>甲</td><td>1</td></tr></table>"
    document = read_html(f"<table><tr><td><p>引言</p>{inner}<p>结语</p></td></tr></table>")
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table", "Paragraph"]
    assert cells(document) == [["甲", "1"]]


def test_boxes_laid_out_as_a_table() -> None:
    cell = "<div style='display:table-cell'>{}</div>"
    row = f"<div style='display:table-row'>{cell}{cell}</div>"
    assert cells(
        read_html(f"<div style='display:table'>{row.format('甲', 1)}{row.format('乙', 2)}</div>")
    ) == [["甲", "1"], ["乙", "2"]]


def test_spans_reach_into_later_rows() -> None:
    document = read_html("<table><tr><td rowspan=2>甲</td><td>1</td></tr><tr><td>2</td></tr></table>")
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert table.rows[1].covering == ("甲",)
    assert table.rows[1].slots == (1,)


def test_tabs_and_pipes_part_lines_of_text() -> None:
    document = read_text("甲\t1\t\n\n| 乙 | 2 |\n|---|---|\n正文一行\n— 3 —\n")
    assert cells(document) == [["甲", "1", ""], ["乙", "2"]]
    assert [paragraph.text for paragraph in document.paragraphs()] == ["正文一行"]
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert table.rows[0].place(table.rows[0].cells[1]) == "line 1, field 2"
