"""Events as subscribers see them: with the names and places of what they are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from models.provinces import province_prefix
from models.schema import Body, Column, Division, Event, Source, Version


@dataclass(frozen=True, slots=True)
class Told:
    """An event with names and places; what is not known, or does not apply, is None."""

    id: int
    at: datetime
    kind: str
    body_id: str | None
    body_name: str | None
    year: int | None
    division_code: str | None
    level: int | None
    """0 nation, 1 province … 4 township."""
    url: str | None
    """The page or column it is about, or one at which the report stands."""
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which events are wanted; what is empty leaves nothing out."""

    kinds: Collection[str] = ()
    provinces: Collection[str] = ()
    """Names or codes; an event about a source is in the province of its portal."""
    levels: Collection[int] = ()
    bodies: Collection[str] = ()
    years: Collection[int] = ()


def told(
    connection: Connection, wish: Wish, after: int = 0, limit: int = 100, latest: bool = False
) -> list[Told]:
    """Wanted events above a number, the earliest first; with `latest`, the last ones, the last first.

    Raises CorpusUsageError for a province that nothing is known of.
    """
    place = _place()
    url = func.coalesce(Event.source_url, _address())
    query = (
        select(Event, Body.canonical_name, Division.code, Division.level, url.label("url"))
        .join(Body, Body.body_id == Event.body_id, isouter=True)
        .join(Division, Division.division_id == Body.division_id, isouter=True)
        .join(Column, Column.url == Event.source_url, isouter=True)
        .where(Event.id > after, *_conditions(connection, wish, place))
        .order_by(Event.id.desc() if latest else Event.id)
        .limit(limit)
    )
    return [
        Told(
            row.id,
            row.at,
            row.kind,
            row.body_id,
            row.canonical_name,
            row.report_year,
            row.code,
            row.level,
            row.url,
            row.detail,
        )
        for row in connection.execute(query)
    ]


def last_event(connection: Connection) -> int:
    """Number of the last event; 0 where there is none."""
    return connection.execute(select(func.coalesce(func.max(Event.id), 0))).scalar_one()


def _place() -> ColumnElement[str | None]:
    """Code of the division that an event is about."""
    return func.coalesce(Division.code, Column.division, case((Event.body_id.is_not(None), Event.body_id)))


def _address() -> ColumnElement[str | None]:
    """An address of the text that is new: the event names its document."""
    return (
        select(func.min(Source.url))
        .join(Version, Version.sha256 == Source.sha256)
        .where(
            and_(
                Version.body_id == Event.body_id,
                Version.report_year == Event.report_year,
                Version.is_current,
            )
        )
        .scalar_subquery()
    )


def _conditions(
    connection: Connection, wish: Wish, place: ColumnElement[str | None]
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wish.kinds:
        found.append(Event.kind.in_(list(wish.kinds)))
    if wish.provinces:
        prefixes = [province_prefix(connection, name) for name in wish.provinces]
        found.append(or_(*(place.startswith(prefix, autoescape=True) for prefix in prefixes)))
    if wish.levels:
        found.append(Division.level.in_(list(wish.levels)))
    if wish.bodies:
        found.append(Event.body_id.in_(list(wish.bodies)))
    if wish.years:
        found.append(Event.report_year.in_(list(wish.years)))
    return found
