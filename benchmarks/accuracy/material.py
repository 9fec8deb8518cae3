"""Draw reports of the 2019 and 2021 formats: bodies, prose, figures as printed, and the true values.

The grids of the three tables are those of `tests.parsers.dirty.form`; bodies, prose and figures are drawn
here. Equal seeds give equal reports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from benchmarks.accuracy.prose import body_name, chapters
from tests.parsers.dirty import form, sums
from tests.parsers.dirty.form import Generation, Table
from tests.parsers.dirty.numbers import (
    DASHES,
    SLASHES,
    Gold,
    Pattern,
    Printed,
    commas,
    full_width,
    mixed,
    money,
    plain,
    remark,
    signed,
    unit,
    zero_as,
)
from tests.parsers.dirty.page import Prose

Block = Prose | Table
FORMS: Mapping[str, tuple[Generation, Generation]] = {
    "G4": ("G4", "G4"),
    "G3": ("G3", "G3"),
    "mixed": ("G4", "G3"),
}
_FORM_WEIGHTS = {"G4": 6, "G3": 2, "mixed": 2}
WRONG_SUMS_SHARE = 0.2
PATTERNS = (
    Pattern("zeros", "zero", plain),
    Pattern("small", "small", plain),
    Pattern("small", "small", plain),
    Pattern("city", "city", plain),
    Pattern("city", "city", plain),
    Pattern("full_width", "city", full_width),
    Pattern("commas", "city", commas),
    Pattern("blanks", "small", zero_as("", chance=0.6), sparse=True),
    Pattern("slashes", "small", zero_as(*SLASHES, chance=0.6), sparse=True),
    Pattern("dashes", "small", zero_as(*DASHES, chance=0.6), sparse=True),
    Pattern("remarks", "small", plain, remarks=True),
    Pattern("units", "small", unit, remarks=True),
    Pattern("mixed", "city", mixed, sparse=True, remarks=True),
)
_ALIKE = (2811, 2896, 1111, 7171, 111, 717, 1171, 4114, 6898, 3385)
"""Counts whose digits scans confuse."""


@dataclass(frozen=True)
class Report:
    """A drawn report: its blocks in reading order and what must be read from it.

    `gold` has every cell id of its generations; `tables` names the generation of each table.
    """

    name: str
    body: str
    year: int
    title: str
    kind: str
    pattern: str
    generation: str
    tables: Mapping[str, str]
    blocks: tuple[Block, ...]
    gold: Mapping[str, Gold]
    wrong_sums: bool = False


def draw(seed: str, number: int) -> Report:
    """The report `number` of a run; the seed is the run's."""
    rng = Random(f"{seed}/{number}")
    kind = rng.choices(list(_FORM_WEIGHTS), list(_FORM_WEIGHTS.values()))[0]
    pattern = rng.choice(PATTERNS)
    wrong = pattern.scale != "zero" and rng.random() < WRONG_SUMS_SHARE
    if wrong:
        pattern = replace(pattern, wrong_sums=rng.randint(1, 3))
    proactive, requests = FORMS[kind]
    counts = sums.requests(requests, _applicants(pattern, rng), 60, rng)
    counts |= sums.disputes(partial(_amount, pattern, rng, 0.4))
    _spoil(counts, pattern, rng)
    printed: dict[str, Printed] = {cell: pattern.count(value, rng) for cell, value in counts.items()}
    printed |= _proactive(proactive, pattern, rng)
    texts = {cell: text for cell, (text, _) in printed.items()}
    tables = (
        form.proactive_table(proactive, texts),
        form.requests_table(requests, texts),
        form.disputes_table(texts),
    )
    body, year = body_name(rng), _year(kind, rng)
    parts = chapters(body, year, {cell: gold for cell, (_, gold) in printed.items()}, rng)
    blocks: list[Block] = [Prose(text, heading) for text, heading in parts[0]]
    for table, text in zip(tables, parts[1:4], strict=True):
        blocks += [Prose(form.TITLES[table.name], heading=True), table, *(Prose(line) for line, _ in text)]
    blocks += [Prose(text, heading) for text, heading in parts[4]]
    return Report(
        name=f"{number:04d}-{kind.lower()}-{pattern.name}",
        body=body,
        year=year,
        title=rng.choice(
            (f"{body}{year}年政府信息公开工作年度报告", f"{body}\n{year}年政府信息公开工作年度报告")
        ),
        kind=kind,
        pattern=pattern.name,
        generation=proactive,
        tables={"proactive": proactive, "requests": requests},
        blocks=tuple(blocks),
        gold={cell: gold for cell, (_, gold) in printed.items()},
        wrong_sums=wrong,
    )


def _year(kind: str, rng: Random) -> int:
    years = {"G3": (2019, 2020), "mixed": (2021, 2022, 2023), "G4": (2021, 2022, 2023, 2024, 2025)}
    return rng.choice(years[kind])


def _amount(pattern: Pattern, rng: Random, weight: float) -> int:
    if pattern.scale == "zero" or rng.random() > weight:
        return 0
    if pattern.scale == "small":
        return rng.choice((rng.randint(1, 9), rng.randint(1, 60)))
    return rng.choice(
        (rng.randint(1, 30), rng.randint(31, 999), rng.randint(1000, 29999), rng.choice(_ALIKE))
    )


def _applicants(pattern: Pattern, rng: Random) -> Callable[[str], sums.Draw]:
    """What draws the counts of each applicant."""

    def column(name: str) -> sums.Draw:
        weight = rng.choice((0.3, 0.5, 0.7)) if name == "natural_person" else rng.choice((0.05, 0.2, 0.4))
        return partial(_amount, pattern, rng, weight)

    return column


def _spoil(counts: dict[str, int], pattern: Pattern, rng: Random) -> None:
    """Misprint figures: the original is wrong and must be read as it is printed."""
    for cell in rng.sample(sorted(counts), pattern.wrong_sums):
        counts[cell] += rng.choice((1, 2, 9, 10, 100))


def _proactive(generation: Generation, pattern: Pattern, rng: Random) -> dict[str, Printed]:
    """Table 2, which has no sums."""
    cells: dict[str, Printed] = {}
    for cell in form.proactive_cells(generation):
        value = _amount(pattern, rng, 0.6)
        if cell in form.MONEY:
            cells[cell] = money(rng, pattern, yuan_allowed="procurement" in cell)
        elif cell.endswith("@change") and value:
            cells[cell] = signed(rng.choice((value, -value)), rng, pattern)
        elif pattern.remarks and value and rng.random() < 0.3:
            cells[cell] = remark(value, rng)
        else:
            cells[cell] = pattern.count(value, rng)
    return cells
