"""Which habits destroy what was printed: proved by two different reports that give one and the same text.

Nobody could know all figures of such a text; only that none comes out wrong unnoticed can be asked.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from .habit import Habit
from .habits import HABITS
from .model import Report, draw
from .numbers import BY_NAME

LOSSY = [habit for habit in HABITS if habit.lossy]
WHOLE = [
    habit for habit in HABITS if not habit.lossy and habit.name.startswith(("text_", "markdown", "cells_"))
]
ROW = "outcome.granted"
DRAWS = 300


def of_one_row(figures: tuple[str, ...]) -> Report:
    """A report whose only figures are the seven of one row of table 3."""
    report = draw("G4", BY_NAME["zeros"], 1)
    row = next(row for row in report.requests.rows if row[-1].id == f"{ROW}@total")
    values = iter(figures)
    labelled = tuple(
        replace(cell, text=next(values)) if cell.id else cell for cell in row if cell.rowspan == 1
    )
    return replace(
        report,
        proactive=report.proactive.with_rows(list(report.proactive.rows[:3])),
        requests=report.requests.with_rows([labelled]),
        disputes=report.disputes.with_rows(list(report.disputes.rows[:3])),
    )


def texts(habit: Habit, figures: tuple[str, ...]) -> set[bytes]:
    """Everything that the habit may make of the report."""
    report = of_one_row(figures)
    return {habit.render(report, Random(seed)) for seed in range(DRAWS)}


# A company's application; two applicants without a total; a person's application.
ONE = ("", "5", "", "", "", "", "5")
OTHER = ("5", "", "", "", "", "5", "")
ANOTHER = ("5", "", "", "", "", "", "5")


@pytest.mark.parametrize("habit", LOSSY, ids=lambda habit: habit.name)
def test_two_reports_give_one_text(habit: Habit) -> None:
    drawn = [texts(habit, figures) for figures in (ONE, OTHER, ANOTHER)]
    assert drawn[0] & drawn[1] or drawn[0] & drawn[2] or drawn[1] & drawn[2]


@pytest.mark.parametrize("habit", WHOLE, ids=lambda habit: habit.name)
def test_other_texts_tell_the_reports_apart(habit: Habit) -> None:
    drawn = [texts(habit, figures) for figures in (ONE, OTHER, ANOTHER)]
    assert not (drawn[0] & drawn[1] or drawn[0] & drawn[2] or drawn[1] & drawn[2])
