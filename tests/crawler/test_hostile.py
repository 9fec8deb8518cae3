"""Hostile and broken files among good ones: each ends in its class, the rest goes on, nothing gets out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.hostile import office_files, other_files, pdf_files, picture_files

ROOT = Path(__file__).resolve().parent.parent.parent
Pages = list[tuple[str, bytes, Any]]


def hostile_files() -> dict[str, tuple[bytes, set[str]]]:
    made = chain(pdf_files.files(), picture_files.files(), office_files.files(), other_files.files())
    return {name: (data, set(right.split())) for name, data, right in made}


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory, report_pages: Pages) -> dict[str, Any]:
    """What became of every file, the right answers, and what lies about afterwards."""
    work = tmp_path_factory.mktemp("work")
    files, home = work / "a" / "b" / "in", work / "home"
    files.mkdir(parents=True)
    home.mkdir()
    right = {}
    for name, (data, classes) in hostile_files().items():
        (files / name).write_bytes(data)
        right[name] = classes
    for number, (_, body, _) in enumerate(report_pages):
        for place in ("0", "m", "\uffee"):  # before, among and behind the others
            (files / f"{place} good {number}.html").write_bytes(body)
    before = {path for path in work.rglob("*") if path.is_file()}
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawler.hostile.run", str(files)],
        cwd=ROOT,
        env={**os.environ, "HOME": str(home), "TMPDIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    found["right"] = right
    found["left"] = {path for path in work.rglob("*") if path.is_file() and home not in path.parents} - before
    return found


def test_there_are_enough_of_them(batch: dict[str, Any]) -> None:
    assert len(batch["right"]) >= 60


def test_every_file_ends_in_a_class_that_fits(batch: dict[str, Any]) -> None:
    became = batch["became"]
    wrong = {
        name: became[name] for name, classes in batch["right"].items() if became[name]["as"] not in classes
    }
    assert not wrong


def test_good_files_among_them_are_read(batch: dict[str, Any]) -> None:
    good = {name: found["as"] for name, found in batch["became"].items() if " good " in name}
    assert len(good) == 12
    assert set(good.values()) == {"report"}


def test_memory_is_bounded_and_nothing_is_written_beside(batch: dict[str, Any]) -> None:
    assert batch["peak_mb"] < 2048
    assert batch["left"] == set()
    assert not Path("/outside.html").exists()
