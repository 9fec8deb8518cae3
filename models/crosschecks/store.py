"""Reads the corpus for the checks across reports, and keeps what they find.

Reports are read body by body and year by year, a few hundred at a time; the figures of the whole corpus are
never in memory. What grows is the findings, the distributions (bounded by groups and cells) and the clauses
of one year's narratives (some kilobytes a report).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select

from models.crosschecks.alike import alike, text_of
from models.crosschecks.copied import copied
from models.crosschecks.kinds import KINDS, kind_of
from models.crosschecks.narrative import told
from models.crosschecks.records import GOVERNMENTS, Found, Reported
from models.crosschecks.rollup import rollup
from models.crosschecks.scale import Scales, groups_of, out_of_scale
from models.schema import Body, ChapterRow, Division, Figure, Finding, Version
from parsers.record import Chapter, Value

BATCH = 200
"""Bodies, or reports, read at a time."""
_SPOKEN = (1, 6)
"""Chapters whose counts are held against the tables."""

_REPORTED = (
    select(
        Version.id,
        Version.body_id,
        Version.report_year,
        Version.scope,
        Version.generation,
        Body.canonical_name,
        Body.division_id,
        Body.organ_kind,
        Division.level,
    )
    .join(Body, Body.body_id == Version.body_id)
    .join(Division, Division.division_id == Body.division_id)
    .where(Version.is_current)
)


def cross_findings(connection: Connection) -> list[Found]:
    """Evaluate every check across reports over the current texts; writes nothing."""
    scales = Scales()
    found = list(_over_years(connection, scales))
    found += _beyond(connection, scales)
    found += _wholes(connection)
    found += _shared_narrative(connection)
    return found


def keep_findings(connection: Connection, found: Iterable[Found]) -> None:
    """Replace the stored findings across reports; those of texts that were replaced meanwhile are dropped."""
    kinds = [kind.name for kind in KINDS if kind.rules]
    connection.execute(delete(Finding).where(Finding.kind.in_(kinds)))
    for batch in _batches(list(found)):
        named = {each.version_id for each in batch} | {each.other_version_id for each in batch}
        current = set(
            connection.execute(
                select(Version.id).where(Version.is_current, Version.id.in_(named - {None}))
            ).scalars()
        )
        rows = [_row(each) for each in batch if {each.version_id, each.other_version_id} - {None} <= current]
        if rows:
            connection.execute(insert(Finding), rows)


def _row(found: Found) -> dict[str, Any]:
    kind, rule = kind_of(found.check_id)
    return {
        "version_id": found.version_id,
        "check_id": found.check_id,
        "kind": kind.name,
        "severity": found.severity or rule.severity,
        "cells": list(found.cells),
        "detail": found.detail,
        "previous_version_id": found.other_version_id,
    }


def _over_years(connection: Connection, scales: Scales) -> Iterator[Found]:
    """Every report by body and year: against the year before, and against its own words."""
    after = ""
    while bodies := _next_bodies(connection, after):
        after = bodies[-1]
        reports = _reports(connection, Version.body_id.in_(bodies), _SPOKEN)
        for _, years in groupby(reports, key=lambda report: report.body_id):
            before: Reported | None = None
            for report in years:
                scales.add(report)
                yield from told(report)
                if before is not None and before.year == report.year - 1:
                    yield from copied(report, before)
                before = report


def _next_bodies(connection: Connection, after: str) -> Sequence[str]:
    return (
        connection.execute(
            select(Body.body_id).where(Body.body_id > after).order_by(Body.body_id).limit(BATCH)
        )
        .scalars()
        .all()
    )


def _beyond(connection: Connection, scales: Scales) -> Iterator[Found]:
    """Figures above the limit of their group. A second look, at cells that have a limit only."""
    limits = scales.limits()
    lowest: dict[str, float] = {}
    for (_, cell), limit in limits.items():
        lowest[cell] = min(limit, lowest.get(cell, limit))
    for cell, limit in sorted(lowest.items()):
        large = or_(Figure.value_int > int(limit), Figure.value_decimal.is_not(None))
        rows = connection.execute(
            _REPORTED.add_columns(Figure.value_int, Figure.value_decimal)
            .join(Figure, Figure.version_id == Version.id)
            .where(Figure.cell_id == cell, large, *_PRINTED)
            .order_by(Version.id),
            execution_options={"yield_per": 2000},
        )
        for row in rows:
            report = _reported(row, {cell: _value(row)})
            if any((group, cell) in limits for group in groups_of(report)):
                yield from out_of_scale(report, limits)


def _wholes(connection: Connection) -> Iterator[Found]:
    """Consolidated reports against the reports of their parts."""
    wholes = connection.execute(
        _REPORTED.where(Version.scope == "consolidated", Body.organ_kind.in_(GOVERNMENTS)).order_by(
            Version.id
        )
    ).all()
    for row in wholes:
        below = select(Division.division_id).where(Division.parent_id == row.division_id)
        here = or_(
            Body.division_id == row.division_id,
            and_(Body.division_id.in_(below), Body.organ_kind.in_(GOVERNMENTS)),
        )
        reports = list(_reports(connection, and_(here, Version.report_year == row.report_year)))
        whole = next(report for report in reports if report.version_id == row.id)
        yield from rollup(whole, reports)


def _shared_narrative(connection: Connection) -> Iterator[Found]:
    """The narratives of each year against each other."""
    years = connection.execute(select(Version.report_year).where(Version.is_current).distinct()).scalars()
    for year in sorted(years.all()):
        texts = []
        after = ""
        while bodies := _next_bodies(connection, after):
            after = bodies[-1]
            of_year = and_(Version.report_year == year, Version.body_id.in_(bodies))
            versions = connection.execute(_REPORTED.where(of_year).order_by(Version.body_id)).all()
            chapters = _chapters(connection, [row.id for row in versions], None)
            texts += [text_of(_reported(row, {}, chapters.get(row.id, ()))) for row in versions]
        yield from alike(texts)


def _reports(
    connection: Connection, condition: ColumnElement[bool], chapters: Sequence[int] = ()
) -> Iterator[Reported]:
    """Current texts with their figures (and chapters of these numbers), by body and year."""
    query = _REPORTED.where(condition).order_by(Version.body_id, Version.report_year)
    for rows in _batches(connection.execute(query).all()):
        numbers = [row.id for row in rows]
        values: dict[int, dict[str, Value]] = {}
        for figure in connection.execute(
            select(Figure.version_id, Figure.cell_id, Figure.value_int, Figure.value_decimal).where(
                Figure.version_id.in_(numbers), *_PRINTED
            )
        ):
            values.setdefault(figure.version_id, {})[figure.cell_id] = _value(figure)
        texts = _chapters(connection, numbers, chapters) if chapters else {}
        for row in rows:
            yield _reported(row, values.get(row.id, {}), texts.get(row.id, ()))


def _chapters(
    connection: Connection, versions: Sequence[int], numbers: Sequence[int] | None
) -> dict[int, list[Chapter]]:
    query = (
        select(ChapterRow.version_id, ChapterRow.no, ChapterRow.title, ChapterRow.text)
        .where(ChapterRow.version_id.in_(versions))
        .order_by(ChapterRow.version_id, ChapterRow.position)
    )
    if numbers is not None:
        query = query.where(ChapterRow.no.in_(numbers))
    found: dict[int, list[Chapter]] = {}
    for row in connection.execute(query):
        found.setdefault(row.version_id, []).append(Chapter(row.no, row.title, row.text))
    return found


_PRINTED = (
    or_(Figure.value_int.is_not(None), Figure.value_decimal.is_not(None)),
    or_(Figure.state.is_(None), Figure.state != "inferred"),
)
"""A value that the parser worked out from the others cannot bear witness."""


def _value(row: Any) -> Value:
    return row.value_decimal if row.value_int is None else row.value_int  # type: ignore[no-any-return]


def _reported(row: Any, values: dict[str, Value], chapters: Sequence[Chapter] = ()) -> Reported:
    return Reported(
        row.id,
        row.body_id,
        row.canonical_name,
        row.division_id,
        row.organ_kind,
        row.level,
        row.report_year,
        row.scope,
        values,
        chapters,
        row.generation or "G4",
    )


def _batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
