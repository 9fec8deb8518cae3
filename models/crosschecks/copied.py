"""Figures re-used from last year's report.

Two years may agree by chance where figures are few and small, so each equal figure counts for as much as it
tells: a body that had v cases last year has just v again with a chance of about one in v.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import log2

from models.crosschecks.kinds import COPIED
from models.crosschecks.records import Found, Reported, number

ENOUGH_BITS = 16.0
"""Chance of 1 in 65536 that two years agree so far by themselves."""
MOST_BITS = 10.0
"""A single figure is no proof, however large: some amounts are fixed for years."""
NEARLY_ALL = 0.9
"""Share of the figures above zero that must be equal."""
TABLES = {
    "table 2": ("proactive.",),
    "table 3": ("requests.", "outcome."),
    "table 4": ("review.", "litigation_direct.", "litigation_after_review."),
}
LASTING = ("@in_force", "@total_disclosed", "@prior_year_items")
"""Stocks: they stay as they are as long as nothing happens."""
FOLLOWING = ("requests.new@", "outcome.total@")
"""Follow from other cells, and so tell nothing of their own."""


def copied(report: Reported, before: Reported) -> list[Found]:
    """Findings of a report against the same body's report of the year before: at most one."""
    whole = _compare(report, before, [prefix for prefixes in TABLES.values() for prefix in prefixes])
    if whole.telling:
        return [_found(report, before, whole, "figures")]
    return [
        _found(report, before, part, f"figures of {table}")
        for table, prefixes in TABLES.items()
        if (part := _compare(report, before, prefixes)).telling
    ][:1]


class _Comparison:
    """Figures above zero in either year, those that are equal, and what that tells."""

    def __init__(self, equal: list[str], of: int, bits: float) -> None:
        self.equal, self.of, self.bits = equal, of, bits

    @property
    def telling(self) -> bool:
        return self.bits >= ENOUGH_BITS and len(self.equal) >= NEARLY_ALL * self.of


def _compare(report: Reported, before: Reported, prefixes: Iterable[str]) -> _Comparison:
    wanted = tuple(prefixes)
    equal: list[str] = []
    of, bits = 0, 0.0
    for cell in sorted(report.values.keys() & before.values.keys()):
        if not cell.startswith(wanted) or not _tells(cell):
            continue
        now, then = number(report.values[cell]), number(before.values[cell])
        if now is None or then is None or not (now > 0 or then > 0):
            continue
        of += 1
        if now == then:
            equal.append(cell)
            bits += min(MOST_BITS, _bits(now))
    return _Comparison(equal, of, bits)


def _tells(cell: str) -> bool:
    return not (cell.endswith(("@total", ".total", *LASTING)) or cell.startswith(FOLLOWING))


def _bits(value: Decimal) -> float:
    """Information of an equal figure; the decimals of an amount count as its digits do."""
    exponent = value.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return log2(float(value.scaleb(places)))


def _found(report: Reported, before: Reported, compared: _Comparison, what: str) -> Found:
    return Found(
        report.version_id,
        COPIED.id,
        tuple(compared.equal),
        f"{len(compared.equal)} of {compared.of} {what} above zero are those of {before.year} "
        f"({compared.bits:.0f} bits)",
        before.version_id,
    )
