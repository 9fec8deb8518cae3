"""The end of a watch pass: what its answers mean, in one transaction with the events that tell of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, exists, func, select, update

from models.absences import GONE, end_absence
from models.events import EventKind, Happening, note
from models.legal import day_in_china
from models.portions import portions
from models.schema import (
    Absence,
    Column,
    ColumnRun,
    FetchRow,
    Move,
    Reading,
    Source,
    WalkedList,
    WatchedList,
)

PROOFS = 3
"""Days on which a page must be found gone before it is held to be withdrawn."""
BROKEN_PASSES = 3
"""Passes in a row after which a list that cannot be had is broken …"""
BROKEN_FOR = timedelta(hours=47)
"""… if the first of them is so long ago: a night without a host is no news. Two days, less an hour: timers do
not strike to the second."""
_EMPTY = "empty_list"


@dataclass(frozen=True, slots=True)
class PassEnd:
    """What a pass asked for."""

    run_id: int
    now: datetime
    lists: Mapping[str, str]
    """Column -> key of its request in the fetch table."""
    absent: Collection[str]
    """Addresses of reports that may be gone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of a run at an address."""

    failure: str | None
    at: datetime


def close_pass(connection: Connection, end: PassEnd) -> None:
    """Take in the answers of a pass: state of lists, broken and recovered sources, proofs of absence."""
    answers = _answers(connection, end.run_id, {*end.lists.values(), *end.lists, *end.absent})
    empty = set(
        connection.execute(
            select(WalkedList.column_url).where(WalkedList.run_id == end.run_id, WalkedList.failure == _EMPTY)
        ).scalars()
    )
    answered = set()
    for column, key in sorted(end.lists.items()):
        given = [answers[each] for each in {key, column} if each in answers]
        if not given:
            continue  # not asked: the run was stopped before, or the host left alone
        failure = next((each.failure for each in given if each.failure), None)
        failure = failure or (_EMPTY if column in empty else None)
        if failure is None:
            answered.add(column)
        _note_list(connection, column, failure, end.now)
    hosts = set(
        connection.execute(
            select(FetchRow.host)
            .where(FetchRow.run_id == end.run_id, FetchRow.failure.is_(None), FetchRow.portal.is_not(None))
            .distinct()
        ).scalars()
    )
    for url in sorted(end.absent):
        if url in answers:
            _note_absence(connection, url, answers[url], answered, hosts, end.now)


def _answers(connection: Connection, run_id: int, urls: Iterable[str]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for some in portions(urls):
        for row in connection.execute(
            select(FetchRow.url, FetchRow.failure, FetchRow.at)
            .where(FetchRow.run_id == run_id, FetchRow.url.in_(some))
            .order_by(FetchRow.url, FetchRow.at)
        ):
            found[row.url] = Answer(row.failure, row.at)
    return found


def _note_list(connection: Connection, column: str, failure: str | None, now: datetime) -> None:
    row = connection.execute(select(WatchedList).where(WatchedList.column_url == column)).first()
    if row is None:
        return  # a column whose list cannot be told again by one request; health judges it
    values: dict[str, Any] = {"asked_at": now, "failure": failure}
    if failure is None:
        values |= {"answered_at": now, "failed_passes": 0, "failing_since": None, "broken_at": None}
        if row.broken_at is not None:
            key = f"{column}:{row.broken_at.isoformat()}"
            detail = {"broken_at": row.broken_at.isoformat(), "was": row.failure}
            note(
                connection, Happening(EventKind.SOURCE_RECOVERED, key, source_url=column, detail=detail), now
            )
    else:
        passes, since = row.failed_passes + 1, row.failing_since or now
        values |= {"failed_passes": passes, "failing_since": since}
        if row.broken_at is None and passes >= BROKEN_PASSES and now - since >= BROKEN_FOR:
            values["broken_at"] = now
            detail = {"failure": failure, "since": since.isoformat(), "passes": passes}
            key = f"{column}:{since.isoformat()}"
            note(connection, Happening(EventKind.SOURCE_BROKEN, key, source_url=column, detail=detail), now)
    connection.execute(update(WatchedList).where(WatchedList.column_url == column).values(values))


def _note_absence(
    connection: Connection,
    url: str,
    answer: Answer,
    answered: Collection[str],
    hosts: Collection[str],
    now: datetime,
) -> None:
    """One proof a day: its list answered, its host answered, and the page is gone."""
    row = connection.execute(select(Absence).where(Absence.url == url)).first()
    if row is None:
        return  # found again in this very pass
    if answer.failure is None:
        end_absence(connection, row, now)
        return
    host = connection.execute(select(FetchRow.host).where(FetchRow.url == url).limit(1)).scalar()
    today = day_in_china(now).isoformat()
    proven = answer.failure in GONE and row.column_url in answered and host in hosts
    if not proven or row.proven_on == today or row.withdrawn_at is not None:
        return
    values: dict[str, Any] = {
        "proofs": row.proofs + 1,
        "proven_on": today,
        "failure": answer.failure,
    }
    if row.proofs + 1 >= PROOFS:
        values["withdrawn_at"] = now
    connection.execute(update(Absence).where(Absence.url == url).values(values))
    if "withdrawn_at" in values:
        _note_withdrawn(connection, row, answer.failure or "", now)


def _note_withdrawn(connection: Connection, absence: Any, failure: str, now: datetime) -> None:
    """Tell of a page that is gone, by report: the last address of it, or one of several."""
    documents = select(Source.sha256).where((Source.url == absence.url) | (Source.parent_url == absence.url))
    reports = connection.execute(
        select(Reading.body_id, Reading.report_year)
        .where(Reading.sha256.in_(documents), Reading.body_id.is_not(None))
        .distinct()
        .order_by(Reading.body_id, Reading.report_year)
    ).all()
    for body_id, year in reports:
        assert body_id is not None and year is not None
        standing = standing_addresses(connection, body_id, year)
        kind = EventKind.ADDRESS_GONE if standing else EventKind.WITHDRAWN
        detail = {
            "failure": failure,
            "noticed_at": absence.noticed_at.isoformat(),
            "proofs": PROOFS,
            "standing": standing,
        }
        key = f"{absence.url}:{absence.noticed_at.isoformat()}:{body_id}@{year}"
        note(connection, Happening(kind, key, body_id, year, absence.url, detail), now)


def standing_addresses(connection: Connection, body_id: str, year: int) -> list[str]:
    """Addresses at which a report was found and that were not found to be gone."""
    gone = select(Absence.url).where(Absence.withdrawn_at.is_not(None))
    query = (
        select(Source.url)
        .join(Reading, Reading.sha256 == Source.sha256)
        .where(
            Reading.body_id == body_id,
            Reading.report_year == year,
            Source.url.not_in(gone),
            func.coalesce(Source.parent_url, Source.url).not_in(gone),
        )
        .distinct()
        .order_by(Source.url)
    )
    return list(connection.execute(query).scalars())


def note_columns(connection: Connection, run_id: int, now: datetime) -> None:
    """Tell of columns that a run met first, on portals that were known, and of those that moved in it: where
    one moved to is not found besides."""
    before = select(ColumnRun.column_url).where(ColumnRun.run_id < run_id, ColumnRun.platform.is_not(None))
    moved = select(Move.to_url).where(Move.run_id == run_id)
    known = select(ColumnRun.portal).where(ColumnRun.run_id < run_id, ColumnRun.platform.is_not(None))
    for row in connection.execute(
        select(ColumnRun.column_url, ColumnRun.portal, Column.title, Column.parent_url)
        .join(Column, Column.url == ColumnRun.column_url)
        .where(
            ColumnRun.run_id == run_id,
            ColumnRun.platform.is_not(None),
            ColumnRun.column_url.not_in(before),
            ColumnRun.column_url.not_in(moved),
            ColumnRun.portal.in_(known),
        )
        .order_by(ColumnRun.column_url)
    ).all():
        detail = {"portal": row.portal, "title": row.title, "inside": row.parent_url}
        found = Happening(EventKind.COLUMN_FOUND, row.column_url, source_url=row.column_url, detail=detail)
        note(connection, found, now)
    moves = select(Move).where(Move.run_id == run_id).order_by(Move.from_url)
    for move in connection.execute(moves).all():
        detail = {"portal": move.portal, "to": move.to_url, "why": move.why}
        detail |= {"found": move.found, "had": move.had}
        key = f"{move.from_url}:{move.to_url}"
        note(connection, Happening(EventKind.COLUMN_MOVED, key, source_url=move.from_url, detail=detail), now)


def publications(connection: Connection, columns: Collection[str] | None = None) -> dict[str, list[date]]:
    """By column, the days on which reports appeared on it: as printed, else when they were first seen."""
    each = (
        select(
            Source.column_url,
            func.min(Source.published).label("published"),
            func.min(Source.first_seen).label("seen"),
        )
        .where(Source.column_url.is_not(None), Source.parent_url.is_(None))
        .group_by(Source.column_url, Source.url)
        .subquery()
    )
    # Counted by the database: a corpus has millions of reports, and few days.
    undated = case((each.c.published.is_(None), each.c.seen))
    query = select(each.c.column_url, each.c.published, func.min(each.c.seen), func.count())
    found: dict[str, list[date]] = {}
    for column, published, seen, number in connection.execute(
        query.group_by(each.c.column_url, each.c.published, undated)
    ):
        if columns is None or column in columns:
            day = _day(published) or day_in_china(seen)
            found.setdefault(str(column), []).extend([day] * number)
    return found


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def moved_columns(connection: Connection) -> set[str]:
    """Columns whose reports stand elsewhere: they are history. One that was left standing is not."""
    return set(
        connection.execute(
            select(Move.from_url).where(Move.why != "stale", exists().where(Column.url == Move.to_url))
        ).scalars()
    )
