"""One report as a person looks at it: figures with places, doubts, judgements, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, select

from models.comparison import DISAGREE
from models.database import CorpusError
from models.facts import ArchiveRef
from models.judgements import Judged, current
from models.readings import load_record
from models.schema import (
    Body,
    DisagreementRow,
    Document,
    Finding,
    Reading,
    Source,
    Version,
)
from models.yearly import PREVIOUS
from parsers.record import Record

_PREFIX = 6
"""Fewest letters of a digest that name a document."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a report with the document found there."""

    url: str
    sha256: str
    part: int
    carrier: str | None


@dataclass(frozen=True, slots=True)
class OtherValue:
    """What another document of the same text says about a cell. `vouched`: both readings vouch."""

    sha256: str
    part: int
    carrier: str | None
    value: str | None
    state: str | None
    place: str | None
    vouched: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """A failing check with the cells it concerns."""

    check_id: str
    detail: str
    cells: tuple[str, ...]


@dataclass(slots=True)
class View:
    """A record with all that is known about it. Without a corpus only `record` and `faults` are there."""

    record: Record
    sha256: str
    part: int = 0
    report_id: str | None = None
    body_name: str | None = None
    report_year: int | None = None
    version: str = ""
    """Which text of the report it is, in words."""
    chosen: str = ""
    """Why its figures are taken from this document."""
    archive: ArchiveRef | None = None
    addresses: tuple[Address, ...] = ()
    faults: tuple[Fault, ...] = ()
    judged: dict[str, Judged] = field(default_factory=dict)
    others: dict[str, tuple[OtherValue, ...]] = field(default_factory=dict)

    def failing(self) -> set[str]:
        """Cells of failing checks."""
        return {cell for fault in self.faults for cell in fault.cells}


def view_of_record(record: Record, part: int = 0) -> View:
    """A record that no corpus knows."""
    faults = tuple(
        Fault(check.id, check.detail, check.cells) for check in record.checks if check.status == "fails"
    )
    return View(record, record.sha256, part, report_year=record.year, faults=faults)


def find_view(connection: Connection, words: Iterable[str]) -> View:
    """The report or document that words name: body id and year (`410724/gov 2024`, `410724/gov@2024`) for
    the current text, or the beginning of a document's digest, with `.1` for its first part.

    Raises CorpusError.
    """
    name = " ".join(words).strip()
    body_id, _, year = name.replace("@", " ").rpartition(" ")
    if body_id and year.isdigit():
        version = connection.execute(
            select(Version).where(
                Version.body_id == body_id.strip(), Version.report_year == int(year), Version.is_current
            )
        ).first()
        if version is None:
            raise CorpusError(f"there is no report of {body_id.strip()} for {year}")
        return view_of_version(connection, version)
    digest, _, part = name.partition(".")
    return view_of_document(connection, _digest(connection, digest), int(part) if part.isdigit() else 0)


def view_of_version(connection: Connection, version: Any) -> View:
    """The view of one text of a report; `version` is its row."""
    record = load_record(connection, version.sha256, version.part)
    if record is None:
        raise CorpusError(f"the reading of document {version.sha256} is gone")
    versions = connection.execute(
        select(Version.id).where(
            Version.body_id == version.body_id, Version.report_year == version.report_year
        )
    ).all()
    name = connection.execute(select(Body.canonical_name).where(Body.body_id == version.body_id)).scalar()
    faults = [
        Fault(row.check_id, row.detail, tuple(cell for cell in row.cells if not cell.startswith(PREVIOUS)))
        for row in connection.execute(
            select(Finding).where(Finding.version_id == version.id).order_by(Finding.check_id)
        )
    ]
    others: dict[str, tuple[OtherValue, ...]] = {}
    for row in connection.execute(
        select(DisagreementRow, Reading.carrier)
        .join(Reading, and_(Reading.sha256 == DisagreementRow.sha256, Reading.part == DisagreementRow.part))
        .where(DisagreementRow.version_id == version.id)
        .order_by(DisagreementRow.cell_id, DisagreementRow.sha256, DisagreementRow.part)
    ):
        other = OtherValue(
            row.sha256,
            row.part,
            row.carrier,
            row.other_value,
            row.other_state,
            row.other_place,
            row.vouched,
        )
        others[row.cell_id] = (*others.get(row.cell_id, ()), other)
    return View(
        record,
        version.sha256,
        version.part,
        f"{version.body_id}@{version.report_year}",
        name,
        version.report_year,
        f"text {version.rank} of {len(versions)}" + (", the current one" if version.is_current else ""),
        version.chosen or "",
        _archive(connection, version.sha256),
        _addresses(connection, Reading.version_id == version.id),
        tuple(faults),
        _judged(connection, version.sha256, version.part),
        others,
    )


def view_of_document(connection: Connection, sha256: str, part: int = 0) -> View:
    """The view of one document's own reading, accepted or not."""
    accepted = connection.execute(
        select(Version).where(Version.sha256 == sha256, Version.part == part).order_by(Version.id.desc())
    ).first()
    if accepted is not None:
        return view_of_version(connection, accepted)
    record = load_record(connection, sha256, part)
    if record is None:
        raise CorpusError(f"document {sha256[:12]} was not read yet")
    view = view_of_record(record, part)
    row = connection.execute(
        select(Reading.body_id, Reading.report_year).where(Reading.sha256 == sha256, Reading.part == part)
    ).one()
    if row.body_id is not None:
        view.report_id, view.report_year = f"{row.body_id}@{row.report_year}", row.report_year
    view.version = "a document that gives no figures to the report: another one is accepted"
    view.archive = _archive(connection, sha256)
    view.addresses = _addresses(connection, Reading.sha256 == sha256)
    view.judged = _judged(connection, sha256, part)
    return view


def firm_disagreement(fault: Fault) -> bool:
    """Whether a fault says that documents of the report disagree."""
    return fault.check_id.startswith(DISAGREE)


def _digest(connection: Connection, prefix: str) -> str:
    letters = prefix.lower()
    if len(letters) < _PREFIX or set(letters) - set("0123456789abcdef"):
        raise CorpusError(
            f"{prefix!r} names no report: give body id and year, at least {_PREFIX} letters of a "
            "document's sha256, or a file"
        )
    found = (
        connection.execute(select(Document.sha256).where(Document.sha256.startswith(letters)).limit(2))
        .scalars()
        .all()
    )
    if len(found) != 1:
        raise CorpusError(f"{'several documents begin' if found else 'no document begins'} with {prefix}")
    return found[0]


def _archive(connection: Connection, sha256: str) -> ArchiveRef | None:
    row = connection.execute(select(Document).where(Document.sha256 == sha256)).first()
    if row is None or row.archive_file is None:
        return None
    return ArchiveRef(row.archive_file, row.archive_offset, row.archive_length)


def _addresses(connection: Connection, condition: Any) -> tuple[Address, ...]:
    rows = connection.execute(
        select(Source.url, Source.sha256, Reading.part, Reading.carrier)
        .join(Reading, Reading.sha256 == Source.sha256)
        .where(condition)
        .order_by(Source.url, Source.sha256, Reading.part)
    )
    return tuple(Address(row.url, row.sha256, row.part, row.carrier) for row in rows)


def _judged(connection: Connection, sha256: str, part: int) -> dict[str, Judged]:
    return {cell: judged for (_, _, cell), judged in current(connection, [(sha256, part)]).items()}
