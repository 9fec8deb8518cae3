"""A history of finds with copies, corrections, doubts and decoys, to be told in any order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.corpus import Corpus
from models.facts import Run
from models.integrity import check_integrity
from models.release import export
from parsers.record import Record
from tests.models.givens import found, later, report, seen, sha, values

PAGE = "https://www.huojia.gov.cn/same.html"
PARENT = "https://www.huojia.gov.cn/page.html"
TWICE = "https://www.nx.gov.cn/copy.html"
HISTORY: dict[str, tuple[dict[str, Any], Record]] = {
    "first": ({"published": "2025-01-20"}, report("first")),
    "copy": ({"url": "https://www.xinxiang.gov.cn/c", "host_division": "410700"}, report("copy")),
    "corrected": ({"published": "2025-02-20"}, report("corrected", cells=values(new=4, carried_in=0))),
    "pdf": ({"published": "2025-02-21"}, report("pdf", carrier="pdf", uncertain=["review.total"])),
    "old page": ({"url": PAGE}, report("old page", year=2023, cells=values(carried_out=1))),
    "new page": ({"url": PAGE, "at": later(3)}, report("new page", year=2023, text="更正后的文字。")),
    "page": (
        {"published": "2025-03-03", "url": PARENT},
        report("page", body="获嘉县财政局", cells={}, text="详见附件。"),
    ),
    "file": ({"parent_url": PARENT}, report("file", body="获嘉县财政局", carrier="docx")),
    "other file": (
        {"published": "2025-03-01"},
        report("other file", body="获嘉县财政局", carrier="docx", cells=values(new=9)),
    ),
    "office": ({}, report("office", body="获嘉县人民政府办公室")),
    "town": ({"url": TWICE, "host_division": None}, report("town", body="城关镇人民政府")),
    "lost": ({}, report("lost", body="没有这个局")),
    "notice": ({}, Record("notice", sha("notice"), "html", "not_report")),
}


def play(corpus: Corpus, order: list[str], early: int, worker: int = 0) -> None:
    """Find the first `early` documents at once and the others one by one; the town's own page comes late."""
    run: Run = corpus.begin_run("crawl", {"worker": worker})
    for name in order[:early]:
        corpus.record(found(name, run.id, **HISTORY[name][0]))
    for name in order:
        corpus.record(found(name, run.id, **HISTORY[name][0]))
        corpus.store_reading(sha(name), HISTORY[name][1], "1")
        corpus.record([seen("town", run.id)] if name == "office" else [])


def released(corpus: Corpus, folder: Path) -> str:
    """The manifest of a release of an intact corpus: digests of all its tables."""
    assert list(check_integrity(corpus)) == []
    export(corpus, folder, {"csv"})
    return (folder / "manifest.json").read_text()
