"""The grid of a table: where each cell stands once all spans are laid out.

One engine for every carrier with cells. It survives what real pages hold: spans that overlap, reach below the
last row, are missing, or are absurdly large.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_COLSPAN = 100
MAX_SLOTS = 20_000


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

    A span below 1 counts as 1, a colspan is cut at 100 columns, a rowspan at the rows left, and once the table
    has 20,000 slots every further span counts as 1. Where cells collide, the earlier one keeps the slot.
    """
    starts: list[tuple[int, ...]] = []
    covering: list[tuple[tuple[int, int], ...]] = []
    pending: dict[int, tuple[int, int, int]] = {}       # slot -> (last row covered, row, index) of its owner
    width = used = 0
    for r, row in enumerate(spans):
        if pending:
            pending = {slot: owner for slot, owner in pending.items() if owner[0] >= r}
        reaching = dict.fromkeys((owner[1], owner[2]) for _, owner in sorted(pending.items()))
        covering.append(tuple(reaching))
        columns: list[int] = []
        added: dict[int, tuple[int, int, int]] = {}
        slot = 0
        for c, (colspan, rowspan) in enumerate(row):
            while slot in pending:
                slot += 1
            if used >= MAX_SLOTS:
                colspan = rowspan = 1
            colspan = min(max(colspan, 1), MAX_COLSPAN)
            last = min(r + max(rowspan, 1), len(spans)) - 1
            columns.append(slot)
            used += colspan * (last - r + 1)
            if last > r:
                for covered in range(slot, slot + colspan):
                    if covered not in pending or pending[covered][0] < last:
                        added[covered] = (last, r, c)
            slot += colspan
        width = max(width, slot, max(pending, default=-1) + 1)
        pending.update(added)
        starts.append(tuple(columns))
    return Layout(tuple(starts), tuple(covering), width)
