"""The given reports and their gold values: every cell right or flagged, and the golden results of the
checks."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from parsers.parse import parse_document
from parsers.record import Record

SHARED = Path(__file__).resolve().parents[3] / "shared"
FOLDERS = (SHARED / "seeds", SHARED / "samples" / "real")
CASES = [
    path
    for folder in FOLDERS
    if folder.is_dir()
    for path in sorted(folder.iterdir())
    if path.suffix in (".txt", ".md", ".html") and any(folder.glob(f"{path.stem}*.gold.json"))
]
needs_reports = pytest.mark.skipif(not CASES, reason="the given reports do not lie beside this repository")


def gold_of(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        next(path.parent.glob(f"{path.stem}*.gold.json")).read_text(encoding="utf-8")
    )
    return loaded


def read(path: Path) -> Record:
    return parse_document(path.read_bytes(), path.name)


def same(got: object, expected: object) -> bool:
    if got is None or expected is None:
        return got is expected
    return Decimal(str(got)) == Decimal(str(expected))


@needs_reports
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_every_cell_is_right_or_flagged(path: Path) -> None:
    gold, record = gold_of(path), read(path)
    if "values" not in gold:
        assert record.outcome == "not_report"
        return
    flagged = set(record.uncertain) | {
        cell for check in record.checks if check.status == "fails" for cell in check.cells
    }
    assert record.generation == gold["generation"]
    assert record.year == (gold.get("year") or gold.get("report_year"))
    wrong = [cell for cell, expected in gold["values"].items() if not same(record.values.get(cell), expected)]
    assert [cell for cell in wrong if cell not in flagged and record.states.get(cell) != "inferred"] == []
    if path.suffix == ".html" or path.parent.name == "seeds":
        assert [cell for cell in wrong if record.states.get(cell) != "inferred"] == []


@needs_reports
def test_arithmetic_of_the_seeds() -> None:
    for path in CASES:
        if path.parent.name != "seeds":
            continue
        expected = gold_of(path)["checks"]["counts"]
        found = Counter(
            check.status
            for check in read(path).checks
            if check.id.split(".")[1] in ("T3", "T4") or "_bound" in check.id
        )
        assert dict(found) == expected, path.name


@needs_reports
def test_blank_totals_are_not_held_against_a_sound_report() -> None:
    path = next((path for path in CASES if "office_2019" in path.name), None)
    if path is None:
        pytest.skip("the report of 2019 is not there")
    found = Counter(
        check.status
        for check in read(path).checks
        if check.id.startswith(("G3.T3", "G3.T4", "G3.T2.disclosed"))
    )
    assert found == {"holds": 4, "holds_blank_as_zero": 13, "not_assessable": 25}
