"""The matrix issuing body × report year: what is published, and why the rest is not there.

Rows are the bodies seen in the corpus and, for a place or level asked for, the governments of the
divisions of the registry, so that what is missing shows. Each cell has exactly one status.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from models.coverage.places import TOWNSHIP, PlaceFilter, bodies_seen, governments
from models.coverage.statuses import (
    Cell,
    Evidence,
    Expected,
    ReportKey,
    Status,
    count,
    status_of,
)
from models.legal import LegalCalendar
from models.placing import BodyResolver, years_in
from models.resolution.types import Mention
from models.schema import (
    Body,
    Column,
    Division,
    Document,
    FetchRow,
    Portal,
    Reading,
    Report,
    ReviewItem,
    Source,
    Version,
)
from parsers.failures import REFUSED, Failure

BLOCKING = REFUSED | {
    Failure.DNS,
    Failure.TCP,
    Failure.TLS,
    Failure.TIMEOUT,
    Failure.SERVER_ERROR,
    Failure.NEEDS_BROWSER,
}


@dataclass(frozen=True, slots=True)
class Row:
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
    first, last = years or _span(connection, today)
    span = tuple(range(first, last + 1))
    bodies = bodies_seen(connection, places)
    if with_roll:
        bodies = governments(connection, places) | bodies
    review, without_body = _in_review(connection)
    unparsed, unnamed = _unparsed(connection, resolver)
    evidence = Evidence(_published(connection, places, first, last), review, unparsed)
    portals = _blocked_divisions(connection, places)
    parents = _parents(connection) if portals else {}
    rows = tuple(
        _row(body, span, today, calendar, evidence, _on_blocked_portal(body.division_id, portals, parents))
        for body in sorted(bodies.values(), key=lambda body: (body.division_code, body.level, body.body_id))
    )
    by_year = {year: count(row.cells[place] for row in rows) for place, year in enumerate(span)}
    totals = count(cell for row in rows for cell in row.cells)
    return Coverage(span, rows, totals, by_year, without_body, unnamed)


def _row(
    body: Expected,
    span: tuple[int, ...],
    today: date,
    calendar: LegalCalendar,
    evidence: Evidence,
    blocked: bool,
) -> Row:
    cells = tuple(status_of(body, year, today, calendar, evidence, blocked) for year in span)
    return Row(body.body_id, body.name, body.division_id, body.division_code, body.level, cells)


def _published(
    connection: Connection, places: PlaceFilter, first: int, last: int
) -> dict[ReportKey, str | None]:
    """Reports of the years, with the earliest day that a portal gives for any of their texts."""
    query = (
        select(Report.body_id, Report.report_year, func.min(Version.published))
        .join(
            Version,
            and_(Version.body_id == Report.body_id, Version.report_year == Report.report_year),
            isouter=True,
        )
        .where(Report.report_year.between(first, last))
        .group_by(Report.body_id, Report.report_year)
    )
    if not places.everything:
        seen = select(Body.body_id).join(Division, Division.division_id == Body.division_id)
        query = query.where(Report.body_id.in_(seen.where(*places.divisions())))
    return {(body_id, year): published for body_id, year, published in connection.execute(query)}


def _parents(connection: Connection) -> dict[str, str | None]:
    """Township -> county: a township without a portal publishes on its county's."""
    query = select(Division.division_id, Division.parent_id).where(Division.level == TOWNSHIP)
    return dict(connection.execute(query).all())


def _span(connection: Connection, today: date) -> tuple[int, int]:
    # Two subqueries: SQLite reads the end of an index for one extreme, but all of it for both at once.
    ends = (select(extreme(Report.report_year)).scalar_subquery() for extreme in (func.min, func.max))
    first, last = connection.execute(select(*ends)).one()
    return (today.year - 1, today.year - 1) if first is None else (first, last)


