"""Cells that a recogniser was not sure of, held against the sums of the form.

Sums choose among what was read, they never compute: a doubtful figure is replaced only by another reading of
its own ink, only where exactly one such choice makes every failing relation round it come right, and what was
read first stays in `raw`. A doubtful figure whose relations hold is confirmed. All else stays as read and is
uncertain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from parsers.document import Cell, Document, Table
from parsers.formats.result import Placed, TableReading
from parsers.formats.spec import formats
from parsers.record import Record
from parsers.values import Reading, read_value

_NOTHING = ("blank", "slash", "dash")
_TABLES = ("T3", "T4")  # the parts of a rule's id that are sums within one table
_MOST_CHANGES = 3
_MOST_TRIALS = 20_000
_WITNESSES = 2  # relations that vouch for a cell


@dataclass(frozen=True, slots=True)
class Equation:
    """The sum of the left cells equals the sum of the right ones."""

    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        return self.left + self.right

    def holds(self, values: Mapping[str, int | None]) -> bool | None:
        """None where a figure is lost, or the total is not printed."""
        known = [values.get(cell) for cell in self.cells]
        if any(value is None for value in known):
            return None
        return sum(values[cell] or 0 for cell in self.left) == sum(values[cell] or 0 for cell in self.right)


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
        for cell, source in doubtful.items():
            if cell not in corrected and not _confirmed(cell, source, equations, values):
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


def _of(cell: str, equations: Sequence[Equation]) -> list[Equation]:
    return [equation for equation in equations if cell in equation.cells]


def _choices(cell: str, source: Cell, values: Mapping[str, int | None]) -> list[int]:
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
    """Change doubtful cells where exactly one choice mends all failing equations that they share."""
    every = {cell: found for cell, source in doubtful.items() if (found := _choices(cell, source, values))}
    lost = {cell for cell in every if values[cell] is None}
    failing = [
        equation
        for equation in equations
        if equation.holds(values) is False or not lost.isdisjoint(equation.cells)
    ]
    choices = {
        cell: found for cell, found in every.items() if any(cell in equation.cells for equation in failing)
    }
    corrected: set[str] = set()
    for group in _groups(failing, choices):
        change = _only_change(
            group, {cell: choices[cell] for cell in choices if _of(cell, group)}, equations, values
        )
        for cell, value in change.items():
            placed = table.cells[cell]
            read = placed.reading.raw if placed.reading.raw is not None else str(placed.reading.value or "")
            # No sum can tell a zero from a mark for nothing.
            vouched = value != 0 and len(_of(cell, equations)) >= _WITNESSES
            table.cells[cell] = Placed(Reading(value, "corrected", read, not vouched), placed.where)
            values[cell] = value
            corrected.add(cell)
    return corrected


def _groups(failing: list[Equation], choices: Mapping[str, list[int]]) -> list[list[Equation]]:
    """Failing equations that share a cell which may change."""
    groups: list[list[Equation]] = []
    for equation in failing:
        movable = {cell for cell in equation.cells if cell in choices}
        if not movable:
            continue
        near = [group for group in groups if any(movable & set(other.cells) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([equation, *(other for group in near for other in group)])
    return groups


def _only_change(
    group: list[Equation],
    choices: Mapping[str, list[int]],
    equations: list[Equation],
    values: Mapping[str, int | None],
) -> dict[str, int]:
    """The smallest change that makes a group of equations right and breaks none; empty if several do."""
    trials = 0
    for count in range(1, min(_MOST_CHANGES, len(choices)) + 1):
        found: list[dict[str, int]] = []
        for cells in combinations(choices, count):
            for picked in product(*(choices[cell] for cell in cells)):
                trials += 1
                if trials > _MOST_TRIALS:
                    return {}
                change = dict(zip(cells, picked, strict=True))
                after = {**values, **change}
                touched = {id(e): e for cell in cells for e in _of(cell, equations)}
                if all(equation.holds(after) for equation in group) and all(
                    equation.holds(after) for equation in touched.values()
                ):
                    found.append(change)
        if found:
            return found[0] if len(found) == 1 else {}
    return {}


def _confirmed(cell: str, source: Cell, equations: list[Equation], values: Mapping[str, int | None]) -> bool:
    """Whether sums bear out a doubtful figure, and tell it from its rivals (they cannot tell 0 from none)."""
    value = values[cell]
    own = _of(cell, equations)
    if value is None or not source.text.strip() or not own:
        return False
    if not all(equation.holds(values) for equation in own):
        return False
    if value == 0 and any(not text or read_value(text).value in (0, None) for text in source.alternatives):
        return False
    return read_value(source.text).state not in _NOTHING


def _doubt_failing(table: TableReading, equations: list[Equation], values: Mapping[str, int | None]) -> None:
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
