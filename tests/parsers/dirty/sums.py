"""Counts of tables 3 and 4 whose sums hold, drawn one by one."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from . import form
from .form import Generation

Draw = Callable[[], int]
"""Draws one count."""


def requests(generation: Generation, column: Callable[[str], Draw], most: int, rng: Random) -> dict[str, int]:
    """Table 3 by cell id. `column` gives what draws an applicant's counts; at most `most` are carried in."""
    rows = form.outcome_rows(generation)
    values: dict[str, int] = {}
    for name, _ in form.APPLICANTS[:-1]:
        draw = column(name)
        outcome = {row: draw() for row in rows}
        total, left = sum(outcome.values()), draw()
        carried_in = rng.randint(0, min(total + left, most))
        values |= {f"{row}@{name}": count for row, count in outcome.items()}
        values |= {
            f"outcome.total@{name}": total,
            f"requests.carried_out@{name}": left,
            f"requests.carried_in@{name}": carried_in,
            f"requests.new@{name}": total + left - carried_in,
        }
    for row in form.request_rows(generation):
        values[f"{row}@total"] = sum(values[f"{row}@{name}"] for name, _ in form.APPLICANTS[:-1])
    return values


def disputes(draw: Draw) -> dict[str, int]:
    """Table 4 by cell id."""
    values: dict[str, int] = {}
    for kind in form.DISPUTES:
        parts = [draw() for _ in form.DISPUTE_COLUMNS[:-1]]
        names = [f"{kind}.{column}" for column, _ in form.DISPUTE_COLUMNS]
        values |= dict(zip(names, [*parts, sum(parts)], strict=True))
    return values
