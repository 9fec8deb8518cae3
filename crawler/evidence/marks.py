"""How a cell stands: printed and vouched for, uncertain, or part of a failing check. Pure."""

from __future__ import annotations

from typing import Literal

from models.view import View
from parsers.record import CellState, Value

Mark = Literal["printed", "uncertain", "failing"]
COLOURS: dict[Mark, tuple[int, int, int]] = {
    "printed": (0, 140, 60),
    "uncertain": (240, 180, 0),
    "failing": (215, 25, 30),
}
SIGNS: dict[Mark, str] = {"printed": "", "uncertain": "?", "failing": "!"}
LEGEND = (
    "? uncertain  ! in a failing check or given differently elsewhere  ≈ worked out  * judged  ∅ not found"
)

_EMPTY: dict[CellState, str] = {"blank": "", "slash": "/", "dash": "-", "missing": "∅"}


def marks_of(view: View) -> dict[str, Mark]:
    """The mark of every cell of a report; a failing check outweighs a doubt."""
    uncertain, failing = set(view.record.uncertain), view.failing()
    return {
        cell: "failing" if cell in failing else "uncertain" if cell in uncertain else "printed"
        for cell in view.record.values
    }


def shown(value: Value, state: CellState | None, raw: str | None) -> str:
    """A cell in a few characters: its number, or the sign that stands in its place."""
    if value is None:
        if state == "text":
            return raw or "…"
        return _EMPTY.get(state, "") if state else ""
    return f"{value}≈" if state in ("inferred", "corrected") else str(value)


def cell_text(view: View, cell: str, mark: Mark) -> str:
    """What a table shows in a cell: the reading, its signs, and the judgement beside it."""
    record = view.record
    text = shown(record.values.get(cell), record.states.get(cell), record.raw.get(cell)) + SIGNS[mark]
    judged = view.judged.get(cell)
    return f"{text} {judged.value or judged.state}*" if judged else text
