"""Compare a record with the true values: right, flagged, missing, silent; and how sure such counts are.

A cell is right when its value is the printed one (a blank, `/` or `-` is null; a null that the parser worked
out and marked as `inferred` counts as right). A wrong cell is *flagged* when it is named in `uncertain` or
belongs to a failing check, otherwise it is *silent*. A figure that was not read at all is *missing*, flagged
or not, and so is every cell of a document without a record. A figure for a cell that the document does not
have is *invented*, unless it is flagged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal, InvalidOperation
from math import sqrt
from typing import Any

_SURE = 1.959964  # normal deviate of 95 %, two-sided
_MOST_PROBLEMS = 40


@dataclass
class Tally:
    """Counts of cells and documents; `doubted` are cells that are right and yet in `uncertain`."""

    documents: int = 0
    exact: int = 0
    cells: int = 0
    right: int = 0
    flagged: int = 0
    missing_flagged: int = 0
    missing: int = 0
    silent: int = 0
    invented: int = 0
    doubted: int = 0
    misread: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add the counts of another tally; its problems stay with it."""
        for known in fields(self):
            if known.name != "problems":
                setattr(self, known.name, getattr(self, known.name) + getattr(other, known.name))

    def plain(self) -> dict[str, Any]:
        """The counts as a plain mapping."""
        return asdict(self)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of all."""
    result = Tally()
    for tally in tallies:
        result.add(tally)
    return result


def number(value: Any) -> Decimal | None:
    """The value as a number, None for anything else."""
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


def flagged_cells(record: Mapping[str, Any]) -> set[str]:
    """Cells that the record does not vouch for."""
    flagged = set(record.get("uncertain") or ())
    for check in record.get("checks") or ():
        if check["status"] == "fails":
            flagged.update(check["cells"])
    return flagged


def score(record: Mapping[str, Any], gold: Mapping[str, Any]) -> Tally:
    """Tally one record (the JSON object of the interface) against its gold."""
    values, states = record.get("values") or {}, record.get("states") or {}
    doubts, flagged = set(record.get("uncertain") or ()), flagged_cells(record)
    tally = Tally(documents=1)
    for cell, expected in gold["values"].items():
        got = values.get(cell)
        tally.cells += 1
        same = number(got) == number(expected) or (expected is None and states.get(cell) == "inferred")
        if same and cell in values:
            tally.right += 1
            tally.doubted += cell in doubts
            continue
        kind = "missing" if got is None else "silent"
        if cell in flagged:
            kind = "missing_flagged" if got is None else "flagged"
        setattr(tally, kind, getattr(tally, kind) + 1)
        read = (record.get("raw") or {}).get(cell)
        place = (record.get("where") or {}).get(cell)
        tally.problems.append(f"{kind} {cell}: expected {expected!r}, got {got!r}, raw {read!r}, {place}")
    for cell, got in values.items():
        if got is not None and cell not in gold["values"] and gold.get("generation") and cell not in flagged:
            tally.invented += 1
            tally.problems.append(f"invented {cell}: {got!r}")
    wrong = _identity(record, gold)
    tally.misread = int(bool(wrong))
    tally.exact = int(tally.right == tally.cells and not wrong and not tally.invented)
    # The dangerous ones first: what is cut off at the end is of the common kinds.
    tally.problems = wrong + sorted(tally.problems, key=_order)[:_MOST_PROBLEMS]
    return tally


def _order(problem: str) -> int:
    kinds = ("silent", "invented", "missing", "flagged", "missing_flagged")
    return kinds.index(problem.partition(" ")[0])


def _identity(record: Mapping[str, Any], gold: Mapping[str, Any]) -> list[str]:
    """What is wrong about outcome, year, body and generations; gold that is null is not asked."""
    wrong = []
    if record.get("error"):
        wrong.append(f"error: {record['error']}")
    for key in ("outcome", "generation", "year", "body_mention"):
        wanted = gold.get(key)
        if wanted is not None and record.get(key) != wanted:
            wrong.append(f"{key}: expected {wanted!r}, got {record.get(key)!r}")
    for table, wanted in (gold.get("table_generations") or {}).items():
        got = (record.get("table_generations") or {}).get(table)
        if got != wanted:
            wrong.append(f"table_generations.{table}: expected {wanted!r}, got {got!r}")
    return wrong


def wilson(hits: int, cases: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's score interval)."""
    if not cases:
        return 0.0, 1.0
    share, square = hits / cases, _SURE**2
    middle = (share + square / (2 * cases)) / (1 + square / cases)
    half = _SURE / (1 + square / cases) * sqrt(share * (1 - share) / cases + square / (4 * cases**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def most(hits: int, cases: int) -> float:
    """The exact one-sided 95 % upper bound of a share (Clopper-Pearson); of no hits, about 3 / cases."""
    if not cases or hits >= cases:
        return 1.0
    low, high = hits / cases, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(hits, cases, middle) > 0.05 else (low, middle)
    return high


def _at_most(hits: int, cases: int, share: float) -> float:
    """Chance of at most `hits` among `cases`."""
    term = chance = (1 - share) ** cases
    for count in range(1, hits + 1):
        term *= (cases - count + 1) / count * share / (1 - share)
        chance += term
    return chance
