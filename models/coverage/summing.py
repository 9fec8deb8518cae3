"""Sums of the matrix over places or levels, without the matrix: a nation has too many bodies to look at.

The database counts bodies by division, and reports by division and day; the rules of `statuses` say what each
count is. The sums are those of the cells of `models.coverage.matrix`, one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
from models.schema import Body, Division, Report

_AT_ONCE = 400
"""Values of an IN list."""
_OTHER = "other"
"""Stands for any organ that is no government: the law has one day for all of them."""

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
    roll = _Roll.load(connection, places, Grouping.load(connection, by))
    wait = waiting(connection, resolver)
    tally = _Tally()
    _count_published(connection, tally, places, span, calendar, roll)
    _count_waiting(connection, tally, span, wait, roll)
    _count_rest(tally, span, today, calendar, roll, blocked_divisions(connection, places))
    cells = tally.cells
    return Sums(
        span,
        sum(roll.units.values()),
        _totals(cells.items()),
        {year: _totals(item for item in cells.items() if item[0][1] == year) for year in span},
        _groups(connection, roll, cells),
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


_IS_GOV = case((Body.organ_kind == GOVERNMENT, 1), else_=0).label("is_gov")
_STANDING = (
    Division.division_id,
    Division.code,
    Division.level,
    Division.parent_id,
    Division.valid_from,
    Division.valid_to,
)


@dataclass(frozen=True, slots=True)
class _Roll:
    """Who is counted."""

    grouping: Grouping
    divisions: Mapping[str, _Division]
    groups: Mapping[str, str]
    """Group by division."""
    units: Mapping[Unit, int]
    """Number of bodies."""
    unseen: frozenset[str]
    """Divisions whose government must publish and was never met."""

    @classmethod
    def load(cls, connection: Connection, places: PlaceFilter, grouping: Grouping) -> _Roll:
        bodies = select(Body.division_id, _IS_GOV, func.count()).group_by(Body.division_id, _IS_GOV)
        standing = select(*_STANDING).where(*places.divisions())
        missed = select(Division.division_id).where(
            *on_roll(places), ~exists().where(Body.body_id == GOVERNMENT_OF)
        )
        divisions = {row[0]: _Division._make(row) for row in connection.execute(standing).all()}
        unseen = frozenset(connection.execute(missed).scalars())
        units = {
            (division_id, is_gov): number
            for division_id, is_gov, number in connection.execute(bodies).all()
            if division_id in divisions
        }
        for division_id in unseen:
            units[division_id, 1] = units.get((division_id, 1), 0) + 1
        groups = {each[0]: grouping.key(each[0], each[2], each[3]) for each in divisions.values()}
        return cls(grouping, divisions, groups, units, unseen)

    def unit_of_unseen(self, body_id: str) -> Unit | None:
        """The unit of a body that the corpus never met, if it is on the roll."""
        division_id, _, kind = body_id.partition("/")
        return (division_id, 1) if kind == GOVERNMENT and division_id in self.unseen else None


@dataclass(slots=True)
class _Tally:
    """Cells counted so far."""

    cells: Counter[tuple[str, int, Status]] = field(default_factory=Counter)
    """By group, year and status."""
    told: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    """By unit and year: those whose status is told by a document."""


def _due(calendar: LegalCalendar, is_gov: int, code: str, year: int) -> date:
    return calendar.due(GOVERNMENT if is_gov else _OTHER, code, year)


def _count_published(
    connection: Connection,
    tally: _Tally,
    places: PlaceFilter,
    years: Sequence[int],
    calendar: LegalCalendar,
    roll: _Roll,
) -> None:
    """Cells with a report, by the day that its portal gives."""
    reports = first_days(years).subquery()
    keys = (Body.division_id, _IS_GOV, reports.c.report_year, _day(reports.c.day, years, calendar))
    query: Select[Any] = select(*keys, func.count()).join(Body, Body.body_id == reports.c.body_id)
    if not places.everything:
        query = query.join(Division, Division.division_id == Body.division_id).where(*places.divisions())
    cells, told = tally.cells, tally.told
    for division_id, is_gov, year, given, number in connection.execute(query.group_by(*keys)).all():
        due = _due(calendar, is_gov, roll.divisions[division_id].code, year)
        cells[roll.groups[division_id], year, published(due, given).status] += number
        told[division_id, is_gov, year] += number


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
    connection: Connection, tally: _Tally, years: Sequence[int], wait: Waiting, roll: _Roll
) -> None:
    """Cells without a report that a document may fill which waits for a person or for its reading."""
    wanted = sorted(key for key in wait.review | wait.unparsed if key[1] in years)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        ids = sorted({body_id for body_id, _ in some})
        bodies = select(Body.body_id, Body.division_id, _IS_GOV).where(Body.body_id.in_(ids))
        seen = {body_id: (division, is_gov) for body_id, division, is_gov in connection.execute(bodies)}
        had = select(Report.body_id, Report.report_year).where(Report.body_id.in_(ids))
        filed = {(body_id, year) for body_id, year in connection.execute(had)}
        for body_id, year in some:
            unit = seen.get(body_id) or roll.unit_of_unseen(body_id)
            if unit is not None and unit in roll.units and (body_id, year) not in filed:
                status: Status = "review" if (body_id, year) in wait.review else "found_unparsed"
                tally.cells[roll.groups[unit[0]], year, status] += 1
                tally.told[*unit, year] += 1


def _count_rest(
    tally: _Tally,
    years: Sequence[int],
    today: date,
    calendar: LegalCalendar,
    roll: _Roll,
    portals: Mapping[str, bool],
) -> None:
    """Cells of which no document tells anything."""
    told = tally.told
    for (division_id, is_gov), bodies in roll.units.items():
        for year in years:
            left = bodies - told.get((division_id, is_gov, year), 0)
            if left:
                _, code, level, above, since, until = roll.divisions[division_id]
                blocked = is_blocked(division_id, above if level == TOWNSHIP else None, portals)
                due = _due(calendar, is_gov, code, year)
                status = lacking(due, today, stands(since, until, year), blocked).status
                tally.cells[roll.groups[division_id], year, status] += left


def _totals(cells: Iterable[tuple[tuple[str, int, Status], int]]) -> dict[Status, int]:
    totals = dict.fromkeys(STATUSES, 0)
    for (_, _, status), number in cells:
        totals[status] += number
    return totals


def _groups(connection: Connection, roll: _Roll, cells: Mapping[tuple[str, int, Status], int]) -> list[Group]:
    bodies: Counter[str] = Counter()
    for (division_id, _), number in roll.units.items():
        bodies[roll.groups[division_id]] += number
    totals: dict[str, dict[Status, int]] = {key: dict.fromkeys(STATUSES, 0) for key in bodies}
    for (key, _, status), number in cells.items():
        totals[key][status] += number
    names = roll.grouping.names(connection, bodies)
    return [Group(key, names[key], bodies[key], totals[key]) for key in roll.grouping.ordered(bodies)]
