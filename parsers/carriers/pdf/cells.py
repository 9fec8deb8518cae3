"""Characters into the cells of ruled tables, and into lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from parsers.carriers.pages import PrintedCell, PrintedTable
from parsers.carriers.pdf.frame import Box, Frame
from parsers.carriers.pdf.glyphs import Glyph
from parsers.carriers.prose import Line
from parsers.carriers.ruled import RuledTable
from parsers.document import Cell

_GAP_OF_FIGURES = 0.22  # letters between two characters of figures that are two words
_GAP_OF_WORDS = 0.6
_SAME_LINE = 0.45  # letters by which base lines of one line may differ
_MOST_PADDING = 14.0  # points, both sides of a cell together
_TOUCHING = 0.12  # letters between two digits of one number at most
_ACROSS = 0.25  # share of its advance by which a digit must stand on both sides of a border
_FIGURES = re.compile(r"[0-9０-９.,．，%+\-]")
_WIDE_MARKS = frozenset("，．。、")


def place(page: int, box: Box) -> str:
    """The place of a cell as the record names it, in points from the top left corner of the page."""
    return f"page {page}, box " + " ".join(f"{value:.1f}" for value in box)


@dataclass(slots=True)
class _Slot:
    glyphs: list[Glyph] = field(default_factory=list)
    doubt: bool = False


class Filling:
    """One ruled table while its characters are sorted in."""

    def __init__(self, table: RuledTable) -> None:
        self.table = table
        self.slots = [_Slot() for _ in table.cells]
        self.owner = [[0] * (len(table.columns) - 1) for _ in range(len(table.rows) - 1)]
        for index, cell in enumerate(table.cells):
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    self.owner[row][column] = index

    @property
    def area(self) -> float:
        """Area of the table, to tell the inner of two from the outer one."""
        left, top, right, bottom = self.table.box
        return (right - left) * (bottom - top)

    def at(self, x: float, y: float) -> int | None:
        """The index of the cell that holds a point."""
        row, column = bisect_right(self.table.rows, y) - 1, bisect_right(self.table.columns, x) - 1
        if 0 <= row < len(self.owner) and 0 <= column < len(self.owner[0]):
            return self.owner[row][column]
        return None

    def printed(self, page: int, frame: Frame) -> PrintedTable:
        """The table with the text of its cells."""
        lines = [lines_of(slot.glyphs) for slot in self.slots]
        padding = min(
            (
                _room(line, cell.right - cell.left)
                for cell, of_cell in zip(self.table.cells, lines, strict=True)
                for line in of_cell
            ),
            default=_MOST_PADDING,
        )
        padding = min(max(padding, 0.0), _MOST_PADDING)
        cells = []
        for cell, slot, of_cell in zip(self.table.cells, self.slots, lines, strict=True):
            width = cell.right - cell.left
            text, room = _cell_text(of_cell, width, padding)
            doubt = bool(text) and (
                slot.doubt or cell.irregular or any(glyph.bad or glyph.faint for glyph in slot.glyphs)
            )
            box = frame.displayed((cell.left, cell.top, cell.right, cell.bottom))
            made = Cell(text, 1, cell.colspan, cell.rowspan, doubt=doubt, box=place(page, box))
            cells.append(PrintedCell(made, cell.row, cell.column, room))
        rows = self.table.rows
        return PrintedTable(cells, self.table.columns, len(rows) - 1, rows[0], rows[-1])


def fill(tables: Sequence[RuledTable], glyphs: Sequence[Glyph]) -> tuple[list[Filling], list[Glyph]]:
    """Sort the characters of a page into its tables; what stands in none comes back.

    A character goes to the cell that holds its centre. Where a number runs over a border, both cells are
    doubtful. Characters of watermarks go nowhere.
    """
    fillings = sorted((Filling(table) for table in tables), key=lambda filling: filling.area)
    outside: list[Glyph] = []
    before: tuple[Glyph, Filling, int] | None = None
    for glyph in glyphs:
        if glyph.ghost:
            continue
        home: tuple[Filling, int] | None = None
        for filling in fillings if not glyph.huge else ():
            index = filling.at(glyph.centre, glyph.middle)
            if index is not None:
                home = filling, index
                break
        if home is None:
            outside.append(glyph)
            before = None
            continue
        filling, index = home
        filling.slots[index].glyphs.append(glyph)
        if before is not None and before[1] is filling and before[2] != index:
            _doubt_overflow(before[0], glyph, filling, before[2], index)
        before = glyph, filling, index
    return fillings, outside


def _doubt_overflow(one: Glyph, other: Glyph, filling: Filling, first: int, second: int) -> None:
    """Two touching digits in two cells: a number too wide for its cell, or two numbers without a gap."""
    if abs(one.base - other.base) > 0.1 * one.size or not (
        _FIGURES.fullmatch(one.text) and _FIGURES.fullmatch(other.text)
    ):
        return
    if abs(other.left - one.right) > _TOUCHING * one.size:
        return
    filling.slots[first].doubt = filling.slots[second].doubt = True


def lines_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters by line, from top to bottom, each line from left to right."""
    lines: list[list[Glyph]] = []
    base = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.base, glyph.left)):
        if lines and glyph.base - base <= _SAME_LINE * glyph.size:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            base = glyph.base
    for line in lines:
        line.sort(key=lambda glyph: glyph.left)
    return lines


def text_of(line: Sequence[Glyph]) -> str:
    """The text of a line; white space stands where the gap between two characters shows it."""
    parts = [line[0].text]
    for one, other in pairwise(line):
        gap = (other.left - one.right) / max(one.size, other.size)
        narrow = one.text.isascii() and other.text.isascii()
        if gap > (_GAP_OF_FIGURES if narrow else _GAP_OF_WORDS):
            parts.append(" ")
        parts.append(other.text)
    return "".join(parts)


def line_of(glyphs: Sequence[Glyph], page: int) -> Line:
    """A line of running text."""
    size = sorted(glyph.size for glyph in glyphs)[len(glyphs) // 2]
    base = sorted(glyph.base for glyph in glyphs)[len(glyphs) // 2]
    return Line(text_of(glyphs), glyphs[0].left, glyphs[-1].right, base - size, base, size, page)


def _room(line: Sequence[Glyph], width: float) -> float:
    return width - (line[-1].right - line[0].left)


def _cell_text(lines: Sequence[list[Glyph]], width: float, padding: float) -> tuple[str, float | None]:
    """The text of a cell, and how many letters its last line has room for. Lines that the width of the cell
    broke run on."""
    if not lines:
        return "", None
    text = text_of(lines[0])
    for above, below in pairwise(lines):
        text += ("" if _wrapped(above, below, width, padding) else "\n") + text_of(below)
    last = lines[-1]
    return text, (_room(last, width) - padding - 1.0) / last[-1].size


def _wrapped(line: Sequence[Glyph], below: Sequence[Glyph], width: float, padding: float) -> bool:
    """Whether a line broke because what follows had no room on it."""
    advance = below[0].right - below[0].left
    if not _FIGURES.fullmatch(line[-1].text) or not _FIGURES.fullmatch(below[0].text):
        advance += line[-1].size  # punctuation takes the character before it along to the next line
    elif line[-1].text in _WIDE_MARKS:
        digits = list(takewhile(lambda glyph: glyph.text.isascii(), below))
        advance = digits[-1].right - digits[0].left if digits else advance  # no line breaks inside them
    elif any(glyph.text in _WIDE_MARKS for glyph in below):
        advance = below[-1].right - below[0].left  # no line opens with a full-width mark
    return _room(line, width) < padding + advance + 1.0
