"""Habits of labels: aliases, half-width signs, spaces and breaks inside, vertical text, footnote marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from ..form import Cell, Table
from ..habit import Habit, Html, on_tables
from ..page import plain_cell

ALIASES = {
    "行政规范性文件": ("规范性文件",),
    "规范性文件": ("行政规范性文件",),
    "本年制发件数": ("本年度制发数", "本年制发数"),
    "本年废止件数": ("本年废止数",),
    "现行有效件数": ("现行有效数",),
    "本年处理决定数量": ("处理决定数量",),
    "本年收费金额（单位：万元）": ("本年收费金额(单位:万元,保留4位小数)", "本年收费金额（单位: 万元）"),
    "本年增/减": ("本年增／减", "本年增减"),
    "其他": ("其它",),
    "总计": ("合计",),
    "商业企业": ("商业 企业",),
    "二、上年结转政府信息公开申请数量": (
        "二、上年度结转政府信息公开申请数量",
        "上年结转政府信息公开申请数量",
    ),
    "一、本年新收政府信息公开申请数量": ("本年新收政府信息公开申请数量",),
    "2.其他法律行政法规禁止公开": ("2.其他法律、行政法规禁止公开", "2.其他法律法规禁止公开"),
    "3.危及“三安全一稳定”": ("3.危及三安全一稳定", '3.危及"三安全一稳定"', "3.危及‘三安全一稳定’"),
    "7.属于行政执法案卷": ("7.属于行政执法案卷信息",),
    "（七）总计": ("（七）合计",),
    "四、结转下年度继续办理": ("四、结转下一年度继续办理", "结转下年度继续办理"),
    "3.其他": ("3.其它",),
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": ("（二）部分公开",),
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": ("1.逾期不补正",),
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": ("2.逾期不缴费",),
}
HALF = str.maketrans("（）：，“”、", '():,"",')
ENUMERATORS = (
    ("1.", "1、"),
    ("2.", "2、"),
    ("3.", "3．"),
    ("4.", "4）"),
    ("5.", "（5）"),
    ("一、", "一."),
    ("二、", "二．"),
    ("四、", "四 、"),
)


def relabel(change: Callable[[str, Random], str]) -> Html:
    """Change the text of labels and headings."""

    def changed(table: Table, rng: Random) -> Table:
        return table.with_rows(
            [
                tuple(
                    cell if cell.role == "value" else replace(cell, text=change(cell.text, rng))
                    for cell in row
                )
                for row in table.rows
            ]
        )

    return Html(reshape=on_tables(changed))


def alias(text: str, rng: Random) -> str:
    return rng.choice(ALIASES[text]) if text in ALIASES else text


def half_width(text: str, _: Random) -> str:
    return text.translate(HALF)


def half_brackets(text: str, _: Random) -> str:
    return text.replace("（", "(").replace("）", ") ").replace("1.", "1. ")


def other_enumerators(text: str, _: Random) -> str:
    for old, new in ENUMERATORS:
        if text.startswith(old):
            return new + text[len(old) :]
    return text


def no_enumerators(text: str, _: Random) -> str:
    for mark in (
        "一、",
        "二、",
        "三、",
        "四、",
        "（一）",
        "（二）",
        "（三）",
        "（四）",
        "（五）",
        "（六）",
        "（七）",
        "1.",
        "2.",
        "3.",
        "4.",
        "5.",
        "6.",
        "7.",
        "8.",
    ):
        if text.startswith(mark):
            return text[len(mark) :]
    return text


def spaced(text: str, rng: Random) -> str:
    return "".join(
        char + (rng.choice([" ", "\u3000", "\u00a0", "\u200b"]) if rng.random() < 0.3 else "")
        for char in text
    )


def broken(text: str, rng: Random) -> str:
    return "".join(char + ("\n" if rng.random() < 0.2 else "") for char in text)


def vertical(cell: Cell, rng: Random) -> str:
    """Group labels and headings one character a line."""
    if cell.role in ("label", "head") and (cell.rowspan > 1 or cell.role == "head"):
        return "<br/>".join(plain_cell(replace(cell, text=char), rng) for char in cell.text)
    return plain_cell(cell, rng)


def block_characters(cell: Cell, rng: Random) -> str:
    """Group labels one paragraph for each character."""
    if cell.role == "label" and cell.rowspan > 1:
        return "".join(f"<p>{char}</p>" for char in cell.text)
    return plain_cell(cell, rng)


def footnoted(cell: Cell, rng: Random) -> str:
    """Footnote marks in sup behind figures and labels."""
    mark = (
        f"<sup>{rng.choice(['1', '①', '[2]', '*'])}</sup>"
        if rng.random() < 0.15 and cell.text.strip()
        else ""
    )
    return plain_cell(cell, rng) + mark


def struck(cell: Cell, rng: Random) -> str:
    """An older figure struck through stands before the figure that holds."""
    old = (
        f"<{tag}>{rng.randint(1, 99)}</{tag}>"
        if cell.role == "value" and rng.random() < 0.15 and (tag := rng.choice(["del", "s", "strike"]))
        else ""
    )
    return old + plain_cell(cell, rng)


def hidden(cell: Cell, rng: Random) -> str:
    """Invisible figures and comments inside cells."""
    noise = (
        rng.choice(
            [
                '<span style="display:none">7</span>',
                "<!--7-->",
                '<span style="DISPLAY : none ;">12</span>',
                "<span hidden>8</span>",
                '<input type="hidden" value="9">',
                "<script>5</script>",
            ]
        )
        if rng.random() < 0.3
        else ""
    )
    return noise + plain_cell(cell, rng)


def reordered_columns(table: Table, rng: Random) -> Table:
    """Somebody moved 总计 to the front of the applicants: headings and figures alike."""
    rows = []
    for number, row in enumerate(table.rows):
        values = [cell for cell in row if cell.role == "value"]
        if values:
            row = (*(cell for cell in row if cell.role != "value"), values[-1], *values[:-1])
        elif number == 1:
            row = (row[2], row[0], row[1])
        rows.append(row)
    return table.with_rows(rows)


def units_in_heads(text: str, _: Random) -> str:
    return text + "（件）" if text in ("自然人", "商业企业", "总计", "本年制发件数") else text


def traditional(text: str, _: Random) -> str:
    pairs = zip(
        "务业纪为项与从开机关处总计规经属诉讼维结终审办理补确认请无",
        "務業紀為項與從開機關處總計規經屬訴訟維結終審辦理補確認請無",
        strict=True,
    )
    return text.translate(str.maketrans(dict(pairs)))


HABITS = (
    Habit("aliases", relabel(alias)),
    Habit("half_width_signs", relabel(half_width)),
    Habit("half_width_brackets", relabel(half_brackets)),
    Habit("other_enumerators", relabel(other_enumerators)),
    Habit("no_enumerators", relabel(no_enumerators)),
    Habit("spaces_in_labels", relabel(spaced)),
    Habit("breaks_in_labels", relabel(broken)),
    Habit("vertical_labels", Html(cell=vertical)),
    Habit("character_paragraphs", Html(cell=block_characters)),
    Habit("units_in_headings", relabel(units_in_heads)),
    Habit("traditional_characters", relabel(traditional)),
    Habit("footnote_marks", Html(cell=footnoted), floor=0.99),
    Habit("struck_through", Html(cell=struck)),
    Habit("hidden_figures", Html(cell=hidden)),
    Habit(
        "total_column_first",
        Html(reshape=on_tables(reordered_columns, "requests")),
        sparse_floor=0.8,
    ),
)
