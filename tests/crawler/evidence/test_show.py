"""What a person sees of a report: tables with signs, figures with places, outlined pages."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from crawler.cli import run
from crawler.evidence.boxes import Box, box_of
from crawler.evidence.drawing import draw_document, fold
from crawler.evidence.fonts import load_font
from crawler.evidence.layout import grids_of, label_of
from crawler.evidence.marks import COLOURS, cell_text, marks_of, shown
from crawler.evidence.pictures import DrawOrder, EvidenceError, Outline, draw, pictures_of
from crawler.evidence.terminal import cell_rows, print_view
from crawler.jobs import Limits, ParseJob
from models.view import view_of_record
from parsers.carriers.html import read_html
from parsers.formats.spec import TABLES, formats
from parsers.parse import parse_document
from parsers.record import Check, Record
from tests.models.givens import report

Pages = list[tuple[str, bytes, Any]]


def record() -> Record:
    cells = dict.fromkeys([c for table in TABLES for c in formats()["G4"].cells(table)], 1)
    made = report("a", cells=cells, uncertain=["review.upheld"])
    made.checks = [Check("G4.T3.balance[total]", "fails", ("requests.new@total", "review.total"), "1 ≠ 2")]
    return made


@pytest.mark.parametrize("generation", ["G3", "G4"])
def test_every_cell_of_a_form_has_its_place_in_the_tables(generation: str) -> None:
    cells = [cell for table in TABLES for cell in formats()[generation].cells(table)]
    made = report("a", cells=dict.fromkeys(cells, 1), generation=generation)
    made.table_generations = {"proactive": generation, "requests": generation}
    grids = grids_of(made)
    assert sorted(cell for grid in grids for cell in grid.cells()) == sorted(cells)
    assert all(len(line.cells) in (0, len(grid.columns)) for grid in grids for line in grid.lines)
    assert label_of("requests.new@natural_person") == "一、本年新收政府信息公开申请数量 · 自然人"


def test_tables_of_two_generations_in_one_report() -> None:
    made = report("a", cells={"outcome.granted@total": 1})
    made.table_generations = {"proactive": "G4", "requests": "G3"}
    rows = {table: formats()[form].cells(table) for table, form in made.table_generations.items()}
    made.values = {cell: 1 for cells in rows.values() for cell in cells}
    assert sorted(cell for grid in grids_of(made) for cell in grid.cells()) == sorted(made.values)


def test_marks_and_signs() -> None:
    view = view_of_record(record())
    marks = marks_of(view)
    assert (marks["review.upheld"], marks["review.total"], marks["review.other"]) == (
        "uncertain",
        "failing",
        "printed",
    )
    assert cell_text(view, "review.total", "failing") == "1!"
    assert [shown(None, "blank", None), shown(None, "slash", "/"), shown(None, "dash", "-")] == ["", "/", "-"]
    assert shown(None, "missing", None) == "∅"
    assert shown(None, "text", "见附件") == "见附件"
    assert (shown(3, "inferred", None), shown("96171.6", None, None)) == ("3≈", "96171.6")


def test_tables_are_printed_with_signs_and_legend() -> None:
    out = io.StringIO()
    print_view(view_of_record(record()), out)
    text = out.getvalue()
    assert "│ 行政复议" in text
    assert "1?" in text
    assert "1!" in text
    assert "G4.T3.balance[total]: 1 ≠ 2" in text
    assert "\x1b" not in text, "no colours where no terminal is"


def test_hostile_title_cannot_steer_the_terminal() -> None:
    made = record()
    made.title, made.raw["review.total"] = "标题\x1b[2J", "\x1b[31m"
    made.values["review.total"], made.states["review.total"] = None, "text"
    out = io.StringIO()
    print_view(view_of_record(made), out)
    assert "\x1b" not in out.getvalue()


def test_every_figure_is_listed_with_its_evidence() -> None:
    rows = {row["cell"]: row for row in cell_rows(view_of_record(record()))}
    assert rows["review.upheld"]["mark"] == "uncertain"
    assert rows["requests.new@total"]["where"].startswith("table ")
    assert rows.keys() == record().values.keys()


@pytest.mark.parametrize(
    ("place", "box"),
    [
        ("page 3, box 72.0 310.5 98.2 322.0", Box(3, 72.0, 310.5, 98.2, 322.0, False)),
        ("page 1, box 10 20 30 40 px", Box(1, 10, 20, 30, 40, True)),
        ("table 2, row 3, column 4", None),
        ("page 1, box 1e9 2 3 4", None),
        (None, None),
    ],
)
def test_places_in_words_are_read_back(place: str | None, box: Box | None) -> None:
    assert box_of(place) == box


def test_tables_of_a_page_are_drawn_with_every_cell_where_it_stands(report_pages: Pages) -> None:
    _, body, _ = report_pages[0]
    made = parse_document(body, "x")
    document = read_html(body.decode())
    picture, boxes = draw_document(document, set(made.where.values()))
    assert boxes.keys() >= set(made.where.values())
    assert len(made.where) > 100
    rectangles = [boxes[place] for place in made.where.values()]
    assert len(set(rectangles)) == len(rectangles), "no two cells share a place"
    assert all(0 <= box[0] < box[2] <= picture.width and box[1] < box[3] for box in rectangles)


def test_cells_are_outlined_in_the_colour_of_their_mark(report_pages: Pages) -> None:
    body = report_pages[0][1]
    made = parse_document(body, "x")
    marks = dict(zip(made.where, ["printed", "uncertain", "failing"], strict=False))
    outlines = tuple(Outline(cell, made.where[cell], mark) for cell, mark in marks.items())  # type: ignore[arg-type]
    (picture,) = draw(ParseJob("x", body, key=DrawOrder(outlines)))
    assert set(picture.cells) == set(marks)
    colours = {colour for _, colour in Image.open(io.BytesIO(picture.png)).getcolors(1 << 24) or []}
    assert set(COLOURS.values()) <= colours


def test_crops_show_one_cell_each_under_its_caption(report_pages: Pages) -> None:
    body = report_pages[0][1]
    made = parse_document(body, "x")
    cells = list(made.where)[:2]
    outlines = tuple(Outline(cell, made.where[cell], "uncertain", f"{cell}\nread 5") for cell in cells)
    pictures = draw(ParseJob("x", body, key=DrawOrder(outlines, crops=True)))
    assert [picture.name for picture in pictures] == cells
    whole = draw(ParseJob("x", body, key=DrawOrder(outlines)))[0]
    assert Image.open(io.BytesIO(pictures[0].png)).height < Image.open(io.BytesIO(whole.png)).height / 2


def test_lines_are_folded_within_their_room() -> None:
    font = load_font(15)
    lines = fold("一二三四五六七八九十" * 3, 100, font)
    assert "".join(lines) == "一二三四五六七八九十" * 3
    assert all(font.getlength(line) <= 100 for line in lines)


@pytest.mark.parametrize("data", [b"%PDF-1.4 broken", b"\x89PNG\r\n\x1a\n broken", b""])
def test_picture_of_a_broken_document_is_explained(data: bytes) -> None:
    order = DrawOrder((Outline("review.total", "page 1, box 1 2 3 4", "printed"),))
    with pytest.raises(EvidenceError, match="no picture of x"):
        pictures_of(ParseJob("x", data), order, Limits(30.0))


def test_show_parses_a_file_at_once(
    report_pages: Pages, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(report_pages[0][1])
    out = tmp_path / "picture.png"
    assert run(["show", str(path), "--picture", str(out)]) == 0
    assert "二、主动公开政府信息情况" in capsys.readouterr().out
    assert out.read_bytes().startswith(b"\x89PNG")
    assert run(["show", str(path), "--cells"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["where"] is not None for row in rows if row["state"] != "missing"} == {True}
    assert run(["show", str(path), "--picture", str(tmp_path / "x.jpg")]) == 2
    assert run(["show", str(tmp_path / "missing.html")]) == 3
