"""Tables of a document without pages, drawn: every cell where it stands, with its printed text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from PIL import Image, ImageDraw

from crawler.evidence.fonts import load_font
from crawler.printable import printable
from parsers.document import Cell, Document, Paragraph, Row, Table

SIZE = 15
_LINE = SIZE + 5
_PAD = 5
_LEAST, _MOST = 44, 230
"""Bounds of a column's width in pixels."""
_MOST_ROWS = 400
_MOST_COLUMNS = 60
_MOST_LETTERS = 200
_MOST_HEIGHT = 24_000
_GAP = 24
_INK, _RULE = (20, 20, 20), (150, 150, 150)

Rectangle = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Placed:
    cell: Cell
    place: str
    row: int
    column: int
    lines: tuple[str, ...]

    @property
    def below(self) -> int:
        return self.row + self.cell.rowspan


def draw_document(document: Document, places: Collection[str]) -> tuple[Any, dict[str, Rectangle]]:
    """The tables and lines of text that hold one of the places, as one picture; and where each place lies."""
    font = load_font(SIZE)
    pieces, boxes, height = [], {}, _GAP
    for block in document.blocks:
        drawn = (
            _draw_table(block, places, font) if isinstance(block, Table) else _draw_line(block, places, font)
        )
        if drawn is None or height > _MOST_HEIGHT:
            continue
        picture, found = drawn
        for place, (left, top, right, bottom) in found.items():
            boxes[place] = (left + _GAP, top + height, right + _GAP, bottom + height)
        pieces.append((picture, height))
        height += picture.height + _GAP
    width = max((picture.width for picture, _ in pieces), default=400) + 2 * _GAP
    whole = Image.new("RGB", (width, max(height, 2 * _GAP)), "white")
    for picture, top in pieces:
        whole.paste(picture, (_GAP, top))
    return whole, boxes


def _draw_table(table: Table, places: Collection[str], font: Any) -> tuple[Any, dict[str, Rectangle]] | None:
    rows = table.rows[:_MOST_ROWS]
    if not any(row.place(cell) in places for row in rows for cell in row.cells):
        return None
    raw = [placed for number, row in enumerate(rows) for placed in _cells(number, row)]
    columns = max((placed.column + placed.cell.colspan for placed in raw), default=1)
    columns = min(columns, _MOST_COLUMNS)
    widths = _widths(raw, columns, font)
    x = [0, *accumulate(widths)]
    cells = [_wrapped(placed, x, font) for placed in raw]
    heights = [_LINE + _PAD] * len(rows)
    for placed in cells:
        if placed.cell.rowspan == 1:
            heights[placed.row] = max(heights[placed.row], len(placed.lines) * _LINE + _PAD)
    y = [0, *accumulate(heights)]
    picture = Image.new("RGB", (x[-1] + 1, y[-1] + 1), "white")
    pen = ImageDraw.Draw(picture)
    boxes: dict[str, Rectangle] = {}
    for placed in cells:
        box = (
            x[placed.column],
            y[placed.row],
            x[min(placed.column + placed.cell.colspan, columns)],
            y[min(placed.below, len(rows))],
        )
        pen.rectangle(box, outline=_RULE)
        for number, line in enumerate(placed.lines):
            pen.text((box[0] + _PAD, box[1] + _PAD // 2 + number * _LINE), line, fill=_INK, font=font)
        boxes[placed.place] = box
    return picture, boxes


def _cells(number: int, row: Row) -> list[_Placed]:
    starts: Sequence[int] = row.slots or range(len(row.cells))
    return [
        _Placed(cell, row.place(cell), number, start, (_text(cell.text),))
        for cell, start in zip(row.cells, starts, strict=False)
        if start < _MOST_COLUMNS
    ]


def _widths(cells: Sequence[_Placed], columns: int, font: Any) -> list[int]:
    widths = [_LEAST] * columns
    for placed in cells:
        if placed.cell.colspan == 1:
            wanted = int(font.getlength(placed.lines[0])) + 2 * _PAD + 2
            widths[placed.column] = min(_MOST, max(widths[placed.column], wanted))
    return widths


def _wrapped(placed: _Placed, x: Sequence[int], font: Any) -> _Placed:
    end = min(placed.column + placed.cell.colspan, len(x) - 1)
    room = x[end] - x[placed.column] - 2 * _PAD
    return _Placed(
        placed.cell, placed.place, placed.row, placed.column, tuple(fold(placed.lines[0], room, font))
    )


def fold(text: str, room: int, font: Any) -> list[str]:
    """Text in lines no wider than `room` pixels, broken between any two letters as Chinese is."""
    lines, line = [], ""
    for letter in text:
        if line and font.getlength(line + letter) > room:
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line]


def _draw_line(
    paragraph: Paragraph, places: Collection[str], font: Any
) -> tuple[Any, dict[str, Rectangle]] | None:
    """A line of text whose fields are placed by its number; the whole line stands for each of them."""
    here = [place for place in places if place.startswith(f"line {paragraph.number}, ")]
    if not here or not paragraph.number:
        return None
    lines = fold(_text(paragraph.text), 1000, font)
    picture = Image.new("RGB", (1010, len(lines) * _LINE + _PAD), "white")
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((_PAD, number * _LINE), line, fill=_INK, font=font)
    return picture, dict.fromkeys(here, (0, 0, picture.width - 1, picture.height - 1))


def _text(text: str) -> str:
    return printable(" ".join(text.split())[:_MOST_LETTERS])
