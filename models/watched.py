"""Lists that are watched: what they named when they were last walked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from models.absences import found_again, is_upheaval, note_unlisted
from models.attempts import last_attempts
from models.facts import ListContent
from models.portions import portions
from models.schema import Column, ColumnReport, FetchRow, WatchedList
from models.upserts import newer, upsert

MOST_RETRIES = 5
"""Runs after which a row that leads nowhere is left for a whole pass."""
_PASSING = frozenset(
    {
        *("timeout", "tcp", "dns", "tls", "server_error", "rate_limited"),
        *("challenge", "captcha", "robots_unknown", "partial"),
    }
)
"""Failures of the host, and of a list: whatever the row leads to, it may well be there."""
_MERGED = (
    *("portal", "list_url", "list_body", "is_json", "platform", "digest"),
    *("seen_run_id", "seen_at", "named", "settled"),
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A column with the state of its list; without `list_url` no run has walked it in a way that can be told
    again by one request."""

    column_url: str
    title: str
    portal: str
    province: str
    division: str | None
    parent_url: str | None
    first_seen: datetime
    list_url: str | None
    list_body: str | None
    is_json: bool
    platform: str
    digest: str | None
    """None where it cannot be relied on: not everything that the list named was had."""
    seen_at: datetime
    """When it was last walked, or last recognised as a column."""
    seen_run_id: int | None
    """The run that walked it last."""
    asked_at: datetime | None
    failed_passes: int
    failing_since: datetime | None
    failure: str | None
    broken_at: datetime | None


def record_lists(connection: Connection, lists: Sequence[ListContent]) -> None:
    """Keep what lists are now; rows that a list names no more become absences, those named again end them."""
    for fact in lists:
        row = connection.execute(
            select(WatchedList.named).where(WatchedList.column_url == fact.column_url)
        ).first()
        before: set[str] = set(row.named) if row is not None else set()
        named = before if fact.named is None else set(fact.named)
        if fact.named is not None:
            gone = before - named
            come = named - before
            if is_upheaval(gone, len(before)) or not named:
                named |= before
            else:
                note_unlisted(connection, fact.column_url, gone, fact.at)
            found_again(connection, come, fact.at)
        upsert(connection, WatchedList, [_row(fact, sorted(named))], dict.fromkeys(_MERGED, newer))


def _row(fact: ListContent, named: list[str]) -> dict[str, Any]:
    return {
        "column_url": fact.column_url,
        "portal": fact.portal,
        "list_url": fact.list_url,
        "list_body": fact.list_body,
        "is_json": fact.is_json,
        "platform": fact.platform,
        "digest": fact.digest,
        "seen_run_id": fact.run_id,
        "seen_at": fact.at,
        "named": named,
        "settled": False,
        "retries": 0,
        "asked_at": None,
        "answered_at": None,
        "failed_passes": 0,
        "failing_since": None,
        "failure": None,
        "broken_at": None,
    }


def settle_lists(connection: Connection, run_id: int) -> None:
    """At the end of a run: rely on the digests of lists of which everything was had.

    A row that leads nowhere is asked for again in the next runs, but not for ever.
    """
    walked = connection.execute(
        select(WatchedList.column_url, WatchedList.retries).where(
            WatchedList.seen_run_id == run_id, ~WatchedList.settled
        )
    ).all()
    if not walked:
        return
    last = last_attempts(FetchRow.run_id == run_id)
    failed: dict[str, set[str]] = {}
    for column, failure in connection.execute(
        select(FetchRow.column_url, FetchRow.failure)
        .join(last, (last.c.url == FetchRow.url) & (last.c.at == FetchRow.at))
        .where(
            FetchRow.run_id == run_id,
            FetchRow.failure.is_not(None),
            FetchRow.column_url.is_not(None),
            FetchRow.via != "guess",
        )
    ):
        failed.setdefault(str(column), set()).add(str(failure))
    for row in walked:
        classes = failed.get(row.column_url, set())
        retries = row.retries + 1 if classes else 0
        settled = not classes or (retries >= MOST_RETRIES and not classes & _PASSING)
        connection.execute(
            update(WatchedList)
            .where(WatchedList.column_url == row.column_url)
            .values(settled=settled, retries=retries)
        )


def watched(connection: Connection) -> list[Watched]:
    """Every column that was met, with the state of its list, by address."""
    rows = connection.execute(
        select(Column, WatchedList)
        .join(WatchedList, WatchedList.column_url == Column.url, isouter=True)
        .order_by(Column.url)
    )
    return [
        Watched(
            row.url,
            row.title,
            row.portal or row.host,
            row.province,
            row.division,
            row.parent_url,
            row.first_seen,
            row.list_url,
            row.list_body,
            bool(row.is_json),
            row.platform_1 or row.platform,
            row.digest if row.settled else None,
            row.seen_at or row.last_seen,
            row.seen_run_id,
            row.asked_at,
            row.failed_passes or 0,
            row.failing_since,
            row.failure,
            row.broken_at,
        )
        for row in rows
    ]


def settled_addresses(connection: Connection, portals: Iterable[str]) -> set[str]:
    """Addresses on portals that need not be asked for: reports, columns, rows that were looked at."""
    found: set[str] = set()
    for some in portions(portals):
        found |= set(
            connection.execute(select(ColumnReport.url).where(ColumnReport.portal.in_(some))).scalars()
        )
        found |= set(connection.execute(select(Column.url).where(Column.portal.in_(some))).scalars())
        for named in connection.execute(
            select(WatchedList.named).where(WatchedList.portal.in_(some), WatchedList.settled)
        ).scalars():
            found |= set(named)
    return found
