"""Damage one row or cell of a sound report: a figure that comes out wrong must be flagged.

`NIANBAO_DIRTY_SEEDS=5` multiplies the damages tried.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from parsers.parse import parse_document

from .form import Table
from .habit import Html
from .model import draw
from .mutations import MUTATIONS, Mutation
from .numbers import BY_NAME
from .page import Block
from .scoring import Tally, score

ROUNDS = 4 * max(1, int(os.environ.get("NIANBAO_DIRTY_SEEDS", "0")))
TABLES = ("proactive", "requests", "disputes")


def damaged(shape: str, pattern: str, seed: int, name: str, mutate: Mutation) -> Tally:
    """Score the reading of a report with one table damaged."""
    report = draw(shape, BY_NAME[pattern], seed)
    rng = Random(f"{mutate.__name__}/{shape}/{pattern}/{seed}/{name}")
    lost: set[str] = set()

    def reshape(parts: list[Block], _: Random) -> list[Block]:
        changed: list[Block] = []
        for part in parts:
            if isinstance(part, Table) and part.name == name:
                part, gone = mutate(part, rng)
                lost.update(gone)
            changed.append(part)
        return changed

    data = Html(reshape=reshape)(report, rng)
    record = parse_document(data, "damaged")
    tally = score(record, {cell: None if cell in lost else gold for cell, gold in report.gold.items()})
    tally.notes = [f"{mutate.__name__}/{shape}/{pattern}/{seed}/{name}: {note}" for note in tally.notes]
    return tally


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_damage_is_noticed(mutate: Mutation) -> None:
    whole = Tally()
    for seed in range(ROUNDS):
        for shape in ("G4", "G3"):
            for pattern in ("city", "small", "blanks"):
                for name in TABLES:
                    whole.add(damaged(shape, pattern, seed, name, mutate))
    silent = [note for note in whole.notes if "SILENT" in note]
    assert not silent, f"{len(silent)} silent of {whole.cells}\n" + "\n".join(silent[:25])
