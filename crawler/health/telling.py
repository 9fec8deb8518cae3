"""The states of the sources for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawler.health.gathering import PortalHealth, ProvinceHealth
from crawler.health.states import SEVERITY, ColumnSource, State, Verdict
from crawler.printable import printable
from crawler.statetext import aligned
from models.sourcefacts import ColumnFigures, MoveFact

_EVIDENCE = 240


def lines(provinces: Sequence[ProvinceHealth], everything: bool, on_terminal: bool) -> Iterator[str]:
    """A table of the portals that ran, the worst first, then what moved and a line of totals.

    With `everything` those that never ran too, and every column below its portal. Tab-separated where the
    output is no terminal.
    """
    rows: list[tuple[str, ...]] = [("state", "province", "source", "reports", "requests", "evidence")]
    portals = [(province.name, portal) for province in provinces for portal in province.portals]
    portals.sort(key=lambda pair: (-SEVERITY[pair[1].verdict.state], pair[0], pair[1].source.host))
    for name, portal in portals:
        if portal.verdict.state is not State.NEVER_RAN or everything:
            rows.append(_portal_row(name, portal))
            rows += [_column_row(name, *pair) for pair in portal.columns if everything]
    printed = [tuple(printable(cell) for cell in row) for row in rows]
    if len(printed) > 1:
        yield from aligned(printed) if on_terminal else ("\t".join(row) for row in printed)
    for _, portal in portals:
        yield from (printable(f"moved: {_move_line(move)}") for move in portal.source.moves)
    states = [portal.verdict.state for _, portal in portals]
    counts = ", ".join(f"{states.count(state)} {state}" for state in State if state in states)
    yield f"portals: {counts or 'none'}"


def _portal_row(province: str, portal: PortalHealth) -> tuple[str, ...]:
    history = portal.source.history
    return (
        str(portal.verdict.state),
        province,
        portal.source.host,
        str(history.figures.reports) if history else "-",
        str(history.figures.requests) if history else "-",
        portal.verdict.evidence[:_EVIDENCE],
    )


def _column_row(province: str, column: ColumnSource, verdict: Verdict) -> tuple[str, ...]:
    figures = column.history.figures if column.history else None
    return (
        str(verdict.state),
        province,
        f"  {column.url}",
        _count(figures.reports if figures else None),
        _count(figures.requests if figures else None),
        verdict.evidence[:_EVIDENCE],
    )


def _count(number: int | None) -> str:
    return "-" if number is None else str(number)


def _move_line(move: MoveFact) -> str:
    return (
        f"run {move.run_id}: {move.from_url} -> {move.to_url} "
        f"({move.why}; {move.found} of {move.had} reports found again)"
    )


def as_json(provinces: Sequence[ProvinceHealth]) -> dict[str, Any]:
    """All that is known, as plain values."""
    return {"provinces": [_province(province) for province in provinces]}


def _province(province: ProvinceHealth) -> dict[str, Any]:
    return {
        "province": province.name,
        **_verdict(province.verdict),
        "portals": [_portal(portal) for portal in province.portals],
    }


def _portal(portal: PortalHealth) -> dict[str, Any]:
    source, history, harvest = portal.source, portal.source.history, portal.source.harvest
    figures = history.figures if history else None
    return {
        "portal": source.host,
        "name": source.name,
        **_verdict(portal.verdict),
        "run": figures.run_id if figures else None,
        "whole": figures.whole if figures else None,
        "reports": figures.reports if figures else None,
        "reports_before": history.best if history else None,
        "requests": figures.requests if figures else None,
        "browser_pages": figures.browser_pages if figures else None,
        "failures": dict(figures.failures) if figures else {},
        "seconds": _seconds(figures.first_at, figures.last_at) if figures else None,
        "bodies": harvest.bodies if harvest else None,
        "years": {str(year): number for year, number in harvest.years.items()} if harvest else {},
        "read": harvest.read if harvest else None,
        "parsed": harvest.parsed if harvest else None,
        "columns": [_column(column, verdict) for column, verdict in portal.columns],
        "moves": [_move(move) for move in source.moves],
    }


def _column(column: ColumnSource, verdict: Verdict) -> dict[str, Any]:
    history = column.history
    walk = history.walk if history else None
    return {
        "url": column.url,
        "title": column.title,
        "basis": column.basis,
        **_verdict(verdict),
        **(_figures(history.figures) if history else {}),
        "reports_before": history.best if history else None,
        "platform_before": history.platform_before if history else None,
        "rows": walk.rows if walk else None,
        "promised_rows": walk.promised_rows if walk else None,
        "pages": walk.pages if walk else None,
        "promised_pages": walk.promised_pages if walk else None,
        "moved_to": column.move.to_url if column.move else None,
    }


def _figures(figures: ColumnFigures) -> dict[str, Any]:
    return {
        "run": figures.run_id,
        "whole": figures.whole,
        "platform": figures.platform,
        "reason": figures.reason,
        "via": figures.via,
        "linked": figures.linked,
        "failure": figures.failure,
        "detail": figures.detail,
        "reports": figures.reports,
        "requests": figures.requests,
        "browser_pages": figures.browser_pages,
        "failures": dict(figures.failures),
        "seconds": _seconds(figures.first_at, figures.last_at),
    }


def _seconds(first: Any, last: Any) -> float | None:
    return round((last - first).total_seconds(), 1) if first and last else None


def _move(move: MoveFact) -> dict[str, Any]:
    return {
        "run": move.run_id,
        "from": move.from_url,
        "to": move.to_url,
        "why": move.why,
        "found": move.found,
        "had": move.had,
        "platform_before": move.platform_before,
        "platform_after": move.platform_after,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "state": str(verdict.state),
        "evidence": verdict.evidence,
        "faults": [
            {"state": str(fault.state), "what": fault.what, "evidence": fault.sentence}
            for fault in verdict.faults
        ],
    }
