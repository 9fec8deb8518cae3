"""Ruled lines to tables: which cells a page's horizontal and vertical rules enclose.

Pure geometry, in the unit of the caller (points of a PDF page, pixels of a scan), y growing downwards. All
distances come in `Tolerances`; nothing here knows of text.

The steps: collinear rules are merged; rules that touch form a table; their positions, clustered, make its
grid; where several rules run past the outermost crossing one (a table cut by the page edge, or printed with
no side borders) their ends stand for the missing rule; two neighbouring slots are one cell unless a rule
covers enough of the edge between them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


class Rule(NamedTuple):
    """An axis-parallel line: `at` is its y (horizontal) or x (vertical), start < end run along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Distances in the caller's unit; the defaults are points of a printed page."""

    apart: float = 1.5  # parallel rules nearer than this are one
    gap: float = 3.0  # pieces of one rule may be parted by this much
    shortest: float = 3.0  # what is shorter, put together, is a dot or the end of a line
    reach: float = 2.5  # a rule that ends this near to a crossing one touches it
    snap: float = 3.0  # borders of rows or columns nearer than this are one: double lines
    overshoot: float = (
        4.0  # rules that run farther past the outermost crossing one leave the table open there
    )
    covered: float = 0.5  # share of an edge that rules must cover to part two slots
    least: float = 6.0  # a table is wider and higher than this
    right: int = (
        0  # in wide tables a row border is ruled somewhere in this many columns at the right; 0: not asked
    )
    wide: int = 8  # columns of a table that is wide
    most_rules: int = 4000  # merged rules of one page; beyond, the page is a drawing
    most_slots: int = 20_000  # rows x columns of one table


@dataclass(frozen=True, slots=True)
class RuledCell:
    """One cell: its box, its place in the grid (from 0) and how many rows and columns it covers.

    `irregular`: the rules round it leave no rectangle, so that its neighbours' text may be in it.
    """

    left: float
    top: float
    right: float
    bottom: float
    row: int
    column: int
    rowspan: int
    colspan: int
    irregular: bool = False


@dataclass(frozen=True, slots=True)
class RuledTable:
    """The cells of one net of rules, in reading order, with the positions of its rows and columns.

    `open_top` and `open_bottom`: no rule closes the table there; the next or previous page may go on.
    """

    rows: tuple[float, ...]
    columns: tuple[float, ...]
    cells: tuple[RuledCell, ...]
    open_top: bool = False
    open_bottom: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]


class TooManyRules(ValueError):
    """More rules on a page than any table of print has."""


def merged(rules: Iterable[Rule], tolerances: Tolerances) -> list[Rule]:
    """Collinear rules that overlap or nearly touch, put together. Sorted by position, then by start."""
    result: list[Rule] = []
    group: list[Rule] = []
    for rule in sorted(rule for rule in rules if rule.end > rule.start):
        if group and rule.at - group[0].at > tolerances.apart:
            result.extend(_joined(group, tolerances.gap))
            group = []
        group.append(rule)
    result.extend(_joined(group, tolerances.gap))
    return result


def _joined(group: list[Rule], gap: float) -> list[Rule]:
    if len(group) < 2:
        return group
    group = sorted(group, key=lambda rule: rule.start)
    pieces: list[list[Rule]] = []
    end = 0.0
    for rule in group:
        if pieces and rule.start - end <= gap:
            pieces[-1].append(rule)
            end = max(end, rule.end)
        else:
            pieces.append([rule])
            end = rule.end
    return [
        Rule(
            sum(rule.at * (rule.end - rule.start) for rule in piece)
            / sum(rule.end - rule.start for rule in piece),
            piece[0].start,
            max(rule.end for rule in piece),
        )
        for piece in pieces
    ]


def tables(
    horizontal: Iterable[Rule],
    vertical: Iterable[Rule],
    tolerances: Tolerances = Tolerances(),
) -> list[RuledTable]:
    """The tables that the rules of one page draw, from top to bottom and left to right.

    Raises TooManyRules where merging leaves more than `most_rules`.
    """
    across, down = (
        [rule for rule in merged(side, tolerances) if rule.end - rule.start >= tolerances.shortest]
        for side in (horizontal, vertical)
    )
    if len(across) + len(down) > tolerances.most_rules:
        raise TooManyRules(f"{len(across) + len(down)} rules on a page")
    found = [
        table
        for rows, columns in _nets(across, down, tolerances.reach)
        if (table := _table(rows, columns, tolerances)) is not None
    ]
    return sorted(found, key=lambda table: (table.rows[0], table.columns[0]))


def _nets(across: list[Rule], down: list[Rule], reach: float) -> list[tuple[list[Rule], list[Rule]]]:
    """The rules by net: those that touch, directly or through others. Lone rules are dropped."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    places = [rule.at for rule in down]
    for number, rule in enumerate(across):
        first = bisect_left(places, rule.start - reach)
        last = bisect_right(places, rule.end + reach)
        for other in range(first, last):
            if down[other].start - reach <= rule.at <= down[other].end + reach:
                parent[root(len(across) + other)] = root(number)
    nets: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(parent)):
        rows, columns = nets.setdefault(root(index), ([], []))
        if index < len(across):
            rows.append(across[index])
        else:
            columns.append(down[index - len(across)])
    return [net for net in nets.values() if net[0] and net[1]]


def _positions(rules: Sequence[Rule], snap: float) -> list[float]:
    """The positions of rules, those of one border as one: the mean, weighted by length."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if groups and rule.at - groups[-1][-1].at <= snap and rule.at - groups[-1][0].at <= 2 * snap:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return [
        sum(rule.at * (rule.end - rule.start) for rule in group)
        / sum(rule.end - rule.start for rule in group)
        for group in groups
    ]


