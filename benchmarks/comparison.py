"""Versions compared, pairs a second: cell by cell and chapter by chapter, against ways that know no report.

    python benchmarks/comparison.py [--pairs 200] [--rounds 7]

A pair is a report as the parser gives it (200 cells, 2,500 characters of chapters) and a correction of it
with none to eight other figures and none to two other chapters. In turn, on the same pairs, in CPU time:

* `versions`: `models.content.changes`, what a corrected report changed;
* `difflib`: the unified diff of the lines of both records' JSON text, one for each value;
* `carriers`: `models.comparison.compare`, what two documents of one text say differently;
* `plain diff`: every path at which the two JSON objects differ.

Lines and objects are made before the clock starts. What was changed is known: `versions` and `carriers` must
name exactly that in each pair.
"""

from __future__ import annotations

import argparse
import difflib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from records import corrected, records
from rounds import interleave, summary

from models.comparison import compare
from models.content import changes
from parsers.record import Record


@dataclass(frozen=True, slots=True)
class Form:
    """A record in the forms that are compared."""

    record: Record
    plain: dict[str, Any]
    lines: list[str]

    @classmethod
    def of(cls, record: Record) -> Form:
        """All forms of a record."""
        plain = record.to_json()
        text = json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True)
        return cls(record, plain, text.splitlines())


Pair = tuple[Form, Form]


def versions(pair: Pair) -> set[str]:
    """Ids of the cells and numbers of the chapters that the correction changed."""
    old, new = (form.record for form in pair)
    found = changes(old.values, new.values, old.chapters, new.chapters)
    return {change.item if change.kind == "figure" else change.item.partition(" ")[0] for change in found}


def carriers(pair: Pair) -> set[str]:
    """Ids of the cells in which two documents of a text disagree."""
    return {each.cell_id for each in compare(*(form.record for form in pair)).disagreements}


def lines(pair: Pair) -> set[str]:
    """Changed lines of the JSON text."""
    old, new = (form.lines for form in pair)
    return {line for line in difflib.unified_diff(old, new, lineterm="", n=0) if line[0] in "+-"}


def plain(pair: Pair) -> set[str]:
    """Paths whose values differ."""
    return set(differing(pair[0].plain, pair[1].plain, ""))


def differing(old: Any, new: Any, path: str) -> Iterator[str]:
    """Paths at which two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() | new.keys():
            yield from differing(old.get(key), new.get(key), f"{path}/{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from differing(one, other, f"{path}/{place}")
    elif old != new:
        yield path


def rate(pairs: list[Pair], work: Callable[[Pair], set[str]]) -> Callable[[], float]:
    """A measurement: pairs a second of CPU time."""

    def measure() -> float:
        begun = time.process_time()
        for pair in pairs:
            work(pair)
        return len(pairs) / (time.process_time() - begun)

    return measure


def main() -> None:
    """Check, measure and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--pairs", type=int, default=200)
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    rng = Random(given.pairs)
    pairs: list[Pair] = []
    planted: list[set[str]] = []
    for record in records(given.pairs):
        other, changed = corrected(record, rng, rng.randrange(9), rng.randrange(3))
        pairs.append((Form.of(record), Form.of(other)))
        planted.append(changed)
    for pair, changed in zip(pairs, planted, strict=True):
        assert versions(pair) == changed
        assert carriers(pair) == {item for item in changed if not item.isdigit()}
        assert len(lines(pair)) >= len(changed) <= len(plain(pair))
    print(f"{len(pairs)} pairs, {sum(map(len, planted))} planted changes: all found, no other")
    figures = interleave(
        {
            "versions": rate(pairs, versions),
            "difflib": rate(pairs, lines),
            "carriers": rate(pairs, carriers),
            "plain diff": rate(pairs, plain),
        },
        given.rounds,
    )
    print(summary({name: figures[name] for name in ("versions", "difflib")}, "pairs/s and core"))
    print(summary({name: figures[name] for name in ("carriers", "plain diff")}, "pairs/s and core"))


if __name__ == "__main__":
    main()