def _in_review(connection: Connection) -> tuple[set[tuple[str, int]], int]:
    """Cells that a document in review may fill, and the number of readings that fit no cell."""
    cells: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for row in connection.execute(
        select(ReviewItem.sha256, ReviewItem.part, ReviewItem.candidates, Reading.printed_year).join(
            Reading, and_(Reading.sha256 == ReviewItem.sha256, Reading.part == ReviewItem.part)
        )
    ):
        fits = cells.setdefault((row.sha256, row.part), set())
        if row.printed_year is not None:
            fits |= {(body_id, row.printed_year) for body_id in row.candidates}
    return {cell for fits in cells.values() for cell in fits}, sum(not fits for fits in cells.values())


def _unparsed(
    connection: Connection, resolver: Callable[[], BodyResolver]
) -> tuple[set[tuple[str, int]], int]:
    """Cells of documents found but not (or not yet) readable, by the titles of their sources."""
    waiting = select(Document.sha256).where(
        or_(Document.outcome.is_(None), Document.outcome.in_(("unreadable", "blank_form")))
    )
    rows = connection.execute(
        select(Source).where(Source.sha256.in_(waiting)).order_by(Source.sha256, Source.url)
    ).all()
    cells: set[tuple[str, int]] = set()
    placed: dict[str, bool] = {}
    for row in rows:
        years = years_in(row.title or "")
        fits = False
        if len(years) == 1:
            year = years.pop()
            body = resolver().resolve(
                Mention(
                    raw=row.title,
                    year=year,
                    host=row.host,
                    host_division=row.host_division,
                    site_name=row.site_name,
                    province_code=row.province_code,
                )
            )
            if body.decision == "resolved" and body.body_id:
                cells.add((body.body_id, year))
                fits = True
        placed[row.sha256] = placed.get(row.sha256, False) or fits
    return cells, sum(not fits for fits in placed.values())


def _blocked_divisions(connection: Connection, places: PlaceFilter) -> dict[str, bool]:
    """Divisions with a portal of their own: True where the last answer of every address there was a block."""
    portals = select(Portal.host, Portal.division).union(select(Column.host, Column.division)).subquery()
    query = select(portals.c.host, Division.division_id).join(Division, Division.code == portals.c.division)
    if places.root is not None:
        query = query.where(places.around())
    owners: dict[str, list[str]] = {}
    for host, division_id in connection.execute(query):
        owners.setdefault(host, []).append(division_id)
    doors = _doors() if places.root is None else _doors().where(_HOSTS.c.host.in_(sorted(owners)))
    divisions: dict[str, bool] = {}
    for row in connection.execute(doors):
        for division_id in owners.get(row.host, ()):
            divisions[division_id] = divisions.get(division_id, True) and not row.open
    return divisions if any(divisions.values()) else {}


_HOSTS = select(Portal.host).union(select(Column.host)).subquery()


def _doors() -> Select[str, bool]:
    """Hosts of portals that were asked, and whether the last answer of any address there was no block.

    One such address settles a host, and nearly every host has it first: no other fetches are looked at.
    """
    later, asked = aliased(FetchRow), aliased(FetchRow)
    superseded = exists().where(later.url == FetchRow.url, later.at > FetchRow.at)
    here = FetchRow.host == _HOSTS.c.host
    good = exists().where(here, FetchRow.failure.is_(None), ~superseded)
    other = exists().where(here, FetchRow.failure.not_in(sorted(BLOCKING)), ~superseded)
    was_asked = exists().where(asked.host == _HOSTS.c.host)
    return select(_HOSTS.c.host, or_(good, other).label("open")).where(was_asked)


def _on_blocked_portal(
    division_id: str, blocked: Mapping[str, bool], counties: Mapping[str, str | None]
) -> bool:
    """Whether the portal of a division is blocked; a township without one publishes on its county's."""
    if division_id in blocked:
        return blocked[division_id]
    return blocked.get(counties.get(division_id) or "", False)
