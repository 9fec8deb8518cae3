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
from parsers.formats.older.heads import Heading, choose, headings, is_head, is_ordinals, role_of
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


def is_blank(text: str) -> bool:
    """Whether a cell holds nothing visible."""
    return not plain(text).strip()


def is_unit(text: str) -> bool:
    """Whether a cell holds a unit and nothing else."""
    return letters(text) in UNITS


def read_rows(rows: Sequence[Row], known: Callable[[str], bool], year: int | None) -> list[list[Entry]]:
    """The entries of each half of a table, from left to right. `known` tells whether a text is a label of a
    form."""
    head, body = _part(rows, known)
    labels = _label_slots(body, head, known)
    if not labels:
        return []
    segments = [segment for row in body for segment in _segments(row, labels, head)]
    halves: list[list[Entry]] = []
    for half in range(len(labels)):
        own = [segment for segment in segments if segment.half == half]
        if own:
            halves.append(_entries(own, head, year))
    return halves


def _part(rows: Sequence[Row], known: Callable[[str], bool]) -> tuple[dict[int, Heading], list[Row]]:
    head: dict[int, Heading] = {}
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
    body: Sequence[Row], head: dict[int, Heading], known: Callable[[str], bool]
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
        if count >= _FEWEST or (slot in head and head[slot].role == "label") or len(body) <= _FEWEST
    )
    halves: list[list[int]] = []
    for slot in slots:
        parted = halves and any(others[between] >= _FEWEST for between in range(halves[-1][-1] + 1, slot))
        if not halves or parted:
            halves.append([slot])
        else:
            halves[-1].append(slot)
    return halves


def _segments(row: Row, labels: list[list[int]], head: dict[int, Heading]) -> list[_Segment]:
    found: list[_Segment] = []
    homes = {slot: half for half, slots in enumerate(labels) for slot in slots}
    for cell, slot in zip(row.cells, row.slots, strict=False):
        words = is_label(cell.text) and not is_unit(cell.text)
        heading = head.get(slot)
        if words and heading is not None and heading.role == "remark":
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
        elif found:
            half = found[-1].half
            behind = half + 1 < len(labels) and slot >= labels[half + 1][0]
            if not behind:
                found[-1].rest.append((slot, cell))
    return found


def _entries(segments: list[_Segment], head: dict[int, Heading], year: int | None) -> list[Entry]:
    units, figures = _unit_and_figure_slots(segments, head)
    names = {slot: head[slot].name if slot in head else "" for slot in figures}
    filled = {
        slot
        for segment in segments
        for slot, cell in segment.rest
        if slot in figures and not is_blank(cell.text)
    }
    apart = any(sum(slot in names for slot, _ in segment.rest) > 1 for segment in segments)
    # Columns that no row fills side by side are one column, cut by spans.
    chosen = choose(names, filled, year) if apart else figures
    entries = []
    for segment in segments:
        for extra in segment.labels[:-1]:
            entries.append(Entry(extra.text, segment.row))
        entries.append(_entry(segment, units, chosen, len(figures), apart))
    return entries


def _entry(segment: _Segment, units: set[int], chosen: list[int], width: int, apart: bool) -> Entry:
    entry = Entry(segment.labels[-1].text, segment.row, several=apart and len(chosen) > 1)
    spare: list[Cell] = []
    for slot, cell in segment.rest:
        if is_unit(cell.text):
            entry.unit = entry.unit or letters(cell.text)
        elif slot in chosen:
            entry.figures.append(cell)
        elif slot in units and not is_blank(cell.text) and plain(cell.text).strip() not in _MARKS:
            spare.append(cell)
    if not entry.filled and len(spare) == 1 and len(segment.rest) < width + len(units):
        # The cell of the unit is not there, and the figure stands in its place.
        entry.figures, entry.displaced, entry.several = spare, True, False
    return entry


def _unit_and_figure_slots(segments: list[_Segment], head: dict[int, Heading]) -> tuple[set[int], list[int]]:
    """Grid columns of the units, and of the figures."""
    worded: Counter[int] = Counter()
    other: dict[int, list[str]] = {}
    for segment in segments:
        for slot, cell in segment.rest:
            if is_unit(cell.text):
                worded[slot] += 1
            else:
                other.setdefault(slot, []).append(plain(cell.text).strip())
    units = {
        slot
        for slot, count in worded.items()
        if count > sum(any(c.isdigit() for c in text) for text in other.get(slot, ()))
    }
    units |= {slot for slot, heading in head.items() if heading.role == "unit"}
    figures = [
        slot
        for slot in sorted(other)
        if slot not in units and not (slot in head and head[slot].role in ("code", "remark", "label"))
    ]
    if len(figures) > 1:
        # A column of running numbers beside the figures is a column of codes.
        codes = [
            slot
            for slot in figures
            if (slot not in head or role_of(head[slot].name) is None) and _runs(other[slot])
        ]
        if len(codes) < len(figures):
            figures = [slot for slot in figures if slot not in codes]
    if len(figures) > 1 and head:
        named = [slot for slot in figures if slot in head]
        figures = named or figures
    return units - set(figures), figures


def _runs(texts: list[str]) -> bool:
    numbers = [int(text.strip("* ")) for text in texts if text.strip("* ").isdigit()]
    if len(numbers) < _FEWEST_CODES or len(numbers) < _CODE_SHARE * sum(1 for text in texts if text):
        return False
    steps = [two - one for one, two in pairwise(numbers)]
    return sum(step == 1 for step in steps) >= _CODE_SHARE * len(steps)
