"""The three tables: rows by label and order, figures by counting cells, doubts where the page leaves them."""

from __future__ import annotations

import pytest

from parsers.formats.spec import formats
from parsers.parse import parse_document
from parsers.record import Record

from . import pages

COLUMNS = formats()["G4"].columns


def row_of(record: Record, row: str) -> list[object]:
    return [record.values[f"{row}@{column}"] for column in COLUMNS]


def with_requests(rows: list[list[str]]) -> Record:
    return parse_document(pages.page(requests=pages.table(rows)), "page")


def flagged(record: Record) -> set[str]:
    return set(record.uncertain) | {
        cell for check in record.checks if check.status == "fails" for cell in check.cells
    }


def test_every_cell_of_a_clean_page() -> None:
    record = parse_document(pages.page(), "page")
    assert record.outcome == "report"
    assert (record.generation, record.table_generations) == ("G4", {"proactive": "G4", "requests": "G4"})
    assert len(record.values) == 200
    for row in formats()["G4"].value_rows():
        assert row_of(record, row) == pages.figures(row)
    assert [record.values[cell] for cell in formats()["G4"].disputes] == pages.DISPUTES
    assert record.values["proactive.normative_documents@in_force"] == 8
    assert record.values["proactive.admin_fees@amount"] == "12.5"
    assert record.uncertain == []
    assert record.where["requests.new@total"] == "table 2, row 4, column 8"


def test_a_repeated_row_with_the_same_figures_is_one_row() -> None:
    rows = pages.request_rows()
    record = with_requests([*rows[:8], rows[7], *rows[8:]])
    assert row_of(record, "outcome.refused.state_secret") == [0] * 7
    assert record.uncertain == []


def test_a_repeated_row_with_other_figures_loses_the_cells_that_differ() -> None:
    rows = pages.request_rows()
    again = [rows[5][0], "8", *rows[5][2:]]
    record = with_requests([*rows[:6], again, *rows[6:]])
    assert record.values["outcome.granted@natural_person"] is None
    assert "outcome.granted@natural_person" in record.uncertain
    assert record.values["outcome.granted@company"] == 2


def test_a_row_without_label_fills_the_one_free_place_only_if_its_label_is_printed() -> None:
    rows = pages.request_rows()
    lost = [["", *row[1:]] if row[0].startswith("4.保护") else row for row in rows]
    record = with_requests(lost)
    assert row_of(record, "outcome.refused.third_party_rights") == [None] * 7
    assert {f"outcome.refused.third_party_rights@{column}" for column in COLUMNS} <= set(record.uncertain)
    assert any("label could not be established" in warning for warning in record.warnings)


def test_a_label_cut_by_a_page_break_is_put_together() -> None:
    rows = pages.request_rows()
    at = next(index for index, row in enumerate(rows) if "重复申请" in row[0])
    cut = [*rows[:at], ["2.重复"], ["申请", *rows[at][1:]], *rows[at + 1 :]]
    assert row_of(with_requests(cut), "outcome.not_processed.duplicate") == [2, 0, 0, 0, 0, 0, 2]


def test_swapped_rows_follow_their_labels() -> None:
    rows = pages.request_rows()
    rows[3], rows[4] = rows[4], rows[3]
    record = with_requests(rows)
    assert row_of(record, "requests.new") == pages.figures("requests.new")
    assert row_of(record, "requests.carried_in") == pages.figures("requests.carried_in")


@pytest.mark.parametrize("missing", range(1, 8))
def test_a_row_with_six_figures_never_shifts_unnoticed(missing: int) -> None:
    rows = pages.request_rows()
    rows[5] = rows[5][:missing] + rows[5][missing + 1 :]
    record = with_requests(rows)
    for column, expected in zip(COLUMNS, pages.figures("outcome.granted"), strict=True):
        cell = f"outcome.granted@{column}"
        assert record.values[cell] == expected or cell in flagged(record)


def test_eight_equal_figures_leave_no_doubt() -> None:
    rows = [[*row, "0"] if row[1:] == ["0"] * 7 else row for row in pages.request_rows()]
    record = with_requests(rows)
    assert row_of(record, "outcome.refused.state_secret") == [0] * 7
    assert not any(cell.startswith("outcome.refused.state_secret") for cell in record.uncertain)


def test_blank_cells_stay_blank() -> None:
    rows = [["&nbsp;" if cell == "0" else cell for cell in row] for row in pages.request_rows()]
    record = with_requests(rows)
    assert record.values["requests.new@research_institution"] is None
    assert record.states["requests.new@research_institution"] == "blank"
    assert record.values["requests.new@total"] == 28


