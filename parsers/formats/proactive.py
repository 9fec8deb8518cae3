"""Table 2: information disclosed on the body's own initiative. The heading row above decides the columns.

Figures belong to headings by order (the n-th cell to the n-th heading: real pages span headings and figures
differently). Where the numbers of cells and headings differ and the grid does not settle it, cells stay empty.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from parsers.document import Cell, Row
from parsers.formats.lines import Split, split_row
from parsers.formats.lines import is_label as is_words
from parsers.formats.result import Placed, TableReading, agree
from parsers.formats.spec import Label, Subtable, formats, value_kind
from parsers.values import MISSING, Reading, read_value
from parsers.words import letters

_LONGEST_LABEL = 16
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class _Heading:
    """One column heading as printed: the column ids it may mean, with its place in the grid."""

    ids: frozenset[str]
    slot: int
    colspan: int


@cache
def _rows() -> tuple[Label, ...]:
    labels = {row.id: row for form in formats().values() for part in form.proactive for row in part.rows}
    return tuple(labels.values())


@cache
def _columns() -> tuple[Label, ...]:
    labels = {column.id: column for form in formats().values() for part in form.proactive for column in part.columns}
    return tuple(labels.values())


@cache
def row_of(label: str) -> str | None:
    """The row of table 2 that the letters of a label cell name."""
    if not 2 <= len(label) <= _LONGEST_LABEL:
        return None
    return next((row.id for row in _rows() if row.match.search(label)), None)


@cache
def columns_of(heading: str) -> frozenset[str]:
    """The columns of table 2 that the letters of a heading may name."""
    if not 4 <= len(heading) <= _LONGEST_HEADING:
        return frozenset()
    return frozenset(column.id for column in _columns() if column.match.search(heading))


def is_label(name: str) -> bool:
    """Whether the letters of a cell are a row label of table 2."""
    return row_of(name) is not None


def read_proactive(rows: list[Row]) -> TableReading:
    """Read table 2 from its rows, in document order."""
    generation = _generation(rows)
    if generation is None:
        return TableReading()
    form = {row.id: part for part in formats()[generation].proactive for row in part.rows}
    reading = TableReading(generation)
    headings: list[_Heading] = []
    seen: dict[str, list[TableReading]] = {}
    for row in rows:
        found = _headings(row)
        if found:
            headings = found
            continue
        if any("第二十条" in letters(cell.text) for cell in row.cells):
            headings = []
            continue
        split = split_row(row, is_label)
        row_id = next((found_id for found_id in map(row_of, reversed(split.labels)) if found_id), None)
        if row_id is None or row_id not in form:
            continue
        if not split.tail:
            continue
        cells = _row_cells(row_id, form[row_id], split, headings, reading)
        seen.setdefault(row_id, []).append(TableReading(generation, cells))
    for row_id, copies in seen.items():
        merged = agree(copies, f"the row {row_id} of table 2")
        reading.cells.update(merged.cells)
        reading.warnings.extend(merged.warnings)
    reading.rows_found = len(seen)
    if reading.rows_found:
        reading.complete(formats()[generation].cells("proactive"))
    return reading


def _headings(row: Row) -> list[_Heading]:
    """The column headings of a heading row; empty for any other row."""
    found = []
    for index, cell in enumerate(row.cells):
        ids = columns_of(letters(cell.text)) if is_words(cell.text) else None
        if ids:
            slot = row.slots[index] if row.slots else index
            found.append(_Heading(ids, slot, cell.colspan))
    return found


def _generation(rows: list[Row]) -> str | None:
    """The generation whose headings and rows are printed; the newer one where nothing tells them apart."""
    score: Counter[str] = Counter()
    for row in rows:
        for cell in row.cells:
            name = letters(cell.text)
            if not 2 <= len(name) <= _LONGEST_HEADING:
                continue
            for generation, words in _TELLING.items():
                if any(word in name for word in words):
                    score[generation] += 1
            if row_of(name):
                score["rows"] += 1
    if not score:
        return None
    return "G3" if score["G3"] > score["G4"] else "G4"


_TELLING = {
    "G4": ("制发", "废止", "现行有效", "收费金额"),
    "G3": ("新制作", "新公开", "公开总", "上一年项目", "增减", "对外管理服务", "采购"),
}


def _row_cells(
    row_id: str, part: Subtable, split: Split, headings: list[_Heading], reading: TableReading,
) -> dict[str, Placed]:
    columns = [column.id for column in part.columns]
    order = _named(headings, columns)
    if headings and not order:
        reading.warnings.append(f"the headings over {row_id} are not those of its part of the form")
        return {}
    if not order:
        order = list(columns)
    chosen, doubt = _choose(split, order, headings)
    cells: dict[str, Placed] = {}
    for column, cell in zip(order, chosen, strict=True):
        cell_id = f"{row_id}@{column}"
        if cell is None:
            placed = Placed(MISSING)
        else:
            value = read_value(cell.text, value_kind(cell_id))
            if cell.odd or (doubt and not value.blank):
                value = replace(value, uncertain=True)
            placed = Placed(value, split.row.place(cell))
        before = cells.get(cell_id)
        if before is not None and before.reading.value != placed.reading.value:
            placed = Placed(Reading(None, "text", f"{before.reading.value} | {placed.reading.value}", True), before.where)
        cells[cell_id] = placed
    return cells


def _named(headings: list[_Heading], columns: list[str]) -> list[str]:
    """The headings as columns of this part of the form, in printed order; empty if they do not fit."""
    order = []
    for heading in headings:
        fitting = [column for column in columns if column in heading.ids]
        if not fitting:
            return []
        order.append(fitting[0])
    return order


def _choose(split: Split, order: list[str], headings: list[_Heading]) -> tuple[list[Cell | None], bool]:
    """A cell for each heading, and whether the choice is doubtful."""
    cells, wanted = split.tail, len(order)
    filled = [cell for cell, reading in zip(cells, split.readings, strict=True) if not reading.blank]
    if len(cells) == wanted:
        return list(cells), False
    if len(filled) == wanted:
        return list(filled), False
    if len(set(order)) == 1 and filled and len({cell.text for cell in filled}) == 1:
        return [filled[0]] * wanted, False
    if len(cells) > wanted and not filled:
        return list(cells[:wanted]), False
    slots = split.slots()
    if headings and len(headings) == wanted and len(cells) > wanted and all(heading.slot in slots for heading in headings):
        by_slot = dict(zip(slots, cells, strict=True))
        picked = [by_slot[heading.slot] for heading in headings]
        if all(any(cell is one for one in picked) for cell in filled):
            return list(picked), True
    return [None] * wanted, True
