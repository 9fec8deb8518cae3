"""What cells say of one another.

Cells that are missing in table 3 and follow from its relations; never a cell that is printed blank.

Two independent relations have to give the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.formats.result import Placed, TableReading
from parsers.formats.spec import formats, value_kind
from parsers.values import Reading

_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_BALANCE = ("requests.new", "requests.carried_in", "outcome.total", "requests.carried_out")


def infer(table: TableReading) -> None:
    """Fill cells with state `missing`, where the row's sum and a sum down the column agree on one number."""
    if table.generation is None:
        return
    form = formats()[table.generation]
    found: dict[str, int] = {}
    for row in form.value_rows():
        cells = [f"{row}@{column}" for column in form.columns]
        missing = [cell for cell in cells if table.cells[cell].reading.state == "missing"]
        if len(missing) != 1 or table.cells[missing[0]].reading.value is not None:
            continue
        across = _across(table, cells, missing[0])
        down = _down(table, form.value_rows(), row, missing[0].rpartition("@")[2])
        if across is not None and across == down:
            found[missing[0]] = across
    for cell, value in found.items():
        where = table.cells[cell].where
        table.cells[cell] = Placed(Reading(value, "inferred", "", True), where)


def doubt_dotted_thousands(tables: Iterable[TableReading]) -> None:
    """Doubt amounts such as 1.234 in a document that prints thousands with a dot elsewhere: in a count, or
    twice in one number."""
    given = list(tables)
    spoken = [
        (cell, each.reading) for table in given for cell, each in table.cells.items() if each.reading.raw
    ]
    if not any(
        _THOUSANDS.fullmatch(reading.raw or "")
        and (reading.value is None or not value_kind(cell).startswith("money"))
        for cell, reading in spoken
    ):
        return
    for table in given:
        for cell, each in table.cells.items():
            printed = each.reading.raw or str(each.reading.value)
            if value_kind(cell).startswith("money") and _THOUSANDS.fullmatch(printed):
                table.cells[cell] = each.doubted()


def _value(table: TableReading, cell: str) -> int | None:
    value = table.cells[cell].reading.value
    return value if isinstance(value, int) else None


def _across(table: TableReading, cells: list[str], missing: str) -> int | None:
    known = {cell: _value(table, cell) for cell in cells if cell != missing}
    if any(value is None for value in known.values()):
        return None
    parts = sum(value for cell, value in known.items() if value is not None and cell != cells[-1])
    if missing == cells[-1]:
        return parts
    rest = (known[cells[-1]] or 0) - parts
    return rest if rest >= 0 else None


def _down(table: TableReading, rows: list[str], row: str, column: str) -> int | None:
    """What the balance, or the sum of the outcomes, leaves for a row in its column."""
    if row in _BALANCE:
        new, carried_in, total, carried_out = (
            0 if name == row else _value(table, f"{name}@{column}") for name in _BALANCE
        )
        if new is None or carried_in is None or total is None or carried_out is None:
            return None
        rest = (total + carried_out) - (new + carried_in)
        rest = rest if row in _BALANCE[:2] else -rest
        return rest if rest >= 0 else None
    total = _value(table, f"outcome.total@{column}")
    others = [_value(table, f"{name}@{column}") for name in rows if name not in (*_BALANCE, row)]
    if total is None or any(value is None for value in others):
        return None
    rest = total - sum(value for value in others if value is not None)
    return rest if rest >= 0 else None
