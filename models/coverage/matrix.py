"""The matrix issuing body × report year: what is published, and why the rest is not there.

Rows are the bodies seen in the corpus and, for a place or level asked for, the governments of the
divisions of the registry, so that what is missing shows. Each cell has exactly one status.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Select, func, select

from models.coverage.evidence import blocked_divisions, is_blocked, waiting, years_of
from models.coverage.places import TOWNSHIP, PlaceFilter, bodies_seen, governments
from models.coverage.statuses import Cell, Evidence, Expected, ReportKey, Status, count, status_of
from models.legal import LegalCalendar
from models.placing import BodyResolver
from models.schema import Body, Division, Version


class Row(NamedTuple):
    """One body: a cell per year of the matrix."""

    body_id: str
    name: str
    division_id: str
    division_code: str
    level: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix. `totals` adds up to rows × years; what is unplaced belongs to no cell."""

    years: tuple[int, ...]
    rows: tuple[Row, ...]
    totals: Mapping[Status, int]
    by_year: Mapping[int, Mapping[Status, int]]
    unplaced_review: int
    """Reports (those of a collection one by one) that wait for a person and may be of no known body."""
    unplaced_unread: int
    """Documents that are not read, cannot be read or are blank forms, and whose titles name no body."""


def coverage(
    connection: Connection,
    today: date,
    resolver: Callable[[], BodyResolver],
    calendar: LegalCalendar,
    places: PlaceFilter,
    years: tuple[int, int] | None = None,
    *,
    with_roll: bool = True,
) -> Coverage:
    """Compute the matrix. `today` is the date in China; `with_roll` adds governments that must publish.
    The resolver takes seconds to load: it is asked for only where a document waits."""
    first, last = years or years_of(connection, today)
    span = tuple(range(first, last + 1))
    bodies = bodies_seen(connection, places)
    if with_roll:
        bodies = governments(connection, places) | bodies
    wait = waiting(connection, resolver)
    evidence = Evidence(_published(connection, places, span), wait.review, wait.unparsed)
    portals = blocked_divisions(connection, places)
    counties = _counties(connection) if portals else {}
    rows = tuple(
        _row(body, span, today, calendar, evidence, _blocked(body, counties, portals))
        for body in sorted(bodies.values(), key=lambda body: (body.division_code, body.level, body.body_id))
    )
    by_year = {year: count(row.cells[place] for row in rows) for place, year in enumerate(span)}
    totals = count(cell for row in rows for cell in row.cells)
    return Coverage(span, rows, totals, by_year, wait.unplaced_review, wait.unplaced_unread)


def _row(
    body: Expected,
    span: tuple[int, ...],
    today: date,
    calendar: LegalCalendar,
    evidence: Evidence,
    blocked: bool,
) -> Row:
    cells = tuple([status_of(body, year, today, calendar, evidence, blocked) for year in span])
    return Row(body.body_id, body.name, body.division_id, body.division_code, body.level, cells)


def first_days(years: Sequence[int]) -> Select[str, int, str | None]:
    """The reports of some years, with the earliest day that a portal gives for any of their texts."""
    return (
        select(Version.body_id, Version.report_year, func.min(Version.published).label("day"))
        .where(Version.report_year.in_(years))
        .group_by(Version.report_year, Version.body_id)
    )


def _published(
    connection: Connection, places: PlaceFilter, years: Sequence[int]
) -> dict[ReportKey, str | None]:
    query = first_days(years)
    if not places.everything:
        seen = select(Body.body_id).join(Division, Division.division_id == Body.division_id)
        query = query.where(Version.body_id.in_(seen.where(*places.divisions())))
    return {(body_id, year): day for body_id, year, day in connection.execute(query).all()}


def _counties(connection: Connection) -> dict[str, str | None]:
    """What stands above each township, mostly a county."""
    query = select(Division.division_id, Division.parent_id).where(Division.level == TOWNSHIP)
    return dict(connection.execute(query).all())


def _blocked(body: Expected, counties: Mapping[str, str | None], portals: Mapping[str, bool]) -> bool:
    return is_blocked(body.division_id, counties.get(body.division_id), portals)
