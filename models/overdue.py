"""Reports that are overdue, told once: the deadline is over, it was looked after it, and nothing is there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from models.events import EventKind, Happening, note
from models.legal import LegalCalendar, day_in_china
from models.schema import Body, Division, FetchRow, Reading, Report, ReviewItem, Source, WatchedList

_YEARS_BEFORE = 2
"""A body that published none of the last so many reports may be gone; coverage shows it all the same."""


def note_overdue(connection: Connection, now: datetime, calendar: LegalCalendar) -> None:
    """Tell of the bodies whose report of last year is overdue.

    Only of those whose list was seen well after the deadline: where a portal could not be looked at, nobody
    knows. A document that waits for its reading or for a person may be the report that is missed.
    """
    today = day_in_china(now)
    year = today.year - 1
    columns = _columns(connection, year)
    published = set(connection.execute(select(Report.body_id).where(Report.report_year == year)).scalars())
    doubtful = _in_review(connection, year)
    unread = _unread(connection)
    lacking = _lacking(connection, datetime(today.year, 1, 1, tzinfo=UTC), set().union(*columns.values()))
    portals = dict(connection.execute(select(WatchedList.column_url, WatchedList.portal)).all())
    answered = {
        row.column_url: day_in_china(row.answered_at)
        for row in connection.execute(
            select(WatchedList.column_url, WatchedList.answered_at).where(
                WatchedList.answered_at.is_not(None), WatchedList.broken_at.is_(None)
            )
        )
    }
    for body in _bodies(connection, columns.keys() - published - doubtful):
        due = calendar.due(body.organ_kind, body.code, year)
        over = (body.valid_to or year) < year
        if over or today <= due or not unread.isdisjoint(columns[body.body_id]):
            continue
        own = columns[body.body_id]
        if not lacking.isdisjoint(own | {portals.get(url, "") for url in own}):
            continue
        looked = sorted(url for url in columns[body.body_id] if url in answered and answered[url] > due)
        if looked:
            detail = {"due": due.isoformat(), "looked": looked}
            key = f"{body.body_id}@{year}"
            note(connection, Happening(EventKind.OVERDUE, key, body.body_id, year, looked[0], detail), now)


def _columns(connection: Connection, year: int) -> dict[str, set[str]]:
    """By body, the columns in which its reports of the years before stand."""
    found: dict[str, set[str]] = {}
    for body_id, column in connection.execute(
        select(Reading.body_id, Source.column_url)
        .join(Source, Source.sha256 == Reading.sha256)
        .where(
            Reading.body_id.is_not(None),
            Reading.report_year.between(year - _YEARS_BEFORE, year - 1),
            Source.column_url.is_not(None),
        )
        .distinct()
    ):
        found.setdefault(str(body_id), set()).add(str(column))
    return found


def _in_review(connection: Connection, year: int) -> set[str]:
    rows = connection.execute(
        select(ReviewItem.candidates, Reading.printed_year).join(
            Reading, (Reading.sha256 == ReviewItem.sha256) & (Reading.part == ReviewItem.part)
        )
    )
    return {body for row in rows if row.printed_year in (None, year) for body in row.candidates}


def _unread(connection: Connection) -> set[str]:
    """Columns with a document that waits for its reading, or could not be read."""
    rows = connection.execute(
        select(Source.column_url)
        .join(Reading, Reading.sha256 == Source.sha256, isouter=True)
        .where(Source.column_url.is_not(None), Reading.sha256.is_(None))
        .distinct()
    )
    return {str(column) for column in rows.scalars()}


def _lacking(connection: Connection, since: datetime, known: Collection[str]) -> set[str]:
    """Columns that name something, since the beginning of the year, that could not be had: it may be it.

    Of a column in which nothing stood before (`known`), that of the new year say, the portal: its reports may
    be those of any body on it.
    """
    earlier = select(FetchRow.url).where(FetchRow.at < since)
    good = select(FetchRow.url).where(FetchRow.at >= since, FetchRow.failure.is_(None))
    rows = connection.execute(
        select(FetchRow.portal, FetchRow.column_url)
        .where(
            FetchRow.at >= since,
            FetchRow.failure.is_not(None),
            FetchRow.column_url.is_not(None),
            FetchRow.portal.is_not(None),
            FetchRow.via != "guess",
            FetchRow.url.not_in(earlier),
            FetchRow.url.not_in(good),
        )
        .distinct()
    )
    return {str(row.column_url if row.column_url in known else row.portal) for row in rows}


def _bodies(connection: Connection, wanted: Collection[str]) -> list[Any]:
    rows = connection.execute(
        select(Body.body_id, Body.organ_kind, Division.code, Division.valid_to)
        .join(Division, Division.division_id == Body.division_id)
        .order_by(Body.body_id)
    ).all()
    return [row for row in rows if row.body_id in wanted]
