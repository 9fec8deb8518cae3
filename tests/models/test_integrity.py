"""`db check` finds what was tampered with, and nothing in an intact corpus."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import Delete, Update, delete, update

from models.corpus import Corpus
from models.database import writing
from models.facts import ArchiveRef
from models.integrity import check_integrity
from models.schema import ChapterRow, Document, Figure, Version
from tests.models.givens import report, seen, store, values


@pytest.fixture
def filled(corpus: Corpus) -> Corpus:
    store(corpus, "a", published="2025-01-20")
    store(corpus, "b", report("b", cells=values() | {"review.total": 2}), published="2025-02-20")
    return corpus


def test_intact_corpus_has_no_problem(filled: Corpus) -> None:
    assert list(check_integrity(filled)) == []


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (update(Figure).where(Figure.cell_id == "review.total").values(value_int=9), {"content"}),
        (delete(Figure).where(Figure.cell_id == "review.total"), {"content", "figures"}),
        (delete(Figure).where(Figure.cell_id == "proactive.regulations@issued"), {"figures"}),
        (update(ChapterRow).values(text="别的"), {"content"}),
        (update(Version).values(is_current=False), {"report"}),
        (delete(Version), {"report", "reading"}),
        (update(Document).values(archive_file=None), {"archive"}),
        (update(Document).values(outcome=None), {"outcome"}),
    ],
)
def test_damage_is_found(filled: Corpus, damage: Update | Delete, what: set[str]) -> None:
    with writing(filled.engine) as connection:
        connection.execute(damage)
    assert {problem.what for problem in check_integrity(filled)} == what


def test_document_without_an_archived_original_is_named(filled: Corpus) -> None:
    run = filled.begin_run("crawl", {}).id
    filled.record([seen("bare", run)])
    (problem,) = check_integrity(filled)
    assert (problem.what, problem.detail) == ("archive", "has no archived original")


def test_originals_are_read_and_compared(filled: Corpus) -> None:
    def broken(_ref: ArchiveRef) -> bytes:
        raise OSError("no such file")

    digests = {"a": b"a", "b": b"b"}
    assert [problem.what for problem in check_integrity(filled, broken)] == ["archive", "archive"]
    other = list(
        check_integrity(filled, lambda _ref: digests["a"], lambda data: hashlib.sha256(data).hexdigest())
    )
    assert len(other) == 1
    assert "other bytes" in other[0].detail
