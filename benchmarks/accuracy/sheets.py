"""Write a report as XLSX: one sheet for all or one for each table; plain counts are numbers."""

from __future__ import annotations

import re
import zipfile
from html import escape
from io import BytesIO
from random import Random

from benchmarks.accuracy.docx import slots
from benchmarks.accuracy.material import Report
from tests.parsers.dirty.form import Cell, Table

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?")
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0000"/></numFmts>'
    "<fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>"
    "<cellStyleXfs><xf/></cellStyleXfs><cellXfs>"
    '<xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="3" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)


class _Page:
    """Rows of one sheet."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._rows: dict[int, list[str]] = {}
        self._merged: list[str] = []
        self._next = 1

    def line(self, text: str) -> None:
        """A paragraph in a row of its own."""
        self._rows[self._next] = [_text(f"A{self._next}", text)]
        self._next += 1

    def table(self, table: Table, rng: Random) -> None:
        """A table with its merged ranges, an empty row behind."""
        as_text = rng.random() < 0.3
        for number, cells in enumerate(slots(table), self._next):
            row = self._rows.setdefault(number, [])
            for cell, column, goes_on in cells:
                if goes_on:
                    continue
                place = f"{_letters(column)}{number}"
                row.append(_cell(place, cell, as_text))
                if cell.colspan > 1 or cell.rowspan > 1:
                    end = f"{_letters(column + cell.colspan - 1)}{number + cell.rowspan - 1}"
                    self._merged.append(f"{place}:{end}")
        self._next += len(table.rows) + 1

    def xml(self) -> str:
        """The part of the file."""
        rows = "".join(
            f'<row r="{number}">{"".join(cells)}</row>' for number, cells in sorted(self._rows.items())
        )
        ranges = "".join(f'<mergeCell ref="{range_}"/>' for range_ in self._merged)
        merged = f'<mergeCells count="{len(self._merged)}">{ranges}</mergeCells>' if self._merged else ""
        return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def write_xlsx(report: Report, rng: Random) -> bytes:
    """The bytes of the file."""
    names = {"proactive": "主动公开", "requests": "依申请公开", "disputes": "复议诉讼"}
    apart = rng.random() < 0.4
    pages = [_Page("年度报告")]
    pages[0].line(report.title.replace("\n", ""))
    for block in report.blocks:
        if isinstance(block, Table):
            if apart:
                pages.append(_Page(names.get(block.name, f"附表{len(pages)}")))
            pages[-1].table(block, rng)
        else:
            if apart and block.heading and len(pages) > 1:
                pages.append(_Page(f"正文{len(pages)}"))
            pages[-1].line(block.text)
    return _package(pages)


def _package(pages: list[_Page]) -> bytes:
    numbers = range(1, len(pages) + 1)
    sheets = "".join(
        f'<sheet name="{page.name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, page in zip(numbers, pages, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    relations += f'<Relationship Id="rId0" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_SHEET}.worksheet+xml"/>'
        for number in numbers
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET}.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
        "</Relationships>",
        "xl/styles.xml": _STYLES,
    }
    parts |= {
        f"xl/worksheets/sheet{number}.xml": page.xml() for number, page in zip(numbers, pages, strict=True)
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def _letters(column: int) -> str:
    """The name of a column counted from 0."""
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _text(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _cell(place: str, cell: Cell, as_text: bool) -> str:
    text = cell.text
    if not text:
        return f'<c r="{place}"/>'
    if cell.role == "value" and not as_text:
        bare = text.replace(",", "")
        number = _NUMBER.fullmatch(bare)
        if number and bare.isascii():
            fraction, grouped = number[1] or "", bare != text
            style = ' s="1"' if len(fraction) == 5 else ' s="2"' if grouped and not fraction else ""
            return f'<c r="{place}"{style}><v>{bare}</v></c>'
    return _text(place, text)
