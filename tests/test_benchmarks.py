"""The smallest form of each benchmark that checks what it measures: it runs, and finds what was planned."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SMALLEST = {
    "comparison": (["--pairs", "6"], r"6 pairs, [1-9]\d* planted changes: all found, no other"),
    "coverage_query": (["--reports", "3000"], r"--by province --year 2024 +\d{6} cells"),
    "deduplication": (["--reports", "6"], r"[1-9]\d\.\d% found to be copies, as planned"),
    "watch_columns": (["--columns", "6", "--per-column", "2"], r"6 requests for 6 lists, 1\.00 each"),
}


@pytest.mark.parametrize("name", SMALLEST)
def test_it_runs_to_its_end(name: str) -> None:
    options, says = SMALLEST[name]
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *options, "--rounds", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(says, done.stdout), done.stdout
