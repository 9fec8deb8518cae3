"""Relations across years: a body's report against its report of the year before."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select

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
    for body_id, year in sorted({(body, year + ahead) for body, year in keys for ahead in (0, 1)}):
        report = _load(connection, body_id, year)
        if report is None:
            continue
        connection.execute(
            delete(Finding).where(
                Finding.kind == "corpus",
                Finding.version_id.in_(
                    select(Version.id).where(Version.body_id == body_id, Version.report_year == year)
                ),
            )
        )
        before = _load(connection, body_id, year - 1)
        found = failing(report, before) if before else []
        if found:
            connection.execute(insert(Finding), found)


def _load(connection: Connection, body_id: str, year: int) -> YearReport | None:
    version = connection.execute(
        select(Version.id, Version.generation, Version.table_generations).where(
            Version.body_id == body_id, Version.report_year == year, Version.is_current
        )
    ).first()
    if version is None:
        return None
    rows = connection.execute(
        select(Figure.cell_id, Figure.value_int, Figure.value_decimal).where(
            Figure.version_id == version.id, Figure.cell_id.in_(needed_cells())
        )
    )
    values: dict[str, Value] = {
        row.cell_id: row.value_decimal if row.value_int is None else row.value_int for row in rows
    }
    return YearReport(version.id, version.generation, version.table_generations or {}, values)
