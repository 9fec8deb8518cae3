"""The one transaction that files a reading: resolve, rebuild what it touches, say what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from models.database import CorpusError
from models.events import EventKind, Happening, note
from models.events.reports import note_report
from models.facts import Stored, StoredOutcome
from models.intake import documents_beside
from models.placing import BodyResolver
from models.readings import ReportKey, file_readings, placed_keys, write_readings
from models.reports import Rebuilt, rebuild
from models.schema import Document, Finding, Reading, ReviewItem
from models.yearly import check_years
from parsers.record import Record

_WAITING = select(ReviewItem.sha256, ReviewItem.part, ReviewItem.reason).where(
    ReviewItem.sha256.in_(bindparam("sha256s", expanding=True))
)
"""Built once: to build a statement costs more than to run it."""


def store(
    connection: Connection,
    sha256: str,
    record: Record,
    parser_version: str,
    resolver: BodyResolver,
    now: datetime,
) -> Stored:
    """Write the readings of a document and everything that follows from them."""
    known = connection.execute(select(Document.sha256).where(Document.sha256 == sha256)).scalar()
    if known is None:
        raise CorpusError(f"document {sha256} is unknown: its source was never recorded")
    # Once it is read, it takes the place of what its addresses showed before.
    left = placed_keys(connection, documents_beside(connection, sha256))
    write_readings(connection, sha256, record, parser_version)
    rebuilt = settle(connection, [sha256], resolver, now, left)
    parts = _what_became(connection, sha256, rebuilt)
    if record.outcome == "several_reports":
        return Stored("several", None, sum(part.findings for part in parts), tuple(parts))
    return parts[0] if record.outcome == "report" else Stored(record.outcome)


def settle(
    connection: Connection,
    sha256s: Iterable[str],
    resolver: BodyResolver,
    now: datetime,
    left: Iterable[ReportKey] = (),
) -> dict[ReportKey, Rebuilt]:
    """File documents anew and rebuild every report they leave or enter.

    `left` names reports that the caller's own changes took documents away from.
    """
    shas = sorted(set(sha256s))
    touched = placed_keys(connection, shas) | set(left)
    waiting = _waiting(connection, shas)
    for sha256 in shas:
        file_readings(connection, sha256, resolver)
    touched |= placed_keys(connection, shas)
    rebuilt = {key: rebuild(connection, key) for key in sorted(touched)}
    check_years(connection, touched)
    for outcome in rebuilt.values():
        note_report(connection, outcome, now)
    for sha256, part, reason in sorted(_waiting(connection, shas) - waiting):
        detail = {"sha256": sha256, "part": part, "reason": reason}
        note(connection, Happening(EventKind.REVIEW, f"{sha256}.{part}:{reason}", detail=detail), now)
    return rebuilt


def _waiting(connection: Connection, sha256s: Iterable[str]) -> set[tuple[str, int, str]]:
    rows = connection.execute(_WAITING, {"sha256s": list(sha256s)})
    return {(row.sha256, row.part, row.reason) for row in rows}


def _what_became(connection: Connection, sha256: str, rebuilt: dict[ReportKey, Rebuilt]) -> list[Stored]:
    """One answer per reading with outcome `report`, in the order of the parts."""
    answers = []
    for row in connection.execute(
        select(Reading.body_id, Reading.report_year, Reading.version_id)
        .where(Reading.sha256 == sha256, Reading.outcome == "report")
        .order_by(Reading.part)
    ).all():
        if row.body_id is None:
            answers.append(Stored("review"))
            continue
        findings = connection.execute(
            select(func.count()).select_from(Finding).where(Finding.version_id == row.version_id)
        ).scalar_one()
        answers.append(
            Stored(_news(rebuilt[row.body_id, row.report_year]), f"{row.body_id}@{row.report_year}", findings)
        )
    return answers


def _news(rebuilt: Rebuilt) -> StoredOutcome:
    if not rebuilt.before:
        return "new"
    return "changed" if rebuilt.corrections or len(rebuilt.after) > len(rebuilt.before) else "duplicate"


def resolve_again(connection: Connection, resolver: BodyResolver, now: datetime) -> int:
    """File every report reading anew; returns the number of documents whose filing changed."""
    before = _filed(connection)
    settle(connection, {sha256 for sha256, _ in before}, resolver, now)
    after = _filed(connection)
    return len({sha256 for (sha256, part), key in before.items() if after[sha256, part] != key})


def _filed(connection: Connection) -> dict[tuple[str, int], tuple[str | None, int | None]]:
    rows = connection.execute(
        select(Reading.sha256, Reading.part, Reading.body_id, Reading.report_year).where(
            Reading.outcome == "report"
        )
    )
    return {(row.sha256, row.part): (row.body_id, row.report_year) for row in rows}
