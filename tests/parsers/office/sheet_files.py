"""Workbooks with a report: one sheet or several, merged as the form is."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import openpyxl
import xlwt

from ..dirty.form import Table
from ..dirty.model import Report
from ..dirty.page import Prose, blocks

_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}(?:\.[0-9]+)?|0\.[0-9]+")
Placed = tuple[int, int, int, int, str | int | float]  # row, column, rows, columns, value


def typed(text: str) -> str | int | float:
    """What a typist's text becomes in a sheet: a number where it looks like one that prints the same."""
    if not _NUMBER.fullmatch(text) or (text.endswith("0") and "." in text):
        return text
    return float(text) if "." in text else int(text)


def grid(table: Table, top: int) -> Iterator[Placed]:
    """The cells of a table from row `top` (from 0) on."""
    taken: set[tuple[int, int]] = set()
    for r, line in enumerate(table.rows):
        column = 0
        for cell in line:
            while (r, column) in taken:
                column += 1
            taken.update((r + y, column + x) for y in range(cell.rowspan) for x in range(cell.colspan))
            yield top + r, column, cell.rowspan, cell.colspan, typed(cell.text)
            column += cell.colspan


def layout(report: Report, *, sheets: bool) -> list[tuple[str, list[Placed]]]:
    """Sheets with their cells: everything under each other in one, or a sheet for each table."""
    pages: list[tuple[str, list[Placed]]] = [("年度报告", [(0, 0, 1, 10, report.title)])]
    top = 2
    for block in blocks(report):
        if isinstance(block, Prose):
            if sheets and block.text in ("五、存在的主要问题及改进情况",):
                pages.append(("其他", []))
                top = 0
            pages[-1][1].append((top, 0, 1, 10, block.text))
            top += 1
        elif isinstance(block, Table):
            if sheets:
                heading = pages[-1][1].pop()
                pages.append((block.name, [(0, 0, 1, block.width, heading[4])]))
                top = 1
            pages[-1][1].extend(grid(block, top))
            top += len(block.rows) + 1
    return pages


def xlsx(report: Report, *, sheets: bool = False) -> bytes:
    """The report by openpyxl."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in layout(report, sheets=sheets):
        sheet = book.create_sheet(name)
        for row, column, down, across, value in cells:
            sheet.cell(row + 1, column + 1).value = value if value != "" else None
            if down > 1 or across > 1:
                sheet.merge_cells(
                    start_row=row + 1, start_column=column + 1, end_row=row + down, end_column=column + across
                )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(report: Report, *, sheets: bool = False) -> bytes:
    """The report by xlwt."""
    book = xlwt.Workbook()
    for name, cells in layout(report, sheets=sheets):
        sheet = book.add_sheet(name)
        for row, column, down, across, value in cells:
            if down > 1 or across > 1:
                sheet.write_merge(row, row + down - 1, column, column + across - 1, value)
            elif value != "":
                sheet.write(row, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
