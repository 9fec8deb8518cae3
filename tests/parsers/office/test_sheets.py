"""Cells of sheets: numbers as they are shown, what is hidden, where blocks part, and cells far apart."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlwt

from parsers.carriers.office.numbers import shown
from parsers.carriers.office.sheets import read_sheets
from parsers.document import Cell, Document, Table
from parsers.failures import Failure, Unreadable
from parsers.parse import parse_document

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(rows: list[list[Any]], formats: dict[str, str] | None = None, **more: Any) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "表"
    for line in rows:
        sheet.append(line)
    for place, pattern in (formats or {}).items():
        sheet[place].number_format = pattern
    for place in more.get("merged", ()):
        sheet.merge_cells(place)
    for number in more.get("hidden_rows", ()):
        sheet.row_dimensions[number].hidden = True
    for name, state, value in more.get("sheets", ()):
        other = made.create_sheet(name)
        other.sheet_state = state
        other.append(["a", "b"])
        other.append([value, value])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def raw(sheet: str, strings: str = "") -> bytes:
    """A workbook whose sheet is the given XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book([["a"]]))) as source, zipfile.ZipFile(stream, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                content = f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>'.encode()
            if info.filename != "xl/sharedStrings.xml":
                target.writestr(info.filename, content)
        target.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{strings}</sst>')
    return stream.getvalue()


def read(data: bytes) -> Document:
    return read_sheets(data, "xlsx")


def tables(document: Document) -> list[list[list[Cell]]]:
    return [[row.cells for row in block.rows] for block in document.blocks if isinstance(block, Table)]


def texts(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in table] for table in tables(document)]


@pytest.mark.parametrize(
    ("printed", "pattern", "text", "doubt"),
    [
        ("12", None, "12", False),
        ("12.0", None, "12", False),
        ("12", "0.00", "12", False),
        ("12345.678900000001", None, "12345.6789", False),
        ("0.30000000000000004", "General", "0.3", False),
        ("12345.6789", "0.0000", "12345.6789", False),
        ("12345.6789", "#,##0.00_ ", "12345.68", True),
        ("2.5", "0", "3", True),
        ("1E+3", None, "1000", False),
        ("1.2E-7", None, "0.00000012", True),
        ("0.5", "0%", "50%", False),
        ("45294", "yyyy\\-mm\\-dd", "2024-01-03", False),
        ("45294.5", 'yyyy"年"m"月"', "2024-01-03T12:00:00", False),
        ("-1", "yyyy", "########", False),
        ("12", '0"件"', "12", False),
        ("12.5", '_(* #,##0.00_);_(* "-"??_)', "12.5", False),
        ("12.5", "G/通用格式", "12.5", False),
        ("12", "0.00E+00", "12", False),
        ("1e300", None, "1e300", True),
        ("x", None, "x", True),
    ],
)
def test_numbers_are_shown_as_a_sheet_shows_them(
    printed: str, pattern: str | None, text: str, doubt: bool
) -> None:
    assert shown(printed, pattern) == (text, doubt)


def test_values_of_every_type() -> None:
    rows = [["a", "b", "c", "d", "e", "f"], ["12.0", 12.0, True, datetime.date(2024, 1, 3), 0.5, "=1/0"]]
    found = read(book(rows, {"E2": "0%"}))
    assert texts(found) == [[["a", "b", "c", "d", "e", "f"], ["12.0", "12", "TRUE", "2024-01-03", "50%", ""]]]


def test_the_same_values_in_the_old_kind() -> None:
    made = xlwt.Workbook()
    sheet = made.add_sheet("表")
    styles = ["General", "General", "General", "yyyy-mm-dd", "0%", "0.00"]
    for column, (value, style) in enumerate(zip(["12.0", 12, True, 45294, 0.5, 1.239], styles, strict=True)):
        sheet.write(0, column, "abcdef"[column])
        sheet.write(1, column, value, xlwt.easyxf(num_format_str=style))
    stream = io.BytesIO()
    made.save(stream)
    found = read_sheets(stream.getvalue(), "xls")
    assert texts(found)[0][1] == ["12.0", "12", "TRUE", "2024-01-03", "50%", "1.24"]
    assert [cell.doubt for cell in tables(found)[0][1]] == [False] * 5 + [True]


def test_strings_of_every_kind() -> None:
    cells = (
        '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>7</v></c>'
        '<c r="C1" t="inlineStr"><is><t>行</t></is></c>'
        '<c r="D1" t="str"><f>A1</f><v>式</v></c><c r="E1" t="e"><v>#REF!</v></c><c t="b"><v>0</v></c>'
    )
    strings = '<si><r><t>规</t></r><r><rPr/><t>章</t></r><rPh sb="0" eb="1"><t>gui</t></rPh></si>'
    found = read(
        raw(f"<sheetData><row>{cells}</row><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>", strings)
    )
    assert texts(found) == [[["规章", "\ufffd", "行", "式", "#REF!", "FALSE"], ["1", "2", "", "", "", ""]]]
    assert tables(found)[0][0][1].doubt


