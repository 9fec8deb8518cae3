"""What is kept of sources (columns and portals) run by run, and what is asked of it.

A run's figures are computed once, at its end (`crawler.health.closing`), from the fetches and sightings that
are stored anyway: a run that was killed and continued has them whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from models.attempts import last_attempts
from models.portions import portions
from models.schema import Column, ColumnReport, ColumnRun, FetchRow, Move, PortalRun, Reading, Run, Source
from models.schema import WalkedList as ListRow
from models.sourcefacts import (
    Answer,
    ColumnFigures,
    ColumnHistory,
    FailedAddress,
    Harvest,
    KnownColumn,
    MoveFact,
    PortalFigures,
    PortalHistory,
    SeenColumn,
    Traffic,
    TrafficRow,
    Walk,
)
from models.upserts import newer, table_of, upsert

_BROWSER = "browser"
_GUESS = "guess"
_READING = "reading"
_ANSWERED = func.sum(case((FetchRow.failure.is_(None), 1), else_=0))


def columns(connection: Connection) -> list[KnownColumn]:
    """Every column that some run recognised, by address."""
    first = (
        select(ColumnRun.column_url, func.min(ColumnRun.run_id).label("run"))
        .where(ColumnRun.platform.is_not(None))
        .group_by(ColumnRun.column_url)
        .subquery()
    )
    given = (
        select(ColumnReport.column_url, func.max(ColumnReport.last_run_id).label("run"))
        .group_by(ColumnReport.column_url)
        .subquery()
    )
    rows = connection.execute(
        select(Column, first.c.run.label("first_run"), given.c.run.label("last_given"))
        .join(first, first.c.column_url == Column.url, isouter=True)
        .join(given, given.c.column_url == Column.url, isouter=True)
        .order_by(Column.url)
    )
    return [
        KnownColumn(
            row.url,
            row.title,
            row.host,
            row.portal or row.host,
            row.province,
            row.platform,
            row.via,
            row.parent_url,
            row.first_run,
            row.last_given,
        )
        for row in rows
    ]


def traffic(connection: Connection, run_id: int) -> Traffic:
    """What one run left behind."""
    key = (FetchRow.portal, FetchRow.column_url, FetchRow.via)
    rows = connection.execute(
        select(
            *key,
            func.count().label("requests"),
            _ANSWERED.label("answered"),
            func.min(FetchRow.at).label("first_at"),
            func.max(FetchRow.at).label("last_at"),
        )
        .where(FetchRow.run_id == run_id, FetchRow.portal.is_not(None), FetchRow.via != _READING)
        .group_by(*key)
    )
    last = last_attempts(FetchRow.run_id == run_id)
    failed = connection.execute(
        select(FetchRow.url, FetchRow.portal, FetchRow.column_url, FetchRow.failure, FetchRow.detail)
        .join(last, and_(last.c.url == FetchRow.url, last.c.at == FetchRow.at))
        .where(
            FetchRow.run_id == run_id,
            FetchRow.portal.is_not(None),
            FetchRow.failure.is_not(None),
            FetchRow.via != _GUESS,
        )
        .order_by(FetchRow.url)
    )
    seen = connection.execute(
        select(ColumnRun, Column.parent_url)
        .join(Column, Column.url == ColumnRun.column_url)
        .where(ColumnRun.run_id == run_id, ColumnRun.platform.is_not(None))
        .order_by(ColumnRun.column_url)
    )
    found = connection.execute(
        select(ColumnReport.column_url, ColumnReport.portal, func.count())
        .where(ColumnReport.last_run_id == run_id)
        .group_by(ColumnReport.column_url, ColumnReport.portal)
    )
    return Traffic(
        tuple(TrafficRow(*row) for row in rows),
        tuple(
            FailedAddress(row.url, row.portal or "", row.column_url, row.failure or "", row.detail)
            for row in failed
        ),
        tuple(
            SeenColumn(
                row.column_url,
                row.asked_url,
                row.portal,
                row.parent_url,
                row.platform,
                row.reason,
                row.via,
            )
            for row in seen
        ),
        {(column, portal): number for column, portal, number in found},
    )


def answers(connection: Connection, run_id: int, urls: Iterable[str]) -> dict[str, Answer]:
    """The last answer of a run at each of some addresses that it asked for."""
    found: dict[str, Answer] = {}
    for some in portions(urls):
        rows = connection.execute(
            select(FetchRow)
            .where(FetchRow.run_id == run_id, FetchRow.url.in_(some), FetchRow.portal.is_not(None))
            .order_by(FetchRow.url, FetchRow.at)
        )
        for row in rows:
            before = found.get(row.url)
            made = int(row.via != _READING)
            found[row.url] = Answer(
                row.url,
                row.portal,
                made + (before.requests if before else 0),
                int(row.via == _BROWSER) + (before.browser_pages if before else 0),
                row.failure,
                row.detail,
                before.first_at if before else row.at,
                row.at,
            )
    return found


def report_keys(connection: Connection, urls: Iterable[str]) -> dict[str, dict[str, set[str]]]:
    """By column, the addresses of all reports ever found in it, each with the reports that stand there.

    A report is `body@year`; an address whose document is not read, or waits for a person, has none.
    """
    found: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for some in portions(urls):
        rows = connection.execute(
            select(ColumnReport.column_url, ColumnReport.url, Reading.body_id, Reading.report_year)
            .join(Source, Source.url == ColumnReport.url, isouter=True)
            .join(Reading, and_(Reading.sha256 == Source.sha256, Reading.body_id.is_not(None)), isouter=True)
            .where(ColumnReport.column_url.in_(some))
        )
        for column, url, body_id, year in rows:
            keys = found[column].setdefault(url, set())
            if body_id is not None:
                keys.add(f"{body_id}@{year}")
    return dict(found)


def keep(
    connection: Connection,
    column_rows: Sequence[ColumnFigures],
    portal_rows: Sequence[PortalFigures],
    moved: Sequence[MoveFact],
) -> None:
    """Write the figures of a run; a second time nothing changes."""
    for model, rows in ((ColumnRun, column_rows), (PortalRun, portal_rows), (Move, moved)):
        names = [column.name for column in table_of(model).columns if not column.primary_key]
        upsert(connection, model, [asdict(row) for row in rows], dict.fromkeys(names, newer))


def moves(connection: Connection) -> list[MoveFact]:
    """Every column that moved, the earliest first."""
    rows = connection.execute(select(Move).order_by(Move.run_id, Move.from_url))
    return [MoveFact(**row._mapping) for row in rows]


def column_histories(connection: Connection) -> dict[str, ColumnHistory]:
    """By address, each column's run that counts; runs that have not ended do not."""
    chosen = _run_that_counts(ColumnRun, ColumnRun.column_url)
    rows = connection.execute(
        select(ColumnRun, Run.started_at)
        .join(chosen, and_(chosen.c.key == ColumnRun.column_url, chosen.c.run_id == ColumnRun.run_id))
        .join(Run, Run.id == ColumnRun.run_id)
    ).all()
    best = _best(connection, ColumnRun, ColumnRun.column_url, chosen)
    before = _platforms_before(connection, chosen)
    walks = _walks(connection, chosen)
    return {
        row.column_url: ColumnHistory(
            ColumnFigures(**{name: row._mapping[name] for name in ColumnFigures.__slots__}),
            row.started_at,
            walks.get(row.column_url),
            best.get(row.column_url),
            before.get(row.column_url),
        )
        for row in rows
    }


