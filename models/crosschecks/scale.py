"""Figures out of all proportion: far above what bodies of the same level and kind report.

Figures of one cell spread over decades, so they are held against the median on a logarithmic scale, with the
median deviation as measure: neither is moved by the very values that are looked for. Memory is bounded by
the number of cells and groups: distributions are kept as counts by eighth of an octave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import log2

from models.crosschecks.kinds import SCALE
from models.crosschecks.records import GOVERNMENTS, Found, Reported, number

STEPS = 8
"""Classes an octave."""
FEWEST = 30
"""Values that a group must have before one of them can be called impossible."""
DEVIATIONS = 7.0
"""Deviations above the median (scaled to those of a normal distribution)."""
LEAST_DEVIATION = 0.75
"""In octaves: where nearly all values are alike, a body ten times as large is no wonder."""
_NORMAL = 1.4826

Group = tuple[int, str]
"""Level, and kind of organ; `*` for every kind but governments."""


class Scales:
    """Distributions of all figures above zero, by group and cell."""

    def __init__(self) -> None:
        self._counts: dict[tuple[Group, str], Counter[int]] = {}

    def add(self, report: Reported) -> None:
        """Count the figures of a report."""
        groups = groups_of(report)
        for cell, value in report.values.items():
            size = number(value)
            if size is not None and size > 0:
                step = round(log2(float(size)) * STEPS)
                for group in groups:
                    self._counts.setdefault((group, cell), Counter())[step] += 1

    def limits(self) -> dict[tuple[Group, str], float]:
        """Largest value that is possible, by group and cell; small groups have none."""
        found = {key: _limit(counts) for key, counts in self._counts.items()}
        return {key: limit for key, limit in found.items() if limit is not None}


def groups_of(report: Reported) -> tuple[Group, ...]:
    """Groups that a report belongs to, the narrow one first."""
    own = (report.level, report.organ_kind)
    return (own,) if report.organ_kind in GOVERNMENTS else (own, (report.level, "*"))


def _limit(counts: Counter[int]) -> float | None:
    total = counts.total()
    if total < FEWEST:
        return None
    middle = _median(counts, total)
    deviations: Counter[int] = Counter()
    for step, times in counts.items():
        deviations[abs(step - middle)] += times
    deviation = max(_median(deviations, total) / STEPS, LEAST_DEVIATION)
    return float(2 ** min(middle / STEPS + DEVIATIONS * _NORMAL * deviation, 1000.0))


def _median(counts: Counter[int], total: int) -> int:
    passed = 0
    for step in sorted(counts):
        passed += counts[step]
        if passed * 2 >= total:
            return step
    raise ValueError("no values")


def out_of_scale(report: Reported, limits: Mapping[tuple[Group, str], float]) -> list[Found]:
    """Findings of a report, one a cell that lies above the limit of its narrowest group."""
    found = []
    for cell, value in sorted(report.values.items()):
        size = number(value)
        if size is None or size <= 0:
            continue
        for group in groups_of(report):
            limit = limits.get((group, cell))
            if limit is None:
                continue
            if size > limit:
                found.append(_found(report, cell, str(value), limit, group))
            break
    return found


def _found(report: Reported, cell: str, value: str, limit: float, group: Group) -> Found:
    level, kind = group
    whose = "bodies other than governments" if kind == "*" else f"bodies of kind {kind}"
    detail = f"{cell} {value} is above {limit:.0f}, the limit for {whose} of level {level}"
    return Found(report.version_id, f"{SCALE.id}[{cell}]", (cell,), detail)
