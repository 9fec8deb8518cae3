"""Sums of the matrix over places or levels, without the matrix: a nation has too many bodies to look at.

The database counts reports by place and day, and the bodies of each division that lack one; the rules of
`statuses` say what each count is. The sums are those of the cells of `models.coverage.matrix`, one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, select

from models.coverage.evidence import Waiting, blocked_divisions, is_blocked, waiting, years_of
from models.coverage.groups import Group, Grouping
from models.coverage.matrix import first_days
from models.coverage.places import GOVERNMENT_OF, TOWNSHIP, PlaceFilter, on_roll
from models.coverage.statuses import STATUSES, Status, lacking, published, stands
from models.legal import GOVERNMENT, LegalCalendar
from models.placing import BodyResolver
from models.portions import portions
from models.schema import Body, Division, Version

_OTHER = "other"
"""Stands for any organ that is no government: the law has one day for all of them."""

Cells = Counter[tuple[str, int, Status]]
"""Number of cells by group, year and status."""
Unit = tuple[str, int]
"""A division; 1 for its government, 0 for all its other bodies: those of a unit are due on one day."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of a matrix. `totals` adds up to bodies × years, and so do the groups."""

    years: tuple[int, ...]
    bodies: int
    totals: Mapping[Status, int]
    by_year: Mapping[int, Mapping[Status, int]]
    groups: Sequence[Group]
    unplaced_review: int
    """As in `models.coverage.matrix.Coverage`."""
    unplaced_unread: int


def sums(
    connection: Connection,
    today: date,
    resolver: Callable[[], BodyResolver],
    calendar: LegalCalendar,
    places: PlaceFilter,
    by: str,
    years: tuple[int, int] | None = None,
) -> Sums:
    """Sum the matrix of the bodies seen and of the governments that must publish, see `matrix.coverage`.

    `by` is one of `groups.GROUPINGS`.
    """
    first, last = years or years_of(connection, today)
    span = tuple(range(first, last + 1))
    grouping = Grouping.load(connection, by)
    wait = waiting(connection, resolver)
    blocked = blocked_divisions(connection, places)
    cells: Cells = Counter()
    _count_published(connection, cells, places, span, calendar, grouping)
    unseen = [_Division._make(row) for row in connection.execute(_governments_never_met(places)).all()]
    for year in span:
        lack = _Lack({(each.division_id, 1): (each, 1) for each in unseen}, {each.body_id for each in unseen})
        for *standing, is_gov, bodies in connection.execute(_bodies_without(places, year)).all():
            lack.add(_Division._make(standing), is_gov, bodies)
        _count_waiting(connection, cells, year, wait, lack, grouping)
        for (_, is_gov), (division, bodies) in lack.units.items():
            shut = is_blocked(division.division_id, division.county, blocked)
            due = _due(calendar, is_gov, division.code, year)
            cell = lacking(due, today, stands(division.since, division.until, year), shut)
            cells[division.group(grouping), year, cell.status] += bodies
    groups = _groups(connection, grouping, cells, span)
    return Sums(
        span,
        sum(group.bodies for group in groups),
        _totals(cells.items()),
        {year: _totals(item for item in cells.items() if item[0][1] == year) for year in span},
        groups,
        wait.unplaced_review,
        wait.unplaced_unread,
    )


class _Division(NamedTuple):
    division_id: str
    code: str
    level: int
    parent_id: str | None
    since: int | None
    until: int | None

    @property
    def county(self) -> str | None:
        """What stands above a township."""
        return self.parent_id if self.level == TOWNSHIP else None

    @property
    def body_id(self) -> str:
        """Its government."""
        return f"{self.division_id}/{GOVERNMENT}"

    def group(self, grouping: Grouping) -> str:
        """Where its bodies count."""
        return grouping.key(self.division_id, self.level, self.parent_id)


_IS_GOV = case((Body.organ_kind == GOVERNMENT, 1), else_=0).label("is_gov")
_STANDING = (
    Division.division_id,
    Division.code,
    Division.level,
    Division.parent_id,
    Division.valid_from,
    Division.valid_to,
)


@dataclass(slots=True)
class _Lack:
    """Who has no report of a year."""

    units: dict[Unit, tuple[_Division, int]]
    """Number of bodies."""
    unseen: Collection[str]
    """Governments among them that the corpus never met."""

    def add(self, division: _Division, is_gov: int, bodies: int) -> None:
        """Take in so many bodies of a division, or away."""
        unit = (division.division_id, is_gov)
        _, before = self.units.get(unit, (division, 0))
        self.units[unit] = (division, before + bodies)


