"""Decisions of persons: kept beside the reading, applied again, bound to the bytes that were looked at."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from models.corpus import Corpus, CorpusError
from models.database import reading, writing
from models.integrity import check_integrity
from models.judgements import Decision, JudgementError
from models.release import export
from models.schema import Figure, Judgement
from parsers.formats.spec import formats
from parsers.record import Check
from tests.models.givens import report, sha, store, values

CELL = "review.total"


def decision(name: str = "a", value: str = "5", cell: str = CELL, author: str = "李四") -> Decision:
    return Decision(sha(name), 0, cell, value, author, "看了原件")


def exported(corpus: Corpus, folder: Path) -> dict[str, dict[str, str]]:
    export(corpus, folder, {"csv", "parquet", "sqlite", "jsonl"})
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as file:
        return {row["cell_id"]: row for row in csv.DictReader(file)}


def test_judgement_stands_beside_the_reading_and_is_exported(corpus: Corpus, tmp_path: Path) -> None:
    store(corpus, "a", report("a", uncertain=[CELL]))
    corpus.decide(decision())
    rows = exported(corpus, tmp_path)
    assert (rows[CELL]["value_int"], rows[CELL]["uncertain"]) == ("0", "true")
    assert (rows[CELL]["judged_value"], rows[CELL]["judged_by"]) == ("5", "李四")
    assert rows[CELL]["judged_at"].startswith("2026-03-01T12")
    assert rows["requests.new@total"]["judged_by"] == ""
    assert corpus.view("410724/gov", "2024").judged[CELL].note == "看了原件"
    assert list(check_integrity(corpus)) == []


def test_judgement_survives_a_reparse_and_knows_what_was_read_then(corpus: Corpus) -> None:
    store(corpus, "a")
    corpus.decide(decision())
    corpus.store_reading(sha("a"), report("a", cells=values() | {CELL: 7}), "2")
    assert corpus.view("410724/gov@2024").judged[CELL].value == "5"
    with reading(corpus.engine) as connection:
        kept = connection.execute(select(Judgement)).one()
        assert (kept.read_value, kept.parser_version) == ("0", "1")
        stored = connection.execute(select(Figure.value_int).where(Figure.cell_id == CELL)).scalar_one()
    assert stored == 7


def test_judgement_does_not_pass_to_changed_bytes(corpus: Corpus) -> None:
    page = "https://www.huojia.gov.cn/report.html"
    store(corpus, "a", url=page)
    corpus.decide(decision())
    store(corpus, "b", report("b", cells=values(new=9)), url=page, published="2025-02-01")
    view = corpus.view("410724/gov", "2024")
    assert (view.sha256, view.judged) == (sha("b"), {})
    assert corpus.view(sha("a")[:10]).judged[CELL].value == "5"


def test_of_several_decisions_the_latest_counts_and_all_are_kept(corpus: Corpus) -> None:
    store(corpus, "a")
    corpus.decide(decision())
    with pytest.raises(JudgementError, match="same moment"):
        corpus.decide(decision(value="6", author="王五"))
    with writing(corpus.engine) as connection:
        from models.judgements import decide
        from tests.models.givens import later

        decide(connection, decision(value="slash", author="王五"), later(1))
    judged = corpus.view("410724/gov 2024").judged[CELL]
    assert (judged.value, judged.state, judged.author) == (None, "slash", "王五")
    with reading(corpus.engine) as connection:
        assert len(connection.execute(select(Judgement)).all()) == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"value": "many"}, "takes a whole number"),
        ({"value": "1.5"}, "takes a whole number"),
        ({"value": "NaN", "cell": "proactive.admin_fees@amount"}, "takes a number"),
        ({"cell": "review.nothing"}, "has no cell"),
        ({"name": "z"}, "has no cell"),
        ({"author": " "}, "needs its author"),
    ],
)
def test_decision_that_cannot_be_meant_is_refused(
    corpus: Corpus, words: dict[str, str], sentence: str
) -> None:
    store(corpus, "a")
    with pytest.raises(JudgementError, match=sentence):
        corpus.decide(decision(**words))


def test_money_is_decided_exactly(corpus: Corpus) -> None:
    store(corpus, "a")
    judged = corpus.decide(decision(cell="proactive.admin_fees@amount", value="96171.60"))
    assert judged.value == "96171.60"


def test_judgement_without_its_cell_is_a_problem(corpus: Corpus) -> None:
    store(corpus, "a")
    corpus.decide(decision())
    smaller = {cell: value for cell, value in values().items() if cell != CELL}
    corpus.store_reading(sha("a"), report("a", cells=smaller), "2")
    (problem,) = check_integrity(corpus)
    assert (problem.what, CELL in problem.detail) == ("judgement", True)
    with writing(corpus.engine) as connection:
        connection.execute(delete(Judgement))
    assert list(check_integrity(corpus)) == []


def test_doubts_name_their_reasons_and_end_with_a_judgement(corpus: Corpus) -> None:
    failing = Check("G4.T3.balance[total]", "fails", ("requests.new@total",), "3 ≠ 9")
    cells = values() | dict.fromkeys(formats()["G4"].cells("disputes"), 0)
    store(corpus, "a", report("a", cells=cells, uncertain=[CELL], checks=(failing,)))
    differing = cells | {"review.total": 2, "requests.new@other": 4}
    store(corpus, "b", report("b", carrier="pdf", cells=differing))
    ((view, found),) = corpus.doubts()
    assert view.report_id == "410724/gov@2024"
    assert [(doubt.cell_id, doubt.reasons) for doubt in found] == [
        ("requests.new@other", ("disagreement",)),
        (CELL, ("uncertain",)),
        ("requests.new@total", ("check",)),
    ]
    assert found[0].others[0].value == "4"
    assert found[1].others[0].vouched is False
    assert corpus.doubts(year=2023) == [] == corpus.doubts(province="64")
    assert corpus.doubts(report=("410724/gov", 2024), reasons=("disagreement",))[0][1] == found[:1]
    for cell in ("requests.new@other", CELL, "requests.new@total"):
        corpus.decide(decision(cell=cell))
    assert corpus.doubts() == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("410724/gov", "2020"), "no report of 410724/gov for 2020"),
        (("abc",), "names no report"),
        (("ffffffff",), "no document begins"),
        (("",), "names no report"),
    ],
)
def test_view_of_what_is_not_there_is_explained(
    corpus: Corpus, words: tuple[str, ...], sentence: str
) -> None:
    store(corpus, "a")
    with pytest.raises(CorpusError, match=sentence):
        corpus.view(*words)


def test_view_of_a_document_that_is_not_accepted(corpus: Corpus) -> None:
    store(corpus, "a")
    store(corpus, "b", report("b", carrier="pdf", cells=values(new=8)))
    view = corpus.view(sha("b")[:12])
    assert (view.record.values["requests.new@total"], view.report_id) == (8, "410724/gov@2024")
    current = corpus.view("410724/gov", "2024")
    assert (current.version, current.chosen) == ("text 1 of 1, the current one", "carrier html before pdf")
    assert [address.carrier for address in current.addresses] == ["html", "pdf"]
    assert current.others["requests.new@total"][0].value == "8"
