"""Reports and their versions, derived from the readings filed under a body and a year.

`rebuild` computes a report from nothing but its readings and sources, so the outcome does not depend on
the order in which they came. Which text is current is a rule, not a memory:

1. a text that some address still shows is preferred to one that no address shows any more (an address
   shows what it showed when it was last seen and could be read);
2. then a text with figures to one without any (a page whose tables hang on it as a file);
3. then a text that stands wherever it was found to one that another text has taken the place of somewhere;
4. then the later date of publication, which is the earliest among the sources nearest to the body (for a
   file without a date that of the page it hangs on);
5. then the nearer host: the body's own division before one above it, before a foreign one;
6. then the text with more whole tables, and the more trusted carrier;
7. then the content digest decides, so that the rule is total.

A text may stand in several documents (`models.editions`): its figures come from the accepted one
(`models.copies`), its chapters from the one that has most of them, and what the others say differently
becomes a finding and rows of `disagreements`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from models.comparing import write_comparisons
from models.content import changes
from models.copies import Copy
from models.corrections import Correction, corrections
from models.editions import Edition, editions_of
from models.readings import ReportKey, copies_of
from models.schema import (
    Body,
    BodyKey,
    BodyName,
    ChapterRow,
    ComparisonRow,
    Difference,
    DisagreementRow,
    Figure,
    Finding,
    Reading,
    Report,
    Source,
    Version,
)
from models.standing import Standing, standing_of
from parsers.record import Chapter, Record, Value
from parsers.severity import severity_of

MAX_BIGINT = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild changed: content digests before and after, and the number of sources of each."""

    key: ReportKey
    before: frozenset[str]
    after: tuple[str, ...]
    """By rank, the current one last."""
    copies_before: int
    copies_after: int
    corrections: tuple[Correction, ...] = ()
    """Texts that came, or came back, to a report which had one already."""


