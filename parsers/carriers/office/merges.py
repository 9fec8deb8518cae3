"""Cells merged downwards, followed from row to row by the grid columns that they take."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.carriers.tables import Held


@dataclass(slots=True)
class _Open:
    start: int
    end: int
    held: Held
    row: int


class Merges:
    """The grid columns of a table under construction; rows are numbered from 0 in order."""

    def __init__(self) -> None:
        self._row = -1
        self._column = 0
        self._open: list[_Open] = []

    def start_row(self, column: int) -> None:
        """Begin the next row, its first cell at the given grid column."""
        self._row += 1
        self._column = column
        self._open = [merged for merged in self._open if merged.row >= self._row - 1]

    def widen(self, span: int) -> None:
        """The last cell takes further columns."""
        self._column += span

    def place(self, held: Held, span: int, merge: str | None) -> Held | None:
        """Place a cell of the row; the cell above that it belongs to, if it continues one.

        A continuation without a beginning (the table was cut in two above it) is a cell of its own.
        """
        start, end = self._column, self._column + span
        self._column = end
        if merge is None:
            return None
        if merge == "continue":
            above = max(
                (
                    merged
                    for merged in self._open
                    if merged.row == self._row - 1 and _overlap(merged, start, end)
                ),
                key=lambda merged: _overlap(merged, start, end),
                default=None,
            )
            if above is not None:
                above.row = self._row
                above.held.cell.rowspan += 1
                return above.held
        self._open.append(_Open(start, end, held, self._row))
        return None


def _overlap(merged: _Open, start: int, end: int) -> int:
    return max(0, min(merged.end, end) - max(merged.start, start))
