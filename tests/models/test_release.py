"""Releases are whole or not there, equal for equal corpora, and described to the last column."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from pathlib import Path

import pyarrow.parquet
import pytest

from models import release
from models.corpus import Corpus, CorpusError
from models.release import FORMATS, MANIFEST, export
from parsers.record import Check
from tests.models.givens import report, store, values


@pytest.fixture
def filled(corpus: Corpus) -> Corpus:
    failing = Check("G4.T4.review_sum", "fails", ("review.total",), "0 ≠ 1")
    first = report("a", checks=(failing,), raw={"review.total": '0,"件"\n'})
    store(corpus, "a", first, published="2025-01-20")
    store(corpus, "b", report("b", cells=values() | {"review.total": 2}), published="2025-02-20")
    store(corpus, "c", report("c", body="获嘉县财政局", year=2022))
    store(corpus, "d", report("d", body="没有这个局"))
    return corpus


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_manifest_names_every_file_with_its_digest(filled: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "release"
    released = export(filled, folder)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert {path.name for path in folder.iterdir()} == {
        MANIFEST,
        *(file["name"] for file in manifest["files"]),
    }
    for file in manifest["files"]:
        data = (folder / file["name"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
    assert manifest["tables"] == released.rows
    assert released.rows["reports"] == 2


def test_two_exports_are_equal_to_the_byte(filled: Corpus, tmp_path: Path) -> None:
    export(filled, tmp_path / "one")
    export(filled, tmp_path / "two")
    assert {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()
    }


def test_all_formats_say_the_same(filled: Corpus, tmp_path: Path) -> None:
    rows = export(filled, tmp_path, set(FORMATS)).rows
    database = sqlite3.connect(tmp_path / "nianbao.sqlite")
    database.row_factory = sqlite3.Row
    for name, count in rows.items():
        assert len(table(tmp_path, name)) == count
        lines = (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        parquet = pyarrow.parquet.read_table(tmp_path / f"{name}.parquet").to_pylist()
        stored = [dict(row) for row in database.execute(f"SELECT * FROM {name}")]
        assert [list(json.loads(line)) for line in lines] == [list(row) for row in parquet]
        assert len(lines) == len(parquet) == len(stored) == count
        for line, row in zip(lines, parquet, strict=True):
            plain = json.loads(line)
            for key, value in row.items():
                if not isinstance(plain[key], list | dict) and key not in ("first_seen", "last_seen"):
                    assert plain[key] == value
    database.close()


def test_figures_are_typed_and_exact(filled: Corpus, tmp_path: Path) -> None:
    export(filled, tmp_path, {"csv", "parquet"})
    figures = {(row["body_id"], row["version"], row["cell_id"]): row for row in table(tmp_path, "figures")}
    assert figures["410724/gov", "1", "proactive.admin_fees@amount"]["value_decimal"] == "96171.6"
    assert figures["410724/gov", "1", "review.total"]["raw"] == '0,"件"\n'
    assert figures["410724/gov", "1", "proactive.regulations@issued"]["value_int"] == ""
    assert figures["410724/gov", "2", "review.total"]["value_int"] == "2"
    schema = pyarrow.parquet.read_schema(tmp_path / "figures.parquet")
    assert (str(schema.field("value_int").type), str(schema.field("uncertain").type)) == ("int64", "bool")


def test_release_leads_from_report_to_source_and_place(filled: Corpus, tmp_path: Path) -> None:
    export(filled, tmp_path, {"csv"})
    assert [row["division_id"] for row in table(tmp_path, "divisions")] == [
        "000000",
        "410000",
        "410700",
        "410724",
    ]
    assert [(row["report_year"], row["version"], row["url"]) for row in table(tmp_path, "sources")] == [
        ("2022", "1", "https://www.huojia.gov.cn/c.html"),
        ("2024", "1", "https://www.huojia.gov.cn/a.html"),
        ("2024", "2", "https://www.huojia.gov.cn/b.html"),
    ]
    assert [row["item"] for row in table(tmp_path, "differences")] == ["review.total"]
    assert [row["check_id"] for row in table(tmp_path, "findings")] == ["G4.T4.review_sum"]
    assert [row["reason"] for row in table(tmp_path, "review_items")] == ["unknown_body"]


def test_selection_by_year_and_province(filled: Corpus, tmp_path: Path) -> None:
    export(filled, tmp_path, {"csv"}, years=(2022, 2023), province="410000")
    assert [row["body_id"] for row in table(tmp_path, "reports")] == ["410724/finance"]
    assert {row["body_id"] for row in table(tmp_path, "figures")} == {"410724/finance"}
    assert export(filled, tmp_path, {"csv"}, province="64").rows["reports"] == 0


def test_dictionary_describes_every_column(filled: Corpus, tmp_path: Path) -> None:
    export(filled, tmp_path, {"csv"})
    words = json.loads((tmp_path / "dictionary.json").read_text(encoding="utf-8"))
    markdown = (tmp_path / "dictionary.md").read_text(encoding="utf-8")
    for described in words:
        with (tmp_path / f"{described['table']}.csv").open(encoding="utf-8") as file:
            header = next(csv.reader(file))
        assert [column["name"] for column in described["columns"]] == header
        assert described["meaning"] and all(column["meaning"] for column in described["columns"])
        assert f"## {described['table']}" in markdown


def test_release_that_is_cut_off_leaves_no_manifest_and_the_next_one_is_whole(
    filled: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = export(filled, tmp_path, {"csv", "sqlite"})
    renamed = Path.replace

    def cut_off(path: Path, target: Path) -> Path:
        if path.name.endswith("figures.csv"):
            raise OSError(28, "No space left on device")
        return renamed(path, target)

    monkeypatch.setattr(Path, "replace", cut_off)
    with pytest.raises(CorpusError, match="No space left"):
        export(filled, tmp_path, {"csv"})
    assert not (tmp_path / MANIFEST).exists()
    assert not list(tmp_path.glob(f"{release.PARTIAL}*"))
    monkeypatch.undo()
    (tmp_path / f"{release.PARTIAL}figures.csv").write_text("half a")
    assert export(filled, tmp_path, {"csv", "sqlite"}) == whole


def test_files_of_the_former_release_go_with_it(filled: Corpus, tmp_path: Path) -> None:
    export(filled, tmp_path, {"csv", "jsonl"})
    (tmp_path / "notes.txt").write_text("of the user")
    export(filled, tmp_path, {"parquet"})
    assert not list(tmp_path.glob("*.csv")) and not list(tmp_path.glob("*.jsonl"))
    assert (tmp_path / "notes.txt").exists()


def test_manifest_of_someone_else_cannot_name_files_outside(filled: Corpus, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("stays")
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / MANIFEST).write_text(json.dumps({"files": [{"name": "../outside.txt"}, {"name": ".."}]}))
    export(filled, folder, {"csv"})
    assert outside.exists()


def test_empty_corpus_gives_a_release_of_headers(corpus: Corpus, tmp_path: Path) -> None:
    assert set(export(corpus, tmp_path, set(FORMATS)).rows.values()) == {0}
    assert (tmp_path / "reports.csv").read_text() == "body_id,report_year,division_code\n"


@pytest.mark.parametrize("formats", [set(), {"xml"}])
def test_unknown_format_is_refused(corpus: Corpus, tmp_path: Path, formats: set[str]) -> None:
    with pytest.raises(CorpusError, match="no such format"):
        export(corpus, tmp_path / "release", formats)
    assert not (tmp_path / "release").exists()
