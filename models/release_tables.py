"""Which tables a release has, as queries over stable keys: no number that only this database knows.

A version is named by its rank within the report. Times of the crawl appear in `sources` only, so that
two corpora which saw the same pages differ nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column as SqlColumn
from sqlalchemy import ColumnElement, Label, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.dictionary import ColumnWords, TableWords, kind_of
from models.judgements import latest
from models.schema import (
    Base,
    Body,
    BodyName,
    ChapterRow,
    ComparisonRow,
    Difference,
    DisagreementRow,
    Division,
    Figure,
    Finding,
    Judgement,
    Reading,
    Report,
    ReviewItem,
    Source,
    Version,
)
from models.upserts import table_of


@dataclass(frozen=True, slots=True)
class Selection:
    """What a release covers: report years (both inclusive) and a province by its two digits; None for all."""

    years: tuple[int, int] | None = None
    province: str | None = None

    def of_reports(
        self, year: InstrumentedAttribute[int], body_id: InstrumentedAttribute[str]
    ) -> list[ColumnElement[bool]]:
        """Conditions on rows that carry a body and a report year."""
        conditions: list[ColumnElement[bool]] = []
        if self.years is not None:
            conditions.append(year.between(*self.years))
        if self.province is not None:
            conditions.append(body_id.startswith(self.province, autoescape=True))
        return conditions


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """One table of a release: its words and the query that gives its rows in the order of the key."""

    words: TableWords
    query: Select[Any]


def release_tables(selection: Selection) -> tuple[ReleaseTable, ...]:
    """All tables of a release, in the order in which they refer to each other."""
    of_version = selection.of_reports(Version.report_year, Version.body_id)
    version = Version.rank.label("version")
    key = (Version.body_id, Version.report_year, version)
    reported = select(Report.body_id).where(*selection.of_reports(Report.report_year, Report.body_id))
    return (
        _table(
            Division,
            "Divisions of the bodies in this release, and those above them.",
            1,
            _select(_columns(Division)).where(_with_ancestors(reported)).order_by(Division.division_id),
        ),
        _table(
            Body,
            "Issuing bodies with a report in this release.",
            1,
            _select(_columns(Body)).where(Body.body_id.in_(reported)).order_by(Body.body_id),
        ),
        _table(
            BodyName,
            None,
            3,
            _select(_columns(BodyName))
            .where(*selection.of_reports(BodyName.report_year, BodyName.body_id))
            .order_by(BodyName.body_id, BodyName.report_year, BodyName.name),
        ),
        _table(
            Report,
            "Annual reports, one per body and year; their texts are in `versions`.",
            2,
            _select(_columns(Report))
            .where(*selection.of_reports(Report.report_year, Report.body_id))
            .order_by(Report.body_id, Report.report_year),
        ),
        _table(
            Version,
            None,
            3,
            _select([*key, *_columns(Version, "id", "body_id", "report_year", "rank")])
            .where(*of_version)
            .order_by(Version.body_id, Version.report_year, Version.rank),
        ),
        _figures(key, of_version),
        _of_versions(ChapterRow, 4, key, of_version, ChapterRow.position),
        _of_versions(Finding, 4, key, of_version, Finding.check_id),
        _of_versions(ComparisonRow, 5, key, of_version, ComparisonRow.sha256, ComparisonRow.part),
        _of_versions(
            DisagreementRow,
            6,
            key,
            of_version,
            DisagreementRow.cell_id,
            DisagreementRow.sha256,
            DisagreementRow.part,
        ),
        _of_versions(Difference, 5, key, of_version, Difference.kind, Difference.item),
        _table(
            Source,
            "Addresses at which the documents of each version were found.",
            6,
            _select([*key, Reading.part, *_columns(Source)])
            .join(Reading, Reading.version_id == Version.id)
            .join(Source, Source.sha256 == Reading.sha256)
            .where(*of_version)
            .order_by(
                Version.body_id, Version.report_year, Version.rank, Reading.part, Source.url, Source.sha256
            ),
        ),
        _table(
            ReviewItem,
            "Readings that could not be filed without guessing, and so are in no report.",
            3,
            _select([*_columns(ReviewItem), Reading.title, Reading.body_mention, Reading.printed_year])
            .join(Reading, and_(Reading.sha256 == ReviewItem.sha256, Reading.part == ReviewItem.part))
            .where(*_reviewed(selection))
            .order_by(ReviewItem.sha256, ReviewItem.part, ReviewItem.reason),
        ),
    )


def _select(columns: Sequence[Any]) -> Select[Any]:
    return select(*columns)


def _columns(model: type[Base], *without: str) -> list[InstrumentedAttribute[Any]]:
    return [getattr(model, column.key) for column in table_of(model).columns if column.key not in without]


def _of_versions(
    model: Any,
    keys: int,
    key: Sequence[Any],
    conditions: Sequence[ColumnElement[bool]],
    *order: InstrumentedAttribute[Any],
) -> ReleaseTable:
    """A table that hangs on versions, with the version's stable key instead of its number."""
    query = (
        _select([*key, *_columns(model, "version_id", "previous_version_id")])
        .join(Version, Version.id == model.version_id)
        .where(*conditions)
        .order_by(Version.body_id, Version.report_year, Version.rank, *order)
    )
    return _table(model, None, keys, query)