def _open_ends(
    positions: list[float], crossing: Sequence[Rule], tolerances: Tolerances
) -> tuple[list[float], bool, bool]:
    """The positions of one direction with the ends of the crossing rules where those run past them."""
    first, last = positions[0], positions[-1]
    before = [rule.start for rule in crossing if first - rule.start > tolerances.overshoot]
    after = [rule.end for rule in crossing if rule.end - last > tolerances.overshoot]
    opens, closes = len(before) >= 2, len(after) >= 2
    if opens:
        positions = [min(before), *positions]
    if closes:
        positions = [*positions, max(after)]
    return positions, opens, closes


def _table(across: list[Rule], down: list[Rule], tolerances: Tolerances) -> RuledTable | None:
    rows, open_top, open_bottom = _open_ends(_positions(across, tolerances.snap), down, tolerances)
    columns, open_left, open_right = _open_ends(_positions(down, tolerances.snap), across, tolerances)
    if len(rows) < 2 or len(columns) < 2:
        return None
    if (len(rows) - 1) * (len(columns) - 1) > tolerances.most_slots:
        raise TooManyRules(f"a table of {len(rows) - 1} x {len(columns) - 1} slots")
    if rows[-1] - rows[0] < tolerances.least or columns[-1] - columns[0] < tolerances.least:
        return None
    lines = _borders(rows, columns, across, tolerances, open_top, open_bottom)
    walls = _borders(columns, rows, down, tolerances, open_left, open_right)
    right = tolerances.right if len(columns) - 1 >= tolerances.wide else 0
    parting_rows = _parting(rows, [line[-right:] for line in lines])  # -0: all of it
    parting_columns = _parting(columns, walls)
    if len(parting_rows) < len(rows) or len(parting_columns) < len(columns):
        rows, columns = parting_rows, parting_columns
        lines = _borders(rows, columns, across, tolerances, open_top, open_bottom)
        walls = _borders(columns, rows, down, tolerances, open_left, open_right)
    cells = _cells(rows, columns, lines, walls)
    return RuledTable(tuple(rows), tuple(columns), tuple(cells), open_top, open_bottom)


def _borders(
    borders: Sequence[float],
    slots: Sequence[float],
    rules: Sequence[Rule],
    tolerances: Tolerances,
    first_open: bool,
    last_open: bool,
) -> list[list[bool]]:
    """For each border and each slot along it: whether rules cover enough of it. An open end parts like a
    rule."""
    near: list[list[Rule]] = [[] for _ in borders]
    for rule in rules:
        index = min(range(len(borders)), key=lambda index: abs(borders[index] - rule.at))
        if abs(borders[index] - rule.at) <= 2 * tolerances.snap:
            near[index].append(rule)
    drawn = [
        [
            sum(max(0.0, min(end, rule.end) - max(start, rule.start)) for rule in of_border)
            >= tolerances.covered * (end - start)
            for start, end in pairwise(slots)
        ]
        for of_border in near
    ]
    for index, open_end in ((0, first_open), (-1, last_open)):
        if open_end:
            drawn[index] = [True] * len(drawn[index])
    return drawn


def _parting(borders: Sequence[float], drawn: Sequence[Sequence[bool]]) -> list[float]:
    """The borders that part any two slots, and the outermost ones."""
    last = len(borders) - 1
    return [border for index, border in enumerate(borders) if index in (0, last) or any(drawn[index])]


def _cells(
    rows: Sequence[float], columns: Sequence[float], lines: list[list[bool]], walls: list[list[bool]]
) -> list[RuledCell]:
    """Slots that no border parts are one cell; what is joined, but no rectangle, is cut into irregular
    cells."""
    free = {(row, column) for row in range(len(rows) - 1) for column in range(len(columns) - 1)}
    cells: list[RuledCell] = []
    for row in range(len(rows) - 1):
        for column in range(len(columns) - 1):
            if (row, column) not in free:
                continue
            pieces = list(_rectangles(_area(row, column, free, lines, walls)))
            cells += [
                RuledCell(
                    columns[left],
                    rows[top],
                    columns[right + 1],
                    rows[bottom + 1],
                    top,
                    left,
                    bottom - top + 1,
                    right - left + 1,
                    len(pieces) > 1,
                )
                for top, left, bottom, right in pieces
            ]
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _area(
    row: int,
    column: int,
    free: set[tuple[int, int]],
    lines: list[list[bool]],
    walls: list[list[bool]],
) -> set[tuple[int, int]]:
    """The slots joined to one slot; they are taken out of `free`."""
    area = {(row, column)}
    free.discard((row, column))
    waiting = [(row, column)]
    while waiting:
        r, c = waiting.pop()
        for slot, parted in (
            ((r, c + 1), walls[c + 1][r]),
            ((r, c - 1), walls[c][r]),
            ((r + 1, c), lines[r + 1][c]),
            ((r - 1, c), lines[r][c]),
        ):
            if not parted and slot in free:
                free.discard(slot)
                area.add(slot)
                waiting.append(slot)
    return area


def _rectangles(area: set[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Rectangles (top, left, bottom, right) that make up an area; one, where it is one."""
    while area:
        top, left = min(area)
        right = left
        while (top, right + 1) in area:
            right += 1
        bottom = top
        while all((bottom + 1, column) in area for column in range(left, right + 1)):
            bottom += 1
        area = area - {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        yield top, left, bottom, right
