"""The matrix issuing body × report year: what is published, and why the rest is not there.

Rows are the bodies seen in the corpus and, for a province or level asked for, the governments of the
divisions of the registry, so that what is missing shows. Each cell has exactly one status.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from models.placing import BodyResolver, years_in
from models.provinces import province_prefix
from models.reports import all_reports
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
)
from parsers.failures import Failure

Status = Literal["published", "review", "found_unparsed", "blocked", "overdue", "missing", "absent"]
STATUSES: tuple[Status, ...] = (
    "published",
    "review",
    "found_unparsed",
    "blocked",
    "overdue",
    "missing",
    "absent",
)
"""In the order of precedence. `missing` is not due yet; `absent`: the division did not exist that year."""

TOWNSHIP = 4
GOVERNMENT = "gov"
NO_GOVERNMENT = ("功能区", "其他", "特别行政区")
"""Kinds of division that need not have a government of their own."""

BLOCKING = frozenset(
    {
        Failure.CHALLENGE,
        Failure.CAPTCHA,
        Failure.FORBIDDEN,
        Failure.GEO_BLOCKED,
        Failure.RATE_LIMITED,
        Failure.ROBOTS_DENIED,
        Failure.ROBOTS_UNKNOWN,
        Failure.GUARD_REFUSED,
        Failure.DNS,
        Failure.TCP,
        Failure.TLS,
        Failure.TIMEOUT,
        Failure.SERVER_ERROR,
        Failure.NEEDS_BROWSER,
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One body: a status per year of the matrix."""

    body_id: str
    name: str
    division_code: str
    level: int
    cells: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix. `totals` adds up to rows × years; `unplaced` documents belong to no cell."""

    years: tuple[int, ...]
    rows: tuple[Row, ...]
    totals: Mapping[Status, int]
    by_year: Mapping[int, Mapping[Status, int]]
    unplaced: int
    """Documents that wait (unparsed or in review) and name no body of the matrix."""


@dataclass(frozen=True, slots=True)
class _Body:
    body_id: str
    name: str
    division_id: str
    division_code: str
    level: int
    organ_kind: str
    since: int | None
    until: int | None


def deadline(organ_kind: str, year: int) -> date:
    """Last day to publish the report of `year`: departments 31 January, governments 31 March.

    Regulations of 2019, art. 49; under those of 2007 (reports up to 2018) every body had until 31 March.
    """
    return date(year + 1, 3, 31) if organ_kind == GOVERNMENT or year <= 2018 else date(year + 1, 1, 31)


def coverage(
    connection: Connection,
    today: date,
    resolver: BodyResolver,
    *,
    province: str | None = None,
    level: int | None = None,
    years: tuple[int, int] | None = None,
) -> Coverage:
    """Compute the matrix. `province` is a code or a name, `today` the date in China."""
    first, last = years or _span(connection, today)
    span = tuple(range(first, last + 1))
    prefix = None if province is None else province_prefix(connection, province)
    bodies = _bodies(connection, prefix, level)
    known = all_reports(connection)
    review, without_body = _in_review(connection)
    unparsed, unnamed = _unparsed(connection, resolver)
    blocked = _blocked_divisions(connection)
    counties = dict(
        connection.execute(
            select(Division.division_id, Division.parent_id).where(Division.level == TOWNSHIP)
        ).all()
    )
    rows = []
    for body in sorted(bodies, key=lambda body: (body.division_code, body.level, body.body_id)):
        is_blocked = _on_blocked_portal(body.division_id, blocked, counties)
        cells = tuple(_status(body, year, today, known, review, unparsed, is_blocked) for year in span)
        rows.append(Row(body.body_id, body.name, body.division_code, body.level, cells))
    by_year = {year: _count(row.cells[place] for row in rows) for place, year in enumerate(span)}
    return Coverage(
        span, tuple(rows), _count(cell for row in rows for cell in row.cells), by_year, without_body + unnamed
    )


def _status(
    body: _Body,
    year: int,
    today: date,
    known: set[tuple[str, int]],
    review: set[tuple[str, int]],
    unparsed: set[tuple[str, int]],
    is_blocked: bool,
) -> Status:
    key = (body.body_id, year)
    if key in known:
        return "published"
    if key in review:
        return "review"
    if key in unparsed:
        return "found_unparsed"
    if (body.since or year) > year or (body.until or year) < year:
        return "absent"
    if is_blocked:
        return "blocked"
    return "overdue" if today > deadline(body.organ_kind, year) else "missing"


def _count(statuses: Iterable[Status]) -> dict[Status, int]:
    counted = Counter(statuses)
    return {status: counted[status] for status in STATUSES}


def _span(connection: Connection, today: date) -> tuple[int, int]:
    first, last = connection.execute(select(func.min(Report.report_year), func.max(Report.report_year))).one()
    return (today.year - 1, today.year - 1) if first is None else (first, last)


def _bodies(connection: Connection, prefix: str | None, level: int | None) -> list[_Body]:
    within = _within(prefix, level)
    columns = (Division.division_id, Division.code, Division.level, Division.valid_from, Division.valid_to)
    seen = connection.execute(
        select(Body.body_id, Body.canonical_name, Body.organ_kind, *columns)
        .join(Division, Division.division_id == Body.division_id)
        .where(*within)
    )
    bodies = {
        row.body_id: _Body(
            row.body_id,
            row.canonical_name,
            row.division_id,
            row.code,
            row.level,
            row.organ_kind,
            row.valid_from,
            row.valid_to,
        )
        for row in seen
    }
    if within:
        expected = connection.execute(
            select(Division.full_name, *columns).where(
                *within,
                Division.kind.not_in(NO_GOVERNMENT),
                Division.level > 0,
                Division.level == level if level is not None else Division.level < 4,
            )
        )
        for row in expected:
            body_id = f"{row.division_id}/{GOVERNMENT}"
            bodies.setdefault(
                body_id,
                _Body(
                    body_id,
                    row.full_name,
                    row.division_id,
                    row.code,
                    row.level,
                    GOVERNMENT,
                    row.valid_from,
                    row.valid_to,
                ),
            )
    return list(bodies.values())


def _within(prefix: str | None, level: int | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if prefix is not None:
        conditions.append(Division.division_id.startswith(prefix, autoescape=True))
    if level is not None:
        conditions.append(Division.level == level)
    return conditions


def _in_review(connection: Connection) -> tuple[set[tuple[str, int]], int]:
    """Cells that a document in review may fill, and the number of documents that fit no cell."""
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


def _unparsed(connection: Connection, resolver: BodyResolver) -> tuple[set[tuple[str, int]], int]:
    """Cells of documents found but not (or not yet) readable, by the titles of their sources."""
    rows = connection.execute(
        select(Source)
        .join(Document, Document.sha256 == Source.sha256)
        .join(Reading, and_(Reading.sha256 == Document.sha256, Reading.part == 0), isouter=True)
        .where(or_(Reading.sha256.is_(None), Reading.outcome.in_(("unreadable", "blank_form"))))
        .order_by(Source.sha256, Source.url)
    ).all()
    cells: set[tuple[str, int]] = set()
    placed: dict[str, bool] = {}
    for row in rows:
        years = years_in(row.title or "")
        fits = False
        if len(years) == 1:
            year = years.pop()
            body = resolver.resolve(
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


def _blocked_divisions(connection: Connection) -> dict[str, bool]:
    """Divisions with a portal of their own: True where the last answer of every address there was a block."""
    last = select(FetchRow.url, func.max(FetchRow.at).label("at")).group_by(FetchRow.url).subquery()
    hosts: dict[str, bool] = {}
    for host, failure in connection.execute(
        select(FetchRow.host, FetchRow.failure).join(
            last, and_(last.c.url == FetchRow.url, last.c.at == FetchRow.at)
        )
    ):
        hosts[host] = hosts.get(host, True) and failure in BLOCKING
    codes = dict(connection.execute(select(Division.code, Division.division_id)).all())
    divisions: dict[str, bool] = {}
    for host, code in connection.execute(
        select(Portal.host, Portal.division).union(select(Column.host, Column.division))
    ):
        if code in codes and host in hosts:
            division_id = codes[code]
            divisions[division_id] = divisions.get(division_id, True) and hosts[host]
    return divisions


def _on_blocked_portal(
    division_id: str, blocked: Mapping[str, bool], counties: Mapping[str, str | None]
) -> bool:
    """Whether the portal of a division is blocked; a township without one publishes on its county's."""
    if division_id in blocked:
        return blocked[division_id]
    return blocked.get(counties.get(division_id) or "", False)
