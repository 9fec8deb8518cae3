"""Habits of spans: none, copied as text, too long, too wide, rows too short, extra and shifted cells."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..form import Cell, Row, Table, label
from ..habit import Habit, Html, on_tables
from ..page import CellWriter, plain_table


def grid(table: Table) -> list[list[tuple[Cell, bool]]]:
    """The table expanded: each slot's cell and whether the slot is the cell's own corner."""
    slots: list[dict[int, tuple[Cell, bool]]] = [{} for _ in table.rows]
    for number, row in enumerate(table.rows):
        column = 0
        for cell in row:
            while column in slots[number]:
                column += 1
            for down in range(cell.rowspan):
                for across in range(cell.colspan):
                    if number + down < len(slots):
                        slots[number + down][column + across] = (cell, down == across == 0)
            column += cell.colspan
    return [[row[column] for column in sorted(row)] for row in slots]


def bare(cell: Cell) -> Cell:
    """The cell without spans."""
    return replace(cell, colspan=1, rowspan=1)


def no_spans(table: Table, _: Random) -> Table:
    """Spans lost: merged cells appear once, the rows keep different lengths."""
    return table.with_rows([tuple(bare(cell) for cell in row) for row in table.rows])


def padded(table: Table, _: Random) -> Table:
    """Spans lost and empty cells put where merged cells reached."""
    return table.with_rows(
        [tuple(bare(cell) if own else Cell("", "empty") for cell, own in row) for row in grid(table)]
    )


def repeated(table: Table, _: Random) -> Table:
    """Spans written out: the text of a merged cell stands in each of its slots."""
    return table.with_rows([tuple(bare(cell) for cell, _ in row) for row in grid(table)])


def repeated_labels(table: Table, _: Random) -> Table:
    """Only labels are written out; merged value cells keep their span."""
    rows: list[Row] = []
    for slots in grid(table):
        rows.append(
            tuple(
                bare(cell) if cell.role != "value" else cell
                for cell, own in slots
                if cell.role != "value" or own
            )
        )
    return table.with_rows(rows)


def rowspan_too_long(table: Table, rng: Random) -> Table:
    """One or two row spans reach a row too far."""
    tall = [cell for cell in table.cells() if cell.rowspan > 1 and cell.role == "label"]
    wrong = rng.sample(tall, min(len(tall), 2))
    return table.with_rows(
        [
            tuple(replace(cell, rowspan=cell.rowspan + 1) if cell in wrong else cell for cell in row)
            for row in table.rows
        ]
    )


def rowspan_too_short(table: Table, rng: Random) -> Table:
    """One row span ends a row too early."""
    tall = [cell for cell in table.cells() if cell.rowspan > 2 and cell.role == "label"]
    wrong = rng.choice(tall)
    return table.with_rows(
        [
            tuple(replace(cell, rowspan=cell.rowspan - 1) if cell is wrong else cell for cell in row)
            for row in table.rows
        ]
    )


def label_spans_wrong(table: Table, rng: Random) -> Table:
    """Column spans of labels are one off here and there."""
    return table.with_rows(
        [
            tuple(
                replace(cell, colspan=max(1, cell.colspan + rng.choice([-1, 1])))
                if cell.role == "label" and rng.random() < 0.3
                else cell
                for cell in row
            )
            for row in table.rows
        ]
    )


def head_spans_wrong(table: Table, rng: Random) -> Table:
    """Column spans of headings are one off."""
    return table.with_rows(
        [
            tuple(
                replace(cell, colspan=max(1, cell.colspan + rng.choice([-1, 1])))
                if cell.role in ("head", "heading") and rng.random() < 0.5
                else cell
                for cell in row
            )
            for row in table.rows
        ]
    )


def huge_spans(table: Table, rng: Random) -> Table:
    """Section headings and group headings span a hundred columns, the outermost label a thousand rows."""

    def huge(cell: Cell) -> Cell:
        if cell.role == "heading":
            return replace(cell, colspan=100)
        return replace(cell, rowspan=1000) if cell.text.startswith("四、") else cell

    return table.with_rows([tuple(huge(cell) for cell in row) for row in table.rows])


def zero_spans(table: Table, write: CellWriter, rng: Random) -> str:
    """colspan=0, rowspan=1, spans that are no number."""
    odd = [
        ' colspan="0"',
        ' rowspan="0"',
        ' colspan=""',
        ' rowspan="1" colspan="1"',
        ' colspan="one"',
        ' rowspan="-1"',
    ]
    parts = plain_table(table, write, rng).split("<td>")
    return parts[0] + "".join(
        f"<td{rng.choice(odd) if rng.random() < 0.2 else ''}>{part}" for part in parts[1:]
    )


def short_rows(table: Table, _: Random) -> Table:
    """Group labels and trailing empty cells are not there at all, and nothing spans rows."""
    rows = []
    for row in table.rows:
        kept = [bare(cell) for cell in row if not (cell.role == "label" and cell.rowspan > 1)]
        rows.append(tuple(kept))
    return table.with_rows(rows)


def group_labels_missing(table: Table, rng: Random) -> Table:
    """The cells of the groups (三)-(六) and 三、 are missing while other spans stay."""
    return table.with_rows(
        [tuple(cell for cell in row if not (cell.role == "label" and cell.rowspan > 1)) for row in table.rows]
    )


def one_group_missing(table: Table, rng: Random) -> Table:
    """One group's cell is missing."""
    gone = rng.choice([cell for cell in table.cells() if cell.role == "label" and cell.rowspan > 1])
    return table.with_rows([tuple(cell for cell in row if cell is not gone) for row in table.rows])


