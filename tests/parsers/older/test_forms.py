"""Which table is which: forms told apart by their labels and from the later tables; units, blanks, copies."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.formats.older.align import Line, align
from parsers.formats.older.forms import forms
from parsers.formats.older.statistics import known
from parsers.parse import parse_document
from parsers.record import Record

from .. import pages
from ..dirty.numbers import BY_NAME
from .form import FORMS, GENERATIONS, draw, page, sample
from .rows import Line as Printed

TITLE = "清河县水利局2016年政府信息公开工作年度报告"


def table(lines: tuple[Printed, ...], figures: dict[str, str] | None = None, *, start: int = 1) -> str:
    """A plain table of a form; the figures count up from `start` where none are given."""
    rows = ["<tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>"]
    number = start
    for line in lines:
        text = ""
        if line.id:
            text = str(number) if figures is None else figures.get(line.id, "0")
            number += 1
        rows.append(f"<tr><td>{line.label}</td><td>{line.unit}</td><td>{text}</td></tr>")
    return f"<table>{''.join(rows)}</table>"


def read(*bodies: str, title: str = TITLE) -> Record:
    text = "<p>本报告由办公室编制，所列数据真实，公众可在门户网站查阅。</p>" * 8
    return parse_document(
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{text}{''.join(bodies)}</body></html>".encode(),
        "page",
    )


@pytest.mark.parametrize("shape", sorted(FORMS))
def test_every_line_of_every_form(shape: str) -> None:
    record = read(table(FORMS[shape]))
    ids = [line.id for line in FORMS[shape] if line.id]
    assert list(record.values) == ids
    assert [int(str(record.values[cell])) for cell in ids] == list(range(1, len(ids) + 1))
    assert record.generation == GENERATIONS[shape]
    assert record.table_generations == {"statistics": GENERATIONS[shape]}
    assert record.uncertain == []
    assert record.where[ids[0]] == "table 1, row 2, column 3" or shape == "g2"


def test_every_cell_and_every_relation_of_the_specification_is_known() -> None:
    printed = {line.id for lines in FORMS.values() for line in lines if line.id}
    assert printed == {cell for form in forms() for cell in form.cells()}
    for form in forms():
        assert form.checks
        assert all({*rule.lhs, *rule.rhs} <= set(form.cells()) for rule in form.checks)


def test_checks_name_the_cells_of_a_wrong_sum() -> None:
    record = read(table(FORMS["g2"], {"g2.closed": "9", "g2.closed.on_time": "5", "g2.closed.extended": "3"}))
    failing = {check.id: check for check in record.checks if check.status == "fails"}
    assert set(failing) == {"G2.closed", "G2.closed_reply"}
    assert failing["G2.closed"].cells == ("g2.closed.on_time", "g2.closed.extended", "g2.closed")
    assert record.values["g2.closed"] == 9


@pytest.mark.parametrize(
    ("printed", "unit", "value", "sure"),
    [
        ("0.5", "万元", "0.5", True),
        ("0.5万元", "万元", "0.5", True),
        ("3000元", "万元", "0.3", False),
        ("3000", "元", "0.3", True),
        ("1,234.56", "万元", "1234.56", True),
        ("3000元", "", "0.3", True),
        ("3000", "", "3000", False),
        ("/", "万元", None, True),
        ("", "万元", None, True),
        ("无", "万元", None, True),
    ],
)
def test_money_and_its_units(printed: str, unit: str, value: str | None, sure: bool) -> None:
    lines = tuple(
        Printed(line.label, unit if line.id == "g2.fees" else line.unit, line.id) for line in FORMS["g2"]
    )
    record = read(table(lines, {"g2.fees": printed}))
    assert record.values["g2.fees"] == value
    assert ("g2.fees" not in record.uncertain) is sure


@pytest.mark.parametrize(
    ("printed", "value", "state"),
    [
        ("12条", 12, None),
        ("", None, "blank"),
        ("-", None, "dash"),
        ("/", None, "slash"),
        ("无", None, "text"),
        ("１２", 12, None),
    ],
)
def test_counts_and_marks(printed: str, value: int | None, state: str | None) -> None:
    record = read(table(FORMS["g2"], {"g2.proactive.total": printed}))
    assert record.values["g2.proactive.total"] == value
    assert record.states.get("g2.proactive.total") == state
    assert "g2.proactive.total" not in record.uncertain


@pytest.mark.parametrize("printed", ["1.2万", "12余", "12 | 13", "12、13"])
def test_a_figure_that_is_not_exact_is_none(printed: str) -> None:
    record = read(table(FORMS["g2"], {"g2.proactive.total": printed}))
    assert record.values["g2.proactive.total"] is None
    assert "g2.proactive.total" in record.uncertain


def test_columns_of_several_bodies_without_a_total() -> None:
    rows = "".join(
        f"<tr><td>{line.label}</td><td>{line.unit}</td>"
        + (
            "<td>1</td><td>2</td><td>3</td>"
            if line.id == "g2.closed"
            else "<td>0</td>" * 3
            if line.id
            else "<td></td>" * 3
        )
        + "</tr>"
        for line in FORMS["g2"]
    )
    record = read(
        f"<table><tr><td>统计指标</td><td>单位</td><td>区政府</td><td>区直单位</td><td>乡镇街道</td></tr>{rows}</table>"
    )
    assert record.values["g2.closed"] is None and record.raw["g2.closed"] == "1 | 2 | 3"
    assert "g2.closed" in record.uncertain
    assert record.values["g2.requests.received"] == 0


def test_a_report_of_2019_may_carry_the_older_table() -> None:
    record = read(table(FORMS["g2"]), title=TITLE.replace("2016", "2019"))
    assert (record.year, record.generation, record.table_generations) == (2019, "G2", {"statistics": "G2"})
    assert all(cell.startswith("g2.") for cell in record.values)


def test_later_tables_give_no_older_cells_and_the_other_way_round() -> None:
    later = parse_document(
        pages.page(telling="收到申请28件。当面申请数3件，网络申请数20件，信函申请数5件。"), "page"
    )
    assert not [cell for cell in later.values if cell.startswith(("g1.", "g2.", "prose."))]
    small = "<table><tr><td>当面申请数</td><td>3</td></tr><tr><td>网络申请数</td><td>20</td></tr></table>"
    later = parse_document(pages.page(before=small), "page")
    assert not [cell for cell in later.values if cell.startswith(("g1.", "g2.", "prose."))]
    older = read(table(FORMS["g2"]))
    assert all(cell.startswith("g2.") for cell in older.values)


def test_both_tables_in_one_report() -> None:
    record = parse_document(
        pages.page(after="").replace(b"</div></body>", f"{table(FORMS['g2'])}</div></body>".encode()), "page"
    )
    assert record.generation == "G4"
    assert record.table_generations == {"proactive": "G4", "requests": "G4", "statistics": "G2"}
    assert record.values["requests.new@total"] == 28
    assert record.values["g2.requests.received"] == 17


def test_a_form_without_figures_or_body_is_a_blank_form() -> None:
    record = read(
        table(FORMS["g2"], {line.id: "" for line in FORMS["g2"]}), title="政府信息公开情况统计表（　　年度）"
    )
    assert (record.outcome, record.values) == ("blank_form", {})


def test_a_table_of_a_quarter_is_no_annual_report() -> None:
    record = read(table(FORMS["g2"]), title="清河县2017年第三季度政府信息公开情况统计表")
    assert record.outcome == "not_report"


def test_copies_that_differ_are_given_up() -> None:
    record = read(table(FORMS["g2"]), "<p>附</p>", table(FORMS["g2"], start=2))
    assert all(value is None for value in record.values.values())
    assert set(record.uncertain) == set(record.values)
    same = read(table(FORMS["g2"]), "<p>附</p>", table(FORMS["g2"]))
    assert same.uncertain == []


def test_lines_of_a_province_are_named_and_not_squeezed_in() -> None:
    own = "<tr><td>主动公开政府文件数</td><td>件</td><td>77</td></tr>"
    record = read(table(FORMS["g2"]).replace("<tr><td>二、", f"{own}<tr><td>二、"))
    assert 77 not in record.values.values()
    assert any("主动公开政府文件数" in warning for warning in record.warnings)


def test_a_form_of_another_place_is_not_vouched_for() -> None:
    foreign = "".join(
        f"<tr><td>本市自定统计事项之{n}类情况</td><td>件</td><td>{n}</td></tr>"
        for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯"
    )
    foreign = foreign.replace("<td>甲</td>", "<td>1</td>")
    numbered = re.sub(r"<td>([乙-龥])</td></tr>", "<td>5</td></tr>", foreign)
    kept = tuple(
        line for line in FORMS["g2"] if line.id.startswith("g2.requests") or line.id.startswith("g2.closed")
    )
    record = read("<p>政府信息公开情况统计表</p>", table(kept).replace("</table>", f"{numbered}</table>"))
    assert set(record.uncertain) == set(record.values)


def test_a_missing_heading_leaves_a_repeated_label_in_doubt() -> None:
    dropped = {
        "四、行政复议数量",
        "（一）维持具体行政行为数",
        "（三）其他情形数",
        "五、行政诉讼数量",
        "（一）维持具体行政行为或者驳回原告诉讼请求数",
    }
    seen: set[str] = set()
    kept = []
    for line in FORMS["g2"]:
        if line.label in dropped or (line.label == "（二）被依法纠错数" and line.label in seen):
            continue
        seen.add(line.label)
        kept.append(line)
    record = read(table(tuple(kept)))
    assert {"g2.review.corrected", "g2.litigation.corrected"} <= set(record.uncertain)


def test_chapters_are_those_of_the_report_without_its_table() -> None:
    record = parse_document(sample(3, "g2").html, "page")
    assert [chapter.no for chapter in record.chapters] == [0, 1, 2, 3, 4, 5, 6]
    assert all("申请办结数" not in chapter.text for chapter in record.chapters)


def test_samples_are_the_same_for_the_same_seed() -> None:
    assert sample(5).html == sample(5).html
    assert {sample(seed).report.shape for seed in range(60)} == set(FORMS)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.data())
def test_damaged_tables_are_never_silently_wrong(seed: int, data: st.DataObject) -> None:
    """Rows dropped, doubled or emptied anywhere: what is left is right or flagged."""
    shape = data.draw(st.sampled_from(sorted(FORMS)))
    report = draw(shape, BY_NAME["city"], seed)
    rows = list(report.table.rows)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(1, len(rows) - 1))
        if data.draw(st.booleans()):
            del rows[place]
        else:
            rows.insert(place, rows[place])
    changed = report.__class__(**{**vars(report), "table": report.table.with_rows(rows)})
    record = parse_document(page(changed, Random(seed)), "page")
    flagged = set(record.uncertain) | {cell for c in record.checks if c.status == "fails" for cell in c.cells}
    for cell, value in record.values.items():
        if value is not None and cell not in flagged:
            assert str(value) == str(report.gold[cell]), cell


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([line.label for lines in FORMS.values() for line in lines]), max_size=40))
def test_an_alignment_keeps_the_order_of_both_sides(labels: list[str]) -> None:
    for form in forms():
        found = [
            match for match in align(form, [Line(label, True) for label in labels]).matches if match.score > 0
        ]
        assert [match.row for match in found] == sorted({match.row for match in found})
        assert [match.first for match in found] == sorted({match.first for match in found})


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60))
def test_any_text_is_a_label_or_not(text: str) -> None:
    assert known(text) in (True, False)
