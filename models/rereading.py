"""Two readings of one document by different parsers: which figures changed, and by what cause. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from models.comparison import same
from models.facts import ChangedFigure
from parsers.record import Record

_TABLES = {"proactive": "proactive", "requests": "requests", "outcome": "requests"}
"""First word of a cell's id -> key of `Record.table_generations`."""


class Cause(StrEnum):
    """Why a figure is another one, the one that explains most first."""

    DOCUMENT = "document"
    """The document, or the part of it, is a report now and was none, or the reverse."""
    FORM = "form"
    """Its table is read by another generation of the form."""
    FOUND = "found"
    """There is a figure where none was read."""
    WITHHELD = "withheld"
    """There is none any more: it is not vouched for, or there never was one."""
    REREAD = "reread"
    """There is another figure."""
    STATE = "state"
    """There was no figure and is none, but what stands in its place is read otherwise: a blank, a slash."""


def changes(
    sha256: str, part: int, before: Record | None, after: Record | None, parser: str
) -> Iterator[ChangedFigure]:
    """The cells in which a new reading differs from the one that parsers of version `parser` gave."""
    old, new = before.values if before else {}, after.values if after else {}
    for cell in sorted(old.keys() | new.keys()):
        was, now = old.get(cell), new.get(cell)
        was_state = before.states.get(cell) if before else None
        now_state = after.states.get(cell) if after else None
        cause = _cause(cell, before, after)
        if same(was, now) and (cause is not Cause.STATE or was_state == now_state):
            continue
        yield ChangedFigure(sha256, part, cell, was, now, was_state, now_state, cause, parser)


def _cause(cell: str, before: Record | None, after: Record | None) -> Cause:
    if before is None or after is None or before.outcome != after.outcome:
        return Cause.DOCUMENT
    table = _TABLES.get(cell.partition(".")[0])
    one, other = (each.table_generations.get(table or "", each.generation) for each in (before, after))
    if one != other:
        return Cause.FORM
    was, now = before.values.get(cell), after.values.get(cell)
    if was is None and now is None:
        return Cause.STATE
    if was is None:
        return Cause.FOUND
    return Cause.WITHHELD if now is None else Cause.REREAD
