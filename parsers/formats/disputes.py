"""Table 4: administrative review and litigation. Fifteen figures of one row, by order; headings repeat
too often.

The table may be cut into its blocks of five (review, direct litigation, litigation after review).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise

from parsers.document import Cell, Row
from parsers.formats.crossed import block_named, read_crossed
from parsers.formats.lines import Split, split_row
from parsers.formats.result import ABSENT, Placed, TableReading, agree
from parsers.formats.spec import formats
from parsers.values import Reading
from parsers.words import letters

WIDTH = 15
_BLOCK = 5
_HEADING = re.compile("结果维持|结果纠正|其他结果|尚未审结|行政复议|行政诉讼|未经复议|复议后起诉")
_LEAVES = frozenset({"结果维持", "结果纠正", "其他结果", "其它结果", "尚未审结", "总计", "合计"})
_ORDER = ("维持", "纠正", "其他结果", "尚未审结", "总计")
_LEAF = re.compile("|".join(_ORDER))
_BLOCKS = (("行政复议",), ("未经复议直接起诉", "未经复议"), ("复议后起诉", "经复议后"))
_FEWEST = 4
_MOST_MISSING = 2
_LONGEST_HEADING = 14
_LONGEST_LABEL = 20
_OTHER_YEAR = re.compile("上年|去年|上一年|同期")
_NOTES = ("注", "说明", "备注")

Pair = tuple[Cell, Reading]


def is_heading(name: str) -> bool:
    """Whether the letters of a cell belong to the head of table 4."""
    return len(name) <= _LONGEST_HEADING and _HEADING.search(name) is not None


def read_disputes(rows: list[Row]) -> TableReading:
    """Read table 4 from its rows, in document order."""
    ids = formats()["G4"].disputes
    wholes: list[TableReading] = []
    parts: list[TableReading] = []
    head, leaves, end = "", set[int](), 0
    headed = other_year = disordered = False
    for row in rows:
        names = [letters(cell.text) for cell in row.cells]
        split = split_row(row, is_heading)
        if _OTHER_YEAR.search(split.label) and not split.tail:
            other_year = True
        if other_year and split.tail:
            continue
        named = _named(split, head)
        if named is not None:
            if len(split.tail) == _BLOCK:
                placed = _plain(split, _pairs(split))
                placed = [cell.doubted() for cell in placed] if _disordered(head) else placed
                part = dict(zip(ids[named * _BLOCK :], placed, strict=False))
                parts.append(TableReading(None, part))
            continue
        if any(is_heading(name) or name in _LEAVES for name in names) and split.filled < _FEWEST:
            if headed:
                head, leaves, end, headed = "", set(), 0, False
            other_year = False
            head += "".join(names)
            end = max(end, row.end())
            leaves |= {slot for name, slot in zip(names, row.slots, strict=False) if name in _LEAVES}
            continue
        if split.label.startswith(_NOTES) or len(split.label) > _LONGEST_LABEL or len(split.tail) < _FEWEST:
            continue
        if split.filled == 0 and len(split.tail) < WIDTH:
            continue
        even = split.loose or not end or row.end() == end
        placed, blocks = _cells(split, head, tuple(sorted(leaves)), even)
        if _disordered(head):
            disordered = True
            placed = [cell.doubted() for cell in placed]
        headed = True
        cells = {
            ids[block * _BLOCK + place]: placed[number * _BLOCK + place]
            for number, block in enumerate(blocks)
            for place in range(_BLOCK)
        }
        (wholes if len(blocks) == len(_BLOCKS) else parts).append(TableReading(None, cells))
    reading = _crossed(rows) if disordered or not wholes else TableReading()
    if not reading.cells and (wholes or parts):
        reading = agree(wholes, "table 4") if wholes else _together(parts)
    if reading.cells:
        reading.rows_found = 1
        reading.complete(list(ids))
    return reading


def _crossed(rows: list[Row]) -> TableReading:
    """The table by the words that cross at each figure; empty where these do not name every cell."""
    found = read_crossed(rows)
    if found is None:
        return TableReading()
    cells = list(found.items())
    blocks = [cells[start : start + _BLOCK] for start in range(0, WIDTH, _BLOCK)]
    return TableReading(
        None,
        {
            cell: placed
            for block in blocks
            for (cell, _), placed in zip(block, _joined([placed for _, placed in block]), strict=True)
        },
    )


def _named(split: Split, head: str) -> int | None:
    """The block that the label of a row of figures names, below headings that name the results only."""
    if not split.tail or len(_LEAF.findall(head)) < _FEWEST or split.row.slots[split.start] == 0:
        return None
    named = {block_named(name) for name in split.labels} - {None}
    return named.pop() if len(named) == 1 else None


def _pairs(split: Split) -> list[Pair]:
    return list(zip(split.tail, split.readings, strict=True))


def _disordered(head: str) -> bool:
    """Whether the headings plainly stand in another order than the form's."""
    for first, second in (("行政复议", "行政诉讼"), ("未经复议", "复议后起诉")):
        if -1 < head.find(second) < head.find(first):
            return True
    order = [_ORDER.index(leaf) for leaf in _LEAF.findall(head)]
    return order[:1] == [len(_ORDER) - 1] or any(0 < after < before for before, after in pairwise(order))


