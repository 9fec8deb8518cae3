"""Counts as lines of text: for the terminal and for the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks.accuracy.scoring import Tally, most, wilson

_COUNTS = [name for name in Tally.__dataclass_fields__ if name != "problems"]


def grouped(rows: Iterable[Mapping[str, Any]], *keys: str) -> dict[tuple[str, ...], Tally]:
    """Sum rows of the results by keys, in order of first sight."""
    groups: dict[tuple[str, ...], Tally] = {}
    for row in rows:
        group = groups.setdefault(tuple(str(row[key]) for key in keys), Tally())
        group.add(Tally(**{name: row[name] for name in _COUNTS}))
    return groups


def percent(hits: float, cases: float) -> str:
    """A share in percent, enough digits to tell 99.95 from 100."""
    return f"{100 * hits / cases:.3f}" if cases else "–"


def lines(groups: Mapping[tuple[str, ...], Tally]) -> Iterable[str]:
    """One line a group for a terminal."""
    for key, tally in groups.items():
        yield (
            f"{' '.join(key):24} documents {tally.documents:4} exact {tally.exact:4} "
            f"misread {tally.misread:3} cells {tally.cells:6} right {percent(tally.right, tally.cells):>7} % "
            f"flagged {tally.flagged:4} missing {tally.missing_flagged}+{tally.missing} "
            f"SILENT {tally.silent} invented {tally.invented} "
            f"doubted {percent(tally.doubted, tally.right)} % {tally.seconds / max(1, tally.documents):.2f} s"
        )


def right_interval(tally: Tally) -> str:
    """The 95 % interval of the right cells in percent."""
    low, high = wilson(tally.right, tally.cells)
    return f"{100 * low:.3f} to {100 * high:.3f}"


def silent_rate(tally: Tally) -> tuple[str, str]:
    """Silent cells in ten thousand, and the upper bound that the material allows."""
    wrong = tally.silent + tally.invented
    if not tally.cells:
        return "–", "–"
    return f"{1e4 * wrong / tally.cells:.2f}", f"{1e4 * most(wrong, tally.cells):.2f}"
