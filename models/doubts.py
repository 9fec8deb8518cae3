"""Cells that a person should look at: not vouched for, in a failing check, or different elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from models.provinces import bodies_of, province_prefix
from models.schema import Body, DisagreementRow, Figure, Finding, Version
from models.view import OtherValue, View, firm_disagreement, view_of_version
from parsers.record import Value

REASONS = ("disagreement", "uncertain", "check")
"""Why a cell is doubtful, the most telling first."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubtful cell of a current report that nobody has judged yet."""

    report_id: str
    body_name: str | None
    sha256: str
    part: int
    carrier: str | None
    cell_id: str
    value: Value
    state: str | None
    raw: str | None
    place: str | None
    reasons: tuple[str, ...]
    checks: tuple[str, ...]
    others: tuple[OtherValue, ...]


def doubts(
    connection: Connection,
    *,
    province: str | None = None,
    year: int | None = None,
    report: tuple[str, int] | None = None,
    reasons: tuple[str, ...] = REASONS,
) -> Iterator[tuple[View, list[Doubt]]]:
    """Reports with doubtful cells, by body and year; `province` is a code or a name."""
    doubtful = or_(
        Version.id.in_(select(Figure.version_id).where(Figure.uncertain)),
        Version.id.in_(select(Finding.version_id)),
        Version.id.in_(select(DisagreementRow.version_id)),
    )
    query = (
        select(Version)
        .join(Body, Body.body_id == Version.body_id)
        .where(Version.is_current, doubtful)
        .order_by(Version.body_id, Version.report_year)
    )
    if province is not None:
        query = query.where(bodies_of(province_prefix(connection, province)))
    if year is not None:
        query = query.where(Version.report_year == year)
    if report is not None:
        query = query.where(Version.body_id == report[0], Version.report_year == report[1])
    for version in connection.execute(query).all():
        view = view_of_version(connection, version)
        found = [doubt for doubt in doubts_of(view) if not set(doubt.reasons).isdisjoint(reasons)]
        if found:
            yield view, found


def doubts_of(view: View) -> list[Doubt]:
    """The doubtful cells of one report that nobody has judged, the most telling reasons first."""
    record, checks = view.record, _checks(view)
    uncertain = set(record.uncertain)
    found = []
    for cell in sorted((uncertain | checks.keys() | view.others.keys()) - view.judged.keys()):
        others = view.others.get(cell, ())
        reasons = (
            *(("disagreement",) if any(other.vouched for other in others) else ()),
            *(("uncertain",) if cell in uncertain else ()),
            *(("check",) if checks.get(cell) else ()),
        )
        if not reasons:
            continue
        found.append(
            Doubt(
                view.report_id or "",
                view.body_name,
                view.sha256,
                view.part,
                record.carrier,
                cell,
                record.values.get(cell),
                record.states.get(cell),
                record.raw.get(cell),
                record.where.get(cell),
                reasons,
                tuple(checks.get(cell, ())),
                others,
            )
        )
    return sorted(found, key=lambda doubt: (REASONS.index(doubt.reasons[0]), doubt.cell_id))


def _checks(view: View) -> dict[str, list[str]]:
    """Failing checks by cell, without the disagreements of documents."""
    found: dict[str, list[str]] = {}
    for fault in view.faults:
        if not firm_disagreement(fault):
            for cell in fault.cells:
                found.setdefault(cell, []).append(fault.check_id)
    return found
