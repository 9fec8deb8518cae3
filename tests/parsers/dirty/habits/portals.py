"""A second round of habits, as portals of counties and towns publish: scroll boxes, phone copies, notes."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from ..form import Cell, Row, Table, label
from ..habit import Habit, Html, on_tables
from ..page import Block, CellWriter, Markup, Prose, plain_cell, plain_page, plain_table, spans


def year_columns(table: Table, rng: Random) -> Table:
    """Table 4 with a row of last year's figures below this year's."""
    last = tuple(replace(cell, text=str(rng.randint(1, 60)), id=None) for cell in table.rows[3])
    return table.with_rows([*table.rows, (label("上年同期数据", 15),), last])


def footnote_row(table: Table, _: Random) -> Table:
    """A note with figures as the last row of the table."""
    note = "注：1.上表中总计为各项之和；2.表中0表示无此类情形；3.数据截至12月31日24时。"
    return table.with_rows([*table.rows, (label(note, table.width),)])


def title_row(table: Table, _: Random) -> Table:
    """The chapter's title and the unit as first rows of the table."""
    titles = {
        "proactive": "表1 主动公开政府信息情况统计表",
        "requests": "表2 收到和处理政府信息公开申请情况",
        "disputes": "表3 行政复议、行政诉讼情况",
    }
    return table.with_rows(
        [(label(titles[table.name], table.width),), (label("单位：件", table.width),), *table.rows]
    )


def group_row(table: Table, _: Random) -> Table:
    """Group labels stand in rows of their own above their members."""
    rows: list[Row] = []
    for row in table.rows:
        tall = [cell for cell in row if cell.role == "label" and cell.rowspan > 1]
        rows += [(label(cell.text, table.width),) for cell in tall]
        rows.append(tuple(cell for cell in row if cell not in tall))
    return table.with_rows(rows)


def merged_zero_rows(table: Table, _: Random) -> Table:
    """A row of seven zeros written as one zero across the seven columns."""
    rows: list[Row] = []
    for row in table.rows:
        values = [cell for cell in row if cell.id]
        if len(values) == 7 and all(cell.text == "0" for cell in values):
            row = (*(cell for cell in row if not cell.id), replace(values[0], colspan=7))
        rows.append(row)
    return table.with_rows(rows)


def two_cell_labels(table: Table, rng: Random) -> Table:
    """Enumerator and text of a label in two cells."""
    rows: list[Row] = []
    for row in table.rows:
        cells: list[Cell] = []
        for cell in row:
            parts = re.fullmatch(r"(\d\.)(.+)", cell.text) if cell.role == "label" else None
            cells += [replace(cell, text=parts[1]), replace(cell, text=parts[2])] if parts else [cell]
        rows.append(tuple(cells))
    return table.with_rows(rows)


