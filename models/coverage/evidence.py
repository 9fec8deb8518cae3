"""What bears on the cells beside the reports: what waits, for a person or a reader; who lets nobody in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, and_, case, exists, func, select, union_all
from sqlalchemy.orm import aliased

from models.coverage.places import PlaceFilter
from models.coverage.statuses import ReportKey
from models.placing import BodyResolver, years_in
from models.resolution.types import Mention
from models.schema import (
    Column,
    Division,
    Document,
    FetchRow,
    Portal,
    Reading,
    Report,
    ReviewItem,
    Source,
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


def years_of(connection: Connection, today: date) -> tuple[int, int]:
    """First and last year of which there is a report; the last one that is due where there is none."""
    # Two subqueries: SQLite reads the end of an index for one extreme, but all of it for both at once.
    ends = (select(extreme(Report.report_year)).scalar_subquery() for extreme in (func.min, func.max))
    first, last = connection.execute(select(*ends)).one()
    return (today.year - 1, today.year - 1) if first is None else (first, last)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cells that documents may fill which are not filed yet."""

    review: frozenset[ReportKey]
    unparsed: frozenset[ReportKey]
    unplaced_review: int
    """Readings in review that fit no cell."""
    unplaced_unread: int
    """Unread documents whose titles name no body and year."""


def waiting(connection: Connection, resolver: Callable[[], BodyResolver]) -> Waiting:
    """What waits for a person, and what is not (or not yet) readable; the resolver is asked for only then."""
    review, without_body = _in_review(connection)
    unparsed, unnamed = _unparsed(connection, resolver)
    return Waiting(frozenset(review), frozenset(unparsed), without_body, unnamed)


def _in_review(connection: Connection) -> tuple[set[ReportKey], int]:
    """Cells that a document in review may fill, and the number of readings that fit no cell."""
    cells: dict[tuple[str, int], set[ReportKey]] = {}
    for row in connection.execute(
        select(ReviewItem.sha256, ReviewItem.part, ReviewItem.candidates, Reading.printed_year).join(
            Reading, and_(Reading.sha256 == ReviewItem.sha256, Reading.part == ReviewItem.part)
        )
    ):
        fits = cells.setdefault((row.sha256, row.part), set())
        if row.printed_year is not None:
            fits |= {(body_id, row.printed_year) for body_id in row.candidates}
    return {cell for fits in cells.values() for cell in fits}, sum(not fits for fits in cells.values())


def _unparsed(connection: Connection, resolver: Callable[[], BodyResolver]) -> tuple[set[ReportKey], int]:
    """Cells of documents found but not (or not yet) readable, by the titles of their sources."""
    # Two selects: SQLite would read all documents for an OR, but only the few by its index for each of them.
    kinds = (Document.outcome.is_(None), Document.outcome.in_(("unreadable", "blank_form")))
    unread = union_all(*(select(Document.sha256).where(kind) for kind in kinds))
    rows = connection.execute(select(Source).where(Source.sha256.in_(unread))).all()
    cells: set[ReportKey] = set()
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


def blocked_divisions(connection: Connection, places: PlaceFilter) -> dict[str, bool]:
    """Divisions with a portal of their own: True where the last answer of every address there was a block.

    Empty where none is blocked.
    """
    portals = select(Portal.host, Portal.division).union(select(Column.host, Column.division)).subquery()
    query = select(portals.c.host, Division.division_id).join(Division, Division.code == portals.c.division)
    if places.root is not None:
        query = query.where(places.around())
    owners: dict[str, list[str]] = {}
    for host, division_id in connection.execute(query).all():
        owners.setdefault(host, []).append(division_id)
    doors = _doors() if places.root is None else _doors().where(_HOSTS.c.host.in_(sorted(owners)))
    divisions: dict[str, bool] = {}
    for host, is_open in connection.execute(doors).all():
        for division_id in owners.get(host, ()):
            divisions[division_id] = divisions.get(division_id, True) and not is_open
    return divisions if any(divisions.values()) else {}


_HOSTS = select(Portal.host).union(select(Column.host)).subquery()


def _doors() -> Select[str, int]:
    """Hosts of portals that were asked, and 1 where the last answer of any address there was no block.

    One such address settles a host, and nearly every host has it first: no other fetches are looked at.
    """
    later, asked = aliased(FetchRow), aliased(FetchRow)
    superseded = exists().where(later.url == FetchRow.url, later.at > FetchRow.at)
    here = FetchRow.host == _HOSTS.c.host
    good = exists().where(here, FetchRow.failure.is_(None), ~superseded)
    other = exists().where(here, FetchRow.failure.not_in(sorted(BLOCKING)), ~superseded)
    was_asked = exists().where(asked.host == _HOSTS.c.host)
    # A case: SQLite evaluates both sides of OR, even where the first settles it.
    is_open = case((good, 1), (other, 1), else_=0)
    return select(_HOSTS.c.host, is_open.label("open")).where(was_asked)


def is_blocked(division_id: str, county: str | None, blocked: Mapping[str, bool]) -> bool:
    """Whether the portal of a division is blocked; a township without one publishes on that of its `county`.

    `county` is what stands above a township, None for any other division.
    """
    if division_id in blocked:
        return blocked[division_id]
    return blocked.get(county or "", False)
