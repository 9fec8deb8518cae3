"""Several carriers of the same reports in one folder; a document that kills its process among others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.several_carriers import take_in, write
from crawler import readings
from crawler.config import Config
from crawler.ingest import ingest
from models.corpus import Corpus
from tests.crawler.bad_parsers import fragile

Pages = list[tuple[str, bytes, Any]]


def test_a_folder_of_all_carriers_is_one_report_each_with_its_sources(db: str, tmp_path: Path) -> None:
    carriers = ["html", "text", "docx", "xlsx"]
    reports = write(tmp_path / "in", "carriers", 3, carriers)
    outcome = take_in(tmp_path / "in", reports, Config(db=db, data=tmp_path / "data", workers=2))
    assert (outcome.reports, outcome.texts, outcome.failed, outcome.silent) == (3, 3, [], [])
    assert outcome.sources == {len(carriers): 3}
    assert outcome.accepted == {"html": 3}
    assert outcome.disagreements == []
    assert outcome.agreeing > 3 * 3 * 150


def test_a_document_with_another_figure_is_listed_with_both(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from crawler.cli import run

    (report,) = write(tmp_path / "in", "one", 1, ["html", "text"])
    cell = "requests.new@total"
    (path,) = (tmp_path / "in").rglob("*.txt")
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if "本年新收政府信息公开申请数量" in line and "\t" in line)
    changed = row.rpartition("\t")[0] + "\t98765"
    path.write_text(text.replace(row, changed), encoding="utf-8")
    config = Config(db=db, data=tmp_path / "data", workers=1)
    outcome = take_in(tmp_path / "in", [report], config)
    assert (outcome.reports, outcome.texts, outcome.silent) == (1, 1, [])
    (said,) = outcome.disagreements
    assert f"{cell} {report.gold[cell]} against 98765" in said
    capsys.readouterr()
    assert run(["check", "--db", db]) == 0
    assert '"check": "sources.disagree[' in capsys.readouterr().out
    with Corpus.open(db) as corpus:
        (found,) = corpus.doubts(reasons=("disagreement",))
    assert [(doubt.cell_id, doubt.others[0].value) for doubt in found[1]] == [(cell, "98765")]


def test_a_document_that_kills_its_process_is_given_up_after_three_attempts(
    db: str, tmp_path: Path, report_pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "read_job", fragile)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "0.html").write_bytes(b"<html>kill me")
    for number, (_, body, _) in enumerate(report_pages[:2], 1):
        (folder / f"{number}.html").write_bytes(body)
    config = Config(db=db, data=tmp_path / "data", workers=1)
    summary = ingest(config, [str(folder)])
    assert (summary.new, summary.exit_code) == (2, 1)
    assert [(Path(source).name, failure) for source, failure, _ in summary.failed] == [
        ("0.html", "parse_crash")
    ]
    with Corpus.open(db) as corpus:
        assert corpus.status().counts["documents_quarantined"] == 1
        (bad,) = [document for document in corpus.documents() if document.attempts]
        assert bad.attempts == 3
        assert corpus.pending(10, "1") == []
