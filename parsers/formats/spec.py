"""The official formats of 2021 (G4) and 2019-2020 (G3), loaded from generations.json.

Row, column and cell ids are those of the data specification: `<row>@<column>` for tables 2 and 3, plain
ids for table 4.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLES = ("proactive", "requests", "disputes")


@dataclass(frozen=True, slots=True)
class Label:
    """A row or column of a form: `match` is tried on the letters of a printed label."""

    id: str
    label: str
    match: re.Pattern[str]
    kind: str = "value"  # "group" for rows that print no figures; the value kind for columns of table 2


@dataclass(frozen=True, slots=True)
class Subtable:
    """One of the stacked parts of table 2."""

    id: str
    heading: str
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]

    def cells(self) -> list[str]:
        return [f"{row.id}@{column.id}" for row in self.rows for column in self.columns]


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A relation of the specification; `lhs` and `rhs` are empty for a rule in words."""

    id: str
    severity: str
    formula: str
    variable: str | None
    instances: tuple[str, ...]
    lhs: tuple[str, ...]
    op: str
    rhs: tuple[str, ...]
    needs: str | None

    def relations(self) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        """Each instance of the relation: its id, and the cells to be added on either side."""
        if self.variable is None:
            return [(self.id, self.lhs, self.rhs)]
        hole = "{" + self.variable + "}"
        return [
            (
                f"{self.id}[{instance}]",
                tuple(cell.replace(hole, instance) for cell in self.lhs),
                tuple(cell.replace(hole, instance) for cell in self.rhs),
            )
            for instance in self.instances
        ]


@dataclass(frozen=True, slots=True)
class Format:
    """One generation of the form."""

    generation: str
    proactive: tuple[Subtable, ...]
    columns: tuple[str, ...]  # column ids of table 3, in order
    rows: tuple[Label, ...]  # rows of table 3, groups included, in order
    disputes: tuple[str, ...]  # cell ids of table 4, in order
    checks: tuple[CheckRule, ...]

    def value_rows(self) -> list[str]:
        """Ids of the rows of table 3 that print figures, in order."""
        return [row.id for row in self.rows if row.kind == "value"]

    def cells(self, table: str) -> list[str]:
        """All cell ids of one table, in order."""
        if table == "proactive":
            return [cell for part in self.proactive for cell in part.cells()]
        if table == "requests":
            return [f"{row}@{column}" for row in self.value_rows() for column in self.columns]
        return list(self.disputes)


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        Path(__file__).with_name("generations.json").read_text(encoding="utf-8")
    )
    return loaded


@cache
def formats() -> dict[str, Format]:
    """The formats by generation: G4 and G3."""
    return {name: _format(name, entry) for name, entry in _data()["generations"].items()}


@cache
def relations(generation: str) -> dict[str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]]:
    """The instances of every arithmetic relation of a generation within one report, by the relation's id."""
    rules = (rule for rule in formats()[generation].checks if rule.lhs)
    return {
        rule.id: rule.relations()
        for rule in rules
        if not any(cell.startswith("prev:") for cell in (*rule.lhs, *rule.rhs))
    }


@cache
def markers() -> dict[str, tuple[str, ...]]:
    """Words that only one generation prints, by generation (G1 to G4)."""
    return {name: tuple(words) for name, words in _data()["markers"].items()}


@cache
def value_kind(cell: str) -> str:
    """The value kind of a cell id: count, signed_count, money_wan or money."""
    column = cell.rpartition("@")[2]
    if column in _COLUMN_KINDS and cell.startswith("proactive."):
        return "money" if cell.startswith("proactive.central_procurement") else _COLUMN_KINDS[column]
    return "count"


_COLUMN_KINDS = {"change": "signed_count", "amount": "money_wan"}


def _label(entry: dict[str, Any], kind: str) -> Label:
    return Label(entry["id"], entry["label"], re.compile(entry["match"]), kind)


def _format(name: str, entry: dict[str, Any]) -> Format:
    return Format(
        generation=name,
        proactive=tuple(
            Subtable(
                part["id"],
                part["heading"],
                tuple(_label(row, "value") for row in part["rows"]),
                tuple(_label(column, column["value_kind"]) for column in part["columns"]),
            )
            for part in entry["proactive"]
        ),
        columns=tuple(column["id"] for column in entry["requests"]["columns"]),
        rows=tuple(_label(row, row["kind"]) for row in entry["requests"]["rows"]),
        disputes=tuple(cell["id"] for cell in entry["disputes"]),
        checks=tuple(_check(rule) for rule in entry["checks"]),
    )


def _check(rule: dict[str, Any]) -> CheckRule:
    variable, instances = next(iter(rule.get("foreach", {}).items()), (None, ()))
    return CheckRule(
        rule["id"],
        rule["severity"],
        rule["formula"],
        variable,
        tuple(instances),
        tuple(rule.get("lhs", ())),
        rule.get("op", ""),
        tuple(rule.get("rhs", ())),
        rule.get("needs"),
    )
