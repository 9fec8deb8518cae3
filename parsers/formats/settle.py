"""Cells that a recogniser was not sure of, held against the sums of the form.

Sums choose among what was read, they never compute: a doubtful figure is replaced only by another reading of
its own ink, only where exactly one such choice mends a failing relation and breaks none, and what was read
first stays in `raw`; it is vouched for where all its relations, two at least, are right then and no hairlines
of it may be lost. A doubtful figure whose relations hold is confirmed, unless they would hold as well with it
and another cell misread alike. All else stays as read and is uncertain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from parsers.document import Cell, Document, Table
from parsers.formats.result import Placed, TableReading
from parsers.formats.spec import formats
from parsers.formats.sums import Choices, Equation, Values, is_told_apart, of_cell, only_changes
from parsers.record import Record
from parsers.values import Reading, read_value

_NOTHING = ("blank", "slash", "dash")
_TABLES = ("T3", "T4")  # the parts of a rule's id that are sums within one table
_WITNESSES = 2  # relations that vouch for a cell


def unsure_cells(document: Document) -> dict[str, Cell]:
    """The cells that their carrier does not vouch for, by their place."""
    return {
        row.place(cell): cell
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row.cells
        if cell.doubt
    }


def settle(tables: Iterable[TableReading], unsure: Mapping[str, Cell], *, recognised: bool) -> None:
    """Confirm, correct or mark the doubtful cells of the tables in place.

    `recognised`: the figures were read from a picture, so that a failing sum throws doubt on cells that the
    recogniser was sure of.
    """
    for table in tables:
        if not table.cells or not (unsure or recognised):
            continue
        doubtful = {
            cell: unsure[placed.where]
            for cell, placed in table.cells.items()
            if placed.where is not None and placed.where in unsure
        }
        equations = _equations(table)
        values = {cell: _value(placed.reading) for cell, placed in table.cells.items()}
        corrected = _correct(table, doubtful, equations, values)
        rivals = _rivals(doubtful, values)
        # What was changed to make a sum right, unvouched, makes that sum no witness for its other cells.
        changed = {cell for cell in corrected if table.cells[cell].reading.uncertain}
        steady = [equation for equation in equations if changed.isdisjoint(equation.cells)]
        for cell, source in doubtful.items():
            vouched = cell in corrected or (
                _confirmed(cell, source, equations, values) and bool(of_cell(cell, steady))
            )
            if not vouched or not _is_told_apart(cell, steady, values, rivals):
                table.cells[cell] = table.cells[cell].doubted()
        if recognised:
            _doubt_failing(table, equations, values)


def doubt_unvouched(record: Record, unsure: Mapping[str, Cell]) -> None:
    """Mark figures of forms without sums whose cells are doubtful."""
    known = set(record.uncertain)
    for cell, where in record.where.items():
        if where in unsure and cell not in known and record.states.get(cell) != "corrected":
            record.uncertain.append(cell)


def _equations(table: TableReading) -> list[Equation]:
    """The equations whose cells all stand in a table."""
    return [
        Equation(left, right)
        for rule in formats()[table.generation or "G4"].checks
        if rule.op == "==" and rule.lhs and rule.id.split(".")[1] in _TABLES
        for _, left, right in rule.relations()
        if all(cell in table.cells for cell in (*left, *right))
    ]


def _value(reading: Reading) -> int | None:
    """What a cell adds to a sum; None where it is lost, no count, or inferred."""
    if isinstance(reading.value, int) and reading.state != "inferred":
        return reading.value
    return 0 if reading.state in _NOTHING else None


def _choices(cell: str, source: Cell, values: Values) -> list[int]:
    """The other figures that a doubtful cell may be, best first."""
    found: list[int] = []
    for text in source.alternatives:
        value = read_value(text).value
        if isinstance(value, int) and value != values[cell] and value not in found:
            found.append(value)
    return found


def _correct(
    table: TableReading,
    doubtful: Mapping[str, Cell],
    equations: list[Equation],
    values: dict[str, int | None],
) -> set[str]:
    """Change doubtful cells where exactly one choice mends failing equations and breaks none; returns the
    cells that changed, of which those that are not vouched for are uncertain."""
    choices = {cell: found for cell, source in doubtful.items() if (found := _choices(cell, source, values))}
    change = only_changes(equations, choices, values)
    values |= change
    for cell, value in change.items():
        placed = table.cells[cell]
        read = placed.reading.raw if placed.reading.raw is not None else str(placed.reading.value or "")
        # No sum can tell a zero from a mark for nothing.
        own = of_cell(cell, equations)
        worn = bool(doubtful[cell].lookalikes)  # sums find a way among many readings too easily
        vouched = (
            not worn
            and value != 0
            and len(own) >= _WITNESSES
            and all(equation.holds(values) for equation in own)
        )
        table.cells[cell] = Placed(Reading(value, "corrected", read, not vouched), placed.where)
    return set(change)


def _rivals(doubtful: Mapping[str, Cell], values: Values) -> Choices:
    """The other figures that each doubtful cell may be: those that were read, also before it was corrected,
    and those that look the same."""
    return {
        cell: [
            value
            for text in (source.text, *source.alternatives, *source.lookalikes)
            if isinstance(value := read_value(text).value, int) and value != values[cell]
        ]
        for cell, source in doubtful.items()
    }


def _is_told_apart(cell: str, equations: list[Equation], values: Values, rivals: Choices) -> bool:
    """Whether sums that hold tell a figure from all that it may be as well."""
    return all(is_told_apart(cell, other, equations, values, rivals) for other in rivals[cell])


def _confirmed(cell: str, source: Cell, equations: list[Equation], values: Values) -> bool:
    """Whether sums bear out a doubtful figure, and tell it from its rivals (they cannot tell 0 from none)."""
    value = values[cell]
    own = of_cell(cell, equations)
    if value is None or not source.text.strip() or not own:
        return False
    if not all(equation.holds(values) for equation in own):
        return False
    if value == 0 and any(not text or read_value(text).value in (0, None) for text in source.alternatives):
        return False
    return read_value(source.text).state not in _NOTHING


def _doubt_failing(table: TableReading, equations: list[Equation], values: Values) -> None:
    """Doubt the cells of which no relation holds and one fails."""
    verdicts: dict[str, list[bool]] = {}
    for equation in equations:
        holds = equation.holds(values)
        if holds is not None:
            for cell in equation.cells:
                verdicts.setdefault(cell, []).append(holds)
    for cell, found in verdicts.items():
        if not any(found):
            table.cells[cell] = table.cells[cell].doubted()
