"""What the reader of one table gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from parsers.record import Record
from parsers.values import MISSING, Reading


@dataclass(frozen=True, slots=True)
class Placed:
    """One cell of the form: what was read, and where it stands in the source."""

    reading: Reading
    where: str | None = None

    def doubted(self) -> Placed:
        return self if self.reading.uncertain else Placed(replace(self.reading, uncertain=True), self.where)


ABSENT = Placed(MISSING)


@dataclass(slots=True)
class TableReading:
    """The cells of one table of the form. `rows_found`: how many of its rows (or parts) were identified."""

    generation: str | None = None
    cells: dict[str, Placed] = field(default_factory=dict)
    rows_found: int = 0
    warnings: list[str] = field(default_factory=list)

    @property
    def figures(self) -> int:
        """How many cells hold a number."""
        return sum(1 for placed in self.cells.values() if placed.reading.value is not None)

    @property
    def blank(self) -> bool:
        """Whether every cell stands there without a figure."""
        return all(
            placed.reading.state in ("blank", "slash", "dash") and not placed.reading.uncertain
            for placed in self.cells.values()
        )

    def complete(self, ids: list[str]) -> None:
        """Give every id of the form a cell; one that was not found is missing and uncertain."""
        self.cells = {cell: self.cells.get(cell, ABSENT) for cell in ids}


def put_cells(record: Record, cells: Mapping[str, Placed]) -> None:
    """Put cells into a record: value, state, printed text, place, doubt."""
    for cell, placed in cells.items():
        reading = placed.reading
        record.values[cell] = reading.value
        if reading.state is not None:
            record.states[cell] = reading.state
        if reading.raw is not None:
            record.raw[cell] = reading.raw
        if placed.where is not None:
            record.where[cell] = placed.where
        if reading.uncertain:
            record.uncertain.append(cell)


def agree(readings: list[TableReading], what: str) -> TableReading:
    """One reading of several copies of a table: cells on which filled copies differ are given up.

    Copies that differ may be of two years: what only one of them prints is then not vouched for.
    """
    filled = [reading for reading in readings if reading.figures] or readings[:1]
    first = filled[0]
    for other in filled[1:]:
        differing: list[str] = []
        lent: list[str] = []
        for cell, placed in other.cells.items():
            mine = first.cells.get(cell)
            if mine is None or mine.reading.state == "missing":
                first.cells[cell] = placed
                lent.append(cell)
            elif placed.reading.state == "missing":
                lent.append(cell)
            elif mine.reading.value != placed.reading.value:
                differing.append(cell)
        for cell in lent if differing else ():
            first.cells[cell] = first.cells[cell].doubted()
        for cell in differing:
            raw = f"{_printed(first.cells[cell])} | {_printed(other.cells[cell])}"
            first.cells[cell] = Placed(Reading(None, "text", raw, True), first.cells[cell].where)
        if differing:
            first.warnings.append(
                f"{what} stands there more than once; {len(differing)} cells differ and have no value"
            )
    return first


def _printed(placed: Placed) -> str:
    reading = placed.reading
    return reading.raw if reading.raw is not None else "" if reading.value is None else str(reading.value)
