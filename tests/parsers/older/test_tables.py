"""No habit of writing an older statistics form may turn a figure into another one unnoticed.

`NIANBAO_OLDER_SEEDS=3` runs every form, layout and number pattern with that many seeds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import pytest

from parsers.parse import parse_document

from ..dirty.numbers import PATTERNS, Pattern
from ..dirty.scoring import Tally, score
from .form import LAYOUTS, OlderReport, draw
from .habits import HABITS, OlderHabit

SEEDS = int(os.environ.get("NIANBAO_OLDER_SEEDS", "0"))
LEAST_OVERALL = 0.995
PLACES = [(shape, layout) for shape, layouts in LAYOUTS.items() for layout in layouts]
WHOLE: dict[str, Tally] = {}


def chosen(habit: OlderHabit) -> Iterator[tuple[str, str, Pattern, int]]:
    """All combinations in the sweep, else some of them, others for each habit."""
    turn = HABITS.index(habit)
    places = [(shape, layout) for shape, layout in PLACES if not habit.layouts or layout in habit.layouts]
    if SEEDS:
        yield from ((s, la, p, seed) for s, la in places for p in PATTERNS for seed in range(1, SEEDS + 1))
        return
    for step, (shape, layout) in enumerate(places):
        if (step + turn) % 3 == 0 or len(places) < 8:
            yield shape, layout, PATTERNS[(turn + 5 * step) % len(PATTERNS)], 1 + turn % 7


def read(habit: OlderHabit, report: OlderReport, name: str) -> Tally:
    """Parse one document; a wrong outcome, year or generation counts as misread."""
    record = parse_document(habit.render(report, Random(name)), name)
    tally = score(record, report.gold)
    said = (record.outcome, record.generation, record.year, record.table_generations)
    if said != ("report", report.generation, report.year, {"statistics": report.generation}):
        tally.misread = 1
        tally.notes.insert(0, f"{said} {record.error} {record.warnings}")
    tally.notes = [f"{name}: {note}" for note in tally.notes]
    return tally


@pytest.fixture(scope="module", autouse=True)
def share_of_right_cells_overall() -> Iterator[None]:
    """Hold the cells of all habits together to the bar too, where one process has run them all."""
    yield
    if len(WHOLE) == sum(not habit.lossy for habit in HABITS):
        right = sum(tally.right for tally in WHOLE.values())
        count = sum(tally.cells for tally in WHOLE.values())
        assert right / count >= LEAST_OVERALL, f"{right} of {count}"


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_habit_gives_no_silent_error(habit: OlderHabit) -> None:
    whole = Tally()
    below = []
    for shape, layout, pattern, seed in chosen(habit):
        name = f"{habit.name}/{shape}/{layout}/{pattern.name}/{seed}"
        tally = read(habit, draw(shape, pattern, seed, layout), name)
        whole.add(tally)
        if not habit.lossy and tally.share < habit.floor - pattern.allowance:
            below.append(f"{name}: {tally.share:.4f} of the cells right")
    shown = "\n".join(whole.notes[:25])
    assert whole.silent == 0, f"{whole.silent} silent of {whole.cells}\n{shown}"
    if not habit.lossy:
        WHOLE[habit.name] = whole
        assert whole.misread == 0, shown
    assert not below, "\n".join(below[:10]) + f"\n{shown}"
    assert whole.share >= (habit.floor if habit.lossy else LEAST_OVERALL), shown