def portal_histories(connection: Connection) -> dict[str, PortalHistory]:
    """By host, each portal's run that counts."""
    chosen = _run_that_counts(PortalRun, PortalRun.portal)
    rows = connection.execute(
        select(PortalRun, Run.started_at)
        .join(chosen, and_(chosen.c.key == PortalRun.portal, chosen.c.run_id == PortalRun.run_id))
        .join(Run, Run.id == PortalRun.run_id)
    ).all()
    best = _best(connection, PortalRun, PortalRun.portal, chosen)
    return {
        row.portal: PortalHistory(
            PortalFigures(**{name: row._mapping[name] for name in PortalFigures.__slots__}),
            row.started_at,
            best.get(row.portal),
        )
        for row in rows
    }


def harvests(connection: Connection, runs: dict[str, int]) -> dict[str, Harvest]:
    """What the reports are that a run found on a portal, for portals with the run to look at."""
    return {portal: _harvest(connection, portal, run_id) for portal, run_id in runs.items()}


def _harvest(connection: Connection, portal: str, run_id: int) -> Harvest:
    rows = connection.execute(
        select(ColumnReport.url, Reading.outcome, Reading.body_id, Reading.report_year)
        .join(Source, Source.url == ColumnReport.url, isouter=True)
        .join(Reading, Reading.sha256 == Source.sha256, isouter=True)
        .where(
            ColumnReport.portal == portal,
            ColumnReport.first_run_id <= run_id,
            ColumnReport.last_run_id >= run_id,
        )
    ).all()
    reports = {(row.body_id, row.report_year) for row in rows if row.body_id is not None}
    years: dict[int, int] = defaultdict(int)
    for _, year in reports:
        years[year] += 1
    return Harvest(
        portal,
        len({row.url for row in rows}),
        len({row.url for row in rows if row.outcome is not None}),
        len({row.url for row in rows if row.outcome in ("report", "several_reports")}),
        len({body for body, _ in reports}),
        dict(sorted(years.items())),
    )


def _run_that_counts(model: Any, key: Any) -> Any:
    """Subquery (key, run_id): the last whole run of each key, else the last one that was limited."""
    last = func.max(model.run_id)
    whole = func.max(case((model.whole, model.run_id)))
    return (
        select(key.label("key"), func.coalesce(whole, last).label("run_id"))
        .where(model.requests.is_not(None) | model.whole)
        .group_by(key)
        .subquery()
    )


def _best(connection: Connection, model: Any, key: Any, chosen: Any) -> dict[str, int]:
    rows = connection.execute(
        select(key, func.max(model.reports))
        .join(chosen, and_(chosen.c.key == key, model.run_id < chosen.c.run_id))
        .where(model.whole)
        .group_by(key)
    )
    return {name: number for name, number in rows if number is not None}


def _platforms_before(connection: Connection, chosen: Any) -> dict[str, str]:
    rows = connection.execute(
        select(ColumnRun.column_url, ColumnRun.platform)
        .join(chosen, and_(chosen.c.key == ColumnRun.column_url, ColumnRun.run_id < chosen.c.run_id))
        .where(ColumnRun.platform.is_not(None))
        .order_by(ColumnRun.run_id)
    )
    return {url: platform for url, platform in rows if platform is not None}


def _walks(connection: Connection, chosen: Any) -> dict[str, Walk]:
    rows = connection.execute(
        select(ListRow).join(
            chosen, and_(chosen.c.key == ListRow.column_url, chosen.c.run_id == ListRow.run_id)
        )
    )
    return {
        row.column_url: Walk(
            row.column_url,
            row.pages,
            row.rows,
            row.promised_rows,
            row.promised_pages,
            row.failure,
            row.detail,
        )
        for row in rows
    }
