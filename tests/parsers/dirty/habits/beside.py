"""Habits of adding: columns beside the form's, other years' figures, corrections, marks, merged rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from ..form import DISPUTE_COLUMNS, Cell, Row, Table, head, label
from ..habit import Habit, Html, Render, on_tables
from ..page import Block, CellWriter, Prose, plain_cell
from .text import TableText, doubled_spaces, dump, markdown, raw_tabs, text_of

Change = Callable[[Table, Random], Table]


def some(rng: Random) -> str:
    """A figure that is not the report's."""
    return str(rng.choice([0, rng.randint(1, 9), rng.randint(10, 3000)]))


def other(text: str) -> Cell:
    """A cell that is not the form's."""
    return Cell(text, "value")


def column(name: str, text: Callable[[Random], str], *, first: bool) -> Change:
    """A column beside the seven of table 3, before or behind them."""

    def change(table: Table, rng: Random) -> Table:
        rows: list[Row] = []
        for number, row in enumerate(table.rows):
            at = next((index for index, cell in enumerate(row) if cell.id), None)
            if at is not None:
                at = at if first else len(row)
                row = (*row[:at], other(text(rng)), *row[at:])
            elif number == 0:
                at = 1 if first else len(row)
                row = (*row[:at], head(name, 1, 3), *row[at:])
            rows.append(row)
        return table.with_rows(rows)

    return change


def in_text(write: TableText, change: Change, name: str) -> Render:
    """A text with one table changed."""
    return text_of(lambda table, rng: write(change(table, rng) if table.name == name else table, rng))


def permuted(table: Table, _: Random) -> Table:
    """Headings and figures of the five kinds of bodies in another order."""
    order = (1, 0, 2, 4, 3)
    rows: list[Row] = []
    for number, row in enumerate(table.rows):
        values = [cell for cell in row if cell.id]
        if values:
            labels = [cell for cell in row if not cell.id]
            row = (*labels, values[0], *(values[1 + place] for place in order), values[6])
        elif number == 2:
            row = tuple(row[place] for place in order)
        rows.append(row)
    return table.with_rows(rows)


def rows_of_disputes(order: tuple[int, ...], places: tuple[int, ...]) -> Change:
    """Table 4 with a row for each kind of proceedings, rows and results in any order."""
    names = ("行政复议", "未经复议直接起诉", "复议后起诉")

    def change(table: Table, _: Random) -> Table:
        rows: list[Row] = [(head("类别"), *(head(DISPUTE_COLUMNS[place][1]) for place in places))]
        rows += [
            (label(names[kind]), *(table.rows[3][5 * kind + place] for place in places)) for kind in order
        ]
        return table.with_rows(rows)

    return change


def last_year(table: Table, rng: Random) -> Table:
    """Table 2 with last year's figure before each of this year's."""
    rows: list[Row] = []
    for row in table.rows:
        cells: list[Cell] = []
        for cell in row:
            if cell.id:
                cells.append(replace(other(some(rng)), colspan=cell.colspan))
            elif cell.role == "head" and cell.text != "信息内容":
                cells.append(replace(cell, text=f"上年{cell.text.removeprefix('本年')}"))
            cells.append(cell)
        rows.append(tuple(cells))
    return table.with_rows(rows)


def corrected_row(table: Table, rng: Random) -> list[Block]:
    """A wrong table, and below it the one row that was wrong, corrected."""
    row = rng.choice([row for row in table.rows if sum(1 for cell in row if cell.id) > 2])
    wrong = [
        tuple(replace(cell, text=some(rng)) if cell.id and old is row else cell for cell in old)
        for old in table.rows
    ]
    return [table.with_rows(wrong), Prose("更正如下："), table.with_rows([row])]


def merged_rows(table: Table, rng: Random) -> Table:
    """Two neighbouring rows written into one, their lines parted by breaks."""
    rows: list[Row] = []
    for row in table.rows:
        above = rows[-1] if rows else ()
        if len(above) == len(row) == 8 and row[-1].id and above[-1].id and rng.random() < 0.5:
            pairs = zip(above, row, strict=True)
            rows[-1] = tuple(replace(one, text=f"{one.text}\n{two.text}") for one, two in pairs)
        else:
            rows.append(row)
    return table.with_rows(rows)


def marked(mark: str) -> CellWriter:
    """A mark behind some figures, which must not become a digit of them."""

    def write(cell: Cell, rng: Random) -> str:
        text = plain_cell(cell, rng)
        return text + mark if cell.role == "value" and text.strip() and rng.random() < 0.3 else text

    return write


PERCENT = column("占比", lambda rng: f"{rng.randint(0, 100)}%", first=False)
BEFORE = column("上年总计", some, first=True)
UNIT = column("单位", lambda _: "件", first=True)
SUBTOTAL = column("小计", some, first=False)
SILENCE = {"floor": 0.0, "sparse_floor": 0.0}

HABITS = (
    Habit("percent_beside", Html(reshape=on_tables(PERCENT, "requests"))),
    Habit("last_year_beside", Html(reshape=on_tables(BEFORE, "requests"))),
    Habit("unit_beside", Html(reshape=on_tables(UNIT, "requests"))),
    Habit("subtotal_beside", Html(reshape=on_tables(SUBTOTAL, "requests"))),
    Habit("text_percent_beside", in_text(raw_tabs, PERCENT, "requests"), **SILENCE),
    Habit("text_spaces_unit_beside", in_text(doubled_spaces, UNIT, "requests"), **SILENCE),
    Habit("pdf_dump_last_year_beside", in_text(dump, BEFORE, "requests"), **SILENCE),
    Habit("markdown_subtotal_beside", in_text(markdown, SUBTOTAL, "requests"), sparse_floor=0.97),
    Habit("text_columns_permuted", in_text(raw_tabs, permuted, "requests"), **SILENCE),
    Habit(
        "disputes_as_rows", Html(reshape=on_tables(rows_of_disputes((1, 2, 0), (0, 1, 2, 3, 4)), "disputes"))
    ),
    Habit(
        "disputes_total_first",
        Html(reshape=on_tables(rows_of_disputes((0, 1, 2), (4, 0, 1, 2, 3)), "disputes")),
    ),
    Habit("last_year_in_table_2", Html(reshape=on_tables(last_year, "proactive")), floor=0.85),
    Habit("one_row_corrected", Html(reshape=on_tables(corrected_row, "proactive")), floor=0.95),
    Habit("two_rows_in_one", Html(reshape=on_tables(merged_rows, "requests")), **SILENCE),
    Habit("lowered_marks", Html(cell=marked("<sub>2</sub>")), floor=0.99),
    Habit("raised_by_style", Html(cell=marked('<span style="vertical-align:super">1</span>')), floor=0.99),
    Habit("annotated_figures", Html(cell=marked("<ruby><rt>9</rt></ruby>"))),
)
