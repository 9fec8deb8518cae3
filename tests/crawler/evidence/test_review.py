"""Doubtful cells from the corpus to a person and back, through the program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import run
from crawler.config import Config
from crawler.ingest import ingest
from models.corpus import Corpus

Pages = list[tuple[str, bytes, Any]]
CELL = "requests.new@total"


@pytest.fixture
def options(db: str, tmp_path: Path, report_pages: Pages) -> list[str]:
    """A corpus with one report in two carriers: its page, and a text of it with another number."""
    url, body, _ = report_pages[0]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "page.html").write_bytes(body)
    (folder / "wrong.html").write_bytes(_with_wrong_sum(body))
    listed = {"path_or_url": "wrong.html", "url": url, "published": "2030-01-31"}
    (folder / "list.jsonl").write_text(json.dumps(listed))
    ingest(Config(db=db, data=tmp_path / "data", workers=1), [str(folder / "list.jsonl")])
    return ["--db", db, "--data", str(tmp_path / "data")]


def _with_wrong_sum(body: bytes) -> bytes:
    """The page with another total of new applications: its sums fail."""
    from parsers.parse import parse_document

    record = parse_document(body, "x")
    text = body.decode()
    row = text.index("本年新收政府信息公开申请数量")
    end = text.index("</tr>", row)
    total = str(record.values[CELL])
    place = text.rindex(total, row, end)
    return (text[:place] + "98765" + text[place + len(total) :]).encode()


def test_doubts_are_listed_cropped_decided_and_gone(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["review", *options, "--crops", str(tmp_path / "crops")]) == 0
    rows = {row["cell"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert rows[CELL]["read"] == 98765
    assert "check" in rows[CELL]["reasons"]
    assert Path(rows[CELL]["crop"]).read_bytes().startswith(b"\x89PNG")
    report = rows[CELL]["report"]

    assert run(["review", "decide", report, CELL, "many", "--author", "李四", *options[:2]]) == 2
    assert run(["review", "decide", report, CELL, "12", *options[:2]]) == 2
    capsys.readouterr()
    assert (
        run(["review", "decide", report, CELL, "12", "--author", "李四", "--note", "看了", *options[:2]]) == 0
    )
    assert "read 98765, judged 12" in capsys.readouterr().err
    assert run(["review", *options, "--report", report]) == 0
    assert CELL not in [json.loads(line)["cell"] for line in capsys.readouterr().out.splitlines()]

    assert run(["reparse", *options]) == 0
    capsys.readouterr()
    assert run(["show", report.replace("@", " "), *options]) == 0
    assert "98765! 12*" in capsys.readouterr().out


def test_decisions_come_as_a_list_too(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["review", *options, "--limit", "3"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 3
    for number, row in enumerate(rows[:2]):
        row["value"] = number
    rows.append({**rows[0], "cell": "no.such"})
    file = tmp_path / "decisions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert run(["review", "decide", "--file", str(file), "--author", "王五", *options[:2]]) == 1
    assert "2 decisions kept" in capsys.readouterr().err
    with Corpus.open(options[1]) as corpus:
        view = corpus.view(rows[0]["report"])
    assert {cell: judged.value for cell, judged in view.judged.items()} == {
        rows[0]["cell"]: "0",
        rows[1]["cell"]: "1",
    }
    file.write_text("{nonsense")
    assert run(["review", "decide", "--file", str(file), "--author", "王五", *options[:2]]) == 2


@pytest.mark.parametrize("words", [["--reason", "weather"], ["--report", "nobody"]])
def test_filters_that_cannot_be_meant(options: list[str], words: list[str]) -> None:
    assert run(["review", *words, *options]) == 2