def test_one_row_of_group_six_makes_the_form_of_2019() -> None:
    old = [row for row in pages.request_rows() if not row[0].startswith(("1.申请人", "2.申请人", "3.其他"))]
    at = next(index for index, row in enumerate(old) if "（七）" in row[0])
    old.insert(at, ["（六）其他处理", *["0"] * 7])
    record = with_requests(old)
    assert record.table_generations == {"proactive": "G4", "requests": "G3"}
    assert record.values["outcome.other@total"] == 0
    assert "outcome.other.other@total" not in record.values
    assert row_of(record, "outcome.total") == pages.figures("outcome.total")


def test_figures_beside_the_group_and_its_rows_belong_to_the_rows() -> None:
    rows = pages.request_rows()
    at = next(index for index, row in enumerate(rows) if row[0].startswith("1.申请人"))
    rows.insert(at, ["（六）其他处理", *["9"] * 7])
    record = with_requests(rows)
    assert record.table_generations["requests"] == "G4"
    assert row_of(record, "outcome.other.correction_overdue") == [0] * 7


def test_two_tables_three_that_differ_lose_the_cells_that_differ() -> None:
    rows = pages.request_rows()
    other = [[*row[:1], "22", *row[2:]] if "本年新收" in row[0] else row for row in rows]
    record = parse_document(
        pages.page(requests=pages.table(rows) + "<p>（本级）</p>" + pages.table(other)), "page"
    )
    assert record.values["requests.new@natural_person"] is None
    assert "requests.new@natural_person" in record.uncertain
    assert record.values["requests.new@company"] == 4


