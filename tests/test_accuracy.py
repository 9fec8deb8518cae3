"""The accuracy benchmark: its definitions, its intervals, its scans, and a small run of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest

from benchmarks.accuracy.material import draw
from benchmarks.accuracy.page import write_page
from benchmarks.accuracy.reading import RESULTS, RUN
from benchmarks.accuracy.scans import QUALITIES, scan_page
from benchmarks.accuracy.scoring import Tally, most, score, wilson

ROOT = Path(__file__).resolve().parent.parent
GOLD = {
    "outcome": "report",
    "generation": "G4",
    "year": 2024,
    "values": {"a": 1, "b": None, "c": "2.50", "d": 4},
}
RIGHT = {
    "outcome": "report",
    "generation": "G4",
    "year": 2024,
    "values": {"a": 1, "b": None, "c": "2.5", "d": 4},
}


def changed(**values: object) -> dict[str, object]:
    return {**RIGHT, "values": {**RIGHT["values"], **values}}  # type: ignore[dict-item]


def test_equal_numbers_are_right_however_they_are_written() -> None:
    tally = score(RIGHT, GOLD)
    assert (tally.right, tally.exact, tally.problems) == (4, 1, [])


def test_a_wrong_cell_is_silent_unless_doubted_or_in_a_failing_check() -> None:
    wrong = changed(a=7)
    assert score(wrong, GOLD).silent == 1
    assert score({**wrong, "uncertain": ["a"]}, GOLD).flagged == 1
    assert score({**wrong, "checks": [{"status": "fails", "cells": ["a"]}]}, GOLD).flagged == 1
    assert score({**wrong, "checks": [{"status": "holds", "cells": ["a"]}]}, GOLD).silent == 1


def test_a_figure_where_none_is_printed_is_wrong() -> None:
    assert score(changed(b=0), GOLD).silent == 1
    assert score(changed(x=3), GOLD).invented == 1
    assert score({**changed(x=3), "uncertain": ["x"]}, GOLD).invented == 0


def test_null_for_a_figure_is_missing_unless_it_is_a_blank() -> None:
    assert score(changed(a=None), GOLD).missing == 1
    assert score({**changed(a=None), "uncertain": ["a"]}, GOLD).missing_flagged == 1
    assert score({"outcome": "unreadable", "error": "malformed"}, GOLD).missing == 4


def test_wrong_identity_makes_a_document_misread() -> None:
    tally = score({**RIGHT, "year": 2023}, GOLD)
    assert (tally.right, tally.exact, tally.misread) == (4, 0, 1)


def test_intervals_are_those_of_the_textbooks() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 0.27753), abs=1e-5)
    assert wilson(8, 10) == pytest.approx((0.49016, 0.94331), abs=1e-4)
    assert most(0, 10_000) == pytest.approx(1 - 0.05 ** (1 / 10_000), rel=1e-6)
    assert most(2, 20) == pytest.approx(0.28262, abs=1e-4)


def test_equal_seeds_draw_equal_reports_and_others_do_not() -> None:
    assert draw("one", 3) == draw("one", 3)
    assert draw("one", 3) != draw("two", 3)


@pytest.mark.parametrize("name", QUALITIES)
def test_a_scan_knows_where_its_page_went(name: str) -> None:
    quality = QUALITIES[name]
    fine = quality.dpi * (1 if quality.dpi >= 300 else 2)
    page = np.full((11 * fine, 8 * fine), 255, np.uint8)
    spots = [(100, 120), (300, 400), (480, 700)]
    for x, y in spots:
        centre, size = (round(x / 72 * fine), round(y / 72 * fine)), fine // 20
        page[centre[1] - size : centre[1] + size, centre[0] - size : centre[0] + size] = 0
    scan = scan_page(page, quality, Random(name))
    for x, y in spots:
        across, down, scale = scan.matrix @ np.array([x, y, 1.0])
        column, line = round(across / scale), round(down / scale)
        assert scan.picture[line, column] < 110
        assert scan.picture[line - quality.dpi // 4, column] > 110


def test_a_small_run_is_exact() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.accuracy", "--quick", "--seed", "house"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def run(folder: Path, carrier: str, seed: str, problems: list[str]) -> Path:
    """A folder with the results of one file."""
    (folder / RUN).parent.mkdir(parents=True)
    facts = {"seed": seed, "reports": 1, "date": "today", "commit": "v1", "cores": 1, "processor": "any"}
    facts |= {"python": "3", "workers": 1, "memory": 1 << 30, "timeout": 60, "versions": {}, "note": "Small."}
    (folder / RUN).write_text(json.dumps(facts), encoding="utf-8")
    tally = Tally(documents=1, cells=10, right=10 - len(problems), flagged=len(problems), problems=problems)
    about = {"file": f"{seed}.{carrier}", "carrier": carrier, "form": "G4", "pattern": "zeros"}
    result = {**about, "wrong_sums": False, **tally.plain()}
    (folder / RESULTS).write_text(json.dumps(result) + "\n", encoding="utf-8")
    return folder


def test_the_page_takes_each_carrier_from_the_first_run_that_has_it_and_names_misses(tmp_path: Path) -> None:
    text = write_page(
        [
            run(tmp_path / "new", "scan300", "fresh", ["flagged a: expected 4, got 1"]),
            run(tmp_path / "old", "scan300", "stale", ["flagged b: expected 2, got 3"]),
            run(tmp_path / "other", "docx", "third", []),
        ]
    )
    assert "* `fresh.scan300`: flagged a: expected 4, got 1" in text
    assert "expected 2, got 3" not in text
    assert "| scan, 300 dpi | 1 | 0 | 10 | 90.000 |" in text
    assert "| DOCX | 1 | 0 | 10 | 100.000 |" in text
