"""What pages add and what they cut: page numbers, running heads, rows and numbers parted by the page edge."""

from __future__ import annotations

from parsers.carriers.pages import Line, Page, PrintedCell, PrintedTable, assemble_pages
from parsers.carriers.pdf.frame import Frame
from parsers.carriers.pdf.glyphs import Glyph, PageText
from parsers.carriers.pdf.rendering import doubt_where_layers_differ
from parsers.document import Cell, Paragraph, Table

COLUMNS = (50.0, 250.0, 300.0, 350.0)
WIDTH, HEIGHT = 600.0, 800.0


def table(*rows: tuple[str, ...], room: float = 0.2, top: float = 100.0) -> PrintedTable:
    cells = [
        PrintedCell(Cell(text, column + 1, box=f"page 1, box 0 0 {row} {column}"), row, column, room)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return PrintedTable(cells, COLUMNS, len(rows), top, top + 20 * len(rows))


def line(text: str, page: int, base: float, left: float = 50.0, right: float = 350.0) -> Line:
    return Line(text, left, right, base - 10, base, 10, page)


def texts(*pages: list[Line | PrintedTable]) -> list[list[str]]:
    blocks = assemble_pages([Page(number, WIDTH, HEIGHT, items) for number, items in enumerate(pages, 1)])
    assert all(isinstance(block, Table) for block in blocks)
    return [
        [cell.text for cell in row.cells]
        for block in blocks
        if isinstance(block, Table)
        for row in block.rows
    ]


def test_a_number_cut_in_two_is_put_together_below_its_own_label() -> None:
    above = table(("1.重复申请", "2559", "7"))
    assert texts([above], [table(("", "6", ""), ("2.其他", "1", "2"))]) == [
        ["1.重复申请", "25596", "7"],
        ["2.其他", "1", "2"],
    ]


def test_a_number_that_had_room_is_not_lengthened() -> None:
    above = table(("1.重复申请", "12", "7"), room=3.0)
    assert texts([above], [table(("", "6", ""), ("2.其他", "1", "2"))])[0] == ["1.重复申请", "12", "7"]


def test_a_label_cut_in_two_brings_its_row_along() -> None:
    above = table(("5.要求行政机关确认或", "", ""))
    assert texts([above], [table(("重新出具已获取信息", "3", "4"))]) == [
        ["5.要求行政机关确认或重新出具已获取信息", "3", "4"]
    ]


def test_the_end_of_a_label_may_be_one_character() -> None:
    assert texts([table(("1.重复申请", "", ""))], [table(("数", "3", "4"))]) == [["1.重复申请数", "3", "4"]]


def test_a_row_with_a_mark_of_its_own_stays_a_row() -> None:
    rows = [("1.重复申请", "255", "7"), ("2.大量反复申请", "1", "2")]
    assert texts([table(rows[0])], [table(rows[1])]) == [list(row) for row in rows]


def test_rows_full_of_figures_are_never_run_together() -> None:
    rows = [("1.重复申请", "25", "70"), ("", "31", "42")]
    assert texts([table(rows[0], room=2.0)], [table(rows[1])]) == [list(row) for row in rows]


def test_a_column_of_units_is_no_label() -> None:
    rows = [("（二）查阅点数", "个", "3"), ("（三）工作人员数", "人", "1204")]
    assert texts([table(rows[0])], [table(rows[1])]) == [list(row) for row in rows]


def test_a_repeated_head_is_read_once() -> None:
    head = ("信息内容", "自然人", "总计")
    found = texts([table(head, ("1.甲", "1", "2"))], [table(head, ("2.乙", "3", "4"))])
    assert found == [list(head), ["1.甲", "1", "2"], ["2.乙", "3", "4"]]


def test_page_numbers_and_running_heads_do_not_part_a_table_or_a_sentence() -> None:
    pages = [
        [
            line("某某政府网站", page, 40),
            line("这一句话写满了整整一行还没有写完" + "一二三"[page - 1], page, 700),
            line(number, page, 770),
        ]
        for page, number in enumerate(("- 1 -", "- 2 -", "- 3 -"), 1)
    ]
    blocks = assemble_pages([Page(n, WIDTH, HEIGHT, [*items]) for n, items in enumerate(pages, 1)])
    (paragraph,) = blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "".join(f"这一句话写满了整整一行还没有写完{n}" for n in "一二三")


def test_an_unseen_layer_that_says_otherwise_throws_doubt() -> None:
    cells = [
        PrintedCell(Cell("12", 1, box="page 1, box 0.0 0.0 50.0 20.0"), 0, 0),
        PrintedCell(Cell("34", 2, box="page 1, box 50.0 0.0 100.0 20.0"), 0, 1),
        PrintedCell(Cell("56", 3, box="page 1, box 100.0 0.0 150.0 20.0"), 0, 2),
    ]
    page = Page(1, WIDTH, HEIGHT, [PrintedTable(cells, (0, 50, 100, 150), 1, 0, 20)])
    hidden = [
        Glyph(text, left, left + 5, 15.0, 10.0)
        for text, left in (("1", 10.0), ("2", 15.0), ("3", 60.0), ("9", 65.0))
    ]
    doubt_where_layers_differ(page, PageText(Frame(0, 0, WIDTH, HEIGHT), hidden=hidden))
    assert [item.cell.doubt for item in cells] == [False, True, False]
