"""`nianbao coverage`: the same matrix as a table, as JSON, as CSV and as sums."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from crawler.cli import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def db(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'n.db'}"
    assert run(["db", "upgrade", "--db", url]) == 0
    return url


def test_json_and_csv_tell_the_same_cells(db: str, capsys: Capture) -> None:
    place = ["--division", "410300", "--year", "2020-2021", "--db", db]
    assert run(["coverage", *place, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert run(["coverage", *place, "--csv"]) == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    cells = [(row["body_id"], cell) for row in told["rows"] for cell in row["cells"]]
    assert [(body, cell["year"], cell["status"], cell["days"]) for body, cell in cells] == [
        (line["body_id"], int(line["year"]), line["status"], int(line["days"]) if line["days"] else None)
        for line in lines
    ]
    assert {line["status"] for line in lines} == {"overdue"}
    assert sum(told["totals"].values()) == len(lines) == told["bodies"] * 2


def test_sums_by_province_show_the_whole_roll(db: str, capsys: Capture) -> None:
    assert run(["coverage", "--by", "province", "--year", "2023", "--db", db, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    groups = {group["group"]: group for group in told["groups"]}
    assert len(groups) == 32  # 31 units and the corps
    assert groups["410000"]["name"] == "河南省" and groups["410000"]["totals"]["overdue"] > 150
    assert sum(group["bodies"] for group in told["groups"]) == told["bodies"]


def test_a_notice_of_the_data_folder_moves_a_deadline(db: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "notices.toml").write_text('[[notice]]\ndivision = "4103"\nby = "03-30"\n', "utf-8")
    wanted = ["coverage", "--division", "410307104", "--year", "2021", "--level", "4", "--csv", "--db", db]
    days = []
    for folder in (tmp_path, tmp_path / "none"):
        assert run([*wanted, "--data", str(folder)]) == 0
        days.append(int(next(csv.DictReader(io.StringIO(capsys.readouterr().out)))["days"]))
    assert days[0] == days[1] + 1


@pytest.mark.parametrize(
    "wrong",
    [
        ["--json", "--csv"],
        ["--province", "41", "--division", "410300"],
        ["--division", "河南"],
        ["--by", "village"],
    ],
)
def test_what_cannot_be_meant_is_refused(db: str, capsys: Capture, wrong: list[str]) -> None:
    assert run(["coverage", "--db", db, *wrong]) == 2
    assert "Traceback" not in capsys.readouterr().err
