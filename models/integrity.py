"""`db check`: is what is derived still what the readings say, and does every figure lead to an original?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, func, select, text

from models.content import content_hash
from models.database import reading
from models.facts import ArchiveRef
from models.readings import load_record
from models.reports import figure_rows, stored_chapters, stored_values
from models.schema import Document, Figure, Judgement, Reading, Report, Version
from parsers.record import Record

if TYPE_CHECKING:
    from models.corpus import Corpus

ArchiveReader = Callable[[ArchiveRef], bytes]
"""Gives the archived body of a document; raises on anything that cannot be read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that should not be. `what` names the rule, `where` the row, `detail` says it in words."""

    what: str
    where: str
    detail: str


def check_integrity(
    corpus: Corpus, read_archive: ArchiveReader | None = None, digest: Callable[[bytes], str] | None = None
) -> Iterator[Problem]:
    """Yield every problem found; an intact corpus yields nothing.

    With `read_archive`, each original is read and its digest (by `digest`) compared with the document's.
    """
    with reading(corpus.engine) as connection:
        if connection.dialect.name == "sqlite":
            yield from _sqlite(connection)
        yield from _documents(connection, read_archive, digest)
        yield from _outcomes(connection)
        yield from _reports(connection)
        yield from _versions(connection)
        yield from _judgements(connection)


def _sqlite(connection: Connection) -> Iterator[Problem]:
    for row in connection.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield Problem("file", "sqlite", str(row[0]))
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield Problem("foreign_key", f"{row[0]} row {row[1]}", f"refers to a missing row of {row[2]}")


def _documents(
    connection: Connection, read_archive: ArchiveReader | None, digest: Callable[[bytes], str] | None
) -> Iterator[Problem]:
    for row in connection.execute(select(Document).order_by(Document.sha256)):
        if row.archive_file is None:
            yield Problem("archive", f"document {row.sha256}", "has no archived original")
            continue
        if read_archive is None:
            continue
        ref = ArchiveRef(row.archive_file, row.archive_offset, row.archive_length)
        try:
            body = read_archive(ref)
        except Exception as error:  # any failure to read is the finding
            yield Problem("archive", f"document {row.sha256}", f"cannot be read from {ref.file}: {error}")
            continue
        if digest is not None and digest(body) != row.sha256:
            yield Problem(
                "archive", f"document {row.sha256}", f"{ref.file} at {ref.offset} holds other bytes"
            )


def _outcomes(connection: Connection) -> Iterator[Problem]:
    """The outcome beside a document is that of its reading, else what waits would not be found."""
    rows = connection.execute(
        select(Document.sha256, Document.outcome, Reading.outcome)
        .join(Reading, and_(Reading.sha256 == Document.sha256, Reading.part == 0), isouter=True)
        .where(Document.outcome.is_distinct_from(Reading.outcome))
        .order_by(Document.sha256)
    )
    for sha256, noted, read in rows:
        yield Problem(
            "outcome", f"document {sha256}", f"is noted as {noted or 'unread'}, its reading says {read}"
        )


def _reports(connection: Connection) -> Iterator[Problem]:
    current = (
        select(Report.body_id, Report.report_year, func.count(Version.id))
        .join(
            Version,
            and_(
                Version.body_id == Report.body_id,
                Version.is_current,
                Version.report_year == Report.report_year,
            ),
            isouter=True,
        )
        .group_by(Report.body_id, Report.report_year)
        .having(func.count(Version.id) != 1)
    )
    for body_id, year, count in connection.execute(current):
        yield Problem("report", f"{body_id}@{year}", f"has {count} current versions instead of one")
    lost = select(Reading.sha256, Reading.part).where(
        Reading.body_id.is_not(None), Reading.version_id.is_(None)
    )
    for sha256, part in connection.execute(lost):
        yield Problem("reading", f"{sha256} part {part}", "is filed under a report but belongs to no version")


def _versions(connection: Connection) -> Iterator[Problem]:
    for row in connection.execute(select(Version).order_by(Version.id)).all():
        where = f"{row.body_id}@{row.report_year} version {row.rank}"
        record = load_record(connection, row.sha256, row.part)
        if record is None:
            yield Problem("version", where, f"its reading {row.sha256} part {row.part} is gone")
            continue
        count = connection.execute(
            select(func.count()).select_from(Figure).where(Figure.version_id == row.id)
        ).scalar_one()
        expected = len(figure_rows(row.id, record))
        if count != expected:
            yield Problem("figures", where, f"has {count} figures, its reading {expected}")
        stored = Record(
            row.sha256,
            row.sha256,
            row.carrier,
            "report",
            values=stored_values(connection, row.id),
            chapters=stored_chapters(connection, row.id),
        )
        if content_hash(stored) != row.content_hash:
            yield Problem("content", where, "its figures and chapters do not give its content digest")


def _judgements(connection: Connection) -> Iterator[Problem]:
    """A judgement whose cell its document no longer has would be lost without a word."""
    for sha256, part, cell in connection.execute(
        select(Judgement.sha256, Judgement.part, Judgement.cell_id)
        .distinct()
        .order_by(Judgement.sha256, Judgement.part, Judgement.cell_id)
    ).all():
        record = load_record(connection, sha256, part)
        if record is None or cell not in record.values:
            yield Problem(
                "judgement", f"{sha256} part {part}", f"is judged in {cell}, but its reading lacks it"
            )
