"""Readings: what the parser read in a document, kept whole, and where it was filed.

Everything below a reading (reports, versions, figures, findings) is derived from readings and sources
and can be made again from them.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from models.content import content_hash, figures_hash
from models.copies import Copy, copy_of
from models.intake import date_of_publication
from models.placing import BodyResolver, Placement, SourceWords, place
from models.schema import Body, Division, Document, Reading, ReviewItem, Source
from models.schema.types import canonical_json
from models.upserts import newer, upsert
from parsers.record import Record

ReportKey = tuple[str, int]

# Built once: to build a statement costs more than to run it.
_OF_THESE: BindParameter[Any] = bindparam("sha256s", expanding=True)
_PLACED = select(Reading.body_id, Reading.report_year).where(
    Reading.sha256.in_(_OF_THESE), Reading.body_id.is_not(None)
)
_FILED = select(Reading.sha256, Reading.part, Reading.record).where(
    Reading.body_id == bindparam("body_id"), Reading.report_year == bindparam("report_year")
)
_DATED_SOURCES = select(
    Source.sha256, Source.url, Source.parent_url, date_of_publication().label("published")
).where(Source.sha256.in_(_OF_THESE))
_SOURCE_WORDS = (
    select(*(getattr(Source, name) for name in SourceWords.__slots__))
    .where(Source.sha256 == bindparam("sha256"))
    .order_by(Source.url)
)
_FORMER = select(Reading.part, Reading.body_id, Reading.report_year).where(
    Reading.sha256 == bindparam("sha256")
)


def pack(record: Record) -> bytes:
    """Record to bytes: canonical JSON, compressed."""
    return zlib.compress(canonical_json(record).encode(), 6)


def unpack(packed: bytes) -> Record:
    """Inverse of `pack`."""
    return Record.from_json(json.loads(zlib.decompress(packed)))


def parts_of(record: Record) -> list[Record]:
    """The record itself (part 0) and the single reports of a collection (parts 1…)."""
    return [record, *record.parts] if record.outcome == "several_reports" else [record]


def write_readings(connection: Connection, sha256: str, record: Record, parser_version: str) -> None:
    """Replace what was read in a document; filing follows in `file_readings`."""
    parts = parts_of(record)
    former = {row.part: row for row in connection.execute(_FORMER, {"sha256": sha256})}
    surplus = [part for part in former if part >= len(parts)]
    if surplus:
        connection.execute(delete(Reading).where(Reading.sha256 == sha256, Reading.part.in_(surplus)))
    for number, part in enumerate(parts):
        row = _row(part, parser_version)
        if number in former:
            connection.execute(
                update(Reading).where(Reading.sha256 == sha256, Reading.part == number).values(row)
            )
        else:
            connection.execute(insert(Reading).values(sha256=sha256, part=number, **row))
    connection.execute(
        update(Document)
        .where(Document.sha256 == sha256)
        .values(attempts=0, quarantine_failure=None, quarantine_detail=None, outcome=record.outcome)
    )


def _row(record: Record, parser_version: str) -> dict[str, Any]:
    is_report = record.outcome == "report"
    return {
        "parser_version": parser_version,
        "outcome": record.outcome,
        "carrier": record.carrier,
        "title": record.title,
        "body_mention": record.body_mention,
        "printed_year": record.year,
        "error": record.error,
        "record": pack(record),
        "content_hash": content_hash(record) if is_report else None,
        "figures_hash": figures_hash(record.values) if is_report else None,
    }


def placed_keys(connection: Connection, sha256s: Iterable[str]) -> set[ReportKey]:
    """Reports under which these documents are filed now."""
    rows = connection.execute(_PLACED, {"sha256s": list(set(sha256s))})
    return {(row.body_id, row.report_year) for row in rows}


def file_readings(connection: Connection, sha256: str, resolver: BodyResolver) -> None:
    """Resolve body and year of each report in a document; doubts become review items."""
    sources = source_words(connection, sha256)
    for row in connection.execute(
        select(Reading.part, Reading.outcome, Reading.record)
        .where(Reading.sha256 == sha256)
        .order_by(Reading.part)
    ).all():
        placement = Placement(None, None, ())
        if row.outcome == "report":
            placement = place(unpack(row.record), sources, resolver, in_collection=row.part > 0)
        _write_placement(connection, sha256, row.part, placement)


def _write_placement(connection: Connection, sha256: str, part: int, placement: Placement) -> None:
    body = placement.body
    if body is not None and body.body_id is not None:
        _ensure_body(connection, placement)
    here = (Reading.sha256 == sha256, Reading.part == part)
    connection.execute(
        update(Reading)
        .where(*here)
        .values(
            body_id=body.body_id if body else None,
            report_year=placement.year if body else None,
            division_code=body.division_code if body else None,
            evidence=body.evidence if body else None,
        )
    )
    connection.execute(delete(ReviewItem).where(ReviewItem.sha256 == sha256, ReviewItem.part == part))
    if placement.doubts:
        connection.execute(
            insert(ReviewItem),
            [
                {
                    "sha256": sha256,
                    "part": part,
                    "reason": doubt.reason,
                    "detail": doubt.detail,
                    "candidates": list(doubt.candidates),
                }
                for doubt in placement.doubts
            ],
        )


def _ensure_body(connection: Connection, placement: Placement) -> None:
    body = placement.body
    assert body is not None
    upsert(
        connection,
        Division,
        [
            {
                # The resolver may know a division that the loaded registry does not have yet.
                "division_id": body.division_id,
                "level": 4 if len(body.division_code or "") > 6 else 3,
                "kind": "",
                "name": body.canonical_name,
                "full_name": body.canonical_name,
                "code": body.division_code or "",
                "parent_id": None,
                "valid_from": None,
                "valid_to": None,
            }
        ],
    )
    upsert(
        connection,
        Body,
        [
            {
                "body_id": body.body_id,
                "division_id": body.division_id,
                "organ_kind": body.organ_kind,
                "qualifier": body.qualifier,
                "canonical_name": body.canonical_name,
            }
        ],
        {"canonical_name": newer},
    )


def source_words(connection: Connection, sha256: str) -> list[SourceWords]:
    """What all sources of a document say about it."""
    return [SourceWords(*row) for row in connection.execute(_SOURCE_WORDS, {"sha256": sha256})]


def copies_of(connection: Connection, key: ReportKey) -> dict[Copy, Record]:
    """The readings filed under a report, as the sorting into texts needs them, and their records."""
    rows = connection.execute(_FILED, {"body_id": key[0], "report_year": key[1]}).all()
    sources = defaultdict(list)
    for source in connection.execute(_DATED_SOURCES, {"sha256s": list({row.sha256 for row in rows})}):
        sources[source.sha256].append(source)
    copies = {}
    for row in rows:
        record, found = unpack(row.record), sources[row.sha256]
        copy = copy_of(
            row.sha256,
            row.part,
            record,
            min((source.published for source in found if source.published), default=""),
            {source.url for source in found},
            {source.parent_url for source in found if source.parent_url},
        )
        copies[copy] = record
    return copies


def load_record(connection: Connection, sha256: str, part: int) -> Record | None:
    """The stored record of a document or of one of its parts."""
    packed = connection.execute(
        select(Reading.record).where(Reading.sha256 == sha256, Reading.part == part)
    ).scalar()
    return None if packed is None else unpack(packed)


def readings_of(connection: Connection, sha256: str) -> tuple[list[Record], str]:
    """The stored records of all parts of a document, and the version of the parsers that read it."""
    rows = connection.execute(
        select(Reading.record, Reading.parser_version).where(Reading.sha256 == sha256).order_by(Reading.part)
    ).all()
    return [unpack(row.record) for row in rows], rows[0].parser_version if rows else ""
