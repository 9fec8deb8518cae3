"""Where a body counts when bodies are summed: by province, prefecture or county, or by level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.coverage.statuses import Status
from models.portions import portions
from models.schema import Division

LEVELS = ("nation", "province", "prefecture", "county", "township")
PLACES: Mapping[str, int] = {"province": 1, "prefecture": 2, "county": 3}
GROUPINGS = (*PLACES, "level")
"""What bodies can be summed by."""


@dataclass(frozen=True, slots=True)
class Group:
    """Bodies of one place or level. `totals` adds up to bodies × years."""

    key: str
    """Division id (stable, so that a place is one group over its renames), or the word of a level."""
    name: str
    bodies: int
    totals: Mapping[Status, int]


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way to sum; `by` is one of GROUPINGS.

    A body above the level asked for, or in a county directly under its province, counts with the nearest
    division above it.
    """

    by: str
    above: Mapping[str, str]
    """The group of every division that stands above another."""

    @classmethod
    def load(cls, connection: Connection, by: str) -> Grouping:
        """Read the order of the divisions."""
        if by not in PLACES:
            return cls(by, {})
        query = select(Division.division_id, Division.level, Division.parent_id)
        rows = connection.execute(query.where(Division.division_id.in_(select(Division.parent_id)))).all()
        places = {row[0]: (row[1], row[2]) for row in rows}
        return cls(by, {each: _climb(places, each, PLACES[by]) for each in places})

    def key(self, division_id: str, level: int, parent_id: str | None) -> str:
        """The group in which the bodies of a division count."""
        if self.by == "level":
            return LEVELS[level]
        return division_id if parent_id is None or level <= PLACES[self.by] else self.above[parent_id]

    def ordered(self, keys: Iterable[str]) -> list[str]:
        """Levels from the nation down, places by their id."""
        return sorted(keys, key=LEVELS.index if self.by == "level" else None)

    def names(self, connection: Connection, keys: Iterable[str]) -> dict[str, str]:
        """What the groups are called: a place by its newest full name."""
        if self.by == "level":
            return {key: key for key in keys}
        query = select(Division.division_id, Division.full_name)
        names: dict[str, str] = {}
        for some in portions(keys):
            names |= dict(connection.execute(query.where(Division.division_id.in_(some))).all())
        return names


def _climb(places: Mapping[str, tuple[int, str | None]], division_id: str, level: int) -> str:
    while (place := places[division_id])[0] > level and place[1] is not None:
        division_id = place[1]
    return division_id
