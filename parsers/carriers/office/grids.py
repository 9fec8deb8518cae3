"""A sheet of a workbook as its file keeps it: cells by place, however far they lie apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.failures import Failure, Unreadable

MAX_CELLS = 200_000
MAX_MERGED = 5_000
"""Bounds of one sheet: cells with a value, merged areas. A report has some hundreds."""

_TRIM = " \t\r\n\xa0\u3000"

Place = tuple[int, int]  # row and column, from 0
Area = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


@dataclass(slots=True)
class Sheet:
    """Texts as shown, doubtful places, merged areas, and what is hidden."""

    name: str
    visible: bool = True
    texts: dict[Place, str] = field(default_factory=dict)
    doubted: set[Place] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def put(self, place: Place, text: str, *, doubt: bool = False) -> None:
        """Keep a cell that shows something. Raises `Unreadable` (too_large)."""
        text = text.strip(_TRIM)
        if not text:
            return
        self.texts[place] = text
        if doubt:
            self.doubted.add(place)
        if len(self.texts) > MAX_CELLS:
            raise Unreadable(Failure.TOO_LARGE, f"a sheet of more than {MAX_CELLS} cells")

    def merge(self, area: Area) -> None:
        """Keep a merged area. Raises `Unreadable` (too_large)."""
        self.merged.append(area)
        if len(self.merged) > MAX_MERGED:
            raise Unreadable(Failure.TOO_LARGE, f"a sheet of more than {MAX_MERGED} merged cells")
