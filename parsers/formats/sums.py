"""Sums of a table, and the one way of reading its doubtful cells with which they come right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_MOST_CHANGES = 8  # of a way, in all its sums together
_MOST_STEPS = 1_500  # of one search: seconds
Values = Mapping[str, int | None]
Choices = Mapping[str, Sequence[int]]
Change = dict[str, int]


@dataclass(frozen=True, slots=True)
class Equation:
    """The sum of the left cells equals the sum of the right ones."""

    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        return self.left + self.right

    def holds(self, values: Values) -> bool | None:
        """None where a figure is lost, or the total is not printed."""
        if any(values.get(cell) is None for cell in self.cells):
            return None
        return self.excess(values) == 0

    def excess(self, values: Values) -> int:
        """What the left side is more than the right, lost figures counted as nothing."""
        return sum(values.get(cell) or 0 for cell in self.left) - sum(
            values.get(cell) or 0 for cell in self.right
        )

    def sign(self, cell: str) -> int:
        """1 for a cell of the left side, -1 for one of the right."""
        return 1 if cell in self.left else -1


def of_cell(cell: str, equations: Sequence[Equation]) -> list[Equation]:
    """The equations that a cell is part of."""
    return [equation for equation in equations if cell in equation.cells]


def only_changes(equations: Sequence[Equation], choices: Choices, values: Values) -> Change:
    """The figures to take instead, where failing equations come right in one way alone.

    `choices`: the other figures that a cell may be. Equations are mended one by one first, then in groups;
    one that no change of one or two of its cells mends is given up, and its cells are left as they are.
    """
    changes = _one_by_one(equations, choices, values)
    values = {**values, **changes}
    free = {cell: found for cell, found in choices.items() if cell not in changes}
    failing = [equation for equation in equations if _fails(equation, free, values)]
    while hopeless := [e for e in failing if next(_repairs(e, free, values), None) is None]:
        free = {cell: found for cell, found in free.items() if not any(cell in e.cells for e in hopeless)}
        failing = [equation for equation in failing if equation not in hopeless]
    for group in _groups(failing, free):
        changes |= _Search(equations, free, values).only_change(group)
    return changes


def _one_by_one(equations: Sequence[Equation], choices: Choices, values: Values) -> Change:
    """The changes that are the only ones to mend an equation and break no other."""
    changes: Change = {}
    progress = True
    while progress:
        progress = False
        for equation in equations:
            after = {**values, **changes}
            free = {cell: found for cell, found in choices.items() if cell not in changes}
            if not _fails(equation, free, after):
                continue
            ways = [way for way in _repairs(equation, free, after) if not _breaks(way, equations, after)]
            fewest = min((len(way) for way in ways), default=0)
            least = [way for way in ways if len(way) == fewest]
            if len(least) == 1:
                changes |= least[0]
                progress = True
    return changes


def _breaks(change: Change, equations: Sequence[Equation], values: Values) -> bool:
    """Whether a change makes an equation wrong that is right."""
    after = {**values, **change}
    touched = [equation for equation in equations if not change.keys().isdisjoint(equation.cells)]
    return any(equation.holds(values) and not equation.holds(after) for equation in touched)


def is_told_apart(
    cell: str, other: int, equations: Sequence[Equation], values: Values, choices: Choices
) -> bool:
    """Whether the equations of a cell, which hold, would not with another figure in it: one of them at least
    has no doubtful cell whose other figure makes up for the difference, as where part and sum are misread in
    the same way."""
    difference = other - (values[cell] or 0)
    return any(
        not any(
            equation.sign(cell) * difference + equation.sign(near) * (value - (values[near] or 0)) == 0
            for near in equation.cells
            if near != cell
            for value in choices.get(near, ())
        )
        for equation in of_cell(cell, equations)
    )


def _fails(equation: Equation, choices: Choices, values: Values) -> bool:
    """Whether an equation is wrong, or lacks a figure that may be had."""
    return equation.holds(values) is False or any(
        cell in choices and values.get(cell) is None for cell in equation.cells
    )


def _repairs(equation: Equation, choices: Choices, values: Values) -> Iterator[Change]:
    """The changes of one or two cells that make an equation right."""
    excess = equation.excess(values)
    lost = {cell for cell in equation.cells if values.get(cell) is None}
    options = [
        (cell, value, equation.sign(cell) * (value - (values.get(cell) or 0)))
        for cell in equation.cells
        for value in choices.get(cell, ())
        if value != values.get(cell)
    ]
    for cell, value, by in options:
        if excess + by == 0 and lost <= {cell}:
            yield {cell: value}
    before: dict[int, list[tuple[str, int]]] = {}
    for cell, value, by in options:
        for partner, other in before.get(-excess - by, ()):
            if partner != cell and lost <= {cell, partner}:
                yield {partner: other, cell: value}
        before.setdefault(by, []).append((cell, value))


def _groups(failing: Sequence[Equation], choices: Choices) -> list[list[Equation]]:
    """Failing equations that share a cell which may change."""
    groups: list[list[Equation]] = []
    for equation in failing:
        movable = {cell for cell in equation.cells if cell in choices}
        near = [group for group in groups if any(movable & set(other.cells) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([equation, *(other for group in near for other in group)])
    return groups


class _TooLong(Exception):
    """A search took more steps than it may."""


class _Search:
    """A search for the fewest changes, equation by equation; each cell is changed at most once."""

    def __init__(self, equations: Sequence[Equation], choices: Choices, values: Values) -> None:
        self._equations, self._choices, self._values = equations, choices, values
        self._steps = 0
        self._found: set[frozenset[tuple[str, int]]] = set()
        self._seen: set[frozenset[tuple[str, int]]] = set()

    def only_change(self, group: Sequence[Equation]) -> Change:
        """The smallest change that makes a group right and breaks nothing; empty if several do, or none."""
        try:
            for most in range(1, _MOST_CHANGES + 1):
                self._seen.clear()
                self._go({}, group, most)
                if self._found:
                    return dict(next(iter(self._found))) if len(self._found) == 1 else {}
        except _TooLong:
            pass
        return {}

    def _go(self, change: Change, group: Sequence[Equation], most: int) -> None:
        key = frozenset(change.items())
        if key in self._seen:
            return
        self._seen.add(key)
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise _TooLong
        after = {**self._values, **change}
        touched = [e for e in self._equations if e in group or not change.keys().isdisjoint(e.cells)]
        wrong = [equation for equation in touched if not equation.holds(after)]
        if not wrong:
            self._found.add(key)
            return
        free = {cell: found for cell, found in self._choices.items() if cell not in change}
        ways = [list(_repairs(equation, free, after)) for equation in wrong]
        for way in min(ways, key=len):
            if len(change) + len(way) <= most:
                self._go(change | way, group, most)
