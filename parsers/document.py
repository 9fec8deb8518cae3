"""What a carrier hands to the readers: paragraphs and tables in document order, cells as they were printed.

Nothing here knows the format of the reports. A table keeps the raw cells of each row (the cells that exist in
the source) next to the grid that their spans describe: values are found by counting cells, labels by the
grid.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from parsers.grid import Layout, lay_out
from parsers.record import Carrier


@dataclass(slots=True)
class Cell:
    """One cell that exists in the source. Lines of its text are parted by a line feed."""

    text: str
    column: int  # place among the cells of its row, from 1
    colspan: int = 1
    rowspan: int = 1
    odd: bool = False  # struck text, or text that stood outside any cell: not to be vouched for
    doubt: bool = False  # the carrier was not sure of the text: weak recognition, half of it cut away
    alternatives: tuple[str, ...] = ()  # other readings of the same ink, best first
    lookalikes: tuple[str, ...] = ()  # what may have been printed, though nobody reads it in what is left
    box: str | None = None  # place on a page or a sheet, e.g. `page 3, box 72.0 310.5 98.2 322.0`


@dataclass(slots=True)
class Row:
    """One row of a table, or one line of a text."""

    cells: list[Cell]
    number: int  # row of the table, or line of the text, from 1
    table: int = 0  # number of the table in the document, 0 for a line of text
    loose: bool = False  # a line of text whose cells were parted at white space
    covering: tuple[str, ...] = ()  # texts of the cells above whose span reaches into this row
    slots: tuple[int, ...] = ()  # first grid column of each cell

    def end(self) -> int:
        """The grid column behind the last cell; 0 for a row without cells."""
        return self.slots[-1] + self.cells[-1].colspan if self.slots else 0

    def place(self, cell: Cell) -> str:
        """The place of a cell, as a reader of the source would name it."""
        if cell.box is not None:
            return cell.box
        if self.table:
            return f"table {self.table}, row {self.number}, column {cell.column}"
        return f"line {self.number}, field {cell.column}"


@dataclass
class Table:
    """Rows of cells; `layout` is the grid of their spans."""

    rows: list[Row]
    node: Any = None
    page: int = 0  # number of its (first) page from 1, 0 where the carrier has no pages

    @cached_property
    def layout(self) -> Layout:
        return lay_out([[(cell.colspan, cell.rowspan) for cell in row.cells] for row in self.rows])

    def settle(self) -> None:
        """Give each row its grid columns and the texts that reach in from above."""
        layout = self.layout
        for index, row in enumerate(self.rows):
            row.slots = layout.starts[index]
            row.covering = tuple(self.rows[r].cells[c].text for r, c in layout.covering[index])


@dataclass(slots=True)
class Paragraph:
    """A paragraph or a line of running text. `heading` tells that the mark-up calls it a heading."""

    text: str
    number: int = 0  # line of a text, 0 where the carrier has no lines
    heading: bool = False
    node: Any = None
    page: int = 0  # number of its page from 1, 0 where the carrier has no pages


Block = Paragraph | Table


@dataclass(slots=True)
class Document:
    """One document as its carrier was read."""

    carrier: Carrier
    blocks: list[Block]
    titles: list[str] = field(default_factory=list)  # as the mark-up declares them, best first
    headings: list[str] = field(default_factory=list)  # what the mark-up calls headings, whole page
    published: str | None = None  # date in the mark-up, as printed
    attachments: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs outside tables, in order."""
        return [block for block in self.blocks if isinstance(block, Paragraph)]