def rebuild(connection: Connection, key: ReportKey) -> Rebuilt:
    """Make report, versions, figures, chapters, record findings and differences of `key` anew."""
    copies = copies_of(connection, key)
    former = {
        row.content_hash: row
        for row in connection.execute(
            select(Version.content_hash, Version.id, Version.sha256, Version.part, Version.is_current).where(
                Version.body_id == key[0], Version.report_year == key[1]
            )
        )
    }
    copies_before = _linked(connection, [row.id for row in former.values()])
    if not copies:
        _withdraw(connection, key)
        return Rebuilt(key, frozenset(former), (), copies_before, 0)
    _write_report(connection, key)
    editions = {edition.content_hash: edition for edition in editions_of(copies)}
    gone = [row.id for digest, row in former.items() if digest not in editions]
    if gone:
        connection.execute(delete(Version).where(Version.id.in_(gone)))
    standings = sorted(
        (standing_of(connection, key[0], edition, copies) for edition in editions.values()),
        key=Standing.order,
    )
    texts = []
    for rank, standing in enumerate(standings, 1):
        edition = editions[standing.content_hash]
        place = _Place(key, rank, rank == len(standings), standing)
        version_id = _write_version(connection, place, edition)
        write_comparisons(connection, version_id, edition, copies)
        texts.append((version_id, edition.record))
    _write_differences(connection, texts)
    _write_names(connection, key, copies)
    return Rebuilt(
        key,
        frozenset(former),
        tuple(standing.content_hash for standing in standings),
        copies_before,
        len(copies),
        corrections(
            editions,
            standings,
            former,
            next((digest for digest, row in former.items() if row.is_current), None),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    key: ReportKey
    rank: int
    is_current: bool
    standing: Standing


def _linked(connection: Connection, version_ids: Sequence[int]) -> int:
    return (
        len(connection.execute(select(Reading.sha256).where(Reading.version_id.in_(version_ids))).all())
        if version_ids
        else 0
    )


def _withdraw(connection: Connection, key: ReportKey) -> None:
    for table in (Version, BodyName, BodyKey, Report):
        connection.execute(delete(table).where(table.body_id == key[0], table.report_year == key[1]))
    connection.execute(delete(Body).where(Body.body_id == key[0], ~exists().where(Reading.body_id == key[0])))


def _write_report(connection: Connection, key: ReportKey) -> None:
    code = (
        connection.execute(
            select(Reading.division_code)
            .where(Reading.body_id == key[0], Reading.report_year == key[1])
            .order_by(Reading.division_code.desc())
        )
        .scalars()
        .first()
        or ""
    )
    known = connection.execute(
        select(Report.division_code).where(Report.body_id == key[0], Report.report_year == key[1])
    ).scalar()
    if known is None:
        connection.execute(insert(Report).values(body_id=key[0], report_year=key[1], division_code=code))
    elif known != code:
        connection.execute(
            update(Report)
            .where(Report.body_id == key[0], Report.report_year == key[1])
            .values(division_code=code)
        )


def _write_version(connection: Connection, place: _Place, edition: Edition) -> int:
    record, chosen = edition.record, edition.chosen.copy
    elsewhere = edition.text != chosen
    columns = {
        "rank": place.rank,
        "is_current": place.is_current,
        "published": place.standing.published or None,
        "sha256": chosen.sha256,
        "part": chosen.part,
        "title": record.title,
        "body_mention": record.body_mention,
        "generation": record.generation,
        "table_generations": record.table_generations,
        "scope": record.scope,
        "carrier": record.carrier,
        "chosen": edition.chosen.reason,
        "text_sha256": edition.text.sha256 if elsewhere else None,
        "text_part": edition.text.part if elsewhere else None,
    }
    identity = {
        "body_id": place.key[0],
        "report_year": place.key[1],
        "content_hash": edition.content_hash,
    }
    version_id = connection.execute(select(Version.id).filter_by(**identity)).scalar()
    if version_id is None:
        version_id = connection.execute(
            insert(Version).values(**identity, **columns).returning(Version.id)
        ).scalar_one()
    else:
        connection.execute(update(Version).where(Version.id == version_id).values(columns))
        for table in (Figure, ChapterRow, Finding, ComparisonRow, DisagreementRow):
            connection.execute(delete(table).where(table.version_id == version_id))
    _write_content(connection, version_id, record)
    for copy in edition.members:
        connection.execute(
            update(Reading)
            .where(Reading.sha256 == copy.sha256, Reading.part == copy.part)
            .values(version_id=version_id)
        )
    return version_id


def _write_content(connection: Connection, version_id: int, record: Record) -> None:
    figures = figure_rows(version_id, record)
    if figures:
        connection.execute(insert(Figure), figures)
    if record.chapters:
        connection.execute(
            insert(ChapterRow),
            [
                {
                    "version_id": version_id,
                    "position": position,
                    "no": chapter.no,
                    "title": chapter.title,
                    "text": chapter.text,
                }
                for position, chapter in enumerate(record.chapters, 1)
            ],
        )
    failing = {check.id: check for check in record.checks if check.status == "fails"}
    if failing:
        connection.execute(
            insert(Finding),
            [
                {
                    "version_id": version_id,
                    "check_id": check.id,
                    "kind": "record",
                    "severity": severity_of(check.id),
                    "cells": list(check.cells),
                    "detail": check.detail,
                    "previous_version_id": None,
                }
                for check in failing.values()
            ],
        )


def figure_rows(version_id: int, record: Record) -> list[dict[str, Any]]:
    """One row per cell of the record, empty cells included."""
    uncertain = set(record.uncertain)
    rows = []
    for cell in sorted(record.values.keys() | record.states.keys()):
        value = record.values.get(cell)
        # A number beyond 64 bits is a misreading, but it is what was read: kept exactly, as text.
        is_count = isinstance(value, int) and abs(value) <= MAX_BIGINT
        rows.append(
            {
                "version_id": version_id,
                "cell_id": cell,
                "value_int": value if is_count else None,
                "value_decimal": None if value is None or is_count else str(value),
                "state": record.states.get(cell),
                "raw": record.raw.get(cell),
                "place": record.where.get(cell),
                "uncertain": cell in uncertain,
            }
        )
    return rows


def _write_differences(connection: Connection, texts: Sequence[tuple[int, Record]]) -> None:
    connection.execute(delete(Difference).where(Difference.version_id.in_([number for number, _ in texts])))
    for (_, earlier), (version_id, later) in pairwise(texts):
        found = changes(earlier.values, later.values, earlier.chapters, later.chapters)
        if found:
            connection.execute(
                insert(Difference),
                [
                    {
                        "version_id": version_id,
                        "kind": change.kind,
                        "item": change.item,
                        "before": change.before,
                        "after": change.after,
                    }
                    for change in found
                ],
            )


def _write_names(connection: Connection, key: ReportKey, copies: Iterable[Copy]) -> None:
    """Keep spellings and portal keys by which the body was met, so that resolution can be replayed."""
    for table in (BodyName, BodyKey):
        connection.execute(delete(table).where(table.body_id == key[0], table.report_year == key[1]))
    here = {"body_id": key[0], "report_year": key[1]}
    names = {
        name
        for name in connection.execute(
            select(Reading.body_mention).where(Reading.body_id == key[0], Reading.report_year == key[1])
        ).scalars()
        if name
    }
    if names:
        connection.execute(insert(BodyName), [{**here, "name": name} for name in sorted(names)])
    keys = set()
    for row in connection.execute(
        select(Source.column_url, Source.site_code, Source.publisher).where(
            Source.sha256.in_({copy.sha256 for copy in copies})
        )
    ):
        keys |= {("column", row.column_url), ("site_code", row.site_code), ("publisher", row.publisher)}
    found = sorted((kind, value) for kind, value in keys if value)
    if found:
        connection.execute(insert(BodyKey), [{**here, "kind": kind, "value": value} for kind, value in found])


def stored_values(connection: Connection, version_id: int) -> dict[str, Value]:
    """Figures of a version as the record had them."""
    rows = connection.execute(
        select(Figure.cell_id, Figure.value_int, Figure.value_decimal).where(Figure.version_id == version_id)
    )
    return {row.cell_id: row.value_decimal if row.value_int is None else row.value_int for row in rows}


def stored_chapters(connection: Connection, version_id: int) -> list[Chapter]:
    """Chapters of a version in order."""
    rows = connection.execute(
        select(ChapterRow.no, ChapterRow.title, ChapterRow.text)
        .where(ChapterRow.version_id == version_id)
        .order_by(ChapterRow.position)
    )
    return [Chapter(row.no, row.title, row.text) for row in rows]


def all_reports(connection: Connection) -> set[ReportKey]:
    """Every report in the corpus."""
    return {
        (row.body_id, row.report_year)
        for row in connection.execute(select(Report.body_id, Report.report_year))
    }
