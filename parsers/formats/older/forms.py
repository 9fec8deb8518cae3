"""The statistics forms before 2019, loaded from forms.json: the national one (G2) and four local ones (G1).

Row ids are those of the data specification (`g2.…`, `g1.<form>.…`); `g1.fujian.…` is our own, after the
annex of the provincial notices. The codes that the local forms print mean different things in each of them,
so rows are known by their labels only.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from parsers.formats.older.naming import key_of, loose
from parsers.formats.spec import CheckRule
from parsers.record import Generation


@dataclass(frozen=True)
class FormRow:
    """One line of a form. `kind` is `group` for headings, which print no figures."""

    id: str
    label: str
    unit: str | None
    kind: str
    value_kind: str  # count, money_wan or money_yuan
    parent: str | None
    code: str | None
    names: frozenset[str]  # letters of the label and of its known variants
    match: re.Pattern[str] | None

    @property
    def is_group(self) -> bool:
        return self.kind == "group"


@dataclass(frozen=True)
class Form:
    """One statistics form: its lines in printed order and the relations between them."""

    id: str
    generation: Generation
    name: str
    rows: tuple[FormRow, ...]
    checks: tuple[CheckRule, ...]

    def cells(self) -> list[str]:
        """Ids of all lines that print a figure, in order."""
        return [row.id for row in self.rows if not row.is_group]

    @cached_property
    def by_name(self) -> dict[str, tuple[int, ...]]:
        """Rows (by index) that carry a name: several where the form repeats a label."""
        found: dict[str, list[int]] = {}
        for index, row in enumerate(self.rows):
            for name in row.names:
                found.setdefault(name, []).append(index)
        return {name: tuple(rows) for name, rows in found.items()}


@cache
def forms() -> tuple[Form, ...]:
    """All forms: the national one first."""
    data = json.loads(Path(__file__).with_name("forms.json").read_text(encoding="utf-8"))
    return tuple(
        Form(
            entry["id"],
            entry["generation"],
            entry["name"],
            tuple(_row(row) for row in entry["rows"]),
            tuple(_check(rule) for rule in entry["checks"]),
        )
        for entry in data["forms"]
    )


def _row(entry: dict[str, Any]) -> FormRow:
    keys = [key for text in (entry["label"], *entry.get("aliases", ())) for key in key_of(text)]
    return FormRow(
        entry["id"],
        entry["label"],
        entry["unit"],
        entry["kind"],
        entry["value_kind"] or "count",
        entry["parent"],
        entry.get("code"),
        frozenset([*keys, *map(loose, keys)]),
        re.compile(entry["match"]) if "match" in entry else None,
    )


def _check(rule: dict[str, Any]) -> CheckRule:
    return CheckRule(
        rule["id"],
        rule["severity"],
        rule["formula"],
        None,
        (),
        tuple(rule["lhs"]),
        rule["op"],
        tuple(rule["rhs"]),
        None,
    )
