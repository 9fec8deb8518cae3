"""Table 2: information disclosed on the body's own initiative. The heading row above decides the columns.

Figures belong to headings by order (the n-th cell to the n-th heading: real pages span headings and figures
differently). Where the numbers of cells and headings differ, the columns that full rows of the table use
decide; what is then still open stays empty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import combinations

from parsers.document import Cell, Row
from parsers.formats.lines import Split, split_row
from parsers.formats.lines import is_label as is_words
from parsers.formats.places import named_by_place
from parsers.formats.result import Placed, TableReading, agree
from parsers.formats.spec import Label, Subtable, formats, value_kind
from parsers.values import MISSING, Reading, read_value
from parsers.words import letters

_LONGEST_LABEL = 16
_LONGEST_HEADING = 60
_REMARK = re.compile(r"其中|含[自上]")
_TELLING = {
    "G4": ("制发", "废止", "现行有效", "收费金额"),
    "G3": ("新制作", "新公开", "公开总", "上一年项目", "增减", "对外管理服务", "采购"),
}
_YEAR = re.compile(r"20\d{2}\s*年度?|[上本去今]年度?(?:同期)?|同期")
_OTHER_YEAR = re.compile("上年(?!项目)|去年|上一年(?!项目|度项目)|上年度(?!项目)|同期|20[0-9]{2}年")
_MOST_CELLS = 12

Slots = tuple[int, ...]
Starts = tuple[int, ...]  # index of the first cell of each run of repeated cells


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of figures with the columns that its headings name, repetitions kept."""

    row_id: str
    split: Split
    order: tuple[str, ...]
    form: tuple[str, ...]  # the columns of this part of the form
    doubtful: bool = False  # stands under headings of another year
    wide: bool = False  # has room for cells that are not the form's: beyond its headings, or of another year

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.order))


@cache
def _rows() -> tuple[Label, ...]:
    labels = {row.id: row for form in formats().values() for part in form.proactive for row in part.rows}
    return tuple(labels.values())


@cache
def _columns() -> tuple[Label, ...]:
    labels = {
        column.id: column for form in formats().values() for part in form.proactive for column in part.columns
    }
    return tuple(labels.values())


@lru_cache(maxsize=1024)
def row_of(label: str) -> str | None:
    """The row of table 2 that the letters of a label cell name."""
    if not 2 <= len(label) <= _LONGEST_LABEL:
        return None
    return next((row.id for row in _rows() if row.match.search(label)), None)


@lru_cache(maxsize=1024)
def columns_of(heading: str) -> tuple[str, ...]:
    """The columns of table 2 that the letters of a heading may name, in printed order (headings may run
    together)."""
    if not 4 <= len(heading) <= _LONGEST_HEADING or _REMARK.search(heading):
        return ()
    found = [(match.start(), column.id) for column in _columns() if (match := column.match.search(heading))]
    return tuple(column for _, column in sorted(found))


def is_label(name: str) -> bool:
    """Whether the letters of a cell are a row label of table 2."""
    return row_of(name) is not None


def read_proactive(rows: list[Row], *, recognised: bool) -> TableReading:
    """Read table 2 from its rows, in document order.

    `recognised`: the labels were read from a picture, and may be misread beyond likeness.
    """
    generation = _generation(rows)
    if generation is None:
        return TableReading()
    reading = TableReading(generation)
    misfits: set[str] = set()
    by_place = named_by_place(rows, row_of, generation) if recognised else {}
    misfits.update(by_place.values())
    entries = _entries(rows, generation, reading, misfits, by_place)
    usual, groupings = _usual_slots(entries), _usual_groupings(entries)
    seen: dict[str, list[TableReading]] = {}
    for entry in entries:
        seen.setdefault(entry.row_id, []).append(
            TableReading(generation, _row_cells(entry, usual, groupings))
        )
    for row_id, copies in seen.items():
        merged = agree(copies, f"the row {row_id} of table 2")
        if row_id in misfits or (any(copy.blank for copy in copies) and merged.figures):
            merged.cells = {cell: placed.doubted() for cell, placed in merged.cells.items()}
        reading.cells.update(merged.cells)
        reading.warnings.extend(merged.warnings)
    reading.rows_found = len(seen)
    if reading.rows_found:
        reading.complete(formats()[generation].cells("proactive"))
    return reading


