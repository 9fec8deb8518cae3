"""Draw a report: figures that add up (or not, by pattern), their printed texts and the gold values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random

from . import form, sums
from .form import Generation, Table
from .numbers import Gold, Pattern, money, remark, signed

BODIES = (
    "清河县水利局",
    "临江区文化和旅游局",
    "望都县白塔镇人民政府",
    "安平市住房和城乡建设局",
    "东湖区青山街道办事处",
    "平川县人民政府",
)
SHAPES: Mapping[str, tuple[Generation, Generation]] = {
    "G4": ("G4", "G4"),
    "G3": ("G3", "G3"),
    "mixed": ("G4", "G3"),
}


@dataclass(frozen=True)
class Report:
    """A drawn report: what is printed and what must be read (`gold` has every cell id)."""

    body: str
    year: int
    proactive_generation: Generation
    requests_generation: Generation
    proactive: Table
    requests: Table
    disputes: Table
    gold: dict[str, Gold]
    received: int

    @property
    def title(self) -> str:
        """The printed title."""
        return f"{self.body}{self.year}年政府信息公开工作年度报告"

    @property
    def tables(self) -> tuple[Table, Table, Table]:
        """Tables 2, 3 and 4."""
        return self.proactive, self.requests, self.disputes


def draw(shape: str, pattern: Pattern, seed: int) -> Report:
    """Draw the report of `seed`; equal arguments give equal reports."""
    rng = Random(f"{shape}/{pattern.name}/{seed}")
    proactive, requests = SHAPES[shape]
    year = (
        rng.choice([2019, 2020])
        if proactive == "G3"
        else 2023
        if shape == "mixed"
        else rng.randint(2021, 2025)
    )
    counts = sums.requests(requests, _applicants(pattern, rng), 40, rng)
    received = counts["requests.new@total"]
    disputes = sums.disputes(partial(_amount, pattern, rng, 0.6))
    _spoil(counts, disputes, pattern, rng)
    cells = {cell: pattern.count(value, rng) for cell, value in (counts | disputes).items()}
    cells |= _proactive(proactive, pattern, rng)
    printed = {cell: text for cell, (text, _) in cells.items()}
    return Report(
        body=rng.choice(BODIES),
        year=year,
        proactive_generation=proactive,
        requests_generation=requests,
        proactive=form.proactive_table(proactive, printed),
        requests=form.requests_table(requests, printed),
        disputes=form.disputes_table(printed),
        gold={cell: gold for cell, (_, gold) in cells.items()},
        received=received,
    )


def _amount(pattern: Pattern, rng: Random, weight: float) -> int:
    if pattern.scale == "zero" or rng.random() > weight:
        return 0
    return (
        rng.randint(1, 9)
        if pattern.scale == "small"
        else rng.choice([rng.randint(1, 30), rng.randint(100, 2999), 1111, 7171])
    )


def _applicants(pattern: Pattern, rng: Random) -> Callable[[str], sums.Draw]:
    """What draws the counts of each applicant: natural persons ask most."""

    def column(name: str) -> sums.Draw:
        return partial(_amount, pattern, rng, (0.9 if name == "natural_person" else 0.35) * 0.5)

    return column


def _spoil(counts: dict[str, int], disputes: dict[str, int], pattern: Pattern, rng: Random) -> None:
    """Misprint some totals: the original is wrong and is to be kept so."""
    totals = sorted(cell for cell in counts if cell.endswith("@total") or cell.startswith("outcome.total"))
    for cell in rng.sample(totals, pattern.wrong_sums):
        counts[cell] += rng.choice([1, 2, 10])
    if pattern.wrong_sums:
        disputes["review.total"] += 1


def _proactive(generation: Generation, pattern: Pattern, rng: Random) -> dict[str, tuple[str, Gold]]:
    cells: dict[str, tuple[str, Gold]] = {}
    for cell in form.proactive_cells(generation):
        column = cell.partition("@")[2]
        if cell in form.MONEY:
            cells[cell] = money(rng, pattern, yuan_allowed="procurement" in cell)
            continue
        value = _amount(pattern, rng, 0.7)
        if column == "change" and value:
            cells[cell] = signed(rng.choice([value, -value]), rng, pattern)
        elif pattern.remarks and value and rng.random() < 0.3:
            cells[cell] = remark(value, rng)
        else:
            cells[cell] = pattern.count(value, rng)
    return cells
