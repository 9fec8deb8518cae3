"""Reports of 2008 to 2018 as material: forms, layouts and prose of `tests.parsers.older`, figures of ours."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from benchmarks.accuracy import material
from benchmarks.accuracy.material import PATTERNS, Report
from benchmarks.accuracy.prose import body_name
from tests.parsers.dirty.page import Markup
from tests.parsers.older import form

SHARE = 0.2
"""Share of the reports of a run that are of the older forms; half of them carry the national one of 2014."""


def draw(seed: str, number: int) -> Report:
    """The report `number` of a run, of any form."""
    rng = Random(f"{seed}/{number}/form")
    return draw_older(seed, number) if rng.random() < SHARE else material.draw(seed, number)


def draw_older(seed: str, number: int) -> Report:
    """A report of an older form."""
    rng = Random(f"{seed}/{number}/older")
    shape = "g2" if rng.random() < 0.5 else rng.choice(sorted(set(form.FORMS) - {"g2"}))
    pattern = rng.choice(PATTERNS)
    wrong = pattern.scale != "zero" and rng.random() < material.WRONG_SUMS_SHARE
    pattern = replace(pattern, wrong_sums=int(wrong))
    drawn = replace(form.draw(shape, pattern, rng.getrandbits(40)), body=body_name(rng))
    return Report(
        name=f"{number:04d}-{drawn.generation.lower()}-{shape}-{pattern.name}",
        body=drawn.body,
        year=drawn.year,
        title=drawn.title,
        kind=drawn.generation,
        pattern=pattern.name,
        generation=drawn.generation,
        tables={},
        blocks=tuple(block for block in form.blocks(drawn) if not isinstance(block, Markup)),
        gold=drawn.gold,
        wrong_sums=wrong,
    )
