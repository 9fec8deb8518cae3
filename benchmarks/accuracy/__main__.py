"""python -m benchmarks.accuracy STEP: make reports with known values, score the parser, write the page."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.accuracy.make import CARRIERS, PLAIN, make, missing_programs
from benchmarks.accuracy.reading import PEERS, RESULTS, RUN, made_files, row, scored
from benchmarks.accuracy.scoring import Tally
from benchmarks.accuracy.table import grouped, lines
from crawler.config import Config
from crawler.jobs import Limits

ROOT = Path(__file__).resolve().parent.parent.parent
_LEAST_RIGHT = 0.9995


def main() -> int:
    """Run one step."""
    config = Config()
    options = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    options.add_argument(
        "--quick", action="store_true", help="make and score a few files that need no system package"
    )
    options.add_argument("--seed", dest="quick_seed", default=None, help="repeat a quick run")
    steps = options.add_subparsers(dest="step")
    step = steps.add_parser("make", help="write files with known values into a folder")
    step.add_argument("folder", type=Path)
    step.add_argument("--reports", type=int, default=20)
    step.add_argument("--carriers", default=",".join(CARRIERS), help="names parted by commas")
    step.add_argument("--scans", type=int, default=1, help="scan qualities for each report, in turn")
    step.add_argument("--seed", default=None, help="repeat a run")
    step = steps.add_parser("score", help="parse the files of a folder and compare with their values")
    step.add_argument("folder", type=Path)
    step.add_argument("--carriers", default=None, help="names parted by commas")
    step.add_argument("--most", type=int, default=None, help="most files of each carrier")
    step.add_argument("--workers", type=int, default=1)
    step.add_argument("--timeout", type=float, default=config.parse_timeout, help="seconds for a document")
    step.add_argument("--problems", type=int, default=4, help="problems to print for each document")
    step.add_argument("--note", default="", help="what a reader of the page must know of this run")
    step = steps.add_parser("peers", help="read some of the files with plain tools")
    step.add_argument("folder", type=Path)
    step.add_argument("--carriers", default="chromium,libreoffice,scan300,scan200,scan150,scan120,fax")
    step.add_argument("--most", type=int, default=6, help="most files of each carrier")
    step = steps.add_parser("page", help="write docs/accuracy.md from the results of folders")
    step.add_argument("folders", type=Path, nargs="+", metavar="folder")
    step.add_argument("--out", type=Path, default=ROOT / "docs" / "accuracy.md")
    given = options.parse_args()
    if given.quick:
        return _quick(given.quick_seed)
    if given.step is None:
        options.error("name a step, or --quick")
    return {"make": _make, "score": _score, "peers": _peers, "page": _page}[given.step](given)


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
    print(f"seed {seed}", flush=True)
    given.folder.mkdir(parents=True, exist_ok=True)
    _note(given.folder, seed=seed, reports=given.reports)
    make(given.folder, seed, given.reports, carriers, given.scans)
    return 0


def _note(folder: Path, **facts: Any) -> None:
    """Add facts about the run to its folder."""
    path = folder / RUN
    path.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(known | facts, indent=1), encoding="utf-8")


def _score(given: argparse.Namespace) -> int:
    """Score a folder; results of files that were not asked for are kept. Code 1: a silent error."""
    from benchmarks.accuracy.page import machine

    carriers = frozenset(given.carriers.split(",")) if given.carriers else None
    limits = Limits(given.timeout, Config().parse_memory)
    rows = []
    for item, tally, processor in scored(
        made_files(given.folder, carriers, given.most), given.workers, limits
    ):
        rows.append(row(item, tally, processor))
        _tell(item.path.name, tally, given.problems)
    _merge(given.folder / RESULTS, rows, ("file",))
    made = {"workers": given.workers, "timeout": limits.timeout, "memory": limits.memory, "note": given.note}
    _note(given.folder, **made, **machine())
    for line in lines(grouped(rows, "carrier")):
        print(line)
    whole = grouped(rows).get((), Tally())
    return 1 if whole.silent + whole.invented else 0


def _tell(name: str, tally: Tally, most: int) -> None:
    """Print the first problems of a document; one is enough where it was not read at all."""
    if tally.problems and most:
        print(f"{name}: {len(tally.problems)} problem(s)")
        for problem in tally.problems[: 1 if tally.problems[0].startswith("error") else most]:
            print(f"    {problem}", flush=True)


def _merge(path: Path, rows: list[dict[str, Any]], keys: tuple[str, ...]) -> None:
    """Put rows into a file of rows, in place of those of the same keys."""
    path.parent.mkdir(parents=True, exist_ok=True)
    known = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    names = {tuple(row[key] for key in keys) for row in rows}
    kept = [row for row in known if tuple(row[key] for key in keys) not in names]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept + rows)
    path.write_text(text, encoding="utf-8")


def _peers(given: argparse.Namespace) -> int:
    from benchmarks.accuracy.peers import compared, pdfplumber_record, rapidocr_reader

    rows = []
    for carrier in given.carriers.split(","):
        made = made_files(given.folder, frozenset({carrier}), given.most)
        scanned = made and "matrices" in made[0].gold
        name, read = ("RapidOCR", rapidocr_reader()) if scanned else ("pdfplumber", pdfplumber_record)
        for item, tally in compared(made, read):
            rows.append({"peer": name, **row(item, tally, 0.0)})
    _merge(given.folder / PEERS, rows, ("peer", "file"))
    for line in lines(grouped(rows, "peer", "carrier")):
        print(line)
    return 0


def _page(given: argparse.Namespace) -> int:
    from benchmarks.accuracy.page import write_page

    given.out.write_text(write_page(given.folders), encoding="utf-8")
    print(given.out)
    return 0


def _quick(seed: str | None) -> int:
    """A small run without system packages; code 1 for a silent error or less than 99.95 % right."""
    seed = seed or secrets.token_hex(4)
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, seed, 6, PLAIN, 0, say=lambda _: None)
        limits = Limits(Config().parse_timeout, Config().parse_memory)
        rows = []
        for item, tally, processor in scored(made_files(folder), 1, limits):
            _tell(item.path.name, tally, 4)
            rows.append(row(item, tally, processor))
    for line in lines(grouped(rows, "carrier")):
        print(line)
    whole = grouped(rows)[()]
    enough = whole.right >= _LEAST_RIGHT * whole.cells
    return 0 if enough and not whole.silent + whole.invented else 1


if __name__ == "__main__":
    sys.exit(main())
