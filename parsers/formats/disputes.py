"""Table 4: administrative review and litigation. Fifteen figures of one row, by order; headings repeat too often.

The table may be cut into its blocks of five (review, direct litigation, litigation after review).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from parsers.document import Cell, Row
from parsers.formats.lines import Split, split_row
from parsers.formats.result import ABSENT, Placed, TableReading, agree
from parsers.formats.spec import formats
from parsers.values import Reading
from parsers.words import letters

WIDTH = 15
_BLOCK = 5
_HEADINGS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "行政复议", "行政诉讼", "未经复议", "复议后起诉", "总计", "合计")
_BLOCKS = (("行政复议",), ("未经复议直接起诉", "未经复议"), ("复议后起诉", "经复议后"))
_FEWEST = 4
_MOST_MISSING = 2
_NO_FIGURES: tuple[str, ...] = ("注", "说明", "备注")


def is_heading(name: str) -> bool:
    """Whether the letters of a cell belong to the head of table 4."""
    return len(name) <= 14 and any(word in name for word in _HEADINGS[:8])


def read_disputes(rows: list[Row]) -> TableReading:
    """Read table 4 from its rows, in document order."""
    ids = formats()["G4"].disputes
    wholes: list[TableReading] = []
    parts: list[TableReading] = []
    head = ""
    headed = False
    for row in rows:
        names = [letters(cell.text) for cell in row.cells]
        split = split_row(row, is_heading)
        if any(is_heading(name) for name in names) and split.filled < _FEWEST:
            head = head + "".join(names) if not headed else "".join(names)
            headed = False
            continue
        if "".join(split.labels).startswith(_NO_FIGURES) or len(split.label) > 20 or len(split.tail) < _FEWEST:
            continue
        if split.filled == 0 and len(split.tail) < WIDTH:
            continue
        placed, blocks = _cells(split, head)
        headed = True
        cells = {ids[block * _BLOCK + place]: placed[number * _BLOCK + place] for number, block in enumerate(blocks) for place in range(_BLOCK)}
        (wholes if len(blocks) == len(_BLOCKS) else parts).append(TableReading(None, cells))
    reading = TableReading()
    if wholes:
        reading = agree(wholes, "table 4")
    elif parts:
        reading = _together(parts)
    if reading.cells:
        reading.rows_found = 1
        reading.complete(list(ids))
    return reading


def _together(parts: list[TableReading]) -> TableReading:
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


def _cells(split: Split, head: str) -> tuple[list[Placed], list[int]]:
    """The figures of a row in order, and the blocks of the form that they fill."""
    blocks = [number for number, words in enumerate(_BLOCKS) if any(word in head for word in words)]
    cells = list(zip(split.tail, split.readings, strict=True))
    filled = [pair for pair in cells if not pair[1].blank]
    for row in (cells, filled):
        if len(row) == WIDTH:
            return _plain(split, row), [0, 1, 2]
        if blocks and len(blocks) < len(_BLOCKS) and len(row) == _BLOCK * len(blocks):
            return _plain(split, row), blocks
    trimmed = _trimmed(cells)
    if len(trimmed) == WIDTH:
        return _plain(split, trimmed), [0, 1, 2]
    return _uneven(split, filled), [0, 1, 2]


def _plain(split: Split, row: list[tuple[Cell, Reading]]) -> list[Placed]:
    return [Placed(replace(reading, uncertain=True) if cell.odd else reading, split.row.place(cell)) for cell, reading in row]


def _trimmed(cells: list[tuple[Cell, Reading]]) -> list[tuple[Cell, Reading]]:
    """Without the blanks at the end, which text tools leave behind the last column."""
    row = list(cells)
    while len(row) > WIDTH and row[-1][1].blank:
        row.pop()
    return row


def _uneven(split: Split, filled: list[tuple[Cell, Reading]]) -> list[Placed]:
    """Too few or too many figures: only what every way that keeps all three sums has in common."""
    count = len(filled)
    ways: list[list[tuple[Cell, Reading] | None]] = []
    if WIDTH < count <= WIDTH + _MOST_MISSING:
        ways = [list(filled[start:start + WIDTH]) for start in range(count - WIDTH + 1)]
    elif WIDTH - _MOST_MISSING <= count < WIDTH:
        for places in combinations(range(WIDTH), count):
            way: list[tuple[Cell, Reading] | None] = [None] * WIDTH
            for place, pair in zip(places, filled, strict=True):
                way[place] = pair
            ways.append(way)
    ways = [way for way in ways if _adds_up(way)]
    placed: list[Placed] = []
    for place in range(WIDTH):
        options = {None if pair is None else pair[1].value for pair in (way[place] for way in ways)}
        pair = ways[0][place] if ways else None
        if len(options) == 1 and pair is not None:
            placed.append(Placed(replace(pair[1], uncertain=True), split.row.place(pair[0])))
        else:
            placed.append(ABSENT)
    return placed


def _adds_up(way: list[tuple[Cell, Reading] | None]) -> bool:
    values = [None if pair is None else pair[1].value for pair in way]
    for start in range(0, WIDTH, _BLOCK):
        total = values[start + _BLOCK - 1]
        known = sum(value for value in values[start:start + _BLOCK - 1] if isinstance(value, int))
        if isinstance(total, int) and known != total:
            return False
    return True
