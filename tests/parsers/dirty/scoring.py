"""Compare a reading with the gold values, cell by cell: right, flagged, missing or silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from .numbers import Gold


@dataclass
class Tally:
    """Cells by how they came out; `notes` describes those not right, silent ones first.

    `misread` counts documents whose outcome, year or generation is wrong.
    """

    cells: int = 0
    right: int = 0
    flagged: int = 0
    missing: int = 0
    silent: int = 0
    misread: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Share of right cells."""
        return self.right / self.cells if self.cells else 0.0

    def add(self, other: Tally) -> None:
        """Add another tally's counts and notes."""
        self.cells += other.cells
        self.right += other.right
        self.flagged += other.flagged
        self.missing += other.missing
        self.silent += other.silent
        self.misread += other.misread
        self.notes += other.notes


def number(value: Any) -> Decimal | None:
    """The value as a number, None for anything else."""
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def score(record: Any, gold: Mapping[str, Gold]) -> Tally:
    """Tally a record (`parsers.record.Record`); a figure for a cell outside of `gold` counts as silent, too.

    A wrong value is flagged when it is named in `uncertain` or belongs to a failing check.
    """
    flagged = set(record.uncertain)
    for check in record.checks:
        if check.status == "fails":
            flagged.update(check.cells)
    tally, silent = Tally(), []
    for cell, expected in gold.items():
        got = record.values.get(cell)
        tally.cells += 1
        if number(got) == number(expected) or (expected is None and record.states.get(cell) == "inferred"):
            tally.right += 1
        elif got is None:
            tally.missing += 1
            tally.notes.append(f"missing {cell}: expected {expected!r}")
        elif cell in flagged:
            tally.flagged += 1
            tally.notes.append(f"flagged {cell}: expected {expected!r}, got {got!r}")
        else:
            tally.silent += 1
            silent.append(f"SILENT {cell}: expected {expected!r}, got {got!r}")
    for cell, got in record.values.items():
        if cell not in gold and got is not None and cell not in flagged:
            tally.silent += 1
            silent.append(f"SILENT {cell}: not in the document, got {got!r}")
    tally.notes = silent + tally.notes
    return tally
