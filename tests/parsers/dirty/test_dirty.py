"""No habit of an editor may turn a figure into another one unnoticed.

For every habit: no silent error, and at least its stated share of cells right. `NIANBAO_DIRTY_SEEDS=5`
runs five seeds with every number pattern instead of one seed with a rotating choice of patterns.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from parsers.parse import parse_document

from .habit import Habit
from .habits import HABITS
from .scoring import Tally
from .suite import Case, cases, run

SEEDS = int(os.environ.get("NIANBAO_DIRTY_SEEDS", "0"))
LEAST_OVERALL = 0.995
DECIDABLE = 0.93
"""Below this share the habit has destroyed the places of figures: only silence counts."""
WHOLE: dict[str, Tally] = {}
"""For each habit the cases in which the places of figures can be told."""


def chosen(habit: Habit) -> Iterator[Case]:
    """Every pattern and seed in the sweep, else a third of them, others for each habit and shape."""
    if SEEDS:
        yield from cases(habit, seeds=range(1, SEEDS + 1))
        return
    for turn, case in enumerate(cases(habit)):
        if (turn + HABITS.index(habit)) % 3 == 0:
            yield case


@pytest.fixture(scope="module", autouse=True)
def share_of_right_cells_overall() -> Iterator[None]:
    """Hold the cells of all habits together to the bar too, where one process has run them all."""
    yield
    if len(WHOLE) == len(HABITS):
        right = sum(tally.right for tally in WHOLE.values())
        count = sum(tally.cells for tally in WHOLE.values())
        table = "\n".join(
            f"{name:28} {tally.share:.4f} flagged {tally.flagged} missing {tally.missing}"
            for name, tally in WHOLE.items()
            if tally.right < tally.cells
        )
        assert right / count >= LEAST_OVERALL, table


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_habit_gives_no_silent_error(habit: Habit) -> None:
    whole, decidable = Tally(), Tally()
    below = []
    for case in chosen(habit):
        tally, floor = run(case, parse_document), habit.floor_for(case.pattern)
        whole.add(tally)
        if floor >= DECIDABLE:
            decidable.add(tally)
        if tally.share < floor:
            below.append(f"{case.name}: {tally.share:.4f} of the cells right")
    WHOLE[habit.name] = decidable
    shown = "\n".join(whole.notes[:25])
    assert whole.silent == 0, f"{whole.silent} silent of {whole.cells}\n{shown}"
    assert decidable.misread == 0, shown
    assert not below, "\n".join(below[:10]) + f"\n{shown}"