def test_merged_cells_are_one_cell_and_have_their_place() -> None:
    rows = [["组", "规章", 3], [None, "文件", 4], ["共", None, 7]]
    found = read(book(rows, merged=["A1:A2", "A3:B3"]))
    assert [[(c.text, c.colspan, c.rowspan, c.box) for c in row] for row in tables(found)[0]] == [
        [
            ("组", 1, 2, "sheet 表, row 1, column 1"),
            ("规章", 1, 1, "sheet 表, row 1, column 2"),
            ("3", 1, 1, "sheet 表, row 1, column 3"),
        ],
        [("文件", 1, 1, "sheet 表, row 2, column 2"), ("4", 1, 1, "sheet 表, row 2, column 3")],
        [("共", 2, 1, "sheet 表, row 3, column 1"), ("7", 1, 1, "sheet 表, row 3, column 3")],
    ]


def test_blocks_are_parted_at_titles_and_empty_rows_and_cropped() -> None:
    rows: list[list[Any]] = [
        ["二、主动公开政府信息情况"],
        ["第二十条第（一）项"],
        ["规章", 1, 2],
        ["三、收到和处理政府信息公开申请情况"],
        [None, "a", 1, 2, 3],
        [],
        [None, None, "b", 4],
        [None, None, "c", None],
    ]
    found = read(book(rows))
    assert [block.text for block in found.paragraphs()] == [rows[0][0], rows[3][0]]
    assert texts(found) == [
        [["第二十条第（一）项", "", ""], ["规章", "1", "2"]],
        [["a", "1", "2", "3"]],
        [["b", "4"], ["c", ""]],
    ]


def test_hidden_rows_are_read_and_not_vouched_for() -> None:
    found = read(book([["规章", 1], ["文件", 2]], hidden_rows=[2]))
    assert [[c.doubt for c in row] for row in tables(found)[0]] == [[False, False], [True, True]]
    assert any("hidden rows" in warning for warning in found.warnings)


def test_a_hidden_sheet_counts_only_where_no_other_holds_tables() -> None:
    beside = read(book([["规章", 1], ["文件", 2]], sheets=[("旧", "hidden", 9)]))
    assert texts(beside) == [[["规章", "1"], ["文件", "2"]]]
    alone = read(book([], sheets=[("旧", "veryHidden", 9)]))
    assert texts(alone) == [[["a", "b"], ["9", "9"]]]
    assert all(any("hidden" in warning for warning in found.warnings) for found in (beside, alone))


CELL = "<sheetData><row><c><v>1</v></c></row></sheetData>"
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{}"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "sheet",
    [
        f"<sheetData>{FAR.format('XFD1048576')}</sheetData>",
        f"<sheetData>{FAR.format('xfd1048576')}</sheetData>",
        f"<sheetData>{FAR.format('ZZZZZ99999999999')}</sheetData>",
        '<dimension ref="A1:XFD1048576"/><sheetData><row><c><v>1</v></c></row></sheetData>',
        f'{CELL}<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<cols><col min="1" max="16384" hidden="1"/></cols>' + CELL.replace("<row>", '<row r="99999999">'),
    ],
)
def test_cells_far_apart_cost_nothing(sheet: str) -> None:
    document = read(raw(sheet))
    assert (
        sum(len(row.cells) for block in document.blocks if isinstance(block, Table) for row in block.rows)
        <= 2
    )


@pytest.mark.parametrize(
    "sheet",
    [
        "<sheetData>"
        + "".join(
            f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 50)
        )
        + "</sheetData>",
        '<sheetData><row r="1"><c><v>1</v></c></row><row r="999999"><c><v>1</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:A999999"/></mergeCells>',
        "<sheetData><row/></sheetData><mergeCells>" + '<mergeCell ref="A1:B2"/>' * 5_001 + "</mergeCells>",
        "<sheetData><row>" + "<c><v>1</v></c>" * 200_001 + "</row></sheetData>",
    ],
    ids=["wide rows", "a high merge", "countless merges", "countless cells"],
)
def test_sheets_that_would_fill_the_memory_are_refused(sheet: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(raw(sheet))
    assert (raised.value.failure, raised.value.carrier) == (Failure.TOO_LARGE, "xlsx")


@pytest.mark.parametrize("sheet", ["<sheetData><row>", "<sheetData><row></sheetData>"])
def test_damaged_sheets(sheet: str) -> None:
    record = parse_document(raw(sheet), "x")
    assert (record.outcome, record.carrier) == ("unreadable", "xlsx")
    assert (record.error or "").startswith("malformed:")