def extra_empty_columns(table: Table, rng: Random) -> Table:
    """An empty column at the left, one at the right."""
    return table.with_rows([(Cell("", "empty"), *row, Cell("", "empty")) for row in table.rows])


def extra_empty_rows(table: Table, rng: Random) -> Table:
    """Rows of empty cells between the rows, outside of spans' reach."""
    rows: list[Row] = []
    for row in table.rows:
        rows.append(row)
        if (
            len(row) > 1
            and rng.random() < 0.3
            and all(cell.rowspan == 1 for cell in row)
            and table.name == "proactive"
        ):
            rows.append(tuple(Cell("", "empty", cell.colspan) for cell in row))
    return table.with_rows([*rows, tuple(Cell("", "empty") for _ in range(table.width))])


def slipped_right(table: Table, rng: Random) -> Table:
    """In some rows an empty cell pushes the figures one column to the right."""
    rows: list[Row] = []
    for row in table.rows:
        first = next((index for index, cell in enumerate(row) if cell.role == "value"), 0)
        rows.append((*row[:first], Cell("", "empty"), *row[first:]) if first and rng.random() < 0.25 else row)
    return table.with_rows(rows)


def slipped_left(table: Table, rng: Random) -> Table:
    """In some rows the label spans a column less, an empty cell stands at the end."""
    rows: list[Row] = []
    for row in table.rows:
        wide = next((cell for cell in row if cell.role == "label" and cell.colspan > 1), None)
        if wide is not None and rng.random() < 0.5:
            row = (
                *(replace(cell, colspan=cell.colspan - 1) if cell is wide else cell for cell in row),
                Cell("", "empty"),
            )
        rows.append(row)
    return table.with_rows(rows)


def item_spans_even(table: Table, rng: Random) -> Table:
    """Table 2 of 2019 with the values' spans like the headings' (1+1+2+1)."""
    width = {3: (1, 2, 1), 2: (2, 2), 1: (3,)}

    def even(row: Row) -> Row:
        values = [cell for cell in row if cell.role == "value"]
        if not values or table.width == 4:
            return row
        return row[0], *(
            replace(cell, colspan=span) for cell, span in zip(values, width[len(values)], strict=True)
        )

    return table.with_rows([even(row) for row in table.rows])


def numbered_column(table: Table, rng: Random) -> Table:
    """Somebody added a column of row numbers at the left."""
    rows: list[Row] = []
    for number, row in enumerate(table.rows):
        rows.append((label("序号" if number == 0 else str(number)), *row))
    return table.with_rows(rows)


def reshaped(change: object, *names: str) -> Html:
    """HTML with a change of tables."""
    return Html(reshape=on_tables(change, *names))  # type: ignore[arg-type]


HABITS = (
    Habit("no_spans", reshaped(no_spans)),
    Habit("spans_padded", reshaped(padded), sparse_floor=0.95),
    Habit("spans_repeated_as_text", reshaped(repeated)),
    Habit("label_spans_repeated", reshaped(repeated_labels)),
    Habit("rowspan_too_long", reshaped(rowspan_too_long, "requests")),
    Habit("rowspan_too_short", reshaped(rowspan_too_short, "requests")),
    Habit("label_spans_wrong", reshaped(label_spans_wrong)),
    Habit("head_spans_wrong", reshaped(head_spans_wrong)),
    Habit("huge_spans", reshaped(huge_spans)),
    Habit("spans_not_numbers", Html(table=zero_spans)),
    Habit("short_rows", reshaped(short_rows)),
    Habit("group_labels_missing", reshaped(group_labels_missing, "requests")),
    Habit("one_group_missing", reshaped(one_group_missing, "requests")),
    Habit("extra_empty_columns", reshaped(extra_empty_columns), sparse_floor=0.97),
    Habit("extra_empty_rows", reshaped(extra_empty_rows)),
    Habit("slipped_right", reshaped(slipped_right, "requests"), sparse_floor=0.9),
    Habit("slipped_left", reshaped(slipped_left, "requests"), sparse_floor=0.9),
    Habit("item_spans_even", reshaped(item_spans_even, "proactive"), shapes=("G3",)),
    Habit("numbered_column", reshaped(numbered_column, "requests")),
)
