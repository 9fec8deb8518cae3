"""Cells of drawn pages: figures, marks, blanks and words, at every turn, and where they stand."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from parsers.carriers.pages import PrintedTable
from parsers.carriers.picture import PagePicture
from parsers.carriers.scan import read_scanned, scan_page
from parsers.carriers.scan.ink import content_of
from parsers.carriers.scan.rules import rules_of
from parsers.document import Paragraph, Table

from .drawn import DPI, Grey, blank_page, draw_table, scanned, write

ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "", "28"],
    ["行政规范性文件", "/", "-", "2811"],
    ["行政许可", "1111", "7171", "10.56"],
    ["行政处罚", "3件", "无", "1,234"],
]
WIDTHS = [320, 260, 260, 260]


def page_of_table(**faults: float) -> Grey:
    page = blank_page()
    write(page, "二、主动公开政府信息情况", (200, 180))
    draw_table(page, ROWS, widths=WIDTHS)
    write(page, "全年没有收取信息处理费，也没有减免。", (200, 700))
    return scanned(page, **faults)


def texts(grey: Grey, dpi: float = DPI) -> list[list[str]]:
    page = scan_page(PagePicture(1, grey, dpi, (595.0, 842.0)))
    (table,) = (item for item in page.items if isinstance(item, PrintedTable))
    rows: list[list[str]] = [[] for _ in range(table.rows)]
    for item in table.cells:
        rows[item.row].append(item.cell.text)
    return rows


def test_a_scan_turned_a_little_is_read_cell_by_cell() -> None:
    assert texts(page_of_table(turn=1.2)) == ROWS


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_head_is_turned(quarters: int) -> None:
    assert texts(np.ascontiguousarray(np.rot90(page_of_table(), quarters))) == ROWS


def test_a_coarse_scan_is_enlarged() -> None:
    grey = page_of_table(blur=0.8)
    small = cv2.resize(grey, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
    assert texts(np.asarray(small, np.uint8), DPI * 0.75)[1:] == ROWS[1:]


def test_a_photograph_askew_on_a_dark_desk_is_straightened() -> None:
    grey = page_of_table()
    height, width = grey.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    pulled = np.array([[30, 50], [width - 10, 15], [width - 45, height - 20], [12, height - 60]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, pulled)
    photo = cv2.warpPerspective(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=80)
    assert texts(np.asarray(photo, np.uint8)) == ROWS


def test_places_are_boxes_in_points_of_the_page_as_given() -> None:
    page = blank_page()
    lattice = draw_table(page, ROWS, widths=WIDTHS)
    document = read_scanned([PagePicture(3, scanned(page, turn=1.0), DPI, (595.4, 842.0))])
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    cell = table.rows[2].cells[3]
    assert cell.text == "2811"
    words = table.rows[2].place(cell).split()
    assert words[:3] == ["page", "3,", "box"]
    left, top, right, bottom = (float(word) * DPI / 72 for word in words[3:7])
    turned = cv2.getRotationMatrix2D((page.width / 2, page.height / 2), 1.0, 1)
    middle = turned @ np.array(
        [(lattice.columns[3] + lattice.columns[4]) / 2, (lattice.rows[2] + lattice.rows[3]) / 2, 1.0]
    )
    assert np.abs(middle - np.array([(left + right) / 2, (top + bottom) / 2])).max() < 4


def test_running_text_and_headings_come_out_beside_the_table() -> None:
    document = read_scanned([PagePicture(1, page_of_table(), DPI, (595.4, 842.0))])
    kinds = [block.text if not isinstance(block, Table) else "table" for block in document.blocks]
    assert kinds[0] == "二、主动公开政府信息情况"
    assert kinds[1] == "table"
    assert kinds[2].startswith("全年没有收取信息处理费")


def test_a_number_wrapped_in_a_narrow_cell_is_one_number() -> None:
    page = blank_page()
    rows = [["合计", "105\n25", "71"], ["其他", "138\n8", "4"]]
    draw_table(page, rows, widths=[300, 74, 200], height=90)
    assert texts(scanned(page)) == [["合计", "10525", "71"], ["其他", "1388", "4"]]


def test_dust_in_an_empty_cell_is_no_figure_and_no_sure_blank() -> None:
    page = blank_page()
    lattice = draw_table(page, ROWS, widths=WIDTHS)
    x, y = (lattice.columns[2] + lattice.columns[3]) // 2, (lattice.rows[1] + lattice.rows[2]) // 2
    page.paste(0, (x, y, x + 3, y + 3))
    document = read_scanned([PagePicture(1, scanned(page, noise=1.0), DPI, (595.4, 842.0))])
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    assert (table.rows[1].cells[2].text, table.rows[1].cells[2].doubt) == ("", True)
    assert not table.rows[1].cells[1].doubt


def test_hyphens_of_a_fax_are_dashes_and_signs_are_kept() -> None:
    page = blank_page()
    rows = [["行政处罚", "-", "-8", "17"], ["行政强制", "4", "-", "-12"]]
    draw_table(page, rows, widths=WIDTHS)
    fax = np.where(scanned(page, noise=8.0) > 150, 255, 0).astype(np.uint8)
    assert texts(fax) == rows


def test_the_walls_of_a_row_that_stands_alone_at_the_top_of_a_page_are_kept() -> None:
    page = blank_page()
    row = [str(number) for number in (542, 1111, 26, 0, 1680, 1978, 1111, 0, 0, 3089, 18, 0, 28, 556, 602)]
    lattice = draw_table(page, [row], widths=[89] * 15, top=119, height=58, size=26)
    for x in lattice.columns:  # walls fade out below the last rule
        page.paste(232, (x - 1, lattice.rows[-1] + 2, x + 2, lattice.rows[-1] + 11))
    grey = scanned(page, blur=0.8, noise=1.0)
    small = cv2.resize(grey, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
    assert texts(np.asarray(small, np.uint8), DPI * 0.75) == [row]


def test_a_digit_whose_bar_hangs_by_a_hairline_is_one_digit() -> None:
    ink = np.zeros((60, 80), np.uint8)
    ink[20:24, 34:45] = 200
    ink[28:40, 32:45] = 200
    content = content_of(ink, np.zeros_like(ink), (0, 0, 80, 60), 200.0)
    assert [line.glyphs for line in content.lines] == [1]


def test_a_speck_at_the_wall_is_no_part_of_a_figure() -> None:
    ink = np.zeros((60, 300), np.uint8)
    ink[20:42, 250:253] = ink[40:42, 240:243] = 255
    ink[30:32, [5, 225]] = 255
    (line,) = content_of(ink, np.zeros_like(ink), (0, 0, 300, 60), 120.0).lines
    assert line.box[0] > 220


def test_the_crumbs_of_a_slash_are_a_slash() -> None:
    ink = np.zeros((60, 90), np.uint8)
    for x, y in ((50, 20), (48, 24), (46, 28), (44, 32), (42, 36)):
        ink[[y, y + 1, y + 2], [x, x, x - 1]] = 255
    assert content_of(ink, np.zeros_like(ink), (0, 0, 90, 60), 120.0).mark == "/"


def test_the_head_of_a_character_that_fell_apart_is_not_part_of_the_line_above() -> None:
    ink = np.zeros((90, 90), np.uint8)
    for top, bottom in ((10, 36), (48, 60), (63, 74)):
        ink[top:bottom, 30:56] = 200
    content = content_of(ink, np.zeros_like(ink), (0, 0, 90, 90), 200.0)
    assert [line.box[1] > 40 for line in content.lines] == [False, True]


def test_a_stroke_almost_as_high_as_its_cell_is_no_wall() -> None:
    ink = np.zeros((700, 1654), np.uint8)
    for y in (200, 240, 280):
        ink[y : y + 3, 100:1503] = 255
    for x in (100, 900, 1500):
        ink[200:283, x : x + 3] = 255
    ink[209:233, 766:768] = 80
    assert sorted(rule.at for rule in rules_of(ink).down) == [101, 901, 1501]


def test_a_word_before_a_figure_and_a_dash_from_wall_to_wall() -> None:
    page = blank_page()
    rows = [["行政处罚", "减17", "增2", "3"], ["行政强制", "4", "", "12"], ["行政许可", "8", "0", "1"]]
    lattice = draw_table(page, rows, widths=[320, 260, 66, 260])
    x, y = lattice.columns[2], (lattice.rows[1] + lattice.rows[2]) // 2
    page.paste(60, (x + 6, y, lattice.columns[3] - 5, y + 2))
    rows[1][2] = "-"
    assert texts(scanned(page)) == rows


def test_a_page_of_text_is_straightened_by_its_lines() -> None:
    page = blank_page()
    write(page, "武康县应急管理局政府信息公开工作年", (180, 200), size=78)
    write(page, "度报告", (700, 310), size=78)
    for number in range(12):
        write(
            page, "本机关全年主动公开政府信息，没有收取费用，也没有减免。", (180, 500 + 70 * number), size=46
        )
    document = read_scanned([PagePicture(1, scanned(page, turn=1.4), DPI, (595.4, 842.0))])
    assert document.headings[:1] == ["武康县应急管理局政府信息公开工作年度报告"]
    assert (
        "".join(block.text for block in document.blocks if isinstance(block, Paragraph)).count("没有收取费用")
        == 12
    )


def test_an_empty_page_gives_nothing() -> None:
    assert read_scanned([PagePicture(1, scanned(blank_page()), DPI, (595.4, 842.0))]).blocks == []


@pytest.mark.parametrize(("worn", "lines"), [(False, 2), (True, 1)])
def test_the_foot_of_a_2_of_two_tones_is_part_of_it(*, worn: bool, lines: int) -> None:
    ink = np.zeros((70, 90), np.uint8)
    for left in (20, 40):  # all that is left of the head, and the foot
        ink[16:26, left + 8 : left + 12] = ink[38:41, left : left + 13] = 255
    content = content_of(ink, np.zeros_like(ink), (0, 0, 90, 70), 120.0, worn=worn)
    assert len(content.lines) == lines