def _together(parts: list[TableReading]) -> TableReading:
    """One table from its separate blocks."""
    by_blocks: dict[tuple[str, ...], list[TableReading]] = {}
    for part in parts:
        by_blocks.setdefault(tuple(part.cells), []).append(part)
    whole = TableReading()
    for copies in by_blocks.values():
        merged = agree(copies, "a part of table 4")
        whole.warnings.extend(merged.warnings)
        for cell, placed in merged.cells.items():
            before = whole.cells.get(cell)
            same = before is None or before.reading.value == placed.reading.value
            whole.cells[cell] = placed if same else Placed(Reading(None, "text", None, True), placed.where)
    return whole


def _cells(split: Split, head: str, leaves: tuple[int, ...], even: bool) -> tuple[list[Placed], list[int]]:
    """The figures of a row in order, and the blocks of the form that they fill.

    `even`: the row ends where its headings end; else cells are missing or too many, and positions mean
    nothing.
    """
    blocks = [number for number, words in enumerate(_BLOCKS) if any(word in head for word in words)]
    cells = _pairs(split)
    filled = [pair for pair in cells if not pair[1].blank]
    if len(cells) == WIDTH:
        return _plain(split, cells), [0, 1, 2]
    if blocks and len(blocks) < len(_BLOCKS) and _BLOCK * len(blocks) in (len(cells), len(filled)):
        return _plain(split, cells if len(cells) == _BLOCK * len(blocks) else filled), blocks
    if not split.row.table and len(filled) == WIDTH and cells[:WIDTH] == filled:
        return _plain(split, filled), [0, 1, 2]  # text tools leave empty cells behind the last column
    if not even:
        return _uneven(split, cells), [0, 1, 2]
    by_slot = dict(zip(split.slots(), cells, strict=False))
    ways = [filled] if len(filled) == WIDTH else []
    if len(leaves) == WIDTH and set(leaves) <= set(by_slot):
        headed = [by_slot[slot] for slot in leaves]
        if set(split.filled_slots()) <= set(leaves):
            return _plain(split, headed), [0, 1, 2]
        ways.append(headed)
    if len(ways) > 1:
        # Fifteen figures in all, but not below the headings: only the sums can tell which are meant.
        ways = [way for way in ways if _adds_up(list(way))]
        return (
            [cell.doubted() for cell in _plain(split, ways[0])] if len(ways) == 1 else [ABSENT] * WIDTH
        ), [0, 1, 2]
    if ways:
        return _plain(split, ways[0]), [0, 1, 2]
    if len(cells) > WIDTH and all(reading.blank for _, reading in cells[WIDTH:]) and not cells[0][1].blank:
        return _plain(split, cells[:WIDTH]), [0, 1, 2]
    return _uneven(split, cells), [0, 1, 2]


def _plain(split: Split, row: list[Pair]) -> list[Placed]:
    placed = [
        Placed(replace(reading, uncertain=True) if cell.odd else reading, split.row.place(cell))
        for cell, reading in row
    ]
    for start in range(0, len(placed), _BLOCK):
        placed[start : start + _BLOCK] = _joined(placed[start : start + _BLOCK])
    if split.loose and not _adds_up(
        [None if cell.reading.blank else (split.tail[0], cell.reading) for cell in placed]
    ):
        return [cell.doubted() for cell in placed]  # fifteen numbers of a line, but perhaps not these fifteen
    return placed


def _joined(block: list[Placed]) -> list[Placed]:
    """Numbers cut by spaces are put together where the block then adds up."""
    if all(placed.reading.joined is None for placed in block):
        return block
    values = [
        placed.reading.joined if placed.reading.joined is not None else placed.reading.value
        for placed in block
    ]
    total = values[-1]
    if not isinstance(total, int) or sum(value for value in values[:-1] if isinstance(value, int)) != total:
        return block
    return [
        placed if placed.reading.joined is None else Placed(placed.reading.put_together(), placed.where)
        for placed in block
    ]


def _uneven(split: Split, cells: list[Pair]) -> list[Placed]:
    """Too few or too many cells: only what every way that keeps all three sums has in common."""
    ways: list[list[Pair | None]] = []
    blanks = [place for place, (_, reading) in enumerate(cells) if reading.blank]
    surplus = len(cells) - WIDTH
    if 0 < surplus <= _MOST_MISSING:
        for dropped in combinations(blanks, surplus):
            ways.append([pair for place, pair in enumerate(cells) if place not in dropped])
    figures = [pair for pair in cells if not pair[1].blank] if surplus > 0 else cells
    if WIDTH <= len(figures) <= WIDTH + _MOST_MISSING:
        ways.extend(list(figures[start : start + WIDTH]) for start in range(len(figures) - WIDTH + 1))
    elif WIDTH - _MOST_MISSING <= len(figures) < WIDTH and not ways:
        for places in combinations(range(WIDTH), len(figures)):
            way: list[Pair | None] = [None] * WIDTH
            for place, pair in zip(places, figures, strict=True):
                way[place] = pair
            ways.append(way)
    ways = [way for way in ways if _adds_up(way)]
    placed: list[Placed] = []
    for place in range(WIDTH):
        options = {None if pair is None else pair[1].value for pair in (way[place] for way in ways)}
        first = ways[0][place] if ways else None
        if len(options) == 1 and first is not None:
            placed.append(Placed(replace(first[1], uncertain=True), split.row.place(first[0])))
        else:
            placed.append(ABSENT)
    return placed


def _adds_up(way: list[Pair | None]) -> bool:
    values = [None if pair is None else pair[1].value for pair in way]
    for start in range(0, len(values), _BLOCK):
        total = values[start + _BLOCK - 1]
        known = sum(value for value in values[start : start + _BLOCK - 1] if isinstance(value, int))
        if isinstance(total, int) and known != total:
            return False
    return True
