"""Random damage to a sound table: what a slip of an editor's hand does to one row or cell.

Each mutation gives the damaged table and the ids of cells that are no longer printed anywhere. All other
cells still stand beside their labels, so whatever else a parser reads for them is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from .form import Cell, Row, Table

Damage = tuple[Table, set[str]]
Mutation = Callable[[Table, Random], Damage]


def value_rows(table: Table) -> list[int]:
    """Numbers of the rows that hold figures."""
    return [number for number, row in enumerate(table.rows) if any(cell.id for cell in row)]


def _row(table: Table, number: int, row: Row) -> Table:
    return table.with_rows([*table.rows[:number], row, *table.rows[number + 1 :]])


def _cell_of(row: Row, rng: Random) -> int:
    return rng.choice([index for index, cell in enumerate(row) if cell.id])


def delete_figure(table: Table, rng: Random) -> Damage:
    """A value cell is gone, the rest of the row moves up."""
    number = rng.choice(value_rows(table))
    row = table.rows[number]
    index = _cell_of(row, rng)
    return _row(table, number, (*row[:index], *row[index + 1 :])), {str(row[index].id)}


def empty_figure(table: Table, rng: Random) -> Damage:
    """A figure is gone, its cell stays."""
    number = rng.choice(value_rows(table))
    row = table.rows[number]
    index = _cell_of(row, rng)
    return _row(table, number, (*row[:index], replace(row[index], text=""), *row[index + 1 :])), {
        str(row[index].id)
    }


def delete_label(table: Table, rng: Random) -> Damage:
    """A label's cell is gone."""
    number = rng.choice(value_rows(table))
    row = table.rows[number]
    labels = [index for index, cell in enumerate(row) if cell.role == "label"]
    if not labels:
        return table, set()
    index = rng.choice(labels)
    return _row(table, number, (*row[:index], *row[index + 1 :])), set()


def empty_label(table: Table, rng: Random) -> Damage:
    """A label's text is gone."""
    number = rng.choice(value_rows(table))
    row = tuple(replace(cell, text="") if cell.role == "label" else cell for cell in table.rows[number])
    return _row(table, number, row), set()


def swap_rows(table: Table, rng: Random) -> Damage:
    """Two rows of equal build change places, labels and all."""
    numbers = value_rows(table)
    first = rng.choice(numbers)
    shape = [(cell.role, cell.colspan, cell.rowspan) for cell in table.rows[first]]
    others = [
        number
        for number in numbers
        if number != first
        and [(cell.role, cell.colspan, cell.rowspan) for cell in table.rows[number]] == shape
    ]
    if not others:
        return table, set()
    second = rng.choice(others)
    rows = list(table.rows)
    rows[first], rows[second] = rows[second], rows[first]
    return table.with_rows(rows), set()


def duplicate_row(table: Table, rng: Random) -> Damage:
    """A row stands twice."""
    number = rng.choice(value_rows(table))
    row = tuple(
        replace(cell, rowspan=1)
        for cell in table.rows[number]
        if not (cell.role == "label" and cell.rowspan > 1)
    )
    return table.with_rows([*table.rows[: number + 1], row, *table.rows[number + 1 :]]), set()


def other_figures_row(table: Table, rng: Random) -> Damage:
    """A row of other figures without a label is put in."""
    number = rng.choice(value_rows(table))
    width = sum(1 for cell in table.rows[number] if cell.id)
    row = (Cell("", "empty"), *(Cell(str(rng.randint(1, 99)), "value") for _ in range(width)))
    return table.with_rows([*table.rows[: number + 1], row, *table.rows[number + 1 :]]), set()


def insert_figure(table: Table, rng: Random) -> Damage:
    """A cell with a figure of no meaning is put into a row."""
    number = rng.choice(value_rows(table))
    row = table.rows[number]
    index = rng.randint(1, len(row))
    return _row(table, number, (*row[:index], Cell(str(rng.randint(1, 99)), "value"), *row[index:])), set()


def insert_empty(table: Table, rng: Random) -> Damage:
    """An empty cell is put between figures."""
    number = rng.choice(value_rows(table))
    row = table.rows[number]
    index = _cell_of(row, rng)
    return _row(table, number, (*row[:index], Cell("", "empty"), *row[index:])), set()


def glue_figures(table: Table, rng: Random) -> Damage:
    """The figures of two neighbouring cells stand in one, parted by a space."""
    number = rng.choice(value_rows(table))
    row = table.rows[number]
    pairs = [index for index in range(len(row) - 1) if row[index].id and row[index + 1].id]
    if not pairs:
        return table, set()
    index = rng.choice(pairs)
    merged = replace(row[index], text=f"{row[index].text} {row[index + 1].text}", id=None)
    return _row(table, number, (*row[:index], merged, *row[index + 2 :])), set()


def delete_row(table: Table, rng: Random) -> Damage:
    """A whole row is gone."""
    number = rng.choice(value_rows(table))
    lost = {str(cell.id) for cell in table.rows[number] if cell.id}
    return table.with_rows([row for index, row in enumerate(table.rows) if index != number]), lost


def delete_heading(table: Table, rng: Random) -> Damage:
    """A column's or section's heading is gone."""
    spots = [
        (number, index)
        for number, row in enumerate(table.rows)
        for index, cell in enumerate(row)
        if cell.role in ("head", "heading")
    ]
    number, index = rng.choice(spots)
    row = table.rows[number]
    return _row(table, number, (*row[:index], *row[index + 1 :])), set()


MUTATIONS: tuple[Mutation, ...] = (
    delete_figure,
    empty_figure,
    delete_label,
    empty_label,
    swap_rows,
    duplicate_row,
    other_figures_row,
    insert_figure,
    insert_empty,
    glue_figures,
    delete_row,
    delete_heading,
)
