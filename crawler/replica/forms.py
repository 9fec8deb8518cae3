"""The statutory forms as the replica prints them, read from its own data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


def read_data(name: str) -> dict[str, Any]:
    """One TOML file of the world's data folder."""
    return tomllib.loads((resources.files("crawler.replica.data") / name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A row of the requests table; a group prints no figures."""

    id: str
    label: str
    level: int
    group: bool


@dataclass(frozen=True, slots=True)
class SubTable:
    """One of the stacked parts of the proactive table: rows and columns as (id, label)."""

    form: str
    heading: str
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]


_FORMS = read_data("forms.toml")
CORNER: str = _FORMS["requests"]["corner"]
REQUEST_COLUMNS: tuple[tuple[str, str], ...] = tuple(
    (key, label) for key, label in _FORMS["requests"]["columns"]
)
APPLICANTS = tuple(key for key, _ in REQUEST_COLUMNS if key != "total")
DISPUTES: tuple[tuple[str, str], ...] = tuple((key, label) for key, label in _FORMS["disputes"]["cells"])
DISPUTE_CELLS = tuple(key for key, _ in DISPUTES)
DISPUTE_GROUPS = ("review", "litigation_direct", "litigation_after_review")


@cache
def request_table(form: str) -> tuple[RequestRow, ...]:
    """All printed rows of the requests table of a generation."""
    return tuple(RequestRow(*row) for row in _FORMS["requests"][form])


@cache
def requests_rows(form: str) -> tuple[str, ...]:
    """Ids of the rows with figures."""
    return tuple(row.id for row in request_table(form) if not row.group)


@cache
def proactive_table(form: str) -> tuple[SubTable, ...]:
    """Stacked parts of the proactive table of a generation."""
    return tuple(
        SubTable(
            part["form"],
            part["heading"],
            tuple((key, label) for key, label in part["rows"]),
            tuple((key, label) for key, label in part["columns"]),
        )
        for part in _FORMS["proactive"]
        if part["form"] == form
    )


def sums_over(cell: str) -> tuple[str, ...]:
    """Cells that grow with an outcome cell: its row total, the outcome totals, the new applications."""
    row, _, who = cell.partition("@")
    if not row.startswith("outcome.") or row == "outcome.total" or who == "total":
        return ()
    return (
        f"{row}@total",
        *(f"{name}@{column}" for name in ("outcome.total", "requests.new") for column in (who, "total")),
    )
