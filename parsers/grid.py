"""The grid of a table: where each cell stands once all spans are laid out.

One engine for every carrier with cells. It survives what real pages hold: spans that overlap, reach below the
last row, are missing, or are absurdly large.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_COLSPAN = 100
MAX_SLOTS = 20_000

_SINGLE = (1, 1)
_Owner = tuple[int, int, int]  # last row covered, row and index of the cell


@dataclass(frozen=True, slots=True)
class Layout:
    """`starts[r][c]`: first grid column (from 0) of the c-th cell of row r.

    `covering[r]`: the cells (row, index) of earlier rows that reach into row r, from left to right.
    `width`: number of grid columns.
    """

    starts: tuple[tuple[int, ...], ...]
    covering: tuple[tuple[tuple[int, int], ...], ...]
    width: int


def lay_out(spans: Sequence[Sequence[tuple[int, int]]]) -> Layout:
    """Lay out rows of cells, each given as (colspan, rowspan).

    A span below 1 counts as 1, a colspan is cut at 100 columns, a rowspan at the rows left, and once the
    table has 20,000 slots every further span counts as 1. Where cells collide, the earlier one keeps the
    slot.
    """
    starts: list[tuple[int, ...]] = []
    covering: list[tuple[tuple[int, int], ...]] = []
    pending: dict[int, list[_Owner]] = {}  # slot -> the cells that hold it, the first of them now
    width = used = 0
    for r, row in enumerate(spans):
        if pending:
            pending = {
                slot: left
                for slot, owners in pending.items()
                if (left := [owner for owner in owners if owner[0] >= r])
            }
        covering.append(
            tuple(dict.fromkeys((owners[0][1], owners[0][2]) for _, owners in sorted(pending.items())))
            if pending
            else ()
        )
        if not pending and all(span == _SINGLE for span in row):
            starts.append(tuple(range(len(row))))
            used += len(row)
            width = max(width, len(row))
            continue
        columns: list[int] = []
        added: dict[int, _Owner] = {}
        slot = 0
        for c, (colspan, rowspan) in enumerate(row):
            while slot in pending:
                slot += 1
            if colspan == 1 and rowspan == 1:
                columns.append(slot)
                slot += 1
                used += 1
                continue
            if used >= MAX_SLOTS:
                colspan = rowspan = 1
            colspan = min(max(colspan, 1), MAX_COLSPAN)
            last = min(r + max(rowspan, 1), len(spans)) - 1
            columns.append(slot)
            used += colspan * (last - r + 1)
            if last > r:
                added.update(dict.fromkeys(range(slot, slot + colspan), (last, r, c)))
            slot += colspan
        width = max(width, slot, max(pending, default=-1) + 1)
        for covered, owner in added.items():
            pending.setdefault(covered, []).append(owner)
        starts.append(tuple(columns))
    return Layout(tuple(starts), tuple(covering), width)
