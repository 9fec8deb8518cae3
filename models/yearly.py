"""Relations across years: a body's report against its report of the year before."""

from __future__ import annotations

import functools
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from models.readings import ReportKey
from models.schema import Figure, Finding, Version
from parsers.record import Value

PREVIOUS = "prev:"


@dataclass(frozen=True, slots=True)
class Relation:
    """Sum of `left` = sum of `right`; cells of the year before carry the prefix `prev:`."""

    id: str
    table: str
    severity: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        return (*self.left, *self.right)


@dataclass(frozen=True, slots=True)
class YearReport:
    """Current version of a report, as far as relations across years need it."""

    version_id: int
    generation: str | None
    table_generations: Mapping[str, str]
    values: Mapping[str, Value]


@functools.cache
def relations() -> tuple[Relation, ...]:
    """The relations of `yearly.toml`, one per instance."""
    plain = tomllib.loads((Path(__file__).parent / "yearly.toml").read_text(encoding="utf-8"))
    return tuple(
        Relation(
            entry["id"].format(c=column),
            entry["table"],
            entry["severity"],
            tuple(cell.format(c=column) for cell in entry["left"]),
            tuple(cell.format(c=column) for cell in entry["right"]),
        )
        for entry in plain["relation"]
        for column in entry["foreach"]
    )


@functools.cache
def needed_cells() -> list[str]:
    """Every cell that a relation reads, of either year."""
    return sorted({cell.removeprefix(PREVIOUS) for relation in relations() for cell in relation.cells})


def failing(report: YearReport, before: YearReport) -> list[dict[str, Any]]:
    """Findings of a report against the one of the year before.

    Blank cells prove nothing across years: a relation fails only where all its cells are printed.
    """
    found = []
    for relation in relations():
        left = _numbers(relation.left, report, before)
        right = _numbers(relation.right, report, before)
        if left is None or right is None or sum(left) == sum(right):
            continue
        generation = report.table_generations.get(relation.table) or report.generation or "G4"
        found.append(
            {
                "version_id": report.version_id,
                "check_id": f"{generation}.{relation.id}",
                "kind": "corpus",
                "severity": relation.severity,
                "cells": list(relation.cells),
                "detail": f"{_sum(relation.left, left)} ≠ {_sum(relation.right, right)}",
                "previous_version_id": before.version_id,
            }
        )
    return found


def _numbers(cells: Sequence[str], report: YearReport, before: YearReport) -> list[Decimal] | None:
    numbers = []
    for cell in cells:
        side = before if cell.startswith(PREVIOUS) else report
        value = side.values.get(cell.removeprefix(PREVIOUS))
        try:
            numbers.append(Decimal("" if value is None else value))
        except InvalidOperation:  # blank, or no number
            return None
    return numbers


def _sum(cells: Sequence[str], numbers: Sequence[Decimal]) -> str:
    return " + ".join(f"{cell} {number}" for cell, number in zip(cells, numbers, strict=True))


def check_years(connection: Connection, keys: Iterable[ReportKey]) -> None:
    """Evaluate the relations of these reports, and of the following year's, which look back at them."""
    years: dict[str, set[int]] = defaultdict(set)
    for body_id, year in keys:
        years[body_id] |= {year, year + 1}
    for body_id in sorted(years):
        _check_body(connection, body_id, years[body_id])


def _check_body(connection: Connection, body_id: str, years: set[int]) -> None:
    around = sorted(years | {year - 1 for year in years})
    current = {
        row.report_year: row
        for row in connection.execute(_CURRENT, {"body_id": body_id, "first": around[0], "last": around[-1]})
    }
    present = sorted(years & current.keys())
    if not present:
        return
    connection.execute(_FORGET, {"body": body_id, "years": present})

    @functools.cache
    def report(year: int) -> YearReport:
        return _load(connection, current[year])

    found = [
        finding
        for year in present
        if year - 1 in current
        for finding in failing(report(year), report(year - 1))
    ]
    if found:
        connection.execute(insert(Finding), found)


def _load(connection: Connection, version: Row[Any]) -> YearReport:
    rows = connection.execute(_NEEDED, {"version_id": version.id, "cells": needed_cells()})
    values: dict[str, Value] = {
        row.cell_id: row.value_decimal if row.value_int is None else row.value_int for row in rows
    }
    return YearReport(version.id, version.generation, version.table_generations or {}, values)


# Built once: to build a statement costs more than to run it.
_CURRENT = select(Version.id, Version.report_year, Version.generation, Version.table_generations).where(
    Version.body_id == bindparam("body_id"),
    Version.report_year.between(bindparam("first"), bindparam("last")),
    Version.is_current,
)
_FORGET = delete(Finding).where(
    Finding.kind == "corpus",
    Finding.version_id.in_(
        select(Version.id).where(
            Version.body_id == bindparam("body"),
            Version.report_year.in_(bindparam("years", expanding=True)),
        )
    ),
)
_NEEDED = select(Figure.cell_id, Figure.value_int, Figure.value_decimal).where(
    Figure.version_id == bindparam("version_id"), Figure.cell_id.in_(bindparam("cells", expanding=True))
)