def transposed(table: Table, _: Random) -> Table:
    """Table 4 on its side: a line for each result."""
    rows: list[Row] = [(label("类别", 2), Cell("件数", "head"))]
    names = ("行政复议", "未经复议直接起诉", "复议后起诉")
    for index, cell in enumerate(table.rows[3]):
        start = (label(names[index // 5], 1, 5),) if index % 5 == 0 else ()
        rows.append((*start, label(table.rows[1][index % 5].text), cell))
    return table.with_rows(rows)


def zero_letters(cell: Cell, rng: Random) -> str:
    """Some zeros are letters: O, o, 〇."""
    text = plain_cell(cell, rng)
    return rng.choice("Oo〇") if cell.role == "value" and text == "0" and rng.random() < 0.1 else text


def linked(cell: Cell, rng: Random) -> str:
    """Figures are links with titles and images with alternative texts that hold other figures."""
    text = plain_cell(cell, rng)
    if cell.role != "value":
        return text
    link = f"/art/2025/1/20/art_99_{rng.randint(1, 999)}.html"
    return f'<a href="{link}" title="点击 88">{text}</a><img alt="9" src="7.gif">'


def coloured(cell: Cell, rng: Random) -> str:
    """White figures on white left behind by an editor."""
    return f'{plain_cell(cell, rng)}<span style="display: none !important; mso-hide:all">3</span>'


def line_numbers(table: Table, write: CellWriter, rng: Random) -> str:
    """Figures broken over two lines by the narrow cell: 12<br>34."""

    def broken(cell: Cell, inner: Random) -> str:
        text = write(cell, inner)
        return (
            f"{text[:2]}<br/>{text[2:]}" if cell.role == "value" and re.fullmatch(r"\d{4,}", text) else text
        )

    return plain_table(table, broken, rng)


def both_layouts(table: Table, write: CellWriter, rng: Random) -> str:
    """The table for screens, then the same for phones as a definition list."""
    phone = "".join(
        f"<dt>{row[0].text}</dt><dd>{''.join(cell.text + ' ' for cell in row if cell.id)}</dd>"
        for row in table.rows
    )
    return plain_table(table, write, rng) + f'<dl class="mobile">{phone}</dl>'


def scroll_box(table: Table, write: CellWriter, rng: Random) -> str:
    """The header in one table, the body in another inside a scrolling box, all columns with widths."""
    header, body = table.rows[:-1] if table.name == "disputes" else table.rows[:3], table.rows[3:]
    return (
        f'<div class="head">{plain_table(table.with_rows(list(header)), write, rng)}</div>'
        f'<div style="overflow:auto">{plain_table(table.with_rows(list(body)), write, rng)}</div>'
    )


def next_reports(title: str, body: str, rng: Random) -> str:
    """Titles of other years' reports around the article."""
    others = "".join(
        f'<li><a href="/{year}.html">{title[:-17]}{year}年政府信息公开工作年度报告</a> {year + 1}-01-15</li>'
        for year in range(2014, 2025)
    )
    before = f"<div>上一篇：{title[:-17]}2018年政府信息公开工作年度报告</div>"
    around = f'<div class="rel"><h3>相关信息</h3><ul>{others}</ul></div>{before}'
    return plain_page(title, f"{around}{body}{around}", rng)


def share_meta(title: str, body: str, rng: Random) -> str:
    """A page whose head, scripts and attributes repeat the text of the tables."""
    text = re.sub(r"<[^>]+>", " ", body)[:3000].replace('"', "")
    meta = (
        f'<meta name="description" content="{text}"><script>var content = "{text.splitlines()[0]}";</script>'
    )
    return plain_page(title, body, rng).replace("<title>", f"{meta}<title>")


def summary_table(parts: list[Block], rng: Random) -> list[Block]:
    """Chapter one holds a table of its own with figures and labels like those of table 3."""
    own = (
        "<table><tr><td>项目</td><td>上年</td><td>本年</td></tr><tr>"
        "<td>本年新收政府信息公开申请数量</td><td>17</td><td>21</td></tr>"
        "<tr><td>予以公开</td><td>4</td><td>6</td></tr><tr><td>总计</td><td>21</td><td>27</td></tr></table>"
    )
    at = next(
        index
        for index, part in enumerate(parts)
        if isinstance(part, Prose) and part.text.startswith("（三）")
    )
    return [*parts[:at], Markup(own), *parts[at:]]


def chapter_numbers_off(parts: list[Block], rng: Random) -> list[Block]:
    """Chapters without numbers, or counted from another one."""
    return [
        replace(part, text=part.text[2:]) if isinstance(part, Prose) and part.heading else part
        for part in parts
    ]


def torn_tags(table: Table, write: CellWriter, rng: Random) -> str:
    """Stray closing tags, paragraphs closed outside their cells, rows without a table in between."""
    rows = "".join(
        f"<tr>{''.join(f'<td{spans(cell)}><p>{write(cell, rng)}</td></p>' for cell in row)}</tr></div></span>"
        for row in table.rows
    )
    return f"<table>{rows}</table>"


HABITS = (
    Habit("last_year_below", Html(reshape=on_tables(year_columns, "disputes"))),
    Habit("footnote_row", Html(reshape=on_tables(footnote_row))),
    Habit("title_rows", Html(reshape=on_tables(title_row))),
    Habit("group_rows", Html(reshape=on_tables(group_row, "requests"))),
    Habit("merged_zero_rows", Html(reshape=on_tables(merged_zero_rows, "requests"))),
    Habit("labels_in_two_cells", Html(reshape=on_tables(two_cell_labels, "requests")), sparse_floor=0.9),
    Habit("disputes_on_the_side", Html(reshape=on_tables(transposed, "disputes"))),
    Habit("letters_for_zeros", Html(cell=zero_letters)),
    Habit("linked_figures", Html(cell=linked)),
    Habit("white_figures", Html(cell=coloured)),
    Habit("figures_in_two_lines", Html(table=line_numbers), floor=0.85),
    Habit("screen_and_phone", Html(table=both_layouts)),
    Habit("scroll_boxes", Html(table=scroll_box)),
    Habit("other_years_around", Html(page=next_reports)),
    Habit("text_in_attributes", Html(page=share_meta)),
    Habit("table_in_chapter_one", Html(reshape=summary_table)),
    Habit("chapters_unnumbered", Html(reshape=chapter_numbers_off)),
    Habit("torn_tags", Html(table=torn_tags)),
)
