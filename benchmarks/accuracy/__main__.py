"""python -m benchmarks.accuracy STEP: make material, score the parser on it, write docs/accuracy.md."""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path

from benchmarks.accuracy.make import CARRIERS, make, missing_programs


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
    given = options.parse_args()
    return {"make": _make}[given.step](given)


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


if __name__ == "__main__":
    sys.exit(main())
