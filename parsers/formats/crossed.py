"""Table 4 in a shape of its own: every figure by the words that cross at it, those above and those beside.

For tables on their side, a row for each kind of proceedings, headings in another order.
"""

from __future__ import annotations

from dataclasses import replace

from parsers.document import Row
from parsers.formats.lines import is_label
from parsers.formats.result import Placed
from parsers.formats.spec import formats
from parsers.values import read_value
from parsers.words import letters

BLOCK = 5
_LEAVES = {
    "结果维持": 0,
    "维持": 0,
    "结果纠正": 1,
    "纠正": 1,
    "其他结果": 2,
    "其它结果": 2,
    "尚未审结": 3,
    "未审结": 3,
    "总计": 4,
    "合计": 4,
}
_LONGEST = 24

Words = frozenset[tuple[str, int]]  # ("block", 0-2) and ("leaf", 0-4)


def block_named(name: str) -> int | None:
    """The block of table 4 (review, direct litigation, litigation after review) that the letters of one label
    name."""
    if len(name) > _LONGEST:
        return None
    if "未经复议" in name:
        return 1
    if "复议后" in name:
        return 2
    return 0 if name.startswith("行政复议") and "诉讼" not in name else None


def read_crossed(rows: list[Row]) -> dict[str, Placed] | None:
    """All fifteen cells in the form's order, if the words give each of them exactly one figure and leave no
    figure over; else None."""
    ids = formats()["G4"].disputes
    above: dict[int, Words] = {}
    found: dict[str, Placed] = {}
    headed = False  # the row before was one of figures: what follows is a new head
    for row in rows:
        if row.loose:
            return None
        labelled = [
            (cell, slot, is_label(cell.text)) for cell, slot in zip(row.cells, row.slots, strict=True)
        ]
        beside: Words = frozenset().union(*(_words(text) for text in row.covering))
        placed: list[tuple[int, Placed]] = []
        lost = False
        for cell, slot, words in labelled:
            if words:
                beside |= _words(cell.text)
                continue
            index = _index(beside | above.get(slot, frozenset()))
            if index is not None:
                reading = read_value(cell.text)
                reading = replace(reading, uncertain=True) if cell.odd or cell.doubt else reading
                placed.append((index, Placed(reading, row.place(cell))))
            else:
                lost = lost or bool(cell.text.strip())
        if lost and beside:
            return None
        for index, value in placed:
            if ids[index] in found:
                return None
            found[ids[index]] = value
        if placed:
            headed = True
            continue
        if headed:
            above, headed = {}, False
        for cell, slot, words in labelled:
            for covered in range(slot, slot + cell.colspan) if words else ():
                above[covered] = above.get(covered, frozenset()) | _words(cell.text)
    return {cell: found[cell] for cell in ids} if len(found) == len(ids) else None


def _words(text: str) -> Words:
    name = letters(text)
    found: set[tuple[str, int]] = set()
    if (block := block_named(name)) is not None:
        found.add(("block", block))
    if name in _LEAVES:
        found.add(("leaf", _LEAVES[name]))
    return frozenset(found)


def _index(words: Words) -> int | None:
    blocks = [number for kind, number in words if kind == "block"]
    leaves = [number for kind, number in words if kind == "leaf"]
    return blocks[0] * BLOCK + leaves[0] if len(blocks) == len(leaves) == 1 else None
