"""Sheets of a workbook (XLSX, XLS) as tables: blocks parted at titles and empty rows, each cropped.

A sheet that holds all tables is as wide as the widest of them: without the crop every figure would be counted
from the wrong end.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Sequence
from typing import Any

from parsers.carriers.office.extents import SheetShape, shapes_of_package, shapes_of_stream
from parsers.carriers.office.numbers import shown
from parsers.carriers.office.package import Package
from parsers.document import Block, Cell, Document, Paragraph, Row, Table
from parsers.failures import Failure, Unreadable
from parsers.headings import chapter_of
from parsers.record import Carrier
from parsers.words import letters

MAX_SHEETS = 50
_PROSE = 60
_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")

Area = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


def read_sheets(data: bytes, carrier: Carrier) -> Document:
    """Read a workbook. Hidden sheets are read only where the others hold nothing. Raises `Unreadable`."""
    shapes = _shapes(data, carrier)
    document = Document(carrier, [])
    hidden: list[tuple[str, list[Block]]] = []
    tables = 0
    for name, visible, shape, values, merged in _sheets(data, carrier, shapes):
        reader = _Sheet(name, values, merged, shape, tables)
        blocks = reader.blocks()
        tables = reader.tables
        if visible:
            document.blocks.extend(blocks)
            if any(place.box for place in reader.doubted):
                document.warnings.append(f"the sheet {name} has hidden rows or columns; they were read")
        else:
            hidden.append((name, blocks))
    bare = not any(isinstance(block, Table) for block in document.blocks)
    for name, blocks in hidden:
        if bare:
            document.blocks.extend(blocks)
        document.warnings.append(f"the sheet {name} is hidden; it was {'read' if bare else 'left out'}")
    for block in document.blocks:
        if isinstance(block, Table):
            block.settle()
    return document


def _shapes(data: bytes, carrier: Carrier) -> dict[str, SheetShape] | list[SheetShape]:
    try:
        if data.startswith(b"PK"):
            return shapes_of_package(Package(data, carrier))
        return shapes_of_stream(_stream(data, carrier))
    except Unreadable as refusal:
        refusal.carrier = carrier
        raise


def _stream(data: bytes, carrier: Carrier) -> bytes:
    """The stream of an XLS file that holds the workbook."""
    from doc2docx.cfb import CompoundFile
    from doc2docx.errors import Doc2DocxError

    try:
        compound = CompoundFile(data)
        for name in _STREAMS:
            try:
                return bytes(compound.open_stream(name))
            except Doc2DocxError:
                continue
    except (Doc2DocxError, ArithmeticError, LookupError, ValueError, struct.error) as error:
        raise Unreadable(Failure.MALFORMED, f"a damaged workbook: {error}"[:200], carrier) from None
    raise Unreadable(Failure.MALFORMED, "the file holds no workbook", carrier)


def _sheets(
    data: bytes, carrier: Carrier, shapes: dict[str, SheetShape] | list[SheetShape]
) -> Iterable[tuple[str, bool, SheetShape, list[list[Any]], list[Area]]]:
    """Name, whether it is visible, shape, values from A1 on, and merged areas of each sheet."""
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        number = -1
        for index, meta in enumerate(book.sheets_metadata[:MAX_SHEETS]):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            number += 1
            sheet = book.get_sheet_by_index(index)
            if isinstance(shapes, dict):
                shape = shapes.get(meta.name, SheetShape())
            else:
                shape = shapes[number] if number < len(shapes) else SheetShape()
            areas = [
                (top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            ]
            yield (
                meta.name,
                meta.visible == SheetVisibleEnum.Visible,
                shape,
                sheet.to_python(skip_empty_area=False),
                areas,
            )
    except PasswordError:
        raise Unreadable(Failure.UNSUPPORTED_CARRIER, "a workbook locked with a password", carrier) from None
    except (CalamineError, OSError, ValueError, LookupError) as error:
        raise Unreadable(Failure.MALFORMED, f"a damaged workbook: {error}"[:200], carrier) from None


class _Sheet:
    """One sheet under reading; `tables` counts the tables of the workbook so far."""

    def __init__(
        self, name: str, values: Sequence[Sequence[Any]], merged: list[Area], shape: SheetShape, tables: int
    ) -> None:
        self.name = name
        self.tables = tables
        self.doubted: list[Cell] = []
        self._shape = shape
        self._texts: list[list[str]] = []
        self._doubts: set[tuple[int, int]] = set()
        for r, line in enumerate(values):
            self._texts.append([self._text(r, c, value) for c, value in enumerate(line)])
        self._width = max(map(len, self._texts), default=0)
        self._spans: dict[tuple[int, int], tuple[int, int]] = {}
        self._covered: set[tuple[int, int]] = set()
        self._reached: set[int] = set()  # rows that a merged cell of an earlier row reaches into
        for top, left, bottom, right in merged:
            self._merge(top, left, bottom, right)

    def _text(self, row: int, column: int, value: object) -> str:
        error = self._shape.errors.get((row, column))
        text, doubt = (error, False) if error else shown(value, self._shape.patterns.get((row, column)))
        if doubt:
            self._doubts.add((row, column))
        return text

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        bottom, right = min(bottom, len(self._texts) - 1), min(right, self._width - 1)
        if bottom < top or right < left:
            return
        self._spans[top, left] = (right - left + 1, bottom - top + 1)
        self._covered.update((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
        self._covered.discard((top, left))
        self._reached.update(range(top + 1, bottom + 1))

    def blocks(self) -> list[Block]:
        """Paragraphs and tables of the sheet, in order."""
        found: list[Block] = []
        if chapter_of(self.name):
            found.append(Paragraph(self.name))
        piece: list[int] = []
        for r, line in enumerate(self._texts):
            filled = [c for c, text in enumerate(line) if text]
            held = r in self._reached
            if len(filled) == 1 and not held and self._is_title(r, filled[0], bool(piece)):
                found.extend(self._table(piece))
                piece = []
                found.extend(
                    Paragraph(text, r + 1) for text in map(str.strip, line[filled[0]].split("\n")) if text
                )
            elif filled or held:
                piece.append(r)
            else:
                found.extend(self._table(piece))
                piece = []
        found.extend(self._table(piece))
        return found

    def _is_title(self, row: int, column: int, inside: bool) -> bool:
        """Whether the only text of a row is a title or prose, and not a heading or a label of a table."""
        text = self._texts[row][column]
        if chapter_of(text) is not None or len(text) > _PROSE or text.rstrip().endswith("。"):
            return True
        return not inside and not text.isascii() and "第二十条" not in letters(text)

    def _table(self, rows: list[int]) -> list[Block]:
        if not rows:
            return []
        used = [c for r in rows for c, text in enumerate(self._texts[r]) if text or (r, c) in self._covered]
        first, last = min(used), max(used)
        self.tables += 1
        return [Table([self._row(r, first, last, rows[-1]) for r in rows])]

    def _row(self, row: int, first: int, last: int, bottom: int) -> Row:
        cells: list[Cell] = []
        for column in range(first, last + 1):
            if (row, column) in self._covered:
                continue
            line = self._texts[row]
            across, down = self._spans.get((row, column), (1, 1))
            cell = Cell(
                line[column] if column < len(line) else "",
                len(cells) + 1,
                min(across, last - column + 1),
                min(down, bottom - row + 1),
                doubt=(row, column) in self._doubts,
                box=f"sheet {self.name}, row {row + 1}, column {column + 1}",
            )
            if row in self._shape.hidden_rows or column in self._shape.hidden_columns:
                cell.doubt = True
                self.doubted.append(cell)
            cells.append(cell)
        return Row(cells, row + 1, self.tables)
