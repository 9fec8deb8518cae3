"""What is asked of the corpus: pages known, documents waiting, totals, findings, doubts, events."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, func, or_, select

from models.attempts import last_attempts
from models.facts import (
    ArchiveRef,
    EventRow,
    Fetch,
    FindingRow,
    HostStatus,
    KnownPage,
    PendingDocument,
    ReviewRow,
    Status,
)
from models.provinces import bodies_of, province_prefix, sources_of
from models.runs import latest_runs
from models.schema import (
    Base,
    Body,
    Document,
    Event,
    FetchRow,
    Figure,
    Finding,
    Reading,
    Report,
    ReviewItem,
    Source,
    Version,
    WatchedList,
)
from models.yearly import PREVIOUS
from parsers.failures import SETTLED, Failure
from parsers.record import Value

BATCH = 500


def fetched_in_run(connection: Connection, run_id: int) -> dict[str, Fetch]:
    """Last answer with an archived body, by url, of one run: good ones, and failures that are settled."""
    rows = connection.execute(
        select(FetchRow)
        .where(
            FetchRow.run_id == run_id,
            FetchRow.archive_file.is_not(None),
            FetchRow.failure.is_(None) | FetchRow.failure.in_(sorted(SETTLED)),
        )
        .order_by(FetchRow.at)
    )
    return {row.url: _fetch(row) for row in rows}


def _fetch(row: Row[Any]) -> Fetch:
    return Fetch(
        row.url,
        row.host,
        row.run_id,
        row.at,
        row.status,
        Failure(row.failure) if row.failure else None,
        row.detail,
        row.final_url,
        row.sha256,
        row.content_type,
        row.size,
        row.etag,
        row.last_modified,
        _archive(row),
        row.via,
    )


def _archive(row: Row[Any]) -> ArchiveRef | None:
    if row.archive_file is None:
        return None
    return ArchiveRef(row.archive_file, row.archive_offset, row.archive_length)


def known_pages(connection: Connection, urls: Collection[str] | None = None) -> dict[str, KnownPage]:
    """What good fetches of any run say of each address (or of some, as many as fit a statement)."""
    good: list[ColumnElement[bool]] = [FetchRow.failure.is_(None)]
    if urls is not None:
        good.append(FetchRow.url.in_(urls))
    times = (
        select(
            FetchRow.url,
            func.min(FetchRow.at).label("first"),
            func.max(FetchRow.at).label("last"),
            func.max(case((FetchRow.sha256.is_not(None), FetchRow.at))).label("body"),
        )
        .where(*good)
        .group_by(FetchRow.url)
        .subquery()
    )
    # Looked up for each address: all distinct ones of the table would be collected for a handful.
    is_source = exists().where(Source.url == times.c.url)
    rows = connection.execute(
        select(
            times.c.url,
            times.c.first,
            times.c.last,
            FetchRow.etag,
            FetchRow.last_modified,
            FetchRow.sha256,
            is_source.label("is_source"),
        )
        .join(
            FetchRow,
            and_(FetchRow.url == times.c.url, FetchRow.at == func.coalesce(times.c.body, times.c.last)),
        )
        .order_by(times.c.url, FetchRow.run_id)
    )
    return {
        row.url: KnownPage(
            row.url, row.etag, row.last_modified, row.sha256, row.first, row.last, bool(row.is_source)
        )
        for row in rows
    }


def pending(connection: Connection, limit: int, parser_version: str) -> list[PendingDocument]:
    """Archived documents without a reading, and unreadable ones that another parser version read."""
    waiting = or_(
        Reading.sha256.is_(None),
        and_(Reading.outcome == "unreadable", Reading.parser_version != parser_version),
    )
    query = (
        select(Document)
        .join(Reading, _whole(), isouter=True)
        .where(waiting, Document.quarantine_failure.is_(None), Document.archive_file.is_not(None))
        .order_by(Document.first_seen, Document.sha256)
        .limit(limit)
    )
    return _with_hints(connection, query)


def documents(
    connection: Connection,
    after: str,
    *,
    body_id: str | None = None,
    year: int | None = None,
    province: str | None = None,
    outcome: str | None = None,
    host: str | None = None,
    parser_version_not: str | None = None,
) -> list[PendingDocument]:
    """The next archived documents after a digest, in the order of their digests.

    A document given up counts as unreadable and as read by no parser.
    """
    asked = ((Reading.body_id, body_id), (Reading.report_year, year), (Reading.outcome, outcome))
    wanted = [column == value for column, value in asked if value is not None]
    if parser_version_not is not None:
        wanted.append(Reading.parser_version != parser_version_not)
    query = (
        select(Document)
        .where(Document.sha256 > after, Document.archive_file.is_not(None))
        .order_by(Document.sha256)
        .limit(BATCH)
    )
    if wanted:
        chosen = Document.sha256.in_(select(Reading.sha256).where(*wanted))
        given_up = body_id is None and year is None and outcome in (None, "unreadable")
        query = query.where(or_(chosen, Document.quarantine_failure.is_not(None)) if given_up else chosen)
    found = select(Source.sha256)
    if host is not None:
        found = found.where(Source.host == host)
    if province is not None:
        found = found.where(sources_of(province, province_prefix(connection, province)))
    if host is not None or province is not None:
        query = query.where(Document.sha256.in_(found))
    return _with_hints(connection, query)


def _whole() -> ColumnElement[bool]:
    return and_(Reading.sha256 == Document.sha256, Reading.part == 0)


def _with_hints(connection: Connection, query: Select[Any]) -> list[PendingDocument]:
    rows = connection.execute(query).all()
    hints: dict[str, Row[Any]] = {}
    for source in connection.execute(
        select(Source)
        .where(Source.sha256.in_([row.sha256 for row in rows]))
        .order_by(Source.title.is_(None), Source.published.is_(None), Source.url)
    ):
        hints.setdefault(source.sha256, source)
    waiting = []
    for row in rows:
        hint = hints.get(row.sha256)
        archive = _archive(row)
        assert archive is not None
        waiting.append(
            PendingDocument(
                row.sha256,
                archive,
                hint.url if hint else None,
                hint.title if hint else None,
                hint.published if hint else None,
                row.content_type,
                hint.site_name if hint else None,
                row.attempts,
            )
        )
    return waiting


def findings(
    connection: Connection,
    *,
    province: str | None = None,
    year: int | None = None,
    body_id: str | None = None,
) -> list[FindingRow]:
    """Failing checks of current versions with the values and places of their cells."""
    query = (
        select(Finding, Version.body_id, Version.report_year, Body.canonical_name)
        .join(Version, Version.id == Finding.version_id)
        .join(Body, Body.body_id == Version.body_id)
        .where(Version.is_current)
        .order_by(Version.body_id, Version.report_year, Finding.kind.desc(), Finding.check_id)
    )
    if province is not None:
        query = query.where(bodies_of(province_prefix(connection, province)))
    if year is not None:
        query = query.where(Version.report_year == year)
    if body_id is not None:
        query = query.where(Version.body_id == body_id)
    found = []
    for row in connection.execute(query).all():
        found.append(
            FindingRow(
                row.kind,
                row.check_id,
                row.severity,
                f"{row.body_id}@{row.report_year}",
                row.canonical_name,
                row.report_year,
                row.detail,
                _evidence(connection, row),
                version_urls(connection, row.version_id),
            )
        )
    return found


def _evidence(connection: Connection, row: Any) -> tuple[tuple[str, Value, str | None], ...]:
    figures = connection.execute(
        select(Figure.version_id, Figure.cell_id, Figure.value_int, Figure.value_decimal, Figure.place).where(
            Figure.version_id.in_([row.version_id, row.previous_version_id or row.version_id]),
            Figure.cell_id.in_([cell.removeprefix(PREVIOUS) for cell in row.cells]),
        )
    )
    printed: dict[tuple[int, str], tuple[Value, str | None]] = {
        (figure.version_id, figure.cell_id): (
            figure.value_decimal if figure.value_int is None else figure.value_int,
            figure.place,
        )
        for figure in figures
    }
    keys = [
        (
            row.previous_version_id if cell.startswith(PREVIOUS) else row.version_id,
            cell.removeprefix(PREVIOUS),
        )
        for cell in row.cells
    ]
    return tuple((cell, *printed.get(key, (None, None))) for cell, key in zip(row.cells, keys, strict=True))


def count_findings(connection: Connection) -> int:
    """Number of failing checks of current versions."""
    return connection.execute(
        select(func.count())
        .select_from(Finding)
        .join(Version, Version.id == Finding.version_id)
        .where(Version.is_current)
    ).scalar_one()


def version_urls(connection: Connection, version_id: int) -> tuple[str, ...]:
    """Addresses of all documents of a version."""
    return tuple(
        connection.execute(
            select(Source.url)
            .join(Reading, Reading.sha256 == Source.sha256)
            .where(Reading.version_id == version_id)
            .distinct()
            .order_by(Source.url)
        ).scalars()
    )


def review_items(
    connection: Connection, *, province: str | None = None, sha256s: Collection[str] | None = None
) -> list[ReviewRow]:
    """Readings that wait for a person, once for each reason."""
    query = (
        select(ReviewItem, Reading.title, Reading.body_mention, Reading.printed_year)
        .join(Reading, and_(Reading.sha256 == ReviewItem.sha256, Reading.part == ReviewItem.part))
        .order_by(ReviewItem.sha256, ReviewItem.part, ReviewItem.reason)
    )
    if province is not None:
        here = sources_of(province, province_prefix(connection, province))
        query = query.where(ReviewItem.sha256.in_(select(Source.sha256).where(here)))
    rows = list(connection.execute(query)) if sha256s is None else []
    chosen = sorted(sha256s or ())
    for start in range(0, len(chosen), BATCH):
        rows += connection.execute(query.where(ReviewItem.sha256.in_(chosen[start : start + BATCH])))
    return [
        ReviewRow(
            row.sha256,
            row.part,
            row.reason,
            row.detail,
            row.title,
            row.body_mention,
            row.printed_year,
            tuple(row.candidates),
            _urls(connection, row.sha256),
        )
        for row in rows
    ]


def _urls(connection: Connection, sha256: str) -> tuple[str, ...]:
    return tuple(
        connection.execute(select(Source.url).where(Source.sha256 == sha256).order_by(Source.url)).scalars()
    )


def events(connection: Connection, after: int, limit: int) -> list[EventRow]:
    """Events in the order of their ids."""
    rows = connection.execute(select(Event).where(Event.id > after).order_by(Event.id).limit(limit))
    return [
        EventRow(
            row.id,
            row.at,
            row.kind,
            None if row.body_id is None else f"{row.body_id}@{row.report_year}",
            row.source_url,
            row.detail,
        )
        for row in rows
    ]


def status(connection: Connection, runs: int | None) -> Status:
    """Totals, failures, hosts and the latest runs, all of them for None."""
    counts = {name: _count(connection, table) for name, table in sorted(Base.metadata.tables.items())}
    counts["documents_quarantined"] = connection.execute(
        select(func.count()).where(Document.quarantine_failure.is_not(None))
    ).scalar_one()
    counts["documents_pending"] = connection.execute(
        select(func.count())
        .select_from(Document)
        .join(Reading, _whole(), isouter=True)
        .where(Reading.sha256.is_(None), Document.quarantine_failure.is_(None))
    ).scalar_one()
    counts["bodies_reporting"] = connection.execute(
        select(func.count(Report.body_id.distinct()))
    ).scalar_one()
    # One reading may wait for several reasons.
    review = select(ReviewItem.sha256, ReviewItem.part).distinct().subquery()
    years = connection.execute(
        select(Report.report_year, func.count()).group_by(Report.report_year).order_by(Report.report_year)
    )
    outcomes = connection.execute(
        select(Reading.outcome, func.count()).group_by(Reading.outcome).order_by(Reading.outcome)
    )
    last = last_attempts()
    attempts = (
        select(FetchRow.url, FetchRow.host, FetchRow.failure, FetchRow.at)
        .join(last, and_(last.c.url == FetchRow.url, last.c.at == FetchRow.at))
        .subquery()
    )
    failures = connection.execute(
        select(attempts.c.failure, func.count())
        .where(attempts.c.failure.is_not(None))
        .group_by(attempts.c.failure)
        .order_by(attempts.c.failure)
    )
    found = dict(
        connection.execute(
            select(Source.host, func.count(Source.sha256.distinct())).group_by(Source.host)
        ).all()
    )
    hosts = connection.execute(
        select(attempts.c.host, func.count(), func.count(attempts.c.failure), func.max(attempts.c.at))
        .group_by(attempts.c.host)
        .order_by(attempts.c.host)
    )
    return Status(
        counts,
        dict(failures.all()),
        dict(outcomes.all()),
        dict(years.all()),
        _count(connection, review),
        tuple(
            HostStatus(host, fetched, failed, found.get(host, 0), at) for host, fetched, failed, at in hosts
        ),
        latest_runs(connection, runs),
        list_states(connection),
        connection.execute(select(func.max(WatchedList.asked_at))).scalar_one(),
    )


def list_states(connection: Connection) -> dict[str, int]:
    """Number of watched lists that are `ok`, `failing` for less than it takes, or said to be `broken`."""
    watched, troubled, broken = connection.execute(
        select(func.count(), func.count(WatchedList.failure), func.count(WatchedList.broken_at)).select_from(
            WatchedList
        )
    ).one()
    return {"ok": watched - troubled, "failing": troubled - broken, "broken": broken}


def _count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