def test_columns_headed_in_another_order() -> None:
    rows = [[row[0], row[7], *row[1:7]] if len(row) == 8 else row for row in pages.request_rows()]
    rows[1:3] = [["", "总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]]
    assert row_of(with_requests(rows), "requests.new") == pages.figures("requests.new")


def test_headings_of_table_two_decide_the_columns() -> None:
    rows = pages.proactive_rows()
    rows[1] = ["信息内容", "现行有效件数", "本年制发件数", "本年废止件数"]
    rows[3] = ["行政规范性文件", "8", "3", "1"]
    record = parse_document(pages.page(proactive=pages.table(rows)), "page")
    assert record.values["proactive.normative_documents@in_force"] == 8
    assert record.values["proactive.normative_documents@issued"] == 3
    assert record.uncertain == []


def test_two_figures_under_three_headings_are_not_guessed() -> None:
    rows = pages.proactive_rows()
    rows[3] = ["行政规范性文件", "3", "8"]
    record = parse_document(pages.page(proactive=pages.table(rows)), "page")
    cells = [f"proactive.normative_documents@{column}" for column in ("issued", "repealed", "in_force")]
    assert [record.values[cell] for cell in cells] == [None] * 3
    assert set(cells) <= set(record.uncertain)


def test_a_remark_beside_a_figure_is_kept_as_printed() -> None:
    rows = pages.proactive_rows()
    rows[3][1] = "3（其中修订1件）"
    record = parse_document(pages.page(proactive=pages.table(rows)), "page")
    assert record.values["proactive.normative_documents@issued"] == 3
    assert record.raw["proactive.normative_documents@issued"] == "3（其中修订1件）"


def test_spans_of_table_two_in_the_form_of_2019_do_not_move_figures() -> None:
    rows = (
        "<tr><td colspan=5>第二十条第（五）项</td></tr>"
        "<tr><td>信息内容</td><td>上一年项目数量</td><td colspan=2>本年增/减</td><td>处理决定数量</td></tr>"
        "<tr><td>行政许可</td><td colspan=2>12</td><td>-3</td><td>140</td></tr>"
        "<tr><td>其他对外管理服务事项</td><td colspan=2>7</td><td>&nbsp;</td><td>9</td></tr>"
    )
    record = parse_document(pages.page(proactive=f"<table>{rows}</table>"), "page")
    assert [
        record.values[f"proactive.licences@{column}"]
        for column in ("prior_year_items", "change", "decisions")
    ] == [12, -3, 140]
    assert record.values["proactive.other_services@change"] is None
    assert record.states["proactive.other_services@change"] == "blank"
    assert record.values["proactive.other_services@decisions"] == 9


def test_table_four_cut_into_its_blocks() -> None:
    leaves = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    review = [["行政复议"], leaves, list(map(str, pages.DISPUTES[:5]))]
    suits = [["行政诉讼"], ["未经复议直接起诉", "复议后起诉"], leaves * 2, list(map(str, pages.DISPUTES[5:]))]
    record = parse_document(pages.page(disputes=pages.table(review) + pages.table(suits)), "page")
    assert [record.values[cell] for cell in formats()["G4"].disputes] == pages.DISPUTES


@pytest.mark.parametrize("count", [13, 14, 16])
def test_table_four_with_too_few_or_too_many_figures_never_shifts_unnoticed(count: int) -> None:
    rows = pages.dispute_rows()
    rows[-1] = (rows[-1] + ["5"])[:count]
    record = parse_document(pages.page(disputes=pages.table(rows)), "page")
    for cell, expected in zip(formats()["G4"].disputes, pages.DISPUTES, strict=True):
        assert record.values[cell] == expected or cell in flagged(record)


def test_missing_tables_are_missing_and_uncertain() -> None:
    record = parse_document(pages.page(disputes="<p>无。</p>"), "page")
    assert record.values["review.total"] is None
    assert record.states["review.total"] == "missing"
    assert "review.total" in record.uncertain
    assert record.values["requests.new@total"] == 28


def test_a_lost_total_is_inferred_where_two_relations_agree() -> None:
    rows = pages.request_rows()
    lines = ["\t".join(row) for row in rows]
    lines = [line.removesuffix("\t6") + "\t" if "结转下年度" in line else line for line in lines]
    text = "\n\n".join(
        [
            pages.TITLE,
            pages.HEADINGS[1],
            pages.TELLING,
            pages.HEADINGS[3],
            "\n".join(lines),
            pages.HEADINGS[5],
            "无。",
        ]
    )
    record = parse_document(text.encode(), "text")
    assert record.values["requests.carried_out@total"] == 6
    assert record.states["requests.carried_out@total"] == "inferred"
    assert "requests.carried_out@total" in record.uncertain


def test_prose_with_the_words_of_a_table_is_no_row() -> None:
    telling = "办理行政许可 30 件、行政处罚 12 件；予以公开 5 件，部分公开答复 0 件，不予公开 2"
    record = parse_document(pages.page(telling=telling), "page")
    assert record.values["proactive.licences@decisions"] == 117
    assert row_of(record, "outcome.partially_granted") == pages.figures("outcome.partially_granted")


@pytest.mark.parametrize(
    "head",
    [
        ["行政诉讼", "行政复议"],
        ["行政复议", "行政诉讼", "复议后起诉", "未经复议直接起诉"],
        ["行政复议", "总计", "结果维持", "结果纠正"],
    ],
)
def test_headings_of_table_4_in_another_order_leave_no_figure_vouched_for(head: list[str]) -> None:
    rows = pages.dispute_rows()
    record = parse_document(pages.page(disputes=pages.table([head, *rows[1:]])), "page")
    assert set(formats()["G4"].disputes) <= flagged(record)


def test_blocks_of_table_4_in_lines_of_text_are_read() -> None:
    names = ("行政复议", "未经复议直接起诉", "复议后起诉")
    leaves = "  ".join(pages.dispute_rows()[2][:5])
    lines = [
        line
        for block, name in enumerate(names)
        for line in (name, leaves, "  ".join(map(str, pages.DISPUTES[5 * block : 5 * block + 5])))
    ]
    text = f"{pages.TITLE}\n\n四、政府信息公开行政复议、行政诉讼情况\n\n" + "\n\n".join(lines)
    record = parse_document(text.encode(), "text")
    assert [record.values[cell] for cell in formats()["G4"].disputes] == pages.DISPUTES


def test_a_column_beside_the_form_makes_rows_with_blanks_doubtful() -> None:
    rows = [[*row, "9"] if row[-1].isdigit() else row for row in pages.request_rows()]
    at = next(index for index, row in enumerate(rows) if "属于国家秘密" in row[0])
    rows[at] = [rows[at][0], "", "1", "2", "3", "4", "5", "15", "9"]
    record = with_requests(rows)
    row = [f"outcome.refused.state_secret@{column}" for column in COLUMNS]
    assert all(record.values[cell] is None or cell in flagged(record) for cell in row)


def test_a_part_that_stands_twice_once_empty_is_not_vouched_for() -> None:
    rows = pages.proactive_rows()
    empty = [[cell if not cell.replace(".", "").isdigit() else "" for cell in row] for row in rows]
    record = parse_document(pages.page(proactive=pages.table([*rows, *empty])), "page")
    assert record.values["proactive.admin_fees@amount"] == "12.5"
    assert "proactive.admin_fees@amount" in record.uncertain


def test_a_row_of_table_2_wider_than_its_headings_is_not_vouched_for() -> None:
    rows = pages.proactive_rows()
    at = next(index for index, row in enumerate(rows) if "规范性文件" in row[0])
    rows[at] = [rows[at][0], "57", "4", "1", ""]
    record = parse_document(pages.page(proactive=pages.table(rows)), "page")
    cells = [f"proactive.normative_documents@{column}" for column in ("issued", "repealed", "in_force")]
    assert set(cells) <= set(record.uncertain)
