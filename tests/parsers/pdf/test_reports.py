"""Reports printed to PDF and read back: each figure right or flagged, whatever the page does to a table."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from parsers.carriers.pdf import read_pdf
from parsers.document import Table
from parsers.parse import parse_document
from tests.parsers.dirty.model import Report, draw
from tests.parsers.dirty.numbers import BY_NAME, PATTERNS
from tests.parsers.dirty.scoring import score
from tests.parsers.pdf.printer import FONT, HEIGHT, WIDTH, Look, print_report

LOOKS = {
    "plain": Look(),
    "open bottom": Look(bottom=150),
    "rows cut in two": Look(bottom=130, cut=True),
    "closed at the edge": Look(bottom=200, cut=True, close=True),
    "repeated head": Look(bottom=300, repeat_head=True),
    "rules as boxes": Look(boxes=True),
    "running head": Look(running_head="某某政府网站　政府信息公开", page_number="第 {} 页"),
    "numbers wrapped": Look(label=0.72),
}


def small(shape: str = "G4", pattern: str = "small", seed: int = 1) -> Report:
    return draw(shape, BY_NAME[pattern], seed)


def exact(data: bytes, report: Report) -> Any:
    record = parse_document(data, "report.pdf")
    tally = score(record, report.gold)
    assert (tally.right, tally.silent) == (tally.cells, 0), tally.notes[:5]
    assert (record.outcome, record.year, record.carrier) == ("report", report.year, "pdf")
    return record


@pytest.mark.parametrize("shape", ["G4", "G3", "mixed"])
@pytest.mark.parametrize("look", LOOKS)
def test_every_cell_is_right_however_the_table_is_ruled_and_cut(look: str, shape: str) -> None:
    for pattern in ("city", "mixed", "commas"):
        report = small(shape, pattern)
        exact(print_report(report, LOOKS[look]), report)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern.name))
def test_every_habit_of_printing_figures(pattern: Any) -> None:
    report = draw("G4", pattern, 3)
    tally = score(parse_document(print_report(report), "report.pdf"), report.gold)
    assert tally.silent == 0, tally.notes[:5]
    assert tally.right >= (1 - pattern.allowance) * tally.cells, tally.notes[:5]


@pytest.mark.parametrize("rules", ["none", "across"])
def test_a_table_without_all_its_rules_is_read_and_not_vouched_for(rules: str) -> None:
    report = small()
    data = print_report(report, Look(rules=rules))
    tally = score(parse_document(data, "report.pdf"), report.gold)
    assert tally.silent == 0, tally.notes[:5]
    assert tally.right > 0.8 * tally.cells
    tables = [block for block in read_pdf(data).blocks if isinstance(block, Table)]
    assert tables and all(cell.doubt for table in tables for row in table.rows for cell in row.cells)


def test_places_name_the_page_and_the_box_of_the_cell() -> None:
    record = exact(print_report(small()), small())
    page, box = record.where["requests.new@total"].split(", ")
    left, top, right, bottom = (float(part) for part in box.removeprefix("box ").split())
    assert page in ("page 1", "page 2")
    assert 0 <= left < right <= WIDTH and 0 <= top < bottom <= HEIGHT


def test_text_comes_out_clean_and_in_reading_order() -> None:
    report = small()
    look = Look(running_head="某某政府网站　政府信息公开")
    record = exact(print_report(report, look), report)
    texts = {chapter.no: chapter.text for chapter in record.chapters}
    assert [chapter.no for chapter in record.chapters] == [0, 1, 2, 3, 4, 5, 6]
    assert texts[1].count("\n") == 4 and texts[1].startswith("（一）主动公开。")
    assert texts[2] == texts[3] == texts[4] == ""
    assert texts[5].endswith("每季度自查1次。")
    assert not any("政府网站" in text or "- 1 -" in text for text in texts.values())


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None], **saving: Any) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **saving)
        return out.getvalue()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_that_viewers_turn(turn: int) -> None:
    def rotate(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.Rotate = turn

    # The text then lies sideways or upside down for the viewer; it is read in its own direction.
    report = small()
    record = exact(changed(print_report(report), rotate), report)
    left, top, right, bottom = (
        float(part) for part in record.where["requests.new@total"].split("box ")[1].split()
    )
    shown = (WIDTH, HEIGHT) if turn == 180 else (HEIGHT, WIDTH)
    assert 0 <= left < right <= shown[0] and 0 <= top < bottom <= shown[1]


def test_a_box_that_does_not_begin_at_zero() -> None:
    def shift(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.MediaBox = [-300, -200, WIDTH + 100, HEIGHT + 50]
            page.CropBox = [-20, -10, WIDTH + 10, HEIGHT + 5]

    report = small()
    moved = exact(changed(print_report(report), shift), report)
    left = float(moved.where["requests.new@total"].split("box ")[1].split()[0])
    plain = exact(print_report(report), report)
    assert left - float(plain.where["requests.new@total"].split("box ")[1].split()[0]) == pytest.approx(
        20, abs=0.2
    )


def test_text_outside_the_visible_box_is_not_read() -> None:
    def outside(canvas: Canvas) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawString(WIDTH + 30, 400, "三、收到和处理政府信息公开申请情况 99")

    data = print_report(small(), Look(after_page=outside))
    assert not any("99" in paragraph.text for paragraph in read_pdf(data).paragraphs())


def test_a_file_locked_against_its_owner_only() -> None:
    report = small()
    lock = pikepdf.Encryption(owner="secret", user="", R=6)
    exact(changed(print_report(report), lambda pdf: None, encryption=lock), report)


def test_a_file_that_asks_for_a_password_says_so() -> None:
    lock = pikepdf.Encryption(owner="secret", user="secret", R=4)
    record = parse_document(changed(print_report(small()), lambda pdf: None, encryption=lock), "report.pdf")
    assert record.outcome == "unreadable" and "password" in (record.error or "")


def test_a_file_whose_table_of_objects_is_gone() -> None:
    report = small()
    data = print_report(report)
    exact(data[: data.rindex(b"xref")], report)


def mark(text: str, angle: float, size: float, grey: float) -> Callable[[Canvas], None]:
    def draw_mark(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillGray(grey)
        canvas.setFont(FONT, size)
        canvas.translate(120, 250)
        canvas.rotate(angle)
        for row in range(4):
            canvas.drawString(0, 110 * row, text)
        canvas.restoreState()

    return draw_mark


@pytest.mark.parametrize(
    "look",
    [
        Look(before_page=mark("内部资料 2023", 35, 40, 0.85)),
        Look(after_page=mark("内部资料 2023", 35, 40, 0.5)),
        Look(before_page=mark("888888888888", 0, 60, 0.9)),
    ],
    ids=["light and askew", "dark and askew", "light and level"],
)
def test_watermarks_never_get_into_a_figure(look: Look) -> None:
    report = small()
    tally = score(parse_document(print_report(report, look), "report.pdf"), report.gold)
    assert tally.silent == 0, tally.notes[:5]
    assert tally.right >= 0.97 * tally.cells, tally.notes[:5]


def test_a_number_too_wide_for_its_cell_is_doubted() -> None:
    def wide(canvas: Canvas) -> None:
        canvas.setFont(FONT, 9)
        for y in (700, 680, 660):
            canvas.line(50, y, 170, y)
        for x in (50, 90, 130, 170):
            canvas.line(x, 660, x, 700)
        canvas.drawString(52, 685, "行政")
        canvas.drawString(92, 685, "1234567890")
        canvas.drawString(52, 665, "处罚")
        canvas.drawString(92, 665, "12")
        canvas.drawString(132, 665, "34")

    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(WIDTH, HEIGHT))
    wide(canvas)
    canvas.save()
    (table,) = [block for block in read_pdf(data.getvalue()).blocks if isinstance(block, Table)]
    doubt = [[cell.doubt for cell in row.cells] for row in table.rows]
    assert doubt == [[False, True, True], [False, False, False]]
    assert [cell.text for cell in table.rows[1].cells] == ["处罚", "12", "34"]


def test_text_that_is_drawn_twice_for_weight_counts_once() -> None:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(WIDTH, HEIGHT))
    canvas.setFont(FONT, 12)
    for shift in (0, 0.3):
        canvas.drawString(100 + shift, 700, "一、总体情况11")
    canvas.save()
    assert [paragraph.text for paragraph in read_pdf(data.getvalue()).paragraphs()] == ["一、总体情况11"]


def test_several_reports_in_one_file_say_their_pages() -> None:
    first, second = draw("G4", BY_NAME["small"], 1), draw("G4", BY_NAME["city"], 3)
    assert (first.body, first.year) != (second.body, second.year)
    record = parse_document(print_report(first, more=[second]), "reports.pdf")
    assert record.outcome == "several_reports"
    for part, report in zip(record.parts, (first, second), strict=True):
        tally = score(part, report.gold)
        assert (tally.right, tally.silent) == (tally.cells, 0), tally.notes[:5]
    assert record.parts[0].warnings[0].startswith("pages 1-")
    assert record.parts[1].warnings[0].startswith("pages ")
