"""Table 3: applications received and handled. Rows are known by label and order, figures by counting cells.

A row without a label goes nowhere, unless order, the torn labels round it and the number of free rows
leave one place only; such cells are uncertain.
"""

from __future__ import annotations

from parsers.document import Row
from parsers.formats import labels
from parsers.formats.alignment import (
    Line,
    align,
    continue_split_rows,
    doubt_merged_rows,
    doubt_shifted_labels,
    fill_gaps,
    to_lines,
)
from parsers.formats.header import Head, columns_in_order, read_head
from parsers.formats.placement import WIDTH, Layouts, layouts_of, place_row
from parsers.formats.result import Placed, TableReading, agree
from parsers.formats.spec import formats

_SUBROWS = frozenset({"outcome.other.correction_overdue", "outcome.other.fee_unpaid", "outcome.other.other"})


def read_requests(rows: list[Row], *, textual: bool, recognised: bool) -> TableReading:
    """Read table 3 from its rows, in document order. Several copies are compared.

    `recognised`: the labels were read from a picture, and may be misread beyond likeness.
    """
    lines = to_lines(rows)
    head = read_head(rows)
    copies = [_read_copy(copy, head, textual=textual, recognised=recognised) for copy in _copies(lines)]
    copies = [copy for copy in copies if copy.rows_found]
    if not copies:
        return TableReading()
    reading = agree(copies, "table 3")
    if reading.generation:
        reading.complete(formats()[reading.generation].cells("requests"))
        columns_in_order(reading, head.slots, textual=textual)
        if head.disordered and not head.slots:
            reading.cells = {cell: placed.doubted() for cell, placed in reading.cells.items()}
    return reading


def _copies(lines: list[Line]) -> list[list[Line]]:
    """Part the lines where the table begins again."""
    first, last = labels.index_of("requests.new"), labels.index_of("outcome.total")
    copies: list[list[Line]] = []
    current: list[Line] = []
    far = False
    for line in lines:
        if line.sure == first and far:
            copies.append(current)
            current, far = [], False
        current.append(line)
        far = far or (line.sure is not None and line.sure >= last)
    return [*copies, current] if current else copies


def _read_copy(lines: list[Line], head: Head, *, textual: bool, recognised: bool) -> TableReading:
    reading = TableReading()
    align(lines)
    if not any(line.index is not None for line in lines):
        return reading
    generation = reading.generation = _generation(lines)
    continue_split_rows(lines)
    fill_gaps(lines, generation, recognised=recognised)
    doubt_merged_rows(lines)
    if doubt_shifted_labels(lines):
        reading.warnings.append("labels and figures of table 3 may have moved against each other")
    layouts = layouts_of([line.split for line in lines if line.index is not None], head)
    form = formats()[generation]
    by_row: dict[str, list[Line]] = {}
    for line in lines:
        if line.index is not None:
            by_row.setdefault(labels.rows()[line.index].id, []).append(line)
    for row_id in form.value_rows():
        if row_id in by_row:
            reading.rows_found += 1
            cells = _one_row(by_row[row_id], row_id, layouts, textual, reading)
            reading.cells.update(
                {f"{row_id}@{column}": placed for column, placed in zip(form.columns, cells, strict=True)}
            )
    lost = sum(1 for line in lines if line.bare)
    if lost:
        reading.warnings.append(
            f"table 3 holds {lost} rows of figures whose label could not be established; they were left out"
        )
    if generation == "G4" and any(
        line.has_figures and line.index == labels.index_of("outcome.other") for line in lines
    ):
        reading.warnings.append(
            "table 3 prints figures beside the group (六) and beside its rows; the group's were left out"
        )
    return reading


def _generation(lines: list[Line]) -> str:
    """Any of the three rows of (六) makes it the form of 2021; (六) and what follows it without them that
    of 2019."""
    named = {index for line in lines for index in (line.index, line.sure) if index is not None}
    found = {labels.rows()[index].id for index in named}
    if found & _SUBROWS:
        return "G4"
    beyond = found & {"outcome.total", "requests.carried_out"}
    return "G3" if "outcome.other" in found and beyond else "G4"


def _one_row(
    lines: list[Line], row_id: str, layouts: Layouts, textual: bool, reading: TableReading
) -> list[Placed]:
    """The seven cells of one row of the form, from all physical rows that carry its label."""
    filled = [line for line in lines if line.has_figures] or lines[:1]
    results = [_cells(line, layouts, textual) for line in filled]
    first = results[0]
    for other in results[1:]:
        if [placed.reading.value for placed in other] != [placed.reading.value for placed in first]:
            reading.warnings.append(
                f"the row {row_id} stands in table 3 more than once; figures that differ have no value"
            )
            copies = [
                TableReading(cells={str(column): placed for column, placed in enumerate(result)})
                for result in (first, other)
            ]
            merged = agree(copies, row_id).cells
            first = [merged[str(column)] for column in range(WIDTH)]
    return first


def _cells(line: Line, layouts: Layouts, textual: bool) -> list[Placed]:
    placed = place_row(line.split, layouts, textual=textual)
    return [cell.doubted() for cell in placed] if line.recovered else placed