def _figures(key: Sequence[Any], conditions: Sequence[ColumnElement[bool]]) -> ReleaseTable:
    """The figures as they were read, and beside them what a person decided about the accepted document."""
    judged = latest().subquery()
    decision = aliased(Judgement, judged)
    query = (
        _select(
            [
                *key,
                *_columns(Figure, "version_id"),
                decision.value.label("judged_value"),
                decision.state.label("judged_state"),
                decision.author.label("judged_by"),
                decision.at.label("judged_at"),
            ]
        )
        .join(Version, Version.id == Figure.version_id)
        .outerjoin(
            decision,
            and_(
                decision.sha256 == Version.sha256,
                decision.part == Version.part,
                decision.cell_id == Figure.cell_id,
            ),
        )
        .where(*conditions)
        .order_by(Version.body_id, Version.report_year, Version.rank, Figure.cell_id)
    )
    return _table(Figure, None, 4, query, _JUDGED)


def _with_ancestors(bodies: Select[Any]) -> ColumnElement[bool]:
    start = (
        select(Division.division_id, Division.parent_id)
        .join(Body, Body.division_id == Division.division_id)
        .where(Body.body_id.in_(bodies))
        .cte("lineage", recursive=True)
    )
    above = aliased(Division)
    lineage = start.union(
        select(above.division_id, above.parent_id).join(start, start.c.parent_id == above.division_id)
    )
    return Division.division_id.in_(select(lineage.c.division_id))


def _reviewed(selection: Selection) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if selection.years is not None:
        conditions.append(or_(Reading.printed_year.between(*selection.years), Reading.printed_year.is_(None)))
    if selection.province is not None:
        conditions.append(
            ReviewItem.sha256.in_(
                select(Source.sha256).where(
                    Source.province_code.startswith(selection.province, autoescape=True)
                )
            )
        )
    return conditions


_JUDGED = {
    "judged_value": "Value that a person decided on; the reading beside it stays as it was.",
    "judged_state": "`blank`, `slash`, `dash` or `text` where a person decided that there is no number.",
    "judged_by": "Who decided; empty where nobody has.",
    "judged_at": "When it was decided (UTC).",
}


def _table(
    model: type[Base],
    meaning: str | None,
    keys: int,
    query: Select[Any],
    joined: Mapping[str, str] = MappingProxyType({}),
) -> ReleaseTable:
    """`joined` gives the meanings of columns that come from rows which may not be there."""
    table = table_of(model)
    columns = tuple(_describe(column, place < keys) for place, column in enumerate(query.selected_columns))
    columns = tuple(
        replace(column, may_be_empty=True, meaning=joined[column.name]) if column.name in joined else column
        for column in columns
    )
    return ReleaseTable(TableWords(table.name, meaning or table.comment or "", columns), query)


def _describe(column: ColumnElement[Any], is_key: bool) -> ColumnWords:
    inner = column.element if isinstance(column, Label) else column
    assert isinstance(inner, SqlColumn)
    return ColumnWords(
        column.key or inner.name, kind_of(inner.type), is_key, bool(inner.nullable), None, inner.comment or ""
    )
