"""The lines of a table: its columns told apart, its halves one after the other.

Columns are known by their headings and, where there are none, by what stands in them: units, running numbers,
figures. A row whose cells do not stand where its table has them is read with a doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from parsers.document import Cell, Row
from parsers.formats.lines import is_label
from parsers.formats.older.heads import (
    Heading,
    choose,
    headings,
    is_head,
    is_ordinals,
    of_half,
    over,
    role_of,
)
from parsers.formats.older.naming import UNITS
from parsers.words import letters, plain

_FEWEST = 2
_FEWEST_CODES = 5
_CODE_SHARE = 0.8
_MARKS = frozenset(["", "-", "--", "—", "——", "/", "─", "──", "－", "－－"])


@dataclass(slots=True)
class Entry:
    """One line of a statistics table: its label, the unit beside it, the cells that may hold its figure."""

    label: str
    row: Row
    unit: str | None = None
    figures: list[Cell] = field(default_factory=list)
    displaced: bool = False  # its cells do not stand where the table has them
    several: bool = False  # several columns of figures, none of which is known to be the body's own

    @property
    def filled(self) -> bool:
        return any(not is_blank(cell.text) for cell in self.figures)


@dataclass(slots=True)
class _Segment:
    labels: list[Cell]
    rest: list[tuple[int, Cell]]
    row: Row
    half: int

    @property
    def slots(self) -> tuple[int, ...]:
        return tuple(slot for slot, _ in self.rest)


def is_blank(text: str) -> bool:
    """Whether a cell holds nothing visible."""
    return not plain(text).strip()


def is_unit(text: str) -> bool:
    """Whether a cell holds a unit and nothing else."""
    return letters(text) in UNITS


def read_rows(
    rows: Sequence[Row], known: Callable[[str], bool], year: int | None, former: Sequence[Heading] = ()
) -> list[list[Entry]]:
    """The entries of each half of a table, from left to right.

    `known` tells whether a text is a label of a form; `former` is the head of the table that this one goes on
    from, used where it has none of its own.
    """
    head, body = part(rows, known)
    head = head or list(former)
    labels = _label_slots(body, head, known)
    if not labels:
        return []
    segments = [segment for row in body for segment in _segments(row, labels, head)]
    halves: list[list[Entry]] = []
    for half in range(len(labels)):
        own = [segment for segment in segments if segment.half == half]
        if own:
            halves.append(_entries(own, head, half, year))
    return halves


def part(rows: Sequence[Row], known: Callable[[str], bool]) -> tuple[list[Heading], list[Row]]:
    """The head of a table and its other rows; the head may be repeated, only the first counts."""
    head: list[Heading] = []
    body: list[Row] = []
    skip = -1
    for index, row in enumerate(rows):
        if index == skip or is_ordinals(row):
            continue
        if is_head(row) and not any(known(cell.text) for cell in row.cells):
            below = rows[index + 1] if index + 1 < len(rows) else None
            second = below is not None and _under(row, below, known)
            if not head:
                head = headings(row, below if second else None)
            skip = index + 1 if second else skip
            continue
        body.append(row)
    return head, body


def _under(head: Row, below: Row, known: Callable[[str], bool]) -> bool:
    """Whether a row is the second line of a head: words only, under a wide cell of the first."""
    wide = {
        slot
        for cell, start in zip(head.cells, head.slots, strict=False)
        if cell.colspan > 1
        for slot in range(start, start + cell.colspan)
    }
    texts = [cell for cell in below.cells if not is_blank(cell.text)]
    return bool(
        wide
        and texts
        and all(start in wide for start in below.slots)
        and not any(known(cell.text) or any(c.isdigit() for c in cell.text) for cell in texts)
    )


def _label_slots(
    body: Sequence[Row], head: Sequence[Heading], known: Callable[[str], bool]
) -> list[list[int]]:
    """Grid columns of the labels, by half."""
    votes: Counter[int] = Counter()
    others: Counter[int] = Counter()
    for row in body:
        for cell, slot in zip(row.cells, row.slots, strict=False):
            if is_blank(cell.text):
                continue
            if known(cell.text):
                votes[slot] += 1
            elif is_unit(cell.text) or not is_label(cell.text):
                others[slot] += 1
    slots = sorted(
        slot
        for slot, count in votes.items()
        if count >= _FEWEST
        or len(body) <= _FEWEST
        or ((heading := over(head, slot)) is not None and heading.role == "label")
    )
    halves: list[list[int]] = []
    for slot in slots:
        parted = halves and any(others[between] >= _FEWEST for between in range(halves[-1][-1] + 1, slot))
        if not halves or parted:
            halves.append([slot])
        else:
            halves[-1].append(slot)
    return halves


def _segments(row: Row, labels: list[list[int]], head: Sequence[Heading]) -> list[_Segment]:
    found: list[_Segment] = []
    homes = {slot: half for half, slots in enumerate(labels) for slot in slots}
    for cell, slot in zip(row.cells, row.slots, strict=False):
        words = is_label(cell.text) and not is_unit(cell.text)
        heading = over(head, slot)
        if words and slot not in homes and heading is not None and heading.role == "remark":
            continue
        if words and slot in homes:
            half = homes[slot]
            if found and found[-1].half == half:
                if not found[-1].rest:
                    found[-1].labels.append(cell)
                continue
            found.append(_Segment([cell], [], row, half))
        elif words and not found and len(labels) == 1:
            found.append(_Segment([cell], [], row, 0))  # a label that stands out of its column
        elif words and found and not found[-1].rest:
            found[-1].labels.append(cell)  # the rest of a label that is cut into two cells
        elif found:
            half = found[-1].half
            behind = half + 1 < len(labels) and slot >= labels[half + 1][0]
            if not behind:
                found[-1].rest.append((slot, cell))
    return found


def _entries(segments: list[_Segment], head: Sequence[Heading], half: int, year: int | None) -> list[Entry]:
    grid = _Grid(segments, head, half)
    chosen = grid.chosen(year)
    entries = []
    for segment in segments:
        for extra in segment.labels[:-1]:
            entries.append(Entry(extra.text, segment.row))
        entries.append(_entry(segment, grid, chosen))
    return entries


def _entry(segment: _Segment, grid: _Grid, chosen: list[int]) -> Entry:
    entry = Entry(segment.labels[-1].text, segment.row, several=grid.apart and len(chosen) > 1)
    spare: list[Cell] = []
    rest = segment.rest
    if grid.numbered and segment.slots != grid.modal and len(rest) == len(grid.modal):
        # The row is moved as a whole: its cells are taken in order.
        rest = [(slot, cell) for slot, (_, cell) in zip(grid.modal, rest, strict=True)]
    for slot, cell in rest:
        if is_unit(cell.text):
            entry.unit = entry.unit or letters(cell.text)
        elif slot in chosen:
            entry.figures.append(cell)
        elif slot in grid.units and not is_blank(cell.text) and plain(cell.text).strip() not in _MARKS:
            spare.append(cell)
    if not entry.filled and len(spare) == 1 and len(segment.rest) < len(grid.modal):
        # The cell of the unit is not there, and the figure stands in its place.
        entry.figures, entry.displaced, entry.several = spare, True, False
    if grid.numbered and (grid.shifted or segment.slots != grid.modal):
        entry.displaced = True  # a number of another column may stand where the figure is looked for
    return entry


class _Grid:
    """What the columns behind the labels of one half hold: units, codes, remarks, figures.

    `modal`: the columns in which most rows have their cells. `numbered`: there are other numbers than the
    figures. `shifted`: the head does not stand over the columns. `apart`: some row has cells in several
    columns of figures.
    """

    def __init__(self, segments: list[_Segment], head: Sequence[Heading], half: int) -> None:
        self.texts: dict[int, list[str]] = {}
        worded: Counter[int] = Counter()
        for segment in segments:
            for slot, cell in segment.rest:
                if is_unit(cell.text):
                    worded[slot] += 1
                else:
                    self.texts.setdefault(slot, []).append(plain(cell.text).strip())
        ways = Counter(segment.slots for segment in segments if segment.rest)
        self.modal = ways.most_common(1)[0][0] if ways else ()
        self.roles, self.shifted = self._roles(head, half)
        self.units = {slot for slot, count in worded.items() if count > self._numbers(slot)}
        self.units |= {slot for slot, heading in self.roles.items() if heading.role == "unit"}
        figures = [
            slot
            for slot in sorted(self.texts)
            if slot not in self.units
            and self._role(slot) not in ("code", "remark", "label")
            and self._figures(slot)
        ]
        codes = [slot for slot in figures if self._unnamed(slot) and _runs(self.texts[slot])]
        if len(figures) > 1 and len(codes) < len(figures):
            # A column of running numbers beside the figures is a column of codes.
            figures = [slot for slot in figures if slot not in codes]
        self.numbered = sum(slot in self.modal and self._numbers(slot) >= _FEWEST for slot in self.texts) > 1
        named = [slot for slot in figures if slot in self.roles]
        # In a table of one column of figures these may stand anywhere; among others only below their heading.
        self.figures = (named if self.numbered else []) or figures
        self.units -= set(self.figures)
        self.apart = any(sum(slot in self.figures for slot in segment.slots) > 1 for segment in segments)
        self.filled = {slot for slot in self.figures if any(self.texts[slot])}

    def chosen(self, year: int | None) -> list[int]:
        """The columns in which the figure of a row is looked for."""
        if not self.apart:
            return self.figures  # columns that no row fills side by side are one column, cut by spans
        names = {slot: self.roles[slot].name if slot in self.roles else "" for slot in self.figures}
        return choose(names, self.filled, year)

    def _roles(self, head: Sequence[Heading], half: int) -> tuple[dict[int, Heading], bool]:
        own = of_half(head, half)
        if not own:
            covering = {slot: heading for slot in self.texts if (heading := over(head, slot)) is not None}
            return covering, bool(head)
        if {heading.start for heading in own} == set(self.modal):
            return {heading.start: heading for heading in own}, False
        if len(own) == len(self.modal):
            return dict(zip(self.modal, own, strict=True)), True
        return {slot: heading for slot in self.modal if (heading := over(own, slot)) is not None}, True

    def _role(self, slot: int) -> str | None:
        return self.roles[slot].role if slot in self.roles else None

    def _unnamed(self, slot: int) -> bool:
        return slot not in self.roles or role_of(self.roles[slot].name) is None

    def _numbers(self, slot: int) -> int:
        return sum(any(c.isdigit() for c in text) for text in self.texts.get(slot, ()))

    def _figures(self, slot: int) -> bool:
        """Whether a column holds figures or marks, and not remarks."""
        texts = [text for text in self.texts[slot] if text]
        return not texts or 2 * sum(not is_label(text) for text in texts) > len(texts)


def _runs(texts: list[str]) -> bool:
    numbers = [int(text.strip("* ")) for text in texts if text.strip("* ").isdigit()]
    if len(numbers) < _FEWEST_CODES or len(numbers) < _CODE_SHARE * sum(1 for text in texts if text):
        return False
    steps = [two - one for one, two in pairwise(numbers)]
    return sum(step == 1 for step in steps) >= _CODE_SHARE * len(steps)
