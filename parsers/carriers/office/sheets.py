"""Sheets of a workbook (XLSX, XLS) as tables: blocks parted at titles and empty rows, each cropped.

A sheet that holds all tables is as wide as the widest of them: without the crop every figure would be counted
from the wrong end.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.carriers.office.grids import Place, Sheet
from parsers.carriers.office.package import Package
from parsers.carriers.office.xls import xls_sheets
from parsers.carriers.office.xlsx import xlsx_sheets
from parsers.document import Block, Cell, Document, Paragraph, Row, Table
from parsers.failures import Failure, Unreadable
from parsers.headings import chapter_of
from parsers.record import Carrier
from parsers.words import letters

MAX_SLOTS = 500_000
"""Bound of one workbook: cells of its tables, empty ones included, and cells under merged areas."""
_PROSE = 60


def read_sheets(data: bytes, carrier: Carrier) -> Document:
    """Read a workbook. Hidden sheets are read only where the others hold nothing. Raises `Unreadable`."""
    try:
        package = data.startswith(b"PK")
        sheets = xlsx_sheets(Package(data, carrier)) if package else xls_sheets(data, carrier)
        return _document(sheets, carrier)
    except Unreadable as refusal:
        refusal.carrier = carrier
        raise


def _document(sheets: list[Sheet], carrier: Carrier) -> Document:
    document = Document(carrier, [])
    budget = _Budget()
    for visible in (True, False):
        if any(isinstance(block, Table) for block in document.blocks):
            break
        for sheet in sheets:
            if sheet.visible == visible:
                document.blocks.extend(_Layout(sheet, budget).blocks())
    for block in document.blocks:
        if isinstance(block, Table):
            block.settle()
    for sheet in sheets:
        if sheet.texts and not sheet.visible:
            document.warnings.append(
                f"the sheet {sheet.name} is hidden; it counts only where no other holds tables"
            )
        elif any(row in sheet.hidden_rows or column in sheet.hidden_columns for row, column in sheet.texts):
            document.warnings.append(
                f"the sheet {sheet.name} has hidden rows or columns; they are not vouched for"
            )
    return document


class _Budget:
    """Counts the tables of a workbook and the cells laid out for them."""

    def __init__(self) -> None:
        self.tables = 0
        self._slots = 0

    def take(self, slots: int) -> None:
        """Raises `Unreadable` (too_large) where a few cells far apart would become a table of millions."""
        self._slots += slots
        if self._slots > MAX_SLOTS:
            raise Unreadable(Failure.TOO_LARGE, f"a workbook whose cells span more than {MAX_SLOTS} places")


class _Layout:
    """The blocks of one sheet."""

    def __init__(self, sheet: Sheet, budget: _Budget) -> None:
        self._sheet = sheet
        self._budget = budget
        self._columns: defaultdict[int, list[int]] = defaultdict(list)  # row -> columns that show something
        for row, column in sorted(sheet.texts):
            self._columns[row].append(column)
        self._spans: dict[Place, tuple[int, int]] = {}
        self._covered: set[Place] = set()
        self._reached: set[int] = set()  # rows that a merged cell of an earlier row reaches into
        last_row = max(self._columns, default=-1)
        last_column = max((columns[-1] for columns in self._columns.values()), default=-1)
        for top, left, bottom, right in sheet.merged:
            self._merge(top, left, min(bottom, last_row), min(right, last_column))

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if bottom < top or right < left or (top, left) in self._covered:
            return
        self._budget.take((bottom - top + 1) * (right - left + 1))
        self._spans[top, left] = (right - left + 1, bottom - top + 1)
        self._covered.update((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
        self._covered.discard((top, left))
        self._reached.update(range(top + 1, bottom + 1))

    def blocks(self) -> list[Block]:
        """Paragraphs and tables of the sheet, in order."""
        found: list[Block] = []
        if chapter_of(self._sheet.name):
            found.append(Paragraph(self._sheet.name))
        piece: list[int] = []
        for row in sorted(self._reached.union(self._columns)):
            if piece and row > piece[-1] + 1:
                found.extend(self._table(piece))
                piece = []
            columns = self._columns.get(row, [])
            if (
                len(columns) == 1
                and row not in self._reached
                and self._is_title(row, columns[0], bool(piece))
            ):
                found.extend(self._table(piece))
                piece = []
                lines = self._sheet.texts[row, columns[0]].split("\n")
                found.extend(Paragraph(text, row + 1) for text in map(str.strip, lines) if text)
            else:
                piece.append(row)
        found.extend(self._table(piece))
        return found

    def _is_title(self, row: int, column: int, inside: bool) -> bool:
        """Whether the only text of a row is a title or prose, and not a heading or a label of a table."""
        text = self._sheet.texts[row, column]
        if chapter_of(text) is not None or len(text) > _PROSE or text.endswith("。"):
            return True
        return not inside and not text.isascii() and "第二十条" not in letters(text)

    def _table(self, rows: list[int]) -> list[Block]:
        used = [column for row in rows for column in self._columns.get(row, [])]
        if not used:
            return []
        ends = [
            column + self._spans[row, column][0] - 1
            for row in rows
            for column in self._columns.get(row, [])
            if (row, column) in self._spans
        ]
        first, last = min(used), max([*used, *ends])
        self._budget.take(len(rows) * (last - first + 1))
        self._budget.tables += 1
        return [Table([self._row(row, first, last, rows[-1]) for row in rows])]

    def _row(self, row: int, first: int, last: int, bottom: int) -> Row:
        sheet = self._sheet
        cells: list[Cell] = []
        for column in range(first, last + 1):
            place = (row, column)
            if place in self._covered:
                continue
            across, down = self._spans.get(place, (1, 1))
            hidden = row in sheet.hidden_rows or column in sheet.hidden_columns
            cells.append(
                Cell(
                    sheet.texts.get(place, ""),
                    len(cells) + 1,
                    min(across, last - column + 1),
                    min(down, bottom - row + 1),
                    doubt=hidden or place in sheet.doubted,
                    box=f"sheet {sheet.name}, row {row + 1}, column {column + 1}",
                )
            )
        return Row(cells, row + 1, self._budget.tables)
