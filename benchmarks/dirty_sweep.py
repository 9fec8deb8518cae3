"""Every habit of the dirty suite with every number pattern: right, flagged, missing and silent cells.

    python benchmarks/dirty_sweep.py [--seeds 3] [--first 1] [--only split] [--notes 5] [--all]

Prints the habits with a silent error or a document below the floor. Silent means: wrong, not in
`uncertain`, and in no failing check. Ends with code 1 when there is any. The habits that lose some of
the report are those by which two different reports give the same text (tests/parsers/dirty/test_lossy.py).
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "parsers"))

from dirty.habits import HABITS, beside
from dirty.scoring import Tally
from dirty.suite import cases, run

from parsers.parse import parse_document


def line(name: str, tally: Tally) -> str:
    """One line of the table."""
    return (
        f"{name:28} {tally.share:8.4%} flagged {tally.flagged:5} missing {tally.missing:5} "
        f"silent {tally.silent:4} of {tally.cells}, misread {tally.misread}"
    )


def main() -> int:
    """Sweep and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--seeds", type=int, default=1)
    options.add_argument("--first", type=int, default=1, help="first seed")
    options.add_argument("--only", default="", help="habits whose name holds this")
    options.add_argument(
        "--notes", type=int, default=0, help="notes to print for each habit that is not wholly right"
    )
    options.add_argument("--all", action="store_true", help="print habits that keep their promise, too")
    given = options.parse_args()
    whole, kept, lost, added = Tally(), Tally(), Tally(), Tally()
    begun, documents = time.monotonic(), 0
    for habit in HABITS:
        if given.only not in habit.name:
            continue
        tally = Tally()
        least = {True: 1.0, False: 1.0}
        below = 0
        for case in cases(habit, seeds=range(given.first, given.first + given.seeds)):
            one = run(case, parse_document)
            least[case.pattern.sparse] = min(least[case.pattern.sparse], one.share)
            below += one.share < habit.floor_for(case.pattern)
            tally.add(one)
            documents += 1
        whole.add(tally)
        (lost if habit.lossy else added if habit in beside.HABITS else kept).add(tally)
        if given.all or tally.silent or below:
            lows = f"(least {least[False]:.3f}, sparse {least[True]:.3f}; {below} below the floor)"
            print(line(habit.name, tally), lows)
            for note in [note for note in tally.notes if "SILENT" in note or given.notes][: given.notes or 3]:
                print("     ", note)
    print(line("habits that keep the report", kept))
    for name, tally in (("habits that lose some of it", lost), ("habits that add to it", added)):
        if tally.cells:
            print(line(name, tally))
    print(line("all habits", whole))
    print(f"{documents} documents in {time.monotonic() - begun:.0f} s")
    return 1 if whole.silent else 0


if __name__ == "__main__":
    sys.exit(main())