def _entries(
    rows: list[Row],
    generation: str,
    reading: TableReading,
    misfits: set[str],
    by_place: Mapping[int, str],
) -> list[_Entry]:
    """The rows of figures, each with the columns named by the heading row above it; `misfits` takes the
    rows that also stand under headings of another part, `by_place` has those that their place names."""
    parts = {row.id: part for part in formats()[generation].proactive for row in part.rows}
    entries: list[_Entry] = []
    headings: list[tuple[str, ...]] = []
    head_end = 0
    foreign = open_head = yearly = False
    for index, row in enumerate(rows):
        found = [
            ids
            for cell in row.cells
            if not cell.text.isascii() and is_words(cell.text) and (ids := columns_of(letters(cell.text)))
        ]
        if found:
            headings = [*headings, *found] if open_head and row.loose else found
            open_head = True
            head_end = row.end()
            yearly = any(_OTHER_YEAR.search(letters(cell.text)) for cell in row.cells) or (
                yearly and row.loose
            )
            foreign = len(found) + 1 < sum(1 for cell in row.cells if is_words(cell.text))
            continue
        texts = row.cells[0].text.split() if row.loose and row.cells else [cell.text for cell in row.cells]
        if sum(1 for text in texts if _YEAR.fullmatch(text.strip())) > 1:
            foreign = yearly = True
            continue
        if any("第二十条" in letters(cell.text) for cell in row.cells):
            headings, open_head = [], False
            continue
        split = split_row(row, is_label)
        row_id = next((found_id for found_id in map(row_of, reversed(split.labels)) if found_id), None)
        if index in by_place:
            row_id = by_place[index]
        if row_id is None or row_id not in parts or not split.tail:
            continue
        open_head = False
        order = _order(headings, parts[row_id])
        if not order:
            reading.warnings.append(f"the headings over {row_id} are not those of its part of the form")
            misfits.add(row_id)
            continue
        form = tuple(column.id for column in parts[row_id].columns)
        wide = bool(headings) and not row.loose and (foreign or row.end() > head_end)
        entries.append(_Entry(row_id, split, order, form, yearly, wide))
    return entries


def _order(headings: list[tuple[str, ...]], part: Subtable) -> tuple[str, ...]:
    """The headings as columns of a part of the form; the form's own order where none is printed; empty on
    a misfit."""
    columns = [column.id for column in part.columns]
    if not headings:
        return tuple(columns)
    order: list[str] = []
    for heading in headings:
        fitting = [column for column in heading if column in columns]
        if not fitting:
            return ()
        order.extend(fitting)
    return tuple(order)


def _generation(rows: list[Row]) -> str | None:
    """The generation whose headings and rows are printed; the newer one where nothing tells them apart."""
    score: Counter[str] = Counter()
    for row in rows:
        for cell in row.cells:
            if cell.text.isascii():
                continue
            name = letters(cell.text)
            if not 2 <= len(name) <= _LONGEST_HEADING or _REMARK.search(name):
                continue
            for generation, words in _TELLING.items():
                score[generation] += any(word in name for word in words)
            score["rows"] += row_of(name) is not None
    if not any(score.values()):
        return None
    return "G3" if score["G3"] > score["G4"] else "G4"


def _usual_slots(entries: list[_Entry]) -> dict[tuple[str, ...], set[Slots]]:
    """The grid columns that full rows use, by the columns of their part of the form."""
    usual: dict[tuple[str, ...], set[Slots]] = {}
    for entry in entries:
        slots = entry.split.filled_slots()
        if len(slots) == len(entry.columns) and not entry.split.loose:
            usual.setdefault(entry.columns, set()).add(slots)
    return usual


