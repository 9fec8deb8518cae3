"""Rows of table 2 whose label a recogniser misread: named by their place among the rows of the form.

A row is named where the rows above and below it are known, as many rows stand between these as the form has
there, and what was read of its label shares a character with the official one in three, or is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from rapidfuzz.fuzz import ratio

from parsers.document import Row
from parsers.formats.lines import is_label
from parsers.formats.spec import formats
from parsers.words import letters

_RESEMBLING = 30  # per cent of its characters


def may_be(read: str, label: str) -> bool:
    """Whether the letters read of a label, whose place in the form is certain, may be those of the official
    one, most of them misread, or all lost."""
    return not read or ratio(read, label) >= _RESEMBLING


def named_by_place(
    rows: Sequence[Row], row_of: Callable[[str], str | None], generation: str
) -> dict[int, str]:
    """The rows of the form, by index in `rows`, that take the free places between those that `row_of` knows
    by the letters of their label; empty where one of these stands twice or out of order."""
    form = [row for part in formats()[generation].proactive for row in part.rows]
    order = {row.id: place for place, row in enumerate(form)}
    ruled = [index for index, row in enumerate(rows) if _holds_figures(row)]
    known = [
        (index, order[row_id])
        for index in ruled
        if (row_id := row_of(letters(rows[index].cells[0].text))) is not None and row_id in order
    ]
    places = [(-1, -1), *known, (len(rows), len(form))]
    if any(place >= after for (_, place), (_, after) in pairwise(places)):
        return {}
    found: dict[int, str] = {}
    for (start, first), (end, last) in pairwise(places):
        free = form[first + 1 : last]
        gap = [index for index in ruled if start < index < end]
        if len(gap) == len(free) and all(
            may_be(letters(rows[index].cells[0].text), letters(row.label))
            for index, row in zip(gap, free, strict=True)
        ):
            found |= {index: row.id for index, row in zip(gap, free, strict=True)}
    return found


def _holds_figures(row: Row) -> bool:
    """Whether a row is one of a ruled table, with one label, or none, and no other words."""
    return (
        not row.loose
        and len(row.cells) > 1
        and (not row.cells[0].text.strip() or not row.cells[0].text.isascii())
        and not any(is_label(cell.text) for cell in row.cells[1:])
    )
