"""python -m benchmarks.accuracy STEP: make material, score the parser on it, write docs/accuracy.md."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from pathlib import Path

from benchmarks.accuracy.make import CARRIERS, make, missing_programs
from benchmarks.accuracy.reading import RESULTS, made_files, row, scored
from benchmarks.accuracy.scoring import Tally
from benchmarks.accuracy.table import grouped, lines
from crawler.config import Config
from crawler.jobs import Limits


def main() -> int:
    """Run one step."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    steps = options.add_subparsers(dest="step", required=True)
    step = steps.add_parser("make", help="write files with known values into a folder")
    step.add_argument("folder", type=Path)
    step.add_argument("--reports", type=int, default=20)
    step.add_argument("--carriers", default=",".join(CARRIERS), help="names parted by commas")
    step.add_argument("--scans", type=int, default=1, help="scan qualities for each report, in turn")
    step.add_argument("--seed", default=None, help="repeat a run")
    step = steps.add_parser("score", help="parse the files of a folder and compare; writes results.jsonl")
    step.add_argument("folder", type=Path)
    step.add_argument("--carriers", default=None, help="names parted by commas")
    step.add_argument("--most", type=int, default=None, help="most files of each carrier")
    step.add_argument("--workers", type=int, default=1)
    step.add_argument("--timeout", type=float, default=Config().parse_timeout, help="seconds for a document")
    step.add_argument("--problems", type=int, default=4, help="problems to print for each document")
    given = options.parse_args()
    return {"make": _make, "score": _score}[given.step](given)


def _make(given: argparse.Namespace) -> int:
    carriers = given.carriers.split(",")
    unknown = set(carriers) - set(CARRIERS)
    if unknown:
        print(f"no such carrier: {', '.join(sorted(unknown))}; known: {', '.join(CARRIERS)}", file=sys.stderr)
        return 2
    if lacking := missing_programs(carriers):
        print(f"needs: apt-get install {' '.join(lacking)}", file=sys.stderr)
        return 2
    seed = given.seed or secrets.token_hex(4)
    print(f"seed {seed}")
    given.folder.mkdir(parents=True, exist_ok=True)
    (given.folder / "seed").write_text(seed)
    make(given.folder, seed, given.reports, carriers, given.scans)
    return 0


def _score(given: argparse.Namespace) -> int:
    """Score a folder; results of carriers that were not asked for are kept. Code 1: a silent error."""
    carriers = frozenset(given.carriers.split(",")) if given.carriers else None
    made = made_files(given.folder, carriers, given.most)
    path = given.folder / RESULTS
    known = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    rows = []
    limits = Limits(given.timeout, Config().parse_memory)
    for item, tally, processor in scored(made, given.workers, limits):
        rows.append(row(item, tally, processor))
        if tally.problems and given.problems:
            print(f"{item.path.name}: {len(tally.problems)} problem(s)")
            for problem in tally.problems[: 1 if tally.problems[0].startswith("error") else given.problems]:
                print(f"    {problem}")
    names = {row["file"] for row in rows}
    kept = [row for row in known if row["file"] not in names]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept + rows)
    path.write_text(text, encoding="utf-8")
    for line in lines(grouped(rows, "carrier")):
        print(line)
    whole = grouped(rows).get((), Tally())
    return 1 if whole.silent + whole.invented else 0


if __name__ == "__main__":
    sys.exit(main())
