"""Pages of a printed report: where each line of text and each rule stands, in points from below left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.replica.tables import Table

WIDTH, HEIGHT = 595.0, 842.0
"""A4, upright."""
MARGIN = 42.0
BOTTOM = 60.0
LEADING = 1.35
PADDING = 2.0
LABELS = 0.09
"""Share of the width of a label column where the columns are not alike."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: left end and base line."""

    text: str
    size: float
    left: float
    base: float


@dataclass(frozen=True, slots=True)
class Box:
    """The printed border of a cell."""

    left: float
    bottom: float
    width: float
    height: float


@dataclass(slots=True)
class Sheet:
    """One page."""

    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell in its grid: row, column, spans, lines of its text."""

    row: int
    column: int
    rows: int
    columns: int
    lines: tuple[str, ...]


class Press:
    """Sets paragraphs and tables from the top of the first page to the end of the last one."""

    def __init__(self) -> None:
        self.sheets = [Sheet()]
        self._top = HEIGHT - MARGIN

    def paragraph(self, text: str, size: float = 10.5, centred: bool = False) -> None:
        """A paragraph, two characters indented unless centred."""
        for line in wrapped(text if centred else "　　" + text, WIDTH - 2 * MARGIN, size):
            self._room(size * LEADING)
            left = (WIDTH - extent(line, size)) / 2 if centred else MARGIN
            self._sheet.lines.append(Line(line, size, left, self._top - size))
            self._top -= size * LEADING
        self._top -= size * 0.4

    def table(self, table: Table, columns: Sequence[float], size: float = 7.5) -> None:
        """A table; `columns` are the widths of its grid columns. A page ends between rows, never in one."""
        places = _placed(table, columns, size)
        heights = _heights(places, len(table), size)
        edges = [MARGIN + sum(columns[:number]) for number in range(len(columns) + 1)]
        start = 0
        while start < len(table):
            self._room(heights[start])
            end, depth = start, 0.0
            while end < len(table) and self._top - depth - heights[end] >= BOTTOM:
                depth += heights[end]
                end += 1
            self._rows(places, heights, edges, range(start, end), size)
            self._top -= depth
            start = end
        self._top -= size

    def _rows(
        self,
        places: Sequence[_Place],
        heights: Sequence[float],
        edges: Sequence[float],
        rows: range,
        size: float,
    ) -> None:
        tops = {rows.start: self._top}
        for row in rows:
            tops[row + 1] = tops[row] - heights[row]
        for place in places:
            first, last = max(place.row, rows.start), min(place.row + place.rows, rows.stop)
            if first >= last:
                continue
            left, right = edges[place.column], edges[place.column + place.columns]
            self._sheet.boxes.append(Box(left, tops[last], right - left, tops[first] - tops[last]))
            if place.row < rows.start:
                continue  # The text of a cell that the page break cuts stands on the page before.
            base = (tops[first] + tops[last] + len(place.lines) * size * LEADING) / 2 - size
            for number, line in enumerate(place.lines):
                middle = (left + right - extent(line, size)) / 2
                self._sheet.lines.append(Line(line, size, middle, base - number * size * LEADING))

    @property
    def _sheet(self) -> Sheet:
        return self.sheets[-1]

    def _room(self, height: float) -> None:
        if self._top - height < BOTTOM:
            self.sheets.append(Sheet())
            self._top = HEIGHT - MARGIN


def extent(text: str, size: float) -> float:
    """Width of a line: Latin letters and digits are half as wide as Chinese characters."""
    return sum(size / 2 if char.isascii() else size for char in text)


def wrapped(text: str, width: float, size: float) -> tuple[str, ...]:
    """Lines of a text; a number is never broken."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and extent(line + piece, size) > width:
            lines.append(line)
            line = ""
        line += piece
    return (*lines, line) if line else tuple(lines)


def columns_of(count: int, labels: int = 0) -> tuple[float, ...]:
    """Widths of grid columns over the whole page: `labels` wide ones, the others alike."""
    whole = WIDTH - 2 * MARGIN
    rest = whole * (1 - LABELS * labels) / (count - labels)
    return (whole * LABELS,) * labels + (rest,) * (count - labels)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for char in text:
        if pieces and char.isascii() and pieces[-1][-1].isascii():
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _placed(table: Table, columns: Sequence[float], size: float) -> list[_Place]:
    taken: set[tuple[int, int]] = set()
    places = []
    for row, cells in enumerate(table):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            width = sum(columns[column : column + cell.colspan]) - 2 * PADDING
            lines = wrapped(cell.text, width, size)
            places.append(_Place(row, column, cell.rowspan, cell.colspan, lines))
            taken |= {(row + r, column + c) for r in range(cell.rowspan) for c in range(cell.colspan)}
            column += cell.colspan
    return places


def _heights(places: Sequence[_Place], rows: int, size: float) -> list[float]:
    """Height of each row: what its own cells need, and a cell over many rows stretches its last one."""
    heights = [size * LEADING + 2 * PADDING] * rows
    for place in sorted(places, key=lambda place: place.rows):
        needed = len(place.lines) * size * LEADING + 2 * PADDING
        over = needed - sum(heights[place.row : place.row + place.rows])
        if over > 0:
            heights[place.row + place.rows - 1] += over
    return heights
