"""The head of table 3: where its seven columns stand, and whether they stand in the official order."""

from __future__ import annotations

from parsers.document import Row
from parsers.formats.result import Placed, TableReading
from parsers.formats.spec import formats
from parsers.words import letters

Slots = tuple[int, ...]
_LEAVES = {
    "自然人": 0,
    "商业企业": 1,
    "企业": 1,
    "科研机构": 2,
    "社会公益组织": 3,
    "法律服务机构": 4,
    "其他": 5,
    "其它": 5,
    "总计": 6,
    "合计": 6,
}
_WIDTH = 7


def printed_slots(rows: list[Row]) -> Slots:
    """Grid columns of the seven headings, by column of the form; empty where the head is not whole or not
    clear."""
    found: dict[int, int] = {}
    for row in rows:
        names = [letters(cell.text) for cell in row.cells]
        if not any(
            name in ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构") for name in names
        ):
            continue
        for name, slot in zip(names, row.slots, strict=False):
            column = _LEAVES.get(name)
            if column is not None:
                found.setdefault(column, slot)
        if len(found) == _WIDTH:
            break
    slots = tuple(found[column] for column in sorted(found))
    return slots if len(slots) == _WIDTH and len(set(slots)) == _WIDTH else ()


def columns_in_order(reading: TableReading, head: Slots, *, textual: bool) -> None:
    """Follow headings that stand in another order than the official one, where the sums bear them out.

    Where the sums speak for neither order, the headings of a real table are followed, and nothing is
    vouched for.
    """
    if not head or list(head) == sorted(head) or reading.generation is None:
        return
    form = formats()[reading.generation]
    printed = sorted(
        range(_WIDTH), key=lambda column: head[column]
    )  # the form's column at each printed place
    rows = [[reading.cells[f"{row}@{column}"] for column in form.columns] for row in form.value_rows()]
    moved = [[row[printed.index(column)] for column in range(_WIDTH)] for row in rows]
    official_sums, printed_sums = sum(map(_adds_up, rows)), sum(map(_adds_up, moved))
    follow = printed_sums > official_sums or (printed_sums == official_sums and not textual)
    chosen = moved if follow else rows
    doubtful = printed_sums <= official_sums
    for row_id, cells in zip(form.value_rows(), chosen, strict=True):
        for column, placed in zip(form.columns, cells, strict=True):
            reading.cells[f"{row_id}@{column}"] = placed.doubted() if doubtful else placed
    reading.warnings.append(
        "the columns of table 3 are headed in another order than the form's"
        + ("; the headings were followed" if follow else "")
    )


def _adds_up(row: list[Placed]) -> bool:
    values = [placed.reading.value for placed in row]
    total = values[-1]
    return (
        isinstance(total, int)
        and any(values)
        and sum(value for value in values[:-1] if isinstance(value, int)) == total
    )
