"""Reports printed to PDF rule by rule: a small typesetter, so that each habit can be had alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.parsers.dirty.form import Cell, Table
from tests.parsers.dirty.model import Report
from tests.parsers.dirty.page import Markup, Prose, blocks

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@dataclass(frozen=True)
class Look:
    """How a report is printed. Lengths in points.

    `rules`: all, across (only between rows), none. `close`: whether the page edge gets a rule where it cuts a
    table. `cut`: rows may be cut in two by the page edge. `label`: width of the label columns; narrow value
    columns wrap their numbers. `boxes`: rules are thin filled boxes.
    """

    size: float = 9.0
    rules: str = "all"
    close: bool = False
    cut: bool = False
    repeat_head: bool = False
    boxes: bool = False
    margin: float = 70.0
    bottom: float = 70.0
    label: float = 0.5
    page_number: str | None = "- {} -"
    running_head: str | None = None
    before_page: Callable[[Canvas], None] | None = None
    after_page: Callable[[Canvas], None] | None = None


def print_report(report: Report, look: Look = Look(), *, more: Sequence[Report] = ()) -> bytes:
    """The report as a PDF file; `more` reports follow it, each on a new page."""
    setter = _Setter(look)
    for number, each in enumerate([report, *more]):
        if number:
            setter.new_page()
        setter.line(each.title, look.size * 1.8, centred=True)
        setter.y += look.size
        for block in blocks(each):
            if isinstance(block, Prose):
                setter.prose(block.text, heading=block.heading)
            elif isinstance(block, Table):
                setter.table(block)
            else:
                assert isinstance(block, Markup)
    return setter.finish()


class _Setter:
    def __init__(self, look: Look) -> None:
        self.look = look
        self.data = io.BytesIO()
        self.canvas = Canvas(self.data, pagesize=(WIDTH, HEIGHT))
        self.pages = 0
        self.y = 0.0
        self.start_page()

    @property
    def floor(self) -> float:
        return HEIGHT - self.look.bottom

    def start_page(self) -> None:
        self.pages += 1
        self.y = self.look.margin
        if self.look.before_page:
            self.look.before_page(self.canvas)
        if self.look.running_head:
            self.text(self.look.margin, 40, self.look.running_head, 8)

    def new_page(self) -> None:
        if self.look.page_number:
            self.text(WIDTH / 2 - 10, HEIGHT - 35, self.look.page_number.format(self.pages), 9)
        if self.look.after_page:
            self.look.after_page(self.canvas)
        self.canvas.showPage()
        self.start_page()

    def finish(self) -> bytes:
        self.new_page()
        self.canvas.save()
        return self.data.getvalue()

    def text(self, x: float, base: float, text: str, size: float) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, HEIGHT - base, text)

    def line(self, text: str, size: float, *, centred: bool = False, indent: float = 0.0) -> None:
        if self.y + 1.6 * size > self.floor:
            self.new_page()
        x = self.look.margin + indent
        if centred:
            x = (WIDTH - pdfmetrics.stringWidth(text, FONT, size)) / 2
        self.y += 1.6 * size
        self.text(x, self.y, text, size)

    def prose(self, text: str, *, heading: bool) -> None:
        size = self.look.size * 1.2
        room = WIDTH - 2 * self.look.margin
        rest, indent = text, 2 * size
        while rest:
            count = fitting(rest, size, room - indent)
            self.line(rest[:count], size, indent=indent)
            rest, indent = rest[count:], 0.0
        if heading:
            self.y += 4

    def table(self, table: Table) -> None:
        _TableSetter(self, table).set()


def fitting(text: str, size: float, room: float) -> int:
    """How many characters of a text fit on a line."""
    count = 1
    while count < len(text) and pdfmetrics.stringWidth(text[: count + 1], FONT, size) <= room:
        count += 1
    return count


class _TableSetter:
    """One table: columns by role, rows as high as their text, broken at the page edge."""

    def __init__(self, setter: _Setter, table: Table) -> None:
        self.setter, self.table, self.look = setter, table, setter.look
        width = WIDTH - 2 * self.look.margin
        labels = {"requests": 3, "disputes": 0, "proactive": 1}[table.name]
        if labels == 3:
            shares = [0.1, 0.2, 0.7]
            parts = [self.look.label * share for share in shares]
            parts += [(1 - self.look.label) / (table.width - 3)] * (table.width - 3)
        else:
            parts = [1 / table.width] * table.width
        self.columns = [self.look.margin]
        for part in parts:
            self.columns.append(self.columns[-1] + part * width)
        self.shown_above = 0
        self.grid: list[list[tuple[Cell, int, int, int]]] = []  # cell, column, first row, last row
        taken: dict[tuple[int, int], bool] = {}
        for r, row in enumerate(table.rows):
            slot, placed = 0, []
            for cell in row:
                while (r, slot) in taken:
                    slot += 1
                placed.append((cell, slot, r, min(r + cell.rowspan, len(table.rows)) - 1))
                for y in range(r, r + cell.rowspan):
                    for x in range(slot, slot + cell.colspan):
                        taken[y, x] = True
                slot += cell.colspan
            self.grid.append(placed)

    def lines(self, cell: Cell, column: int) -> list[str]:
        room = self.columns[column + cell.colspan] - self.columns[column] - 8
        found = []
        for piece in cell.text.split("\n"):
            rest = piece
            while rest:
                count = fitting(rest, self.look.size, room)
                found.append(rest[:count])
                rest = rest[count:]
        return found

    def set(self) -> None:
        step = 1.3 * self.look.size
        heights = [
            max([len(self.lines(c, x)) for c, x, r0, r1 in row if r0 == r1] or [1]) * step + 6
            for row in self.grid
        ]
        for row in self.grid:  # a merged cell must hold its text
            for cell, column, first, last in row:
                lack = len(self.lines(cell, column)) * step + 6 - sum(heights[first : last + 1])
                if lack > 0:
                    heights[last] += lack
        head = 3 if self.table.name != "proactive" else 0
        row = 0
        while row < len(heights):
            top, start = self.setter.y + 4, row
            tops, y = [top], top
            if row and head and self.look.repeat_head:
                y = self.draw_rows(range(head), top, heights[:head])
                tops = [y]
            while row < len(heights) and y + heights[row] <= self.setter.floor:
                y += heights[row]
                tops.append(y)
                row += 1
            cut = 0.0
            if row < len(heights):
                room = self.setter.floor - y
                if self.look.cut and room > 2 * step + 6 and heights[row] > 3 * step:
                    cut = step * int((room - 3) // step) + 3
            self.draw_rows(range(start, row), tops[0], heights[start:row])
            closed = self.look.close or row == len(heights)
            if cut:
                self.draw_cut(row, y, cut, step, upper=True)
            elif closed:
                self.rule(self.columns[0], y, self.columns[-1], y)
            if not closed:
                self.run_on(y + cut, min(self.setter.floor + 2, y + cut + 6))
            if row == len(heights):
                self.setter.y = y + 6
                return
            lines = max(len(self.lines(cell, column)) for cell, column, _, _ in self.grid[row])
            rest = max(lines - self.shown_above, 1) * step + 6
            self.setter.new_page()
            if cut:
                self.draw_cut(row, self.setter.y + 4, rest, step, upper=False)
                self.setter.y += rest
                row += 1
        self.setter.y += 6

    def run_on(self, top: float, bottom: float) -> None:
        """Uprights that go on to the page edge."""
        for x in self.columns:
            self.rule(x, top, x, bottom)

    def draw_rows(self, rows: range, top: float, heights: Sequence[float]) -> float:
        tops = [top]
        for height in heights:
            tops.append(tops[-1] + height)
        if not rows:
            return top
        for row in range(rows.start, rows.stop):
            covering = [item for above in self.grid[:row] for item in above if item[3] >= row]
            for cell, column, first, last in [*covering, *self.grid[row]]:
                if first < rows.start and row > rows.start:
                    continue  # drawn with the first row of this page
                if first >= rows.start and first != row:
                    continue
                end = min(last, rows.stop - 1)
                y0, y1 = tops[row - rows.start], tops[end - rows.start + 1]
                self.box(column, cell.colspan, y0, y1, closed=end == last)
                if first >= rows.start:
                    self.fill(cell, column, y0, y1, self.lines(cell, column))
        return tops[-1]

    def draw_cut(self, row: int, top: float, height: float, step: float, *, upper: bool) -> None:
        """The upper or lower part of a row that the page edge cuts."""
        room = int((height - 3) // step)
        for cell, column, _, _ in self.grid[row]:
            lines = self.lines(cell, column)
            above = lines[: max(room, 0)] if upper else lines[:0]
            shown = above if upper else lines[self.shown_above :]
            self.box(column, cell.colspan, top, top + height, closed=not upper or self.look.close)
            for number, line in enumerate(shown):
                self.setter.text(
                    self.columns[column] + 4, top + 3 + step * (number + 0.8), line, self.look.size
                )
        if upper:
            self.shown_above = max(room, 0)

    def fill(self, cell: Cell, column: int, top: float, bottom: float, lines: Sequence[str]) -> None:
        step = 1.3 * self.look.size
        start = top + max(3.0, (bottom - top - len(lines) * step) / 2)
        centre = cell.role == "value" or cell.role == "head"
        for number, line in enumerate(lines):
            x = self.columns[column] + 4
            if centre:
                wide = pdfmetrics.stringWidth(line, FONT, self.look.size)
                x = (self.columns[column] + self.columns[column + cell.colspan] - wide) / 2
            self.setter.text(x, start + step * (number + 0.8), line, self.look.size)

    def box(self, column: int, span: int, top: float, end: float, *, closed: bool) -> None:
        left, right = self.columns[column], self.columns[column + span]
        self.rule(left, top, right, top)
        if closed:
            self.rule(left, end, right, end)
        self.rule(left, top, left, end)
        self.rule(right, top, right, end)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        upright = x0 == x1
        if self.look.rules == "none" or (self.look.rules == "across" and upright):
            return
        canvas = self.setter.canvas
        if self.look.boxes:
            canvas.rect(x0 - 0.25, HEIGHT - y1 - 0.25, x1 - x0 + 0.5, y1 - y0 + 0.5, stroke=0, fill=1)
        else:
            canvas.setLineWidth(0.5)
            canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
