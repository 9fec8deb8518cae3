"""Sums of the matrix over provinces, prefectures, counties or levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.coverage.matrix import Coverage, Row
from models.coverage.statuses import Cell, Status, count
from models.schema import Division

LEVELS = ("nation", "province", "prefecture", "county", "township")
PLACES: Mapping[str, int] = {"province": 1, "prefecture": 2, "county": 3}
GROUPINGS = (*PLACES, "level")
"""What rows can be summed by."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one place or level. `totals` adds up to bodies × years."""

    key: str
    """Division id (stable, so that a place is one group over its renames), or the word of a level."""
    name: str
    bodies: int
    totals: Mapping[Status, int]


@dataclass(frozen=True, slots=True)
class _Place:
    level: int
    parent: str | None
    name: str


def grouped(connection: Connection, matrix: Coverage, by: str) -> list[Group]:
    """Sum the matrix; over all groups the totals are those of the matrix. `by` is one of GROUPINGS.

    A body above the level asked for, or in a county directly under its province, counts with the nearest
    division above it.
    """
    places = _places(connection)
    cells: dict[str, list[Cell]] = {}
    bodies: dict[str, int] = {}
    for row in matrix.rows:
        key = LEVELS[row.level] if by == "level" else _above(places, row, PLACES[by])
        cells.setdefault(key, []).extend(row.cells)
        bodies[key] = bodies.get(key, 0) + 1
    return [
        Group(key, places[key].name if key in places else key, bodies[key], count(cells[key]))
        for key in sorted(cells, key=LEVELS.index if by == "level" else None)
    ]


def _above(places: Mapping[str, _Place], row: Row, level: int) -> str:
    division_id = row.division_id
    while (place := places[division_id]).level > level and place.parent is not None:
        division_id = place.parent
    return division_id


def _places(connection: Connection) -> dict[str, _Place]:
    query = select(Division.division_id, Division.level, Division.parent_id, Division.full_name)
    return {row[0]: _Place(row[1], row[2], row[3]) for row in connection.execute(query)}
