"""A consolidated report holds at least what its parts hold together."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from models.crosschecks.kinds import ROLLUP
from models.crosschecks.records import GOVERNMENTS, Found, Reported, number

_NAMED = 3
"""Parts and cells that the words of a finding name."""


@cache
def summed(cell: str) -> bool:
    """Whether figures of this cell add up over bodies: flows of the year, totals over applicants."""
    table = cell.partition(".")[0]
    if table in ("requests", "outcome"):
        return cell.endswith("@total")
    if table in ("review", "litigation_direct", "litigation_after_review"):
        return True
    return table == "proactive" and cell.endswith(("@decisions", "@issued", "@amount"))


@cache
def _led_from_above() -> frozenset[str]:
    path = Path(__file__).resolve().parent.parent / "registry" / "vertical_bodies.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["kind"] for row in csv.DictReader(lines))


def is_part(report: Reported, whole: Reported) -> bool:
    """Whether a report of the same division, or of one directly below, is contained in the whole.

    Bodies led from above (taxes, customs) are not the government's; an office that prints its government's
    report is no part of it.
    """
    if report.version_id == whole.version_id or report.year != whole.year:
        return False
    if report.division_id != whole.division_id:
        return report.organ_kind in GOVERNMENTS
    if report.organ_kind in GOVERNMENTS or report.organ_kind in _led_from_above():
        return False
    return report.scope != "consolidated" and not _same(report, whole)


def _same(report: Reported, whole: Reported) -> bool:
    cells = [cell for cell in report.values.keys() & whole.values.keys() if summed(cell)]
    pairs = [(number(report.values[cell]), number(whole.values[cell])) for cell in cells]
    return any(ours for ours, _ in pairs) and all(ours == theirs for ours, theirs in pairs)


def rollup(whole: Reported, candidates: Sequence[Reported]) -> list[Found]:
    """The finding of a consolidated report against its parts: none, or one with every cell too small."""
    if whole.scope != "consolidated" or whole.organ_kind not in GOVERNMENTS:
        return []
    parts = [report for report in candidates if is_part(report, whole)]
    short: dict[str, tuple[Decimal, Decimal]] = {}
    for cell in sorted(filter(summed, whole.values)):
        given = number(whole.values[cell])
        known = sum(_printed(parts, cell).values(), Decimal(0))
        if given is not None and given < known:
            short[cell] = (given, known)
    if not short:
        return []
    worst = sorted(short, key=lambda cell: (short[cell][0] - short[cell][1], cell))[:_NAMED]
    words = "; ".join(f"{cell} {short[cell][0]} < {_sum(parts, cell)}" for cell in worst)
    more = f"; and {len(short) - len(worst)} more cells" if len(short) > len(worst) else ""
    largest = max(_printed(parts, worst[0]).items(), key=lambda part: (part[1], part[0]))[0]
    other = next(part.version_id for part in parts if part.report_id == largest)
    return [Found(whole.version_id, f"{whole.generation}.{ROLLUP.id}", tuple(short), words + more, other)]


def _printed(parts: Sequence[Reported], cell: str) -> Mapping[str, Decimal]:
    return {
        part.report_id: printed
        for part in parts
        if (printed := number(part.values.get(cell))) is not None and printed > 0
    }


def _sum(parts: Sequence[Reported], cell: str) -> str:
    printed = sorted(_printed(parts, cell).items(), key=lambda part: (-part[1], part[0]))
    named = ", ".join(f"{report} {amount}" for report, amount in printed[:_NAMED])
    more = f", and {len(printed) - _NAMED} more" if len(printed) > _NAMED else ""
    return f"{sum(amount for _, amount in printed)} of {len(printed)} parts ({named}{more})"