def _row_cells(
    entry: _Entry, usual: dict[tuple[str, ...], set[Slots]], groupings: frozenset[Starts]
) -> dict[str, Placed]:
    cells: dict[str, Placed] = {}
    if len(entry.columns) < len(entry.form):
        # A heading is missing. As many cells as the form has columns: it was the heading that was lost.
        entry = replace(entry, order=entry.form) if len(entry.split.tail) == len(entry.form) else entry
        chosen, _ = _choose(entry, usual, groupings)
        doubt = True
    else:
        chosen, doubt = _choose(entry, usual, groupings)
        doubt = doubt or entry.doubtful
    for column, cell in zip(entry.columns, chosen, strict=True):
        cell_id = f"{entry.row_id}@{column}"
        cells[cell_id] = (
            Placed(MISSING)
            if cell is None
            else Placed(_read(cell, cell_id, doubt), entry.split.row.place(cell))
        )
    return cells


def _read(cell: Cell, cell_id: str, doubt: bool) -> Reading:
    reading = read_value(cell.text, value_kind(cell_id))
    if reading.spread:
        reading = reading.put_together()
    if cell.odd or (doubt and not reading.blank):
        reading = replace(reading, uncertain=True)
    return reading


def _choose(
    entry: _Entry, usual: dict[tuple[str, ...], set[Slots]], groupings: frozenset[Starts]
) -> tuple[list[Cell | None], bool]:
    """A cell for each column, and whether the choice is doubtful."""
    split, wanted = entry.split, len(entry.columns)
    cells = split.tail
    filled = [cell for cell, reading in zip(cells, split.readings, strict=True) if not reading.blank]
    if len(cells) == wanted:
        return list(cells), False
    if len(cells) == len(entry.order):
        return _grouped(cells, wanted, groupings), False
    if len(filled) == wanted:
        return list(filled), entry.wide
    if not filled:
        return [*cells[:wanted], *[None] * (wanted - len(cells))], False
    by_slot = dict(zip(split.slots(), cells, strict=False))
    fitting = [
        {slots for slots in found if set(split.filled_slots()) <= set(slots) <= set(by_slot)}
        for found in (usual.get(entry.columns, set()), set().union(*usual.values()))
    ]
    layouts = [slots for slots in fitting[0] or fitting[1] if len(slots) == wanted]
    if len(layouts) == 1:
        return [by_slot[slot] for slot in layouts[0]], entry.wide
    return _grouped(cells if len(filled) < wanted else filled, wanted, groupings), True


def _grouped(cells: list[Cell], wanted: int, groupings: frozenset[Starts]) -> list[Cell | None]:
    """Spans printed as repeated text: what all ways to part the cells into runs of equal text have in common.

    Ways that rows of the table with a single way take go first.
    """
    ways = _ways([cell.text.strip() for cell in cells], wanted)
    ways = [way for way in ways if way in groupings] or ways
    if not ways:
        return [None] * wanted
    return [
        cells[ways[0][place]] if len({cells[way[place]].text.strip() for way in ways}) == 1 else None
        for place in range(wanted)
    ]


def _ways(texts: list[str], wanted: int) -> list[Starts]:
    if not wanted < len(texts) <= _MOST_CELLS:
        return []
    ways: list[Starts] = []
    for cuts in combinations(range(1, len(texts)), wanted - 1):
        starts, ends = (0, *cuts), (*cuts, len(texts))
        if all(len(set(texts[start:end])) == 1 for start, end in zip(starts, ends, strict=True)):
            ways.append(starts)
    return ways


def _usual_groupings(entries: list[_Entry]) -> frozenset[Starts]:
    """How rows that can be parted in one way only part their repeated cells."""
    single = set()
    for entry in entries:
        ways = _ways([cell.text.strip() for cell in entry.split.tail], len(entry.columns))
        if len(ways) == 1 and len(entry.split.tail) == len(entry.order):
            single.add(ways[0])
    return frozenset(single)
