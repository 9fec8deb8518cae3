"""Run habits against a parser and add up what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from .habit import Habit
from .model import Report, draw
from .numbers import PATTERNS, Pattern
from .scoring import Tally, score

Parse = Callable[[bytes, str], Any]


@dataclass(frozen=True)
class Case:
    """One document of the suite; equal cases give equal bytes."""

    habit: Habit
    shape: str
    pattern: Pattern
    seed: int

    @property
    def name(self) -> str:
        """Name that finds the case again."""
        return f"{self.habit.name}/{self.shape}/{self.pattern.name}/{self.seed}"

    def build(self) -> tuple[Report, bytes]:
        """The drawn report and its document."""
        report = draw(self.shape, self.pattern, self.seed)
        return report, self.habit.render(report, Random(self.name))


def cases(
    habit: Habit, patterns: Iterable[Pattern] = PATTERNS, seeds: Iterable[int] = (1,)
) -> Iterator[Case]:
    """All cases of a habit."""
    for seed in seeds:
        for shape in habit.shapes:
            for pattern in patterns:
                yield Case(habit, shape, pattern, seed)


def run(case: Case, parse: Parse) -> Tally:
    """Parse one case; a wrong outcome, year or generation of a table counts as misread.

    A parser that raises has broken its word: counted as a silent error, so that no sweep passes over it.
    """
    report, data = case.build()
    try:
        record = parse(data, case.name)
    except Exception as error:
        return Tally(len(report.gold), silent=1, misread=1, notes=[f"{case.name}: SILENT raised {error!r}"])
    tally = score(record, report.gold)
    wrong: list[str] = []
    if record.outcome == "report":
        wanted = {"proactive": report.proactive_generation, "requests": report.requests_generation}
        read = {name: record.table_generations.get(name) for name in wanted}
        if read != wanted:
            wrong.append(f"generations {read}, expected {wanted}")
        if record.year != report.year:
            wrong.append(f"year {record.year!r}, expected {report.year}")
    else:
        wrong.append(f"outcome {record.outcome!r}: {record.error}")
    tally.misread = int(bool(wrong))
    tally.notes = [f"{case.name}: {note}" for note in wrong + tally.notes]
    return tally
