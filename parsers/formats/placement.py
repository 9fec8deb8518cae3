"""Which of the seven columns of table 3 each figure of a row belongs to.

Figures are taken in order from the cells that exist. Their positions in the grid are asked only when a
row has too few or too many, and the row's own sum only when positions leave several ways; what both leave
open stays empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from parsers.document import Cell
from parsers.formats.header import Head
from parsers.formats.lines import Split
from parsers.formats.result import ABSENT, Placed
from parsers.values import MISSING, Reading
from parsers.words import chinese

WIDTH = 7
_REGULAR = 0.9
_MOST_SURPLUS = 3
Slots = tuple[int, ...]
Choice = tuple[int | None, ...]  # for each of the seven columns the index of a tail cell, or None


@dataclass(frozen=True, slots=True)
class Layouts:
    """How the rows of one table print their figures.

    `usual`: grid columns of the seven figures of full rows. `regular`: nearly every row has seven cells
    behind its label, so that a blank one among them is a blank and not the place of a label. `surplus`: the
    table has a column of figures that is not the form's, so that seven figures need not be the seven. `head`:
    the headings, which then say where the seven stand.
    """

    usual: frozenset[Slots]
    regular: bool
    end: int  # the grid column behind the last cell of most rows
    surplus: bool
    head: Head


def layouts_of(splits: Sequence[Split], head: Head) -> Layouts:
    """The layouts of a table. Where no row is full: the seven columns that its figures span, or those of the
    headings if every figure stands below one."""
    usual: set[Slots] = set()
    used: set[int] = set()
    cells = [split for split in splits if not split.loose and split.filled]
    for split in cells:
        slots = split.filled_slots()
        used.update(slots)
        if len(slots) == WIDTH:
            usual.add(slots)
    if not usual and used:
        if used <= set(head.slots):
            usual.add(tuple(sorted(head.slots)))
        elif max(used) - min(used) == WIDTH - 1:
            usual.add(tuple(range(min(used), max(used) + 1)))
    sevens = sum(1 for split in cells if len(split.tail) == WIDTH)
    ends = Counter(split.row.end() for split in cells)
    return Layouts(
        frozenset(usual),
        sevens >= _REGULAR * len(cells),
        ends.most_common(1)[0][0] if ends else 0,
        head.others > 0 or _surplus(splits),
        head,
    )


def _surplus(splits: Sequence[Split]) -> bool:
    """Whether more than seven columns hold figures: rows of one build taken together, or most lines of text
    (where a figure may be cut)."""
    rows = [split for split in splits if split.filled]
    used: dict[tuple[int, int], set[int]] = {}
    for split in rows:
        if not split.loose and len(split.tail) > WIDTH:
            build = (len(split.tail), split.row.end())
            used.setdefault(build, set()).update(split.filled_slots())
    wider = sum(1 for split in rows if split.filled > WIDTH)
    return any(len(slots) > WIDTH for slots in used.values()) or 2 * wider > len(rows)


def place_row(split: Split, layouts: Layouts, *, textual: bool) -> list[Placed]:
    """The seven cells of a row. `textual`: the source has no cells of its own, so blanks may be losses."""
    readings = list(split.readings)
    while (
        readings
        and len(readings) > WIDTH
        and readings[-1].state == "text"
        and readings[-1].uncertain
        and chinese(readings[-1].raw or "") > 1
    ):
        readings.pop()  # a column of remarks beside the form
    filled = [index for index, reading in enumerate(readings) if not reading.blank]
    if 0 < len(readings) < WIDTH and (merged := _merged_zeros(split, readings)):
        return merged
    headed = _headed(split, layouts)
    if headed is not None and filled:
        return _settle(split, split.readings, [headed], not _adds_up(headed, split.readings), textual)
    choices, doubt = _choices(split, readings, filled, layouts, textual)
    if not choices:
        return [ABSENT] * WIDTH
    beside = layouts.surplus and bool(filled) and (split.loose or len(readings) > WIDTH)
    return _settle(split, readings, choices, doubt or (beside and not _alike(readings)), textual)


def _headed(split: Split, layouts: Layouts) -> Choice | None:
    """The cells below the seven headings, in a row that has no more figures beside these than there are
    other headings."""
    head, slots = layouts.head, split.slots()
    if (
        not head.others
        or not head.slots
        or split.row.end() != layouts.end
        or not set(head.slots) <= set(slots)
    ):
        return None
    beside = set(split.filled_slots()) - set(head.slots)
    return tuple(slots.index(slot) for slot in head.slots) if len(beside) <= head.others else None


def _merged_zeros(split: Split, readings: list[Reading]) -> list[Placed]:
    """Cells merged over several columns that print one zero for all of these; not vouched for.

    Empty where the row then has not seven columns or does not add up.
    """
    spans = [cell.colspan for cell in split.tail]
    if sum(spans) != WIDTH or any(
        span > 1 and reading.value != 0 for span, reading in zip(spans, readings, strict=True)
    ):
        return []
    spread = [index for index, span in enumerate(spans) for _ in range(span)]
    if not _adds_up(tuple(spread), readings):
        return []
    return [
        Placed(replace(readings[index], uncertain=True), split.row.place(split.tail[index]))
        for index in spread
    ]


def _alike(readings: list[Reading]) -> bool:
    """Whether every cell says the same, so that it is all one which of them are the seven."""
    return len({(reading.value, reading.state) for reading in readings}) == 1


def _choices(
    split: Split,
    readings: list[Reading],
    filled: list[int],
    layouts: Layouts,
    textual: bool,
) -> tuple[list[Choice], bool]:
    """The ways to place the cells, and whether a choice among several was needed."""
    count = len(readings)
    # A row that ends elsewhere than its neighbours has cells too many or too few: its positions mean nothing.
    even = split.loose or split.row.end() == layouts.end
    trailing = textual and filled == list(range(WIDTH))
    if len(filled) == WIDTH and (count == WIDTH or even or trailing):
        return [tuple(filled)], False
    if len(filled) > WIDTH + _MOST_SURPLUS:
        return [], True  # no row of this table
    if len(filled) > WIDTH:
        windows: list[Choice] = [
            tuple(filled[start : start + WIDTH]) for start in range(len(filled) - WIDTH + 1)
        ]
        same = len({readings[index].value for index in filled}) == 1
        return _by_sum(windows, readings), not same
    if count < WIDTH:
        return _by_sum(_spread(list(range(count)), WIDTH), readings), True
    starts = [
        start for start in range(count - WIDTH + 1) if all(start <= index < start + WIDTH for index in filled)
    ]
    windows = [tuple(range(start, start + WIDTH)) for start in starts]
    if count == WIDTH and not (textual and _shifted(split, readings, layouts)):
        return windows, False
    if even:
        slots = split.slots()
        known = [
            window
            for window in windows
            if tuple(slots[index] for index in window if index is not None) in layouts.usual
        ]
        if len(known) == 1:
            # Where full rows stand in several places, or no total bears it out, a row with blanks may
            # have slipped.
            return known, bool(filled) and not _adds_up(known[0], readings)
        if not textual and filled and filled[0] >= count - WIDTH:
            # The last seven cells that exist: empty cells before them take the place of spans.
            return windows[-1:], not _adds_up(windows[-1], readings)
    if not filled:
        return windows[-1:], False
    return _by_sum(_without_blanks(readings, filled), readings), True


def _shifted(split: Split, readings: list[Reading], layouts: Layouts) -> bool:
    """Seven cells of a text of which the first is empty: it may be a label's place, and the last figure
    lost."""
    return not layouts.regular and readings[0].blank and split.slots()[:WIDTH] not in layouts.usual


def _spread(indices: list[int], width: int) -> list[Choice]:
    """All ways to put cells into the columns in order."""
    ways: list[Choice] = []
    for columns in combinations(range(width), len(indices)):
        way: list[int | None] = [None] * width
        for column, index in zip(columns, indices, strict=True):
            way[column] = index
        ways.append(tuple(way))
    return ways


def _without_blanks(readings: list[Reading], filled: list[int]) -> list[Choice]:
    """All ways to leave out blank cells until seven are left; without that many blanks, the figures in
    any place."""
    blanks = [index for index, reading in enumerate(readings) if reading.blank]
    surplus = len(readings) - WIDTH
    if not 0 < surplus <= min(len(blanks), _MOST_SURPLUS):
        return _spread(filled, WIDTH) if len(filled) <= WIDTH else []
    return [
        tuple(index for index in range(len(readings)) if index not in dropped)
        for dropped in combinations(blanks, surplus)
    ]


def _by_sum(choices: list[Choice], readings: list[Reading]) -> list[Choice]:
    """The choices whose six figures add up to the total, if there are any; else all."""
    return [choice for choice in choices if _adds_up(choice, readings)] or choices


def _adds_up(choice: Choice, readings: list[Reading]) -> bool:
    values = [None if index is None else readings[index].value for index in choice]
    total = values[-1]
    return isinstance(total, int) and sum(value for value in values[:-1] if isinstance(value, int)) == total


def _settle(
    split: Split, readings: list[Reading], choices: list[Choice], doubt: bool, textual: bool
) -> list[Placed]:
    """One reading a column: what all choices agree on; nothing where they differ."""
    placed: list[Placed] = []
    for column in range(WIDTH):
        index = choices[0][column]
        if index is None or not _agreed(choices, column, readings):
            placed.append(ABSENT)
            continue
        cell: Cell = split.tail[index]
        reading = readings[index]
        if reading.blank and textual and any(not other.blank for other in readings):
            reading = replace(MISSING, raw=None)
        if cell.odd or cell.rowspan > 1 or (doubt and not reading.blank):
            reading = replace(reading, uncertain=True)
        placed.append(Placed(reading, split.row.place(cell)))
    return _join(placed)


def _agreed(choices: list[Choice], column: int, readings: list[Reading]) -> bool:
    """Whether all choices put the same text into a column."""
    if len(choices) == 1:
        return True
    options = set()
    for choice in choices:
        index = choice[column]
        options.add(None if index is None else (readings[index].value, readings[index].state))
    return len(options) == 1


def _join(placed: list[Placed]) -> list[Placed]:
    """Numbers cut by spaces are put together where the row then adds up."""
    values = [
        cell.reading.joined if cell.reading.joined is not None else cell.reading.value for cell in placed
    ]
    total = values[-1]
    if all(cell.reading.joined is None for cell in placed) or not isinstance(total, int):
        return placed
    if sum(value for value in values[:-1] if isinstance(value, int)) != total:
        return placed
    return [
        cell if cell.reading.joined is None else Placed(cell.reading.put_together(), cell.where)
        for cell in placed
    ]