def _governments_never_met(
    places: PlaceFilter,
) -> Select[str, str, int, str | None, int | None, int | None]:
    return select(*_STANDING).where(*on_roll(places), ~exists().where(Body.body_id == GOVERNMENT_OF))


def _bodies_without(places: PlaceFilter, year: int) -> Select[Any]:
    """The bodies that were met, but without a report of the year, by division."""
    what: Select[Any] = select(*_STANDING, _IS_GOV, func.count())
    return (
        what.join(Body, Body.division_id == Division.division_id)
        .where(~_has_report(year), *places.divisions())
        .group_by(*_STANDING, _IS_GOV)
    )


def _has_report(year: int) -> ColumnElement[bool]:
    return exists().where(Version.report_year == year, Version.body_id == Body.body_id)


def _due(calendar: LegalCalendar, is_gov: int, code: str, year: int) -> date:
    return calendar.due(GOVERNMENT if is_gov else _OTHER, code, year)


def _count_published(
    connection: Connection,
    cells: Cells,
    places: PlaceFilter,
    years: Sequence[int],
    calendar: LegalCalendar,
    grouping: Grouping,
) -> None:
    """Cells with a report, by the day that its portal gives.

    The townships of a county are one, unless a local notice may bind some of them.
    """
    reports = first_days(years).subquery()
    alike = and_(Division.level == TOWNSHIP, Division.parent_id.is_not(None))
    own = Division.division_id if calendar.notices else case((alike, ""), else_=Division.division_id)
    day = _day(reports.c.day, years, calendar)
    keys = (own.label("own"), Division.level, Division.parent_id, _IS_GOV, reports.c.report_year, day)
    query = (
        select(*keys, func.max(Division.code), func.count())
        .join(Body, Body.body_id == reports.c.body_id)
        .join(Division, Division.division_id == Body.division_id)
        .where(*places.divisions())
        .group_by(*keys)
    )
    for division_id, level, above, is_gov, year, given, code, number in connection.execute(query).all():
        status = published(_due(calendar, is_gov, code, year), given).status
        cells[grouping.key(division_id, level, above), year, status] += number


def _day(day: ColumnElement[str | None], years: Sequence[int], calendar: LegalCalendar) -> Any:
    """The day, or the first one of its month where that is as good: the law's own days end months.

    Days that any month has are taken together so, if all ten characters are as they should be; whatever else
    a portal may give is left to the rule.
    """
    if calendar.notices:
        return day
    months = [f"{year + 1}-{month:02}-" for year in years for month in range(1, 13)]
    date_like = and_(
        func.substr(day, 1, 8).in_(months),
        func.substr(day, 9, 2) >= "01",
        func.substr(day, 9, 2) <= "28",
        func.substr(day, 10, 1) >= "0",
        func.substr(day, 10, 1) <= "9",
    )
    return case((date_like, func.substr(day, 1, 8) + "01"), else_=day).label("day")


def _count_waiting(
    connection: Connection, cells: Cells, year: int, wait: Waiting, lack: _Lack, grouping: Grouping
) -> None:
    """Cells that a document may fill which waits, for a person or to be read; who has them lacks no more."""
    for some in portions(body_id for body_id, own in wait.review | wait.unparsed if own == year):
        query = select(Body.body_id, Body.division_id, _IS_GOV).where(
            Body.body_id.in_(some), ~_has_report(year)
        )
        units = {each: (each.partition("/")[0], 1) for each in some if each in lack.unseen}
        units |= {
            body_id: (division_id, is_gov) for body_id, division_id, is_gov in connection.execute(query)
        }
        for body_id, unit in units.items():
            if unit in lack.units:
                division = lack.units[unit][0]
                lack.add(division, unit[1], -1)
                status: Status = "review" if (body_id, year) in wait.review else "found_unparsed"
                cells[division.group(grouping), year, status] += 1


def _totals(cells: Iterable[tuple[tuple[str, int, Status], int]]) -> dict[Status, int]:
    totals = dict.fromkeys(STATUSES, 0)
    for (_, _, status), number in cells:
        totals[status] += number
    return totals


def _groups(connection: Connection, grouping: Grouping, cells: Cells, years: Sequence[int]) -> list[Group]:
    totals: dict[str, dict[Status, int]] = {}
    bodies: Counter[str] = Counter()
    for (key, year, status), number in cells.items():
        if number:
            totals.setdefault(key, dict.fromkeys(STATUSES, 0))[status] += number
            bodies[key] += number if year == years[0] else 0  # each body has one cell a year
    names = grouping.names(connection, totals)
    return [Group(key, names[key], bodies[key], totals[key]) for key in grouping.ordered(totals)]
