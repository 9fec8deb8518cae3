"""Addresses of reports that may be gone: noticed where a list names them no more, or where nothing stood at
them; over as soon as the report stands there again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, exists, func, or_, select, union

from models.attempts import last_attempts
from models.events import EventKind, Happening, note
from models.portions import portions
from models.schema import Absence, ColumnReport, FetchRow, Source, WalkedList
from models.upserts import upsert

_MOST_GONE = 0.5
"""Share of a list that may vanish at once: where more does, the page has changed and not what it lists."""
GONE = frozenset({"gone", "soft_404"})
"""Failures that say that a page is not there."""
_GUESS = "guess"
_PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Pending:
    """An absence that wants a proof of today."""

    url: str
    column_url: str
    noticed_at: datetime


def is_upheaval(gone: Collection[str], known: int) -> bool:
    """Whether so much vanished at once that nothing is proven by it."""
    return len(gone) > max(1, _MOST_GONE * known)


def note_unlisted(connection: Connection, column_url: str, gone: Iterable[str], at: datetime) -> None:
    """Note addresses of reports that a list has ceased to name."""
    for some in portions(gone):
        known = connection.execute(select(ColumnReport.url).where(ColumnReport.url.in_(some))).scalars()
        _miss(connection, column_url, known.all(), at)


def _miss(connection: Connection, column_url: str, urls: Iterable[str], at: datetime) -> None:
    rows = [
        {
            "url": url,
            "column_url": column_url,
            "noticed_at": at,
            "proofs": 0,
            "proven_on": None,
            "failure": None,
            "withdrawn_at": None,
        }
        for url in urls
    ]
    upsert(connection, Absence, rows)


def found_again(connection: Connection, urls: Iterable[str], now: datetime) -> None:
    """End the absences of these addresses."""
    for some in portions(urls):
        rows = connection.execute(select(Absence).where(Absence.url.in_(some)).order_by(Absence.url)).all()
        for row in rows:
            end_absence(connection, row, now)


def end_absence(connection: Connection, row: Any, now: datetime) -> None:
    """An address shows its report: if it was said to be gone, say that it is back."""
    connection.execute(delete(Absence).where(Absence.url == row.url))
    if row.withdrawn_at is not None:
        key = f"{row.url}:{row.withdrawn_at.isoformat()}"
        detail = {"withdrawn_at": row.withdrawn_at.isoformat()}
        note(connection, Happening(EventKind.RESTORED, key, source_url=row.url, detail=detail), now)


def note_asked(connection: Connection, run_id: int, now: datetime) -> None:
    """At the end of a run: the reports that it asked for and found, and those in whose place was nothing.

    That is an answer that says so, whether or not a list still names the address; at one of a series by body
    and year, any page that is no report; and what stood in a list that does not show all it promises, and was
    not met this time.
    """
    found_again(connection, connection.execute(_standing(run_id)).scalars().all(), now)
    lost: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(union(_lost(run_id), _unmet(run_id))):
        lost[row.column_url].add(row.url)
    for column, gone in sorted(lost.items()):
        if not is_upheaval(gone, _known(connection, column)):
            _miss(connection, column, gone, now)


def _shows_report() -> Any:
    """Whether a good answer is a document that was found as a report at its address."""
    seen = exists().where(Source.url == FetchRow.url, Source.sha256 == FetchRow.sha256)
    return and_(FetchRow.failure.is_(None), seen)


def _standing(run_id: int) -> Select[str]:
    """Addresses with an absence that showed their report in a run."""
    last = last_attempts(FetchRow.run_id == run_id)
    return (
        select(Absence.url)
        .join(last, last.c.url == Absence.url)
        .join(FetchRow, and_(FetchRow.url == last.c.url, FetchRow.at == last.c.at))
        .where(FetchRow.run_id == run_id, _shows_report())
    )


def _lost(run_id: int) -> Select[str, str]:
    """Addresses of reports at which a run had an answer that was none, by column."""
    last = last_attempts(FetchRow.run_id == run_id)
    answered = and_(FetchRow.failure.is_(None), FetchRow.via == _GUESS)
    return (
        select(ColumnReport.column_url, FetchRow.url)
        .join(last, and_(last.c.url == FetchRow.url, last.c.at == FetchRow.at))
        .join(ColumnReport, ColumnReport.url == FetchRow.url)
        .where(
            FetchRow.run_id == run_id,
            ColumnReport.column_url != "",
            or_(FetchRow.failure.in_(GONE), and_(answered, ~_shows_report())),
        )
    )


def _unmet(run_id: int) -> Select[str, str]:
    """Reports that a run did not meet in lists that it could not walk to their end, by column."""
    return (
        select(ColumnReport.column_url, ColumnReport.url)
        .join(WalkedList, WalkedList.column_url == ColumnReport.column_url)
        .where(
            WalkedList.run_id == run_id,
            WalkedList.failure == _PARTIAL,
            ColumnReport.last_run_id < run_id,
            ~exists().where(FetchRow.run_id == run_id, FetchRow.url == ColumnReport.url),
        )
    )


def _known(connection: Connection, column_url: str) -> int:
    query = select(func.count()).where(ColumnReport.column_url == column_url)
    return connection.execute(query).scalar_one()


def pending_absences(connection: Connection, today: str) -> Sequence[Pending]:
    """Absences that want a proof of today, by address."""
    rows = connection.execute(
        select(Absence.url, Absence.column_url, Absence.noticed_at)
        .where(Absence.withdrawn_at.is_(None), func.coalesce(Absence.proven_on, "") != today)
        .order_by(Absence.url)
    )
    return [Pending(*row) for row in rows]
