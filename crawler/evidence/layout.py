"""The forms as a person reads them: row labels by columns, with the cell id in every place. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import parsers.formats.spec
from parsers.record import Record

TITLES = {
    "proactive": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its label and a cell id for each column; no cells for a heading."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table, or one of the stacked parts of a table."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def cells(self) -> Iterator[str]:
        """Every cell id, row by row."""
        for line in self.lines:
            yield from line.cells


def grids_of(record: Record) -> list[Grid]:
    """The tables of a record in the order of the form; cells of no known form come last, by their ids."""
    general = record.generation
    found: list[Grid] = []
    for table in TITLES:
        generation = record.table_generations.get(table) or general
        if generation in _forms():
            found += _grids(generation, table)
    shown = [grid for grid in found if any(cell in record.values for cell in grid.cells())]
    known = {cell for grid in shown for cell in grid.cells()}
    others = [cell for cell in record.values if cell not in known]
    if others:
        lines = tuple(Line(label_of(cell), (cell,)) for cell in others)
        shown.append(Grid("统计表", ("数值",), lines))
    return shown


def label_of(cell: str) -> str:
    """Row label and column of a cell in words, or its id where no form knows it."""
    return _labels().get(cell, cell)


@cache
def _forms() -> dict[str, Any]:
    path = Path(parsers.formats.spec.__file__).with_name("generations.json")
    forms: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["generations"]
    return forms


@cache
def _labels() -> dict[str, str]:
    labels: dict[str, str] = {}
    for generation in sorted(_forms()):
        for table in TITLES:
            for grid in _grids(generation, table):
                for line in grid.lines:
                    for column, cell in zip(grid.columns, line.cells, strict=bool(line.cells)):
                        labels[cell] = f"{line.label} · {column}"
    return labels | _older_labels()


def _older_labels() -> dict[str, str]:
    """Labels of the forms before 2019."""
    from parsers.formats.older.forms import forms

    return {row.id: row.label for form in forms() for row in form.rows}


@cache
def _grids(generation: str, table: str) -> tuple[Grid, ...]:
    form = _forms()[generation]
    if table == "proactive":
        return tuple(
            Grid(
                f"{TITLES[table]} · {part['heading']}",
                tuple(column["label"] for column in part["columns"]),
                tuple(
                    Line(row["label"], tuple(f"{row['id']}@{column['id']}" for column in part["columns"]))
                    for row in part["rows"]
                ),
            )
            for part in form["proactive"]
        )
    if table == "requests":
        columns = form["requests"]["columns"]
        lines = tuple(
            Line(
                row["label"],
                tuple(f"{row['id']}@{column['id']}" for column in columns) if row["kind"] == "value" else (),
            )
            for row in form["requests"]["rows"]
        )
        return (Grid(TITLES[table], tuple(column["label"] for column in columns), lines),)
    groups: dict[str, list[dict[str, str]]] = {}
    for cell in form["disputes"]:
        groups.setdefault(cell["group"], []).append(cell)
    first = next(iter(groups.values()))
    return (
        Grid(
            TITLES[table],
            tuple(cell["label"] for cell in first),
            tuple(Line(group, tuple(cell["id"] for cell in cells)) for group, cells in groups.items()),
        ),
    )
