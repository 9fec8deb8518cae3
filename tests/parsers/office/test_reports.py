"""Whole reports in every office carrier and both generations: every figure right, none silently wrong."""

from __future__ import annotations

from random import Random

import pytest

from parsers.carriers.office import soffice
from parsers.parse import parse_document

from ..dirty.model import Report, draw
from ..dirty.numbers import BY_NAME
from ..dirty.scoring import score
from . import sheet_files, word_files

CASES = [
    ("G4", "city"),
    ("G3", "blanks"),
    ("mixed", "remarks"),
    ("G4", "mixed"),
    ("G3", "commas"),
    ("G4", "slash"),
    ("G3", "dash"),
    ("mixed", "units"),
    ("G4", "wrong_sums"),
]
needs_office = pytest.mark.skipif(
    soffice.program() is None, reason=f"LibreOffice is not installed: {soffice.INSTALL}"
)


def read_right(data: bytes, report: Report, carrier: str) -> None:
    record = parse_document(data, "report")
    tally = score(record, report.gold)
    assert (record.outcome, record.carrier) == ("report", carrier), record.error
    assert (tally.right, tally.silent) == (tally.cells, 0), tally.notes[:5]
    assert (record.year, record.body_mention) == (report.year, report.body)
    assert record.title == report.title
    assert [chapter.no for chapter in record.chapters if chapter.no] == [1, 2, 3, 4, 5, 6]
    assert not any("第二十条" in chapter.text for chapter in record.chapters)


@pytest.mark.parametrize(("shape", "pattern"), CASES)
@pytest.mark.parametrize("style", [*word_files.TABLES, "strict"])
def test_docx(style: str, shape: str, pattern: str) -> None:
    report = draw(shape, BY_NAME[pattern], 11)
    read_right(word_files.docx(report, style, Random(f"{style}{shape}{pattern}")), report, "docx")


@pytest.mark.parametrize(("shape", "pattern"), CASES)
@pytest.mark.parametrize("sheets", [False, True], ids=["one_sheet", "a_sheet_for_each_table"])
def test_xlsx_and_xls(shape: str, pattern: str, sheets: bool) -> None:
    report = draw(shape, BY_NAME[pattern], 12)
    read_right(sheet_files.xlsx(report, sheets=sheets), report, "xlsx")
    read_right(sheet_files.xls(report, sheets=sheets), report, "xls")


@needs_office
@pytest.mark.parametrize(("shape", "pattern"), CASES[:2])
@pytest.mark.parametrize("suffix", ["doc", "rtf"])
def test_doc_and_rtf(shape: str, pattern: str, suffix: soffice.Target) -> None:
    report = draw(shape, BY_NAME[pattern], 13)
    source = word_files.docx(report, "plain", Random(1))
    read_right(soffice.convert(source, "docx", suffix, "doc"), report, "doc")


@needs_office
def test_wps() -> None:
    report = draw("G4", BY_NAME["mixed"], 16)
    made = soffice.convert(word_files.docx(report, "plain", Random(1)), "docx", "doc", "doc")
    read_right(word_files.as_wps(made), report, "wps")


@needs_office
def test_doc_of_a_changed_document() -> None:
    report = draw("G3", BY_NAME["city"], 14)
    source = word_files.docx(report, "tracked", Random(1))
    read_right(soffice.convert(source, "docx", "doc", "doc"), report, "doc")


def test_places_in_words_and_sheets() -> None:
    report = draw("G4", BY_NAME["city"], 15)
    word = parse_document(word_files.docx(report, "plain", Random(1)), "report")
    assert word.where["requests.new@total"] == "table 2, row 4, column 8"
    assert word.where["review.upheld"] == "table 3, row 4, column 1"
    sheet = parse_document(sheet_files.xlsx(report, sheets=True), "report")
    assert sheet.where["requests.new@natural_person"] == "sheet requests, row 5, column 4"
    assert sheet.where["review.upheld"] == "sheet disputes, row 5, column 1"
