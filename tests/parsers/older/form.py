"""Draw a report of 2008 to 2018: its statistics table in one of many layouts, its gold values.

`sample(seed)` gives one ready: report, tables, truth and a clean HTML page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from ..dirty.form import Cell, Row, Table
from ..dirty.numbers import PATTERNS, Gold, Pattern, Printed, commas, full_width
from ..dirty.numbers import unit as with_unit
from ..dirty.page import Block, Prose, plain_cell, plain_page, plain_prose, plain_table
from .rows import FORMS, MONEY, SUMS, Line

BODIES = (
    "清河县水利局",
    "临江市文化局",
    "望都县固店镇人民政府",
    "南昌市东湖区公园街道办事处",
    "白银市平川区人民政府",
)
GENERATIONS = {name: "G2" if name == "g2" else "G1" for name in FORMS}
TITLES = {"g2": "政府信息公开情况统计表", "fujian": "附表：政府信息公开情况统计表"}
LAYOUTS: Mapping[str, tuple[str, ...]] = {
    "g2": (
        "plain",
        "numbered",
        "codes_behind",
        "no_units",
        "halves",
        "groups_merged",
        "remarks",
        "three_columns",
        "two_cells",
    ),
    "shanghai_a": ("codes_behind", "plain", "month_and_year"),
    "shanghai_b": ("codes_behind", "halves", "month_and_year"),
    "dingxi": ("unit_first", "period_and_year", "plain"),
    "fujian": ("year_and_ever", "plain"),
}
_MUCH = (1, 3, 7, 12, 28, 46, 117, 1204, 3321, 20417)
_LITTLE = (0, 0, 0, 1, 2, 3, 5, 8)


@dataclass(frozen=True)
class OlderReport:
    """A drawn report: what is printed, and what must be read (`gold` has every cell id of the form)."""

    body: str
    year: int
    shape: str
    layout: str
    table: Table
    gold: dict[str, Gold]

    @property
    def generation(self) -> str:
        return GENERATIONS[self.shape]

    @property
    def title(self) -> str:
        return f"{self.body}{self.year}年政府信息公开工作年度报告"

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.table,)


@dataclass(frozen=True)
class Sample:
    """One report of the generator, ready to be rendered by others."""

    report: OlderReport
    tables: tuple[Table, ...]
    truth: dict[str, Gold]
    html: bytes


def sample(seed: int, shape: str | None = None, layout: str | None = None) -> Sample:
    """The report of a seed with its tables (grids of cells with their ids), its truth and a clean page."""
    rng = Random(f"older sample {seed}")
    shape = shape or rng.choice(sorted(FORMS))
    report = draw(shape, rng.choice(PATTERNS), seed, layout)
    return Sample(report, report.tables, dict(report.gold), page(report, rng))


def draw(shape: str, pattern: Pattern, seed: int, layout: str | None = None) -> OlderReport:
    """Draw the report of `seed`; equal arguments give equal reports."""
    rng = Random(f"older/{shape}/{pattern.name}/{seed}")
    layout = layout or rng.choice(LAYOUTS[shape])
    year = rng.randint(2014, 2018) if shape == "g2" else rng.randint(2008, 2013)
    lines = FORMS[shape]
    cells = _cells(shape, lines, pattern, layout, rng)
    printed = {cell: text for cell, (text, _) in cells.items()}
    table = _table(shape, lines, printed, layout, year, rng)
    return OlderReport(
        rng.choice(BODIES), year, shape, layout, table, {cell: gold for cell, (_, gold) in cells.items()}
    )


def _cells(
    shape: str, lines: tuple[Line, ...], pattern: Pattern, layout: str, rng: Random
) -> dict[str, Printed]:
    counts = {line.id: _amount(pattern, rng) for line in lines if line.id}
    for total, parts in SUMS.get(shape, ()):
        counts[total] = sum(counts[part] for part in parts)
    for total in rng.sample(
        [total for total, _ in SUMS.get(shape, ())], min(pattern.wrong_sums, len(SUMS.get(shape, ())))
    ):
        counts[total] += rng.choice([1, 2, 10])
    found: dict[str, Printed] = {}
    for line in lines:
        if not line.id:
            continue
        if line.id in MONEY:
            found[line.id] = _money(line.unit, pattern, layout, rng)
        elif pattern.count is with_unit:
            value = counts[line.id]
            found[line.id] = (f"{value}{rng.choice(['', ' '])}{line.unit}", value)
        else:
            found[line.id] = pattern.count(counts[line.id], rng)
    return found


def _amount(pattern: Pattern, rng: Random) -> int:
    if pattern.scale == "zero":
        return 0
    return rng.choice(_LITTLE if pattern.scale == "small" else _LITTLE + _MUCH)


def _money(unit: str, pattern: Pattern, layout: str, rng: Random) -> Printed:
    """An amount in the unit of the line, in some patterns with a unit in the cell, also another one."""
    if pattern.scale == "zero" or rng.random() < 0.4:
        return pattern.count(0, rng) if pattern.sparse else ("0", "0")
    whole, fraction = rng.randint(1, 4200), rng.choice(["", "", ".5", ".25", ".00"])
    value = f"{whole}{fraction}"
    if pattern.count is with_unit or layout == "no_units":
        if unit == "万元" and rng.random() < 0.5:
            return f"{whole}元", f"{whole / 10_000:.4f}"
        return f"{value}{unit}", value
    if pattern.count is full_width:
        return full_width(whole, rng)[0], str(whole)
    if pattern.count is commas:
        return f"{whole:,}", str(whole)
    return value, value


def _table(
    shape: str, lines: tuple[Line, ...], printed: Mapping[str, str], layout: str, year: int, rng: Random
) -> Table:
    rows: list[Row]
    head = {
        "plain": ("统计指标", "单位", "统计数"),
        "numbered": ("序号", "统计指标", "计量单位", "数据统计数"),
        "codes_behind": ("指标名称", "代码", "计量单位", "数量"),
        "unit_first": ("指标名称", "计量单位", "代码", "数量"),
        "no_units": ("统计指标", "统计数"),
        "groups_merged": ("统 计 指 标", "单 位", "统 计 数"),
        "remarks": ("统计指标", "单位", "统计数", "备注"),
        "three_columns": ("序号", "统计指标", "计量单位", "区政府", "区直单位", "合计"),
        "two_cells": ("统计指标", "单位", "统计数"),
        "month_and_year": ("指标名称", "计算单位", "代码", "本月累计", "年度累计"),
        "period_and_year": ("指标名称", "计量单位", "代码", "本期实际", "本年累计"),
        "year_and_ever": ("指标名称", "计量单位", f"{year}年度", "历年累计"),
        "halves": ("统计指标", "单位", "统计数") * 2,
    }[layout]
    rows = [tuple(Cell(text, "head") for text in head)]
    if layout == "period_and_year":
        rows.append(tuple(Cell(text, "head") for text in ("甲", "乙", "丙", "1", "2")))
    single = [_row(number, line, printed, layout, rng) for number, line in enumerate(lines, 1)]
    if layout == "halves":
        half = (len(single) + 1) // 2
        empty: Row = tuple(Cell("", "empty") for _ in range(3))
        right = [*single[half:], *([empty] * (2 * half - len(single)))]
        single = [(*left, *other) for left, other in zip(single[:half], right, strict=True)]
    return Table("statistics", len(head), (*rows, *single))


def _row(number: int, line: Line, printed: Mapping[str, str], layout: str, rng: Random) -> Row:
    label = Cell(line.label, "label")
    unit = Cell(line.unit or "——", "label")
    code = Cell(f"{number:02d}", "label")
    other = Cell(str(rng.choice(_LITTLE + _MUCH)) if line.id else "", "label")
    value = Cell(printed[line.id], "value", id=line.id) if line.id else Cell("", "empty")
    match layout:
        case "numbered":
            # The numbers of some forms are wrong and repeated.
            return (
                Cell(str(number if rng.random() < 0.8 else rng.randint(1, 80)), "label"),
                label,
                unit,
                value,
            )
        case "codes_behind":
            return label, code, unit, value
        case "unit_first":
            return label, unit, code, value
        case "no_units":
            return label, value
        case "groups_merged":
            return (Cell(line.label, "label", 3),) if not line.id else (label, unit, value)
        case "remarks":
            return label, unit, value, Cell(rng.choice(["", "", "含下属单位", "同比增加2件"]), "label")
        case "three_columns":
            return Cell(str(number), "label"), label, unit, other, Cell(other.text and "1", "label"), value
        case "two_cells":
            if len(line.label) > 16 and line.id:
                return Cell(line.label[:9], "label"), Cell(line.label[9:], "label"), unit, value
            return Cell(line.label, "label", 2), unit, value
        case "month_and_year" | "period_and_year":
            return label, unit, code, other, value
        case "year_and_ever":
            return label, unit, value, other
        case _:
            return label, unit, value


def blocks(report: OlderReport) -> list[Block]:
    """The whole report in reading order, its chapters of no use to the table."""
    year = report.year
    return [
        Prose(f"本报告所列数据的统计期限自{year}年1月1日至12月31日。联系电话：0000-6123456。"),
        Prose("一、概述", heading=True),
        Prose(f"{year}年，认真贯彻《条例》，召开会议4次，门户网站浏览41.8万人次，修订制度3项。"),
        Prose("二、主动公开政府信息情况", heading=True),
        Prose("通过门户网站发布信息1286条，其中概况类12条、政策文件37条。"),
        Prose("三、依申请公开政府信息和不予公开政府信息情况", heading=True),
        Prose("申请的办理情况见附表，均在15个工作日内答复。"),
        Prose("四、政府信息公开的收费及减免情况", heading=True),
        Prose("详见附表。"),
        Prose("五、因政府信息公开申请行政复议、提起行政诉讼的情况", heading=True),
        Prose("详见附表。"),
        Prose("六、存在的主要问题及改进情况", heading=True),
        Prose("一是公开内容的深度还不够，二是业务人员只有2名。下一步每季度自查1次。"),
        Prose(TITLES.get(report.shape, "附表：指标统计表")),
        Prose(f"（{year}年度）"),
        report.table,
        Prose("单位负责人：  审核人：  填报人：  联系电话：0000-6123456  填报日期："),
    ]


def page(report: OlderReport, rng: Random) -> bytes:
    """The clean HTML page."""
    body = "\n".join(
        plain_prose(part, rng) if isinstance(part, Prose) else plain_table(part, plain_cell, rng)
        for part in blocks(report)
        if isinstance(part, Prose | Table)
    )
    return plain_page(report.title, body, rng).encode()
