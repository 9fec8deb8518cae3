"""Tables of a page under construction, and what they turn out to be: rows of figures, or layout round
other blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parsers.document import Block, Cell, Paragraph, Row, Table
from parsers.headings import chapter_of

_PROSE = 80
_FEWEST_DOUBLED = 2


@dataclass(slots=True)
class Held:
    """A cell under construction, with the blocks it holds."""

    cell: Cell
    blocks: list[Block]


@dataclass(slots=True)
class Frame:
    """A table under construction."""

    number: int
    owner: Any
    node: Any
    rows: list[list[Held]] = field(default_factory=list)
    row: list[Held] | None = None
    cell: Held | None = None
    cell_owner: Any = None
    row_owner: Any = None
    before: list[Block] = field(default_factory=list)  # what stood in the table outside any row
    implied: bool = False  # rows without a table element round them


def settled(frame: Frame, *, inside: bool = False) -> Iterator[Block]:
    """The blocks of a finished table: pieces of table, and what its layout cells held, in order.

    `inside`: the table stands in the cell of another one.
    """
    yield from frame.before
    if inside and frame.rows and len(frame.rows) == len(frame.rows[0]) == 1:
        yield from frame.rows[0][0].blocks  # a frame round the text of one cell
        return
    if _every_second_is_empty(frame.rows):
        frame.rows = [row[::2] for row in frame.rows]
    report_in_table = any(_heading_row(row) for row in frame.rows)
    piece: list[Row] = []
    for number, row in enumerate(frame.rows, 1):
        if _is_layout(row, report_in_table):
            if piece:
                yield Table(piece, frame.node)
                piece = []
            for held in row:
                yield from held.blocks
        elif row:
            piece.append(Row([held.cell for held in row], number, frame.number))
    if piece:
        yield Table(piece, frame.node)


def _every_second_is_empty(rows: list[list[Held]]) -> bool:
    """Cells whose end was typed as another beginning: each is followed by an empty one, in every row."""
    return (
        len(rows) > _FEWEST_DOUBLED
        and all(len(row) % 2 == 0 and not any(held.blocks for held in row[1::2]) for row in rows)
        and any(len(row) > 2 for row in rows)
    )


def _filled(row: list[Held]) -> list[Held]:
    return [held for held in row if held.blocks]


def _heading_row(row: list[Held]) -> bool:
    filled = _filled(row)
    return len(filled) == 1 and any(
        isinstance(block, Paragraph) and chapter_of(block.text) for block in filled[0].blocks[:1]
    )


def _is_layout(row: list[Held], report_in_table: bool) -> bool:
    """Rows that carry text of the report, or whole tables, and not figures."""
    filled = _filled(row)
    if any(isinstance(block, Table) for held in filled for block in held.blocks):
        return True
    if len(filled) != 1:
        return False
    text = filled[0].cell.text
    if len(text) > _PROSE or (report_in_table and len(row) == 1 and "第二十条" not in text and len(text) > 1):
        return True
    return _heading_row(row)
