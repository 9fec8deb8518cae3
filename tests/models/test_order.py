"""The corpus is a function of what was seen, not of the order in which it was stored."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.corpus import Corpus
from models.facts import Run
from models.integrity import check_integrity
from models.release import export
from parsers.record import Record
from tests.models.givens import VillageResolver, found, later, report, seen, sha, values

PAGE = "https://www.huojia.gov.cn/same.html"
TWICE = "https://www.nx.gov.cn/copy.html"
HISTORY: dict[str, tuple[dict[str, Any], Record]] = {
    "first": ({"published": "2025-01-20"}, report("first")),
    "copy": ({"url": "https://www.xinxiang.gov.cn/c", "host_division": "410700"}, report("copy")),
    "corrected": ({"published": "2025-02-20"}, report("corrected", cells=values(new=4, carried_in=0))),
    "pdf": ({"published": "2025-02-21"}, report("pdf", carrier="pdf", uncertain=["review.total"])),
    "old page": ({"url": PAGE}, report("old page", year=2023, cells=values(carried_out=1))),
    "new page": ({"url": PAGE, "at": later(3)}, report("new page", year=2023, text="更正后的文字。")),
    "office": ({}, report("office", body="获嘉县人民政府办公室")),
    "town": ({"url": TWICE, "host_division": None}, report("town", body="城关镇人民政府")),
    "lost": ({}, report("lost", body="没有这个局")),
    "notice": ({}, Record("notice", sha("notice"), "html", "not_report")),
}


def play(corpus: Corpus, order: list[str], early: int) -> None:
    """Find the first `early` documents at once and the others one by one; the town's own page comes late."""
    run: Run = corpus.begin_run("crawl", {})
    for name in order[:early]:
        corpus.record(found(name, run.id, **HISTORY[name][0]))
    for name in order:
        corpus.record(found(name, run.id, **HISTORY[name][0]))
        corpus.store_reading(sha(name), HISTORY[name][1], "1")
        corpus.record([seen("town", run.id)] if name == "office" else [])
    assert list(check_integrity(corpus)) == []


def released(corpus: Corpus, folder: Path) -> str:
    export(corpus, folder, {"csv"})
    return (folder / "manifest.json").read_text()


@pytest.fixture(scope="module")
def expected(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("expected")
    shutil.copyfile(sqlite_template, folder / "corpus.db")
    with Corpus.open(f"sqlite:///{folder / 'corpus.db'}", resolver=VillageResolver()) as corpus:
        play(corpus, list(HISTORY), 0)
        return released(corpus, folder / "release")


@given(order=st.permutations(list(HISTORY)), repeats=st.lists(st.sampled_from(list(HISTORY)), max_size=3),
       early=st.integers(0, len(HISTORY)))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_gives_the_same_release(sqlite_template: Path, expected: str, order: list[str],
                                          repeats: list[str], early: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(sqlite_template, folder / "corpus.db")
        with Corpus.open(f"sqlite:///{folder / 'corpus.db'}", resolver=VillageResolver()) as corpus:
            play(corpus, [*order, *repeats], early)
            assert released(corpus, folder / "release") == expected


@pytest.mark.parametrize("order", [list(HISTORY), list(HISTORY)[::-1]])
def test_both_databases_give_the_same_release(corpus: Corpus, expected: str, tmp_path: Path,
                                              order: list[str]) -> None:
    play(corpus, order, 4)
    assert released(corpus, tmp_path / "release") == expected
