"""Reports of 2008 to 2018 from the file to the release: each is kept under its body with its figures."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from crawler.config import Config
from crawler.ingest import ingest
from models.corpus import Corpus
from models.figures import current_figures
from tests.parsers.older.form import Sample, sample
from tests.parsers.older.rows import FORMS

BODIES = {
    "清河县水利局": "130534/water",
    "临江市文化局": "220681/culture_tourism",
    "望都县固店镇人民政府": "130631101/gov",
    "南昌市东湖区公园街道办事处": "360102001/gov",
    "白银市平川区人民政府": "620403/gov",
}


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    """Two reports of each form, no two of one body and year."""
    drawn = [sample(seed, shape) for shape in sorted(FORMS) for seed in (1, 2)]
    return list({(one.report.body, one.report.year): one for one in drawn}.values())


def test_older_reports_are_stored_checked_and_released(
    db: str, tmp_path: Path, samples: list[Sample], capsys: pytest.CaptureFixture[str]
) -> None:
    from crawler.cli import run

    folder = tmp_path / "in"
    folder.mkdir()
    for number, one in enumerate(samples):
        (folder / f"{number}.html").write_bytes(one.html)
    summary = ingest(Config(db=db, data=tmp_path / "data", workers=1), [str(folder)])
    assert not summary.failed

    truth = {(BODIES[one.report.body], one.report.year): one for one in samples}
    assert {one.report.generation for one in samples} == {"G1", "G2"}
    with Corpus.open(db) as corpus:
        stored = {(kept.body_id, kept.year): kept.values for kept in current_figures(corpus)}
    assert set(stored) == set(truth)

    assert run(["export", str(tmp_path / "out"), "--format", "csv", "--db", db]) == 0
    with (tmp_path / "out" / "figures.csv").open(encoding="utf-8", newline="") as file:
        doubted = {
            (row["body_id"], int(row["report_year"]), row["cell_id"])
            for row in csv.DictReader(file)
            if row["uncertain"] == "true"
        }
    for key, one in truth.items():
        assert set(stored[key]) == set(one.truth), key
        for cell, value in one.truth.items():
            if (*key, cell) not in doubted:
                assert stored[key][cell] == value, (key, cell)

    capsys.readouterr()
    assert run(["check", "--db", db]) == 0
    found = capsys.readouterr().out
    assert '"check": "G1.' in found
    assert '"check": "G2.' in found
