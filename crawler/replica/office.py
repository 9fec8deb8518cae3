"""A report as an office program saves it: DOCX and XLSX with the spans of its tables, and HTML named DOC."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from html import escape

from crawler.replica import tables
from crawler.replica.model import Placement
from crawler.replica.printing import figures_of, print_report
from crawler.replica.prose import write
from crawler.replica.reports import CHAPTERS, render
from crawler.replica.tables import Cell, Table

Block = str | Table

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_DAY = (2025, 1, 20, 9, 0, 0)


def report_docx(placement: Placement) -> bytes:
    """Title, six chapters and the three tables."""
    body = "".join(_word_block(block) for block in _blocks(placement))
    parts = {"word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'}
    return _packed(parts, {"word/document.xml": _WORD_TYPE}, "word/document.xml")


def report_doc(placement: Placement) -> bytes:
    """A page saved under the name of a Word file, as many a ".doc" is."""
    return f"<html><head><meta charset='utf-8'></head><body>{render(placement)}</body></html>".encode()


def report_xlsx(placement: Placement) -> bytes:
    """All of the report on one sheet: a paragraph a row, tables with merged cells."""
    rows: list[str] = []
    merged: list[str] = []
    for block in _blocks(placement):
        table: Table = ((Cell(block),),) if isinstance(block, str) else block
        start = len(rows)
        cells: list[list[str]] = [[] for _ in table]
        for row, column, cell in _placed(table):
            name = f"{_letters(column)}{start + row + 1}"
            cells[row].append(f'<c r="{name}" t="inlineStr"><is><t>{escape(cell.text)}</t></is></c>')
            if cell.colspan > 1 or cell.rowspan > 1:
                last = f"{_letters(column + cell.colspan - 1)}{start + row + cell.rowspan}"
                merged.append(f'<mergeCell ref="{name}:{last}"/>')
        rows += [f'<row r="{start + number + 1}">{"".join(row)}</row>' for number, row in enumerate(cells)]
    sheet = (
        f'<worksheet xmlns="{_SHEET}"><sheetData>{"".join(rows)}</sheetData>'
        f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells></worksheet>'
    )
    book = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    link = (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    )
    parts = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": link,
        "xl/worksheets/sheet1.xml": sheet,
    }
    types = {"xl/workbook.xml": _BOOK_TYPE, "xl/worksheets/sheet1.xml": _SHEET_TYPE}
    return _packed(parts, types, "xl/workbook.xml")


def zipped(files: dict[str, bytes]) -> bytes:
    """An archive as Chinese programs write it: names in GBK, and no mark that says so."""
    out = io.BytesIO()
    names = {name.encode("gbk"): data for name, data in files.items()}
    # The library would write such names in UTF-8: others of the same length stand in for them.
    stand_ins = {name: f"{number:*>{len(name)}}" for number, name in enumerate(names)}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            info = zipfile.ZipInfo(stand_ins[name], _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    packed = out.getvalue()
    for name, stand_in in stand_ins.items():
        packed = packed.replace(stand_in.encode(), name)
    return packed


def _blocks(placement: Placement) -> Iterator[Block]:
    plan = placement.report
    texts = print_report(plan, placement.text).texts
    prose = write(plan, figures_of(plan, placement.text))
    chapters = CHAPTERS[plan.forms[0]]
    yield placement.heading or placement.title
    yield prose.opening
    yield chapters[0]
    yield from prose.overview
    yield chapters[1]
    yield tables.proactive(plan.forms[0], texts)
    yield chapters[2]
    yield tables.requests(plan.forms[1], texts)
    yield chapters[3]
    yield tables.disputes(texts)
    yield chapters[4]
    yield from prose.problems
    yield chapters[5]
    yield from prose.remaining


def _word_block(block: Block) -> str:
    if isinstance(block, str):
        return f"<w:p>{_run(block)}</w:p>"
    rows: dict[int, list[tuple[int, str]]] = {number: [] for number in range(len(block))}
    for row, column, cell in _placed(block):
        for below in range(cell.rowspan):
            span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
            merge = ""
            if cell.rowspan > 1:
                merge = "<w:vMerge/>" if below else '<w:vMerge w:val="restart"/>'
            text = "" if below else _run(cell.text)
            made = f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p>{text}</w:p></w:tc>"
            rows[row + below].append((column, made))
    lines = ("".join(cell for _, cell in sorted(cells)) for cells in rows.values())
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _placed(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """Row, column and cell of a table with its spans."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            yield row, column, cell
            taken |= {(row + r, column + c) for r in range(cell.rowspan) for c in range(cell.colspan)}
            column += cell.colspan


def _letters(column: int) -> str:
    first, last = divmod(column, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _packed(parts: dict[str, str], types: dict[str, str], main: str) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items()
    )
    head = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="{main}"/></Relationships>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**head, **parts}.items():
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    return out.getvalue()
