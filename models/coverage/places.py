"""Which bodies are looked at: those below a division, those of a level; and who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal, or_, select

from models.coverage.statuses import Expected
from models.legal import GOVERNMENT
from models.schema import Body, Division

TOWNSHIP = 4
NO_GOVERNMENT = ("功能区", "其他", "特别行政区")
"""Kinds of division that need not have a government of their own."""
OUT_OF_FORCE = ("710000",)
"""Provinces in which the Regulations are not in force (Taiwan; 香港 and 澳门 go by their kind)."""


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """Bodies of a division and of all below it, of one level (0 nation … 4 township); None: all."""

    root: str | None = None
    """Id of the division."""
    level: int | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self.root is None and self.level is None

    def divisions(self) -> list[ColumnElement[bool]]:
        """As conditions on divisions."""
        conditions: list[ColumnElement[bool]] = []
        if self.root is not None:
            conditions.append(Division.division_id.in_(_below(self.root)))
        if self.level is not None:
            conditions.append(Division.level == self.level)
        return conditions

    def around(self) -> ColumnElement[bool]:
        """Condition on divisions: those at or below the root, and the one above it."""
        above = select(Division.parent_id).where(Division.division_id == self.root)
        below = _below(self.root or "")
        return or_(Division.division_id.in_(below), Division.division_id.in_(above))


def _below(root: str) -> Select[str]:
    """The division and what stands below it by today's order: ids alone do not tell, units change hands."""
    tree = select(Division.division_id).where(Division.division_id == root).cte("below", recursive=True)
    tree = tree.union_all(select(Division.division_id).join(tree, Division.parent_id == tree.c.division_id))
    return select(tree.c.division_id)


_STANDING = (Division.division_id, Division.code, Division.level)
_YEARS = (Division.valid_from, Division.valid_to)


def bodies_seen(connection: Connection, places: PlaceFilter) -> dict[str, Expected]:
    """Bodies that the corpus has met."""
    query = (
        select(Body.body_id, Body.canonical_name, *_STANDING, Body.organ_kind, *_YEARS)
        .join(Division, Division.division_id == Body.division_id)
        .where(*places.divisions())
    )
    return _expected(connection, query)


def governments(connection: Connection, places: PlaceFilter) -> dict[str, Expected]:
    """Governments of the registry's divisions: the roll of those that must publish. Townships are on it only
    where their level is asked for."""
    query = select(GOVERNMENT_OF, Division.full_name, *_STANDING, literal(GOVERNMENT), *_YEARS)
    return _expected(connection, query.where(*on_roll(places)))


GOVERNMENT_OF = (Division.division_id + f"/{GOVERNMENT}").label("body_id")
"""Id of the government of a division."""


def on_roll(places: PlaceFilter) -> list[ColumnElement[bool]]:
    """Conditions on divisions: those whose governments must publish, see `governments`."""
    conditions = [
        *places.divisions(),
        Division.kind.not_in(NO_GOVERNMENT),
        Division.level > 0,
        Division.division_id.not_in(OUT_OF_FORCE),
    ]
    return conditions if places.level is not None else [*conditions, Division.level < TOWNSHIP]


def _expected(connection: Connection, query: Select[*tuple[Any, ...]]) -> dict[str, Expected]:
    # Columns in the order of the fields: a hundred thousand rows by name would take a second.
    return {row[0]: Expected._make(row) for row in connection.execute(query).all()}
