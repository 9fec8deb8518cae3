"""Damage one row or cell of a sound report: a figure that comes out wrong must be flagged.

`NIANBAO_DIRTY_SEEDS=5` multiplies the damages tried.
"""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from parsers.parse import parse_document

from .habits import BY_NAME as HABITS
from .model import draw
from .mutations import MUTATIONS, Mutation
from .numbers import BY_NAME
from .scoring import Tally, score

ROUNDS = 2 * max(1, int(os.environ.get("NIANBAO_DIRTY_SEEDS", "0")))
TABLES = ("proactive", "requests", "disputes")
PATTERNS = ("city", "small", "blanks")
CARRIERS = ("clean", "text_raw_tabs")


def damaged(carrier: str, shape: str, pattern: str, seed: int, name: str, mutate: Mutation) -> Tally:
    """Score the reading of a report with one table damaged."""
    case = f"{mutate.__name__}/{carrier}/{shape}/{pattern}/{seed}/{name}"
    report, rng = draw(shape, BY_NAME[pattern], seed), Random(case)
    table, lost = mutate(getattr(report, name), rng)
    data = HABITS[carrier].render(replace(report, **{name: table}), rng)
    record = parse_document(data, case)
    tally = score(record, {cell: None if cell in lost else gold for cell, gold in report.gold.items()})
    tally.notes = [f"{case}: {note}" for note in tally.notes]
    return tally


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_damage_is_noticed(mutate: Mutation) -> None:
    whole = Tally()
    for seed, shape, pattern, name in product(range(ROUNDS), ("G4", "G3"), PATTERNS, TABLES):
        for carrier in CARRIERS:
            whole.add(damaged(carrier, shape, pattern, seed, name, mutate))
    silent = [note for note in whole.notes if "SILENT" in note]
    assert not silent, f"{len(silent)} silent of {whole.cells}\n" + "\n".join(silent[:25])
